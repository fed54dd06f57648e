"""A small bundle of files, and the command line as a user meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kpdata.cli import app

PLACES = """place_id,name,municipality,operator_type,status,definition,age_from,age_to,checked_on
p1,Tammelan tupa,Tampere,municipality,running,thl,0,6,2026-09-01
p2,Hervannan perhekahvila,Tampere,ngo,running,thl,0,12,2026-09-01
p3,Nokian kerho,Nokia,parish,running,thl,0,6,2024-01-15
p4,Tuleva paikka,Lempäälä,municipality,planned,thl,7,17,
"""
VISITS = """place_id;month;sessions;adults;children
p1;2026-08;12;150;180
p1;2026-09;20;210;260
p2;2026-09;8;60;75
p3;9/2026;4;31;40
"""
MAPPING = "municipality,status,as_of\n837,done,2026-05-01\n536,done,2026-05-01\n"

Run = Callable[..., Result]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder with meeting places, visits and the mapping status."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "meeting_places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "visits.csv").write_text(VISITS, encoding="utf-8")
    (folder / "mapping_status.csv").write_text(MAPPING, encoding="utf-8")
    return folder


@pytest.fixture
def kpdata(built_database_url: str) -> Run:
    """Runs a command on a database of its own (once SQLite, once PostgreSQL)."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--database", built_database_url])

    return run
