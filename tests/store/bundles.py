"""Small bundles written as text, imported through the real reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select

from kpdata.areas import area_index
from kpdata.sources.bundle import open_source
from kpdata.store import schema
from kpdata.store.db import reading
from kpdata.store.history import TABLES
from kpdata.store.ingest import ImportOptions, ImportReport, Progress, import_source

TODAY = date(2026, 11, 21)
PLACES = """
    place_id,name,municipality,operator_type
    p1,Tupa,837,ngo
    p2,Perhekahvila Omena,837,parish
    p3,Kerho,604,municipality
"""


def write(folder: Path, tables: Mapping[str, str]) -> Path:
    """Write a bundle as a new folder of CSV files; the lines of a table may be indented."""
    bundle = folder / f"bundle{len(list(folder.glob('bundle*')))}"
    bundle.mkdir()
    for name, text in tables.items():
        suffix = "" if "." in name else ".csv"
        (bundle / f"{name}{suffix}").write_text(
            "\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8"
        )
    return bundle


def load(
    engine: Engine,
    folder: Path,
    tables: Mapping[str, str],
    progress: Progress | None = None,
    **options: object,
) -> ImportReport:
    """Write a bundle and import it."""
    return load_path(engine, write(folder, tables), progress, **options)


def load_path(
    engine: Engine, path: Path, progress: Progress | None = None, **options: object
) -> ImportReport:
    """Import a folder or file."""
    source = open_source([path], source_date=TODAY, areas=area_index())
    return import_source(engine, source, ImportOptions(**options), progress)  # type: ignore[arg-type]


def counts(report: ImportReport, table: str) -> tuple[int, int, int, int, int, int]:
    """Rows of a table over all files: read, new, changed, unchanged, removed, rejected."""
    found = [file.tables[table] for file in report.files if table in file.tables]
    return tuple(  # type: ignore[return-value]
        sum(getattr(c, name) for c in found)
        for name in ("read", "new", "changed", "unchanged", "removed", "rejected")
    )


def told(report: ImportReport) -> list[str]:
    """The problems as one line each: row, column, value, problem, expected."""
    return [
        f"{p.row}|{p.column}|{p.value}|{p.problem.text('en')}|{p.expected.text('en')}"
        for p in report.problems
    ]


def notices(report: ImportReport) -> list[str]:
    """The notices in English."""
    return [notice.text("en") for notice in report.notices]


def rows(engine: Engine, table: str, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of a table, in the order of their text."""
    chosen = [schema.metadata.tables[table].c[name] for name in columns]
    with reading(engine) as connection:
        return sorted((tuple(row) for row in connection.execute(select(*chosen))), key=_in_order)


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every data table and summary, for comparing two states of a database."""
    tables = [*TABLES, "place_month", "survey_count"]
    return {
        name: rows(engine, name, *(c.name for c in schema.metadata.tables[name].c if c.name != "history_id"))
        for name in tables
    }


def _in_order(row: tuple[object, ...]) -> list[str]:
    # unknown comes first on SQLite and last on PostgreSQL: text sorts alike on both
    return ["" if value is None else str(value) for value in row]
