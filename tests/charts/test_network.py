"""Sentences and figures of the network say what their numbers hold, in the three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpdata.charts import build, network, plotly, theme
from kpdata.charts.chart import Category, Chart, Kind
from kpdata.charts.network import Asked, Change
from kpdata.charts.table import table_of
from kpdata.charts.values import AreaWords, View
from kpdata.domain import OperatorType, State
from kpdata.export.csv import csv_bytes
from tests.charts.frames import FakeMeasure, a_frame, a_row

NBSP = "\u00a0"
PARISH, NGO, TOWN = OperatorType.PARISH, OperatorType.NGO, OperatorType.MUNICIPALITY


def view(language: str = "en", own: tuple[str, ...] = ()) -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, date(2026, 10, 31), area=area, own=frozenset(own), source="register")


@pytest.mark.parametrize(
    ("language", "operators", "places", "total", "expected"),
    [
        ("fi", (TOWN,), 50, 100, "Pirkanmaa: kunnat ylläpitävät puolet kohtaamispaikoista (50/100)"),
        ("fi", (TOWN,), 52, 104, "Pirkanmaa: kunnat ylläpitävät puolet kohtaamispaikoista (52/104)"),
        ("fi", (NGO,), 9, 20, "Pirkanmaa: järjestöt ylläpitävät noin puolet kohtaamispaikoista (9/20)"),
        ("fi", (NGO,), 3, 4, f"Pirkanmaa: järjestöt ylläpitävät 75{NBSP}% kohtaamispaikoista (3/4)"),
        ("fi", (PARISH,), 2, 2, "Pirkanmaa: kaikkien kohtaamispaikkojen (2) ylläpitäjinä seurakunnat"),
        ("fi", (), 0, 0, "Pirkanmaa: ei toiminnassa olevia kohtaamispaikkoja"),
        ("sv", (TOWN,), 1, 2, "Pirkanmaa: kommuner driver hälften av mötesplatserna (1 av 2)"),
        (
            "sv",
            (TOWN, PARISH),
            2,
            5,
            "Pirkanmaa: kommuner och församlingar driver flest mötesplatser, 2 av 5 var",
        ),
        ("en", (NGO,), 2, 5, "Pirkanmaa: NGOs run the most meeting places, 2 of 5 (40%)"),
        ("en", (NGO, PARISH), 2, 5, "Pirkanmaa: NGOs and parishes run most meeting places, 2 of 5 each"),
        ("en", (PARISH,), 11, 20, "Pirkanmaa: parishes run about half of the meeting places (11 of 20)"),
        ("en", (PARISH,), 12, 20, "Pirkanmaa: parishes run 60% of the meeting places (12 of 20)"),
    ],
)
def test_the_headline(
    language: str, operators: tuple[OperatorType, ...], places: int, total: int, expected: str
) -> None:
    assert network.headline("Pirkanmaa", operators, places, total, language) == expected


def operators(own: tuple[str, ...] = ()) -> Chart:
    parts = [FakeMeasure(f"operator_share_{o.value}", o.value) for o in OperatorType]
    shares = {"Akaa": (0, 0, 50, 50, 0), "Nokia": (0, 0, 25, 75, 0), "Virrat": None}
    rows = [
        a_row(name, None if values is None else float(values[i]), indicator=part.id)
        if values
        else a_row(name, state="not_mapped", indicator=part.id)
        for name, values in shares.items()
        for i, part in enumerate(parts)
    ]
    keys = {row["area_name"]: f"municipality:{row['area_id']}" for row in rows}
    counts = {keys["Akaa"]: ("ngo", "parish"), keys["Nokia"]: ("parish", "ngo", "parish", "parish")}
    chosen = tuple(keys[name].partition(":")[2] for name in own)
    return network.operators(a_frame(*rows), parts, view(own=chosen), counts)


def test_operators_by_area_with_the_largest_told() -> None:
    chart = operators()
    assert chart.title == "Parishes: the largest operator in 2 of 2 areas"
    assert chart.sentence == (
        "The largest operator, alone or with another as large – parishes 2, NGOs 1. Not mapped: 1."
    )
    assert [category.name for category in chart.categories] == ["Nokia (4)", "Akaa (2)", "Virrat (0)"]
    assert [series.name for series in chart.series][2:4] == ["NGOs", "Parishes"]
    assert [series.values[0].value for series in chart.series] == [0, 0, 25, 75, 0]
    assert {series.values[2].state for series in chart.series} == {State.NOT_MAPPED}
    assert "Nokia: parishes 75%, NGOs 25%." in operators(own=("Nokia",)).sentence


def test_types_by_area_leave_zeros_white() -> None:
    areas = [
        (Category("municipality:1", "Akaa"), State.OK),
        (Category("municipality:2", "Nokia"), State.OK),
        (Category("municipality:3", "Virrat"), State.NOT_MAPPED),
        (Category("municipality:4", "Urjala"), State.NONE),
    ]
    counts = {("municipality:1", "cafe"): 1, ("municipality:2", "club"): 3, ("municipality:2", "cafe"): 1}
    names = {"cafe": "family café", "club": "family club", "home": "at home"}
    chart = network.types(areas, names, counts, {"cafe": 2, "club": 3}, view(), "Municipality")
    assert chart.title == "The most common type: family club, 3 of 5 places"
    assert chart.sentence == (
        "Active places by type – family club 3, family café 2. No active place: 1. Not mapped: 1."
    )
    assert [series.name for series in chart.series] == ["Family club", "Family café"]
    assert [category.name for category in chart.categories] == ["Nokia", "Akaa", "Urjala", "Virrat"]
    assert [value.shown for value in chart.series[0].values] == ["3", "0", "none", "not map."]
    assert [value.group is None for value in chart.series[0].values] == [False, True, True, True]
    empty = network.types(areas[2:], names, {}, {}, view(), "Municipality")
    assert (empty.title, empty.is_empty) == ("No active meeting places", True)


ROWS = (Asked("step_free", "step-free", 6, 2, 2), Asked("tied", "tied to a family centre", 4, 6, 0))


def test_features_tell_not_known_apart_from_no() -> None:
    chart = network.features(ROWS, view())
    assert chart.title == ("Least often: tied to a family centre, 4 of the 10 places for which it is known")
    assert chart.sentence == ("Yes of the known: step-free 6/8, not known 2; tied to a family centre 4/10.")
    assert [[value.value for value in series.values] for series in chart.series] == [[6, 4], [2, 6], [2, 0]]
    drawn = {trace.name: trace.marker.color for trace in plotly.figure(chart).data if trace.showlegend}
    assert drawn["not known"] == theme.CONTEXT
    assert theme.CONTEXT not in {drawn["yes"], drawn["no"]}
    unknown = network.features([Asked("a", "step-free", 0, 0, 3)], view())
    assert (unknown.title, unknown.sentence) == (
        "None of this is known",
        "None of this is known of any place.",
    )
    assert network.features([Asked("a", "step-free", 0, 0, 0)], view()).is_empty


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Paikkoja – suomi 5, ruotsi 2. Ei mitään niistä: 1. Ei tietoa: 4/10 paikasta."),
        ("sv", "Platser – suomi 5, ruotsi 2. Ingen av dem: 1. Inte känt: 4 av 10 platser."),
        ("en", "Places – suomi 5, ruotsi 2. None of them: 1. Not known: 4 of 10 places."),
    ],
)
def test_what_is_offered(language: str, sentence: str) -> None:
    chart = network.offered(
        {"sv": 2, "fi": 5},
        {"fi": "suomi", "sv": "ruotsi", "en": "englanti"},
        6,
        10,
        view(language),
        measure="Kielet",
        heading="Kieli",
        definition="",
        slug="languages",
        none=1,
    )
    assert chart.sentence == sentence
    assert [category.name for category in chart.categories] == ["Suomi", "Ruotsi", "Englanti"]
    assert [value.shown for value in chart.series[0].values] == ["5", "2", "0"]


def test_nothing_known_of_what_is_offered() -> None:
    words = {"measure": "Languages", "heading": "Language", "definition": "", "slug": "languages"}
    chart = network.offered({}, {}, 0, 3, view(), **words)
    assert (chart.title, chart.sentence, chart.is_empty) == (
        "Languages: not known of any place",
        "Not known: 3 of 3 places.",
        True,
    )
    assert network.offered({}, {}, 0, 0, view(), **words).title == "No active meeting places"


def test_openings_stand_right_and_closings_left() -> None:
    rows = (Change(date(2026, 1, 1), "Q1 2026", 3, 1), Change(date(2026, 4, 1), "Q2 2026", 0, 2))
    chart = network.turnover(rows, view(), heading="Quarter", notes=("Note.",))
    assert chart.title == "Opened 3, closed 3: net 0"
    assert chart.sentence == "Opened 3, closed 3, net 0. Most changes: Q1 2026 (opened 3, closed 1)."
    assert [category.name for category in chart.categories] == ["Q1 2026 (+2)", "Q2 2026 (−2)"]
    assert [(series.side, [v.value for v in series.values]) for series in chart.series] == [
        (-1, [1, 2]),
        (1, [3, 0]),
    ]
    assert [column.heading for column in table_of(chart).columns] == ["Quarter", "Closed", "Opened"]
    quiet = network.turnover([replace(row, opened=0, closed=0) for row in rows], view(), heading="", notes=())
    assert quiet.title == "No meeting place opened or closed"


def test_the_line_of_running_places_tells_first_and_last() -> None:
    measure = FakeMeasure("places", "Meeting places", "number", 0, None)
    rows = [
        a_row("Nokia", value, indicator="places", as_of=day)
        for day, value in (("2026-03-31", 12.0), ("2026-06-30", 10.0))
    ]
    chart = network.running(build.trend_lines(a_frame(*rows), measure, view()), "Nokia")
    assert chart.title == "Nokia: meeting places 12 → 10 (−2)"
    one = build.trend_lines(a_frame(*rows[:1]), measure, view())
    assert network.running(one, "Nokia") is one


@pytest.mark.parametrize("towns", [("Akaa", "Nokia"), ("Akaa", "Nokia", *"ABCDEFGH")])
def test_in_how_many_areas_nothing_is_offered(towns: tuple[str, ...]) -> None:
    # With few areas these are columns, with many rows: the counts are the same.
    measures = [FakeMeasure("step", "Step-free"), FakeMeasure("forms", "Forms", "of 6")]
    values = {"Akaa": 0.0, "Nokia": 50.0}
    rows = [
        a_row(name, values.get(name), "ok" if name in values else "not_mapped", indicator=measure.id)
        for name in towns
        for measure in measures
    ]
    chart = network.by_area(a_frame(*rows), measures, view(), ["step-free"])
    assert chart.title == "Step-free: no place in 1 of the 2 areas where it is known"
    told = "Areas without a single place of the kind, of those where it is known – step-free 1/2."
    left = f" Not mapped: {len(towns) - 2}." if len(towns) > 2 else ""
    assert chart.sentence == told + left


def test_parts_that_are_not_known_are_grey_wherever_they_stand() -> None:
    assert theme.part_colours(["yes", "no", "unknown"]) == (*theme.TWO_SERIES, theme.CONTEXT)
    assert theme.part_colours(["unknown", "a", "b", "c"]) == (theme.CONTEXT, *theme.CATEGORICAL[:3])
    assert theme.part_colours(list("abcdef")) == (*theme.CATEGORICAL, theme.CONTEXT, theme.CONTEXT)
    assert theme.part_colours(["closed", "opened"], diverging=True) == theme.DIVERGING[2]


def test_the_legend_of_tall_bars_stands_above_them() -> None:
    low = operators()
    tall = replace(
        low,
        categories=tuple(Category(str(i), f"Area {i}") for i in range(25)),
        series=tuple(replace(series, values=series.values[:1] * 25) for series in low.series),
    )
    assert plotly.figure(low).layout.legend.yanchor == "top"
    drawn = plotly.figure(tall).layout
    assert (drawn.legend.yanchor, drawn.legend.y > 1) == ("bottom", True)
    assert drawn.margin.t > plotly.figure(low).layout.margin.t


def test_a_formula_in_a_name_is_text_in_the_file() -> None:
    chart = network.features([Asked("a", "=1+1", 1, 0, 0)], view())
    assert chart.kind is Kind.STACKED
    assert "'=1+1;1;0;0" in csv_bytes(chart).decode("utf-8-sig")


def test_a_row_without_changes_never_covers_its_name() -> None:
    rows = [Change(date(2026, 1, 1), "Q1 2026", 3, 0), Change(date(2026, 4, 1), "Q2 2026", 0, 0)]

    def anchor(changes: list[Change]) -> str:
        chart = network.turnover(changes, view(), heading="Quarter", notes=())
        return str(next(a.xanchor for a in plotly.figure(chart).layout.annotations if a.text == "0"))

    assert anchor(rows) == "left"
    assert anchor([rows[0], rows[1], Change(date(2026, 7, 1), "Q3 2026", 0, 1)]) == "center"
