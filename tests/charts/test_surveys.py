"""Figures of surveys say what is shown, in three languages; what is hidden takes no part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpdata.charts import build, survey_answers, surveys, theme
from kpdata.charts.chart import Category, Chart, Kind, Mark, Value
from kpdata.charts.plotly import figure
from kpdata.charts.survey_answers import Spread, Theme
from kpdata.charts.surveys import Answer, Asked, Difference
from kpdata.charts.table import table_of
from kpdata.charts.values import View, missing
from kpdata.domain import AreaKey, HalfYear, Scale, State, ThemeKind
from kpdata.export.csv import csv_bytes
from kpdata.i18n import LANGUAGES
from tests.charts.frames import FakeMeasure, a_frame, a_row

NBSP = "\u00a0"
SPRING, AUTUMN = HalfYear(2026, 1), HalfYear(2026, 2)
ASKED = Asked("visitor survey", AUTUMN, Value(State.OK, "34%", 34.0), "Whole country")


def view(language: str = "en") -> View:
    return View(language, date(2026, 11, 15), AUTUMN.period, source="surveys")


def share(number: float, n: int = 40, mark: Mark | None = None) -> Value:
    return Value(State.OK, f"{number:.0f}%", number, lower=number - 8, upper=number + 8, n=n, mark=mark)


def hidden(language: str = "en") -> Value:
    return missing(State.HIDDEN, language)


ANSWERS = [
    Answer("hours", "The hours suit", share(42, 38, Mark.WORSE)),
    Answer("welcome", "I felt welcome", share(87, 41, Mark.BETTER)),
    Answer("peers", "I got support", hidden()),
    Answer("wellbeing", "It does good", share(71, 40, Mark.SIMILAR)),
]


@pytest.mark.parametrize(
    ("language", "spring", "autumn"),
    [
        ("fi", "kevät 2026", "syksy 2026"),
        ("sv", "våren 2026", "hösten 2026"),
        ("en", "spring 2026", "autumn 2026"),
    ],
)
def test_waves_are_called_by_their_season(language: str, spring: str, autumn: str) -> None:
    assert (surveys.season(SPRING, language), surveys.season(AUTUMN, language)) == (spring, autumn)


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
    assert surveys.headline("Pirkanmaa", ANSWERS, ASKED, language) == expected


def test_the_headline_leaves_out_that_nothing_differs() -> None:
    alike = [replace(answer, value=share(60, 40, Mark.SIMILAR)) for answer in ANSWERS]
    assert "Whole country" not in surveys.headline("Pirkanmaa", alike, ASKED, "en")


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
    assert surveys.headline("Nokia", answers, ASKED, "en") == f"Nokia: {end}, visitor survey autumn 2026"


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
    asked = replace(ASKED, responses=count)
    unanswered = [Answer("a", "A", missing(State.UNKNOWN, "en"))]
    for answers in ([], unanswered):
        assert surveys.headline("Nokia", answers, asked, "en") == (
            f"Nokia: {told}, visitor survey autumn 2026"
        )


def test_no_difference_is_said_only_when_something_was_compared() -> None:
    assert surveys.against([share(5, mark=Mark.SIMILAR)], "Whole country", "en") == (
        "no difference from “Whole country” is shown"
    )
    assert surveys.against([share(5)], "Whole country", "en") == ""
    assert surveys.against([share(5, mark=Mark.BETTER)], "", "en") == ""


def test_bars_stand_by_value_with_interval_mark_and_hidden_last() -> None:
    chart = surveys.agreement(ANSWERS, ASKED, view(), is_share=True)
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
    chart = surveys.agreement([Answer("a", "A", mean, few=True)], ASKED, view(), is_share=False)
    value = chart.series[0].values[0]
    assert (value.shown, value.note, value.lower) == ("3.9*", "few answers", None)
    assert any(note.startswith("* Few answers") for note in chart.notes)
    assert surveys.marked_few(hidden(), True, "en") == hidden()


def columns(language: str = "en") -> list[surveys.Column]:
    own = {answer.id: answer for answer in ANSWERS}
    other = {"hours": Answer("hours", "The hours suit", share(64, 12))}
    return [
        (Category("county:08", "Pirkanmaa", own=True), own),
        (Category("county:06", "Satakunta", own=True), other),
    ]


QUESTIONS = tuple(Category(answer.id, answer.text) for answer in ANSWERS)


def side_by_side() -> Chart:
    return surveys.side_by_side(
        surveys.by_value(QUESTIONS, columns()[0][1]),
        columns(),
        view(),
        measure="Answers 4–5",
        unit="%",
        title="title",
        subtitle_="subtitle",
        heading="Question",
        notes=(),
        period=AUTUMN.period,
        slug="x",
    )


def test_areas_side_by_side_tell_n_interval_mark_hidden_and_not_asked() -> None:
    chart = side_by_side()
    assert [category.key for category in chart.categories] == ["welcome", "wellbeing", "hours", "peers"]
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table_of(chart).rows}
    assert rows["I felt welcome"] == [
        "87% · n = 41, 95% interval 79–95% ▲ better than the benchmark",
        "–",
    ]
    assert rows["I got support"] == ["• hidden", "–"]
    assert rows["The hours suit"][1] == "64% · n = 12, 95% interval 56–72%"
    assert surveys.has_gaps(QUESTIONS, columns())
    assert not surveys.has_gaps(QUESTIONS, columns()[:1])
    assert chart.sentence.startswith("Pirkanmaa: highest I felt welcome 87%, lowest The hours suit 42%.")
    assert chart.sentence.endswith("Hidden (•): 1.")
    assert "hidden" in csv_bytes(chart).decode()
    assert figure(chart).data


def test_many_areas_become_rows_with_the_same_cells() -> None:
    chart = side_by_side()
    turned = surveys.turned(chart, "County")
    assert [row.name for row in turned.categories] == ["Pirkanmaa", "Satakunta"]
    assert turned.heading == "County"
    for i, series in enumerate(chart.series):
        assert tuple(column.values[i] for column in turned.series) == series.values


def test_a_column_names_every_question_at_its_ends_or_counts_them() -> None:
    values = {"a": 90, "b": 90, "c": 40, "d": 40, "e": 40, "f": 40}
    asked = [Category(key, key.upper()) for key in values]
    answers = {key: Answer(key, key.upper(), share(number)) for key, number in values.items()}
    chart = surveys.side_by_side(
        asked,
        [(Category("county:08", "Pirkanmaa"), answers)],
        view(),
        measure="Answers 4–5",
        unit="%",
        title="title",
        subtitle_="subtitle",
        heading="Question",
        notes=(),
        period=AUTUMN.period,
        slug="x",
    )
    assert chart.sentence == "Pirkanmaa: highest A and B 90%, lowest 4 questions 40%."


def replaced(column: surveys.Column, name: str) -> surveys.Column:
    return replace(column[0], key=name, name=name), column[1]


def test_titles_of_columns_tell_what_lies_furthest_apart_and_who_is_higher() -> None:
    assert surveys.widest(QUESTIONS, columns(), "en") == (
        "Furthest apart: “The hours suit”, Satakunta (64%) and Pirkanmaa (42%)"
    )
    assert surveys.widest(QUESTIONS, columns()[:1], "en") == ""
    values = {"Akaa": (4.3, 3.2), "Lempäälä": (4.1, 3.0), "Nokia": (4.1, 3.1)}
    towns: list[surveys.Column] = [
        (Category(name, name), {key: Answer(key, key, share(v)) for key, v in zip("ab", of, strict=True)})
        for name, of in values.items()
    ]
    asked = [Category("a", "A"), Category("b", "B")]
    assert surveys.widest(asked, towns, "en") == "Furthest apart, equally: “A” and “B”"
    assert surveys.widest(asked[:1], towns, "en") == (
        "Furthest apart: “A”, Akaa (4%) and Lempäälä and Nokia (4%)"
    )
    many = [towns[0], *(replaced(towns[1], f"x{i}") for i in range(4))]
    assert "and 4 of them (4%)" in surveys.widest(asked[:1], many, "en")
    assert surveys.higher_of_two(QUESTIONS, columns(), "Finland", "en") == (
        "Finland: “Pirkanmaa” is higher than “Satakunta” in 0 and lower in 1 of 1 questions"
    )
    nothing: surveys.Column = (Category("x", "X"), {"hours": Answer("hours", "", hidden())})
    assert surveys.higher_of_two(QUESTIONS, [columns()[0], nothing], "Finland", "en") == (
        "Finland: the evaluations have no numbers to show side by side"
    )
    marks = [("Pirkanmaa", [share(1, mark=Mark.BETTER)]), ("Satakunta", [share(1)])]
    assert surveys.compared_title(marks, "Whole country", "en") == (
        "Pirkanmaa: against “Whole country” better in 1 and worse in 0 of 1 questions"
    )


def difference(points: float, differs: bool) -> Difference:
    shown = Value(State.OK, f"{points:+.0f} pp", points, lower=points - 5, upper=points + 5, n=40)
    return Difference(share(60), share(60 - points), shown, differs)


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("fi", ("ero osoitettu", "eroa ei osoitettu"), "ero osoitettu 1/2 kysymyksessä"),
        ("sv", ("skillnad påvisad", "ingen skillnad påvisad"), "skillnad påvisad i 1 fråga av 2"),
        ("en", ("difference shown", "no difference shown"), "1 question of 2 differs from autumn 2025"),
    ],
)
def test_changes_say_whether_a_difference_is_shown(language: str, words: tuple[str, str], title: str) -> None:
    untold = Difference(hidden(), share(50), missing(State.HIDDEN, language), None)
    found = [
        (Category("a", "A"), difference(3, False)),
        (Category("h", "H"), untold),
        (Category("b", "B"), difference(12, True)),
    ]
    chart = surveys.changes(found, ASKED, view(language), earlier=HalfYear(2025, 2), area="Pirkanmaa")
    assert [category.key for category in chart.categories] == ["b", "a", "h"]
    assert [value.word for value in chart.series[0].values[:2]] == list(words)
    assert chart.series[0].values[0].note == "48% → 60%"
    assert chart.series[0].values[2] == missing(State.HIDDEN, language)
    assert chart.title.startswith("Pirkanmaa: ")
    assert title in chart.title
    assert "B +12 pp" in chart.sentence
    assert [category.own for category in chart.categories] == [True, False, False]
    assert figure(chart).data


def test_changes_without_a_difference_or_without_numbers() -> None:
    same = [(Category("a", "A"), difference(1, False))]
    earlier = HalfYear(2025, 2)
    chart = surveys.changes(same, ASKED, view(), earlier=earlier, area="Nokia")
    assert chart.title == "Nokia: no difference from autumn 2025 is shown in any question"
    untold = [(Category("h", "H"), Difference(hidden(), hidden(), hidden(), None))]
    chart = surveys.changes(same + untold, ASKED, view(), earlier=earlier, area="Nokia")
    assert chart.title == (
        "Nokia: no difference from autumn 2025 is shown in the 1 question that can be told"
    )
    chart = surveys.changes(untold, ASKED, view(), earlier=earlier, area="Nokia")
    assert chart.title == "Nokia: the change from autumn 2025 cannot be told"
    assert chart.sentence.endswith("Of 1 question the change cannot be told.")


LIKERT = {"1": 3, "2": 10, "3": 20, "4": 40, "5": 27}


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_point_answers_part_in_the_middle(language: str) -> None:
    spreads = [
        Spread("a", "A", State.OK, 30, shares=LIKERT, top2=67),
        Spread("b", "B", State.OK, 31, shares={**LIKERT, "4": 12, "5": 10, "3": 65}, top2=22),
        Spread("c", "C", State.HIDDEN),
        Spread("d", "D", State.HIDDEN, 7, few=True),
    ]
    chart = survey_answers.answers(spreads, Scale.LIKERT5, ASKED, view(language), area="Nokia")
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
    spreads = [Spread("a", "A", State.OK, 30, shares=LIKERT, top2=67), Spread("h", "H", State.HIDDEN)]
    asked = replace(ASKED, responses=32)
    chart = survey_answers.answers(spreads, Scale.LIKERT5, asked, view(language), area="Nokia")
    assert [category.name for category in chart.categories] == [
        f"A (n{NBSP}={NBSP}30, {part})",
        "H",
    ]


def test_answers_to_questions_taken_together_are_no_part_of_respondents() -> None:
    pool = Spread("a", "A", State.OK, 14, shares=LIKERT, top2=67, is_pool=True)
    chart = survey_answers.answers([pool], Scale.LIKERT5, replace(ASKED, responses=7), view(), area="Nokia")
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
    few = [Spread(str(i), "A", State.HIDDEN, 7, few=True, has_mean=has) for i, has in enumerate(means)]
    chart = survey_answers.answers(few, Scale.LIKERT5, ASKED, view(), area="Nokia")
    assert chart.notes[1:] == (note,)


def test_ends_of_five_point_answers_name_all_that_share_them() -> None:
    tops = {"A": 90, "B": 90, "C": 40}
    spreads = [Spread(name, name, State.OK, 30, shares=LIKERT, top2=top) for name, top in tops.items()]
    chart = survey_answers.answers(spreads, Scale.LIKERT5, ASKED, view(), area="Nokia")
    assert chart.sentence == "Answers 4–5: highest “A” and “B” 90%. Lowest “C” 40%."
    alike = survey_answers.answers(spreads[:2], Scale.LIKERT5, ASKED, view(), area="Nokia")
    assert alike.sentence == "Answers 4–5: highest “A” and “B” 90%."


def test_the_finding_of_five_point_answers_counts_halves() -> None:
    spreads = [
        Spread("a", "A", State.OK, 30, shares=LIKERT, top2=50),
        Spread("b", "B", State.OK, 31, shares=LIKERT, top2=49),
    ]
    chart = survey_answers.answers(spreads, Scale.LIKERT5, ASKED, view(), area="Nokia")
    assert chart.title == "Nokia: at least half agree in 1 question of 2"
    assert chart.sentence == "Answers 4–5: highest “A” 50%. Lowest “B” 49%."


def test_answers_without_numbers_say_so() -> None:
    few = [Spread("a", "A", State.HIDDEN), Spread("b", "B", State.UNKNOWN)]
    chart = survey_answers.answers(few, Scale.LIKERT5, ASKED, view(), area="Nokia")
    assert chart.title == "Nokia: too few answers to show their spread"
    assert chart.sentence == "There is no number to show. Hidden (•): 1. Not known (..): 1."
    none = [Spread("a", "A", State.UNKNOWN)]
    assert (
        survey_answers.answers(none, Scale.YES_NO, ASKED, view(), area="Nokia").title == "Nokia: no answers"
    )


def test_other_scales_are_bars_of_parts() -> None:
    yes = Spread("a", "A", State.OK, 30, shares={"yes": 40, "no": 60})
    chart = survey_answers.answers([yes], Scale.YES_NO, ASKED, view(), area="Nokia")
    assert chart.kind is Kind.STACKED
    assert chart.title == "Nokia: “A” yes 40%"
    assert chart.sentence == "A: Yes 40%, No 60%."
    ten = {"detractors": 21, "passives": 30, "promoters": 50}
    nps = Spread("r", "R", State.OK, 30, shares=ten, nps=29)
    chart = survey_answers.answers([nps], Scale.NPS10, ASKED, view(), area="Nokia")
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
    chart = survey_answers.themes(ThemeKind.WISH, found, ASKED, view(), area="Nokia")
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
    chart = survey_answers.themes(ThemeKind.HARM, found, ASKED, view(), area="Nokia")
    assert chart.title == title
    assert chart.sentence.endswith(".")


def test_the_course_names_waves_and_the_trend() -> None:
    measure = FakeMeasure("top2_visitor_welcome")
    points = [HalfYear(year, 2) for year in range(2022, 2027)]
    rows = [
        a_row(area, 50.0 + i, indicator=measure.id, level=level, area_id=area, months=str(half.period))
        for level, area in (("county", "08"), ("country", "FI"))
        for i, half in enumerate(points)
    ]
    own = replace(view(), own=frozenset({"08"}))
    lines = build.trend_lines(a_frame(*rows), measure, own, benchmark_key=AreaKey.parse("country:FI"))
    trends = {"county:08": "up", "country:FI": "not_tested"}
    chart = surveys.course(lines, points, trends, ASKED, "I felt welcome", own)
    assert next(category.name for category in chart.categories) == "autumn 2022"
    assert chart.title == "“I felt welcome”: 08 50% → 54%, trend rising"
    assert "Trend: 08 – rising; Whole country – cannot be assessed." in chart.sentence
    assert chart.series[1].name == "Whole country"
    assert any(note.startswith("Autumn waves only") for note in chart.notes)
