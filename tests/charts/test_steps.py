"""Figures of the steps of integration say what they hold, in the three languages."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.charts import steps, theme
from kpdata.charts.chart import Category
from kpdata.charts.steps import Spread
from kpdata.charts.values import AreaWords, View


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
    assert steps.headline("Pirkanmaa", whole, expiring, language) == expected


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
    assert steps.headline_of_one("Nokia", step, name, expiring, language) == expected


@pytest.mark.parametrize("as_share", [True, False])
def test_steps_of_areas_are_parts_of_the_whole(as_share: bool) -> None:
    rows = [spread("Finland", (10, 5, 3, 1, 1, 0), 5), PIRKANMAA]
    chart = steps.by_area(rows, view(), of="county:Pirkanmaa", as_share=as_share, heading="County")
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
    chart = steps.by_area(rows, view(), of="county:Pirkanmaa", as_share=True, heading="County")
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
    chart = steps.progress(rows, view(language))
    assert (chart.title, chart.sentence) == (title, sentence)
    assert steps.progress([], view(language)).is_empty


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
    chart = steps.progress(rows, view())
    assert (chart.title, chart.sentence) == (title, sentence)
    assert len(chart.categories) == len(rows)
