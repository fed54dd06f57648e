"""Children of postal areas and the places near them: what the week clock and the what-ifs stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kpdata.domain import AgeBand, AreaKey
from kpdata.indicators import queries
from kpdata.indicators.access import Pairs
from kpdata.indicators.facts import Facts
from kpdata.indicators.frames import Figures
from kpdata.indicators.rollup import level_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reach:
    """The postal areas of an area that have children of a band and a point, and the places near them.

    inside: which postal areas belong to the area. people: children of each postal area, 0 outside and
    where they are not known. pairs: postal areas × all places at most `km` apart. suitable: active
    places that suit the band.
    """

    inside: Bools
    people: Floats
    pairs: Pairs
    suitable: Bools

    @property
    def children(self) -> float:
        """Children of the band in the postal areas of the area."""
        return float(self.people.sum())

    def covered(self, places: Bools) -> Bools:
        """Postal areas that have one of the places (a mask) within reach."""
        covered = np.zeros(self.people.size, dtype=bool)
        covered[self.pairs.demand[places[self.pairs.supply]]] = True
        return covered


def reach_of(figures: Figures, key: AreaKey, band: AgeBand, km: int, as_of: date) -> Reach:
    """Who is within `km` of what at a day; KeyError for an unknown area."""
    facts, day = figures.facts, figures.day(as_of)
    postal = facts.postal_areas
    people = np.where(np.isnan(postal.lat + postal.lon), np.nan, day.postal_children(band))
    inside = _inside(facts, key)[postal.municipality]
    near = facts.near
    kept = (near.km <= km) & inside[near.demand]
    pairs = Pairs(near.demand[kept], near.supply[kept], near.km[kept], near.demands, near.supplies)
    return Reach(inside, np.where(inside, np.nan_to_num(people), 0), pairs, day.places_for(band))


def postal_names(facts: Facts) -> list[str]:
    """Names of the postal areas, in the order of `Facts.postal_areas`; the code where there is none."""

    def read() -> list[str]:
        names = {row[0]: row[4] or row[0] for row in facts.read(queries.postal_areas())}
        return [names[code] for code in facts.postal_areas.ids]

    return facts.keep("postal names", read)


def unmapped_children(figures: Figures, key: AreaKey, band: AgeBand, as_of: date) -> float:
    """Children of the band in municipalities of an area that are not mapped and have no active place at all.

    NaN where they are not known.
    """
    day = figures.day(as_of)
    unmapped = _inside(figures.facts, key) & ~(day.mapped | day.with_place(None))
    return float(day.children(band)[unmapped].sum())


def _inside(facts: Facts, key: AreaKey) -> Bools:
    """Which municipalities belong to an area."""
    level = level_of(facts, key.level)
    if key.area_id not in level.ids:
        raise KeyError(str(key))
    inside = np.zeros(len(facts.areas.municipalities), dtype=bool)
    own = level.municipalities.area == level.ids.index(key.area_id)
    inside[level.municipalities.item[own]] = True
    return inside
