"""Builders: from tidy figure frames (after hiding) to `Chart`.

A frame has the columns of `kpdata.indicators.frames`: indicator, level, area_id, area_name, as_of, months,
value, numerator, denominator, n, lower, upper, state, unit, value_min, value_max and, where the areas were
compared, comparison; `definition` where rows of several definitions are beside each other. Its order does
not matter. Sentences and titles are made from the finished chart (`findings`), so they say what is shown.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kpdata.charts import findings, formats
from kpdata.charts.chart import (
    Benchmark,
    Category,
    Chart,
    ColourClass,
    Frame,
    KeyFigure,
    Kind,
    Series,
    Spread,
    Value,
)
from kpdata.charts.classes import classed, share_class
from kpdata.charts.rows import (
    area_of,
    areas_in,
    by_measure_of,
    cells_of,
    heading_of,
    key_of,
    measure_row,
    point_key,
    point_of,
    point_order,
    rows_of,
)
from kpdata.charts.values import (
    QUINTILES,
    Measure,
    Row,
    View,
    bound_note,
    measure_text,
    missing,
    said,
    value_of,
)
from kpdata.domain import AreaKey, Better, Period, State
from kpdata.i18n import N_, texts

# Areas in columns read well up to here; more of them go into rows.
_MOST_COLUMNS = 8


_MOST_LINES = 4


_QUINTILE_LABELS = (
    N_("lowest fifth"),
    N_("second fifth"),
    N_("middle fifth"),
    N_("fourth fifth"),
    N_("highest fifth"),
)


def ranked_bars(
    frame: pd.DataFrame,
    measure: Measure,
    view: View,
    *,
    benchmark: Benchmark | None = None,
    definition: str | None = None,
) -> Chart:
    """All areas of a frame as bars, highest first; what has no number comes after, hidden ones last.

    Rows of one definition only are ranked: the given one, else the commonest; `left_out` counts the rest.
    """
    rows = rows_of(frame)
    kept, left_out, definition = _one_definition(rows, definition)
    pairs = sorted(((row, value_of(row, measure, view.language)) for row in kept), key=_rank_key)
    categories = tuple(area_of(row, view) for row, _ in pairs)
    series = Series(measure.id, said(measure.title, view.language), tuple(value for _, value in pairs))
    chart = _chart(Kind.BARS, view, measure, rows, categories, (series,))
    notes = _left_out_note(left_out, definition, view.language)
    benchmarks = (benchmark,) if benchmark else ()
    return _told(replace(chart, benchmarks=benchmarks, notes=notes, left_out=left_out))


def tile_map(
    frame: pd.DataFrame,
    measure: Measure,
    view: View,
    tiles: pd.DataFrame,
    *,
    benchmark: Benchmark | None = None,
) -> Chart:
    """Areas as hexagons on the grid `tiles` (code, x, y), coloured by five classes of the value."""
    places = {str(row["code"]): (float(row["x"]), float(row["y"])) for row in rows_of(tiles)}
    rows = [row for row in rows_of(frame) if str(row["area_id"]) in places]
    rows.sort(key=lambda row: str(row["area_name"]))
    values = [value_of(row, measure, view.language) for row in rows]
    values, classes = classed(values, said(measure.unit, view.language), view.language)
    categories = tuple(
        replace(area_of(row, view), x=places[str(row["area_id"])][0], y=places[str(row["area_id"])][1])
        for row in rows
    )
    series = Series(measure.id, said(measure.title, view.language), tuple(values))
    chart = _chart(Kind.TILES, view, measure, rows, categories, (series,))
    return _told(replace(chart, classes=classes, benchmarks=(benchmark,) if benchmark else ()))


def heat_table(frame: pd.DataFrame, measures: Sequence[Measure], view: View) -> Chart:
    """Indicators × areas; the colour of a cell is its relative fifth of the level, surveys carry marks.

    Up to eight areas are columns, in the order of the frame; more of them become the rows.
    """
    t = texts(view.language)
    cells, areas = cells_of(frame, measures, view.language)
    if len(areas) <= _MOST_COLUMNS:
        categories = tuple(measure_row(m, view.language) for m in measures)
        series = tuple(
            Series(area.key, area.name, tuple(cells[m.id, area.key] for m in measures), own=area.own)
            for area in (area_of(row, view) for row in areas)
        )
        heading = t("Indicator")
    else:
        categories = tuple(area_of(row, view) for row in areas)
        series = tuple(
            Series(
                m.id,
                said(m.title, view.language),
                tuple(cells[m.id, area.key] for area in categories),
                said(m.unit, view.language),
            )
            for m in measures
        )
        heading = heading_of(areas, view.language)
    chart = _chart(Kind.HEAT, view, t("Indicators side by side"), rows_of(frame), categories, series)
    return _told(
        replace(
            chart,
            heading=heading,
            classes=tuple(ColourClass(t(label)) for label in _QUINTILE_LABELS),
            notes=(t("Colour: relative place among all areas of the level, in fifths; not good or bad."),),
        )
    )


def table(
    frame: pd.DataFrame,
    measures: Sequence[Measure],
    view: View,
    *,
    benchmarks: Mapping[str, Benchmark] | None = None,
) -> Chart:
    """Areas in rows, indicators in columns, each with its benchmark (by indicator id) if there is one."""
    t = texts(view.language)
    cells, areas = cells_of(frame, measures, view.language)
    categories = tuple(area_of(row, view) for row in areas)
    series = tuple(
        Series(
            m.id,
            said(m.title, view.language),
            tuple(cells[m.id, area.key] for area in categories),
            said(m.unit, view.language),
            benchmark=(benchmarks or {}).get(m.id),
        )
        for m in measures
    )
    chart = _chart(Kind.TABLE, view, t("Indicators side by side"), rows_of(frame), categories, series)
    return _told(replace(chart, heading=heading_of(areas, view.language)))


def spine(
    frame: pd.DataFrame,
    measures: Sequence[Measure],
    view: View,
    *,
    benchmarks: Mapping[str, float],
    benchmark_name: str,
) -> Chart:
    """One or two own areas on the spread of all areas of the level, one row an indicator.

    frame: every area of the level. benchmarks: value by indicator id; indicators without a benchmark or
    without any shown value are left out and named in a note.
    """
    t = texts(view.language)
    own_rows = [row for row in areas_in(frame) if str(row["area_id"]) in view.own]
    by_measure = by_measure_of(frame)
    categories: list[Category] = []
    columns: dict[str, list[Value]] = {key_of(row): [] for row in own_rows}
    dropped: list[str] = []
    for measure in measures:
        rows = by_measure.get(measure.id, [])
        values = {key_of(row): value_of(row, measure, view.language) for row in rows}
        spread = _spread(list(values.values()), benchmarks.get(measure.id), measure, view.language)
        if spread is None:
            dropped.append(said(measure.title, view.language))
            continue
        categories.append(replace(measure_row(measure, view.language), spread=spread))
        for key, column in columns.items():
            column.append(values.get(key, missing(State.UNKNOWN, view.language)))
    series = tuple(
        Series(key_of(row), str(row["area_name"]), tuple(columns[key_of(row)]), own=True) for row in own_rows
    )
    name = t("Indicators against the benchmark")
    chart = _chart(Kind.SPINE, view, name, rows_of(frame), tuple(categories), series)
    notes = [
        t(
            "Middle line: {name}. Grey bar: all areas of the level, darker: the middle half.",
            name=benchmark_name,
        )
    ]
    if dropped:
        notes.append(t("Cannot be compared: {names}.", names=formats.listing(dropped, view.language)))
    return _told(
        replace(
            chart,
            heading=t("Indicator"),
            notes=tuple(notes),
            benchmarks=(Benchmark(benchmark_name, 0.0, benchmark_name),),
        )
    )


def trend_lines(
    frame: pd.DataFrame,
    measure: Measure,
    view: View,
    *,
    benchmark_key: AreaKey | None = None,
    incomplete: Collection[str] = (),
) -> Chart:
    """One line an area over the points of a series frame (months or as-of dates), at most four areas.

    benchmark_key: an area of the frame drawn grey. incomplete: keys of the points (`2026-10`) where not all
    places have reported; they are marked, since a fall in reporting is not a fall in visits.
    """
    t = texts(view.language)
    rows = sorted(rows_of(frame), key=point_order)
    points = list(dict.fromkeys(point_key(row) for row in rows))
    areas = list({key_of(row): row for row in rows}.values())
    ordered = [row for row in areas if key_of(row) != str(benchmark_key or "")]
    ordered = sorted(ordered, key=lambda row: str(row["area_id"]) not in view.own)[:_MOST_LINES]
    ordered += [row for row in areas if key_of(row) == str(benchmark_key or "")]
    by_point = {(key_of(row), point_key(row)): row for row in rows}
    series = []
    for area in ordered:
        values = []
        for point in points:
            row = by_point.get((key_of(area), point))
            value = (
                missing(State.UNKNOWN, view.language)
                if row is None
                else value_of(row, measure, view.language)
            )
            if point in incomplete and value.is_known:
                value = replace(value, note=t("incomplete: not all places have reported"))
            values.append(value)
        is_benchmark = key_of(area) == str(benchmark_key or "")
        series.append(Series(key_of(area), str(area["area_name"]), tuple(values), own=not is_benchmark))
    categories = tuple(point_of(point, view.language) for point in points)
    chart = _chart(Kind.LINES, view, measure, rows, categories, tuple(series))
    left = max(0, len(areas) - len(series))
    notes = (
        (
            t.plural(
                "{n} area is left out: a figure holds four lines.",
                "{n} areas are left out: a figure holds four lines.",
                left,
            ),
        )
        if left
        else ()
    )
    return _told(replace(chart, heading=t("Period"), notes=notes))


def scatter(frame: pd.DataFrame, across: Measure, up: Measure, view: View) -> Chart:
    """Two indicators of the same areas; areas without both numbers are in the table only."""
    by_measure = by_measure_of(frame)
    ups = {key_of(row): row for row in by_measure.get(up.id, [])}
    rows = sorted(by_measure.get(across.id, []), key=lambda row: str(row["area_name"]))
    language = view.language
    nothing = missing(State.UNKNOWN, language)
    pairs = [
        (
            value_of(row, across, language),
            value_of(ups[key_of(row)], up, language) if key_of(row) in ups else nothing,
        )
        for row in rows
    ]
    series = tuple(
        Series(m.id, said(m.title, language), tuple(pair[i] for pair in pairs), said(m.unit, language))
        for i, m in enumerate((across, up))
    )
    name = f"{said(across.title, language)} · {said(up.title, language)}"
    chart = _chart(Kind.SCATTER, view, name, rows, tuple(area_of(row, view) for row in rows), series)
    return _told(replace(chart, slug=formats.ascii_slug(f"{across.id}-{up.id}")))


def stacked_bars(
    frame: pd.DataFrame,
    parts: Sequence[Measure],
    view: View,
    *,
    title: str,
    sides: Sequence[int] | None = None,
) -> Chart:
    """Parts of a whole by area, in the order of the frame; `sides` (−1, 0, 1) part them at the middle."""
    cells, areas = cells_of(frame, parts, view.language)
    categories = tuple(area_of(row, view) for row in areas)
    series = tuple(
        Series(
            part.id,
            said(part.title, view.language),
            tuple(cells[part.id, area.key] for area in categories),
            said(part.unit, view.language),
            side=sides[i] if sides else 0,
        )
        for i, part in enumerate(parts)
    )
    kind = Kind.DIVERGING if sides else Kind.STACKED
    chart = _chart(kind, view, title, rows_of(frame), categories, series)
    unit = said(parts[0].unit, view.language) if parts else ""
    return _told(replace(chart, heading=heading_of(areas, view.language), unit=unit))


def week_clock(
    shares: Sequence[Sequence[float | None]],
    without: Sequence[Sequence[int | None]],
    view: View,
    *,
    measure: str,
    first_hour: int = 8,
    free_from: int = 14,
) -> Chart:
    """Hours × weekdays: colour = share (0–1) of the children who have an open place, number = those without.

    shares, without: one row an hour from `first_hour`, seven columns from Monday. Free time of school-age
    children (from `free_from` on weekdays, the whole weekend) is framed.
    """
    t = texts(view.language)
    language = view.language
    hours = len(shares)
    categories = tuple(
        Category(f"{first_hour + i:02d}", f"{first_hour + i}{formats.EN_DASH}{first_hour + i + 1}")
        for i in range(hours)
    )
    columns = []
    for weekday, name in enumerate(formats.weekdays(language)):
        values = tuple(_clock_value(shares[i][weekday], without[i][weekday], language) for i in range(hours))
        columns.append(Series(str(weekday + 1), name, values))
    start = min(max(free_from - first_hour, 0), hours - 1)
    classes = tuple(ColourClass(share_class(k, language)) for k in range(QUINTILES))
    chart = _chart(Kind.WEEK, view, measure, [], categories, tuple(columns))
    return _told(
        replace(
            chart,
            heading=t("Hour"),
            classes=classes,
            frames=(Frame(start, hours - 1, 0, 4), Frame(0, hours - 1, 5, 6)),
            notes=(
                t("Colour: share of the children who have an open place. Number: children without one."),
                t("Framed: the time when school-age children are free."),
            ),
        )
    )


def matrix(
    rows: Sequence[Category],
    columns: Sequence[tuple[str, str]],
    statuses: Mapping[tuple[str, str], Value],
    classes: Sequence[ColourClass],
    view: View,
    *,
    measure: str,
    heading: str,
) -> Chart:
    """A matrix of statuses: `statuses[row key, column key].group` is the class, drawn with its symbol."""
    nothing = missing(State.UNKNOWN, view.language)
    series = tuple(
        Series(key, name, tuple(statuses.get((row.key, key), nothing) for row in rows))
        for key, name in columns
    )
    chart = _chart(Kind.MATRIX, view, measure, [], tuple(rows), series)
    return _told(replace(chart, heading=heading, classes=tuple(classes)))


def key_figure(
    now: Row,
    measure: Measure,
    view: View,
    *,
    points: pd.DataFrame | None = None,
    benchmark: Row | None = None,
    earlier: Row | None = None,
) -> KeyFigure:
    """One large figure: its value, the trend of `points`, the change against `earlier`, the benchmark.

    now, benchmark, earlier: rows of figure frames. A change is told only when both values are exact.
    """
    language = view.language
    unit = said(measure.unit, language)
    rows = sorted(rows_of(points), key=point_order) if points is not None else []
    value = value_of(now, measure, language)
    figure = KeyFigure(
        title=said(measure.title, language),
        value=value,
        language=language,
        unit="" if unit == "%" else formats.untold(said(measure.title, language), unit),
        change=_change(
            value, value_of(earlier, measure, language) if earlier is not None else None, measure, language
        ),
        benchmark=_benchmark_text(benchmark, measure, language),
        note=value.note,
        points=tuple(value_of(row, measure, language) for row in rows),
        labels=tuple(point_of(point_key(row), language).name for row in rows),
        sample=view.sample,
    )
    return replace(figure, sentence=findings.of_key_figure(figure))


def benchmark_of(row: Row, measure: Measure, view: View) -> Benchmark | None:
    """The benchmark line of an area's row; None when the row has no exact number to draw."""
    value = value_of(row, measure, view.language)
    if value.value is None:
        return None
    return Benchmark(str(row["area_name"]), value.value, value.shown)


