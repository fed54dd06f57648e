"""What the user gives: folders, archives, workbooks, single tables, and what is refused at the door."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kpdata.areas import area_index
from kpdata.errors import DataError, KpdataError, UsageError
from kpdata.sources.bundle import KINDS, open_source
from kpdata.sources.tables import TABLES
from tests.sources.reading import TODAY, read, read_text, sheet_xml, workbook_bytes

VISITS = "place_id,date,adults\nP1,1.9.2026,5\n"
PLACES = "place_id,name,municipality,operator_type\nP1,Kerho,Vihti,kunta\n"


def refused(*paths: Path, kind: str | None = None) -> KpdataError:
    with pytest.raises(KpdataError) as caught:
        open_source(paths, kind=kind, source_date=TODAY, areas=area_index())
    return caught.value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle with two tables, something that is no table, and what programs leave behind."""
    path = tmp_path / "aineisto"
    path.mkdir()
    (path / "visits.csv").write_text(VISITS)
    (path / "Kohtaamispaikat.csv").write_text(PLACES)
    (path / "muistio.csv").write_text("otsikko;teksti\na;b\n")
    (path / "lue minut.md").write_text("x")
    (path / "logo.svg").write_text("x")
    (path / ".~lock.visits.csv#").write_text("x")
    (path / "~$visits.xlsx").write_text("x")
    return path


def test_a_folder(folder: Path) -> None:
    found = read(folder)
    assert list(found.frames) == ["meeting_places", "visits"]
    assert found.source.tables == ["meeting_places", "visits"]
    assert [file.path for file in found.source.files] == [
        f"{folder}/Kohtaamispaikat.csv",
        f"{folder}/muistio.csv",
        f"{folder}/visits.csv",
    ]
    assert found.notices == [
        f"{folder}/muistio.csv: files that are no tables were left out: muistio.csv.",
        f"{folder}: files that are no tables were left out: logo.svg.",
    ]
    assert not found.source.synthetic


