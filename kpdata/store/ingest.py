"""One source into the database: checks that need other rows, one transaction, a report.

Row by row checks are the reader's (`kpdata.sources`); here rows meet one another and what the database
has. Either everything is written (with --skip-bad-rows: everything but the refused rows) or nothing.
"""

from __future__ import annotations

import getpass
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Table, case, delete, func, insert, select, update

from kpdata.errors import DataError, UsageError
from kpdata.i18n import N_, Message
from kpdata.sources.cells import shown
from kpdata.sources.headings import columns_by_heading, fold
from kpdata.sources.limits import PROBLEMS
from kpdata.sources.rows import Chunk, Problem, Severity, Source, SourceFile, TableCounts
from kpdata.store import summaries
from kpdata.store.answers import Answers
from kpdata.store.batch import Batch
from kpdata.store.checks import Finding, answer_findings, findings, place_by_name
from kpdata.store.children import replaced_rows, untiled
from kpdata.store.engine import writing
from kpdata.store.history import remember, undo
from kpdata.store.keys import Identity, identities, identity, row_with
from kpdata.store.merge import Difference, Merger, Outcome
from kpdata.store.migrations import SHIPPED
from kpdata.store.places import new_place_id, remaining_references
from kpdata.store.references import References
from kpdata.store.references import fold as fold_name
from kpdata.store.schema import (
    DATA_TABLES,
    REGISTERS,
    database_state,
    import_runs,
    meeting_places,
    place_month,
    population,
    postal_areas,
    survey_responses,
    visits,
)
from kpdata.store.seen import Seen, SeenRows, SeenVisits
from kpdata.store.triggers import silence_triggers
from kpdata.store.visit_numbers import MonthSums, VisitNumbers

REMOVED_AT_MOST = 0.2
_NAMED = 10

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


class _NotKept(Exception):  # noqa: N818 - not an error: it ends the transaction without a trace
    """Ends the transaction of an import that leaves nothing behind."""

    def __init__(self, work: _Import) -> None:
        super().__init__()
        self.work = work


def import_source(
    engine: Engine, source: Source, options: ImportOptions, progress: Progress | None = None
) -> ImportReport:
    """Import a source in one transaction.

    progress: called with the table and the number of its rows so far. DataError when the source cannot
    be read; DatabaseError when the database cannot be written.
    """
    if options.source == SHIPPED:
        raise UsageError(N_("The source “{source}” is reserved for the shipped data."), source=SHIPPED)
    run: int | None
    try:
        with writing(engine) as connection:
            silence_triggers(connection)
            run = _begin_run(connection, source, options)
            work = _Import(connection, source, options, run)
            work.read(progress)
            if work.refused or options.dry_run or not work.changed_anything:
                raise _NotKept(work)
            _end_run(connection, source, run)
            silence_triggers(connection, False)
    except _NotKept as end:
        run, work = None, end.work
        if work.refused:
            work.forget_counts()
    return ImportReport(
        run,
        source.files,
        [*source.problems, *work.problems],
        [*source.notices, *work.all_notices()],
        [*source.rejected, *work.rejected],
        work.refused,
    )


def _begin_run(connection: Connection, source: Source, options: ImportOptions) -> int:
    # one writer at a time: the next number is free, and a refused import leaves no gap
    last = connection.execute(select(func.max(import_runs.c.run_id))).scalar_one()
    run = 1 if last is None else int(last) + 1
    row = {
        "run_id": run,
        "started_at": datetime.now(UTC),
        "actor": _account(),
        "source": options.source,
        "synthetic": source.synthetic,
        "files": "[]",
    }
    connection.execute(insert(import_runs).values(row))
    return run


def _end_run(connection: Connection, source: Source, run: int) -> None:
    files = json.dumps([asdict(file) for file in source.files], ensure_ascii=False)
    connection.execute(
        update(import_runs)
        .where(import_runs.c.run_id == run)
        .values(finished_at=datetime.now(UTC), files=files, synthetic=source.synthetic)
    )
    grow_revision(connection)


def grow_revision(connection: Connection) -> None:
    """Count a change of the data whose summaries were kept; what another system wrote stays untold."""
    state = database_state.c
    were_true = state.summarised_revision == state.revision
    connection.execute(
        update(database_state).values(
            revision=state.revision + 1,
            summarised_revision=case((were_true, state.revision + 1), else_=state.summarised_revision),
        )
    )


