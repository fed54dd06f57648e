"""Coded open answers: which half-year, rounding, `<5`, what is zero and what is unknown, and the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import AreaKey, HalfYear, Instrument, ThemeKind
from kpdata.indicators import themes
from kpdata.indicators.frames import Figures
from tests.indicators.tiny import DAY, fill, place

SPRING = HalfYear(2026, 1)
VISITOR = Instrument.VISITOR


def survey_round(
    round_id: str = "r1", ends_on: date = date(2026, 5, 15), instrument: str = "visitor"
) -> dict[str, Any]:
    """A round."""
    return {"round_id": round_id, "instrument": instrument, "starts_on": ends_on, "ends_on": ends_on}


def coded(
    home: str,
    count: int | str | None,
    theme: str = "space",
    *,
    kind: str = "wish",
    round_id: str = "r1",
) -> dict[str, Any]:
    """So many answers coded under a theme at a place, or a municipality (`@100`); `<5` as it was given."""
    tied = {"municipality": home[1:]} if home.startswith("@") else {"place_id": home}
    return {
        "round_id": round_id,
        "place_id": None,
        "municipality": None,
        "kind": kind,
        "theme": theme,
        "count": None if count == "<5" else count,
        "count_hidden": count == "<5",
        **tied,
    }


def country(
    engine: Engine, rows: Sequence[dict[str, Any]], *rounds: dict[str, Any], **tables: Any
) -> Figures:
    """Places a and b in Kylä, c in Lahti, d in Saari."""
    return fill(
        engine,
        family_centres=[{"centre_id": "c1", "name": "C", "municipality": "100"}],
        meeting_places=[place("a", centre_id="c1"), place("b"), place("c", "200"), place("d", "300")],
        survey_rounds=list(rounds) or [survey_round()],
        survey_themes=list(rows),
        **tables,
    )


def told(
    figures: Figures, area: str, half_year: HalfYear = SPRING, day: date = DAY
) -> list[tuple[str, str, int | None]]:
    """Theme, state and count of an area, in the order shown."""
    key = AreaKey.parse(area)
    found = themes.themes(figures, VISITOR, [key], half_year, day)[key]
    assert {one.area for one in found} <= {key}
    return [(one.theme, one.state.value, one.count) for one in found]


def at_least(figures: Figures, area: str) -> list[bool]:
    key = AreaKey.parse(area)
    return [one.at_least for one in themes.themes(figures, VISITOR, [key], SPRING, DAY)[key]]


@pytest.mark.parametrize(
    ("count", "state", "shown"),
    [
        (0, "ok", 0),
        (1, "hidden", None),
        (4, "hidden", None),
        (5, "ok", 5),
        (7, "ok", 5),
        (8, "ok", 10),
        (12, "ok", 10),
        (13, "ok", 15),
        (103, "ok", 105),
    ],
)
def test_counts_are_rounded_or_hidden(engine: Engine, count: int, state: str, shown: int | None) -> None:
    assert told(country(engine, [coded("a", count)]), "place:a") == [("space", state, shown)]


def test_each_level_rounds_its_own_true_sum(engine: Engine) -> None:
    figures = country(engine, [coded("a", 4), coded("b", 4), coded("@100", 4), coded("c", 9), coded("d", 7)])
    for area, state, shown in (
        ("place:a", "hidden", None),
        ("centre:c1", "hidden", None),
        ("municipality:100", "ok", 10),
        ("municipality:200", "ok", 10),
        ("county:08", "ok", 20),
        ("region:06", "ok", 20),
        ("county:09", "ok", 5),
        # 12 + 9 + 7, not 20 + 5 of the rounded parts.
        ("country:FI", "ok", 30),
    ):
        assert told(figures, area) == [("space", state, shown)], area


def test_what_is_tied_to_a_municipality_counts_there_and_above(engine: Engine) -> None:
    groups = [
        {"group_id": "towns", "area_type": "municipality", "area_id": "100"},
        {"group_id": "places", "area_type": "place", "area_id": "a"},
        {"group_id": "centres", "area_type": "centre", "area_id": "c1"},
    ]
    figures = country(engine, [coded("a", 10), coded("@100", 20)], groups=groups)
    counts = {
        area: told(figures, area)[0][2]
        for area in (
            "place:a",
            "centre:c1",
            "municipality:100",
            "country:FI",
            "group:towns",
            "group:places",
            "group:centres",
        )
    }
    assert counts == {
        "place:a": 10,
        "centre:c1": 10,
        "municipality:100": 30,
        "country:FI": 30,
        "group:towns": 30,
        "group:places": 10,
        "group:centres": 10,
    }


def test_a_theme_is_zero_only_where_its_round_was_coded(engine: Engine) -> None:
    figures = country(
        engine,
        [
            coded("a", 10),
            coded("b", 6, "hours"),
            # Another round, whose coders did not know of space.
            coded("c", 9, "hours", round_id="r2"),
        ],
        survey_round(),
        survey_round("r2", date(2026, 3, 1)),
    )
    assert told(figures, "place:a") == [("space", "ok", 10), ("hours", "ok", 0)]
    assert told(figures, "place:b") == [("hours", "ok", 5), ("space", "ok", 0)]
    assert told(figures, "place:c") == [("hours", "ok", 10), ("space", "unknown", None)]
    assert told(figures, "municipality:300") == [("hours", "unknown", None), ("space", "unknown", None)]
    assert told(figures, "country:FI") == [("hours", "ok", 15), ("space", "ok", 10)]


def test_kinds_of_one_theme_are_apart(engine: Engine) -> None:
    figures = country(engine, [coded("a", 10, kind="harm"), coded("a", 5, kind="benefit"), coded("b", 6)])
    key = AreaKey.parse("place:a")
    found = themes.themes(figures, VISITOR, [key], SPRING, DAY)[key]
    assert [(one.kind, one.count) for one in found] == [
        (ThemeKind.WISH, 0),
        (ThemeKind.BENEFIT, 5),
        (ThemeKind.HARM, 10),
    ]


@pytest.mark.parametrize(
    ("counts", "state", "shown", "beside"),
    [
        (["<5"], "hidden", None, False),
        (["<5", 0], "hidden", None, False),
        (["<5", 4], "hidden", None, False),
        (["<5", 5], "ok", 5, True),
        # 8 and one more at least: 10 may be too much.
        (["<5", 8], "ok", 5, True),
        (["<5", 11], "ok", 10, True),
        # Neither a count nor `<5`: the database was written by another system.
        ([None], "unknown", None, False),
        ([None, 0], "unknown", None, False),
        ([None, 3], "hidden", None, False),
        ([None, 9], "ok", 5, True),
        ([None, "<5"], "hidden", None, False),
    ],
)
def test_rows_without_a_number(
    engine: Engine, counts: list[int | str | None], state: str, shown: int | None, beside: bool
) -> None:
    rows = [coded(home, count) for home, count in zip(("a", "b"), counts, strict=False)]
    figures = country(engine, rows)
    assert told(figures, "municipality:100") == [("space", state, shown)]
    assert at_least(figures, "municipality:100") == [beside]
    # Whatever is shown, even hidden: the truth may be more where a row has no number.
    found = themes.themes(figures, VISITOR, [AreaKey.parse("municipality:100")], SPRING, DAY)
    is_open = any(not isinstance(count, int) for count in counts)
    assert [one.open_ended for one in next(iter(found.values()))] == [is_open]


def test_another_threshold(engine: Engine) -> None:
    country(engine, [coded("a", 3), coded("b", "<5")])
    figures = Figures(engine, threshold=3)
    assert told(figures, "place:a") == [("space", "ok", 5)]
    # At least 3 is not at least 5.
    assert told(figures, "municipality:100") == [("space", "hidden", None)]
    country(engine, [coded("a", 9)])
    assert told(Figures(engine, threshold=10), "place:a") == [("space", "hidden", None)]


def test_a_half_year_is_told_once_all_its_rounds_have_ended(engine: Engine) -> None:
    rounds = [
        survey_round("early", date(2026, 2, 28)),
        survey_round("late", date(2026, 5, 31)),
        survey_round("autumn", date(2025, 9, 30)),
        survey_round("partner", date(2024, 9, 30), "partner"),
        # Ends after the day, in another half-year.
        survey_round("next", date(2026, 9, 30)),
        # Nothing was coded in it.
        survey_round("plain", date(2025, 3, 1)),
    ]
    figures = country(
        engine,
        [
            coded("a", 10, round_id="early"),
            coded("a", 20, round_id="late"),
            coded("a", 30, round_id="autumn"),
            coded("a", 40, round_id="partner"),
        ],
        *rounds,
    )
    autumn = HalfYear(2025, 2)
    assert themes.theme_half_years(figures, VISITOR, date(2026, 5, 31)) == (SPRING, autumn)
    assert themes.theme_half_years(figures, VISITOR, date(2026, 5, 30)) == (autumn,)
    assert themes.theme_half_years(figures, VISITOR, date(2025, 9, 29)) == ()
    assert themes.theme_half_years(figures, Instrument.PARTNER, DAY) == (HalfYear(2024, 2),)
    assert told(figures, "place:a", SPRING, date(2026, 5, 31)) == [("space", "ok", 30)]
    # Two days inside a half-year tell of nothing or of the same.
    assert told(figures, "place:a", SPRING, date(2026, 5, 30)) == []
    assert told(figures, "place:a", autumn) == [("space", "ok", 30)]
    assert told(figures, "place:a", HalfYear(2025, 1)) == []
    assert told(figures, "place:a", HalfYear(2019, 1)) == []


def test_the_order_tells_nothing_of_what_is_hidden(engine: Engine) -> None:
    figures = country(
        engine,
        [
            coded("a", 1, "zebra"),
            coded("a", 4, "apple"),
            coded("a", 3, "middle"),
            coded("a", 6, "six"),
            coded("a", 7, "seven"),
            coded("a", 20, "twenty"),
            coded("a", 0, "none"),
            coded("c", 50, "far", round_id="r2"),
        ],
        survey_round(),
        survey_round("r2"),
    )
    assert [theme for theme, *_ in told(figures, "place:a")] == [
        "twenty",
        # Both 5 as shown.
        "seven",
        "six",
        "none",
        "apple",
        "middle",
        "zebra",
        "far",
    ]


def test_rows_that_no_area_can_hold_are_left_out(engine: Engine) -> None:
    # Written past the import: a kind and a place that do not exist.
    figures = country(engine, [coded("a", 10), coded("x", 50, "lost"), coded("b", 50, kind="praise")])
    assert told(figures, "country:FI") == [("space", "ok", 10)]


def test_an_unknown_area_is_an_error(engine: Engine) -> None:
    with pytest.raises(KeyError, match="county:99"):
        told(country(engine, [coded("a", 10)]), "county:99")
