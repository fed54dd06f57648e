"""A document as a PowerPoint presentation: one finding a slide, native charts, tables and shapes.

The organisation's own template may be given: its layouts, fonts, colours and size are used.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from kpdata.charts import formats, theme
from kpdata.charts.chart import Chart, KeyFigure, Kind
from kpdata.export.document import SAMPLE_MARK, Decision, Document, Item, legible_parts, source_line
from kpdata.export.native import CHART_KINDS, Box, add_chart, rgb, set_alt
from kpdata.export.package import OFFICE_LANGUAGES, opened_template, reproducible, set_properties
from kpdata.export.slide_tables import COLOURED, SIZES, Piece, add_table, pieces, plain_table, row_height
from kpdata.export.tiles import add_legend, add_tiles, legend_height, plain
from kpdata.i18n import texts

_ROWS_OF_CHART = 24
_MOST_FIGURES = 6  # in one row
_WIDE = (Inches(13.333), Inches(7.5))
_TITLES = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE})
_SECTIONS = "{http://schemas.microsoft.com/office/powerpoint/2010/main}sectionLst"
_POINT = 12_700


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
        used = row_height(head, widths, SIZES[0])
        for row in rows:
            needed = row_height(row, widths, SIZES[0])
            if pages[-1] and used + needed > self._room:
                pages.append([])
                used = row_height(head, widths, SIZES[0])
            pages[-1].append(row)
            used += needed
        for number, page in enumerate(pages, start=1):
            title = t("Decisions") if len(pages) == 1 else f"{t('Decisions')} ({number}/{len(pages)})"
            slide = self._slide(title)
            frame = plain_table(slide.shapes, [head, *page], self._margin, self._top, widths, SIZES[0])
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
        if chart.kind in COLOURED:
            bottom -= legend_height(chart, self._width - 2 * self._margin)
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
            elif isinstance(part, Piece):
                add_table(slide.shapes, part, box[0], box[1], chart)
                if chart.kind in COLOURED:
                    add_legend(slide.shapes, chart, self._margin, bottom, box[2], across=True)
            elif part.kind is Kind.TILES:
                add_tiles(slide.shapes, part, box)
            else:
                add_chart(slide.shapes, part, box)
            self._foot(slide, notes, source_line(chart), item.link)
            said = [chart.sentence, *chart.notes]
            if chart.definition:
                said.append(self.t("Definition: {definition}", definition=chart.definition))
            self._notes(slide, [*said, source_line(chart), self._view(item.link)])

    @staticmethod
    def _parts(chart: Chart, box: Box) -> Sequence[Chart | Piece | None]:
        """What stands on a slide each; None when there is nothing to draw."""
        if chart.is_empty:
            return [None]
        if chart.kind is Kind.TILES or chart.kind in {Kind.LINES, Kind.SCATTER}:
            return [chart]
        if chart.kind in CHART_KINDS:
            return list(legible_parts(chart, _ROWS_OF_CHART))
        return pieces(chart, box[2], box[3])

    def _figures(self, item: Item) -> None:
        slide = self._slide(item.title or self.t("Key figures"))
        count = len(item.figures)
        rows = -(-count // _MOST_FIGURES)
        columns = -(-count // rows)
        gap = self._margin // 4
        width = (self._width - 2 * self._margin - gap * (columns - 1)) // columns
        height = min(self._height // 2, (self._room - gap * (rows - 1)) // rows)
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
            paragraph.font.size = Pt(size if len(title) < 90 else size - 6)
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
        box = self._text(slide, [" · ".join(part for part in (source, number) if part)], bottom, 12)
        if link.startswith(("http://", "https://")):
            paragraph = box.text_frame.paragraphs[0]
            paragraph.add_run().text = " · "
            run = paragraph.add_run()
            run.text = self.t("Open the view")
            run.hyperlink.address = link
            for each in paragraph.runs:
                each.font.size = Pt(12)

    def _note_height(self, notes: Sequence[str]) -> int:
        width = (self._width - 2 * self._margin) / _POINT
        lines = sum(max(1, -(-int(len(note) * 6.2) // int(width))) for note in notes)
        return int(lines * 15.5 * _POINT)

    @staticmethod
    def _notes(slide: Any, parts: Sequence[str]) -> None:
        slide.notes_slide.notes_text_frame.text = "\n\n".join(part for part in parts if part)


def _add_figure(shapes: Any, figure: KeyFigure, box: Box) -> None:
    """A card with title, value, change, benchmark; its alt text says all of it."""
    card = plain(shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Emu(side) for side in box)))
    card.name = figure.title
    card.fill.solid()
    card.fill.fore_color.rgb = rgb(theme.SURFACE)
    card.line.color.rgb, card.line.width = rgb(theme.BORDER), Pt(0.75)
    set_alt(card, figure.sentence or f"{figure.title}: {shown_figure(figure)}")
    frame = card.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    value = shown_figure(figure)
    large = 32 if len(value) <= 8 else 22
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


def _name_language(element: Any, language: str) -> None:
    """Say of every run in which language it is, for the spelling check and for screen readers."""
    for run in [*element.iter(qn("a:r")), *element.iter(qn("a:fld"))]:
        run.get_or_add_rPr().set("lang", OFFICE_LANGUAGES[language])
    for end in element.iter(qn("a:endParaRPr")):
        end.set("lang", OFFICE_LANGUAGES[language])
