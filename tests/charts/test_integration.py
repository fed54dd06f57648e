"""Figures of the criteria of integration say what they hold, in the three languages."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.charts import integration, plotly, theme
from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Value
from kpdata.charts.integration import Asked, Next
from kpdata.charts.values import AreaWords, View, missing
from kpdata.domain import State

NBSP = "\u00a0"
SIGNS = ("○", "▷", "▶", "!", "●!", "●")
FALLEN, EXPIRING, DONE = 4, 5, 6


def view(language: str = "en") -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, date(2026, 11, 15), area=area, source="follow-up")


def cell(group: int | None, beside: str = "") -> Value:
    if group is None:
        return missing(State.UNKNOWN, "en")
    return Value(State.OK, "word", group=group, beside=beside)


TOWNS = {"Akaa": 1, "Nokia": 2, "Orivesi": 2, "Urjala": None}
COLUMNS = (
    Asked("mapped", 1, "Mapping", True),
    Asked("budget", 5, "Resources", True),
    Asked("own", 4, "Own", False),
)
CELLS = {
    "Akaa": (DONE, FALLEN, FALLEN),
    "Nokia": (DONE, EXPIRING, EXPIRING),
    "Orivesi": (EXPIRING, EXPIRING, 1),
    "Urjala": (None, None, None),
    "Ikaalinen": (None, None, None),
}


def matrix(towns: dict[str, int | None], language: str = "en") -> Chart:
    return integration.criteria_matrix(
        [(Category(f"municipality:{name}", name), step) for name, step in towns.items()],
        COLUMNS,
        {
            (f"municipality:{name}", column.key): cell(group, "7" if group in (FALLEN, DONE) else "")
            for name in towns
            for column, group in zip(COLUMNS, CELLS[name], strict=True)
        },
        [ColourClass(f"class {n}", sign) for n, sign in enumerate(SIGNS)],
        view(language),
        in_force=frozenset({EXPIRING, DONE}),
        fallen=FALLEN,
        expiring=EXPIRING,
    )


def test_rows_stand_by_step_and_then_by_name() -> None:
    chart = matrix(TOWNS)
    assert [category.name for category in chart.categories] == ["Nokia", "Orivesi", "Akaa", "Urjala"]
    assert [value.shown for value in chart.series[0].values] == ["2", "2", "1", ".."]
    assert [series.name for series in chart.series] == ["Step", "1 Mapping", "5 Resources", "4 Own"]
    assert chart.subtitle.startswith("Pirkanmaa · ")


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("fi", "Harvimmin voimassa: Resources (2/4 kunnassa)",
         ("Näyttö vanhentunut tai puuttuu: 1 kriteeri 1 kunnassa. "
         "Vanhenee 90 päivän kuluessa: 3 kriteeriä 2 kunnassa. Ei kirjauksia: Urjala.")),
        ("sv", "Mest sällan i kraft: Resources (2 av 4 kommuner)",
         ("Belägg föråldrat eller saknas: 1 kriterium i 1 kommun. "
         "Går ut inom 90 dagar: 3 kriterier i 2 kommuner. Inga anteckningar: Urjala.")),
        ("en", "Least often in force: Resources (2 of 4 municipalities)",
         ("Evidence stale or missing: 1 criterion in 1 municipality. "
         "Expires within 90 days: 3 criteria in 2 municipalities. Nothing recorded: Urjala.")),
    ],
)  # fmt: skip
def test_the_matrix_tells_of_the_twelve_only(language: str, title: str, sentence: str) -> None:
    chart = matrix(TOWNS, language)
    assert (chart.title, chart.sentence) == (title, sentence)


def test_a_matrix_of_one_municipality() -> None:
    chart = matrix({"Akaa": 1})
    assert chart.title == "1 of 2 integration criteria done and in force"
    assert chart.sentence.endswith("No evidence expires within 90 days.")
    assert matrix({}).is_empty


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("fi", "Urjala: integroinnista ei ole kirjauksia", "Ei kirjauksia: Urjala."),
        ("sv", "Urjala: inga anteckningar om integreringen", "Inga anteckningar: Urjala."),
        ("en", "Urjala: nothing is recorded of integration", "Nothing recorded: Urjala."),
    ],
)
def test_a_matrix_without_records_tells_nothing_of_evidence(language: str, title: str, sentence: str) -> None:
    chart = matrix({"Urjala": None}, language)
    assert (chart.title, chart.sentence) == (title, sentence)


def test_a_matrix_of_an_area_without_records() -> None:
    chart = matrix({"Urjala": None, "Ikaalinen": None})
    assert chart.title == "Pirkanmaa: nothing is recorded of integration"
    assert chart.sentence == "Nothing recorded: Urjala and Ikaalinen."


def test_the_age_of_evidence_stands_beside_its_sign() -> None:
    figure = plotly.figure(matrix(TOWNS), width=1000)
    drawn = [text for trace in figure.data if getattr(trace, "mode", "") == "text" for text in trace.text]
    assert f"●{NBSP}7" in drawn
    assert f"!{NBSP}7" in drawn
    assert "●!" in drawn
    names = [str(trace.name) for trace in figure.data]
    assert len(theme.STATUS[6]) == len(set(theme.STATUS[6])) == 6
    assert any("class 3" in name for name in names)


def test_counties_by_criterion() -> None:
    rows = [Category("country:FI", "Finland", own=True), Category("county:08", "Pirkanmaa")]
    shares = {"country:FI": (80.0, 6.0), "county:08": (100.0, 0.0)}
    cells = {
        (key, column.key): Value(State.OK, f"{value:.0f}%", value)
        for key, values in shares.items()
        for column, value in zip(COLUMNS, values, strict=False)
    }
    chart = integration.shares_by_area(
        rows, COLUMNS[:2], cells, view(), heading="County", definition="Share."
    )
    assert chart.kind is Kind.HEAT
    assert chart.title == "Finland, least often in force: Resources, in 6% of municipalities"
    assert chart.sentence == "Finland: from 6% (Resources) to 80% (Mapping) of municipalities."
    assert [value.group for value in chart.series[0].values] == [5, 5]
    unknown = {key: missing(State.UNKNOWN, "en") for key in cells}
    empty = integration.shares_by_area(
        rows, COLUMNS[:2], unknown, view(), heading="County", definition="Share."
    )
    assert empty.sentence == "There is no number to show."


LISTED = (
    Next("Akaa", 1, ("Contact person",)),
    Next("Nokia", 2, ("Seat", "Group")),
    Next("Virrat", 1, ("Contact person", "Working group")),
    Next("Pori", 5, ()),
    Next("Urjala", None, ()),
)


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("fi", "Yhden kriteerin päässä seuraavasta portaasta: 1 kunta",
         ("Seuraavalta portaalta puuttuu useimmin: Contact person (2). Jo ylimmällä portaalla: 1. "
         "Ei kirjauksia: 1.")),
        ("sv", "Ett kriterium ifrån nästa steg: 1 kommun",
         ("Oftast saknas för nästa steg: Contact person (2). Redan på högsta steget: 1. "
         "Inga anteckningar: 1.")),
        ("en", "One criterion away from the next step: 1 municipality",
         ("Most often missing for the next step: Contact person (2). At the highest step already: 1. "
         "Nothing recorded: 1.")),
    ],
)  # fmt: skip
def test_what_is_missing_for_the_next_step(language: str, title: str, sentence: str) -> None:
    assert integration.next_steps(LISTED, language) == (title, sentence)


def test_what_one_municipality_lacks() -> None:
    assert integration.next_steps(LISTED[1:2], "en") == (
        "Nokia: 2 criteria missing for step 3",
        "Missing: Seat; Group.",
    )
    assert integration.next_steps(LISTED[3:4], "en") == (
        "Pori: the highest step is reached",
        "Pori: the highest step is reached.",
    )


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("fi", "Urjala: integroinnista ei ole kirjauksia", "Ei kirjauksia integroinnista: 2 kuntaa"),
        ("sv", "Urjala: inga anteckningar om integreringen",
         "Inga anteckningar om integreringen: 2 kommuner"),
        ("en", "Urjala: nothing is recorded of integration",
         "Nothing is recorded of integration: 2 municipalities"),
    ],
)  # fmt: skip
def test_what_is_not_recorded_is_not_missing(language: str, one: str, several: str) -> None:
    silent = Next("Urjala", None, ())
    assert integration.next_steps([silent], language) == (one, f"{one}.")
    assert integration.next_steps([silent, silent], language) == (several, f"{several}.")


def test_many_names_are_counted() -> None:
    cells = {(f"municipality:{n}", str(c)): cell(1) for n in "A" for c in range(5)}
    chart = integration.criteria_matrix(
        [(Category("municipality:A", "A"), 0), (Category("municipality:B", "B"), 0)],
        [Asked(str(c), 1, f"C{c}", True) for c in range(5)],
        cells,
        [ColourClass("x", "○")] * 6,
        view(),
        in_force=frozenset({6}),
        fallen=4,
        expiring=5,
    )
    assert chart.title == "Least often in force: C0, C1 and 3 others (0 of 2 municipalities)"
