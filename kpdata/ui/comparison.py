"""Areas side by side: each view put together once for a selection, then kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from kpdata.charts import build
from kpdata.domain import AreaLevel
from kpdata.i18n import N_, texts
from kpdata.indicators.indicator import Topic
from kpdata.ui import data
from kpdata.ui.data import Source
from kpdata.ui.drawn import Drawn
from kpdata.ui.overview import points_of
from kpdata.ui.state import Selection

MOST_INDICATORS = 24
MOST_LINES = 4
DEFAULT = (
    "places_per_1000",
    "weekly_hours_per_1000",
    "coverage_school_age",
    "places_school_age_per_1000",
    "within_5_km_school_age",
    "visits_per_1000",
    "reporting_share",
    "integration_done_share",
    "fresh_share",
)
VIEWS = {
    "table": N_("Table"),
    "profile": N_("Profile"),
    "heat": N_("Heat table"),
    "ranked": N_("Ranking"),
    "trend": N_("Trend"),
    "scatter": N_("Scatter"),
}
TOPICS = {
    Topic.NETWORK: N_("Network"),
    Topic.COVERAGE: N_("Children's coverage"),
    Topic.VISITS: N_("Visits"),
    Topic.SURVEYS: N_("Surveys"),
    Topic.INTEGRATION: N_("Integration"),
    Topic.CRITERIA: N_("Criteria"),
    Topic.CYCLE: N_("Annual cycle"),
}


@lru_cache(maxsize=32)
def indicators(source: Source, level: AreaLevel, language: str) -> dict[str, str]:
    """What can be compared at a level, by id, in the order of the topics: "Visits: visits per 1 000 children"."""
    t = texts(language)
    order = list(TOPICS)
    found = [indicator for indicator in data.figures(source).registry.values() if level in indicator.levels]
    found.sort(key=lambda indicator: order.index(indicator.topic))
    return {i.id: f"{t(TOPICS[i.topic])}: {i.title.text(language)}" for i in found}


def views(language: str) -> dict[str, str]:
    """The views by id."""
    t = texts(language)
    return {name: t(label) for name, label in VIEWS.items()}


def default_view(selection: Selection) -> str:
    """A spine chart for one or two areas, a heat table for more."""
    return "profile" if len(selection.areas) <= 2 else "heat"


def default_indicators(source: Source, level: AreaLevel) -> tuple[str, ...]:
    """A first set that covers supply, coverage, visits, families' voice and integration."""
    known = indicators(source, level, "en")
    voice = sorted(name for name in known if name.startswith("mean_visitor_"))[:1]
    chosen = [name for name in (*DEFAULT, *voice) if name in known]
    return tuple(chosen or list(known)[:8])


def with_company(source: Source, selection: Selection, count: int = 6) -> Selection:
    """The selection with areas beside the one that came by default: those most like it."""
    raise NotImplementedError


@lru_cache(maxsize=128)
def drawn(
    source: Source, selection: Selection, names: tuple[str, ...], view: str, across: str, up: str
) -> Drawn:
    """One view. names: the indicators of table, profile and heat; across, up: of ranking, trend, scatter."""
    figures = data.figures(source)
    registry = figures.registry
    chart_view = data.chart_view(
        source, selection, names if view in {"table", "profile", "heat"} else (across,)
    )
    if view in {"table", "heat"}:
        frame = _table(source, selection, names, [key.area_id for key in selection.areas])
        make = build.table if view == "table" else build.heat_table
        return Drawn(make(frame, [registry[name] for name in names], chart_view), 1000)
    if view == "profile":
        frame = _table(source, selection, names)
        rows = data.benchmark_rows(source, selection, names)
        values = {name: float(row["value"]) for name, row in rows.items() if pd.notna(row["value"])}
        name = data.benchmark_name(source, selection)
        two = frozenset(key.area_id for key in selection.areas[:2])
        from dataclasses import replace

        chart_view = replace(chart_view, own=two)
        return Drawn(
            build.spine(
                frame, [registry[n] for n in names], chart_view, benchmarks=values, benchmark_name=name
            ),
            1000,
        )
    if view == "trend":
        indicator = registry[across]
        keys = list(selection.areas[:MOST_LINES])
        benchmark = data.benchmark_key(selection)
        drawn_keys = [*keys, *([benchmark] if benchmark and benchmark not in keys else [])]
        frame = figures.series([across], drawn_keys, points_of(indicator, selection, 13), selection.language)
        return Drawn(build.trend_lines(frame, indicator, chart_view, benchmark_key=benchmark), 1000)
    if view == "ranked":
        frame = _table(source, selection, (across,))
        row = data.benchmark_rows(source, selection, (across,)).get(across)
        line = build.benchmark_of(row, registry[across], chart_view) if row else None
        return Drawn(
            build.ranked_bars(
                data.with_definitions(source, frame, selection), registry[across], chart_view, benchmark=line
            ),
            1000,
        )
    frame = _table(source, selection, (across, up))
    return Drawn(build.scatter(frame, registry[across], registry[up], chart_view), 1000)


def _table(
    source: Source, selection: Selection, names: Sequence[str], areas: Sequence[str] | None = None
) -> pd.DataFrame:
    return data.figures(source).table(
        list(names),
        selection.level,
        areas=areas,
        as_of=selection.as_of,
        period=selection.period,
        language=selection.language,
    )
