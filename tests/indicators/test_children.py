"""Children of a band: rows must tile it exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kpdata.indicators.children import children

Row = tuple[int, int, float]


def of_one_area(rows: list[Row], ages: tuple[int, int]) -> float:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    result = children(
        np.zeros(len(rows), dtype=np.int64),
        columns[0].astype(np.int64),
        columns[1].astype(np.int64),
        columns[2],
        areas=1,
        ages=ages,
    )
    return float(result[0])


@pytest.mark.parametrize(
    ("rows", "ages", "expected"),
    [
        ([(7, 12, 30.0)], (7, 12), 30),
        ([(7, 9, 10.0), (10, 12, 5.0)], (7, 12), 15),
        ([(7, 12, 30.0), (13, 15, 8.0), (16, 17, 4.0)], (7, 17), 42),
        ([(age, age, 1.0) for age in range(18)], (0, 17), 18),
        # The row that covers the band alone has been added up least.
        ([(7, 9, 10.0), (10, 12, 5.0), (7, 12, 16.0)], (7, 12), 16),
        ([(6, 9, 10.0), (10, 12, 5.0)], (7, 12), math.nan),
        ([(7, 9, 10.0), (9, 12, 5.0)], (7, 12), math.nan),
        ([(7, 9, 10.0), (11, 12, 5.0)], (7, 12), math.nan),
        ([(7, 9, math.nan), (10, 12, 5.0)], (7, 12), math.nan),
        ([(7, 12, math.nan), (7, 9, 10.0), (10, 12, 5.0)], (7, 12), 15),
        ([], (7, 12), math.nan),
    ],
)
def test_rows_tile_the_band(rows: list[Row], ages: tuple[int, int], expected: float) -> None:
    assert of_one_area(rows, ages) == pytest.approx(expected, nan_ok=True)


def test_areas_are_told_apart() -> None:
    result = children(
        np.array([0, 1, 1]),
        np.array([0, 0, 4]),
        np.array([6, 3, 6]),
        np.array([7.0, 2.0, 3.0]),
        areas=3,
        ages=(0, 6),
    )
    assert result[:2].tolist() == [7, 5]
    assert math.isnan(result[2])
