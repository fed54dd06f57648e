"""Registers: what the file no longer has is removed, but never much of it unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kpdata.store.db import open_database
from tests.store.bundles import counts, everything, load, notices, rows, told


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


def places(*numbers: int, more: str = "") -> dict[str, str]:
    lines = "".join(f"p{n},Paikka {n},837,ngo\n" for n in numbers)
    return {"meeting_places": f"place_id,name,municipality,operator_type\n{lines}{more}"}


def test_a_row_that_is_gone_is_removed(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, places(1, 2, 3, 4, 5))
    report = load(engine, tmp_path, places(1, 2, 3, 4))
    assert told(report) == []
    assert counts(report, "meeting_places") == (4, 0, 0, 4, 1, 0)
    assert rows(engine, "meeting_places", "place_id") == [("p1",), ("p2",), ("p3",), ("p4",)]


def test_more_than_a_fifth_is_not_removed_unasked(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, places(1, 2, 3, 4))
    before = everything(engine)
    report = load(engine, tmp_path, places(1, 2, 3), skip_bad_rows=True)
    assert told(report) == [
        (
            "None|None||1 of the 4 rows of this source are no longer in the table: p4."
            "|the whole register, or --allow-removals to remove more than 20 %"
        )
    ]
    assert (report.run, report.refused) == (None, True)
    assert everything(engine) == before
    asked = load(engine, tmp_path, places(1), allow_removals=True)
    assert counts(asked, "meeting_places") == (1, 0, 0, 1, 3, 0)


def test_a_header_without_rows_removes_nothing(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, places(1, 2))
    report = load(engine, tmp_path, places())
    assert (report.run, told(report)) == (None, [])
    assert len(rows(engine, "meeting_places", "place_id")) == 2
    assert any("nothing is removed" in notice for notice in notices(report))


def test_rows_of_other_sources_stay(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, places(1, 2), source="a")
    load(engine, tmp_path, places(3, 4), source="b")
    load(engine, tmp_path, places(3, 4, 5), source="b")
    assert rows(engine, "meeting_places", "place_id", "source") == [
        ("p1", "a"),
        ("p2", "a"),
        ("p3", "b"),
        ("p4", "b"),
        ("p5", "b"),
    ]


def test_a_refused_row_is_not_taken_for_a_removed_one(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, places(1, 2, 3, 4, 5, 6))
    report = load(engine, tmp_path, places(1, 2, 3, 4, 5, more="p6,,837,ngo\n"), skip_bad_rows=True)
    assert counts(report, "meeting_places") == (6, 0, 0, 5, 0, 1)
    assert ("p6",) in rows(engine, "meeting_places", "place_id")


def test_series_lose_nothing(engine: Engine, tmp_path: Path) -> None:
    status = "municipality,status,as_of\n{}"
    load(engine, tmp_path, {"mapping_status": status.format("837,done,2026-01-01\n604,done,2026-01-01\n")})
    report = load(engine, tmp_path, {"mapping_status": status.format("837,updated,2026-02-01\n")})
    assert counts(report, "mapping_status") == (1, 1, 0, 0, 0, 0)
    assert len(rows(engine, "mapping_status", "as_of")) == 3


def test_a_removed_place_that_others_refer_to_is_told(engine: Engine, tmp_path: Path) -> None:
    visits = {"visits": "place_id,month,visits\np2,2026-01,7\n"}
    load(engine, tmp_path, places(1, 2) | visits)
    report = load(engine, tmp_path, places(1), allow_removals=True)
    assert told(report) == []
    assert [n for n in notices(report) if "p2" in n] == [
        (
            "Rows of meeting_places were removed although other rows refer to them: p2. "
            "Keep such a row and give it the status closed."
        )
    ]


def test_slots_are_told_apart_by_their_beginning(engine: Engine, tmp_path: Path) -> None:
    hours = """
        place_id,weekday,opens,closes,valid_from
        p1,1,09:00,12:00,
        p1,1,09:00,13:00,2026-08-01
        p1,ti,9.00,12.00,
    """
    report = load(engine, tmp_path, places(1) | {"opening_hours": hours})
    assert counts(report, "opening_hours") == (3, 3, 0, 0, 0, 0)
    again = load(engine, tmp_path, {"opening_hours": hours.replace("13:00", "14:00")})
    assert counts(again, "opening_hours") == (3, 0, 1, 2, 0, 0)


def test_a_place_of_an_unknown_centre_is_refused(engine: Engine, tmp_path: Path) -> None:
    report = load(
        engine,
        tmp_path,
        {
            "family_centres": "centre_id,name,municipality\nkeskus1,Keskus,837\n",
            "meeting_places": "place_id,name,municipality,operator_type,centre_id\np1,Tupa,837,ngo,keskus2\n",
        },
    )
    assert told(report) == [
        "2|centre_id|keskus2|There is no family centre with this id.|perhaps keskus1",
    ]


@pytest.mark.parametrize(
    ("table", "text", "problem"),
    [
        ("groups", "group_id,area_type,area_id\ng,place,px\n", "There is no meeting place with this id."),
        ("groups", "group_id,area_type,area_id\ng,centre,cx\n", "There is no family centre with this id."),
        ("groups", "group_id,area_type,area_id\ng,municipality,999\n", "There is no such area."),
        ("roles", "area_type,area_id,role,named\ncounty,77,chair,yes\n", "There is no such area."),
        (
            "events",
            "event_id,area_type,area_id,kind\ne,place,px,training\n",
            "There is no meeting place with this id.",
        ),
        (
            "targets",
            "indicator,level,area_id,year,value\nplaces,centre,cx,2026,1\n",
            "There is no family centre with this id.",
        ),
        (
            "integration",
            "area_type,area_id,criterion_id,status,as_of\nmunicipality,837,mappped,done,2026-01-01\n",
            "There is no such integration criterion.",
        ),
        (
            "assessments",
            "place_id,framework,criterion_id,result,assessed_on\npx,lskl,a,met,2026-01-01\n",
            "There is no meeting place with this id.",
        ),
        (
            "assessments",
            "place_id,framework,criterion_id,result,assessed_on\np1,minimum_criteria,a,met,2026-01-01\n",
            "The framework has no such criterion.",
        ),
    ],
)
def test_what_is_referred_to_must_exist(
    engine: Engine, tmp_path: Path, table: str, text: str, problem: str
) -> None:
    report = load(engine, tmp_path, places(1) | {table: text})
    assert [p.problem.text("en") for p in report.problems] == [problem]
    assert report.run is None


def test_criteria_are_extended_by_a_table(engine: Engine, tmp_path: Path) -> None:
    bundle = {
        "integration_criteria": "criterion_id,step,name_fi,valid_months\nomat_tilat,4,Omat tilat,12\n",
        "integration": """
            area_type,area_id,criterion_id,status,as_of
            municipality,837,omat_tilat,done,2026-01-01
        """,
    }
    assert told(load(engine, tmp_path, bundle)) == []
    shipped = {"integration_criteria": "criterion_id,step,valid_months\nmapped,1,36\n"}
    report = load(engine, tmp_path, shipped)
    assert [p.problem.text("en") for p in report.problems] == [
        "The source “shipped” holds this row with other values: valid_months 24 / 36."
    ]
