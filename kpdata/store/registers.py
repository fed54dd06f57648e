"""Registers: rows of a source that its table no longer has are removed, never many of them unasked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, func, select

from kpdata.i18n import N_, Message
from kpdata.store.checks import Finding
from kpdata.store.importing import Importing
from kpdata.store.keys import identity
from kpdata.store.schema import (
    DATA_TABLES,
    REGISTERS,
    assessments,
    family_centres,
    meeting_places,
    opening_hours,
    place_month,
    survey_responses,
)
from kpdata.store.summaries import batches

REMOVED_AT_MOST = 0.2
_NAMED = 10

_REFERRING: dict[str, tuple[Column[Any], ...]] = {
    meeting_places.name: (
        place_month.c.place_id,
        opening_hours.c.place_id,
        survey_responses.c.place_id,
        assessments.c.place_id,
    ),
    family_centres.name: (meeting_places.c.centre_id,),
}


@dataclass(slots=True)
class _Register:
    """A register on its way: rows of the source before the import, and the first file it came in."""

    before: int
    file: str


class Registers:
    """The registers of an import."""

    def __init__(self, work: Importing) -> None:
        self._work = work
        self._begun: dict[str, _Register] = {}
        self._removed: dict[str, list[str]] = defaultdict(list)

    def begin(self, table: str, file: str) -> None:
        """Note how many rows the source has before the first rows of a register come."""
        if table in REGISTERS and table not in self._begun:
            rows = DATA_TABLES[table]
            own = select(func.count()).select_from(rows).where(rows.c.source == self._work.options.source)
            self._begun[table] = _Register(int(self._work.connection.execute(own).scalar_one()), file)

    def finish(self, name: str, kept: Collection[str] = ()) -> None:
        """Remove what a register no longer has; kept: ids that stay all the same."""
        register = self._begun.get(name)
        if register is None:
            return
        gone = [row for row in self._missing(name) if str(identity(name, row)[0]) not in kept]
        if not gone:
            return
        work, findings = self._work, self._work.findings
        if findings.has_rejected(name):
            findings.notice(
                N_("Rows of the table {table} were refused: none that are missing from it were removed."),
                table=name,
            )
            return
        if len(gone) > REMOVED_AT_MOST * register.before and not work.options.allow_removals:
            findings.problem(register.file, name, None, None, "", _too_many(name, gone, register.before))
        work.remove(DATA_TABLES[name], gone, register.file)
        work.references.forget(name)
        if name in _REFERRING:
            self._removed[name] += [str(identity(name, row)[0]) for row in gone]
        if name == meeting_places.name:
            work.touched.places.update(self._removed[name])

    def _missing(self, name: str) -> list[dict[str, Any]]:
        table, seen = DATA_TABLES[name], self._work.seen[name]
        own = select(table).where(
            table.c.source == self._work.options.source,
            table.c.import_run.is_distinct_from(self._work.run),
        )
        rows = [dict(row) for row in self._work.connection.execute(own).mappings()]
        return [row for row in rows if identity(name, row) not in seen]

    def tell(self) -> None:
        """Tell which removed places and centres other rows still refer to."""
        for table, ids in self._removed.items():
            used = _still_named(self._work.connection, table, ids)
            if used:
                self._work.findings.notice(
                    N_(
                        "Rows of {table} were removed although other rows refer to them: {ids}. "
                        "Keep such a row and give it the status closed."
                    ),
                    table=table,
                    ids=_some(used),
                )


def _too_many(name: str, gone: list[Mapping[str, Any]] | list[dict[str, Any]], before: int) -> Finding:
    return Finding(
        0,
        "",
        Message(
            N_("{n} of the {total} rows of this source are no longer in the table: {keys}."),
            {"n": len(gone), "total": before, "keys": _some([str(identity(name, row)[0]) for row in gone])},
        ),
        Message(N_("the whole register, or --allow-removals to remove more than 20 %")),
    )


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:_NAMED]) + (" …" if ids[_NAMED:] else "")


def _still_named(connection: Connection, table: str, ids: Collection[str]) -> list[str]:
    found: set[str] = set()
    for column in _REFERRING[table]:
        for some in batches(ids):
            named = select(column).distinct().where(column.in_(some))
            found.update(connection.execute(named).scalars())
    return sorted(found)
