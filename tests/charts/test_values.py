"""Rows of figure frames become shown values."""

from __future__ import annotations

import math

import pytest

from kpdata.charts.chart import Mark, Value
from kpdata.charts.values import comparison_words, measure_text, missing, said, value_of
from kpdata.domain import Better, State
from kpdata.i18n import Message
from tests.charts.frames import STATES_WITHOUT_NUMBERS, FakeMeasure, a_row

SHARE = FakeMeasure()


def test_ordinary_value() -> None:
    value = value_of(a_row("Akaa", 45.5, n=12, lower=40.0, upper=51.0), SHARE, "fi")
    assert value == Value(State.OK, "46\u00a0%", 45.5, lower=40.0, upper=51.0, n=12)


@pytest.mark.parametrize("state", STATES_WITHOUT_NUMBERS)
def test_state_without_numbers_drops_what_the_row_holds(state: State) -> None:
    row = a_row("Akaa", 3.0, state.value, n=3, lower=1.0, upper=5.0, comparison="1", value_min=1, value_max=4)
    value = value_of(row, SHARE, "fi")
    assert (value.value, value.low, value.high, value.lower, value.upper, value.n, value.group) == (None,) * 7


@pytest.mark.parametrize(
    ("state", "shown", "word"),
    [
        ("hidden", "•", "peitetty"),
        ("unknown", "..", "ei tietoa"),
        ("not_mapped", "ei kart.", "ei kartoitettu"),
        ("late", "◷", "myöhässä"),
        ("frozen", "jäissä", "jäissä"),
        ("planned", "suunn.", "suunnitteilla"),
        ("none", "ei ole", "ei paikkoja"),
    ],
)
def test_states_have_their_signs_and_words(state: str, shown: str, word: str) -> None:
    value = value_of(a_row("Akaa", None, state), SHARE, "fi")
    assert (value.shown, value.word) == (shown, word)


def test_counted_zero_of_a_state_is_a_number() -> None:
    value = value_of(a_row("Akaa", 0.0, "none"), SHARE, "en")
    assert (value.shown, value.value, value.word) == ("0%", 0.0, "no places")


def test_range_is_never_averaged() -> None:
    value = value_of(
        a_row("Akaa", math.nan, "range", value_min=800, value_max=1500), FakeMeasure(unit=""), "fi"
    )
    assert (value.shown, value.value, value.low, value.high) == ("800–1\u00a0500", None, 800.0, 1500.0)


def test_ordinary_row_without_a_number_is_unknown() -> None:
    assert value_of(a_row("Akaa", math.nan), SHARE, "en") == missing(State.UNKNOWN, "en")


@pytest.mark.parametrize(
    ("comparison", "group"), [("1", 5), ("5", 1), ("3.0", 3), ("hidden", None), (None, None)]
)
def test_highest_quintile_is_the_darkest_class(comparison: str | None, group: int | None) -> None:
    assert value_of(a_row("Akaa", 1.0, comparison=comparison), SHARE, "en").group == group


@pytest.mark.parametrize(
    ("better", "comparison", "mark"),
    [
        (Better.HIGHER, "higher", Mark.BETTER),
        (Better.HIGHER, "lower", Mark.WORSE),
        (Better.LOWER, "higher", Mark.WORSE),
        (Better.LOWER, "lower", Mark.BETTER),
        (None, "higher", Mark.HIGHER),
        (None, "lower", Mark.LOWER),
        (Better.HIGHER, "similar", Mark.SIMILAR),
    ],
)
def test_mark_follows_the_better_direction(better: Better | None, comparison: str, mark: Mark) -> None:
    value = value_of(a_row("Akaa", 1.0, comparison=comparison), FakeMeasure(better=better), "en")
    assert value.mark is mark


def test_strong_difference_is_said() -> None:
    value = value_of(a_row("Akaa", 1.0, comparison="higher", strong=True), SHARE, "en")
    assert comparison_words(value, "en") == "better than the benchmark, clearly"
    similar = value_of(a_row("Akaa", 1.0, comparison="similar", strong=True), SHARE, "en")
    assert comparison_words(similar, "en") == "similar to the benchmark"
    assert comparison_words(missing(State.HIDDEN, "en"), "en") == ""


def test_note_of_a_row_is_kept() -> None:
    value = value_of(a_row("Akaa", 12.0, note=Message("at least {n}", {"n": 12})), FakeMeasure(unit=""), "en")
    assert value.text == "12 · at least 12"


def test_measure_with_its_unit() -> None:
    assert measure_text(SHARE, "en") == "Coverage, %"
    assert said(Message("{n} areas", {"n": 3}), "fi") == "3 aluetta"