def _account() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # a container may run under a number without a name
        return None


@dataclass(slots=True)
class _Register:
    """A register table on its way: rows of the source before the import, and the first file it came in."""

    before: int
    file: str


@dataclass(slots=True)
class _Touched:
    """What the summaries must follow."""

    months: dict[str, tuple[str, str]] = field(default_factory=dict)
    rounds: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


class _Import:
    """The work of one import within its transaction."""

    def __init__(self, connection: Connection, source: Source, options: ImportOptions, run: int) -> None:
        self._connection, self._source, self._options, self._run = connection, source, options, run
        self.problems: list[Problem] = []
        self.notices: list[Message] = []
        self.rejected: list[Rejected] = []
        self._references = References(connection)
        self._files = {file.path: file for file in source.files}
        self._mergers: dict[str, Merger] = {}
        self._numbers = VisitNumbers()
        self._sums: MonthSums | None = MonthSums()
        self._seen: dict[str, Seen] = defaultdict(SeenRows, {"visits": SeenVisits(self._numbers)})
        self._refused_keys: dict[str, set[Identity]] = defaultdict(set)
        self._twice: Counter[tuple[str, str]] = Counter()
        self._created: Counter[str] = Counter()
        self._registers: dict[str, _Register] = {}
        self._removed: dict[str, list[str]] = defaultdict(list)
        self._named: set[str] = set()
        self._touched = _Touched()
        self._rounds: dict[str, str] = {}
        self._children: dict[tuple[str, int], tuple[str, int, str | None]] = {}
        self._unknown_questions: set[tuple[str, str]] = set()
        self._new_postal_areas = 0
        self._answers = Answers(connection, run, options.source, take_over=options.take_over)

    # The whole

    def read(self, progress: Progress | None) -> None:
        """Take in every chunk, finish the tables, make the summaries true."""
        table, rows = "", 0
        for chunk in self._source.chunks():
            if chunk.table != table:
                if not self._waits(table):
                    self._finish(table)
                table, rows = chunk.table, 0
            self._take(chunk)
            rows += len(chunk.rows)
            if progress:
                progress(table, rows)
        self._finish(table)
        if self._waits(meeting_places.name) and table != meeting_places.name:
            self._finish(meeting_places.name)
        self._check_invited()
        self._check_children()
        self._refresh()
        self._check_months_beside_days()
        self._tell_remaining_references()
        for merger in self._mergers.values():
            merger.close()

    @property
    def refused(self) -> bool:
        """Whether nothing may be written."""
        errors = [p for p in (*self._source.problems, *self.problems) if p.severity is Severity.ERROR]
        if not self._options.skip_bad_rows:
            return bool(errors)
        # an error without a row is about a whole table
        return any(problem.row is None for problem in errors)

    @property
    def changed_anything(self) -> bool:
        """Whether any row was written or removed."""
        return bool(self._new_postal_areas) or any(
            counts.new or counts.changed or counts.removed
            for file in self._source.files
            for counts in file.tables.values()
        )

    def forget_counts(self) -> None:
        """Nothing was written: only the rows read and rejected are told."""
        for file in self._source.files:
            for counts in file.tables.values():
                counts.new = counts.changed = counts.unchanged = counts.removed = 0

    def all_notices(self) -> list[Message]:
        """What was done beside importing rows."""
        told = [
            Message(
                N_("{file}: identical rows of the table {table} were taken once: {n}."),
                {"file": file, "table": table, "n": n},
            )
            for (file, table), n in self._twice.items()
        ]
        told += [
            Message(N_("{file}: meeting places were added by name: {n}."), {"file": file, "n": n})
            for file, n in self._created.items()
        ]
        return told + self.notices

    def _waits(self, table: str) -> bool:
        """Places that a file of visits may still name stay until it was read."""
        return self._options.create_places and table == meeting_places.name

    # One chunk

    def _take(self, chunk: Chunk) -> None:
        batch = Batch.of(chunk)
        _fill_defaults(DATA_TABLES[chunk.table], batch)
        if chunk.table in REGISTERS and chunk.table not in self._registers:
            self._registers[chunk.table] = _Register(self._own_rows(chunk.table), chunk.file)
        if chunk.table == "visits":
            batch = self._with_place_ids(batch)
        elif chunk.table == "population":
            self._take_postal_areas(batch)
        questions: dict[str, str] = {}
        found = list(findings(batch, self._references))
        if chunk.table == "survey_responses":
            questions = self._questions(batch)
            batch.columns |= {question: batch.columns.pop(name) for name, question in questions.items()}
            found += answer_findings(batch, self._references, list(questions.values()))
        batch = self._refuse(batch, found)
        if not len(batch):
            return
        if chunk.table == "survey_responses":
            self._take_responses(batch, list(questions.values()))
        elif chunk.table == "visits":
            batch.numbered = self._numbers.of(batch.columns)
            for kind, part in _by_kind(batch):
                self._merge(part, kind)
        else:
            self._merge(batch)
        self._references.forget(chunk.table)

    def _merge(self, batch: Batch, kind: str | None = None) -> None:
        seen = self._seen[batch.table]
        repeats = seen.repeats(batch)
        first = batch.without(repeats)
        if len(first):
            outcome = self._merger(batch.table).merge(first, kind)
            self._count(first, outcome)
            self._follow(first, outcome)
            seen.add(first.without([difference.index for difference in outcome.foreign]))
        if repeats:
            self._take_repeats(batch, repeats, kind)

    def _merger(self, table: str) -> Merger:
        if table not in self._mergers:
            self._mergers[table] = Merger(
                self._connection,
                DATA_TABLES[table],
                run=self._run,
                source=self._options.source,
                take_over=self._options.take_over,
            )
            if table == "visits":
                self._mergers[table].fill()
        return self._mergers[table]

    def _counts(self, file: str, table: str) -> TableCounts:
        return self._files[file].tables.setdefault(table, TableCounts())

    def _count(self, batch: Batch, outcome: Outcome) -> None:
        counts = self._counts(batch.file, batch.table)
        counts.new += outcome.new
        counts.changed += len(outcome.changed)
        counts.unchanged += outcome.unchanged
        self._refuse(batch, [self._held_by_another(batch, difference) for difference in outcome.foreign])

    def _held_by_another(self, batch: Batch, difference: Difference) -> Finding:
        column, text = _shown(batch, difference)
        return Finding(
            difference.index,
            column,
            Message(
                N_("The source “{source}” holds this row with other values: {difference}."),
                {"source": difference.before["source"], "difference": text},
            ),
            Message(N_("the same values, or --take-over")),
        )

    def _follow(self, batch: Batch, outcome: Outcome) -> None:
        """Note what the summaries and later checks need."""
        table = batch.table
        if table == "visits" and (outcome.new or outcome.changed):
            self._follow_months(batch, only_new=outcome.new == len(batch))
        elif table == "meeting_places":
            unchanged = outcome.known - {d.index for d in outcome.changed}
            ids = batch.columns["place_id"]
            self._touched.places.update(ids[i] for i in range(len(batch)) if i not in unchanged)
        elif table == "survey_rounds":
            self._rounds |= dict.fromkeys(batch.columns["round_id"], batch.file)
        elif table == "population":
            areas = zip(
                batch.columns["postal_code"],
                batch.columns["municipality"],
                batch.columns["year"],
                batch.rows,
                strict=True,
            )
            for postal, municipality, year, row in areas:
                self._children.setdefault((postal or municipality, year), (batch.file, row, postal))

    def _follow_months(self, batch: Batch, *, only_new: bool) -> None:
        months, numbered = self._touched.months, batch.numbered or self._numbers.of(batch.columns)
        found = self._numbers.places_and_months(np.unique(numbered.place_month))
        for place, at in zip(*found, strict=True):
            span = months.get(place)
            if span is None:
                months[place] = (at, at)
            elif not span[0] <= at <= span[1]:
                months[place] = (min(span[0], at), max(span[1], at))
        if only_new and self._sums is not None:
            self._sums.add(numbered, batch.columns)
        else:
            self._sums = None

    # Refusing

    def _refuse(self, batch: Batch, found: Iterable[Finding]) -> Batch:
        """Tell the findings; the batch without the rows that have an error."""
        bad: dict[int, None] = {}
        for finding in found:
            heading = _heading(batch, finding.column)
            value = _cell(batch, heading, finding)
            self._problem(batch.file, batch.table, batch.rows[finding.index], heading, value, finding)
            if finding.severity is Severity.ERROR:
                bad[finding.index] = None
        for index in bad:
            self._reject(batch.file, batch.table, batch.rows[index], batch.header, batch.cells(index))
        return batch.without(bad)

    def _problem(
        self, file: str, table: str, row: int | None, column: str | None, value: str, finding: Finding
    ) -> None:
        if len(self.problems) >= PROBLEMS:
            raise DataError(
                N_("{file} has more than {n} problems; is it the right file?"), file=file, n=PROBLEMS
            )
        self.problems.append(
            Problem(file, row, column, value, finding.problem, finding.expected, finding.severity, table)
        )

    def _reject(self, file: str, table: str, row: int, header: list[str], cells: list[str]) -> None:
        self._counts(file, table).rejected += 1
        self.rejected.append((file, table, row, header, cells))

    # Rows of one identity

    def _take_repeats(self, batch: Batch, repeats: list[int], kind: str | None) -> None:
        again = batch.take(repeats)
        differing = {d.index: d for d in self._merger(batch.table).differences(again, kind)}
        keys = identities(batch.table, again.columns)
        for index, key in enumerate(keys):
            if index not in differing and key not in self._refused_keys[batch.table]:
                self._twice[batch.file, batch.table] += 1
                self._counts(batch.file, batch.table).unchanged += 1
                continue
            file, row = self._seen[batch.table].where(key)
            text = "" if index not in differing else _shown(again, differing[index])[1]
            if key not in self._refused_keys[batch.table]:
                self._refused_keys[batch.table].add(key)
                self._take_back(batch, key, file, row, differing[index].before)
                self._contradiction(file, batch, row, again.rows[index], again.file, text)
            self._contradiction(again.file, batch, again.rows[index], row, file, text)
            self._reject(again.file, batch.table, again.rows[index], again.header, again.cells(index))

    def _contradiction(
        self, file: str, batch: Batch, row: int, other: int, other_file: str, text: str
    ) -> None:
        self._problem(
            file,
            batch.table,
            row,
            None,
            text,
            Finding(
                0,
                "",
                Message(
                    N_("The row has the same key as row {row} of {file}, and other values."),
                    {"row": other, "file": other_file},
                ),
                Message(N_("one of the two rows")),
            ),
        )

    def _take_back(self, batch: Batch, key: Identity, file: str, row: int, now: Mapping[str, Any]) -> None:
        """Undo an accepted row of this import and count it as refused."""
        self._sums = None
        was = undo(self._connection, self._run, DATA_TABLES[batch.table], key)
        counts = self._counts(file, batch.table)
        setattr(counts, was, getattr(counts, was) - 1)
        if file == batch.file and row in batch.rows:
            header, cells = batch.header, batch.cells(batch.rows.index(row))
        else:
            # the file has moved on: the row is told by its values
            header = [name for name in batch.columns if name in now]
            cells = ["" if now[name] is None else str(now[name]) for name in header]
        self._reject(file, batch.table, row, header, cells)

    # Visits

    def _with_place_ids(self, batch: Batch) -> Batch:
        """Find places that are known by name; rows whose place is not found are refused."""
        names = batch.columns.get("place")
        if names is None:
            return batch
        ids, municipalities = batch.columns["place_id"], batch.columns["municipality"]
        found: list[Finding] = []
        known: dict[tuple[str, str], str | Finding] = {}
        for index, (place, municipality, name) in enumerate(zip(ids, municipalities, names, strict=True)):
            if place is not None:
                continue
            key = (municipality, fold_name(name))
            if key not in known:
                known[key] = place_by_name(index, municipality, name, self._references)
                if isinstance(known[key], Finding) and self._may_create(key):
                    known[key] = self._create_place(municipality, name, batch.file)
            answer = known[key]
            if isinstance(answer, Finding):
                found.append(Finding(index, answer.column, answer.problem, answer.expected))
            else:
                ids[index] = answer
                self._named.add(answer)
        return self._refuse(batch, found)

    def _may_create(self, key: tuple[str, str]) -> bool:
        return self._options.create_places and key not in self._references.places_by_name

    def _create_place(self, municipality: str, name: str, file: str) -> str:
        place_id = new_place_id(municipality, name, self._references.places)
        row = {
            "place_id": place_id,
            "name": name,
            "municipality": municipality,
            "operator_type": "other",
            "status": "running",
            "definition": "unknown",
            "source": self._options.source,
            "import_run": self._run,
        }
        self._connection.execute(insert(meeting_places).values(row))
        self._counts(file, "meeting_places").new += 1
        self._created[file] += 1
        self._touched.places.add(place_id)
        self._references.forget("meeting_places")
        return place_id

    def _check_months_beside_days(self) -> None:
        """A month row beside dated rows of the place and month: the rows of this import are refused."""
        if not self._touched.months:
            return
        both = select(place_month.c.place_id, place_month.c.month).where(
            place_month.c.month_rows > 0, place_month.c.month_rows < place_month.c.row_count
        )
        of_month = summaries.month_of_row(self._connection)
        refused = False
        for place, month in self._connection.execute(both).all():
            first, last = self._touched.months.get(place, ("", ""))
            if not first <= month <= last:
                continue
            rows = self._connection.execute(
                select(visits).where(visits.c.place_id == place, of_month == month)
            ).mappings()
            self._refuse_month_and_days([dict(row) for row in rows])
            refused = True
        if refused:
            self._refresh()

    def _refuse_month_and_days(self, rows: Sequence[Mapping[str, Any]]) -> None:
        seen = self._seen["visits"]
        keyed = [(identity("visits", row), row) for row in rows]
        own = [(key, row, *seen.where(key)) for key, row in keyed if key in seen]
        told = {key: f"{file}: {number}" for key, _, file, number in own}
        in_database = Message(N_("a row of the database"))
        for key, row, file, number in own:
            beside = [other for other, r in keyed if (r["month"] is None) != (row["month"] is None)]
            first = told.get(beside[0], in_database)
            text = ", ".join(f"{other[1]}" for other in beside[:_NAMED])
            finding = Finding(
                0,
                "",
                Message(
                    N_(
                        "A row of the whole month and rows of its days stand side by side for the place "
                        "{place}: {times} ({row})."
                    ),
                    {"place": key[0], "times": text, "row": first},
                ),
                Message(N_("either one row of the month or rows of its days")),
            )
            self._problem(file, "visits", number, "month" if row["month"] else "date", key[1], finding)
            was = undo(self._connection, self._run, visits, key)
            counts = self._counts(file, "visits")
            setattr(counts, was, getattr(counts, was) - 1)
            header = [c.name for c in visits.c if row[c.name] not in (None, False) and c.name != "import_run"]
            self._reject(file, "visits", number, header, [str(row[name]) for name in header])

    # Surveys

    def _questions(self, batch: Batch) -> dict[str, str]:
        """Columns that are questions, by name; others are told once and left out."""
        fixed = {c.name for c in survey_responses.c}
        instruments = {self._references.rounds[r].instrument for r in set(batch.columns["round_id"])
                       if r in self._references.rounds}  # fmt: skip
        ids = {q for instrument, q in self._references.questions if instrument in instruments}
        folded = {fold(q): q for q in sorted(ids)}
        elsewhere = {fold(q) for _, q in self._references.questions}
        found: dict[str, str] = {}
        for name in [name for name in batch.columns if name not in fixed]:
            question = name if name in ids else folded.get(fold(name))
            if question is not None:
                found[name] = question
            elif fold(name) in elsewhere and all(answer is None for answer in batch.columns[name]):
                # A question of another instrument of the file, which nobody in these rows was asked.
                continue
            elif (batch.file, name) not in self._unknown_questions and instruments:
                self._unknown_questions.add((batch.file, name))
                finding = Finding(
                    0,
                    name,
                    Message(N_("No question of the instrument has this id; the column was left out.")),
                    Message(N_("a question_id of survey_questions")),
                    Severity.WARNING,
                )
                self._problem(batch.file, batch.table, None, name, "", finding)
        for name in [name for name in batch.columns if name not in fixed and name not in found]:
            del batch.columns[name]
        return found

    def _take_responses(self, batch: Batch, questions: Sequence[str]) -> None:
        seen = self._seen[batch.table]
        repeats = seen.repeats(batch)
        first = batch.without(repeats)
        if len(first):
            outcome = self._merger(batch.table).merge(first)
            seen.add(first)
            answers = self._answers.merge(first, questions, outcome)
            counts = self._counts(batch.file, batch.table)
            changed = {difference.index for difference in outcome.changed} | answers.changed
            foreign = {difference.index for difference in outcome.foreign} | answers.foreign.keys()
            counts.new += outcome.new
            counts.changed += len(changed)
            counts.unchanged += len(outcome.known) - len(changed) - len(foreign)
            found = [self._held_by_another(first, difference) for difference in outcome.foreign]
            found += [
                Finding(
                    index,
                    "response_id",
                    Message(
                        N_("The source “{source}” holds this row with other values: {difference}."),
                        {"source": source, "difference": difference},
                    ),
                    Message(N_("the same values, or --take-over")),
                )
                for index, (source, difference) in answers.foreign.items()
            ]
            self._refuse(first, found)
            if outcome.new or changed:
                self._touched.rounds.update(first.columns["round_id"])
            self._rounds |= dict.fromkeys(first.columns["round_id"], batch.file)
        if repeats:
            self._take_repeated_responses(batch, repeats, questions)

    def _take_repeated_responses(self, batch: Batch, repeats: list[int], questions: Sequence[str]) -> None:
        again = batch.take(repeats)
        differing = {d.index: d for d in self._merger(batch.table).differences(again)}
        answers = self._answers.differences(again, questions)
        for index, key in enumerate(identities(batch.table, again.columns)):
            refused = self._refused_keys[batch.table]
            if index not in differing and index not in answers and key not in refused:
                self._twice[batch.file, batch.table] += 1
                self._counts(batch.file, batch.table).unchanged += 1
                continue
            file, row = self._seen[batch.table].where(key)
            text = _shown(again, differing[index])[1] if index in differing else answers.get(index, "")
            if key not in refused:
                refused.add(key)
                before = differing[index].before if index in differing else {}
                self._answers.undo(key)
                self._take_back(batch, key, file, row, before)
                self._contradiction(file, batch, row, again.rows[index], again.file, text)
            self._contradiction(again.file, batch, again.rows[index], row, file, text)
            self._reject(again.file, batch.table, again.rows[index], again.header, again.cells(index))

    def _check_invited(self) -> None:
        """More answers than were invited: the round or its answers are wrong."""
        if not self._rounds:
            return
        self._references.forget("survey_rounds")
        counted = select(survey_responses.c.round_id, func.count()).group_by(survey_responses.c.round_id)
        for code, answers in self._connection.execute(counted).all():
            known = self._references.rounds.get(code)
            if code in self._rounds and known and known.invited is not None and answers > known.invited:
                finding = Finding(
                    0,
                    "invited",
                    Message(
                        N_("The round {round} has {answers} answers but only {invited} were invited."),
                        {"round": code, "answers": answers, "invited": known.invited},
                    ),
                    Message(N_("at least as many invited as answers, or invited left empty")),
                )
                self._problem(
                    self._rounds[code], "survey_rounds", None, "invited", str(known.invited), finding
                )

    # Children

    def _take_postal_areas(self, batch: Batch) -> None:
        """Add postal areas that are not known yet; their name and point come with the rows."""
        new: dict[str, dict[str, Any]] = {}
        for index, code in enumerate(batch.columns["postal_code"]):
            if code is None or code in self._references.postal_areas or code in new:
                continue
            given = {
                name: batch.columns[name][index] if name in batch.columns else None
                for name in ("name", "municipality", "lat", "lon")
            }
            new[code] = {
                "postal_code": code,
                **given,
                "source": self._options.source,
                "import_run": self._run,
            }
            if given["lat"] is None:
                finding = Finding(
                    index,
                    "postal_code",
                    Message(N_("The postal area is new and has no point: it takes no part in distances.")),
                    Message(N_("lat and lon of the postal area")),
                    Severity.WARNING,
                )
                self._refuse(batch, [finding])
        if new:
            self._connection.execute(insert(postal_areas), list(new.values()))
            self._new_postal_areas += len(new)
            self._references.forget("postal_areas")

    def _check_children(self) -> None:
        """Remove shipped rows that the import replaces; warn where 0–17 is left untiled."""
        if not self._children:
            return
        gone = [
            row
            for row in replaced_rows(self._connection, self._children)
            if identity("population", row) not in self._seen["population"]
        ]
        if gone:
            file = next(iter(self._children.values()))[0]
            self._remove(population, gone, file)
        for (area, year), (file, row, postal) in untiled(self._connection, self._children):
            finding = Finding(
                0,
                "age_from",
                Message(
                    N_("The rows of {area} and {year} do not cover the ages 0–17 exactly once."),
                    {"area": area, "year": year},
                ),
                Message(N_("age groups that follow one another from 0 to 17")),
                Severity.WARNING,
            )
            column = "postal_code" if postal else "municipality"
            self._problem(file, "population", row, column, area, finding)

    # The end of a table

    def _own_rows(self, table: str) -> int:
        rows = DATA_TABLES[table]
        own = select(func.count()).select_from(rows).where(rows.c.source == self._options.source)
        return int(self._connection.execute(own).scalar_one())

    def _finish(self, name: str) -> None:
        """Remove rows of a register that the source no longer has."""
        if name in self._mergers:
            self._mergers[name].end_filling()
        register = self._registers.get(name)
        if register is None:
            return
        table, seen = DATA_TABLES[name], self._seen[name]
        rejected = any(table_name == name for _, table_name, *_ in (*self._source.rejected, *self.rejected))
        own = select(table).where(
            table.c.source == self._options.source, table.c.import_run.is_distinct_from(self._run)
        )
        rows = [dict(row) for row in self._connection.execute(own).mappings()]
        gone = [row for row in rows if identity(name, row) not in seen]
        if self._waits(name):
            gone = [row for row in gone if row["place_id"] not in self._named]
        if not gone:
            return
        if rejected:
            self.notices.append(
                Message(
                    N_("Rows of the table {table} were refused: none that are missing from it were removed."),
                    {"table": name},
                )
            )
            return
        if len(gone) > REMOVED_AT_MOST * register.before and not self._options.allow_removals:
            text = ", ".join(str(identity(name, row)[0]) for row in gone[:_NAMED])
            finding = Finding(
                0,
                "",
                Message(
                    N_("{n} of the {total} rows of this source are no longer in the table: {keys}."),
                    {
                        "n": len(gone),
                        "total": register.before,
                        "keys": text + (" …" if gone[_NAMED:] else ""),
                    },
                ),
                Message(N_("the whole register, or --allow-removals to remove more than 20 %")),
            )
            self._problem(register.file, name, None, None, "", finding)
        self._remove(table, gone, register.file)
        self._references.forget(name)

    def _remove(self, table: Table, rows: Collection[Mapping[str, Any]], file: str) -> None:
        remember(self._connection, self._run, table, rows, removed=True)
        for row in rows:
            self._connection.execute(delete(table).where(row_with(table, identity(table.name, row))))
        self._counts(file, table.name).removed += len(rows)
        if table.name in ("meeting_places", "family_centres"):
            ids = [str(identity(table.name, row)[0]) for row in rows]
            self._removed[table.name] += ids
            if table is meeting_places:
                self._touched.places.update(ids)

    def _tell_remaining_references(self) -> None:
        for table, ids in self._removed.items():
            used = remaining_references(self._connection, table, ids)
            if used:
                names = ", ".join(used[:_NAMED]) + (" …" if used[_NAMED:] else "")
                self.notices.append(
                    Message(
                        N_(
                            "Rows of {table} were removed although other rows refer to them: {ids}. "
                            "Keep such a row and give it the status closed."
                        ),
                        {"table": table, "ids": names},
                    )
                )

    # Summaries

    def _refresh(self) -> None:
        rounds = self._touched.rounds | summaries.rounds_of_places(self._connection, self._touched.places)
        months = self._touched.months
        if self._sums is not None:
            summaries.add_visits(self._connection, self._sums.parts(self._numbers))
            months, self._sums = {}, None
        summaries.refresh(self._connection, months=months, rounds=rounds)


def _fill_defaults(table: Table, batch: Batch) -> None:
    """An unknown value of a column that must have one becomes its default."""
    for column in table.c:
        values = batch.columns.get(column.name)
        if values is None or column.nullable or column.server_default is None:
            continue
        default: Any = getattr(column.server_default, "arg", None)
        if column.type.python_type is bool:
            default = False
        elif column.type.python_type is int:
            default = int(default)
        batch.columns[column.name] = [default if value is None else value for value in values]


def _by_kind(batch: Batch) -> list[tuple[str, Batch]]:
    """Visits by day and by month apart; usually all are of one kind."""
    if None not in batch.columns["date"]:
        return [("date", batch)]
    days = [index for index, day in enumerate(batch.columns["date"]) if day is not None]
    if not days:
        return [("month", batch)]
    months = [index for index, day in enumerate(batch.columns["date"]) if day is None]
    return [("date", batch.take(days)), ("month", batch.take(months))]


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


def _shown(batch: Batch, difference: Difference) -> tuple[str, str]:
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
