"""The mapping round of January 2018 as it was told then: history, no part of any figure."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from kpdata.domain import MappingMethod, MappingStatus

DAY = date(2018, 1, 31)


@dataclass(frozen=True, slots=True)
class Told:
    """One region as named then.

    names, remarks: fi, sv, en. status: None where the source tells none. municipalities: codes of today's
    municipalities that the row was about.
    """

    id: str
    names: tuple[str, str, str]
    status: MappingStatus | None
    methods: tuple[MappingMethod, ...]
    municipalities: frozenset[str]
    remarks: tuple[str, str, str]


@cache
def told() -> tuple[Told, ...]:
    """All rows in the order of the source, from `reference/mapping_2018.csv` (THL, January 2018)."""
    with (files("kpdata") / "reference" / "mapping_2018.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(
        Told(
            row["id"],
            (row["name_fi"], row["name_sv"], row["name_en"]),
            MappingStatus(row["status"]) if row["status"] else None,
            tuple(MappingMethod(method) for method in row["methods"].split("|") if method),
            frozenset(row["municipalities"].split("|")),
            (row["told_fi"], row["told_sv"], row["told_en"]),
        )
        for row in rows
    )
