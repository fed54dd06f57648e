"""What the page of integration puts together from the sample, without a browser."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kpdata import mapping_2018
from kpdata.areas import area_index
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.table import table_of
from kpdata.criteria import INTEGRATION_CRITERIA
from kpdata.domain import AreaKey, AreaLevel, EventKind, Role, State
from kpdata.export.csv import csv_bytes
from kpdata.indicators import roles, visited
from kpdata.indicators.standing import Evidence, Standing
from kpdata.indicators.standing import integration as standing_of
from kpdata.sources.bundle import open_source
from kpdata.store.db import open_database
from kpdata.store.ingest import ImportOptions, import_source
from kpdata.views import data, evidence, integration
from kpdata.views.about_integration import criteria, lists, towns
from kpdata.views.address import Address
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.request import Request
from tests import sample_database

ALL = ("fi", "sv", "en")
AREAS = ("country:FI", "county:08", "region:06", "municipality:837", "centre:pk001", "group:itaiset_kunnat")


def request(source: Source, language: str = "en", **params: str) -> Request:
    area = params.setdefault("area", "county:08")
    params.setdefault("level", area.partition(":")[0])
    return Request.read(source, Address(params), language, integration.LEVELS)


def shown(source: Source, language: str = "en", **params: str) -> Cards:
    asked = request(source, language, **params)
    return integration.cards(asked, integration.choices(asked))


def column(chart: Chart, key: str) -> list[str]:
    return [value.shown for value in next(s for s in chart.series if s.key == key).values]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fi",
            (
                "Pirkanmaa: {n}/23 kunnasta vähintään portaalla 3; "
                "{k} kunnassa näyttöä vanhenee 90 päivän kuluessa"
            ),
        ),
        (
            "sv",
            "Birkaland: {n} av 23 kommuner på minst steg 3; belägg går ut inom 90 dagar i {k} kommuner",
        ),
        (
            "en",
            (
                "Pirkanmaa: {n} of 23 municipalities at step 3 or above; "
                "evidence expires within 90 days in {k} municipalities"
            ),
        ),
    ],
)
def test_the_headline_is_true(source: Source, language: str, words: str) -> None:
    """Counted anew, municipality by municipality."""
    day, figures = sample_database.TODAY, data.figures(source)
    codes = figures.members(AreaKey.parse("county:08"), AreaLevel.MUNICIPALITY)
    reached = soon = 0
    for code in codes:
        found = {e.criterion_id: e for e in standing_of(figures, AreaKey(AreaLevel.MUNICIPALITY, code), day)}
        own = [found[c.criterion_id] for c in INTEGRATION_CRITERIA]
        reached += all(e.standing is Standing.DONE for e in own if e.step <= 3)
        soon += any(
            e.standing is Standing.DONE and e.until and e.until <= day + timedelta(days=90) for e in own
        )
    assert soon > 1
    assert shown(source, language).headline == words.format(n=reached, k=soon)


def test_key_figures_agree_with_the_cards(source: Source) -> None:
    page = shown(source)
    figures = {figure.title: figure for figure in page.figures()}
    steps = page.card("steps").chart.title
    assert f"{figures['At step 3 or above'].note.split(' of ')[0]} of 23 municipalities" in steps
    boards, groups = (f"{figures[name].note}".replace(" of ", "/").split(" ")[0] for name in
                      ("Boards visited", "Groups visited"))  # fmt: skip
    assert page.card("visits").chart.title == f"Municipalities visited: boards {boards}, groups {groups}"
    expiring = figures["Expires within 90 days"]
    told = page.card("criteria").chart.sentence
    assert f"Expires within 90 days: {expiring.value.shown} {expiring.unit} {expiring.note}." in told


def test_a_visit_of_which_nothing_is_recorded_is_not_told_as_to_come(source: Source) -> None:
    found = visited.visits(data.figures(source), sample_database.TODAY)
    told = set()
    for code in ("837", "020", "143", "211", "250", "418", "604"):
        figures = {figure.title: figure for figure in shown(source, area=f"municipality:{code}").figures()}
        for kind, title in (
            (EventKind.BOARD_VISIT, "Board visited"),
            (EventKind.GROUP_VISIT, "Group visited"),
        ):
            is_untold = (code, kind) not in found
            assert (figures[title].value.shown == "not recorded") == is_untold
            told.add(is_untold)
    assert told == {True, False}


def test_every_cell_of_the_matrix_is_how_the_criterion_stands(source: Source) -> None:
    chart = shown(source).card("criteria").chart
    day, figures = sample_database.TODAY, data.figures(source)
    signs = [c.symbol for c in chart.classes]
    seen = Counter()
    for i, row in enumerate(chart.categories):
        found = {e.criterion_id: e for e in standing_of(figures, AreaKey.parse(row.key), day)}
        for series in chart.series[1:]:
            e, value = found[series.key], series.values[i]
            if e.standing is None:
                assert (value.state, value.group, value.word) == (State.UNKNOWN, None, "not recorded")
                seen[None] += 1
                continue
            sign = signs[(value.group or 0) - 1]
            is_near = e.standing is Standing.DONE and e.until and (e.until - day).days <= 90
            assert sign == ("●!" if is_near else evidence.STANDINGS[e.standing][1])
            seen[sign] += 1
            since = e.evidence_on or e.as_of
            if e.standing in {Standing.DONE, Standing.NOT_IN_FORCE} and (e.evidence or e.evidence_on):
                assert since is not None
                assert abs(int(value.beside) - (day - since).days / 30.44) < 1.1
            else:
                assert value.beside == ""
    # Every state occurs in the sample.
    assert set(seen) == {*signs, None}
    assert chart.series[-1].key == "language_aware"


def test_evidence_that_is_stale_is_told_apart_from_none_at_all() -> None:
    def told(**columns: Any) -> str:
        e = Evidence("mapped", 1, ("a", "a", "a"), Standing.NOT_IN_FORCE, date(2024, 1, 1), **columns)
        return evidence.status(e, date(2026, 11, 15), "en").shown

    assert told(evidence="§ 1", until=date(2026, 1, 1)) == "done, but stale"
    assert told() == "done, but without evidence"


@pytest.mark.parametrize(
    ("columns", "months"),
    [
        ({"evidence": "§ 1"}, 22),
        ({"evidence_on": date(2025, 11, 16)}, 11),
        ({"evidence": "§ 1", "evidence_on": date(2025, 11, 15)}, 12),
        ({}, None),
    ],
)
def test_what_is_not_there_has_no_age(columns: dict[str, Any], months: int | None) -> None:
    e = Evidence("mapped", 1, ("a", "a", "a"), Standing.NOT_IN_FORCE, date(2025, 1, 1), **columns)
    assert evidence.age(e, date(2026, 11, 15)) == months
    assert evidence.status(e, date(2026, 11, 15), "en").beside == ("" if months is None else str(months))


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("area", AREAS)
def test_every_card_is_told_in_its_language(source: Source, area: str, language: str) -> None:
    english = {
        key: part.chart for key, part in shown(source, area=area).parts.items() if isinstance(part, Card)
    }
    page = shown(source, language, area=area)
    assert page.headline
    for key, part in page.parts.items():
        if not isinstance(part, Card):
            continue
        chart = part.chart
        assert chart.language == language
        assert chart.title
        assert chart.sentence
        assert chart.source
        assert chart.slug
        assert (chart.sentence == english[key].sentence) == (language == "en"), key
        assert len(table_of(chart).rows) == len(chart.categories)
        assert csv_bytes(chart)


def test_of_the_country_counties_stand_side_by_side(source: Source) -> None:
    page = shown(source, area="country:FI")
    chart = page.card("criteria").chart
    assert chart.kind is Kind.HEAT
    assert chart.categories[0].key == "country:FI"
    assert len(chart.categories) == 1 + 23
    whole = data.table(source, request(source, area="country:FI").selection, ["criterion_mapped"],
                       AreaLevel.COUNTY, ["08"])  # fmt: skip
    row = next(i for i, c in enumerate(chart.categories) if c.key == "county:08")
    assert chart.series[0].values[row].value == whole["value"].iloc[0]
    listed = page.card("next")
    assert len(listed.chart.categories) == 308
    assert listed.rows == lists.MOST_ROWS
    assert "own" not in page.parts


def test_a_municipality_stands_among_those_of_its_county(source: Source) -> None:
    page = shown(source, area="municipality:837")
    chart = page.card("criteria").chart
    assert len(chart.categories) == 23
    assert [c.key for c in chart.categories if c.own] == ["municipality:837"]
    assert page.headline.startswith("Tampere: integration at step 2 of 5 (named)")
    titles = [figure.title for figure in page.figures()]
    assert titles[1:4] == ["Step", "Board visited", "Group visited"]
    assert {"own", "evidence"} <= set(page.parts)
    assert page.card("next").chart.categories[0].key == "municipality:837"
    assert page.card("steps").chart.title.startswith("Pirkanmaa: ")


def test_a_group_of_places_has_no_municipalities(source: Source) -> None:
    page = shown(source, area="group:liikkuvat")
    assert page.headline.endswith("no municipalities, so no integration to follow")
    assert page.card("criteria").chart.is_empty
    assert page.card("visits").chart.is_empty
    assert page.card("next").chart.sentence == "No municipality is in this list."


def test_the_lists_are_narrowed(source: Source) -> None:
    day = sample_database.TODAY
    every = towns.all_standings(source, day)
    rows = {
        name: [AreaKey.parse(c.key).area_id for c in shown(source, todo=name).card("next").chart.categories]
        for name in criteria.LISTED
    }
    assert set(rows["expiring"]) == {c for c in rows["all"] if every[c].expiring(day)}
    assert set(rows["silent"]) == {c for c in rows["all"] if not every[c].is_recorded}
    assert set(rows["stale"]) == {
        c for c in rows["all"] if any(e.standing is Standing.NOT_IN_FORCE for e in every[c].evidence[:12])
    }
    near = [c for c in rows["all"] if every[c].is_recorded]
    assert set(rows["near"]) == {
        c
        for c in near
        if sum(
            e.step == (every[c].step or 0) + 1 and e.standing is not Standing.DONE
            for e in every[c].evidence[:12]
        )
        == 1
    }
    assert all(rows[name] for name in criteria.LISTED)


def test_the_list_tells_what_expires_first_and_what_follows(source: Source) -> None:
    day = sample_database.TODAY
    every = towns.all_standings(source, day)
    chart = shown(source).card("next").chart
    for i, row in enumerate(chart.categories):
        municipal = every[AreaKey.parse(row.key).area_id]
        dated = [e.until for e in municipal.evidence[:12] if e.standing is Standing.DONE and e.until]
        until = column(chart, "until")[i]
        if not dated:
            assert until == "–"
            continue
        first = min(dated)
        assert until.endswith(f"{first.day} {first:%B} {first.year}")
        assert until.startswith("●!") == ((first - day).days <= 90)
        # On the day after, with nothing else changed, the step is the one told.
        later = [
            replace(e, standing=Standing.NOT_IN_FORCE) if e.until == first else e
            for e in municipal.evidence[:12]
        ]
        step = 0
        while step < 5 and all(e.standing is Standing.DONE for e in later if e.step == step + 1):
            step += 1
        told = column(chart, "then")[i]
        assert told == (str(step) if step != municipal.step else "–")


def test_a_municipality_without_records_lacks_nothing_that_is_known(source: Source) -> None:
    every = towns.all_standings(source, sample_database.TODAY)
    code = next(code for code, municipal in sorted(every.items()) if not municipal.is_recorded)
    page = shown(source, area=f"municipality:{code}")
    assert page.headline.endswith(": nothing is recorded of integration")
    chart = page.card("next").chart
    assert chart.title == page.headline
    for key in ("step", "next", "missing"):
        value = next(series for series in chart.series if series.key == key).values[0]
        assert (value.state, value.word) == (State.UNKNOWN, "not recorded")


def test_steps_over_time_end_with_today(source: Source) -> None:
    page = shown(source, parts="count")
    now = page.card("progress").chart
    beside = page.card("steps").chart
    own = next(i for i, c in enumerate(beside.categories) if c.own)
    assert [s.values[-1].value for s in now.series] == [s.values[own].value for s in beside.series]
    assert len(now.categories) == 9
    days = [c.key for c in now.categories]
    assert days == sorted(days)
    assert days[-2:] == ["2026-09-30", "2026-11-15"]


def test_visits_of_the_list_are_those_of_the_figure(source: Source) -> None:
    page = shown(source)
    listed = page.card("visit-days").chart
    found = visited.visits(data.figures(source), sample_database.TODAY)
    for kind, series in zip((EventKind.BOARD_VISIT, EventKind.GROUP_VISIT), listed.series, strict=True):
        signs = Counter(value.shown[0] for value in series.values)
        figure = page.card("visits").chart
        row = [c.key for c in figure.categories].index(kind.value)
        by_part = {s.key: s.values[row].value for s in figure.series}
        assert signs["●"] == by_part["visited"]
        assert signs["▷"] == by_part["planned"]
        assert signs["…"] == by_part["running"]
        assert signs["!"] == by_part["missed"]
        assert signs["."] == by_part["unknown"]
        assert signs["●"] == sum(bool(v.held) for key, v in found.items() if key[1] is kind)


def test_roles_by_area(source: Source) -> None:
    chart = shown(source).card("roles").chart
    held = roles.all_roles(data.figures(source), sample_database.TODAY)
    levels = Counter(AreaKey.parse(c.key).level for c in chart.categories)
    assert levels[AreaLevel.COUNTY] == 1
    assert levels[AreaLevel.MUNICIPALITY] == 23
    assert levels[AreaLevel.CENTRE] > 2
    groups = Counter()
    for series in chart.series:
        for category, value in zip(chart.categories, series.values, strict=True):
            own = held.get(AreaKey.parse(category.key), {}).get(Role(series.key))
            assert value.group == (None if own is None else 2 if own.named else 1)
            groups[value.group] += 1
            if own is not None and own.named and own.organisation is not None:
                assert value.beside
    assert all(groups[group] for group in (None, 1, 2))
    counts = shown(source).card("organisations").chart
    for i in range(len(counts.categories)):
        assert sum(series.values[i].value or 0 for series in counts.series) == 23


def test_the_round_of_2018_is_history(source: Source) -> None:
    card = shown(source).card("round-2018")
    chart = card.chart
    assert chart.as_of == mapping_2018.DAY
    assert chart.categories[0].name == "Pirkanmaa"
    assert chart.categories[0].own
    assert len(chart.categories) == 11
    assert not chart.sample
    assert "Not comparable" in chart.notes[0]
    assert "84 family cafés of MLL" in " ".join(column(chart, "told"))
    assert [series.key for series in chart.series] == ["status", "methods", "told"]


def test_rows_of_2018_are_read_from_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'k.sqlite'}"
    engine = open_database(url, create=True)
    bundle = sample_database.ROOT / "sample_data" / "lape2018"
    opened = open_source([bundle], source_date=sample_database.TODAY, areas=area_index())
    assert import_source(engine, opened, ImportOptions(source="lape2018")).problems == []
    monkeypatch.setenv("KPDATA_DATABASE_URL", url)
    monkeypatch.setattr(data, "today", lambda: sample_database.TODAY)
    page = shown(data.source(), area="county:18")
    chart = page.card("round-2018").chart
    told = dict(zip([c.key for c in chart.categories], column(chart, "kept"), strict=True))
    assert told["kainuu"] == "mapped 8"
    assert told["varsinais-suomi"] == "mapped 27"
    assert told["pirkanmaa"] == "mapping under way 4"
    assert told["kanta-hame"] == ".."
    assert chart.sentence == "Mapping rows of 2018 in the database: 124 municipalities."
    # It counts in nothing that is followed today: the day's figures know no integration.
    assert page.headline.endswith("nothing is recorded of integration")


def test_the_told_rows_are_those_of_the_bundle() -> None:
    path = sample_database.ROOT / "sample_data" / "lape2018" / "mapping_status.csv"
    with path.open(encoding="utf-8") as stream:
        kept = {row["municipality"]: row for row in csv.DictReader(stream)}
    rows = mapping_2018.told()
    assert set().union(*(row.municipalities for row in rows)) == {*kept, "106"}
    assert sum(len(row.municipalities) for row in rows) == len(kept) + 1
    for row in rows:
        for code in row.municipalities - {"106"}:
            assert kept[code]["status"] == row.status
            assert set(kept[code]["methods"].split("|")) - {""} == set(row.methods)


def test_the_past_is_seen_from_its_day(source: Source) -> None:
    now, then = shown(source), shown(source, date="2025-06-30")
    assert now.headline != then.headline
    chart = then.card("progress").chart
    assert chart.categories[-1].key == "2025-06-30"
    assert then.card("visits").chart.as_of == date(2025, 6, 30)
