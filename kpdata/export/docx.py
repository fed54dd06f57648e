"""A document as a Word file: headings, native charts, tables, source lines, decisions.

Everything stands in Word's own styles (Heading 1–2, Caption, Table Grid …), so an organisation can
restyle it or give its own template.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document as open_word
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor

from kpdata.charts import formats, theme
from kpdata.charts.chart import Chart, Kind, Table
from kpdata.charts.table import table_of
from kpdata.export.document import SAMPLE_MARK, Decision, Document, Item, legible_parts, source_line
from kpdata.export.native import CHART_KINDS, chart_parts
from kpdata.i18n import texts

_ROWS_OF_CHART = 32
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_LANGUAGES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}


def docx_bytes(document: Document, template: bytes | None = None) -> bytes:
    """The Word file; `template` is a .docx whose styles are used."""
    report = _Report(document, template)
    report.front()
    for item in document.items:
        report.item(item)
    if document.decisions:
        report.decisions(document.decisions)
    stream = io.BytesIO()
    report.word.save(stream)
    return stream.getvalue()


class _Report:
    """A Word document being written."""

    def __init__(self, document: Document, template: bytes | None) -> None:
        self._document = document
        self._t = texts(document.language)
        self._charts = 0
        self.word = open_word(io.BytesIO(template)) if template else open_word()
        section = self.word.sections[0]
        if not template:
            section.orientation = WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = Emu(7560000), Emu(10692000)  # A4
            section.left_margin = section.right_margin = Emu(720000)
            section.top_margin = section.bottom_margin = Emu(720000)
        self._width = int(section.page_width - section.left_margin - section.right_margin)
        self.word.core_properties.title = document.title
        self.word.core_properties.language = _WORD_LANGUAGES[document.language]
        self.word.core_properties.author = ""
        self.word.core_properties.comments = ""
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), _WORD_LANGUAGES[document.language])
        self.word.styles["Normal"].element.get_or_add_rPr().append(language)

    def front(self) -> None:
        """Title, area and as-of date."""
        self.word.add_heading(self._document.title, 0)
        lines = [self._document.subtitle]
        if self._document.sample:
            lines.append(self._t(SAMPLE_MARK))
        for line in lines:
            if line:
                self.word.add_paragraph(line, style="Subtitle")

    def item(self, item: Item) -> None:
        """Heading, note, figure, sentence, table where the figure is not one, source line."""
        self.word.add_heading(item.title or self._t("Key figures"), 1)
        if item.note:
            self.word.add_paragraph(item.note)
        for figure in item.figures:
            unit = f" {figure.unit}" if figure.unit and figure.unit != "%" else ""
            parts = [f"{figure.value.text}{unit}", figure.change, figure.benchmark, figure.note]
            paragraph = self.word.add_paragraph(style="List Bullet")
            paragraph.add_run(f"{figure.title}: ").bold = True
            paragraph.add_run(" · ".join(part for part in parts if part))
        if item.chart is None:
            return
        chart = item.chart
        if chart.subtitle:
            self.word.add_paragraph(chart.subtitle)
        if chart.kind in CHART_KINDS and not chart.is_empty:
            one = chart.kind in {Kind.LINES, Kind.SCATTER}
            for part in [chart] if one else legible_parts(chart, _ROWS_OF_CHART):
                self._chart(part)
        if chart.sentence and chart.sentence != item.title:
            self.word.add_paragraph(chart.sentence)
        self._table(table_of(chart), chart)
        for line in (*chart.notes, source_line(chart)):
            if line:
                self.word.add_paragraph(line, style="Caption")
        if chart.definition:
            self.word.add_paragraph(
                self._t("Definition: {definition}", definition=chart.definition), style="Caption"
            )
        if item.link:
            self.word.add_paragraph(self._t("The same view: {link}", link=item.link), style="Caption")

    def decisions(self, decisions: Sequence[Decision]) -> None:
        """What was decided, by whom, by when."""
        t, language = self._t, self._document.language
        self.word.add_heading(t("Decisions"), 1)
        head = [t("Decision"), t("Responsible body"), t("Due"), t("Status")]
        rows = [[d.text, d.body, formats.day(d.due, language) if d.due else "", d.status] for d in decisions]
        self._grid([head, *rows], ())

    def _chart(self, chart: Chart) -> None:
        self._charts += 1
        rows = len(chart.categories) if chart.kind not in {Kind.LINES, Kind.SCATTER} else 14
        height = min(int(self._width * 1.25), 700_000 + rows * 230_000)
        xml, workbook = chart_parts(chart, self._width, height)
        package = self.word.part.package
        sheet_name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{self._charts}.xlsx")
        part = Part(PackURI(f"/word/charts/chart{self._charts}.xml"), _CHART_TYPE, b"", package)
        link = part.relate_to(Part(sheet_name, _SHEET_TYPE, workbook, package), f"{_RELATIONS}/package")
        data = (
            f'<c:externalData r:id="{link}" xmlns:r="{_RELATIONS}"><c:autoUpdate val="0"/></c:externalData>'
        )
        part._blob = xml.replace(b"</c:chartSpace>", data.encode() + b"</c:chartSpace>")
        relation = self.word.part.relate_to(part, f"{_RELATIONS}/chart")
        run = self.word.add_paragraph().add_run()
        run._r.append(_inline(relation, self._width, height, self._charts, chart.alt))

    def _table(self, table: Table, chart: Chart) -> None:
        rows = [
            [column.heading for column in table.columns],
            *([cell.text for cell in row] for row in table.rows),
        ]
        grid = self._grid(rows, [number for number, column in enumerate(table.columns) if column.is_number])
        properties = grid._tbl.tblPr
        description = OxmlElement("w:tblDescription")
        description.set(qn("w:val"), chart.alt)
        properties.append(description)

    def _grid(self, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Any:
        grid = self.word.add_table(len(rows), len(rows[0]), style="Table Grid")
        header = OxmlElement("w:tblHeader")  # the heading row stands again on every page
        grid.rows[0]._tr.get_or_add_trPr().append(header)
        for y, row in enumerate(rows):
            cells = grid.rows[y].cells
            for x, text in enumerate(row):
                paragraph = cells[x].paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                run = paragraph.add_run(text)
                run.font.size = Pt(9)
                run.font.bold = y == 0
                run.font.color.rgb = RGBColor.from_string(theme.TEXT.lstrip("#"))
                if x in numbers:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.word.add_paragraph().paragraph_format.space_after = Pt(0)
        return grid


def _inline(relation: str, width: int, height: int, number: int, alt: str) -> Any:
    """The drawing that holds a chart inside a line of text."""
    drawing = parse_xml(
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{100 + number}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
        f' xmlns:r="{_RELATIONS}" r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    drawing[0].find(qn("wp:docPr")).set("descr", alt)
    return drawing
