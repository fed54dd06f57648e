"""Children of an age band, from population rows that tile it exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def children(
    area: Ints, age_from: Ints, age_to: Ints, people: Floats, *, areas: int, ages: tuple[int, int]
) -> Floats:
    """People of the ages (both inclusive) in each area; NaN where no rows tile them exactly.

    area, age_from, age_to, people: population rows (of one year an area; NaN = unknown). Where
    several sets of rows tile the ages, the one with fewest rows is taken: it has been added up least.
    """
    first, last = ages
    inside = (age_from >= first) & (age_to <= last) & (age_to >= age_from) & ~np.isnan(people)
    area, age_from, age_to, people = area[inside], age_from[inside], age_to[inside], people[inside]
    # total[k], rows[k]: the best tiling of [first, first + k − 1] in each area.
    total = np.full((last - first + 2, areas), np.nan)
    rows = np.full(total.shape, np.inf)
    total[0], rows[0] = 0, 0
    bands = np.unique(np.stack([age_from, age_to]), axis=1)
    for low, high in sorted(zip(*bands.tolist(), strict=True)):
        band = np.full(areas, np.nan)
        chosen = (age_from == low) & (age_to == high)
        band[area[chosen]] = people[chosen]
        start, end = low - first, high - first + 1
        fewer = ~np.isnan(band) & (rows[start] + 1 < rows[end])
        total[end][fewer] = (total[start] + band)[fewer]
        rows[end][fewer] = rows[start][fewer] + 1
    result: Floats = total[-1]
    return result
