"""Child population that an import replaces, and whether what is left covers childhood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from kpdata.store.migrations import SHIPPED
from kpdata.store.schema import population

CHILDHOOD = (0, 18)

AreaYear = tuple[str, int]
T = TypeVar("T")


def replaced_rows(connection: Connection, imported: Mapping[AreaYear, object]) -> list[dict[str, Any]]:
    """Shipped rows of the areas (municipality or postal code) and years that were imported."""
    years = {year for _, year in imported}
    shipped = select(population).where(population.c.source == SHIPPED, population.c.year.in_(years))
    return [
        dict(row)
        for row in connection.execute(shipped).mappings()
        if (row["postal_code"] or row["municipality"], row["year"]) in imported
    ]


def untiled(connection: Connection, imported: Mapping[AreaYear, T]) -> list[tuple[AreaYear, T]]:
    """The imported areas and years whose rows do not tile the ages 0–17."""
    p = population.c
    area = func.coalesce(p.postal_code, p.municipality)
    years = {year for _, year in imported}
    ages: dict[AreaYear, list[tuple[int, int]]] = defaultdict(list)
    for code, year, first, last in connection.execute(
        select(area, p.year, p.age_from, p.age_to).where(p.year.in_(years))
    ):
        if (code, year) in imported:
            ages[code, year].append((first, last))
    return [(key, value) for key, value in imported.items() if not tile(ages[key], *CHILDHOOD)]


def tile(ages: Iterable[tuple[int, int]], first: int, end: int) -> bool:
    """Whether some of the age groups follow one another exactly from `first` up to, without, `end`."""
    reached = {first}
    for low, high in sorted(ages):
        if low in reached:
            reached.add(high + 1)
    return end in reached
