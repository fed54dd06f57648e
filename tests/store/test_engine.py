"""Errors of databases are told plainly; mistakes of ours are not hidden behind them."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Engine, bindparam, insert, literal_column, select
from sqlalchemy.exc import CompileError, DBAPIError, DisconnectionError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.schema import DropTable

from kpdata.errors import DatabaseError
from kpdata.store import schema
from kpdata.store.db import open_database, reading, writing
from kpdata.store.engine import database_error, plain_errors


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
