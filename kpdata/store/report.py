"""What an import tells: options in, counts, problems, notices and refused rows out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kpdata.errors import DataError
from kpdata.i18n import N_, Message
from kpdata.sources.cells import shown
from kpdata.sources.headings import columns_by_heading, fold
from kpdata.sources.limits import PROBLEMS
from kpdata.sources.rows import Problem, Severity, Source, SourceFile, TableCounts
from kpdata.store.batch import Batch
from kpdata.store.checks import Finding
from kpdata.store.merge import Difference

Progress = Callable[[str, int], None]
Rejected = tuple[str, str, int, list[str], list[str]]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import. source: whose rows they are. The rest are the switches of `kpdata import`."""

    source: str = "local"
    dry_run: bool = False
    skip_bad_rows: bool = False
    create_places: bool = False
    allow_removals: bool = False
    take_over: bool = False


@dataclass(slots=True)
class ImportReport:
    """What an import did. run: None when nothing changed, the data was refused, or it was a dry run.

    rejected: refused rows as file, table, row, header, cells.
    """

    run: int | None
    files: list[SourceFile]
    problems: list[Problem]
    notices: list[Message]
    rejected: list[Rejected]
    refused: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether any row or table was refused (exit code 1)."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


class Findings:
    """What an import finds beside what the reader of its source found."""

    def __init__(self, source: Source, *, skip_bad_rows: bool) -> None:
        self._source, self._skip_bad_rows = source, skip_bad_rows
        self._files = {file.path: file for file in source.files}
        self.problems: list[Problem] = []
        self.rejected: list[Rejected] = []
        self._notices: list[Message] = []
        self._twice: Counter[tuple[str, str]] = Counter()

    def counts(self, file: str, table: str) -> TableCounts:
        """The counts of one table of one file."""
        return self._files[file].tables.setdefault(table, TableCounts())

    def refuse(self, batch: Batch, found: Iterable[Finding]) -> Batch:
        """Tell the findings; the batch without the rows that have an error."""
        bad: dict[int, None] = {}
        for finding in found:
            heading = _heading(batch, finding.column)
            value = _cell(batch, heading, finding)
            self.problem(batch.file, batch.table, batch.rows[finding.index], heading, value, finding)
            if finding.severity is Severity.ERROR:
                bad[finding.index] = None
        for index in bad:
            self.reject(batch.file, batch.table, batch.rows[index], batch.header, batch.cells(index))
        return batch.without(bad)

    def problem(
        self, file: str, table: str, row: int | None, column: str | None, value: str, finding: Finding
    ) -> None:
        """Tell a problem; DataError when there are so many that the file must be of another kind."""
        if len(self.problems) >= PROBLEMS:
            raise DataError(
                N_("{file} has more than {n} problems; is it the right file?"), file=file, n=PROBLEMS
            )
        self.problems.append(
            Problem(file, row, column, value, finding.problem, finding.expected, finding.severity, table)
        )

    def reject(self, file: str, table: str, row: int, header: list[str], cells: list[str]) -> None:
        """Count a refused row and keep its cells."""
        self.counts(file, table).rejected += 1
        self.rejected.append((file, table, row, header, cells))

    def take_back(self, file: str, table: str, was: str) -> None:
        """Count a row no longer as `new`, `changed` or `unchanged`."""
        counts = self.counts(file, table)
        setattr(counts, was, getattr(counts, was) - 1)

    def twice(self, file: str, table: str) -> None:
        """Count a row that stands there already, just so."""
        self._twice[file, table] += 1
        self.counts(file, table).unchanged += 1

    def notice(self, msgid: str, **values: object) -> None:
        """Tell what was done beside importing rows."""
        self._notices.append(Message(msgid, values))

    def has_rejected(self, table: str) -> bool:
        """Whether rows of a table were refused, here or by the reader."""
        return any(name == table for _, name, *_ in (*self._source.rejected, *self.rejected))

    @property
    def refused(self) -> bool:
        """Whether nothing may be written."""
        errors = [p for p in (*self._source.problems, *self.problems) if p.severity is Severity.ERROR]
        if not self._skip_bad_rows:
            return bool(errors)
        # an error without a row is about a whole table
        return any(problem.row is None for problem in errors)

    @property
    def changed_anything(self) -> bool:
        """Whether any row was written or removed."""
        return any(
            counts.new or counts.changed or counts.removed
            for file in self._source.files
            for counts in file.tables.values()
        )

    def report(self, run: int | None) -> ImportReport:
        """The report of the whole import; when it was refused, only rows read and rejected are counted."""
        if self.refused:
            for file in self._source.files:
                for counts in file.tables.values():
                    counts.new = counts.changed = counts.unchanged = counts.removed = 0
        repeated = [
            Message(
                N_("{file}: identical rows of the table {table} were taken once: {n}."),
                {"file": file, "table": table, "n": n},
            )
            for (file, table), n in self._twice.items()
        ]
        return ImportReport(
            run,
            self._source.files,
            [*self._source.problems, *self.problems],
            [*self._source.notices, *repeated, *self._notices],
            [*self._source.rejected, *self.rejected],
            self.refused,
        )


def held_by_another(batch: Batch, difference: Difference) -> Finding:
    """The finding that another source holds the row with other values."""
    column, text = differing_values(batch, difference)
    return of_another_source(difference.index, column, str(difference.before["source"]), text)


def of_another_source(index: int, column: str, source: str, difference: str) -> Finding:
    """The finding that a source holds the row with other values, given as text."""
    return Finding(
        index,
        column,
        Message(
            N_("The source “{source}” holds this row with other values: {difference}."),
            {"source": source, "difference": difference},
        ),
        Message(N_("the same values, or --take-over")),
    )


def differing_values(batch: Batch, difference: Difference) -> tuple[str, str]:
    """The first column that differs, and all differences as text: before / now."""
    parts: list[tuple[str, str]] = []
    for name, values in batch.columns.items():
        if name not in difference.before:
            continue
        before, now = difference.before[name], values[difference.index]
        if str(before) != str(now):
            texts = [".." if value is None else shown(str(value)) for value in (before, now)]
            parts.append((name, f"{name} {texts[0]} / {texts[1]}"))
    column = parts[0][0] if parts else ""
    return column, ", ".join(text for _, text in parts)


def _heading(batch: Batch, column: str) -> str:
    """The heading of a column as it stands in the file."""
    known = columns_by_heading(batch.table)
    for heading in batch.header:
        if known.get(fold(heading), heading) == column or fold(heading) == fold(column):
            return heading
    return column


def _cell(batch: Batch, heading: str, finding: Finding) -> str:
    """The cell of a finding as it stands in the file; its value when it cannot be had."""
    cells = batch.cells(finding.index)
    if heading in batch.header and batch.header.index(heading) < len(cells):
        return shown(cells[batch.header.index(heading)])
    return batch.value(finding.column, finding.index)
