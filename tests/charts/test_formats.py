"""Numbers and days as each language writes them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdata.charts import formats
from kpdata.domain import Month, Period

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "language", "text"),
    [
        (1234567.891, 1, "fi", f"1{NBSP}234{NBSP}567,9"),
        (1234567.891, 1, "sv", f"1{NBSP}234{NBSP}567,9"),
        (1234567.891, 1, "en", "1,234,567.9"),
        (-1.25, 1, "fi", "−1,3"),
        (0.5, 0, "fi", "1"),
        (1.5, 0, "fi", "2"),
        (2.5, 0, "fi", "3"),
        (-0.5, 0, "fi", "−1"),
        (-0.04, 1, "fi", "0,0"),
        (57 / 200 * 100, 0, "fi", "29"),
        (1.005, 2, "en", "1.01"),
    ],
)
def test_number(value: float, decimals: int, language: str, text: str) -> None:
    assert formats.number(value, decimals, language) == text


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 5000), st.integers(1, 5000))
def test_share_is_rounded_half_away_from_zero_on_the_exact_fraction(part: int, whole: int) -> None:
    exact = Fraction(100 * part, whole)
    expected = int(exact + Fraction(1, 2))
    assert int(formats.rounded(part / whole * 100, 0)) == expected


def test_signs_and_units() -> None:
    assert formats.number(3, 0, "fi", signed=True) == "+3"
    assert formats.number(0, 0, "fi", signed=True) == "0"
    assert formats.percent(46, "fi") == f"46{NBSP}%"
    assert formats.percent(46, "en") == "46%"
    assert formats.quantity(4.25, 1, "of 6", "fi") == "4,3"
    assert formats.between(800, 1500, 0, "visits", "fi") == f"800–1{NBSP}500"
    assert formats.with_unit("Visits", "/ 1 000 children") == f"Visits /{NBSP}1{NBSP}000 children"
    assert formats.with_unit("Coverage", "%") == "Coverage, %"
    assert formats.with_unit("Places", "") == "Places"
    assert formats.with_unit("Hours per child", "h per child") == "Hours per child, h"
    assert formats.with_unit("Places per 1 000 children", "per 1 000 children") == "Places per 1 000 children"


@pytest.mark.parametrize(("language", "text"), [("fi", "-1234,5"), ("sv", "-1234,5"), ("en", "-1234.5")])
def test_file_number_is_ascii(language: str, text: str) -> None:
    assert formats.file_number(-1234.5, 1, language) == text


@pytest.mark.parametrize(
    ("language", "day", "month", "short", "period"),
    [
        ("fi", "5.3.2026", "maaliskuu 2026", "3/2026", "11/2025–3/2026"),
        ("sv", "5.3.2026", "mars 2026", "3/2026", "11/2025–3/2026"),
        ("en", "5 March 2026", "March 2026", "Mar 2026", "Nov 2025–Mar 2026"),
    ],
)
def test_days_and_months(language: str, day: str, month: str, short: str, period: str) -> None:
    march = Month(2026, 3)
    assert formats.day(date(2026, 3, 5), language) == day
    assert formats.month(march, language) == month
    assert formats.short_month(march, language) == short
    assert formats.period(Period(Month(2025, 11), march), language) == period
    assert formats.period(Period(march, march), language) == short


def test_weekdays_begin_on_monday() -> None:
    assert formats.weekdays("fi") == ("ma", "ti", "ke", "to", "pe", "la", "su")
    assert formats.weekdays("en")[0] == "Mon"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1:stä"),
        (2, "2:sta"),
        (10, "10:stä"),
        (12, "12:sta"),
        (15, "15:stä"),
        (20, "20:stä"),
        (23, "23:sta"),
        (100, "100:sta"),
        (308, "308:sta"),
        (1000, "1000:sta"),
    ],
)
def test_finnish_elative_of_a_count(count: int, text: str) -> None:
    assert formats.elative(count) == text


@pytest.mark.parametrize(
    ("rank", "fi", "sv", "en"),
    [
        (1, "1.", "1:a", "1st"),
        (2, "2.", "2:a", "2nd"),
        (3, "3.", "3:e", "3rd"),
        (11, "11.", "11:e", "11th"),
        (22, "22.", "22:a", "22nd"),
        (113, "113.", "113:e", "113th"),
    ],
)
def test_ordinal(rank: int, fi: str, sv: str, en: str) -> None:
    assert [formats.ordinal(rank, language) for language in ("fi", "sv", "en")] == [fi, sv, en]


def test_listing() -> None:
    assert formats.listing([], "fi") == ""
    assert formats.listing(["Akaa"], "fi") == "Akaa"
    assert formats.listing(["Akaa", "Nokia", "Virrat"], "fi") == "Akaa, Nokia ja Virrat"
    assert formats.listing(["Akaa", "Nokia"], "sv") == "Akaa och Nokia"
    assert formats.listing(["Akaa", "Nokia"], "en") == "Akaa and Nokia"


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_slug_is_safe_in_a_file_name(text: str) -> None:
    slug = formats.ascii_slug(text)
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in slug)
    assert slug == slug.strip("-")


def test_slug_keeps_the_letters() -> None:
    assert formats.ascii_slug("Pohjois-Savo: käynnit / lapsi") == "pohjois-savo-kaynnit-lapsi"
