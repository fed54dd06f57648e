"""A document as an Excel workbook: a sheet an item with real numbers, a native chart, and definitions."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from kpdata.charts import formats, theme
from kpdata.charts.chart import Cell, Chart, Kind, Value
from kpdata.charts.table import table_of
from kpdata.domain import State
from kpdata.export.csv import bound_word, safe_text, states_of
from kpdata.export.document import SAMPLE_MARK, Document, Item, source_line, unique_names
from kpdata.export.legend import cell_colour
from kpdata.export.native import as_bars, line_colours, part_colours
from kpdata.export.package import TEXT_STAYS_TEXT, reproducible
from kpdata.export.slide_tables import COLOURED, holds_words
from kpdata.i18n import Texts, texts

_CHARTS = {
    Kind.BARS: {"type": "bar"},
    Kind.TILES: {"type": "bar"},
    Kind.STACKED: {"type": "bar", "subtype": "stacked"},
    Kind.DIVERGING: {"type": "bar", "subtype": "stacked"},
    Kind.LINES: {"type": "line"},
    Kind.SCATTER: {"type": "scatter"},
}
# A text would be drawn as zero in these: their cells without a number stay empty, the State column tells why.
_GAPS = frozenset({Kind.LINES, Kind.SCATTER})
_LONGEST_NAME = 31  # of a sheet
_LINE = 15.0  # points
_A4 = 9
_LETTERS_A_COLUMN = 10
_COLUMNS_OF_CHART = 12


@dataclass(frozen=True, slots=True)
class _Ends:
    """A column of one end of the ranges of a series, by its number."""

    heading: str
    values: tuple[float | None, ...]
    decimals: int
    series: int


def xlsx_bytes(document: Document) -> bytes:
    """The workbook as a file; hidden values are the word for it, never a number."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, TEXT_STAYS_TEXT) as book:
        book.set_properties({"title": document.title})
        _Book(book, document).write()
    return reproducible(stream.getvalue(), document.as_of)


