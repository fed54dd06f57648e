"""Points of the map: which places and centres, what they are, and whether they are open at an hour."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import FINLAND, AreaKey, AreaLevel
from kpdata.indicators.map_points import Moment, centre_points, place_points
from tests.indicators import tiny
from tests.indicators.tiny import DAY, place, slot

KYLA = AreaKey(AreaLevel.MUNICIPALITY, "100")
FOUR = Moment.hour(2, 16)


def by_id(engine: Engine, moment: Moment = FOUR, key: AreaKey = FINLAND, **tables: Any) -> dict[str, Any]:
    frame = place_points(tiny.fill(engine, **tables), key, DAY, moment)
    return {row["place_id"]: row for row in frame.to_dict("records")}


def test_active_and_planned_places_of_the_area(engine: Engine) -> None:
    places = (
        place("a", lat=61.1, lon=22.2, place_type="family_cafe", operator_name="Yhdistys"),
        place("b", "200", operator_type="parish"),
        place("c", status="planned"),
        place("d", status="frozen"),
        place("e", status="closed", closed_on=date(2026, 1, 1)),
        place("f", status="closed", closed_on=date(2026, 12, 31)),
        place("g", opened_on=date(2026, 12, 31)),
    )
    found = by_id(engine, meeting_places=places)
    assert {name: row["is_planned"] for name, row in found.items()} == {
        "a": False,
        "b": False,
        "c": True,
        "f": False,
    }
    assert (found["a"]["lat"], found["a"]["lon"]) == (61.1, 22.2)
    assert (found["a"]["operator"], found["a"]["operator_name"]) == ("ngo", "Yhdistys")
    assert (found["a"]["place_type"], found["b"]["place_type"]) == ("family_cafe", "")
    assert found["b"]["operator"] == "parish"
    assert [found[name]["municipality"] for name in "ab"] == ["100", "200"]
    assert sorted(by_id(engine, key=KYLA, meeting_places=places)) == ["a", "c", "f"]


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((0, 6), (True, False)),
        ((0, 17), (True, True)),
        ((7, 17), (False, True)),
        ((None, None), (False, False)),
    ],
)
def test_ages(engine: Engine, ages: tuple[int, int], expected: tuple[bool, bool]) -> None:
    found = by_id(engine, meeting_places=(place("a", age_from=ages[0], age_to=ages[1]),))["a"]
    assert (found["under_school"], found["school_age"]) == expected
    assert (found["age_from"], found["age_to"]) == (ages if ages[0] is not None else (-1, -1))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (Moment.hour(2, 16), True),
        (Moment.hour(2, 15), True),  # the last half-hour of it
        (Moment.hour(2, 14), False),
        (Moment.hour(2, 17), False),  # a quarter of an hour only
        (Moment.hour(3, 16), False),
        (Moment(2, 17 * 60, 17 * 60 + 15), True),
        (Moment(2, 17 * 60 + 15, 17 * 60 + 30), False),
    ],
)
def test_open_at_an_hour_or_now(engine: Engine, moment: Moment, expected: bool) -> None:
    hours = (slot("a", 2, "15:30", "17:15"), slot("a", 2, "15:30", "16:00", valid_from=date(2026, 1, 1)))
    found = by_id(engine, moment, meeting_places=(place("a"), place("b")), opening_hours=hours)
    assert found["a"]["is_open"] is expected
    assert found["b"]["is_open"] is None


def test_hours_that_are_not_valid_on_the_day_are_closed(engine: Engine) -> None:
    hours = (slot("a", 2, "15:00", "18:00", valid_to=date(2026, 5, 31)),)
    assert by_id(engine, meeting_places=(place("a"),), opening_hours=hours)["a"]["is_open"] is False


def centre(centre_id: str, **columns: Any) -> dict[str, Any]:
    return {
        "centre_id": centre_id,
        "name": centre_id.upper(),
        "kind": "centre",
        "status": "running",
        "municipality": "100",
        "lat": 61.0,
        "lon": 22.0,
        **columns,
    }


def test_centres_that_run_or_are_planned(engine: Engine) -> None:
    figures = tiny.fill(
        engine,
        family_centres=(
            centre("a"),
            centre("b", kind="station", municipality="200"),
            centre("c", status="planned"),
            centre("d", status="preparing", lat=None, lon=None),
            centre("e", status="closed"),
            centre("f", closed_on=DAY),
            centre("g", opened_on=date(2027, 1, 1)),
        ),
    )
    found = centre_points(figures, FINLAND, DAY)
    assert found["centre_id"].tolist() == ["a", "b", "c", "d"]
    assert found["is_planned"].tolist() == [False, False, True, True]
    assert found["kind"].tolist()[:2] == ["centre", "station"]
    assert found["lat"].isna().tolist() == [False, False, False, True]
    assert centre_points(figures, KYLA, DAY)["centre_id"].tolist() == ["a", "c", "d"]


def test_a_country_without_centres_and_places(engine: Engine) -> None:
    figures = tiny.fill(engine)
    assert centre_points(figures, FINLAND, DAY).empty
    assert place_points(figures, FINLAND, DAY, FOUR).empty
