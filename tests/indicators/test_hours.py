"""Opening hours: overlaps count once, every second week counts half, months count their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kpdata.domain import Month
from kpdata.indicators.hours import ALWAYS_FROM, ALWAYS_TO, Slots, disjoint_pieces

MONDAY = date(2026, 6, 1).toordinal()
Slot = tuple[int, int, int, int, int, int, int]


def slots(*rows: Slot) -> Slots:
    """Rows of place, weekday, opens, closes (minutes), first day, last day, interval."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 7).T
    none = np.full(len(rows), -1)
    return Slots(*columns, age_from=none, age_to=none)


def weekly(day: int, *rows: Slot) -> list[float]:
    return disjoint_pieces(slots(*rows), 2).weekly(day).tolist()


def test_slots_of_a_place_add_up() -> None:
    rows = ((0, 1, 540, 720, ALWAYS_FROM, ALWAYS_TO, 1), (0, 3, 600, 660, ALWAYS_FROM, ALWAYS_TO, 1))
    assert weekly(MONDAY, *rows) == [4.0, 0.0]


def test_overlapping_slots_count_once() -> None:
    rows = ((0, 1, 540, 720, ALWAYS_FROM, ALWAYS_TO, 1), (0, 1, 660, 780, ALWAYS_FROM, ALWAYS_TO, 1))
    assert weekly(MONDAY, *rows) == [4.0, 0.0]


def test_every_second_week_counts_half_and_does_not_overlap_weekly_slots() -> None:
    rows = ((0, 1, 540, 720, ALWAYS_FROM, ALWAYS_TO, 1), (0, 1, 540, 720, ALWAYS_FROM, ALWAYS_TO, 2))
    assert weekly(MONDAY, *rows) == [4.5, 0.0]


def test_only_slots_valid_on_the_day_count() -> None:
    rows = ((1, 1, 540, 600, MONDAY, MONDAY + 6, 1),)
    assert weekly(MONDAY + 6, *rows) == [0.0, 1.0]
    assert weekly(MONDAY + 7, *rows) == [0.0, 0.0]
    assert weekly(MONDAY - 1, *rows) == [0.0, 0.0]


def test_free_time_is_from_14_on_school_days_and_all_of_the_weekend() -> None:
    pieces = disjoint_pieces(
        slots(
            (0, 5, 720, 960, ALWAYS_FROM, ALWAYS_TO, 1),
            (0, 6, 540, 600, ALWAYS_FROM, ALWAYS_TO, 1),
            (0, 1, 540, 840, ALWAYS_FROM, ALWAYS_TO, 1),
        ),
        1,
    )
    assert pieces.free_time(MONDAY).tolist() == [3.0]


def test_a_month_counts_each_of_its_weekdays() -> None:
    # June 2026 has five Mondays and four Wednesdays.
    pieces = disjoint_pieces(
        slots((0, 1, 540, 600, ALWAYS_FROM, ALWAYS_TO, 1), (1, 3, 540, 600, ALWAYS_FROM, ALWAYS_TO, 2)), 2
    )
    assert pieces.of_month(Month(2026, 6)).tolist() == [5.0, 2.0]


def test_a_month_counts_only_days_on_which_a_slot_is_valid() -> None:
    pieces = disjoint_pieces(slots((0, 1, 540, 600, MONDAY + 1, MONDAY + 14, 1)), 1)
    assert pieces.of_month(Month(2026, 6)).tolist() == [2.0]
    assert pieces.of_month(Month(2026, 5)).tolist() == [0.0]


def test_no_slots_are_no_hours() -> None:
    assert disjoint_pieces(slots(), 2).weekly(MONDAY).tolist() == [0.0, 0.0]


def _by_the_minute(rows: Sequence[Slot], day: int) -> float:
    """Union of minutes of each weekday and interval, one minute at a time."""
    minutes = {
        (weekday, interval, minute)
        for _, weekday, opens, closes, first, last, interval in rows
        if first <= day <= last
        for minute in range(opens, closes)
    }
    return sum(1 / interval for _, interval, _ in minutes) / 60


_slot = st.tuples(
    st.just(0),
    st.integers(1, 2),
    st.integers(0, 20),
    st.integers(0, 40),
    st.integers(MONDAY - 3, MONDAY + 5),
    st.integers(MONDAY, MONDAY + 30),
    st.integers(1, 2),
)


@given(st.lists(_slot, max_size=6), st.integers(-4, 12))
def test_pieces_equal_a_count_by_the_minute(rows: list[Slot], offset: int) -> None:
    day = MONDAY + offset
    pieces = disjoint_pieces(slots(*rows), 1)
    assert np.isclose(pieces.weekly(day)[0], _by_the_minute(rows, day))
    june = [date(2026, 6, 1) + timedelta(days=i) for i in range(30)]
    expected = sum(
        _by_the_minute([row for row in rows if row[1] == d.isoweekday()], d.toordinal()) for d in june
    )
    assert np.isclose(pieces.of_month(Month(2026, 6))[0], expected)
