"""Another system may write into the tables directly: the next read sees it, summaries and all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, delete, insert, make_url, update

from kpdata.errors import DatabaseError
from kpdata.store import schema
from kpdata.store.db import close_all, open_database, revision
from tests.store.bundles import PLACES, load, rows
from tests.store.test_surveys import SURVEY


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


def row(**values: object) -> dict[str, object]:
    return {"place_id": "p1", "date": date(2026, 1, 7), "adults": 1, "children": 2, **values}


def test_rows_written_directly_grow_the_revision_and_the_summaries(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, {"meeting_places": PLACES})
    at = revision(engine)
    with engine.begin() as connection:
        connection.execute(insert(schema.visits), [row(), row(date=date(2026, 2, 7))])
    assert revision(engine) > at
    sums = ("place_id", "month", "visits", "row_count")
    assert rows(engine, "place_month", *sums) == [("p1", "2026-01", 3, 1), ("p1", "2026-02", 3, 1)]
    at = revision(engine)
    with engine.begin() as connection:
        connection.execute(update(schema.visits).values(adults=5))
    assert revision(engine) > at
    assert [visits for *_, visits in rows(engine, "place_month", "place_id", "visits")] == [7, 7]
    at = revision(engine)
    with engine.begin() as connection:
        connection.execute(delete(schema.visits).where(schema.visits.c.date == date(2026, 1, 7)))
    assert revision(engine) > at
    assert rows(engine, "place_month", *sums) == [("p1", "2026-02", 7, 1)]
    assert revision(engine) == revision(engine)


def test_answers_written_directly_are_counted(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, SURVEY)
    response = {"round_id": "r1", "response_id": "1"}
    with engine.begin() as connection:
        connection.execute(insert(schema.survey_responses).values(response | {"place_id": "p1"}))
        connection.execute(
            insert(schema.survey_answers).values(response | {"question_id": "q1", "answer": 5})
        )
    revision(engine)
    assert rows(engine, "survey_count", "place_id", "municipality", "question_id", "answer", "count") == [
        ("p1", "837", "", -1, 1),
        ("p1", "837", "q1", 5, 1),
    ]


def test_an_import_does_not_hide_what_was_written_directly(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, {"meeting_places": PLACES})
    with engine.begin() as connection:
        connection.execute(insert(schema.visits).values(row()))
    load(engine, tmp_path, {"visits": "place_id,date,adults,children\np2,2026-01-07,1,1\n"})
    revision(engine)
    assert rows(engine, "place_month", "place_id", "visits") == [("p1", 3), ("p2", 2)]


def test_every_table_of_the_contract_is_watched(engine: Engine) -> None:
    at = revision(engine)
    for name in ("population", "integration_criteria", "postal_areas", "areas"):
        table = schema.metadata.tables[name]
        column = "name" if name == "postal_areas" else "name_fi" if "name_fi" in table.c else "people"
        with engine.begin() as connection:
            connection.execute(update(table).values({column: table.c[column]}))
        assert revision(engine) > at, name
        at = revision(engine)


@pytest.fixture
def reader_url(postgresql_url: str) -> str:
    open_database(postgresql_url, create=True)
    url = make_url(postgresql_url)
    with psycopg.connect(_address(postgresql_url), autocommit=True) as connection:
        connection.execute(
            "DO $$ BEGIN CREATE ROLE kpdata_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO kpdata_reader")
    return url.set(username="kpdata_reader").render_as_string(hide_password=False)


def _address(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.mark.postgresql
def test_a_reader_role_reads_until_another_system_writes(postgresql_url: str, reader_url: str) -> None:
    reader = open_database(reader_url, read_only=True)
    assert revision(reader) == 1
    with psycopg.connect(_address(postgresql_url)) as connection:
        connection.execute("INSERT INTO visits (place_id, date, visits) VALUES ('p1', '2026-01-07', 7)")
    for engine in (reader, open_database(reader_url)):
        with pytest.raises(DatabaseError, match="this account may only read"):
            revision(engine)
    assert revision(open_database(postgresql_url)) == 2
    assert revision(reader) == 2
    close_all()


@pytest.mark.postgresql
def test_a_writer_without_rights_to_our_state_may_write(postgresql_url: str, reader_url: str) -> None:
    with psycopg.connect(_address(postgresql_url), autocommit=True) as connection:
        connection.execute("GRANT INSERT ON visits TO kpdata_reader")
    with psycopg.connect(_address(reader_url)) as connection:
        connection.execute("INSERT INTO visits (place_id, month, visits) VALUES ('p1', '2026-01', 7)")
    assert revision(open_database(postgresql_url)) == 2
