"""One place and one centre as the register tells them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from kpdata.domain import OperatorType
from kpdata.indicators.place import Slot, assessments, centre, place, slots_of
from tests.indicators import tiny
from tests.indicators.tiny import DAY, fill, slot

CENTRE = {
    "centre_id": "c1",
    "name": "C1",
    "municipality": "100",
    "kind": "station",
    "coordinating_body": "Alue",
    "opened_on": date(2020, 1, 2),
}


def test_what_is_known_and_what_is_not(engine: Engine) -> None:
    full = tiny.place(
        "a",
        operator_name="Yhdistys",
        place_type="family_cafe",
        age_from=0,
        age_to=6,
        centre_id="c1",
        languages="fi|sv",
        step_free="yes",
        free_of_charge="no",
        support_forms="peer|material",
        address="Tie 1",
        postal_code="33100",
        lat=61.5,
        lon=23.75,
        opened_on=date(2021, 1, 1),
        checked_on=DAY,
        ptv_id="x",
    )
    figures = fill(
        engine,
        meeting_places=[full, tiny.place("b", support_forms="none")],
        family_centres=[CENTRE],
        opening_hours=[slot("a", 1, "09:00", "11:30")],
    )
    known = place(figures, "a", DAY)
    assert (known.operator, known.operator_name) == (OperatorType.NGO, "Yhdistys")
    assert (known.ages, known.languages, known.support) == ((0, 6), ("fi", "sv"), ("peer", "material"))
    assert known.answers == {"step_free": True, "free_of_charge": False, "visiting_professionals": None}
    assert (known.centre, known.municipality, known.address) == ("c1", "100", "Tie 1 33100")
    assert (known.point, known.weekly_hours, known.in_ptv) == ((61.5, 23.75), 2.5, True)
    assert (known.opened, known.closed, known.checked) == (date(2021, 1, 1), None, DAY)
    bare = place(figures, "b", DAY)
    assert (bare.ages, bare.languages, bare.support, bare.point) == (None, (), (), None)
    assert (bare.weekly_hours, bare.centre, bare.opened, bare.checked) == (None, None, None, None)
    row = centre(figures, "c1")
    assert (row.kind, row.status, row.coordinating_body, row.opened_on) == (
        "station",
        "running",
        "Alue",
        date(2020, 1, 2),
    )


def test_slots_valid_on_the_day_in_the_order_of_the_week(engine: Engine) -> None:
    hours = [
        slot("a", 3, "15:00", "18:00", age_from=7, age_to=12, week_interval=2),
        slot("a", 1, "09:00", "10:00", valid_from=DAY),
        slot("a", 1, "08:00", "09:00", valid_to=date(2026, 6, 29)),
        slot("b", 1, "08:00", "09:00"),
    ]
    figures = fill(engine, meeting_places=[tiny.place("a"), tiny.place("b")], opening_hours=hours)
    assert slots_of(figures, "a", DAY) == [Slot(1, 540, 600, 1, None), Slot(3, 900, 1080, 2, (7, 12))]


def test_of_one_day_the_peer_assessment_counts(engine: Engine) -> None:
    def row(criterion: str, result: str, on: date, kind: str) -> dict[str, object]:
        return {"place_id": "a", "framework": "minimum_criteria", "criterion_id": criterion, "result": result,
                "assessed_on": on, "kind": kind}  # fmt: skip

    figures = fill(
        engine,
        meeting_places=[tiny.place("a")],
        assessments=[
            row("premises_1", "met", date(2026, 1, 1), "self"),
            row("premises_1", "partly", date(2026, 1, 1), "peer"),
            row("premises_2", "not_met", date(2025, 1, 1), "peer"),
            row("premises_2", "met", date(2026, 2, 1), "self"),
            row("premises_3", "met", date(2026, 7, 1), "self"),
        ],
    )
    found = [(row.criterion_id, row.result, row.kind) for row in assessments(figures, "a", DAY)]
    assert found == [("premises_1", "partly", "peer"), ("premises_2", "met", "self")]
