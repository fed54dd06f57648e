"""Visits by month: adults and children, comparable places, reporting, unusual months; worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from kpdata.domain import AreaKey, Month, Period, State
from kpdata.indicators import visitors
from kpdata.indicators.frames import Figures
from kpdata.indicators.visitors import MONTHLY, Point
from kpdata.store.db import open_database
from tests.conftest import ENGINES, POSTGRESQL
from tests.indicators.tiny import fill, place

DAY = date(2026, 8, 15)
KYLA, COUNTY = AreaKey.parse("municipality:100"), AreaKey.parse("county:08")
JUNE, JUNE_BEFORE = Period.parse("2026-06:2026-06"), Period.parse("2025-06:2025-06")


@pytest.fixture(scope="module")
def postgresql_engine(postgresql_server: psycopg.Connection) -> Iterator[Engine]:
    name = f"kpdata_test_{uuid4().hex}"
    postgresql_server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    engine = open_database(url, create=True)
    yield engine
    engine.dispose()
    postgresql_server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_database(f"sqlite:///{tmp_path_factory.mktemp('visitors') / 'v.sqlite'}", create=True)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


def month(place_id: str, of: str = "2026-06", **columns: Any) -> dict[str, Any]:
    return {"place_id": place_id, "month": of, **columns}


def rows(
    figures: Figures, name: str, *points: Point, key: AreaKey = KYLA
) -> list[tuple[str, float | None, bool]]:
    frame = visitors.series(figures, MONTHLY[name], [key], points, DAY)
    return [
        (row["state"], None if math.isnan(row["value"]) else row["value"], row["at_least"])
        for row in frame.to_dict("records")
    ]


@pytest.fixture
def two_years(engine: Engine) -> Figures:
    # a told both Junes, b only this one, c a range a year ago, d a `<5` now.
    return fill(
        engine,
        meeting_places=[place(name) for name in "abcd"],
        visits=[
            month("a", "2025-06", adults=40, children=60),
            month("a", adults=50, children=75),
            month("b", visits=300),
            month("c", "2025-06", visits_min=10, visits_max=30),
            month("c", visits=25),
            month("d", "2025-06", visits=8),
            month("d", visits_hidden=True),
        ],
    )


def test_a_month_of_all_places(two_years: Figures) -> None:
    now, before = Point(JUNE), Point(JUNE_BEFORE)
    assert rows(two_years, "visits", now, before) == [("ok", 450, True), ("range", None, False)]
    assert rows(two_years, "adults", now, before) == [("ok", 50, False), ("ok", 40, False)]
    assert rows(two_years, "children", now, before) == [("ok", 75, False), ("ok", 60, False)]
    frame = visitors.series(two_years, MONTHLY["visits"], [KYLA], [now, before], DAY)
    assert frame["reported"].tolist() == [100, 75]
    assert (frame["value_min"][1], frame["value_max"][1]) == (118, 138)
    assert frame["months"].tolist() == [str(JUNE), str(JUNE_BEFORE)]


def test_comparable_places_gave_an_exact_number_both_times(two_years: Figures) -> None:
    now, before = Point(JUNE, JUNE_BEFORE), Point(JUNE_BEFORE, JUNE)
    # Only a: b told nothing a year ago, c a range, d has a `<5`.
    assert rows(two_years, "visits", now, before) == [("ok", 125, False), ("ok", 100, False)]
    assert rows(two_years, "visits", now, before, key=COUNTY) == [("ok", 125, False), ("ok", 100, False)]
    assert rows(two_years, "visits", now, key=AreaKey.parse("place:b")) == [("unknown", None, False)]
    change = visitors.change(two_years, MONTHLY["visits"], KYLA, JUNE, DAY, comparable_only=True)
    assert change == visitors.Change(State.OK, 25, 25)
    share = visitors.change(two_years, MONTHLY["child_share"], KYLA, JUNE, DAY, comparable_only=True)
    assert (share.exact, share.points) == (0, True)


def test_the_change_of_a_range_is_a_range(two_years: Figures) -> None:
    change = visitors.change(two_years, MONTHLY["visits"], KYLA, JUNE, DAY, comparable_only=False)
    assert change.state is State.RANGE
    assert (change.low, change.high) == pytest.approx((100 * (450 / 138 - 1), 100 * (450 / 118 - 1)))
    assert change.exact is None
    empty = Period.parse("2026-05:2026-05")
    assert visitors.change(
        two_years, MONTHLY["visits"], KYLA, empty, DAY, comparable_only=False
    ) == visitors.Change(State.UNKNOWN)


def test_comparable_places_are_chosen_month_by_month(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b")],
        visits=[
            month("a", "2025-05", visits=10),
            month("a", "2026-05", visits=20),
            month("a", "2026-06", visits=400),
            month("b", "2025-06", visits=30),
            month("b", "2026-06", visits=60),
        ],
    )
    run = Period.parse("2026-05:2026-06")
    change = visitors.change(figures, MONTHLY["visits"], KYLA, run, DAY, comparable_only=True)
    assert change == visitors.Change(State.OK, 100, 100)  # 20 + 60 against 10 + 30


def test_twins_are_a_year_earlier_and_before_that_a_year_later() -> None:
    months = Period.parse("2024-11:2026-10").months
    points = visitors.comparable(months)
    assert [
        str(point.twin.first) for point in (points[0], points[11], points[12], points[-1]) if point.twin
    ] == [
        "2025-11",
        "2026-10",
        "2024-11",
        "2025-10",
    ]
    assert [point.months for point in points] == [point.months for point in visitors.single(months)]


def test_adults_and_children_are_unknown_where_only_totals_were_told(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")], visits=[month("a", visits=9)])
    assert rows(figures, "adults", Point(JUNE)) == [("unknown", None, False)]
    assert rows(figures, "visits", Point(JUNE)) == [("ok", 9, False)]
    # May ended long ago and nothing came: late.
    assert rows(figures, "children", Point(Period.parse("2026-05:2026-05"))) == [("late", None, False)]


def test_small_counts_are_hidden_when_visits_are(engine: Engine) -> None:
    fill(
        engine,
        meeting_places=[place("a"), place("b", "200")],
        visits=[month("a", adults=20, children=3), month("b", "2025-06", visits=50), month("b", visits=60)],
    )
    hiding = Figures(engine, hide_visits=True)
    hidden = ("hidden", None, False)
    # Visits of 23 are shown, so the adults would tell the children.
    assert rows(hiding, "adults", Point(JUNE)) == rows(hiding, "children", Point(JUNE)) == [hidden]
    assert rows(hiding, "visits", Point(JUNE)) == [("ok", 23, False)]
    assert rows(Figures(engine), "children", Point(JUNE)) == [("ok", 3, False)]


def test_the_places_left_out_cannot_be_subtracted(engine: Engine) -> None:
    fill(
        engine,
        meeting_places=[place("a"), place("b")],
        visits=[month("a", "2025-06", visits=50), month("a", visits=60), month("b", visits=3)],
    )
    now = Point(JUNE, JUNE_BEFORE)
    hiding = Figures(engine, hide_visits=True)
    # 63 is shown; 60 beside it would tell the 3 of b.
    assert rows(hiding, "visits", Point(JUNE)) == [("ok", 63, False)]
    assert rows(hiding, "visits", now) == [("hidden", None, False)]
    change = visitors.change(hiding, MONTHLY["visits"], KYLA, JUNE, DAY, comparable_only=True)
    assert change == visitors.Change(State.HIDDEN)
    assert rows(Figures(engine), "visits", now) == [("ok", 60, False)]


def test_reporting_tells_late_pending_ranges_and_hidden(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b"), place("c", opened_on=date(2026, 7, 1))],
        visits=[
            month("a", "2026-06", visits=5),
            month("b", "2026-06", visits_hidden=True),
            month("a", "2026-07", visits_min=1, visits_max=9),
        ],
    )
    found = visitors.reporting(figures, COUNTY, Period.parse("2026-05:2026-07"), DAY)
    # Active: 2 + 2 + 3. May is late for both; July ended 15 days ago and may still come.
    assert (found.active, found.reported, found.late, found.pending) == (7, 3, 2, 2)
    assert (found.ranges, found.hidden) == (1, 1)
    assert found.late_months == {Month(2026, 5): 2}
    assert found.share == pytest.approx(300 / 7)
    assert visitors.reporting(figures, AreaKey.parse("county:09"), JUNE, DAY).share is None


def test_usual_is_the_median_with_two_scaled_deviations() -> None:
    changes = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 60.0]
    # Median 4.5; deviations 3.5 2.5 1.5 0.5 0.5 1.5 2.5 55.5: median 2.0.
    found = visitors.usual([*changes, None])
    assert found == visitors.Usual(4.5, 4.5 - 2 * 1.4826 * 2, 4.5 + 2 * 1.4826 * 2)
    assert visitors.usual(changes[:7]) is None
    assert visitors.usual([3.0] * 8) is None
    assert visitors.usual([-90.0, 400.0] * 4) == visitors.Usual(155, -100, 155 + 2 * 1.4826 * 245)


def test_changes_by_month_are_of_comparable_places(two_years: Figures) -> None:
    found = visitors.changes(two_years, KYLA, [Month(2026, 5), Month(2026, 6)], DAY)
    assert [change.exact for change in found] == [None, 25]


def test_half_years_end_by_the_month_and_begin_with_the_data(two_years: Figures) -> None:
    assert visitors.half_years(two_years, Month(2026, 10), 6) == [
        Period.parse("2025-01:2025-06"),
        Period.parse("2025-07:2025-12"),
        Period.parse("2026-01:2026-06"),
    ]
    assert visitors.half_years(two_years, Month(2026, 5), 1) == [Period.parse("2025-07:2025-12")]


def test_twins_of_another_length_and_unknown_areas_are_refused(two_years: Figures) -> None:
    with pytest.raises(ValueError, match="differ in length"):
        rows(two_years, "visits", Point(JUNE, Period.parse("2025-05:2025-06")))
    with pytest.raises(KeyError):
        rows(two_years, "visits", Point(JUNE), key=AreaKey.parse("municipality:999"))
