"""A database that is full, damaged, locked or killed in the middle: told plainly, nothing half done."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, Integer, cast, func, select

from kpdata.errors import DatabaseError
from kpdata.store import engine as engines
from kpdata.store import schema
from kpdata.store.db import close_all, open_database, reading, revision
from kpdata.store.runs import list_runs
from tests.store.bundles import PLACES, everything, load, rows, write

IMPORT = """
import sys
from datetime import date
from pathlib import Path
from kpdata.areas import area_index
from kpdata.sources.bundle import open_source
from kpdata.store.db import open_database
from kpdata.store.ingest import ImportOptions, import_source

def progress(table, rows):
    if table == "visits":
        print(rows, flush=True)
        sys.stdin.readline()

engine = open_database(sys.argv[1])
source = open_source([Path(sys.argv[2])], source_date=date(2026, 11, 21), areas=area_index())
import_source(engine, source, ImportOptions(), progress)
"""


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


def many_visits(n: int) -> str:
    days = [f"{1 + i % 28:02d}.{1 + i // 28 % 12:02d}.{2000 + i // 336}" for i in range(n)]
    return "place_id,date,adults,children\n" + "".join(f"p1,{day},1,2\n" for day in days)


def test_an_import_killed_in_the_middle_leaves_nothing(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    load(engine, tmp_path, {"meeting_places": PLACES})
    before, at = everything(engine), revision(engine)
    bundle = write(tmp_path, {"visits": many_visits(3000)})
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, database_url, str(bundle)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdin is not None
    with process.stdout, process.stdin:
        assert process.stdout.readline().strip() == "3000"
        # written, but not committed: a reader is undisturbed
        assert rows(engine, "visits", "place_id") == []
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    assert everything(engine) == before
    assert revision(engine) == at
    assert len(list_runs(engine)) == 1
    _wait_for_server(engine)
    assert load(engine, tmp_path, {"visits": many_visits(3000)}).run == 2


def _wait_for_server(engine: Engine) -> None:
    """A server notices the end of a killed client a moment later."""
    for _ in range(100):
        with reading(engine) as connection:
            if engine.dialect.name == "sqlite":
                return
            locks = func.pg_try_advisory_xact_lock(engines.WRITER_LOCK)
            if connection.execute(select(locks)).scalar_one():
                return
        time.sleep(0.1)


def test_a_full_disk_is_told_and_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_database(sqlite_url, create=True)
    load(engine, tmp_path, {"meeting_places": PLACES})
    before = everything(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        # the same connection goes back to the pool and is used by the import
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DatabaseError) as error:
        load(engine, tmp_path, {"visits": many_visits(20_000)})
    assert error.value.exit_code == 3
    assert error.value.message.text("en") == "The disk that holds the database is full. Nothing was written."
    assert everything(engine) == before


def test_a_read_only_database_is_told(sqlite_url: str, tmp_path: Path) -> None:
    open_database(sqlite_url, create=True)
    engine = open_database(sqlite_url, read_only=True)
    with pytest.raises(DatabaseError, match="read-only: nothing can be written"):
        load(engine, tmp_path, {"meeting_places": PLACES})


def test_a_server_that_only_reads_is_told(postgresql_url: str, tmp_path: Path) -> None:
    open_database(postgresql_url, create=True)
    engine = open_database(postgresql_url, read_only=True)
    with pytest.raises(DatabaseError, match="read-only: nothing can be written"):
        load(engine, tmp_path, {"meeting_places": PLACES})


def test_a_damaged_file_is_told(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_database(sqlite_url, create=True)
    path = engines.sqlite_path(engine.url)
    load(engine, tmp_path, {"meeting_places": PLACES})
    close_all()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    with pytest.raises(DatabaseError) as error:
        open_database(sqlite_url)
    assert error.value.message.text("en") == "The database file is damaged. Restore a backup."


def test_a_server_that_goes_away_is_told(postgresql_url: str, tmp_path: Path) -> None:
    engine = open_database(postgresql_url, create=True)
    others = select(func.pg_terminate_backend(func.pg_backend_pid()))
    with (
        pytest.raises(DatabaseError, match=r"^The database cannot be reached\.$"),
        reading(engine) as connection,
    ):
        connection.execute(others)
    assert revision(engine) == 1


def test_another_import_waits_for_the_lock(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_TIMEOUT_S", 0.2)
    other = engines.make_engine(engines.parse_url(database_url))
    load(engine, tmp_path, {"meeting_places": PLACES})

    def meanwhile(table: str, n: int) -> None:
        with pytest.raises(DatabaseError, match="in use by another program"):
            load(other, tmp_path, {"visits": "place_id,date,visits\np1,2026-01-07,1\n"})

    report = load(engine, tmp_path, {"visits": "place_id,date,visits\np1,2026-01-07,7\n"}, meanwhile)
    assert report.run == 2
    assert rows(engine, "visits", "visits") == [(7,)]
    other.dispose()


def test_no_message_tells_a_secret(postgresql_url: str) -> None:
    engine = open_database(postgresql_url, create=True)
    with pytest.raises(DatabaseError) as error, reading(engine) as connection:
        connection.execute(select(schema.groups.c.group_id, cast("secret", Integer)))
    assert error.value.message.text("en") == "The database refused the operation."
