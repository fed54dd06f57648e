"""A document as an Excel workbook: a sheet an item with real numbers, a native chart, and definitions."""

from __future__ import annotations

import io
import re
from typing import Any

import xlsxwriter

from kpdata.charts import formats, theme
from kpdata.charts.chart import Cell, Chart, Kind, Value
from kpdata.charts.table import table_of
from kpdata.domain import State
from kpdata.export.csv import safe_text
from kpdata.export.document import SAMPLE_MARK, Document, Item, sheets_of, source_line
from kpdata.i18n import Texts, texts

_CHARTS = {
    Kind.BARS: {"type": "bar"},
    Kind.STACKED: {"type": "bar", "subtype": "stacked"},
    Kind.DIVERGING: {"type": "bar", "subtype": "stacked"},
    Kind.LINES: {"type": "line"},
}
_HEAD = 5  # rows above the table: title, measure, source, note, an empty one


def xlsx_bytes(document: Document) -> bytes:
    """The workbook as a file; hidden values are the word for it, never a number."""
    stream = io.BytesIO()
    # Text stays text: no formula, link or number is guessed from it.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": document.title})
        _Book(book, document).write()
    return stream.getvalue()


class _Book:
    """A workbook being written."""

    def __init__(self, book: Any, document: Document) -> None:
        self._book = book
        self._document = document
        self._t: Texts = texts(document.language)
        self._bold = book.add_format({"bold": True})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format(
            {"bold": True, "bg_color": theme.SURFACE, "bottom": 1, "text_wrap": True}
        )
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._right = book.add_format({"align": "right"})
        self._numbers: dict[int, Any] = {}

    def write(self) -> None:
        """All sheets in order: items, decisions, definitions."""
        titles = [_sheet_title(item.title or self._t("Key figures")) for item in self._document.items]
        for name, item in zip(_unique(titles), self._document.items, strict=True):
            self._item(self._book.add_worksheet(name), name, item)
        if self._document.decisions:
            self._decisions()
        self._definitions()

    def _item(self, sheet: Any, name: str, item: Item) -> None:
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, safe_text(item.title), self._title)
        chart = item.chart
        sample = self._document.sample or bool(chart and chart.sample)
        lines = [chart.subtitle or chart.measure, source_line(chart)] if chart else []
        if sample and not (chart and chart.sample):
            lines.append(self._t(SAMPLE_MARK))
        lines.append(item.note)
        for row, line in enumerate((line for line in lines if line), start=1):
            sheet.write_string(row, 0, safe_text(line))
        if item.figures:
            self._figures(sheet, item)
        if chart:
            self._table(sheet, name, chart)

    def _figures(self, sheet: Any, item: Item) -> None:
        t = self._t
        for column, heading in enumerate(
            (t("Key figure"), t("Value"), t("Unit"), t("Change"), t("Benchmark"))
        ):
            sheet.write_string(_HEAD, column, heading, self._head)
        for row, figure in enumerate(item.figures, start=_HEAD + 1):
            sheet.write_string(row, 0, safe_text(figure.title))
            self._value(sheet, row, 1, figure.value)
            for column, text in enumerate((figure.unit, figure.change, figure.benchmark), start=2):
                sheet.write_string(row, column, safe_text(text))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 4, 18)

    def _table(self, sheet: Any, name: str, chart: Chart) -> None:
        table = table_of(chart)
        for column, heading in enumerate(table.columns):
            sheet.write_string(_HEAD, column, safe_text(heading.heading), self._head)
        for row, cells in enumerate(table.rows, start=_HEAD + 1):
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell)
        sheet.freeze_panes(_HEAD + 1, 1)
        longest = max((len(cells[0].text) for cells in table.rows), default=10)
        sheet.set_column(0, 0, min(60, max(14, longest + 2)))
        sheet.set_column(1, max(1, len(table.columns) - 1), 16)
        last = _HEAD + len(table.rows)
        if table.rows:
            sheet.autofilter(_HEAD, 0, last, len(table.columns) - 1)
            self._chart(sheet, name, chart, last, len(table.columns))

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell.value is None:
            sheet.write_string(row, column, safe_text(cell.text))
        else:
            self._value(sheet, row, column, cell.value)

    def _value(self, sheet: Any, row: int, column: int, value: Value) -> None:
        if value.value is None:
            sheet.write_string(row, column, safe_text(file_text(value)), self._right)
        else:
            sheet.write_number(
                row, column, float(formats.rounded(value.value, value.decimals)), self._number(value)
            )

    def _number(self, value: Value) -> Any:
        if value.decimals not in self._numbers:
            pattern = "#,##0" + ("." + "0" * value.decimals if value.decimals else "")
            self._numbers[value.decimals] = self._book.add_format({"num_format": pattern})
        return self._numbers[value.decimals]

    def _chart(self, sheet: Any, name: str, chart: Chart, last: int, columns: int) -> None:
        if chart.kind not in _CHARTS:
            return
        drawn = self._book.add_chart(_CHARTS[chart.kind])
        for column in range(1, min(columns, 1 + len(chart.series))):
            drawn.add_series(
                {
                    "name": [name, _HEAD, column],
                    "categories": [name, _HEAD + 1, 0, last, 0],
                    "values": [name, _HEAD + 1, column, last, column],
                    "fill": {"color": _colour(chart, column - 1)},
                    "line": {"color": _colour(chart, column - 1), "width": 2.25},
                }
            )
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
        if chart.kind is not Kind.LINES:
            drawn.set_y_axis({"reverse": True})
            drawn.set_x_axis({"major_gridlines": {"visible": False}, "min": 0})
        if len(chart.series) == 1:
            drawn.set_legend({"none": True})
        drawn.set_size({"width": 760, "height": min(1400, max(360, 22 * len(chart.categories) + 120))})
        sheet.insert_chart(_HEAD, columns + 1, drawn, {"description": chart.alt})

    def _decisions(self) -> None:
        t, language = self._t, self._document.language
        sheet = self._book.add_worksheet(_sheet_title(t("Decisions")))
        for column, heading in enumerate((t("Decision"), t("Responsible body"), t("Due"), t("Status"))):
            sheet.write_string(0, column, heading, self._head)
        for row, decision in enumerate(self._document.decisions, start=1):
            due = formats.day(decision.due, language) if decision.due else ""
            for column, text in enumerate((decision.text, decision.body, due, decision.status)):
                sheet.write_string(row, column, safe_text(text), self._wrap)
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 3, 22)

    def _definitions(self) -> None:
        t = self._t
        sheet = self._book.add_worksheet(_sheet_title(t("Definitions")))
        for column, heading in enumerate((t("Measure"), t("Definition"), t("Source"), t("The same view"))):
            sheet.write_string(0, column, heading, self._head)
        items = [item for item in self._document.items if item.chart]
        for row, item in enumerate(items, start=1):
            chart = item.chart
            assert chart
            texts_of_row = (chart.measure or chart.title, chart.definition, source_line(chart), item.link)
            for column, text in enumerate(texts_of_row):
                sheet.write_string(row, column, safe_text(text), self._wrap)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 90)
        sheet.set_column(2, 3, 50)


def file_text(value: Value) -> str:
    """What a value without a number says in a file: its range or its state in words."""
    return value.shown if value.state is State.RANGE else value.word or value.shown


def _colour(chart: Chart, number: int) -> str:
    count = len(chart.series)
    if chart.kind is Kind.DIVERGING and count in theme.DIVERGING:
        return theme.DIVERGING[count][number]
    return (theme.categorical(count) if count <= len(theme.CATEGORICAL) else theme.SEQUENTIAL)[
        number % len(theme.SEQUENTIAL)
    ]


def _sheet_title(text: str) -> str:
    """A title as Excel takes it for a sheet: at most 31 characters, none of its reserved ones."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:28].strip() or "1"


def _unique(titles: list[str]) -> list[str]:
    return [title[:31] for title in sheets_of(titles)]
