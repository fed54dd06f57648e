"""Visits to boards and groups: held, to come, not held as planned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.cycle import Outcome
from kpdata.domain import AreaKey, AreaLevel, EventKind
from kpdata.indicators.cycle import Event
from kpdata.indicators.visited import Visited, tally, visits
from kpdata.results import Tally
from tests.indicators.tiny import DAY, fill, row_of

BOARD, GROUP = EventKind.BOARD_VISIT, EventKind.GROUP_VISIT
NEXT = DAY + timedelta(days=1)
# The last day whose 30 days are over, and the first whose are not.
BEFORE, RUNNING = DAY - timedelta(days=31), DAY - timedelta(days=30)


def event(code: str, kind: EventKind, planned: date | None, held: date | None,
          level: str = "municipality") -> dict[str, Any]:  # fmt: skip
    return {
        "event_id": f"{level} {code} {kind} {planned} {held}",
        "area_type": level,
        "area_id": code,
        "kind": kind.value,
        "planned_on": planned,
        "held_on": held,
    }


EVENTS = [
    event("100", BOARD, date(2026, 1, 10), date(2026, 2, 1)),
    event("100", BOARD, None, date(2025, 2, 1)),
    event("100", BOARD, date(2026, 10, 1), None),
    event("100", GROUP, DAY, None),
    event("200", BOARD, BEFORE, None),
    event("200", GROUP, None, DAY),
    event("300", BOARD, NEXT, NEXT),
    event("300", GROUP, BEFORE, NEXT),
    event("08", BOARD, date(2026, 1, 1), date(2026, 1, 1), "county"),
    event("100", EventKind.HOUSE_MEETING, date(2026, 1, 1), date(2026, 1, 1)),
]


def test_each_pair_is_seen_from_the_day(engine: Engine) -> None:
    found = visits(fill(engine, events=EVENTS), DAY)
    assert dict(found) == {
        ("100", BOARD): Visited((date(2025, 2, 1), date(2026, 2, 1)), date(2026, 10, 1), None),
        ("100", GROUP): Visited((), None, None, DAY),
        ("200", BOARD): Visited((), None, BEFORE),
        ("200", GROUP): Visited((DAY,), None, None),
        ("300", BOARD): Visited((), NEXT, None),
        ("300", GROUP): Visited((), None, BEFORE),
    }
    assert found["100", BOARD].last == date(2026, 2, 1)
    assert found["300", BOARD].last is None


def test_what_may_still_be_held_in_time_is_not_missed(engine: Engine) -> None:
    rows = [
        event("100", BOARD, RUNNING, None),
        event("100", BOARD, NEXT, None),
        event("200", BOARD, RUNNING, NEXT),
        event("300", BOARD, DAY - timedelta(days=1), None),
        event("300", BOARD, BEFORE, None),
        event("300", GROUP, RUNNING, None),
    ]
    figures = fill(engine, events=rows)
    found = visits(figures, DAY)
    assert found["100", BOARD] == Visited((), NEXT, None, RUNNING)
    assert found["200", BOARD] == Visited((), None, None, RUNNING)
    assert found["300", BOARD] == Visited((), None, BEFORE, DAY - timedelta(days=1))
    # One that is announced wins, then one that may still be held, then one that was not.
    assert tally(found, ["100", "200", "300"], BOARD) == Tally(0, 1, 2, 0, 0)
    assert tally(found, ["100", "200", "300"], BOARD).total == 3
    later = visits(figures, NEXT)
    assert later["300", GROUP] == Visited((), None, RUNNING)
    assert later["200", BOARD] == Visited((NEXT,))
    assert tally(later, ["300"], GROUP) == Tally(0, 0, 0, 1, 0)


def test_the_annual_cycle_tells_the_same_of_each(engine: Engine) -> None:
    expected = {
        ("100", BOARD): (NEXT, Outcome.AHEAD),
        ("100", GROUP): (DAY - timedelta(days=1), Outcome.RUNNING),
        ("200", BOARD): (RUNNING, Outcome.RUNNING),
        ("200", GROUP): (BEFORE, Outcome.MISSED),
        ("300", BOARD): (DAY, Outcome.RUNNING),
    }
    figures = fill(engine, events=[event(*key, planned, None) for key, (planned, _) in expected.items()])
    found = visits(figures, DAY)
    for (code, kind), (planned, told) in expected.items():
        of_cycle = Event("e", AreaKey.parse(f"municipality:{code}"), kind, planned, planned, None, "")
        assert of_cycle.outcome(DAY) is told
        by_outcome = {Outcome.AHEAD: "planned", Outcome.RUNNING: "running", Outcome.MISSED: "missed"}
        assert found[code, kind] == Visited(**{by_outcome[told]: planned})


def test_each_municipality_has_one_outcome(engine: Engine) -> None:
    figures = fill(engine, events=EVENTS)
    found, codes = visits(figures, DAY), ["100", "200", "300"]
    assert tally(found, codes, BOARD) == Tally(1, 1, 0, 1, 0)
    assert tally(found, codes, GROUP) == Tally(1, 0, 1, 1, 0)
    assert tally(found, ["300"], GROUP) == Tally(0, 0, 0, 1, 0)
    assert tally({}, codes, GROUP) == Tally(0, 0, 0, 0, 3)
    assert tally(found, codes, BOARD).total == 3


@pytest.mark.parametrize("day", [DAY, NEXT, date(2025, 1, 31)])
@pytest.mark.parametrize("area", ["country:FI", "county:08", "municipality:300"])
def test_they_are_those_of_the_indicators(engine: Engine, area: str, day: date) -> None:
    figures = fill(engine, events=EVENTS)
    codes = figures.members(AreaKey.parse(area), AreaLevel.MUNICIPALITY)
    for kind, name in ((BOARD, "boards_visited"), (GROUP, "groups_visited")):
        row = row_of(figures, name, area, day=day)
        counted = tally(visits(figures, day), codes, kind)
        assert (counted.visited, counted.total) == (row["numerator"], row["denominator"])
