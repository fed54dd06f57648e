"""Sums kept while importing are those that the raw rows give."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from kpdata.store import summaries, visit_numbers
from kpdata.store.db import open_database, reading, writing
from kpdata.store.runs import list_runs, withdraw
from kpdata.store.schema import place_month
from tests.store.bundles import PLACES, load, rows, told

COUNT = st.one_of(st.just(""), st.just("<5"), st.integers(0, 30).map(str))
RANGE = st.tuples(st.integers(0, 20), st.integers(1, 30)).map(lambda pair: f"{pair[0]}-{pair[0] + pair[1]}")
ROW = st.fixed_dictionaries(
    {
        "place_id": st.sampled_from(["p1", "p2", "p3"]),
        "at": st.one_of(
            st.integers(1, 28).map(lambda day: f"2026-01-{day:02d},"),
            st.integers(2, 6).map(lambda month: f",2026-{month:02d}"),
        ),
        "sessions": st.one_of(COUNT, st.just("0")),
        "adults": COUNT,
        "children": COUNT,
        "visits": st.one_of(st.just(""), RANGE),
        "first_timers": st.sampled_from(["", "<5", "0"]),
        "multicultural": st.sampled_from(["", "..", "0"]),
    }
)
FILE = st.lists(ROW, max_size=25, unique_by=lambda row: (row["place_id"], row["at"]))


def text(lines: list[dict[str, str]]) -> str:
    header = "place_id,date,month,sessions,adults,children,visits,first_timers,multicultural\n"
    return header + "".join(",".join(row.values()) + "\n" for row in lines)


def sums(engine: Engine) -> list[tuple[object, ...]]:
    return rows(engine, "place_month", *(column.name for column in place_month.c))


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


@pytest.mark.property
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=st.lists(FILE, min_size=1, max_size=3))
def test_sums_kept_by_imports_are_those_of_the_rows(
    engine: Engine, files: list[list[dict[str, str]]]
) -> None:
    with TemporaryDirectory() as folder:
        load(engine, Path(folder), {"meeting_places": PLACES})
        for lines in files:
            load(engine, Path(folder), {"visits": text(lines)}, skip_bad_rows=True)
            kept = sums(engine)
            with writing(engine) as connection:
                summaries.rebuild(connection)
            assert sums(engine) == kept
        for run in list_runs(engine):
            if run.run_id > 1 and run.withdrawn_at is None:
                withdraw(engine, run.run_id)
        assert sums(engine) == []


def test_many_ways_of_reporting_are_summed_together(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "SPANS", 1)
    monkeypatch.setattr(summaries, "BATCH", 2)
    engine = open_database(sqlite_url, create=True)
    visits_of = "place_id,month,visits\np1,2026-01,{n}\np2,2026-02,{n}\np3,2025-12,{n}\np1,2026-07,{n}\n"
    load(engine, tmp_path, {"meeting_places": PLACES, "visits": visits_of.format(n=1)})
    load(engine, tmp_path, {"visits": visits_of.format(n=2)})
    assert [row[-1] for row in rows(engine, "place_month", "place_id", "month", "visits")] == [2, 2, 2, 2]


def test_a_table_is_filled_in_parts(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit_numbers, "SOME", 2)
    engine = open_database(sqlite_url, create=True)
    lines = "".join(f"p1,2026-{month:02d},{month}\n" for month in range(1, 8))
    report = load(engine, tmp_path, {"meeting_places": PLACES, "visits": "place_id,month,visits\n" + lines})
    assert told(report) == []
    with reading(engine) as connection:
        total = select(func.sum(place_month.c.visits))
        assert connection.execute(total).scalar_one() == sum(range(1, 8))
        indexes = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE tbl_name = 'visits'")
        assert {"visits_day", "visits_month", "visits_INSERT"} <= set(indexes.scalars())


def test_places_and_times_have_numbers() -> None:
    numbers = visit_numbers.VisitNumbers()
    columns = {
        "place_id": ["a", "b", "a"],
        "date": ["2026-01-31", None, None],
        "month": [None, "2026-01", "1970-01"],
    }
    found = numbers.of(columns)
    assert found.place.tolist() == [0, 1, 0]
    assert len(set(found.key.tolist())) == 3
    assert found.month.tolist() == [672, 672, 0]
    assert numbers.places_and_months(np.unique(found.place_month)) == (
        ["a", "a", "b"],
        ["1970-01", "2026-01", "2026-01"],
    )
    assert numbers.key("b", "2026-01") == found.key[1]
