"""Surveys: which wave, who was invited, and the three tiers of results."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import Period
from kpdata.indicators import stats
from kpdata.indicators.frames import Figures
from tests.indicators.tiny import YEAR, fill, place, row_of, survey, told

MEAN, TOP2, NET = "mean_visitor_safe", "top2_visitor_safe", "net_visitor_safe"


def three(figures: Figures, area: str, **when: Any) -> list[tuple[str, float | None]]:
    """State and value of the mean, top-2 and net."""
    return [told(row_of(figures, name, area, **when))[:2] for name in (MEAN, TOP2, NET)]


def test_results_of_ten_answers_are_shown_with_intervals(engine: Engine) -> None:
    answers = [5, 5, 5, 4, 4, 4, 4, 3, 2, 1]
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": answers}))
    mean = row_of(figures, MEAN, "place:a")
    lower, upper = stats.mean_interval(37, 153, 10)
    assert told(mean) == ("ok", 3.7, None, 10)
    assert (mean["n"], mean["few"], mean["months"]) == (10, False, "2026-01:2026-06")
    assert (mean["lower"], mean["upper"]) == (round(lower, 1), round(upper, 1))
    top = row_of(figures, TOP2, "place:a")
    lower, upper = stats.wilson_interval(7, 10)
    assert (*told(top), top["lower"], top["upper"]) == (
        "ok",
        70,
        None,
        10,
        round(lower * 100),
        round(upper * 100),
    )
    net = row_of(figures, NET, "place:a")
    lower, upper = stats.net_interval(7, 1, 2)
    assert (*told(net), net["lower"], net["upper"]) == (
        "ok",
        50,
        None,
        10,
        round(lower * 100),
        round(upper * 100),
    )


def test_few_answers_give_a_mean_without_interval(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": [5] * 9}))
    mean = row_of(figures, MEAN, "place:a")
    assert (told(mean), mean["few"]) == (("ok", 5, None, 9), True)
    assert three(figures, "place:a")[1:] == [("hidden", None), ("hidden", None)]
    assert row_of(figures, MEAN, "place:a")["lower"] != row_of(figures, MEAN, "place:a")["lower"]


def test_fewer_than_five_answers_give_nothing(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": [5] * 4}))
    assert three(figures, "place:a") == [("hidden", None)] * 3
    assert told(row_of(figures, "responses_visitor", "place:a")) == ("ok", 4, 4, None)
    # Another threshold of the data controller.
    assert three(Figures(engine, threshold=3), "place:a")[0] == ("ok", 5)


def test_means_are_rounded_half_away_from_zero_on_the_fraction(engine: Engine) -> None:
    # 61 / 20 = 3.05 lies below its half as a binary number.
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": [3] * 19 + [4]}))
    assert row_of(figures, MEAN, "place:a")["value"] == 3.1
    # Net −1/8 of 40 answers: −12.5 % is −13 %.
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": [3] * 35 + [1] * 5}))
    assert row_of(figures, NET, "place:a")["value"] == -13


def test_answers_of_a_municipality_count_there_and_above(engine: Engine) -> None:
    figures = fill(
        engine,
        family_centres=[{"centre_id": "c1", "name": "C", "municipality": "100"}],
        meeting_places=[place("a", centre_id="c1")],
        groups=[
            {"group_id": "towns", "area_type": "municipality", "area_id": "100"},
            {"group_id": "centres", "area_type": "centre", "area_id": "c1"},
        ],
        **survey({"a": [5] * 10, "@100": [1] * 10}),
    )
    values = {
        area: row_of(figures, MEAN, area)["value"]
        for area in ("municipality:100", "county:08", "country:FI", "group:towns", "centre:c1", "place:a")
    }
    assert values == {
        "municipality:100": 3,
        "county:08": 3,
        "country:FI": 3,
        "group:towns": 3,
        "centre:c1": 5,
        "place:a": 5,
    }
    assert row_of(figures, MEAN, "group:centres")["value"] == 5
    assert row_of(figures, "responses_visitor", "municipality:100")["value"] == 20


def test_a_wave_is_one_half_year_for_all(engine: Engine) -> None:
    spring = survey({"a": [5] * 10}, round_id="spring", ends_on=date(2026, 4, 30))
    early = survey({"a": [4] * 10}, round_id="early", ends_on=date(2026, 1, 31))
    autumn = survey({"b": [1] * 10}, round_id="autumn", ends_on=date(2025, 11, 30))
    later = survey({"b": [3] * 10}, round_id="later", ends_on=date(2026, 6, 15))
    tables = {
        name: spring[name] + early[name] + autumn[name] + later[name]
        for name in ("survey_rounds", "survey_responses", "survey_answers")
    }
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b", "200")],
        survey_questions=spring["survey_questions"],
        **tables,
    )
    # All rounds of spring take part, also the one that ended before the months asked for.
    day, months = date(2026, 5, 1), Period.parse("2026-04:2026-04")
    row = row_of(figures, MEAN, "place:a", day=day, period=months)
    assert (row["value"], row["n"], row["months"]) == (4.5, 20, "2026-01:2026-06")
    # Rounds after the day do not, and b has no answers in this wave.
    assert told(row_of(figures, MEAN, "place:b", day=day, period=months)) == ("unknown", None, None, None)
    assert row_of(figures, MEAN, "place:b")["value"] == 3
    # No round ends in February to March.
    nothing = row_of(figures, "responses_visitor", "place:a", period=Period.parse("2026-02:2026-03"))
    assert (told(nothing), nothing["months"]) == (("unknown", None, None, None), "")
    # When a wave exists, no answers are a counted zero.
    assert told(row_of(figures, "responses_visitor", "municipality:300")) == ("ok", 0, 0, None)
    assert told(row_of(figures, "responses_partner", "place:a"))[0] == "unknown"


def test_only_likert_questions_with_a_common_key_have_indicators(engine: Engine) -> None:
    tables = survey({"a": [5] * 10})
    tables["survey_questions"] += [
        {**tables["survey_questions"][0], "question_id": "q2", "scale": "yes_no", "common_key": "other"},
        {**tables["survey_questions"][0], "question_id": "q3", "common_key": None},
        {**tables["survey_questions"][0], "question_id": "q4", "text_fi": "Entä muilla?"},
    ]
    tables["survey_answers"] += [
        {**answer, "question_id": question, "answer": value}
        for answer in tables["survey_answers"]
        for question, value in (("q2", 1), ("q3", 2), ("q4", 4))
    ]
    figures = fill(engine, meeting_places=[place("a")], **tables)
    assert [id_ for id_ in figures.registry if id_.startswith("mean_")] == [MEAN]
    # Several questions of one common key are pooled.
    assert (row_of(figures, MEAN, "place:a")["value"], row_of(figures, MEAN, "place:a")["n"]) == (4.5, 20)


def test_coverage_counts_active_places_with_an_answer(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b"), place("gone", status="frozen")],
        **survey({"a": [5], "gone": [5], "@100": [5]}),
    )
    row = row_of(figures, "survey_coverage_visitor", "municipality:100")
    assert (told(row), row["n"]) == (("ok", 50, 1, 2), 2)
    assert told(row_of(figures, "survey_coverage_visitor", "municipality:200")) == (
        "unknown",
        None,
        None,
        None,
    )


def rounds(engine: Engine, *areas: tuple[str, str | None, str | None, int | None]) -> Figures:
    """Rounds of one wave: id, area type and id, invited; each has two answers of place a."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for round_id, area_type, area_id, invited in areas:
        one = survey({"a": [5, 5]}, round_id=round_id, area_type=area_type, area_id=area_id, invited=invited)
        for name, rows in one.items():
            if name != "survey_questions" or name not in tables:
                tables.setdefault(name, []).extend(rows)
    return fill(
        engine,
        meeting_places=[place("a")],
        family_centres=[{"centre_id": "c1", "name": "C", "municipality": "100"}],
        groups=[{"group_id": "g", "area_type": "municipality", "area_id": code} for code in ("100", "300")],
        **tables,
    )


