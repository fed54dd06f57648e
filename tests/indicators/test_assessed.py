"""What assessments say, every count worked out by hand, on both kinds of database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import AreaKey, AssessmentKind, AssessmentResult, Framework
from kpdata.indicators import assessed
from kpdata.indicators.assessed import OfPlace, Told
from kpdata.indicators.frames import Figures
from kpdata.results import Count, Pair, Reach
from kpdata.store.db import open_database
from tests.indicators.tiny import DAY, fill, place, row_of, told

COUNTY, TOWN, CITY, FIRST = (
    AreaKey.parse(text) for text in ("county:08", "municipality:100", "municipality:200", "place:a")
)
MAY, APRIL, OLD = date(2026, 5, 1), date(2026, 4, 1), date(2024, 6, 30)


def row(
    place_id: str,
    criterion_id: str,
    result: str,
    day: date = MAY,
    kind: str = "self",
    framework: str = "minimum_criteria",
) -> dict[str, Any]:
    return {
        "place_id": place_id,
        "framework": framework,
        "criterion_id": criterion_id,
        "result": result,
        "assessed_on": day,
        "kind": kind,
    }


PLACES = (
    place("a", centre_id="c1"),
    place("b", "200"),
    place("c", "200"),
    place("d", "100", centre_id="c1"),
    place("e", "200"),
    place("gone", "100", status="closed", closed_on=MAY),
)
CENTRE = {"centre_id": "c1", "name": "C1", "municipality": "100", "status": "running"}
ROWS = (
    # Of one day the peer's counts; the self-assessment of April is the older one.
    row("a", "staff_5", "met", APRIL),
    row("a", "staff_5", "partly", MAY),
    row("a", "staff_5", "not_met", MAY, "peer"),
    row("a", "staff_1", "met"),
    row("a", "premises_1", "not_assessed"),
    row("a", "premises_1", "met", APRIL, "peer"),
    row("a", "question_1", "partly", framework="mapping_questions"),
    # A later self-assessment counts before an earlier one of a peer.
    row("b", "staff_5", "not_met", MAY),
    row("b", "staff_5", "met", APRIL, "peer"),
    # Another framework has ids of its own, even where they sound the same.
    row("b", "staff_1", "not_met", framework="lskl"),
    row("b", "omia_sanoja", "partly", framework="lskl"),
    # 24 months ago to the day is no longer within 24 months.
    row("c", "staff_5", "met", OLD),
    # Every criterion left open.
    row("d", "staff_5", "not_assessed"),
    # Not yet assessed on the day; and a place that no longer runs.
    row("e", "staff_5", "met", date(2026, 7, 1)),
    row("gone", "staff_5", "not_met", APRIL),
)


@pytest.fixture
def figures(built_database_url: str) -> Figures:
    """Six places of two municipalities in a database of either kind."""
    engine: Engine = open_database(built_database_url)
    return fill(engine, family_centres=[CENTRE], meeting_places=PLACES, assessments=ROWS)


def test_the_latest_result_of_each_place_counts(figures: Figures) -> None:
    found = assessed.by_criterion(figures, COUNTY, DAY)
    assert len(found) == 43
    assert found["staff_5"] == Count(met=1, partly=0, not_met=2, not_assessed=1)
    assert (found["staff_5"].judged, found["staff_5"].told) == (3, 4)
    assert found["staff_1"] == Count(met=1)
    assert found["premises_1"] == Count(not_assessed=1)
    assert found["question_1"] == Count(partly=1)
    assert found["premises_2"] == Count()
    # On the day before the closing the closed place counts as well; in April only its row and two others.
    assert assessed.by_criterion(figures, TOWN, date(2026, 4, 30))["staff_5"] == Count(met=1, not_met=1)
    assert assessed.by_criterion(figures, FIRST, DAY)["staff_5"] == Count(not_met=1)


def test_by_whom(figures: Figures) -> None:
    own = assessed.by_criterion(figures, COUNTY, DAY, AssessmentKind.SELF)
    peer = assessed.by_criterion(figures, COUNTY, DAY, AssessmentKind.PEER)
    assert own["staff_5"] == Count(met=1, partly=1, not_met=1, not_assessed=1)
    assert peer["staff_5"] == Count(met=1, not_met=1)
    assert (own["premises_1"], peer["premises_1"]) == (Count(not_assessed=1), Count(met=1))


def test_groups_hold_the_parts_of_the_indicators(figures: Figures) -> None:
    groups = assessed.by_group(figures, COUNTY, DAY)
    assert list(groups) == list(assessed.GROUPS)
    assert groups["staff"] == Count(met=2, not_met=2, not_assessed=1)
    assert groups["premises"] == Count(not_assessed=1)
    assert groups[assessed.MAPPING] == Count(partly=1)
    assert told(row_of(figures, "criteria_met_staff", "county:08")) == ("ok", 50, 2, 4)
    # What was only left open is not known, and is no zero.
    assert told(row_of(figures, "criteria_met_premises", "county:08")) == ("unknown", None, None, None)
    assert told(row_of(figures, "mapping_questions_met", "county:08")) == ("ok", 0, 0, 1)


def test_self_beside_peer(figures: Figures) -> None:
    found = assessed.pairs(figures, COUNTY, DAY)
    # a: partly beside not met; b: not met beside met.
    assert found["staff_5"] == Pair(
        0, 1, 1, own=Count(partly=1, not_met=1), peer=Count(met=1, not_met=1), left_out=0
    )
    assert found["staff_5"].judged == 2
    # One of the two left it open.
    assert found["premises_1"] == Pair(left_out=1)
    assert found["staff_1"] == Pair()
    groups = assessed.pairs_by_group(figures, COUNTY, DAY)
    assert groups["staff"] == found["staff_5"]
    assert groups["premises"] == Pair(left_out=1)
    assert assessed.places_with_both(figures, COUNTY, DAY) == 2
    assert assessed.places_with_both(figures, CITY, DAY) == 1
    assert assessed.places_assessed(figures, COUNTY, DAY, AssessmentKind.PEER) == ["a", "b"]
    assert assessed.places_assessed(figures, COUNTY, DAY) == ["a", "b", "c"]


def test_places_without_an_assessment_are_told_apart(figures: Figures) -> None:
    assert assessed.reach(figures, COUNTY, DAY) == Reach(recent=2, earlier=1, open=1, never=1)
    assert assessed.reach(figures, COUNTY, DAY).total == 5
    assert told(row_of(figures, "assessed_share", "county:08")) == ("ok", 40, 2, 5)
    # A day earlier the old assessment was within 24 months still.
    assert assessed.reach(figures, CITY, date(2026, 6, 29)) == Reach(recent=2, earlier=0, open=0, never=1)
    assert assessed.reach(figures, AreaKey.parse("centre:c1"), DAY) == Reach(1, 0, 1, 0)


def test_any_id_of_lskl_is_kept_apart_as_it_is(figures: Figures) -> None:
    assert assessed.of_lskl(figures, COUNTY, DAY) == {
        "omia_sanoja": Count(partly=1),
        "staff_1": Count(not_met=1),
    }
    assert assessed.of_lskl(figures, TOWN, DAY) == {}


def test_one_place(figures: Figures) -> None:
    found = {
        (row.framework, row.criterion_id): row for row in assessed.of_place(figures, "a", DAY) if row.latest
    }
    assert len(assessed.of_place(figures, "a", DAY)) == 43
    own = Told(AssessmentResult.PARTLY, MAY, AssessmentKind.SELF)
    peer = Told(AssessmentResult.NOT_MET, MAY, AssessmentKind.PEER)
    assert found[Framework.MINIMUM_CRITERIA, "staff_5"] == OfPlace(
        Framework.MINIMUM_CRITERIA, "staff_5", peer, own, peer
    )
    left_open = found[Framework.MINIMUM_CRITERIA, "premises_1"]
    assert left_open.latest == Told(AssessmentResult.NOT_ASSESSED, MAY, AssessmentKind.SELF)
    assert left_open.peer == Told(AssessmentResult.MET, APRIL, AssessmentKind.PEER)
    assert len(found) == 4
    assert [row.criterion_id for row in assessed.of_place(figures, "b", DAY)][43:] == [
        "omia_sanoja",
        "staff_1",
    ]
    # A place that no longer runs keeps what was said of it.
    gone = [row for row in assessed.of_place(figures, "gone", DAY) if row.latest]
    assert [(row.criterion_id, row.latest.day) for row in gone if row.latest] == [("staff_5", APRIL)]


def test_nothing_assessed(built_database_url: str) -> None:
    figures = fill(open_database(built_database_url), meeting_places=[place("a")])
    assert set(assessed.by_group(figures, COUNTY, DAY).values()) == {Count()}
    assert assessed.reach(figures, COUNTY, DAY) == Reach(0, 0, 0, 1)
    assert assessed.reach(figures, AreaKey.parse("county:09"), DAY) == Reach(0, 0, 0, 0)
    assert assessed.of_lskl(figures, COUNTY, DAY) == {}
    assert assessed.places_with_both(figures, COUNTY, DAY) == 0
