"""From rows of tidy figure frames to shown values: the one place where a number gets its text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from kpdata.charts import formats
from kpdata.charts.chart import HIDDEN_MARK, LATE_MARK, UNKNOWN_MARK, Mark, Value
from kpdata.domain import AreaLevel, Better, Period, State, Tier
from kpdata.i18n import N_, Message, texts

Row = Mapping[str, Any]

STATE_WORDS: dict[State, str] = {
    State.OK: N_("counted"),
    State.NONE: N_("no places"),
    State.UNKNOWN: N_("not known"),
    State.NOT_MAPPED: N_("not mapped"),
    State.PLANNED: N_("planned"),
    State.FROZEN: N_("frozen"),
    State.HIDDEN: N_("hidden"),
    State.RANGE: N_("range"),
    State.LATE: N_("late"),
}

# What a cell without a number shows: a sign, or a word short enough for a cell.
_STATE_SIGNS: dict[State, str] = {
    State.UNKNOWN: UNKNOWN_MARK,
    State.HIDDEN: HIDDEN_MARK,
    State.LATE: LATE_MARK,
}
_STATE_SHORT: dict[State, str] = {
    State.NONE: N_("none"),
    State.NOT_MAPPED: N_("not map."),
    State.PLANNED: N_("plan."),
    State.FROZEN: N_("frozen"),
}

MARK_WORDS: dict[Mark, str] = {
    Mark.BETTER: N_("better than the benchmark"),
    Mark.WORSE: N_("worse than the benchmark"),
    Mark.SIMILAR: N_("similar to the benchmark"),
    Mark.HIGHER: N_("higher than the benchmark"),
    Mark.LOWER: N_("lower than the benchmark"),
}

LEVEL_HEADINGS: dict[AreaLevel, str] = {
    AreaLevel.COUNTRY: N_("Country"),
    AreaLevel.COUNTY: N_("Wellbeing services county"),
    AreaLevel.REGION: N_("Region"),
    AreaLevel.MUNICIPALITY: N_("Municipality"),
    AreaLevel.CENTRE: N_("Family centre"),
    AreaLevel.PLACE: N_("Meeting place"),
    AreaLevel.GROUP: N_("Own group"),
}

QUINTILES = 5


class Measure(Protocol):
    """What a chart needs to know of an indicator; its texts are msgids."""

    @property
    def id(self) -> str:
        """Its id in the data."""

    @property
    def title(self) -> str | Message:
        """Its name."""

    @property
    def definition(self) -> str | Message:
        """How it is computed."""

    @property
    def unit(self) -> str | Message:
        """Its unit; `%` is set beside the number, all others in headings."""

    @property
    def decimals(self) -> int:
        """How many decimals are shown."""

    @property
    def better(self) -> Better | None:
        """Which direction is the better one, if any."""

    @property
    def tier(self) -> Tier:
        """How its small numbers are treated."""


@dataclass(frozen=True, slots=True)
class AreaWords:
    """An area in sentences: its key, its short name and "in the area" in the language of the view."""

    key: str
    name: str
    inside: str


@dataclass(frozen=True, slots=True)
class View:
    """What is the same for all figures of a page.

    as_of, period: of the data shown. area: the area looked at. own: ids of the areas drawn dark (those
    chosen by the user). source: the source line, when the indicator's own is not enough. sample: the data
    is synthetic.
    """

    language: str
    as_of: date
    period: Period | None = None
    area: AreaWords | None = None
    own: frozenset[str] = frozenset()
    source: str = ""
    sample: bool = False


def said(text: str | Message, language: str) -> str:
    """A msgid or message in a language."""
    return text.text(language) if isinstance(text, Message) else texts(language)(text)


def state_word(state: State, language: str) -> str:
    """The state in words; empty for an ordinary value and a range, which say themselves."""
    return "" if state in {State.OK, State.RANGE} else texts(language)(STATE_WORDS[state])


def mark_word(mark: Mark, language: str) -> str:
    """The comparison in words."""
    return texts(language)(MARK_WORDS[mark])


def comparison_words(value: Value, language: str) -> str:
    """The comparison of a value in words, with its strength; empty when it was not compared."""
    if value.mark is None:
        return ""
    t = texts(language)
    word = mark_word(value.mark, language)
    return t("{comparison}, clearly", comparison=word) if value.strong else word


def missing(state: State, language: str) -> Value:
    """A value of a state without any number."""
    shown = _STATE_SIGNS.get(state) or texts(language)(_STATE_SHORT[state])
    return Value(state, shown, word=state_word(state, language))


def value_of(row: Row, measure: Measure, language: str) -> Value:
    """The shown value of a row of a figure frame.

    Reads value, value_min, value_max, n, lower, upper, state and, where present, comparison, note and
    at_least.
    A state that has no numbers gets none, whatever the row holds.
    """
    state = State(row["state"])
    if state in {State.HIDDEN, State.UNKNOWN, State.NOT_MAPPED, State.LATE}:
        return missing(state, language)
    value, low, high = (_number(row, name) for name in ("value", "value_min", "value_max"))
    unit = said(measure.unit, language)
    if state is State.RANGE and low is not None and high is not None:
        shown = formats.between(low, high, measure.decimals, unit, language)
        between = Value(state, shown, None, measure.decimals, low, high, note=_note(row, language))
        return at_least(between, language) if row.get("at_least") else between
    if value is None:
        return missing(State.UNKNOWN if state in {State.OK, State.RANGE} else state, language)
    lower, upper = _number(row, "lower"), _number(row, "upper")
    group, mark = _comparison(row, measure)
    n = _number(row, "n")
    exact = Value(
        state=state,
        shown=formats.quantity(value, measure.decimals, unit, language),
        value=value,
        decimals=measure.decimals,
        lower=lower,
        upper=upper,
        n=None if n is None else int(n),
        group=group,
        mark=mark,
        word=state_word(state, language),
        note=_note(row, language),
        strong=mark not in {None, Mark.SIMILAR} and bool(row.get("strong")),
    )
    return at_least(exact, language) if row.get("at_least") else exact


def at_least(value: Value, language: str) -> Value:
    """The value said as a lower bound, in words and in little space."""
    t = texts(language)
    shown = t("at least {value}", value=value.shown)
    return replace(value, shown=shown, brief=f"≥{value.shown}")


def bound_note(values: Iterable[Value], language: str) -> tuple[str, ...]:
    """Why some values are lower bounds; empty when none is."""
    if not any(value.is_at_least for value in values):
        return ()
    t = texts(language)
    return (t("At least (≥): numbers below 5 are left out of the sum."),)


def measure_text(measure: Measure, language: str) -> str:
    """The measure with its unit, as a subtitle or heading says it: `Käynnit / 1 000 lasta` and such."""
    return formats.with_unit(said(measure.title, language), said(measure.unit, language))


def _number(row: Row, name: str) -> float | None:
    number = row.get(name)
    if number is None or number == "":
        return None
    number = float(number)
    return None if math.isnan(number) else number


def _note(row: Row, language: str) -> str:
    note = row.get("note")
    return said(note, language) if isinstance(note, str | Message) and note else ""


def _comparison(row: Row, measure: Measure) -> tuple[int | None, Mark | None]:
    """Quintile as a colour class (1 lowest … 5 highest values), or the mark against the benchmark."""
    comparison = str(row.get("comparison") or "")
    if comparison in {"lower", "similar", "higher"}:
        return None, _mark(comparison, measure.better)
    quintile = comparison.removesuffix(".0")
    # The quintiles of the data count from the highest values down; darker cells hold higher values.
    return (QUINTILES + 1 - int(quintile) if quintile.isdecimal() else None), None


def _mark(comparison: str, better: Better | None) -> Mark:
    if comparison == "similar":
        return Mark.SIMILAR
    if better is None:
        return Mark(comparison)
    return Mark.BETTER if comparison == better.value else Mark.WORSE
