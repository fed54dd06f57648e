"""Outlines of areas for maps: the user's own borders, dissolved into counties and regions where needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import shapely

from kpdata.domain import AreaKey, AreaLevel
from kpdata.indicators import queries
from kpdata.indicators.frames import Figures

Point = tuple[float, float]
Ring = tuple[Point, ...]
# What rounding leaves between two neighbours when they are joined, in square degrees (about 0.1 km²).
_SLIVER = 2e-5


@dataclass(frozen=True, slots=True)
class Outline:
    """Polygons (rings of longitude and latitude, the outer one first), a point inside, the box round all."""

    polygons: tuple[tuple[Ring, ...], ...]
    centre: Point
    bounds: tuple[float, float, float, float]


def outlines(figures: Figures, level: AreaLevel) -> Mapping[str, Outline]:
    """Outlines of a level by area id; empty when no borders were imported. Read once a revision."""
    return figures.facts.keep(("outlines", level), lambda: _outlines(figures, level))


def _outlines(figures: Figures, level: AreaLevel) -> Mapping[str, Outline]:
    own = {area_id: shape for (found, area_id), shape in _shapes(figures).items() if found == level.value}
    if level in (AreaLevel.COUNTY, AreaLevel.REGION):
        areas = figures.areas(level)["area_id"].astype(str)
        own = {**_dissolved(figures, level, set(areas) - own.keys()), **own}
    return {area_id: _outline(shape) for area_id, shape in own.items()}


def _shapes(figures: Figures) -> Mapping[tuple[str, str], shapely.Geometry]:
    rows = figures.facts.keep("boundaries", lambda: figures.facts.read(queries.boundaries()))
    return {
        (row.area_type, row.area_id): shape
        for row in rows
        # What another system wrote may be no geometry at all: such an area has no outline.
        if (shape := shapely.from_geojson(row.geometry, on_invalid="ignore")) is not None
        and shape.geom_type in ("Polygon", "MultiPolygon")
        and not shape.is_empty
    }


def _dissolved(figures: Figures, level: AreaLevel, wanted: set[str]) -> dict[str, shapely.Geometry]:
    """Areas whose municipalities all have borders, as one shape each."""
    shapes = _shapes(figures)
    joined = {}
    for area_id in sorted(wanted):
        codes = figures.members(AreaKey(level, area_id), AreaLevel.MUNICIPALITY)
        parts = [shapes.get((AreaLevel.MUNICIPALITY.value, code)) for code in codes]
        if parts and None not in parts:
            joined[area_id] = shapely.union_all([shapely.make_valid(part) for part in parts])
    return joined


def _outline(shape: shapely.Geometry) -> Outline:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area)
    centre = shapely.get_coordinates(shapely.point_on_surface(largest))[0].tolist()
    west, south, east, north = shapely.bounds(shape).tolist()
    return Outline(tuple(map(_polygon, parts)), (centre[0], centre[1]), (west, south, east, north))


def _polygon(part: shapely.Polygon) -> tuple[Ring, ...]:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > _SLIVER]
    return tuple(
        tuple((x, y) for x, y in shapely.get_coordinates(ring).tolist()) for ring in (part.exterior, *holes)
    )
