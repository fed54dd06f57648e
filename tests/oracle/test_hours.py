"""Open hours from disjoint pieces equal the plain union of slots, minute by minute."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdata.domain import Month
from kpdata.indicators.hours import ALWAYS_FROM, ALWAYS_TO, Slots, disjoint_pieces
from tests.oracle.conftest import examples

pytestmark = pytest.mark.property

MONDAY = date(2026, 6, 1)
# Few times and days, so that slots overlap, touch and leave gaps of a day.
slot = st.tuples(
    st.integers(0, 1),
    st.integers(1, 2),
    st.sampled_from([540, 600, 660, 840]),
    st.sampled_from([600, 660, 840, 900]),
    st.sampled_from([None, 0, 1, 2, 7, 8]),
    st.sampled_from([None, 0, 1, 2, 6, 7, 8, 15]),
    st.sampled_from([1, 2]),
)


@given(st.lists(slot, max_size=8))
@examples(150)
def test_pieces_are_the_union(rows: list[tuple[int, int, int, int, int | None, int | None, int]]) -> None:
    def ordinal(days: int | None, otherwise: int) -> int:
        return otherwise if days is None else MONDAY.toordinal() + days

    known = [
        (place, weekday, opens, closes, ordinal(first, ALWAYS_FROM), ordinal(last, ALWAYS_TO), interval)
        for place, weekday, opens, closes, first, last, interval in rows
    ]
    columns = np.array(known, dtype=np.int64).reshape(-1, 7).T
    none = np.full(len(known), -1)
    pieces = disjoint_pieces(Slots(*columns, none, none), 2)

    def hours(place: int, day: int, from_minute: int = 0, weekday: int | None = None) -> Fraction:
        open_ = {
            (wd, interval, minute)
            for p, wd, opens, closes, first, last, interval in known
            if p == place and first <= day <= last and weekday in (None, wd)
            for minute in range(max(opens, from_minute), closes)
        }
        return sum((Fraction(1, 60 * interval) for _, interval, _ in open_), Fraction(0))

    for after in range(-1, 17):
        day = MONDAY.toordinal() + after
        expected = [hours(place, day) for place in (0, 1)]
        assert pieces.weekly(day).tolist() == pytest.approx([float(h) for h in expected])
        free = [hours(place, day, 14 * 60) for place in (0, 1)]
        assert pieces.free_time(day).tolist() == pytest.approx([float(h) for h in free])
    days = [MONDAY + timedelta(days=k) for k in range(30)]
    whole = [sum(hours(place, day.toordinal(), weekday=day.isoweekday()) for day in days) for place in (0, 1)]
    assert pieces.of_month(Month(2026, 6)).tolist() == pytest.approx([float(h) for h in whole])
