"""What-ifs and blind spots, by hand on one meridian and against loops over all pairs."""

from __future__ import annotations

from datetime import date
from itertools import product
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from kpdata.domain import FINLAND, AgeBand, AreaKey, AreaLevel, OperatorType
from kpdata.indicators.access import (
    catchment_of_pairs,
    haversine_km,
    next_sites_of_pairs,
    pairs_within,
)
from kpdata.indicators.frames import Figures
from kpdata.indicators.planning import Operator, blind_spots, closing, new_slot, next_places, operators
from kpdata.indicators.reach import postal_names, reach_of, unmapped_children
from kpdata.indicators.week import ExtraSlot, Season
from tests.indicators.plane import LON, at, people, postal
from tests.indicators.tiny import DAY, fill, mapped, place, slot

COUNTY, TOWN, CITY = (AreaKey.parse(text) for text in ("county:08", "municipality:100", "municipality:200"))
LOWER = AgeBand.LOWER_SCHOOL
AGES = {"age_from": 7, "age_to": 12}
OF = {"10100": "100", "10200": "100", "10300": "100", "20100": "200", "30100": "300"}
POSTAL = postal(
    p10100=("100", 0), p10200=("100", 2), p10300=("100", 8), p20100=("200", 20), p30100=("300", 22)
)
PEOPLE = people(
    OF, p10100=(0, 40, 0), p10200=(0, 25, 0), p10300=(0, 30, 0), p20100=(0, 50, 0), p30100=(0, 60, 0)
)


def network(engine: Engine, *places: dict[str, Any], **tables: Any) -> Figures:
    given_ = {"postal_areas": POSTAL, "population": PEOPLE, "meeting_places": places, **tables}
    return fill(engine, **given_)


# Next places


def test_each_step_takes_the_site_that_gains_most(engine: Engine) -> None:
    steps = next_places(network(engine), COUNTY, LOWER, 3, DAY)
    # 10100 and 10200 reach each other (65 children); the point of the lower code wins the tie.
    assert steps["postal_code"].tolist() == ["10100", "20100", "10300"]
    assert steps["step"].tolist() == [1, 2, 3]
    assert steps["gain"].tolist() == [65, 50, 30]
    assert steps["covered"].tolist() == [65, 115, 145]
    assert steps["share"].round(3).tolist() == [44.828, 79.31, 100]
    assert steps["municipality"].tolist() == ["100", "200", "100"]
    assert steps["name"].tolist() == ["Kylä 10100", "Kylä 20100", "Kylä 10300"]
    assert (steps["lat"].iloc[0], steps["lon"].iloc[0]) == (60, LON)


def test_children_who_have_a_place_are_not_gained_again(engine: Engine) -> None:
    steps = next_places(network(engine, place("a", **at(1), **AGES)), COUNTY, LOWER, 3, DAY)
    assert steps["gain"].tolist() == [50, 30]
    assert steps["covered"].tolist() == [115, 145]
    # A place that does not suit the band, or does not run, covers nobody.
    for columns in ({"age_from": 0, "age_to": 3}, {**AGES, "status": "planned"}, {"age_from": None}):
        idle = network(engine, place("a", **at(1), **columns))
        assert next_places(idle, COUNTY, LOWER, 3, DAY)["gain"].tolist() == [65, 50, 30]


def test_only_the_children_and_sites_of_the_area_count(engine: Engine) -> None:
    # 30100 lies 2.2 km from 20100, beyond the border of the county: its children are not the county's.
    steps = next_places(network(engine), CITY, LOWER, 3, DAY)
    assert steps[["postal_code", "gain"]].to_numpy().tolist() == [["20100", 50]]
    whole = next_places(network(engine), FINLAND, LOWER, 3, DAY)
    assert whole["gain"].tolist() == [110, 65, 30]
    assert whole["postal_code"].tolist() == ["20100", "10100", "10300"]


