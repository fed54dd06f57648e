"""Figures over time: trends of shares of answers, changes from a year and from a wave earlier.

Everything starts from figures as they are shown, after hiding: what derives from a hidden value is
not told. Visits and registry figures have no trend, only changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from kpdata.domain import AreaKey, Period, State
from kpdata.indicators import stats
from kpdata.indicators.compare import RANKED_STATES, year_earlier
from kpdata.indicators.disclosure import rounded
from kpdata.indicators.frames import Figures
from kpdata.indicators.indicator import Indicator, Interval
from kpdata.indicators.rollup import level_of


def trend(figures: Figures, indicator: Indicator, key: AreaKey, points: Sequence[tuple[date, Period]]) -> str:
    """up · down · no_trend · not_tested, over points in time (the oldest first).

    Only shares of answers have a trend (Cochran–Armitage): at least 5 comparable points, all shown.
    """
    if indicator.interval is not Interval.WILSON or indicator.common_key is None:
        return "not_tested"
    shares = [_share(figures, indicator, key, *point) for point in points]
    known = [(part, whole) for part, whole in shares if not np.isnan(whole)]
    _, _, marker = stats.trend_in_proportions([part for part, _ in known], [whole for _, whole in known])
    return marker


def _share(
    figures: Figures, indicator: Indicator, key: AreaKey, as_of: date, period: Period
) -> tuple[float, float]:
    """Exact numerator and denominator of a share of one wave, where it is shown; NaN where it is not."""
    level = level_of(figures.facts, key.level)
    position = level.ids.index(key.area_id)
    values = figures.values(indicator, level, as_of, period)
    wave = figures.wave(indicator, as_of, period)
    if wave is None or values.state[position] != State.OK.value:
        return np.nan, np.nan
    if indicator.common_key is None:
        return float(values.numerator[position]), float(values.n[position])
    top = level.answers.sum(wave.scores[indicator.common_key].top)[position]
    return float(top), float(values.n[position])


@dataclass(frozen=True)
class Change:
    """A figure now and before.

    difference: now − before on the indicator's scale, NaN where it cannot be told. percent: the
    difference in % of before. state: ok, or what keeps the change from being told (of now, else of
    before). lower, upper, differs: of shares of answers only (Newcombe), else NaN and None.
    """

    now: float
    before: float
    difference: float
    percent: float
    state: str
    lower: float = np.nan
    upper: float = np.nan
    differs: bool | None = None


def change(
    figures: Figures,
    indicator: str,
    key: AreaKey,
    now: tuple[date, Period],
    before: tuple[date, Period] | None = None,
) -> Change:
    """Change of a figure between two points; by default the same months and day a year earlier."""
    as_of, period = now
    before = before or (year_earlier(as_of), period.year_earlier)
    series = figures.series([indicator], [key], [now, before])
    new, old = (series.iloc[position] for position in range(2))
    for row in (new, old):
        if row["state"] not in RANKED_STATES or np.isnan(row["value"]):
            return Change(new["value"], old["value"], np.nan, np.nan, row["state"])
    difference = new["value"] - old["value"]
    percent = difference / old["value"] * 100 if old["value"] > 0 else np.nan
    return Change(new["value"], old["value"], difference, percent, State.OK.value)


def year_before(figures: Figures, indicator: Indicator, as_of: date, period: Period) -> tuple[date, Period]:
    """The point that a figure is compared with a year on: the day and the months a year earlier.

    Results of surveys: the whole wave of the earlier half-year, as everywhere else. Only the rounds that
    had ended by the day would be another result of the same wave, and could be taken away from it.
    """
    if indicator.common_key is not None and (wave := figures.wave(indicator, as_of, period)) is not None:
        earlier = wave.half_year.plus(-2).period
        return min(as_of, earlier.last.last_day), earlier
    return year_earlier(as_of), period.year_earlier


def wave_change(figures: Figures, indicator: Indicator, key: AreaKey, as_of: date, period: Period) -> Change:
    """Change of a survey figure from the wave a year earlier: spring with spring, autumn with autumn.

    A difference of shares has Newcombe's hybrid score interval, rounded to whole percentage points;
    `differs` tells whether it leaves out 0.
    """
    if figures.wave(indicator, as_of, period) is None:
        return Change(np.nan, np.nan, np.nan, np.nan, State.UNKNOWN.value)
    before = year_before(figures, indicator, as_of, period)
    result = change(figures, indicator.id, key, (as_of, period), before)
    if result.state != State.OK.value or indicator.interval is not Interval.WILSON:
        return result
    new, old = (_share(figures, indicator, key, *point) for point in ((as_of, period), before))
    _, lower, upper = stats.newcombe_difference(*new, *old)
    ends = rounded(np.array([lower, upper]) * 100, 0)
    return replace(result, lower=ends[0], upper=ends[1], differs=bool(lower > 0 or upper < 0))
