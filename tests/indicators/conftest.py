"""Databases for the tests of figures: made once a module, filled anew by each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kpdata.store.db import open_database


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An SQLite database with the schema."""
    path: Path = tmp_path_factory.mktemp("tiny") / "tiny.sqlite"
    return open_database(f"sqlite:///{path}", create=True)
