"""The page of the annual cycle agrees with the indicator and with a slow count, on every level."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from kpdata.charts import formats
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.plotly import figure
from kpdata.charts.table import table_of
from kpdata.domain import AreaKey, EventKind, Period, add_months
from kpdata.export.calendar import calendar_bytes
from kpdata.export.csv import csv_bytes
from kpdata.i18n import LANGUAGES, texts
from kpdata.indicators import cycle as facts
from kpdata.views import cycle, data, words
from kpdata.views.address import Address
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.request import Request
from tests import sample_database

DAY = sample_database.TODAY
CARDS = ("year", "coming", "overdue", "expected", "evaluations")
BESIDE = ("kinds", "areas", "kept")
NBSP = "\u00a0"
AREAS = {
    "country:FI": (*CARDS, *BESIDE),
    "county:08": (*CARDS, *BESIDE),
    "region:06": (*CARDS, *BESIDE),
    "municipality:143": (*CARDS, "kinds", "areas"),
    "municipality:837": (*CARDS, *BESIDE),
    "centre:pk004": (*CARDS, "kinds", "areas"),
    "place:kp0067": CARDS,
    "group:itaiset_kunnat": (*CARDS, *BESIDE),
}


def request(source: Source, query: str, language: str = "en") -> Request:
    _, address = Address.of_link(f"vuosikello?{query}")
    return Request.read(source, address, language, cycle.LEVELS)


def shown(source: Source, query: str = "area=county:08", language: str = "en") -> Cards:
    asked = request(source, query, language)
    return cycle.cards(asked, cycle.choices(asked))


def charts(page: Cards) -> dict[str, Chart]:
    return {key: part.chart for key, part in page.parts.items() if isinstance(part, Card)}


def rows(chart: Chart) -> list[dict[str, str]]:
    """The table as it is shown."""
    table = table_of(chart)
    names = [column.heading for column in table.columns]
    return [dict(zip(names, (cell.text for cell in row), strict=True)) for row in table.rows]


def raw(source: Source, area: str) -> list[facts.Event]:
    return list(facts.of_area(data.figures(source), AreaKey.parse(area)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_level_has_its_cards(source: Source, area: str, language: str) -> None:
    page = shown(source, f"area={area}", language)
    found = charts(page)
    assert set(found) <= set(AREAS[area])
    assert set(CARDS) <= set(found)
    name = data.area_name(source, AreaKey.parse(area), language)
    assert page.headline.startswith(f"{name}: ")
    for key, chart in found.items():
        assert chart.title, key
        assert chart.sentence.endswith("."), key
        assert chart.sample, key
        assert csv_bytes(chart).startswith(b"\xef\xbb\xbf")
        if chart.kind is not Kind.TABLE and not chart.is_empty:
            assert figure(chart).data, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", [area for area in AREAS if not area.startswith("place")])
def test_the_headline_and_key_figures_are_the_indicator(source: Source, area: str, language: str) -> None:
    key = AreaKey.parse(area)
    table = data.figures(source).table(
        ["cycle_kept"], key.level, areas=[key.area_id], as_of=DAY, period=Period.default(DAY)
    )
    row = table.iloc[0]
    page = shown(source, f"area={area}", language)
    kept, in_time, late, missed, _ = page.figures()
    due = [int(figure.value.value or 0) for figure in (in_time, late, missed)]
    if row["state"] == "unknown":
        assert due == [0, 0, 0]
        return
    assert due[0] == row["numerator"]
    assert sum(due) == row["denominator"]
    share = formats.percent(row["value"], language)
    assert kept.value.shown == share
    assert share in page.headline
    if due[2]:
        assert re.search(rf"\b{due[2]}\b", page.headline)


def test_the_headline_names_what_comes_next(source: Source) -> None:
    ahead = [e for e in raw(source, "county:08") if e.planned and e.planned > DAY and not e.held]
    first = min(event.day for event in ahead)
    for language in LANGUAGES:
        told = shown(source, language=language).headline
        assert formats.day(first, language) in told
        kinds = {texts(language)(words.EVENTS[event.kind]) for event in ahead if event.day == first}
        assert any(kind in told for kind in kinds)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_year_has_every_event_of_its_months(source: Source, year: int) -> None:
    chart = charts(shown(source, f"area=county:08&year={year}"))["year"]
    expected: Counter[tuple[str, int]] = Counter()
    for event in raw(source, "county:08"):
        if event.day.year == year and (event.planned or (event.held and event.held <= DAY)):
            expected[event.kind.value, event.day.month] += 1
    found: Counter[tuple[str, int]] = Counter()
    for series in chart.series:
        for category, value in zip(chart.categories, series.values, strict=True):
            if value.shown:
                counts = [int(part.rsplit(NBSP, 1)[1]) for part in value.word.split(", ")]
                found[category.key, int(series.key[5:])] = sum(counts)
    assert found == expected
    assert str(year) in chart.title


def test_the_next_days_and_what_is_overdue_are_lists_by_day(source: Source) -> None:
    found = charts(shown(source))
    coming, overdue = found["coming"], found["overdue"]
    events = raw(source, "county:08")
    last = DAY + timedelta(days=60)
    ahead = [e for e in events if e.planned and not e.held and DAY < e.planned <= last]
    assert [row["Planned for"] for row in rows(coming)] == [formats.day(e.day, "en") for e in ahead]
    assert sorted(category.key for category in coming.categories) == sorted(e.event_id for e in ahead)
    assert str(len(ahead)) in coming.title
    start = add_months(DAY, -12)
    late = [e for e in events if e.planned and not e.held and start < e.planned <= DAY]
    assert [category.key for category in overdue.categories] == [e.event_id for e in late]
    days = [int(row["Days since the planned day"]) for row in rows(overdue)]
    assert days == [(DAY - e.day).days for e in late]
    assert days == sorted(days, reverse=True)
    for row, number in zip(rows(overdue), days, strict=True):
        assert ("still running" in row["Standing"]) == (number <= 30)


def test_expected_numbers_are_per_area_that_runs_them(source: Source) -> None:
    chart = charts(shown(source))["expected"]
    by_kind = {category.key: row for category, row in zip(chart.categories, rows(chart), strict=True)}
    events = raw(source, "county:08")
    held: Counter[tuple[str, str]] = Counter()
    runners: dict[str, set[str]] = {}
    for event in events:
        if event.day.year in (2025, 2026) and event.outcome(DAY):
            runners.setdefault(event.kind.value, set()).add(str(event.area))
        if event.day.year == 2026 and event.held and event.held <= DAY:
            held[event.kind.value, str(event.area)] += 1
    for kind, (lowest, _) in facts.YEARLY.items():
        own = runners.get(kind.value, set())
        row = by_kind[kind.value]
        if not own:
            assert row["2026"] == "nobody runs it"
            continue
        capped = sum(min(held[kind.value, area], lowest) for area in own)
        total = lowest * len(own)
        assert row["2026: held of expected, %"].startswith(formats.percent(100 * capped / total, "en"))
        if len(own) > 1:
            assert row["2026: held of expected, %"].endswith(f"· {capped:g}/{total:g}")
        reached = sum(held[kind.value, area] == lowest for area in own)
        if reached > 1:
            assert f"as expected {reached}" in row["2026"].replace(NBSP, " ")
    assert EventKind.SELF_EVALUATION not in facts.YEARLY


def test_areas_side_by_side_hold_their_own_counts(source: Source) -> None:
    chart = charts(shown(source))["areas"]
    start = add_months(DAY, -12)
    for category, row in zip(chart.categories, rows(chart), strict=True):
        events = [e for e in raw(source, category.key) if e.planned and start < e.planned <= DAY]
        missed = [e for e in events if not e.held and (DAY - e.day).days > 30]
        in_time = [e for e in events if e.held and e.held <= DAY and (e.held - e.day).days <= 30]
        assert row[f"×{NBSP}Not held"] == str(len(missed))
        assert row[f"✓{NBSP}Held in time"] == str(len(in_time))
    counts = [int(row[f"×{NBSP}Not held"]) for row in rows(chart)]
    assert counts == sorted(counts, reverse=True)
    kept = charts(shown(source))["kept"]
    assert {category.key for category in kept.categories} >= {c.key for c in chart.categories}


@pytest.mark.parametrize(
    ("query", "by", "notices"),
    [
        ("area=county:08", "municipality", 0),
        ("area=county:08&by=centre", "centre", 0),
        ("area=country:FI&by=region", "region", 0),
        # Known words that do not suit this area are no forgery.
        ("area=county:08&by=region", "municipality", 0),
        ("area=place:kp0067&by=centre", "", 0),
        ("area=county:08&by=forged", "municipality", 1),
        ("area=county:08&year=1066", "municipality", 1),
        ("area=county:08&year=2026%0A", "municipality", 1),
    ],
)
def test_choices_fall_back(source: Source, query: str, by: str, notices: int) -> None:
    asked = request(source, query)
    chosen = cycle.choices(asked)
    assert (chosen.by, chosen.year) == (by, 2026)
    assert len(asked.address.notices) == notices


def test_the_year_follows_the_day(source: Source) -> None:
    assert cycle.choices(request(source, "area=county:08&date=2025-12-31")).year == 2025
    assert cycle.choices(request(source, "area=county:08&date=2025-12-31&year=2026")).year == 2026


def test_the_calendar_holds_every_planned_event_once(source: Source) -> None:
    from icalendar import Calendar

    for language in LANGUAGES:
        card = shown(source, language=language).parts["coming"]
        assert isinstance(card, Card)
        assert card.calendar is not None
        read = Calendar.from_ical(calendar_bytes(card.calendar)).walk("VEVENT")
        ahead = [e for e in raw(source, "county:08") if e.planned and e.planned > DAY and not e.held]
        assert Counter(str(event["uid"]) for event in read) == Counter(f"{e.event_id}@kpdata" for e in ahead)
        days = {f"{e.event_id}@kpdata": e.day for e in ahead}
        assert all(event["dtstart"].dt == days[str(event["uid"])] for event in read)
        first = min(read, key=lambda event: event["dtstart"].dt)
        sample = {"fi": "esimerkkiaineisto", "sv": "exempeldata", "en": "sample data"}[language]
        assert str(first["summary"]).endswith(f"({sample})")


def test_an_area_without_events_says_so(source: Source) -> None:
    empty = next(
        key
        for key in data.area_names(source, AreaKey.parse("municipality:837").level, "fi")
        if not raw(source, key)
    )
    page = shown(source, f"area={empty}")
    assert page.headline.endswith("no events of the annual cycle are recorded")
    assert dict(page.parts) == {}


def test_places_without_events_are_not_said_to_have_held_all(source: Source) -> None:
    found = charts(shown(source, "area=centre:pk004"))
    assert found["areas"].is_empty
    assert found["areas"].title.endswith("no events of these areas are recorded")


def test_the_sample_has_every_state(source: Source) -> None:
    events = facts.all_events(data.figures(source))
    assert {event.outcome(DAY) for event in events} - {None} == set(facts.Outcome)
    days = (DAY, date(DAY.year, 12, 31))
    found = {one.alternation for day in days for one in facts.evaluations(events, DAY.year, day)}
    assert found == set(facts.Alternation)
    span = facts.Span.year(DAY.year)
    held = {one.standing for day in days for one in facts.held_by_runner(events, span, day)}
    assert held == set(facts.Standing)


@pytest.mark.parametrize("year", [2026, 2027])
def test_a_year_that_is_not_over_is_told_as_such(source: Source, year: int) -> None:
    found = charts(shown(source, f"area=county:08&year={year}"))
    for key in ("expected", "evaluations", "kinds"):
        chart = found[key]
        columns = [str(year), "Alternation"] if key != "kinds" else list(rows(chart)[0])
        told = f"{chart.sentence} {[row.get(name) for row in rows(chart) for name in columns]}"
        assert "below expected" not in told
        assert "the same one in both years" not in told
        assert "the year is not over" in told or key == "kinds"
    assert "the year is not over" in {one.label for one in found["kinds"].classes}
    head = f"{year}: held of expected, %"
    shares = {row[head] for row in rows(found["expected"]) if row[str(year)] != "nobody runs it"}
    assert (shares == {"–"}) == (year == 2027)
    assert ("has not begun" in found["expected"].title) == (year == 2027)
    assert ("has not begun" in found["kinds"].title) == (year == 2027)
    late = found["expected"]
    assert any("below expected" in row["Last 12 months"] for row in rows(late))


def test_what_one_runner_holds_beyond_the_number_does_not_make_up_for_another(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = EventKind.VISITOR_SURVEY
    rich = facts.Held(AreaKey.parse("municipality:837"), kind, 6, 0, (2, 2), is_over=True)
    poor = facts.Held(AreaKey.parse("centre:pk004"), kind, 0, 0, (2, 2), is_over=True)
    monkeypatch.setattr(facts, "held_by_runner", lambda *_: [rich, poor])
    # Past what is kept of the page: the others must not meet these.
    make = cycle.cards.__wrapped__
    asked = request(source, "area=county:08&year=2025")
    chart = charts(make(asked, cycle.choices(asked)))["kinds"]
    (column,) = chart.series
    assert {value.shown for value in column.values} == {f"▽{NBSP}2/4"}
    monkeypatch.setattr(facts, "held_by_runner", lambda *_: [rich])
    chart = charts(make(asked, cycle.choices(asked)))["kinds"]
    assert {value.shown for value in chart.series[0].values} == {f"▲{NBSP}6/2"}


def test_the_day_before_anything_is_known(source: Source) -> None:
    page = shown(source, f"area=county:08&date={date(2021, 1, 31)}")
    assert "no events of the annual cycle were due" in page.headline
