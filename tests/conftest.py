"""Databases for the tests: the same tests run on SQLite and on PostgreSQL.

PostgreSQL is found by `KPDATA_TEST_POSTGRESQL` (an address of a server where databases may be made);
a test that needs it fails when there is none: it is never skipped.
"""

from __future__ import annotations

import gettext
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from kpdata.i18n import texts
from kpdata.store.db import close_all, open_database
from tests.catalogues import TRANSLATED
from tests.services import DEFAULT_POSTGRESQL

POSTGRESQL = os.environ.get("KPDATA_TEST_POSTGRESQL", DEFAULT_POSTGRESQL)


class _Untranslated(gettext.NullTranslations):
    """What is asked for and not in the catalogue would be shown in English: it fails the test."""

    def gettext(self, message: str) -> str:
        # A number stands as it is in every language.
        if message.isdigit():
            return message
        raise AssertionError(f"no translation: {message}")

    def ngettext(self, msgid1: str, *_: object) -> str:
        raise AssertionError(f"no translation: {msgid1}")


@pytest.fixture
def every_text_is_translated() -> Iterator[None]:
    """A text of what the product itself shows that is in no catalogue fails the test."""
    for language in TRANSLATED:
        texts(language)._catalogue._fallback = _Untranslated()
    yield
    for language in TRANSLATED:
        texts(language)._catalogue._fallback = None


def _connect(url: URL) -> psycopg.Connection:
    parts = url.translate_connect_args(username="user", database="dbname")
    try:
        return psycopg.connect(**parts, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        pytest.fail(
            "No PostgreSQL answers: run `make test`, which starts one, or set KPDATA_TEST_POSTGRESQL.",
            pytrace=False,
        )


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[psycopg.Connection]:
    """A connection to the PostgreSQL server under which databases of the tests are made."""
    with _connect(make_url(POSTGRESQL)) as server:
        yield server


@contextmanager
def _new_database(server: psycopg.Connection, template: str = "template1") -> Iterator[str]:
    """URL of a new PostgreSQL database, a copy of the template; dropped afterwards."""
    name = f"kpdata_test_{uuid4().hex}"
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    )
    yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    close_all()
    server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def postgresql_url(postgresql_server: psycopg.Connection) -> Iterator[str]:
    """URL of a new, empty PostgreSQL database, dropped after the test."""
    with _new_database(postgresql_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Iterator[str]:
    """URL of an SQLite file that does not exist yet."""
    yield f"sqlite:///{tmp_path / 'kpdata.sqlite'}"
    close_all()


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a new database without tables: once an SQLite file, once a PostgreSQL database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


# Building schema and reference data takes a second; copying what was built once takes a tenth of it.


@pytest.fixture(scope="session")
def _built_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("built") / "kpdata.sqlite"
    open_database(f"sqlite:///{file}", create=True)
    close_all()
    return file


@pytest.fixture(scope="session")
def _built_postgresql(postgresql_server: psycopg.Connection) -> Iterator[str]:
    with _new_database(postgresql_server) as url:
        open_database(url, create=True)
        close_all()
        yield make_url(url).database or ""


@pytest.fixture
def built_sqlite_url(_built_sqlite: Path, sqlite_url: str) -> str:
    """URL of an SQLite file with schema and reference data, without any import."""
    shutil.copy(_built_sqlite, make_url(sqlite_url).database or "")
    return sqlite_url


@pytest.fixture
def built_postgresql_url(postgresql_server: psycopg.Connection, _built_postgresql: str) -> Iterator[str]:
    """URL of a PostgreSQL database with schema and reference data, without any import."""
    with _new_database(postgresql_server, _built_postgresql) as url:
        yield url


@pytest.fixture(params=ENGINES)
def built_database_url(request: pytest.FixtureRequest) -> str:
    """URL of a database with schema and reference data: once SQLite, once PostgreSQL."""
    url: str = request.getfixturevalue(f"built_{request.param}_url")
    return url


@pytest.fixture(autouse=True)
def _no_environment_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep settings and the data folder of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("KPDATA_")]:
        if name != "KPDATA_TEST_POSTGRESQL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
