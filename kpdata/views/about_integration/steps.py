"""Steps of integration side by side and over time."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kpdata.charts import build, formats
from kpdata.charts import steps as charts
from kpdata.charts.chart import Category
from kpdata.charts.values import LEVEL_HEADINGS
from kpdata.domain import FINLAND, AreaKey, AreaLevel
from kpdata.i18n import N_, texts
from kpdata.views import data
from kpdata.views.about_integration import towns
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

PARTS = {"share": N_("Shares"), "count": N_("Municipalities")}
_POINTS = 9
_HALF, _WHOLE = 520, 1000
DONE = "integration_done_share"


@lru_cache(maxsize=128)
def by_area_card(source: Source, selection: Selection, parts: str) -> Card:
    """The steps of every county, the own one marked; the chosen area and the country before them."""
    t, language, figures = texts(selection.language), selection.language, data.figures(source)
    selection = towns.around(source, selection)
    area, day = selection.area, selection.as_of
    marked = _marked(source, area)

    def row(key: AreaKey, *, own: bool) -> charts.Spread:
        category = Category(str(key), data.area_name(source, key, language), own=own)
        return towns.spread(source, category, towns.own(source, key), day)

    counties = [
        row(AreaKey(AreaLevel.COUNTY, code), own=code in marked)
        for code in figures.members(FINLAND, AreaLevel.COUNTY)
    ]
    counties.sort(key=lambda r: (-r.reached / (r.total or 1), -sum(r.counts[1:]) / (r.total or 1),
                                 data.collation(r.category.name)))  # fmt: skip
    rows = [row(FINLAND, own=area == FINLAND), *counties]
    if area.level not in {AreaLevel.COUNTRY, AreaLevel.COUNTY}:
        rows.insert(0, row(area, own=True))
    chart = charts.by_area(
        [r for r in rows if r.total],
        data.chart_view(source, selection, (DONE,)),
        of=str(area),
        as_share=parts == "share",
        heading=t(LEVEL_HEADINGS[AreaLevel.COUNTY]),
    )
    return Card(chart, _WHOLE, data.area_name(source, area, language))


def _marked(source: Source, area: AreaKey) -> frozenset[str]:
    """The counties that an area lies in, or is."""
    if area.level is AreaLevel.COUNTRY:
        return frozenset()
    return frozenset(data.figures(source).members(area, AreaLevel.COUNTY))


@lru_cache(maxsize=128)
def progress_card(source: Source, selection: Selection) -> Card:
    """The steps of the area's own municipalities at each quarter's end and on the day."""
    selection = towns.around(source, selection)
    language, indicator = selection.language, data.figures(source).registry[DONE]
    codes = towns.own(source, selection.area)
    rows = [
        towns.spread(source, Category(day.isoformat(), formats.day(day, language)), codes, day)
        for day, _ in data.points_of(indicator, selection, _POINTS)
    ]
    chart = charts.progress([row for row in rows if row.total], data.chart_view(source, selection, (DONE,)))
    return Card(chart, _HALF, data.area_name(source, selection.area, language))


@lru_cache(maxsize=128)
def share_card(source: Source, selection: Selection) -> Card:
    """The share of all criteria done and in force over the same days, and its benchmark."""
    figures, language = data.figures(source), selection.language
    indicator = figures.registry[DONE]
    benchmark = data.benchmark_key(source, selection)
    keys = [selection.area, *([benchmark] if benchmark and benchmark != selection.area else [])]
    keys = [key for key in keys if key.level in indicator.levels]
    points = data.points_of(indicator, selection, _POINTS)
    frame = data.everyday(figures.series([DONE], keys, points, language), language)
    view = replace(data.chart_view(source, selection, (DONE,)), period=None)
    chart = build.trend_lines(frame, indicator, view, benchmark_key=benchmark)
    area = data.area_name(source, selection.area, language)
    return Card(charts.share_over_time(chart), _HALF, area)
