"""Checks of a row that need more than one of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpdata.criteria import MAPPING_QUESTIONS, MINIMUM_CRITERIA
from kpdata.domain import AreaLevel, Framework
from kpdata.i18n import N_, Message
from kpdata.sources.rows import Severity

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


@dataclass(slots=True)
class Values:
    """Typed values of a column, one a row.

    values: objects (text, None), float64 (NaN unknown) or datetime64[s] (NaT unknown); for counts also
    low and high (float64, NaN where it is no range) and hidden.
    """

    values: npt.NDArray[np.object_] | Numbers | npt.NDArray[np.datetime64]
    low: Numbers | None = None
    high: Numbers | None = None
    hidden: Mask | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Rows that fail a check: where, which column, what is wrong, what is expected."""

    rows: Mask
    column: str
    problem: Message
    expected: Message
    severity: Severity = Severity.ERROR


@dataclass(slots=True)
class Rows:
    """The typed columns of some rows; a column that the file lacks is unknown throughout."""

    size: int
    columns: dict[str, Values] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.columns

    def number(self, name: str) -> Numbers:
        """A column of numbers, NaN where unknown."""
        if name not in self.columns:
            return np.full(self.size, np.nan)
        return np.asarray(self.columns[name].values, dtype=np.float64)

    def low(self, name: str) -> Numbers:
        """The least a count can be: itself or the low end of its range."""
        return self._end(name, "low")

    def high(self, name: str) -> Numbers:
        """The most a count can be: itself or the high end of its range."""
        return self._end(name, "high")

    def _end(self, name: str, side: str) -> Numbers:
        exact = self.number(name)
        end = getattr(self.columns[name], side) if name in self.columns else None
        return exact if end is None else np.where(np.isnan(exact), end, exact)

    def day(self, name: str) -> npt.NDArray[np.datetime64]:
        """A column of days, NaT where unknown."""
        if name not in self.columns:
            return np.full(self.size, np.datetime64("NaT", "s"))
        return np.asarray(self.columns[name].values, dtype="datetime64[s]")

    def text(self, name: str) -> npt.NDArray[np.object_]:
        """A column of text, None where unknown."""
        if name not in self.columns:
            return np.full(self.size, None, dtype=object)
        return np.asarray(self.columns[name].values, dtype=object)

    def known(self, name: str) -> Mask:
        """Where a column of text is known."""
        if name not in self.columns:
            return np.zeros(self.size, dtype=bool)
        return np.asarray(pd.notna(self.text(name)), dtype=bool)

    def first_of(self, *names: str) -> str:
        """The first of the columns that the file has (else the first): where a problem is shown."""
        return next((name for name in names if self.has(name)), names[0])


Check = Callable[[Rows], Iterator[Finding]]
_NO_GREATER = Message(N_("a part is at most its whole"))


def _ages(rows: Rows) -> Iterator[Finding]:
    yield Finding(
        rows.number("age_from") > rows.number("age_to"),
        rows.first_of("age_from"),
        Message(N_("The first age is above the last.")),
        Message(N_("age_from at most age_to")),
    )


def _in_order(first: str, last: str) -> Check:
    def check(rows: Rows) -> Iterator[Finding]:
        yield Finding(
            rows.day(first) > rows.day(last),
            rows.first_of(last, first),
            Message(N_("The last day is before the first.")),
            Message(N_("{first} at most {last}"), {"first": first, "last": last}),
        )

    return check


def _opening(rows: Rows) -> Iterator[Finding]:
    opens, closes = rows.text("opens"), rows.text("closes")
    both = rows.known("opens") & rows.known("closes")
    wrong = np.zeros(rows.size, dtype=bool)
    wrong[both] = closes[both] <= opens[both]
    yield Finding(
        wrong,
        "closes",
        Message(N_("It closes before it opens.")),
        Message(N_("a closing time later on the same day; divide hours past midnight into two days")),
    )


def _visits(rows: Rows) -> Iterator[Finding]:
    yield Finding(
        ~(rows.known("place_id") | (rows.known("municipality") & rows.known("place"))),
        rows.first_of("place_id", "place", "municipality"),
        Message(N_("The place is missing.")),
        Message(N_("place_id, or municipality and place")),
    )
    dated, monthly = ~np.isnat(rows.day("date")), rows.known("month")
    yield Finding(
        dated == monthly,
        rows.first_of("date", "month"),
        Message(N_("The row needs either a date or a month.")),
        Message(N_("one of the two filled")),
    )
    yield from _explicit_range(rows)
    yield from _parts_of_visits(rows)


