"""Visits month by month: adults and children, comparable places, what has been reported, unusual months."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpdata.domain import AreaKey, Month, Period, State
from kpdata.i18n import Message
from kpdata.indicators import disclosure
from kpdata.indicators.facts import Facts
from kpdata.indicators.frames import Figures
from kpdata.indicators.indicator import Indicator
from kpdata.indicators.measures import of_visits
from kpdata.indicators.months import REPORTING_DAYS, MonthFacts, month_sums
from kpdata.indicators.registry_visits import INDICATORS, VISITS
from kpdata.indicators.rollup import Level, level_of
from kpdata.indicators.values import Values, visit_values

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

YEAR = 12
# A month's change is unusual beyond so many times the usual deviation (a scaled MAD: about two standard
# deviations were the changes normal) from the median change, told of at least so many months.
LIMIT = 2.0
FEWEST_CHANGES = 8
_MAD_SCALE = 1.4826
# What a place outside the comparison would add, when the rest is shown beside the whole.
_TOLD = ("visits_low", "visits_high", "pair_adults", "pair_children", "session_low", "open_low")

_BY_ID = {indicator.id: indicator for indicator in INDICATORS}
ADULTS = replace(
    _BY_ID["child_share"],
    id="adults",
    title=Message("Visits of adults"),
    definition=Message("Visits of adults in rows that tell both adults and children."),
    unit=VISITS,
    numerator=of_visits("pair_adults"),
    denominator=None,
    scale=1,
)
CHILDREN = replace(
    ADULTS,
    id="children",
    title=Message("Visits of children"),
    definition=Message("Visits of children in rows that tell both adults and children."),
    numerator=of_visits("pair_children"),
)
# What can be followed by month: the indicators of visits, and adults and children apart.
MONTHLY: Mapping[str, Indicator] = {
    "visits": _BY_ID["visits"],
    "adults": ADULTS,
    "children": CHILDREN,
    **{
        name: _BY_ID[name]
        for name in ("child_share", "visits_per_1000", "visits_per_session", "visits_per_open_hour")
    },
}
REPORTED = _BY_ID["reporting_share"]


@dataclass(frozen=True, slots=True)
class Point:
    """A run of months; twin: as many months that a place must have told as well, month by month."""

    months: Period
    twin: Period | None = None


class ComparableMonths(MonthFacts):
    """Visits of the place-months told exactly, without ranges and `<5`, both in the month and in its twin."""

    def __init__(self, facts: Facts, months: Period, twin: Period) -> None:
        super().__init__(facts, months)
        if len(months.months) != len(twin.months):
            raise ValueError(f"{months} and {twin} differ in length")
        self.twin = twin

    @property
    def sums(self) -> Mapping[str, Floats]:
        """All columns; a place-month that is not comparable adds nothing."""

        def make() -> Mapping[str, Floats]:
            total: dict[str, Floats] = {}
            for month, twin in zip(self.period.months, self.twin.months, strict=True):
                mine, theirs = month_sums(self.facts, month), month_sums(self.facts, twin)
                both = _exact(mine) & _exact(theirs)
                for name, values in mine.items():
                    total[name] = total.get(name, 0.0) + np.where(both, values, 0.0)
            return total

        return self.facts.keep(("comparable", self.period, self.twin), make)

    def overdue(self, day: int) -> Bools:
        """No place: without a comparable one there is nothing to wait for."""
        return np.zeros_like(super().overdue(day))


def _exact(sums: Mapping[str, Floats]) -> Bools:
    """Places that told exact visits of a month and nothing else."""
    exact: Bools = (sums["exact_rows"] > 0) & (sums["range_rows"] == 0) & (sums["hidden_rows"] == 0)
    return exact


def comparable(months: Sequence[Month]) -> list[Point]:
    """Single months with their twins: the last twelve a year earlier, those before a year later."""
    last = months[-1]
    points = []
    for month in months:
        twin = month.plus(-YEAR if last.index - month.index < YEAR else YEAR)
        points.append(Point(Period(month, month), Period(twin, twin)))
    return points


def single(months: Sequence[Month]) -> list[Point]:
    """Single months of all places."""
    return [Point(Period(month, month)) for month in months]


def series(
    figures: Figures,
    indicator: Indicator,
    keys: Sequence[AreaKey],
    points: Sequence[Point],
    as_of: date,
    language: str = "fi",
) -> pd.DataFrame:
    """One row an area × point, as figure frames have them, states as of one day.

    Columns: indicator, level, area_id, area_name, as_of, months, value, numerator, denominator, state,
    unit, value_min, value_max, at_least, reported (% of the active place-months, NaN without any).
    KeyError for an unknown area.
    """
    rows = []
    for key in keys:
        level = level_of(figures.facts, key.level)
        area = level.ids.index(key.area_id) if key.area_id in level.ids else None
        if area is None:
            raise KeyError(str(key))
        for point in points:
            values = _values(figures, indicator, level, point, as_of)
            reported = figures.values(REPORTED, level, as_of, point.months)
            rows.append(
                {
                    "indicator": indicator.id,
                    "level": key.level.value,
                    "area_id": key.area_id,
                    "area_name": figures.name(key, language),
                    "as_of": as_of.isoformat(),
                    "months": str(point.months),
                    "value": values.value[area],
                    "numerator": values.numerator[area],
                    "denominator": values.denominator[area],
                    "state": values.state[area],
                    "unit": indicator.unit.text(language),
                    "value_min": values.value_min[area],
                    "value_max": values.value_max[area],
                    "at_least": bool(values.at_least[area]),
                    "reported": reported.value[area],
                }
            )
    return pd.DataFrame(rows)


def _values(figures: Figures, indicator: Indicator, level: Level, point: Point, as_of: date) -> Values:
    every = MonthFacts(figures.facts, point.months)
    months = every if point.twin is None else ComparableMonths(figures.facts, point.months, point.twin)
    hide_below = figures.threshold if figures.hide_visits else 0
    values = visit_values(indicator, figures.day(as_of), months, level, hide_below)
    hidden = np.zeros(values.areas, dtype=bool)
    if months is not every:
        # The places left out are the difference of two shown figures.
        for name in _TOLD:
            rest = level.places.sum(every.column(name)) - level.places.sum(months.column(name))
            hidden |= disclosure.small(rest, hide_below)
    if indicator.id in {ADULTS.id, CHILDREN.id}:
        # Visits less one of the two gives the other, so they are hidden together.
        adults, children = (
            level.places.sum(months.column(f"pair_{name}")) for name in ("adults", "children")
        )
        for count in (adults, children, adults + children):
            hidden |= disclosure.small(count, hide_below)
        untold = level.places.sum(months.column("pair_rows")) == 0
        values.state[untold & (values.state == State.OK.value)] = State.UNKNOWN.value
    counted = np.isin(values.state, [State.OK.value, State.RANGE.value])
    values.state[hidden & counted] = State.HIDDEN.value
    values.empty(values.has(State.HIDDEN, State.UNKNOWN))
    return values


@dataclass(frozen=True, slots=True)
class Change:
    """How much more than a year earlier, in per cent: both ends, which are equal between exact numbers.

    state: ok, range, or why there is no number (hidden, unknown). points: of a share, in percentage points.
    """

    state: State
    low: float | None = None
    high: float | None = None
    points: bool = False

    @property
    def exact(self) -> float | None:
        """The one number; None for a range, which has no middle."""
        return self.low if self.state is State.OK else None


def change(
    figures: Figures,
    indicator: Indicator,
    key: AreaKey,
    months: Period,
    as_of: date,
    *,
    comparable_only: bool,
) -> Change:
    """A figure of an area against the same months a year earlier; comparable_only: of the same places."""
    then = months.year_earlier
    points = [Point(months), Point(then)]
    if comparable_only:
        points = [Point(months, then), Point(then, months)]
    return change_of(series(figures, indicator, [key], points, as_of))


def change_of(two: pd.DataFrame) -> Change:
    """The change between the two rows of a frame, now and earlier; hidden when either is."""
    if State.HIDDEN.value in set(two["state"]):
        return Change(State.HIDDEN)
    (low, high), (earlier_low, earlier_high) = (
        (value, value) if state == State.OK.value else (value_min, value_max)
        for state, value, value_min, value_max in zip(
            two["state"], two["value"], two["value_min"], two["value_max"], strict=True
        )
    )
    if any(math.isnan(number) for number in (low, high, earlier_low, earlier_high)) or earlier_low <= 0:
        return Change(State.UNKNOWN)
    state = State.OK if low == high and earlier_low == earlier_high else State.RANGE
    if two["indicator"].iloc[0] == "child_share":
        return Change(state, low - earlier_high, high - earlier_low, points=True)
    return Change(state, 100 * (low / earlier_high - 1), 100 * (high / earlier_low - 1))


@dataclass(frozen=True, slots=True)
class Reporting:
    """Place-months of an area: active, reported, late (ended over 31 days ago), still to come in time.

    ranges: reported as a range; hidden: with a `<5`. late_months: place-months late, by month.
    """

    active: int
    reported: int
    late: int
    pending: int
    ranges: int
    hidden: int
    late_months: Mapping[Month, int]

    @property
    def share(self) -> float | None:
        """Reported, in per cent of active place-months; None without any."""
        return 100 * self.reported / self.active if self.active else None


def reporting(figures: Figures, key: AreaKey, months: Period, as_of: date) -> Reporting:
    """What the places of an area have reported of some months by a day."""
    level = level_of(figures.facts, key.level)
    places = level.places.item[level.places.area == level.ids.index(key.area_id)]
    active = reported = pending = ranges = hidden = 0
    late: dict[Month, int] = {}
    for month in months.months:
        sums = {name: values[places] for name, values in month_sums(figures.facts, month).items()}
        due, told = int(sums["place_months"].sum()), int(sums["reported"].sum())
        active += due
        reported += told
        ranges += int((sums["range_rows"] > 0).sum())
        hidden += int((sums["hidden_rows"] > 0).sum())
        if due > told and (as_of - month.last_day).days > REPORTING_DAYS:
            late[month] = due - told
        else:
            pending += due - told
    return Reporting(active, reported, sum(late.values()), pending, ranges, hidden, late)


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual change of the months: its median and the limits beyond which a month is unusual."""

    middle: float
    lower: float
    upper: float


