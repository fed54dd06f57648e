"""The tidy frames: shape, languages, filters, series, and the areas themselves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import Engine, event

from kpdata.domain import FINLAND, AreaKey, AreaLevel, Month, Period
from kpdata.indicators.frames import COLUMNS, EXTRA_COLUMNS, KEPT_DAYS, Figures, last_month_ended
from tests.indicators.tiny import DAY, YEAR, fill, place, survey

CENTRE = {"centre_id": "c1", "name": "Keskus", "municipality": "300", "status": "planned", "serves": "100"}


@pytest.fixture
def figures(engine: Engine) -> Figures:
    return fill(
        engine,
        family_centres=[CENTRE],
        meeting_places=[
            place("a", centre_id="c1", definition="thl"),
            place("b", "200", status="frozen"),
        ],
        groups=[{"group_id": "g", "area_type": "municipality", "area_id": "100"}],
        visits=[{"place_id": "a", "month": "2026-06", "visits": 8}],
        **survey({"a": [5] * 12}),
    )


def test_every_indicator_has_a_row_for_every_area_of_its_levels(figures: Figures) -> None:
    areas = {"country": 1, "county": 2, "region": 2, "municipality": 3, "centre": 1, "place": 2, "group": 1}
    for level in AreaLevel:
        frame = figures.table(None, level, as_of=DAY, period=YEAR)
        wanted = [id_ for id_, indicator in figures.registry.items() if level in indicator.levels]
        assert list(frame.columns) == [*COLUMNS, *EXTRA_COLUMNS]
        assert list(dict.fromkeys(frame["indicator"])) == wanted
        assert frame.groupby("indicator").size().unique().tolist() == [areas[level.value]]


def test_place_level_has_what_is_known_of_places(figures: Figures) -> None:
    ids = {id_ for id_, indicator in figures.registry.items() if AreaLevel.PLACE in indicator.levels}
    assert ids == {
        *("visits", "child_share", "visits_per_session", "visits_per_open_hour", "reporting_share"),
        *("first_timer_share", "multicultural_share"),
        *(f"responses_{i}" for i in ("visitor", "partner", "self_evaluation", "peer_evaluation", "child")),
        *("mean_visitor_safe", "top2_visitor_safe", "net_visitor_safe"),
        *(f"criteria_met_{g}" for g in ("premises", "clientship", "processes", "network", "staff")),
        "mapping_questions_met",
    }


def test_a_filter_only_leaves_rows_out(figures: Figures) -> None:
    whole = figures.table(["places", "visits"], AreaLevel.MUNICIPALITY, as_of=DAY, period=YEAR)
    some = figures.table(
        ["places", "visits"], AreaLevel.MUNICIPALITY, areas=["300", "100", "x"], as_of=DAY, period=YEAR
    )
    kept = whole[whole["area_id"].isin(["100", "300"])].reset_index(drop=True)
    assert_frame_equal(some, kept)


def test_indicators_that_a_level_does_not_have_give_no_rows(figures: Figures) -> None:
    assert figures.table(["places"], AreaLevel.PLACE, as_of=DAY, period=YEAR).empty
    with pytest.raises(KeyError, match="no_such"):
        figures.table(["no_such"], AreaLevel.PLACE, as_of=DAY, period=YEAR)


def test_names_and_units_are_in_the_language(figures: Figures) -> None:
    for language, name, unit in (
        ("fi", "Kylä", "kpl"),
        ("sv", "Kylä sv", "st."),
        ("en", "Kylä en", "number"),
    ):
        frame = figures.table(
            ["places"], AreaLevel.MUNICIPALITY, areas=["100"], as_of=DAY, period=YEAR, language=language
        )
        assert (frame["area_name"].item(), frame["unit"].item()) == (name, unit)


def test_a_series_is_the_table_of_each_point(figures: Figures) -> None:
    keys = [AreaKey.parse("municipality:200"), AreaKey.parse("municipality:100"), FINLAND]
    points = [(date(2026, m, 28), Period(Month(2026, m), Month(2026, m))) for m in (5, 6)]
    series = figures.series(["visits", "places"], keys, points)
    tables = [
        figures.table([id_], level, areas=areas, as_of=day, period=period).iloc[::order]
        for level, areas, order in (
            (AreaLevel.MUNICIPALITY, ["100", "200"], -1),
            (AreaLevel.COUNTRY, ["FI"], 1),
        )
        for id_ in ("visits", "places")
        for day, period in points
    ]
    assert_frame_equal(series, pd.concat(tables, ignore_index=True))
    with pytest.raises(KeyError):
        figures.series(["visits"], [AreaKey.parse("municipality:999")], points)
    assert list(figures.series(["visits"], [], points).columns) == [*COLUMNS, *EXTRA_COLUMNS]


def test_facts_are_read_once(engine: Engine, figures: Figures) -> None:
    figures.table(None, AreaLevel.MUNICIPALITY, as_of=DAY, period=YEAR)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    figures.table(None, AreaLevel.COUNTY, as_of=DAY, period=YEAR)
    shorter = Period(Month(2026, 2), Month(2026, 5))
    figures.table(["visits", "reporting_share"], AreaLevel.PLACE, as_of=DAY, period=shorter)
    assert statements == []


def test_many_readers_get_the_same_figures(engine: Engine, figures: Figures) -> None:
    fresh = Figures(engine)
    levels = [*AreaLevel, *reversed(AreaLevel)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda level: fresh.table(None, level, as_of=DAY, period=YEAR), levels))
    for level, frame in zip(levels, found, strict=True):
        assert_frame_equal(frame, figures.table(None, level, as_of=DAY, period=YEAR))


def test_days_unused_for_longest_are_let_go(figures: Figures) -> None:
    first = figures.day(date(2020, 1, 1))
    assert figures.day(date(2020, 1, 1)) is first
    for ordinal in range(KEPT_DAYS):
        figures.day(date.fromordinal(730_000 + ordinal))
    assert figures.day(date(2020, 1, 1)) is not first


def test_the_wave_of_what_is_no_survey_is_refused(figures: Figures) -> None:
    with pytest.raises(KeyError, match="places"):
        figures.wave(figures.registry["places"], DAY, YEAR)


def test_pages_never_read_raw_visits_or_answers(engine: Engine) -> None:
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    fresh = Figures(engine)
    for level in AreaLevel:
        fresh.table(None, level, as_of=DAY, period=YEAR)
    read = " ".join(statements).replace('"', "")
    for table in ("visits", "survey_answers", "survey_responses"):
        assert f"FROM {table} " not in read
        assert f"FROM {table}\n" not in read
        assert f"JOIN {table} " not in read


def test_areas_tell_where_they_are(figures: Figures) -> None:
    centre = figures.areas(AreaLevel.CENTRE).iloc[0]
    assert centre[["area_id", "name", "municipality", "county", "region", "status"]].tolist() == [
        *("c1", "Keskus", "300", "09", "07", "planned")
    ]
    places = figures.areas(AreaLevel.PLACE)
    assert places["centre"].tolist() == ["c1", None]
    assert places["definition"].tolist() == ["thl", "unknown"]
    assert figures.areas(AreaLevel.COUNTY)["county"].tolist() == [None, None]
    assert figures.areas(AreaLevel.MUNICIPALITY)["county"].tolist() == ["08", "08", "09"]


def test_names_of_areas(figures: Figures) -> None:
    assert figures.name(AreaKey.parse("municipality:300"), "sv") == "Saari sv"
    assert figures.name(AreaKey.parse("centre:c1")) == "Keskus"
    assert figures.name(AreaKey.parse("group:g")) == "g"
    with pytest.raises(KeyError):
        figures.name(AreaKey.parse("place:z"))


def test_members(figures: Figures) -> None:
    county, municipality, place_ = AreaLevel.COUNTY, AreaLevel.MUNICIPALITY, AreaLevel.PLACE
    assert figures.members(AreaKey.parse("county:08"), municipality) == ["100", "200"]
    assert figures.members(AreaKey.parse("county:08"), place_) == ["a", "b"]
    assert figures.members(AreaKey.parse("county:09"), AreaLevel.CENTRE) == ["c1"]
    assert figures.members(AreaKey.parse("centre:c1"), municipality) == ["100"]
    assert figures.members(FINLAND, county) == ["08", "09"]
    assert figures.members(AreaKey.parse("region:07"), county) == ["09"]
    assert figures.members(AreaKey.parse("place:a"), AreaLevel.GROUP) == []
    with pytest.raises(KeyError):
        figures.members(AreaKey.parse("county:77"), place_)


def test_the_last_month_ended_is_of_both_the_period_and_the_day() -> None:
    assert last_month_ended(YEAR, date(2026, 6, 30)) == Month(2026, 6)
    assert last_month_ended(YEAR, date(2026, 6, 29)) == Month(2026, 5)
    assert last_month_ended(YEAR, date(2027, 1, 1)) == Month(2026, 6)


def test_whether_the_data_is_synthetic(figures: Figures) -> None:
    assert figures.sample is False
