"""CSV files: encodings, separators, row numbers, blocks, broken files."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpdata.errors import DataError
from kpdata.sources import delimited, limits
from kpdata.sources.delimited import open_delimited
from kpdata.sources.raw import Input, RawBlock
from tests.sources.reading import read, read_text

HEADER = "place_id,date,adults\n"


def input_of(content: bytes) -> Input:
    return Input("visits.csv", "visits.csv", lambda: io.BytesIO(content))


def open_bytes(content: bytes) -> delimited.Delimited:
    return open_delimited(input_of(content), ["visits"])


def rows_of(content: bytes, width: int = 3) -> list[tuple[int, list[str]]]:
    """Rows below the header, blank ones and all."""
    blocks = list(open_bytes(content).blocks(1, width))
    return [row for block in blocks for row in numbered(block)]


def numbered(block: RawBlock) -> list[tuple[int, list[str]]]:
    columns = [column.to_pylist() for column in block.columns]
    return [
        (int(row), list(cells)) for row, cells in zip(block.rows, zip(*columns, strict=True), strict=True)
    ]


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252")]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, told: str, separator: str) -> None:
    text = "Kohtaamispaikka,Kunta,Päivä,Aikuiset\nÄitien–kerho €,Äänekoski,1.9.2026,5\n".replace(
        ",", separator
    )
    found = read_text(tmp_path, "tiedot.csv", text, encoding=encoding)
    assert found.column("visits", "place") == ["Äitien–kerho €"]
    file = found.source.files[0]
    assert (file.encoding, file.delimiter) == (told, separator)
    assert file.sha256 == hashlib.sha256(text.encode(encoding)).hexdigest()
    assert file.tables["visits"].read == 1


def test_a_plain_file_is_utf8() -> None:
    assert open_bytes(b"place_id,date,adults\n").encoding == "utf-8"


def test_an_umlaut_cut_by_a_block_is_still_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 16)
    content = (HEADER + "Pääskynen,1.9.2026,5\n" * 20).encode()
    assert open_bytes(content).encoding == "utf-8"
    assert rows_of(content)[-1] == (21, ["Pääskynen", "1.9.2026", "5"])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_ends_of_lines(newline: str) -> None:
    content = f"{HEADER}A,1.9.2026,1\n\nB,2.9.2026,2".replace("\n", newline).encode()
    assert rows_of(content) == [
        (2, ["A", "1.9.2026", "1"]),
        (3, ["", "", ""]),
        (4, ["B", "2.9.2026", "2"]),
    ]


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    content = b'"Title\nof two lines"\n\nplace_id;date;adults\nA;"1.9.2026\n";1\n\nB;2.9.2026;2\n'
    table = open_bytes(content)
    assert [row for row, _ in table.head] == [1, 2, 3, 4, 5, 6]
    blocks = [row for block in table.blocks(3, 3) for row in numbered(block)]
    assert [row for row, _ in blocks] == [4, 5, 6]


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks() -> None:
    content = b'place_id,date,adults\n"A, ""B""\nC",1.9.2026,5\nD,2.9.2026,6\n'
    assert rows_of(content) == [(2, ['A, "B"\nC', "1.9.2026", "5"]), (3, ["D", "2.9.2026", "6"])]


def test_a_quotation_mark_inside_a_cell_is_ordinary() -> None:
    assert rows_of(b'place_id,date,adults\nTila 12",1.9.2026,5\nD,2.9.2026,6\n')[0][1][0] == 'Tila 12"'


@pytest.mark.parametrize("filler", [1, 30_000])
def test_an_unclosed_quotation_mark_is_told(filler: int) -> None:
    content = b'place_id,date,adults\nB,1.9.2026,1\n"A,1.9.2026,5\n' + b"B,1.9.2026,1\n" * filler
    with pytest.raises(DataError) as caught:
        rows_of(content)
    assert "a quotation mark" in str(caught.value)


def test_ragged_rows(tmp_path: Path) -> None:
    found = read_text(
        tmp_path, "visits.csv", HEADER + "A,1.9.2026,5,,\nB,1.9.2026\nC,1.9.2026,5,6\nD,2.9.2026,7\n"
    )
    assert found.column("visits", "place_id") == ["A", "D"]
    assert found.rows["visits"] == [2, 5]
    assert found.problems == [
        (3, None, "", "The row has 2 cells, the header has 3."),
        (4, None, "", "The row has 4 cells, the header has 3."),
    ]


def test_separators_after_the_last_heading_are_nothing(tmp_path: Path) -> None:
    found = read_text(tmp_path, "visits.csv", "place_id;date;adults;;\nA;1.9.2026;5;;\nB;2.9.2026;5\n")
    assert found.rows["visits"] == [2, 3]
    assert found.problems == []


def test_the_hint_line_of_a_separator_is_a_title(tmp_path: Path) -> None:
    found = read_text(tmp_path, "visits.csv", "sep=;\nplace_id;date;adults\nA;1.9.2026;5\n")
    assert found.rows["visits"] == [3]


CELL = st.text(st.sampled_from('ab"1,; äé\n-<.'), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=12), size=st.sampled_from([40, 2**21]))
def test_whatever_is_written_is_read_back(
    monkeypatch: pytest.MonkeyPatch, rows: list[list[str]], size: int
) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", size)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_MINIMAL).writerows(rows)
    read_back = rows_of(HEADER.encode() + stream.getvalue().encode())
    assert [cells for _, cells in read_back] == rows
    assert [row for row, _ in read_back] == list(range(2, len(rows) + 2))


PLAIN = st.text(st.sampled_from("ab1 äé-<.\t'\\#"), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.lists(PLAIN, min_size=0, max_size=5), max_size=12))
def test_the_fast_way_reads_as_the_slow_way(monkeypatch: pytest.MonkeyPatch, rows: list[list[str]]) -> None:
    content = (HEADER + "".join(",".join(cells) + "\n" for cells in rows)).encode()
    fast = list(open_bytes(content).blocks(1, 3))

    def refuse(*_args: object, **_options: object) -> None:
        raise delimited.pa.ArrowInvalid("slow way only")

    with monkeypatch.context() as slowly:
        slowly.setattr(delimited.arrow_csv, "read_csv", refuse)
        slow = list(open_bytes(content).blocks(1, 3))
    assert [numbered(block) for block in fast] == [numbered(block) for block in slow]
    assert [block.faults for block in fast] == [block.faults for block in slow]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"place_id,date\n\x00", "is not a CSV text file"),
        ("place_id;date\n".encode("utf-16"), "is not a CSV text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a CSV text file"),
        (b"place_id,date\nA\x81B,1.9.2026\n", "neither UTF-8 nor Windows-1252"),
        ("place_id,date\nPäivä,".encode() + b"\xe4\n", "partly UTF-8"),
        (codecs.BOM_UTF8 + b"place_id,date\n\xe4\n", "partly UTF-8"),
    ],
)
def test_what_is_no_text(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "visits.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read(path)
    assert told in str(caught.value)


def test_caps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(content: str) -> str:
        with pytest.raises(DataError) as caught:
            read_text(tmp_path, "visits.csv", content)
        return str(caught.value).removeprefix(str(tmp_path))

    monkeypatch.setattr(delimited, "ROWS", 2)
    assert told(HEADER + "A,1.9.2026,1\n" * 2) == "/visits.csv has too many rows (at most 2)."
    assert told(HEADER + 'A,1.9.2026,"1"\n' * 2) == "/visits.csv has too many rows (at most 2)."
    assert (
        told(HEADER + "," * limits.COLUMNS) == f"/visits.csv has too many columns (at most {limits.COLUMNS})."
    )
    monkeypatch.setattr(delimited, "LINE_BYTES", 100)
    assert told(HEADER + "x" * 101) == "/visits.csv has a line that is too long."
    monkeypatch.setattr(delimited, "FILE_BYTES", 10)
    assert told(HEADER) == "/visits.csv is too large: at most 0 megabytes are read."


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, "visits.csv", "")
    assert "no row of headings" in str(caught.value)
