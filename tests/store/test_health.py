"""A sound database has no faults; codes and references that another system broke are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from kpdata.errors import DatabaseError
from kpdata.store import health, schema
from kpdata.store.db import close_all, open_database, writing


@pytest.fixture
def engine(built_database_url: str) -> Engine:
    return open_database(built_database_url)


def told(engine: Engine) -> list[str]:
    return [message.text("en") for message in health.faults(engine)]


def place(**values: str) -> dict[str, str]:
    return {"place_id": "p1", "name": "Tupa", "municipality": "837", "operator_type": "ngo", **values}


def test_a_new_database_is_sound(engine: Engine) -> None:
    assert told(engine) == []
    apart = ("population", "integration_criteria", "boundaries")
    assert health.empty_tables(engine) == [n for n in schema.DATA_TABLES if n not in apart]


def test_a_sound_row_is_no_fault(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(schema.meeting_places).values(place()))
    assert told(engine) == []
    assert "meeting_places" not in health.empty_tables(engine)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"operator_type": "company"}, "meeting_places.operator_type: rows with a code that is not known: 1"),
        ({"status": "open"}, "meeting_places.status: rows with a code that is not known: 1"),
        ({"centre_id": "c9"}, "meeting_places.centre_id: rows that name something that does not exist: 1"),
        (
            {"municipality": "999"},
            "meeting_places.municipality: rows that name something that does not exist: 1",
        ),
        # 211 Kangasala took in 289 Kuhmalahti in 2011: a merged municipality is no place of today.
        (
            {"municipality": "289"},
            "meeting_places.municipality: rows that name something that does not exist: 1",
        ),
    ],
)
def test_what_another_system_broke_is_told(engine: Engine, values: dict[str, str], expected: str) -> None:
    with writing(engine) as connection:
        connection.execute(insert(schema.meeting_places).values(place(**values)))
    assert told(engine) == [expected]


def test_every_code_column_is_checked() -> None:
    kinds = {
        "kind",
        "status",
        "operator_type",
        "place_type",
        "definition",
        "framework",
        "result",
        "scale",
        "role",
    }
    kinds |= {"instrument", "channel", "named", "source_kind"}
    unchecked = {
        f"{table.name}.{column.name}"
        for table in schema.DATA_TABLES.values()
        for column in table.c
        if column.name in kinds and column not in health.CODES
    }
    assert unchecked == set()


def test_a_damaged_file_is_an_error_of_the_database(tmp_path: Path) -> None:
    file = tmp_path / "kpdata.sqlite"
    engine = open_database(f"sqlite:///{file}", create=True)
    with writing(engine) as connection:
        rows = [place(place_id=f"p{i}", name="Tupa" * 40) for i in range(2000)]
        connection.execute(insert(schema.meeting_places), rows)
    close_all()
    content = bytearray(file.read_bytes())
    content[-40_000:-20_000] = b"\xff" * 20_000
    file.write_bytes(content)
    with pytest.raises(DatabaseError, match="damaged"):
        health.faults(open_database(f"sqlite:///{file}"))
    close_all()
