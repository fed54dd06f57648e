"""A spine chart as editable shapes on a slide: own areas on the spread of all, one row an indicator."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from kpdata.charts import formats, theme
from kpdata.charts.chart import Category, Chart, Spread
from kpdata.charts.plotly.canvas import Look
from kpdata.export import legend
from kpdata.export.native import Box
from kpdata.export.sketch import POINT, Line, Sketch, letters
from kpdata.i18n import texts

_SIZE = 13.0
_SMALL = 11.0
_HEAD = 24 * POINT
_LOWEST_ROW, _HIGHEST_ROW = 32 * POINT, 48 * POINT
_BAND = 0.42  # of the row
_LABELS, _VALUES = 0.32, 0.24  # of the width
_DOT = 5.5 * POINT
_ALL, _HALF = "#E6E6E6", theme.CONTEXT
_OWN = (("circle", theme.TWO_SERIES[0]), ("diamond", theme.TWO_SERIES[1]))


def rows_of(height: int, chart: Chart) -> int:
    """How many rows stand in a box so high."""
    return max(4, (height - _HEAD - _legend_height(chart, height * 2)) // _LOWEST_ROW)


def add_spine(shapes: Any, chart: Chart, box: Box) -> None:
    """Name, band of all areas with its middle half, own points, the benchmark's line, values at the right."""
    left, top, width, height = box
    legend_height = _legend_height(chart, width)
    row_height = min((height - _HEAD - legend_height) // max(len(chart.categories), 1), _HIGHEST_ROW)
    label, told = int(width * _LABELS), int(width * _VALUES)
    reach = (width - label - told) / 2 - 12 * POINT
    middle = left + label + (width - label - told) / 2
    below = top + _HEAD + row_height * len(chart.categories)
    sketch = Sketch(shapes, chart.measure or chart.title, chart.alt)
    for number, category in enumerate(chart.categories):
        y = top + _HEAD + row_height * number
        sketch.text((left, y, label - 8 * POINT, row_height), _named(category, label), side="l")
        if category.spread is not None:
            centre = y + row_height / 2
            _bands(sketch, category, category.spread, (middle, centre, reach, row_height * _BAND))
        values = _values(chart, number)
        sketch.text((left + width - told, y, told, row_height), values, side="l")
    sketch.line([(middle, top + _HEAD), (middle, below)], theme.TEXT, 1.5)
    for benchmark in chart.benchmarks:
        room = (round(middle - reach), top, round(2 * reach), _HEAD)
        sketch.text(room, [Line(benchmark.name, _SIZE)])
    for number in range(len(chart.categories)):
        _own_points(sketch, chart, number, (middle, top + _HEAD + row_height * (number + 0.5), reach))
    sketch.done()
    legend.add_row(shapes, _entries(chart), left, below + 8 * POINT, width, chart.language)


def _bands(sketch: Sketch, category: Category, spread: Spread, at: tuple[float, float, float, float]) -> None:
    """The range of all areas and its middle half, told as they are shown."""
    middle, centre, reach, high = at
    told = f"{category.name}: {spread.lowest_shown}{formats.EN_DASH}{spread.highest_shown}"
    halves = (spread.lower_quartile, spread.upper_quartile)
    for ends, colour in (((spread.lowest, spread.highest), _ALL), (halves, _HALF)):
        start, end = sorted(middle + spread.place(end) * reach for end in ends)
        box = (round(start), round(centre - high / 2), max(1, round(end - start)), round(high))
        sketch.rectangle(box, Look(colour, outline=""), told)


def _own_points(sketch: Sketch, chart: Chart, row: int, at: tuple[float, float, float]) -> None:
    middle, y, reach = at
    spread = chart.categories[row].spread
    # The second below the first: where both stand at the same place, the first is seen.
    for series, (symbol, colour) in reversed(list(zip(chart.series, _OWN, strict=False))):
        value = series.values[row]
        if spread is not None and value.value is not None:
            x = middle + max(-1.0, min(1.0, spread.place(value.value))) * reach
            look = Look(colour, outline=theme.WHITE, width=1.5)
            told = f"{chart.categories[row].name}, {series.name}: {value.text}"
            sketch.symbols(symbol, [(x, y)], _DOT, look, told)


def _named(category: Category, width: int) -> list[Line]:
    """Name with its unit; turned round where lower is better."""
    name = category.name if category.unit == "%" else formats.with_unit(category.name, category.unit)
    if category.spread is not None and category.spread.flipped:
        name += " ↔"
    room = max(10, int((width - 8 * POINT) / letters("x", _SIZE)))
    lines = textwrap.wrap(name, room, max_lines=2, placeholder="…")
    return [Line(line, _SIZE if len(lines) == 1 else _SMALL) for line in lines]


def _values(chart: Chart, row: int) -> list[Line]:
    """The own values in bold, the benchmark's below them."""
    own = formats.NBSP.join(
        f"{sign} {series.values[row].in_cell}{formats.NBSP}{series.values[row].symbol}".strip()
        for series, sign in zip(chart.series, "●◆", strict=False)
    )
    spread = chart.categories[row].spread
    lines = [Line(own, _SIZE, True)]
    if spread is not None:
        name = chart.benchmarks[0].name if chart.benchmarks else ""
        lines.append(Line(f"{name} {spread.benchmark_shown}".strip(), _SMALL, False, theme.QUIET_TEXT))
    return lines


def _entries(chart: Chart) -> Sequence[legend.Entry]:
    t = texts(chart.language)
    entries = [
        legend.Entry(series.name, Look(colour, outline=theme.WHITE), symbol)
        for series, (symbol, colour) in zip(chart.series, _OWN, strict=False)
    ]
    entries.append(legend.Entry(t("All areas of the level"), Look(_ALL, outline="")))
    entries.append(legend.Entry(t("The middle half of them"), Look(_HALF, outline="")))
    if any(category.spread and category.spread.flipped for category in chart.categories):
        entries.append(legend.Entry(t("↔ lower is better: turned round"), Look("", outline="")))
    return entries


def _legend_height(chart: Chart, width: int) -> int:
    return legend.row_height(_entries(chart), width) + 8 * POINT
