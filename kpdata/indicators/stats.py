"""Intervals, comparisons and trends: pure functions on scalars or arrays.

NaN in, NaN out; proportions lie in 0–1. Scalars give floats, arrays give arrays of the broadcast
shape. Every function is written from the published formula it cites.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import stats as distributions

Numbers: TypeAlias = npt.ArrayLike
Result: TypeAlias = Any
"""A float for scalar arguments, an array for array arguments."""

EXACT_BELOW = 10
TREND_POINTS = 5
TREND_LEVEL = 0.05


def _arrays(*values: Numbers) -> list[npt.NDArray[np.float64]]:
    return list(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def _normal_quantile(confidence: float) -> float:
    return float(distributions.norm.ppf(0.5 + confidence / 2))


def wilson_interval(x: Numbers, n: Numbers, confidence: float = 0.95) -> tuple[Result, Result]:
    """Score interval of the proportion x / n.

    NaN where n is 0 or x lies outside 0 … n. Source: Wilson 1927 (JASA 22), as in
    Newcombe 1998 (Statistics in Medicine 17, 857–872), method 3.
    """
    x, n = _arrays(x, n)
    possible = (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(possible, x, np.nan), np.where(possible, n, np.nan)
    z = _normal_quantile(confidence)
    centre = 2 * x + z * z
    half = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    width = 2 * (n + z * z)
    # Rounding must not push an end past its bound: 0 of n begins at 0, n of n ends at 1.
    lower = np.where(x == 0, 0.0, (centre - half) / width)
    upper = np.where(x == n, 1.0, (centre + half) / width)
    return np.where(possible, lower, np.nan)[()], np.where(possible, upper, np.nan)[()]


def byar_limits(x: Numbers, confidence: float = 0.95) -> tuple[Result, Result]:
    """Byar's approximate limits of a Poisson count; the lower one is NaN where it falls below 0.

    Source: Breslow & Day 1987, Statistical Methods in Cancer Research II, p. 69.
    """
    (x,) = _arrays(x)
    x = np.where(x >= 0, x, np.nan)
    z = _normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    after = x + 1
    upper = after * (1 - 1 / (9 * after) + z / (3 * np.sqrt(after))) ** 3
    return np.where(lower >= 0, lower, np.nan)[()], upper[()]


def byar_interval(
    x: Numbers, n: Numbers, confidence: float = 0.95, multiplier: Numbers = 1
) -> tuple[Result, Result]:
    """Interval of the rate x / n × multiplier: exact Poisson when x < 10, else Byar's limits.

    NaN where n is not above 0 or x is negative. Source of the exact limits: Ulm 1990
    (American Journal of Epidemiology 131, 373–375), by the chi-squared distribution.
    """
    x, n, scale = _arrays(x, n, multiplier)
    x, n = np.where(x >= 0, x, np.nan), np.where(n > 0, n, np.nan)
    lower, upper = byar_limits(x, confidence)
    tail = (1 - confidence) / 2
    exact_lower = np.where(x == 0, 0.0, distributions.chi2.ppf(tail, 2 * np.where(x == 0, 1, x)) / 2)
    exact_upper = distributions.chi2.ppf(1 - tail, 2 * x + 2) / 2
    lower = np.where(x < EXACT_BELOW, exact_lower, lower)
    upper = np.where(x < EXACT_BELOW, exact_upper, upper)
    return (lower / n * scale)[()], (upper / n * scale)[()]


def mean_interval(
    total: Numbers, total_of_squares: Numbers, n: Numbers, confidence: float = 0.95
) -> tuple[Result, Result]:
    """Student's t interval of a mean, from the sum, the sum of squares and the count; not clipped.

    NaN where n < 2. The variance has n − 1 below. Source: Student 1908 (Biometrika 6, 1–25).
    """
    total, squares, n = _arrays(total, total_of_squares, n)
    n = np.where(n >= 2, n, np.nan)
    mean = total / n
    # Rounding may leave a tiny negative sum of squares where all values are equal.
    deviation = np.sqrt(np.maximum(squares - total * mean, 0) / (n - 1))
    half = distributions.t.ppf(0.5 + confidence / 2, n - 1) * deviation / np.sqrt(n)
    return (mean - half)[()], (mean + half)[()]


def net_interval(
    top: Numbers, middle: Numbers, bottom: Numbers, confidence: float = 0.95
) -> tuple[Result, Result]:
    """Adjusted Wald interval of the net share (top − bottom) / n, clipped to −1 … 1.

    ¾ is added to each extreme and 3/2 to the middle, so n grows by 3. NaN where there is no
    answer. Source: Rocks 2016 (The American Statistician 70, 365–372).
    """
    top, middle, bottom = _arrays(top, middle, bottom)
    possible = (top >= 0) & (middle >= 0) & (bottom >= 0) & (top + middle + bottom > 0)
    n = np.where(possible, top + middle + bottom + 3, np.nan)
    high, low = (top + 0.75) / n, (bottom + 0.75) / n
    net = high - low
    half = _normal_quantile(confidence) * np.sqrt((high + low - net * net) / n)
    return np.maximum(net - half, -1)[()], np.minimum(net + half, 1)[()]


def newcombe_difference(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, confidence: float = 0.95
) -> tuple[Result, Result, Result]:
    """The difference x1 / n1 − x2 / n2 and its hybrid score interval.

    NaN where either share is impossible. Source: Newcombe 1998 (Statistics in Medicine 17,
    873–890), method 10: two Wilson intervals, no continuity correction.
    """
    x1, n1, x2, n2 = _arrays(x1, n1, x2, n2)
    lower1, upper1 = wilson_interval(x1, n1, confidence)
    lower2, upper2 = wilson_interval(x2, n2, confidence)
    known = ~(np.isnan(lower1) | np.isnan(lower2))
    first = np.where(known, x1, np.nan) / np.where(known, n1, 1)
    second = np.where(known, x2, np.nan) / np.where(known, n2, 1)
    difference = first - second
    lower = difference - np.hypot(first - lower1, upper2 - second)
    upper = difference + np.hypot(upper1 - first, second - lower2)
    return difference[()], lower[()], upper[()]


def trend_in_proportions(x: Numbers, n: Numbers) -> tuple[float, float, str]:
    """Cochran–Armitage test for a linear trend of x / n over equally spaced points in time.

    Gives the slope (change of the proportion per step, weighted by n), the two-sided p value and
    up · down · no_trend (p ≥ .05) · not_tested (fewer than 5 points; slope and p are then NaN).
    A NaN or an n of 0 makes the series not tested: leave unknown points out beforehand.
    Source: Armitage 1955 (Biometrics 11, 375–386).
    """
    x, n = _arrays(np.atleast_1d(x), np.atleast_1d(n))
    possible = (n > 0) & (x >= 0) & (x <= n)
    if x.size < TREND_POINTS or not possible.all():
        return np.nan, np.nan, "not_tested"
    time = np.arange(x.size, dtype=np.float64)
    pooled = x.sum() / n.sum()
    from_middle = time - (n * time).sum() / n.sum()
    spread = (n * from_middle**2).sum()
    slope = float((x * from_middle).sum() / spread)
    variance = pooled * (1 - pooled) / spread
    if variance == 0:
        return 0.0, 1.0, "no_trend"
    p_value = float(distributions.chi2.sf(slope**2 / variance, 1))
    if p_value >= TREND_LEVEL:
        return slope, p_value, "no_trend"
    return slope, p_value, "up" if slope > 0 else "down"


def quantile_group(values: Numbers, groups: int = 5, highest_first: bool = True) -> npt.NDArray[np.float64]:
    """Quantile group of each value, 1 … groups; group 1 holds the highest values by default.

    Ties share the lowest rank, so equal values share a group. NaN for NaN, and everywhere when
    there are fewer values than groups.
    """
    numbers = np.atleast_1d(np.asarray(values, dtype=np.float64))
    known = ~np.isnan(numbers)
    count = int(known.sum())
    result = np.full(numbers.shape, np.nan)
    if count < groups:
        return result
    ordered = -numbers[known] if highest_first else numbers[known]
    before = np.searchsorted(np.sort(ordered), ordered, side="left")
    result[known] = before * groups // count + 1
    return result


def compare_with(lower: Numbers, upper: Numbers, benchmark: Numbers) -> Result:
    """How an area with this interval stands against a benchmark: `lower`, `similar` or `higher`.

    An interval that touches the benchmark is similar. NaN where anything is NaN.
    """
    lower, upper, benchmark = _arrays(lower, upper, benchmark)
    unknown = np.isnan(lower) | np.isnan(upper) | np.isnan(benchmark)
    result = np.full(lower.shape, "similar", dtype=object)
    result[upper < benchmark] = "lower"
    result[lower > benchmark] = "higher"
    result[unknown] = np.nan
    return result[()]


def gini(values: Numbers, weights: Numbers) -> float:
    """Weighted Gini coefficient: 0 when all have the same, towards 1 when one has everything.

    values: non-negative amounts per head; weights: heads. Twice the area between the Lorenz curve
    and the diagonal. NaN where anything is NaN or negative, or nothing is there to share.
    Source: Lerman & Yitzhaki 1989 (Journal of Econometrics 42, 43–47).
    """
    amounts, heads = _arrays(np.atleast_1d(values), np.atleast_1d(weights))
    total = (amounts * heads).sum()
    if not ((amounts >= 0).all() and (heads >= 0).all() and total > 0):
        return float("nan")
    order = np.argsort(amounts, kind="stable")
    people = heads[order] / heads.sum()
    share = amounts[order] * heads[order] / total
    height = np.cumsum(share)
    return float(1 - (people * (2 * height - share)).sum())
