"""On the sample, imported the ordinary way, every indicator equals the slow reference too."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from kpdata.areas import area_index
from kpdata.domain import Month, Period
from kpdata.sample.bundle import write_bundle
from kpdata.sources.bundle import open_source
from kpdata.store.db import open_database
from kpdata.store.ingest import ImportOptions, import_source
from tests.oracle.comparing import check
from tests.oracle.conftest import THOROUGH
from tests.oracle.small_country import read
from tests.reference import Reference

PIRKANMAA = Path(__file__).parents[2] / "sample_data" / "pirkanmaa"
TODAY = date(2026, 11, 21)


def imported(url: str, bundle: Path) -> Engine:
    engine = open_database(url, create=True)
    with closing(open_source([bundle], source_date=TODAY, areas=area_index())) as source:
        report = import_source(engine, source, ImportOptions())
    assert report.problems == []
    assert report.run == 1
    return engine


def test_pirkanmaa(database_url: str) -> None:
    engine = imported(database_url, PIRKANMAA)
    reference = Reference(read(engine))
    check(engine, reference, TODAY, Period.default(TODAY))
    if THOROUGH:
        for as_of in (date(2026, 6, 30), date(2025, 9, 15), date(2024, 2, 29)):
            check(engine, reference, as_of, Period.default(as_of))


def test_a_national_sample(sqlite_url: str, tmp_path: Path) -> None:
    places = 600 if THOROUGH else 60
    write_bundle(tmp_path / "bundle", places=places, years=1, until=Month(2026, 10))
    engine = imported(sqlite_url, tmp_path / "bundle")
    as_of = date(2026, 10, 31)
    check(engine, Reference(read(engine)), as_of, Period.default(as_of))
