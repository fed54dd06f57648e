"""Many rows into one table at once: `COPY` on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, bindparam
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kpdata.store.engine import is_sqlite

_SQLITE = sqlite_dialect(paramstyle="qmark")
TOGETHER = 100
"""So many rows in one statement take four fifths of the time of a statement for each."""


def load_new(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    constants: Mapping[str, str | int],
) -> int:
    """Insert rows, given by column; gives how many were new.

    SQLite leaves out a row whose key is there already (or comes twice) and goes on; PostgreSQL then
    inserts none of them and gives 0.
    """
    if is_sqlite(connection):
        return _insert(connection, table, columns, constants)
    savepoint = connection.begin_nested()
    try:
        _copy(connection, table, columns, constants)
    except psycopg.errors.UniqueViolation:
        savepoint.rollback()
        return 0
    savepoint.commit()
    return len(next(iter(columns.values())))


def load(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    constants: Mapping[str, str | int] | None = None,
) -> None:
    """Insert rows, given by column, that are known to be new (or into a table without keys)."""
    if is_sqlite(connection):
        _insert(connection, table, columns, constants or {})
    else:
        _copy(connection, table, columns, constants or {})


def _insert(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    constants: Mapping[str, str | int],
) -> int:
    # an INSERT names its columns in the order of the table
    columns = {column.name: columns[column.name] for column in table.c if column.name in columns}
    names, size = list(columns), len(next(iter(columns.values())))
    together = size - size % TOGETHER
    flat: list[Any] = [None] * (together * len(names))
    for at, values in enumerate(columns.values()):
        flat[at :: len(names)] = values[:together]
    width = TOGETHER * len(names)
    cursor = connection.connection.cursor()
    try:
        fixed = tuple(constants.items())
        statement = _statement(table, tuple(names), fixed, TOGETHER)
        cursor.executemany(statement, [flat[at : at + width] for at in range(0, len(flat), width)])
        inserted = max(cursor.rowcount, 0)
        rest: Any = list(zip(*(values[together:] for values in columns.values()), strict=True))
        cursor.executemany(_statement(table, tuple(names), fixed, 1), rest)
        return inserted + max(cursor.rowcount, 0)
    finally:
        cursor.close()


@lru_cache(maxsize=64)
def _statement(
    table: Table, names: tuple[str, ...], constants: tuple[tuple[str, str | int], ...], rows: int
) -> str:
    """The text of an INSERT of so many rows, whose parameters stand in the order of `names`."""
    # constants stand in the statement: binding them again for a million rows costs a fifth of the time
    fixed: dict[str, Any] = {name: bindparam(None, value, literal_execute=True) for name, value in constants}
    values = [{name: bindparam(f"{name}_{row}", None) for name in names} | fixed for row in range(rows)]
    statement = sqlite_insert(table).values(values).on_conflict_do_nothing()
    compiled = statement.compile(dialect=_SQLITE, compile_kwargs={"render_postcompile": True})
    return str(compiled)


def _copy(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    constants: Mapping[str, str | int],
) -> None:
    names = [*columns, *constants]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    fixed = tuple(constants.values())
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in zip(*columns.values(), strict=True):
            copy.write_row(row + fixed)
