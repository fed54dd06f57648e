"""A wave of a survey and shown answers to it, for the tests of their figures."""

from __future__ import annotations

from datetime import date

from kpdata.charts.chart import Mark, Value
from kpdata.charts.survey_words import Answer, Survey
from kpdata.charts.values import View, missing
from kpdata.domain import HalfYear, State

SPRING, AUTUMN = HalfYear(2026, 1), HalfYear(2026, 2)
SURVEY = Survey("visitor survey", AUTUMN, Value(State.OK, "34%", 34.0), "Whole country")


def view(language: str = "en") -> View:
    """What is the same for all figures of the wave."""
    return View(language, date(2026, 11, 15), AUTUMN.period, source="surveys")


def share(number: float, n: int = 40, mark: Mark | None = None) -> Value:
    """A share in per cent with its interval."""
    return Value(State.OK, f"{number:.0f}%", number, lower=number - 8, upper=number + 8, n=n, mark=mark)


def hidden(language: str = "en") -> Value:
    """What too few answered."""
    return missing(State.HIDDEN, language)


ANSWERS = [
    Answer("hours", "The hours suit", share(42, 38, Mark.WORSE)),
    Answer("welcome", "I felt welcome", share(87, 41, Mark.BETTER)),
    Answer("peers", "I got support", hidden()),
    Answer("wellbeing", "It does good", share(71, 40, Mark.SIMILAR)),
]
