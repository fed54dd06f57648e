"""The annual cycle: which events count where, and which are kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.indicators.tiny import DAY, fill, place, row_of, told

PLANNED = date(2026, 3, 1)


def event(area: str, planned: date | None = PLANNED, held: date | None = PLANNED) -> dict[str, Any]:
    level, _, area_id = area.partition(":")
    return {
        "event_id": f"{area} {planned} {held}",
        "area_type": level,
        "area_id": area_id,
        "kind": "house_meeting",
        "planned_on": planned,
        "held_on": held,
    }


CENTRES = [
    {"centre_id": "c1", "name": "C1", "municipality": "100", "serves": "100|200|300"},
    {"centre_id": "c2", "name": "C2", "municipality": "300"},
]
PLACES = [place("a", "100", centre_id="c2")]
GROUPS = [
    {"group_id": "towns", "area_type": "municipality", "area_id": "200"},
    {"group_id": "centres", "area_type": "centre", "area_id": "c2"},
    {"group_id": "places", "area_type": "place", "area_id": "a"},
]
AREAS = (
    "country:FI",
    "county:08",
    "county:09",
    "region:06",
    "region:07",
    "municipality:100",
    "municipality:200",
    "municipality:300",
    "centre:c1",
    "centre:c2",
    "group:towns",
    "group:centres",
    "group:places",
)


@pytest.mark.parametrize(
    ("of", "counts_for"),
    [
        ("municipality:200", {"country:FI", "county:08", "region:06", "municipality:200", "group:towns"}),
        (
            "centre:c1",
            {
                "country:FI",
                "county:08",
                "county:09",
                "region:06",
                "region:07",
                "municipality:100",
                "municipality:200",
                "municipality:300",
                "centre:c1",
                "group:towns",
                "group:centres",
            },
        ),
        (
            "place:a",
            {
                "country:FI",
                "county:08",
                "region:06",
                "municipality:100",
                "centre:c2",
                "group:centres",
                "group:places",
            },
        ),
        ("county:09", {"country:FI", "county:09"}),
    ],
)
def test_an_event_counts_for_its_area_and_upwards(engine: Engine, of: str, counts_for: set[str]) -> None:
    figures = fill(engine, meeting_places=PLACES, family_centres=CENTRES, groups=GROUPS, events=[event(of)])
    found = {area for area in AREAS if row_of(figures, "cycle_kept", area)["denominator"] == 1}
    assert found == counts_for


def test_an_event_of_a_centre_counts_once_in_each_area(engine: Engine) -> None:
    figures = fill(engine, family_centres=CENTRES, events=[event("centre:c1"), event("municipality:100")])
    assert told(row_of(figures, "cycle_kept", "county:08")) == ("ok", 100, 2, 2)


@pytest.mark.parametrize(
    ("planned", "held", "numbers"),
    [
        (PLANNED, PLANNED + timedelta(days=30), (1, 1)),
        (PLANNED, PLANNED + timedelta(days=31), (0, 1)),
        (PLANNED, PLANNED - timedelta(days=90), (1, 1)),
        (PLANNED, None, (0, 1)),
        # Its 30 days are still running until the day.
        (DAY - timedelta(days=30), None, None),
        (DAY - timedelta(days=31), None, (0, 1)),
        # Held after the day is not yet held.
        (DAY - timedelta(days=31), DAY + timedelta(days=1), (0, 1)),
        (DAY - timedelta(days=5), DAY, (1, 1)),
        (DAY, None, None),
        # Planned within the last 12 months.
        (date(2025, 6, 30), date(2025, 6, 30), None),
        (date(2025, 7, 1), date(2025, 7, 1), (1, 1)),
        (DAY + timedelta(days=1), DAY, None),
        (None, DAY, None),
    ],
)
def test_events_are_kept_within_30_days(
    engine: Engine, planned: date | None, held: date | None, numbers: tuple[int, int] | None
) -> None:
    figures = fill(engine, events=[event("municipality:100", planned, held)])
    row = told(row_of(figures, "cycle_kept", "municipality:100"))
    if numbers is None:
        assert row == ("unknown", None, None, None)
    else:
        assert row == ("ok", numbers[0] * 100, *numbers)
