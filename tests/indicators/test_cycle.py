"""The annual cycle of one area: in time, late, not held, running, next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import AreaKey, EventKind
from kpdata.indicators.cycle import Kept, annual_cycle
from tests.indicators.tiny import DAY, fill, place, row_of

CENTRES = [{"centre_id": "c1", "name": "C1", "municipality": "100", "serves": "100|200"}]


def event(planned: date | None, held: date | None, area: str = "municipality:100",
          kind: str = "house_meeting") -> dict[str, Any]:  # fmt: skip
    level, _, area_id = area.partition(":")
    return {
        "event_id": f"{area} {kind} {planned} {held}",
        "area_type": level,
        "area_id": area_id,
        "kind": kind,
        "planned_on": planned,
        "held_on": held,
    }


EVENTS = [
    event(date(2026, 1, 1), date(2026, 1, 31)),  # the 30th day: in time
    event(date(2026, 2, 1), date(2026, 3, 4)),  # the 31st: late
    event(date(2026, 3, 1), None),  # not held
    event(date(2026, 6, 1), None),  # the 30 days still run
    event(date(2026, 5, 31), None),  # the 30th day is today: still running
    event(date(2026, 5, 30), None),  # ended yesterday: not held
    event(None, date(2026, 4, 2)),  # without a plan
    event(date(2026, 9, 1), None),  # next
    event(date(2026, 8, 1), None),  # next before it
    event(date(2025, 6, 30), None),  # a year ago: no longer counted
]


def test_each_outcome_is_counted_once(engine: Engine) -> None:
    figures = fill(engine, events=EVENTS)
    (kept,) = annual_cycle(figures, AreaKey.parse("municipality:100"), DAY)
    assert kept == Kept(EventKind.HOUSE_MEETING, 1, 1, 2, 2, 1, date(2026, 4, 2), date(2026, 8, 1), (26, 26))
    assert kept.held == 3


@pytest.mark.parametrize("area", ["country:FI", "county:08", "municipality:100", "centre:c1", "group:g"])
def test_it_agrees_with_the_indicator(engine: Engine, area: str) -> None:
    figures = fill(
        engine,
        events=[*EVENTS, event(date(2026, 2, 2), date(2026, 2, 2), "centre:c1")],
        family_centres=CENTRES,
        groups=[{"group_id": "g", "area_type": "municipality", "area_id": "100"}],
    )
    found = annual_cycle(figures, AreaKey.parse(area), DAY)
    row = row_of(figures, "cycle_kept", area)
    assert sum(kept.in_time for kept in found) == row["numerator"]
    assert sum(kept.in_time + kept.late + kept.missed for kept in found) == row["denominator"]


def test_a_place_has_its_own_events_only(engine: Engine) -> None:
    own = event(date(2026, 6, 1), date(2026, 6, 1), "place:a", "outreach")
    figures = fill(engine, events=[*EVENTS, own], meeting_places=[place("a")])
    (kept,) = annual_cycle(figures, AreaKey.parse("place:a"), DAY)
    assert (kept.kind, kept.in_time) == (EventKind.OUTREACH, 1)
    assert annual_cycle(figures, AreaKey.parse("municipality:200"), DAY) == []
