"""The week clock, by hand on one meridian and against a count by the minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from kpdata.domain import FINLAND, AgeBand, AreaKey
from kpdata.indicators.frames import Figures
from kpdata.indicators.week import HOURS, WEEKDAYS, ExtraSlot, Season, WeekClock, season_day, week_clock
from tests.indicators.plane import at, people, postal
from tests.indicators.tiny import DAY, fill, place, slot

COUNTY, TOWN = AreaKey.parse("county:08"), AreaKey.parse("municipality:100")
LOWER = AgeBand.LOWER_SCHOOL
AGES = {"age_from": 7, "age_to": 12}
OF = {"10100": "100", "10200": "100", "20100": "200", "30100": "300"}
POSTAL = postal(p10100=("100", 0), p10200=("100", 4), p20100=("200", 20), p30100=("300", 40))
PEOPLE = people(OF, p10100=(50, 100, 10), p10200=(0, 30, 0), p20100=(0, 7, 0), p30100=(0, 1, 0))
TUESDAY, SATURDAY = 2, 6


def network(engine: Engine, slots: list[dict[str, Any]], *places: Mapping[str, Any]) -> Figures:
    known = places or (place("a", **at(0), **AGES),)
    return fill(engine, postal_areas=POSTAL, population=PEOPLE, meeting_places=known, opening_hours=slots)


def cell(clock: WeekClock, hour: int, weekday: int) -> tuple[float, float]:
    """Reached and without, in the hour that begins at `hour`."""
    at_ = (hour - HOURS[0], weekday - 1)
    return float(clock.reached[at_]), float(clock.without[at_])


def test_children_within_reach_of_an_open_place(engine: Engine) -> None:
    figures = network(engine, [slot("a", TUESDAY, "14:00", "16:00")])
    clock = week_clock(figures, COUNTY, LOWER, 3, DAY)
    assert clock.children == 137
    assert cell(clock, 14, TUESDAY) == cell(clock, 15, TUESDAY) == (100, 37)
    assert cell(clock, 13, TUESDAY) == cell(clock, 16, TUESDAY) == cell(clock, 14, 3) == (0, 137)
    assert clock.open_hours == 2
    assert clock.share[14 - 8, 1] == pytest.approx(100 / 137)
    # 4.448 km: within 5, so the second village is reached too.
    assert cell(week_clock(figures, COUNTY, LOWER, 5, DAY), 14, TUESDAY) == (130, 7)


def test_an_hour_is_open_when_half_of_it_is(engine: Engine) -> None:
    figures = network(
        engine,
        [
            slot("a", 1, "10:30", "11:29"),  # 30 minutes of 10–11, 29 of 11–12
            slot("a", 2, "10:00", "10:15"),
            slot("a", 2, "10:45", "11:00"),  # together 30 minutes
            slot("a", 3, "10:00", "10:20"),
            slot("a", 3, "10:05", "10:20", week_interval=2),  # the same minutes count once
        ],
    )
    clock = week_clock(figures, TOWN, LOWER, 3, DAY)
    assert [cell(clock, hour, day)[0] for hour, day in ((10, 1), (11, 1), (10, 2), (10, 3))] == [
        100,
        0,
        100,
        0,
    ]


def test_every_second_week_is_on_offer(engine: Engine) -> None:
    figures = network(engine, [slot("a", 1, "9:00".zfill(5), "10:00", week_interval=2)])
    assert cell(week_clock(figures, TOWN, LOWER, 3, DAY), 9, 1) == (100, 30)


def test_the_ages_of_a_slot_and_of_a_place(engine: Engine) -> None:
    figures = network(
        engine,
        [
            slot("a", 1, "10:00", "11:00"),
            slot("a", 2, "10:00", "11:00", age_from=0, age_to=6),  # not for 7–12
            slot("b", 3, "10:00", "11:00", age_from=7, age_to=12),  # its place is for small children
            slot("c", 4, "10:00", "11:00"),  # ages not known
        ],
        place("a", **at(0), **AGES),
        place("b", **at(0), age_from=0, age_to=3),
        place("c", **at(0)),
    )
    clock = week_clock(figures, TOWN, LOWER, 3, DAY)
    assert [cell(clock, 10, day)[0] for day in (1, 2, 3, 4)] == [100, 0, 100, 0]


def test_only_active_places_and_valid_slots(engine: Engine) -> None:
    rows = [
        place("closed", **at(0), **AGES, status="closed", closed_on=date(2026, 6, 30)),
        place("later", **at(0), **AGES, opened_on=date(2026, 7, 1)),
        place("planned", **at(0), **AGES, status="planned"),
        place("last", **at(0), **AGES, status="closed", closed_on=date(2026, 7, 1)),
        place("over", **at(0), **AGES),
    ]
    slots = [slot(row["place_id"], i, "10:00", "11:00") for i, row in enumerate(rows[:4], 1)]
    slots.append(slot("over", 5, "10:00", "11:00", valid_to=date(2026, 6, 29)))
    figures = network(engine, slots, *rows)
    clock = week_clock(figures, TOWN, LOWER, 3, DAY)
    assert [cell(clock, 10, day)[0] for day in range(1, 6)] == [0, 0, 0, 100, 0]
    tomorrow = week_clock(figures, TOWN, LOWER, 3, date(2026, 7, 1))
    assert [cell(tomorrow, 10, day)[0] for day in range(1, 6)] == [0, 100, 0, 0, 0]
    before = week_clock(figures, TOWN, LOWER, 3, date(2026, 6, 29))
    assert [cell(before, 10, day)[0] for day in range(1, 6)] == [100, 0, 0, 100, 100]


def test_a_neighbour_serves_over_the_border_and_unknown_children_take_no_part(engine: Engine) -> None:
    areas = postal(p10100=("100", 0), p20100=("200", 2), p20200=("200", 2), p20300=("200", None))
    of = {"10100": "100", "20100": "200", "20200": "200", "20300": "200"}
    figures = fill(
        engine,
        postal_areas=areas,
        population=people(of, p10100=(0, 5, 0), p20100=(0, 9, 0), p20300=(0, 80, 0)),
        meeting_places=[place("a", **at(0), **AGES), place("nowhere", "200", **AGES)],
        opening_hours=[slot("a", 1, "10:00", "11:00"), slot("nowhere", 2, "10:00", "11:00")],
    )
    clock = week_clock(figures, AreaKey.parse("municipality:200"), LOWER, 3, DAY)
    # The place stands in the other municipality; postal areas without ages or point are in neither part.
    assert clock.children == 9
    assert cell(clock, 10, 1) == (9, 0)
    assert cell(clock, 10, 2) == (0, 9)


def test_without_children_there_is_no_share(engine: Engine) -> None:
    figures = network(engine, [slot("a", 1, "10:00", "11:00")])
    clock = week_clock(figures, AreaKey.parse("municipality:300"), AgeBand.ADOLESCENT, 3, DAY)
    assert clock.children == 0
    assert np.isnan(clock.share).all()
    assert clock.open_hours == 0


def test_a_centre_has_the_children_it_serves_and_a_group_those_of_its_members(engine: Engine) -> None:
    figures = fill(
        engine,
        postal_areas=POSTAL,
        population=PEOPLE,
        family_centres=[
            {"centre_id": "c", "name": "C", "municipality": "100", "serves": "100|300", "status": "running"}
        ],
        groups=[
            {"group_id": "g", "name_fi": "G", "area_type": "municipality", "area_id": "200"},
            {"group_id": "g", "name_fi": "G", "area_type": "centre", "area_id": "c"},
        ],
        meeting_places=[place("a", **at(0), **AGES)],
        opening_hours=[slot("a", 1, "10:00", "11:00")],
    )
    for area, children in (("centre:c", 131), ("group:g", 138), ("country:FI", 138), ("region:07", 1)):
        clock = week_clock(figures, AreaKey.parse(area), LOWER, 3, DAY)
        assert (clock.children, cell(clock, 10, 1)[0]) == (children, 0 if area == "region:07" else 100)


def test_an_unknown_area_or_place_is_told(engine: Engine) -> None:
    figures = network(engine, [])
    with pytest.raises(KeyError, match="county:99"):
        week_clock(figures, AreaKey.parse("county:99"), LOWER, 3, DAY)
    with pytest.raises(KeyError, match="nobody"):
        week_clock(figures, COUNTY, LOWER, 3, DAY, extra=ExtraSlot("nobody", 1, 600, 660))
    with pytest.raises(KeyError, match="nobody"):
        week_clock(figures, COUNTY, LOWER, 3, DAY, closed=frozenset({"nobody"}))


def test_school_age_is_either_of_its_parts(engine: Engine) -> None:
    figures = network(
        engine,
        [slot("a", 1, "10:00", "11:00"), slot("b", 2, "10:00", "11:00")],
        place("a", **at(0), age_from=7, age_to=9),
        place("b", **at(0), age_from=15, age_to=29),
    )
    both = week_clock(figures, TOWN, AgeBand.SCHOOL_AGE, 3, DAY)
    assert both.children == 140
    assert (cell(both, 10, 1)[0], cell(both, 10, 2)[0]) == (110, 110)
    adolescent = week_clock(figures, TOWN, AgeBand.ADOLESCENT, 3, DAY)
    assert (cell(adolescent, 10, 1)[0], cell(adolescent, 10, 2)[0]) == (0, 10)


def test_free_time_is_framed_and_holidays_are_all_free(engine: Engine) -> None:
    figures = network(engine, [slot("a", 1, "10:00", "11:00")])
    free = week_clock(figures, TOWN, LOWER, 3, DAY).is_free
    assert [hour for hour, row in zip(HOURS, free, strict=True) if row[0]] == list(range(14, 22))
    assert free[:, 5:].all()
    assert week_clock(figures, TOWN, LOWER, 3, DAY, season=Season.SUMMER).is_free.all()


def test_a_season_shows_the_week_of_its_day(engine: Engine) -> None:
    assert season_day(Season.NOW, DAY) == DAY
    assert season_day(Season.SUMMER, date(2026, 7, 4)) == date(2025, 7, 5)
    assert season_day(Season.SUMMER, date(2026, 7, 5)) == date(2026, 7, 5)
    assert season_day(Season.CHRISTMAS, DAY) == date(2025, 12, 28)
    assert season_day(Season.WINTER, DAY) == date(2026, 2, 25)
    assert season_day(Season.AUTUMN, DAY) == date(2025, 10, 18)
    slots = [
        slot("a", 1, "10:00", "11:00", valid_from=date(2026, 1, 1), valid_to=date(2026, 5, 31)),
        slot("a", 2, "10:00", "11:00", valid_from=date(2025, 6, 1), valid_to=date(2025, 8, 9)),
    ]
    figures = network(engine, slots)
    for season, open_on in ((Season.WINTER, 1), (Season.SUMMER, 2)):
        clock = week_clock(figures, TOWN, LOWER, 3, DAY, season=season)
        assert [cell(clock, 10, day)[0] for day in (1, 2)] == [100 * (open_on == day) for day in (1, 2)]
    assert week_clock(figures, TOWN, LOWER, 3, DAY).open_hours == 0


def test_a_slot_is_added_and_places_are_left_out_in_thought(engine: Engine) -> None:
    figures = network(
        engine,
        [slot("a", 1, "10:00", "11:20"), slot("b", 1, "10:00", "11:00"), slot("b", 4, "10:00", "11:00")],
        place("a", **at(0), **AGES),
        place("b", **at(4), **AGES),
    )
    # 20 minutes of 11–12 are open already: ten more make half an hour.
    after = week_clock(figures, TOWN, LOWER, 3, DAY, extra=ExtraSlot("a", 1, 680, 690))
    assert cell(week_clock(figures, TOWN, LOWER, 3, DAY), 11, 1)[0] == 0
    assert cell(after, 11, 1)[0] == 100
    assert cell(after, 10, 1)[0] == 130
    without = week_clock(figures, TOWN, LOWER, 3, DAY, closed=frozenset({"a"}))
    assert (cell(without, 10, 1)[0], cell(without, 10, 4)[0]) == (30, 30)
    assert week_clock(figures, TOWN, LOWER, 3, DAY).open_hours == 2
    assert without.open_hours == 2


def test_a_slot_can_be_thought_for_a_place_of_other_ages(engine: Engine) -> None:
    figures = network(engine, [slot("b", 1, "10:00", "12:00")], place("b", **at(0), age_from=0, age_to=3))
    after = week_clock(figures, TOWN, LOWER, 3, DAY, extra=ExtraSlot("b", 6, 840, 900))
    # Its own hours stay for small children: only the new one reaches 7–12-year-olds.
    assert after.open_hours == 1
    assert cell(after, 14, SATURDAY) == (100, 30)


_minute = st.integers(7 * 60, 23 * 60)
_slots = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.integers(1, 7),
        _minute,
        _minute,
        st.sampled_from([1, 2]),
        st.sampled_from([(None, None), (7, 12), (0, 6), (None, 9)]),
        st.sampled_from([(None, None), (DAY, None), (None, date(2026, 6, 29))]),
    ),
    max_size=8,
    unique_by=lambda row: (row[0], row[1], row[2], row[6][0]),
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_slots, st.sampled_from([3, 5, 10]), st.integers(0, 2))
def test_clock_equals_a_count_by_the_minute(
    engine: Engine, rows: list[tuple[Any, ...]], km: int, unsuitable: int
) -> None:
    def clock(minute: int) -> str:
        return f"{minute // 60:02d}:{minute % 60:02d}"

    rows = [row for row in rows if row[2] < row[3]]
    norths = {"a": 0, "b": 4, "c": 8}
    ages = [(7, 12) if i >= unsuitable else (0, 3) for i in range(3)]
    figures = network(
        engine,
        [
            slot(
                place_id,
                weekday,
                clock(opens),
                clock(closes),
                week_interval=interval,
                age_from=low,
                age_to=high,
                valid_from=first,
                valid_to=last,
            )
            for place_id, weekday, opens, closes, interval, (low, high), (first, last) in rows
        ],
        *(
            place(place_id, **at(north), age_from=low, age_to=high)
            for (place_id, north), (low, high) in zip(norths.items(), ages, strict=True)
        ),
    )
    own_ages = dict(zip(norths, ages, strict=True))

    def suits(place_id: str, low: int | None, high: int | None) -> bool:
        first, last = own_ages[place_id] if low is None and high is None else (low or 0, high if high else 29)
        return len(set(range(first, last + 1)) & set(range(7, 13))) >= 3

    def is_open(place_id: str, weekday: int, hour: int) -> bool:
        minutes = {
            minute
            for of, day, opens, closes, _, (low, high), (first, last) in rows
            if of == place_id and day == weekday and suits(place_id, low, high)
            and (first is None or first <= DAY) and (last is None or last >= DAY)
            for minute in range(max(opens, hour * 60), min(closes, hour * 60 + 60))
        }  # fmt: skip
        return len(minutes) >= 30

    villages = {"10100": (0, 100), "10200": (4, 30), "20100": (20, 7), "30100": (40, 1)}
    result = week_clock(figures, FINLAND, LOWER, km, DAY).reached
    for i, hour in enumerate(HOURS):
        for weekday in range(1, WEEKDAYS + 1):
            open_now = [north for place_id, north in norths.items() if is_open(place_id, weekday, hour)]
            expected = sum(
                children
                for north, children in villages.values()
                if any(abs(north - other) * 1.11195 <= km for other in open_now)
            )
            assert result[i, weekday - 1] == expected