def _told(chart: Chart) -> Chart:
    """The chart with its finding and sentence, and why some of its values are lower bounds."""
    notes = (*chart.notes, *bound_note(chart.values, chart.language))
    return findings.told(replace(chart, notes=notes))


def _chart(
    kind: Kind,
    view: View,
    measure: Measure | str,
    rows: Sequence[Row],
    categories: tuple[Category, ...],
    series: tuple[Series, ...],
) -> Chart:
    """A chart with what all kinds share; `measure` is an indicator, or the words for several of them."""
    language = view.language
    t = texts(language)
    one = None if isinstance(measure, str) else measure
    name = measure if isinstance(measure, str) else measure_text(measure, language)
    parts = [name, _time(rows, view)]
    # Of one measure: the answers to several questions are not added up.
    answers = (
        [value.n for value in series[0].values if value.n is not None] if one and len(series) == 1 else []
    )
    if answers:
        parts.append(t("n = {n}", n=formats.number(sum(answers), 0, language)))
    if view.source:
        parts.append(t("source: {source}", source=view.source))
    return Chart(
        kind=kind,
        language=language,
        title="",
        subtitle=" · ".join(part for part in parts if part),
        categories=categories,
        series=series,
        measure=name,
        unit=said(one.unit, language) if one else "",
        heading=heading_of(rows, language),
        source=view.source,
        definition=said(one.definition, language) if one else "",
        as_of=view.as_of,
        period=view.period,
        sample=view.sample,
        slug=formats.ascii_slug(one.id if one else name),
    )


