"""Engines and transactions; every error of a driver becomes a plain `DatabaseError`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool, QueuePool

from kpdata.errors import DatabaseError, UsageError
from kpdata.i18n import N_
from kpdata.settings import read_settings

LOCK_TIMEOUT_S: float = 30
CONNECT_TIMEOUT_S = 10
# Ours among the advisory locks of a PostgreSQL database: one writer at a time.
WRITER_LOCK = 0x6B706461

_LOCKED = N_(
    "The database is in use by another program; waited {seconds} seconds. Try again when it is finished."
)
_FULL = N_("The disk that holds the database is full. Nothing was written.")
_READ_ONLY = N_("The database is read-only: nothing can be written into it.")
_CORRUPT = N_("The database file is damaged. Restore a backup.")
_NOT_OURS = N_("The file is not a database.")
_UNREACHABLE = N_("The database cannot be reached.")
_NO_DATABASE = N_("The database does not exist.")
_NO_RIGHT = N_("The account of the database does not have the right to do this.")
_NO_TABLES = N_("The database is of another schema version: a table or column is missing.")
_TOO_SLOW = N_("The database did not answer in the time allowed.")
_DISK = N_("The disk that holds the database cannot be read or written.")
_REFUSED = N_("The database refused the operation.")

_SQLITE_ERRORS = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_FULL": _FULL,
    # Told of reading: another program left something that must be written before it can be read.
    "SQLITE_READONLY_ROLLBACK": _UNREACHABLE,
    "SQLITE_READONLY_RECOVERY": _UNREACHABLE,
    "SQLITE_READONLY_CANTINIT": _UNREACHABLE,
    "SQLITE_READONLY_CANTLOCK": _UNREACHABLE,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _NO_RIGHT,
    "SQLITE_AUTH": _NO_RIGHT,
    "SQLITE_CANTOPEN": _UNREACHABLE,
    "SQLITE_CORRUPT": _CORRUPT,
    "SQLITE_NOTADB": _NOT_OURS,
    "SQLITE_INTERRUPT": _TOO_SLOW,
    "SQLITE_IOERR": _DISK,
}
# What SQLite says when it cannot make the log it needs; a lock or a fault is no leave to read without one.
_NO_LOG = ("SQLITE_CANTOPEN", "SQLITE_READONLY")
# SQLSTATE, the longest match first: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL_ERRORS = {
    "55P03": _LOCKED,
    "40001": _LOCKED,
    "40P01": _LOCKED,
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _NO_RIGHT,
    "3D000": _NO_DATABASE,
    "57014": _TOO_SLOW,
    "42P01": _NO_TABLES,
    "42703": _NO_TABLES,
    "XX": _CORRUPT,
    "08": _UNREACHABLE,
    "28": _UNREACHABLE,
    "53": _UNREACHABLE,
    "57": _UNREACHABLE,
    "58": _DISK,
}


def parse_url(text: str) -> URL:
    """The URL of a database; a plain path means an SQLite file. UsageError when it cannot be used."""
    try:
        url = make_url(text if "://" in text else f"sqlite:///{text}")
    except (ArgumentError, ValueError):
        raise UsageError(N_("The address of the database cannot be read.")) from None
    backend = url.get_backend_name()
    if backend == "postgres":
        url, backend = url.set(drivername="postgresql"), "postgresql"
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise UsageError(N_("The database must be SQLite or PostgreSQL."))
    if not url.database or url.database == ":memory:":
        raise UsageError(N_("The address of an SQLite database must name a file."))
    return url.set(drivername="sqlite+pysqlite")


def is_sqlite(engine: Engine | Connection) -> bool:
    """Whether it is an SQLite database (else PostgreSQL)."""
    return engine.dialect.name == "sqlite"


def sqlite_path(url: URL) -> Path:
    """The file of an SQLite URL."""
    return Path(url.database or "")


def make_engine(url: URL, *, create: bool = False, read_only: bool = False) -> Engine:
    """A new engine of a URL given by `parse_url`; opens nothing yet.

    create: an SQLite file that does not exist may be made. read_only: nothing can be written.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, create=create, read_only=read_only)
    return _postgresql_engine(url, read_only=read_only)


