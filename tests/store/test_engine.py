"""Errors of databases are told plainly; mistakes of ours are not hidden behind them."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, insert, literal_column, select
from sqlalchemy.exc import CompileError, DBAPIError, DisconnectionError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.schema import DropTable

from kpdata.errors import DatabaseError
from kpdata.store import engine as engines
from kpdata.store import schema
from kpdata.store.db import open_database, reading, writing
from kpdata.store.engine import database_error, make_engine, parse_url, plain_errors
from tests.pages.test_read_only import as_reader


@pytest.fixture
def engine(built_database_url: str) -> Engine:
    return open_database(built_database_url)


def told(error: BaseException) -> str:
    fault = database_error(error)
    return fault.message.text("en") if fault else ""


def test_a_statement_that_cannot_be_understood_is_a_mistake_of_ours(engine: Engine) -> None:
    with pytest.raises(DBAPIError), reading(engine) as connection:
        connection.execute(select(literal_column("1 +")))


def test_a_statement_without_its_parameter_is_a_mistake_of_ours(engine: Engine) -> None:
    with pytest.raises(StatementError, match="required"), reading(engine) as connection:
        connection.execute(select(bindparam("missing")))


def test_a_column_that_we_do_not_have_is_a_mistake_of_ours(engine: Engine) -> None:
    with pytest.raises(CompileError), writing(engine) as connection:
        connection.execute(insert(schema.visits).values(nobody=1))


def test_a_missing_table_is_another_schema_version(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(DropTable(schema.visits))
    with pytest.raises(DatabaseError, match="another schema version"), reading(engine) as connection:
        connection.execute(select(schema.visits.c.place_id))


def test_a_refused_row_is_told_without_its_statement_and_values(engine: Engine) -> None:
    with pytest.raises(DatabaseError, match="refused the operation") as error, writing(engine) as connection:
        connection.execute(insert(schema.areas).values(area_type="county", area_id=None, name_fi="secret"))
    assert "secret" not in str(error.value)


def test_no_free_connection_and_a_lost_one() -> None:
    assert told(PoolTimeoutError()) == "The database did not answer in the time allowed."
    assert told(DisconnectionError()) == "The database cannot be reached."
    assert told(sqlite3.ProgrammingError("Cannot operate on a closed database.")) == ""


def test_other_errors_pass_untouched() -> None:
    with pytest.raises(KeyError, match="ours"), plain_errors():
        raise KeyError("ours")


@pytest.fixture
def rollback() -> Iterator[Path]:
    """A file with a rollback journal, as another program may keep it; read as another account."""
    folder = Path(tempfile.mkdtemp(prefix="kpdata-rollback-"))
    file = folder / "own.sqlite"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE counts (n INTEGER, padding TEXT)")
        connection.executemany("INSERT INTO counts VALUES (1, ?)", [("x" * 500,)] * 2000)
    seal(file)
    yield file
    folder.chmod(0o755)
    shutil.rmtree(folder)


def seal(file: Path) -> None:
    file.chmod(0o444)
    file.parent.chmod(0o555)


def half_written(file: Path) -> sqlite3.Connection:
    """A writer that has begun to write its pages into the file and has not committed."""
    file.parent.chmod(0o755)
    file.chmod(0o644)
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("PRAGMA cache_size = 5")
    writer.execute("BEGIN EXCLUSIVE")
    writer.execute("UPDATE counts SET n = 100")
    return writer


def total(file: Path) -> int:
    with as_reader(), reading(make_engine(parse_url(str(file)))) as connection:
        return int(connection.exec_driver_sql("SELECT sum(n) FROM counts").scalar_one())


def test_a_sealed_file_without_a_log_is_read_as_it_lies(rollback: Path) -> None:
    assert total(rollback) == 2000
    rollback.parent.chmod(0o755)
    rollback.chmod(0o644)
    with closing(sqlite3.connect(rollback)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert [file.name for file in rollback.parent.iterdir()] == [rollback.name]
    seal(rollback)
    assert total(rollback) == 2000


def test_a_sealed_file_that_is_being_written_is_in_use(
    rollback: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_TIMEOUT_S", 0.1)
    with closing(half_written(rollback)):
        seal(rollback)
        with pytest.raises(DatabaseError, match="in use by another program"):
            total(rollback)


def test_a_sealed_file_left_half_written_is_not_read(rollback: Path) -> None:
    left = rollback.with_name("left.sqlite")
    with closing(half_written(rollback)):
        shutil.copy(rollback, left)
        shutil.copy(f"{rollback}-journal", f"{left}-journal")
    Path(f"{left}-journal").chmod(0o444)
    seal(left)
    with pytest.raises(DatabaseError, match="The database cannot be reached"):
        total(left)
