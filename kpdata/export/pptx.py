"""A document as a PowerPoint presentation: one finding a slide, native charts, tables and shapes.

The organisation's own template may be given: its layouts, fonts, colours and size are used.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from kpdata.charts import formats, theme
from kpdata.charts.chart import Chart, KeyFigure, Kind
from kpdata.export import legend
from kpdata.export.document import SAMPLE_MARK, Decision, Document, Item, legible_parts, source_line
from kpdata.export.ground import add_map
from kpdata.export.native import CHART_KINDS, Box, add_chart, rgb, set_alt
from kpdata.export.package import OFFICE_LANGUAGES, opened_template, reproducible, set_properties
from kpdata.export.points import add_points
from kpdata.export.slide_tables import (
    COLOURED,
    GAP,
    Piece,
    add_table,
    pieces,
    plain_table,
    row_height,
    stacked,
)
from kpdata.export.spine import add_spine, rows_of
from kpdata.export.tiles import add_tiles
from kpdata.i18n import texts

_ROWS_OF_CHART = 24
_MOST_FIGURES = 4  # in one row
_WIDE = (Inches(13.333), Inches(7.5))
_TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE})
_SECTIONS = "{http://schemas.microsoft.com/office/powerpoint/2010/main}sectionLst"
_POINT = 12_700
_TITLE_SIZE, _LEAST_TITLE = 44, 18  # points
_TITLE_STYLE = qn("p:titleStyle")
_LONG_FOOT = 130  # letters
# Kinds that are shapes; the others are native charts or tables.
_SHAPES: dict[Kind, Callable[[Any, Chart, Box], Any]] = {
    Kind.TILES: add_tiles,
    Kind.MAP: add_map,
    Kind.POINTS: add_points,
    Kind.SPINE: add_spine,
}
_DECISIONS = 14  # points
_ON_ONE_SLIDE = frozenset({Kind.TILES, Kind.MAP, Kind.POINTS, Kind.LINES, Kind.SCATTER})


def pptx_bytes(document: Document, template: bytes | None = None) -> bytes:
    """The presentation as a file; `template` is a .pptx or .potx whose look is used, without its slides."""
    deck = _Deck(document, template)
    if document.has_front:
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
        self.t = texts(document.language)
        self._has_template = template is not None
        if template is None:
            self._presentation: Any = Presentation()
            self._presentation.slide_width, self._presentation.slide_height = _WIDE
        else:
            self._presentation = Presentation(opened_template(template, "pptx"))
            _drop_slides(self._presentation)
        self._width = int(self._presentation.slide_width)
        self._height = int(self._presentation.slide_height)
        self._margin = self._width // 22
        self._line = self._height // 22
        self._top = self._height // 5
        self._layout = _title_only(self._presentation)
        self._title_size = _title_size(self._presentation, self._layout)
        self._follow_template()
        set_properties(self._presentation.core_properties, document.title, document.language)

    def saved(self) -> bytes:
        """The file; every text in it names its language."""
        for slide in self._presentation.slides:
            _name_language(slide._element, self._document.language)
            _name_language(slide.notes_slide._element, self._document.language)
        stream = io.BytesIO()
        self._presentation.save(stream)
        return reproducible(stream.getvalue(), self._document.as_of)

    def front(self) -> None:
        """The first slide: what, where, as of when."""
        slide = self._slide(self._document.title, size=36, top=self._height // 3)
        lines = [self._document.subtitle]
        if self._document.sample:
            lines.append(self.t(SAMPLE_MARK))
        self._text(slide, lines, self._height // 3 + self._height // 5, 20, height=self._height // 5)
        self._notes(slide, [self._view(self._document.link)])

    def item(self, item: Item) -> None:
        """One item; a long one goes on over the next slides."""
        if item.figures:
            self._figures(item)
        if item.chart is not None:
            self._chart(item, item.chart)
        elif not item.figures:
            slide = self._slide(item.title)
            self._text(slide, [item.note], self._top, 20, height=self._room)
            self._foot(slide, [], self._sample(), item.link)
            self._notes(slide, [self._view(item.link)])

    def decisions(self, decisions: Sequence[Decision]) -> None:
        """The last slides: what was decided, by whom, by when."""
        t, language = self.t, self._document.language
        head = [t("Decision"), t("Responsible body"), t("Due"), t("Status")]
        rows = [[d.text, d.body, formats.day(d.due, language) if d.due else "", d.status] for d in decisions]
        width = self._width - 2 * self._margin
        widths = [int(width * share / 12) for share in (6.0, 3.0, 1.5, 1.5)]
        pages: list[list[list[str]]] = [[]]
        used = row_height(head, widths, _DECISIONS)
        for row in rows:
            needed = row_height(row, widths, _DECISIONS)
            if pages[-1] and used + needed > self._room:
                pages.append([])
                used = row_height(head, widths, _DECISIONS)
            pages[-1].append(row)
            used += needed
        for number, page in enumerate(pages, start=1):
            title = t("Decisions") if len(pages) == 1 else f"{t('Decisions')} ({number}/{len(pages)})"
            slide = self._slide(title)
            frame = plain_table(slide.shapes, [head, *page], self._margin, self._top, widths, _DECISIONS)
            frame.name = title
            set_alt(frame, t.plural("{n} decision", "{n} decisions", len(rows)))
            self._foot(slide, [], self._sample(), self._document.link)

    @property
    def _room(self) -> int:
        return self._height - self._top - 2 * self._line

    def _follow_template(self) -> None:
        """Stand below the title of the template and within its margins."""
        if not self._has_template:
            return
        for placeholder in self._layout.placeholders:
            if placeholder.placeholder_format.type in _TITLES and placeholder.width:
                self._margin = max(int(placeholder.left), self._width // 40)
                self._top = max(int(placeholder.top + placeholder.height) + self._line, self._height // 6)
                self._top = min(self._top, self._height // 3)

    def _chart(self, item: Item, chart: Chart) -> None:
        notes = list(chart.notes)
        if item.note:
            notes.insert(0, item.note)
        top = self._top + self._line // 2
        bottom = self._height - 2 * self._line - self._note_height(notes)
        entries = legend.entries_of(chart) if chart.kind in COLOURED else []
        bottom -= legend.row_height(entries, self._width - 2 * self._margin)
        box = (self._margin, top, self._width - 2 * self._margin, bottom - top)
        parts = self._parts(chart, box)
        for number, part in enumerate(parts, start=1):
            title = item.title if len(parts) == 1 else f"{item.title} ({number}/{len(parts)})"
            slide = self._slide(title)
            measure = chart.subtitle or chart.measure
            self._text(slide, [measure], self._top - self._line, 14 if len(measure) < 130 else 12)
            if part is None:
                nothing = self.t("There is nothing to show for this selection.")
                self._text(slide, [chart.sentence or nothing], top, 20, height=self._room)
            elif isinstance(part, tuple):
                y = box[1]
                for piece in part:
                    add_table(slide.shapes, piece, box[0], y, chart)
                    y += piece.height + GAP
                if entries:
                    legend.add_row(slide.shapes, entries, box[0], bottom, box[2], chart.language)
            else:
                _SHAPES.get(part.kind, add_chart)(slide.shapes, part, box)
            self._foot(slide, notes, source_line(chart), item.link)
            said = [chart.sentence, *chart.notes]
            if chart.definition:
                said.append(self.t("Definition: {definition}", definition=chart.definition))
            self._notes(slide, [*said, source_line(chart), self._view(item.link)])

    @staticmethod
    def _parts(chart: Chart, box: Box) -> Sequence[Chart | tuple[Piece, ...] | None]:
        """What stands on a slide each; None when there is nothing to draw."""
        if chart.is_empty:
            return [None]
        if chart.kind in _ON_ONE_SLIDE:
            return [chart]
        if chart.kind is Kind.SPINE:
            return list(legible_parts(chart, rows_of(box[3], chart)))
        if chart.kind in CHART_KINDS:
            return list(legible_parts(chart, _ROWS_OF_CHART))
        return stacked(pieces(chart, box[2], box[3]), box[3])

    def _figures(self, item: Item) -> None:
        slide = self._slide(item.title or self.t("Key figures"))
        count = len(item.figures)
        rows = -(-count // _MOST_FIGURES)
        columns = -(-count // rows)
        gap = self._margin // 4
        width = (self._width - 2 * self._margin - gap * (columns - 1)) // columns
        height = min(self._height // 2, (self._room - self._line - gap * (rows - 1)) // rows)
        for number, figure in enumerate(item.figures):
            left = self._margin + number % columns * (width + gap)
            top = self._top + self._line // 2 + number // columns * (height + gap)
            _add_figure(slide.shapes, figure, (left, top, width, height))
        notes = [item.note] if item.note else []
        self._foot(slide, notes, self._dated(item.figures), item.link)
        said = [figure.sentence for figure in item.figures if figure.sentence]
        self._notes(slide, ["\n".join(said), self._view(item.link)])

    def _dated(self, figures: Sequence[KeyFigure]) -> str:
        day = self._document.as_of
        parts = [self.t("As of {day}", day=formats.day(day, self._document.language)) if day else ""]
        if self._document.sample or any(figure.sample for figure in figures):
            parts.append(self.t(SAMPLE_MARK))
        return " · ".join(part for part in parts if part)

    def _sample(self) -> str:
        return self.t(SAMPLE_MARK) if self._document.sample else ""

    def _view(self, link: str) -> str:
        return self.t("The same view: {link}", link=link) if link else ""

    def _slide(self, title: str, *, size: int = 28, top: int | None = None) -> Any:
        slide = self._presentation.slides.add_slide(self._layout)
        for placeholder in list(slide.placeholders):
            if placeholder.placeholder_format.type not in _TITLES:
                placeholder._element.getparent().remove(placeholder._element)
        shape = slide.shapes.title
        if shape is None:  # a template without any title
            shape = slide.shapes.add_textbox(0, 0, 0, 0)
        frame = shape.text_frame
        frame.text = title
        if self._has_template and slide.shapes.title is not None and top is None:
            size = _fitting_size(title, int(shape.width), int(shape.height), self._title_size)
            if size < self._title_size:  # else the template's own
                frame.paragraphs[0].font.size = Pt(size)
            return slide
        shape.left, shape.width = Emu(self._margin), Emu(self._width - 2 * self._margin)
        shape.top = Emu(int(self._line * 0.8) if top is None else top)
        shape.height = Emu(self._top - 2 * self._line)
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        frame.margin_left = 0
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        if not self._has_template:
            paragraph.font.size = Pt(size if len(title) < 60 else size - 4 if len(title) < 110 else size - 8)
            paragraph.font.bold = True
            paragraph.font.color.rgb = rgb(theme.TEXT)
        return slide

    def _text(self, slide: Any, lines: Sequence[str], top: int, size: int, height: int | None = None) -> Any:
        written = [line for line in lines if line]
        if not written:
            return None
        width = self._width - 2 * self._margin
        box = slide.shapes.add_textbox(Emu(self._margin), Emu(top), Emu(width), Emu(height or self._line))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for number, line in enumerate(written):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.text = line
            paragraph.font.size = Pt(size)
            paragraph.font.color.rgb = rgb(theme.QUIET_TEXT)
        return box

    def _foot(self, slide: Any, notes: Sequence[str], source: str, link: str) -> None:
        """What must be read beside the figure, then source, day, slide number and the way to the view."""
        bottom = self._height - int(1.5 * self._line)
        if notes:
            height = self._note_height(notes)
            self._text(slide, notes, bottom - height, 12, height=height)
        number = str(len(self._presentation.slides))
        told = " · ".join(part for part in (source, number) if part)
        size = 12 if len(told) < _LONG_FOOT else 10
        box = self._text(slide, [told], bottom, size)
        if link.startswith(("http://", "https://")):
            paragraph = box.text_frame.paragraphs[0]
            paragraph.add_run().text = " · "
            run = paragraph.add_run()
            run.text = self.t("Open the view")
            run.hyperlink.address = link
            for each in paragraph.runs:
                each.font.size = Pt(size)

    def _note_height(self, notes: Sequence[str]) -> int:
        width = (self._width - 2 * self._margin) / _POINT
        lines = sum(max(1, -(-int(len(note) * 6.2) // int(width))) for note in notes)
        return int(lines * 15.5 * _POINT)

    @staticmethod
    def _notes(slide: Any, parts: Sequence[str]) -> None:
        slide.notes_slide.notes_text_frame.text = "\n\n".join(part for part in parts if part)


def _add_figure(shapes: Any, figure: KeyFigure, box: Box) -> None:
    """A card with title, value, change, benchmark; its alt text says all of it."""
    card = _plain(shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Emu(side) for side in box)))
    card.name = figure.title
    card.fill.solid()
    card.fill.fore_color.rgb = rgb(theme.SURFACE)
    card.line.color.rgb, card.line.width = rgb(theme.BORDER), Pt(0.75)
    set_alt(card, figure.sentence or f"{figure.title}: {shown_figure(figure)}")
    frame = card.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    value = shown_figure(figure)
    large = 36 if len(value) <= 8 else 26 if len(value) <= 20 else 20
    lines = [(figure.title, 16, False, theme.TEXT), (value, large, True, theme.TEXT)]
    quiet = [figure.unit if figure.unit != "%" else "", figure.value.word, figure.change]
    quiet += [figure.benchmark, figure.note]
    lines += [(line, 14, False, theme.QUIET_TEXT) for line in dict.fromkeys(quiet) if line]
    for number, (text, size, bold, code) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.color.rgb = rgb(code)


def _plain(shape: Any) -> Any:
    """The shape without what the theme adds: shadows, gradients, effects."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    return shape


