"""Opening databases: built once, told plainly when they cannot be used; nothing of a URL is told."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select, update

from kpdata.areas import area_index
from kpdata.errors import DatabaseError, UsageError
from kpdata.store import engine as engines
from kpdata.store import schema
from kpdata.store.db import close_all, is_sample, open_database, reading, revision, writing
from kpdata.store.migrations import migrate


def count(engine: Engine, table: str) -> int:
    with reading(engine) as connection:
        rows = select(func.count()).select_from(schema.metadata.tables[table])
        return int(connection.execute(rows).scalar_one())


def test_a_new_database_has_the_shipped_reference(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    index = area_index()
    assert count(engine, "areas") == len(index.areas)
    assert count(engine, "population") == len(index.population_bands)
    assert count(engine, "postal_areas") == len(index.postal_areas)
    assert count(engine, "integration_criteria") == 12
    assert count(engine, "meeting_places") == 0
    assert (revision(engine), is_sample(engine)) == (1, False)
    with reading(engine) as connection:
        sources = select(schema.population.c.source).distinct()
        assert connection.execute(sources).scalars().all() == ["shipped"]


def test_an_engine_is_shared_and_opened_anew_when_the_file_was_replaced(sqlite_url: str) -> None:
    engine = open_database(sqlite_url, create=True)
    assert open_database(sqlite_url) is engine
    engines.sqlite_path(engine.url).unlink()
    assert open_database(sqlite_url, create=True) is not engine
    close_all()


def test_opening_again_builds_nothing_twice(database_url: str) -> None:
    open_database(database_url, create=True)
    close_all()
    assert count(open_database(database_url, create=True), "integration_criteria") == 12


def test_a_missing_file_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "secret user" / "none.sqlite"
    with pytest.raises(DatabaseError) as error:
        open_database(f"sqlite:///{path}")
    assert error.value.message.text("en") == "There is no database file “none.sqlite”."
    assert not path.parent.exists()


def test_a_plain_path_is_an_sqlite_file(tmp_path: Path) -> None:
    engine = open_database(str(tmp_path / "deep" / "kpdata.sqlite"), create=True)
    assert count(engine, "areas") > 300


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is not a database file"):
        open_database(f"sqlite:///{tmp_path}", create=True)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 20, b"x"])
def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match=r"“notes\.sqlite” is not a database file\."):
        open_database(f"sqlite:///{path}", create=True)
    assert path.read_bytes() == content


def test_an_empty_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()
    with pytest.raises(DatabaseError, match="The database is empty"):
        open_database(f"sqlite:///{path}")
    assert count(open_database(f"sqlite:///{path}", create=True), "integration_criteria") == 12


def test_an_empty_server_database_is_told(postgresql_url: str) -> None:
    with pytest.raises(DatabaseError, match="The database is empty"):
        open_database(postgresql_url)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    with pytest.raises(DatabaseError, match="it has other tables"):
        open_database(f"sqlite:///{path}", create=True)


@pytest.mark.parametrize("create", [False, True])
def test_a_newer_schema_is_told(database_url: str, create: bool) -> None:
    engine = open_database(database_url, create=True)
    with writing(engine) as connection:
        connection.execute(update(schema.database_state).values(schema_version=99))
    close_all()
    with pytest.raises(DatabaseError, match="schema version 99"):
        open_database(database_url, create=create)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("mysql://root:secret@host/db", "must be SQLite or PostgreSQL"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("://", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_is_wrong_usage(url: str, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        open_database(url, create=True)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://kalle:salasana@127.0.0.1:1/kpdata",
        "postgres://kalle:salasana@host.invalid/kpdata",
    ],
)
def test_a_server_out_of_reach_tells_no_secret(url: str) -> None:
    with pytest.raises(DatabaseError) as error:
        open_database(url)
    assert error.value.message.text("en") == "The database cannot be reached."


def test_a_database_that_does_not_exist_is_told(postgresql_url: str) -> None:
    with pytest.raises(DatabaseError) as error:
        open_database(postgresql_url + "_none")
    assert error.value.message.text("en") == "The database does not exist."


def test_a_reader_cannot_write(database_url: str) -> None:
    open_database(database_url, create=True)
    engine = open_database(database_url, read_only=True)
    assert revision(engine) == 1
    with pytest.raises(DatabaseError, match="read-only"), writing(engine) as connection:
        connection.execute(update(schema.database_state).values(revision=7))


def test_reading_cannot_write_into_a_server(postgresql_url: str) -> None:
    engine = open_database(postgresql_url, create=True)
    with pytest.raises(DatabaseError, match="read-only"), reading(engine) as connection:
        connection.execute(update(schema.database_state).values(revision=7))


def test_a_reader_sees_one_state_while_another_writes(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    group = {"group_id": "g", "area_type": "municipality", "area_id": "837"}
    rows = select(func.count()).select_from(schema.groups)
    with reading(engine) as reader:
        assert reader.execute(rows).scalar_one() == 0
        with writing(engine) as writer:
            writer.execute(insert(schema.groups).values(group))
        assert reader.execute(rows).scalar_one() == 0
    assert count(engine, "groups") == 1


def test_a_failed_transaction_leaves_nothing(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    group = {"group_id": "g", "area_type": "municipality", "area_id": "837"}
    rows = insert(schema.groups).values(group)
    with pytest.raises(DatabaseError), writing(engine) as connection:
        [connection.execute(rows) for _ in range(2)]
    assert count(engine, "groups") == 0


def test_a_lock_is_waited_for_and_then_told(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LOCK_TIMEOUT_S", 0.2)
    engine = open_database(database_url, create=True)
    other = engines.make_engine(engines.parse_url(database_url))
    told = r"in use by another program; waited 0\.2 seconds"
    with writing(engine), pytest.raises(DatabaseError, match=told), writing(other):
        pass
    other.dispose()


def test_a_slow_question_is_ended(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPDATA_STATEMENT_TIMEOUT_S", "1")
    engine = open_database(postgresql_url, create=True)
    with (
        pytest.raises(DatabaseError, match="did not answer in the time allowed"),
        reading(engine) as connection,
    ):
        connection.execute(select(func.pg_sleep(5)))


def test_two_programs_may_build_at_once(database_url: str) -> None:
    engines_of_programs = [
        engines.make_engine(engines.parse_url(database_url), create=True) for _ in range(3)
    ]
    with ThreadPoolExecutor() as pool:
        assert list(pool.map(migrate, engines_of_programs)) == [None, None, None]
    for engine in engines_of_programs:
        engine.dispose()
    assert count(open_database(database_url), "integration_criteria") == 12
