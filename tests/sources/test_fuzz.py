"""Random and damaged files give problems or one plain error, never anything else."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kpdata.errors import KpdataError
from kpdata.sources.rows import Severity
from tests.sources.reading import Read, read, sheet_xml, workbook_bytes

ANYHOW = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)
CSV = b'place_id;date;adults;children;first_timers\nP1;1.9.2026;5;6;<5\n"P2";2026-09-02;1 012;800-1500;-\n'
BOOK = workbook_bytes(
    {
        "visits": sheet_xml(
            ["place_id", "date", "adults"],
            ["P1", "1.9.2026", "<c><v>5</v></c>"],
            ["P2", "2.9.2026", '<c t="s"><v>0</v></c>'],
            merges=["A2:A3"],
        )
    },
    strings="<si><t>7</t></si>",
    styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
)


def outcome(path: Path) -> Read | KpdataError:
    try:
        return read(path)
    except KpdataError as error:
        return error


def sound(path: Path) -> None:
    found = outcome(path)
    if isinstance(found, KpdataError):
        assert [found.message.text(language) != "" for language in ("fi", "sv", "en")] == [True] * 3
        assert found.exit_code in (1, 2)
        return
    for problem in found.source.problems:
        assert problem.file == str(path)
        assert problem.problem.text("fi") != ""
        assert problem.expected.text("sv") != ""
    rejected = {row for _, _, row, _, _ in found.source.rejected}
    bad = {p.row for p in found.source.problems if p.row and p.severity is Severity.ERROR}
    assert rejected == bad


@ANYHOW
@given(content=st.binary(max_size=400))
@example(content=b"")
@example(content=b"\xef\xbb\xbf")
@example(content=b'"')
@example(content=b'place_id,date\n"')
@pytest.mark.parametrize("name", ["visits.csv", "visits.xlsx", "bundle.zip"])
def test_random_bytes(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    sound(path)


@ANYHOW
@given(text=st.text(st.sampled_from('P1;,\t"\n\r 0259.-–<ä\u200b\u202e\x07@yht')))
def test_random_rows(tmp_path: Path, text: str) -> None:
    path = tmp_path / "visits.csv"
    path.write_bytes(b"place_id;date;adults;children;visits;first_timers;Kunta\n" + text.encode())
    sound(path)


def damaged(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    data = bytearray(content)
    for at, value in changes:
        data[at % len(data)] = value
    return bytes(data)


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6)


@ANYHOW
@given(changes=CHANGES)
def test_damaged_csv(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    path = tmp_path / "visits.csv"
    path.write_bytes(damaged(CSV, changes))
    sound(path)


@ANYHOW
@given(changes=CHANGES, cut=st.integers(0, len(BOOK)))
def test_damaged_workbooks(tmp_path: Path, changes: list[tuple[int, int]], cut: int) -> None:
    path = tmp_path / "visits.xlsx"
    path.write_bytes(damaged(BOOK, changes))
    sound(path)
    path.write_bytes(BOOK[:cut])
    sound(path)


@ANYHOW
@given(changes=CHANGES, part=st.sampled_from(zipfile.ZipFile(io.BytesIO(BOOK)).namelist()))
def test_workbooks_with_damaged_parts(tmp_path: Path, changes: list[tuple[int, int]], part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = damaged(parts[part], changes)
    path = tmp_path / "visits.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    sound(path)
