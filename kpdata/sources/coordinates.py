"""ETRS-TM35FIN metres to WGS84 degrees by Krüger's series, and the box Finland lies in.

Formulas: JHS 197 (ETRS89-TM35FIN, GRS80). ETRS89 and WGS84 are taken as one: they differ by less than
a metre.
"""

from __future__ import annotations

import math

_A = 6378137.0
_F = 1 / 298.257222101
_N = _F / (2 - _F)
_RECTIFYING = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_SCALE = 0.9996
_CENTRAL = math.radians(27.0)
_FALSE_EASTING = 500_000.0
_E = math.sqrt(_F * (2 - _F))
_H = (
    _N / 2 - 2 / 3 * _N**2 + 37 / 96 * _N**3 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 / 1440 * _N**4,
    17 / 480 * _N**3 - 37 / 840 * _N**4,
    4397 / 161280 * _N**4,
)

LATITUDES = (59.3, 70.2)
LONGITUDES = (19.0, 31.7)
NORTHINGS = (6_570_000.0, 7_800_000.0)
EASTINGS = (40_000.0, 770_000.0)


def degrees(northing: float, easting: float) -> tuple[float, float]:
    """Latitude and longitude in degrees of a point in ETRS-TM35FIN metres."""
    xi = northing / (_RECTIFYING * _SCALE)
    eta = (easting - _FALSE_EASTING) / (_RECTIFYING * _SCALE)
    xi_0, eta_0 = xi, eta
    for k, h in enumerate(_H, start=1):
        xi_0 -= h * math.sin(2 * k * xi) * math.cosh(2 * k * eta)
        eta_0 -= h * math.cos(2 * k * xi) * math.sinh(2 * k * eta)
    beta = math.asin(math.sin(xi_0) / math.cosh(eta_0))
    longitude = _CENTRAL + math.asin(math.tanh(eta_0) / math.cos(beta))
    isometric = math.asinh(math.tan(beta))
    latitude_term = isometric
    for _ in range(6):
        latitude_term = isometric + _E * math.atanh(_E * math.tanh(latitude_term))
    return math.degrees(math.atan(math.sinh(latitude_term))), math.degrees(longitude)


def point(first: float, second: float) -> tuple[float, float] | None:
    """Latitude and longitude of a pair whose meaning is recognised by size; None when it is not in Finland.

    Takes degrees or metres in either order: northing and latitude never overlap easting and longitude there.
    """
    for a, b in ((first, second), (second, first)):
        if _within(a, LATITUDES) and _within(b, LONGITUDES):
            return a, b
        if _within(a, NORTHINGS) and _within(b, EASTINGS):
            latitude, longitude = degrees(a, b)
            return round(latitude, 7), round(longitude, 7)
    return None


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
