"""Weekdays on which no meeting place in Finland is open."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache


@cache
def holidays(year: int) -> frozenset[date]:
    """Public holidays and eves of a year; those that always fall on a Sunday are left out."""
    easter = _easter(year)
    midsummer_eve = next(day for day in (date(year, 6, 19 + i) for i in range(7)) if day.weekday() == 4)
    fixed = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
    return frozenset(
        (
            *(date(year, month, day) for month, day in fixed),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            easter + timedelta(days=39),
            midsummer_eve,
        )
    )


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, quarter = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    fourth, left = divmod(rest, 4)
    week = (32 + 2 * quarter + 2 * fourth - moon - left) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
