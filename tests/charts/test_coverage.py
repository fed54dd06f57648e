"""Sentences and figures of school-age coverage say what their frames hold, in the three languages."""

from __future__ import annotations

from datetime import date
from math import nan

import pandas as pd
import pytest

from kpdata.charts import build, coverage, gaps, plotly, whatif
from kpdata.charts.asked import COMPUTATION, Asked, share
from kpdata.charts.chart import Kind
from kpdata.charts.plane import flat
from kpdata.charts.table import table_of
from kpdata.charts.values import AreaWords, View
from kpdata.domain import AgeBand, State
from kpdata.indicators.overlaps import PAIR_COLUMNS
from kpdata.indicators.planning import BLIND_COLUMNS, LOSS_COLUMNS, STEP_COLUMNS
from tests.charts.frames import FakeMeasure, a_frame, a_row

LANGUAGES = ("fi", "sv", "en")
NBSP = "\u00a0"


def asked(language: str = "en", band: AgeBand = AgeBand.SCHOOL_AGE, km: int = 5) -> Asked:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return Asked(area, band, km, View(language, date(2026, 10, 31), area=area, source="register"))


# The headline


HEADLINES = {
    "fi": (
        f"Pirkanmaa: 7–17-vuotiaista 1{NBSP}500 (75{NBSP}%) asuu yli 5 kilometrin päässä "
        "sopivasta kohtaamispaikasta"
    ),
    "sv": (
        f"Pirkanmaa: 1{NBSP}500 av 7–17-åringarna (75{NBSP}%) bor mer än 5 kilometer från "
        "en lämplig mötesplats"
    ),
    "en": "Pirkanmaa: 1,500 children aged 7–17 (75%) live more than 5 km from a suitable meeting place",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_counts_children_beyond_the_distance(language: str) -> None:
    assert coverage.headline(asked(language), 500, 2000) == HEADLINES[language]


@pytest.mark.parametrize(
    ("within", "children", "expected"),
    [
        (2000, 2000, "every child aged 7–17 lives within 5 km of a suitable meeting place"),
        (0, 2000, "no child aged 7–17 lives within 5 km of a suitable meeting place"),
        (nan, nan, "where children aged 7–17 live is not known"),
        (0, 0, "where children aged 7–17 live is not known"),
        (1999, 2000, "1 child aged 7–17 (less than 1%) lives more than 5 km"),
        (1, 2000, "1,999 children aged 7–17 (more than 99%) live more than 5 km"),
    ],
)
def test_the_headline_at_its_edges(within: float, children: float, expected: str) -> None:
    told = coverage.headline(asked(), within, children)
    assert told.removeprefix("Pirkanmaa: ").removesuffix(" from a suitable meeting place") == expected


def test_something_is_never_nothing_nor_everything() -> None:
    assert [share(part, 1000, "en") for part in (0, 1, 5, 500, 996, 1000)] == [
        "0%", "less than 1%", "1%", "50%", "more than 99%", "100%",
    ]  # fmt: skip


# Bands side by side

MEASURES = [FakeMeasure(f"places_{band}", "Suitable places", "per 1 000", 1) for band in ("a", "b")]


def town(name: str, *cells: tuple[float | None, str]) -> list[dict[str, object]]:
    """A row a band of one municipality."""
    return [
        a_row(name, value, state, indicator=measure.id, area_id=name)
        for measure, (value, state) in zip(MEASURES, cells, strict=True)
    ]


def test_bands_share_a_scale_and_tell_their_states() -> None:
    data = a_frame(
        *town("Tampere", (4, "ok"), (1, "ok")),
        *town("Akaa", (2, "ok"), (0, "none")),
        *town("Nokia", (8, "ok"), (0, "planned")),
        *town("Pirkkala", (None, "not_mapped"), (None, "not_mapped")),
    )
    chart = coverage.bands_table(data, MEASURES, ["0–6 y", "7–17 y"], asked().view)
    assert [category.name for category in chart.categories] == ["Tampere", "Akaa", "Nokia", "Pirkkala"]
    assert chart.title == "7–17 y: no suitable place in 2 of 4 areas"
    assert chart.sentence == "Areas without any suitable place – 7–17 y: 2. Not mapped: 1."
    first, second = (series.values for series in chart.series)
    assert [value.state for value in second] == [State.OK, State.NONE, State.PLANNED, State.NOT_MAPPED]
    # One scale: the same number has the same colour in both columns, a higher one a darker.
    assert (first[2].group or 0) > (first[0].group or 0) > (second[0].group or 0)
    assert chart.series[0].name == "0–6 y"


def test_bands_with_a_place_everywhere() -> None:
    data = a_frame(*town("Tampere", (4, "ok"), (1, "ok")))
    chart = coverage.bands_table(data, MEASURES, ["0–6 y", "7–17 y"], asked().view)
    assert chart.title == "All age bands have a place everywhere"
    assert "Not mapped" not in chart.sentence


# The week clock


def hours(value: float = 0, **cells: float) -> list[list[float]]:
    """Hours × weekdays: `h14d2` is Tuesday at 14."""
    table = [[value] * 7 for _ in range(14)]
    for name, number in cells.items():
        hour, _, day = name[1:].partition("d")
        table[int(hour) - 8][int(day) - 1] = number
    return table


FREE = [[hour >= 6 or day > 4 for day in range(7)] for hour in range(14)]


def test_the_clock_tells_the_mean_share_of_free_time() -> None:
    chart = coverage.week_clock(asked(), 200, hours(h14d2=60, h10d1=150), FREE)
    # 68 hours of free time, in one of them a third of the children: under one per cent on average.
    assert chart.title == (
        "Pirkanmaa: in free time less than 1% of children aged 7–17 have an open place, on average"
    )
    assert chart.sentence == (
        "Something is open in 2 of 98 hours of the week. In free time: in 1 of 68 hours. "
        "Most children are reached Mon 10–11: 75%."
    )
    value = chart.series[1].values[6]
    assert (value.shown, value.note, value.state) == ("140", "30%", State.OK)
    assert chart.series[0].values[0].state is State.NONE
    assert [(f.first_category, f.first_series) for f in chart.frames] == [(6, 0), (0, 5)]


def test_in_a_holiday_all_hours_are_framed() -> None:
    everything = [[True] * 7 for _ in range(14)]
    chart = coverage.week_clock(asked(), 200, hours(20), everything, told="summer holiday")
    assert [(f.first_category, f.first_series) for f in chart.frames] == [(0, 0), (0, 5)]
    assert "in free time 10%" in chart.title
    assert "summer holiday" in chart.subtitle


def test_a_clock_without_children_says_so() -> None:
    chart = coverage.week_clock(asked(), 0, hours(), FREE)
    assert chart.title == "Pirkanmaa: the children's ages are not known by postal area"
    assert {value.state for value in chart.values} == {State.UNKNOWN}


def test_a_new_slot_tells_what_it_gains() -> None:
    chart = coverage.week_clock(
        asked(),
        200,
        hours(h14d6=120, h15d6=90),
        FREE,
        told="A open Sat 14–16",
        mark=COMPUTATION,
        gained=hours(h14d6=120, h15d6=1190),
    )
    assert chart.title == "The new slot reaches at most 1,190 children more in an hour"
    assert chart.sentence.startswith("Gained: Sat 14–15 +120, Sat 15–16 +1,190. ")
    assert chart.notes[0] == "Computation, not a decision: nothing is written to the data."
    idle = coverage.week_clock(asked(), 200, hours(50), FREE, gained=hours())
    assert idle.title == "The new slot reaches nobody who is not reached already"


# Blind spots and overlaps

SPOTS = pd.DataFrame(
    [
        ("33100", "Keskus", "837", 61.5, 23.76, 1200.0, 6.24),
        ("33101", "33101", "837", 61.6, 23.9, 300.0, nan),
    ],
    columns=BLIND_COLUMNS,
).assign(town="Tampere")
GROUND = (("Postal area", ((61.5, 23.7), (61.7, 23.9)), False), ("Suitable place", ((61.4, 23.7),), True))


def test_blind_spots_as_map_and_table() -> None:
    chart, table = gaps.blind_spots(asked(), SPOTS, GROUND)
    assert chart.kind is Kind.POINTS
    assert chart.title == "2 blind spots with 1,500 children in all"
    assert chart.sentence == "The largest: Keskus (1,200) and 33101 (300)."
    assert [category.name for category in chart.categories] == ["Keskus (33100)", "33101"]
    assert [value.shown for value in chart.series[2].values] == ["6.2", "over 10"]
    assert (chart.categories[0].x, chart.categories[0].y) == flat(61.5, 23.76)
    assert [(layer.name, len(layer.points), layer.supply) for layer in chart.ground] == [
        ("Postal area", 2, False),
        ("Suitable place", 1, True),
    ]
    assert table.kind is Kind.TABLE
    assert [cell.text for cell in table_of(table).rows[0]] == ["Keskus (33100)", "1,200", "Tampere", "6.2"]


def test_many_blind_spots_are_told_by_their_number() -> None:
    many = pd.concat([SPOTS.iloc[[0]]] * 310, ignore_index=True).assign(children=10.0)
    chart, table = gaps.blind_spots(asked(), many, GROUND)
    assert len(chart.categories) == gaps.MOST_POINTS
    assert chart.notes[1:] == ("The 300 largest are shown; the 10 others have 100 children.",)
    assert len(table.categories) == gaps.MOST_ROWS


def test_no_blind_spots() -> None:
    chart, table = gaps.blind_spots(asked(), SPOTS.iloc[:0], GROUND)
    assert chart.is_empty
    assert chart.title.startswith("No blind spots")
    assert table.sentence == "Every postal area with at least ten children has a suitable place within 5 km."


PAIR = ("a", "b", 0.25, 3.5, 0, 6, ((1, 540, 690), (3, 600, 660)))


def pairs(count: int = 1, **columns: str) -> pd.DataFrame:
    texts = {"name_a": "Onni", "name_b": "Ilo", "town": "Nokia", "opened": "1.2.2020 · ..", "closes": ""}
    return pd.DataFrame([PAIR] * count, columns=PAIR_COLUMNS).assign(**{**texts, **columns})


@pytest.mark.parametrize(
    ("language", "when"),
    [
        ("fi", "ma 9–11.30, ke 10–11"),
        ("sv", "mån 9–11.30, ons 10–11"),
        ("en", "Mon 9:00–11:30, Wed 10:00–11:00"),
    ],
)
def test_overlaps_tell_when_and_for_whom(language: str, when: str) -> None:
    chart = gaps.overlaps(asked(language), pairs(), 0)
    texts = [cell.text for cell in table_of(chart).rows[0]]
    decimal = "." if language == "en" else ","
    assert texts == ["Onni – Ilo", "Nokia", f"0{decimal}3", f"3{decimal}5", when, "0–6", "1.2.2020 · .."]


def test_overlaps_by_number_with_closing_days_where_known() -> None:
    chart = gaps.overlaps(asked(), pairs(120, closes="31.12.2026 · .."), 4)
    assert chart.title == "120 pairs of places overlap in age, time and a kilometre"
    assert chart.sentence.startswith(
        "Pairs that serve children aged 7–17: 4. Most common hours: Onni – Ilo, 3.5 h"
    )
    assert len(chart.categories) == gaps.MOST_PAIRS
    assert chart.series[-1].name == "Closes"
    assert chart.notes[1] == "The first 100 pairs of 120 are shown."
    assert gaps.overlaps(asked(), pairs().iloc[:0], 0).is_empty


# What-ifs

STEPS = pd.DataFrame(
    [
        (1, "33100", "Keskus", "837", 61.5, 23.76, 600.0, 1600.0, 80.0),
        (2, "33101", "Ranta", "837", 61.6, 23.9, 200.0, 1800.0, 90.0),
    ],
    columns=STEP_COLUMNS,
).assign(town="Tampere")


@pytest.mark.parametrize(
    ("language", "title", "mark"),
    [
        ("fi", f"2 uutta paikkaa: matkan päässä 90{NBSP}% lapsista (nyt 50{NBSP}%)", "Ehdotus, ei optimi"),
        (
            "sv",
            f"2 nya platser: inom avståndet 90{NBSP}% av barnen (nu 50{NBSP}%)",
            "Förslag, inte ett optimum",
        ),
        ("en", "2 new places: within reach 90% of the children (now 50%)", "Proposal, not an optimum"),
    ],
)
def test_next_places_with_their_gain(language: str, title: str, mark: str) -> None:
    plan, table = whatif.next_places(asked(language), STEPS, 1000, 2000, GROUND)
    assert plan.title == title
    assert mark in plan.subtitle
    assert plan.notes[0].startswith(mark)
    assert mark in table.subtitle
    assert [category.short for category in plan.categories] == ["1", "2"]
    assert table.categories[1].name == "2. Ranta (33101)"
    assert [value.shown for value in table.series[0].values] == ["600", "200"]


def test_the_first_place_and_all_together_are_said() -> None:
    plan, _ = whatif.next_places(asked(), STEPS, 1000, 2000, GROUND)
    assert plan.sentence == ("The first, Keskus, would bring 600 children within reach; all together 800.")
    nothing, table = whatif.next_places(asked(), STEPS.iloc[:0], 2000, 2000, GROUND)
    assert nothing.is_empty
    assert table.sentence == "There is no postal area whose children are not within reach."


LOSS = pd.DataFrame(
    [("837", 2, 12.5, 4.0, 3000.0, 900.0), ("536", 0, 0.0, 0.0, 500.0, 100.0)], columns=LOSS_COLUMNS
).assign(town=["Tampere", "Nokia"])
NUMBERS = {
    "places": 2,
    "lost": 1000.0,
    "covered_before": 3000.0,
    "children": 4000.0,
    "hours": 12.5,
    "free_hours": 4.0,
}


def test_what_goes_when_places_stop() -> None:
    chart = whatif.loss(asked(), LOSS, "MLL", NUMBERS, ["Akaa", "Urjala"])
    assert chart.title == "If “MLL” stops, 1,000 children lose the place within reach"
    assert chart.sentence == (
        "2 suitable places stop: 12.5 h a week, 4.0 h of them in free time. "
        "Within reach now 75%, then 50%. Without any suitable place then: Akaa and Urjala."
    )
    assert [cell.text for cell in table_of(chart).rows[0]] == ["Tampere", "900", "2", "12.5"]
    assert "Computation, not a decision" in chart.subtitle
    many = whatif.loss(asked(), LOSS, "MLL", NUMBERS, ["A", "B", "C", "D"])
    assert many.sentence.endswith("Without any suitable place then: 4 municipalities.")
    nothing = whatif.loss(asked(), LOSS, "MLL", {**NUMBERS, "lost": 0.0}, [])
    assert nothing.title == "If “MLL” stops, every child keeps a place within reach"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_speaks_its_language(language: str) -> None:
    about = asked(language, AgeBand.ADOLESCENT, 10)
    charts = [
        *gaps.blind_spots(about, SPOTS, GROUND),
        gaps.overlaps(about, pairs(), 1),
        *whatif.next_places(about, STEPS, 1000, 2000, GROUND),
        whatif.loss(about, LOSS, "MLL", NUMBERS, ["Akaa"]),
        coverage.week_clock(about, 200, hours(h14d2=100), FREE),
    ]
    for chart in charts:
        assert chart.language == language
        assert "{" not in chart.title + chart.sentence + chart.subtitle
        assert "register" in chart.subtitle
    words = {"fi": "lasta", "sv": "barn", "en": "children"}
    assert words[language] in charts[0].title


def test_points_are_drawn_on_their_ground_with_a_scale() -> None:
    chart, _ = gaps.blind_spots(asked(), SPOTS, GROUND)
    figure = plotly.figure(chart, width=500)
    homes, places, spots = figure.data[:3]
    assert (len(homes.x), homes.name) == (2, "Postal area")
    assert places.marker.symbol == "diamond"
    assert list(spots.customdata) == ["33100", "33101"]
    assert "Keskus (33100)" in spots.hovertext[0]
    assert any(annotation.text.endswith(" km") for annotation in figure.layout.annotations)
    # Areas of points grow with the children: a quarter of them has half the width.
    assert spots.marker.size[1] == pytest.approx(spots.marker.size[0] / 2, rel=0.01)
    # The plane is true to distances: a tenth of a degree of latitude is 11.12 km.
    assert flat(61.6, 27)[1] - flat(61.5, 27)[1] == pytest.approx(11.12, abs=0.01)
    assert flat(60, 28)[0] == pytest.approx(55.6, abs=0.1)


def test_the_map_says_where_less_than_half_are_within_reach() -> None:
    names = ("Tampere", "Nokia", "Akaa")
    tiles = pd.DataFrame({"code": names, "x": [0.0, 1.0, 2.0], "y": [0.0, 0.0, 0.0]})

    def title(*values: float) -> str:
        rows = [a_row(name, value, area_id=name) for name, value in zip(names, values, strict=True)]
        return coverage.map_title(build.tile_map(a_frame(*rows), FakeMeasure(), asked().view, tiles))

    assert title(80, 49, 20).startswith("In 2 municipalities of 3 less than half")
    assert title(80, 50, 49).startswith("In 1 municipality of 3 less than half")
    assert title(80, 50, 60) == "Coverage: from 50% to 80%"
