"""A document as a Word file: headings, native charts, tables, source lines, decisions.

Everything stands in named styles (Heading 1, Figure Measure, Figure Source, Figure Table …), so that an
organisation can restyle it; in its own template it may define them beforehand.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor

from kpdata.charts import formats, theme
from kpdata.charts.chart import Chart, Kind, Table
from kpdata.charts.table import table_of
from kpdata.export.document import SAMPLE_MARK, Decision, Document, Item, legible_parts, source_line
from kpdata.export.legend import cell_colour, entries_of
from kpdata.export.native import CHART_KINDS, as_bars, chart_parts
from kpdata.export.package import OFFICE_LANGUAGES, opened_template, reproducible, set_properties
from kpdata.export.pptx import shown_figure
from kpdata.export.slide_tables import COLOURED, column_widths, holds_words, in_signs
from kpdata.i18n import texts

_ROWS_OF_CHART = 26
# A matrix of more columns holds signs instead of words; their columns are alike, in letters.
_MOST_WORDED = 8
_LEAST_NAME, _SIGN = 10, 7
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FONT = "Calibri"
_MEASURE, _SOURCE, _TABLE = "Figure Measure", "Figure Source", "Figure Table"
_BODY = 10.5
_CHART_TEXT = 10
_LONG_TITLE = 70
_PAGE = (7_560_000, 10_692_000)  # A4 in EMU


def docx_bytes(document: Document, template: bytes | None = None) -> bytes:
    """The Word file; `template` is a .docx or .dotx whose styles, header and footer are used."""
    report = _Report(document, template)
    if document.has_front:
        report.front()
    for item in document.items:
        report.item(item)
    if document.decisions:
        report.decisions(document.decisions)
    stream = io.BytesIO()
    report.word.save(stream)
    return reproducible(stream.getvalue(), document.as_of)


class _Report:
    """A Word document being written."""

    def __init__(self, document: Document, template: bytes | None) -> None:
        self._document = document
        self.t = texts(document.language)
        self._charts = 0
        self._has_template = template is not None
        self.word: Any = docx.Document(None if template is None else opened_template(template, "docx"))
        if self._has_template:
            _empty_body(self.word)
        else:
            _set_page(self.word.sections[0])
            _restyle(self.word.styles)
        section = self.word.sections[-1]
        sides = [int(section.left_margin or 0), int(section.right_margin or 0)]
        self._width = int(section.page_width or _PAGE[0]) - sum(sides)
        self._height = int(section.page_height or _PAGE[1]) - 2 * int(section.top_margin or 0)
        _own_styles(self.word.styles)
        set_properties(self.word.core_properties, document.title, document.language)
        _set_language(self.word.styles, OFFICE_LANGUAGES[document.language])
        self._running_lines(section)

    def front(self) -> None:
        """Title, area and as-of date."""
        title = self._paragraph(self._document.title, "Title")
        if not self._has_template and len(self._document.title) > _LONG_TITLE:
            title.runs[0].font.size = Pt(17)
        lines = [self._document.subtitle]
        if self._document.sample:
            lines.append(self.t(SAMPLE_MARK))
        for line in lines:
            if line:
                self._paragraph(line, "Subtitle")
        if self._document.link:
            self._view(self._document.link)

    def item(self, item: Item) -> None:
        """Heading, note, figure, sentence, table, source line."""
        self._paragraph(item.title or self.t("Key figures"), "Heading 1")
        if item.note:
            self._paragraph(item.note)
        for figure in item.figures:
            parts = [figure.unit if figure.unit != "%" else "", figure.value.word, figure.change]
            parts += [figure.benchmark, figure.note]
            paragraph = self._paragraph("", "List Bullet")
            paragraph.add_run(f"{figure.title}: {shown_figure(figure)}").bold = True
            paragraph.add_run("".join(f" · {part}" for part in dict.fromkeys(parts) if part))
        if item.chart is not None:
            self._figure(item.chart, item)
        if item.link:
            self._view(item.link)

    def decisions(self, decisions: Sequence[Decision]) -> None:
        """What was decided, by whom, by when."""
        t, language = self.t, self._document.language
        self._paragraph(t("Decisions"), "Heading 1")
        head = [t("Decision"), t("Responsible body"), t("Due"), t("Status")]
        rows = [[d.text, d.body, formats.day(d.due, language) if d.due else "", d.status] for d in decisions]
        grid = self._grid([head, *rows], (), (5, 3, 1.5, 1.5))
        _describe(grid, t("Decisions"), t.plural("{n} decision", "{n} decisions", len(rows)))

    def _figure(self, chart: Chart, item: Item) -> None:
        measure = chart.subtitle or chart.measure
        if measure:
            self._paragraph(measure, _MEASURE)
        drawn = as_bars(chart) if chart.kind is Kind.TILES else chart
        if drawn.kind in CHART_KINDS and not drawn.is_empty:
            one = drawn.kind in {Kind.LINES, Kind.SCATTER}
            for part in [drawn] if one else legible_parts(drawn, _ROWS_OF_CHART):
                self._chart(part)
        if chart.is_empty:
            self._paragraph(self.t("There is nothing to show for this selection."))
        if chart.sentence and chart.sentence != item.title:
            self._paragraph(chart.sentence)
        if not chart.is_empty:
            table = table_of(chart)
            if chart.kind is Kind.MATRIX and len(table.columns) > _MOST_WORDED:
                table = in_signs(chart, table)
                self._paragraph("; ".join(entry.label for entry in entries_of(chart)), _SOURCE)
            self._table(table, chart)
        for line in (*chart.notes, source_line(chart)):
            if line:
                self._paragraph(line, _SOURCE)
        if chart.definition:
            definition = chart.definition.replace("\n", " ")
            self._paragraph(self.t("Definition: {definition}", definition=definition), _SOURCE)

    def _chart(self, chart: Chart) -> None:
        self._charts += 1
        rows = len(chart.categories) if chart.kind not in {Kind.LINES, Kind.SCATTER} else 16
        legend = 300_000 if chart.kind in {Kind.STACKED, Kind.DIVERGING} else 0
        row = 360_000 if legend else 190_000 if rows > 8 else 300_000
        height = min(int(self._height * 0.68), 260_000 + legend + rows * row)
        xml, workbook = chart_parts(chart, self._width, height, _CHART_TEXT, _FONT)
        package = self.word.part.package
        sheet_name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{self._charts}.xlsx")
        sheet = Part(sheet_name, _SHEET_TYPE, workbook, package)
        part = Part(PackURI(f"/word/charts/chart{self._charts}.xml"), _CHART_TYPE, b"", package)
        link = part.relate_to(sheet, f"{_RELATIONS}/package")
        data = (
            f'<c:externalData r:id="{link}" xmlns:r="{_RELATIONS}"><c:autoUpdate val="0"/></c:externalData>'
        )
        part._blob = xml.replace(b"</c:chartSpace>", data.encode() + b"</c:chartSpace>")
        relation = self.word.part.relate_to(part, f"{_RELATIONS}/chart")
        paragraph = self._paragraph("")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run()._r.append(_inline(relation, self._width, height, self._charts, chart.alt))

    def _table(self, table: Table, chart: Chart) -> None:
        rows = [
            [column.heading for column in table.columns],
            *([cell.text for cell in row] for row in table.rows),
        ]
        numbers = [
            x for x, column in enumerate(table.columns) if column.is_number and not holds_words(table, x)
        ]
        size = 9.0 if len(table.columns) <= 8 else 7.0
        shares: Sequence[float] = column_widths(table, self._width, round(size))
        if chart.kind is Kind.MATRIX and len(table.columns) > _MOST_WORDED:
            longest = max((len(row[0].text) for row in table.rows), default=1)
            shares = (max(longest + 4, _LEAST_NAME), *[_SIGN] * (len(table.columns) - 1))
        grid = self._grid(rows, numbers, shares, size)
        _describe(grid, chart.measure or chart.title, chart.alt)
        if chart.kind not in COLOURED:
            return
        for y, row in enumerate(table.rows, start=1):
            cells = grid.rows[y].cells
            for x, cell in enumerate(row):
                if (code := cell_colour(chart, cell.value)) is not None:
                    _shade(cells[x], code)
                    for run in cells[x].paragraphs[0].runs:
                        run.font.color.rgb = RGBColor.from_string(theme.text_on(code).lstrip("#"))

    def _grid(
        self,
        rows: Sequence[Sequence[str]],
        numbers: Sequence[int],
        shares: Sequence[float],
        size: float = 9.0,
    ) -> Any:
        # The XML itself: a row through the library costs a hundred times as much.
        widths = [int(self._width * share / sum(shares) / 635) for share in shares]
        grid = self.word.add_table(1, len(rows[0]), style=_TABLE)
        grid.autofit = False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Emu(width * 635)
        grid._tbl.remove(grid.rows[0]._tr)
        for y, row in enumerate(rows):
            grid._tbl.append(_row(row, widths, numbers, size, is_head=y == 0))
        self._paragraph("", _SOURCE)
        return grid

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        """A paragraph in a style; a template without it gets the text in its normal one."""
        known = style in {each.name for each in self.word.styles if each.type == WD_STYLE_TYPE.PARAGRAPH}
        return self.word.add_paragraph(text, style=style if known else None)

    def _view(self, address: str) -> None:
        """The way to the same view; as text where it is no address of the web."""
        paragraph = self._paragraph("", _SOURCE)
        if address.startswith(("http://", "https://")):
            _hyperlink(paragraph, address, self.t("Open the view"))
        else:
            paragraph.add_run(self.t("The same view: {link}", link=address))

    def _running_lines(self, section: Any) -> None:
        """The mark of sample data on every page; page numbers where no template has its own footer."""
        if self._document.sample:
            header = section.header
            first = header.paragraphs[0]
            line = first if not first.text and not first._p.findall(f".//{qn('w:drawing')}") else None
            (line or header.add_paragraph()).add_run(self.t(SAMPLE_MARK))
        if not self._has_template:
            line = section.footer.paragraphs[0]
            line.add_run(f"{self._document.subtitle} · " if self._document.subtitle else "")
            _page_number(line)
            line.style = self.word.styles[_SOURCE]


def _set_page(section: Any) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = map(Emu, _PAGE)
    section.left_margin = section.right_margin = Emu(720_000)
    section.top_margin = section.bottom_margin = Emu(720_000)


def _empty_body(word: Any) -> None:
    """Leave of a template its styles, header, footer and page, not its text."""
    body = word.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)


def _restyle(styles: Any) -> None:
    """The library's own look (blue, two typefaces) made quiet."""
    sizes = {"Normal": _BODY, "Title": 24, "Subtitle": 12, "Heading 1": 15, "Heading 2": 12.5}
    for name, size in sizes.items():
        style = styles[name]
        _set_font(style, size, theme.QUIET_TEXT if name == "Subtitle" else theme.TEXT)
        style.font.italic = False
        style.font.bold = name in {"Title", "Heading 1", "Heading 2"}
        for tag in ("w:pBdr", "w:rPr/w:spacing", "w:rPr/w:kern"):
            for ornament in style.element.findall(f".//{'/'.join(qn(part) for part in tag.split('/'))}"):
                ornament.getparent().remove(ornament)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.1
    styles["Subtitle"].paragraph_format.space_after = Pt(4)
    styles["Heading 1"].paragraph_format.space_before = Pt(20)
    styles["Heading 1"].paragraph_format.space_after = Pt(4)