def _time(rows: Sequence[Row], view: View) -> str:
    """The months the rows are of, else the as-of date."""
    months = {str(row.get("months") or "") for row in rows}
    if len(months) == 1 and (only := months.pop()):
        return formats.period(Period.parse(only), view.language)
    t = texts(view.language)
    return t("as of {day}", day=formats.day(view.as_of, view.language))


_NO_NUMBER_ORDER = (
    State.NONE,
    State.PLANNED,
    State.FROZEN,
    State.LATE,
    State.NOT_MAPPED,
    State.UNKNOWN,
    State.HIDDEN,
)


def _rank_key(pair: tuple[Row, Value]) -> tuple[int, float, str]:
    """Exact values from the highest, then ranges, then the states; by name within each, hidden last."""
    row, value = pair
    name = str(row["area_name"])
    if value.value is not None:
        return (0, -value.value, name)
    if value.low is not None:
        return (1, 0.0, name)
    return (2 + _NO_NUMBER_ORDER.index(value.state), 0.0, name)


def _one_definition(
    rows: list[dict[str, Any]], definition: str | None
) -> tuple[list[dict[str, Any]], int, str | None]:
    """Rows of a definition and those without any place to define, which belong to each of them."""
    named = [name for row in rows if isinstance(name := row.get("definition"), str) and name]
    if not named:
        return rows, 0, None
    if definition is None:
        counts = Counter(named)
        definition = min(counts, key=lambda name: (-counts[name], name))
    kept = [row for row in rows if row["definition"] == definition or not isinstance(row["definition"], str)]
    return kept, len(rows) - len(kept), definition


