"""Holidays of Finland."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.sample.holidays import holidays


@pytest.mark.parametrize(
    ("good_friday", "midsummer_eve"),
    [
        (date(2024, 3, 29), date(2024, 6, 21)),
        (date(2025, 4, 18), date(2025, 6, 20)),
        (date(2026, 4, 3), date(2026, 6, 19)),
        (date(2038, 4, 23), date(2038, 6, 25)),
    ],
)
def test_movable_holidays(good_friday: date, midsummer_eve: date) -> None:
    assert {good_friday, midsummer_eve} < holidays(good_friday.year)


def test_holidays_of_a_year() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 6, 19),
        date(2026, 12, 6),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]
