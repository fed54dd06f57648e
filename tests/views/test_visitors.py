"""The page of visitors says what its frames hold, in three languages."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from kpdata.charts import formats
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.plotly import figure
from kpdata.domain import AreaKey, AreaLevel, Month, Period, State
from kpdata.export.csv import csv_bytes
from kpdata.i18n import LANGUAGES
from kpdata.indicators import visitors as facts
from kpdata.indicators.visitors import MONTHLY, Point
from kpdata.store import schema, summaries
from kpdata.store.db import close_all, open_database, writing
from kpdata.views import data, visitors
from kpdata.views.address import Address
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.request import Request
from tests import sample_database

YEAR = Period.parse("2025-11:2026-10")
PIRKANMAA = AreaKey.parse("county:08")
CARDS = ("months", "reporting", "side-by-side", "year", "seasons", "first-timers", "multicultural", "unusual")


@pytest.fixture(scope="module")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample, with the year before it: the same rows with fewer visits, a little more each month."""
    url = sample_database.build(tmp_path_factory.mktemp("sample") / "kpdata.sqlite")
    table = schema.visits
    names = [column.name for column in table.columns]
    with writing(open_database(url)) as connection:
        for row in connection.execute(select(table)).mappings().all():
            earlier = {name: row[name] for name in names}
            month = earlier["month"] or earlier["date"].isoformat()[:7]
            earlier["month"] = str(Month.parse(month).plus(-12)) if earlier["month"] else None
            earlier["date"] = earlier["date"] - timedelta(days=364) if earlier["date"] else None
            for name in ("adults", "children", "visits"):
                if earlier[name] is not None:
                    earlier[name] = earlier[name] * (80 + Month.parse(month).month) // 100
            connection.execute(insert(table).values(**earlier))
        summaries.rebuild(connection)
    close_all()
    return url


def shown(source: Source, query: str = "area=county:08", language: str = "en") -> Cards:
    _, address = Address.of_link(f"kavijat?{query}")
    request = Request.read(source, address, language, visitors.LEVELS, several=True)
    return visitors.cards(request, visitors.choices(request))


