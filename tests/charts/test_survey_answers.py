"""How answers are spread and what open ones are about, in three languages; what is hidden takes no part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpdata.charts import survey_answers, theme
from kpdata.charts.chart import Kind
from kpdata.charts.plotly import figure
from kpdata.charts.survey_answers import Distribution, Theme
from kpdata.charts.values import missing
from kpdata.domain import Scale, State, ThemeKind
from kpdata.i18n import LANGUAGES
from tests.charts.shown_answers import SURVEY, view

NBSP = "\u00a0"


LIKERT = {"1": 3, "2": 10, "3": 20, "4": 40, "5": 27}


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_point_answers_part_in_the_middle(language: str) -> None:
    rows = [
        Distribution("a", "A", State.OK, 30, shares=LIKERT, top2=67),
        Distribution("b", "B", State.OK, 31, shares={**LIKERT, "4": 12, "5": 10, "3": 65}, top2=22),
        Distribution("c", "C", State.HIDDEN),
        Distribution("d", "D", State.HIDDEN, 7, few=True),
    ]
    chart = survey_answers.answers(rows, Scale.LIKERT5, SURVEY, view(language), area="Nokia")
    assert chart.kind is Kind.DIVERGING
    assert [series.side for series in chart.series] == [-1, -1, 0, 1, 1]
    assert [category.key for category in chart.categories] == ["a", "b", "c", "d"]
    assert chart.categories[0].name == f"A (n{NBSP}={NBSP}30)"
    assert chart.categories[2].name == "C"
    assert "7" in chart.categories[3].name
    assert [series.values[0].value for series in chart.series] == [3, 10, 20, 40, 27]
    assert all(series.values[2] == missing(State.HIDDEN, language) for series in chart.series)
    drawn = figure(chart)
    # The bar of agreement begins half a neutral part right of the middle.
    assert drawn.data[3].base[0] == pytest.approx(10)
    # The sums are those of answers 4–5 rounded once, not of the rounded parts.
    for text in ("67", "22"):
        assert text in chart.sentence


@pytest.mark.parametrize(
    ("language", "part"),
    [
        ("fi", f"94{NBSP}% vastanneista"),
        ("sv", f"94{NBSP}% av de svarande"),
        ("en", "94% of respondents"),
    ],
)
def test_a_question_tells_the_part_of_respondents_who_answered_it(language: str, part: str) -> None:
    rows = [
        Distribution("a", "A", State.OK, 30, shares=LIKERT, top2=67),
        Distribution("h", "H", State.HIDDEN),
    ]
    survey = replace(SURVEY, responses=32)
    chart = survey_answers.answers(rows, Scale.LIKERT5, survey, view(language), area="Nokia")
    assert [category.name for category in chart.categories] == [
        f"A (n{NBSP}={NBSP}30, {part})",
        "H",
    ]


def test_answers_to_questions_taken_together_are_no_part_of_respondents() -> None:
    pool = Distribution("a", "A", State.OK, 14, shares=LIKERT, top2=67, is_pool=True)
    chart = survey_answers.answers([pool], Scale.LIKERT5, replace(SURVEY, responses=7), view(), area="Nokia")
    assert chart.categories[0].name == f"A (n{NBSP}={NBSP}14)"


@pytest.mark.parametrize(
    ("means", "note"),
    [
        ([True, True], "Few answers: how they are spread is hidden; the mean is shown beside."),
        (
            [True, False],
            (
                "Few answers: how they are spread is hidden; the mean is shown beside of questions that are "
                "compared."
            ),
        ),
        ([False, False], "Few answers: how they are spread is hidden."),
    ],
)
def test_a_mean_is_said_to_be_beside_only_where_it_is(means: list[bool], note: str) -> None:
    few = [Distribution(str(i), "A", State.HIDDEN, 7, few=True, has_mean=has) for i, has in enumerate(means)]
    chart = survey_answers.answers(few, Scale.LIKERT5, SURVEY, view(), area="Nokia")
    assert chart.notes[1:] == (note,)


def test_ends_of_five_point_answers_name_all_that_share_them() -> None:
    tops = {"A": 90, "B": 90, "C": 40}
    rows = [Distribution(name, name, State.OK, 30, shares=LIKERT, top2=top) for name, top in tops.items()]
    chart = survey_answers.answers(rows, Scale.LIKERT5, SURVEY, view(), area="Nokia")
    assert chart.sentence == "Answers 4–5: highest “A” and “B” 90%. Lowest “C” 40%."
    alike = survey_answers.answers(rows[:2], Scale.LIKERT5, SURVEY, view(), area="Nokia")
    assert alike.sentence == "Answers 4–5: highest “A” and “B” 90%."


def test_the_finding_of_five_point_answers_counts_halves() -> None:
    rows = [
        Distribution("a", "A", State.OK, 30, shares=LIKERT, top2=50),
        Distribution("b", "B", State.OK, 31, shares=LIKERT, top2=49),
    ]
    chart = survey_answers.answers(rows, Scale.LIKERT5, SURVEY, view(), area="Nokia")
    assert chart.title == "Nokia: at least half agree in 1 question of 2"
    assert chart.sentence == "Answers 4–5: highest “A” 50%. Lowest “B” 49%."


def test_answers_without_numbers_say_so() -> None:
    few = [Distribution("a", "A", State.HIDDEN), Distribution("b", "B", State.UNKNOWN)]
    chart = survey_answers.answers(few, Scale.LIKERT5, SURVEY, view(), area="Nokia")
    assert chart.title == "Nokia: too few answers to show their spread"
    assert chart.sentence == "There is no number to show. Hidden (•): 1. Not known (..): 1."
    none = [Distribution("a", "A", State.UNKNOWN)]
    assert (
        survey_answers.answers(none, Scale.YES_NO, SURVEY, view(), area="Nokia").title == "Nokia: no answers"
    )


def test_other_scales_are_bars_of_parts() -> None:
    yes = Distribution("a", "A", State.OK, 30, shares={"yes": 40, "no": 60})
    chart = survey_answers.answers([yes], Scale.YES_NO, SURVEY, view(), area="Nokia")
    assert chart.kind is Kind.STACKED
    assert chart.title == "Nokia: “A” yes 40%"
    assert chart.sentence == "A: Yes 40%, No 60%."
    ten = {"detractors": 21, "passives": 30, "promoters": 50}
    nps = Distribution("r", "R", State.OK, 30, shares=ten, nps=29)
    chart = survey_answers.answers([nps], Scale.NPS10, SURVEY, view(), area="Nokia")
    assert [series.key for series in chart.series] == ["promoters", "passives", "detractors"]
    assert [series.values[0].value for series in chart.series] == [50, 30, 21]
    assert chart.title == "Nokia: “R” 9–10 50%, 0–6 21%"
    assert chart.categories[0].name == f"R (n{NBSP}={NBSP}30, NPS +29)"
    assert any("99 or 101%" in note for note in chart.notes)
    assert any(note.startswith("NPS: ") for note in chart.notes)


def test_colours_of_five_parts_are_two_hues_and_grey_with_readable_text() -> None:
    colours = theme.DIVERGING[5]
    red, green, blue = (int(colours[2][i : i + 2], 16) for i in (1, 3, 5))
    assert red == green == blue
    assert len(set(colours)) == 5
    for colour in colours:
        assert theme.contrast(theme.text_on(colour), colour) >= 4.5


def test_themes_are_told_by_the_largest_and_hidden_ones_take_no_part() -> None:
    found = [Theme("space", State.OK, 20), Theme("hours", State.OK, 20), Theme("noise", State.HIDDEN)]
    chart = survey_answers.themes(ThemeKind.WISH, found, SURVEY, view(), area="Nokia")
    assert chart.title == "Wishes: most often “space” and “hours” (20)"
    assert chart.sentence == "Nokia: space 20, hours 20. Hidden (•): 1."
    assert [value.value for value in chart.series[0].values] == [20, 20, None]
    assert figure(chart).data


@pytest.mark.parametrize(
    ("found", "title"),
    [
        ([Theme("a", State.OK, 20), Theme("b", State.OK, 15, True)], "Harms: often “a” (20)"),
        ([Theme("a", State.OK, 20, True), Theme("b", State.OK, 15)], "Harms: most often “a” (at least 20)"),
        # Thirty places with `<5` each may be more than the ten.
        ([Theme("a", State.OK, 10), Theme("b", State.HIDDEN, None, True)], "Harms: often “a” (10)"),
        ([Theme("a", State.OK, 10), Theme("b", State.UNKNOWN, None, True)], "Harms: often “a” (10)"),
        ([Theme("a", State.OK, 10), Theme("b", State.HIDDEN)], "Harms: most often “a” (10)"),
        ([Theme("a", State.HIDDEN)], "Harms: no theme can be shown"),
        ([Theme("a", State.OK, 0)], "Harms: none coded"),
        ([Theme("a", State.UNKNOWN)], "Harms: not known"),
    ],
)
def test_what_themes_leave_open_is_not_told(found: list[Theme], title: str) -> None:
    chart = survey_answers.themes(ThemeKind.HARM, found, SURVEY, view(), area="Nokia")
    assert chart.title == title
    assert chart.sentence.endswith(".")
