"""Checks of a row that need more than one cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpdata.sources.rows import Severity
from tests.sources.reading import read_rows

VISITS = (
    "place_id,municipality,place,date,month,adults,children,visits,first_timers,multicultural,"
    "visits_min,visits_max"
)


def visit(**cells: str) -> list[str]:
    row = {"place_id": "P1", "date": "1.9.2026", **cells}
    return [row.get(name, "") for name in VISITS.split(",")]


@pytest.mark.parametrize(
    "cells",
    [
        {"adults": "5", "children": "6", "first_timers": "11", "multicultural": "11"},
        {"adults": "5", "children": "6", "visits": "11"},
        {"visits": "11", "first_timers": "11"},
        {"visits": "5-11", "first_timers": "11"},
        {"visits_min": "5", "visits_max": "11", "first_timers": "11"},
        {"adults": "<5", "children": "6", "first_timers": "60"},
        {"first_timers": "60"},
        {"adults": "5", "first_timers": "60"},
        {"adults": "0", "children": "0", "first_timers": "0"},
        {"visits_min": "5", "visits_max": "5"},
        {"date": "", "month": "2026-09", "visits": "1"},
        {"place_id": "", "municipality": "Vihti", "place": "Kerho", "visits": "1"},
        {"first_timers": "5-100", "visits": "10"},
    ],
)
def test_sound_visits(tmp_path: Path, cells: dict[str, str]) -> None:
    assert read_rows(tmp_path, "visits", VISITS, visit(**cells)).problems == []


GREATER = "The number is greater than all visits of the row."


@pytest.mark.parametrize(
    ("cells", "column", "problem"),
    [
        ({"adults": "5", "children": "6", "first_timers": "12"}, "first_timers", GREATER),
        ({"adults": "5", "children": "6", "multicultural": "12"}, "multicultural", GREATER),
        ({"visits": "11", "first_timers": "12"}, "first_timers", GREATER),
        ({"visits": "5-11", "first_timers": "12"}, "first_timers", GREATER),
        ({"visits_min": "5", "visits_max": "11", "multicultural": "12"}, "multicultural", GREATER),
        ({"visits": "10", "first_timers": "11-20"}, "first_timers", GREATER),
        (
            {"adults": "5", "children": "6", "visits": "10"},
            "visits",
            "Adults and children together are more than the visits.",
        ),
        (
            {"adults": "11", "visits": "10"},
            "visits",
            "Adults and children together are more than the visits.",
        ),
        ({"visits_min": "11", "visits_max": "10"}, "visits_min", "The range begins above its end."),
        ({"visits_min": "11"}, "visits_min", "Only one end of the range is given."),
        (
            {"visits": "10", "visits_min": "5", "visits_max": "15"},
            "visits_min",
            "The row has both a number of visits and a range.",
        ),
        ({"date": ""}, "date", "The row needs either a date or a month."),
        ({"month": "2026-09"}, "date", "The row needs either a date or a month."),
        ({"place_id": ""}, "place_id", "The place is missing."),
        ({"place_id": "", "place": "Kerho"}, "place_id", "The place is missing."),
        ({"place_id": "", "municipality": "Vihti"}, "place_id", "The place is missing."),
    ],
)
def test_bad_visits(tmp_path: Path, cells: dict[str, str], column: str, problem: str) -> None:
    found = read_rows(tmp_path, "visits", VISITS, visit(**cells))
    assert [(row, where, what) for row, where, _, what in found.problems] == [(2, column, problem)]
    assert found.frames == {}


def test_fewer_parts_than_visits_is_a_warning_that_keeps_the_row(tmp_path: Path) -> None:
    found = read_rows(tmp_path, "visits", VISITS, visit(adults="5", children="6", visits="20"))
    (problem,) = found.source.problems
    assert problem.severity is Severity.WARNING
    assert problem.problem.text("en") == (
        "Adults and children together are fewer than the visits; their sum is used."
    )
    assert found.rows["visits"] == [2]
    assert found.source.rejected == []


PLACES = "place_id,name,municipality,operator_type,age_from,age_to,opened_on,closed_on"
HOURS = "place_id,weekday,opens,closes,valid_from,valid_to,age_from,age_to"


@pytest.mark.parametrize(
    ("table", "header", "row", "column", "problem"),
    [
        ("meeting_places", PLACES, "1;A;5;ngo;7;6;;", "age_from", "The first age is above the last."),
        ("meeting_places", PLACES, "1;A;5;ngo;7;30;;", "age_to", "The number is outside its limits."),
        (
            "meeting_places",
            PLACES,
            "1;A;5;ngo;;;2.1.2020;1.1.2020",
            "closed_on",
            "The last day is before the first.",
        ),
        ("opening_hours", HOURS, "1;ma;12:00;9:00;;;;", "closes", "It closes before it opens."),
        ("opening_hours", HOURS, "1;ma;12:00;12:00;;;;", "closes", "It closes before it opens."),
        ("opening_hours", HOURS, "1;ma;18:00;24:00;;;;", "closes", "There is no such time of day."),
        (
            "opening_hours",
            HOURS,
            "1;ma;9:00;12:00;2.1.2026;1.1.2026;;",
            "valid_to",
            "The last day is before the first.",
        ),
        ("opening_hours", HOURS, "1;ma;9:00;12:00;;;5;4", "age_from", "The first age is above the last."),
        (
            "survey_rounds",
            "round_id,instrument,starts_on,ends_on",
            "R;child;2.9.2026;1.9.2026",
            "ends_on",
            "The last day is before the first.",
        ),
        (
            "survey_responses",
            "round_id,response_id,place_id,municipality",
            "R;1;;",
            "place_id",
            "The place is missing.",
        ),
        (
            "survey_themes",
            "round_id,municipality,kind,theme,count",
            "R;;toive;x;3",
            "municipality",
            "The place is missing.",
        ),
        (
            "assessments",
            "place_id,framework,criterion_id,result,assessed_on",
            "P;minimikriteerit;premises_8;met;1.9.2026",
            "criterion_id",
            "The framework has no such criterion.",
        ),
        (
            "population",
            "municipality,year,age_from,age_to,people",
            "5;2025;7;6;10",
            "age_from",
            "The first age is above the last.",
        ),
        (
            "population",
            "municipality,year,age_from,age_to,people",
            "5;2027;0;6;10",
            "year",
            "The number is outside its limits.",
        ),
    ],
)
def test_rows_that_contradict_themselves(
    tmp_path: Path, table: str, header: str, row: str, column: str, problem: str
) -> None:
    found = read_rows(tmp_path, table, header, row)
    assert [(p[0], p[1], p[3]) for p in found.problems] == [(2, column, problem)]


def test_criteria_of_the_frameworks(tmp_path: Path) -> None:
    header = "place_id,framework,criterion_id,result,assessed_on,kind"
    rows = [
        "P;minimum_criteria;staff_12;toteutuu;1.9.2026;",
        "P;mapping_questions;question_8;osittain;1.9.2026;vertaisarviointi",
        "P;lskl;oma kriteeri;ei toteudu;1.9.2026;itse",
    ]
    found = read_rows(tmp_path, "assessments", header, *rows)
    assert found.problems == []
    assert found.column("assessments", "kind") == ["self", "peer", "self"]
    assert found.column("assessments", "result") == ["met", "partly", "not_met"]


def test_population_keeps_unknown_hidden_and_none_apart(tmp_path: Path) -> None:
    header = "Kunta,Postinumero,Vuosi,age_from,age_to,Lapsia,nimi"
    rows = [
        "Alajärvi;;2025;0;6;..;",
        "5;62900;2025;0;6;<5;Alajärvi keskus",
        "5;62901;2025;0;6;-;",
        "5;100;2025;0;6;12;",
    ]
    found = read_rows(tmp_path, "population", header, *rows)
    assert found.column("population", "people") == [None, None, 0, 12]
    assert found.column("population", "people_hidden") == [False, True, False, False]
    assert found.column("population", "postal_code") == [None, "62900", "62901", "00100"]
    assert found.column("population", "name") == [None, "Alajärvi keskus", None, None]
