"""The annual cycle of every area equals a slow count over the raw rows, on both databases."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from kpdata.domain import AreaKey, AreaLevel
from kpdata.indicators import cycle
from kpdata.indicators.cycle import Span
from kpdata.indicators.frames import Figures
from tests.oracle.conftest import examples
from tests.oracle.small_country import Case, databases, read, write
from tests.reference import LEVELS, Area, Reference, add_months

pytestmark = pytest.mark.property
Row = dict[str, Any]
YEARLY = {"visitor_survey": 2, "network_meeting": 2, "house_meeting": 26}
KINDS = (
    "visitor_survey",
    "network_meeting",
    "house_meeting",
    "self_evaluation",
    "peer_evaluation",
    "training",
)


def counts_for(reference: Reference, event: Row, area: Area) -> bool:
    """Its own area and upwards: written from `indicators.md`, not from the program."""
    kind, where = event["area_type"], event["area_id"]
    if area.level == "place":
        return (kind, where) == ("place", area.area_id)
    if kind == "county":
        return area.level == "country" or (area.level, area.area_id) == ("county", where)
    if kind == "municipality":
        return area.level != "centre" and where in area.municipalities
    if kind == "place":
        return any(place["place_id"] == where for place in area.places)
    if area.level == "centre":
        return bool(area.area_id == where)
    return bool(reference.served(where) & area.municipalities) or ("centre", where) in area.members


def outcome(event: Row, day: date) -> str | None:
    planned, held = event["planned_on"], event["held_on"]
    is_held = held is not None and held <= day
    if planned is None:
        return "unplanned" if is_held else None
    if is_held:
        return "in_time" if (held - planned).days <= 30 else "late"
    if planned > day:
        return "ahead"
    return "missed" if (day - planned).days > 30 else "running"


def belongs(event: Row) -> date | None:
    found: date | None = event["planned_on"] or event["held_on"]
    return found


@given(databases(), st.lists(st.sampled_from(KINDS), min_size=12, max_size=12))
@examples(8)
def test_random_databases(engine: Engine, case: Case, kinds: list[str]) -> None:
    case.tables["events"] = [
        {**row, "kind": kind} for row, kind in zip(case.tables["events"], kinds, strict=False)
    ]
    write(engine, case.tables)
    reference, figures, day = Reference(read(engine)), Figures(engine), case.as_of
    events = reference.tables["events"]
    year = day.year
    for level in LEVELS:
        for area in reference.areas(level):
            key = AreaKey(AreaLevel(level), area.area_id)
            mine = [event for event in events if counts_for(reference, event, area)]
            found = cycle.of_area(figures, key)
            assert sorted(event.event_id for event in found) == sorted(
                event["event_id"] for event in mine if belongs(event)
            )
            for span in (Span.year(year), Span.year(year - 1), Span.months_to(day)):
                slow = Counter(
                    (event["kind"], outcome(event, day))
                    for event in mine
                    if (when := belongs(event)) and span.first <= when <= span.last and outcome(event, day)
                )
                quick = Counter(
                    (event.kind.value, result.value) for event, result in cycle.known(found, span, day)
                )
                assert quick == slow
            last_year = [e for e in mine if (when := belongs(e)) and add_months(day, -12) < when <= day]
            months = Counter(outcome(event, day) for event in last_year)
            known = Counter(result.value for _, result in cycle.known(found, Span.months_to(day), day))
            assert known == Counter({name: n for name, n in months.items() if name})

            runners = {
                (event["kind"], f"{event['area_type']}:{event['area_id']}")
                for event in mine
                if event["kind"] in YEARLY
                and outcome(event, day)
                and (when := belongs(event))
                and year - 1 <= when.year <= year
            }
            quick_runners = cycle.held_by_runner(found, Span.year(year), day)
            assert {(held.kind.value, str(held.area)) for held in quick_runners} == runners
            assert len(quick_runners) == len(runners)
            for held in quick_runners:
                own = [
                    outcome(event, day)
                    for event in mine
                    if (event["kind"], event["area_type"], event["area_id"])
                    == (held.kind.value, held.area.level.value, held.area.area_id)
                    and (when := belongs(event))
                    and when.year == year
                ]
                assert held.held == sum(one in ("in_time", "late", "unplanned") for one in own)
                assert held.open == sum(one in ("running", "ahead") for one in own)
                assert held.expected[0] == YEARLY[held.kind.value]

            for evaluated in cycle.evaluations(found, year, day):
                own_rows = [
                    (when.year, event["kind"], outcome(event, day))
                    for event in mine
                    if event["kind"].endswith("_evaluation")
                    and f"{event['area_type']}:{event['area_id']}" == str(evaluated.area)
                    and (when := belongs(event))
                ]
                done = {(y, kind) for y, kind, one in own_rows if one in ("in_time", "late", "unplanned")}
                takes_turns = any(
                    (year - 1, a) in done and (year, b) in done
                    for a, b in (
                        ("self_evaluation", "peer_evaluation"),
                        ("peer_evaluation", "self_evaluation"),
                    )
                )
                assert (evaluated.alternation.value == "kept") == takes_turns


@given(databases())
@examples(8)
def test_the_counts_are_those_of_the_indicator(engine: Engine, case: Case) -> None:
    write(engine, case.tables)
    reference, figures, day = Reference(read(engine)), Figures(engine), case.as_of
    for level in (level for level in LEVELS if level != "place"):
        expected = reference.rows(level, day, case.period)
        for area in reference.areas(level):
            events = cycle.of_area(figures, AreaKey(AreaLevel(level), area.area_id))
            counts = Counter(result.value for _, result in cycle.known(events, Span.months_to(day), day))
            due = counts["in_time"] + counts["late"] + counts["missed"]
            figure = expected["cycle_kept", area.area_id]
            if figure.state == "unknown":
                assert due == 0
            else:
                assert (counts["in_time"], due) == (figure.numerator, figure.denominator)


def test_the_span_of_twelve_months_is_that_of_the_indicator() -> None:
    day = date(2026, 6, 30)
    span = Span.months_to(day)
    assert (span.first, span.last) == (date(2025, 7, 1), day)
    assert (span.earlier.first, span.earlier.last) == (date(2024, 7, 1), date(2025, 6, 30))
    assert day in span
    assert day + timedelta(days=1) not in span
    assert Span.year(2026).earlier == Span.year(2025)
