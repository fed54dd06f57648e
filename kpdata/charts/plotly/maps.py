"""Areas and places on a real map, without any request outside: Plotly's geo with borders of our own.

With the address of background tiles (the only case that asks for anything from outside) the same map is
drawn on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kpdata.charts import theme
from kpdata.charts.chart import (
    HIDDEN_MARK,
    LATE_MARK,
    UNKNOWN_MARK,
    Category,
    MapLayers,
    PointClass,
    PointLook,
    Polygon,
    Value,
)
from kpdata.charts.plane import meet
from kpdata.charts.plotly.canvas import (
    SMALL,
    Canvas,
    Look,
    Trace,
    as_text,
    bold,
    escaped,
    pixels,
)
from kpdata.charts.plotly.cells import look_of, mark_legend

_TALLEST = 620
_LOWEST = 280
_HATCH_STEP = 6.0
# So many points leave no room for names between them.
_MANY = 400
NO_FILL = Look(theme.WHITE, outline="#8A9492", width=0.8)
AROUND = "#F1F3F3"
_SIGNS = (HIDDEN_MARK, UNKNOWN_MARK, LATE_MARK)


@dataclass(frozen=True, slots=True)
class _Style:
    """Symbol, colour, outline and relative size of a class of points."""

    symbol: str
    colour: str
    line: str = theme.WHITE
    width: float = 1.2
    size: float = 1.0


STYLES = {
    PointLook.FIRST: _Style("circle", theme.CATEGORICAL[0]),
    PointLook.SECOND: _Style("square", theme.CATEGORICAL[1]),
    PointLook.THIRD: _Style("diamond", theme.CATEGORICAL[2], size=1.15),
    PointLook.FOURTH: _Style("triangle-up", theme.CATEGORICAL[3], size=1.2),
    PointLook.OTHER: _Style("cross", "#5F6B69", size=1.05),
    PointLook.CLOSED: _Style("circle", theme.WHITE, "#5F6B69"),
    PointLook.PLANNED: _Style("circle-open-dot", theme.TEXT, theme.TEXT, 1.6, 1.1),
    PointLook.CENTRE: _Style("star", theme.TEXT, theme.WHITE, 1.2, 1.7),
    PointLook.STATION: _Style("star-triangle-up", theme.TEXT, theme.WHITE, 1.2, 1.5),
    PointLook.PLANNED_CENTRE: _Style("star", theme.WHITE, theme.TEXT, 1.2, 1.7),
}


# Hatched areas that are drawn as squares.
_SQUARES = {"": "square", "/": "square-x", "x": "square-cross", "-": "square-dot"}


@dataclass(frozen=True, slots=True)
class Plane:
    """Degrees as pixels of the figure, about right at this scale: west and south edge, pixels of a degree."""

    west: float
    south: float
    across: float
    up: float

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the west and the south edge."""
        return (lon - self.west) * self.across, (lat - self.south) * self.up

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a pixel."""
        return self.west + x / self.across, self.south + y / self.up


def area_map(canvas: Canvas) -> None:
    """Draw areas filled by their value, then points by class; without borders areas are squares."""
    layers = canvas.chart.layers
    if layers is None:
        canvas.empty()
        return
    plane = _plane(canvas, layers)
    on_tiles = bool(canvas.tiles)
    canvas.layout |= {
        "xaxis": {"visible": False, "fixedrange": True},
        "yaxis": {"visible": False, "fixedrange": True},
        "dragmode": "pan" if on_tiles else False,
        # A point is meant only when it is pointed at; else the area below it.
        "hoverdistance": 4,
    }
    canvas.layout |= _tiled(canvas, layers) if on_tiles else _plain(layers)
    looks = _looks(canvas, layers)
    _areas(canvas, layers, looks)
    _squares(canvas, looks)
    if not on_tiles:
        _textures(canvas, looks, plane)
    _own_outlines(canvas)
    if not on_tiles and sum(len(one.points) for one in layers.points) < _MANY:
        _names(canvas, layers, looks, plane)
    for look, name, _ in sorted(set(looks), key=lambda found: found[2]):
        canvas.legend_entry(name, look)
    for one in layers.points:
        _points(canvas, one, sum(len(other.points) for other in layers.points))
    mark_legend(canvas)


def _plane(canvas: Canvas, layers: MapLayers) -> Plane:
    west, south, east, north = layers.extent
    narrowing = math.cos(math.radians((south + north) / 2))
    width = canvas.width - 16.0
    height = canvas.room or min(max(width * (north - south) / ((east - west) * narrowing), _LOWEST), _TALLEST)
    canvas.plot_height = height
    up = min(height / (north - south), width / ((east - west) * narrowing))
    return Plane(west, south, up * narrowing, up)


def _plain(layers: MapLayers) -> dict[str, Any]:
    west, south, east, north = layers.extent
    return {
        "geo": {
            "visible": False,
            "bgcolor": theme.WHITE,
            # About the middle of what is shown: Plotly fits the box only round its own meridian.
            "projection": {"type": "transverse mercator", "rotation": {"lon": (west + east) / 2}},
            "lonaxis": {"range": [west, east]},
            "lataxis": {"range": [south, north]},
            "domain": {"x": [0, 1], "y": [0, 1]},
        }
    }


def _tiled(canvas: Canvas, layers: MapLayers) -> dict[str, Any]:
    west, south, east, north = layers.extent
    height = (_mercator(north) - _mercator(south)) / (2 * math.pi)
    zoom = min(
        math.log2((canvas.width - 16) * 360 / (512 * (east - west))),
        math.log2(canvas.plot_height / (512 * height)),
    )
    background = {
        "sourcetype": "raster",
        "source": [canvas.tiles],
        "sourceattribution": urlsplit(canvas.tiles).hostname or "",
        "below": "traces",
    }
    return {
        "map": {
            "style": "white-bg",
            "center": {"lon": (west + east) / 2, "lat": (south + north) / 2},
            "zoom": zoom,
            "layers": [background],
        }
    }


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


def _trace(canvas: Canvas, kind: str, **properties: Any) -> Trace:
    """A trace of points or areas, on tiles or on the plain map."""
    names = {"scatter": ("scattergeo", "scattermap"), "choropleth": ("choropleth", "choroplethmap")}
    return {"type": names[kind][bool(canvas.tiles)], **properties}


def _looks(canvas: Canvas, layers: MapLayers) -> list[tuple[Look, str, int]]:
    if not layers.is_filled:
        return [(NO_FILL, "", 0)] * len(canvas.chart.categories)
    return [look_of(canvas, value) for value in canvas.chart.series[0].values]


def _areas(canvas: Canvas, layers: MapLayers, looks: Sequence[tuple[Look, str, int]]) -> None:
    if layers.around:
        shapes = [(f"around-{n}", (polygon,)) for n, polygon in enumerate(layers.around)]
        canvas.add(
            _choropleth(canvas, shapes, [Look(AROUND, outline=theme.BORDER)] * len(shapes), hoverinfo="skip")
        )
    drawn = [
        (category, look)
        for category, (look, _, _) in zip(canvas.chart.categories, looks, strict=True)
        if category.shape
    ]
    if drawn:
        canvas.add(
            _choropleth(
                canvas,
                [(category.key, category.shape) for category, _ in drawn],
                [look for _, look in drawn],
                hovertext=[_hover(canvas, category) for category, _ in drawn],
                hoverinfo="text",
                customdata=[category.key for category, _ in drawn],
            )
        )


def _choropleth(
    canvas: Canvas,
    shapes: Sequence[tuple[str, Sequence[Polygon]]],
    looks: Sequence[Look],
    **properties: Any,
) -> Trace:
    """One trace whose areas have the plain colours of their looks."""
    colours = list(dict.fromkeys(look.colour for look in looks))
    steps = [(k / len(colours), (k + 1) / len(colours), colour) for k, colour in enumerate(colours)]
    outlines = [look.outline if look.dash == "solid" else "rgba(0,0,0,0)" for look in looks]
    widths = [min(look.width, 1.0) for look in looks]
    if canvas.tiles:
        outline: dict[str, Any] = {"color": theme.OUTLINE, "width": 1}
        marker = {"line": outline, "opacity": 0.6}
    else:
        marker = {"line": {"color": outlines, "width": widths}}
    return _trace(
        canvas,
        "choropleth",
        geojson={
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": key,
                    "properties": {},
                    "geometry": {
                        "type": "MultiPolygon",
                        "coordinates": [[list(ring) for ring in _wound(polygon)] for polygon in polygons],
                    },
                }
                for key, polygons in shapes
            ],
        },
        locations=[key for key, _ in shapes],
        z=[colours.index(look.colour) + 0.5 for look in looks],
        zmin=0,
        zmax=len(colours),
        colorscale=[[end, colour] for first, last, colour in steps for end in (first, last)],
        showscale=False,
        showlegend=False,
        marker=marker,
        selected={"marker": {"opacity": marker.get("opacity", 1)}},
        unselected={"marker": {"opacity": marker.get("opacity", 1)}},
        **properties,
    )


def _wound(polygon: Polygon) -> Iterator[Sequence[tuple[float, float]]]:
    """Rings as d3 wants them: the outer one clockwise, holes the other way round."""
    for place, ring in enumerate(polygon):
        doubled = sum(
            (x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)
        )
        yield ring if (doubled > 0) is (place == 0) else ring[::-1]


def _squares(canvas: Canvas, looks: Sequence[tuple[Look, str, int]]) -> None:
    """Areas without borders as squares where most of their people live."""
    categories = canvas.chart.categories
    bare = [(c, look) for c, (look, _, _) in zip(categories, looks, strict=True) if not c.shape]
    if not bare:
        return
    marker: dict[str, Any] = {
        "size": 17 if len(bare) < 60 else 9,
        "color": [look.colour for _, look in bare],
        "opacity": 1,
    }
    if not canvas.tiles:
        marker |= {
            "symbol": [_SQUARES[look.hatch] for _, look in bare],
            "line": {"width": 1, "color": [look.outline for _, look in bare]},
        }
    canvas.add(
        _trace(
            canvas,
            "scatter",
            lon=[category.x for category, _ in bare],
            lat=[category.y for category, _ in bare],
            mode="markers",
            marker=marker,
            hovertext=[_hover(canvas, category) for category, _ in bare],
            hoverinfo="text",
            customdata=[category.key for category, _ in bare],
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            showlegend=False,
        )
    )


def _hover(canvas: Canvas, category: Category) -> str:
    row = canvas.chart.categories.index(category)
    lines = [f"<b>{escaped(category.name)}</b>"]
    lines += [f"{escaped(s.name)}: {escaped(s.values[row].text)}" for s in canvas.chart.series]
    return "<br>".join(lines)


def _textures(canvas: Canvas, looks: Sequence[tuple[Look, str, int]], plane: Plane) -> None:
    """What a filled area cannot have by itself: hatching, and outlines that are not solid."""
    hatched: dict[Look, list[Polygon]] = {}
    dashed: dict[Look, list[Polygon]] = {}
    for category, (look, _, _) in zip(canvas.chart.categories, looks, strict=True):
        if look.hatch:
            hatched.setdefault(look, []).extend(category.shape)
        if look.dash != "solid":
            dashed.setdefault(look, []).extend(category.shape)
    for look, polygons in hatched.items():
        segments = [line for polygon in polygons for line in hatch(polygon, look.hatch, plane)]
        canvas.add(_lines(canvas, segments, {"color": look.hatch_colour, "width": 1}))
    for look, polygons in dashed.items():
        rings = [ring for polygon in polygons for ring in polygon]
        line = {"color": look.outline, "width": look.width, "dash": look.dash}
        canvas.add(_lines(canvas, [(*ring, ring[0]) for ring in rings], line))


def _own_outlines(canvas: Canvas) -> None:
    """A heavy outline round the own areas, when not all are."""
    own = [category for category in canvas.chart.categories if category.own]
    if not own or len(own) == len(canvas.chart.categories):
        return
    rings = [(*ring, ring[0]) for category in own for polygon in category.shape for ring in polygon]
    if rings:
        canvas.add(_lines(canvas, rings, {"color": theme.TEXT, "width": 3}))


def _lines(canvas: Canvas, lines: Iterable[Sequence[tuple[float, float]]], line: dict[str, Any]) -> Trace:
    lons: list[float | None] = []
    lats: list[float | None] = []
    for points in lines:
        for lon, lat in points:
            lons.append(round(lon, 4))
            lats.append(round(lat, 4))
        lons.append(None)
        lats.append(None)
    kept = {key: value for key, value in line.items() if key != "dash" or not canvas.tiles}
    return _trace(
        canvas, "scatter", lon=lons, lat=lats, mode="lines", line=kept, hoverinfo="skip", showlegend=False
    )


def hatch(polygon: Polygon, pattern: str, plane: Plane) -> Iterator[tuple[tuple[float, float], ...]]:
    """Lines of a pattern (`/`, `x`, `-`) inside a polygon, from border to border, in degrees."""
    slopes = {"/": (1.0,), "x": (1.0, -1.0), "-": (0.0,)}[pattern]
    rings = [[plane.pixel(lon, lat) for lon, lat in ring] for ring in polygon]
    for slope in slopes:
        step = _HATCH_STEP * math.hypot(1, slope)
        crossings: dict[int, list[float]] = {}
        for ring in rings:
            for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
                c0, c1 = y0 - slope * x0, y1 - slope * x1
                low, high = sorted((c0, c1))
                for k in range(math.ceil(low / step), math.ceil(high / step)):
                    crossings.setdefault(k, []).append(x0 + (x1 - x0) * (k * step - c0) / (c1 - c0))
        for k, found in crossings.items():
            ends = sorted(found)
            for start, end in zip(ends[::2], ends[1::2], strict=False):
                yield tuple(plane.degrees(x, slope * x + k * step) for x in (start, end))


def _names(canvas: Canvas, layers: MapLayers, looks: Sequence[tuple[Look, str, int]], plane: Plane) -> None:
    """Names (with values, when no points stand in the way) where they fit; signs of states on other areas."""
    values: Sequence[Value | None] = (
        canvas.chart.series[0].values if layers.is_filled else [None] * len(canvas.chart.categories)
    )
    texts, spots, colours = [], [], []
    taken: list[tuple[float, float, float, float]] = []
    size = canvas.type_size(SMALL - 1)
    for category, value, (look, _, _) in zip(canvas.chart.categories, values, looks, strict=True):
        bare = not any(one.points for one in layers.points)
        text = _label(category, value, plane, size, with_value=bare)
        box = _text_box(text, plane.pixel(category.x or 0.0, category.y or 0.0), size)
        if text and not any(meet(box, other) for other in taken):
            taken.append(box)
            texts.append(text)
            spots.append((category.x, category.y))
            colours.append(theme.TEXT if look.hatch else look.text)
    if texts:
        canvas.add(
            _trace(
                canvas,
                "scatter",
                lon=[x for x, _ in spots],
                lat=[y for _, y in spots],
                mode="text",
                text=texts,
                textfont={"size": size, "color": colours, "shadow": "auto"},
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _text_box(text: str, at: tuple[float, float], size: int) -> tuple[float, float, float, float]:
    """The box of a label of one or two lines, in pixels."""
    lines = text.split("<br>")
    wide = max(pixels(line.removeprefix("<b>").removesuffix("</b>"), size) for line in lines)
    high = 14.0 * len(lines)
    return at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2


def _label(category: Category, value: Value | None, plane: Plane, size: int, *, with_value: bool) -> str:
    if not category.shape:
        return ""
    corners = [
        plane.pixel(lon, lat) for ring in max(category.shape, key=lambda p: len(p[0])) for lon, lat in ring
    ]
    wide = max(x for x, _ in corners) - min(x for x, _ in corners)
    high = max(y for _, y in corners) - min(y for _, y in corners)
    name = category.short or category.name
    if pixels(name, size) + 4 <= wide and high >= 18:
        told = bold(escaped(name), category.own)
        shows = value is not None and with_value and high >= 34
        return f"{told}<br>{as_text(value, in_cell=True)}" if value is not None and shows else told
    sign = value.shown if value is not None and value.shown in _SIGNS else ""
    return sign if min(wide, high) >= 14 else ""


def _points(canvas: Canvas, one: PointClass, total: int) -> None:
    if not one.points:
        return
    style = STYLES[one.look]
    base = 11.0 if total < 80 else 9.0 if total < _MANY else 6.5 if total < 1500 else 5.0
    size = round(base * style.size, 1)
    marker: dict[str, Any] = {"size": size, "color": style.colour, "opacity": 1}
    if canvas.tiles:
        # Points on tiles have neither symbols nor outlines: a white disc below keeps them apart.
        canvas.add(_dots(canvas, one, {"size": size + 3, "color": style.line}, hoverinfo="skip"))
    else:
        marker |= {"symbol": style.symbol, "line": {"color": style.line, "width": style.width}}
    canvas.add(
        _dots(
            canvas,
            one,
            marker,
            name=escaped(f"{one.label} ({len(one.points)})"),
            showlegend=True,
            hovertext=[
                "<br>".join((f"<b>{escaped(point.name)}</b>", *map(escaped, point.told)))
                for point in one.points
            ],
            hoverinfo="text",
            customdata=[point.key for point in one.points],
        )
    )


def _dots(canvas: Canvas, one: PointClass, marker: dict[str, Any], **properties: Any) -> Trace:
    shown: dict[str, Any] = {"showlegend": False} | properties
    return _trace(
        canvas,
        "scatter",
        lon=[round(point.lon, 5) for point in one.points],
        lat=[round(point.lat, 5) for point in one.points],
        mode="markers",
        marker=marker,
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        **shown,
    )
