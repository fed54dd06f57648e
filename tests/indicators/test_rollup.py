"""What belongs to centres, groups and pools of areas."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import Engine

from kpdata.domain import AreaLevel
from kpdata.indicators.rollup import level_of
from tests.indicators.tiny import DAY, YEAR, fill, place, row_of, survey, told

CENTRES = [
    {"centre_id": "c1", "name": "C1", "municipality": "100", "serves": "200|300"},
    {"centre_id": "c2", "name": "C2", "municipality": "100"},
]


def test_a_centre_has_its_tied_places_and_its_served_municipalities_only(engine: Engine) -> None:
    figures = fill(
        engine,
        family_centres=CENTRES,
        meeting_places=[place("a", "100", centre_id="c1"), place("b", "200"), place("c", "200")],
    )
    assert told(row_of(figures, "places_per_1000", "centre:c1")) == ("ok", pytest.approx(1000 / 600), 1, 600)
    assert told(row_of(figures, "municipalities_with_place", "centre:c1")) == ("ok", 100, 1, 1)
    # Without a list it serves the municipality in which it stands.
    assert row_of(figures, "mapped_share", "centre:c2")["denominator"] == 1


def test_a_group_has_each_place_and_municipality_once(engine: Engine) -> None:
    figures = fill(
        engine,
        family_centres=CENTRES,
        meeting_places=[
            place("a", "100", centre_id="c1"),
            place("b", "200", centre_id="c1"),
            place("c", "300"),
            place("d", "100"),
        ],
        groups=[
            {"group_id": "g", "area_type": "municipality", "area_id": "200", "name_fi": "Itä"},
            {"group_id": "g", "area_type": "centre", "area_id": "c1", "name_en": "East"},
            {"group_id": "g", "area_type": "place", "area_id": "d"},
            {"group_id": "g", "area_type": "place", "area_id": "no such place"},
        ],
    )
    assert told(row_of(figures, "places", "group:g")) == ("ok", 3, 3, None)
    assert told(row_of(figures, "places_per_1000", "group:g")) == ("ok", 5, 3, 600)
    assert row_of(figures, "mapped_share", "group:g")["denominator"] == 2
    names = [figures.areas(AreaLevel.GROUP, language)["name"].tolist() for language in ("fi", "sv", "en")]
    assert names == [["Itä"], ["Itä"], ["East"]]


def test_a_pool_is_rolled_up_like_one_area(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a", "100"), place("b", "200"), place("c", "300")],
        **survey({"a": [5] * 3, "b": [4] * 12, "c": [3] * 30}),
    )
    pool = figures.pooled(["places_per_1000", "mean_visitor_safe"], ["100", "300"], as_of=DAY, period=YEAR)
    assert pool["area_id"].tolist() == ["pool", "pool"]
    assert told(pool.iloc[0].to_dict()) == ("ok", pytest.approx(2000 / 1100), 2, 1100)
    # Kylä is hidden for its 3 answers: with it in the pool, the pool less Saari would tell them.
    assert told(pool.iloc[1].to_dict()) == ("hidden", None, None, None)
    shown = figures.pooled(["mean_visitor_safe"], ["300"], as_of=DAY, period=YEAR)
    assert told(shown.iloc[0].to_dict()) == ("ok", 3, None, 30)
    # The figures of groups are left alone.
    assert figures.table(["places"], AreaLevel.GROUP, as_of=DAY, period=YEAR).empty


def test_sums_are_unknown_where_a_part_is(engine: Engine) -> None:
    facts = fill(engine, meeting_places=[place("a")]).facts
    level = level_of(facts, AreaLevel.COUNTY)
    sums = level.municipalities.sum(np.array([0.0, float("nan"), 1.0]))
    assert [str(value) for value in sums] == ["nan", "1.0"]


def test_a_pool_with_few_first_timers_in_a_municipality_is_hidden(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a", "100"), place("b", "200"), place("c", "300")],
        visits=[
            {"place_id": p, "month": "2026-06", "visits": 50, "first_timers": n}
            for p, n in (("a", 3), ("b", 20), ("c", 10))
        ],
    )
    pools = [["100", "200"], ["200", "300"]]
    shares = [figures.pooled(["first_timer_share"], pool, as_of=DAY, period=YEAR).iloc[0] for pool in pools]
    assert [told(share.to_dict()) for share in shares] == [("hidden", None, None, None), ("ok", 30, 30, 100)]
