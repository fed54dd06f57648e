"""Tables on slides: in pieces that fit, numbers to the right, heat colours and legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from kpdata.charts import theme
from kpdata.charts.chart import Cell, Chart, Kind, Table, Value
from kpdata.charts.table import table_of
from kpdata.domain import State
from kpdata.export.native import Box, rgb, set_alt
from kpdata.export.tiles import class_colour

COLOURED = frozenset({Kind.HEAT, Kind.WEEK, Kind.MATRIX})
_POINT = 12_700  # EMU
_NARROW = frozenset({Kind.WEEK, Kind.MATRIX})
_COLUMNS = {Kind.WEEK: 25, Kind.MATRIX: 17}
_MOST_COLUMNS = 9
_NAME_SHARE = {Kind.WEEK: 1.0, Kind.MATRIX: 4.0}
_EDGE = 2 * 60_000  # left and right margin of a cell


def pieces(chart: Chart, width: int, height: int) -> list[Table]:
    """The table of a chart in pieces that fit a box; the first column and the headings stand in each."""
    table = table_of(chart)
    if chart.kind in _NARROW:
        table = Table(table.columns, tuple(_short(chart, row) for row in table.rows))
    most = _COLUMNS.get(chart.kind, _MOST_COLUMNS) - 1
    count = max(1, -(-(len(table.columns) - 1) // most))
    size = max(1, -(-(len(table.columns) - 1) // count))
    found = []
    for first in range(1, max(2, len(table.columns)), size):
        columns = (table.columns[0], *table.columns[first : first + size])
        rows = [(row[0], *row[first : first + size]) for row in table.rows]
        shares = shares_of(Table(columns, tuple(rows)), chart.kind)
        head = row_height([column.heading for column in columns], shares, width, chart.kind)
        page: list[tuple[Cell, ...]] = []
        used = head
        for row in rows:
            needed = row_height([cell.text for cell in row], shares, width, chart.kind)
            if page and used + needed > height:
                found.append(Table(columns, tuple(page)))
                page, used = [], head
            page.append(row)
            used += needed
        found.append(Table(columns, tuple(page)))
    return found


def shares_of(table: Table, kind: Kind = Kind.TABLE) -> tuple[float, ...]:
    """Widths of columns as shares: by what stands in them, numbers alike, names with room to be read."""
    if kind in _NARROW:
        return (_NAME_SHARE[kind], *(1.0,) * (len(table.columns) - 1))
    widths = []
    for x, column in enumerate(table.columns):
        longest = max((len(row[x].text) for row in table.rows), default=0)
        word = max((len(part) for part in column.heading.split()), default=0)
        is_words = x == 0 or not column.is_number or holds_words(table, x)
        needed = max(longest, word, len(column.heading) / (2 if is_words else 3), 6)
        widths.append(min(needed, 44 if is_words else 18))
    numbers = [w for x, w in enumerate(widths) if table.columns[x].is_number and not holds_words(table, x)]
    return tuple(
        max(numbers) if table.columns[x].is_number and not holds_words(table, x) else width
        for x, width in enumerate(widths)
    )


def row_height(texts: Sequence[str], shares: Sequence[float], width: int, kind: Kind) -> int:
    """About how high a row becomes when its texts wrap, in EMU."""
    size = text_size(kind, len(texts))
    lines = 1
    for text, share in zip(texts, shares, strict=True):
        room = max(width * share / sum(shares) - _EDGE, 1.0)
        lines = max(lines, math.ceil(len(text) * size * 0.56 * _POINT / room))
    return int((lines * size * 1.22 + 7) * _POINT)


def text_size(kind: Kind, columns: int) -> int:
    """Size of the text in points: smaller where many columns stand side by side."""
    return 9 if kind in _NARROW and columns > 10 else 12


def add_table(shapes: Any, table: Table, box: Box, chart: Chart) -> None:
    """A piece of the table of a chart, with the colours of its classes and its alt text."""
    rows = [
        [column.heading for column in table.columns],
        *([cell.text for cell in row] for row in table.rows),
    ]
    frame = plain_table(shapes, rows, box, shares_of(table, chart.kind), chart.kind)
    frame.name = chart.measure or chart.title
    set_alt(frame, chart.alt)
    for x, column in enumerate(table.columns):
        centred = chart.kind in _NARROW and x > 0
        words = holds_words(table, x)
        if centred or (column.is_number and not words):
            for y in range(len(rows)):
                paragraph = frame.table.cell(y, x).text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.RIGHT
    if chart.kind not in COLOURED:
        return
    for y, row in enumerate(table.rows, start=1):
        for x, cell in enumerate(row):
            if (code := cell_colour(chart, cell.value)) is not None:
                drawn = frame.table.cell(y, x)
                drawn.fill.solid()
                drawn.fill.fore_color.rgb = rgb(code)
                drawn.text_frame.paragraphs[0].font.color.rgb = rgb(theme.text_on(code))


def plain_table(
    shapes: Any, rows: Sequence[Sequence[str]], box: Box, shares: Sequence[float], kind: Kind = Kind.TABLE
) -> Any:
    """A quiet table: headings on a light ground, thin lines between the rows; its graphic frame."""
    left, top, width, _ = box
    heights = [row_height(row, shares, width, kind) for row in rows]
    frame = shapes.add_table(len(rows), len(rows[0]), Emu(left), Emu(top), Emu(width), Emu(sum(heights)))
    size = text_size(kind, len(rows[0]))
    for number, share in enumerate(shares):
        frame.table.columns[number].width = Emu(int(width * share / sum(shares)))
    for y, row in enumerate(rows):
        frame.table.rows[y].height = Emu(heights[y])
        for x, text in enumerate(row):
            cell = frame.table.cell(y, x)
            cell.margin_left = cell.margin_right = Emu(60_000)
            cell.margin_top = cell.margin_bottom = Emu(25_000)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.text = text
            font = cell.text_frame.paragraphs[0].font
            font.size, font.bold = Pt(size), y == 0
            font.color.rgb = rgb(theme.TEXT)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(theme.SURFACE if y == 0 else theme.WHITE)
            _line_below(cell)
    return frame


def cell_colour(chart: Chart, value: Value | None) -> str | None:
    """The fill of a heat cell; None where the white ground stays."""
    if value is None:
        return None
    if value.state is State.HIDDEN:
        return theme.SURFACE
    return class_colour(chart, value.group) if value.group is not None else None


def _short(chart: Chart, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Many narrow columns have room for the sign only; the legend tells it in words."""
    return (row[0], *(Cell(_sign(chart, cell), cell.value) for cell in row[1:]))


def _sign(chart: Chart, cell: Cell) -> str:
    value = cell.value
    if value is None:
        return cell.text
    if chart.kind is Kind.MATRIX and value.group is not None and value.group <= len(chart.classes):
        return chart.classes[value.group - 1].symbol or value.shown
    return value.shown


def holds_words(table: Table, column: int) -> bool:
    """Whether a column of values says words: it stands left."""
    values = [row[column].value for row in table.rows]
    return any(value is not None and value.state is State.OK for value in values) and not any(
        value is not None and value.is_known for value in values
    )


def _line_below(cell: Any) -> None:
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "6350"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": theme.BORDER.lstrip("#")}))
    line.append(fill)
    properties.insert(0, line)  # the schema wants lines before the fill
