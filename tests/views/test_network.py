"""What the page of the network puts together from the sample, without a browser."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from kpdata.charts.chart import Chart
from kpdata.domain import AreaKey, AreaLevel
from kpdata.export.csv import csv_bytes
from kpdata.ui.drawn import drawn
from kpdata.views import data, network, network_places
from kpdata.views.address import Address
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.network_places import SORTS
from kpdata.views.request import Request


def request(source: Source, language: str = "en", **params: str) -> Request:
    area = params.setdefault("area", "county:08")
    params.setdefault("level", area.partition(":")[0])
    return Request.read(source, Address(params), language, network.LEVELS)


def shown(source: Source, language: str = "en", **params: str) -> Cards:
    asked = request(source, language, **params)
    return network.cards(asked, network.choices(asked))


def column(chart: Chart, key: str) -> list[str]:
    return [value.shown for value in next(s for s in chart.series if s.key == key).values]


def test_the_finding_and_the_figures_agree(source: Source) -> None:
    page = shown(source)
    figures = {figure.title: figure.value.shown for figure in page.figures()}
    places, share = figures["Meeting places"], figures["Run by the largest operator"]
    assert page.headline.endswith(f"of {places} ({share})")
    frame = data.table(source, request(source).selection, ["places"], AreaLevel.COUNTY, ["08"])
    assert places == f"{frame['value'].iloc[0]:.0f}"
    features = page.card("features").chart
    for i in range(len(features.categories)):
        assert sum(series.values[i].value or 0 for series in features.series) == float(places)
    types = page.card("types").chart
    counted = sum(value.value or 0 for series in types.series for value in series.values)
    assert counted == float(places)


def test_the_line_rises_by_what_opened_less_what_closed(source: Source) -> None:
    page = shown(source, step="month")
    line = [value.value or 0 for value in page.card("running").chart.values]
    closed, opened = (series.values for series in page.card("turnover").chart.series)
    changes = [(o.value or 0) - (c.value or 0) for o, c in zip(opened, closed, strict=True)]
    assert len(line) == len(changes) + 1 == 25
    assert [after - before for before, after in itertools.pairwise(line)] == changes


def test_counties_stand_side_by_side_in_the_country_and_municipalities_elsewhere(source: Source) -> None:
    country = network.beside(source, request(source, area="country:FI").selection)
    assert (country[0], "08" in country[1]) == (AreaLevel.COUNTY, True)
    for area in ("county:08", "municipality:837", "centre:pk001"):
        level, codes = network.beside(source, request(source, area=area).selection)
        assert (level, "837" in codes, len(codes)) == (AreaLevel.MUNICIPALITY, True, 23)
    town = shown(source, area="municipality:837").card("operators").chart
    assert [category.key for category in town.categories if category.own] == ["municipality:837"]


def test_a_ranking_holds_one_definition(source: Source) -> None:
    asked = request(source)
    chosen = network.choices(asked)
    for definition, count in chosen.rankings.items():
        chart = network.cards(asked, replace(chosen, definition=definition)).card("dependence").chart
        known = [value for value in chart.series[0].values if value.is_known]
        assert len(known) == count
        assert chart.left_out == sum(chosen.rankings.values()) - count


def test_the_what_if_of_everybody_leaving_one_by_one_takes_every_place(source: Source) -> None:
    asked = request(source)
    chosen = network.choices(asked)
    types = [key for key in chosen.leaving if ":" not in key]
    stopping = 0
    for leaves in types:
        title = network.cards(asked, replace(chosen, leaves=leaves)).card("leaving").chart.title
        stopping += int(title.split("” ")[1].split(" of ")[0])
    assert stopping == int(network.cards(asked, chosen).figures()[0].value.shown)


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_of_the_list(source: Source, sort: str) -> None:
    chart = shown(source, sort=sort, status="all").card("places").chart
    names = [category.name for category in chart.categories]
    assert len(names) == 72
    if sort == "name":
        assert names == sorted(names, key=data.collation)
    elif sort == "municipality":
        towns = column(chart, "town")
        assert towns == sorted(towns, key=data.collation)
    elif sort == "hours":
        hours = [float(text) if text != ".." else -1.0 for text in column(chart, "hours")]
        assert hours == sorted(hours, reverse=True)
    else:
        assert sorted(names) == sorted(
            category.name for category in shown(source, status="all").card("places").chart.categories
        )


def test_the_longest_unchecked_place_comes_first(source: Source) -> None:
    asked = request(source, sort="checked", status="all")
    rows = network_places.rows(source, asked.selection, network_places.choices(asked).filter, "checked")
    days = [day.toordinal() if day else 0 for day in rows["checked"]]
    assert days == sorted(days)


def test_the_file_holds_the_filtered_list_as_safe_text(source: Source) -> None:
    card = shown(source, operator="parish").card("places")
    chart = card.chart
    first = replace(chart.categories[0], name='=HYPERLINK("http://evil.example")')
    text = csv_bytes(replace(chart, categories=(first, *chart.categories[1:]))).decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in text
    assert set(column(chart, "operator")) == {"parish"}
    assert len([line for line in text.splitlines() if ";parish;" in line]) == len(chart.categories)


def test_only_the_first_rows_of_a_long_list_are_drawn_but_the_file_has_all(source: Source) -> None:
    card = shown(source, status="all").card("places")
    short = Card(card.chart, card.width, card.area, plain=True, rows=10)
    assert drawn(short).table.count("<tr>") == 11
    assert drawn(card).table.count("<tr>") == 73
    assert len([line for line in csv_bytes(short.chart).splitlines() if line.count(b";") >= 10]) == 73


def test_names_of_places_are_escaped_on_the_page(source: Source) -> None:
    card = shown(source).card("places")
    evil = replace(card.chart.categories[0], name="<img src=x onerror=alert(1)>")
    table = drawn(Card(replace(card.chart, categories=(evil, *card.chart.categories[1:])), plain=True)).table
    assert "<img" not in table
    assert "&lt;img" in table


@pytest.mark.parametrize(
    ("language", "status"), [("fi", "toiminnassa"), ("sv", "verksam"), ("en", "running")]
)
def test_states_stand_in_words(source: Source, language: str, status: str) -> None:
    words = set(column(shown(source, language, status="all").card("places").chart, "status"))
    assert status in words
    assert len(words) >= 2


def test_a_place_of_another_area_can_be_looked_at(source: Source) -> None:
    page = shown(source, area="municipality:020", place="kp0002")
    assert page.card("place").chart.title == "Family café, run by: NGO"
    assert "place-hours" in page.parts
    elsewhere = shown(source, area="municipality:837", place="kp0002")
    assert elsewhere.card("place").chart.title == page.card("place").chart.title


def test_an_area_without_places_says_so(source: Source) -> None:
    figures = data.figures(source)
    empty = next(
        code
        for code in figures.members(AreaKey(AreaLevel.COUNTY, "08"), AreaLevel.MUNICIPALITY)
        if not figures.members(AreaKey(AreaLevel.MUNICIPALITY, code), AreaLevel.PLACE)
    )
    page = shown(source, area=f"municipality:{empty}")
    assert page.headline.endswith(": no active meeting places")
    assert "leaving" not in page.parts
    assert page.card("features").chart.is_empty
    assert page.card("places").chart.title == "No place passes the filters"