def _sqlite_engine(url: URL, *, create: bool, read_only: bool) -> Engine:
    path = sqlite_path(url).absolute()
    effective = os.access in os.supports_effective_ids
    sealed = path.exists() and not os.access(path, os.W_OK, effective_ids=effective)
    mode = "ro" if read_only or sealed else "rwc" if create else "rw"
    address = f"file:{quote(str(path))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = _connected(address)
        try:
            if sealed and not _has_log(connection) and _is_whole(path):
                connection.close()
                connection = _connected(f"{address}&immutable=1")
            if not read_only and not sealed:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -32768")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    if sealed:
        # A file of somebody else may be another one tomorrow: every transaction opens it anew.
        engine = create_engine(url, creator=connect, poolclass=NullPool)
    else:
        engine = create_engine(url, creator=connect, poolclass=QueuePool, max_overflow=-1)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("kpdata_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _connected(address: str) -> sqlite3.Connection:
    return sqlite3.connect(
        address,
        uri=True,
        timeout=LOCK_TIMEOUT_S,
        # transactions are begun by the engine, so that a reader never takes a writer's lock
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def _has_log(connection: sqlite3.Connection) -> bool:
    """Whether SQLite can read a file with its log or needs none; a lock or another fault is raised."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(_NO_LOG):
            raise
        return False
    return True


def _is_whole(path: Path) -> bool:
    """Whether nothing lies beside a file that must be read with it."""
    log, journal = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    return not journal.exists() and (not log.exists() or log.stat().st_size == 0)


def _postgresql_engine(url: URL, *, read_only: bool) -> Engine:
    options = f"-c lock_timeout={int(LOCK_TIMEOUT_S * 1000)} -c datestyle=ISO"
    given = url.query.get("options", "")
    given = given if isinstance(given, str) else " ".join(given)
    return create_engine(
        url.difference_update_query(["options"]),
        pool_pre_ping=True,
        execution_options={"postgresql_readonly": True} if read_only else {},
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "application_name": "kpdata",
            "options": f"{given} {options}".strip(),
        },
    )


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads one state of the database, however long others write."""
    with plain_errors(), engine.connect() as connection:
        if not is_sqlite(engine):
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            if not is_sqlite(engine):
                timeout = f"{read_settings().statement_timeout_s}s"
                connection.execute(select(func.set_config("statement_timeout", timeout, True)))
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: all or nothing, one writer at a time; waits for another one 30 s."""
    with plain_errors(), engine.connect() as connection:
        connection.execution_options(kpdata_writes=True)
        with connection.begin():
            if not is_sqlite(engine):
                connection.execute(select(func.pg_advisory_xact_lock(WRITER_LOCK)))
            yield connection


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn faults of the database into `DatabaseError`; a mistake of ours stays what it is, to be seen."""
    try:
        yield
    except (
        DBAPIError,
        DisconnectionError,
        NoSuchModuleError,
        PoolTimeoutError,
        sqlite3.Error,
        psycopg.Error,
    ) as error:
        fault = database_error(error)
        if fault is None:
            raise
        raise fault from error


def database_error(error: BaseException) -> DatabaseError | None:
    """The plain error of a driver's error; never tells a URL, a user or a statement.

    None where the driver refused what we asked because it was asked wrongly (a wrong statement, a wrong
    number of parameters): nobody at the database can mend that.
    """
    original: Any = error.orig if isinstance(error, DBAPIError) else error
    msgid: str | None = None
    if isinstance(error, NoSuchModuleError | DisconnectionError):
        msgid = _UNREACHABLE
    elif isinstance(error, PoolTimeoutError):
        msgid = _TOO_SLOW
    elif isinstance(original, sqlite3.Error):
        msgid = _sqlite_fault(original)
    elif isinstance(original, psycopg.Error):
        msgid = _postgresql_fault(original)
    if msgid is None:
        return None
    return DatabaseError(msgid, seconds=LOCK_TIMEOUT_S) if msgid is _LOCKED else DatabaseError(msgid)


def _sqlite_fault(error: sqlite3.Error) -> str | None:
    name = getattr(error, "sqlite_errorname", "")
    known = next((text for code, text in _SQLITE_ERRORS.items() if name.startswith(code)), None)
    if known:
        return known
    if str(error).startswith(("no such table", "no such column")) or "has no column named" in str(error):
        return _NO_TABLES
    # SQLITE_ERROR is what SQLite says to a statement that it cannot understand
    ours = isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError) or name == "SQLITE_ERROR"
    return None if ours else _REFUSED


def _postgresql_fault(error: psycopg.Error) -> str | None:
    state = error.sqlstate or ("08" if isinstance(error, psycopg.OperationalError) else "")
    if "does not exist" in str(error) and "database" in str(error):
        return _NO_DATABASE
    matches = [code for code in _POSTGRESQL_ERRORS if state.startswith(code)]
    if matches:
        return _POSTGRESQL_ERRORS[max(matches, key=len)]
    return None if isinstance(error, psycopg.ProgrammingError | psycopg.InterfaceError) else _REFUSED
