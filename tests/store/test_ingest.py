"""What every import keeps to: all or nothing, idempotent, told row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kpdata.errors import UsageError
from kpdata.store.db import is_sample, open_database, revision
from kpdata.store.runs import list_runs
from tests.store.bundles import PLACES, counts, everything, load, load_path, notices, rows, told, write

BUNDLE = {
    "family_centres": """
        centre_id,name,municipality,serves
        c1,Keskus,837,837|604
    """,
    "meeting_places": """
        place_id,name,municipality,operator_type,centre_id,lat,lon,age_from,age_to,opened_on,support_forms
        p1,Tupa,837,ngo,c1,61.5,23.75,0,6,2020-01-01,peer|material
        p2,Omena,837,parish,,,,,,,none
        p3,Kerho,604,municipality,c1,61.47,23.74,7,12,,
    """,
    "opening_hours": """
        place_id,weekday,opens,closes,valid_from,valid_to,week_interval
        p1,1,09:00,12:00,,,
        p1,1,09:00,12:00,2026-01-01,,2
        p2,3,13:00,15:30,2026-01-01,2026-06-30,
    """,
    "visits": """
        place_id,date,month,sessions,adults,children,visits,first_timers,multicultural
        p1,2026-01-07,,1,10,12,,<5,2
        p1,2026-01-08,,1,<5,9,,,
        p2,,2026-01,4,,,800-1500,,
        p3,,2026-01,..,..,..,..,,
        p3,,2026-02,0,-,-,,,
    """,
    "survey_rounds": """
        round_id,instrument,starts_on,ends_on,area_type,area_id,invited
        r1,visitor,2026-03-01,2026-04-30,county,08,40
    """,
    "survey_questions": """
        instrument,question_id,text_fi,scale,common_key
        visitor,q1,Miten?,likert5,welcome
        visitor,q2,Onko?,yes_no,
    """,
    "survey_responses": """
        round_id,response_id,place_id,municipality,answered_on,channel,q1,q2
        r1,1,p1,,2026-03-02,web,5,1
        r1,2,p1,837,2026-03-02,paper,4,
        r1,3,,604,,,,0
    """,
    "survey_themes": """
        round_id,place_id,municipality,kind,theme,count
        r1,p1,,wish,ulkoilu,<5
        r1,,604,wish,ulkoilu,7
    """,
    "integration": """
        area_type,area_id,criterion_id,status,as_of,evidence
        municipality,837,mapped,done,2026-01-15,§ 12
        centre,c1,contact_person,planned,2026-01-15,
    """,
    "assessments": """
        place_id,framework,criterion_id,result,assessed_on,kind
        p1,minimum_criteria,premises_1,met,2026-02-01,
        p1,lskl,oma,partly,2026-02-01,peer
    """,
    "mapping_status": """
        municipality,status,as_of,methods
        837,done,2026-01-15,list|map
    """,
    "events": """
        event_id,area_type,area_id,kind,planned_on,held_on,title
        e1,place,p1,house_meeting,2026-02-01,2026-02-03,Talokokous
    """,
    "roles": """
        area_type,area_id,role,named
        municipality,837,contact_person,yes
    """,
    "targets": """
        indicator,level,area_id,year,value
        places_per_1000,county,08,2026,2.5
    """,
    "groups": """
        group_id,name_fi,area_type,area_id
        g1,Itäiset,municipality,837
        g1,Itäiset,place,p3
    """,
}


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


def test_every_table_is_imported(engine: Engine, tmp_path: Path) -> None:
    report = load(engine, tmp_path, BUNDLE)
    assert told(report) == []
    assert report.run == 1
    for table, text in BUNDLE.items():
        lines = len(text.strip().splitlines()) - 1
        assert counts(report, table) == (lines, lines, 0, 0, 0, 0), table
    assert revision(engine) == 2
    months = rows(engine, "visits", "place_id", "month", "visits", "visits_min", "visits_max")
    assert months[2:] == [
        ("p2", "2026-01", None, 800, 1500),
        ("p3", "2026-01", None, None, None),
        ("p3", "2026-02", None, None, None),
    ]
    hidden = rows(engine, "visits", "place_id", "adults", "adults_hidden", "first_timers_hidden")
    assert hidden[:2] == [("p1", None, True, False), ("p1", 10, False, True)]
    assert rows(engine, "assessments", "criterion_id", "kind") == [("oma", "peer"), ("premises_1", "self")]
    assert rows(engine, "survey_answers", "response_id", "question_id", "answer") == [
        ("1", "q1", 5),
        ("1", "q2", 1),
        ("2", "q1", 4),
        ("3", "q2", 0),
    ]


def test_importing_the_same_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path, BUNDLE)
    load_path(engine, path)
    before, at = everything(engine), revision(engine)
    report = load_path(engine, path)
    assert (report.run, told(report), revision(engine)) == (None, [], at)
    for table, text in BUNDLE.items():
        lines = len(text.strip().splitlines()) - 1
        assert counts(report, table) == (lines, 0, 0, lines, 0, 0), table
    assert everything(engine) == before
    assert len(list_runs(engine)) == 1


def test_every_table_takes_changes(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE)
    changed = {
        name: text.replace("\n        p1,1,09:00,12:00", "\n        p1,1,09:00,12:30")
        for name, text in BUNDLE.items()
    }
    changed["visits"] = BUNDLE["visits"].replace("10,12,,<5", "10,13,,5").replace("800-1500", "900")
    changed["survey_responses"] = BUNDLE["survey_responses"].replace("web,5,1", "web,,0")
    changed["survey_themes"] = BUNDLE["survey_themes"].replace("<5", "5")
    changed["meeting_places"] = BUNDLE["meeting_places"].replace("p2,Omena", "p2,Omenapuu")
    changed["integration"] = BUNDLE["integration"].replace("planned", "in_progress")
    report = load(engine, tmp_path, changed)
    assert told(report) == []
    assert counts(report, "opening_hours") == (3, 0, 2, 1, 0, 0)
    assert counts(report, "visits") == (5, 0, 2, 3, 0, 0)
    assert counts(report, "survey_responses") == (3, 0, 1, 2, 0, 0)
    assert counts(report, "survey_themes") == (2, 0, 1, 1, 0, 0)
    assert counts(report, "meeting_places") == (3, 0, 1, 2, 0, 0)
    assert counts(report, "integration") == (2, 0, 1, 1, 0, 0)
    visits = rows(
        engine, "visits", "place_id", "month", "children", "visits", "visits_min", "first_timers_hidden"
    )
    assert ("p1", None, 13, None, None, False) in visits
    assert ("p2", "2026-01", None, 900, None, False) in visits
    assert rows(engine, "survey_answers", "response_id", "question_id", "answer") == [
        ("1", "q2", 0),
        ("2", "q1", 4),
        ("3", "q2", 0),
    ]
    fresh = everything(engine)
    assert [row for row in fresh["survey_count"] if row[3] == "q1"] == [("r1", "p1", "837", "q1", 4, 1)]


def test_a_bad_row_stops_everything(engine: Engine, tmp_path: Path) -> None:
    before = everything(engine)
    bundle = BUNDLE | {"opening_hours": "place_id,weekday,opens,closes\np1x,1,09:00,12:00\n"}
    report = load(engine, tmp_path, bundle)
    assert (report.run, report.refused, report.has_errors) == (None, True, True)
    assert told(report) == [
        "2|place_id|p1x|There is no meeting place with this id.|perhaps p1",
    ]
    assert counts(report, "opening_hours") == (1, 0, 0, 0, 0, 1)
    assert counts(report, "meeting_places") == (3, 0, 0, 0, 0, 0)
    assert everything(engine) == before
    assert revision(engine) == 1
    assert list_runs(engine) == []


def test_bad_rows_are_skipped_and_given_back(engine: Engine, tmp_path: Path) -> None:
    bundle = {
        "meeting_places": PLACES,
        "visits": """
            place_id,date,adults,children
            p1,2026-01-07,1,2
            px,2026-01-07,1,2
            p2,2026-01-07,1,x
        """,
    }
    report = load(engine, tmp_path, bundle, skip_bad_rows=True)
    assert (report.run, report.refused, report.has_errors) == (1, False, True)
    assert counts(report, "visits") == (3, 1, 0, 0, 0, 2)
    assert sorted((table, row, cells) for _, table, row, _, cells in report.rejected) == [
        ("visits", 3, ["px", "2026-01-07", "1", "2"]),
        ("visits", 4, ["p2", "2026-01-07", "1", "x"]),
    ]
    assert rows(engine, "visits", "place_id", "adults") == [("p1", 1)]


def test_a_table_without_a_required_column_stops_even_then(engine: Engine, tmp_path: Path) -> None:
    report = load(
        engine, tmp_path, {"meeting_places": PLACES, "visits": "place_id,adults\np1,1\n"}, skip_bad_rows=True
    )
    assert (report.run, report.refused) == (None, True)
    assert rows(engine, "meeting_places", "place_id") == []


def test_a_dry_run_tells_all_and_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    before = everything(engine)
    report = load(engine, tmp_path, BUNDLE, dry_run=True)
    assert (report.run, report.refused) == (None, False)
    assert counts(report, "visits") == (5, 5, 0, 0, 0, 0)
    assert everything(engine) == before
    assert revision(engine) == 1


def test_columns_that_a_file_does_not_have_stay_as_they_are(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE)
    report = load(engine, tmp_path, {"meeting_places": PLACES})
    assert counts(report, "meeting_places") == (3, 0, 1, 2, 0, 0)
    assert rows(engine, "meeting_places", "place_id", "name", "centre_id", "lat")[:2] == [
        ("p1", "Tupa", "c1", 61.5),
        ("p2", "Perhekahvila Omena", None, None),
    ]


def test_identical_rows_are_taken_once(engine: Engine, tmp_path: Path) -> None:
    visits = "place_id,date,adults,children\n" + "p1,2026-01-07,1,2\n" * 3
    report = load(engine, tmp_path, {"meeting_places": PLACES, "visits": visits})
    assert told(report) == []
    assert counts(report, "visits") == (3, 1, 0, 2, 0, 0)
    told_once = "identical rows of the table visits were taken once: 2"
    assert any(told_once in notice for notice in notices(report))
    assert rows(engine, "visits", "adults", "children") == [(1, 2)]


def test_contradicting_rows_are_both_shown_and_refused(engine: Engine, tmp_path: Path) -> None:
    bundle = {
        "meeting_places": PLACES,
        "visits": """
            place_id,date,adults,children
            p1,2026-01-07,1,2
            p2,2026-01-07,1,2
            p1,2026-01-07,1,3
            p1,2026-01-07,1,2
        """,
    }
    report = load(engine, tmp_path, bundle, skip_bad_rows=True)
    shown = [(p.row, p.value, p.problem.values.get("row")) for p in report.problems]
    assert shown == [(2, "children 2 / 3", 4), (4, "children 2 / 3", 2), (5, "", 2)]
    assert counts(report, "visits") == (4, 1, 0, 0, 0, 3)
    assert [(row, cells) for *_, row, _, cells in report.rejected] == [
        (2, ["p1", "2026-01-07", "1", "2"]),
        (4, ["p1", "2026-01-07", "1", "3"]),
        (5, ["p1", "2026-01-07", "1", "2"]),
    ]
    assert rows(engine, "visits", "place_id") == [("p2",)]
    assert rows(engine, "place_month", "place_id", "visits") == [("p2", 3)]
    assert load(engine, tmp_path, bundle).refused


def test_contradicting_rows_of_two_files_leave_the_database_as_it_was(engine: Engine, tmp_path: Path) -> None:
    first = {"meeting_places": PLACES, "visits": "place_id,date,adults,children\np1,2026-01-07,1,2\n"}
    load(engine, tmp_path, first)
    before = everything(engine)
    folder = tmp_path / "both"
    folder.mkdir()
    (folder / "visits.csv").write_text("place_id,date,adults,children\np1,2026-01-07,7,2\n")
    (folder / "visits 2.tsv").write_text("place_id\tdate\tadults\tchildren\np1\t2026-01-07\t8\t2\n")
    report = load_path(engine, folder, skip_bad_rows=True)
    names = [(Path(p.file).name, p.row, p.value) for p in report.problems]
    assert sorted(names) == [("visits 2.tsv", 2, names[0][2]), ("visits.csv", 2, names[0][2])]
    assert report.run is None
    assert everything(engine) == before


def test_a_row_of_another_source_is_refused_or_taken_over(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE)
    equal = load(engine, tmp_path, BUNDLE, source="county")
    assert (equal.run, told(equal)) == (None, [])
    other = {
        "visits": """
            place_id,date,adults,children
            p1,2026-01-07,11,12
            p1,2026-01-09,1,1
        """,
        "survey_responses": "round_id,response_id,place_id,q1\nr1,1,p1,2\n",
    }
    report = load(engine, tmp_path, other, source="county", skip_bad_rows=True)
    assert [(p.row, p.column, p.problem.text("en")) for p in report.problems] == [
        (2, "adults", "The source “local” holds this row with other values: adults 10 / 11."),
        (2, "response_id", "The source “local” holds this row with other values: q1 5 / 2."),
    ]
    assert counts(report, "visits") == (2, 1, 0, 0, 0, 1)
    assert counts(report, "survey_responses") == (1, 0, 0, 0, 0, 1)
    taken = load(engine, tmp_path, other, source="county", take_over=True)
    assert counts(taken, "visits") == (2, 0, 1, 1, 0, 0)
    assert counts(taken, "survey_responses") == (1, 0, 1, 0, 0, 0)
    assert ("p1", 11, "county") in rows(engine, "visits", "place_id", "adults", "source")
    assert ("1", "q1", 2, "county") in rows(
        engine, "survey_answers", "response_id", "question_id", "answer", "source"
    )


def test_the_shipped_source_is_reserved(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="reserved"):
        load(engine, tmp_path, BUNDLE, source="shipped")


def test_synthetic_data_is_known_until_it_is_withdrawn(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, BUNDLE | {"bundle.json": '{"synthetic": true}'})
    assert is_sample(engine)
    [run] = list_runs(engine)
    assert (run.run_id, run.source, run.synthetic, run.withdrawn_at) == (1, "local", True, None)
    assert {Path(file["path"]).name for file in run.files} == {f"{name}.csv" for name in BUNDLE}
    assert run.files[0]["sha256"] != run.files[1]["sha256"]


def test_progress_is_told_by_table(engine: Engine, tmp_path: Path) -> None:
    steps: list[tuple[str, int]] = []
    load(engine, tmp_path, BUNDLE, lambda table, n: steps.append((table, n)))
    assert ("visits", 5) in steps
    assert [table for table, _ in steps][:3] == ["family_centres", "meeting_places", "opening_hours"]
