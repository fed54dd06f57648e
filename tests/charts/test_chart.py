"""The description of a figure refuses what must not be shown."""

from __future__ import annotations

import pytest

from kpdata.charts.chart import Category, Chart, Kind, Mark, Series, Value
from kpdata.domain import State
from tests.charts.frames import STATES_WITHOUT_NUMBERS


@pytest.mark.parametrize("state", STATES_WITHOUT_NUMBERS)
@pytest.mark.parametrize("number", ["value", "low", "high", "lower", "upper", "n"])
def test_value_without_numbers_holds_none(state: State, number: str) -> None:
    with pytest.raises(ValueError, match="holds a number"):
        Value(state, "•", **{number: 3})


@pytest.mark.parametrize("told", [{"group": 2}, {"mark": Mark.WORSE}, {"note": "few"}])
def test_hidden_value_tells_nothing_else(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="tells something"):
        Value(State.HIDDEN, "•", **told)  # type: ignore[arg-type]


def test_series_has_a_value_for_each_category() -> None:
    with pytest.raises(ValueError, match="0 values"):
        Chart(Kind.BARS, "en", "", (Category("a", "A"),), (Series("s", "S", ()),))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value(State.OK, "45 %", 45.0), "45 %"),
        (Value(State.HIDDEN, "•", word="hidden"), "• hidden"),
        (Value(State.PLANNED, "0", 0.0, word="planned"), "0 · planned"),
        (Value(State.FROZEN, "frozen", word="frozen"), "frozen"),
        (Value(State.OK, "12", 12.0, note="at least"), "12 · at least"),
        (Value(State.NOT_MAPPED, "not map.", word="not mapped"), "not mapped"),
    ],
)
def test_text_of_a_value_in_a_table(value: Value, text: str) -> None:
    assert value.text == text


def test_strong_difference_doubles_the_symbol() -> None:
    assert Value(State.OK, "1", 1.0, mark=Mark.BETTER, strong=True).symbol == "▲▲"
    assert Value(State.OK, "1", 1.0, mark=Mark.LOWER).symbol == "▽"
    assert Value(State.OK, "1", 1.0).symbol == ""


def test_states_come_in_the_order_of_the_domain() -> None:
    values = (Value(State.HIDDEN, "•"), Value(State.OK, "1", 1.0), Value(State.NONE, "0", 0.0))
    categories = tuple(Category(name, name) for name in "abc")
    chart = Chart(Kind.BARS, "en", "title", categories, (Series("s", "S", values),))
    assert chart.states == (State.OK, State.NONE, State.HIDDEN)
    assert chart.alt == "title"
    assert not chart.is_empty