def _own_styles(styles: Any) -> None:
    """Styles of ours, unless the template has defined them."""
    names = {style.name for style in styles}
    for name, size in ((_MEASURE, 10.0), (_SOURCE, 8.5)):
        if name not in names:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            _set_font(style, size, theme.QUIET_TEXT, family=None)
            style.paragraph_format.space_after = Pt(4 if name == _MEASURE else 2)
            style.paragraph_format.keep_with_next = name == _MEASURE
    if _TABLE not in names:
        styles.element.append(
            parse_xml(
                '<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
                f' w:type="table" w:customStyle="1" w:styleId="FigureTable"><w:name w:val="{_TABLE}"/>'
                '<w:uiPriority w:val="59"/><w:pPr><w:spacing w:before="0" w:after="0" w:line="240"'
                ' w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>'
                + "".join(
                    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{theme.BORDER.lstrip("#")}"/>'
                    for side in ("top", "bottom", "insideH")
                )
                + '</w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
                '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
                '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear"'
                f' w:color="auto" w:fill="{theme.SURFACE.lstrip("#")}"/></w:tcPr></w:tblStylePr></w:style>'
            )
        )


def _set_font(style: Any, size: float, code: str, family: str | None = _FONT) -> None:
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor.from_string(code.lstrip("#"))
    if family is None:
        return
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # the theme's typefaces would win
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), family)


