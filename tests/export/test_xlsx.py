"""Workbooks, opened again by openpyxl."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from kpdata.charts.chart import Chart, Kind
from kpdata.export.document import Document
from kpdata.export.xlsx import xlsx_bytes
from tests.export.documents import (
    LINK,
    SECRET,
    WORDS,
    a_document,
    alone,
    bars,
    charts,
    heat,
    lines,
    parts,
    parts_of,
    scatter,
)

LANGUAGES = ("fi", "sv", "en")


def opened(document: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(document)))


def table(sheet: Any, heading: str) -> dict[str, list[Any]]:
    """Rows below the heading by their first cell."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    top = next(i for i, row in enumerate(rows) if row[0] == heading)
    width = len([cell for cell in rows[top] if cell is not None])
    return {str(row[0]): row[1:width] for row in rows[top:] if row[0]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_an_item_decisions_and_definitions(language: str) -> None:
    book = opened(a_document(language))
    assert len(book.sheetnames) == 1 + len(charts()) + 1 + 2
    assert all(len(name) <= 31 for name in book.sheetnames)
    definitions = book.worksheets[-1]
    rows = list(definitions.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(charts())
    assert {row[3] for row in rows} == {LINK}
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage  # to one page of width: the default
        assert sheet.page_setup.fitToHeight == 0


def test_numbers_are_numbers_as_shown_and_states_are_words() -> None:
    found = table(opened(alone(bars())).worksheets[0], "Kunta")
    assert found["Akaa"][0] == 82.4
    assert found["Kangasala"] == [0, None, None, "ei paikkoja"]
    assert found["Vesilahti"][:3] == ["30,0–55,0\u00a0%", 30, 55]
    assert found["Parkano"][0] == found["Parkano"][3] == "peitetty"
    assert found["Nokia"][0] == "ei kartoitettu"


def test_number_formats_show_the_decimals() -> None:
    sheet = opened(alone(bars())).worksheets[0]
    formats = {
        cell.number_format for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)
    }
    assert formats == {"#,##0.0"}


@pytest.mark.parametrize("chart", [lines(), scatter()], ids=lambda chart: chart.kind)
def test_what_is_not_known_is_a_gap_in_lines_and_points(chart: Chart) -> None:
    # A text would be drawn as zero.
    sheet = opened(alone(chart)).worksheets[0]
    found = table(sheet, "Alue")
    last = found[chart.categories[-1].name]
    assert last[1] is None
    assert "peitetty" in last[-1]


def test_ranges_of_lines_have_both_ends_as_numbers() -> None:
    found = table(opened(alone(lines())).worksheets[0], "Alue")
    assert found["Alue"][:4] == [
        "Pirkanmaa", "Koko maa", "Koko maa, vaihteluvälin alaraja", "Koko maa, vaihteluvälin yläraja",
    ]  # fmt: skip
    assert found["3/2026"][1:4] == [None, 80, 120]


@pytest.mark.parametrize("chart", [bars(), parts(Kind.STACKED), parts(Kind.DIVERGING), lines(), scatter()])
def test_a_native_chart_is_fed_from_the_table(chart: Chart) -> None:
    content = dict(parts_of(xlsx_bytes(alone(chart))))
    xml = content["xl/charts/chart1.xml"].decode()
    assert xml.count("<c:ser>") >= len(chart.series) - (chart.kind is Kind.SCATTER)
    assert "!$B$" in xml
    assert chart.alt in content["xl/drawings/drawing1.xml"].decode()


def test_heat_cells_have_the_colour_of_their_class() -> None:
    sheet = opened(alone(heat())).worksheets[0]
    fills = {cell.fill.fgColor.rgb for row in sheet.iter_rows() for cell in row if cell.value in (0.0, 10.0)}
    assert len(fills) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_numbers_stand_in_no_part_and_the_word_does(language: str) -> None:
    content = dict(parts_of(xlsx_bytes(a_document(language))))
    for name, part in content.items():
        assert str(SECRET) not in part.decode("utf-8", "replace"), name
    assert WORDS[language] in content["xl/sharedStrings.xml"].decode()


def test_text_never_becomes_a_formula_or_a_link() -> None:
    chart = bars()
    bad = replace(chart.categories[0], name='=HYPERLINK("http://evil.example")')
    sheet = opened(alone(replace(chart, categories=(bad, *chart.categories[1:])))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=HYPERLINK" in "".join(str(cell.value) for cell in cells)
    assert "'=Avoin kysymys" in [sheet.cell(1, 1).value for sheet in opened(a_document()).worksheets]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert xlsx_bytes(a_document()) == xlsx_bytes(a_document())
