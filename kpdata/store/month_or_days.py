"""A row of a whole month beside rows of its days, of one place: rows of this import are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from kpdata.i18n import N_, Message
from kpdata.store.checks import Finding
from kpdata.store.history import undo
from kpdata.store.importing import Importing
from kpdata.store.keys import Identity, identity
from kpdata.store.schema import place_month, visits
from kpdata.store.summaries import month_of_row

_NAMED = 10


def refuse_month_beside_days(work: Importing) -> None:
    """Refuse such rows and make the summaries, which tell where they are, true again."""
    both = select(place_month.c.place_id, place_month.c.month).where(
        place_month.c.month_rows > 0, place_month.c.month_rows < place_month.c.row_count
    )
    found = False
    for place, month in work.connection.execute(both).all() if work.touched.months else ():
        first, last = work.touched.months.get(place, ("", ""))
        if first <= month <= last:
            of_month = month_of_row(work.connection) == month
            rows = select(visits).where(visits.c.place_id == place, of_month)
            _refuse(work, [dict(row) for row in work.connection.execute(rows).mappings()])
            found = True
    if found:
        work.refresh_summaries()


def _refuse(work: Importing, rows: list[dict[str, Any]]) -> None:
    """Refuse the rows of a place and month that this import brought, of either kind."""
    seen = work.seen["visits"]
    of_month = {identity("visits", row): row["month"] is not None for row in rows}
    where = {key: seen.where(key) for key in of_month if key in seen}
    for row in rows:
        key = identity("visits", row)
        if key not in where:
            continue
        beside = [other for other, monthly in of_month.items() if monthly != of_month[key]]
        file, number = where[key]
        column = "month" if of_month[key] else "date"
        work.findings.problem(file, "visits", number, column, key[1], _finding(beside, where))
        work.findings.take_back(file, "visits", undo(work.connection, work.run, visits, key))
        header = [c.name for c in visits.c if row[c.name] not in (None, False) and c.name != "import_run"]
        work.findings.reject(file, "visits", number, header, [str(row[name]) for name in header])


def _finding(beside: list[Identity], where: Mapping[Identity, tuple[str, int]]) -> Finding:
    first: str | Message = Message(N_("a row of the database"))
    if beside[0] in where:
        file, number = where[beside[0]]
        first = f"{file}: {number}"
    return Finding(
        0,
        "",
        Message(
            N_(
                "A row of the whole month and rows of its days stand side by side for the place "
                "{place}: {times} ({row})."
            ),
            {
                "place": beside[0][0],
                "times": ", ".join(str(key[1]) for key in beside[:_NAMED]),
                "row": first,
            },
        ),
        Message(N_("either one row of the month or rows of its days")),
    )
