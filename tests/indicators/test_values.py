"""States in the order of the rules, and which numbers they leave."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from kpdata.domain import Period
from tests.indicators.tiny import DAY, fill, mapped, place, row_of, slot, told


def test_an_area_without_places_is_planned_then_frozen_then_not_mapped_then_none(engine: Engine) -> None:
    kept = mapped("100")
    planned, frozen = place("p", status="planned"), place("f", status="frozen")
    for places, mapping, state in (
        ([planned, frozen], kept, "planned"),
        ([frozen], kept, "frozen"),
        ([], [], "not_mapped"),
        ([], kept, "none"),
    ):
        figures = fill(engine, meeting_places=places, mapping_status=mapping)
        row = row_of(figures, "places", "municipality:100")
        number = None if state == "not_mapped" else 0
        assert told(row) == (state, number, number, None)


def test_numbers_of_an_empty_area_are_computed_as_defined(engine: Engine) -> None:
    figures = fill(engine, mapping_status=mapped("100"))
    expected = {
        "places_per_1000": (0, 0, 1000),
        "weekly_hours_per_1000": (0, 0, 1000),
        "coverage_school_age": (0, 0, 600),
        "children_without_school_age": (600, 600, None),
        "municipalities_with_place": (0, 0, 1),
        "tied_share": (None, None, None),
        "largest_operator_share": (None, None, None),
        "support_forms_mean": (None, None, None),
    }
    for indicator, numbers in expected.items():
        assert told(row_of(figures, indicator, "municipality:100")) == ("none", *numbers), indicator
    assert told(row_of(figures, "mapped_share", "municipality:200")) == ("ok", 0, 0, 1)


def test_states_of_a_band_look_at_suitable_places(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[
            place("small", age_from=0, age_to=6),
            place("youth", status="planned", age_from=13, age_to=17),
            place("cold", "200", status="frozen", age_from=13, age_to=17),
        ],
    )
    assert told(row_of(figures, "places_adolescent_per_1000", "municipality:100")) == ("planned", 0, 0, 250)
    assert told(row_of(figures, "coverage_adolescent", "county:08")) == ("planned", 0, 0, 350)
    assert told(row_of(figures, "coverage_adolescent", "municipality:200")) == ("frozen", 0, 0, 100)
    assert told(row_of(figures, "coverage_lower_school", "municipality:100")) == ("none", 0, 0, 350)
    assert told(row_of(figures, "coverage_lower_school", "municipality:200")) == (
        "not_mapped",
        None,
        None,
        None,
    )


def test_municipal_facts_of_a_centre_look_at_the_places_of_its_municipalities(engine: Engine) -> None:
    figures = fill(
        engine,
        family_centres=[
            {
                "centre_id": "c1",
                "name": "C1",
                "municipality": "100",
                "serves": "100|200",
                "status": "planned",
            },
            {"centre_id": "c2", "name": "C2", "municipality": "300"},
        ],
        meeting_places=[place("a", "200", age_from=7, age_to=12), place("b", "100", centre_id="c2")],
    )
    assert told(row_of(figures, "coverage_lower_school", "centre:c1")) == (
        "ok",
        pytest.approx(200 / 550 * 100),
        200,
        550,
    )
    # No place is tied to c1, but its municipalities have one.
    assert told(row_of(figures, "places", "centre:c1")) == ("none", 0, 0, None)
    assert told(row_of(figures, "places", "centre:c2")) == ("ok", 1, 1, None)
    assert told(row_of(figures, "places_per_1000", "centre:c2")) == ("ok", 10, 1, 100)
    assert told(row_of(figures, "coverage_lower_school", "centre:c2")) == ("not_mapped", None, None, None)


def test_hours_are_unknown_only_when_no_place_has_a_slot(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a"), place("b")])
    assert told(row_of(figures, "weekly_hours_per_1000", "municipality:100")) == ("unknown", None, None, None)
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b")],
        opening_hours=[slot("a", 1, "09:00", "10:00", valid_to=date(2026, 1, 1))],
    )
    assert told(row_of(figures, "weekly_hours_per_1000", "municipality:100")) == ("ok", 0, 0, 1000)


def test_a_group_of_places_has_no_municipal_figures(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b", status="frozen")],
        groups=[
            {"group_id": "g", "area_type": "place", "area_id": "a"},
            {"group_id": "cold", "area_type": "place", "area_id": "b"},
        ],
    )
    assert told(row_of(figures, "places", "group:g")) == ("ok", 1, 1, None)
    for indicator in (
        "places_per_1000",
        "mapped_share",
        "coverage_school_age",
        "children_without_school_age",
        "within_5_km_school_age",
        "integration_done_share",
        "boards_visited",
    ):
        assert told(row_of(figures, indicator, "group:g")) == ("unknown", None, None, None), indicator
    assert told(row_of(figures, "places", "group:cold")) == ("frozen", 0, 0, None)


def test_what_is_of_the_day_has_no_months(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")])
    row = row_of(figures, "places", "county:08", period=Period.parse("2026-01:2026-03"))
    assert (row["as_of"], row["months"], row["unit"]) == (DAY.isoformat(), "", "kpl")
