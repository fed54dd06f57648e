"""Rows meet the rows that a table already has: new, changed, unchanged, or held by another source.

The comparison is done by the database: the incoming rows stand in a temporary table beside the real one.
While a table takes only new rows they go straight into it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    exists,
    false,
    insert,
    literal,
    or_,
    select,
    update,
)

from kpdata.store.batch import Batch, implied
from kpdata.store.engine import is_sqlite
from kpdata.store.history import remember
from kpdata.store.keys import IDENTITIES, same_row
from kpdata.store.load import load, load_new
from kpdata.store.migrations import SHIPPED
from kpdata.store.triggers import with_keys, without_keys

SOME = 5000


@dataclass(slots=True)
class Difference:
    """An incoming row (its index in the batch) that differs from the row in the database."""

    index: int
    before: Mapping[str, Any]


@dataclass(slots=True)
class Outcome:
    """What became of a batch; known: indexes of rows that were there before this run."""

    new: int
    changed: list[Difference] = field(default_factory=list)
    foreign: list[Difference] = field(default_factory=list)
    known: set[int] = field(default_factory=set)

    @property
    def unchanged(self) -> int:
        """Rows that stood in the database just so."""
        return len(self.known) - len(self.changed) - len(self.foreign)


class Merger:
    """Merges batches of one table into the database, for one run and source."""

    def __init__(
        self, connection: Connection, table: Table, *, run: int, source: str, take_over: bool
    ) -> None:
        self._connection, self._table = connection, table
        self._run, self._source, self._take_over = run, source, take_over
        self._only_new = True
        self._filling = False
        self._stages: dict[tuple[str, ...], Table] = {}

    def fill(self) -> None:
        """Take in rows without looking at keys, as long as they are told apart elsewhere.

        Only an SQLite table that is empty is filled so.
        """
        empty = ~exists().select_from(self._table)
        if is_sqlite(self._connection) and self._connection.execute(select(empty)).scalar_one():
            without_keys(self._connection, self._table)
            self._filling = True

    def end_filling(self) -> None:
        """Look at keys again; harmless when it was so all along."""
        if self._filling:
            with_keys(self._connection, self._table)
            self._filling = False

    def merge(self, batch: Batch, kind: str | None = None) -> Outcome:
        """Write the rows of a batch, which has each identity once; rows of other sources are left alone.

        kind: for visits, whether all rows are by `date` or by `month`.
        """
        columns = {name: v for name, v in batch.columns.items() if name in self._table.c}
        inserted = 0
        constants: dict[str, str | int] = {"source": self._source, "import_run": self._run}
        if self._filling:
            load(self._connection, self._table, columns, constants)
            return Outcome(len(batch))
        if self._only_new:
            inserted = load_new(self._connection, self._table, columns, constants)
            if inserted == len(batch):
                return Outcome(inserted)
            # this table has such rows already: from now on compare first
            self._only_new = False
        stage = self._stage(columns)
        outcome = self._compare(stage, columns, kind)
        if inserted + len(outcome.known) < len(batch):
            inserted += self._insert_new(stage, columns, kind)
        self._change(stage, outcome, columns, kind)
        outcome.new = inserted
        return outcome

    def differences(self, batch: Batch, kind: str | None = None) -> list[Difference]:
        """Rows of a batch that differ from those in the database, whichever run wrote them."""
        self.end_filling()
        columns = {name: v for name, v in batch.columns.items() if name in self._table.c}
        stage = self._stage(columns)
        differing = select(stage.c.n).where(same_row(self._table, stage, kind), self._differs(stage, columns))
        return list(self._rows(stage, kind, list(self._connection.execute(differing).scalars())))

    def close(self) -> None:
        """Drop the temporary tables."""
        self.end_filling()
        for stage in self._stages.values():
            stage.drop(self._connection)
        self._stages.clear()

    # The temporary table

    def _stage(self, columns: Mapping[str, Sequence[Any]]) -> Table:
        names = tuple(columns)
        stage = self._stages.get(names)
        if stage is None:
            stage = Table(
                f"incoming_{self._table.name}_{len(self._stages)}",
                MetaData(),
                Column("n", Integer),
                *(Column(name, self._table.c[name].type) for name in names),
                prefixes=["TEMPORARY"],
            )
            stage.create(self._connection)
            self._stages[names] = stage
        else:
            self._connection.execute(stage.delete())
        size = len(next(iter(columns.values())))
        load(self._connection, stage, {"n": range(size), **columns})
        return stage

    def _compare(self, stage: Table, columns: Collection[str], kind: str | None) -> Outcome:
        # rows that this run wrote are not known from before: they were inserted a moment ago
        before = self._table.c.import_run.is_distinct_from(self._run)
        same = same_row(self._table, stage, kind)
        matches = select(stage.c.n, self._differs(stage, columns)).where(same, before)
        found = self._connection.execute(matches).all()
        outcome = Outcome(0, known={n for n, _ in found})
        for difference in self._rows(stage, kind, [n for n, differs in found if differs]):
            own = self._may_change(difference.before)
            (outcome.changed if own else outcome.foreign).append(difference)
        return outcome

    def _may_change(self, before: Mapping[str, Any]) -> bool:
        if before["source"] == self._source or self._take_over:
            return True
        return self._table.name == "population" and before["source"] == SHIPPED

    def _differs(self, stage: Table, columns: Collection[str]) -> ColumnElement[bool]:
        """Whether a row of the table has other values than the incoming one."""
        compared: list[ColumnElement[bool]] = [
            self._table.c[name].is_distinct_from(stage.c[name]) for name in self._values(columns)
        ]
        compared += [
            self._table.c[name].is_distinct_from(value)
            for name, value in implied(self._table, columns).items()
        ]
        return or_(false(), *compared)

    def _rows(self, stage: Table, kind: str | None, indexes: list[int]) -> Iterator[Difference]:
        for some in _some(indexes):
            rows = select(stage.c.n, *self._table.c).where(
                same_row(self._table, stage, kind), stage.c.n.in_(some)
            )
            for row in self._connection.execute(rows).mappings():
                yield Difference(row["n"], {c.name: row[c.name] for c in self._table.c})

    def _values(self, columns: Iterable[str]) -> list[str]:
        """Columns that are not part of the identity (a postal area's municipality is a value too)."""
        if self._table.name == "population":
            parts = {"postal_code", "year", "age_from", "age_to"}
        else:
            parts = {name for part in IDENTITIES[self._table.name] for name in part.columns}
        return [name for name in columns if name not in parts]

    def _insert_new(self, stage: Table, columns: Collection[str], kind: str | None) -> int:
        names = [*columns, "source", "import_run"]
        rows = select(*(stage.c[name] for name in columns), literal(self._source), literal(self._run)).where(
            ~exists().where(same_row(self._table, stage, kind))
        )
        statement = insert(self._table).from_select(names, rows)
        return self._connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount

    def _change(self, stage: Table, outcome: Outcome, columns: Collection[str], kind: str | None) -> None:
        remember(self._connection, self._run, self._table, (d.before for d in outcome.changed), removed=False)
        values: dict[str, Any] = {name: stage.c[name] for name in self._values(columns)}
        values |= implied(self._table, columns) | {"source": self._source, "import_run": self._run}
        for some in _some([difference.index for difference in outcome.changed]):
            self._connection.execute(
                update(self._table)
                .where(same_row(self._table, stage, kind), stage.c.n.in_(some))
                .values(values)
            )


def _some(indexes: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(indexes), SOME):
        yield indexes[start : start + SOME]
