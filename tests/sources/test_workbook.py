"""XLSX workbooks, ugly as kept by hand, and hostile."""

from __future__ import annotations

import datetime as dt
import io
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from kpdata.errors import DataError
from kpdata.sources import limits, workbook
from kpdata.sources.cells import THOUSANDS
from kpdata.sources.raw import Input
from kpdata.sources.workbook import Workbook, letters
from tests.sources.reading import Read, read, sheet_xml, workbook_bytes


def saved(folder: Path, book: openpyxl.Workbook, name: str = "tiedot.xlsx") -> Read:
    book.save(folder / name)
    return read(folder / name)


def of_bytes(folder: Path, content: bytes, name: str = "visits.xlsx") -> Read:
    (folder / name).write_bytes(content)
    return read(folder / name)


def opened(content: bytes) -> Workbook:
    return Workbook(Input("book.xlsx", "book.xlsx", lambda: io.BytesIO(content)))


def first_rows(content: bytes) -> list[tuple[int, list[str]]]:
    book = opened(content)
    rows = [(number, list(cells)) for number, cells in book.sheets[0].head]
    book.close()
    return rows


def test_a_workbook_as_it_is_kept_by_hand(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Käynnit"
    sheet.append(["Kävijätilasto 2026 – Perhekahvila"])
    sheet.merge_cells("A1:G1")
    sheet.append(["Paikan tunnus", "Kunta", "Pvm", "Kävijät", None, "Ensikertalaiset", "Huom."])
    sheet.append([None, None, None, "Aikuiset", "Lapset", None, None])
    sheet.merge_cells("D2:E2")
    for column in "ABCFG":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.append([7, 837.0, dt.datetime(2026, 9, 1), 12, 15, 2, "retki"])
    sheet["A4"].number_format = "000"
    sheet.append(["007", None, "3.9.2026", "1 012", 11, "-", None])
    sheet.append(["007", None, dt.date(2026, 9, 4), "<5", "800–1500", None, None])
    sheet.append([])
    sheet.append(["Yht.", None, None, "=SUM(D4:D6)", "=SUM(E4:E6)", None, None])
    sheet.merge_cells("B4:B6")
    hidden = book.create_sheet("Vanha 2025")
    hidden.append(["älä käytä"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Ohje").append(["Täytä joka kuukausi"])
    found = saved(tmp_path, book)

    assert found.problems == []
    assert found.rows == {"visits": [4, 5, 6]}
    assert found.column("visits", "place_id") == ["007"] * 3
    assert found.column("visits", "municipality") == ["837"] * 3
    assert [str(day)[:10] for day in found.column("visits", "date")] == [
        "2026-09-01",
        "2026-09-03",
        "2026-09-04",
    ]
    assert found.column("visits", "adults") == [12, 1012, None]
    assert found.column("visits", "adults_hidden") == [False, False, True]
    assert found.column("visits", "children") == [15, 11, None]
    assert found.column("visits", "children_max") == [None, None, 1500]
    assert found.column("visits", "first_timers") == [2, 0, None]
    path = str(tmp_path / "tiedot.xlsx")
    assert found.notices == [
        f"{path}: hidden sheets were ignored: Vanha 2025.",
        f"{path}: sheets that are no tables were left out: Ohje.",
        f"{path}: the rows above the header (row 2) were not read.",
        f"{path}: unknown columns were left out: Huom..",
        f"{path}, column “Aikuiset”: {THOUSANDS.text('en')} (cells: 1, first in row 5).",
        f"{path}, column “Ensikertalaiset”: “-” was read as none (0) (cells: 1, first in row 5).",
        f"{path}: rows of totals were left out: 1.",
    ]
    file = found.source.files[0]
    assert (file.path, file.encoding, file.delimiter, file.tables["visits"].read) == (path, None, None, 3)


def test_several_sheets_are_several_tables_in_their_order(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hours = book.active
    assert hours is not None
    hours.title = "Aukioloajat"
    hours.append(["Paikan tunnus", "Viikonpäivä", "Alkaa", "Päättyy"])
    hours.append(["P1", "ma", dt.time(9, 30), 0.5])
    hours["D2"].number_format = "h:mm"
    hours.append(["P1", 2, "9.00", "klo 12"])
    places = book.create_sheet("meeting_places")
    places.append(["place_id", "name", "municipality", "operator_type", "support_forms", "step_free"])
    places.append(["P1", "Kerho", 5, "srk", "peer; material", True])
    found = saved(tmp_path, book)
    assert list(found.frames) == ["meeting_places", "opening_hours"]
    assert found.column("opening_hours", "opens") == ["09:30", "09:00"]
    assert found.column("opening_hours", "closes") == ["12:00", "12:00"]
    assert found.frames["meeting_places"].to_dict("records") == [
        {
            "place_id": "P1",
            "name": "Kerho",
            "municipality": "005",
            "operator_type": "parish",
            "support_forms": "peer|material",
            "step_free": "yes",
        }
    ]


def test_a_formula_without_a_stored_value_is_refused_by_its_address(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "visits"
    sheet.append(["place_id", "date", "adults", "Huom."])
    sheet.append(["P1", "1.9.2026", "=1+1", "=A1"])
    sheet.append(["P2", "1.9.2026", 5, "=A1"])
    found = saved(tmp_path, book)
    assert found.rows["visits"] == [3]
    assert found.problems == [
        (2, "adults", "", "Cell C2 of the sheet visits is a formula without a stored value.")
    ]


HEADER = ["place_id", "date", "adults"]


def test_stored_values_of_formulas_are_read(tmp_path: Path) -> None:
    row = ["P1", '<c t="str"><f>X()</f><v>1.9.2026</v></c>', "<c><f>1+1</f><v>2</v></c>"]
    empty = ["P2", '<c t="str"><f>X()</f><v></v></c>', "<c><v>3</v></c>"]
    found = of_bytes(tmp_path, workbook_bytes({"visits": sheet_xml(HEADER, row, empty)}))
    assert found.column("visits", "adults") == [2]
    assert found.problems == [
        (3, "date", "", "The row needs either a date or a month."),
    ]


def test_error_values_are_refused_by_their_address(tmp_path: Path) -> None:
    row = ["P1", "1.9.2026", '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>']
    found = of_bytes(tmp_path, workbook_bytes({"visits": sheet_xml(HEADER, row)}))
    assert found.problems == [(2, "adults", "", "Cell C2 of the sheet visits shows an error (#DIV/0!).")]


def test_a_merged_cell_of_counts_is_refused_below_its_first_row(tmp_path: Path) -> None:
    rows = [["P1", "1.9.2026", "<c><v>30</v></c>"], ["", "2.9.2026", ""]]
    content = workbook_bytes({"visits": sheet_xml(HEADER, *rows, merges=["A2:A3", "C2:C3"])})
    found = of_bytes(tmp_path, content)
    assert found.rows["visits"] == [2]
    assert found.problems == [(3, "adults", "", "A merged cell reaches into this row.")]


def test_kinds_of_cells() -> None:
    rich = "<r><t>ri</t></r><r><t xml:space='preserve'>kas </t></r><rPh><t>x</t></rPh>"
    strings = f"<si><t>jaettu</t></si><si>{rich}</si>"
    cells = [
        '<c t="s"><v>0</v></c>',
        '<c t="s"><v>1</v></c>',
        '<c t="b"><v>1</v></c>',
        '<c t="b"><v>0</v></c>',
        '<c t="d"><v>2026-09-01T00:00:00.000Z</v></c>',
        '<c t="inlineStr"><is><t>a_x000D_b_x0041_</t></is></c>',
        "<c><v>837.0</v></c>",
        "<c><v>25.5</v></c>",
        "<c><v>1.012</v></c>",
        "<c><v>0.30000000000000004</v></c>",
        "<c><v>1E3</v></c>",
        "<c><v>-2</v></c>",
        "<c/>",
    ]
    (row,) = first_rows(workbook_bytes({"a": sheet_xml(cells)}, strings=strings))
    assert row[1] == [
        "jaettu",
        "rikas ",
        "1",
        "0",
        "2026-09-01T00:00:00",
        "a\rbA",
        "837",
        "25.5",
        "1.0120",
        "0.3",
        "1000",
        "-2",
    ]


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="000"/>'
    '<numFmt numFmtId="165" formatCode="d\\.m\\.yyyy"/>'
    '<numFmt numFmtId="166" formatCode="[$-40B]General"/>'
    '<numFmt numFmtId="167" formatCode="0.0&quot; h&quot;"/>'
    '<numFmt numFmtId="168" formatCode="[h]:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/><xf numFmtId="166"/><xf numFmtId="167"/>'
    '<xf numFmtId="168"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("style", "value", "text"),
    [
        (0, "46266", "46266"),
        (1, "46266", "2026-09-01"),
        (3, "46266", "2026-09-01"),
        (1, "46266.5", "2026-09-01 12:00"),
        (1, "46266.999999", "2026-09-02"),
        (1, "1", "1900-01-01"),
        (1, "59", "1900-02-28"),
        (1, "61", "1900-03-01"),
        (2, "5", "005"),
        (4, "0.375", "09:00"),
        (4, "0.395833333333333", "09:30"),
        (5, "12", "12"),
        (6, "2.5", "2.5"),
        (7, "0.5", "12:00"),
        (99, "12", "12"),
    ],
)
def test_numbers_are_shown_as_a_person_sees_them(style: int, value: str, text: str) -> None:
    content = workbook_bytes({"a": sheet_xml([f'<c s="{style}"><v>{value}</v></c>'])}, styles=STYLES)
    assert first_rows(content) == [(1, [text])]


def test_days_counted_from_1904() -> None:
    content = workbook_bytes(
        {"a": sheet_xml(['<c s="1"><v>44804</v></c>'])},
        styles=STYLES,
        properties='<workbookPr date1904="1"/>',
    )
    assert first_rows(content) == [(1, ["2026-09-01"])]


def test_rows_and_cells_without_addresses_and_with_gaps() -> None:
    content = '<sheetData><row><c r="C1"><v>1</v></c></row><row r="5"><c><v>2</v></c></row><row/></sheetData>'
    assert first_rows(workbook_bytes({"a": content})) == [(1, ["", "", "1"]), (5, ["2"]), (6, [])]


def test_letters_of_columns() -> None:
    assert [letters(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_hidden_sheets_are_listed_and_ignored(tmp_path: Path) -> None:
    sheets = {
        "visits": sheet_xml(HEADER, ["P1", "1.9.2026", "5"]),
        "vanha": sheet_xml(HEADER),
        "x": sheet_xml(),
    }
    content = workbook_bytes(sheets, states={"vanha": "hidden", "x": "veryHidden"})
    found = of_bytes(tmp_path, content)
    assert found.notices == [f"{tmp_path / 'visits.xlsx'}: hidden sheets were ignored: vanha, x."]


def told(content: bytes) -> str:
    with pytest.raises(DataError) as caught:
        read_through(content)
    return str(caught.value)


def read_through(content: bytes) -> None:
    with closing(opened(content)) as book:
        for sheet in book.sheets:
            list(sheet.blocks(0, 1))


BROKEN = "book.xlsx cannot be read: it is broken or not what its name says."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04broken",
        b"place_id;date\n",
        workbook_bytes({"a": "<sheetData><row>"}),
        workbook_bytes({"a": sheet_xml(['<c t="s"><v>7</v></c>'])}),
        workbook_bytes({"a": sheet_xml(["<c><v>abc</v></c>"])}),
        workbook_bytes({"a": sheet_xml(['<c r="1A"><v>1</v></c>'])}),
        workbook_bytes({"a": '<sheetData><row r="x"/></sheetData>'}),
        workbook_bytes({"a": sheet_xml(["x"]) + '<mergeCell ref="A:B"/>'}),
    ],
)
def test_broken_workbooks(content: bytes) -> None:
    assert told(content) == BROKEN


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://example.com/x.dtd">',
    ],
)
def test_xml_that_declares_things_is_refused(declaration: str) -> None:
    sheet = f'<?xml version="1.0"?>{declaration}<worksheet>{sheet_xml(["x"])}</worksheet>'.encode()
    content = workbook_bytes({"a": sheet_xml(["x"])}, extra=[("xl/worksheets/sheet1.xml", sheet)])
    assert told(content) == BROKEN


def test_old_and_protected_workbooks() -> None:
    assert "protected by a password or an old .xls file" in told(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    )


def test_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(workbook_bytes({"a": sheet_xml(['<c r="AAA1"><v>1</v></c>'])})) == (
        f"book.xlsx has too many columns (at most {limits.COLUMNS})."
    )
    assert told(workbook_bytes({"a": '<sheetData><row r="1048577"/></sheetData>'})) == (
        f"book.xlsx has too many rows (at most {limits.SHEET_ROWS})."
    )
    assert told(workbook_bytes({"a": sheet_xml(["x" * 40_000])})) == "book.xlsx: cell A1 holds too much text."
    assert told(workbook_bytes({"a": sheet_xml(["x" * 400_000])})) == BROKEN
    monkeypatch.setattr(workbook, "SHARED_STRINGS", 1)
    assert told(workbook_bytes({"a": sheet_xml()}, strings="<si/><si/>")) == "book.xlsx holds too much text."
    monkeypatch.setattr(workbook, "_MERGES", 1)
    merged = workbook_bytes({"a": sheet_xml(["x"], merges=["A1:B1", "C1:D1"])})
    assert told(merged) == "book.xlsx has too many merged cells."
    monkeypatch.setattr(workbook, "SHEETS", 1)
    assert (
        told(workbook_bytes({"a": sheet_xml(), "b": sheet_xml()}))
        == "book.xlsx has too many sheets (at most 1)."
    )


def test_many_rows_come_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_BLOCK_ROWS", 2)
    rows = [[f"P{i}", "1.9.2026", "5"] for i in range(5)]
    found = of_bytes(tmp_path, workbook_bytes({"visits": sheet_xml(HEADER, *rows)}))
    assert found.rows["visits"] == [2, 3, 4, 5, 6]


def test_columns_beyond_the_header_are_told(tmp_path: Path) -> None:
    rows = [["P1", "1.9.2026", "5", "", "jotakin"]]
    found = of_bytes(tmp_path, workbook_bytes({"visits": sheet_xml(HEADER, *rows)}))
    assert found.notices == [f"{tmp_path / 'visits.xlsx'}: columns without a heading were left out: 1."]
