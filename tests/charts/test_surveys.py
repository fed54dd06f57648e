"""The finding and bars of a survey say what is shown, in three languages; what is hidden takes no part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpdata.charts import survey_words, surveys
from kpdata.charts.chart import Mark, Value
from kpdata.charts.plotly import figure
from kpdata.charts.survey_words import Answer
from kpdata.charts.table import table_of
from kpdata.charts.values import missing
from kpdata.domain import State
from tests.charts.shown_answers import ANSWERS, SURVEY, hidden, share, view


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            (
                "Pirkanmaa, syksy 2026: eniten samaa mieltä: ”I felt welcome” 87%, vähiten: ”The hours suit” "
                "42% (n = 38–41); vertailukohtaan ”Whole country” nähden parempi 1/3 ja "
                "heikompi 1/3 kysymyksessä"
            ),
        ),
        (
            "sv",
            (
                "Pirkanmaa, hösten 2026: mest instämmande: ”I felt welcome” 87%, minst: ”The hours suit” 42% "
                "(n = 38–41); jämfört med ”Whole country” bättre i 1/3 och sämre i 1/3 frågor"
            ),
        ),
        (
            "en",
            (
                "Pirkanmaa, autumn 2026: agreed most: “I felt welcome” 87%, least: “The hours suit” 42% "
                "(n = 38–41); against “Whole country” better in 1 and worse in 1 of 3 questions"
            ),
        ),
    ],
)
def test_the_headline_tells_the_ends_n_and_the_benchmark(language: str, expected: str) -> None:
    assert surveys.headline("Pirkanmaa", ANSWERS, SURVEY, language) == expected


def test_the_headline_leaves_out_that_nothing_differs() -> None:
    alike = [replace(answer, value=share(60, 40, Mark.SIMILAR)) for answer in ANSWERS]
    assert "Whole country" not in surveys.headline("Pirkanmaa", alike, SURVEY, "en")


@pytest.mark.parametrize(
    ("answers", "end"),
    [
        (
            [Answer("a", "A", hidden()), Answer("b", "B", missing(State.UNKNOWN, "en"))],
            "too few answers to show",
        ),
        ([Answer("a", "A", missing(State.UNKNOWN, "en"))], "no answers"),
        ([], "no answers"),
    ],
)
def test_a_headline_without_numbers_says_why(answers: list[Answer], end: str) -> None:
    assert surveys.headline("Nokia", answers, SURVEY, "en") == f"Nokia: {end}, visitor survey autumn 2026"


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([90, 90, 40, 40], "Agreed most: “A” and “B” 90%, least: “C” and “D” 40%"),
        ([90, 40, 40, 40, 40], "Agreed most: “A” 90%, least: 4 questions 40%"),
        ([70, 70], "All 2 questions alike: 70%"),
        ([70], "Agreed most: “A” 70%"),
    ],
)
def test_questions_that_share_a_value_share_the_finding(shares: list[int], told: str) -> None:
    answers = [(share(number), name) for number, name in zip(shares, "ABCDE", strict=False)]
    assert surveys.finding(answers, "visitor survey", "en") == told


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (21, "21 answers, none to a question that is compared"),
        (1, "1 answer, none to a question that is compared"),
        (0, "no answers"),
    ],
)
def test_a_headline_tells_answers_to_what_is_not_compared(count: int, told: str) -> None:
    survey = replace(SURVEY, responses=count)
    unanswered = [Answer("a", "A", missing(State.UNKNOWN, "en"))]
    for answers in ([], unanswered):
        assert surveys.headline("Nokia", answers, survey, "en") == (
            f"Nokia: {told}, visitor survey autumn 2026"
        )


def test_bars_stand_by_value_with_interval_mark_and_hidden_last() -> None:
    chart = surveys.agreement(ANSWERS, SURVEY, view(), is_share=True)
    assert [category.key for category in chart.categories] == ["welcome", "wellbeing", "hours", "peers"]
    assert "n = 38–41 · response rate 34%" in chart.subtitle
    table = table_of(chart)
    assert [column.heading for column in table.columns][2:] == ["95% interval", "n"]
    assert [cell.text for cell in table.rows[2]] == [
        "The hours suit",
        "42% ▼ worse than the benchmark",
        "34–50%",
        "38",
    ]
    assert [cell.text for cell in table.rows[3]] == ["I got support", "• hidden", "", ""]
    assert any("by the 95% interval" in note for note in chart.notes)
    assert chart.notes[0].startswith("Those who answered chose to answer")
    assert figure(chart).data


def test_means_of_few_answers_are_marked_and_have_no_interval() -> None:
    mean = Value(State.OK, "3.9", 3.9, 1, n=7)
    chart = surveys.agreement([Answer("a", "A", mean, few=True)], SURVEY, view(), is_share=False)
    value = chart.series[0].values[0]
    assert (value.shown, value.note, value.lower) == ("3.9*", "few answers", None)
    assert any(note.startswith("* Few answers") for note in chart.notes)
    assert survey_words.marked_few(hidden(), True, "en") == hidden()