def charts(page: Cards) -> dict[str, Chart]:
    return {key: part.chart for key, part in page.parts.items() if isinstance(part, Card)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_tells_visits_the_comparable_change_and_reporting(source: Source, language: str) -> None:
    figures = data.figures(source)
    day = sample_database.TODAY
    row = facts.series(figures, MONTHLY["visits"], [PIRKANMAA], [Point(YEAR)], day).iloc[0]
    change = facts.change(figures, MONTHLY["visits"], PIRKANMAA, YEAR, day, comparable_only=True)
    reporting = facts.reporting(figures, PIRKANMAA, YEAR, day)
    told = shown(source, language=language).headline
    for number in (row["value_min"], row["value_max"]) if row["state"] == "range" else (row["value"],):
        assert formats.number(number, 0, language) in told
    assert formats.percent(change.exact, language, signed=True) in told
    assert told.endswith(formats.percent(reporting.share, language)) or language == "en"
    assert formats.percent(reporting.share, language) in told
    assert ({"fi": "vähintään", "sv": "minst", "en": "at least"}[language] in told) == bool(row["at_least"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_has_a_finding_and_reporting_beside_it(source: Source, language: str) -> None:
    found = charts(shown(source, language=language))
    assert tuple(found) == CARDS
    for key, chart in found.items():
        assert chart.title, key
        assert chart.sentence.endswith("."), key
        assert chart.sample, key
        assert csv_bytes(chart).startswith(b"\xef\xbb\xbf")
        if chart.kind is not Kind.TABLE:
            assert figure(chart).data, key
        if key in {"months", "reporting", "seasons", "first-timers", "multicultural", "unusual"}:
            beside = {"fi": "Ilmoitusten väheneminen", "sv": "Färre rapporter", "en": "A fall in reporting"}
            assert any(beside[language] in note for note in chart.notes), key


def test_the_lines_are_the_frame(source: Source) -> None:
    chart = charts(shown(source, "area=municipality:837&area=municipality:536&counted=children"))["months"]
    months = [Month.parse(category.key) for category in chart.categories]
    assert (months[-1], len(chart.series)) == (Month(2026, 10), 2)
    keys = [AreaKey.parse(series.key) for series in chart.series]
    frame = facts.series(
        data.figures(source), MONTHLY["children"], keys, facts.single(months), sample_database.TODAY
    )
    for series, key in zip(chart.series, keys, strict=True):
        rows = frame[frame["area_id"] == key.area_id].to_dict("records")
        for value, row in zip(series.values, rows, strict=True):
            assert value.state == row["state"]
            assert value.value == (row["value"] if row["state"] == "ok" else None)
            if value.is_known:
                assert bool(value.note) == (row["reported"] < 80)


def test_comparable_places_are_one_choice_and_say_so(source: Source) -> None:
    for only, expected in (("all", False), ("comparable", True)):
        found = charts(shown(source, f"area=municipality:837&places={only}"))
        for key in ("months", "year"):
            assert any(note.startswith("Comparable places only") for note in found[key].notes) is expected
    year = found["year"]
    change = facts.change(
        data.figures(source),
        MONTHLY["visits"],
        AreaKey.parse("municipality:837"),
        YEAR,
        sample_database.TODAY,
        comparable_only=True,
    )
    assert f"{formats.percent(change.exact, 'en', signed=True)} from a year earlier" in year.title
    now, earlier = (sum(value.value or 0 for value in series.values) for series in year.series)
    assert 100 * (now / earlier - 1) == pytest.approx(change.exact)


def test_unusual_months_are_those_beyond_the_limits(source: Source) -> None:
    chart = charts(shown(source))["unusual"]
    change, upper, lower = chart.series
    months = [Month.parse(category.key) for category in chart.categories]
    found = facts.changes(data.figures(source), PIRKANMAA, months, sample_database.TODAY)
    usual = facts.usual([one.exact for one in found])
    assert (upper.values[0].value, lower.values[0].value) == (usual.upper, usual.lower)
    marked = [bool(value.note) for value in change.values]
    expected = [one.exact is not None and not usual.lower <= one.exact <= usual.upper for one in found]
    assert marked == expected
    assert (str(sum(marked)) if any(marked) else "no unusual") in chart.title


def test_seasons_have_a_row_a_month_and_a_column_a_year(source: Source) -> None:
    chart = charts(shown(source))["seasons"]
    assert [category.key for category in chart.categories] == [f"{m:02d}" for m in range(1, 13)]
    assert [series.key for series in chart.series][-1] == "2026"
    by_median = re.search(r"highest in (\w+), lowest in (\w+)", chart.title)
    assert by_median is None or by_median[1] != by_median[2]


def test_half_years_hide_small_counts(source: Source) -> None:
    figures = data.figures(source)
    runs = facts.half_years(figures, Month(2026, 10), 6)
    day = sample_database.TODAY
    table = figures.table(["first_timer_share"], AreaLevel.MUNICIPALITY, as_of=day, period=YEAR)
    hidden = table.loc[table["state"] == State.HIDDEN.value, "area_id"]
    key = AreaKey(AreaLevel.MUNICIPALITY, str(hidden.iloc[0]))
    chart = charts(shown(source, f"area={key}"))["first-timers"]
    assert chart.categories[-1].key == str(runs[-1])
    last = chart.series[0].values[-1]
    assert (last.state, last.value, last.n) == (State.HIDDEN, None, None)
    assert "•" in chart.title


def test_hidden_visits_are_in_no_text(source: Source) -> None:
    hiding = dataclasses.replace(source, hide_visits=True, threshold=10)
    page = shown(hiding, "level=place&counted=children")
    figures = data.figures(hiding)
    chart = charts(page)["months"]
    rows = facts.series(
        figures,
        MONTHLY["children"],
        [AreaKey.parse(chart.series[0].key)],
        facts.single([Month.parse(category.key) for category in chart.categories]),
        sample_database.TODAY,
    )
    assert chart.series[0].key.startswith("place:")
    for value, state in zip(chart.series[0].values, rows["state"], strict=True):
        assert value.state == state
        assert value.value is None or not 1 <= value.value < 10


def test_a_measure_that_a_level_lacks_is_no_forgery(source: Source) -> None:
    for measure, notices in (("visits_per_1000", 0), ("forged", 1)):
        _, address = Address.of_link(f"kavijat?level=place&counted={measure}")
        request = Request.read(source, address, "en", visitors.LEVELS)
        assert visitors.choices(request).measure == "visits"
        assert len(address.notices) == notices


def test_without_an_area_it_says_what_to_do(source: Source) -> None:
    page = shown(source, "level=county&area=")
    assert (page.headline, dict(page.parts)) == ("Choose at least one area", {})
