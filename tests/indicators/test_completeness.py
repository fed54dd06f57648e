"""What is to be found out of places, and which months lack reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from kpdata.domain import AreaKey, Month
from kpdata.indicators.completeness import Field, Missing, Reported, mapping, missing_fields, reporting
from tests.indicators.tiny import DAY, fill, mapped, place, slot

KYLA = AreaKey.parse("municipality:100")
KNOWN: dict[str, Any] = {
    "age_from": 0,
    "age_to": 6,
    "lat": 61.0,
    "lon": 24.0,
    "checked_on": DAY - timedelta(days=365),
    "ptv_id": "x",
    "place_type": "family_club",
    "languages": "fi",
    "step_free": "yes",
    "free_of_charge": "no",
    "visiting_professionals": "no",
    "support_forms": "none",
}


def test_nothing_is_asked_of_a_place_that_is_known(engine: Engine) -> None:
    figures = fill(
        engine, meeting_places=[place("a", **KNOWN)], opening_hours=[slot("a", 1, "09:00", "10:00")]
    )
    assert missing_fields(figures, KYLA, DAY) == []


def test_everything_is_asked_of_a_place_of_which_only_the_name_is_known(engine: Engine) -> None:
    places = [place("a", **KNOWN), place("b"), place("c", status="closed")]
    figures = fill(engine, meeting_places=places, opening_hours=[slot("a", 1, "09:00", "10:00")])
    assert missing_fields(figures, KYLA, DAY) == [Missing(field, ("b",), 2) for field in Field]


def test_information_a_day_too_old_is_to_be_checked(engine: Engine) -> None:
    old = {**KNOWN, "checked_on": DAY - timedelta(days=366)}
    figures = fill(engine, meeting_places=[place("a", **old)], opening_hours=[slot("a", 1, "09:00", "10:00")])
    assert missing_fields(figures, KYLA, DAY) == [Missing(Field.CHECKED, ("a",), 1)]


def test_an_online_place_needs_neither_point_nor_hours(engine: Engine) -> None:
    bare = dict.fromkeys(("age_from", "age_to", "lat", "lon", "step_free"))
    figures = fill(engine, meeting_places=[place("a", **{**KNOWN, **bare, "place_type": "online"})])
    assert missing_fields(figures, KYLA, DAY) == []
    figures = fill(
        engine,
        meeting_places=[place("a", **{**KNOWN, "lat": None, "lon": None, "place_type": "mobile"})],
        opening_hours=[slot("a", 1, "09:00", "10:00")],
    )
    assert missing_fields(figures, KYLA, DAY) == []


def test_reports_by_month(engine: Engine) -> None:
    months = [Month(2026, 4), Month(2026, 5), Month(2026, 6)]
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b", opened_on=date(2026, 5, 1))],
        visits=[{"place_id": "a", "month": "2026-04", "visits": 3}, {"place_id": "b", "month": "2026-05",
                                                                     "visits": 2}],
    )  # fmt: skip
    assert reporting(figures, KYLA, months, DAY) == [
        Reported(Month(2026, 4), 1, 1, True),
        Reported(Month(2026, 5), 1, 2, False),
        Reported(Month(2026, 6), 0, 2, False),
    ]
    assert reporting(figures, AreaKey.parse("municipality:300"), months, DAY) == []


def test_the_latest_mapping_by_the_day(engine: Engine) -> None:
    rows = [*mapped("100", status="planned", as_of=date(2025, 1, 1)), *mapped("100", as_of=DAY)]
    figures = fill(engine, mapping_status=rows)
    assert mapping(figures, "100", DAY) == ("done", DAY)
    assert mapping(figures, "100", DAY - timedelta(days=1)) == ("planned", date(2025, 1, 1))
    assert mapping(figures, "200", DAY) is None