def shown_figure(figure: KeyFigure) -> str:
    """The value of a key figure as it is written large: with its sign of per cent."""
    shown = figure.value.shown
    if figure.unit == "%" and figure.value.is_known and "%" not in shown:
        return shown + formats.percent_sign(figure.language)
    return shown


def _drop_slides(presentation: Any) -> None:
    """Leave the masters and layouts of a template, and nothing that names its slides."""
    identifiers = presentation.slides._sldIdLst
    for identifier in list(identifiers):
        presentation.part.drop_rel(identifier.rId)
        identifiers.remove(identifier)
    for sections in list(presentation.element.iter(_SECTIONS)):
        extension = sections.getparent()
        extension.getparent().remove(extension)
    for shows in list(presentation.element.iter(qn("p:custShowLst"))):
        shows.getparent().remove(shows)


def _title_only(presentation: Any) -> Any:
    """The layout with a title and as little else as possible."""

    def others(layout: Any) -> tuple[bool, int]:
        kinds = [placeholder.placeholder_format.type for placeholder in layout.placeholders]
        return not any(kind in _TITLES for kind in kinds), len(kinds)

    return min(presentation.slide_layouts, key=others)


def _title_size(presentation: Any, layout: Any) -> int:
    """Size of titles of a layout in points: its own, else that of the master."""
    titles = [shape for shape in layout.placeholders if shape.placeholder_format.type in _TITLES]
    places = [shape._element for shape in titles] + list(
        presentation.slide_master._element.iter(_TITLE_STYLE)
    )
    for place in places:
        for look in place.iter(qn("a:defRPr")):
            if look.get("sz"):
                return int(look.get("sz")) // 100
    return _TITLE_SIZE


def _fitting_size(text: str, width: int, height: int, largest: int) -> int:
    """The largest size with which a title stays in its place; not below what is read as a title."""
    for size in range(largest, _LEAST_TITLE, -2):
        letters = max(1, int(width / (size * 0.55 * _POINT)))
        if len(textwrap.wrap(text, letters)) * size * 1.2 * _POINT <= height:
            return size
    return _LEAST_TITLE


def _name_language(element: Any, language: str) -> None:
    """Say of every run in which language it is, for the spelling check and for screen readers."""
    for run in [*element.iter(qn("a:r")), *element.iter(qn("a:fld"))]:
        run.get_or_add_rPr().set("lang", OFFICE_LANGUAGES[language])
    for end in element.iter(qn("a:endParaRPr")):
        end.set("lang", OFFICE_LANGUAGES[language])
