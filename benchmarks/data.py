"""Databases to measure on, made by the product's own sample and import."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kpdata.areas import area_index
from kpdata.domain import HELSINKI
from kpdata.errors import DataError
from kpdata.sample import write_bundle
from kpdata.sources.bundle import open_source
from kpdata.store.db import open_database
from kpdata.store.ingest import ImportOptions, import_source


def build(url: str, places: int, years: int) -> None:
    """The synthetic country with daily visits, imported into a new database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bundle(folder, places=places, years=years, daily_visits=True)
        import_paths(url, [folder])


def import_paths(url: str, paths: Sequence[Path]) -> None:
    """Import files or folders into a database, which is made when it is missing; DataError when refused."""
    today = datetime.now(HELSINKI).date()
    source = open_source(paths, kind=None, source_date=today, areas=area_index())
    report = import_source(open_database(url, create=True), source, ImportOptions())
    if report.run is None:
        raise DataError("Nothing was imported: {n} problems.", n=len(report.problems))
