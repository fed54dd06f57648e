"""A document as a PowerPoint presentation: one finding a slide, native charts, tables and shapes.

The organisation's own template may be given; its "title only" layout, fonts and size are used.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from kpdata.charts import formats, theme
from kpdata.charts.chart import Cell, Chart, KeyFigure, Kind, Table
from kpdata.charts.table import table_of
from kpdata.domain import State
from kpdata.export.document import SAMPLE_MARK, Decision, Document, Item, legible_parts, source_line
from kpdata.export.native import CHART_KINDS, Box, add_chart, rgb, set_alt
from kpdata.i18n import texts

_ROWS_OF_CHART = 24
_ROWS_OF_TABLE = 13
_COLUMNS_OF_TABLE = 9
_WIDE = (Inches(13.333), Inches(7.5))


def pptx_bytes(document: Document, template: bytes | None = None) -> bytes:
    """The presentation as a file; `template` is a .pptx whose look is used and whose slides are left out."""
    deck = _Deck(document, template)
    deck.front()
    for item in document.items:
        deck.item(item)
    if document.decisions:
        deck.decisions(document.decisions)
    return deck.saved()


class _Deck:
    """A presentation being built."""

    def __init__(self, document: Document, template: bytes | None) -> None:
        self._document = document
        self._t = texts(document.language)
        self._presentation = Presentation(io.BytesIO(template)) if template else Presentation()
        if template:
            _drop_slides(self._presentation)
        else:
            self._presentation.slide_width, self._presentation.slide_height = _WIDE
        self._width = int(self._presentation.slide_width)
        self._height = int(self._presentation.slide_height)
        self._margin = self._width // 22
        self._layout = _title_only(self._presentation)
        self._presentation.core_properties.title = document.title
        self._presentation.core_properties.language = document.language
        self._presentation.core_properties.author = ""

    def saved(self) -> bytes:
        stream = io.BytesIO()
        self._presentation.save(stream)
        return stream.getvalue()

    def front(self) -> None:
        """The first slide: what, where, as of when."""
        slide = self._slide(self._document.title, size=36, top=self._height // 3)
        lines = [self._document.subtitle]
        if self._document.sample:
            lines.append(self._t(SAMPLE_MARK))
        self._text(slide, lines, self._height // 3 + self._height // 5, Pt(20), height=self._height // 5)

    def item(self, item: Item) -> None:
        """One item; a long one goes on over the next slides."""
        if item.figures:
            self._figures(item)
        if item.chart is None:
            if not item.figures:
                self._text(self._slide(item.title), [item.note], self._top, Pt(20), height=self._room)
            return
        chart = item.chart
        if chart.kind is Kind.TILES:
            parts: list[Chart | Table] = [chart]
        elif chart.kind in CHART_KINDS:
            one = chart.kind in {Kind.LINES, Kind.SCATTER}
            parts = [chart] if one else list(legible_parts(chart, _ROWS_OF_CHART))
        else:
            parts = list(_split_table(table_of(chart)))
        for number, part in enumerate(parts, start=1):
            title = item.title if len(parts) == 1 else f"{item.title} ({number}/{len(parts)})"
            slide = self._slide(title)
            self._text(slide, [chart.subtitle or chart.measure], self._top - self._line, Pt(14))
            top = self._top + self._line // 2
            bottom = self._height - 2 * self._line
            if item.note and number == 1:
                bottom -= self._line * 2
                self._text(slide, [item.note], bottom, Pt(16), height=self._line * 2)
            box = (self._margin, top, self._width - 2 * self._margin, bottom - top)
            if isinstance(part, Table):
                _add_table(slide.shapes, part, box, chart)
            elif part.kind is Kind.TILES:
                _add_tiles(slide.shapes, part, box)
            else:
                add_chart(slide.shapes, part, box)
            self._source(slide, source_line(chart))
            self._notes(slide, chart, item)

    def decisions(self, decisions: Sequence[Decision]) -> None:
        """The last slides: what was decided, by whom, by when."""
        t, language = self._t, self._document.language
        head = [t("Decision"), t("Responsible body"), t("Due"), t("Status")]
        rows = [[d.text, d.body, formats.day(d.due, language) if d.due else "", d.status] for d in decisions]
        for start in range(0, len(rows), _ROWS_OF_TABLE):
            slide = self._slide(t("Decisions"))
            box = (self._margin, self._top, self._width - 2 * self._margin, self._room)
            _plain_table(slide.shapes, [head, *rows[start : start + _ROWS_OF_TABLE]], box, (6, 2, 1, 1))

    @property
    def _line(self) -> int:
        return self._height // 22

    @property
    def _top(self) -> int:
        return self._height // 5

    @property
    def _room(self) -> int:
        return self._height - self._top - 2 * self._line

    def _slide(self, title: str, *, size: int = 28, top: int | None = None) -> Any:
        slide = self._presentation.slides.add_slide(self._layout)
        shape = slide.shapes.title
        if shape is None:
            shape = slide.shapes.add_textbox(0, 0, 0, 0)
        shape.left, shape.width = Emu(self._margin), Emu(self._width - 2 * self._margin)
        shape.top, shape.height = Emu(self._line if top is None else top), Emu(self._top - 2 * self._line)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        frame.text = title
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size = Pt(size if len(title) < 90 else size - 6)
        paragraph.font.bold = True
        paragraph.font.color.rgb = rgb(theme.TEXT)
        for placeholder in list(slide.placeholders):
            if placeholder.placeholder_format.type not in {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}:
                placeholder._element.getparent().remove(placeholder._element)
        return slide

    def _text(self, slide: Any, lines: Sequence[str], top: int, size: Any, height: int | None = None) -> None:
        written = [line for line in lines if line]
        if not written:
            return
        width = self._width - 2 * self._margin
        box = slide.shapes.add_textbox(Emu(self._margin), Emu(top), Emu(width), Emu(height or self._line))
        box.text_frame.word_wrap = True
        for number, line in enumerate(written):
            paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
            paragraph.text = line
            paragraph.font.size = size
            paragraph.font.color.rgb = rgb(theme.QUIET_TEXT)

    def _source(self, slide: Any, text: str) -> None:
        number = len(self._presentation.slides)
        self._text(
            slide,
            [f"{text} · {number}" if text else str(number)],
            self._height - int(1.5 * self._line),
            Pt(12),
        )

    def _notes(self, slide: Any, chart: Chart, item: Item) -> None:
        t = self._t
        parts = [chart.sentence, *chart.notes]
        if chart.definition:
            parts.append(t("Definition: {definition}", definition=chart.definition))
        if item.link:
            parts.append(t("The same view: {link}", link=item.link))
        slide.notes_slide.notes_text_frame.text = "\n\n".join(part for part in parts if part)

    def _figures(self, item: Item) -> None:
        slide = self._slide(item.title or self._t("Key figures"))
        count = max(len(item.figures), 1)
        gap = self._margin // 3
        width = (self._width - 2 * self._margin - gap * (count - 1)) // count
        for number, figure in enumerate(item.figures):
            left = self._margin + number * (width + gap)
            _add_figure(slide.shapes, figure, (left, self._top + self._line, width, self._height // 2))
        sample = any(figure.sample for figure in item.figures)
        self._source(slide, self._t(SAMPLE_MARK) if sample else "")
        notes = [figure.sentence for figure in item.figures if figure.sentence]
        slide.notes_slide.notes_text_frame.text = "\n".join([*notes, item.link])


def _drop_slides(presentation: Any) -> None:
    identifiers = presentation.slides._sldIdLst
    for identifier in list(identifiers):
        presentation.part.drop_rel(identifier.rId)
        identifiers.remove(identifier)


def _title_only(presentation: Any) -> Any:
    """The layout with a title and as little else as possible."""

    def others(layout: Any) -> tuple[bool, int]:
        kinds = [placeholder.placeholder_format.type for placeholder in layout.placeholders]
        titles = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
        return not any(kind in titles for kind in kinds), len(kinds)

    return min(presentation.slide_layouts, key=others)


def _add_figure(shapes: Any, figure: KeyFigure, box: Box) -> None:
    card = shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Emu(side) for side in box))
    card.fill.solid()
    card.fill.fore_color.rgb = rgb(theme.SURFACE)
    card.line.color.rgb = rgb(theme.BORDER)
    card.shadow.inherit = False
    set_alt(card, figure.sentence or figure.title)
    frame = card.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    lines = [(figure.title, 16, False), (figure.value.text, 32, True), (figure.unit, 14, False)]
    lines += [(figure.change, 14, False), (figure.benchmark, 14, False), (figure.note, 12, False)]
    written = [line for line in lines if line[0] and not (line[0] == "%" and line[1] == 14)]
    for number, (text, size, bold) in enumerate(written):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.color.rgb = rgb(theme.TEXT)


def _split_table(table: Table) -> list[Table]:
    """The table in pieces that fit a slide: the first column stands in each of them."""
    pieces = []
    width = _COLUMNS_OF_TABLE - 1
    count = max(1, -(-(len(table.columns) - 1) // width))
    size = max(1, -(-(len(table.columns) - 1) // count))
    for first in range(1, max(2, len(table.columns)), size):
        columns = (table.columns[0], *table.columns[first : first + size])
        rows = [(row[0], *row[first : first + size]) for row in table.rows]
        for start in range(0, max(1, len(rows)), _ROWS_OF_TABLE):
            pieces.append(Table(columns, tuple(rows[start : start + _ROWS_OF_TABLE])))
    return pieces


def _add_table(shapes: Any, table: Table, box: Box, chart: Chart) -> None:
    rows = [
        [column.heading for column in table.columns],
        *([cell.text for cell in row] for row in table.rows),
    ]
    shares = (2, *(1 for _ in table.columns[1:]))
    frame = _plain_table(shapes, rows, box, shares)
    set_alt(frame, chart.alt)
    is_coloured = chart.kind in {Kind.HEAT, Kind.WEEK, Kind.MATRIX}
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            drawn = frame.table.cell(number, column)
            if table.columns[column].is_number:
                drawn.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
            if is_coloured:
                _colour_cell(drawn, cell, len(chart.classes))


def _colour_cell(drawn: Any, cell: Cell, classes: int) -> None:
    if cell.value is None or cell.value.group is None:
        return
    code = _class_colour(cell.value.group, classes)
    drawn.fill.solid()
    drawn.fill.fore_color.rgb = rgb(code)
    for run in drawn.text_frame.paragraphs[0].runs:
        run.font.color.rgb = rgb(theme.text_on(code))


def _class_colour(group: int, classes: int) -> str:
    """Class 1 … k on the sequential scale; few classes are spread over all of it."""
    last = len(theme.SEQUENTIAL) - 1
    if classes <= 1 or classes > len(theme.SEQUENTIAL):
        return theme.SEQUENTIAL[min(group - 1, last)]
    return theme.SEQUENTIAL[round((group - 1) * last / (classes - 1))]


def _plain_table(shapes: Any, rows: Sequence[Sequence[str]], box: Box, shares: Sequence[int]) -> Any:
    left, top, width, height = box
    row_height = min(height // max(len(rows), 8), int(Inches(0.42)))
    frame = shapes.add_table(
        len(rows), len(rows[0]), Emu(left), Emu(top), Emu(width), Emu(row_height * len(rows))
    )
    for number, share in enumerate(shares):
        frame.table.columns[number].width = Emu(width * share // sum(shares))
    for y, row in enumerate(rows):
        frame.table.rows[y].height = Emu(row_height)
        for x, text in enumerate(row):
            cell = frame.table.cell(y, x)
            cell.margin_top = cell.margin_bottom = Emu(20000)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.text = text
            font = cell.text_frame.paragraphs[0].font
            font.size, font.bold = Pt(12), y == 0
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(theme.SURFACE if y == 0 else theme.WHITE)
            font.color.rgb = rgb(theme.TEXT)
    return frame


def _add_tiles(shapes: Any, chart: Chart, box: Box) -> None:
    """Hexagons as editable shapes in one group that carries the alt text, and the legend beside them."""
    left, top, width, height = box
    tiles = [(c, v) for c, v in zip(chart.categories, chart.series[0].values, strict=True) if c.x is not None]
    if not tiles:
        return
    legend_width = width // 4
    xs = [c.x or 0.0 for c, _ in tiles]
    ys = [c.y or 0.0 for c, _ in tiles]
    scale = min(
        (width - legend_width) / (max(xs) - min(xs) + 1), height / (max(ys) - min(ys) + 1.16), Inches(1.1)
    )
    has_labels = scale > Inches(0.6)
    group = shapes.add_group_shape()
    for category, value in tiles:
        centre_x = left + ((category.x or 0.0) - min(xs) + 0.5) * scale
        centre_y = top + (max(ys) - (category.y or 0.0) + 0.58) * scale
        tile = _hexagon(group.shapes, centre_x, centre_y, scale)
        tile.name = f"{category.name}: {value.text}"
        set_alt(tile, f"{category.name}: {value.text}")
        code = _paint(tile, value.state, value.group, len(chart.classes))
        tile.line.width = Pt(2.5 if category.own else 0.75)
        if has_labels:
            _tile_text(tile, [category.short or category.name, value.shown], code)
    set_alt(group, chart.alt)
    _tile_legend(shapes, chart, left + width - legend_width, top, legend_width)


def _hexagon(shapes: Any, x: float, y: float, scale: float) -> Any:
    """A pointy-top hexagon round a centre; neighbours touch at distance `scale`."""
    radius, half = scale / 3**0.5 * 0.97, scale / 2 * 0.97
    corners = [
        (half, -radius / 2),
        (half, radius / 2),
        (0, radius),
        (-half, radius / 2),
        (-half, -radius / 2),
    ]
    builder = shapes.build_freeform(int(x), int(y - radius), scale=1.0)
    builder.add_line_segments([(int(x + dx), int(y + dy)) for dx, dy in corners], close=True)
    return builder.convert_to_shape()


def _paint(shape: Any, state: State, group: int | None, classes: int) -> str:
    """Fill and outline of a tile by its state, as on screen; the colour its text stands on."""
    shape.shadow.inherit = False
    shape.line.color.rgb = rgb(theme.OUTLINE)
    if group is not None:
        code = _class_colour(group, classes)
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(code)
        return code
    if state in {State.HIDDEN, State.NOT_MAPPED}:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = rgb(theme.MASK), rgb(theme.WHITE)
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(theme.WHITE)
        if state is State.PLANNED:
            shape.line.dash_style = MSO_LINE.ROUND_DOT
    return theme.WHITE


def _tile_text(tile: Any, lines: Sequence[str], code: str) -> None:
    frame = tile.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = False
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.alignment = PP_ALIGN.CENTER
        paragraph.font.size, paragraph.font.bold = Pt(10), number > 0
        paragraph.font.color.rgb = rgb(theme.text_on(code))


def _tile_legend(shapes: Any, chart: Chart, left: int, top: int, width: int) -> None:
    size = int(Inches(0.26))
    groups = sorted({value.group for value in chart.values if value.group is not None}, reverse=True)
    entries: list[tuple[State, int | None, str]] = [
        (State.OK, group, chart.classes[group - 1].label if group <= len(chart.classes) else "")
        for group in groups
    ]
    seen = {value.state: value.word for value in chart.values if value.group is None}
    entries += [(state, None, word or state.value) for state, word in seen.items()]
    for number, (state, group, label) in enumerate(entries):
        y = top + number * int(size * 1.5)
        swatch = shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(left), Emu(y), Emu(size), Emu(size))
        _paint(swatch, state, group, len(chart.classes))
        swatch.line.width = Pt(0.75)
        box = shapes.add_textbox(
            Emu(left + int(size * 1.2)), Emu(y - size // 5), Emu(width - size * 2), Emu(size)
        )
        box.text_frame.text = label
        box.text_frame.paragraphs[0].font.size = Pt(12)
