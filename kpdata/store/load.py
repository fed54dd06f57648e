"""Many rows into one table at once: `COPY` on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, bindparam
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from kpdata.store.engine import is_sqlite


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
    values: dict[str, Any] = {name: bindparam(name, None) for name in columns}
    # constants stand in the statement: binding them again for a million rows costs a fifth of the time
    values |= {name: bindparam(None, value, literal_execute=True) for name, value in constants.items()}
    statement = sqlite_insert(table).values(values).on_conflict_do_nothing()
    compiled = statement.compile(
        dialect=connection.dialect, compile_kwargs={"render_postcompile": True}, column_keys=list(values)
    )
    order = compiled.positiontup or []
    cursor = connection.connection.cursor()
    try:
        rows: Any = zip(*(columns[name] for name in order), strict=True)
        cursor.executemany(str(compiled), rows)
        return int(cursor.rowcount)
    finally:
        cursor.close()


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
