"""The report of an import: for people, and as JSON for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kpdata.errors import DataError, UsageError
from kpdata.i18n import N_, Message, Texts, texts
from kpdata.sources.rows import Problem, Severity, SourceFile
from kpdata.store.ingest import ImportReport

SHOWN = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COUNTS = (
    ("read", N_("read {n}")),
    ("new", N_("new {n}")),
    ("changed", N_("changed {n}")),
    ("unchanged", N_("unchanged {n}")),
    ("removed", N_("removed {n}")),
    ("rejected", N_("rejected {n}")),
)


def unreadable(error: DataError) -> ImportReport:
    """The report of an input that could not even be opened: one problem, of the whole file."""
    values = error.message.values
    file = str(values.get("file") or values.get("path") or "")
    expected = Message(N_("a file that can be read"))
    problem = Problem(file, None, None, "", error.message, expected)
    return ImportReport(run=None, files=[], problems=[problem], notices=[], rejected=[], refused=True)


def as_json(report: ImportReport, language: str) -> str:
    """The report as one JSON object, with a newline at its end."""
    content = {
        "run": report.run,
        "files": [_file(file) for file in report.files],
        "problems": [_problem(problem, language) for problem in report.problems],
        "notices": [notice.text(language) for notice in report.notices],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _file(file: SourceFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "tables": {name: asdict(counts) for name, counts in file.tables.items()},
    }


def _problem(problem: Problem, language: str) -> dict[str, Any]:
    return {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "problem": problem.problem.text(language),
        "expected": problem.expected.text(language),
        "severity": problem.severity.value,
    }


def as_text(report: ImportReport, language: str, *, dry_run: bool) -> str:
    """The report for people: counts by table, then problems and notices, then what was done."""
    t = texts(language)
    lines = [*_counted(report.files, t), *_listed(report.problems, t), *_noticed(report.notices, t)]
    return "\n".join([*lines, _outcome(report, t, dry_run=dry_run)]) + "\n"


def _counted(files: Sequence[SourceFile], t: Texts) -> Iterator[str]:
    for file in files:
        yield file.path
        for name, counts in file.tables.items():
            shown = asdict(counts)
            parts = [t(text, n=shown[key]) for key, text in COUNTS if shown[key] or key == "read"]
            yield f"  {name}: {' · '.join(parts)}"


def short_names(paths: Iterable[str]) -> list[str]:
    """What to call the files of a run: the folder or archive where there are several."""
    files = list(paths)
    if len(files) < 2:
        return [Path(file).name for file in files]
    return list(dict.fromkeys(Path(file).parent.name or Path(file).name for file in files))


def _listed(problems: Sequence[Problem], t: Texts) -> Iterator[str]:
    errors_first = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)
    for problem in errors_first[:SHOWN]:
        kind = t(N_("Error")) if problem.severity is Severity.ERROR else t(N_("Warning"))
        place = [problem.file]
        if problem.row is not None:
            place.append(t(N_("row {row}"), row=problem.row))
        if problem.column:
            place.append(problem.column)
        value = f" “{problem.value}”" if problem.value else ""
        told = problem.problem.text(t.language)
        expected = t(N_("Expected: {expected}"), expected=problem.expected.text(t.language))
        yield f"{kind}: {', '.join(place)}{value}: {told} {expected}"
    if len(problems) > SHOWN:
        yield t(N_("… and {n} more; --format json gives them all."), n=len(problems) - SHOWN)


def _noticed(notices: Sequence[Message], t: Texts) -> Iterator[str]:
    for notice in notices:
        yield f"{t(N_('Note'))}: {notice.text(t.language)}"


def _outcome(report: ImportReport, t: Texts, *, dry_run: bool) -> str:
    if report.run is not None:
        return t(N_("Done: import run {run}."), run=report.run)
    if dry_run:
        return t(N_("Only looked: nothing was written."))
    if report.refused:
        return t(N_("Nothing was written."))
    return t(N_("Nothing has changed since the last import."))


def write_rejected(path: Path, report: ImportReport, language: str) -> None:
    """Write the refused rows with their reasons; semicolons and a BOM, as spreadsheets here open it."""
    columns = list(dict.fromkeys(name for _, _, _, header, _ in report.rejected for name in header))
    reasons = _reasons(report.problems, language)
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
            writer.writerow(["file", "table", "row", "problem", *columns])
            for file, table, row, header, cells in report.rejected:
                by_name = dict(zip(header, cells, strict=False))
                reason = " | ".join(reasons.get((file, row), ()))
                shown = [file, table, str(row), reason, *(by_name.get(name, "") for name in columns)]
                writer.writerow([_harmless(cell) for cell in shown])
    except OSError:
        raise UsageError(N_("“{name}” cannot be written."), name=path.name) from None


def _reasons(problems: Sequence[Problem], language: str) -> dict[tuple[str, int | None], list[str]]:
    reasons: dict[tuple[str, int | None], list[str]] = {}
    for problem in problems:
        column = f"{problem.column}: " if problem.column else ""
        reasons.setdefault((problem.file, problem.row), []).append(column + problem.problem.text(language))
    return reasons


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe; a number stays as it is."""
    if not cell.startswith(_FORMULA) or cell.lstrip("+-").replace(",", "").replace(".", "").isdigit():
        return cell
    return f"'{cell}"
