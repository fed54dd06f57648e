"""What the page of visitors shows: visits by month and area, beside what was reported of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from kpdata.charts import counted, findings, formats
from kpdata.charts import visitors as charts
from kpdata.charts.chart import Category, Chart, KeyFigure, Series, Value
from kpdata.charts.values import LEVEL_HEADINGS, View, missing, said
from kpdata.charts.visitors import Limits, Told, shown_value
from kpdata.domain import AreaKey, AreaLevel, Month, Period, State
from kpdata.i18n import N_, texts
from kpdata.indicators import visitors
from kpdata.indicators.indicator import Indicator
from kpdata.indicators.visitors import MONTHLY, Point
from kpdata.views import address, data, plain
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.PLACE, AreaLevel.GROUP)
MEASURES = {
    "visits": N_("Visits"),
    "adults": N_("Adults"),
    "children": N_("Children"),
    "child_share": N_("Share of children"),
    "visits_per_1000": N_("Per 1,000 children"),
    "visits_per_session": N_("Per session"),
    "visits_per_open_hour": N_("Per open hour"),
}
PLACES = {"all": N_("All places"), "comparable": N_("Comparable places only")}
KEY_FIGURES = ("visits", "visits_per_1000", "visits_per_open_hour", "child_share")
MOST_LINES = 4
_MONTHS, _YEARS, _HALF_YEARS, _LONGEST = 24, 4, 6, 36
_HALF, _WHOLE = 520, 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters: what is followed by month; whether of comparable places only."""

    measure: str
    comparable_only: bool


def measures(level: AreaLevel, language: str) -> dict[str, str]:
    """What can be followed by month at a level, by id."""
    t = texts(language)
    return {name: t(title) for name, title in MEASURES.items() if level in MONTHLY[name].levels}


