"""Rows of one table on their way into the database, by column, in the plain types of the drivers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Table

from kpdata.sources.rows import Chunk
from kpdata.store.keys import IDENTITIES
from kpdata.store.visit_numbers import Numbered


@dataclass(slots=True)
class Batch:
    """Some rows of a table: equally long lists by column; days as `2026-10-31`, unknown as None.

    rows: row numbers as a spreadsheet shows them. positions: where each row stands in `raw`.
    numbered: visits by number.
    """

    table: str
    file: str
    columns: dict[str, list[Any]]
    rows: list[int]
    header: list[str]
    raw: Sequence[list[str]] | None
    positions: list[int]
    numbered: Numbered | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, chunk: Chunk) -> Batch:
        """The rows of a chunk, with every column of the table's identity."""
        columns = {str(name): _plain(chunk.frame[name]) for name in chunk.frame.columns}
        for part in IDENTITIES[chunk.table]:
            for name in part.columns:
                columns.setdefault(name, [None] * len(chunk.rows))
        return cls(
            chunk.table,
            chunk.file,
            columns,
            chunk.rows.tolist(),
            chunk.header,
            chunk.raw,
            list(range(len(chunk.rows))),
        )

    def take(self, indexes: Sequence[int]) -> Batch:
        """Some of its rows."""
        return replace(
            self,
            columns={name: [values[i] for i in indexes] for name, values in self.columns.items()},
            rows=[self.rows[i] for i in indexes],
            positions=[self.positions[i] for i in indexes],
            numbered=self.numbered.take(indexes) if self.numbered else None,
        )

    def without(self, indexes: Collection[int]) -> Batch:
        """Its rows but some; itself when there are none to leave out."""
        if not indexes:
            return self
        left_out = set(indexes)
        return self.take([i for i in range(len(self)) if i not in left_out])

    def cells(self, index: int) -> list[str]:
        """The cells of a row as they stood in the file."""
        return list(self.raw[self.positions[index]]) if self.raw is not None else []

    def value(self, column: str, index: int) -> str:
        """A value as text, for a problem."""
        values = self.columns.get(column)
        return "" if values is None or values[index] is None else str(values[index])


def implied(table: Table, columns: Collection[str]) -> dict[str, bool | None]:
    """What the columns of a file tell of others: a count that is there is neither hidden nor a range."""
    found: dict[str, bool | None] = {}
    for name in columns:
        hidden, low, high = f"{name}_hidden", f"{name}_min", f"{name}_max"
        if hidden in table.c:
            found[hidden] = False
        if low in table.c and high in table.c:
            found[low] = found[high] = None
    return {name: value for name, value in found.items() if name not in columns}


def _plain(values: Any) -> list[Any]:
    """Values of a column of a frame as a list: text, whole numbers, numbers, booleans or days as text."""
    kind = values.dtype.kind
    if kind == "M":
        return _days(values.to_numpy())
    if kind in "iub" and not values.hasnans:
        return list(values.to_numpy(dtype=bool if kind == "b" else "int64").tolist())
    return list(values.to_numpy(dtype=object, na_value=None).tolist())


def _days(values: Any) -> list[str | None]:
    # far fewer days than rows: each is written once
    days, codes = np.unique(values.astype("datetime64[D]"), return_inverse=True)
    texts = np.array([None if np.isnat(day) else str(day) for day in days], dtype=object)
    return list(texts[codes].tolist())
