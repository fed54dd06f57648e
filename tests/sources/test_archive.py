"""ZIP archives: harmless ones are read, the others are refused as a whole."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from kpdata.errors import DataError
from kpdata.sources import archive
from tests.sources.reading import read, sheet_xml, workbook_bytes

VISITS = "place_id,date,adults\nP1,1.9.2026,5\n"


def zipped(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            target.writestr(name, content)
    return stream.getvalue()


def told(folder: Path, content: bytes) -> str:
    path = folder / "bundle.zip"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read(path)
    return str(caught.value).replace(str(path), "bundle.zip")


def test_a_bundle_in_an_archive(tmp_path: Path) -> None:
    places = "place_id,name,municipality,operator_type\nP1,Kerho,Vihti,kunta\n"
    path = tmp_path / "bundle.zip"
    path.write_bytes(
        zipped(
            ("paketti/visits.csv", VISITS),
            ("paketti/meeting_places.csv", places),
            ("paketti/bundle.json", '{"synthetic": true, "source": "x"}'),
            ("__MACOSX/paketti/._visits.csv", b"\x00\x05"),
            ("paketti/.DS_Store", b"\x00"),
            ("paketti/README.md", "x"),
            ("paketti/logo.svg", "x"),
        )
    )
    found = read(path)
    assert list(found.frames) == ["meeting_places", "visits"]
    assert found.source.synthetic
    assert found.source.about == {"source": "x"}
    assert [file.path for file in found.source.files] == [
        f"{path}/paketti/meeting_places.csv",
        f"{path}/paketti/visits.csv",
    ]
    assert found.notices == [f"{path}: files that are no tables were left out: logo.svg."]


def test_a_workbook_in_an_archive(tmp_path: Path) -> None:
    rows = sheet_xml(["criterion_id", "step"], ["oma", "<c><v>2</v></c>"])
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(("integration_criteria.xlsx", workbook_bytes({"Taul1": rows}))))
    assert read(path).column("integration_criteria", "step") == [2]


@pytest.mark.parametrize(
    "name", ["../visits.csv", "a/../../visits.csv", "/etc/visits.csv", "C:/visits.csv", "..\\visits.csv"]
)
def test_unsafe_names(tmp_path: Path, name: str) -> None:
    assert (
        told(tmp_path, zipped((name, VISITS)))
        == "bundle.zip holds a file with an unsafe name; it was not read."
    )


def test_links(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("visits.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert (
        told(tmp_path, zipped((link, "/etc/passwd")))
        == "bundle.zip holds a link to another file; it was not read."
    )


def test_passwords(tmp_path: Path) -> None:
    content = bytearray(zipped(("visits.csv", VISITS)))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    content[6] |= 1
    assert told(tmp_path, bytes(content)) == "bundle.zip is protected by a password; save it without one."


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(tmp_path: Path) -> None:
    content = zipped(("visits.csv", VISITS), ("visits.csv", VISITS))
    assert told(tmp_path, content) == "bundle.zip holds two files of one name; it was not read."


def test_bombs(tmp_path: Path) -> None:
    content = zipped(("visits.csv", b"0" * 40_000_000))
    assert told(tmp_path, content) == "bundle.zip would grow too large when unpacked; it was not read."


def test_the_total_when_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped(("visits.csv", VISITS), ("visits_2.csv", VISITS)))
    monkeypatch.setattr(archive.Archive.__init__, "__kwdefaults__", {"inflated_bytes": 60})
    with pytest.raises(DataError) as caught:
        read(path)
    assert "would grow too large" in str(caught.value)


def test_a_member_that_holds_more_than_it_says(tmp_path: Path) -> None:
    content = bytearray(zipped(("visits.csv", VISITS * 100)))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    assert "bundle.zip" in told(tmp_path, bytes(content))


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ARCHIVE_MEMBERS", 1)
    content = zipped(("visits.csv", VISITS), ("a.txt", "x"))
    assert told(tmp_path, content) == "bundle.zip holds too many files (at most 1)."


def test_an_archive_in_an_archive(tmp_path: Path) -> None:
    content = zipped(("inner.zip", zipped(("visits.csv", VISITS))), ("visits.csv", VISITS))
    assert told(tmp_path, content) == "bundle.zip/inner.zip is an archive inside a bundle; unpack it first."


@pytest.mark.parametrize("cut", [10, 60, -30])
def test_broken_archives(tmp_path: Path, cut: int) -> None:
    content = zipped(("visits.csv", VISITS))[:cut]
    assert told(tmp_path, content) == "bundle.zip cannot be read: it is broken or not what its name says."


def test_a_member_with_a_wrong_checksum(tmp_path: Path) -> None:
    content = bytearray(zipped(("visits.csv", VISITS * 50)))
    at = content.index(b"PK\x01\x02")
    content[at + 16] ^= 0xFF
    assert "cannot be read" in told(tmp_path, bytes(content))


def test_an_archive_without_tables(tmp_path: Path) -> None:
    assert told(tmp_path, zipped(("a.txt", "x"), ("b.md", "y"))) == (
        "bundle.zip holds none of the tables (such as meeting_places.csv)."
    )
