"""Sentences and figures of criteria say what their counts hold, in the three languages."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.charts import criteria, plotly
from kpdata.charts.chart import Category, Chart, Kind, Value
from kpdata.charts.criteria import Rated
from kpdata.charts.table import table_of
from kpdata.charts.values import AreaWords, View, missing
from kpdata.domain import State
from kpdata.export.csv import csv_bytes
from kpdata.results import Count, Reach
from tests.charts.frames import FakeMeasure, a_frame, a_row

NBSP = "\u00a0"
LONG = "Yhteistyö kumppanien kanssa on aktiivista (neuvolat, järjestöt, seurakunnat ja muut)"


def view(language: str = "en", own: tuple[str, ...] = ()) -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, date(2026, 10, 31), area=area, own=frozenset(own), source="assessments")


def rated(name: str, *counts: int, group: str = "Staff") -> Rated:
    """A criterion with met, partly, not met and left open."""
    return Rated(name.lower(), name, Count(*counts), group)


EVENINGS, PANEL, LENDING = (
    rated("Evenings", 10, 18, 12, 4),
    rated("Panel", 20, 9, 11, 0),
    rated("Lending", 40, 0, 0, 3),
)
NEVER = rated("Storage", 0, 0, 0, 2)


def numbers(chart: Chart, key: str) -> list[float | None]:
    return [value.value for value in next(s for s in chart.series if s.key == key).values]


@pytest.mark.parametrize(
    ("language", "rows", "places", "expected"),
    [
        ("fi", [PANEL, EVENINGS], 72, "Pirkanmaa: useimmin täyttymättä on ”Evenings” (12/40 paikassa)"),
        ("sv", [PANEL, EVENINGS], 72, "Pirkanmaa: oftast ouppfyllt är ”Evenings” (12/40 platser)"),
        ("en", [PANEL, EVENINGS], 72, "Pirkanmaa: most often unmet is “Evenings” (12/40 places)"),
        (
            "fi",
            [rated("A", 1, 0, 2), rated("B", 0, 1, 2), rated("C", 0, 0, 1)],
            9,
            "Pirkanmaa: useimmin täyttymättä on 2 kriteeriä, esimerkiksi ”B” (2/3 paikassa)",
        ),
        (
            "sv",
            [rated("A", 1, 0, 2), rated("B", 2, 0, 2)],
            9,
            "Pirkanmaa: oftast ouppfyllda är 2 kriterier, till exempel ”A” (2/3 platser)",
        ),
        ("fi", [LENDING], 9, "Pirkanmaa: kaikki arvioidut kriteerit täyttyvät ainakin osin"),
        ("en", [NEVER], 9, "Pirkanmaa: no minimum criterion has been assessed"),
        ("fi", [], 0, "Pirkanmaa: ei toiminnassa olevia kohtaamispaikkoja"),
    ],
)
def test_the_headline(language: str, rows: list[Rated], places: int, expected: str) -> None:
    assert criteria.headline("Pirkanmaa", rows, places, language) == expected


@pytest.mark.parametrize(
    ("language", "rows", "active", "expected"),
    [
        ("fi", [rated("A", 1), rated("B", 0, 0, 1)], True, "Talo: täyttymättä on ”B”"),
        ("sv", [rated("A", 0, 0, 1)], True, "Talo: ouppfyllt är ”A”"),
        (
            "en",
            [rated("A", 0, 0, 1), rated("B", 0, 0, 1)],
            True,
            "Talo: 2 criteria are not met, among them “A”",
        ),
        ("en", [rated("A", 0, 1)], True, "Talo: every criterion assessed is met at least partly"),
        ("en", [NEVER], True, "Talo: no minimum criterion has been assessed"),
        ("fi", [], False, "Talo: paikka ei ole toiminnassa tarkastelupäivänä"),
    ],
)
def test_the_headline_of_one_place(language: str, rows: list[Rated], active: bool, expected: str) -> None:
    assert criteria.headline_of_place("Talo", rows, language, is_active=active) == expected


def groups(language: str = "en") -> Chart:
    rows = [rated("Premises", 6, 2, 2, 5), rated("Network", 1, 0, 3), rated("Staff", 0, 0, 0, 7)]
    shares = {
        "premises": Value(State.OK, "60%", 60.0),
        "network": Value(State.OK, "25%", 25.0),
        "staff": missing(State.UNKNOWN, language),
    }
    return criteria.groups(rows, shares, view(language), Reach(3, 0, 0, 4), notes=("4 of 7 never",))


def test_groups_are_counted_in_four_parts_and_never_added_up() -> None:
    chart = groups()
    assert (chart.kind, chart.title) == (Kind.STACKED, "Fewest met: Network (25%)")
    assert [c.name for c in chart.categories] == ["Premises (60%)", "Network (25%)", "Staff (..)"]
    assert [series.name for series in chart.series] == ["met", "partly met", "not met", "left open"]
    assert [[value.value for value in series.values] for series in chart.series] == [
        [6, 1, 0],
        [2, 0, 0],
        [2, 3, 0],
        [5, 0, 7],
    ]
    assert chart.sentence == (
        "Met of the results that were judged – Premises 60% (6/10); Network 25% (1/4). "
        "Left open in the assessments – Premises 5; Staff 7."
    )
    assert "4 of 7 never" in chart.notes
    # No total of the groups stands anywhere: 7 met, 14 judged, 12 left open.
    told = " ".join([chart.title, chart.sentence, chart.subtitle, *chart.notes])
    assert not {"7/14", "50%"} & set(told.replace("(", " ").replace(")", " ").split())
    assert "12" not in told.replace("2026", "")


@pytest.mark.parametrize(
    ("language", "title", "told"),
    [
        (
            "fi",
            "Vähiten täyttyviä: Network (25%)",
            "Arvioinneissa arvioimatta jätetty – Premises 5; Staff 7.",
        ),
        ("sv", "Minst uppfyllda: Network (25%)", "Obedömda i bedömningarna – Premises 5; Staff 7."),
    ],
)
def test_groups_in_other_languages(language: str, title: str, told: str) -> None:
    chart = groups(language)
    assert chart.title == title
    assert chart.sentence.endswith(told)


def test_nothing_assessed_and_nothing_active() -> None:
    empty = [rated("Premises")]
    unknown = {"premises": missing(State.UNKNOWN, "en")}
    chart = criteria.groups(empty, unknown, view(), Reach(0, 0, 0, 4))
    assert (chart.is_empty, chart.title) == (True, "Nothing has been assessed")
    chart = criteria.groups(empty, unknown, view(), Reach(0, 0, 0, 0))
    assert (chart.is_empty, chart.title) == (True, "No active meeting places")


def test_places_never_assessed_stand_apart_from_criteria_left_open() -> None:
    areas = [
        (Category("municipality:100", "Kylä", own=True), Reach(2, 1, 1, 4)),
        (Category("municipality:200", "Lahti"), Reach(0, 0, 0, 3)),
        (Category("municipality:300", "Saari"), Reach(0, 0, 0, 0)),
    ]
    chart = criteria.reached(areas, Reach(2, 1, 1, 7), view(), "Municipality")
    assert chart.title == "Assessed in the last 24 months: 2/11 active places"
    assert [c.name for c in chart.categories] == ["Kylä (2/8)", "Lahti (0/3)"]
    assert [series.key for series in chart.series] == ["recent", "earlier", "open", "unknown"]
    assert [[value.value for value in series.values] for series in chart.series] == [
        [2, 0],
        [1, 0],
        [1, 0],
        [4, 3],
    ]
    assert chart.sentence == (
        "Active places by their assessment – in the last 24 months 2, earlier only 1, "
        "begun, everything left open 1, never assessed 7. "
        "Areas without an active place, not in the figure: 1."
    )


def test_criteria_are_ranked_by_the_places_where_they_are_not_met() -> None:
    more = [rated(f"C{n}", 1, 0, 1) for n in range(12)]
    chart = criteria.unmet([LENDING, PANEL, NEVER, EVENINGS, *more], view())
    assert chart.title == "Most often unmet: “Evenings”, 12/40 places"
    assert [c.name for c in chart.categories][:3] == ["Evenings (12/40)", "Panel (11/40)", "C0 (1/2)"]
    assert len(chart.categories) == criteria.MOST_RANKED
    assert numbers(chart, "not_met")[:3] == [12, 11, 1]
    assert numbers(chart, "unknown")[:2] == [4, 0]
    assert "The first 10 of 14 are drawn; the list below has all of them." in chart.notes
    assert chart.sentence == (
        "Not met of the places where it was judged – “Evenings” 12/40; “Panel” 11/40; “C0” 1/2."
    )
    assert criteria.unmet([LENDING], view()).title == "No criterion is unmet in any place"
    nothing = criteria.unmet([NEVER], view("fi"))
    assert (nothing.title, nothing.is_empty) == ("Mitään ei ole arvioitu", True)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Useimmin täyttymättä 2 kriteeriä, esimerkiksi ”B”, 2/5 paikassa"),
        ("sv", "Oftast ouppfyllda: 2 kriterier, till exempel ”B”, 2/5 platser"),
        ("en", "Most often unmet: 2 criteria, among them “B”, 2/5 places"),
    ],
)
def test_a_tie_of_the_unmet_is_counted(language: str, title: str) -> None:
    rows = [rated("A", 5, 0, 2), rated("B", 2, 1, 2), rated("C", 2, 0, 1)]
    assert criteria.unmet(rows, view(language)).title == title
    # More than are drawn can share the first place.
    many = [rated(f"C{n}", 1, 0, 1) for n in range(12)]
    assert criteria.unmet(many, view()).title == "Most often unmet: 12 criteria, among them “C0”, 1/2 places"


def test_a_tie_is_settled_by_partly_met_then_by_the_order_of_the_framework() -> None:
    rows = [rated("A", 5, 0, 2), rated("B", 3, 2, 2), rated("C", 3, 2, 2)]
    assert [row.name for row in criteria.ranked(rows)] == ["B", "C", "A"]


def test_the_list_holds_every_criterion_and_keeps_unknown_from_zero() -> None:
    chart = criteria.every_criterion([LENDING, EVENINGS, NEVER, rated("Rents")], view())
    assert chart.title == "Unmet in some place: 1 of 4 criteria and questions"
    assert chart.sentence == "Judged in some place: 2 of 4."
    assert [c.name for c in chart.categories] == ["Evenings", "Lending", "Storage", "Rents"]
    assert numbers(chart, "not_met") == [12, 0, 0, None]
    assert numbers(chart, "not_assessed") == [4, 3, 2, None]
    assert numbers(chart, "places") == [44, 43, 2, None]
    text = csv_bytes(chart).decode("utf-8-sig")
    assert "Evenings;Staff;12;18;10;4;44" in text.replace('"', "")


def test_lskl_ids_are_shown_as_they_are() -> None:
    chart = criteria.lskl([Rated("oma:id 1", "oma:id 1", Count(1, 0, 2, 0))], view("fi"))
    assert chart.title == "Kriteeristö lskl: 1 kriteeri"
    assert [c.name for c in chart.categories] == ["oma:id 1"]
    assert (numbers(chart, "met"), numbers(chart, "not_met"), numbers(chart, "places")) == ([1], [2], [3])


def by_area(language: str = "en", *values: float | None, beside: str = "") -> Chart:
    names = [f"Town {n}" for n in range(len(values))]
    rows = [
        a_row(name, value, "ok" if value is not None else "unknown", area_id=f"{n:03d}", indicator=measure)
        for n, (name, value) in enumerate(zip(names, values, strict=True))
        for measure in ("premises", "network")
    ]
    for row in rows:
        if row["indicator"] == "premises" and row["value"] is not None:
            row["value"] = 50.0
    measures = [FakeMeasure("premises", "Premises, long"), FakeMeasure("network", "Network, long")]
    short = {"premises": "Premises", "network": "Network"}
    return criteria.by_area(a_frame(*rows), measures, short, view(language), "met / judged", beside=beside)


@pytest.mark.parametrize("count", [4, 12])
def test_side_by_side_tells_where_areas_differ_most(count: int) -> None:
    chart = by_area("en", 20.0, *([60.0] * (count - 2)), None)
    assert chart.title == "Network: from 20% to 60% by area"
    assert chart.sentence.startswith("Network: lowest Town 0 20%, highest Town ")
    assert chart.sentence.endswith(f"judged in {count - 1} of {count}.")
    assert "Network" in [series.name for series in chart.series] + [c.name for c in chart.categories]
    assert chart.subtitle.startswith("Criteria met of those judged · ")
    assert by_area("en", 20.0, 60.0, beside="network").title == "Premises: all areas alike, 50%"
    few = by_area("en", None, None, 20.0)
    assert few.sentence == f"{few.title}." == "Too few areas have been assessed to be compared."
    assert by_area("fi", 50.0, 50.0).title == (
        f"Premises ja Network: kaikki alueet samalla tasolla, 50{NBSP}%"
    )


def test_side_by_side_names_every_area_and_group_of_a_tie() -> None:
    # Town 0 and Town 1 are lowest, three are highest.
    chart = by_area("en", 20.0, 20.0, 60.0, 60.0, 60.0)
    assert chart.sentence == (
        "Network: lowest Town 0 and Town 1 20%, highest Town 2, Town 3 and Town 4 60%; judged in 5 of 5."
    )
    many = by_area("fi", 20.0, *([60.0] * 9))
    assert many.sentence == (
        f"Network: matalin Town 0 20{NBSP}%, korkein Town 1, Town 2 ja 7 muuta 60{NBSP}%; arvioitu 10/10."
    )


def test_side_by_side_of_groups_that_are_alike() -> None:
    alike = by_area("en", 50.0, 50.0)
    assert alike.title == "Premises and Network: all areas alike, 50%"
    assert alike.sentence == "Premises: 50%, judged in 2 of 2. Network: 50%, judged in 2 of 2."
    assert by_area("en", 50.0, 50.0, beside="network").sentence == "Premises: 50%, judged in 2 of 2."
    apart = by_area("sv", 60.0, 60.0)
    assert apart.title == "Alla områden lika i varje grupp"
    assert apart.sentence == (f"Premises: 50{NBSP}%, bedömt i 2 av 2. Network: 60{NBSP}%, bedömt i 2 av 2.")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Premises ja Network: alueiden erot suurimmat, 40 prosenttiyksikköä"),
        ("sv", "Premises och Network: störst skillnader mellan områdena, 40 procentenheter"),
        ("en", "Premises and Network: areas differ most, by 40 percentage points"),
    ],
)
def test_groups_that_differ_as_much_are_all_named(language: str, title: str) -> None:
    rows = [
        a_row(f"Town {n}", value, "ok", area_id=f"{n:03d}", indicator=measure)
        for n, pair in enumerate([(20.0, 40.0), (60.0, 80.0)])
        for measure, value in zip(("premises", "network"), pair, strict=True)
    ]
    measures = [FakeMeasure("premises", "Premises, long"), FakeMeasure("network", "Network, long")]
    short = {"premises": "Premises", "network": "Network"}
    chart = criteria.by_area(a_frame(*rows), measures, short, view(language), "met / judged")
    assert chart.title == title
    if language == "en":
        assert chart.sentence == (
            "Premises: lowest Town 0 20%, highest Town 1 60%; judged in 2 of 2. "
            "Network: lowest Town 0 40%, highest Town 1 80%; judged in 2 of 2."
        )


def test_long_titles_wrap_and_are_not_cut() -> None:
    chart = criteria.unmet([rated(LONG, 1, 1, 3)], view("fi"))
    for width in (520, 680, 1000):
        figure = plotly.figure(chart, width=width)
        label = figure.layout.yaxis.ticktext[0]
        assert label.replace("<br>", " ") == f"{LONG} (3/5)"
        assert figure.layout.margin.l > max(len(line) for line in label.split("<br>")) * 6
    table = table_of(chart)
    assert table.rows[0][0].text == f"{LONG} (3/5)"
