"""What an import run changed and removed, kept so that the run can be withdrawn exactly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from kpdata.store.keys import Identity, identity, row_with
from kpdata.store.schema import DATA_TABLES, postal_areas, row_history

TABLES: dict[str, Table] = {**DATA_TABLES, postal_areas.name: postal_areas}


def remember(
    connection: Connection,
    run: int,
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    *,
    removed: bool,
) -> None:
    """Keep rows as they are now, before the run changes or removes them."""
    kept = [
        {
            "run_id": run,
            "table_name": table.name,
            "row_key": as_text(identity(table.name, row)),
            "before": json.dumps({c.name: _plain(row[c.name]) for c in table.c}, ensure_ascii=False),
            "before_run": row["import_run"],
            "removed": removed,
        }
        for row in rows
    ]
    if kept:
        connection.execute(insert(row_history), kept)


def as_text(key: Identity) -> str:
    """An identity as it stands in the history."""
    return json.dumps(key, ensure_ascii=False)


def as_identity(text: str) -> Identity:
    """An identity from the history."""
    return tuple(json.loads(text))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def restore(connection: Connection, table: Table, before: Sequence[str]) -> None:
    """Insert rows as they were kept."""
    days = [c.name for c in table.c if c.type.python_type is date]
    rows = []
    for text in before:
        row = json.loads(text)
        for name in days:
            if row[name] is not None:
                row[name] = date.fromisoformat(row[name])
        rows.append(row)
    if rows:
        connection.execute(insert(table), rows)


def undo(connection: Connection, run: int, table: Table, key: Identity) -> str:
    """Take back what the run did to one row; gives what that was: `new`, `changed` or `unchanged`."""
    kept = (row_history.c.run_id == run, row_history.c.table_name == table.name)
    of_row = (*kept, row_history.c.row_key == as_text(key))
    before = connection.execute(select(row_history.c.before).where(*of_row)).scalars().all()
    own = (row_with(table, key), table.c.import_run == run)
    deleted = connection.execute(delete(table).where(*own)).rowcount
    if before:
        connection.execute(delete(row_history).where(*of_row))
        restore(connection, table, before)
        return "changed"
    return "new" if deleted else "unchanged"
