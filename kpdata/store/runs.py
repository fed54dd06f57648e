"""Import runs: what was imported when, and going back to the state before one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Engine, and_, delete, exists, func, select, update

from kpdata.errors import DataError, UsageError
from kpdata.i18n import N_
from kpdata.store import summaries
from kpdata.store.engine import reading, writing
from kpdata.store.history import TABLES, as_identity, restore
from kpdata.store.ingest import grow_revision
from kpdata.store.keys import IDENTITIES, row_with
from kpdata.store.schema import (
    assessments,
    family_centres,
    import_runs,
    integration,
    integration_criteria,
    meeting_places,
    opening_hours,
    population,
    postal_areas,
    row_history,
    survey_answers,
    survey_questions,
    survey_responses,
    survey_rounds,
    survey_themes,
    visits,
)
from kpdata.store.triggers import silence_triggers


@dataclass(frozen=True, slots=True)
class Run:
    """An import run; `files` as the import reported them (path, sha256, encoding, delimiter, tables)."""

    run_id: int
    started_at: datetime
    finished_at: datetime | None
    actor: str | None
    source: str
    synthetic: bool
    files: list[dict[str, Any]]
    withdrawn_at: datetime | None


def list_runs(engine: Engine) -> list[Run]:
    """All import runs, the newest first; times in UTC."""
    with reading(engine) as connection:
        rows = connection.execute(select(import_runs).order_by(import_runs.c.run_id.desc())).mappings()
        return [
            Run(
                row["run_id"],
                _utc(row["started_at"]),
                _utc(row["finished_at"]) if row["finished_at"] else None,
                row["actor"],
                row["source"],
                row["synthetic"],
                json.loads(row["files"]),
                _utc(row["withdrawn_at"]) if row["withdrawn_at"] else None,
            )
            for row in rows
        ]


def _utc(moment: datetime) -> datetime:
    # SQLite keeps no time zone
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def withdraw(engine: Engine, run: int) -> None:
    """Restore the state before a run.

    DataError naming the later runs that touched the same rows, or whose rows refer to what would go;
    nothing is changed then. UsageError when there is no such run or it was withdrawn before.
    """
    with writing(engine) as connection:
        found = connection.execute(
            select(import_runs.c.withdrawn_at).where(import_runs.c.run_id == run)
        ).one_or_none()
        if found is None:
            raise UsageError(N_("There is no import run {run}."), run=run)
        if found.withdrawn_at is not None:
            raise UsageError(N_("The import run {run} has been withdrawn already."), run=run)
        _stop_if_later(connection, run)
        silence_triggers(connection)
        months, places, rounds = _touched(connection, run)
        for table in TABLES.values():
            connection.execute(delete(table).where(table.c.import_run == run))
        for name, table in TABLES.items():
            kept = select(row_history.c.before).where(
                row_history.c.run_id == run, row_history.c.table_name == name
            )
            restore(connection, table, list(connection.execute(kept).scalars()))
        connection.execute(delete(row_history).where(row_history.c.run_id == run))
        connection.execute(
            update(import_runs).where(import_runs.c.run_id == run).values(withdrawn_at=datetime.now(UTC))
        )
        rounds |= summaries.rounds_of_places(connection, places)
        summaries.refresh(connection, months=months, rounds=rounds)
        grow_revision(connection)
        silence_triggers(connection, False)


def _stop_if_later(connection: Connection, run: int) -> None:
    later = sorted({*_touched_again(connection, run), *_referring(connection, run)})
    if later:
        raise DataError(
            N_(
                "Later runs touched the same rows or need them: {runs}. "
                "Withdraw those first, the newest first."
            ),
            runs=", ".join(map(str, later)),
        )


def _touched_again(connection: Connection, run: int) -> Iterator[int]:
    h, other = row_history.c, row_history.alias().c
    # rows that this run wrote and a later one changed or removed
    yield from connection.execute(select(h.run_id).distinct().where(h.before_run == run)).scalars()
    # rows that this run changed or removed and a later one again
    same = and_(other.table_name == h.table_name, other.row_key == h.row_key, other.run_id == run)
    yield from connection.execute(
        select(h.run_id).distinct().where(h.run_id > run, exists().where(same))
    ).scalars()
    # rows that this run removed and a later one brought back
    removed = select(h.table_name, h.row_key).where(h.run_id == run, h.removed)
    for name, key in connection.execute(removed).all():
        table = TABLES[name]
        of_row = select(table.c.import_run).where(row_with(table, as_identity(key)))
        yield from (found for found in connection.execute(of_row).scalars() if found and found != run)


REFERENCES: tuple[tuple[Column[Any], Column[Any]], ...] = (
    (meeting_places.c.centre_id, family_centres.c.centre_id),
    *(
        (table.c.place_id, meeting_places.c.place_id)
        for table in (opening_hours, visits, survey_responses, survey_themes, assessments)
    ),
    *((table.c.round_id, survey_rounds.c.round_id) for table in (survey_responses, survey_themes)),
    (survey_answers.c.question_id, survey_questions.c.question_id),
    (integration.c.criterion_id, integration_criteria.c.criterion_id),
    (population.c.postal_code, postal_areas.c.postal_code),
)
"""Columns of a table and what they refer to."""


def _referring(connection: Connection, run: int) -> Iterator[int]:
    """Later runs whose rows refer to rows that this run added (not to those it only changed)."""
    for column, target in REFERENCES:
        added = select(target).where(target.table.c.import_run == run)
        gone = set(connection.execute(added).scalars()) - _changed(connection, run, target)
        run_of_row = column.table.c.import_run
        for some in summaries.batches(gone):
            rows = select(run_of_row).distinct().where(column.in_(some), run_of_row > run)
            yield from connection.execute(rows).scalars()


def _changed(connection: Connection, run: int, target: Column[Any]) -> set[Any]:
    """Keys that the run found in the table and changed."""
    name = target.table.name
    at = [target.name in part.columns for part in IDENTITIES[name]].index(True)
    kept = select(row_history.c.row_key).where(row_history.c.run_id == run, row_history.c.table_name == name)
    return {as_identity(text)[at] for text in connection.execute(kept).scalars()}


def _touched(connection: Connection, run: int) -> tuple[dict[str, tuple[str, str]], set[str], set[str]]:
    """Months of places, places and rounds whose summaries change when the run is withdrawn."""
    month = summaries.month_of_row(connection)
    by_place = (
        select(visits.c.place_id, func.min(month), func.max(month))
        .where(visits.c.import_run == run)
        .group_by(visits.c.place_id)
    )
    months = {place: (first, last) for place, first, last in connection.execute(by_place)}
    places = _ids(connection, run, meeting_places.c.place_id)
    rounds = _ids(connection, run, survey_responses.c.round_id) | _ids(
        connection, run, survey_answers.c.round_id
    )
    history = select(row_history.c.table_name, row_history.c.row_key).where(row_history.c.run_id == run)
    for name, text in connection.execute(history):
        key = as_identity(text)
        if name == visits.name:
            first, last = months.get(key[0], (key[1][:7], key[1][:7]))
            months[key[0]] = (min(first, key[1][:7]), max(last, key[1][:7]))
        elif name == meeting_places.name:
            places.add(key[0])
        elif name in (survey_responses.name, survey_answers.name):
            rounds.add(key[0])
    return months, places, rounds


def _ids(connection: Connection, run: int, column: Column[Any]) -> set[str]:
    of_run = column.table.c.import_run == run
    return set(connection.execute(select(column).distinct().where(of_run)).scalars())
