"""Visits: sums and ranges, reporting, lateness, half-years and their rounding."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import Month, Period
from kpdata.indicators.frames import Figures
from tests.indicators.tiny import fill, place, row_of, slot, told

JUNE = Period.parse("2026-06:2026-06")
HIDDEN = {"visits_hidden": True}


def month(place_id: str, of: str = "2026-06", **columns: Any) -> dict[str, Any]:
    return {"place_id": place_id, "month": of, **columns}


def ranged(row: dict[str, Any]) -> tuple[str, float, float]:
    return row["state"], row["value_min"], row["value_max"]


def test_visits_are_adults_and_children_else_the_total(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b"), place("c")],
        visits=[
            month("a", adults=10, children=20, visits=99),
            month("b", visits=7, adults=3),
            month("c", adults=5),
        ],
    )
    row = row_of(figures, "visits", "municipality:100", period=JUNE)
    assert told(row) == ("ok", 37, 37, None)
    assert (row["months"], row["at_least"]) == ("2026-06:2026-06", False)
    assert told(row_of(figures, "child_share", "municipality:100", period=JUNE)) == (
        "ok",
        pytest.approx(200 / 3),
        20,
        30,
    )
    assert told(row_of(figures, "visits_per_1000", "municipality:100", period=JUNE)) == ("ok", 37, 37, 1000)
    # c has a row, but no known visits.
    assert told(row_of(figures, "visits", "place:c", period=JUNE)) == ("unknown", None, None, None)
    assert told(row_of(figures, "child_share", "place:c", period=JUNE)) == ("unknown", None, None, None)


def test_one_range_makes_a_range(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b")],
        opening_hours=[slot("a", 1, "09:00", "11:00")],
        visits=[month("a", visits_min=80, visits_max=120, sessions=10), month("b", visits=20, sessions=5)],
    )
    row = row_of(figures, "visits", "municipality:100", period=JUNE)
    assert (*ranged(row), *told(row)[1:]) == ("range", 100, 140, None, None, None)
    row = row_of(figures, "visits_per_1000", "municipality:100", period=JUNE)
    assert (*ranged(row), *told(row)[1:]) == ("range", 100, 140, None, None, 1000)
    assert ranged(row_of(figures, "visits_per_session", "municipality:100", period=JUNE)) == (
        "range",
        pytest.approx(100 / 15),
        pytest.approx(140 / 15),
    )
    # Five Mondays of two hours in June; b has no slots and takes no part.
    assert ranged(row_of(figures, "visits_per_open_hour", "municipality:100", period=JUNE)) == (
        "range",
        8,
        12,
    )
    assert told(row_of(figures, "visits_per_open_hour", "place:b", period=JUNE))[0] == "unknown"


def test_open_hours_are_those_of_months_with_known_visits(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a")],
        opening_hours=[slot("a", 1, "09:00", "11:00", valid_to=date(2026, 6, 15))],
        visits=[month("a", visits=12), month("a", "2026-05", visits_hidden=True)],
    )
    spring = Period.parse("2026-05:2026-06")
    row = row_of(figures, "visits_per_open_hour", "place:a", period=spring)
    # The hours of May are left out with its visits, so the ratio is no lower bound.
    assert (told(row), row["at_least"]) == (("ok", 2, 12, 6), False)
    assert row_of(figures, "visits", "place:a", period=spring)["at_least"]


def test_small_counts_of_the_sender_stay_hidden(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b"), place("c", "200")],
        visits=[month("a", **HIDDEN), month("b", visits=30), month("c", **HIDDEN)],
    )
    row = row_of(figures, "visits", "municipality:100", period=JUNE)
    assert (told(row), row["at_least"]) == (("ok", 30, 30, None), True)
    row = row_of(figures, "visits_per_1000", "municipality:100", period=JUNE)
    assert (told(row), row["at_least"]) == (("ok", 30, 30, 1000), True)
    for indicator in ("visits", "visits_per_1000", "visits_per_session", "visits_per_open_hour"):
        hidden = row_of(figures, indicator, "municipality:200", period=JUNE)
        assert told(hidden) == ("hidden", None, None, None), indicator
    assert told(row_of(figures, "child_share", "municipality:200", period=JUNE))[0] == "unknown"
    assert told(row_of(figures, "reporting_share", "municipality:200", period=JUNE)) == ("ok", 100, 1, 1)


def test_reporting_counts_active_place_months_only(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[
            place("a"),
            place("new", opened_on=date(2026, 6, 30)),
            place("gone", status="frozen"),
        ],
        visits=[
            month("a", "2026-05", visits=0),
            month("gone", visits=100),
            month("new", "2026-05", visits=5),
        ],
    )
    spring = Period.parse("2026-05:2026-06")
    assert told(row_of(figures, "reporting_share", "municipality:100", period=spring)) == (
        "ok",
        pytest.approx(100 / 3),
        1,
        3,
    )
    # The facts of a place that is not active any more count all the same.
    assert row_of(figures, "visits", "municipality:100", period=spring)["value"] == 105


@pytest.mark.parametrize(("day", "state"), [(date(2026, 7, 31), "unknown"), (date(2026, 8, 1), "late")])
def test_late_is_more_than_31_days_after_a_month_without_any_row(
    engine: Engine, day: date, state: str
) -> None:
    figures = fill(engine, meeting_places=[place("a"), place("b", "200")], visits=[month("b", visits=1)])
    assert told(row_of(figures, "visits", "place:a", day=day, period=JUNE)) == (state, None, None, None)
    assert told(row_of(figures, "reporting_share", "place:a", day=day, period=JUNE)) == ("ok", 0, 0, 1)
    assert told(row_of(figures, "visits", "county:08", day=day, period=JUNE))[0] == "ok"


# Half-years


def half_years(engine: Engine, counts: dict[str, tuple[int, int]], **kwargs: Any) -> Figures:
    """First-timers and visits of June 2026 by place, all in Kylä."""
    fill(
        engine,
        meeting_places=[place(name) for name in counts],
        visits=[month(name, first_timers=n, visits=visits) for name, (n, visits) in counts.items()],
    )
    return Figures(engine, **kwargs)


@pytest.mark.parametrize(
    ("n", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (19, 19)]
)
def test_counts_of_persons_are_rounded_to_five_or_hidden(engine: Engine, n: int, shown: int | None) -> None:
    figures = half_years(engine, {"a": (n, 19)})
    row = row_of(figures, "first_timer_share", "place:a")
    if shown is None:
        assert told(row) == ("hidden", None, None, None)
    else:
        assert told(row) == ("ok", pytest.approx(shown / 19 * 100), shown, 19)
    assert row["months"] == "2026-01:2026-06"


def test_each_level_is_rounded_from_its_own_sum(engine: Engine) -> None:
    figures = half_years(engine, {"a": (3, 40), "b": (4, 60)})
    assert told(row_of(figures, "first_timer_share", "municipality:100")) == ("ok", 5, 5, 100)
    assert told(row_of(figures, "first_timer_share", "place:a"))[0] == "hidden"


def test_the_half_year_is_one_for_all_and_each_count_has_its_own(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b", "200")],
        visits=[
            month("a", "2026-03", first_timers=10, visits=40),
            month("b", "2025-08", multicultural=20, visits=40),
            month("b", "2025-02", first_timers=20, visits=40),
        ],
    )
    assert row_of(figures, "first_timer_share", "place:a")["value"] == 25
    # b has rows in spring 2025 only, and its months of spring 2026 are overdue.
    row = row_of(figures, "first_timer_share", "place:b")
    assert (told(row)[0], row["months"]) == ("late", "2026-01:2026-06")
    row = row_of(figures, "multicultural_share", "place:b")
    assert (told(row), row["months"]) == (("ok", 50, 20, 40), "2025-07:2025-12")
    # The half-year must have ended by the day and by the end of the months.
    early = row_of(figures, "first_timer_share", "place:a", day=date(2026, 6, 29))
    assert early["months"] == "2025-01:2025-06"
    early = row_of(figures, "first_timer_share", "place:a", period=Period.parse("2025-06:2026-05"))
    assert early["months"] == "2025-01:2025-06"
    none = row_of(figures, "first_timer_share", "place:a", period=Period.parse("2024-01:2024-12"))
    assert (told(none), none["months"]) == (("unknown", None, None, None), "")


def test_visits_may_be_hidden_too(engine: Engine) -> None:
    fill(
        engine,
        meeting_places=[place("a"), place("b", "200"), place("c", "300")],
        visits=[
            month("a", visits=4, sessions=2),
            month("b", adults=2, children=30),
            month("c", visits_min=3, visits_max=20),
        ],
    )
    open_figures, careful = Figures(engine), Figures(engine, hide_visits=True)
    assert told(row_of(open_figures, "visits", "place:a", period=JUNE)) == ("ok", 4, 4, None)
    for indicator in ("visits", "visits_per_session"):
        assert told(row_of(careful, indicator, "place:a", period=JUNE))[0] == "hidden", indicator
    assert told(row_of(careful, "visits", "place:b", period=JUNE)) == ("ok", 32, 32, None)
    assert told(row_of(careful, "child_share", "place:b", period=JUNE))[0] == "hidden"
    assert told(row_of(careful, "visits", "place:c", period=JUNE))[0] == "hidden"
    assert told(row_of(careful, "visits", "county:08", period=JUNE)) == ("ok", 36, 36, None)


def test_a_month_is_read_once(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")], visits=[month("a", visits=4)])
    assert row_of(figures, "visits", "place:a", period=JUNE)["value"] == 4
    fill(engine, meeting_places=[place("a")], visits=[month("a", visits=5)])
    assert row_of(figures, "visits", "place:a", period=JUNE)["value"] == 4
    assert figures.data_months == Period(Month(2026, 6), Month(2026, 6))
    assert fill(engine).data_months is None
