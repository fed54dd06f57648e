"""Every card of every page as a file, read back: the same numbers as on the page, and the words beside them.

New pages and cards are covered as soon as they are registered.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

import docx
import openpyxl
import pytest
from pptx import Presentation

from kpdata import views
from kpdata.charts import formats
from kpdata.charts.chart import Chart, Kind, Value
from kpdata.domain import State
from kpdata.export.csv import safe_text
from kpdata.export.document import Document, Item
from kpdata.export.files import rendered
from kpdata.views.cards import KeyFigures
from kpdata.views.data import Source
from kpdata.views.exported import View, document_of, view_of

LANGUAGES = ("fi", "sv", "en")
MARKS = {"fi": "Esimerkkiaineisto", "sv": "Exempeldata", "en": "Sample data"}
HIDDEN = {"fi": "peitetty", "sv": "dold", "en": "hidden"}
DRAWN = {Kind.BARS, Kind.STACKED, Kind.DIVERGING, Kind.LINES, Kind.SCATTER}
# Of a page with several views each, of the others the page of a county.
LINKS = [
    *(f"{slug}?area=county:08" for slug in views.PAGES if slug != "vertailu"),
    *(
        f"vertailu?area=municipality:837&area=municipality:536&level=municipality&view={view}"
        for view in ("table", "profile", "heat", "ranked", "trend", "scatter")
    ),
    "alueprofiili?area=place:kp0002",
]
CASES = [(link, LANGUAGES[place % 3]) for place, link in enumerate(LINKS)]
IDS = [f"{link.partition('&view=')[2] or link}-{language}" for link, language in CASES]


@lru_cache(maxsize=2)
def view(source: Source, link: str, language: str) -> View:
    return view_of(source, link, "fi", language=language, dashboard="https://kp.example")


def charts(source: Source, link: str, language: str) -> list[Chart]:
    """Every chart of the page that has something to show."""
    parts = view(source, link, language).cards.parts.values()
    return [part.chart for part in parts if not isinstance(part, KeyFigures) and not part.chart.is_empty]


def alone(chart: Chart) -> Document:
    return Document(chart.title, chart.language, (Item(chart=chart, link="https://kp.example/x"),))


def number(value: Value) -> float | None:
    """The number as it is shown: rounded half up, as people do."""
    if value.value is None:
        return None
    step = Decimal(1).scaleb(-value.decimals)
    return float(Decimal(repr(value.value)).quantize(step, ROUND_HALF_UP))


def agrees(value: Value, text: str) -> bool:
    """Whether a text shows a value: its number, else its state in words or by its sign."""
    if value.is_known or not value.word:
        return value.shown in text
    return value.word in text or value.shown in text


def stands_for(chart: Chart, value: Value, text: str) -> bool:
    """Whether a cell shows a value in words or, of a wide matrix, by the sign of its class."""
    sign = ""
    if chart.kind is Kind.MATRIX and value.group is not None:
        sign = f"{chart.classes[value.group - 1].symbol} {value.beside}".strip()
    return text == sign or agrees(value, text)


def names(chart: Chart) -> list[str]:
    """The names of the rows as files write them, with the unit."""
    return [formats.with_unit(category.name, category.unit) for category in chart.categories]


@pytest.mark.parametrize(("link", "language"), CASES, ids=IDS)
def test_a_workbook_holds_the_numbers_of_the_page(source: Source, link: str, language: str) -> None:
    for chart in charts(source, link, language):
        sheet = openpyxl.load_workbook(io.BytesIO(rendered(alone(chart), "xlsx"))).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        head = next(y for y, row in enumerate(rows) if row[1] is not None)
        found = Counter(
            (str(row[0]), tuple(row[1 : 1 + len(chart.series)])) for row in rows[head + 1 :] if row[0]
        )
        expected: Counter[tuple[str, tuple[object, ...]]] = Counter()
        for place, name in enumerate(names(chart)):
            told = tuple(in_sheet(chart, series.values[place]) for series in chart.series)
            expected[safe_text(name), told] += 1
        assert found == expected, (chart.title, found - expected, expected - found)


def in_sheet(chart: Chart, value: Value) -> object:
    if value.value is not None:
        return number(value)
    if chart.kind in {Kind.LINES, Kind.SCATTER} and value.state is not State.OK:
        return None  # a text would be drawn as zero
    return safe_text(value.shown if value.state is State.RANGE else value.word or value.shown)


@pytest.mark.parametrize(("link", "language"), CASES, ids=IDS)
def test_a_word_file_holds_the_numbers_of_the_page(source: Source, link: str, language: str) -> None:
    for chart in charts(source, link, language):
        word = docx.Document(io.BytesIO(rendered(alone(chart), "docx")))
        tables = [table for table in word.tables if len(table.rows) > len(chart.categories)]
        assert len(tables) == 1, chart.title
        rows = [[cell.text for cell in row.cells] for row in tables[0].rows][1:]
        assert [row[0] for row in rows] == names(chart)
        for place, row in enumerate(rows):
            for series, text in zip(chart.series, row[1:], strict=False):
                assert stands_for(chart, series.values[place], text), (chart.title, row, series.name)
        text = "\n".join(paragraph.text for paragraph in word.paragraphs)
        assert chart.title in text
        if chart.sample:
            assert MARKS[language] in text
        assert all(note in text for note in chart.notes)


@pytest.mark.parametrize(("link", "language"), CASES, ids=IDS)
def test_slides_hold_the_numbers_of_the_page(source: Source, link: str, language: str) -> None:
    for chart in charts(source, link, language):
        slides = list(Presentation(io.BytesIO(rendered(alone(chart), "pptx"))).slides)
        if chart.kind in DRAWN:
            check_native(chart, slides)
        elif chart.kind in {Kind.TILES, Kind.MAP, Kind.POINTS, Kind.SPINE}:
            check_shapes(chart, slides)
        else:
            check_tables(chart, slides)
        for slide in slides:
            check_words(chart, slide)


def check_native(chart: Chart, slides: list[Any]) -> None:
    plots = [shape.chart.plots[0] for slide in slides for shape in slide.shapes if shape.has_chart]
    if chart.kind is Kind.SCATTER:
        found = Counter(
            pair
            for plot in plots
            for series in plot.series
            for pair in zip(series.iter_values(), x_values(series), strict=True)
        )
        across, up = chart.series
        pairs = zip(map(number, across.values), map(number, up.values), strict=True)
        assert found == Counter((y, x) for x, y in pairs if None not in (x, y))
        return
    for place, series in enumerate(chart.series):
        if chart.kind is Kind.BARS:
            skipped = len(chart.benchmarks)
            values = [v for plot in plots for v in list(plot.series[0].values)[skipped:]]
        else:
            named = [s for plot in plots for s in plot.series if s.name == series.name]
            same = [other.name for other in chart.series[:place]].count(series.name)
            values = [v for s in named[same :: chart_count(chart, series.name)] for v in s.values]
        assert values == [number(value) for value in series.values], (chart.title, series.name)


def chart_count(chart: Chart, name: str) -> int:
    """How many series bear a name."""
    return [series.name for series in chart.series].count(name)


def x_values(series: Any) -> list[float]:
    values = series._element.find("{*}xVal").iter("{*}v")
    return [float(value.text) for value in values]


def shape_names(slides: list[Any]) -> Counter[str]:
    groups = [shape for slide in slides for shape in slide.shapes if hasattr(shape, "shapes")]
    return Counter(shape.name for group in groups for shape in group.shapes)


def check_shapes(chart: Chart, slides: list[Any]) -> None:
    found = shape_names(slides)
    if chart.kind is Kind.SPINE:
        expected = [
            f"{category.name}, {series.name}: {value.text}"
            for series in chart.series
            for category, value in zip(chart.categories, series.values, strict=True)
            if value.value is not None
        ]
        assert expected
    elif chart.layers is not None and not chart.layers.is_filled:
        expected = [point.name for one in chart.layers.points for point in one.points]
    else:
        expected = [
            f"{category.name}: {value.text}"
            for category, value in zip(chart.categories, chart.series[0].values, strict=True)
            if category.x is not None
        ]
    for name, count in Counter(expected).items():
        assert found[name] >= count, (chart.title, name)


def check_tables(chart: Chart, slides: list[Any]) -> None:
    tables = [shape.table for slide in slides for shape in slide.shapes if getattr(shape, "has_table", False)]
    found: dict[str, list[str]] = {}
    written = 0
    for table in tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        for row in rows[1:]:
            for heading, text in zip(rows[0][1:], row[1:], strict=True):
                found.setdefault(f"{row[0]}|{heading}", []).append(text)
                written += 1
    assert written >= len(chart.values)
    for series in chart.series:
        heading = formats.with_unit(series.name, series.unit)
        for name, value in zip(names(chart), series.values, strict=True):
            texts = found[f"{name}|{heading}"]
            if chart.kind is Kind.MATRIX and value.group is not None:
                symbol = chart.classes[value.group - 1].symbol or value.shown
                assert any(symbol in text for text in texts), (chart.title, name, texts)
            else:
                told = any(agrees(value, text) or value.in_cell == text for text in texts)
                assert told, (chart.title, name, heading, value, texts)


def check_words(chart: Chart, slide: Any) -> None:
    """Finding, source, day, mark of sample data, alt text and notes of a slide."""
    assert chart.title in slide.shapes.title.text_frame.text
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    told, notes = "\n".join(texts), slide.notes_slide.notes_text_frame.text
    for text in (told, notes):
        assert chart.source in text
        if chart.sample:
            assert MARKS[chart.language] in text
    assert "https://kp.example/x" in notes
    assert chart.definition in notes
    assert all(note in told for note in chart.notes)
    for shape in slide.shapes:
        if not shape.has_text_frame:
            assert shape._element._nvXxPr.cNvPr.get("descr"), (chart.title, shape.name)


@pytest.mark.parametrize("slug", ["yleiskuva", "kyselyt"])
def test_a_page_as_a_whole_is_one_file_of_each_kind(source: Source, slug: str) -> None:
    shown = view(source, f"{slug}?area=county:08", "sv")
    document = document_of(shown)
    slides = Presentation(io.BytesIO(rendered(document, "pptx"))).slides
    titles = [re.sub(r" \(\d+/\d+\)$", "", slide.shapes.title.text_frame.text) for slide in slides]
    assert set(titles) >= {item.title for item in document.items if item.title}
    sheets = openpyxl.load_workbook(io.BytesIO(rendered(document, "xlsx"))).worksheets
    assert len(sheets) == len(document.items) + 1
    headings = [p.text for p in docx.Document(io.BytesIO(rendered(document, "docx"))).paragraphs]
    assert set(headings) >= {item.title for item in document.items if item.title}
