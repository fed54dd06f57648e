"""Import, runs, withdraw and check, as a user meets them."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from typer.testing import CliRunner, Result

from kpdata.cli import app
from kpdata.store import schema
from kpdata.store.db import close_all, open_database, reading, writing

Run = Callable[..., Result]


def rows(url: str, table: str) -> int:
    with reading(open_database(url)) as connection:
        count: int = connection.execute(
            select(func.count())
            .select_from(schema.DATA_TABLES[table])
            .where(schema.DATA_TABLES[table].c.source != "shipped")
        ).scalar_one()
    return count


def imported(kpdata: Run, *arguments: object) -> dict[str, Any]:
    """The JSON report of an import."""
    report: dict[str, Any] = json.loads(kpdata("import", "--format", "json", *arguments).stdout)
    return report


def test_a_bundle_goes_in_and_is_reported(kpdata: Run, bundle: Path, built_database_url: str) -> None:
    result = kpdata("import", "--format", "json", bundle)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert set(report) == {"run", "files", "problems", "notices"}
    assert (report["run"], report["problems"]) == (1, [])
    files = {Path(file["path"]).name: file for file in report["files"]}
    assert set(files["visits.csv"]) == {"path", "sha256", "encoding", "delimiter", "tables"}
    assert files["visits.csv"]["path"] == str(bundle / "visits.csv")
    assert files["visits.csv"]["delimiter"] == ";"
    assert files["visits.csv"]["sha256"] == hashlib.sha256((bundle / "visits.csv").read_bytes()).hexdigest()
    assert files["visits.csv"]["tables"] == {
        "visits": {"read": 4, "new": 4, "changed": 0, "unchanged": 0, "removed": 0, "rejected": 0}
    }
    assert (rows(built_database_url, "meeting_places"), rows(built_database_url, "visits")) == (4, 4)


def test_the_same_bundle_twice_changes_nothing(kpdata: Run, bundle: Path) -> None:
    imported(kpdata, bundle)
    again = imported(kpdata, bundle)
    assert again["run"] is None
    counts = [counts for file in again["files"] for counts in file["tables"].values()]
    assert {key: sum(c[key] for c in counts) for key in counts[0]} == {
        "read": 10,
        "new": 0,
        "changed": 0,
        "unchanged": 10,
        "removed": 0,
        "rejected": 0,
    }
    assert kpdata("import", bundle).stdout.endswith("Nothing has changed since the last import.\n")


def test_one_bad_cell_stops_everything_and_is_told(
    kpdata: Run, bundle: Path, built_database_url: str
) -> None:
    file = bundle / "visits.csv"
    file.write_text(file.read_text().replace("p2;2026-09;8;60", "p2;2026-09;8;25,5"))
    result = kpdata("import", "--format", "json", bundle)
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    (problem,) = report["problems"]
    assert set(problem) == {"file", "row", "column", "value", "problem", "expected", "severity"}
    assert (problem["file"], problem["row"]) == (str(file), 4)
    assert (problem["column"], problem["value"], problem["severity"]) == ("adults", "25,5", "error")
    assert report["run"] is None
    assert rows(built_database_url, "meeting_places") == 0


@pytest.mark.parametrize(
    ("language", "told"),
    [("fi", "Mitään ei kirjoitettu."), ("sv", "Inget skrevs."), ("en", "Nothing was written.")],
)
def test_the_report_for_people_is_in_their_language(
    kpdata: Run, bundle: Path, language: str, told: str
) -> None:
    file = bundle / "visits.csv"
    file.write_text(file.read_text().replace("p2;2026-09;8;60", "p2;2026-09;8;25,5"))
    result = kpdata("import", "--language", language, bundle)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == told
    assert f"{file}, " in result.stdout
    assert "adults “25,5”" in result.stdout


def test_a_dry_run_writes_nothing(kpdata: Run, bundle: Path, built_database_url: str) -> None:
    result = kpdata("import", "--dry-run", "--format", "json", bundle)
    report = json.loads(result.stdout)
    assert (result.exit_code, report["run"], report["problems"]) == (0, None, [])
    assert sum(c["new"] for file in report["files"] for c in file["tables"].values()) == 10
    assert rows(built_database_url, "meeting_places") == 0
    assert kpdata("import", "--dry-run", bundle).stdout.endswith("Only looked: nothing was written.\n")


def test_a_dry_run_makes_no_file(bundle: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    result = CliRunner().invoke(app, ["import", "--dry-run", str(bundle), "--database", url])
    assert result.exit_code == 0, result.output
    assert list(tmp_path.glob("new*")) == []


def test_bad_rows_may_be_left_out_and_kept_aside(
    kpdata: Run, bundle: Path, built_database_url: str, tmp_path: Path
) -> None:
    file = bundle / "visits.csv"
    file.write_text(file.read_text().replace("p2;2026-09;8;60;75", "p2;2026-09;8;60;=1+1"))
    rejects = tmp_path / "rejects.csv"
    result = kpdata("import", "--skip-bad-rows", "--rejects", rejects, bundle)
    assert result.exit_code == 1
    assert rows(built_database_url, "visits") == 3
    assert rejects.read_bytes().startswith(b"\xef\xbb\xbffile;table;row;problem;")
    with rejects.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter=";")
    assert (row["file"], row["table"], row["row"]) == (str(file), "visits", "4")
    assert row["problem"].startswith("children: ")
    assert (row["place_id"], row["adults"], row["children"]) == ("p2", "60", "'=1+1")


def test_rejects_go_with_skipping(kpdata: Run, bundle: Path, tmp_path: Path) -> None:
    result = kpdata("import", "--rejects", tmp_path / "rejects.csv", bundle)
    assert (result.exit_code, (tmp_path / "rejects.csv").exists()) == (2, False)


@pytest.mark.parametrize("name", ["missing.csv", "picture.png", "unknown.csv"])
def test_what_is_no_input_is_wrong_usage_and_makes_no_file(name: str, tmp_path: Path) -> None:
    if name != "missing.csv":
        (tmp_path / name).write_text("a,b\n1,2\n")
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    result = CliRunner().invoke(app, ["import", str(tmp_path / name), "--database", url])
    assert result.exit_code == 2, result.output
    assert list(tmp_path.glob("new*")) == []


def test_unreadable_content_is_a_problem_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(b"PK\x03\x04 this is no archive")
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    arguments = ["import", "--format", "json", str(tmp_path / "bundle.zip"), "--database", url]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["run"], report["files"]) == (None, [])
    (problem,) = report["problems"]
    assert (problem["file"], problem["row"]) == (str(tmp_path / "bundle.zip"), None)
    assert problem["severity"] == "error"


def test_runs_are_listed_and_taken_back(kpdata: Run, bundle: Path, built_database_url: str) -> None:
    assert kpdata("import", "--source", "tampere", bundle).exit_code == 0
    (line,) = kpdata("runs").stdout.splitlines()
    assert line.startswith("1: 20")
    assert " · tampere · bundle · new 10" in line
    result = kpdata("withdraw", 1)
    assert (result.exit_code, result.stderr) == (0, "Import run 1 is withdrawn.\n")
    assert rows(built_database_url, "meeting_places") == 0
    assert kpdata("runs", "--language", "fi").stdout.endswith(" · peruttu\n")
    assert kpdata("withdraw", 1).exit_code == 2
    assert kpdata("withdraw", 9).exit_code == 2


def test_a_run_that_later_ones_built_on_is_kept(kpdata: Run, bundle: Path) -> None:
    imported(kpdata, bundle)
    file = bundle / "meeting_places.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Nokian kerho", "Nokian perhekerho"), encoding="utf-8"
    )
    assert imported(kpdata, bundle)["run"] == 2
    result = kpdata("withdraw", 1)
    assert result.exit_code == 1
    assert "2" in result.stderr


def test_nothing_imported_is_said(kpdata: Run) -> None:
    assert kpdata("runs").stdout == "Nothing has been imported.\n"


def test_a_sound_database_passes_with_notices(kpdata: Run, bundle: Path) -> None:
    imported(kpdata, bundle)
    result = kpdata("check")
    assert result.exit_code == 0, result.output
    *notices, outcome = result.stdout.splitlines()
    assert outcome == "The database is sound."
    assert "Municipalities that are not mapped: 306 of 308." in " ".join(notices)
    assert any(notice.startswith("Note: No rows in: ") and "survey_rounds" in notice for notice in notices)
    assert kpdata("check", "--strict").exit_code == 1


def test_a_broken_code_is_a_problem_of_the_data(kpdata: Run, bundle: Path, built_database_url: str) -> None:
    imported(kpdata, bundle)
    with writing(open_database(built_database_url)) as connection:
        row = {"place_id": "p9", "name": "Outo", "municipality": "837", "operator_type": "company"}
        connection.execute(insert(schema.meeting_places).values(row))
    result = kpdata("check")
    assert result.exit_code == 1
    assert "Error: meeting_places.operator_type: rows with a code that is not known: 1" in result.stdout
    assert result.stdout.endswith("The database has problems.\n")


def test_what_another_system_wrote_is_summed_by_the_check(
    kpdata: Run, bundle: Path, built_database_url: str
) -> None:
    imported(kpdata, bundle)
    with writing(open_database(built_database_url)) as connection:
        row = {"place_id": "p1", "month": "2026-10", "adults": 5, "children": 6}
        connection.execute(insert(schema.visits).values(row))
    assert kpdata("check").exit_code == 0
    with reading(open_database(built_database_url)) as connection:
        of_month = schema.place_month.c.month == "2026-10"
        assert connection.execute(select(schema.place_month.c.visits).where(of_month)).scalar_one() == 11


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to look at", b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_damaged_file_is_three(content: bytes, bundle: Path, tmp_path: Path) -> None:
    file = tmp_path / "kpdata.sqlite"
    file.write_bytes(content)
    for command in (["check"], ["runs"], ["import", str(bundle)], ["indicators"], ["sample"]):
        result = CliRunner().invoke(app, [*command, "--database", f"sqlite:///{file}"])
        assert result.exit_code == 3, (command, result.output)
        assert "Traceback" not in result.output
    assert file.read_bytes() == content


def test_another_schema_version_is_three(kpdata: Run, built_database_url: str) -> None:
    with writing(open_database(built_database_url)) as connection:
        connection.execute(schema.database_state.update().values(schema_version=999))
    close_all()  # as a new process sees it
    for command in (["check"], ["runs"], ["indicators"]):
        assert kpdata(*command).exit_code == 3


def test_a_locked_database_is_three(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdata.store.engine.LOCK_TIMEOUT_S", 0.2)
    file = tmp_path / "kpdata.sqlite"
    open_database(f"sqlite:///{file}", create=True).dispose()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        result = CliRunner().invoke(app, ["import", str(bundle), "--database", f"sqlite:///{file}"])
    finally:
        other.close()
    assert result.exit_code == 3
    assert "in use" in result.stderr


def test_readers_do_not_wait_for_an_import(kpdata: Run, bundle: Path, built_database_url: str) -> None:
    imported(kpdata, bundle)
    finished = threading.Event()

    def hold() -> None:
        with writing(open_database(built_database_url)) as connection:
            connection.execute(schema.meeting_places.update().values(name="x"))
            finished.wait(30)

    writer = threading.Thread(target=hold)
    writer.start()
    try:
        assert kpdata("runs").exit_code == 0
    finally:
        finished.set()
        writer.join()


def test_real_data_beside_the_sample_is_pointed_out(kpdata: Run, bundle: Path) -> None:
    (bundle / "bundle.json").write_text('{"synthetic": true}')
    assert kpdata("import", bundle).stderr == ""
    (bundle / "bundle.json").unlink()
    result = kpdata("import", "--language", "fi", bundle)
    assert result.stderr == "Tietokannassa on keksittyä esimerkkiaineistoa: jokainen sivu kertoo sen.\n"


def test_late_visits_are_told(kpdata: Run, bundle: Path) -> None:
    imported(kpdata, bundle)
    told = kpdata("check").stdout
    assert "Note: Places that were not checked within a year: " in told
