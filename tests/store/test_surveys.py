"""Survey responses: questions, scales, places and the number invited."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from kpdata.store.db import open_database
from tests.store.bundles import PLACES, counts, everything, load, rows, told

SURVEY = {
    "meeting_places": PLACES,
    "survey_rounds": """
        round_id,instrument,starts_on,ends_on,invited
        r1,visitor,2026-03-01,2026-04-30,3
        r2,partner,2026-03-01,2026-04-30,
    """,
    "survey_questions": """
        instrument,question_id,text_fi,scale
        visitor,q1,Miten?,likert5
        visitor,q2,Onko?,yes_no
        visitor,q3,Suositteletko?,nps10
        partner,p_1,Miten?,likert5
    """,
}


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url, create=True)


def responses(*lines: str) -> dict[str, str]:
    return {"survey_responses": "\n".join(lines)}


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [("q1", 6, "1–5"), ("q1", 0, "1–5"), ("q2", 2, "0–1"), ("q3", 11, "0–10")],
)
def test_an_answer_must_be_on_the_scale(
    engine: Engine, tmp_path: Path, question: str, answer: int, expected: str
) -> None:
    bundle = SURVEY | responses(f"round_id,response_id,place_id,{question}", f"r1,1,p1,{answer}")
    assert told(load(engine, tmp_path, bundle)) == [
        (
            f"2|{question}|{answer}|The answer is not on the scale of the question."
            f"|a whole number {expected}, or empty"
        )
    ]


def test_the_ends_of_the_scales_are_answers(engine: Engine, tmp_path: Path) -> None:
    lines = ("round_id,response_id,place_id,Q1,q2,q 3", "r1,1,p1,1,0,0", "r1,2,p1,5,1,10")
    report = load(engine, tmp_path, SURVEY | responses(*lines))
    assert told(report) == []
    assert len(rows(engine, "survey_answers", "answer")) == 6


def test_a_column_that_is_no_question_is_told_and_left_out(engine: Engine, tmp_path: Path) -> None:
    report = load(engine, tmp_path, SURVEY | responses("round_id,response_id,place_id,q1,q9", "r1,1,p1,5,3"))
    assert [(p.row, p.column, p.severity.value) for p in report.problems] == [(None, "q9", "warning")]
    assert rows(engine, "survey_answers", "question_id") == [("q1",)]


def test_a_question_of_another_instrument_is_refused(engine: Engine, tmp_path: Path) -> None:
    lines = ("round_id,response_id,place_id,q1,p_1", "r1,1,p1,5,3", "r2,1,p1,,3")
    report = load(engine, tmp_path, SURVEY | responses(*lines), skip_bad_rows=True)
    assert [(p.row, p.column) for p in report.problems] == [(2, "p_1")]
    assert rows(engine, "survey_answers", "round_id", "question_id", "answer") == [("r2", "p_1", 3)]


def test_rounds_and_places_must_exist_and_agree(engine: Engine, tmp_path: Path) -> None:
    lines = (
        "round_id,response_id,place_id,municipality,q1",
        "r9,1,p1,,5",
        "r1,2,p9,,5",
        "r1,3,p1,604,5",
        "r1,4,p1,Tampere,5",
    )
    report = load(engine, tmp_path, SURVEY | responses(*lines))
    assert [(p.row, p.column, p.problem.text("en")) for p in report.problems] == [
        (2, "round_id", "There is no survey round with this id."),
        (3, "place_id", "There is no meeting place with this id."),
        (4, "municipality", "The meeting place is in another municipality."),
    ]
    assert report.problems[2].expected.text("en") == "837, where the place “Tupa” is"


def test_more_answers_than_invited_are_refused(engine: Engine, tmp_path: Path) -> None:
    lines = ["round_id,response_id,place_id,q1", *(f"r1,{n},p1,5" for n in range(3))]
    assert told(load(engine, tmp_path, SURVEY | responses(*lines))) == []
    before = everything(engine)
    report = load(engine, tmp_path, responses(lines[0], "r1,99,p1,5"), skip_bad_rows=True)
    assert (report.run, report.refused) == (None, True)
    assert [p.problem.text("en") for p in report.problems] == [
        "The round r1 has 4 answers but only 3 were invited."
    ]
    assert everything(engine) == before
    fewer = SURVEY["survey_rounds"].replace(",3\n", ",2\n")
    assert load(engine, tmp_path, {"survey_rounds": fewer}).refused


def test_a_repeated_response_is_taken_once_or_refused(engine: Engine, tmp_path: Path) -> None:
    lines = ("round_id,response_id,place_id,q1", "r1,1,p1,5", "r1,2,p1,5", "r1,1,p1,5", "r1,2,p1,4")
    report = load(engine, tmp_path, SURVEY | responses(*lines), skip_bad_rows=True)
    assert [(p.row, p.value) for p in report.problems] == [(3, "q1 5 / 4"), (5, "q1 5 / 4")]
    assert counts(report, "survey_responses") == (4, 1, 0, 1, 0, 2)
    assert rows(engine, "survey_answers", "response_id", "answer") == [("1", 5)]
    assert rows(engine, "survey_responses", "response_id") == [("1",)]


def test_a_second_file_may_bring_more_questions(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, SURVEY | responses("round_id,response_id,place_id,q1", "r1,1,p1,5"))
    report = load(engine, tmp_path, responses("round_id,response_id,place_id,q2", "r1,1,p1,1"))
    assert counts(report, "survey_responses") == (1, 0, 1, 0, 0, 0)
    assert rows(engine, "survey_answers", "question_id", "answer") == [("q1", 5), ("q2", 1)]


def test_counts_follow_a_place_to_its_new_municipality(engine: Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path,
        SURVEY | responses("round_id,response_id,place_id,municipality,q1", "r1,1,p1,,5", "r1,2,,604,4"),
    )
    columns = ("round_id", "place_id", "municipality", "question_id", "answer", "count")
    assert rows(engine, "survey_count", *columns) == [
        ("r1", "", "604", "", -1, 1),
        ("r1", "", "604", "q1", 4, 1),
        ("r1", "p1", "837", "", -1, 1),
        ("r1", "p1", "837", "q1", 5, 1),
    ]
    load(engine, tmp_path, {"meeting_places": PLACES.replace("Tupa,837", "Tupa,536")})
    assert rows(engine, "survey_count", *columns)[2:] == [
        ("r1", "p1", "536", "", -1, 1),
        ("r1", "p1", "536", "q1", 5, 1),
    ]


def test_themes_are_counted_once_by_place_or_municipality(engine: Engine, tmp_path: Path) -> None:
    themes = """
        round_id,place_id,municipality,kind,theme,count
        r1,p1,,wish,ulkoilu,3
        r1,,837,wish,ulkoilu,4
        r1,p1,604,wish,retket,4
    """
    report = load(engine, tmp_path, SURVEY | {"survey_themes": themes}, skip_bad_rows=True)
    assert [(p.row, p.column) for p in report.problems] == [(4, "municipality")]
    assert rows(engine, "survey_themes", "place_id", "count") == [(None, 4), ("p1", 3)]
