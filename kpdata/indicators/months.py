"""Facts of a run of months: visits by place, active place-months and open hours.

Each month is read from its summary once and kept; a period adds up its months, so trend lines
share what they have in common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kpdata.domain import HalfYear, Month, Period
from kpdata.indicators import queries
from kpdata.indicators.facts import Facts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Days after its end by which a month should have been reported.
REPORTING_DAYS = 31

# Columns of `place_month` and those made of them, all sums over rows:
#   visits_low, visits_high    known visits, a range by its ends
#   session_low, session_high  the same of rows with sessions
#   open_low, open_high        known visits of place-months with known visits of places with slots
#   open_hours, open_ranges    their open hours; how many rows of theirs are ranges
#   place_months, reported     active place-months; those with any row
_Sums = dict[str, Floats]


class MonthFacts:
    """Visits of the months of a period, one number a place for each column."""

    def __init__(self, facts: Facts, period: Period) -> None:
        self.facts = facts
        self.period = period

    def column(self, name: str) -> Floats:
        """Sum of a column over the months, one number a place."""
        return self.sums[name]

    @property
    def sums(self) -> Mapping[str, Floats]:
        """All columns."""

        def make() -> _Sums:
            total: _Sums = {}
            for month in self.period.months:
                for name, values in month_sums(self.facts, month).items():
                    total[name] = total[name] + values if name in total else values
            return total

        return self.facts.keep(("period", self.period), make)

    def overdue(self, day: int) -> Bools:
        """Places that were active in a month of the period that ended more than 31 days before a day."""
        overdue = np.zeros(len(self.facts.places.ids), dtype=bool)
        for month in self.period.months:
            if day - month.last_day.toordinal() > REPORTING_DAYS:
                overdue |= active_in(self.facts, month)
        return overdue


def active_in(facts: Facts, month: Month) -> Bools:
    """Places active on the last day of a month."""
    return facts.keep(("active", month), lambda: facts.places.active(month.last_day.toordinal()))


def month_sums(facts: Facts, month: Month) -> Mapping[str, Floats]:
    """All columns of one month."""
    return facts.keep(("month", month), lambda: _month_sums(facts, month))


def _month_sums(facts: Facts, month: Month) -> _Sums:
    count = len(facts.places.ids)
    rows = facts.read(queries.visits_by_place(month))
    table = np.zeros((len(queries.VISIT_COLUMNS), count))
    place, values = _known_rows(rows, facts.places.index)
    table[:, place] = values.T
    sums: _Sums = dict(zip(queries.VISIT_COLUMNS, table, strict=True))
    for low, high, exact in (
        ("visits_low", "visits_high", "visits"),
        ("session_low", "session_high", "session_visits"),
    ):
        sums[low] = sums[exact] + sums[f"{exact}_min"]
        sums[high] = sums[exact] + sums[f"{exact}_max"]
    sums["known_rows"] = sums["exact_rows"] + sums["range_rows"]
    in_hours = (sums["known_rows"] > 0) & facts.has_slots
    sums["open_hours"] = np.where(in_hours, facts.pieces().of_month(month), 0)
    sums["open_low"] = np.where(in_hours, sums["visits_low"], 0)
    sums["open_high"] = np.where(in_hours, sums["visits_high"], 0)
    sums["open_ranges"] = np.where(in_hours, sums["range_rows"], 0)
    active = active_in(facts, month)
    sums["place_months"] = active.astype(np.float64)
    sums["reported"] = (active & (sums["row_count"] > 0)).astype(np.float64)
    sums["pair_visits"] = sums["pair_adults"] + sums["pair_children"]
    return sums


def _known_rows(rows: Sequence[Any], index: Mapping[str, int]) -> tuple[Ints, Floats]:
    known = [row for row in rows if row[0] in index]
    place = np.array([index[row[0]] for row in known], dtype=np.int64)
    values = np.array([row[1:] for row in known], dtype=np.float64)
    return place, values.reshape(-1, len(queries.VISIT_COLUMNS))


def half_year_with(facts: Facts, count: str, last: Month) -> HalfYear | None:
    """The latest half-year that ends by a month's last day and in which any row of the data has the count."""

    def make() -> HalfYear | None:
        ended = HalfYear.of(last.last_day)
        if ended.period.last > last:
            ended = ended.plus(-1)
        rows = facts.read(queries.latest_month_with(count, ended.period.last))
        return HalfYear.of(Month.parse(rows[0][0]).first_day) if rows else None

    return facts.keep(("half-year", count, last), make)
