"""Changes from a year and a wave earlier, and trends of shares of answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from sqlalchemy import Engine

from kpdata.domain import AreaKey, Period
from kpdata.indicators import stats, trends
from kpdata.indicators.frames import Figures
from tests.indicators.tiny import DAY, YEAR, fill, place, survey

A, MUNICIPALITY = AreaKey.parse("place:a"), AreaKey.parse("municipality:100")
MEAN, TOP2 = "mean_visitor_safe", "top2_visitor_safe"


def waves(engine: Engine, scores: Mapping[date, Sequence[int]]) -> Figures:
    """One round of place a for each day on which one ended."""
    rounds = [survey({"a": list(s)}, round_id=str(day), ends_on=day) for day, s in scores.items()]
    names = ("survey_rounds", "survey_responses", "survey_answers")
    tables = {name: [row for one in rounds for row in one[name]] for name in names}
    return fill(engine, meeting_places=[place("a")], survey_questions=rounds[0]["survey_questions"], **tables)


def test_visits_change_against_the_same_months_a_year_earlier(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b")],
        visits=[
            {"place_id": "a", "month": "2026-06", "visits": 120},
            {"place_id": "a", "month": "2025-06", "visits": 100},
            {"place_id": "b", "month": "2026-06", "visits_min": 5, "visits_max": 9},
            {"place_id": "b", "month": "2024-06", "visits": 10},
        ],
    )
    june = (DAY, Period.parse("2026-06:2026-06"))
    change = trends.change(figures, "visits", A, june)
    assert (change.now, change.before, change.difference, change.percent, change.state) == (
        120,
        100,
        20,
        20,
        "ok",
    )
    # A range cannot be subtracted, nor can what is not known.
    assert trends.change(figures, "visits", AreaKey.parse("place:b"), june).state == "range"
    earlier = (date(2025, 6, 30), Period.parse("2025-06:2025-06"))
    assert trends.change(figures, "visits", AreaKey.parse("place:b"), earlier).state == "unknown"
    # From nothing there is no percentage.
    points = ((DAY, YEAR), (date(2020, 1, 1), YEAR))
    places = trends.change(figures, "places_per_1000", MUNICIPALITY, *points)
    assert (places.difference, places.percent) == (0, 0)


def test_waves_change_from_spring_to_spring(engine: Engine) -> None:
    spring, autumn, last_spring = date(2026, 5, 15), date(2025, 11, 15), date(2025, 5, 15)
    figures = waves(engine, {spring: [5] * 30 + [1] * 10, autumn: [1] * 40, last_spring: [5] * 20 + [1] * 20})
    change = trends.wave_change(figures, figures.registry[TOP2], A, DAY, YEAR)
    _, lower, upper = stats.newcombe_difference(30, 40, 20, 40)
    assert (change.now, change.before, change.difference) == (75, 50, 25)
    assert (change.lower, change.upper) == (round(lower * 100), round(upper * 100))
    assert change.differs is True
    mean = trends.wave_change(figures, figures.registry[MEAN], A, DAY, YEAR)
    assert (mean.difference, mean.differs) == (1, None)


def test_response_rates_change_too(engine: Engine) -> None:
    names = ("survey_rounds", "survey_responses", "survey_answers")
    rounds = [
        survey(
            {"a": [5] * n},
            round_id=str(year),
            ends_on=date(year, 5, 1),
            area_type="county",
            area_id="08",
            invited=100,
        )
        for year, n in ((2026, 60), (2025, 30))
    ]
    tables = {name: [row for one in rounds for row in one[name]] for name in names}
    figures = fill(engine, meeting_places=[place("a")], **tables)
    rate = figures.registry["response_rate_visitor"]
    change = trends.wave_change(figures, rate, AreaKey.parse("county:08"), DAY, YEAR)
    assert (change.now, change.before, change.differs) == (60, 30, True)


def test_small_changes_are_not_told_to_differ(engine: Engine) -> None:
    figures = waves(engine, {date(2026, 5, 15): [5] * 21 + [1] * 19, date(2025, 5, 15): [5] * 20 + [1] * 20})
    change = trends.wave_change(figures, figures.registry[TOP2], A, DAY, YEAR)
    assert (change.difference, change.differs) == (3, False)


def test_a_change_from_or_to_a_hidden_wave_is_hidden(engine: Engine) -> None:
    figures = waves(engine, {date(2026, 5, 15): [5] * 30, date(2025, 5, 15): [5] * 4})
    change = trends.wave_change(figures, figures.registry[TOP2], A, DAY, YEAR)
    assert (change.state, math.isnan(change.difference), math.isnan(change.before)) == ("hidden", True, True)
    figures = waves(engine, {date(2024, 5, 15): [5] * 30})
    assert trends.wave_change(figures, figures.registry[TOP2], A, DAY, YEAR).state == "unknown"


@pytest.mark.parametrize(
    ("tops", "marker"),
    [
        ((10, 14, 18, 24, 28), "up"),
        ((28, 24, 18, 14, 10), "down"),
        ((20, 21, 20, 19, 20), "no_trend"),
        ((10, 14, 18, 24), "not_tested"),
    ],
)
def test_shares_of_answers_have_a_trend_from_five_points(
    engine: Engine, tops: tuple[int, ...], marker: str
) -> None:
    days = [date(2022 + i, 5, 15) for i in range(len(tops))]
    figures = waves(engine, {d: [5] * n + [1] * (40 - n) for d, n in zip(days, tops, strict=True)})
    points = [(d, Period.parse(f"{d.year}-05:{d.year}-05")) for d in days]
    assert trends.trend(figures, figures.registry[TOP2], A, points) == marker
    assert trends.trend(figures, figures.registry[MEAN], A, points) == "not_tested"
    # Points that are not shown do not count.
    missing = [*points[:2], (date(2020, 1, 1), YEAR), *points[2:]]
    assert trends.trend(figures, figures.registry[TOP2], A, missing) == marker


def test_visits_and_registry_have_no_trend(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")])
    assert trends.trend(figures, figures.registry["visits"], A, [(DAY, YEAR)] * 6) == "not_tested"
    assert trends.trend(figures, figures.registry["response_rate_visitor"], MUNICIPALITY, []) == "not_tested"
