"""Intervals, comparisons and trends against published values and plain arithmetic."""

from __future__ import annotations

import csv
import math
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdata.indicators import stats

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT.parent / "shared" / "vectors" / "phe"
EMBEDDED = ROOT / "tests" / "data" / "phe_values.csv"
TOLERANCE = 1e-6
SAMPLE = [33.09375, 48.38596, 64.83495, 67.98475, 22.93556, 71.23587, 38.78465, 82.37927]


def number(text: str) -> float:
    return float(text) if text else math.nan


def embedded() -> list[dict[str, str]]:
    with EMBEDDED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def published(name: str) -> pd.DataFrame:
    """A published table, or no rows where the vectors are not beside the project.

    The embedded values below are always checked, so nothing is skipped silently.
    """
    path = PUBLISHED / name
    return pd.read_csv(path) if path.exists() else pd.DataFrame()


@pytest.mark.parametrize("row", embedded(), ids=lambda row: "-".join(list(row.values())[:4]))
def test_published_limits(row: dict[str, str]) -> None:
    x, n, confidence, multiplier = (number(row[k]) for k in ("x", "n", "confidence", "multiplier"))
    if row["method"] == "wilson":
        limits = [multiplier * end for end in stats.wilson_interval(x, n, confidence)]
    elif row["method"] == "rate":
        limits = list(stats.byar_interval(x, n, confidence, multiplier))
    else:
        limits = list(stats.byar_limits(x, confidence))
    expected = [number(row["lower"]), number(row["upper"])]
    assert limits == pytest.approx(expected, rel=TOLERANCE, nan_ok=True)


def check_table(frame: pd.DataFrame, interval: str) -> None:
    for confidence, suffix in ((0.95, "95"), (0.998, "998")):
        if f"lower{suffix}" not in frame:
            continue
        if interval == "wilson":
            lower, upper = stats.wilson_interval(frame.numerator, frame.denominator, confidence)
            lower, upper = lower * frame.multiplier, upper * frame.multiplier
        else:
            lower, upper = stats.byar_interval(
                frame.numerator, frame.denominator, confidence, frame.multiplier
            )
        # Where the published denominator is missing, so are the limits.
        np.testing.assert_allclose(lower, frame[f"lower{suffix}"], rtol=TOLERANCE, equal_nan=True)
        np.testing.assert_allclose(upper, frame[f"upper{suffix}"], rtol=TOLERANCE, equal_nan=True)


@pytest.mark.parametrize(
    ("name", "interval"),
    [
        ("phe_proportion.csv", "wilson"),
        ("phe_proportion_grouped.csv", "wilson"),
        ("phe_rate.csv", "byar"),
        ("phe_rate_grouped.csv", "byar"),
    ],
)
def test_published_tables(name: str, interval: str) -> None:
    frame = published(name)
    if not frame.empty:
        check_table(frame, interval)


def test_published_byar_and_wilson_limits() -> None:
    for row in published("byars_wilson_limits.csv").itertuples():
        if row.method == "Wilson":
            limits = stats.wilson_interval(row.x, row.n, row.confidence)
        else:
            limits = stats.byar_limits(row.x, row.confidence)
        assert limits == pytest.approx((row.lower, row.upper), rel=TOLERANCE, nan_ok=True)


def test_published_means() -> None:
    values = np.array(SAMPLE)
    expected = {0.95: (36.168325241336504, 71.24036475866352), 0.998: (18.216705294788838, 89.19198470521118)}
    for confidence, limits in expected.items():
        interval = stats.mean_interval(values.sum(), (values**2).sum(), values.size, confidence)
        assert interval == pytest.approx(limits, rel=TOLERANCE)
    means = published("phe_mean_expected.csv")
    data = published("phe_mean_input.csv")
    for row in means.itertuples():
        group = data if row.area == "No grouping" else data[data.area == row.area]
        for confidence, suffix in ((0.95, "95"), (0.998, "998")):
            interval = stats.mean_interval(group.value.sum(), (group.value**2).sum(), len(group), confidence)
            limits = (getattr(row, f"lower{suffix}"), getattr(row, f"upper{suffix}"))
            assert interval == pytest.approx(limits, rel=TOLERANCE)


def test_published_quantiles() -> None:
    frame = published("phe_quantile.csv")
    if frame.empty:
        return
    frame["group"] = frame["group"].fillna("")
    for (_, _, highest, groups), part in frame.groupby(["case", "group", "invert", "nquantiles"]):
        found = stats.quantile_group(part.value, int(groups), bool(highest))
        np.testing.assert_array_equal(found, part.expected_quantile)


def test_quantiles_share_the_lowest_rank_and_need_enough_values() -> None:
    values = [10, 20, 20, 20, 30, math.nan, 40]
    assert stats.quantile_group(values, 3).tolist() == pytest.approx(
        [3, 2, 2, 2, 1, math.nan, 1], nan_ok=True
    )
    assert stats.quantile_group([1, 2, 3, 4, 5, 6], 3, highest_first=False).tolist() == [1, 1, 2, 2, 3, 3]
    assert np.isnan(stats.quantile_group([1, 2, 3, math.nan, 4])).all()


def test_exact_poisson_of_none() -> None:
    # P(0 | mean) = 0.025 at the upper limit.
    assert stats.byar_interval(0, 1) == pytest.approx((0, -math.log(0.025)))


def test_exact_poisson_ends_where_byar_begins() -> None:
    exact, byar = stats.byar_interval([9, 10], 1), stats.byar_limits([9, 10])
    assert exact[0][0] != pytest.approx(byar[0][0], rel=1e-6)
    assert exact[0][1] == pytest.approx(byar[0][1], rel=1e-12)