def test_as_many_steps_as_asked_and_never_more_than_ten(engine: Engine) -> None:
    codes = [f"{10000 + 100 * i}" for i in range(12)]
    areas = postal(**{f"p{code}": ("100", 20.0 * i) for i, code in enumerate(codes)})
    children = people(dict.fromkeys(codes, "100"), **{f"p{code}": (0, 10, 0) for code in codes})
    figures = network(engine, postal_areas=areas, population=children)
    assert len(next_places(figures, TOWN, LOWER, 3, DAY, 4)) == 4
    assert len(next_places(figures, TOWN, LOWER, 3, DAY, 50)) == 10


def test_nobody_to_gain_gives_no_steps(engine: Engine) -> None:
    figures = network(engine, *(place(code, **at(north), **AGES) for code, north in (("a", 1), ("b", 8))))
    assert next_places(figures, TOWN, LOWER, 3, DAY).empty
    assert list(next_places(figures, TOWN, LOWER, 3, DAY)) == [
        "step", "postal_code", "name", "municipality", "lat", "lon", "gain", "covered", "share",
    ]  # fmt: skip


_points = st.lists(
    st.tuples(st.floats(60.0, 60.3), st.floats(24.0, 24.4), st.integers(0, 60)), min_size=1, max_size=9
)
_sites = st.lists(st.tuples(st.floats(60.0, 60.3), st.floats(24.0, 24.4)), max_size=4)
_km = st.sampled_from([3, 5, 10])
_quiet = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def scattered(
    engine: Engine, points: list[tuple[float, float, int]], sites: list[tuple[float, float]]
) -> Figures:
    codes = [f"1{i:03d}0" for i in range(len(points))]
    areas = [
        {"postal_code": code, "municipality": "100", "name": code, "lat": lat, "lon": lon}
        for code, (lat, lon, _) in zip(codes, points, strict=True)
    ]
    children = people(
        dict.fromkeys(codes, "100"),
        **{f"p{code}": (0, count, 0) for code, (_, _, count) in zip(codes, points, strict=True)},
    )
    places = [place(f"s{i}", lat=lat, lon=lon, **AGES) for i, (lat, lon) in enumerate(sites)]
    slots = [slot(f"s{i}", 1, "10:00", f"{11 + i}:00") for i in range(len(sites))]
    return network(engine, *places, postal_areas=areas, population=children, opening_hours=slots)


