"""Coordinates laid flat, in kilometres, so that a map of points needs neither tiles nor a request; boxes."""

from __future__ import annotations

import math

# West, south, east, north; on a drawing left, top, right, bottom.
Box = tuple[float, float, float, float]

_KM_OF_DEGREE = 111.195
_MIDDLE_MERIDIAN = 27.0


def flat(lat: float, lon: float) -> tuple[float, float]:
    """East and north in km: the sinusoidal projection about 27° E, the middle of Finland.

    True along parallels and on the middle meridian; 3 % of shear at the edges of the country.
    """
    return (lon - _MIDDLE_MERIDIAN) * math.cos(math.radians(lat)) * _KM_OF_DEGREE, lat * _KM_OF_DEGREE


def meet(a: Box, b: Box) -> bool:
    """Whether two boxes cover each other anywhere."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
