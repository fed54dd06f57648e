"""Overlaps of places in age, time and 1 km, by hand and against loops over all pairs."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from kpdata.domain import FINLAND, AreaKey
from kpdata.indicators.access import haversine_km
from kpdata.indicators.frames import Figures
from kpdata.indicators.overlaps import COLUMNS, PAIR_COLUMNS, overlapping_pairs, overlaps
from tests.indicators.plane import at
from tests.indicators.tiny import DAY, fill, place, slot

COUNTY, TOWN, CITY = (AreaKey.parse(text) for text in ("county:08", "municipality:100", "municipality:200"))
SMALL = {"age_from": 0, "age_to": 6}
MONDAY = 1


def told(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.drop(columns="km").to_numpy().tolist()


def two(engine: Engine, a: dict[str, Any], b: dict[str, Any], *slots: dict[str, Any]) -> Figures:
    return fill(engine, meeting_places=[a, b], opening_hours=slots)


def test_two_places_share_time_and_ages_within_a_kilometre(engine: Engine) -> None:
    figures = two(
        engine,
        place("a", **at(0), age_from=0, age_to=6),
        place("b", **at(0.8), age_from=3, age_to=9),  # 0.890 km
        slot("a", MONDAY, "09:00", "12:00"),
        slot("b", MONDAY, "10:30", "14:00"),
        slot("b", 2, "09:00", "12:00"),
    )
    frame = overlaps(figures, TOWN, DAY)
    assert list(frame) == COLUMNS
    assert told(frame) == [["a", "b", MONDAY, 630, 720, 3, 6]]
    assert frame["km"].tolist() == [0.89]


@pytest.mark.parametrize(
    ("north", "ages", "opens"),
    [(0.91, (0, 6), "09:00"), (0.5, (7, 12), "09:00"), (0.5, (0, 6), "12:00"), (0.5, (None, None), "09:00")],
)
def test_what_is_apart_in_one_of_the_three_does_not_overlap(
    engine: Engine, north: float, ages: tuple[int | None, int | None], opens: str
) -> None:
    figures = two(
        engine,
        place("a", **at(0), **SMALL),
        place("b", **at(north), age_from=ages[0], age_to=ages[1]),
        slot("a", MONDAY, "09:00", "12:00"),
        slot("b", MONDAY, opens, "13:00"),
    )
    assert overlaps(figures, TOWN, DAY).empty


def test_a_slot_may_have_its_own_ages_and_one_end_may_be_open(engine: Engine) -> None:
    figures = two(
        engine,
        place("a", **at(0), **SMALL),
        place("b", **at(0.5)),
        slot("a", MONDAY, "09:00", "12:00"),
        slot("b", MONDAY, "09:00", "10:00", age_from=5),
        slot("a", 2, "14:00", "16:00", age_from=13, age_to=17),
        slot("b", 2, "15:00", "17:00", age_to=13),
    )
    assert told(overlaps(figures, TOWN, DAY)) == [
        ["a", "b", 1, 540, 600, 5, 6],
        ["a", "b", 2, 900, 960, 13, 13],
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "planned"},
        {"status": "frozen"},
        {"status": "closed"},
        {"closed_on": DAY},
        {"opened_on": date(2026, 7, 1)},
        {"place_type": "online"},
        {"lat": None},
    ],
)
def test_only_active_places_with_a_point(engine: Engine, columns: dict[str, Any]) -> None:
    both = (slot("a", MONDAY, "09:00", "12:00"), slot("b", MONDAY, "09:00", "12:00"))
    figures = two(engine, place("a", **at(0), **SMALL), place("b", **{**at(0.5), **SMALL, **columns}), *both)
    assert overlaps(figures, TOWN, DAY).empty
    running = two(engine, place("a", **at(0), **SMALL), place("b", **at(0.5), **SMALL), *both)
    assert len(overlaps(running, TOWN, DAY)) == 1


def test_slots_count_on_the_days_they_are_valid(engine: Engine) -> None:
    figures = two(
        engine,
        place("a", **at(0), **SMALL),
        place("b", **at(0.5), **SMALL, opened_on=date(2026, 6, 1)),
        slot("a", MONDAY, "09:00", "12:00", valid_from=date(2026, 6, 10), valid_to=date(2026, 6, 20)),
        slot("b", MONDAY, "09:00", "12:00"),
    )
    lengths = [len(overlaps(figures, TOWN, date(2026, 6, day))) for day in (9, 10, 20, 21)]
    assert lengths == [0, 1, 1, 0]


def test_one_of_the_two_may_stand_beyond_the_border(engine: Engine) -> None:
    figures = two(
        engine,
        place("a", "100", **at(0), **SMALL),
        place("b", "200", **at(0.5), **SMALL),
        slot("a", MONDAY, "09:00", "12:00"),
        slot("b", MONDAY, "09:00", "12:00"),
    )
    for area in (TOWN, CITY, COUNTY, FINLAND):
        assert len(overlaps(figures, area, DAY)) == 1
    assert overlaps(figures, AreaKey.parse("municipality:300"), DAY).empty


def test_pairs_add_up_their_common_time_once(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[
            place("a", **at(0), age_from=0, age_to=12),
            place("b", **at(0.5), age_from=0, age_to=12),
            place("c", **at(0.3), age_from=0, age_to=3),
        ],
        opening_hours=[
            slot("a", MONDAY, "09:00", "12:00"),
            slot("b", MONDAY, "09:00", "11:00", age_to=6),
            slot("b", MONDAY, "10:00", "12:00", age_from=7),
            slot("b", 3, "09:00", "10:00"),
            slot("a", 3, "09:30", "12:00"),
            slot("c", 3, "09:45", "12:00"),
        ],
    )
    pairs = overlapping_pairs(overlaps(figures, TOWN, DAY))
    assert list(pairs) == PAIR_COLUMNS
    assert pairs.drop(columns="km").to_numpy().tolist() == [
        ["a", "b", 3.5, 0, 12, ((1, 540, 720), (3, 570, 600))],
        ["a", "c", 2.25, 0, 3, ((3, 585, 720),)],
        ["b", "c", 0.25, 0, 3, ((3, 585, 600),)],
    ]
    assert list(overlapping_pairs(overlaps(figures, CITY, DAY))) == PAIR_COLUMNS


_places = st.lists(
    st.tuples(st.floats(0, 2), st.integers(0, 12), st.integers(0, 8), st.sampled_from(["100", "200"])),
    min_size=2,
    max_size=5,
)
_slots = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 2), st.integers(0, 6), st.integers(1, 4)),
    max_size=8,
    unique_by=lambda row: row[:3],
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_places, _slots)
def test_overlaps_equal_loops_over_all_pairs(
    engine: Engine, places: list[tuple[float, int, int, str]], slots: list[tuple[int, int, int, int]]
) -> None:
    rows = [
        place(f"p{i}", municipality, **at(north), age_from=first, age_to=first + span)
        for i, (north, first, span, municipality) in enumerate(places)
    ]
    slots = [row for row in slots if row[0] < len(rows)]
    figures = fill(
        engine,
        meeting_places=rows,
        opening_hours=[
            slot(f"p{of}", weekday, f"{9 + start:02d}:00", f"{9 + start + length:02d}:00")
            for of, weekday, start, length in slots
        ],
    )
    expected = set()
    for one, other in combinations(sorted(slots), 2):
        a, b = rows[one[0]], rows[other[0]]
        opens, closes = max(one[2], other[2]), min(one[2] + one[3], other[2] + other[3])
        ages = max(a["age_from"], b["age_from"]), min(a["age_to"], b["age_to"])
        if (
            one[0] != other[0]
            and one[1] == other[1]
            and opens < closes
            and ages[0] <= ages[1]
            and haversine_km(a["lat"], a["lon"], b["lat"], b["lon"]) <= 1
            and "100" in (a["municipality"], b["municipality"])
        ):
            pair = sorted([a["place_id"], b["place_id"]])
            expected.add((*pair, one[1], 60 * (9 + opens), 60 * (9 + closes), *ages))
    assert {tuple(row) for row in told(overlaps(figures, TOWN, DAY))} == expected
