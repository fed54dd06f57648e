"""The same rows give the same figures on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date

from kpdata.domain import AreaKey, AreaLevel
from kpdata.indicators import compare
from kpdata.indicators.changes import what_changed
from kpdata.store.db import open_database
from tests.indicators.tiny import DAY, YEAR, fill, mapped, place, slot, survey, told
from tests.indicators.tiny import row_of as row


def test_figures_on_both_databases(database_url: str) -> None:
    figures = fill(
        open_database(database_url, create=True),
        family_centres=[{"centre_id": "c1", "name": "C", "municipality": "100"}],
        # Databases sort these ids each in their own way; ties go by the order of the characters.
        meeting_places=[
            place("b", age_from=7, age_to=12, centre_id="c1"),
            place("B", age_from=7, age_to=12, opened_on=date(2026, 3, 1)),
            place("ä", age_from=0, age_to=6),
        ],
        opening_hours=[slot("b", 1, "15:00", "16:30"), slot("b", 1, "16:00", "17:00", week_interval=2)],
        visits=[
            {"place_id": "b", "date": date(2026, 6, 1), "adults": 10, "children": 20, "first_timers": 8},
            {"place_id": "b", "date": date(2026, 6, 8), "visits_min": 5, "visits_max": 9},
            {"place_id": "B", "month": "2026-05", "visits_hidden": True},
        ],
        mapping_status=mapped("200"),
        assessments=[
            {
                "place_id": "b",
                "framework": "minimum_criteria",
                "criterion_id": "staff_1",
                "assessed_on": date(2026, 1, 1),
                "kind": kind,
                "result": result,
            }
            for kind, result in (("self", "not_met"), ("peer", "met"))
        ],
        events=[
            {
                "event_id": "1",
                "area_type": "centre",
                "area_id": "c1",
                "kind": "house_meeting",
                "planned_on": DAY,
                "held_on": DAY,
            }
        ],
        roles=[
            {
                "area_type": "county",
                "area_id": "08",
                "role": "chair",
                "named": "yes",
                "since": date(2026, 2, 2),
            }
        ],
        targets=[{"indicator": "places", "level": "county", "area_id": "08", "year": 2026, "value": 9.5}],
        **survey({"b": [5] * 9, "B": [4] * 9, "ä": [1] * 2}),
    )
    assert told(row(figures, "places_lower_school_per_1000", "municipality:100")) == ("ok", 2 / 0.35, 2, 350)
    assert row(figures, "free_time_hours_lower_school_per_1000", "county:08")["numerator"] == 2
    visits = row(figures, "visits", "county:08")
    assert (visits["state"], visits["value_min"], visits["value_max"], visits["at_least"]) == (
        "range",
        35,
        39,
        True,
    )
    assert row(figures, "first_timer_share", "place:b")["numerator"] == 10
    assert row(figures, "criteria_met_staff", "place:b")["value"] == 100
    assert row(figures, "cycle_kept", "region:06")["value"] == 100
    assert row(figures, "mapped_share", "county:08")["value"] == 50
    hidden = figures.table(["mean_visitor_safe"], AreaLevel.PLACE, as_of=DAY, period=YEAR)
    assert dict(zip(hidden["area_id"], hidden["state"], strict=True)) == {
        "B": "hidden",
        "b": "ok",
        "ä": "hidden",
    }
    found = what_changed(figures, AreaKey.parse("county:08"), date(2026, 1, 1), DAY)
    assert [item.kind.value for item in found] == ["place_opened", "role_named", "event_held"]
    assert compare.targets(figures, AreaKey.parse("county:08"), 2026) == {"places": 9.5}
