"""Borders in the database: imported, withdrawn, taken from another source only when told so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, inspect, select, update

from kpdata.areas import area_index
from kpdata.sources.bundle import open_source
from kpdata.store import migrations, schema
from kpdata.store.db import open_database, revision, writing
from kpdata.store.engine import is_sqlite, reading
from kpdata.store.ingest import ImportOptions, ImportReport, import_source
from kpdata.store.runs import withdraw

TOWNS = Path(__file__).parents[1] / "data" / "three_towns.geojson"
KEYS = [("municipality", "020"), ("municipality", "536"), ("municipality", "837")]


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


def imported(engine: Engine, path: Path = TOWNS, **options: object) -> ImportReport:
    source = open_source([path], source_date=date(2026, 11, 15), areas=area_index())
    return import_source(engine, source, ImportOptions(**options))  # type: ignore[arg-type]


def rows(engine: Engine) -> list[tuple[str, str]]:
    table = schema.boundaries.c
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(table.area_type, table.area_id))]


def moved(folder: Path) -> Path:
    content = json.loads(TOWNS.read_text(encoding="utf-8"))
    content["features"] = content["features"][:1]
    for polygon in content["features"][0]["geometry"]["coordinates"]:
        polygon[0] = [[x + 0.1, y] for x, y in polygon[0]]
    path = folder / "moved.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_imported_and_withdrawn(engine: Engine) -> None:
    before = revision(engine)
    report = imported(engine)
    assert report.run == 1
    assert sorted(rows(engine)) == KEYS
    assert revision(engine) == before + 1
    assert imported(engine).run is None
    withdraw(engine, 1)
    assert rows(engine) == []
    assert revision(engine) == before + 2


def test_a_changed_border_comes_back_when_it_is_withdrawn(engine: Engine, tmp_path: Path) -> None:
    imported(engine)
    report = imported(engine, moved(tmp_path))
    assert report.files[0].tables["boundaries"].changed == 1
    assert sorted(rows(engine)) == KEYS
    assert report.run == 2
    withdraw(engine, 2)
    assert imported(engine).run is None


def test_borders_of_another_source_are_taken_over_only_when_told_so(engine: Engine, tmp_path: Path) -> None:
    imported(engine)
    refused = imported(engine, moved(tmp_path), source="other")
    assert refused.run is None
    (problem,) = refused.problems
    assert problem.row == 1
    assert len(problem.problem.text("en")) < 400
    assert imported(engine, moved(tmp_path), source="other", take_over=True).run == 2


def test_direct_writes_are_seen(engine: Engine) -> None:
    before = revision(engine)
    row = {"area_type": "municipality", "area_id": "837", "geometry": "{}"}
    with writing(engine) as connection:
        connection.execute(insert(schema.boundaries).values(row))
    assert revision(engine) > before


def test_a_database_without_the_table_gets_it(engine: Engine) -> None:
    with writing(engine) as connection:
        schema.boundaries.drop(connection)
        connection.execute(update(schema.database_state).values(schema_version=1))
    migrations.migrate(engine)
    with reading(engine) as connection:
        assert inspect(connection).has_table("boundaries")
    test_direct_writes_are_seen(engine)
    with writing(engine) as connection:
        connection.execute(delete(schema.boundaries))
    assert imported(engine).run == 1


def test_a_new_database_has_it_once(tmp_path: Path) -> None:
    made = open_database(f"sqlite:///{tmp_path / 'new.sqlite'}", create=True)
    assert is_sqlite(made)
    with reading(made) as connection:
        version = connection.execute(select(schema.database_state.c.schema_version)).scalar_one()
    assert version == migrations.SCHEMA_VERSION
