"""Hiding small numbers: rounding, and the children that are hidden with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from kpdata.domain import AreaLevel
from kpdata.indicators import disclosure
from kpdata.indicators.frames import Figures
from tests.indicators.tiny import DAY, YEAR, fill, place, survey

MEAN = "mean_visitor_safe"


def hidden(figures: Figures, level: str) -> list[str]:
    """Areas of a level whose mean is hidden."""
    frame = figures.table([MEAN], AreaLevel(level), as_of=DAY, period=YEAR)
    return sorted(frame.loc[frame["state"].eq("hidden"), "area_id"])


def answered(engine: Engine, counts: Mapping[str, int], places: Sequence[Any], **tables: Any) -> Figures:
    """So many answers of each place (or municipality, `@100`)."""
    return fill(engine, meeting_places=places, **tables, **survey({u: [4] * n for u, n in counts.items()}))


def test_a_second_child_is_hidden_with_a_small_one(engine: Engine) -> None:
    places = [place(name) for name in "abc"]
    figures = answered(engine, {"a": 3, "b": 8, "c": 20}, places)
    assert hidden(figures, "place") == ["a", "b"]
    assert hidden(figures, "municipality") == []


def test_hidden_children_that_are_many_together_hide_no_other(engine: Engine) -> None:
    places = [place(name) for name in "abc"]
    assert hidden(answered(engine, {"a": 3, "b": 2, "c": 20}, places), "place") == ["a", "b"]


def test_ties_hide_the_smaller_id(engine: Engine) -> None:
    places = [place(name) for name in "cab"]
    assert hidden(answered(engine, {"a": 3, "b": 9, "c": 9}, places), "place") == ["a", "b"]


def test_answers_of_the_municipality_only_are_a_hidden_child(engine: Engine) -> None:
    figures = answered(engine, {"a": 9, "b": 8, "@100": 2}, [place("a"), place("b")])
    assert hidden(figures, "place") == ["b"]
    figures = answered(engine, {"a": 9, "b": 8, "@100": 5}, [place("a"), place("b")])
    assert hidden(figures, "place") == []


def test_hiding_goes_up_and_down_the_tree(engine: Engine) -> None:
    # Kylä has 3 answers, Lahti 9 and Saari 30.
    places = [place("k"), place("l", "200"), place("s", "300"), place("t", "200")]
    figures = answered(engine, {"k": 3, "l": 9, "s": 30}, places)
    assert hidden(figures, "municipality") == ["100", "200"]
    # Everything below Lahti, answered or not; the county shows 12 answers.
    assert hidden(figures, "place") == ["k", "l", "t"]
    assert hidden(figures, "county") == hidden(figures, "region") == []


def test_a_small_county_hides_another_and_the_region_of_the_same_municipalities(engine: Engine) -> None:
    places = [place("k"), place("l", "200"), place("s", "300")]
    figures = answered(engine, {"k": 30, "l": 9, "s": 3}, places)
    assert hidden(figures, "county") == ["08", "09"]
    assert hidden(figures, "region") == ["06", "07"]
    assert hidden(figures, "municipality") == ["100", "200", "300"]
    assert hidden(figures, "country") == []


def test_a_small_country_hides_everything(engine: Engine) -> None:
    figures = answered(engine, {"k": 4}, [place("k"), place("l", "200")])
    assert hidden(figures, "country") == ["FI"]
    assert hidden(figures, "municipality") == ["100", "200", "300"]
    assert hidden(figures, "place") == ["k", "l"]


def test_centres_hide_among_their_places_and_what_equals_a_hidden_area_is_hidden(engine: Engine) -> None:
    centres = [{"centre_id": c, "name": c, "municipality": "100"} for c in ("c1", "c2", "c3")]
    places = [
        place("a", centre_id="c1"),
        place("b", "200", centre_id="c1"),
        place("c", "200"),
        place("d", "300", centre_id="c2"),
        place("e", "100", centre_id="c3"),
    ]
    groups = [
        {"group_id": "like b", "area_type": "place", "area_id": "b"},
        {"group_id": "both", "area_type": "centre", "area_id": "c1"},
    ]
    # c1: a has 2, so b is hidden with it; b is all that the first group has. In Kylä e is hidden with a,
    # and c3 has exactly the answers of e.
    counts = {"a": 2, "b": 12, "c": 30, "d": 20, "e": 40}
    figures = answered(engine, counts, places, family_centres=centres, groups=groups)
    assert hidden(figures, "place") == ["a", "b", "e"]
    assert hidden(figures, "centre") == ["c3"]
    assert hidden(figures, "group") == ["like b"]


def test_one_decision_covers_mean_top_and_net_and_filters_change_nothing(engine: Engine) -> None:
    figures = answered(engine, {"a": 3, "b": 11, "c": 30}, [place(name) for name in "abc"])
    frame = figures.table(
        [MEAN, "top2_visitor_safe", "net_visitor_safe"],
        AreaLevel.PLACE,
        areas=["b", "c"],
        as_of=DAY,
        period=YEAR,
    )
    states = dict(zip(zip(frame["indicator"], frame["area_id"], strict=True), frame["state"], strict=True))
    assert {state for (_, area), state in states.items() if area == "b"} == {"hidden"}
    assert {state for (_, area), state in states.items() if area == "c"} == {"ok"}
    numbers = ["value", "numerator", "denominator", "n", "lower", "upper", "value_min", "lower_strong"]
    assert frame.loc[frame["area_id"].eq("b"), numbers].isna().all(axis=None)


@given(st.integers(0, 400), st.integers(1, 400))
def test_persons_are_rounded_to_the_nearest_five(count: int, whole: int) -> None:
    rounded = disclosure.rounded_to_five(np.array([float(count)]), np.array([float(max(count, whole))]))[0]
    nearest = 5 * int(Fraction(count, 5) + Fraction(1, 2))
    assert rounded == min(nearest, max(count, whole))


@given(st.integers(-50_000, 50_000), st.integers(1, 5_000), st.integers(0, 2))
def test_ratios_are_rounded_half_away_from_zero(part: int, whole: int, decimals: int) -> None:
    exact = Fraction(abs(part), whole) * 10**decimals
    expected = int(exact + Fraction(1, 2)) / 10**decimals * (1 if part >= 0 else -1)
    found = disclosure.rounded_ratio(np.array([float(part)]), np.array([float(whole)]), decimals)[0]
    assert found == pytest.approx(expected, abs=1e-12)


def test_rounding_is_away_from_zero_and_keeps_what_is_unknown() -> None:
    values = np.array([0.25, -0.25, 2.5, 0.35, np.nan])
    assert disclosure.rounded(values, 1)[:4].tolist() == [0.3, -0.3, 2.5, 0.4]
    assert np.isnan(disclosure.rounded(values, 1)[4])
    assert disclosure.rounded(values, 0)[:3].tolist() == [0, 0, 3]
    assert np.isnan(disclosure.rounded_ratio(np.array([0.0]), np.array([0.0]), 0)[0])
