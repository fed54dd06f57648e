"""What makes a row of each table the same row: its identity, in Python and in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, bindparam, func

from kpdata.store.schema import KEYS

FIRST_DAY = "0001-01-01"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an identity: the first of its columns that is known, else `empty`."""

    columns: tuple[str, ...]
    empty: str | None = None

    def of(self, row: Mapping[str, Any]) -> Any:
        """Its value in a row; days as text."""
        for name in self.columns:
            value = row[name]
            if value is not None:
                return value.isoformat() if isinstance(value, date) else value
        return self.empty

    def in_sql(self, rows: FromClause) -> ColumnElement[Any]:
        """Its value in SQL, as the unique index of the table has it."""
        columns: list[Any] = [rows.c[name] for name in self.columns]
        if self.empty is not None:
            columns.append(inline(self.empty))
        return columns[0] if len(columns) == 1 else func.coalesce(*columns)


def inline(value: str | int) -> ColumnElement[Any]:
    """A constant written into the statement: PostgreSQL does not see that two parameters are equal."""
    return bindparam(None, value, literal_execute=True)


_SPECIAL: dict[str, tuple[Part, ...]] = {
    "opening_hours": (
        Part(("place_id",)),
        Part(("weekday",)),
        Part(("opens",)),
        Part(("valid_from",), FIRST_DAY),
    ),
    "visits": (Part(("place_id",)), Part(("date", "month"))),
    "survey_themes": (
        Part(("round_id",)),
        Part(("place_id",), ""),
        Part(("municipality",), ""),
        Part(("kind",)),
        Part(("theme",)),
    ),
    "population": (
        Part(("postal_code", "municipality")),
        Part(("year",)),
        Part(("age_from",)),
        Part(("age_to",)),
    ),
}
IDENTITIES: dict[str, tuple[Part, ...]] = {
    name: _SPECIAL.get(name, tuple(Part((column,)) for column in columns)) for name, columns in KEYS.items()
}

Identity = tuple[Any, ...]


def identity(table: str, row: Mapping[str, Any]) -> Identity:
    """The identity of one row."""
    return tuple(part.of(row) for part in IDENTITIES[table])


def identities(table: str, columns: Mapping[str, Sequence[Any]]) -> list[Identity]:
    """The identities of many rows, given by column."""
    parts: list[Sequence[Any]] = []
    for part in IDENTITIES[table]:
        values: Sequence[Any] = columns[part.columns[0]]
        for name in part.columns[1:]:
            values = [b if a is None else a for a, b in zip(values, columns[name], strict=True)]
        if part.empty is not None:
            values = [part.empty if value is None else value for value in values]
        parts.append(values)
    return list(zip(*parts, strict=True))


def same_row(table: Table, rows: FromClause, kind: str | None = None) -> ColumnElement[bool]:
    """The condition that a row of the table and one of `rows` have the same identity.

    kind: for visits `date` or `month`, which all of `rows` have, so that the index of that kind serves.
    """
    conditions = []
    for part in IDENTITIES[table.name]:
        if kind in part.columns:
            part = Part((str(kind),))
        conditions.append(part.in_sql(table) == part.in_sql(rows))
    return and_(*conditions)


def row_with(table: Table, key: Identity) -> ColumnElement[bool]:
    """The condition that a row of the table has this identity."""
    conditions: list[ColumnElement[bool]] = []
    for part, value in zip(IDENTITIES[table.name], key, strict=True):
        if part.columns == ("date", "month"):
            part, value = (
                (Part(("month",)), value) if len(value) == len("2026-10") else (Part(("date",)), _day(value))
            )
        elif part.columns == ("valid_from",):
            value = _day(value)
        else:
            value = _typed(table, part, value)
        conditions.append(part.in_sql(table) == value)
    return and_(*conditions)


def _typed(table: Table, part: Part, value: Any) -> Any:
    kind = table.c[part.columns[0]].type.python_type
    return _day(value) if kind is date and value is not None else value


def _day(text: str) -> date:
    return date.fromisoformat(text)
