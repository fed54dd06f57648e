"""The page of criteria says what the raw rows of the sample hold, in three languages, at every level."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from sqlalchemy import select

from kpdata.charts.chart import Chart, Kind
from kpdata.criteria import GROUP_NAMES, MAPPING_QUESTIONS, MINIMUM_CRITERIA
from kpdata.domain import AreaKey, AreaLevel, AssessmentKind, State
from kpdata.export.csv import csv_bytes
from kpdata.i18n import LANGUAGES
from kpdata.indicators import assessed
from kpdata.store import schema
from kpdata.store.db import open_database
from kpdata.views import criteria, data
from kpdata.views.about_criteria import groups, parts, support
from kpdata.views.address import Address
from kpdata.views.cards import Cards
from kpdata.views.data import Source
from kpdata.views.request import Request
from tests import sample_database

AREAS = (
    "country:FI",
    "county:08",
    "region:06",
    "municipality:837",
    "municipality:005",
    "centre:pk001",
    "place:kp0003",
    "group:itaiset_kunnat",
    "group:liikkuvat",
)
TITLES = {c.criterion_id: c for c in (*MINIMUM_CRITERIA, *MAPPING_QUESTIONS)}


def request(source: Source, language: str = "en", **params: str) -> Request:
    area = params.setdefault("area", "county:08")
    params.setdefault("level", area.partition(":")[0])
    return Request.read(source, Address(params), language, criteria.LEVELS)


def shown(source: Source, language: str = "en", **params: str) -> Cards:
    asked = request(source, language, **params)
    return criteria.cards(asked, criteria.choices(asked))


def column(chart: Chart, key: str) -> list[Any]:
    return [value.value for value in next(s for s in chart.series if s.key == key).values]


def percent(part: float, whole: float) -> str:
    """As it is shown: half away from zero."""
    return f"{math.floor(100 * part / whole + 0.5)}%"


@cache
def latest(url: str) -> dict[tuple[str, str], str]:
    """Result of each active place and shipped criterion, straight from the rows: of one day the peer's."""
    with open_database(url).connect() as connection:
        rows = connection.execute(select(schema.assessments)).mappings().all()
        places = connection.execute(select(schema.meeting_places)).mappings().all()
    today = sample_database.TODAY
    active = {
        p["place_id"]
        for p in places
        if p["status"] in (None, "running") or (p["status"] == "closed" and (p["closed_on"] or today) > today)
        if (p["opened_on"] or today) <= today and (p["closed_on"] is None or p["closed_on"] > today)
    }
    found: dict[tuple[str, str], Any] = {}
    for row in rows:
        key = (row["place_id"], row["criterion_id"])
        if row["place_id"] in active and row["criterion_id"] in TITLES and row["framework"] != "lskl":
            when = (row["assessed_on"], row["kind"] == "peer")
            if key not in found or when > found[key][0]:
                found[key] = (when, row["result"])
    return {key: result for key, (_, result) in found.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_is_what_the_rows_say(source: Source, language: str) -> None:
    results = [(c, r) for (_, c), r in latest(source.url).items() if not c.startswith("question")]
    unmet = Counter(c for c, result in results if result == "not_met")
    most = max(unmet.values())
    first = [c.criterion_id for c in MINIMUM_CRITERIA if unmet[c.criterion_id] == most]
    headline = criteria.headline(source, request(source, language).selection)
    named = [c for c in first if f"{TITLES[c].name(language)}" in headline]
    assert len(named) == 1
    judged = sum(1 for c, result in results if c == named[0] and result != "not_assessed")
    words = {"fi": "paikassa", "sv": "platser", "en": "places"}
    assert headline.endswith(f"({most}/{judged} {words[language]})")
    if len(first) == 1:
        assert {"fi": "useimmin täyttymättä on ”", "sv": "oftast ouppfyllt är ”", "en": "unmet is “"}[
            language
        ] in headline


def test_the_counts_are_those_of_the_rows(source: Source) -> None:
    page = shown(source)
    counted = Counter((c, result) for (_, c), result in latest(source.url).items())
    chart = page.card("every").chart
    assert {category.key for category in chart.categories} == set(TITLES)
    for key in ("not_met", "partly", "met", "not_assessed"):
        for category, value in zip(chart.categories, column(chart, key), strict=True):
            assert value == counted[category.key, key], (category.key, key)
    unmet = column(chart, "not_met")
    assert unmet == sorted(unmet, reverse=True)
    drawn = page.card("unmet").chart
    assert column(drawn, "not_met") == unmet[: len(drawn.categories)]


def test_groups_areas_and_key_figures_agree(source: Source) -> None:
    page = shown(source)
    chart = page.card("groups").chart
    figures = {figure.title: figure.value.shown for figure in page.figures()}
    names = [name for _, _, name in GROUP_NAMES.values()]
    assert list(figures) == ["Places assessed", *names]
    met, partly, not_met = (column(chart, key) for key in ("met", "partly", "not_met"))
    for i, name in enumerate(names):
        share = percent(met[i], met[i] + partly[i] + not_met[i])
        assert figures[name] == share
        assert chart.categories[i].name == f"{name} ({share})"
    frame = data.table(source, request(source).selection, ["assessed_share"], AreaLevel.COUNTY, ["08"])
    own = assessed.reach(data.figures(source), AreaKey.parse("county:08"), sample_database.TODAY)
    assert (own.recent, own.total) == (frame["numerator"].iloc[0], frame["denominator"].iloc[0])
    reach = page.card("assessed").chart
    assert [sum(column(reach, key)) for key in ("recent", "earlier", "open", "unknown")] == [
        own.recent,
        own.earlier,
        own.open,
        own.never,
    ]
    assert min(own.recent, own.earlier, own.open, own.never) > 0, "the sample shows every state"


def test_two_ways_of_not_assessed_are_never_mixed(source: Source) -> None:
    chart = shown(source).card("groups").chart
    reach = assessed.reach(data.figures(source), AreaKey.parse("county:08"), sample_database.TODAY)
    left = sum(column(chart, State.UNKNOWN.value))
    assert left == sum(result == "not_assessed" for result in latest(source.url).values())
    assert f"{reach.never} of {reach.total} active places" in "\n".join(chart.notes)


@pytest.mark.parametrize("group", assessed.GROUPS)
def test_the_filter_of_groups(source: Source, group: str) -> None:
    page = shown(source, criteria=group)
    wanted = {c.criterion_id for c in assessed.CRITERIA if assessed.group_of(c) == group}
    assert {c.key for c in page.card("every").chart.categories} == wanted
    assert {c.key for c in page.card("unmet").chart.categories} <= wanted
    assert {c.key for c in page.card("differences").chart.categories} <= wanted
    # The finding and the groups are of the whole area still.
    assert page.headline == shown(source).headline
    assert len(page.card("groups").chart.categories) == 6


def test_self_beside_peer_is_of_the_same_places(source: Source) -> None:
    page = shown(source)
    chart = page.card("agreement").chart
    pairs = assessed.pairs_by_group(data.figures(source), AreaKey.parse("county:08"), sample_database.TODAY)
    for i, category in enumerate(chart.categories):
        pair = pairs[category.key]
        assert [s.values[i].value for s in chart.series] == [pair.self_better, pair.same, pair.peer_better]
        assert category.name.endswith(f"({percent(pair.same, pair.judged)})")
    differ = page.card("differences").chart
    assert sum(column(differ, "both")) == sum(pair.judged for pair in pairs.values())
    shares = page.card("self-peer").chart
    peer = assessed.by_group(
        data.figures(source), AreaKey.parse("county:08"), sample_database.TODAY, AssessmentKind.PEER
    )
    for category, value in zip(shares.categories, shares.series[1].values, strict=True):
        count = peer[category.key]
        assert value.text == f"{percent(count.met, count.judged)} · n = {count.judged}"


def test_support_tells_given_not_given_and_not_known(source: Source) -> None:
    chart = shown(source).card("support").chart
    totals = {sum(series.values[i].value or 0 for series in chart.series) for i in range(6)}
    reach = assessed.reach(data.figures(source), AreaKey.parse("county:08"), sample_database.TODAY)
    assert totals == {reach.total}
    assert len(set(column(chart, State.UNKNOWN.value))) == 1
    assert [c.name.split(":")[0] for c in chart.categories] == [
        "Social",
        *["Psychosocial"] * 3,
        *["Instrumental"] * 2,
    ]
    areas = shown(source).card("support-areas").chart
    frame = data.table(source, request(source).selection, [support.MEAN], AreaLevel.MUNICIPALITY)
    means = {f"municipality:{row['area_id']}": row["value"] for row in frame.to_dict("records")}
    mean = next(s for s in areas.series if s.key == "mean")
    for category, value in zip(areas.categories, mean.values, strict=True):
        if value.value is not None:
            assert value.value == pytest.approx(means[category.key])


def test_one_place_tells_every_criterion_with_day_and_assessor(source: Source) -> None:
    page = shown(source, area="place:kp0003")
    assert {"unmet", "every", "differences", "assessed", "support-areas"} & set(page.parts) == set()
    chart = page.card("place").chart
    assert len(chart.categories) == 43
    results = {c: r for (place, c), r in latest(source.url).items() if place == "kp0003"}
    words = {"met": "● met", "partly": "◑ partly met", "not_met": "○ not met", "not_assessed": "– left open"}
    told = [value.shown.replace("\u00a0", " ") for value in chart.series[1].values]
    assert told == [words[results[category.key]] for category in chart.categories]
    assert all(re.match(r"\d+ \w+ 20\d\d$", value.shown) for value in chart.series[2].values)
    assert {value.shown for value in chart.series[3].values} <= {"self", "peer"}
    filtered = shown(source, area="place:kp0003", criteria="network").card("place").chart
    assert [c.key for c in filtered.categories] == ["network_1", "network_2"]
    # Nobody but the place itself has assessed it: there is nothing to set side by side.
    assert not {"agreement", "self-peer"} & set(page.parts)
    assert len(page.figures()) == 5, "the share of places assessed is not asked of one place"


def test_both_assessments_of_a_place_stand_beside_each_other(source: Source) -> None:
    figures = data.figures(source)
    both = [
        place
        for place in assessed.places_assessed(
            figures, AreaKey.parse("county:08"), sample_database.TODAY, AssessmentKind.PEER
        )
        if assessed.places_with_both(figures, AreaKey(AreaLevel.PLACE, place), sample_database.TODAY)
    ]
    page = shown(source, area=f"place:{both[0]}")
    chart = page.card("place").chart
    assert page.card("self-peer").chart.title.startswith("Self above peer in ")
    rows = assessed.of_place(figures, both[0], sample_database.TODAY)
    for row, own, peer in zip(rows, chart.series[4].values, chart.series[5].values, strict=False):
        assert (own.state is State.UNKNOWN) == (row.own is None)
        assert (peer.state is State.UNKNOWN) == (row.peer is None)
    assert page.card("agreement").chart.kind is Kind.DIVERGING


@pytest.mark.parametrize(
    ("area", "by", "prefix"),
    [
        ("country:FI", "", "county:"),
        ("county:08", "", "municipality:"),
        ("county:08", "centre", "centre:"),
        ("region:06", "", "municipality:"),
        ("municipality:837", "", "place:"),
        ("municipality:837", "municipality", "municipality:"),
        ("group:itaiset_kunnat", "municipality", "municipality:"),
    ],
)
def test_what_stands_side_by_side(source: Source, area: str, by: str, prefix: str) -> None:
    chart = shown(source, area=area, **({"parts": by} if by else {})).card("areas").chart
    keys = [series.key for series in chart.series] + [category.key for category in chart.categories]
    areas = [key for key in keys if ":" in key]
    assert areas
    assert {key.split(":")[0] + ":" for key in areas} == {prefix}
    assert len(areas) == len(set(areas))
    other = [key for key in keys if ":" not in key]
    shares = [*groups.INDICATORS.values()]
    assert other == (shares if prefix == "place:" else [parts.ASSESSED, *shares])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_level_in_every_language_holds_together(source: Source, area: str, language: str) -> None:
    page = shown(source, language, area=area)
    for key, part in page.parts.items():
        if key == "key-figures":
            continue
        chart = page.card(key).chart
        assert chart.title
        assert chart.alt
        assert "{" not in f"{chart.title}{chart.sentence}{''.join(chart.notes)}{chart.definition}"
        assert csv_bytes(chart)
        assert part is page.card(key)
    assert page.headline.startswith(data.area_name(source, AreaKey.parse(area), language))


def test_forged_choices_fall_back_with_a_notice(source: Source) -> None:
    asked = request(source, criteria="<b>", parts="moon")
    chosen = criteria.choices(asked)
    assert (chosen.group, chosen.parts) == ("all", AreaLevel.MUNICIPALITY)
    assert len(asked.address.notices) == 2
    # What another level has is no forgery.
    moved = request(source, area="country:FI", parts="place")
    assert criteria.choices(moved).parts is AreaLevel.COUNTY
    assert moved.address.notices == []


def test_lskl_stands_apart(source: Source) -> None:
    page = shown(source)
    chart = page.card("lskl").chart
    ids = [category.name for category in chart.categories]
    assert ids == sorted(ids)
    assert all(name.startswith("lskl_") for name in ids)
    every = page.card("every").chart
    assert not {c.key for c in every.categories} & set(ids)
