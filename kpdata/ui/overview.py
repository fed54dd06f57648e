"""What the overview shows: put together once for a selection, then kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import pandas as pd

from kpdata.areas import area_index
from kpdata.charts import build, findings, formats
from kpdata.charts.chart import Chart, KeyFigure
from kpdata.domain import AgeBand, AreaKey, AreaLevel, HalfYear, Month, Period, State, add_months
from kpdata.i18n import texts
from kpdata.indicators.indicator import Indicator, Timing
from kpdata.ui import data
from kpdata.ui.data import Source
from kpdata.ui.drawn import Drawn
from kpdata.ui.state import Selection

LEVELS = (AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY)
MEASURES = (
    "places_school_age_per_1000",
    "within_5_km_school_age",
    "free_time_hours_school_age_per_1000",
    "places_per_1000",
    "visits_per_1000",
    "integration_done_share",
)
ATTENTION = ("children_without_school_age", "places", "within_5_km_school_age", "integration_done_share")
_MOST_ATTENTION = 12
_POINTS = 9


@dataclass(frozen=True)
class Overview:
    """The finding, the key figures and the cards of one area."""

    headline: str
    key_figures: tuple[KeyFigure, ...]
    tiles: Drawn
    ranked: Drawn
    attention: Drawn


def measures(source: Source, language: str) -> dict[str, str]:
    """What the map and the ranking can show, by id."""
    registry = data.figures(source).registry
    return {name: registry[name].title.text(language) for name in MEASURES if name in registry}


@lru_cache(maxsize=128)
def overview(source: Source, selection: Selection, measure: str) -> Overview:
    """Everything of the page but the changes."""
    municipalities = _municipalities(selection.area)
    figures = data.figures(source)
    view = data.chart_view(source, selection, (measure,))
    frame = figures.table(
        [measure],
        AreaLevel.MUNICIPALITY,
        areas=municipalities,
        as_of=selection.as_of,
        period=selection.period,
        language=selection.language,
    )
    indicator = figures.registry[measure]
    benchmark = data.benchmark_rows(source, selection, (measure,)).get(measure)
    line = build.benchmark_of(benchmark, indicator, view) if benchmark is not None else None
    places = area_index().tiles(AreaLevel.MUNICIPALITY)
    tiles = build.tile_map(
        frame, indicator, view, places[places["code"].isin(municipalities)], benchmark=line
    )
    ranked = build.ranked_bars(
        data.with_definitions(source, frame, selection), indicator, view, benchmark=line
    )
    return Overview(
        headline(source, selection),
        key_figures(source, selection),
        Drawn(tiles, 470),
        Drawn(ranked, 560),
        Drawn(attention(source, selection, municipalities), 900),
    )


def _municipalities(area: AreaKey) -> tuple[str, ...]:
    """Those of the area; of a municipality those of its county, so that there is something beside it."""
    index = area_index()
    if area.level is AreaLevel.MUNICIPALITY:
        area = next(key for key in index.lineage(area) if key.level is AreaLevel.COUNTY)
    return index.municipalities_of(area)


def headline(source: Source, selection: Selection) -> str:
    """In how many municipalities of the area school-age children have no place of their own."""
    rows = data.figures(source).table(
        ["places_school_age_per_1000"],
        AreaLevel.MUNICIPALITY,
        areas=area_index().municipalities_of(selection.area),
        as_of=selection.as_of,
        period=selection.period,
        language=selection.language,
    )
    words = data.area_words(source, selection.area, selection.language)
    return findings.missing_places(rows, words, AgeBand.SCHOOL_AGE, selection.language)


def key_indicators(source: Source) -> tuple[str, ...]:
    """The five key figures: supply, school-age coverage, visits, what families say, integration."""
    registry = data.figures(source).registry
    means = sorted(name for name in registry if name.startswith("mean_visitor_"))
    said = ("mean_visitor_overall", "mean_visitor_satisfaction")
    voice = next((name for name in (*said, *means) if name in registry), "responses_visitor")
    names = ("places", "coverage_school_age", "visits", voice, "integration_done_share")
    return tuple(name for name in names if name in registry)


def key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    """Each with its value now, a year earlier, its benchmark and its course."""
    figures = data.figures(source)
    names = key_indicators(source)
    area = selection.area
    now = _rows(source, selection, names, selection.as_of, selection.period)
    earlier = _rows(source, selection, names, add_months(selection.as_of, -12), selection.period.year_earlier)
    # The benchmark of a count is another count, which says nothing beside it: only rates and shares have one.
    benchmarks = {
        name: row
        for name, row in data.benchmark_rows(source, selection, names).items()
        if selection.compare != "earlier" and figures.registry[name].denominator is not None
    }
    view = data.chart_view(source, selection, names)
    result = []
    for name in names:
        indicator = figures.registry[name]
        points = figures.series([name], [area], points_of(indicator, selection), selection.language)
        result.append(
            build.key_figure(
                now[name],
                indicator,
                view,
                points=points,
                benchmark=benchmarks.get(name),
                earlier=earlier.get(name),
            )
        )
    return tuple(result)


def _rows(
    source: Source, selection: Selection, names: Sequence[str], as_of: date, period: Period
) -> dict[str, dict[str, object]]:
    area = selection.area
    frame = data.figures(source).table(
        list(names), area.level, areas=[area.area_id], as_of=as_of, period=period, language=selection.language
    )
    return data.rows_by_indicator(frame)


def points_of(indicator: Indicator, selection: Selection, count: int = _POINTS) -> list[tuple[date, Period]]:
    """The points of a trend: quarters' ends, months, or half-years, by what ties the indicator to time."""
    last = selection.period.last
    if indicator.timing == Timing.MONTHS:
        months = [last.plus(-place) for place in reversed(range(max(count, 24)))]
        return [(min(month.last_day, selection.as_of), Period(month, month)) for month in months]
    if indicator.timing == Timing.DAY:
        days = [selection.as_of]
        month = Month.of(selection.as_of)
        end = month.plus(-((month.month - 1) % 3) - 1)
        days += [end.plus(-3 * place).last_day for place in range(count - 1)]
        return [(day, Period.default(day)) for day in sorted(days)]
    newest = HalfYear.of(selection.as_of)
    halves = [newest.plus(-place) for place in reversed(range(6))]
    return [(min(half.period.last.last_day, selection.as_of), half.period) for half in halves]


