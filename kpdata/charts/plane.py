"""Coordinates laid flat, in kilometres, so that a map of points needs neither tiles nor a request; boxes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kpdata.charts.chart import Value

# West, south, east, north; on a drawing left, top, right, bottom.
Box = tuple[float, float, float, float]

_KM_OF_DEGREE = 111.195
_MIDDLE_MERIDIAN = 27.0
# So many points would hide each other were they as large as a few may be.
_MANY = 200


def flat(lat: float, lon: float) -> tuple[float, float]:
    """East and north in km: the sinusoidal projection about 27° E, the middle of Finland.

    True along parallels and on the middle meridian; 3 % of shear at the edges of the country.
    """
    return (lon - _MIDDLE_MERIDIAN) * math.cos(math.radians(lat)) * _KM_OF_DEGREE, lat * _KM_OF_DEGREE


def radii_of(
    values: Sequence[Value], *, smallest: float, largest: float, largest_of_many: float
) -> list[float]:
    """How large each point is drawn: its area grows with its value."""
    widest = largest if len(values) < _MANY else largest_of_many
    highest = max((value.value or 0.0 for value in values), default=0.0)
    if not highest:
        return [smallest] * len(values)
    return [max(smallest, widest * math.sqrt(max(value.value or 0.0, 0.0) / highest)) for value in values]


def meet(a: Box, b: Box) -> bool:
    """Whether two boxes cover each other anywhere."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
