"""ETRS-TM35FIN to degrees, against published and independently computed points."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdata.sources.coordinates import degrees, point


def test_the_worked_example_of_jhs_197() -> None:
    assert degrees(6715706.37705, 106256.35961) == pytest.approx((60.385106872, 19.848136769), abs=1e-8)


def _metres(lat: float, lon: float) -> tuple[float, float]:
    """The way back by the same projection's defining series, integrated numerically (slow and obvious)."""
    a, f, k0 = 6378137.0, 1 / 298.257222101, 0.9996
    e2 = f * (2 - f)
    phi, lam = math.radians(lat), math.radians(lon - 27)
    steps = 4000
    arc = sum(
        a * (1 - e2) / (1 - e2 * math.sin(phi * (i + 0.5) / steps) ** 2) ** 1.5 * phi / steps
        for i in range(steps)
    )
    nu = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c, eta2 = math.tan(phi), math.cos(phi), e2 / (1 - e2) * math.cos(phi) ** 2
    east = lam * c + (lam * c) ** 3 / 6 * (1 - t**2 + eta2)
    east += (lam * c) ** 5 / 120 * (5 - 18 * t**2 + t**4 + 14 * eta2 - 58 * t**2 * eta2)
    north = arc / nu + t * (lam * c) ** 2 / 2 + t * (lam * c) ** 4 / 24 * (5 - t**2 + 9 * eta2 + 4 * eta2**2)
    north += t * (lam * c) ** 6 / 720 * (61 - 58 * t**2 + t**4)
    return k0 * nu * north, 500000 + k0 * nu * east


@given(st.floats(59.5, 70), st.floats(20, 31.5))
def test_degrees_and_metres_are_the_same_point(lat: float, lon: float) -> None:
    assert degrees(*_metres(lat, lon)) == pytest.approx((lat, lon), abs=1e-6)


def test_a_pair_is_recognised_by_size_in_either_order() -> None:
    assert point(61.5, 23.76) == (61.5, 23.76)
    assert point(23.76, 61.5) == (61.5, 23.76)
    assert point(6822500, 327600) == pytest.approx((61.497612, 23.760753), abs=1e-6)
    assert point(327600, 6822500) == point(6822500, 327600)


@pytest.mark.parametrize(
    "pair", [(0, 0), (48.85, 2.35), (61.5, 61.5), (6822500, 6822500), (59.33, 18.07), (-61.5, 23.7)]
)
def test_what_is_not_in_finland(pair: tuple[float, float]) -> None:
    assert point(*pair) is None