_DEFINITION_WORDS = {
    "thl": N_("the definition of THL"),
    "local": N_("a local definition"),
    "unknown": N_("an unknown definition"),
    "mixed": N_("mixed definitions"),
}


def _left_out_note(left_out: int, definition: str | None, language: str) -> tuple[str, ...]:
    if not left_out or definition is None:
        return ()
    t = texts(language)
    words = t(_DEFINITION_WORDS.get(definition, definition))
    return (
        t.plural(
            "Ranked by {definition}; {n} row of another definition is left out.",
            "Ranked by {definition}; {n} rows of another definition are left out.",
            left_out,
            definition=words,
        ),
    )


def _clock_value(share: float | None, without: int | None, language: str) -> Value:
    if share is None or without is None:
        return missing(State.UNKNOWN, language)
    shown = formats.number(without, 0, language)
    if share <= 0:
        t = texts(language)
        return Value(State.NONE, shown, float(without), word=t("nothing open"))
    return Value(
        State.OK,
        shown,
        float(without),
        group=min(QUINTILES, 1 + math.floor(share * QUINTILES)),
        note=formats.percent(share * 100, language),
    )


def _spread(values: list[Value], benchmark: float | None, measure: Measure, language: str) -> Spread | None:
    shown = pd.Series([value.value for value in values if value.value is not None], dtype=float)
    if shown.empty or benchmark is None or math.isnan(benchmark):
        return None
    unit = said(measure.unit, language)
    told = {value.value: value.shown for value in values}
    lowest, highest = float(shown.min()), float(shown.max())
    return Spread(
        lowest=lowest,
        lower_quartile=float(shown.quantile(0.25)),
        upper_quartile=float(shown.quantile(0.75)),
        highest=highest,
        benchmark=benchmark,
        lowest_shown=told[lowest],
        highest_shown=told[highest],
        benchmark_shown=formats.quantity(benchmark, measure.decimals, unit, language),
        flipped=measure.better is Better.LOWER,
    )


def _change(now: Value, earlier: Value | None, measure: Measure, language: str) -> str:
    """The change of two exact values, in percentage points for shares."""
    if earlier is None or now.value is None or earlier.value is None:
        return ""
    t = texts(language)
    # Of the shown values: 48 % → 66 % must not read +17.
    difference = float(
        formats.rounded(now.value, measure.decimals) - formats.rounded(earlier.value, measure.decimals)
    )
    if difference == 0:
        return t("no change in a year")
    text = formats.number(difference, measure.decimals, language, signed=True)
    if said(measure.unit, language) == "%":
        return t("{change} pp in a year", change=text)
    return t("{change} in a year", change=text)


def _benchmark_text(row: Row | None, measure: Measure, language: str) -> str:
    if row is None:
        return ""
    value = value_of(row, measure, language)
    return f"{row['area_name']} {value.text}"
