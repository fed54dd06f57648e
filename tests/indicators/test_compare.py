"""Benchmarks, quintiles, ranks and similar areas: from shown figures only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from kpdata.domain import FINLAND, AreaKey, AreaLevel
from kpdata.indicators import compare
from kpdata.indicators.frames import Figures
from kpdata.store.db import open_database
from tests.indicators.tiny import DAY, YEAR, fill, mapped, place, survey

MEAN, TOP2 = "mean_visitor_safe", "top2_visitor_safe"


def compared(figures: Figures, indicator: str, level: str, benchmark: compare.Benchmark) -> pd.DataFrame:
    """Benchmark and comparison of every area of a level."""
    frame = figures.table([indicator], AreaLevel(level), as_of=DAY, period=YEAR)
    result = compare.compare(figures, frame, benchmark, as_of=DAY, period=YEAR)
    return result.set_index("area_id")[["benchmark", "comparison", "strong"]]


def test_survey_intervals_stand_against_the_benchmark(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b", "200"), place("c", "300")],
        **survey({"a": [5] * 40 + [4] * 2, "b": [1] * 18 + [2] * 2, "c": [3, 5] * 6}),
    )
    found = compared(figures, MEAN, "place", FINLAND)
    assert found["comparison"].tolist() == ["higher", "lower", "similar"]
    assert found["strong"].tolist() == [True, True, False]
    assert found["benchmark"].unique().tolist() == [3.8]
    own_county = compared(figures, MEAN, "municipality", AreaLevel.COUNTY)
    assert own_county["benchmark"].tolist() == [3.7, 3.7, 4]
    assert compared(figures, MEAN, "county", AreaLevel.COUNTY)["comparison"].tolist() == [
        "similar",
        "similar",
    ]
    assert compared(figures, MEAN, "county", AreaLevel.COUNTRY)["benchmark"].tolist() == [3.8, 3.8]
    # A target is a point value too; an indicator without one has no comparison.
    assert compared(figures, TOP2, "place", {TOP2: 10.0})["comparison"].tolist()[:2] == ["higher", "similar"]
    assert compared(figures, TOP2, "place", {MEAN: 4.0})["comparison"].tolist() == [None] * 3


def test_without_a_shown_interval_there_is_no_comparison(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b", "200"), place("c", "300")],
        **survey({"a": [5] * 7, "b": [1] * 3, "c": [3] * 50}),
    )
    # 7 answers have a mean without interval; b and what is hidden with it have nothing at all.
    found = compared(figures, MEAN, "place", FINLAND)
    assert found["comparison"].tolist() == ["hidden", "hidden", "lower"]
    assert compared(figures, "responses_visitor", "place", FINLAND)["comparison"].tolist() == [None] * 3
    # A hidden benchmark hides the comparison and is not told.
    hidden = compared(figures, MEAN, "place", AreaKey.parse("municipality:200"))
    assert hidden["comparison"].tolist() == ["hidden"] * 3
    assert hidden["benchmark"].isna().all()


def test_everything_else_gets_the_quintile_of_the_level(engine: Engine) -> None:
    counts = {f"p{i}": i + 1 for i in range(6)}
    figures = fill(
        engine,
        meeting_places=[place(name) for name in counts],
        visits=[{"place_id": name, "month": "2026-06", "visits": n * 10} for name, n in counts.items()],
    )
    found = compared(figures, "visits", "place", AreaKey.parse("county:08"))
    assert found["comparison"].tolist() == ["5", "4", "3", "2", "1", "1"]
    assert found["benchmark"].unique().tolist() == [210]
    # A filtered frame is still compared with the whole level; three areas have no quintiles.
    frame = figures.table(["visits"], AreaLevel.PLACE, areas=["p5"], as_of=DAY, period=YEAR)
    one = compare.compare(figures, frame, FINLAND, as_of=DAY, period=YEAR)
    assert one["comparison"].tolist() == ["1"]
    assert compared(figures, "places_per_1000", "municipality", FINLAND)["comparison"].tolist() == [None] * 3


def test_a_level_without_such_a_parent_has_no_benchmark(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")])
    assert compared(figures, "places_per_1000", "country", AreaLevel.COUNTY)["benchmark"].isna().all()


def listed(engine: Engine) -> Figures:
    return fill(
        engine,
        meeting_places=[
            place("a", definition="thl"),
            place("b", "200", definition="thl"),
            place("c", "200", definition="local"),
        ],
        mapping_status=mapped("300"),
        visits=[{"place_id": p, "month": "2026-06", "visits": n} for p, n in (("a", 9), ("b", 9), ("c", 5))],
    )


def test_only_rows_of_one_definition_are_ranked(engine: Engine) -> None:
    figures = listed(engine)
    assert compare.definitions(figures, AreaLevel.MUNICIPALITY, DAY) == {
        "100": "thl",
        "200": "mixed",
        "300": None,
    }
    frame = figures.table(["places_per_1000"], AreaLevel.MUNICIPALITY, as_of=DAY, period=YEAR)
    ranking = compare.rank(figures, frame, as_of=DAY)
    assert (ranking.definition, ranking.left_out) == ("thl", 1)
    assert ranking.rows[["area_id", "rank"]].to_numpy().tolist() == [["100", 1], ["300", 2]]
    assert ranking.apart[["area_id", "definition"]].to_numpy().tolist() == [["200", "mixed"]]
    assert ranking.apart["rank"].isna().all()


def test_ties_share_the_lowest_rank_and_another_definition_may_be_asked_for(engine: Engine) -> None:
    figures = listed(engine)
    frame = figures.table(["visits"], AreaLevel.PLACE, as_of=DAY, period=YEAR)
    ranking = compare.rank(figures, frame, as_of=DAY)
    assert ranking.rows[["area_id", "rank"]].to_numpy().tolist() == [["a", 1], ["b", 1]]
    local = compare.rank(figures, frame, as_of=DAY, definition="local")
    assert (local.rows["area_id"].tolist(), local.left_out) == (["c"], 2)


def test_hidden_rows_are_last_by_name_and_without_rank(engine: Engine) -> None:
    places = [place("z"), place("y"), place("x"), place("w"), place("v")]
    figures = fill(
        engine, meeting_places=places, **survey({"w": [3] * 10, "x": [5] * 3, "y": [5] * 4, "z": [4] * 20})
    )
    frame = figures.table([MEAN], AreaLevel.PLACE, as_of=DAY, period=YEAR)
    ranking = compare.rank(figures, frame, as_of=DAY)
    assert ranking.definition is None
    assert ranking.rows["area_id"].tolist() == ["z", "w", "v", "x", "y"]
    assert ranking.rows["rank"].tolist()[:2] == [1, 2]
    assert ranking.rows["rank"].isna().tolist() == [False, False, True, True, True]
    assert compare.rank(figures, frame.iloc[:0], as_of=DAY).left_out == 0


def test_ranges_have_a_place_but_no_rank(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b"), place("c")],
        visits=[
            {"place_id": "a", "month": "2026-06", "visits": 900},
            {"place_id": "b", "month": "2026-06", "visits_min": 800, "visits_max": 1500},
            {"place_id": "c", "month": "2026-06", "visits": 10},
        ],
    )
    rows = compare.rank(
        figures, figures.table(["visits"], AreaLevel.PLACE, as_of=DAY, period=YEAR), as_of=DAY
    ).rows
    assert rows["area_id"].tolist() == ["a", "b", "c"]
    assert rows["rank"].fillna(0).tolist() == [1, 0, 2]


def test_similar_municipalities_use_the_children_of_the_database(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'country.sqlite'}", create=True)
    found = compare.similar(Figures(engine), "837", date(2026, 6, 30))
    assert len(found) == 10
    assert "837" not in found["code"].tolist()
    assert found["distance"].is_monotonic_increasing
    assert set(found["municipality_type"]) == {"urban"}
    with pytest.raises(KeyError):
        compare.similar(Figures(engine), "999", DAY)


def test_targets_are_benchmarks(engine: Engine) -> None:
    rows = [
        {"indicator": "tied_share", "level": "county", "area_id": "08", "year": 2026, "value": 80.0},
        {"indicator": "places", "level": "county", "area_id": "08", "year": 2026, "value": None},
        {"indicator": "places", "level": "county", "area_id": "08", "year": 2027, "value": 30.0},
    ]
    figures = fill(engine, targets=rows)
    assert compare.targets(figures, AreaKey.parse("county:08"), 2026) == {"tied_share": 80.0}


def test_a_year_earlier_is_the_same_day() -> None:
    assert compare.year_earlier(date(2026, 6, 30)) == date(2025, 6, 30)
    assert compare.year_earlier(date(2024, 2, 29)) == date(2023, 2, 28)