@pytest.mark.parametrize(
    ("areas", "told_by_area"),
    [
        # One round of the country tells nothing of its parts.
        (
            [("r", None, None, 8)],
            {"country:FI": (2, 8), "county:08": None, "municipality:100": None, "centre:c1": None},
        ),
        # Rounds of all municipalities of a county make up the county and the region beside it.
        (
            [("r1", "municipality", "100", 4), ("r2", "municipality", "200", 6)],
            {
                "country:FI": None,
                "county:08": (4, 10),
                "region:06": (4, 10),
                "municipality:200": (2, 6),
                "group:g": None,
            },
        ),
        # A round that lies inside is counted too; all must tell how many were invited.
        ([("r1", "county", "08", 4), ("r2", "municipality", "200", 6)], {"county:08": (4, 10)}),
        ([("r1", "county", "08", 4), ("r2", "municipality", "200", None)], {"county:08": None}),
        (
            [("r1", "region", "07", 5), ("r2", "municipality", "100", 5)],
            {"group:g": (4, 10), "municipality:300": (2, 5), "county:09": (2, 5), "county:08": None},
        ),
        ([("r1", "centre", "c1", 5)], {"centre:c1": (2, 5), "municipality:100": None}),
        ([("r1", "county", "08", 0)], {"county:08": None}),
    ],
)
def test_a_response_rate_needs_rounds_that_make_up_the_area(
    engine: Engine,
    areas: list[tuple[str, str | None, str | None, int | None]],
    told_by_area: dict[str, tuple[int, int] | None],
) -> None:
    figures = rounds(engine, *areas)
    for area, parts in told_by_area.items():
        row = row_of(figures, "response_rate_visitor", area)
        if parts is None:
            assert told(row) == ("unknown", None, None, None), area
        else:
            lower, upper = stats.wilson_interval(*parts)
            assert told(row) == ("ok", parts[0] / parts[1] * 100, *parts), area
            assert (row["n"], row["lower"], row["upper"]) == (parts[1], lower * 100, upper * 100)


def test_months_asked_for_do_not_change_the_wave(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": [5] * 10}))
    short = row_of(figures, MEAN, "place:a", period=Period.parse("2026-05:2026-05"))
    assert short["value"] == row_of(figures, MEAN, "place:a", period=YEAR)["value"] == 5