@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from([0.9, 0.95, 0.998]))
def test_wilson_solves_the_score_equation(x: int, n: int, confidence: float) -> None:
    if x > n:
        assert np.isnan(stats.wilson_interval(x, n, confidence)).all()
        return
    lower, upper = stats.wilson_interval(x, n, confidence)
    assert 0 <= lower <= x / n <= upper <= 1
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    for limit in (lower, upper):
        assert abs(x / n - limit) == pytest.approx(z * math.sqrt(limit * (1 - limit) / n), abs=1e-9)


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [
        # Newcombe 1998, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_published(
    first: tuple[int, int], second: tuple[int, int], lower: float, upper: float
) -> None:
    found = stats.newcombe_difference(*first, *second)
    difference = float(Fraction(*first) - Fraction(*second))
    assert found[0] == pytest.approx(difference)
    assert found[1:] == pytest.approx((lower, upper), abs=5e-5)


def test_newcombe_of_impossible_shares() -> None:
    assert np.isnan(stats.newcombe_difference(1, 0, 1, 2)).all()
    assert np.isnan(stats.newcombe_difference(1, 2, 3, 2)).all()


def test_net_interval_by_hand() -> None:
    # 10 top, 5 middle, 5 bottom: shares 10.75/23 and 5.75/23.
    net = (10.75 - 5.75) / 23
    half = 1.959963984540054 * math.sqrt((16.5 / 23 - net**2) / 23)
    assert stats.net_interval(10, 5, 5) == pytest.approx((net - half, net + half))
    assert stats.net_interval(2, 0, 0)[1] == 1
    assert stats.net_interval(0, 0, 2)[0] == -1
    assert np.isnan(stats.net_interval(0, 0, 0)).all()


def test_mean_interval_edges() -> None:
    assert np.isnan(stats.mean_interval(4, 16, 1)).all()
    assert stats.mean_interval(12, 48, 3) == pytest.approx((4, 4))
    # 0.1 three times: the sum of squares is a rounding below the square of the sum.
    assert not np.isnan(stats.mean_interval(0.1 + 0.1 + 0.1, 3 * 0.1**2, 3)).any()


def test_trend_published() -> None:
    # Agresti, Categorical Data Analysis, malformations by alcohol; equally spaced scores give P = 0.18.
    slope, p_value, marker = stats.trend_in_proportions([48, 38, 5, 1, 1], [17114, 14502, 793, 127, 38])
    assert (round(p_value, 2), marker) == (0.18, "no_trend")
    assert slope > 0


def test_trend_markers() -> None:
    assert stats.trend_in_proportions([1, 5, 10, 15, 20], [30] * 5)[2] == "up"
    assert stats.trend_in_proportions([20, 15, 10, 5, 1], [30] * 5)[2] == "down"
    assert stats.trend_in_proportions([0] * 5, [30] * 5) == (0.0, 1.0, "no_trend")
    for x, n in (([1, 2, 3, 4], [9] * 4), ([1, 2, 3, 4, math.nan], [9] * 5), ([0] * 5, [9, 9, 9, 9, 0])):
        slope, p_value, marker = stats.trend_in_proportions(x, n)
        assert np.isnan([slope, p_value]).all()
        assert marker == "not_tested"


def test_trend_slope_is_the_weighted_line() -> None:
    x, n = np.array([3, 4, 9, 8, 14]), np.array([20, 31, 40, 22, 50])
    line = np.polyfit(range(5), x / n, 1, w=np.sqrt(n))
    assert stats.trend_in_proportions(x, n)[0] == pytest.approx(line[0])


def test_compare_with() -> None:
    assert stats.compare_with(0.2, 0.4, 0.5) == "lower"
    assert stats.compare_with(0.2, 0.4, 0.4) == "similar"
    assert stats.compare_with(0.2, 0.4, 0.1) == "higher"
    assert math.isnan(stats.compare_with(math.nan, 0.4, 0.1))
    assert stats.compare_with([0.1, 0.6], [0.2, 0.7], 0.5).tolist() == ["lower", "higher"]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), min_size=1, max_size=8))
def test_gini_is_the_mean_difference(rows: list[tuple[int, int]]) -> None:
    values, weights = [v for v, _ in rows], [w for _, w in rows]
    total = sum(v * w for v, w in rows)
    found = stats.gini(values, weights)
    if total == 0:
        assert math.isnan(found)
        return
    apart = sum(w1 * w2 * abs(v1 - v2) for v1, w1 in rows for v2, w2 in rows)
    assert found == pytest.approx(apart / (2 * sum(weights) * total), abs=1e-12)


def test_nan_in_nan_out() -> None:
    nan = math.nan
    for found in (
        stats.wilson_interval(nan, 5),
        stats.wilson_interval(1, nan),
        stats.byar_interval(nan, 5),
        stats.byar_interval(5, nan),
        stats.byar_interval(-1, 5),
        stats.byar_interval(1, 0),
        stats.byar_limits(nan),
        stats.mean_interval(nan, 1, 3),
        stats.net_interval(1, nan, 1),
        stats.newcombe_difference(nan, 2, 1, 2),
    ):
        assert np.isnan(found).all()
    assert math.isnan(stats.gini([1, nan], [1, 1]))
    assert math.isnan(stats.gini([1, -1], [1, 1]))


def test_arrays_keep_their_shape() -> None:
    lower, upper = stats.wilson_interval([1, 2, np.nan], 10)
    assert lower.shape == upper.shape == (3,)
    assert np.isnan(lower).tolist() == [False, False, True]
    assert isinstance(stats.wilson_interval(1, 10)[0], float)
