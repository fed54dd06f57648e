"""Child population: an import of an area and year replaces what was shipped for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kpdata.store.children import tile
from kpdata.store.db import open_database
from tests.store.bundles import counts, everything, load, rows, told


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


HEADER = "municipality,postal_code,year,age_from,age_to,people\n"


def of_tampere(engine: Engine) -> list[tuple[object, ...]]:
    found = rows(engine, "population", "municipality", "postal_code", "year", "age_from", "age_to", "source")
    return [row[2:] for row in found if row[:2] == ("837", None)]


def test_shipped_rows_of_the_area_and_year_are_replaced(engine: Engine, tmp_path: Path) -> None:
    shipped = len(rows(engine, "population", "municipality"))
    bands = ((0, 2), (3, 5), (6, 6), (7, 12), (13, 17))
    lines = "".join(f"837,,2024,{low},{high},{10 + low}\n" for low, high in bands)
    bundle = {"population": HEADER + lines}
    report = load(engine, tmp_path, bundle)
    assert told(report) == []
    assert counts(report, "population") == (5, 3, 2, 0, 3, 0)
    assert of_tampere(engine) == [(2024, low, high, "local") for low, high in sorted(bands, key=str)]
    assert len(rows(engine, "population", "municipality")) == shipped
    assert load(engine, tmp_path, bundle).run is None


def test_a_newer_year_leaves_the_shipped_one(engine: Engine, tmp_path: Path) -> None:
    before = of_tampere(engine)
    report = load(engine, tmp_path, {"population": HEADER + "837,,2025,0,17,44000\n"})
    assert counts(report, "population") == (1, 1, 0, 0, 0, 0)
    assert [row for row in of_tampere(engine) if row[0] == 2024] == before


def test_ages_left_untiled_are_a_warning(engine: Engine, tmp_path: Path) -> None:
    report = load(engine, tmp_path, {"population": HEADER + "837,,2025,0,6,10\n837,,2025,8,17,10\n"})
    assert [(p.row, p.severity.value, p.problem.text("en")) for p in report.problems] == [
        (2, "warning", "The rows of 837 and 2025 do not cover the ages 0–17 exactly once.")
    ]
    assert report.run == 1


def test_a_new_postal_area_comes_with_its_point(engine: Engine, tmp_path: Path) -> None:
    population = """
        municipality,postal_code,year,age_from,age_to,people,name,lat,lon
        837,33999,2025,0,17,120,Uusikylä,61.5,23.7
        837,33998,2025,0,17,<5,Toinen,,
        837,33100,2025,0,17,300,Toinen nimi,61.0,23.0
    """
    report = load(engine, tmp_path, {"population": population})
    assert [(p.row, p.column, p.severity.value) for p in report.problems] == [(3, "postal_code", "warning")]
    found = rows(engine, "postal_areas", "postal_code", "name", "lat", "source")
    assert ("33999", "Uusikylä", 61.5, "local") in found
    assert ("33998", "Toinen", None, "local") in found
    assert [name for code, name, *_ in found if code == "33100"] != ["Toinen nimi"]
    assert ("33998", None, True) in rows(engine, "population", "postal_code", "people", "people_hidden")
    before = everything(engine)
    assert load(engine, tmp_path, {"population": population}).run is None
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("ages", "whole"),
    [
        ([(0, 17)], True),
        ([(n, n) for n in range(18)], True),
        ([(0, 6), (7, 12), (13, 17), (18, 64), (7, 14)], True),
        ([(0, 6), (7, 12), (13, 18)], False),
        ([(0, 6), (6, 17)], False),
        ([], False),
    ],
)
def test_ages_tile_childhood(ages: list[tuple[int, int]], whole: bool) -> None:
    assert tile(ages, 0, 18) is whole