def attention(source: Source, selection: Selection, municipalities: Sequence[str]) -> Chart:
    """Municipalities where school-age children have no place of their own, most children first."""
    figures = data.figures(source)
    kept = [name for name in ATTENTION if name in figures.registry]
    state_of = "places_school_age_per_1000"
    frame = figures.table(
        [*kept, state_of],
        AreaLevel.MUNICIPALITY,
        areas=municipalities,
        as_of=selection.as_of,
        period=selection.period,
        language=selection.language,
    )
    lacking = {State.NONE, State.PLANNED, State.FROZEN, State.NOT_MAPPED}
    states = frame[(frame["indicator"] == state_of) & frame["state"].isin([state.value for state in lacking])]
    without = frame[frame["indicator"] == "children_without_school_age"].set_index("area_id")["value"]
    order = sorted(states["area_id"], key=lambda code: (-_or_zero(without.get(code)), code))
    shown = order[:_MOST_ATTENTION]
    place = {code: rank for rank, code in enumerate(shown)}
    rows = frame[frame["area_id"].isin(shown) & frame["indicator"].isin(kept)]
    rows = rows.sort_values("area_id", key=lambda codes: codes.map(place), kind="stable")
    view = data.chart_view(source, selection, kept)
    chart = build.table(rows, [figures.registry[name] for name in kept], view)
    t = texts(selection.language)
    title = (
        t.plural("{n} municipality needs attention", "{n} municipalities need attention", len(order))
        if order
        else t("No municipality lacks a place for school-age children")
    )
    notes = chart.notes
    if len(order) > len(shown):
        notes = (*notes, t("The {n} with most children are shown.", n=len(shown)))
    return replace(chart, title=title, notes=notes, slug=formats.ascii_slug("attention"))


def _or_zero(value: float | None) -> float:
    return 0.0 if value is None or pd.isna(value) else float(value)


def since_days(selection: Selection, language: str) -> dict[str, str]:
    """Days to look back to: the ends of the last 24 months, newest first."""
    month = Month.of(selection.as_of)
    days = [month.plus(-back).last_day for back in range(1, 25)]
    return {day.isoformat(): formats.day(day, language) for day in days}


def default_since(selection: Selection) -> str:
    """Half a year back: about the meeting before the last."""
    return Month.of(selection.as_of).plus(-6).last_day.isoformat()