def test_several_paths_are_one_source_in_the_order_of_tables(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text(VISITS)
    (tmp_path / "visits_2.csv").write_text(VISITS.replace("P1", "P2"))
    (tmp_path / "meeting_places.csv").write_text(PLACES)
    found = read(*(tmp_path / name for name in ("visits.csv", "visits_2.csv", "meeting_places.csv")))
    assert list(found.frames) == ["meeting_places", "visits"]
    assert found.column("visits", "place_id") == ["P1", "P2"]


def test_tables_come_in_the_order_in_which_they_refer_to_one_another() -> None:
    order = list(TABLES)
    for before, after in (
        ("family_centres", "meeting_places"),
        ("meeting_places", "opening_hours"),
        ("meeting_places", "visits"),
        ("survey_rounds", "survey_responses"),
        ("survey_questions", "survey_responses"),
        ("survey_rounds", "survey_themes"),
        ("integration_criteria", "integration"),
        ("family_centres", "integration"),
        ("meeting_places", "groups"),
    ):
        assert order.index(before) < order.index(after)


def test_what_a_bundle_says_about_itself(folder: Path) -> None:
    (folder / "bundle.json").write_text(
        json.dumps({"synthetic": True, "source": "THL", "licence": "CC BY", "n": 1})
    )
    source = read(folder).source
    assert source.synthetic
    assert source.about == {"source": "THL", "licence": "CC BY"}


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1]", b"[" * 100_000, b" " * 300_000])
def test_a_broken_description_is_refused(folder: Path, content: bytes) -> None:
    (folder / "bundle.json").write_bytes(content)
    assert isinstance(refused(folder), DataError)


def test_synthetic_may_be_said_by_the_caller(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text(VISITS)
    source = open_source([tmp_path / "visits.csv"], source_date=TODAY, areas=area_index(), synthetic=True)
    assert source.synthetic
    source.close()


def test_a_table_found_from_its_name_headings_or_kind(tmp_path: Path) -> None:
    assert list(read_text(tmp_path, "käynnit.csv", VISITS).frames) == ["visits"]
    assert list(read_text(tmp_path, "export(3).csv", PLACES).frames) == ["meeting_places"]
    assert list(read_text(tmp_path, "x.tsv", VISITS.replace(",", "\t"), kind="visits").frames) == ["visits"]
    assert list(read_text(tmp_path, "meeting_places.csv", VISITS, kind="visits").frames) == ["visits"]


def test_sheets_named_by_month_are_one_table_with_a_kind(tmp_path: Path) -> None:
    rows = [["place_id", "date", "adults"], ["P1", "1.9.2026", "5"]]
    path = tmp_path / "2026.xlsx"
    path.write_bytes(
        workbook_bytes({"Syyskuu": sheet_xml(*rows), "Lokakuu": sheet_xml(*rows), "Ohje": sheet_xml(["x"])})
    )
    found = read(path, kind="visits")
    assert len(found.frames["visits"]) == 2
    assert found.source.files[0].tables["visits"].read == 2


def test_a_workbook_of_one_sheet_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "integraatio.xlsx"
    path.write_bytes(workbook_bytes({"Taul1": sheet_xml(["area_type", "area_id"], ["kunta", "5"])}))
    assert [p[1] for p in read(path).problems] == ["criterion_id", "status", "as_of"]


@pytest.mark.parametrize("name", ["x.json", "x.kml", "x.kmz", "x.geojson", "x.xls", "x.pdf", "x"])
def test_wrong_types(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")
    error = refused(tmp_path / name)
    assert (type(error), error.exit_code) == (UsageError, 2)
    assert "is not of a type that can be read" in str(error)


def test_missing_paths_and_what_is_no_file(tmp_path: Path) -> None:
    error = refused(tmp_path / "puuttuu.csv")
    assert (error.exit_code, str(error)) == (2, f"There is no such file or folder: {tmp_path}/puuttuu.csv.")
    os.mkfifo(tmp_path / "putki.csv")
    assert str(refused(tmp_path / "putki.csv")) == f"{tmp_path}/putki.csv is not a file."
    assert refused().exit_code == 2


def test_kinds() -> None:
    assert set(KINDS) == {"bundle", "boundaries", *TABLES}
    later = refused(Path("x"), kind="ptv")
    assert (later.exit_code, "ptv" in str(later), "visits" in str(later)) == (2, True, True)
    unknown = refused(Path("x"), kind="zzz")
    assert (unknown.exit_code, str(unknown).startswith("There is no kind zzz.")) == (2, True)


def test_a_kind_of_table_is_for_one_file(folder: Path) -> None:
    error = refused(folder, kind="visits")
    assert (error.exit_code, "is a bundle" in str(error)) == (2, True)


def test_a_table_that_nothing_tells(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    error = refused(tmp_path / "x.csv")
    assert (error.exit_code, "--as TABLE" in str(error)) == (2, True)
    (tmp_path / "x.xlsx").write_bytes(workbook_bytes({"a": sheet_xml(["x"])}))
    assert refused(tmp_path / "x.xlsx").exit_code == 2


def test_a_named_table_without_a_header(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("P1;1.9.2026;5\n")
    error = refused(tmp_path / "visits.csv")
    assert (error.exit_code, "no row of headings" in str(error)) == (1, True)


def test_a_folder_without_tables(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert (error.exit_code, "holds none of the tables" in str(error)) == (1, True)


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(VISITS)

    def fail(*_args: object, **_options: object) -> None:
        raise PermissionError("not allowed: /secret/path")

    monkeypatch.setattr(Path, "open", fail)
    error = refused(path)
    assert (error.exit_code, str(error)) == (
        1,
        f"{path} cannot be read: it is broken or not what its name says.",
    )


def test_files_are_closed_when_opening_fails(tmp_path: Path) -> None:
    good = tmp_path / "visits.xlsx"
    good.write_bytes(workbook_bytes({"visits": sheet_xml(["place_id", "date", "adults"])}))
    assert refused(good, tmp_path / "none.csv").exit_code == 2


def test_every_message_exists_in_three_languages(folder: Path) -> None:
    found = read(folder)
    for message in found.source.notices:
        texts = {message.text(language) for language in ("fi", "sv", "en")}
        assert len(texts) == 3
