"""The report of an import in words, and the file of refused rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpdata.cli.report import as_text, short_names, write_rejected
from kpdata.errors import UsageError
from kpdata.i18n import Message
from kpdata.sources.rows import Problem, Severity, SourceFile, TableCounts
from kpdata.store.ingest import ImportReport


def problem(
    row: int | None = 2, severity: Severity = Severity.ERROR, column: str | None = "adults"
) -> Problem:
    return Problem("visits.csv", row, column, "x", Message("No number."), Message("a whole number"), severity)


def report(problems: list[Problem], run: int | None = None, refused: bool = False) -> ImportReport:
    counts = TableCounts(read=4, new=3, rejected=1)
    file = SourceFile("visits.csv", "0" * 64, "utf-8", ";", {"visits": counts})
    return ImportReport(run, [file], problems, [Message("Read so.")], [], refused)


def test_counts_problems_notices_and_outcome_follow_one_another() -> None:
    problems = [problem(3, Severity.WARNING), problem(None, column=None), problem()]
    assert as_text(report(problems, refused=True), "en", dry_run=False).splitlines() == [
        "visits.csv",
        "  visits: read 4 · new 3 · rejected 1",
        "Error: visits.csv “x”: No number. Expected: a whole number",
        "Error: visits.csv, row 2, adults “x”: No number. Expected: a whole number",
        "Warning: visits.csv, row 3, adults “x”: No number. Expected: a whole number",
        "Note: Read so.",
        "Nothing was written.",
    ]


def test_many_problems_are_cut_short_for_people() -> None:
    lines = as_text(report([problem(row) for row in range(2, 252)]), "fi", dry_run=True).splitlines()
    assert "… ja 150 muuta; --format json antaa kaikki." in lines
    assert lines[-1] == "Vain katsottiin: mitään ei kirjoitettu."
    assert sum(line.startswith("Virhe: ") for line in lines) == 100


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        ([], []),
        (["in/visits.csv"], ["visits.csv"]),
        (["in/visits.csv", "in/places.csv"], ["in"]),
        (["in/visits.csv", "out/places.csv"], ["in", "out"]),
        (["visits.csv", "places.csv"], ["visits.csv", "places.csv"]),
    ],
)
def test_a_run_is_called_by_what_was_given(paths: list[str], names: list[str]) -> None:
    assert short_names(paths) == names


def test_refused_rows_of_several_tables_share_one_file(tmp_path: Path) -> None:
    result = report([problem(), problem(column=None)])
    result.rejected = [
        ("visits.csv", "visits", 2, ["place_id", "adults"], ["p1", "-5"]),
        ("places.csv", "meeting_places", 7, ["place_id", "name"], ["p2", "@cmd"]),
    ]
    file = tmp_path / "rejects.csv"
    write_rejected(file, result, "en")
    assert file.read_bytes().decode("utf-8-sig") == (
        "file;table;row;problem;place_id;adults;name\r\n"
        "visits.csv;visits;2;adults: No number. | No number.;p1;-5;\r\n"
        "places.csv;meeting_places;7;;p2;;'@cmd\r\n"
    )
    with pytest.raises(UsageError, match="cannot be written"):
        write_rejected(tmp_path / "missing" / "rejects.csv", result, "en")
