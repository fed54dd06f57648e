"""Figures of integration say what their numbers hold, in the three languages."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.charts import integration, plotly, theme
from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Value
from kpdata.charts.integration import Asked, Next, Spread, Visits
from kpdata.charts.table import table_of
from kpdata.charts.values import AreaWords, View, missing
from kpdata.domain import State

NBSP = "\u00a0"
ALL = ("fi", "sv", "en")
SIGNS = ("○", "▷", "▶", "!", "●!", "●")
FALLEN, EXPIRING, DONE = 4, 5, 6


def view(language: str = "en") -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, date(2026, 11, 15), area=area, source="follow-up")


def spread(name: str, counts: tuple[int, ...], unrecorded: int = 0, *, own: bool = False) -> Spread:
    return Spread(Category(f"county:{name}", name, own=own), counts, unrecorded)


PIRKANMAA = spread("Pirkanmaa", (4, 4, 8, 5, 1, 0), 1, own=True)


@pytest.mark.parametrize(
    ("language", "whole", "expiring", "expected"),
    [
        ("fi", PIRKANMAA, 3, ("Pirkanmaa: 6/23 kunnasta vähintään portaalla 3; "
                             "3 kunnassa näyttöä vanhenee 90 päivän kuluessa")),
        ("fi", PIRKANMAA, 0, ("Pirkanmaa: 6/23 kunnasta vähintään portaalla 3; "
                             "näyttöä ei vanhene 90 päivän kuluessa")),
        ("sv", PIRKANMAA, 1, ("Pirkanmaa: 6 av 23 kommuner på minst steg 3; "
                             "belägg går ut inom 90 dagar i 1 kommun")),
        ("en", PIRKANMAA, 1, ("Pirkanmaa: 6 of 23 municipalities at step 3 or above; "
                             "evidence expires within 90 days in 1 municipality")),
        ("en", PIRKANMAA, 2, ("Pirkanmaa: 6 of 23 municipalities at step 3 or above; "
                             "evidence expires within 90 days in 2 municipalities")),
        ("en", spread("X", (0,) * 6, 4), 0, "Pirkanmaa: nothing is recorded of integration"),
        ("en", spread("X", (0,) * 6), 0, "Pirkanmaa: no municipalities, so no integration to follow"),
    ],
)  # fmt: skip
def test_the_headline_of_an_area(language: str, whole: Spread, expiring: int, expected: str) -> None:
    assert integration.headline("Pirkanmaa", whole, expiring, language) == expected


@pytest.mark.parametrize(
    ("language", "step", "name", "expiring", "expected"),
    [
        ("fi", 2, "nimetty", 1, ("Nokia: integroinnissa portaalla 2/5 (nimetty); "
                                "1 kriteerin näyttö vanhenee 90 päivän kuluessa")),
        ("sv", 0, "ännu inte påbörjat", 0, ("Nokia: integreringen på steg 0 av 5 (ännu inte påbörjat); "
                                           "inget belägg går ut inom 90 dagar")),
        ("en", 5, "anchored", 2, ("Nokia: integration at step 5 of 5 (anchored); "
                                 "evidence of 2 criteria expires within 90 days")),
        ("en", None, "", 0, "Nokia: nothing is recorded of integration"),
    ],
)  # fmt: skip
def test_the_headline_of_a_municipality(
    language: str, step: int | None, name: str, expiring: int, expected: str
) -> None:
    assert integration.headline_of_one("Nokia", step, name, expiring, language) == expected


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


@pytest.mark.parametrize("as_share", [True, False])
def test_steps_of_areas_are_parts_of_the_whole(as_share: bool) -> None:
    rows = [spread("Finland", (10, 5, 3, 1, 1, 0), 5), PIRKANMAA]
    chart = integration.steps_by_area(
        rows, view(), of="county:Pirkanmaa", as_share=as_share, heading="County"
    )
    assert chart.title == "Pirkanmaa: 6 of 23 municipalities at step 3 or above"
    assert chart.sentence == (
        "Pirkanmaa: step 0: 4, step 1: 4, step 2: 8, step 3: 5, step 4: 1, nothing recorded: 1."
    )
    totals = [sum(series.values[i].value or 0 for series in chart.series) for i in range(2)]
    assert totals == pytest.approx([100, 100] if as_share else [25, 23])
    assert [category.name for category in chart.categories] == ["Finland (25)", "Pirkanmaa (23)"]
    assert chart.series[-1].name == "Nothing recorded"
    assert chart.series[-1].values[0].shown == ("20%" if as_share else "5")
    colours = theme.part_colours([series.key for series in chart.series])
    assert len(set(colours)) == 7
    assert colours[-1] == theme.CONTEXT


def test_an_area_without_records_is_not_at_step_zero() -> None:
    rows = [spread("Pirkanmaa", (0,) * 6, 3, own=True)]
    chart = integration.steps_by_area(rows, view(), of="county:Pirkanmaa", as_share=True, heading="County")
    assert chart.series[0].values[0].value == 0
    assert chart.series[-1].values[0].value == 100
    assert chart.title == "Pirkanmaa: nothing is recorded of integration"
    assert chart.sentence == "Pirkanmaa: nothing recorded: 3. Nothing recorded in 1 area."


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("fi", "Vähintään portaalla 3: 1 → 2 kuntaa (kuntia yhteensä 4)",
         ("31.12.2025: porras 1: 2, porras 3: 1, ei kirjauksia: 1. "
         "15.11.2026: porras 1: 2, porras 4: 2.")),
        ("en", "At step 3 or above: 1 → 2 of 4 municipalities",
         "31.12.2025: step 1: 2, step 3: 1, nothing recorded: 1. 15.11.2026: step 1: 2, step 4: 2."),
    ],
)  # fmt: skip
def test_steps_over_time(language: str, title: str, sentence: str) -> None:
    rows = [spread("31.12.2025", (0, 2, 0, 1, 0, 0), 1), spread("15.11.2026", (0, 2, 0, 0, 2, 0))]
    chart = integration.progress(rows, view(language))
    assert (chart.title, chart.sentence) == (title, sentence)
    assert integration.progress([], view(language)).is_empty


SILENT, EARLY = spread("30.9.2025", (0,) * 6, 4), spread("31.12.2025", (1, 2, 0, 0, 0, 0), 1)
TODAY = spread("15.11.2026", (0, 2, 0, 0, 2, 0))


@pytest.mark.parametrize(
    ("rows", "title", "sentence"),
    [
        # The arrow starts on the first day of which something is known.
        ([SILENT, EARLY, TODAY], "At step 3 or above: 0 → 2 of 4 municipalities",
         "31.12.2025: step 0: 1, step 1: 2, nothing recorded: 1. 15.11.2026: step 1: 2, step 4: 2."),
        ([SILENT, TODAY], "15.11.2026: 2 of 4 municipalities at step 3 or above",
         "15.11.2026: step 1: 2, step 4: 2."),
        ([SILENT, SILENT], "Pirkanmaa: nothing is recorded of integration",
         "Pirkanmaa: nothing is recorded of integration."),
    ],
)  # fmt: skip
def test_days_without_records_are_no_steps(rows: list[Spread], title: str, sentence: str) -> None:
    chart = integration.progress(rows, view())
    assert (chart.title, chart.sentence) == (title, sentence)
    assert len(chart.categories) == len(rows)


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


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Kunnat, joissa on käyty: boards 2/7, groups 0/7"),
        ("sv", "Besökta kommuner: boards 2/7, groups 0/7"),
        ("en", "Municipalities visited: boards 2/7, groups 0/7"),
    ],
)
def test_visits(language: str, title: str) -> None:
    rows = [Visits("b", "Boards", 2, 1, 1, 1, 2), Visits("g", "Groups", 0, 0, 0, 0, 7)]
    chart = integration.visits(rows, view(language))
    assert chart.title == title
    for i, row in enumerate(rows):
        assert sum(series.values[i].value or 0 for series in chart.series) == row.total == 7
    assert integration.visits([Visits("b", "Boards", 0, 0, 0, 0, 0)], view()).is_empty


def test_no_role_tells_who_holds_it() -> None:
    chart = integration.role_counts(
        [(Category("coordinator", "Coordinator"), (2, 0, 1))],
        [("ngo", "NGO"), ("parish", "Parish"), ("none", "Not named")],
        view(),
        title="T",
        sentence="S.",
    )
    assert [value.group for series in chart.series for value in series.values][1] is None
    assert "Roles only: who holds them is not kept here." in chart.notes
    assert [cell.text for cell in table_of(chart).rows[0]] == ["Coordinator", "2", "0", "1"]


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
