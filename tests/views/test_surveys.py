"""The page of surveys says what the answers are: against the answers themselves, in three languages."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select

from kpdata.charts.chart import HIDDEN_MARK, Chart, Kind
from kpdata.charts.plotly import figure
from kpdata.domain import HalfYear, Instrument, State
from kpdata.export.csv import csv_bytes
from kpdata.i18n import LANGUAGES
from kpdata.store import schema, summaries
from kpdata.store.db import open_database, reading, writing
from kpdata.views import data, surveys
from kpdata.views.address import Address
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.request import Request
from tests import sample_database
from tests.reference import half_away, wilson

TODAY = date(2026, 11, 15)
VISITOR_CARDS = (
    "answers",
    "yes-no",
    "zero-to-ten",
    "agreement",
    "side-by-side",
    "changes",
    "course",
    "waves",
    "themes-benefit",
    "themes-wish",
    "themes-disappointment",
    "themes-harm",
    "themes-feeling",
    "evaluations",
    "instruments",
    "coverage",
    "rounds",
    "not-comparable",
)


def request_of(source: Source, query: str, language: str = "en") -> Request:
    _, address = Address.of_link(f"kyselyt?{query}")
    return Request.read(source, address, language, surveys.LEVELS, several=True)


def shown(source: Source, query: str = "area=county:08", language: str = "en") -> Cards:
    request = request_of(source, query, language)
    return surveys.cards(request, surveys.choices(request))


def charts(page: Cards) -> dict[str, Chart]:
    return {key: part.chart for key, part in page.parts.items() if isinstance(part, Card)}


def answers_of(source: Source, round_ids: set[str], codes: set[str]) -> dict[str, Counter[int]]:
    """How often each answer was given to each question in some rounds, by those of some municipalities."""
    places, given, told = schema.meeting_places, schema.survey_responses, schema.survey_answers
    with reading(open_database(source.url)) as connection:
        homes = dict(connection.execute(select(places.c.place_id, places.c.municipality)).all())
        where = {
            (row.round_id, row.response_id): homes.get(row.place_id, row.municipality)
            for row in connection.execute(select(given))
        }
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for row in connection.execute(select(told)):
            if row.round_id in round_ids and where[row.round_id, row.response_id] in codes:
                found[row.question_id][row.answer] += 1
    return found


def rounds_of(source: Source, instrument: str, half: HalfYear) -> dict[str, Any]:
    table = schema.survey_rounds
    with reading(open_database(source.url)) as connection:
        rows = connection.execute(select(table).where(table.c.instrument == instrument)).all()
    return {row.round_id: row for row in rows if HalfYear.of(row.ends_on) == half}


def per_cent(part: int, whole: int) -> int:
    return math.floor(100 * part / whole + 0.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_has_a_finding_a_sentence_and_a_file(source: Source, language: str) -> None:
    page = shown(source, language=language)
    found = charts(page)
    assert tuple(found) == VISITOR_CARDS
    assert page.headline.startswith({"sv": "Birkaland, "}.get(language, "Pirkanmaa, "))
    for key, chart in found.items():
        assert chart.title, key
        assert chart.sentence.endswith((".", "?")), key
        assert chart.sample, key
        assert csv_bytes(chart).startswith(b"\xef\xbb\xbf")
        if chart.kind is not Kind.TABLE:
            assert figure(chart).data, key
    names = {"fi": "Vastaajat ovat itse", "sv": "De som svarade valde", "en": "Those who answered chose"}
    for key in ("answers", "agreement", "side-by-side", "changes", "waves", "evaluations", "instruments"):
        assert any(note.startswith(names[language]) for note in found[key].notes), key


def test_the_spread_of_every_question_is_that_of_the_answers(source: Source) -> None:
    half = HalfYear(2026, 2)
    codes = set(data.figures(source).members(data.home(source), data.AreaLevel.MUNICIPALITY))
    raw = answers_of(source, set(rounds_of(source, "visitor", half)), codes)
    page = charts(shown(source))
    by_key = {"answers": "12345", "yes-no": "10"}
    questions = {"v_welcome": "welcome", "v_hours": "opening_hours"}
    likert, yes_no, ten = page["answers"], page["yes-no"], page["zero-to-ten"]
    assert [series.key for series in likert.series] == list(by_key["answers"])
    names = {category.key: i for i, category in enumerate(likert.categories)}
    told = {f"v_{key}": key for key in names} | questions
    checked = 0
    for question_id, counts in raw.items():
        if (key := told.get(question_id)) in names:
            total = sum(counts.values())
            place = names[key]
            assert f"{total}" in likert.categories[place].name
            for series in likert.series:
                assert series.values[place].value == per_cent(counts[int(series.key)], total)
            checked += 1
    assert checked == len(names) == 6
    counts = raw["v_professional"]
    assert [series.values[0].value for series in yes_no.series] == [
        per_cent(counts[answer], sum(counts.values())) for answer in (1, 0)
    ]
    counts = raw["v_recommend"]
    parts = [sum(counts[a] for a in range(low, high + 1)) for low, high in ((9, 10), (7, 8), (0, 6))]
    assert [series.values[0].value for series in ten.series] == [
        per_cent(part, sum(counts.values())) for part in parts
    ]


def test_shares_and_means_are_those_of_the_answers_with_their_intervals(source: Source) -> None:
    half = HalfYear(2026, 2)
    codes = set(data.figures(source).members(data.home(source), data.AreaLevel.MUNICIPALITY))
    raw = answers_of(source, set(rounds_of(source, "visitor", half)), codes)["v_welcome"]
    n, top = sum(raw.values()), raw[4] + raw[5]
    chart = charts(shown(source))["agreement"]
    value = next(
        value
        for category, value in zip(chart.categories, chart.series[0].values, strict=True)
        if category.key == "top2_visitor_welcome"
    )
    assert (value.value, value.n) == (per_cent(top, n), n)
    ends = tuple(float(half_away(100 * end, 0)) for end in wilson(top, n))
    assert (value.lower, value.upper) == ends
    means = charts(shown(source, "area=county:08&value=mean"))["agreement"]
    shown_mean = next(
        value
        for category, value in zip(means.categories, means.series[0].values, strict=True)
        if category.key == "mean_visitor_welcome"
    )
    assert shown_mean.value == pytest.approx(sum(a * c for a, c in raw.items()) / n, abs=0.0501)
    assert shown_mean.shown.count(".") == 1


def test_coverage_lists_the_areas_without_answers_and_tells_three_kinds_of_nothing(source: Source) -> None:
    half = HalfYear(2026, 2)
    rounds = set(rounds_of(source, "visitor", half))
    places, given = schema.meeting_places, schema.survey_responses
    with reading(open_database(source.url)) as connection:
        homes = dict(connection.execute(select(places.c.place_id, places.c.municipality)).all())
        answered = Counter(
            homes.get(row.place_id, row.municipality)
            for row in connection.execute(select(given))
            if row.round_id in rounds
        )
    towns = data.figures(source).members(data.home(source), data.AreaLevel.MUNICIPALITY)
    chart = charts(shown(source))["coverage"]
    columns = {series.key: series.values for series in chart.series}
    counted = {
        category.key.removeprefix("municipality:"): value.value
        for category, value in zip(chart.categories, columns["responses"], strict=True)
    }
    assert counted == {town: answered[town] for town in towns}
    empty = [town for town in towns if not answered[town]]
    assert empty
    assert f"answers from {len(towns) - len(empty)}/{len(towns)} municipalities" in chart.title
    for town in empty:
        name = data.area_name(source, data.AreaKey(data.AreaLevel.MUNICIPALITY, town), "en")
        assert name in chart.sentence or len(empty) > 6
    told = {value.shown for value in columns["results"]}
    assert "no answers" in told
    assert HIDDEN_MARK in told
    assert "few answers: means only" in told
    assert any("questions shown" in text for text in told)
    assert State.UNKNOWN in {value.state for value in columns["response_rate"]}


def test_rounds_are_listed_with_their_dates_and_invitations(source: Source) -> None:
    rows = rounds_of(source, "visitor", HalfYear(2026, 2))
    chart = charts(shown(source))["rounds"]
    assert {category.key for category in chart.categories} == set(rows)
    columns = {series.key: series.values for series in chart.series}
    for i, category in enumerate(chart.categories):
        row = rows[category.key]
        assert category.name == row.name_en
        assert str(row.starts_on.year) in columns["starts"][i].shown
        assert columns["invited"][i].value == row.invited
    # A town without a round of its own is told of the rounds that it lies in.
    town = charts(shown(source, "area=municipality:536"))["rounds"]
    assert [category.key for category in town.categories] == ["visitor-2026s-08"]


def test_questions_that_are_not_comparable_are_listed_with_the_reason(source: Source) -> None:
    page = charts(shown(source))
    chart = page["not-comparable"]
    why = {
        category.key: series.shown
        for category, series in zip(chart.categories, chart.series[-1].values, strict=True)
    }
    assert set(why) == {"peer_support", "wellbeing", "v_professional", "v_recommend"}
    assert why["v_recommend"] == "Another scale than 1–5: told in parts only"
    assert why["wellbeing"] == "Only visitor survey asks it on the scale 1–5"
    between = dict(zip(why, (value.shown for value in chart.series[1].values), strict=True))
    assert between["v_professional"] == "not compared"
    assert between["wellbeing"] == "compared"
    beside = {category.key for category in page["instruments"].categories}
    assert beside.isdisjoint(why)
    assert beside == {"welcome", "information", "opening_hours", "participation", "cooperation"}


def test_self_stands_beside_peer_on_the_questions_both_ask(source: Source) -> None:
    chart = charts(shown(source, "area=county:08&instrument=self_evaluation"))["evaluations"]
    assert {category.key for category in chart.categories} == {
        "welcome",
        "participation",
        "cooperation",
        "opening_hours",
    }
    assert [series.name.split(",")[0] for series in chart.series] == ["Self-evaluation", "Peer evaluation"]
    frame = data.figures(source).table(
        ["mean_peer_evaluation_welcome", "top2_peer_evaluation_welcome"],
        data.AreaLevel.COUNTY,
        areas=["08"],
        as_of=TODAY,
        period=HalfYear(2026, 1).period,
    )
    place = next(i for i, category in enumerate(chart.categories) if category.key == "welcome")
    expected = dict(zip(frame["indicator"], frame["value"], strict=True))["top2_peer_evaluation_welcome"]
    assert chart.series[1].values[place].value == (None if math.isnan(expected) else expected)


@pytest.mark.parametrize("instrument", [instrument.value for instrument in Instrument])
@pytest.mark.parametrize("area", ["municipality:837", "centre:pk001", "place:kp0001", "country:FI"])
def test_every_instrument_on_every_level(source: Source, instrument: str, area: str) -> None:
    page = shown(source, f"area={area}&instrument={instrument}")
    found = charts(page)
    assert page.headline
    if page.parts:
        assert {"coverage", "rounds", "side-by-side"} <= set(found)
    for chart in found.values():
        assert chart.title
        assert chart.sentence


def test_several_areas_stand_beside_the_benchmark_and_many_become_rows(source: Source) -> None:
    two = charts(shown(source, "area=municipality:837&area=municipality:536"))["side-by-side"]
    assert [series.name for series in two.series] == ["Tampere", "Nokia", "Whole country"]
    assert [series.own for series in two.series] == [True, True, False]
    assert all(value.mark is None for value in two.series[-1].values)
    assert any(value.mark for value in two.series[0].values)
    own = [value.n for series in two.series[:2] for value in series.values if value.n is not None]
    # The thousands of the country are not the answers of the two.
    assert (
        f"n = {min(own)}–{max(own)} · "
        in charts(shown(source, "area=municipality:837&area=municipality:536"))["side-by-side"].subtitle
    )
    towns = data.figures(source).members(data.home(source), data.AreaLevel.MUNICIPALITY)[:9]
    many = charts(shown(source, "&".join(f"area=municipality:{town}" for town in towns)))["side-by-side"]
    assert len(many.categories) == 10
    assert {series.key for series in many.series} == {category.key for category in two.categories}


def test_a_hidden_area_holds_no_number_in_any_card(source: Source) -> None:
    coverage = charts(shown(source))["coverage"]
    results = {series.key: series.values for series in coverage.series}["results"]
    hidden = next(
        category.key
        for category, value in zip(coverage.categories, results, strict=True)
        if value.state is State.HIDDEN
    )
    page = shown(source, f"area={hidden}&with={hidden}")
    assert "too few answers to show" in page.headline
    found = charts(page)
    # One card says that all is hidden.
    assert {"yes-no", "zero-to-ten"}.isdisjoint(found)
    for key in ("answers", "agreement"):
        assert all(value.value is None and value.n is None for value in found[key].values), key
        assert all(HIDDEN_MARK in csv_bytes(found[key]).decode() or value.word for value in found[key].values)
    assert all(value.value is None for value in found["side-by-side"].series[0].values)


def test_few_answers_give_means_without_intervals_and_no_spread(source: Source) -> None:
    coverage = charts(shown(source))["coverage"]
    results = {series.key: series.values for series in coverage.series}["results"]
    few = next(
        category.key
        for category, value in zip(coverage.categories, results, strict=True)
        if value.shown == "few answers: means only"
    )
    found = charts(shown(source, f"area={few}"))
    bars = found["agreement"].series[0].values
    assert any(value.shown.endswith("*") for value in bars)
    assert all(value.lower is None and value.mark is None for value in bars)
    assert all(value.value is None for value in found["answers"].values)
    assert any("few answers" in category.name for category in found["answers"].categories)
    assert any(value.shown.endswith("*") for value in found["side-by-side"].series[0].values)


def test_forged_choices_fall_back_with_a_notice_and_others_quietly(source: Source) -> None:
    request = request_of(source, "area=county:08&instrument=x&wave=2026-3&value=<b>&question=nothing")
    chosen = surveys.choices(request)
    assert (chosen.instrument, chosen.wave, chosen.kind) == (Instrument.VISITOR, HalfYear(2026, 2), "top2")
    assert chosen.question == next(iter(chosen.questions))
    told = {notice.values["name"] for notice in request.address.notices}
    assert told == {"instrument", "wave", "value", "question"}
    # A wave and a question that only another instrument has: the instrument was changed under them.
    quiet = request_of(source, "area=county:08&instrument=child&wave=1999-1&question=wellbeing")
    assert surveys.choices(quiet).wave == HalfYear(2026, 2)
    assert quiet.address.notices == []


def test_no_area_and_no_wave_say_what_is_missing(source: Source) -> None:
    assert shown(source, "level=county&area=").headline == "Choose at least one area"
    old = shown(source, "area=county:08&period=2019-01:2019-06")
    assert old.headline == "Pirkanmaa: no wave of the period, visitor survey"
    assert old.parts == {}


# A country of one place with waves in many springs and two autumns.

SPRING_TOPS = {2020: 4, 2021: 6, 2022: 8, 2023: 10, 2024: 12, 2025: 14, 2026: 16}
AUTUMN_TOPS = {2024: 3, 2025: 18}
_OF = 20


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for place_id, town in (("p1", "837"), ("p2", "837"), ("p3", "536")):
        yield (
            "meeting_places",
            {"place_id": place_id, "name": place_id, "municipality": town, "operator_type": "ngo"},
        )
    for question_id, key in (("q1", "heard"), ("q2", None)):
        yield (
            "survey_questions",
            {
                "instrument": "visitor",
                "question_id": question_id,
                "text_fi": f"Kysymys {question_id}",
                "text_en": f"Question {question_id}",
                "scale": "likert5",
                "common_key": key,
            },
        )
    ends = {date(year, 5, 31): tops for year, tops in SPRING_TOPS.items()}
    ends |= {date(year, 11, 30): tops for year, tops in AUTUMN_TOPS.items()}
    for last, tops in ends.items():
        round_id = last.isoformat()
        yield (
            "survey_rounds",
            {"round_id": round_id, "instrument": "visitor", "starts_on": last, "ends_on": last},
        )
        for number in range(_OF):
            key = {"round_id": round_id, "response_id": f"r{number}"}
            yield "survey_responses", {**key, "place_id": "p1", "municipality": None}
            mark = 5 if number < tops else 2
            yield "survey_answers", {**key, "question_id": "q1", "answer": mark}
            yield "survey_answers", {**key, "question_id": "q2", "answer": mark}


@pytest.fixture(scope="module")
def long_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('long') / 'kpdata.sqlite'}"
    with writing(open_database(url, create=True)) as connection:
        for table, row in rows():
            connection.execute(insert(schema.metadata.tables[table]).values(**row))
        summaries.rebuild(connection)
    return url


@pytest.fixture
def long(long_url: str, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setattr(data, "today", lambda: TODAY)
    return Source(long_url, 1, 5, False, None)


def test_springs_make_a_trend_of_their_own(long: Source) -> None:
    page = charts(shown(long, "area=municipality:837"))
    table = page["waves"]
    assert [series.name for series in table.series] == [
        *(f"spring {year}" for year in SPRING_TOPS),
        "Trend",
    ]
    shares = [series.values[0].shown for series in table.series[:-1]]
    assert shares == [f"{100 * tops // _OF}% (n = {_OF})" for tops in SPRING_TOPS.values()]
    assert table.series[-1].values[0].shown == "rising"
    assert page["course"].title == "“Question q1”: Tampere 20% → 80%, trend rising"
    assert [category.name for category in page["course"].categories][-1] == "spring 2026"


def test_autumns_are_not_mixed_with_springs(long: Source) -> None:
    page = charts(shown(long, "area=municipality:837&wave=2025-2"))
    assert [series.name for series in page["waves"].series] == ["autumn 2024", "autumn 2025", "Trend"]
    assert page["waves"].series[-1].values[0].shown == "cannot be assessed"
    change = page["changes"].series[0].values[0]
    assert (change.shown, change.word, change.note) == ("+75 pp", "difference shown", "15% → 90%")


def test_the_change_has_newcombes_interval_of_the_same_season(long: Source) -> None:
    chart = charts(shown(long, "area=municipality:837"))["changes"]
    value = chart.series[0].values[0]
    (low1, high1), (low2, high2) = wilson(16, _OF), wilson(14, _OF)
    lower = 0.1 - math.hypot(0.8 - low1, high2 - 0.7)
    upper = 0.1 + math.hypot(high1 - 0.8, 0.7 - low2)
    assert (value.value, value.lower, value.upper) == (10, round(100 * lower), round(100 * upper))
    assert (value.word, value.note) == ("no difference shown", "70% → 80%")
    assert chart.title == "Tampere: no difference from spring 2025 is shown in any question"


def test_a_question_without_a_common_key_is_spread_but_not_compared(long: Source) -> None:
    page = charts(shown(long, "area=municipality:837"))
    assert {category.key for category in page["answers"].categories} == {"heard", "q2"}
    assert [category.key for category in page["side-by-side"].categories] == ["heard"]
    told = dict(
        zip(
            (category.key for category in page["not-comparable"].categories),
            (value.shown for value in page["not-comparable"].series[-1].values),
            strict=True,
        )
    )
    assert told == {
        "heard": "Only visitor survey asks it on the scale 1–5",
        "q2": "No common key: it may not mean the same elsewhere",
    }


def test_places_without_answers_are_counted_zeros(long: Source) -> None:
    chart = charts(shown(long, "area=municipality:837"))["coverage"]
    assert chart.title == "Tampere: answers from 1/2 meeting places"
    assert chart.sentence == "Without any answer: p2."
    assert [value.value for value in chart.series[0].values] == [20, 0]
    empty = shown(long, "area=municipality:536")
    assert empty.headline == "Nokia: no answers, visitor survey spring 2026"
    assert {"answers", "agreement"}.isdisjoint(empty.parts)
    assert charts(empty)["coverage"].sentence == "Without any answer: p3."


# A country of two centres in one municipality, groups of every kind and questions that are not compared.

AUTUMN = date(2026, 10, 31)


def varied_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for centre in ("c1", "c2"):
        yield "family_centres", {"centre_id": centre, "name": centre, "municipality": "049"}
    homes = {"p1": ("049", "c1"), "p2": ("049", "c2"), "p3": ("837", None), "p4": ("837", None)}
    for place_id, (town, centre) in homes.items():
        yield (
            "meeting_places",
            {
                "place_id": place_id,
                "name": place_id,
                "municipality": town,
                "centre_id": centre,
                "operator_type": "ngo",
                "opened_on": date(2026, 11, 10) if place_id == "p4" else None,
            },
        )
    groups = {
        "centres": [("centre", "c1")],
        "mixed": [("centre", "c1"), ("municipality", "837")],
        "places": [("place", "p1"), ("place", "p3")],
        "towns": [("municipality", "049"), ("municipality", "837")],
    }
    for group, members in groups.items():
        for level, area_id in members:
            yield "groups", {"group_id": group, "name_fi": group, "area_type": level, "area_id": area_id}
    questions = [
        ("visitor", "q1", "likert5", "heard"),
        ("visitor", "q2", "likert5", "heard"),
        ("visitor", "q3", "yes_no", None),
        ("visitor", "q4", "likert5", None),
        ("partner", "z1", "likert5", None),
        ("child", "k1", "yes_no", None),
        ("self_evaluation", "s1", "likert5", "heard"),
    ]
    for instrument, question_id, scale, key in questions:
        yield (
            "survey_questions",
            {
                "instrument": instrument,
                "question_id": question_id,
                "text_fi": question_id.upper(),
                "scale": scale,
                "common_key": key,
            },
        )
    rounds: list[tuple[str, str, date, tuple[str, str] | None, dict[str, int]]] = [
        ("v26", "visitor", AUTUMN, None, {"p1": 20, "p2": 30, "p3": 12}),
        ("z26", "partner", AUTUMN, None, {"p1": 21}),
        ("k26", "child", AUTUMN, None, {"p1": 21}),
        ("s26", "self_evaluation", AUTUMN, None, {"p3": 12}),
        ("s26-c1", "self_evaluation", AUTUMN, ("centre", "c1"), {"p1": 13}),
        ("s26-c2", "self_evaluation", AUTUMN, ("centre", "c2"), {"p2": 14}),
        ("s26-837", "self_evaluation", AUTUMN, ("municipality", "837"), {"p3": 15}),
        ("v25", "visitor", date(2025, 10, 31), None, {"p1": 20}),
        ("s25", "self_evaluation", date(2025, 10, 31), None, {"p1": 20}),
    ]
    for round_id, instrument, last, area, counts in rounds:
        level, area_id = area or (None, None)
        yield (
            "survey_rounds",
            {
                "round_id": round_id,
                "instrument": instrument,
                "starts_on": last,
                "ends_on": last,
                "area_type": level,
                "area_id": area_id,
            },
        )
        for place_id, count in counts.items():
            for number in range(count):
                key = {"round_id": round_id, "response_id": f"{place_id}-{number}"}
                yield "survey_responses", {**key, "place_id": place_id, "municipality": None}
                for asked_by, question_id, scale, _ in questions:
                    if asked_by == instrument:
                        mark = 1 if scale == "yes_no" else 5 if number % 3 else 2
                        yield "survey_answers", {**key, "question_id": question_id, "answer": mark}


@pytest.fixture(scope="module")
def varied_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('varied') / 'kpdata.sqlite'}"
    with writing(open_database(url, create=True)) as connection:
        for table, row in varied_rows():
            connection.execute(insert(schema.metadata.tables[table]).values(**row))
        summaries.rebuild(connection)
    return url


@pytest.fixture
def varied(varied_url: str, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setattr(data, "today", lambda: TODAY)
    return Source(varied_url, 1, 5, False, None)


@pytest.mark.parametrize(
    ("group", "counted"),
    [
        ("centres", {"place:p1": 20}),
        ("mixed", {"place:p1": 20, "place:p3": 12, "place:p4": 0}),
        ("places", {"place:p1": 20, "place:p3": 12}),
        ("towns", {"municipality:049": 50, "municipality:837": 12}),
    ],
)
def test_parts_of_a_group_have_the_answers_of_the_group(
    varied: Source, group: str, counted: dict[str, int]
) -> None:
    page = shown(varied, f"area=group:{group}")
    chart = charts(page)["coverage"]
    values = (value.value for value in chart.series[0].values)
    assert dict(zip((row.key for row in chart.categories), values, strict=True)) == counted
    whole = data.figures(varied).table(
        ["responses_visitor"],
        data.AreaLevel.GROUP,
        areas=[group],
        as_of=TODAY,
        period=HalfYear(2026, 2).period,
    )
    assert sum(counted.values()) == whole["value"].item()


def test_places_that_were_not_active_at_the_day_are_not_counted(varied: Source) -> None:
    then = charts(shown(varied, "area=municipality:837&date=2026-11-05"))["coverage"]
    assert [row.key for row in then.categories] == ["place:p3"]
    assert then.sentence == "Every one of them has answers."
    now = charts(shown(varied, "area=municipality:837"))["coverage"]
    assert [row.key for row in now.categories] == ["place:p3", "place:p4"]


def test_an_area_without_places_is_not_said_to_have_answers(varied: Source) -> None:
    chart = charts(shown(varied, "area=municipality:105"))["coverage"]
    assert chart.title == "Hyrynsalmi: no meeting places"
    assert chart.sentence == "There is no meeting place to count."


@pytest.mark.parametrize(
    ("area", "rounds"),
    [
        ("centre:c1", {"s26", "s26-c1"}),
        ("place:p2", {"s26", "s26-c2"}),
        ("place:p3", {"s26", "s26-837"}),
        ("municipality:049", {"s26", "s26-c1", "s26-c2"}),
        ("group:centres", {"s26", "s26-c1"}),
        ("group:mixed", {"s26", "s26-c1", "s26-837"}),
        ("group:places", {"s26", "s26-c1", "s26-837"}),
        ("group:towns", {"s26", "s26-c1", "s26-c2", "s26-837"}),
    ],
)
def test_the_rounds_that_concern_an_area(varied: Source, area: str, rounds: set[str]) -> None:
    chart = charts(shown(varied, f"area={area}&instrument=self_evaluation"))["rounds"]
    assert {row.key for row in chart.categories} == rounds


def test_answers_to_what_is_not_compared_are_answers(varied: Source) -> None:
    page = shown(varied, "area=municipality:049&instrument=partner")
    assert page.headline == (
        "Espoo: 21 answers, none to a question that is compared, partner survey autumn 2026"
    )
    chart = charts(page)["answers"]
    # Of 21 answers every third is 2, the others 5.
    assert chart.title == "Espoo: at least half agree in 1 question of 1"
    assert chart.sentence == "Answers 4–5: highest “Z1” 67%."
    results = charts(page)["coverage"].series[-1].values
    assert [value.shown for value in results] == ["1 of 1 questions shown", "no answers"]
    child = shown(varied, "area=municipality:049&instrument=child")
    assert "21 answers, none to a question that is compared" in child.headline
    assert charts(child)["coverage"].series[-1].values[0].shown == "1 of 1 questions shown"


def test_coverage_counts_questions_of_every_scale(varied: Source) -> None:
    results = charts(shown(varied, "area=municipality:049"))["coverage"].series[-1].values
    assert {value.shown for value in results} == {"3 of 3 questions shown"}


def test_pooled_questions_are_no_part_of_respondents(varied: Source) -> None:
    found = charts(shown(varied, "area=municipality:049"))
    names = {row.key: row.name for row in found["answers"].categories}
    assert "n = 100" in names["heard"].replace("\u00a0", " ")
    assert "respondents" not in names["heard"]
    assert names["q4"].endswith("100% of respondents)")


@pytest.mark.parametrize("when", ["wave=2025-2", "period=2025-07:2025-12&date=2026-11-15"])
def test_an_old_wave_stands_beside_others_of_its_time(varied: Source, when: str) -> None:
    chart = charts(shown(varied, f"area=municipality:049&{when}"))["instruments"]
    assert [series.name for series in chart.series] == [
        "Families, autumn 2025",
        "Self-evaluation, autumn 2025",
    ]


def test_today_is_when_the_sample_was_made() -> None:
    assert sample_database.TODAY == TODAY
