"""Tables on slides: in pieces that fit, numbers to the right, heat colours and legend."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from kpdata.charts import formats, theme
from kpdata.charts.chart import Cell, Chart, Kind, Table
from kpdata.charts.table import table_of
from kpdata.domain import State
from kpdata.export.legend import cell_colour
from kpdata.export.native import rgb, set_alt

COLOURED = frozenset({Kind.HEAT, Kind.WEEK, Kind.MATRIX})
SIZES = (18, 16, 14, 12, 11, 10)  # in points; the largest with which a table stands on one slide
SIZE = 12  # of a table that goes on over several
_POINT = 12_700  # EMU
_NARROW = frozenset({Kind.WEEK, Kind.MATRIX})
_COLUMNS = {Kind.MATRIX: 17}
_MOST_COLUMNS = 9
GAP = 14 * _POINT  # between pieces below each other
_LETTER = 0.58  # about how wide a letter is, to its size
_EDGE = 2 * 60_000  # left and right margin of a cell
_LONGEST_WORDS, _LONGEST_NUMBERS = 44, 16  # letters a column asks for at most
_LONGEST_NAME = 28  # of a row whose columns hold signs


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a table that fits a slide: widths of columns in EMU, size of the text in points.

    height: of all rows. head: of headings that stand upright; 0 where they lie. In EMU.
    """

    table: Table
    widths: tuple[int, ...]
    size: int
    height: int
    head: int = 0


def pieces(chart: Chart, width: int, height: int) -> list[Piece]:
    """The table of a chart in pieces that fit a box; the first column and the headings stand in each.

    Columns that have no room beside each other stand in pieces below each other where there is room.
    """
    table = table_of(chart)
    if chart.kind in _NARROW:
        table = in_signs(chart, table)
    found: list[Piece] = []
    strips = list(_strips(table, _COLUMNS.get(chart.kind, _MOST_COLUMNS)))
    shared = (height - GAP * (len(strips) - 1)) // len(strips)
    largest = min(_largest(strip, width, shared) for strip in strips)
    for strip in strips:
        upright = chart.kind is Kind.MATRIX and len(strip.columns) > _MOST_COLUMNS
        measured = _measured_upright if upright else _measured
        sizes = [size for size in SIZES if size <= (SIZE if upright else largest)]
        tries = [measured(strip, width, size) for size in sizes]
        # As large as one slide holds it; a long table is not pressed small, it goes on.
        least = SIZES[-1] if len(strip.columns) > _MOST_COLUMNS else SIZE
        last = next(t for t in tries if t[0] == least)
        fitting = [t for t in tries if t[2] + sum(t[3]) <= height]
        size, widths, head, heights = next(iter([*fitting, last]))
        for part in _pages(heights, height - head):
            piece = Table(strip.columns, strip.rows[part])
            found.append(Piece(piece, widths, size, head + sum(heights[part]), head if upright else 0))
    return found


def stacked(found: Sequence[Piece], height: int) -> list[tuple[Piece, ...]]:
    """Pieces that stand below each other on a slide."""
    slides: list[tuple[Piece, ...]] = []
    used = 0
    for piece in found:
        if slides and used + GAP + piece.height <= height:
            slides[-1] = (*slides[-1], piece)
            used += GAP + piece.height
        else:
            slides.append((piece,))
            used = piece.height
    return slides


def _largest(strip: Table, width: int, height: int) -> int:
    """The largest size above the usual one with which a strip stands whole in its share of a slide."""
    for size in SIZES:
        if size <= SIZE:
            break
        _, _, head, heights = _measured(strip, width, size)
        if _has_room(strip, width, size) and head + sum(heights) <= height:
            return size
    return SIZE


def _has_room(table: Table, width: int, size: int) -> bool:
    """Whether no column is pressed narrower than its longest word."""
    return sum(_least(table, x) * size * _LETTER * _POINT + _EDGE for x in range(len(table.columns))) <= width


def _least(table: Table, x: int) -> int:
    """Letters of the longest word of a column."""
    told = (table.columns[x].heading, *(row[x].text for row in table.rows))
    return max((len(word) for text in told for word in _breakable(text).split(" ")), default=1) + 1


def _breakable(text: str) -> str:
    """With a space wherever a line may break: after dashes too, never inside a number."""
    return text.replace("\n", " ").replace(formats.EN_DASH, formats.EN_DASH + " ")


def in_signs(chart: Chart, table: Table) -> Table:
    """The table with the sign of each status alone, where many columns leave no room for words."""
    return Table(table.columns, tuple(_short(chart, row) for row in table.rows))


def _measured(table: Table, width: int, size: int) -> tuple[int, tuple[int, ...], int, list[int]]:
    """Size, widths of columns, height of the headings and of each row."""
    widths = column_widths(table, width, size)
    heights = [row_height([cell.text for cell in row], widths, size) for row in table.rows]
    # Headings are bold, which is wider.
    head = row_height([column.heading for column in table.columns], [0.9 * side for side in widths], size)
    return size, widths, head, heights


