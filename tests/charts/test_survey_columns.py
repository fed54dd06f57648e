"""Areas and instruments side by side tell what is shown, what is hidden and what is not asked."""

from __future__ import annotations

from dataclasses import replace

from kpdata.charts import survey_columns
from kpdata.charts.chart import Category, Chart, Mark
from kpdata.charts.plotly import figure
from kpdata.charts.survey_columns import Column
from kpdata.charts.survey_words import Answer
from kpdata.charts.table import table_of
from kpdata.export.csv import csv_bytes
from tests.charts.shown_answers import ANSWERS, AUTUMN, hidden, share, view


def columns(language: str = "en") -> list[Column]:
    own = {answer.id: answer for answer in ANSWERS}
    other = {"hours": Answer("hours", "The hours suit", share(64, 12))}
    return [
        (Category("county:08", "Pirkanmaa", own=True), own),
        (Category("county:06", "Satakunta", own=True), other),
    ]


QUESTIONS = tuple(Category(answer.id, answer.text) for answer in ANSWERS)


def side_by_side() -> Chart:
    return survey_columns.side_by_side(
        survey_columns.by_value(QUESTIONS, columns()[0][1]),
        columns(),
        view(),
        measure="Answers 4–5",
        unit="%",
        title="title",
        subtitle="subtitle",
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
    assert survey_columns.has_gaps(QUESTIONS, columns())
    assert not survey_columns.has_gaps(QUESTIONS, columns()[:1])
    assert chart.sentence.startswith("Pirkanmaa: highest I felt welcome 87%, lowest The hours suit 42%.")
    assert chart.sentence.endswith("Hidden (•): 1.")
    assert "hidden" in csv_bytes(chart).decode()
    assert figure(chart).data


def test_many_areas_become_rows_with_the_same_cells() -> None:
    chart = side_by_side()
    turned = survey_columns.turned(chart, "County")
    assert [row.name for row in turned.categories] == ["Pirkanmaa", "Satakunta"]
    assert turned.heading == "County"
    for i, series in enumerate(chart.series):
        assert tuple(column.values[i] for column in turned.series) == series.values


def test_a_column_names_every_question_at_its_ends_or_counts_them() -> None:
    values = {"a": 90, "b": 90, "c": 40, "d": 40, "e": 40, "f": 40}
    asked = [Category(key, key.upper()) for key in values]
    answers = {key: Answer(key, key.upper(), share(number)) for key, number in values.items()}
    chart = survey_columns.side_by_side(
        asked,
        [(Category("county:08", "Pirkanmaa"), answers)],
        view(),
        measure="Answers 4–5",
        unit="%",
        title="title",
        subtitle="subtitle",
        heading="Question",
        notes=(),
        period=AUTUMN.period,
        slug="x",
    )
    assert chart.sentence == "Pirkanmaa: highest A and B 90%, lowest 4 questions 40%."


def replaced(column: Column, name: str) -> Column:
    return replace(column[0], key=name, name=name), column[1]


def test_titles_of_columns_tell_what_lies_furthest_apart_and_who_is_higher() -> None:
    assert survey_columns.widest(QUESTIONS, columns(), "en") == (
        "Furthest apart: “The hours suit”, Satakunta (64%) and Pirkanmaa (42%)"
    )
    assert survey_columns.widest(QUESTIONS, columns()[:1], "en") == ""
    values = {"Akaa": (4.3, 3.2), "Lempäälä": (4.1, 3.0), "Nokia": (4.1, 3.1)}
    towns: list[Column] = [
        (Category(name, name), {key: Answer(key, key, share(v)) for key, v in zip("ab", of, strict=True)})
        for name, of in values.items()
    ]
    asked = [Category("a", "A"), Category("b", "B")]
    assert survey_columns.widest(asked, towns, "en") == "Furthest apart, equally: “A” and “B”"
    assert survey_columns.widest(asked[:1], towns, "en") == (
        "Furthest apart: “A”, Akaa (4%) and Lempäälä and Nokia (4%)"
    )
    many = [towns[0], *(replaced(towns[1], f"x{i}") for i in range(4))]
    assert "and 4 of them (4%)" in survey_columns.widest(asked[:1], many, "en")
    assert survey_columns.higher_of_two(QUESTIONS, columns(), "Finland", "en") == (
        "Finland: “Pirkanmaa” is higher than “Satakunta” in 0 and lower in 1 of 1 questions"
    )
    nothing: Column = (Category("x", "X"), {"hours": Answer("hours", "", hidden())})
    assert survey_columns.higher_of_two(QUESTIONS, [columns()[0], nothing], "Finland", "en") == (
        "Finland: the evaluations have no numbers to show side by side"
    )
    marks = [("Pirkanmaa", [share(1, mark=Mark.BETTER)]), ("Satakunta", [share(1)])]
    assert survey_columns.compared_title(marks, "Whole country", "en") == (
        "Pirkanmaa: against “Whole country” better in 1 and worse in 0 of 1 questions"
    )
