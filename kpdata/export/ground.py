"""A map as editable shapes on a slide: areas filled by their class, names where they fit, points by class."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kpdata.charts import theme
from kpdata.charts.chart import Category, Chart, MapLayers, PointClass, Polygon, Value
from kpdata.charts.plane import meet
from kpdata.charts.plotly.canvas import Look
from kpdata.charts.plotly.maps import AROUND, NO_FILL, STYLES
from kpdata.export import legend
from kpdata.export.native import Box
from kpdata.export.sketch import POINT, Line, Sketch, Spot, letters
from kpdata.i18n import texts

_GRID = POINT // 2  # corners of borders stand on it: neighbours keep their common border, files stay small
_LEAST = 3 * POINT  # islands smaller than this are left out where an area has others
_NAME = 9.0  # points
_SIGN = 10.0
_MANY = 400  # so many points leave no room for names between them
_MOST_SHAPES = 1000  # points beyond this are one shape a class


@dataclass(frozen=True, slots=True)
class _Plane:
    """Degrees as EMU of the slide, true along the parallels and on the middle meridian; and the box."""

    middle: float
    north: float
    scale: float
    left: float
    top: float
    box: Box

    def at(self, lon: float, lat: float) -> Spot:
        """Where a place stands."""
        east = (lon - self.middle) * math.cos(math.radians(lat))
        return self.left + east * self.scale, self.top + (self.north - lat) * self.scale


def add_map(shapes: Any, chart: Chart, box: Box) -> None:
    """Areas, names and points in one group that carries the alt text; the legend beside them."""
    layers = chart.layers
    if layers is None:
        return
    left, top, width, height = box
    entries = legend.entries_of(chart) if layers.is_filled else []
    entries += [_entry(one) for one in layers.points if one.points]
    legend_width = legend.columns_width(entries, height)
    plane = _plane(layers, (left, top, width - legend_width - legend.SWATCH, height))
    t = texts(chart.language)
    sketch = Sketch(shapes, chart.measure or chart.title, chart.alt)
    around = [ring for polygon in layers.around for ring in _rings([polygon], plane)]
    if around:
        sketch.polygon(around, Look(AROUND, outline=theme.BORDER, width=0.8), t("Neighbouring areas"))
    values = chart.series[0].values if layers.is_filled else None
    looks = [legend.look_of(chart, value) for value in values] if values else []
    looks = looks or [NO_FILL] * len(chart.categories)
    is_part = not all(category.own for category in chart.categories)
    drawn: list[tuple[Category, Value | None, Look, list[list[Spot]]]] = []
    for row, category in enumerate(chart.categories):
        value = values[row] if values else None
        drawn.append((category, value, looks[row], list(_rings(category.shape, plane))))
    # The own areas last: their heavy outline lies over their neighbours.
    for category, value, look, rings in sorted(drawn, key=lambda one: one[0].own):
        told = f"{category.name}: {value.text}" if value else category.name
        outline = replace(look, width=3, outline=theme.TEXT) if category.own and is_part else look
        if rings:
            sketch.polygon(rings, outline, told)
        elif not category.shape and category.x is not None:
            square = 7 * POINT if len(drawn) < 60 else 3.5 * POINT
            sketch.symbols("square", [plane.at(category.x, category.y or 0.0)], square, outline, told)
    total = sum(len(one.points) for one in layers.points)
    if total < _MANY:
        _names(sketch, drawn, plane, with_value=total == 0)
    for one in layers.points:
        _points(sketch, one, total, plane)
    sketch.done()
    right = plane.box[0] + plane.box[2] + legend.SWATCH
    legend.add_columns(shapes, entries, (right, top, legend_width, height), chart.language)


def _plane(layers: MapLayers, room: Box) -> _Plane:
    """The extent as large as it fits, in the middle of the room."""
    west, south, east, north = layers.extent
    middle = (west + east) / 2
    # The widest parallel of the box is the southern one.
    wide = (east - west) * math.cos(math.radians(south))
    left, top, width, height = room
    scale = min(width / wide, height / (north - south))
    across, down = round(wide * scale), round((north - south) * scale)
    left += (width - across) // 2
    return _Plane(middle, north, scale, left + across / 2, top, (left, top, across, down))


def _rings(shape: Sequence[Polygon], plane: _Plane) -> Iterator[list[Spot]]:
    """The rings of an area on the grid, cut at the edges of the box; without tiny islands."""
    found = []
    for polygon in shape:
        for place, ring in enumerate(polygon):
            cut = _thinned(_clipped([plane.at(lon, lat) for lon, lat in ring], plane.box))
            if len(cut) >= 3:
                found.append((_size(cut), place, cut))
    largest = max((size for size, _, _ in found), default=0.0)
    for size, _, cut in found:
        if size >= min(_LEAST**2, largest):
            yield cut


def _thinned(ring: Sequence[Spot]) -> list[Spot]:
    """Corners on the grid, without those that repeat or lie on a straight line."""
    kept: list[Spot] = []
    for x, y in ring:
        spot: Spot = (round(x / _GRID) * _GRID, round(y / _GRID) * _GRID)
        if kept and kept[-1] == spot:
            continue
        if len(kept) > 1 and _turn(kept[-2], kept[-1], spot) == 0:
            kept.pop()
        kept.append(spot)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _turn(a: Spot, b: Spot, c: Spot) -> float:
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def _size(ring: Sequence[Spot]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def _clipped(ring: Sequence[Spot], box: Box) -> list[Spot]:
    """What of a ring lies within a box (Sutherland and Hodgman: one edge after the other)."""
    left, top, width, height = box
    spots = list(ring)
    for axis, edge, sign in ((0, left, 1), (0, left + width, -1), (1, top, 1), (1, top + height, -1)):
        inside = [(spot[axis] - edge) * sign >= 0 for spot in spots]
        if all(inside):
            continue
        cut: list[Spot] = []
        for place, spot in enumerate(spots):
            before = spots[place - 1]
            if inside[place] != inside[place - 1]:
                share = (edge - before[axis]) / (spot[axis] - before[axis])
                cut.append(
                    (before[0] + share * (spot[0] - before[0]), before[1] + share * (spot[1] - before[1]))
                )
            if inside[place]:
                cut.append(spot)
        spots = cut
        if not spots:
            break
    return spots


def _names(
    sketch: Sketch,
    drawn: Sequence[tuple[Category, Value | None, Look, list[list[Spot]]]],
    plane: _Plane,
    *,
    with_value: bool,
) -> None:
    """Names, with values when no points stand in the way, where they fit; the own ones in any case."""
    taken: list[tuple[float, float, float, float]] = []
    for category, value, look, rings in sorted(drawn, key=lambda one: not one[0].own):
        if not rings or category.x is None:
            continue
        x, y = plane.at(category.x, category.y or 0.0)
        lines = _label(category, value, look, rings, with_value=with_value)
        wide = max((letters(line.text, line.size) for line in lines), default=0.0)
        high = sum(line.size for line in lines) * 1.25 * POINT
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if not lines or not _holds(plane.box, box) or any(meet(box, other) for other in taken):
            continue
        taken.append(box)
        sketch.text((round(box[0]), round(box[1]), round(wide), round(high)), lines, wraps=False)


def _label(
    category: Category, value: Value | None, look: Look, rings: Sequence[Sequence[Spot]], *, with_value: bool
) -> list[Line]:
    xs, ys = zip(*max(rings, key=_size), strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    colour = theme.TEXT if look.hatch else look.text
    name = category.short or category.name
    if (letters(name, _NAME) <= wide and high >= 14 * POINT) or category.own:
        lines = [Line(name, _NAME, category.own, colour)]
        if value is not None and with_value and high >= 26 * POINT:
            lines.append(Line(value.in_cell, _NAME, False, colour))
        return lines
    if value is None or value.shown not in legend.SIGNS or min(wide, high) < 12 * POINT:
        return []
    return [Line(value.shown, _SIGN, False, colour)]


def _holds(box: Box, inner: tuple[float, float, float, float]) -> bool:
    left, top, width, height = box
    return inner[0] >= left and inner[1] >= top and inner[2] <= left + width and inner[3] <= top + height


def _points(sketch: Sketch, one: PointClass, total: int, plane: _Plane) -> None:
    """Points of a class: a shape each with its name, or all in one shape where there are very many."""
    if not one.points:
        return
    style = STYLES[one.look]
    size = 8.0 if total < 80 else 6.5 if total < _MANY else 4.5 if total < 1500 else 3.5
    radius = size * style.size * POINT / 2
    look = _point_look(one)
    spots = [(point, plane.at(point.lon, point.lat)) for point in one.points]
    spots = [(point, (x, y)) for point, (x, y) in spots if _holds(plane.box, (x, y, x, y))]
    if total > _MOST_SHAPES and spots:
        told = f"{one.label} ({len(one.points)})"
        sketch.symbols(style.symbol, [spot for _, spot in spots], radius, look, told)
        return
    for point, spot in spots:
        told = ", ".join((point.name, *point.told))
        sketch.symbols(style.symbol, [spot], radius, look, told)


def _point_look(one: PointClass) -> Look:
    style = STYLES[one.look]
    if style.symbol == "circle-open-dot":  # an outline alone
        return Look(theme.WHITE, outline=style.line, width=style.width)
    return Look(style.colour, outline=style.line, width=style.width * 0.75)


def _entry(one: PointClass) -> legend.Entry:
    return legend.Entry(f"{one.label} ({len(one.points)})", _point_look(one), STYLES[one.look].symbol)
