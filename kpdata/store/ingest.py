"""One source into the database: checks that need other rows, one transaction, a report.

Row by row checks are the reader's (`kpdata.sources`); here rows meet one another and what the database
has. Either everything is written (with --skip-bad-rows: everything but the refused rows) or nothing.
"""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, case, func, insert, select, update

from kpdata.errors import UsageError
from kpdata.i18n import N_
from kpdata.sources.rows import Chunk, Source
from kpdata.store.batch import Batch
from kpdata.store.checks import findings
from kpdata.store.children import Children
from kpdata.store.engine import writing
from kpdata.store.importing import Importing
from kpdata.store.merge import Outcome
from kpdata.store.migrations import SHIPPED
from kpdata.store.month_or_days import refuse_month_beside_days
from kpdata.store.place_names import PlaceNames
from kpdata.store.registers import Registers
from kpdata.store.report import Findings, ImportOptions, ImportReport, Progress, held_by_another
from kpdata.store.responses import Responses
from kpdata.store.same_key import take_repeats
from kpdata.store.schema import DATA_TABLES, database_state, import_runs, meeting_places
from kpdata.store.triggers import silence_triggers

__all__ = ["ImportOptions", "ImportReport", "Progress", "import_source"]


class _NotKept(Exception):  # noqa: N818 - not an error: it ends the transaction without a trace
    """Ends the transaction of an import that leaves nothing behind."""


def import_source(
    engine: Engine, source: Source, options: ImportOptions, progress: Progress | None = None
) -> ImportReport:
    """Import a source in one transaction.

    progress: called with the table and the number of its rows so far. DataError when the source cannot
    be read; DatabaseError when the database cannot be written.
    """
    if options.source == SHIPPED:
        raise UsageError(N_("The source “{source}” is reserved for the shipped data."), source=SHIPPED)
    told = Findings(source, skip_bad_rows=options.skip_bad_rows)
    run: int | None
    try:
        with writing(engine) as connection:
            silence_triggers(connection)
            run = _begin_run(connection, source, options)
            wrote = _Import(Importing(connection, options, run, told), source).read(progress)
            if told.refused or options.dry_run or not wrote:
                raise _NotKept
            _end_run(connection, source, run)
            silence_triggers(connection, False)
    except _NotKept:
        run = None
    return told.report(run)


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


class _Import:
    """Takes the chunks of a source in, each to where its table belongs."""

    def __init__(self, work: Importing, source: Source) -> None:
        self._work, self._source = work, source
        self._registers = Registers(work)
        self._names = PlaceNames(work)
        self._responses = Responses(work)
        self._children = Children(work)

    def read(self, progress: Progress | None) -> bool:
        """Take in every chunk, finish the tables, make the summaries true; whether anything changed."""
        table, rows = "", 0
        for chunk in self._source.chunks():
            if chunk.table != table:
                self._finish(table)
                table, rows = chunk.table, 0
            self._take(chunk)
            rows += len(chunk.rows)
            if progress:
                progress(table, rows)
        self._finish(table)
        if self._waits:
            self._registers.finish(meeting_places.name, kept=self._names.named)
        self._responses.check_invited()
        self._children.finish()
        self._work.refresh_summaries()
        refuse_month_beside_days(self._work)
        self._names.tell()
        self._registers.tell()
        self._work.close()
        return bool(self._children.new_postal_areas) or self._work.findings.changed_anything

    @property
    def _waits(self) -> bool:
        """Whether places stay until every name was read: visits may still name one that was added."""
        return self._work.options.create_places

    def _finish(self, table: str) -> None:
        """Every row of a table was read."""
        if table in DATA_TABLES:
            self._work.merger(table).end_filling()
        if table != meeting_places.name or not self._waits:
            self._registers.finish(table)

    def _take(self, chunk: Chunk) -> None:
        batch = Batch.of(chunk)
        _fill_defaults(DATA_TABLES[chunk.table], batch)
        self._registers.begin(chunk.table, chunk.file)
        if chunk.table == "survey_responses":
            self._responses.take(batch)
            return
        if chunk.table == "visits":
            batch = self._names.resolve(batch)
        elif chunk.table == "population":
            self._children.add_postal_areas(batch)
        batch = self._work.findings.refuse(batch, findings(batch, self._work.references))
        if chunk.table == "visits":
            batch.numbered = self._work.numbers.of(batch.columns)
            for kind, part in _by_kind(batch):
                self._merge(part, kind)
        elif len(batch):
            self._merge(batch)
            self._work.references.forget(chunk.table)

    def _merge(self, batch: Batch, kind: str | None = None) -> None:
        work = self._work
        seen = work.seen[batch.table]
        repeats = seen.repeats(batch)
        first = batch.without(repeats)
        if len(first):
            outcome = work.merger(batch.table).merge(first, kind)
            counts = work.findings.counts(batch.file, batch.table)
            counts.new += outcome.new
            counts.changed += len(outcome.changed)
            counts.unchanged += outcome.unchanged
            work.findings.refuse(first, [held_by_another(first, row) for row in outcome.foreign])
            self._follow(first, outcome)
            seen.add(first.without([difference.index for difference in outcome.foreign]))
        if repeats:
            take_repeats(work, batch, repeats, kind)

    def _follow(self, batch: Batch, outcome: Outcome) -> None:
        """Note what the summaries and later checks need."""
        if batch.table == "visits":
            self._work.follow_visits(batch, outcome)
        elif batch.table == "meeting_places":
            unchanged = outcome.known - {difference.index for difference in outcome.changed}
            ids = batch.columns["place_id"]
            self._work.touched.places.update(ids[i] for i in range(len(batch)) if i not in unchanged)
        elif batch.table == "survey_rounds":
            self._responses.note_rounds(batch)
        elif batch.table == "population":
            self._children.follow(batch)


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
    if not len(batch):
        return []
    if None not in batch.columns["date"]:
        return [("date", batch)]
    days = [index for index, day in enumerate(batch.columns["date"]) if day is not None]
    if not days:
        return [("month", batch)]
    months = [index for index, day in enumerate(batch.columns["date"]) if day is None]
    return [("date", batch.take(days)), ("month", batch.take(months))]
