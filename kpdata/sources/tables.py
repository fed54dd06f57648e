"""The tables of the contract as they stand in files: columns, how each is read, and their headings.

Tables are listed in the order in which they refer to one another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kpdata.domain import (
    AreaLevel,
    AssessmentKind,
    AssessmentResult,
    CentreKind,
    CentreStatus,
    Channel,
    Definition,
    EventKind,
    Framework,
    Instrument,
    IntegrationStatus,
    MappingMethod,
    MappingStatus,
    OperatorType,
    PlaceStatus,
    PlaceType,
    Role,
    Scale,
    SourceKind,
    SupportForm,
    ThemeKind,
)
from kpdata.sources import cells
from kpdata.sources.cells import Context, Reader


class Shape(StrEnum):
    """How a column stands in a frame: text (str or None), Int64, float64, or days (datetime64[s])."""

    TEXT = "text"
    WHOLE = "whole"
    COUNT = "count"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its identifier, its reader, its shape in the frame; what stands for an empty cell."""

    name: str
    reader: Callable[[Context], Reader]
    shape: Shape = Shape.TEXT
    required: bool = False
    default: str | int | None = None
    x_means_yes: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns and which sets of them a file must have (one set of each group is enough)."""

    name: str
    columns: tuple[Column, ...]
    one_of: tuple[tuple[tuple[str, ...], ...], ...] = ()
    questions: bool = False

    @property
    def by_name(self) -> dict[str, Column]:
        """Its columns by identifier."""
        return {column.name: column for column in self.columns}


def _text(name: str, *, limit: int = cells.TEXT_CHARACTERS, required: bool = False) -> Column:
    return Column(name, lambda _: cells.plain_text(limit), required=required)


def _id(name: str, *, required: bool = False) -> Column:
    return Column(name, lambda _: cells.reading(cells.identifier), required=required)


def _code(
    name: str,
    codes: type[StrEnum],
    *allowed: str,
    required: bool = False,
    default: str | None = None,
) -> Column:
    return Column(name, lambda _: cells.code(codes, allowed=allowed), required=required, default=default)


def _codes(name: str, codes: type[StrEnum], alone: str | None = None) -> Column:
    return Column(name, lambda c: cells.several(cells.code(codes), semicolons=c.workbook, alone=alone))


def _yes_no(name: str, *, required: bool = False) -> Column:
    return Column(name, lambda _: cells.reading(cells.yes_no), required=required, x_means_yes=required)


def _day(name: str, *, required: bool = False) -> Column:
    return Column(name, lambda _: cells.reading(cells.day), Shape.DAY, required)


def _fact_day(name: str, *, required: bool = False) -> Column:
    return Column(name, lambda c: cells.fact_day(c.today), Shape.DAY, required)


def _count(name: str, *, ranges: bool = False, hidden: bool = True, required: bool = False) -> Column:
    return Column(
        name,
        lambda _: cells.count(hidden=hidden, ranges=ranges),
        Shape.COUNT if hidden else Shape.WHOLE,
        required,
    )


def _whole(name: str, low: int, high: int, *, required: bool = False, default: int | None = None) -> Column:
    return Column(name, lambda _: cells.whole(low, high), Shape.WHOLE, required, default)


def _number(name: str, *, required: bool = False) -> Column:
    return Column(name, lambda _: cells.reading(cells.number), Shape.NUMBER, required)


def _municipality(name: str = "municipality", *, required: bool = False) -> Column:
    return Column(name, lambda c: cells.municipality(c.areas), required=required)


def _time(name: str) -> Column:
    return Column(name, lambda _: cells.reading(cells.time), required=True)


def _year(name: str, first: int, last: Callable[[date], int]) -> Column:
    return Column(name, lambda c: cells.whole(first, last(c.today)), Shape.WHOLE, required=True)


_POINT = (_number("lat"), _number("lon"), _number("x"), _number("y"))
_LONG = 2000

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "integration_criteria",
            (
                _id("criterion_id", required=True),
                _whole("step", 1, 5, required=True),
                _text("name_fi"),
                _text("name_sv"),
                _text("name_en"),
                _whole("valid_months", 1, 600),
            ),
        ),
        Table(
            "family_centres",
            (
                _id("centre_id", required=True),
                _text("name", required=True),
                _code("kind", CentreKind),
                _code("status", CentreStatus, default=CentreStatus.RUNNING),
                _municipality(required=True),
                Column(
                    "serves",
                    lambda c: cells.several(cells.municipality(c.areas), semicolons=c.workbook),
                ),
                _text("coordinating_body"),
                *_POINT,
                _day("opened_on"),
                _day("closed_on"),
                _fact_day("checked_on"),
            ),
        ),
        Table(
            "meeting_places",
            (
                _id("place_id", required=True),
                _text("name", required=True),
                _municipality(required=True),
                _id("centre_id"),
                _code("operator_type", OperatorType, required=True),
                _text("operator_name"),
                _code("place_type", PlaceType),
                _code("status", PlaceStatus, default=PlaceStatus.RUNNING),
                _code("definition", Definition, default=Definition.UNKNOWN),
                _text("address"),
                Column("postal_code", lambda _: cells.reading(cells.postal_code)),
                *_POINT,
                _whole("age_from", 0, 29),
                _whole("age_to", 0, 29),
                Column(
                    "languages",
                    lambda c: cells.several(cells.reading(cells.language), semicolons=c.workbook),
                ),
                _yes_no("step_free"),
                _yes_no("free_of_charge"),
                _yes_no("visiting_professionals"),
                _codes("support_forms", SupportForm, alone="none"),
                _text("website", limit=_LONG),
                _id("ptv_id"),
                _code("source_kind", SourceKind),
                _day("opened_on"),
                _day("closed_on"),
                _fact_day("checked_on"),
            ),
        ),
        Table(
            "opening_hours",
            (
                _id("place_id", required=True),
                Column("weekday", lambda _: cells.reading(cells.weekday), Shape.WHOLE, required=True),
                _time("opens"),
                _time("closes"),
                _day("valid_from"),
                _day("valid_to"),
                _whole("age_from", 0, 29),
                _whole("age_to", 0, 29),
                _whole("week_interval", 1, 52, default=1),
            ),
        ),
        Table(
            "groups",
            (
                _id("group_id", required=True),
                _text("name_fi"),
                _text("name_sv"),
                _text("name_en"),
                _code("area_type", AreaLevel, "municipality", "centre", "place", required=True),
                _id("area_id", required=True),
            ),
        ),
        Table(
            "roles",
            (
                _code("area_type", AreaLevel, *(a.value for a in AreaLevel if a != "group"), required=True),
                _id("area_id", required=True),
                _code("role", Role, required=True),
                _code("organisation_type", OperatorType),
                _yes_no("named", required=True),
                _day("since"),
            ),
        ),
        Table(
            "visits",
            (
                _id("place_id"),
                _municipality(),
                _text("place"),
                _fact_day("date"),
                Column("month", lambda c: cells.fact_month(c.today)),
                _count("sessions", ranges=True),
                _count("adults", ranges=True),
                _count("children", ranges=True),
                _count("visits", ranges=True),
                _count("first_timers", ranges=True),
                _count("multicultural", ranges=True),
                _count("visits_min", hidden=False),
                _count("visits_max", hidden=False),
            ),
            one_of=(
                (("place_id",), ("municipality", "place")),
                (("date",), ("month",)),
            ),
        ),
        Table(
            "mapping_status",
            (
                _municipality(required=True),
                _code("status", MappingStatus, required=True),
                _fact_day("as_of", required=True),
                _codes("methods", MappingMethod),
            ),
        ),
        Table(
            "integration",
            (
                _code("area_type", AreaLevel, "municipality", "centre", "county", required=True),
                _id("area_id", required=True),
                _id("criterion_id", required=True),
                _code("status", IntegrationStatus, required=True),
                _fact_day("as_of", required=True),
                _text("evidence", limit=_LONG),
                _fact_day("evidence_on"),
                _day("expires_on"),
            ),
        ),
        Table(
            "assessments",
            (
                _id("place_id", required=True),
                _code("framework", Framework, required=True),
                _id("criterion_id", required=True),
                _code("result", AssessmentResult, required=True),
                _fact_day("assessed_on", required=True),
                _code("kind", AssessmentKind, default=AssessmentKind.SELF),
            ),
        ),
        Table(
            "events",
            (
                _id("event_id", required=True),
                _code("area_type", AreaLevel, "place", "municipality", "centre", "county", required=True),
                _id("area_id", required=True),
                _code("kind", EventKind, required=True),
                _day("planned_on"),
                _fact_day("held_on"),
                _text("title"),
            ),
        ),
        Table(
            "survey_rounds",
            (
                _id("round_id", required=True),
                _code("instrument", Instrument, required=True),
                _text("name_fi"),
                _text("name_sv"),
                _text("name_en"),
                Column("starts_on", lambda _: cells.reading(cells.day), Shape.DAY, required=True),
                Column("ends_on", lambda _: cells.reading(cells.day), Shape.DAY, required=True),
                _code("area_type", AreaLevel, *(a.value for a in AreaLevel if a != "group")),
                _id("area_id"),
                _count("invited"),
            ),
        ),
        Table(
            "survey_questions",
            (
                _code("instrument", Instrument, required=True),
                _id("question_id", required=True),
                _text("text_fi", required=True),
                _text("text_sv"),
                _text("text_en"),
                _code("scale", Scale, required=True),
                _text("theme"),
                _id("common_key"),
            ),
        ),
        Table(
            "survey_responses",
            (
                _id("round_id", required=True),
                _id("response_id", required=True),
                _id("place_id"),
                _municipality(),
                _fact_day("answered_on"),
                _code("channel", Channel),
            ),
            one_of=((("place_id",), ("municipality",)),),
            questions=True,
        ),
        Table(
            "survey_themes",
            (
                _id("round_id", required=True),
                _id("place_id"),
                _municipality(),
                _code("kind", ThemeKind, required=True),
                _text("theme", required=True),
                _count("count", required=True),
            ),
            one_of=((("place_id",), ("municipality",)),),
        ),
        Table(
            "population",
            (
                _municipality(required=True),
                Column("postal_code", lambda _: cells.reading(cells.postal_code)),
                _year("year", 1990, lambda today: today.year),
                _whole("age_from", 0, 120, required=True),
                _whole("age_to", 0, 120, required=True),
                Column("people", lambda _: cells.count(hidden=True), Shape.COUNT),
                _text("name"),
                _number("lat"),
                _number("lon"),
                _number("x"),
                _number("y"),
            ),
            one_of=((("people",),),),
        ),
        Table(
            "targets",
            (
                _id("indicator", required=True),
                _code("level", AreaLevel, required=True),
                _id("area_id", required=True),
                _year("year", 1990, lambda today: today.year + 50),
                _number("value", required=True),
            ),
        ),
    )
}
"""Tables by name, in the order in which they refer to one another."""

ANSWER = Column("answer", lambda _: cells.reading(cells.answer), Shape.WHOLE)
"""How a column of `survey_responses` that is a question is read."""
