"""Child population that an import replaces, and whether what is left covers childhood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, func, insert, select

from kpdata.i18n import N_, Message
from kpdata.sources.rows import Severity
from kpdata.store.batch import Batch
from kpdata.store.checks import Finding
from kpdata.store.importing import Importing
from kpdata.store.keys import identity
from kpdata.store.migrations import SHIPPED
from kpdata.store.schema import population, postal_areas

CHILDHOOD = (0, 18)

AreaYear = tuple[str, int]


class Children:
    """The child population of an import."""

    def __init__(self, work: Importing) -> None:
        self._work = work
        self._areas: dict[AreaYear, tuple[str, int, str]] = {}
        self.new_postal_areas = 0

    def add_postal_areas(self, batch: Batch) -> None:
        """Add postal areas that are not known yet; their name and point come with the rows."""
        known = self._work.references.postal_areas
        new: dict[str, dict[str, Any]] = {}
        for index, code in enumerate(batch.columns["postal_code"]):
            if code is None or code in known or code in new:
                continue
            new[code] = {"postal_code": code, **self._work.own()} | {
                name: batch.columns[name][index] if name in batch.columns else None
                for name in ("name", "municipality", "lat", "lon")
            }
            if new[code]["lat"] is None:
                self._work.findings.refuse(batch, [_without_point(index)])
        if new:
            self._work.connection.execute(insert(postal_areas), list(new.values()))
            self._work.references.forget(postal_areas.name)
            self.new_postal_areas += len(new)

    def follow(self, batch: Batch) -> None:
        """Note the areas and years of rows that were taken in."""
        columns = (batch.columns[name] for name in ("postal_code", "municipality", "year"))
        for postal, municipality, year, row in zip(*columns, batch.rows, strict=True):
            column = "municipality" if postal is None else "postal_code"
            self._areas.setdefault((postal or municipality, year), (batch.file, row, column))

    def finish(self) -> None:
        """Remove shipped rows that the import replaces; warn where 0–17 is left untiled."""
        if not self._areas:
            return
        work, seen = self._work, self._work.seen[population.name]
        shipped = shipped_rows(work.connection, self._areas.keys())
        gone = [row for row in shipped if identity(population.name, row) not in seen]
        if gone:
            work.remove(population, gone, next(iter(self._areas.values()))[0])
        for area, year in untiled(work.connection, self._areas.keys()):
            file, row, column = self._areas[area, year]
            work.findings.problem(file, population.name, row, column, area, _untiled(area, year))


def _without_point(index: int) -> Finding:
    return Finding(
        index,
        "postal_code",
        Message(N_("The postal area is new and has no point: it takes no part in distances.")),
        Message(N_("lat and lon of the postal area")),
        Severity.WARNING,
    )


def _untiled(area: str, year: int) -> Finding:
    return Finding(
        0,
        "age_from",
        Message(
            N_("The rows of {area} and {year} do not cover the ages 0–17 exactly once."),
            {"area": area, "year": year},
        ),
        Message(N_("age groups that follow one another from 0 to 17")),
        Severity.WARNING,
    )


def shipped_rows(connection: Connection, areas: Collection[AreaYear]) -> list[dict[str, Any]]:
    """Shipped rows of some areas (municipality or postal code) and years."""
    years = {year for _, year in areas}
    shipped = select(population).where(population.c.source == SHIPPED, population.c.year.in_(years))
    return [
        dict(row)
        for row in connection.execute(shipped).mappings()
        if (row["postal_code"] or row["municipality"], row["year"]) in areas
    ]


def untiled(connection: Connection, areas: Collection[AreaYear]) -> list[AreaYear]:
    """The areas and years whose rows do not tile the ages 0–17."""
    p = population.c
    area = func.coalesce(p.postal_code, p.municipality)
    rows = select(area, p.year, p.age_from, p.age_to).where(p.year.in_({year for _, year in areas}))
    ages: dict[AreaYear, list[tuple[int, int]]] = defaultdict(list)
    for code, year, first, last in connection.execute(rows):
        ages[code, year].append((first, last))
    return [key for key in areas if not tile(ages[key], *CHILDHOOD)]


def tile(ages: Iterable[tuple[int, int]], first: int, end: int) -> bool:
    """Whether some of the age groups follow one another exactly from `first` up to, without, `end`."""
    reached = {first}
    for low, high in sorted(ages):
        if low in reached:
            reached.add(high + 1)
    return end in reached
