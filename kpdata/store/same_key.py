"""Two rows of one key in an import: identical ones are taken once, contradicting ones both refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kpdata.i18n import N_, Message
from kpdata.store.batch import Batch
from kpdata.store.checks import Finding
from kpdata.store.history import undo
from kpdata.store.importing import Importing
from kpdata.store.keys import Identity, identities
from kpdata.store.report import differing_values
from kpdata.store.schema import DATA_TABLES


def take_repeats(
    work: Importing,
    batch: Batch,
    repeats: list[int],
    kind: str | None = None,
    also: Mapping[int, str] | None = None,
    before_undo: Callable[[Identity], None] | None = None,
) -> None:
    """Deal with rows whose identity came before; the earlier row stands in the database.

    repeats: indexes in the batch. also: what differs beside the row itself (answers of a response), by
    position among the repeats. before_undo: called with the identity of a row that is taken back.
    """
    table, findings = batch.table, work.findings
    again = batch.take(repeats)
    rows = {difference.index: difference for difference in work.merger(table).differences(again, kind)}
    refused = work.refused_keys[table]
    for index, key in enumerate(identities(table, again.columns)):
        parts = [differing_values(again, rows[index])[1]] if index in rows else []
        parts += [also[index]] if also and index in also else []
        if not parts and key not in refused:
            findings.twice(batch.file, table)
            continue
        file, row = work.seen[table].where(key)
        text = ", ".join(parts)
        if key not in refused:
            refused.add(key)
            if before_undo:
                before_undo(key)
            _take_back(work, batch, key, file, row, rows[index].before if index in rows else {})
            findings.problem(file, table, row, None, text, _contradiction(again.file, again.rows[index]))
        findings.problem(batch.file, table, again.rows[index], None, text, _contradiction(file, row))
        findings.reject(batch.file, table, again.rows[index], again.header, again.cells(index))


def _contradiction(file: str, row: int) -> Finding:
    return Finding(
        0,
        "",
        Message(
            N_("The row has the same key as row {row} of {file}, and other values."),
            {"row": row, "file": file},
        ),
        Message(N_("one of the two rows")),
    )


def _take_back(
    work: Importing, batch: Batch, key: Identity, file: str, row: int, now: Mapping[str, Any]
) -> None:
    """Undo an accepted row of this import and count it as refused."""
    if batch.table == "visits":
        work.touched.sums = None
    was = undo(work.connection, work.run, DATA_TABLES[batch.table], key)
    work.findings.take_back(file, batch.table, was)
    if file == batch.file and row in batch.rows:
        header, cells = batch.header, batch.cells(batch.rows.index(row))
    else:
        # the file has moved on: the row is told by its values
        header = [name for name in batch.columns if name in now]
        cells = ["" if now[name] is None else str(now[name]) for name in header]
    work.findings.reject(file, batch.table, row, header, cells)