@_quiet
@given(_points, _sites, _km)
def test_greedy_equals_loops_over_all_pairs(
    engine: Engine, points: list[tuple[float, float, int]], sites: list[tuple[float, float]], km: int
) -> None:
    steps = next_places(scattered(engine, points, sites), TOWN, LOWER, km, DAY)

    def near(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
        return bool(haversine_km(a[0], a[1], b[0], b[1]) <= km)

    left = [0 if any(near(p, s) for s in sites) else p[2] for p in points]
    expected = []
    while len(expected) < 10:
        gains = [sum(left[i] for i, p in enumerate(points) if near(p, site)) for site in points]
        if max(gains) <= 0:
            break
        best = gains.index(max(gains))
        expected.append((f"1{best:03d}0", max(gains)))
        left = [0 if near(p, points[best]) else n for p, n in zip(points, left, strict=True)]
    assert list(zip(steps["postal_code"], steps["gain"], strict=True)) == expected


@_quiet
@given(_points, _sites)
def test_hours_of_places_that_reach_anyone_are_shared_out_whole(
    engine: Engine, points: list[tuple[float, float, int]], sites: list[tuple[float, float]]
) -> None:
    figures = scattered(engine, points, sites)
    facts, day = figures.facts, figures.day(DAY)
    people_ = np.nan_to_num(day.postal_children(LOWER))
    hours = np.where(day.places_for(LOWER), facts.pieces(LOWER).weekly(day.ordinal), 0)
    reached = catchment_of_pairs(facts.near, people_, hours)
    expected = sum(
        i + 1
        for i, site in enumerate(sites)
        if any(count and haversine_km(lat, lon, *site) <= 10 for lat, lon, count in points)
    )
    assert float(people_ @ reached) == pytest.approx(expected)


# Blind spots


def test_a_blind_spot_has_ten_children_and_no_place_within_reach(engine: Engine) -> None:
    children = people(
        OF, p10100=(0, 10, 0), p10200=(0, 9, 0), p10300=(0, 30, 0), p20100=(0, 50, 0), p30100=(0, 60, 0)
    )
    figures = network(engine, place("a", **at(12.5), **AGES), population=children)
    spots = blind_spots(figures, COUNTY, LOWER, 5, DAY)
    # 10300: 5.004 km, just beyond; 10100: 13.9 km and 20100: 8.34 km; 10200 has 9 children.
    assert spots["postal_code"].tolist() == ["20100", "10300", "10100"]
    assert spots["children"].tolist() == [50, 30, 10]
    assert spots["nearest_km"].round(3).tolist()[:2] == [8.34, 5.004]
    assert pd.isna(spots["nearest_km"].iloc[2])
    assert spots["municipality"].tolist() == ["200", "100", "100"]
    at_ten = blind_spots(figures, COUNTY, LOWER, 10, DAY)
    assert at_ten["postal_code"].tolist() == ["10100"]


def test_a_place_counts_from_its_opening_to_its_closing(engine: Engine) -> None:
    figures = network(
        engine,
        place("a", **at(0), **AGES, opened_on=DAY),
        place("b", "200", **at(20), **AGES, status="closed", closed_on=DAY),
    )
    by_day = {
        day: blind_spots(figures, COUNTY, LOWER, 3, day)["postal_code"].tolist()
        for day in (date(2026, 6, 29), DAY)
    }
    assert by_day[date(2026, 6, 29)] == ["10100", "10300", "10200"]
    assert by_day[DAY] == ["20100", "10300"]


@_quiet
@given(_points, _sites, _km)
def test_blind_spots_equal_loops_over_all_pairs(
    engine: Engine, points: list[tuple[float, float, int]], sites: list[tuple[float, float]], km: int
) -> None:
    figures = scattered(engine, points, sites)
    spots = blind_spots(figures, TOWN, LOWER, km, DAY)
    expected = {}
    for i, (lat, lon, count) in enumerate(points):
        nearest = min((haversine_km(lat, lon, *site) for site in sites), default=np.inf)
        if count >= 10 and nearest > km:
            expected[f"1{i:03d}0"] = nearest if nearest <= 10 else None
    told = spots["nearest_km"].astype(object).where(spots["nearest_km"].notna(), None)
    assert dict(zip(spots["postal_code"], told, strict=True)) == expected
    reach = reach_of(figures, TOWN, LOWER, km, DAY)
    covered = {
        i
        for (i, (lat, lon, _)), site in product(enumerate(points), sites)
        if haversine_km(lat, lon, *site) <= km
    }
    assert set(np.flatnonzero(reach.covered(reach.suitable)).tolist()) == covered


# A new slot


def test_a_new_slot_gains_children_in_its_hours(engine: Engine) -> None:
    figures = network(
        engine,
        place("a", **at(0), **AGES),
        place("b", **at(2), **AGES),
        opening_hours=[slot("b", 3, "14:00", "15:00")],
    )
    gained = new_slot(figures, TOWN, LOWER, 5, DAY, ExtraSlot("a", 3, 14 * 60, 16 * 60))
    # From 14 to 15 both reach the same 65 children already; from 15 to 16 they are gained.
    assert gained.gained[14 - 8, 2] == 0
    assert gained.gained[15 - 8, 2] == 65
    assert gained.gained.sum() == gained.most == 65
    summer = new_slot(figures, TOWN, LOWER, 5, DAY, ExtraSlot("a", 6, 600, 660), Season.SUMMER)
    assert summer.most == 65
    assert summer.after.is_free.all()


# Closing


def run_by(place_id: str, operator: str, name: str | None, municipality: str, north: float) -> dict[str, Any]:
    row = place(place_id, municipality, **at(north), **AGES, operator_name=name)
    return row | {"operator_type": operator}


FOUR = (
    run_by("a", "parish", "Seurakunta", "100", 0),
    run_by("b", "parish", "Seurakunta", "100", 2),
    run_by("c", "parish", "Toinen", "100", 8),
    run_by("d", "ngo", None, "200", 20),
)
HOURS = [
    slot("a", 1, "12:00", "16:00"),
    slot("b", 6, "10:00", "12:00", week_interval=2),
    slot("c", 1, "09:00", "10:00"),
    slot("d", 1, "09:00", "10:00"),
]


def test_all_places_of_an_operator_stop(engine: Engine) -> None:
    figures = network(engine, *FOUR, opening_hours=HOURS)
    places = operators(figures, COUNTY, LOWER, DAY)
    assert list(places.items()) == [
        (Operator(OperatorType.PARISH), ("a", "b", "c")),
        (Operator(OperatorType.NGO), ("d",)),
        (Operator(OperatorType.PARISH, "Seurakunta"), ("a", "b")),
        (Operator(OperatorType.PARISH, "Toinen"), ("c",)),
    ]
    loss = closing(figures, COUNTY, LOWER, 3, DAY, places[Operator(OperatorType.PARISH)])
    assert (loss.places, loss.children) == (3, 145)
    assert (loss.covered_before, loss.covered_after, loss.lost) == (145, 50, 95)
    # 4 h of Monday, half of 2 h of Saturday and 1 h; free are 14–16 and the Saturday.
    assert (loss.hours, loss.free_hours) == (6, 3)
    assert (loss.municipalities, loss.children_of_them) == (("100",), 350)
    assert loss.by_municipality.to_numpy().tolist() == [["100", 3, 6, 3, 95, 95]]
    one = closing(figures, COUNTY, LOWER, 3, DAY, places[Operator(OperatorType.PARISH, "Seurakunta")])
    assert (one.places, one.lost, one.municipalities) == (2, 65, ())


def test_one_place_stops_where_another_is_near(engine: Engine) -> None:
    figures = network(engine, *FOUR, opening_hours=HOURS)
    loss = closing(figures, COUNTY, LOWER, 3, DAY, ["b"])
    assert (loss.places, loss.lost, loss.hours, loss.free_hours) == (1, 0, 1, 1)
    assert loss.by_municipality["lost"].tolist() == [0]
    assert closing(figures, COUNTY, LOWER, 3, DAY, []).by_municipality.empty


def test_children_beyond_the_municipality_of_the_place_are_lost_too(engine: Engine) -> None:
    # Seen from the country, 30100 is 2.2 km from the only place of the other municipality.
    figures = network(engine, *FOUR, opening_hours=HOURS)
    loss = closing(figures, FINLAND, LOWER, 3, DAY, ["d"])
    assert loss.lost == 110
    rows = loss.by_municipality[["municipality", "places", "lost"]].to_numpy().tolist()
    assert rows == [["300", 0, 60], ["200", 1, 50]]
    assert loss.municipalities == ("200",)


def test_what_does_not_run_or_suit_cannot_be_lost(engine: Engine) -> None:
    idle = (
        place("planned", **at(0), **AGES, status="planned"),
        place("small", **at(0), age_from=0, age_to=3),
    )
    figures = network(engine, *FOUR, *idle, opening_hours=HOURS)
    loss = closing(figures, COUNTY, LOWER, 3, DAY, ["planned", "small"])
    assert (loss.places, loss.lost, loss.hours, loss.municipalities) == (0, 0, 0, ())
    with pytest.raises(KeyError, match="nobody"):
        closing(figures, COUNTY, LOWER, 3, DAY, ["nobody"])


def test_children_not_known_make_the_loss_of_a_municipality_unknown(engine: Engine) -> None:
    rows = [row for row in PEOPLE if row["postal_code"] or row["municipality"] != "100"]
    figures = network(engine, *FOUR, population=rows)
    assert np.isnan(closing(figures, COUNTY, LOWER, 3, DAY, ["a", "b", "c"]).children_of_them)


@_quiet
@given(_points, _sites, _km, st.data())
def test_closing_equals_loops_over_all_pairs(
    engine: Engine,
    points: list[tuple[float, float, int]],
    sites: list[tuple[float, float]],
    km: int,
    data: st.DataObject,
) -> None:
    figures = scattered(engine, points, sites)
    stops = data.draw(st.sets(st.integers(0, len(sites) - 1)) if sites else st.just(set()))
    loss = closing(figures, TOWN, LOWER, km, DAY, [f"s{i}" for i in stops])

    def reached(kept: set[int]) -> int:
        return sum(
            count for lat, lon, count in points if any(haversine_km(lat, lon, *sites[i]) <= km for i in kept)
        )

    every = set(range(len(sites)))
    assert (loss.covered_before, loss.covered_after) == (reached(every), reached(every - stops))
    assert loss.hours == sum(i + 1 for i in stops)
    assert loss.places == len(stops)
    assert loss.by_municipality["lost"].sum() == loss.lost


# Beside them


def test_children_of_municipalities_that_are_not_mapped_are_told_apart(engine: Engine) -> None:
    figures = network(
        engine, place("a", "100", age_from=0, age_to=3), mapping_status=mapped("200", as_of=date(2026, 1, 1))
    )
    # 100 has an active place of whatever ages, 200 is mapped: only 300 is neither.
    assert unmapped_children(figures, FINLAND, AgeBand.ADOLESCENT, DAY) == 50
    assert unmapped_children(figures, COUNTY, AgeBand.ADOLESCENT, DAY) == 0
    # In December 2025 nobody was mapped.
    assert unmapped_children(figures, FINLAND, AgeBand.ADOLESCENT, date(2025, 12, 31)) == 150


def test_postal_areas_without_a_name_show_their_code(engine: Engine) -> None:
    areas = postal(p10100=("100", 0))
    areas[0]["name"] = None
    figures = network(engine, postal_areas=areas, population=people(OF, p10100=(0, 1, 0)))
    assert postal_names(figures.facts) == ["10100"]


def test_places_of_an_area_are_its_own(engine: Engine) -> None:
    figures = network(engine, *FOUR, opening_hours=HOURS)
    assert operators(figures, CITY, LOWER, DAY) == {Operator(OperatorType.NGO): ("d",)}
    assert operators(figures, COUNTY, AgeBand.ADOLESCENT, DAY) == {}
    assert figures.members(COUNTY, AreaLevel.PLACE) == ["a", "b", "c", "d"]
    assert [str(operator) for operator in operators(figures, COUNTY, LOWER, DAY)] == [
        "parish",
        "ngo",
        "parish:Seurakunta",
        "parish:Toinen",
    ]


def test_a_national_step_takes_less_than_two_seconds() -> None:
    # 3 018 postal areas and 3 000 places, half of them crowded into a hundredth of the area.
    rng = np.random.default_rng(1)
    lat = np.concatenate([rng.uniform(60, 69, 1509), rng.normal(60.3, 0.15, 1509)])
    lon = np.concatenate([rng.uniform(22, 30, 1509), rng.normal(24.9, 0.3, 1509)])
    sites = rng.integers(0, 3018, 3000)
    children = rng.integers(0, 900, 3018).astype(float)
    started = perf_counter()
    supply = pairs_within(lat, lon, lat[sites] + 0.02, lon[sites], 10)
    uncovered = np.where(supply.nearest() <= 3, 0, children)
    demand = pairs_within(lat, lon, lat, lon, 10)
    chosen = next_sites_of_pairs(demand, uncovered, 10, 10, [f"{i:05d}" for i in range(3018)])
    assert perf_counter() - started < 2
    assert len(set(chosen)) == 10
