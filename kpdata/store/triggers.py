"""Triggers that make the revision grow when another system writes into the tables directly.

Imports silence them (a setting of the transaction on PostgreSQL, a flag on SQLite) and count
the revision themselves. The statements are DDL, which SQLAlchemy Core has no words for.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table, func, select, update

from kpdata.store.engine import is_sqlite
from kpdata.store.schema import DATA_TABLES, areas, database_state, postal_areas

WATCHED = (*DATA_TABLES, postal_areas.name, areas.name)

_POSTGRESQL_FUNCTION = """
CREATE FUNCTION kpdata_data_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(current_setting('kpdata.importing', true), '') <> 'on' THEN
        UPDATE database_state SET revision = revision + 1;
    END IF;
    RETURN NULL;
END
$$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION kpdata_data_changed()
"""
# SQLite has row triggers only: a row that an import writes is told by its run, at no cost.
_OUTSIDE = "(SELECT importing FROM database_state) = 0"
_SQLITE_TRIGGER = """
CREATE TRIGGER {table}_{event} AFTER {event} ON {table} WHEN {condition}
BEGIN UPDATE database_state SET revision = revision + 1; END
"""


def create_triggers(connection: Connection, *tables: str) -> None:
    """Make the triggers of all tables that hold data, or of some that were added later."""
    if not is_sqlite(connection) and not tables:
        connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
    for statement in _statements(tables or WATCHED, is_sqlite(connection)):
        connection.exec_driver_sql(statement)


def _statements(tables: Iterable[str], sqlite: bool) -> Iterable[str]:
    for table in tables:
        if not sqlite:
            yield _POSTGRESQL_TRIGGER.format(table=table)
            continue
        yield _inserted(table)
        for event in ("UPDATE", "DELETE"):
            yield _SQLITE_TRIGGER.format(table=table, event=event, condition=_OUTSIDE)


def _inserted(table: str) -> str:
    by_run = "" if table == areas.name else "NEW.import_run IS NULL AND "
    return _SQLITE_TRIGGER.format(table=table, event="INSERT", condition=by_run + _OUTSIDE)


def without_keys(connection: Connection, table: Table) -> None:
    """Take the keys and the trigger of an SQLite table away: filling it then takes half the time.

    Readers do not notice, being in a transaction of their own; `with_keys` must follow in this one.
    """
    for index in table.indexes:
        index.drop(connection)
    connection.exec_driver_sql(f"DROP TRIGGER {table.name}_INSERT")


def with_keys(connection: Connection, table: Table) -> None:
    """Put back what `without_keys` took away."""
    for index in table.indexes:
        index.create(connection)
    connection.exec_driver_sql(_inserted(table.name))


def silence_triggers(connection: Connection, silent: bool = True) -> None:
    """Tell the triggers that kpdata itself writes in this transaction; undo it before the end."""
    if is_sqlite(connection):
        connection.execute(update(database_state).values(importing=silent))
    else:
        connection.execute(select(func.set_config("kpdata.importing", "on" if silent else "off", True)))
