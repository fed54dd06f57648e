"""Ordered migrations of the schema, with a backup file before an SQLite database is migrated.

A migration is added at the end of `MIGRATIONS`; the number of migrations is the schema version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, inspect, select, update

from kpdata.areas import area_index
from kpdata.criteria import INTEGRATION_CRITERIA
from kpdata.domain import HELSINKI
from kpdata.errors import DatabaseError
from kpdata.i18n import N_
from kpdata.store.engine import is_sqlite, plain_errors, reading, sqlite_path, writing
from kpdata.store.schema import (
    areas,
    boundaries,
    database_state,
    decision,
    integration_criteria,
    meeting_pack,
    metadata,
    pack_item,
    population,
    postal_areas,
)
from kpdata.store.triggers import create_triggers, silence_triggers

SHIPPED = "shipped"

Migration = Callable[[Connection], None]


def build_first_schema(connection: Connection) -> None:
    """Version 1: the tables of the contract, the triggers and the shipped reference data."""
    metadata.create_all(connection)
    connection.execute(
        insert(database_state).values(
            id=1, schema_version=0, revision=1, summarised_revision=1, importing=False
        )
    )
    create_triggers(connection)
    silence_triggers(connection)
    seed_reference(connection)
    silence_triggers(connection, False)


def add_boundaries(connection: Connection) -> None:
    """Version 2: borders of areas, for maps. A new database has the table from the start."""
    if not inspect(connection).has_table(boundaries.name):
        boundaries.create(connection)
        create_triggers(connection, boundaries.name)


def add_meeting_packs(connection: Connection) -> None:
    """Version 3: meeting packs, their items and decisions; no triggers, since they are not data."""
    for table in (meeting_pack, pack_item, decision):
        if not inspect(connection).has_table(table.name):
            table.create(connection)


MIGRATIONS: tuple[Migration, ...] = (build_first_schema, add_boundaries, add_meeting_packs)
SCHEMA_VERSION = len(MIGRATIONS)


def seed_reference(connection: Connection) -> None:
    """Write the shipped areas, postal areas, children and integration criteria (source `shipped`)."""
    index = area_index()
    _insert(connection, areas, _records(index.areas))
    shipped = {"source": SHIPPED}
    _insert(connection, postal_areas, (row | shipped for row in _records(index.postal_areas)))
    _insert(connection, population, (row | shipped for row in _records(index.population_bands)))
    _insert(
        connection,
        integration_criteria,
        (
            {
                "criterion_id": criterion.criterion_id,
                "step": criterion.step,
                "name_fi": criterion.name_fi,
                "name_sv": criterion.name_sv,
                "name_en": criterion.name_en,
                "valid_months": criterion.valid_months,
            }
            | shipped
            for criterion in INTEGRATION_CRITERIA
        ),
    )


def _records(frame: Any) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        # a missing cell is the only value that differs from itself
        yield {str(name): value if value == value else None for name, value in row.items()}


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    connection.execute(insert(table), list(rows))


def schema_version(engine: Engine) -> int:
    """Version of the schema; 0 when the database has no tables.

    DatabaseError when its tables are not those of kpdata.
    """
    with reading(engine) as connection:
        return _version(connection)


def _version(connection: Connection) -> int:
    tables = inspect(connection).get_table_names()
    if database_state.name in tables:
        version = connection.execute(select(database_state.c.schema_version)).scalar_one_or_none()
        if version is not None:
            return int(version)
    if not tables:
        return 0
    raise DatabaseError(N_("The database is not one of kpdata: it has other tables."))


def check_version(found: int, needed: int = SCHEMA_VERSION) -> None:
    """DatabaseError when a schema cannot be used as it is."""
    if found == 0:
        raise DatabaseError(N_("The database is empty: import data into it first."))
    if found > needed:
        raise DatabaseError(
            N_(
                "The database is of schema version {found}, this program knows version {needed}: "
                "install a newer kpdata."
            ),
            found=found,
            needed=needed,
        )
    if found < needed:
        raise DatabaseError(
            N_(
                "The database is of schema version {found}, this program needs version {needed}: "
                "it is brought up to date when the dashboard is started or data is imported."
            ),
            found=found,
            needed=needed,
        )


def migrate(engine: Engine, migrations: Sequence[Migration] = MIGRATIONS) -> Path | None:
    """Bring the schema up to date in one transaction; gives the backup file, if one was made.

    An SQLite database that already has data is copied beside itself first.
    """
    needed = len(migrations)
    found = schema_version(engine)
    if found == needed:
        return None
    if found > needed:
        check_version(found, needed)
    backup = back_up(engine, found) if is_sqlite(engine) and found else None
    with writing(engine) as connection:
        # another program may have migrated while this one waited for the lock
        found = _version(connection)
        for migration in migrations[found:]:
            migration(connection)
        connection.execute(update(database_state).values(schema_version=needed))
    return backup


def back_up(engine: Engine, version: int) -> Path:
    """Copy an SQLite database beside itself, named by its schema version and the time."""
    path = sqlite_path(engine.url)
    moment = datetime.now(HELSINKI).strftime("%Y%m%d-%H%M%S")
    target = path.with_name(f"{path.stem}.version-{version}.{moment}.sqlite")
    with (
        plain_errors(),
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    return target
