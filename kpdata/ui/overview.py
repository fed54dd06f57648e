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
from kpdata.domain import AgeBand, AreaLevel, HalfYear, Month, Period, State, add_months
from kpdata.i18n import N_, texts
from kpdata.indicators.indicator import Indicator, Timing
from kpdata.ui import data
from kpdata.ui.data import Source
from kpdata.ui.drawn import Drawn
from kpdata.ui.ranked import ranked_bars
from kpdata.ui.state import Selection

LEVELS = (AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY)
SUITABLE = "places_school_age_per_1000"
# Short names for the picker; the card gives the full ones.
MEASURES = {
    SUITABLE: N_("School-age places"),
    "within_5_km_school_age": N_("School-age within 5 km"),
    "free_time_hours_school_age_per_1000": N_("Free-time hours"),
    "places_per_1000": N_("Meeting places"),
    "visits_per_1000": N_("Visits"),
    "integration_done_share": N_("Integration"),
}
DEFAULT_MEASURE = SUITABLE
KEY_TITLES = {
    "places": N_("Meeting places"),
    "coverage_school_age": N_("School-age coverage"),
    "visits": N_("Visits"),
    "responses_visitor": N_("Answers of families"),
    "integration_done_share": N_("Integration"),
}
WITHOUT = "children_without_school_age"
ATTENTION = {
    WITHOUT: N_("School-age children without a place"),
    "places": N_("Meeting places"),
    "within_5_km_school_age": N_("School-age within 5 km"),
    "mapped_share": N_("Mapped"),
    "integration_done_share": N_("Integration"),
}
_MOST_ATTENTION = 8
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
    t = texts(language)
    registry = data.figures(source).registry
    return {name: t(title) for name, title in MEASURES.items() if name in registry}


@lru_cache(maxsize=128)
def overview(source: Source, selection: Selection, measure: str, definition: str) -> Overview:
    """Everything of the page but the changes. definition: which ranking, empty where listing does not matter."""
    municipalities = data.municipalities(source, selection.area)
    figures = data.figures(source)
    view = data.chart_view(source, selection, (measure,))
    frame = data.table(source, selection, [measure], AreaLevel.MUNICIPALITY, municipalities)
    indicator = figures.registry[measure]
    benchmark = data.benchmark_rows(source, selection, (measure,)).get(measure)
    line = build.benchmark_of(benchmark, indicator, view) if benchmark is not None else None
    places = area_index().tiles(AreaLevel.MUNICIPALITY)
    tiles = build.tile_map(
        frame, indicator, view, places[places["code"].isin(municipalities)], benchmark=line
    )
    ranked = ranked_bars(source, selection, frame, line, definition or None)
    first = next((v.shown for v in ranked.values if v.is_known and v.value), "")
    if first:
        t, best = texts(selection.language), ranked.categories[0].name
        ranked = replace(ranked, title=t("{name} is highest: {value}", name=best, value=first))
    name = data.area_name(source, selection.area, selection.language)
    return Overview(
        headline(source, selection),
        key_figures(source, selection),
        Drawn(tiles, 400, name),
        Drawn(ranked, 400, name),
        Drawn(attention(source, selection, municipalities), 900, name, plain=True),
    )


def headline(source: Source, selection: Selection) -> str:
    """In how many municipalities of the area school-age children have no place of their own."""
    rows = data.table(
        source, selection, [SUITABLE], AreaLevel.MUNICIPALITY, area_index().municipalities_of(selection.area)
    )
    words = data.area_words(source, selection.area, selection.language)
    return findings.missing_places(rows, words, AgeBand.SCHOOL_AGE, selection.language)


def key_indicators(source: Source) -> tuple[str, ...]:
    """The five key figures: supply, school-age coverage, visits, what families say, integration."""
    registry = data.figures(source).registry
    means = sorted(name for name in registry if name.startswith("mean_visitor_"))
    said = ("mean_visitor_satisfaction", "mean_visitor_welcome", "mean_visitor_wellbeing")
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
    t = texts(selection.language)
    result = []
    for name in names:
        indicator = figures.registry[name]
        points = figures.series([name], [area], points_of(indicator, selection), selection.language)
        figure = build.key_figure(
            now[name],
            indicator,
            view,
            points=points,
            benchmark=benchmarks.get(name),
            earlier=earlier.get(name),
        )
        if indicator.denominator is None:
            figure = replace(figure, unit="")
        if name in KEY_TITLES:
            figure = replace(figure, title=t(KEY_TITLES[name]))
        else:
            figure = replace(figure, title=t("What families say"), note=figure.title)
        result.append(figure)
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
    figures, t = data.figures(source), texts(selection.language)
    kept = [name for name in ATTENTION if name in figures.registry]
    frame = data.table(source, selection, [*kept, SUITABLE], AreaLevel.MUNICIPALITY, municipalities)
    lacking = {state.value for state in (State.NONE, State.PLANNED, State.FROZEN, State.NOT_MAPPED)}
    states = frame[(frame["indicator"] == SUITABLE) & frame["state"].isin(lacking)]
    without = frame[frame["indicator"] == WITHOUT].set_index("area_id")["value"]
    order = sorted(states["area_id"], key=lambda code: (-_or_zero(without.get(code)), code))
    place = {code: rank for rank, code in enumerate(order[:_MOST_ATTENTION])}
    rows = frame[frame["area_id"].isin(place) & frame["indicator"].isin(kept)]
    rows = rows.sort_values("area_id", key=lambda codes: codes.map(place), kind="stable")
    view = data.chart_view(source, selection, kept)
    chart = build.table(rows, [figures.registry[name] for name in kept], view)
    series = tuple(replace(column, name=t(ATTENTION[column.key])) for column in chart.series)
    if not order:
        title = t("No municipality lacks a place for school-age children")
        return replace(chart, title=title, sentence=title, slug="attention")
    title = t.plural("{n} municipality needs attention", "{n} municipalities need attention", len(order))
    sentence = ""
    if (most := without.get(order[0])) and pd.notna(most):
        sentence = t(
            "Most school-age children without a place of their own: {name}, {n}.",
            name=chart.categories[0].name,
            n=formats.number(most, 0, selection.language),
        )
    notes = chart.notes
    if len(order) > len(place):
        notes = (*notes, t("The {n} with most children are shown.", n=len(place)))
    return replace(chart, title=title, sentence=sentence, notes=notes, series=series, slug="attention")


def _or_zero(value: float | None) -> float:
    return 0.0 if value is None or pd.isna(value) else float(value)
