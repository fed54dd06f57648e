"""Databases of the proof: made once, filled anew for every example."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from kpdata.store.db import open_database
from tests.conftest import POSTGRESQL

# Many more examples where time is no matter: `KPDATA_TEST_PROOF=thorough pytest tests/oracle`.
THOROUGH = os.environ.get("KPDATA_TEST_PROOF") == "thorough"


def examples(few: int) -> settings:
    """Settings of a property test: `few` examples, ten times as many in the thorough run."""
    return settings(
        max_examples=few * 10 if THOROUGH else few,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


@pytest.fixture(scope="module")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An SQLite database with the schema."""
    path: Path = tmp_path_factory.mktemp("proof") / "proof.sqlite"
    return open_database(f"sqlite:///{path}", create=True)


@pytest.fixture(scope="module")
def postgresql_engine(postgresql_server: psycopg.Connection) -> Iterator[Engine]:
    """A PostgreSQL database with the schema."""
    name = f"kpdata_test_{uuid4().hex}"
    postgresql_server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    engine = open_database(url, create=True)
    yield engine
    engine.dispose()
    postgresql_server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The database of the proof, once SQLite and once PostgreSQL."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found
