"""Word files, opened again by the library."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Inches, Pt

from kpdata.errors import UsageError
from kpdata.export.document import Document
from kpdata.export.docx import docx_bytes
from tests.export.documents import (
    LINK,
    SECRET,
    WORDS,
    a_document,
    alone,
    bars,
    charts,
    heat,
    matrix,
    parts_of,
    tiles,
)

LANGUAGES = ("fi", "sv", "en")


def opened(document: Document, template: bytes | None = None) -> Any:
    return docx.Document(io.BytesIO(docx_bytes(document, template)))


def headings(word: Any) -> list[str]:
    return [p.text for p in word.paragraphs if p.style.name == "Heading 1"]


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_tables_sources_and_decisions(language: str) -> None:
    document = a_document(language)
    word = opened(document)
    assert word.paragraphs[0].text == "LAPE-ryhmä"
    titles = [item.title for item in document.items[1:]]
    assert headings(word)[1:-1] == titles
    assert len(word.tables) == len(charts()) + 1
    told = [p.text for p in word.paragraphs]
    for item in document.items[1:10]:
        assert any(item.chart.definition and item.chart.definition in text for text in told) or (
            not item.chart.definition
        )
    assert cells(word.tables[-1])[1] == [
        "Avataan paikka Nokialle",
        "Ohjausryhmä",
        told_day(language),
        "kesken",
    ]
    assert word.core_properties.title == "LAPE-ryhmä"
    assert word.core_properties.language == {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language]


def told_day(language: str) -> str:
    return "15 January 2027" if language == "en" else "15.1.2027"


def test_the_table_holds_what_is_shown() -> None:
    rows = cells(opened(alone(bars())).tables[0])
    assert rows[0][0] == "Kunta"
    shown = {row[0]: row[1] for row in rows[1:]}
    assert shown["Akaa"] == "82,4\u00a0%"
    assert shown["Vesilahti"] == "30,0–55,0\u00a0%"
    assert shown["Parkano"] == "• peitetty"


def test_charts_are_native_with_their_workbook_and_alt_text() -> None:
    parts = dict(parts_of(docx_bytes(a_document())))
    drawn = [name for name in parts if name.startswith("word/charts/chart")]
    assert len(drawn) == 7  # bars, intervals, stacked, diverging, lines, scatter, map as bars
    book = openpyxl.load_workbook(io.BytesIO(parts["word/embeddings/Microsoft_Excel_Sheet1.xlsx"]))
    values = [row[1] for row in book.active.iter_rows(min_row=3, values_only=True)]
    assert values == [None if v.value is None else round(v.value, 1) for v in bars().series[0].values]
    word = opened(a_document())
    described = [e.get("descr") for e in word.element.iter("{*}docPr")]
    assert len(described) == 7
    assert all(described)
    captions = [e.get(qn("w:val")) for e in word.element.iter(qn("w:tblDescription"))]
    assert len(captions) == len(word.tables)
    assert all(captions)


def test_a_map_is_drawn_as_bars() -> None:
    assert any(name.startswith("word/charts/") for name, _ in parts_of(docx_bytes(alone(tiles()))))


def test_the_chart_stays_with_its_heading_and_rows_stay_whole() -> None:
    word = opened(alone(bars()))
    kept = {p.style.name: p for p in word.paragraphs}
    assert kept["Figure Measure"].style.paragraph_format.keep_with_next
    drawing = next(p for p in word.paragraphs if p._p.findall(f".//{qn('w:drawing')}"))
    assert drawing.paragraph_format.keep_with_next
    table = word.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_heat_cells_have_colours() -> None:
    table = opened(alone(heat())).tables[0]
    fills = [e.get(qn("w:fill")) for e in table._tbl.iter(qn("w:shd"))]
    assert len(set(fills)) >= 3


def test_three_hundred_rows_are_one_table() -> None:
    assert len(opened(alone(heat(rows=300))).tables[0].rows) == 301


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_numbers_stand_in_no_part_and_the_word_does(language: str) -> None:
    content = dict(parts_of(docx_bytes(a_document(language))))
    for name, part in content.items():
        text = part.decode("utf-8", "replace")
        assert not [n for n in (str(SECRET), str(SECRET).replace(".", ","), "4\u00a0711") if n in text], name
    assert WORDS[language] in content["word/document.xml"].decode()


def test_the_view_is_a_link_and_sample_data_is_marked_on_every_page() -> None:
    word = opened(a_document())
    targets = {r.target_ref for r in word.part.rels.values() if r.is_external}
    assert targets == {LINK}
    assert "Esimerkkiaineisto" in word.sections[0].header.paragraphs[0].text


def a_template() -> bytes:
    word = docx.Document()
    word.styles["Heading 1"].font.size = Pt(33)
    source = word.styles.add_style("Figure Source", WD_STYLE_TYPE.PARAGRAPH)
    source.font.size = Pt(6)
    word.sections[0].left_margin = Inches(2)
    word.sections[0].header.paragraphs[0].text = "Kunnan tunnus"
    word.add_paragraph("Vanha salainen teksti")
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def test_the_organisation_s_template_gives_styles_header_and_page() -> None:
    word = opened(a_document(), a_template())
    assert word.styles["Heading 1"].font.size == Pt(33)
    assert word.styles["Figure Source"].font.size == Pt(6)
    assert word.sections[0].left_margin == Inches(2)
    header = [p.text for p in word.sections[0].header.paragraphs]
    assert header == ["Kunnan tunnus", "Esimerkkiaineisto – ei todellisia lukuja"]
    assert not [p for p in word.paragraphs if "salainen" in p.text]


def test_what_is_no_template_is_told() -> None:
    with pytest.raises(UsageError, match=r"\.docx"):
        docx_bytes(alone(bars()), b"no zip")


def test_the_same_document_gives_the_same_bytes() -> None:
    assert docx_bytes(a_document()) == docx_bytes(a_document())


def test_a_wide_matrix_holds_signs_and_says_what_they_mean() -> None:
    word = docx.Document(io.BytesIO(docx_bytes(alone(matrix()))))
    (table,) = word.tables
    cells = {cell.text for row in table.rows[1:] for cell in row.cells[1:]}
    assert cells == {"○", "◐", "●"}
    assert "● Done; ◐ Going on; ○ Not begun" in [paragraph.text for paragraph in word.paragraphs]
