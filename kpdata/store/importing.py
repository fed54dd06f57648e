"""The state of one import, shared by the modules that take its tables in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, delete

from kpdata.store import summaries
from kpdata.store.batch import Batch
from kpdata.store.history import remember
from kpdata.store.keys import Identity, identity, row_with
from kpdata.store.merge import Merger, Outcome
from kpdata.store.references import References
from kpdata.store.report import Findings, ImportOptions
from kpdata.store.schema import DATA_TABLES
from kpdata.store.seen import Seen, SeenRows, SeenVisits
from kpdata.store.visit_numbers import MonthSums, VisitNumbers


@dataclass(slots=True)
class Touched:
    """What summaries and later checks must follow.

    months: first and last month of each place whose visits changed. places: ids of places that changed.
    rounds: survey rounds whose answers changed. sums: those of visits that are all new, while they are.
    """

    months: dict[str, tuple[str, str]] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    rounds: set[str] = field(default_factory=set)
    sums: MonthSums | None = field(default_factory=MonthSums)


class Importing:
    """One import within its transaction."""

    def __init__(self, connection: Connection, options: ImportOptions, run: int, findings: Findings) -> None:
        self.connection, self.options, self.run, self.findings = connection, options, run, findings
        self.references = References(connection)
        self.numbers = VisitNumbers()
        self.touched = Touched()
        self.refused_keys: dict[str, set[Identity]] = defaultdict(set)
        self.seen: dict[str, Seen] = defaultdict(SeenRows, {"visits": SeenVisits(self.numbers)})
        self._mergers: dict[str, Merger] = {}

    def merger(self, table: str) -> Merger:
        """The merger of a table."""
        if table not in self._mergers:
            self._mergers[table] = Merger(
                self.connection,
                DATA_TABLES[table],
                run=self.run,
                source=self.options.source,
                take_over=self.options.take_over,
            )
            if table == "visits":
                self._mergers[table].fill()
        return self._mergers[table]

    def close(self) -> None:
        """Drop temporary tables."""
        for merger in self._mergers.values():
            merger.close()

    def own(self) -> dict[str, Any]:
        """The columns that say whose a row is and which run wrote it."""
        return {"source": self.options.source, "import_run": self.run}

    def remove(self, table: Table, rows: Collection[Mapping[str, Any]], file: str) -> None:
        """Remove rows, keep them in the history and count them."""
        remember(self.connection, self.run, table, rows, removed=True)
        for row in rows:
            self.connection.execute(delete(table).where(row_with(table, identity(table.name, row))))
        self.findings.counts(file, table.name).removed += len(rows)

    def follow_visits(self, batch: Batch, outcome: Outcome) -> None:
        """Note the places and months of visits; sum them while all are new."""
        if not outcome.new and not outcome.changed:
            return
        months = self.touched.months
        numbered = batch.numbered or self.numbers.of(batch.columns)
        found = self.numbers.places_and_months(np.unique(numbered.place_month))
        for place, at in zip(*found, strict=True):
            first, last = months.get(place, (at, at))
            months[place] = (min(first, at), max(last, at))
        if self.touched.sums is not None and outcome.new == len(batch):
            self.touched.sums.add(numbered, batch.columns)
        else:
            self.touched.sums = None

    def refresh_summaries(self) -> None:
        """Make the summaries true."""
        touched = self.touched
        rounds = touched.rounds | summaries.rounds_of_places(self.connection, touched.places)
        months: Mapping[str, tuple[str, str]] = touched.months
        if touched.sums is not None:
            summaries.add_visits(self.connection, touched.sums.parts(self.numbers))
            months, touched.sums = {}, None
        summaries.refresh(self.connection, months=months, rounds=rounds)
