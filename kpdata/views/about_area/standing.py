"""Where an area stands in figures: against its benchmark, against a year ago, over time, among its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kpdata.areas import area_index
from kpdata.charts import build, findings, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.values import missing, value_of
from kpdata.criteria import GROUP_NAMES
from kpdata.domain import AreaLevel, Better, Month, State
from kpdata.i18n import LANGUAGES, N_, Texts, texts
from kpdata.indicators import completeness, trends
from kpdata.indicators.indicator import Indicator
from kpdata.indicators.rollup import level_of
from kpdata.views import data, plain
from kpdata.views.about_area import surveys
from kpdata.views.about_area.answers import NEAR
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures

NAMES = (
    "places_per_1000",
    "weekly_hours_per_1000",
    "coverage_school_age",
    "places_school_age_per_1000",
    "free_time_hours_school_age_per_1000",
    "within_5_km_under_school",
    "within_5_km_school_age",
    "step_free_share",
    "free_of_charge_share",
    "visiting_professionals_share",
    "tied_share",
    "visits_per_1000",
    "visits_per_session",
    "visits_per_open_hour",
    "child_share",
    "first_timer_share",
    "multicultural_share",
    "reporting_share",
    "survey_coverage_visitor",
    "integration_done_share",
    "assessed_share",
    "cycle_kept",
    "fresh_share",
    "ptv_share",
)
# What a leader sees at a glance, and what fits on a sheet: the rest is in the table of changes.
AT_A_GLANCE = frozenset(
    {
        "places_per_1000",
        "weekly_hours_per_1000",
        "coverage_school_age",
        "free_time_hours_school_age_per_1000",
        "within_5_km_school_age",
        "step_free_share",
        "visiting_professionals_share",
        "visits_per_1000",
        "visits_per_open_hour",
        "reporting_share",
        "integration_done_share",
        "cycle_kept",
        "fresh_share",
        "ptv_share",
    }
)
MOST_QUESTIONS = 2
# Where a level has fewer areas, their spread says nothing.
FEWEST_AREAS = 5
MONTHS = 24
WAVES = 6
MOST_NAMES = 4
_DIRECTIONS = {Better.HIGHER: N_("higher"), Better.LOWER: N_("lower")}
_TRENDS = {"up": N_("rising"), "down": N_("falling"), "no_trend": N_("no clear trend")}


def indicators(source: Source, level: AreaLevel) -> list[str]:
    """What an area of a level is compared in: rates and shares, never counts, which grow with the area."""
    registry = data.figures(source).registry
    voice = [name for name in registry if name.startswith("top2_visitor_")]
    names = [*NAMES, *voice]
    if level is AreaLevel.PLACE:
        names += [name for name in registry if name.startswith("criteria_met_")]
    return [
        name
        for name in names
        if name in registry and level in registry[name].levels and registry[name].denominator is not None
    ]


def spine_card(source: Source, selection: Selection) -> Card | None:
    """The area on the spread of its level; None where the level has too few areas, or nothing to compare."""
    figures = data.figures(source)
    if len(level_of(figures.facts, selection.level).ids) < FEWEST_AREAS or selection.level is AreaLevel.GROUP:
        return None
    names = _at_a_glance(indicators(source, selection.level), selection.level)
    rows = data.benchmark_rows(source, selection, names)
    benchmarks = {name: float(row["value"]) for name, row in rows.items() if pd.notna(row["value"])}
    own = data.rows_by_indicator(
        data.table(source, selection, names, selection.level, [selection.area.area_id])
    )
    kept = [name for name in names if pd.notna(own[name]["value"])]
    if not any(name in benchmarks for name in kept):
        return None
    view = data.chart_view(source, replace(selection, areas=selection.areas[:1]), kept)
    chart = build.spine(
        data.table(source, selection, kept, selection.level),
        [figures.registry[name] for name in kept],
        view,
        benchmarks=benchmarks,
        benchmark_name=data.benchmark_name(source, selection),
    )
    t = texts(selection.language)
    left = [name for name in names if name not in kept]
    ranges = [name for name in left if own[name]["state"] == State.RANGE]
    categories = tuple(
        _asked(category, figures.registry, selection.language) for category in chart.categories
    )
    notes = list(chart.notes)
    if ranges:
        notes.append(t("Cannot be compared: {names}.", names=_named(ranges, figures.registry, t)))
    if absent := [name for name in left if name not in ranges]:
        notes.append(t("No figure of this area: {names}.", names=_named(absent, figures.registry, t)))
    chart = replace(chart, categories=categories, notes=tuple(notes), slug="profile")
    return Card(chart, 860, view.area.name if view.area else "")


def _named(names: Sequence[str], registry: Mapping[str, Indicator], t: Texts) -> str:
    """Titles of indicators, or how many when they are many."""
    if len(names) > MOST_NAMES:
        return str(len(names))
    return formats.listing([registry[name].title.text(t.language) for name in names], t.language)


def _asked(category: Category, registry: Mapping[str, Indicator], language: str) -> Category:
    """A row of answers under its question alone: beside the other rows the rest of its title is too long."""
    indicator = registry[category.key]
    if indicator.common_key is None:
        return category
    return replace(category, name=f"{surveys.question(indicator, language)} (4{formats.EN_DASH}5)")


def _at_a_glance(names: Sequence[str], level: AreaLevel) -> list[str]:
    """A choice of the indicators; all of them of a place, which has few."""
    if level is AreaLevel.PLACE:
        return list(names)
    voice = [name for name in names if name.startswith("top2_")][:MOST_QUESTIONS]
    return [name for name in names if name in AT_A_GLANCE or name in voice]


def development_card(source: Source, selection: Selection) -> Card:
    """Each indicator now and a year earlier, its change, the better direction, the trend of answers."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    names = indicators(source, selection.level)
    now = _rows(source, selection, names)
    before = data.year_earlier(source, selection, names)
    rivals = data.benchmark_rows(source, selection, names) if selection.compare != "earlier" else {}
    registry = figures.registry
    kept = [
        name
        for name in names
        if now[name]["state"] != State.UNKNOWN or before[name]["state"] != State.UNKNOWN
    ]
    cells = []
    better = worse = 0
    for name in kept:
        indicator = registry[name]
        new, old = (value_of(rows[name], indicator, language) for rows in (now, before))
        change = _change(new, old, indicator, language)
        if change.value and indicator.better is not None:
            risen = change.value > 0
            improved = risen == (indicator.better is Better.HIGHER)
            better += improved
            worse += not improved
        points = data.points_of(indicator, selection, WAVES)
        marker = _TRENDS.get(trends.trend(figures, indicator, key, points), "")
        direction = t(_DIRECTIONS[indicator.better]) if indicator.better else formats.EN_DASH
        cells.append(
            (
                plain.as_text(new),
                plain.as_text(old),
                replace(change, value=None) if change.is_known else change,
                Value(State.OK, direction),
                Value(State.OK, t(marker) if marker else formats.EN_DASH),
                plain.as_text(value_of(rivals[name], indicator, language)) if name in rivals else None,
            )
        )
    headings = [
        ("now", t("Now")),
        ("before", t("A year earlier")),
        ("change", t("Change")),
        ("better", t("Better when")),
        ("trend", t("Trend")),
    ]
    if rivals:
        headings.append(("benchmark", data.benchmark_name(source, selection)))
    nothing = missing(State.UNKNOWN, language)
    chart = plain.table(
        source,
        selection,
        sources=tuple(dict.fromkeys(registry[name].source.value for name in kept)),
        title=turn(better, worse, language),
        slug="development",
        heading=t("Indicator"),
        rows=[
            Category(name, registry[name].title.text(language), unit=_unit(registry[name], language))
            for name in kept
        ],
        columns=[
            Series(key_, name, tuple(row[place] or nothing for row in cells))
            for place, (key_, name) in enumerate(headings)
        ],
        sentence=t("Only indicators with a better direction and both figures shown are counted."),
        notes=(
            t("Trend: shares of answers over five waves or more; visits and the register have changes only."),
        ),
    )
    return Card(chart, 860, data.area_name(source, key, language), plain=True)


