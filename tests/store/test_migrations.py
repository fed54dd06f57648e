"""Migrations run in order, once, after a backup of a database file that has data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from kpdata.errors import DatabaseError
from kpdata.store import schema
from kpdata.store.db import close_all, open_database, reading, writing
from kpdata.store.engine import sqlite_path
from kpdata.store.migrations import MIGRATIONS, SCHEMA_VERSION, check_version, migrate, schema_version


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


def add_group(name: str) -> insert:
    values = {"group_id": name, "area_type": "municipality", "area_id": "837"}

    def migration(connection: Connection) -> None:
        connection.execute(insert(schema.groups).values(values))

    return migration


def groups(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(connection.execute(select(schema.groups.c.group_id)).scalars())


def test_the_schema_version_is_the_number_of_migrations(engine: Engine) -> None:
    assert schema_version(engine) == SCHEMA_VERSION == len(MIGRATIONS)


def test_only_later_migrations_run_and_only_once(engine: Engine) -> None:
    later = (*MIGRATIONS, add_group("second"), add_group("third"))
    migrate(engine, later)
    assert (groups(engine), schema_version(engine)) == (["second", "third"], SCHEMA_VERSION + 2)
    assert migrate(engine, later) is None
    assert groups(engine) == ["second", "third"]


def test_a_file_is_backed_up_before_it_is_migrated(sqlite_url: str) -> None:
    engine = open_database(sqlite_url, create=True)
    with writing(engine) as connection:
        add_group("first")(connection)
    backup = migrate(engine, (*MIGRATIONS, add_group("second")))
    assert backup is not None
    assert re.fullmatch(r"kpdata\.version-\d+\.\d{8}-\d{6}\.sqlite", backup.name)
    assert groups(open_database(str(backup))) == ["first"]
    assert groups(engine) == ["first", "second"]


def test_a_new_file_needs_no_backup(sqlite_url: str) -> None:
    folder = sqlite_path(open_database(sqlite_url, create=True).url).parent
    assert [path.name for path in sorted(folder.iterdir()) if path.suffix == ".sqlite"] == ["kpdata.sqlite"]


def test_a_migration_that_fails_changes_nothing(engine: Engine) -> None:
    with pytest.raises(DatabaseError):
        migrate(engine, (*MIGRATIONS, add_group("twice"), add_group("twice")))
    assert (groups(engine), schema_version(engine)) == ([], SCHEMA_VERSION)


def test_an_older_schema_is_told_and_brought_up_to_date_when_asked(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DatabaseError, match="is of schema version 1, this program needs version 2"):
        check_version(1, 2)
    monkeypatch.setattr("kpdata.store.db.migrate", lambda e: migrate(e, (*MIGRATIONS, add_group("second"))))
    close_all()
    assert groups(open_database(database_url, create=True)) == ["second"]


def test_a_newer_schema_is_not_migrated(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(update(schema.database_state).values(schema_version=7))
    with pytest.raises(DatabaseError, match="install a newer kpdata"):
        migrate(engine)


def test_a_backup_lies_beside_the_file(sqlite_url: str, tmp_path: Path) -> None:
    backup = migrate(open_database(sqlite_url, create=True), (*MIGRATIONS, add_group("a")))
    assert backup is not None
    assert backup.parent == tmp_path