class _Book:
    """A workbook being written."""

    def __init__(self, book: Any, document: Document) -> None:
        self._book = book
        self._document = document
        self.t: Texts = texts(document.language)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        """All sheets in order: items, decisions, definitions."""
        t = self.t
        titles = [item.title or t("Key figures") for item in self._document.items]
        if self._document.decisions:
            titles.append(t("Decisions"))
        titles.append(t("Definitions"))
        names = unique_names([_sheet_title(title) for title in titles], _LONGEST_NAME)
        for name, item in zip(names, self._document.items, strict=False):
            self._item(self._sheet(name), name, item)
        if self._document.decisions:
            self._decisions(self._sheet(names[-2]))
        self._definitions(self._sheet(names[-1]))

    def _sheet(self, name: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        sheet.set_footer("&R&P / &N")
        return sheet

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def _item(self, sheet: Any, name: str, item: Item) -> None:
        chart, t = item.chart, self.t
        sheet.write_string(
            0, 0, safe_text(item.title or t("Key figures")), self._format(bold=True, font_size=14)
        )
        lines = [chart.subtitle or chart.measure, source_line(chart)] if chart else []
        sample = self._document.sample or any(figure.sample for figure in item.figures)
        if sample and not (chart and chart.sample):
            lines.append(t(SAMPLE_MARK))
        lines.append(item.note)
        if chart:
            lines += [*chart.notes, chart.sentence if chart.sentence != item.title else ""]
        row = 1
        last = self._last_column(item)
        look = self._format(font_color=theme.QUIET_TEXT, text_wrap=True, valign="top")
        for line in (line for line in lines if line):
            # Merged over the width of what is below: a long line would else make the print small.
            sheet.merge_range(row, 0, row, last, safe_text(line), look)
            sheet.set_row(row, _LINE * math.ceil(len(line) / (_LETTERS_A_COLUMN * (last + 1))))
            row += 1
        row += 1
        if item.figures:
            row = self._figures(sheet, item, row) + 2
        if chart and not chart.is_empty:
            self._table(sheet, name, chart, row)
        elif chart:
            sheet.write_string(row, 0, t("There is nothing to show for this selection."))

    @staticmethod
    def _last_column(item: Item) -> int:
        """The last column of what an item has, its chart beside the table included."""
        if item.chart is None or item.chart.is_empty:
            return 5
        columns = len(table_of(item.chart).columns) + len(_ends(item.chart))
        return columns + (_COLUMNS_OF_CHART if item.chart.kind in _CHARTS else 3)

    def _figures(self, sheet: Any, item: Item, top: int) -> int:
        t = self.t
        heads = (t("Key figure"), t("Value"), t("Unit"), t("Change"), t("Benchmark"), t("Note"))
        self._heads(sheet, top, heads, right=(1,))
        row = top
        for row, figure in enumerate(item.figures, start=top + 1):
            sheet.write_string(row, 0, safe_text(figure.title))
            self._value(sheet, row, 1, figure.value, None, gap=False)
            unit = figure.unit or ("%" if "%" in figure.value.shown else "")
            notes = (bound_word(figure.value, figure.language), figure.note)
            note = " · ".join(part for part in notes if part)
            told = (unit, figure.change, figure.benchmark, note)
            for column, text in enumerate(told, start=2):
                sheet.write_string(row, column, safe_text(text))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(heads) - 1, 20)
        return row

    def _table(self, sheet: Any, name: str, chart: Chart, top: int) -> None:
        t = self.t
        drawn = as_bars(chart) if chart.kind is Kind.TILES else chart
        table, states = table_of(drawn), states_of(drawn)
        ends = _ends(drawn)
        heads = [column.heading for column in table.columns]
        heads += [end.heading for end in ends]
        heads += [t("State")] if states else []
        right = [
            x for x, column in enumerate(table.columns) if column.is_number and not holds_words(table, x)
        ]
        first = len(table.columns)
        self._heads(sheet, top, heads, right=(*right, *range(first, first + len(ends))))
        for y, cells in enumerate(table.rows):
            row = top + 1 + y
            for x, cell in enumerate(cells):
                self._cell(sheet, row, x, cell, drawn)
            for x, end in enumerate(ends, start=first):
                if (number := end.values[y]) is not None:
                    sheet.write_number(row, x, number, self._number(end.decimals))
            if states:
                sheet.write_string(row, len(heads) - 1, states[y], self._format(indent=1))
        last = top + len(table.rows)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.autofilter(top, 0, last, len(heads) - 1)
        longest = max((len(cells[0].text) for cells in table.rows), default=10)
        sheet.set_column(0, 0, min(60, max(14, longest + 2)))
        sheet.set_column(1, len(heads) - 1, 9 if drawn.kind is Kind.MATRIX else 15)
        for x in range(1, len(table.columns)):
            if x not in right and drawn.kind is not Kind.MATRIX:
                longest = max((len(cells[x].text) for cells in table.rows), default=10)
                sheet.set_column(x, x, min(60, max(15, longest + 2)))
        if states:
            sheet.set_column(len(heads) - 1, len(heads) - 1, min(60, max(14, max(map(len, states)) + 2)))
        if drawn.kind in _CHARTS:
            self._chart(sheet, name, drawn, (top, last), len(heads), ends, first)

    def _heads(self, sheet: Any, row: int, heads: Sequence[str], right: Sequence[int]) -> None:
        look = {"bold": True, "bg_color": theme.SURFACE, "bottom": 1, "bottom_color": theme.BORDER}
        look |= {"text_wrap": True, "valign": "bottom"}
        for column, text in enumerate(heads):
            beside = column > 0 and column - 1 in right and column not in right
            side = {"align": "right"} if column in right else {"align": "left", "indent": int(beside)}
            aligned = self._format(**look, **side)
            sheet.write_string(row, column, safe_text(text), aligned)
        lines = max((math.ceil(len(text) / 14) for text in heads[1:]), default=1)
        sheet.set_row(row, _LINE * max(1, min(lines, 5)))

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, chart: Chart) -> None:
        if cell.value is None:
            sheet.write_string(row, column, safe_text(cell.text), self._format(valign="vcenter"))
        else:
            code = cell_colour(chart, cell.value) if chart.kind in COLOURED else None
            self._value(sheet, row, column, cell.value, code, gap=chart.kind in _GAPS)

    def _value(self, sheet: Any, row: int, column: int, value: Value, code: str | None, *, gap: bool) -> None:
        look = {"bg_color": code, "font_color": theme.text_on(code)} if code else {}
        if value.value is not None:
            number = float(formats.rounded(value.value, value.decimals))
            sheet.write_number(row, column, number, self._number(value.decimals, **look))
        elif not gap or value.state is State.OK:
            side = "left" if value.state is State.OK else "right"
            sheet.write_string(row, column, safe_text(file_text(value)), self._format(align=side, **look))

    def _number(self, decimals: int, **look: Any) -> Any:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return self._format(num_format=pattern, **look)

    def _chart(
        self,
        sheet: Any,
        name: str,
        chart: Chart,
        rows: tuple[int, int],
        columns: int,
        ends: Sequence[_Ends],
        first_end: int,
    ) -> None:
        """Beside the table, fed from it. ends: the columns of the ends of ranges, from `first_end` on."""
        top, last = rows
        drawn = self._book.add_chart(_CHARTS[chart.kind])

        def of_column(column: int) -> list[Any]:
            return [name, top + 1, column, last, column]

        def series(column: int, colour: str, **look: Any) -> dict[str, Any]:
            fed = {"name": [name, top, column], "categories": of_column(0), "values": of_column(column)}
            return fed | {"fill": {"color": colour}, "border": {"none": True}, "gap": 40} | look

        labels = {"value": True, "font": {"size": 9}}
        if chart.kind is Kind.SCATTER:
            fed = {"name": [name, top, 2], "categories": of_column(1), "values": of_column(2)}
            drawn.add_series({**fed, "marker": _marker("circle", theme.FOCUS), "line": {"none": True}})
        elif chart.kind is Kind.LINES:
            for number, colour in enumerate(line_colours(chart)):
                marker = _marker(("circle", "square", "diamond", "triangle")[number % 4], colour)
                line = {"color": colour, "width": 2.25}
                drawn.add_series(
                    series(number + 1, colour) | {"line": line, "marker": marker, "border": None}
                )
            for place, end in enumerate(ends, start=first_end):
                line = {"color": line_colours(chart)[end.series], "width": 1, "dash_type": "square_dot"}
                thin = {"line": line, "marker": {"type": "none"}, "border": None}
                drawn.add_series(series(place, theme.WHITE) | thin)
        elif chart.kind in {Kind.STACKED, Kind.DIVERGING}:
            for number, colour in enumerate(part_colours(chart)):
                font = {"size": 9, "color": theme.text_on(colour)}
                drawn.add_series(series(number + 1, colour, data_labels={"value": True, "font": font}))
        else:
            own = [category.own for category in chart.categories]
            colour = theme.CONTEXT if any(own) else theme.FOCUS
            points = [{"fill": {"color": theme.FOCUS}} if mine else None for mine in own]
            look: dict[str, Any] = {"data_labels": labels, "overlap": 100}
            drawn.add_series(series(1, colour, **look) | ({"points": points} if any(own) else {}))
            if ends:  # the band up to its upper end, covered up to its lower one
                pattern = {
                    "pattern": "wide_upward_diagonal",
                    "fg_color": theme.FOCUS,
                    "bg_color": theme.WHITE,
                }
                drawn.add_series(series(first_end + 1, theme.WHITE) | {"fill": None, "pattern": pattern})
                drawn.add_series(series(first_end, theme.WHITE))
        _quiet(drawn, chart, has_legend=len(chart.series) > 1 and chart.kind is not Kind.SCATTER)
        tall = chart.kind not in _GAPS
        height = min(1600, max(320, 21 * len(chart.categories) + 100)) if tall else 380
        drawn.set_size({"width": 720, "height": height})
        sheet.insert_chart(top, columns + 1, drawn, {"description": chart.alt})

    def _decisions(self, sheet: Any) -> None:
        t, language = self.t, self._document.language
        widths = (60, 30, 14, 16)
        self._heads(sheet, 0, (t("Decision"), t("Responsible body"), t("Due"), t("Status")), right=())
        for row, decision in enumerate(self._document.decisions, start=1):
            due = formats.day(decision.due, language) if decision.due else ""
            self._wrapped(sheet, row, (decision.text, decision.body, due, decision.status), widths)

    def _definitions(self, sheet: Any) -> None:
        t = self.t
        widths = (34, 70, 40, 50)
        self._heads(sheet, 0, (t("Measure"), t("Definition"), t("Source"), t("The same view")), right=())
        charts = [(item.chart, item.link) for item in self._document.items if item.chart]
        for row, (chart, link) in enumerate(charts, start=1):
            told = (chart.measure or chart.title, chart.definition, source_line(chart), link)
            self._wrapped(sheet, row, told, widths)
        if not charts:
            self._wrapped(sheet, 1, (self._document.title, "", self._document.subtitle, ""), widths)

    def _wrapped(self, sheet: Any, row: int, told: Sequence[str], widths: Sequence[int]) -> None:
        """A row of wrapped texts, as high as its longest one needs."""
        lines = 1
        for column, (text, width) in enumerate(zip(told, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(row, column, safe_text(text), self._format(text_wrap=True, valign="top"))
            lines = max(
                lines, sum(math.ceil(max(len(part), 1) / (width * 0.95)) for part in text.split("\n"))
            )
        sheet.set_row(row, _LINE * min(lines, 26))


def file_text(value: Value) -> str:
    """What a value without a number says in a file: its range or its state in words."""
    return value.shown if value.state is State.RANGE else value.word or value.shown


def _ends(chart: Chart) -> list[_Ends]:
    """Both ends of the ranges of bars or lines, a column each; empty when there is no range."""
    if chart.kind not in {Kind.BARS, Kind.LINES}:
        return []
    t = texts(chart.language)
    found = []
    for number, series in enumerate(chart.series):
        ranges = [v if v.value is None and v.low is not None else None for v in series.values]
        if not any(ranges):
            continue
        decimals = max(v.decimals for v in ranges if v)
        low, high = t("Range from"), t("Range to")
        if chart.kind is Kind.LINES:
            low = t("{name}, lower end of the range", name=series.name)
            high = t("{name}, upper end of the range", name=series.name)
        lows = tuple(_rounded(v.low, v.decimals) if v else None for v in ranges)
        highs = tuple(_rounded(v.high, v.decimals) if v else None for v in ranges)
        found += [_Ends(low, lows, decimals, number), _Ends(high, highs, decimals, number)]
    return found


def _rounded(number: float | None, decimals: int) -> float | None:
    return None if number is None else float(formats.rounded(number, decimals))


def _marker(kind: str, colour: str) -> dict[str, Any]:
    return {"type": kind, "size": 6, "fill": {"color": colour}, "border": {"color": colour}}


def _quiet(drawn: Any, chart: Chart, *, has_legend: bool) -> None:
    """No title (the sheet has it), thin lines, the legend below where one is needed."""
    drawn.set_title({"none": True})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.set_legend({"position": "bottom"} if has_legend else {"none": True})
    line = {"visible": True, "line": {"color": theme.GRID}}
    if chart.kind is Kind.SCATTER:
        across, up = chart.series
        x_name, y_name = (formats.with_unit(series.name, series.unit) for series in (across, up))
        font = {"bold": False}
        drawn.set_x_axis({"name": x_name, "name_font": font, "major_gridlines": line, "min": _least(chart)})
        drawn.set_y_axis({"name": y_name, "name_font": font, "major_gridlines": line, "min": _least(chart)})
    elif chart.kind is Kind.LINES:
        drawn.set_y_axis({"major_gridlines": line, "min": _least(chart), "line": {"none": True}})
        drawn.set_x_axis({"line": {"color": theme.BORDER}})
    else:
        # Bars: categories stand on the y axis, from top to bottom.
        drawn.set_y_axis({"reverse": True, "line": {"color": theme.BORDER}, "interval_unit": 1})
        whole = chart.kind in {Kind.STACKED, Kind.DIVERGING} and chart.unit == "%"
        ends = {"min": 0, "max": 100} if whole else {"min": _least(chart)}
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, **ends})


def _least(chart: Chart) -> float | None:
    """Zero, unless there is something below it."""
    numbers = [x for value in chart.values for x in (value.value, value.low) if x is not None]
    return 0 if min(numbers, default=0.0) >= 0 else None


def _sheet_title(text: str) -> str:
    """A title as Excel takes it for a sheet: none of its reserved signs, not only spaces."""
    plain = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", text)
    return " ".join(plain.split()) or "1"