def choices(request: Request) -> Choices:
    """Read counted and places."""
    asked, level = request.address, request.selection.level
    measure = asked.choice("counted", MEASURES, "visits")
    # A measure that only larger areas have is no forgery: the level was changed under it.
    if level not in MONTHLY[measure].levels:
        measure = "visits"
    return Choices(measure, asked.choice("places", PLACES, "all") == "comparable")


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The finding, key figures, months, reporting, areas side by side, year, seasons, half-years, marks."""
    source, selection = request.source, request.selection
    if not selection.areas:
        return Cards(request.t("Choose at least one area"))
    indicator, only = MONTHLY[choices.measure], choices.comparable_only
    return Cards(
        headline(source, selection),
        {
            "key-figures": KeyFigures(_key_figures(source, selection)),
            "months": _months(source, selection, indicator, only),
            "reporting": _reporting(source, selection),
            "side-by-side": side_by_side(source, selection),
            "year": _year(source, selection, indicator, only),
            "seasons": _seasons(source, selection, indicator),
            "first-timers": _half_years(source, selection, "first_timer_share"),
            "multicultural": _half_years(source, selection, "multicultural_share"),
            "unusual": _unusual(source, selection),
        },
    )


@lru_cache(maxsize=128)
def headline(source: Source, selection: Selection) -> str:
    """Visits of the period, their change in comparable places, how much was reported."""
    row = _rows(source, selection, MONTHLY["visits"], [selection.area], [Point(selection.period)])[0]
    change = visitors.change(
        data.figures(source),
        MONTHLY["visits"],
        selection.area,
        selection.period,
        selection.as_of,
        comparable_only=True,
    )
    return charts.headline(
        data.area_name(source, selection.area, selection.language),
        shown_value(row, MONTHLY["visits"], selection.language),
        change,
        told(source, selection, selection.area, selection.period),
        formats.period(selection.period, selection.language),
        selection.language,
    )


@lru_cache(maxsize=1024)
def told(source: Source, selection: Selection, key: AreaKey, months: Period) -> Told:
    """What the places of an area have reported of some months."""
    found = visitors.reporting(data.figures(source), key, months, selection.as_of)
    return Told(found.share, found.late, found.pending)


def _key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    language = selection.language
    registry = data.figures(source).registry
    names = [name for name in KEY_FIGURES if selection.level in registry[name].levels]
    share = charts.reporting_share(told(source, selection, selection.area, selection.period), language)
    found = []
    for name, figure in key_figures(source, selection, [*names, "reporting_share"]).items():
        notes = [figure.note, share if name in MONTHLY else ""]
        told_figure = replace(figure, note=" · ".join(note for note in notes if note))
        found.append(replace(told_figure, sentence=findings.of_key_figure(told_figure)))
    return tuple(found)


def _frame(
    source: Source,
    selection: Selection,
    indicator: Indicator,
    keys: Sequence[AreaKey],
    points: Sequence[Point],
) -> pd.DataFrame:
    figures, language = data.figures(source), selection.language
    frame = visitors.series(figures, indicator, keys, points, selection.as_of, language)
    return data.everyday(frame, language)


def _rows(
    source: Source,
    selection: Selection,
    indicator: Indicator,
    keys: Sequence[AreaKey],
    points: Sequence[Point],
) -> list[dict[str, object]]:
    frame = _frame(source, selection, indicator, keys, points)
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def months_shown(source: Source, selection: Selection, at_least: int, at_most: int) -> list[Month]:
    """Months up to the end of the period: the period itself, more before it, from the first data."""
    last = selection.period.last
    count = min(max(at_least, len(selection.period.months)), at_most)
    months = [last.plus(-back) for back in reversed(range(count))]
    known = data.figures(source).data_months
    kept = [month for month in months if known is None or month >= known.first]
    return kept or list(selection.period.months)


def _lines(
    source: Source, selection: Selection, indicator: Indicator
) -> tuple[list[AreaKey], AreaKey | None]:
    """The areas drawn as lines, and the benchmark where it stands on the same scale."""
    keys = list(selection.areas[:MOST_LINES])
    benchmark = data.benchmark_key(source, selection)
    if benchmark in keys or indicator.denominator is None:
        benchmark = None
    if benchmark is not None and benchmark.level not in indicator.levels:
        benchmark = None
    return ([*keys, benchmark] if benchmark else keys), benchmark


def _view(source: Source, selection: Selection) -> View:
    return data.chart_view(source, selection, ("visits",))


def _area_names(source: Source, selection: Selection) -> str:
    return ", ".join(data.area_name(source, key, selection.language) for key in selection.areas[:3])


def _of_first(selection: Selection) -> Selection:
    return replace(selection, areas=selection.areas[:1])


def _months(source: Source, selection: Selection, indicator: Indicator, only: bool) -> Card:
    keys, benchmark = _lines(source, selection, indicator)
    months = months_shown(source, selection, _MONTHS, _LONGEST)
    points = visitors.comparable(months) if only else visitors.single(months)
    frame = _frame(source, selection, indicator, keys, points)
    run = Period(months[0], months[-1])
    chart = charts.months(
        frame,
        indicator,
        replace(_view(source, selection), period=run),
        told=told(source, selection, selection.area, run),
        comparable_only=only,
        benchmark_key=benchmark,
    )
    return Card(_few_lines(chart, selection), _WHOLE, _area_names(source, selection))


def _few_lines(chart: Chart, selection: Selection) -> Chart:
    if len(selection.areas) <= MOST_LINES:
        return chart
    t = texts(selection.language)
    note = t("The first {n} areas are shown.", n=MOST_LINES)
    return replace(chart, notes=(*chart.notes, note))


def _reporting(source: Source, selection: Selection) -> Card:
    indicator = visitors.REPORTED
    keys, benchmark = _lines(source, selection, indicator)
    months = months_shown(source, selection, _MONTHS, _LONGEST)
    frame = _frame(source, selection, indicator, keys, visitors.single(months))
    run = Period(months[0], months[-1])
    chart = charts.reporting(
        frame,
        indicator,
        replace(_view(source, selection), period=run),
        told=told(source, selection, selection.area, run),
        benchmark_key=benchmark,
    )
    return Card(_few_lines(chart, selection), _WHOLE, _area_names(source, selection))


@lru_cache(maxsize=64)
def side_by_side(source: Source, selection: Selection) -> Card:
    """The areas, and the benchmark last: visits, rates, changes, what was reported."""
    t, language = texts(selection.language), selection.language
    keys = list(selection.areas)
    benchmark = data.benchmark_key(source, selection)
    if benchmark is not None and benchmark not in keys:
        keys.append(benchmark)
    period = selection.period
    columns: list[Series] = []
    for name in ("visits", "visits_per_1000", "visits_per_session", "visits_per_open_hour"):
        indicator = MONTHLY[name]
        if selection.level in indicator.levels:
            rows = _rows(source, selection, indicator, keys, [Point(period)])
            # What was reported has a column of its own.
            values = tuple(replace(shown_value(row, indicator, language), note="") for row in rows)
            unit = "" if name == "visits" else said(indicator.unit, language)
            columns.append(Series(name, said(indicator.title, language), values, unit))
    figures = data.figures(source)
    for key, title, only in (
        ("change", t("Change in a year, all places"), False),
        (charts.COMPARABLE, t("Change in a year, comparable places"), True),
    ):
        found = [
            visitors.change(figures, MONTHLY["visits"], area, period, selection.as_of, comparable_only=only)
            for area in keys
        ]
        columns.append(
            Series(key, title, tuple(plain.as_text(charts.percent(one, language)) for one in found))
        )
    now = [told(source, selection, area, period) for area in keys]
    then = [told(source, selection, area, period.year_earlier) for area in keys]

    def column(key: str, title: str, values: Sequence[Told], cell: Callable[[Told], Value]) -> Series:
        return Series(key, title, tuple(cell(value) for value in values))

    columns += [
        column("reported", t("Months reported"), now, lambda told_: _percent(told_.share, language)),
        column("late", t("Late (◷)"), now, lambda told_: counted.count(told_.late, language)),
        column("reported-then", t("A year earlier"), then, lambda told_: _percent(told_.share, language)),
    ]
    own = set(selection.areas)
    rows_of = tuple(Category(str(key), data.area_name(source, key, language), own=key in own) for key in keys)
    chart = charts.side_by_side(
        rows_of,
        columns,
        replace(_view(source, selection), area=None),
        heading=t(LEVEL_HEADINGS[selection.level]),
        notes=(
            t("Months reported: of the months in which a place was active. Late: due over 31 days ago."),
            t(
                "Comparable places: those that gave an exact number both in the month and in the same month "
                "a year earlier. Where a range takes part, the change is a range."
            ),
        ),
    )
    return Card(chart, _WHOLE, _area_names(source, selection), plain=True)


def _percent(number: float | None, language: str) -> Value:
    if number is None:
        return missing(State.UNKNOWN, language)
    return Value(State.OK, formats.percent(number, language), number)


def _year(source: Source, selection: Selection, indicator: Indicator, only: bool) -> Card:
    period, key = _year_of(selection.period), selection.area
    then = period.year_earlier
    if only:
        pairs = [(period, then), (then, period)]
        points = [
            Point(Period(month, month), Period(twin, twin))
            for months, twins in pairs
            for month, twin in zip(months.months, twins.months, strict=True)
        ]
    else:
        points = visitors.single([*period.months, *then.months])
    frame = _frame(source, selection, indicator, [key], points)
    change = visitors.change(
        data.figures(source), indicator, key, period, selection.as_of, comparable_only=only
    )
    chart = charts.year(
        frame,
        indicator,
        _view(source, _of_first(selection)),
        period,
        change,
        told=(told(source, selection, key, period), told(source, selection, key, then)),
        comparable_only=only,
    )
    return Card(chart, _HALF, data.area_name(source, key, selection.language))


def _year_of(period: Period) -> Period:
    """The last twelve months of a longer period."""
    return Period(max(period.first, period.last.plus(-11)), period.last)


def _seasons(source: Source, selection: Selection, indicator: Indicator) -> Card:
    last, key = selection.period.last, selection.area
    first = Month(last.year - _YEARS + 1, 1)
    known = data.figures(source).data_months
    if known is not None:
        first = min(max(first, known.first), last)
    months = Period(first, last)
    frame = _frame(source, selection, indicator, [key], visitors.single(months.months))
    chart = charts.seasons(
        frame,
        indicator,
        _view(source, _of_first(selection)),
        told=told(source, selection, key, months),
    )
    return Card(chart, _HALF, data.area_name(source, key, selection.language))


def _half_years(source: Source, selection: Selection, name: str) -> Card:
    figures = data.figures(source)
    indicator = figures.registry[name]
    keys, benchmark = _lines(source, selection, indicator)
    runs = visitors.half_years(figures, selection.period.last, _HALF_YEARS)
    points = [(selection.as_of, run) for run in runs]
    frame = figures.series([name], keys, points, selection.language)
    # A half-year without the count anywhere gives the one before it; it has no row of its own.
    frame = frame.drop_duplicates(["level", "area_id", "months"])
    view = data.chart_view(source, selection, (name,))
    chart = charts.half_years(
        data.everyday(frame, selection.language),
        indicator,
        view,
        benchmark_key=benchmark,
        told=told(source, selection, selection.area, runs[-1] if runs else selection.period),
    )
    return Card(_few_lines(chart, selection), _HALF, _area_names(source, selection))


def _unusual(source: Source, selection: Selection) -> Card:
    figures, key = data.figures(source), selection.area
    months = months_shown(source, selection, _MONTHS, _LONGEST)
    known = figures.data_months
    if known is not None:
        # Before that there is no year to compare with.
        months = [month for month in months if month >= known.first.plus(visitors.YEAR)] or months[-1:]
    found = visitors.changes(figures, key, months, selection.as_of)
    usual = visitors.usual([change.exact for change in found])
    run = Period(months[0], months[-1])
    chart = charts.unusual(
        dict(zip(months, found, strict=True)),
        Limits(usual.middle, usual.lower, usual.upper) if usual else None,
        replace(_view(source, _of_first(selection)), period=run),
        told=told(source, selection, key, run),
    )
    return Card(chart, _WHOLE, data.area_name(source, key, selection.language))
