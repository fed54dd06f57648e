"""Values of one indicator for every area of a level: numbers and the state, in the order of the rules."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt

from kpdata.domain import AreaLevel, Period, PlaceStatus, State
from kpdata.indicators import disclosure, stats
from kpdata.indicators.days import DayFacts
from kpdata.indicators.indicator import Empty, Indicator, Interval, Source
from kpdata.indicators.measures import (
    MUNICIPAL_FACTS,
    Fact,
    Largest,
    Measure,
    of_integration,
    of_places,
)
from kpdata.indicators.months import MonthFacts
from kpdata.indicators.rollup import Level, level_of
from kpdata.indicators.waves import Scores, WaveFacts

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

STRONG = 0.998
# Visits that may be ranges: their columns by the lower and the upper end, and the rows that are ranges.
_RANGES = {
    "visits": ("visits_low", "visits_high", "range_rows"),
    "session_visits": ("session_low", "session_high", "session_range_rows"),
    "open_visits": ("open_low", "open_high", "open_ranges"),
}


@dataclass
class Values:
    """Numbers and states of the areas of a level; NaN is an empty number."""

    areas: int
    months: Period | None = None
    value: Floats = field(init=False)
    numerator: Floats = field(init=False)
    denominator: Floats = field(init=False)
    n: Floats = field(init=False)
    lower: Floats = field(init=False)
    upper: Floats = field(init=False)
    value_min: Floats = field(init=False)
    value_max: Floats = field(init=False)
    lower_strong: Floats = field(init=False)
    upper_strong: Floats = field(init=False)
    at_least: Bools = field(init=False)
    few: Bools = field(init=False)
    state: npt.NDArray[np.object_] = field(init=False)

    def __post_init__(self) -> None:
        for name in NUMBERS:
            setattr(self, name, np.full(self.areas, np.nan))
        self.at_least = np.zeros(self.areas, dtype=bool)
        self.few = np.zeros(self.areas, dtype=bool)
        self.state = np.full(self.areas, State.OK.value, dtype=object)

    def settle(self, *rules: tuple[State, Bools]) -> None:
        """Give each area the state of the first rule that holds, `ok` when none does."""
        open_ = np.ones(self.areas, dtype=bool)
        for state, holds in rules:
            self.state[open_ & holds] = state.value
            open_ &= ~holds

    def empty(self, areas: Bools) -> None:
        """Take away every number of the areas."""
        for name in NUMBERS:
            getattr(self, name)[areas] = np.nan
        self.at_least[areas] = False
        self.few[areas] = False

    def has(self, *states: State) -> Bools:
        """Areas that are in one of the states."""
        return np.isin(self.state, [state.value for state in states])


NUMBERS = tuple(f.name for f in fields(Values) if f.type == "Floats")


def ratio(numerator: Floats, denominator: Floats, scale: float = 1) -> Floats:
    """numerator / denominator × scale; NaN where the denominator is 0 or unknown."""
    known = denominator > 0
    result: Floats = np.where(known, numerator / np.where(known, denominator, 1) * scale, np.nan)
    return result


# Indicators of a day


def day_values(indicator: Indicator, day: DayFacts, level: Level) -> Values:
    """Registry, coverage, integration, assessments and events at a day."""
    values = Values(len(level.ids))
    values.numerator = _total(indicator.numerator, day, level)
    if indicator.denominator is None:
        values.value = values.numerator * indicator.scale
    else:
        values.denominator = day.total(indicator.denominator, level).copy()
        values.value = ratio(values.numerator, values.denominator, indicator.scale)
    values.settle(
        (State.UNKNOWN, _without_municipalities(indicator, level)),
        *_empty_rules(indicator, day, level),
        (State.UNKNOWN, np.isnan(values.value) | _nothing_recorded(indicator, day, level)),
    )
    values.empty(values.has(State.UNKNOWN, State.NOT_MAPPED) | np.isnan(values.value))
    return values


def _total(measure: Measure | Largest, day: DayFacts, level: Level) -> Floats:
    if isinstance(measure, Largest):
        largest: Floats = np.max([day.total(part, level) for part in measure.of], axis=0)
        return largest
    return day.total(measure, level).copy()


def _measures(indicator: Indicator) -> tuple[Measure, ...]:
    parts = indicator.numerator.of if isinstance(indicator.numerator, Largest) else (indicator.numerator,)
    return (*parts, indicator.denominator) if indicator.denominator else parts


def _without_municipalities(indicator: Indicator, level: Level) -> Bools:
    """Areas that lack the municipalities an indicator needs (groups of places)."""
    needed = any(measure.fact in MUNICIPAL_FACTS for measure in _measures(indicator))
    return ~level.has_municipalities if needed else np.zeros(len(level.ids), dtype=bool)


def _nothing_recorded(indicator: Indicator, day: DayFacts, level: Level) -> Bools:
    if indicator.source is not Source.INTEGRATION:
        return np.zeros(len(level.ids), dtype=bool)
    nothing: Bools = day.total(of_integration("recorded"), level) == 0
    return nothing


def _empty_rules(indicator: Indicator, day: DayFacts, level: Level) -> list[tuple[State, Bools]]:
    """The second rule: an area without any (suitable) active place."""
    if indicator.empty is None:
        return []
    band = indicator.band

    def places(chosen: Bools) -> Floats:
        if indicator.empty is Empty.PLACES:
            return level.places.sum(chosen)
        municipalities = level_of(day.facts, AreaLevel.MUNICIPALITY)
        return level.municipalities.sum(municipalities.places.sum(chosen))

    nothing = places(day.places_for(band)) == 0
    known = day.mapped | day.with_place(None)
    return [
        (State.PLANNED, nothing & (places(day.places_with_status(PlaceStatus.PLANNED, band)) > 0)),
        (State.FROZEN, nothing & (places(day.places_with_status(PlaceStatus.FROZEN, band)) > 0)),
        (State.NOT_MAPPED, nothing & (level.municipalities.sum(known) == 0)),
        (State.NONE, nothing),
    ]


# Visits


def visit_values(
    indicator: Indicator, day: DayFacts, months: MonthFacts, level: Level, hide_below: int
) -> Values:
    """Visits over the months asked for; counts 1 … hide_below − 1 are hidden (0: none are)."""
    values = Values(len(level.ids), months.period)
    column = _column(indicator)

    def total(name: str) -> Floats:
        return level.places.sum(months.column(name))

    def part(measure: Measure) -> Floats:
        return day.total(measure, level).copy() if measure.fact is Fact.CHILDREN else total(measure.column)

    rows, known = total("row_count"), total("known_rows")
    low_name, high_name, ranges_name = _RANGES.get(column, (column, column, ""))
    low, high = total(low_name), total(high_name)
    ranged = total(ranges_name) > 0 if ranges_name else np.zeros(values.areas, dtype=bool)
    values.numerator = np.where(ranged, np.nan, low)
    if indicator.denominator is None:
        value_low, value_high = low, high
    else:
        values.denominator = part(indicator.denominator)
        value_low = ratio(low, values.denominator, indicator.scale)
        value_high = ratio(high, values.denominator, indicator.scale)
    values.value = np.where(ranged, np.nan, value_low)
    values.value_min = np.where(ranged, value_low, np.nan)
    values.value_max = np.where(ranged, value_high, np.nan)
    unknown = np.isnan(value_low)
    if column == "reported":
        values.settle((State.UNKNOWN, unknown))
    else:
        held_back = disclosure.small(low, hide_below) | disclosure.small(high, hide_below)
        if column in _RANGES:
            unknown |= known == 0
            held_back |= (rows > 0) & (known == 0) & (total("hidden_rows") > 0)
        else:
            adults = total("pair_adults")
            held_back |= disclosure.small(adults, hide_below) | disclosure.small(adults + low, hide_below)
        overdue = level.places.sum(months.overdue(day.ordinal)) > 0
        values.settle(
            (State.HIDDEN, held_back),
            (State.LATE, (rows == 0) & overdue),
            (State.UNKNOWN, (rows == 0) | unknown),
            (State.RANGE, ranged),
        )
        # A ratio of known rows leaves the `<5` rows out of both its parts: it may be too high as well.
        values.at_least = (total("hidden_rows") > 0) & (column == "visits")
    values.empty(values.has(State.HIDDEN, State.LATE, State.UNKNOWN))
    return values


def _column(indicator: Indicator) -> str:
    """The column of the numerator."""
    return _measures(indicator)[0].column


def half_year_values(
    indicator: Indicator,
    day: DayFacts,
    months: MonthFacts | None,
    level: Level,
    threshold: int,
    hide_below: int,
) -> Values:
    """First-timers and multicultural visitors of one half-year; unknown everywhere without one."""
    if months is None or indicator.denominator is None:
        return _all_unknown(level)
    values = Values(len(level.ids), months.period)
    count = level.places.sum(months.column(_column(indicator)))
    values.denominator = level.places.sum(months.column(indicator.denominator.column))
    values.numerator = disclosure.rounded_to_five(count, values.denominator)
    values.value = ratio(values.numerator, values.denominator, indicator.scale)
    rows = level.places.sum(months.column("row_count"))
    overdue = level.places.sum(months.overdue(day.ordinal)) > 0
    hidden = disclosure.small(count, threshold) | disclosure.small(values.denominator, hide_below)
    if level.key is not level.level:
        municipal = level_of(months.facts, AreaLevel.MUNICIPALITY).places
        few = disclosure.small(municipal.sum(months.column(_column(indicator))), threshold)
        hidden |= disclosure.hides_member(level, few)
    values.settle(
        (State.HIDDEN, hidden),
        (State.LATE, (rows == 0) & overdue),
        (State.UNKNOWN, np.isnan(values.value)),
    )
    values.empty(values.has(State.HIDDEN, State.LATE, State.UNKNOWN))
    return values


def _all_unknown(level: Level) -> Values:
    values = Values(len(level.ids))
    values.state[:] = State.UNKNOWN.value
    return values


# Surveys


def wave_values(
    indicator: Indicator, day: DayFacts, wave: WaveFacts | None, level: Level, threshold: int
) -> Values:
    """Survey indicators of one wave; unknown everywhere without one."""
    if wave is None:
        return _all_unknown(level)
    match _column(indicator):
        case "responses":
            return _responses(wave, level)
        case "invited_answers":
            return _response_rate(wave, level)
        case "places_answered":
            return _coverage(day, wave, level)
    return _scored(indicator, wave, level, threshold)


def _responses(wave: WaveFacts, level: Level) -> Values:
    values = Values(len(level.ids), wave.half_year.period)
    values.value = values.numerator = level.answers.sum(wave.responses)
    return values


def _coverage(day: DayFacts, wave: WaveFacts, level: Level) -> Values:
    values = Values(len(level.ids), wave.half_year.period)
    answered = wave.responses[: day.active.size] > 0
    values.numerator = level.places.sum(day.active & answered)
    values.denominator = day.total(of_places(), level).copy()
    values.n = values.denominator.copy()
    values.value = ratio(values.numerator, values.denominator, 100)
    return _known_only(values)


def _response_rate(wave: WaveFacts, level: Level) -> Values:
    values = Values(len(level.ids), wave.half_year.period)
    told = wave.invited(level)
    values.numerator, values.denominator, values.n = (
        told.answers.copy(),
        told.invited.copy(),
        told.invited.copy(),
    )
    values.value = ratio(values.numerator, values.denominator, 100)
    _set_interval(values, lambda level_: stats.wilson_interval(told.answers, told.invited, level_), 100)
    return _known_only(values)


def _known_only(values: Values) -> Values:
    values.settle((State.UNKNOWN, np.isnan(values.value)))
    values.empty(values.has(State.UNKNOWN))
    return values


def _set_interval(
    values: Values, interval: Callable[[float], tuple[Floats, Floats]], scale: float = 1
) -> None:
    """The 95 % and the 99.8 % interval."""
    lower, upper = interval(0.95)
    values.lower, values.upper = lower * scale, upper * scale
    lower, upper = interval(STRONG)
    values.lower_strong, values.upper_strong = lower * scale, upper * scale


def _scored(indicator: Indicator, wave: WaveFacts, level: Level, threshold: int) -> Values:
    """Means, top-2 shares and nets, rounded and hidden by the three tiers."""
    values = Values(len(level.ids), wave.half_year.period)
    nothing = np.zeros(wave.responses.size)
    units = wave.scores.get(indicator.common_key or "", Scores(nothing, nothing, nothing, nothing, nothing))
    n, top, bottom = (level.answers.sum(part) for part in (units.n, units.top, units.bottom))
    decided = hidden_by_question(wave, indicator.common_key or "", units.n, threshold)
    hidden = (
        decided[level.level]
        if level.key is level.level
        else disclosure.hidden_pool(wave.facts, level, units.n, decided, threshold)
    )
    decimals = indicator.decimals
    if indicator.interval is Interval.STUDENT_T:
        total, squares = level.answers.sum(units.total), level.answers.sum(units.squares)
        values.value = disclosure.rounded_ratio(total, n, decimals)
        _set_interval(values, lambda c: _clipped_mean_interval(total, squares, n, c))
        values.few = (n >= threshold) & (n < 2 * threshold)
    elif indicator.interval is Interval.WILSON:
        values.value = disclosure.rounded_ratio(100 * top, n, decimals)
        _set_interval(values, lambda c: stats.wilson_interval(top, n, c), 100)
        hidden = hidden | disclosure.small(n, 2 * threshold)
    else:
        values.value = disclosure.rounded_ratio(100 * (top - bottom), n, decimals)
        _set_interval(values, lambda c: stats.net_interval(top, n - top - bottom, bottom, c), 100)
        hidden = hidden | disclosure.small(n, 2 * threshold)
    for name in ("lower", "upper", "lower_strong", "upper_strong"):
        shown = np.where(n >= 2 * threshold, getattr(values, name), np.nan)
        setattr(values, name, disclosure.rounded(shown, decimals))
    values.denominator, values.n = n, n.copy()
    values.settle((State.HIDDEN, hidden), (State.UNKNOWN, n == 0))
    values.empty(values.has(State.HIDDEN, State.UNKNOWN))
    return values


def _clipped_mean_interval(
    total: Floats, squares: Floats, n: Floats, confidence: float
) -> tuple[Floats, Floats]:
    lower, upper = stats.mean_interval(total, squares, n, confidence)
    return np.maximum(lower, 1), np.minimum(upper, 5)


def hidden_by_question(
    wave: WaveFacts, question: Hashable, answers: Floats, threshold: int
) -> Mapping[AreaLevel, Bools]:
    """Hidden areas of each level: one decision for all that is told of one question in one wave.

    question: its common key where questions are pooled. answers: to the question, by survey unit.
    """
    key = (*wave.key, "hidden", question, threshold)
    return wave.facts.keep(key, lambda: disclosure.hidden_areas(wave.facts, answers, threshold))