def _set_language(styles: Any, code: str) -> None:
    """The language of all text, for the spelling check and for screen readers."""
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for properties in (defaults, styles["Normal"].element.get_or_add_rPr()):
        if properties is None:
            continue
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        language = OxmlElement("w:lang")
        for name in ("val", "eastAsia"):
            language.set(qn(f"w:{name}"), code)
        properties.append(language)


def _row(
    texts_of_row: Sequence[str], widths: Sequence[int], numbers: Sequence[int], size: float, *, is_head: bool
) -> Any:
    """A table row; a heading row stands again on every page, no row is broken over two."""
    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for x, (text, width) in enumerate(zip(texts_of_row, widths, strict=True)):
        cell, measures = OxmlElement("w:tc"), OxmlElement("w:tcPr")
        wide = OxmlElement("w:tcW")
        wide.set(qn("w:w"), str(width))
        wide.set(qn("w:type"), "dxa")
        measures.append(wide)
        cell.append(measures)
        paragraph, format_of_it = OxmlElement("w:p"), OxmlElement("w:pPr")
        space = OxmlElement("w:spacing")
        for name, value in (("before", "0"), ("after", "0"), ("line", "240"), ("lineRule", "auto")):
            space.set(qn(f"w:{name}"), value)
        format_of_it.append(space)
        if x in numbers:
            side = OxmlElement("w:jc")
            side.set(qn("w:val"), "right")
            format_of_it.append(side)
        paragraph.append(format_of_it)
        run, look = OxmlElement("w:r"), OxmlElement("w:rPr")
        if is_head:
            look.append(OxmlElement("w:b"))
        points = OxmlElement("w:sz")
        points.set(qn("w:val"), str(round(size * 2)))
        look.append(points)
        written = OxmlElement("w:t")
        written.text = text
        written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(look)
        run.append(written)
        paragraph.append(run)
        cell.append(paragraph)
        row.append(cell)
    return row


def _describe(grid: Any, title: str, text: str) -> None:
    """Title and alt text of a table."""
    for name, value in (("w:tblCaption", title), ("w:tblDescription", text)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        grid._tbl.tblPr.append(element)


def _shade(cell: Any, code: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", code.lstrip("#"))):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _hyperlink(paragraph: Any, address: str, text: str) -> None:
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(text)
    run.font.color.rgb = RGBColor.from_string(theme.PRIMARY.lstrip("#"))
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


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
