"""Opening a database by its URL, and the revision of its data."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Engine, exists, false, select, true, update

from kpdata.errors import DatabaseError
from kpdata.i18n import N_
from kpdata.store import summaries
from kpdata.store.engine import make_engine, parse_url, reading, sqlite_path, writing
from kpdata.store.migrations import check_version, migrate, schema_version
from kpdata.store.schema import database_state, import_runs
from kpdata.store.triggers import silence_triggers

__all__ = ["close_all", "is_sample", "open_database", "reading", "revision", "writing"]

SQLITE_HEADER = b"SQLite format 3\0"

_engines: dict[tuple[str, bool], tuple[Engine, tuple[int, int] | None]] = {}
_lock = threading.Lock()


def open_database(url: str, *, create: bool = False, read_only: bool = False) -> Engine:
    """The engine of a database, one per URL in a process.

    create: build the schema and the shipped reference data when there is none, and bring an older
    schema up to date. Without it a database that is missing, empty or of another version is a
    DatabaseError, and no file is made. UsageError when the URL is neither SQLite nor PostgreSQL.
    """
    parsed = parse_url(url)
    path = sqlite_path(parsed) if parsed.get_backend_name() == "sqlite" else None
    if path is not None:
        _check_file(path, create and not read_only)
    key = (parsed.render_as_string(hide_password=False), read_only)
    with _lock:
        known = _engines.get(key)
        if known and (path is None or (known[1] is not None and known[1] == _identity(path))):
            return known[0]
        if known:
            known[0].dispose()
            del _engines[key]
        made = path is not None and not path.exists()
        engine = make_engine(parsed, create=create, read_only=read_only)
        try:
            if create and not read_only:
                migrate(engine)
            else:
                check_version(schema_version(engine))
        except BaseException:
            engine.dispose()
            if made and path is not None:
                _remove(path)
            raise
        _engines[key] = (engine, _identity(path))
        return engine


def close_all() -> None:
    """Close every connection of this process, so that files may be moved or replaced."""
    with _lock:
        for engine, _ in _engines.values():
            engine.dispose()
        _engines.clear()


def _check_file(path: Path, create: bool) -> None:
    """DatabaseError when there cannot be an SQLite database at a path."""
    if path.is_file():
        _check_header(path)
    elif path.exists():
        raise DatabaseError(N_("“{name}” is not a database file."), name=path.name)
    elif not create:
        raise DatabaseError(N_("There is no database file “{name}”."), name=path.name)
    else:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise DatabaseError(N_("The folder of the database cannot be made.")) from None


def _check_header(path: Path) -> None:
    # SQLite would take a file of a few bytes for an empty database, and write over it
    try:
        with path.open("rb") as stream:
            header = stream.read(len(SQLITE_HEADER))
    except OSError:
        raise DatabaseError(N_("The database cannot be reached.")) from None
    if header and header != SQLITE_HEADER:
        raise DatabaseError(N_("“{name}” is not a database file."), name=path.name)


def _identity(path: Path | None) -> tuple[int, int] | None:
    """Tells a file from another one of the same name; None for a server, or when there is no file."""
    if path is None or not path.exists():
        return None
    status = path.stat()
    return status.st_dev, status.st_ino


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def revision(engine: Engine) -> int:
    """The revision of the data, which grows with every change.

    When another system wrote into the tables the summaries are made true first. DatabaseError when
    the account may only read, and they are not.
    """
    with reading(engine) as connection:
        now, summarised = connection.execute(_REVISIONS).one()
    return int(now) if now == summarised else _catch_up(engine)


_REVISIONS = select(database_state.c.revision, database_state.c.summarised_revision)


def _catch_up(engine: Engine) -> int:
    try:
        with writing(engine) as connection:
            now, summarised = connection.execute(_REVISIONS).one()
            if now != summarised:
                silence_triggers(connection)
                summaries.rebuild(connection)
                # a change that comes in between stays ahead of what is written here
                connection.execute(update(database_state).values(summarised_revision=now))
                silence_triggers(connection, False)
            return int(now)
    except DatabaseError as error:
        if not _may_write(engine):
            raise DatabaseError(
                N_(
                    "Another system has written into the database, and this account may only read: "
                    "run `kpdata check` once with an account that may write."
                )
            ) from error
        raise


def _may_write(engine: Engine) -> bool:
    """Whether the account may change the state of the database (tried on no row)."""
    try:
        with writing(engine) as connection:
            connection.execute(update(database_state).where(false()).values(importing=False))
    except DatabaseError:
        return False
    return True


def is_sample(engine: Engine) -> bool:
    """Whether synthetic data has been imported and not withdrawn."""
    synthetic = exists().where(import_runs.c.synthetic == true(), import_runs.c.withdrawn_at.is_(None))
    with reading(engine) as connection:
        return bool(connection.execute(select(synthetic)).scalar_one())
