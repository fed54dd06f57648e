"""A tile map as editable shapes on a slide: hexagons in one group, the legend in another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pptx.util import Inches

from kpdata.charts.chart import Category, Chart, Value
from kpdata.charts.plotly.canvas import Look
from kpdata.export import legend
from kpdata.export.native import Box
from kpdata.export.sketch import POINT, Line, Sketch

_LARGEST = int(Inches(1.1))
_NAMED = int(Inches(0.62))  # a tile this wide has room for a name and a value
_VALUED = int(Inches(0.4))


def add_tiles(shapes: Any, chart: Chart, box: Box) -> None:
    """Hexagons in one group that carries the alt text, and the legend right beside them."""
    left, top, width, height = box
    tiles = [(c, v) for c, v in zip(chart.categories, chart.series[0].values, strict=True) if c.x is not None]
    if not tiles:
        return
    entries = legend.entries_of(chart)
    legend_width = legend.columns_width(entries, height) + legend.SWATCH
    xs, ys = [c.x or 0.0 for c, _ in tiles], [c.y or 0.0 for c, _ in tiles]
    across, down = max(xs) - min(xs) + 1, max(ys) - min(ys) + 1.16
    scale = min((width - legend_width) / across, height / down, _LARGEST)
    map_width = int(across * scale)
    left += (width - legend_width - map_width) // 2
    sketch = Sketch(shapes, chart.measure or chart.title, chart.alt)
    # The own areas last: their heavy outline lies over their neighbours.
    for category, value in sorted(tiles, key=lambda tile: tile[0].own):
        centre_x = left + ((category.x or 0.0) - min(xs) + 0.5) * scale
        centre_y = top + (max(ys) - (category.y or 0.0) + 0.58) * scale
        look = legend.look_of(chart, value)
        if category.own and not all(each.own for each, _ in tiles):
            look = replace(look, width=3)
        text = _lines(category, value, scale, look)
        sketch.polygon([_hexagon(centre_x, centre_y, scale)], look, f"{category.name}: {value.text}", text)
    sketch.done()
    right = left + map_width + legend.SWATCH
    legend.add_columns(shapes, entries, (right, top, legend_width, height), chart.language)


def _lines(category: Category, value: Value, scale: float, look: Look) -> list[Line]:
    """Text of a tile, as much as it has room for."""
    if scale >= _NAMED:
        name = category.short or category.name
        size = 10 if len(name) * 5.6 * POINT <= scale * 0.96 else 8
        return [Line(name, size, category.own, look.text), Line(value.in_cell, 11, True, look.text)]
    return [Line(value.in_cell, 9, True, look.text)] if scale >= _VALUED else []


def _hexagon(x: float, y: float, scale: float) -> list[tuple[float, float]]:
    """A pointy-top hexagon round a centre; neighbours touch at distance `scale`."""
    radius, half = scale / 3**0.5 * 0.97, scale / 2 * 0.97
    corners = ((0, -radius), (half, -radius / 2), (half, radius / 2), (0, radius), (-half, radius / 2))
    return [(x + dx, y + dy) for dx, dy in (*corners, (-half, -radius / 2))]
