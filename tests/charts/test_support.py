"""Forms of support: given, not given and not known, by form and by area, in three languages."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.charts import support
from kpdata.charts.chart import Category, Kind, Value
from kpdata.charts.support import Form
from kpdata.charts.values import AreaWords, View, missing
from kpdata.domain import State


def view(language: str = "en") -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, date(2026, 10, 31), area=area, source="register")


def forms(peer: int, material: int, known: int, unknown: int) -> list[Form]:
    return [
        Form("peer", "peer support", "Social", peer, known - peer, unknown),
        Form("material", "material", "Instrumental", material, known - material, unknown),
    ]


@pytest.mark.parametrize(
    ("language", "title", "told"),
    [
        ("en", "Rarest form of support: material (2/10 places)", "None of the six: 1. Not known: 4."),
        ("fi", "Harvinaisin tuen muoto: material (2/10 paikassa)", "Ei mitään kuudesta: 1. Ei tietoa: 4."),
        ("sv", "Ovanligaste stödformen: material (2/10 platser)", "Ingen av de sex: 1. Ingen uppgift: 4."),
    ],
)
def test_what_is_not_known_stands_apart_from_what_is_not_given(language: str, title: str, told: str) -> None:
    chart = support.support(forms(9, 2, 10, 4), 1, view(language))
    assert (chart.kind, chart.title) == (Kind.STACKED, title)
    assert chart.sentence.endswith(told)
    assert [c.name for c in chart.categories] == ["Social: peer support", "Instrumental: material"]
    assert [[value.value for value in series.values] for series in chart.series] == [[9, 2], [1, 8], [4, 4]]


def test_nothing_known_nothing_active_and_one_place() -> None:
    unknown = support.support(forms(0, 0, 0, 3), 0, view())
    assert unknown.title == "Forms of support: not known of any place"
    assert unknown.sentence == "The register tells the forms of support of none of the 3 places."
    assert support.support(forms(0, 0, 0, 0), 0, view()).is_empty
    one = support.support(forms(1, 0, 1, 0), 0, view())
    assert (one.title, one.sentence) == ("Forms of support: 1 of 6", "Given: peer support.")
    none = support.support(forms(0, 0, 1, 0), 1, view())
    assert (none.title, none.sentence) == (
        "Forms of support: 0 of 6",
        "The place gives none of the six forms.",
    )


def test_areas_keep_their_state_where_no_place_is_known() -> None:
    mean = Value(State.OK, "1.1", 1.1, 1)
    areas = [
        (Category("municipality:100", "Kylä"), forms(3, 0, 5, 1), mean),
        (Category("municipality:200", "Lahti"), forms(0, 0, 0, 2), missing(State.UNKNOWN, "en")),
        (Category("municipality:300", "Saari"), forms(0, 0, 0, 0), missing(State.PLANNED, "en")),
        (Category("municipality:400", "Niemi"), forms(2, 1, 2, 0), mean),
    ]
    chart = support.support_by_area(areas, view(), "Municipality", "Forms per place")
    peer = next(series for series in chart.series if series.key == "peer").values
    assert [value.state for value in peer] == [State.OK, State.UNKNOWN, State.PLANNED, State.OK]
    assert [value.value for value in peer] == [60, None, None, 100]
    assert [value.group for value in peer] == [4, None, None, 5]
    assert chart.title == "Material: no place in 1 of the 2 areas where it is known"
    assert [series.name for series in chart.series] == ["Peer support", "Material", "Forms per place"]
    assert chart.series[-1].values[0].group is None
    nowhere = support.support_by_area(areas[1:3], view(), "Municipality", "Forms per place")
    assert nowhere.is_empty
    everywhere = support.support_by_area(areas[3:], view(), "Municipality", "Forms per place")
    assert everywhere.title == "Every form of support is given in every area where it is known"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Peer support and material: each without a place in 1 of the 2 areas where it is known"),
        ("fi", "Peer support ja material: kukin puuttuu 1/2 alueelta, joilla asia tiedetään"),
        ("sv", "Peer support och material: var och en saknas i 1 av de 2 områden där saken är känd"),
    ],
)
def test_forms_that_are_as_rare_are_all_named(language: str, title: str) -> None:
    mean = Value(State.OK, "1.1", 1.1, 1)
    areas = [
        (Category("municipality:100", "Kylä"), forms(3, 0, 5, 1), mean),
        (Category("municipality:400", "Niemi"), forms(0, 1, 2, 0), mean),
    ]
    chart = support.support_by_area(areas, view(language), "Municipality", "Forms per place")
    assert chart.title == title
