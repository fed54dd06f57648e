"""Borders made small enough to be sent with a page, neighbours keeping the borders they share."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

# Decimals of a degree that are kept: about ten metres.
DECIMALS = 4
_FIRST_TOLERANCE = 60.0
_LAST_TOLERANCE = 50_000.0
_GROWTH = 1.35
# An island smaller than this (in squares of the tolerance) is left out, unless it is all there is.
_SMALLEST_PART = 4.0
# Metres of a degree of latitude, and of longitude in the middle of Finland.
_NORTH = 111_400.0
_EAST = _NORTH * math.cos(math.radians(64.5))


def to_plane(shapes: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """Degrees (longitude, latitude) stretched to about metres, so that distances are alike both ways."""
    return [shapely.transform(shape, lambda xy: xy * (_EAST, _NORTH)) for shape in shapes]


def from_plane(shapes: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """The stretched shapes as degrees again."""
    return [shapely.transform(shape, lambda xy: xy / (_EAST, _NORTH)) for shape in shapes]


def whole(shapes: Sequence[shapely.Geometry]) -> list[shapely.Geometry]:
    """Shapes without crossing borders, polygons only."""
    return [shape if shape.is_valid else _polygons(shapely.make_valid(shape)) for shape in shapes]


def simplified(shapes: Sequence[shapely.Geometry], budget: int) -> tuple[list[str], float]:
    """GeoJSON geometries in degrees, of at most `budget` characters together, and the tolerance in metres.

    shapes: polygons in degrees, valid. Borders that two shapes share stay shared: each border is simplified
    once, by the area of the corners that go (Visvalingam–Whyatt on the coverage).
    """
    texts = [geometry_text(shape) for shape in shapes]
    tolerance = 0.0
    plane = to_plane(shapes) if _length(texts) > budget else []
    while _length(texts) > budget and tolerance < _LAST_TOLERANCE:
        tolerance = max(_FIRST_TOLERANCE, tolerance * _GROWTH)
        plane = list(shapely.coverage_simplify(np.array(plane, dtype=object), tolerance))
        plane = [_without_specks(shape, _SMALLEST_PART * tolerance**2) for shape in plane]
        texts = [geometry_text(shape) for shape in from_plane(plane)]
    return texts, tolerance


def _length(texts: Sequence[str]) -> int:
    return sum(map(len, texts))


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.multipolygons([part for part in parts if part.geom_type == "Polygon"])


def _without_specks(shape: shapely.Geometry, smallest: float) -> shapely.Geometry:
    """A shape without islands and holes under an area; its largest part stays whatever its size.

    A part of one area that lies in a hole of another is as large as the hole, so both go together.
    """
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    kept = [part for place, part in enumerate(parts) if place == 0 or part.area >= smallest]
    return shapely.multipolygons([_without_holes(part, smallest) for part in kept])


def _without_holes(part: shapely.Polygon, smallest: float) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= smallest]
    return shapely.Polygon(part.exterior, holes)


def geometry_text(shape: shapely.Geometry) -> str:
    """A MultiPolygon as GeoJSON, rounded; rings that rounding leaves without area are left out."""
    polygons = []
    for part in shapely.get_parts(shape):
        rings = [_ring(ring) for ring in (part.exterior, *part.interiors)]
        if rings[0]:
            polygons.append([ring for ring in rings if ring])
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons}, separators=(",", ":"))


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    points: list[list[float]] = []
    for point in np.round(shapely.get_coordinates(ring), DECIMALS).tolist():
        if not points or point != points[-1]:
            points.append(point)
    distinct: set[Any] = {tuple(point) for point in points}
    return points if len(distinct) >= 3 else []
