"""Answers of a survey side by side: questions × areas or instruments, and what tells them apart.

Titles and sentences are made from what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.survey_words import MOST_NAMED, Answer, against, marked_few, named
from kpdata.charts.table import interval
from kpdata.charts.values import View, missing
from kpdata.domain import Period, State
from kpdata.i18n import texts

# An area or an instrument with its answers by the key of the question.
Column = tuple[Category, Mapping[str, Answer]]


def side_by_side(
    questions: Sequence[Category],
    columns: Sequence[Column],
    view: View,
    *,
    measure: str,
    unit: str,
    title: str,
    subtitle: str,
    heading: str,
    notes: Sequence[str],
    period: Period | None,
    slug: str,
) -> Chart:
    """Questions × areas (or instruments), coloured by the value; each cell tells n, interval and mark.

    columns: areas or instruments, each with its answers by the key of the question.
    """
    language = view.language
    # A question that is not asked is neither hidden nor unknown.
    nothing = Value(State.OK, formats.EN_DASH)
    cells = [
        _in_cell(answers[question.key], unit, language) if question.key in answers else nothing
        for _, answers in columns
        for question in questions
    ]
    cells, classes = classed(cells, unit, language)
    size = len(questions)
    series = tuple(
        Series(
            category.key,
            category.name,
            tuple(cells[i * size : (i + 1) * size]),
            "",
            own=category.own,
        )
        for i, (category, _) in enumerate(columns)
    )
    chart = Chart(
        kind=Kind.HEAT,
        language=language,
        title=title,
        subtitle=subtitle,
        categories=tuple(questions),
        series=series,
        measure=measure,
        unit=unit,
        heading=heading,
        classes=classes,
        notes=tuple(notes),
        source=view.source,
        as_of=view.as_of,
        period=period,
        sample=view.sample,
        slug=slug,
    )
    return replace(chart, sentence=_of_columns(chart))


def _in_cell(answer: Answer, unit: str, language: str) -> Value:
    """A value in a cell of a table of many: n and the interval are told beside it."""
    t = texts(language)
    value = marked_few(answer.value, answer.few, language)
    if not value.is_known:
        return value
    between = interval(value, unit, language)
    told = [
        t("n = {n}", n=formats.number(value.n, 0, language)) if value.n is not None else "",
        t("95% interval {interval}", interval=between) if between else "",
        value.note,
    ]
    return replace(value, note=", ".join(part for part in told if part))


def _of_columns(chart: Chart) -> str:
    """By column: the highest and the lowest question, of what is shown; how much is hidden or not known."""
    t = texts(chart.language)
    parts = []
    for series in chart.series[:MOST_NAMED]:
        known = [
            (category.name, value)
            for category, value in zip(chart.categories, series.values, strict=True)
            if value.value is not None
        ]
        if not known:
            states = {value.state for value in series.values}
            word = missing(State.HIDDEN if State.HIDDEN in states else State.UNKNOWN, chart.language).word
            parts.append(f"{series.name}: {word}.")
            continue
        high = max(known, key=lambda pair: pair[1].value or 0.0)[1].shown
        low = min(known, key=lambda pair: pair[1].value or 0.0)[1].shown
        highest = named([name for name, value in known if value.shown == high], chart.language, "")
        if high == low:
            parts.append(f"{series.name}: {highest} {high}.")
            continue
        parts.append(
            t(
                "{name}: highest {high} {high_value}, lowest {low} {low_value}.",
                name=series.name,
                high=highest,
                high_value=high,
                low=named([name for name, value in known if value.shown == low], chart.language, ""),
                low_value=low,
            )
        )
    hidden = sum(value.state is State.HIDDEN for value in chart.values)
    unknown = sum(value.state is State.UNKNOWN for value in chart.values)
    if hidden:
        parts.append(t("Hidden (•): {n}.", n=hidden))
    if unknown:
        parts.append(t("Not known (..): {n}.", n=unknown))
    return " ".join(parts)


def by_value(questions: Sequence[Category], answers: Mapping[str, Answer]) -> tuple[Category, ...]:
    """Questions from the highest shown value of a column down; those without one last, by name."""
    values = {key: answer.value.value for key, answer in answers.items()}
    return tuple(
        sorted(
            questions,
            key=lambda q: (values.get(q.key) is None, -(values.get(q.key) or 0.0), q.name),
        )
    )


def has_gaps(questions: Sequence[Category], columns: Sequence[Column]) -> bool:
    """Whether any column lacks any of the questions."""
    return any(question.key not in answers for _, answers in columns for question in questions)


def turned(chart: Chart, heading: str) -> Chart:
    """The same cells with rows and columns exchanged: many areas read better as rows."""
    rows = tuple(Category(series.key, series.name, own=series.own) for series in chart.series)
    columns = tuple(
        Series(category.key, category.name, tuple(series.values[i] for series in chart.series))
        for i, category in enumerate(chart.categories)
    )
    return replace(chart, categories=rows, series=columns, heading=heading)


def compared_title(areas: Sequence[tuple[str, Sequence[Value]]], benchmark: str, language: str) -> str:
    """By area, in how many questions it is better and worse than the benchmark; empty without marks."""
    told = [(name, against(values, benchmark, language)) for name, values in areas[:MOST_NAMED]]
    return "; ".join(f"{name}: {text}" for name, text in told if text)


def widest(questions: Sequence[Category], columns: Sequence[Column], language: str) -> str:
    """The question whose shown values lie furthest apart, or all that do; empty where none differ."""
    t = texts(language)
    furthest, found = 0.0, list[tuple[str, list[tuple[str, Value]]]]()
    for question in questions:
        known = [
            (category.name, answers[question.key].value)
            for category, answers in columns
            if question.key in answers and answers[question.key].value.value is not None
        ]
        values = [value.value or 0.0 for _, value in known]
        # Shown means have one decimal: 4.3 − 4.1 and 3.2 − 3.0 are as far apart.
        apart = round(max(values) - min(values), 6) if values else 0.0
        if apart > furthest:
            furthest, found = apart, []
        if apart and apart == furthest:
            found.append((question.name, known))
    if not found:
        return ""
    if len(found) > 1:
        return t(
            "Furthest apart, equally: {questions}", questions=named([name for name, _ in found], language)
        )
    name, known = found[0]
    high = max(known, key=lambda pair: pair[1].value or 0.0)[1]
    low = min(known, key=lambda pair: pair[1].value or 0.0)[1]
    return t(
        "Furthest apart: “{question}”, {high} ({high_value}) and {low} ({low_value})",
        question=name,
        high=_columns([column for column, value in known if value.value == high.value], language),
        high_value=high.shown,
        low=_columns([column for column, value in known if value.value == low.value], language),
        low_value=low.shown,
    )


def _columns(names: Sequence[str], language: str) -> str:
    """Areas or instruments that share a value; how many, when they are many."""
    if len(names) > MOST_NAMED:
        return texts(language)("{n} of them", n=len(names))
    return formats.listing(list(names), language)


def higher_of_two(questions: Sequence[Category], columns: Sequence[Column], area: str, language: str) -> str:
    """In how many questions the first of two columns is higher than the second, by the shown values."""
    t = texts(language)
    (first, own), (second, other) = columns
    pairs = [
        (own[q.key].value.value, other[q.key].value.value)
        for q in questions
        if q.key in own and q.key in other
    ]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not known:
        return t("{area}: the evaluations have no numbers to show side by side", area=area)
    return t(
        "{area}: “{first}” is higher than “{second}” in {higher} and lower in {lower} of {n} questions",
        area=area,
        first=first.name,
        second=second.name,
        higher=sum(a > b for a, b in known),
        lower=sum(a < b for a, b in known),
        n=len(known),
    )
