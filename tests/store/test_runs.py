"""Withdrawing a run restores the state before it exactly, or stops and names the later runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kpdata.errors import DataError, UsageError
from kpdata.store.db import is_sample, open_database, revision
from kpdata.store.runs import list_runs, withdraw
from tests.store.bundles import everything, load, rows
from tests.store.test_ingest import BUNDLE


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


CHANGED = {
    "family_centres": BUNDLE["family_centres"].replace("837|604", "837"),
    "meeting_places": BUNDLE["meeting_places"].replace("Tupa", "Tuvat") + "p4,Uusi,604,ngo,,,,,,,\n",
    "opening_hours": BUNDLE["opening_hours"].replace("12:00", "12:30"),
    "visits": BUNDLE["visits"].replace("10,12,,<5", "10,13,,") + "p2,,2026-03,,,,5,,\n",
    "survey_responses": BUNDLE["survey_responses"].replace("web,5,1", "web,,0") + "r1,4,p1,,,,1,\n",
    "survey_themes": BUNDLE["survey_themes"].replace("<5", "5"),
    "integration": BUNDLE["integration"].replace("planned", "in_progress"),
    "population": """
        municipality,postal_code,year,age_from,age_to,people,name,lat,lon
        837,,2024,0,2,1,,,
        837,,2024,3,17,5,,,
        837,33999,2024,0,17,5,Uusi,61.5,23.7
    """,
    "groups": "group_id,area_type,area_id\ng2,centre,c1\n",
}


def test_a_run_is_withdrawn_exactly(engine: Engine, tmp_path: Path) -> None:
    shipped = everything(engine)
    load(engine, tmp_path, BUNDLE)
    first = everything(engine)
    report = load(engine, tmp_path, CHANGED, allow_removals=True)
    assert report.run == 2
    assert everything(engine) != first
    at = revision(engine)
    withdraw(engine, 2)
    assert everything(engine) == first
    assert revision(engine) > at
    withdraw(engine, 1)
    assert everything(engine) == shipped
    runs = list_runs(engine)
    assert [run.run_id for run in runs] == [2, 1]
    assert all(run.withdrawn_at is not None and run.finished_at is not None for run in runs)


def test_an_older_run_waits_for_the_later_ones(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE)
    load(engine, tmp_path, CHANGED, allow_removals=True)
    load(engine, tmp_path, {"visits": "place_id,month,visits\np2,2026-05,1\n"})
    before = everything(engine)
    with pytest.raises(DataError, match=r"Later runs touched the same rows or need them: 2, 3\."):
        withdraw(engine, 1)
    assert everything(engine) == before
    withdraw(engine, 3)
    withdraw(engine, 2)
    withdraw(engine, 1)
    assert rows(engine, "visits", "place_id") == []


def test_runs_that_touched_other_rows_do_not_stop_it(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE)
    load(engine, tmp_path, {"visits": "place_id,month,visits\np2,2026-05,1\n"})
    load(engine, tmp_path, {"visits": "place_id,month,visits\np2,2026-06,1\n"})
    withdraw(engine, 2)
    assert ("p2", "2026-06", 1) in rows(engine, "place_month", "place_id", "month", "visits")
    assert ("p2", "2026-05", 1) not in rows(engine, "place_month", "place_id", "month", "visits")


def test_a_row_removed_and_brought_back_stops_the_removal(engine: Engine, tmp_path: Path) -> None:
    group = "group_id,area_type,area_id\ng1,municipality,837\n"
    load(engine, tmp_path, {"groups": group + "g1,municipality,604\n"})
    load(engine, tmp_path, {"groups": group}, allow_removals=True)
    load(engine, tmp_path, {"groups": group + "g1,municipality,604\n"})
    with pytest.raises(DataError, match=r"or need them: 3\."):
        withdraw(engine, 2)
    withdraw(engine, 3)
    withdraw(engine, 2)
    assert len(rows(engine, "groups", "area_id")) == 2


def test_places_that_later_rows_refer_to_stay(engine: Engine, tmp_path: Path) -> None:
    place = "place_id,name,municipality,operator_type\np1,Tupa,837,ngo\n"
    load(engine, tmp_path, {"meeting_places": place})
    load(engine, tmp_path, {"visits": "place_id,month,visits\np1,2026-05,1\n"}, source="other")
    with pytest.raises(DataError, match=r"or need them: 2\."):
        withdraw(engine, 1)


def test_a_sample_is_one_no_more_when_withdrawn(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE | {"bundle.json": '{"synthetic": true}'})
    assert is_sample(engine)
    withdraw(engine, 1)
    assert not is_sample(engine)


def test_a_run_that_is_not_there_is_wrong_usage(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no import run 7"):
        withdraw(engine, 7)
    load(engine, tmp_path, BUNDLE)
    withdraw(engine, 1)
    with pytest.raises(UsageError, match="has been withdrawn already"):
        withdraw(engine, 1)


def test_what_was_withdrawn_can_be_imported_again(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE)
    withdraw(engine, 1)
    assert load(engine, tmp_path, BUNDLE).run == 2
    assert load(engine, tmp_path, BUNDLE).run is None
