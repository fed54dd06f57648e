"""A database of the small synthetic bundle, built once, for the tests of pages and of the browser."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from kpdata.areas import area_index
from kpdata.sources.bundle import open_source
from kpdata.store.db import close_all, open_database
from kpdata.store.ingest import ImportOptions, import_source

ROOT = Path(__file__).parent.parent
# The bundle ends in October 2026; the tests stand shortly after, whenever they are run.
TODAY = date(2026, 11, 15)


def build(file: Path) -> str:
    """Import the bundle of Pirkanmaa into a new SQLite file; gives its URL."""
    url = f"sqlite:///{file}"
    engine = open_database(url, create=True)
    bundle = ROOT / "sample_data" / "pirkanmaa"
    source = open_source([bundle], source_date=TODAY, areas=area_index())
    report = import_source(engine, source, ImportOptions(source="sample"))
    assert report.run == 1, report.problems
    close_all()
    return url


def page_scripts() -> dict[str, str]:
    """The script of every page of the menu, by its slug."""
    menu = (ROOT / "dashboard.py").read_text(encoding="utf-8")
    return {slug: script for script, slug in re.findall(r'PageSpec\(\s*"(pages/[^"]+)", "(\w+)"', menu)}
