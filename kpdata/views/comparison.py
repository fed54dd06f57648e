"""Areas side by side: each view put together once for a selection, then kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from kpdata.areas import area_index
from kpdata.charts import build, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.values import value_of
from kpdata.domain import AreaKey, AreaLevel, State
from kpdata.i18n import N_, texts
from kpdata.indicators.indicator import Indicator, Topic
from kpdata.views import address, data, ranked
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.GROUP)
WIDTH = 860
TREND_POINTS = 13
TYPES = {"urban": N_("urban"), "semi_urban": N_("semi-urban"), "rural": N_("rural")}
LANGUAGES = {
    "fi": N_("Finnish"),
    "sv": N_("Swedish"),
    "fi_sv": N_("Finnish, Swedish minority"),
    "sv_fi": N_("Swedish, Finnish minority"),
}
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
    """What can be compared at a level, by id, under its topic: "Visits: visits per 1 000 children"."""
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


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters with what they were chosen from.

    names: the indicators of table, profile and heat table; across, up: of ranking, trend and scatter.
    definition: which ranking, empty where listing does not matter; rankings: how many areas stand in each.
    """

    view: str
    names: tuple[str, ...]
    across: str
    up: str
    definition: str
    rankings: Mapping[str, int] = field(compare=False)
    options: Mapping[str, str] = field(compare=False)


