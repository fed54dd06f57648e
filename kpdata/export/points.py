"""Points on a plane of kilometres as editable shapes on a slide, with what lies behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kpdata.charts import theme
from kpdata.charts.chart import Chart, Ground
from kpdata.charts.plane import meet, radii_of
from kpdata.charts.plotly.canvas import Look
from kpdata.charts.plotly.plane import SCALES_KM, extent
from kpdata.export import legend
from kpdata.export.native import Box
from kpdata.export.sketch import POINT, Line, Sketch, Spot, letters

# Radii in points: of the smallest one, of the largest of few and of many, and of one with a sign on it.
_SMALLEST, _LARGEST, _LARGEST_OF_MANY = 2.5, 13.0, 7.0
_MARKED = 9.0
_NAME = 10.0
_MOST_NAMED = 10
_MOST_SHAPES = 1000
_WIDEST_BAR = 100 * POINT


def add_points(shapes: Any, chart: Chart, box: Box) -> None:
    """What lies behind, then the points with areas by their value, the largest named; a scale; the legend."""
    left, top, width, height = box
    look = _look(chart)
    entries = [legend.Entry(ground.name, *_ground(ground)[:2]) for ground in chart.ground if ground.points]
    if chart.measure and chart.ground:
        entries.append(legend.Entry(chart.measure, look, "circle"))
    legend_width = legend.columns_width(entries, height)
    room = width - legend_width - legend.SWATCH
    (west, east), (south, north) = extent(chart)
    scale = min(room / (east - west), height / (north - south))  # EMU of a km
    width = round((east - west) * scale)
    left += (room - width) // 2
    height = round((north - south) * scale)
    sketch = Sketch(shapes, chart.measure or chart.title, chart.alt)

    def at(x: float, y: float) -> Spot:
        return left + (x - west) * scale, top + (north - y) * scale

    for ground in chart.ground:
        spots = [at(x, y) for x, y in ground.points if west <= x <= east and south <= y <= north]
        if spots:
            lies_behind, symbol, radius = _ground(ground)
            sketch.symbols(symbol, spots, radius, lies_behind, ground.name)
    values = chart.series[0].values
    marks = [category.short for category in chart.categories]
    found = radii_of(values, smallest=_SMALLEST, largest=_LARGEST, largest_of_many=_LARGEST_OF_MANY)
    radii = [max(radius, _MARKED if mark else 0.0) * POINT for radius, mark in zip(found, marks, strict=True)]
    spots = [at(category.x or 0.0, category.y or 0.0) for category in chart.categories]
    order = sorted(range(len(spots)), key=lambda row: -radii[row])
    if len(spots) > _MOST_SHAPES:
        sketch.symbols("circle", spots, _SMALLEST * POINT, look, chart.measure)
    else:
        for row in order:  # the smallest last: a large one hides none
            told = f"{chart.categories[row].name}: {values[row].text}"
            sketch.symbols("circle", [spots[row]], radii[row], look, told)
    _marks(sketch, marks, spots)
    _names(sketch, chart, [(spots[row], radii[row], row) for row in order], (left, top, width, height))
    _scale_bar(sketch, (left, top, width, height), scale)
    sketch.done()
    right = left + width + legend.SWATCH
    legend.add_columns(shapes, entries, (right, top, legend_width, height), chart.language)


def _ground(ground: Ground) -> tuple[Look, str, float]:
    """Look, symbol and radius: places are small diamonds, where people live grey dots."""
    if ground.supply:
        return Look(theme.CATEGORICAL[1], outline=theme.WHITE, width=0.5), "diamond", 3.0 * POINT
    return Look(theme.CONTEXT, outline=""), "circle", 1.6 * POINT


def _look(chart: Chart) -> Look:
    marked = any(category.short for category in chart.categories)
    return Look(theme.FOCUS if marked else theme.WORSE, outline=theme.WHITE)


def _marks(sketch: Sketch, marks: Sequence[str], spots: Sequence[Spot]) -> None:
    """The short signs (the order of new places) on their points."""
    half = round(_MARKED * POINT)
    for mark, (x, y) in zip(marks, spots, strict=True):
        if mark:
            box = (round(x) - half, round(y) - half, 2 * half, 2 * half)
            sketch.text(box, [Line(mark, _NAME, True, theme.WHITE)])


def _names(sketch: Sketch, chart: Chart, points: Sequence[tuple[Spot, float, int]], room: Box) -> None:
    """Names of the largest points beside them, where they meet no other name and no named point."""
    left, top, width, height = room
    named = points[:_MOST_NAMED]
    taken = [(x - radius, y - radius, x + radius, y + radius) for (x, y), radius, _ in named]
    half = 0.65 * _NAME * POINT
    for (x, y), radius, row in named:
        name = chart.categories[row].name.partition(" (")[0]  # the table tells the postal code
        gap, length = radius + 3 * POINT, letters(name, _NAME)
        for side, start in (("l", x + gap), ("r", x - gap - length)):
            box = (start, y - half, start + length, y + half)
            if start < left or box[2] > left + width or box[1] < top or box[3] > top + height:
                continue
            if any(meet(box, other) for other in taken):
                continue
            taken.append(box)
            written = (round(start), round(y - half), round(length), round(2 * half))
            sketch.text(written, [Line(name, _NAME)], side)
            break


def _scale_bar(sketch: Sketch, room: Box, scale: float) -> None:
    """A bar of round kilometres in the lower right corner."""
    left, top, width, height = room
    km = max((length for length in SCALES_KM if length * scale <= _WIDEST_BAR), default=SCALES_KM[0])
    right, y = left + width, top + height - 2 * POINT
    long = round(km * scale)
    sketch.line([(right - long, y), (right, y)], theme.TEXT, 1.5, f"{km} km")
    wide, high = max(long, 40 * POINT), 14 * POINT
    sketch.text((right - wide, y - high, wide, high), [Line(f"{km} km", _NAME)])