def usual(changes: Sequence[float | None]) -> Usual | None:
    """Median ± 2 × MAD (scaled by 1.4826) of changes; None when there are fewer than 8, or all are alike."""
    known = [value for value in changes if value is not None]
    if len(known) < FEWEST_CHANGES:
        return None
    middle = statistics.median(known)
    deviation = _MAD_SCALE * statistics.median(abs(value - middle) for value in known)
    if deviation == 0:
        return None
    # Nothing falls by more than all of it.
    return Usual(middle, max(-100.0, middle - LIMIT * deviation), middle + LIMIT * deviation)


def changes(figures: Figures, key: AreaKey, months: Sequence[Month], as_of: date) -> list[Change]:
    """Change of visits of each month from the same month a year earlier, in comparable places."""
    return [
        change(figures, MONTHLY["visits"], key, Period(month, month), as_of, comparable_only=True)
        for month in months
    ]


def half_years(figures: Figures, last: Month, count: int) -> list[Period]:
    """The latest half-years that end by a month and that the data touch, the oldest first."""
    known = figures.data_months
    if known is None:
        return []
    end = last.plus(-(last.month % 6))
    ends = [end.plus(-6 * place) for place in reversed(range(count))]
    return [Period(end.plus(-5), end) for end in ends if end >= known.first]
