"""Indicators of a day, worked out by hand: registry, coverage, reach, integration, assessments."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert

from kpdata import criteria
from kpdata.domain import AgeBand, AreaLevel
from kpdata.indicators.measures import Fact, Measure, of_postal_children
from kpdata.indicators.rollup import level_of
from kpdata.store.db import writing
from kpdata.store.schema import integration_criteria
from tests.indicators.tiny import DAY, fill, mapped, place, population, row_of, slot, told


def test_active_needs_status_and_both_dates(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[
            place("a"),
            place("opens today", opened_on=DAY),
            place("opens tomorrow", opened_on=date(2026, 7, 1)),
            place("closes today", closed_on=DAY),
            place("closes tomorrow", status="closed", closed_on=date(2026, 7, 1)),
            place("closed some day", status="closed"),
            place("planned", status="planned"),
            place("frozen", status="frozen"),
        ],
    )
    assert told(row_of(figures, "places", "country:FI")) == ("ok", 3, 3, None)
    # A day later the place that opened tomorrow is active, and the closed one no longer.
    assert row_of(figures, "places", "country:FI", day=date(2026, 7, 1))["value"] == 3


def test_rates_divide_sums(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b"), place("c", "200")],
        opening_hours=[
            slot("a", 1, "09:00", "12:00"),
            slot("a", 6, "10:00", "12:00", week_interval=2),
            slot("c", 5, "13:00", "15:30"),
        ],
    )
    assert told(row_of(figures, "places_per_1000", "municipality:100")) == ("ok", 2, 2, 1000)
    assert told(row_of(figures, "places_per_1000", "county:08")) == ("ok", 2, 3, 1500)
    # b has no slots: unknown, and the known are summed.
    assert told(row_of(figures, "weekly_hours_per_1000", "municipality:100")) == ("ok", 4, 4, 1000)
    assert told(row_of(figures, "weekly_hours_per_1000", "county:08")) == (
        "ok",
        pytest.approx(6.5 / 1.5),
        6.5,
        1500,
    )


def test_shares_of_places(engine: Engine) -> None:
    figures = fill(
        engine,
        family_centres=[{"centre_id": "c1", "name": "C", "municipality": "100"}],
        meeting_places=[
            place("a", operator_type="parish", step_free="yes", support_forms="peer|material", ptv_id="x"),
            place("b", operator_type="parish", step_free="no", support_forms="none", checked_on=DAY),
            place("c", centre_id="c1", checked_on=date(2025, 6, 30)),
            place("d", operator_type="county", checked_on=date(2025, 6, 29)),
            place("e", status="planned", step_free="yes", ptv_id="y"),
        ],
    )
    expected = {
        "operator_share_parish": (50, 2, 4),
        "operator_share_municipality": (0, 0, 4),
        "largest_operator_share": (50, 2, 4),
        "step_free_share": (50, 1, 2),
        "tied_share": (25, 1, 4),
        "support_forms_mean": (1, 2, 2),
        "ptv_share": (25, 1, 4),
        "fresh_share": (50, 2, 4),
    }
    for indicator, numbers in expected.items():
        assert told(row_of(figures, indicator, "municipality:100")) == ("ok", *numbers), indicator
    assert told(row_of(figures, "free_of_charge_share", "municipality:100")) == ("unknown", None, None, None)


def test_mapping_is_the_latest_at_the_day(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("c", "300")],
        mapping_status=[
            *mapped("100", status="planned", as_of=date(2026, 2, 1)),
            *mapped("100", as_of=date(2026, 1, 1)),
            *mapped("200", status="updated"),
            *mapped("300", as_of=date(2026, 7, 1)),
        ],
    )
    assert told(row_of(figures, "mapped_share", "country:FI")) == ("ok", pytest.approx(100 / 3), 1, 3)
    assert told(row_of(figures, "municipalities_with_place", "country:FI")) == ("ok", 50, 1, 2)
    assert told(row_of(figures, "municipalities_with_place", "municipality:100")) == (
        "not_mapped",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("ages", "suited"),
    [
        ((0, 3), {AgeBand.UNDER_SCHOOL}),
        ((0, 2), set[AgeBand]()),
        ((0, 9), {AgeBand.UNDER_SCHOOL, AgeBand.LOWER_SCHOOL, AgeBand.SCHOOL_AGE}),
        ((12, 15), {AgeBand.ADOLESCENT, AgeBand.SCHOOL_AGE}),
        ((11, 14), set[AgeBand]()),
        ((15, None), {AgeBand.ADOLESCENT, AgeBand.SCHOOL_AGE}),
        ((None, 6), {AgeBand.UNDER_SCHOOL}),
        ((None, None), set[AgeBand]()),
    ],
)
def test_suitable_is_half_of_the_band(
    engine: Engine, ages: tuple[int | None, int | None], suited: set[AgeBand]
) -> None:
    figures = fill(engine, meeting_places=[place("a", age_from=ages[0], age_to=ages[1])])
    found = {
        b for b in AgeBand if row_of(figures, f"places_{b.value}_per_1000", "county:08")["numerator"] == 1
    }
    assert found == suited


def test_a_valid_slot_with_own_ages_makes_a_place_suitable(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[
            place("a", age_from=0, age_to=6),
            place("b", place_type="online", age_from=0, age_to=17),
        ],
        opening_hours=[
            slot("a", 2, "15:00", "17:00", age_from=7, age_to=12, valid_to=DAY),
            slot("a", 3, "09:00", "11:00"),
            slot("b", 3, "09:00", "21:00"),
        ],
    )
    assert row_of(figures, "places_lower_school_per_1000", "municipality:100")["numerator"] == 1
    later = row_of(figures, "places_lower_school_per_1000", "municipality:100", day=date(2026, 7, 1))
    assert later["numerator"] == 0
    # The slot of all ages of the place suits small children only, and nobody the online one.
    hours = row_of(figures, "free_time_hours_lower_school_per_1000", "municipality:100")
    assert told(hours) == ("ok", pytest.approx(2 / 350 * 1000), 2, 350)
    small = row_of(figures, "free_time_hours_under_school_per_1000", "municipality:100")
    assert told(small) == ("ok", 0, 0, 400)
    assert row_of(figures, "places", "municipality:100")["value"] == 2


def test_coverage_counts_children_of_whole_municipalities(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a", age_from=7, age_to=12), place("b", "200", age_from=0, age_to=6)],
        mapping_status=mapped("300"),
    )
    assert told(row_of(figures, "coverage_lower_school", "county:08")) == (
        "ok",
        pytest.approx(35000 / 550),
        350,
        550,
    )
    assert told(row_of(figures, "children_without_lower_school", "county:08")) == ("ok", 200, 200, None)
    assert told(row_of(figures, "municipalities_with_lower_school", "country:FI")) == (
        "ok",
        pytest.approx(100 / 3),
        1,
        3,
    )
    # Saari is mapped and has nothing; nobody of 7–12 lives there.
    assert told(row_of(figures, "coverage_lower_school", "municipality:300")) == ("none", None, None, None)
    assert told(row_of(figures, "children_without_lower_school", "municipality:300")) == ("none", 0, 0, None)


def test_one_unknown_municipality_makes_a_sum_unknown(engine: Engine) -> None:
    without = [row for row in population() if row["municipality"] != "200"]
    figures = fill(engine, meeting_places=[place("a", age_from=0, age_to=17)], population=without)
    assert told(row_of(figures, "places_per_1000", "county:08")) == ("unknown", None, None, None)
    assert row_of(figures, "places_per_1000", "municipality:100")["value"] == 1
    assert told(row_of(figures, "places", "county:08")) == ("ok", 1, 1, None)


def test_children_are_of_the_newest_year_until_the_day(engine: Engine) -> None:
    rows = [*population(2024), *population(2027)]
    for row in rows:
        row["people"] *= 2 if row["year"] == 2027 else 1
    figures = fill(engine, meeting_places=[place("a")], population=rows)
    assert row_of(figures, "places_per_1000", "municipality:100")["denominator"] == 1000
    assert row_of(figures, "places_per_1000", "municipality:100", day=date(2027, 1, 1))["denominator"] == 2000
    # Before all of them the oldest year stands in.
    assert row_of(figures, "places_per_1000", "municipality:100", day=date(2020, 1, 1))["denominator"] == 1000
    assert figures.population_year(DAY) == 2024
    assert figures.population_year(date(2028, 1, 1)) == 2027


# One thousandth of a degree of latitude is 111.195 m.
POSTAL = [
    {"postal_code": "10000", "name": "a", "municipality": "100", "lat": 61.0, "lon": 24.0},
    {"postal_code": "10001", "name": "b", "municipality": "100", "lat": 61.04, "lon": 24.0},
    {"postal_code": "20000", "name": "c", "municipality": "200", "lat": 61.08, "lon": 24.0},
    {"postal_code": "20001", "name": "suppressed", "municipality": "200", "lat": 61.0, "lon": 24.0},
]


def _postal_children(people: dict[str, int]) -> list[dict[str, Any]]:
    where = {row["postal_code"]: row["municipality"] for row in POSTAL}
    return [
        {"municipality": where[c], "postal_code": c, "year": 2025, "age_from": 7, "age_to": 12, "people": n}
        for c, n in people.items()
    ]


def test_reach_crosses_borders_and_leaves_out_suppressed_postal_areas(engine: Engine) -> None:
    figures = fill(
        engine,
        postal_areas=POSTAL,
        population=[*population(), *_postal_children({"10000": 30, "10001": 10, "20000": 60})],
        meeting_places=[
            place("a", "200", age_from=7, age_to=12, lat=61.0, lon=24.0),
            place("small", "200", age_from=0, age_to=6, lat=61.08, lon=24.0),
            place("nowhere", "200", age_from=7, age_to=12),
        ],
    )
    # 61.04 lies 4.448 km away, 61.08 8.896 km.
    assert told(row_of(figures, "within_3_km_lower_school", "county:08")) == ("ok", 30, 30, 100)
    assert told(row_of(figures, "within_5_km_lower_school", "county:08")) == ("ok", 40, 40, 100)
    assert told(row_of(figures, "within_10_km_lower_school", "municipality:200")) == ("ok", 100, 60, 60)
    assert told(row_of(figures, "within_3_km_lower_school", "municipality:300")) == (
        "unknown",
        None,
        None,
        None,
    )


def test_access_shares_hours_among_the_children_around(engine: Engine) -> None:
    figures = fill(
        engine,
        postal_areas=POSTAL,
        population=[*population(), *_postal_children({"10000": 30, "10001": 10, "20000": 60})],
        meeting_places=[place("a", "200", age_from=7, age_to=12, lat=61.0, lon=24.0)],
        opening_hours=[slot("a", 1, "09:00", "19:00")],
    )
    # 10 h over 30·1 + 10·0.68 + 60·0.22 = 50 weighted children: 0.2 h each at weight 1.
    assert told(row_of(figures, "access_lower_school", "municipality:100")) == (
        "ok",
        pytest.approx((30 + 10 * 0.68) * 0.2 / 40),
        pytest.approx(36.8 * 0.2),
        40,
    )
    whole = row_of(figures, "access_lower_school", "country:FI")
    assert whole["numerator"] == pytest.approx(10)
    assert told(row_of(figures, "access_adolescent", "municipality:100"))[0] == "unknown"


# Integration


def done(criterion: str, municipality: str = "100", **columns: Any) -> dict[str, Any]:
    return {
        "area_type": "municipality",
        "area_id": municipality,
        "criterion_id": criterion,
        "as_of": date(2026, 1, 31),
        "status": "done",
        "evidence": "§ 12",
        **columns,
    }


def test_a_municipality_without_rows_is_unknown_itself_and_not_done_above(engine: Engine) -> None:
    figures = fill(
        engine,
        integration=[
            done("mapped"),
            done("operators_listed"),
            done("contact_person", evidence=None),
            done("budget_decided", status="planned"),
            {**done("welfare_report", "08"), "area_type": "county"},
        ],
    )
    share = row_of(figures, "integration_done_share", "municipality:100")
    assert told(share) == ("ok", pytest.approx(200 / 12), 2, 12)
    assert told(row_of(figures, "integration_done_share", "county:08")) == (
        "ok",
        pytest.approx(200 / 24),
        2,
        24,
    )
    assert told(row_of(figures, "integration_done_share", "municipality:200")) == (
        "unknown",
        None,
        None,
        None,
    )
    assert told(row_of(figures, "municipalities_step_1", "county:08")) == ("ok", 50, 1, 2)
    assert told(row_of(figures, "municipalities_step_2", "county:08")) == ("ok", 0, 0, 2)
    assert told(row_of(figures, "criterion_mapped", "county:08")) == ("ok", 50, 1, 2)
    assert told(row_of(figures, "criterion_welfare_report", "county:09")) == ("unknown", None, None, None)


@pytest.mark.parametrize(
    ("columns", "last_day"),
    [
        # place_working_group holds 12 months from its day: to the last day of a shorter month too.
        ({"as_of": date(2025, 8, 31)}, date(2026, 8, 31)),
        ({"evidence_on": date(2024, 2, 29)}, date(2025, 2, 28)),
        ({"evidence_on": date(2025, 1, 1), "evidence": None}, date(2026, 1, 1)),
        ({"expires_on": date(2030, 5, 5)}, date(2030, 5, 5)),
        ({"expires_on": date(2026, 2, 1), "evidence_on": date(2026, 1, 31)}, date(2026, 2, 1)),
    ],
)
def test_evidence_expires(engine: Engine, columns: dict[str, Any], last_day: date) -> None:
    figures = fill(
        engine, integration=[done("place_working_group", **{"as_of": date(2024, 3, 1), **columns})]
    )
    name, area = "criterion_place_working_group", "municipality:100"
    assert row_of(figures, name, area, day=last_day)["value"] == 100
    assert row_of(figures, name, area, day=date.fromordinal(last_day.toordinal() + 1))["value"] == 0


def test_the_latest_row_counts(engine: Engine) -> None:
    rows = [done("mapped"), done("mapped", as_of=date(2026, 3, 1), status="in_progress")]
    figures = fill(engine, integration=rows)
    assert row_of(figures, "criterion_mapped", "municipality:100")["value"] == 0
    assert row_of(figures, "criterion_mapped", "municipality:100", day=date(2026, 2, 28))["value"] == 100
    assert (
        row_of(figures, "criterion_mapped", "municipality:100", day=date(2026, 1, 30))["state"] == "unknown"
    )


def test_steps_need_all_lower_ones(engine: Engine) -> None:
    upto_three = [c.criterion_id for c in criteria.INTEGRATION_CRITERIA if c.step <= 3]
    rows = [done(criterion) for criterion in upto_three] + [done("welfare_report")]
    rows += [done(criterion, "200") for criterion in upto_three if criterion != "mapped"]
    figures = fill(engine, integration=rows)
    steps = [row_of(figures, f"municipalities_step_{step}", "county:08")["value"] for step in criteria.STEPS]
    assert steps == [50, 50, 50, 0, 0]
    assert figures.day(DAY).steps.tolist() == [3, 0, 0]


def test_visits_to_boards_are_counted_by_municipality(engine: Engine) -> None:
    figures = fill(
        engine,
        events=[
            {
                "event_id": "1",
                "area_type": "municipality",
                "area_id": "100",
                "kind": "board_visit",
                "held_on": DAY,
            },
            {
                "event_id": "2",
                "area_type": "municipality",
                "area_id": "100",
                "kind": "board_visit",
                "held_on": DAY,
            },
            {
                "event_id": "3",
                "area_type": "municipality",
                "area_id": "200",
                "kind": "board_visit",
                "planned_on": DAY,
            },
            {
                "event_id": "4",
                "area_type": "municipality",
                "area_id": "200",
                "kind": "group_visit",
                "held_on": DAY,
            },
        ],
    )
    assert told(row_of(figures, "boards_visited", "county:08")) == ("ok", 50, 1, 2)
    assert told(row_of(figures, "groups_visited", "country:FI")) == ("ok", pytest.approx(100 / 3), 1, 3)
    assert told(row_of(figures, "boards_visited", "municipality:300")) == ("ok", 0, 0, 1)


def assessed(place_id: str, criterion: str, on: date, result: str, kind: str = "self") -> dict[str, Any]:
    framework = "mapping_questions" if criterion.startswith("question") else "minimum_criteria"
    return {
        "place_id": place_id,
        "framework": framework,
        "criterion_id": criterion,
        "assessed_on": on,
        "kind": kind,
        "result": result,
    }


def test_the_latest_assessment_counts_and_of_one_day_the_peers(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b"), place("gone", status="frozen")],
        assessments=[
            assessed("a", "premises_1", date(2025, 1, 1), "met"),
            assessed("a", "premises_1", date(2026, 1, 1), "not_met"),
            assessed("a", "premises_2", date(2026, 1, 1), "not_met"),
            assessed("a", "premises_2", date(2026, 1, 1), "met", "peer"),
            assessed("a", "premises_3", date(2025, 1, 1), "met"),
            assessed("a", "premises_3", date(2026, 1, 1), "not_assessed"),
            assessed("b", "premises_1", date(2024, 6, 30), "partly"),
            assessed("b", "question_1", date(2026, 6, 30), "not_assessed"),
            assessed("gone", "premises_1", date(2026, 1, 1), "met"),
        ],
    )
    assert told(row_of(figures, "criteria_met_premises", "municipality:100")) == (
        "ok",
        pytest.approx(100 / 3),
        1,
        3,
    )
    assert told(row_of(figures, "criteria_met_premises", "place:a")) == ("ok", 50, 1, 2)
    assert told(row_of(figures, "criteria_met_premises", "place:gone")) == ("unknown", None, None, None)
    assert told(row_of(figures, "mapping_questions_met", "place:b")) == ("unknown", None, None, None)
    # b was assessed exactly 24 months ago, which is no longer within them.
    assert told(row_of(figures, "assessed_share", "municipality:100")) == ("ok", 50, 1, 2)


def test_children_of_all_ages_can_be_reached_too(engine: Engine) -> None:
    figures = fill(
        engine,
        postal_areas=POSTAL,
        population=[
            {
                "municipality": "100",
                "postal_code": "10000",
                "year": 2025,
                "age_from": 0,
                "age_to": 17,
                "people": 8,
            }
        ],
        meeting_places=[place("a", "200", lat=61.0, lon=24.0)],
    )
    level = level_of(figures.facts, AreaLevel.MUNICIPALITY)
    near = figures.day(DAY).total(of_postal_children("within", None, 3), level)
    assert near.tolist() == [8, 0, 0]


def test_rows_of_unknown_places_and_areas_take_no_part(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a")],
        assessments=[
            assessed("nobody", "premises_1", DAY, "met"),
            assessed("a", "premises_1", DAY, "partly"),
        ],
        integration=[done("mapped", "999"), done("no such criterion"), done("mapped")],
        mapping_status=mapped("999"),
    )
    assert told(row_of(figures, "criteria_met_premises", "country:FI")) == ("ok", 0, 0, 1)
    assert row_of(figures, "integration_done_share", "country:FI")["numerator"] == 1
    assert row_of(figures, "mapped_share", "country:FI")["value"] == 0


def test_a_criterion_without_months_holds_for_ever(engine: Engine) -> None:
    own = {"criterion_id": "own", "step": 2, "name_fi": "Oma", "valid_months": None, "source": "test"}
    with writing(engine) as connection:
        connection.execute(insert(integration_criteria).values(**own))
    figures = fill(engine, integration=[done("own", as_of=date(1995, 1, 1))])
    assert told(row_of(figures, "criterion_own", "municipality:100")) == ("ok", 100, 1, 1)
    # It is no part of the 12, nor of any step.
    assert told(row_of(figures, "integration_done_share", "municipality:100")) == ("ok", 0, 0, 12)
    with writing(engine) as connection:
        connection.execute(delete(integration_criteria).where(integration_criteria.c.criterion_id == "own"))


@pytest.mark.parametrize(
    "measure",
    [
        Measure(Fact.PLACES, "no such"),
        Measure(Fact.MUNICIPALITIES, "no such"),
        Measure(Fact.INTEGRATION, "no such"),
    ],
)
def test_unknown_columns_are_refused(engine: Engine, measure: Measure) -> None:
    with pytest.raises(KeyError, match="no such"):
        fill(engine).day(DAY).column(measure)