def choices(request: Request) -> Choices:
    """Read view, show, measure, against and definition."""
    source, selection, asked = request.source, request.selection, request.address
    options = indicators(source, selection.level, request.language)
    defaults = default_indicators(source, selection.level)
    names = asked.choices("show", options, defaults, MOST_INDICATORS)
    view = asked.choice("view", VIEWS, default_view(selection))
    across = asked.choice("measure", options, (names or defaults)[0])
    up = asked.choice("against", options, (*names, *defaults)[1])
    rankings = ranked.definitions(source, selection, across, selection.level) if view == "ranked" else {}
    definition = asked.choice("definition", rankings, next(iter(rankings), "")) if rankings else ""
    return Choices(view, names, across, up, definition, rankings, options)


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The chosen view under its own name; for municipalities those most alike."""
    source, selection = request.source, request.selection
    if not (selection.areas and choices.names):
        return Cards(request.t("Choose at least one area and indicator"))
    parts = {choices.view: _view(source, selection, choices)}
    if selection.level is AreaLevel.MUNICIPALITY:
        parts["similar"] = similar(source, selection)
    return Cards(headline(source, selection, choices.names), parts)


@lru_cache(maxsize=128)
def headline(source: Source, selection: Selection, names: tuple[str, ...]) -> str:
    """How the first area stands against the benchmark: above it in how many indicators, farthest in which."""
    t, figures = texts(selection.language), data.figures(source)
    area = data.area_name(source, selection.area, selection.language)
    benchmark = data.benchmark_name(source, selection)
    own = data.rows_by_indicator(_table(source, selection, names, [selection.area.area_id]))
    others = data.benchmark_rows(source, selection, names)
    pairs = []
    for name in names:
        # A count grows with the area, so it is not compared.
        if name in own and name in others and figures.registry[name].denominator is not None:
            mine = value_of(own[name], figures.registry[name], selection.language)
            other = value_of(others[name], figures.registry[name], selection.language)
            if mine.value is not None and other.value is not None:
                # As they are shown: what reads the same is neither above nor below.
                own_shown, other_shown = (
                    float(formats.rounded(v, mine.decimals)) for v in (mine.value, other.value)
                )
                pairs.append((name, own_shown, other_shown))
    if not pairs:
        return t("{area}: no figures to compare", area=area)
    name, *_ = max(pairs, key=lambda pair: _gap(pair[1], pair[2]))
    mine, other = (value_of(rows[name], figures.registry[name], selection.language) for rows in (own, others))
    return t(
        "{area}: above “{benchmark}” in {n} of {total} indicators; widest gap – {measure}: {value}, {other}",
        area=area,
        benchmark=benchmark,
        n=sum(mine > other for _, mine, other in pairs),
        total=len(pairs),
        measure=figures.registry[name].title.text(selection.language),
        value=mine.shown,
        other=f"{benchmark} {other.shown}",
    )


def _gap(mine: float, other: float) -> float:
    """How far apart two figures are, in parts of the larger one."""
    return abs(mine - other) / max(abs(mine), abs(other), 1e-9)


def _view(source: Source, selection: Selection, choices: Choices) -> Card:
    registry = data.figures(source).registry
    across, up, view = choices.across, choices.up, choices.view
    if view == "ranked":
        chart = _ranked(source, selection, across, choices.definition)
    elif view == "trend":
        chart = _trend(source, selection, registry[across])
    elif view == "scatter":
        frame = _table(source, selection, (across, up))
        chart = build.scatter(
            frame, registry[across], registry[up], data.chart_view(source, selection, (across, up))
        )
    elif view == "profile":
        chart = _profile(source, selection, choices.names)
    else:
        chart = _side_by_side(source, selection, choices.names, heat=view == "heat")
    area = ", ".join(data.area_name(source, key, selection.language) for key in selection.areas[:3])
    return Card(chart, WIDTH, area, plain=view == "table")


def _side_by_side(source: Source, selection: Selection, names: Sequence[str], *, heat: bool) -> Chart:
    registry = data.figures(source).registry
    measures = [registry[name] for name in names]
    view = data.chart_view(source, selection, names)
    order = {key.area_id: place for place, key in enumerate(selection.areas)}
    frame = data.compared(source, selection, _table(source, selection, names, list(order)))
    # Areas stand in the order they were chosen in.
    frame = frame.sort_values("area_id", key=lambda ids: ids.map(order), kind="stable")
    if heat:
        return build.heat_table(frame, measures, view)
    benchmarks = {}
    for name, row in data.benchmark_rows(source, selection, names).items():
        line = build.benchmark_of(row, registry[name], view)
        if line is not None and registry[name].denominator is not None:
            benchmarks[name] = line
    return build.table(frame, measures, view, benchmarks=benchmarks)


def _profile(source: Source, selection: Selection, names: Sequence[str]) -> Chart:
    registry = data.figures(source).registry
    # Counts grow with the area: they have no place on a common scale.
    kept = [name for name in names if registry[name].denominator is not None]
    two = replace(selection, areas=selection.areas[:2])
    rows = data.benchmark_rows(source, selection, kept)
    frame = _table(source, selection, kept)
    first = {key.area_id: place for place, key in enumerate(two.areas)}
    frame = frame.sort_values("area_id", key=lambda ids: ids.map(first).fillna(len(first)), kind="stable")
    chart = build.spine(
        frame,
        [registry[name] for name in kept],
        data.chart_view(source, two, kept),
        benchmarks={name: float(row["value"]) for name, row in rows.items() if pd.notna(row["value"])},
        benchmark_name=data.benchmark_name(source, selection),
    )
    t = texts(selection.language)
    notes = list(chart.notes)
    if len(kept) < len(names):
        notes.append(t("Counts are left out: they grow with the area. See the table."))
    if len(selection.areas) > 2:
        notes.append(t("The first two areas are shown; the heat table shows them all."))
    return replace(chart, notes=tuple(notes))


def _trend(source: Source, selection: Selection, indicator: Indicator) -> Chart:
    figures, t = data.figures(source), texts(selection.language)
    keys = list(selection.areas[:MOST_LINES])
    benchmark = data.benchmark_key(source, selection)
    # A count of the country would press the areas' lines flat.
    if benchmark in keys or indicator.denominator is None:
        benchmark = None
    asked = [*keys, benchmark] if benchmark else keys
    points = data.points_of(indicator, selection, TREND_POINTS)
    frame = data.everyday(
        figures.series([indicator.id], asked, points, selection.language), selection.language
    )
    view = data.chart_view(source, selection, (indicator.id,))
    chart = build.trend_lines(frame, indicator, view, benchmark_key=benchmark)
    if len(selection.areas) > MOST_LINES:
        note = t("The first {n} areas are shown.", n=MOST_LINES)
        return replace(chart, notes=(*chart.notes, note))
    return chart


def _ranked(source: Source, selection: Selection, name: str, definition: str) -> Chart:
    indicator = data.figures(source).registry[name]
    view = data.chart_view(source, selection, (name,))
    row = data.benchmark_rows(source, selection, (name,)).get(name) if indicator.denominator else None
    line = build.benchmark_of(row, indicator, view) if row else None
    frame = _table(source, selection, (name,))
    return ranked.ranked_bars(source, selection, name, frame, line, definition or None)


@lru_cache(maxsize=64)
def similar(source: Source, selection: Selection) -> Card:
    """The municipalities most like the first one by need, with the index and what it is made of."""
    t, language = texts(selection.language), selection.language
    rows = data.similar(source, selection)
    keys = [str(AreaKey(AreaLevel.MUNICIPALITY, code)) for code in rows["code"]]
    names = [area_index().short_name(AreaKey.parse(key), language) for key in keys]

    def column(key: str, name: str, shown: Callable[[Any], str], unit: str = "") -> Series:
        return Series(key, name, tuple(Value(State.OK, shown(value)) for value in rows[key]), unit)

    area = data.area_name(source, selection.area, language)
    chart = Chart(
        kind=Kind.TABLE,
        language=language,
        title=t("Municipalities most like {area} by need", area=area),
        subtitle=t("Standardised distance; the smaller, the more alike"),
        categories=tuple(Category(key, name) for key, name in zip(keys, names, strict=True)),
        series=(
            column("distance", t("Distance"), lambda value: formats.number(value, 2, language)),
            column("people", t("Population"), lambda value: formats.number(value, 0, language)),
            column("share_0_17", t("Aged 0–17"), lambda value: formats.percent(value * 100, language)),
            column("share_7_17", t("Aged 7–17"), lambda value: formats.percent(value * 100, language)),
            column("municipality_type", t("Type"), lambda value: t(TYPES.get(value, value))),
            column("language", t("Languages"), lambda value: t(LANGUAGES.get(value, value))),
        ),
        heading=t("Municipality"),
        as_of=selection.as_of,
        slug="similar",
    )
    return Card(chart, WIDTH, area, plain=True)


def _table(
    source: Source, selection: Selection, names: Sequence[str], areas: Sequence[str] | None = None
) -> pd.DataFrame:
    return data.table(source, selection, names, selection.level, areas)