def turn(better: int, worse: int, language: str) -> str:
    """How many indicators have turned for the better and for the worse in a year."""
    t = texts(language)
    if not better and not worse:
        return t("No indicator has turned for the better or the worse in a year")
    return t("In a year for the better: {better}, for the worse: {worse}", better=better, worse=worse)


def _unit(indicator: Indicator, language: str) -> str:
    unit = indicator.unit.text(language)
    return "" if unit == "%" else unit


def _rows(source: Source, selection: Selection, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    frame = data.table(source, selection, names, selection.level, [selection.area.area_id])
    return data.rows_by_indicator(frame)


def _change(new: Value, old: Value, indicator: Indicator, language: str) -> Value:
    """The difference of two shown values; what keeps it from being told where it cannot be."""
    for value in (new, old):
        if value.state is State.HIDDEN:
            return missing(State.HIDDEN, language)
    if new.value is None or old.value is None:
        return missing(State.UNKNOWN, language)
    # Of the shown values: 48 % → 66 % must not read +17.
    decimals = indicator.decimals
    difference = float(formats.rounded(new.value, decimals) - formats.rounded(old.value, decimals))
    text = formats.number(difference, decimals, language, signed=True)
    if indicator.unit.text(language) == "%":
        t = texts(language)
        text = t("{change} pp", change=text).replace(" ", formats.NBSP)
    return Value(State.OK, text, difference, decimals)


def visits_card(source: Source, selection: Selection) -> Card:
    """Visits by month with bands for ranges; months where not all places have reported are marked."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    indicator = figures.registry["visits"]
    points = data.points_of(indicator, selection, MONTHS)
    frame = data.everyday(figures.series(["visits"], [key], points, language), language)
    months = completeness.reporting(figures, key, [period.last for _, period in points], selection.as_of)
    lacking = [month for month in months if month.reported < month.places]
    view = data.chart_view(source, selection, ("visits",))
    chart = build.trend_lines(frame, indicator, view, incomplete=[str(month.month) for month in lacking])
    figure = key_figures(source, selection, ["visits"])["visits"]
    parts = [
        f"{figure.title} {formats.period(selection.period, language)}: {figure.value.text}",
        figure.change,
    ]
    late = [month for month in lacking if month.due]
    notes = list(chart.notes)
    if late:
        newest = late[-1]
        notes.append(
            t.plural(
                "{n} month of the figure lacks reports, the last one {month} ({reported} of {places}).",
                "{n} months of the figure lack reports, the last one {month} ({reported} of {places}).",
                len(late),
                month=formats.short_month(newest.month, language),
                reported=newest.reported,
                places=newest.places,
            )
        )
    notes += [note for note in _merged_note(source, selection, points[0][1].first) if note]
    chart = replace(chart, title=", ".join(part for part in parts if part), notes=tuple(notes))
    return Card(chart, 440, data.area_name(source, key, language))


def _merged_note(source: Source, selection: Selection, first: Month) -> tuple[str, ...]:
    """That figures before a merger include the merged municipality, when the figure reaches back so far."""
    t = texts(selection.language)
    inside = data.figures(source).members(selection.area, AreaLevel.MUNICIPALITY)
    if selection.level is not AreaLevel.MUNICIPALITY:
        return ()
    return tuple(
        t(
            "Figures include {old}, which was merged at the end of {year}.",
            old=merger.name(selection.language),
            year=merger.last_day.year,
        )
        for merger in area_index().mergers
        if merger.successor in inside and merger.last_day >= first.first_day
    )


def access_card(source: Source, selection: Selection) -> Card:
    """The municipalities of an area by the share of school-age children with a place at hand, as tiles."""
    codes = data.figures(source).members(selection.area, AreaLevel.MUNICIPALITY)
    indicator = data.figures(source).registry[NEAR]
    frame = data.table(source, selection, [NEAR], AreaLevel.MUNICIPALITY, codes)
    view = data.chart_view(source, selection, (NEAR,))
    row = data.benchmark_rows(source, selection, (NEAR,)).get(NEAR)
    line = build.benchmark_of(row, indicator, view) if row is not None else None
    tiles = area_index().tiles(AreaLevel.MUNICIPALITY)
    chart = build.tile_map(frame, indicator, view, tiles[tiles["code"].isin(codes)], benchmark=line)
    return Card(chart, 400, data.area_name(source, selection.area, selection.language))


def criteria_card(source: Source, selection: Selection) -> Card | None:
    """Minimum criteria met by group, and the mapping questions; None when nothing was assessed."""
    t, language = texts(selection.language), selection.language
    registry = data.figures(source).registry
    groups = {
        f"criteria_met_{group.value}": names[LANGUAGES.index(language)]
        for group, names in GROUP_NAMES.items()
    }
    groups["mapping_questions_met"] = t("Mapping questions")
    rows = _rows(source, selection, list(groups))
    values = {name: value_of(rows[name], registry[name], language) for name in groups}
    if all(value.state is State.UNKNOWN for value in values.values()):
        return None
    measure = t("Criteria met of those assessed")
    view = data.chart_view(source, selection, list(groups))
    known = sorted(
        (value.value, groups[name], value.shown) for name, value in values.items() if value.value is not None
    )
    day = formats.day(selection.as_of, language)
    chart = Chart(
        kind=Kind.BARS,
        language=language,
        title=t("Criteria: fewest met in “{group}” ({value})", group=known[0][1], value=known[0][2])
        if known
        else "",
        subtitle=" · ".join((measure, t("as of {day}", day=day), t("source: {source}", source=view.source))),
        categories=tuple(Category(name, text) for name, text in groups.items()),
        series=(Series("met", measure, tuple(values.values()), "%"),),
        measure=measure,
        unit="%",
        heading=t("Group"),
        notes=_assessed_note(source, selection),
        source=view.source,
        definition="\n".join(
            (
                registry["criteria_met_premises"].definition.text(language),
                registry["criteria_met_premises"].reading.text(language),
            )
        ),
        as_of=selection.as_of,
        sample=view.sample,
        slug="criteria-by-group",
    )
    return Card(findings.told(chart), 440, data.area_name(source, selection.area, language))


def _assessed_note(source: Source, selection: Selection) -> tuple[str, ...]:
    registry, language = data.figures(source).registry, selection.language
    if selection.level not in registry["assessed_share"].levels:
        return ()
    indicator = registry["assessed_share"]
    value = value_of(_rows(source, selection, [indicator.id])[indicator.id], indicator, language)
    return (f"{indicator.title.text(language)}: {value.text}",)