def _explicit_range(rows: Rows) -> Iterator[Finding]:
    low, high = rows.number("visits_min"), rows.number("visits_max")
    yield Finding(
        np.isnan(low) != np.isnan(high),
        rows.first_of("visits_min", "visits_max"),
        Message(N_("Only one end of the range is given.")),
        Message(N_("visits_min and visits_max together")),
    )
    yield Finding(
        low > high,
        "visits_min",
        Message(N_("The range begins above its end.")),
        Message(N_("visits_min at most visits_max")),
    )
    yield Finding(
        ~np.isnan(low) & ~np.isnan(rows.low("visits")),
        "visits_min",
        Message(N_("The row has both a number of visits and a range.")),
        Message(N_("one of the two filled")),
    )


def _parts_of_visits(rows: Rows) -> Iterator[Finding]:
    visits = rows.number("visits")
    most = np.where(np.isnan(rows.high("visits")), rows.number("visits_max"), rows.high("visits"))
    parts_least = np.nansum([rows.low("adults"), rows.low("children")], axis=0)
    parts_most = rows.high("adults") + rows.high("children")
    too_many = parts_least > most
    yield Finding(
        too_many,
        rows.first_of("visits", "visits_max"),
        Message(N_("Adults and children together are more than the visits.")),
        _NO_GREATER,
    )
    yield Finding(
        ~too_many & (rows.number("adults") + rows.number("children") < visits),
        rows.first_of("visits"),
        Message(N_("Adults and children together are fewer than the visits; their sum is used.")),
        Message(N_("adults + children = visits, or visits left empty")),
        Severity.WARNING,
    )
    whole = np.where(np.isnan(parts_most), most, parts_most)
    for part in ("first_timers", "multicultural"):
        if rows.has(part):
            yield Finding(
                rows.low(part) > whole,
                part,
                Message(N_("The number is greater than all visits of the row.")),
                _NO_GREATER,
            )


def _place_or_municipality(rows: Rows) -> Iterator[Finding]:
    yield Finding(
        ~(rows.known("place_id") | rows.known("municipality")),
        rows.first_of("place_id", "municipality"),
        Message(N_("The place is missing.")),
        Message(N_("place_id or municipality")),
    )


def _round_area(rows: Rows) -> Iterator[Finding]:
    level = rows.text("area_type")
    yield Finding(
        (rows.known("area_type") != rows.known("area_id")) & (level != AreaLevel.COUNTRY.value),
        rows.first_of("area_id", "area_type"),
        Message(N_("Only one of area_type and area_id is given.")),
        Message(N_("both, or neither for the whole country")),
    )


_SHIPPED = {
    Framework.MINIMUM_CRITERIA.value: frozenset(c.criterion_id for c in MINIMUM_CRITERIA),
    Framework.MAPPING_QUESTIONS.value: frozenset(c.criterion_id for c in MAPPING_QUESTIONS),
}


def _criteria(rows: Rows) -> Iterator[Finding]:
    frameworks, criteria = rows.text("framework"), rows.text("criterion_id")
    for framework, shipped in _SHIPPED.items():
        of_it = frameworks == framework
        unknown = np.zeros(rows.size, dtype=bool)
        unknown[of_it] = [criterion is not None and criterion not in shipped for criterion in criteria[of_it]]
        yield Finding(
            unknown,
            "criterion_id",
            Message(N_("The framework has no such criterion.")),
            Message(N_("an id such as {example}"), {"example": min(shipped)}),
        )


CHECKS: dict[str, tuple[Check, ...]] = {
    "family_centres": (_in_order("opened_on", "closed_on"),),
    "meeting_places": (_ages, _in_order("opened_on", "closed_on")),
    "opening_hours": (_opening, _ages, _in_order("valid_from", "valid_to")),
    "visits": (_visits,),
    "survey_rounds": (_in_order("starts_on", "ends_on"), _round_area),
    "survey_responses": (_place_or_municipality,),
    "survey_themes": (_place_or_municipality,),
    "assessments": (_criteria,),
    "population": (_ages,),
}
