"""Visits: places by name, days and months, and the sums that pages read."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kpdata.store.db import open_database
from tests.store.bundles import PLACES, counts, everything, load, notices, rows, told


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


BY_NAME = """
    kunta,kohtaamispaikka,kuukausi,käynnit
    Tampere,  perhekahvila   OMENA ,2026-01,7
    837,Tupa,2026-01,8
"""


def test_places_are_found_by_municipality_and_folded_name(engine: Engine, tmp_path: Path) -> None:
    report = load(engine, tmp_path, {"meeting_places": PLACES, "visits": BY_NAME})
    assert told(report) == []
    assert rows(engine, "visits", "place_id", "visits") == [("p1", 8), ("p2", 7)]


def test_an_unknown_name_is_refused_with_the_nearest(engine: Engine, tmp_path: Path) -> None:
    visits = (
        "kunta,kohtaamispaikka,kk,käynnit\nTampere,Perhekahvila Omen,2026-01,7\nPirkkala,Tupa,2026-01,1\n"
    )
    report = load(engine, tmp_path, {"meeting_places": PLACES, "visits": visits})
    problem = "The municipality has no meeting place of this name."
    assert told(report) == [
        f"2|kohtaamispaikka|Perhekahvila Omen|{problem}|perhaps Perhekahvila Omena",
        f"3|kohtaamispaikka|Tupa|{problem}|perhaps Tupa",
    ]


def test_an_ambiguous_name_is_refused_with_both_ids(engine: Engine, tmp_path: Path) -> None:
    bundle = {"meeting_places": PLACES.rstrip() + "\n    p4,TUPA,837,parish\n", "visits": BY_NAME}
    report = load(engine, tmp_path, bundle, create_places=True)
    assert told(report) == [
        (
            "3|kohtaamispaikka|Tupa|Several meeting places of the municipality have this name."
            "|the place_id: p1, p4"
        ),
    ]


def test_unknown_places_are_created_when_asked(engine: Engine, tmp_path: Path) -> None:
    visits = """
        kunta,kohtaamispaikka,kk,käynnit
        Tampere,Äitien tupa,2026-01,7
        Tampere,äitien  tupa,2026-02,8
        Nokia,Äitien tupa,2026-01,9
    """
    bundle = {"meeting_places": PLACES, "visits": visits}
    report = load(engine, tmp_path, bundle, create_places=True)
    assert told(report) == []
    assert any("meeting places were added by name: 2" in notice for notice in notices(report))
    created = rows(engine, "meeting_places", "place_id", "name", "operator_type", "status", "definition")
    assert created[:2] == [
        ("536-aitien-tupa", "Äitien tupa", "other", "running", "unknown"),
        ("837-aitien-tupa", "Äitien tupa", "other", "running", "unknown"),
    ]
    before = everything(engine)
    again = load(engine, tmp_path, bundle, create_places=True)
    assert (again.run, told(again)) == (None, [])
    assert everything(engine) == before


def test_a_municipality_that_is_not_the_places_own_is_a_warning(engine: Engine, tmp_path: Path) -> None:
    visits = "place_id,municipality,month,visits\np1,604,2026-01,7\n"
    report = load(engine, tmp_path, {"meeting_places": PLACES, "visits": visits})
    assert [(p.row, p.column, p.severity.value) for p in report.problems] == [(2, "municipality", "warning")]
    assert report.run == 1


def test_a_month_beside_its_days_is_refused_within_a_file(engine: Engine, tmp_path: Path) -> None:
    visits = """
        place_id,date,month,visits
        p1,2026-01-07,,7
        p1,,2026-01,70
        p1,2026-02-07,,7
        p2,,2026-01,70
    """
    report = load(engine, tmp_path, {"meeting_places": PLACES, "visits": visits}, skip_bad_rows=True)
    assert sorted((p.row, p.value) for p in report.problems) == [(2, "2026-01-07"), (3, "2026-01")]
    assert counts(report, "visits") == (4, 2, 0, 0, 0, 2)
    assert rows(engine, "visits", "place_id", "visits") == [("p1", 7), ("p2", 70)]
    assert rows(engine, "place_month", "place_id", "month", "visits") == [
        ("p1", "2026-02", 7),
        ("p2", "2026-01", 70),
    ]


@pytest.mark.parametrize(
    ("first", "second"), [("p1,2026-01-07,,7", "p1,,2026-01,70"), ("p1,,2026-01,70", "p1,2026-01-07,,7")]
)
def test_a_month_beside_its_days_is_refused_across_imports(
    engine: Engine, tmp_path: Path, first: str, second: str
) -> None:
    header = "place_id,date,month,visits\n"
    load(engine, tmp_path, {"meeting_places": PLACES, "visits": header + first})
    before = everything(engine)
    report = load(engine, tmp_path, {"visits": header + second})
    assert [p.row for p in report.problems] == [2]
    assert "stand side by side" in told(report)[0]
    assert report.run is None
    assert everything(engine) == before


def test_sums_follow_every_kind_of_row(engine: Engine, tmp_path: Path) -> None:
    visits = """
        place_id,date,sessions,adults,children,visits,first_timers,multicultural
        p1,2026-01-01,2,10,12,,3,
        p1,2026-01-02,1,,,7,,4
        p1,2026-01-03,1,5,,,2,
        p1,2026-01-04,,<5,6,,,
        p1,2026-01-05,3,,,10-20,,
        p1,2026-01-06,0,1,1,,0,0
    """
    load(engine, tmp_path, {"meeting_places": PLACES, "visits": visits})
    expected = {
        "row_count": 6,
        "month_rows": 0,
        "exact_rows": 3,
        "range_rows": 1,
        "hidden_rows": 1,
        "visits": 31,
        "visits_min": 10,
        "visits_max": 20,
        "pair_rows": 2,
        "pair_adults": 11,
        "pair_children": 13,
        "session_rows": 3,
        "sessions": 6,
        "session_visits": 29,
        "session_visits_min": 10,
        "session_visits_max": 20,
        "session_range_rows": 1,
        "first_timer_rows": 2,
        "first_timers": 3,
        "first_timer_visits": 24,
        "multicultural_rows": 2,
        "multicultural": 4,
        "multicultural_visits": 9,
    }
    [found] = rows(engine, "place_month", *expected)
    assert dict(zip(expected, found, strict=True)) == expected


def test_new_days_add_to_the_sums_of_their_month(engine: Engine, tmp_path: Path) -> None:
    header = "place_id,date,adults,children\n"
    load(engine, tmp_path, {"meeting_places": PLACES, "visits": header + "p1,2026-01-01,1,2\n"})
    load(engine, tmp_path, {"visits": header + "p1,2026-01-02,1,2\np1,2026-02-02,1,2\n"})
    load(engine, tmp_path, {"visits": header + "p1,2026-01-02,1,3\np2,2026-01-03,1,1\n"})
    assert rows(engine, "place_month", "place_id", "month", "row_count", "visits") == [
        ("p1", "2026-01", 2, 7),
        ("p1", "2026-02", 1, 3),
        ("p2", "2026-01", 1, 2),
    ]