def _measured_upright(table: Table, width: int, size: int) -> tuple[int, tuple[int, ...], int, list[int]]:
    """The same with headings upright on two lines, so that many columns of signs are alike."""
    letter = size * _LETTER * _POINT
    longest = max((len(row[0].text) for row in table.rows), default=1)
    first = int(min(longest + 1, _LONGEST_NAME) * letter) + _EDGE
    others = len(table.columns) - 1
    widths = (first, *([(width - first) // others] * others))
    headings = [column.heading for column in table.columns[1:]]
    letters = max(len(word) for heading in headings for word in heading.split())
    while any(len(textwrap.wrap(heading, letters)) > 2 for heading in headings):
        letters += 1
    heights = [row_height([cell.text for cell in row], widths, size) for row in table.rows]
    return size, widths, int((letters + 1) * letter) + _EDGE, heights


def _strips(table: Table, most: int) -> Iterator[Table]:
    """The table in strips of so many columns, evenly; the first column stands in each."""
    others = len(table.columns) - 1
    count = max(1, -(-others // (most - 1)))
    size = max(1, -(-others // count))
    for first in range(1, max(2, others + 1), size):
        kept = slice(first, first + size)
        rows = tuple((row[0], *row[kept]) for row in table.rows)
        yield Table((table.columns[0], *table.columns[kept]), rows)


def _pages(heights: Sequence[int], room: int) -> list[slice]:
    """Rows that fit a page each, as even as they can be: no last page with a single row."""

    def filled(most: int) -> list[slice]:
        found, start, used = [], 0, 0
        for row, height in enumerate(heights):
            if row > start and used + height > most:
                found.append(slice(start, row))
                start, used = row, 0
            used += height
        return [*found, slice(start, len(heights))]

    pages = filled(room)
    fewest = len(pages)
    even = sum(heights) // fewest + max(heights, default=0)
    return again if len(again := filled(min(room, even))) == fewest else pages


def column_widths(table: Table, width: int, size: int) -> tuple[int, ...]:
    """Widths of columns: room for the longest word of each, then by what stands in them; numbers alike."""
    letter = size * _LETTER * _POINT
    least: list[float] = []
    wanted: list[float] = []
    for x, column in enumerate(table.columns):
        is_words = x == 0 or not column.is_number or holds_words(table, x)
        told = [row[x].text for row in table.rows]
        tells_much = max(map(len, told), default=0) > 1.5 * _LONGEST_NUMBERS
        most = _LONGEST_WORDS if is_words or tells_much else _LONGEST_NUMBERS
        least.append(_least(table, x))
        needed = max([len(text) for text in told] + [len(column.heading) / (1.5 if is_words else 2.5), 5])
        wanted.append(max(min(needed + 1, most), least[-1]))
    alike = [x for x, c in enumerate(table.columns) if x and c.is_number and not holds_words(table, x)]
    widest = max((wanted[x] for x in alike), default=0)
    for x in alike:
        wanted[x] = widest
    needs = [letters * letter + _EDGE for letters in least]
    extras = [(more - less) * letter for less, more in zip(least, wanted, strict=True)]
    room = width - sum(needs)
    if room <= 0:  # even the longest words have no room: all shrink alike
        return tuple(int(width * need / sum(needs)) for need in needs)
    if room < sum(extras):
        return tuple(
            int(need + room * extra / sum(extras)) for need, extra in zip(needs, extras, strict=True)
        )
    total = sum(needs) + sum(extras)
    return tuple(int(width * (need + extra) / total) for need, extra in zip(needs, extras, strict=True))


def row_height(texts: Sequence[str], widths: Sequence[float], size: int) -> int:
    """About how high a row becomes when its texts wrap, in EMU."""
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        letters = max(1, int((width - _EDGE) / (size * _LETTER * _POINT)))
        lines = max(lines, len(textwrap.wrap(_breakable(text), letters)))
    return int((lines * size * 1.22 + 6) * _POINT)


def add_table(shapes: Any, piece: Piece, left: int, top: int, chart: Chart) -> None:
    """A piece of the table of a chart, with the colours of its classes and its alt text."""
    table = piece.table
    rows = [
        [column.heading for column in table.columns],
        *([cell.text for cell in row] for row in table.rows),
    ]
    frame = plain_table(shapes, rows, left, top, piece.widths, piece.size, head=piece.head)
    frame.name = chart.measure or chart.title
    set_alt(frame, chart.alt)
    for x, column in enumerate(table.columns):
        centred = chart.kind in _NARROW and x > 0
        if centred or (column.is_number and not holds_words(table, x)):
            for y in range(len(rows)):
                paragraph = frame.table.cell(y, x).text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.RIGHT
            if piece.head:
                # Upright, it begins at the foot of its cell.
                frame.table.cell(0, x).text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
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
    shapes: Any,
    rows: Sequence[Sequence[str]],
    left: int,
    top: int,
    widths: Sequence[int],
    size: int,
    *,
    head: int = 0,
) -> Any:
    """A quiet table: headings on a light ground, thin lines between the rows; its graphic frame.

    head: height of the headings where all but the first stand upright.
    """
    heights = [row_height(row, widths, size) for row in rows]
    heights[0] = head or heights[0]
    frame = shapes.add_table(
        len(rows), len(rows[0]), Emu(left), Emu(top), Emu(sum(widths)), Emu(sum(heights))
    )
    for number, width in enumerate(widths):
        frame.table.columns[number].width = Emu(width)
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
            if head and y == 0 and x > 0:
                cell._tc.get_or_add_tcPr().set("vert", "vert270")
            _line_below(cell)
    return frame


def _short(chart: Chart, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Many narrow columns have room for the sign only; the legend tells it in words."""
    return (row[0], *(Cell(_sign(chart, cell), cell.value) for cell in row[1:]))


def _sign(chart: Chart, cell: Cell) -> str:
    value = cell.value
    if value is None:
        return cell.text
    if chart.kind is Kind.MATRIX and value.group is not None and value.group <= len(chart.classes):
        symbol = chart.classes[value.group - 1].symbol or value.shown
        return f"{symbol} {value.beside}" if value.beside else symbol
    return value.in_cell


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
