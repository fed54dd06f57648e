"""Areas of GeoJSON and TopoJSON files: their properties and polygons, as the file gives them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from kpdata.errors import DataError
from kpdata.i18n import N_
from kpdata.sources.limits import MAP_BYTES, MAP_FEATURES, MAP_POINTS
from kpdata.sources.raw import Input, readable, too_large

_BEGINNING = 256 * 1024
_AREAS = re.compile(rb'"type"\s*:\s*"(?:Multi)?(?:Polygon|Topology)"')

_NOT_A_MAP = N_("{file} is neither GeoJSON nor TopoJSON.")
_BROKEN = N_("{file}: the coordinates of feature {n} cannot be read.")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a map: its number in the file (the first is 1), properties (`id` too) and geometry.

    geometry: a Polygon or MultiPolygon; None when the feature is no area.
    """

    number: int
    properties: Mapping[str, Any]
    geometry: shapely.Geometry | None


def holds_areas(source: Input) -> bool:
    """Whether a file, by its beginning, is a map of areas (polygons) rather than of points or a table."""
    with readable(source.label), source.open() as stream:
        return _AREAS.search(stream.read(_BEGINNING)) is not None


def read_features(source: Input) -> list[Feature]:
    """The features of a map; DataError when it cannot be read or is too large."""
    with readable(source.label):
        with source.open() as stream:
            data = stream.read(MAP_BYTES + 1)
        too_large(source.label, len(data), MAP_BYTES)
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_refused_constant)
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "Topology":
        given = _Topology(content, source.label).features()
    elif kind == "FeatureCollection" and isinstance(content.get("features"), list):
        given = content["features"]
    else:
        raise DataError(_NOT_A_MAP, file=source.label)
    if len(given) > MAP_FEATURES:
        raise DataError(
            N_("{file} has too many features: at most {n} are read."), file=source.label, n=MAP_FEATURES
        )
    return _features(given, source.label)


def _refused_constant(name: str) -> float:
    raise ValueError(name)


def _features(given: Sequence[Any], label: str) -> list[Feature]:
    features, left = [], MAP_POINTS
    for number, feature in enumerate(given, 1):
        if not isinstance(feature, dict):
            raise DataError(_NOT_A_MAP, file=label)
        properties = feature.get("properties")
        told = dict(properties) if isinstance(properties, dict) else {}
        if isinstance(feature.get("id"), str | int):
            told.setdefault("id", feature["id"])
        geometry = _area(feature.get("geometry"), label, number)
        if geometry is not None:
            left -= int(shapely.get_num_coordinates(geometry))
        if left < 0:
            raise DataError(
                N_("{file} is too detailed: at most {n} points are read. Take a map of a smaller scale."),
                file=label,
                n=MAP_POINTS,
            )
        features.append(Feature(number, told, geometry))
    return features


def _area(geometry: Any, label: str, number: int) -> shapely.Geometry | None:
    """A polygon or the polygons of a geometry; None when it has none."""
    if not isinstance(geometry, dict):
        return None
    match geometry.get("type"):
        case "Polygon":
            polygons = [geometry.get("coordinates")]
        case "MultiPolygon":
            polygons = geometry.get("coordinates") or []
        case _:
            return None
    try:
        made = [_polygon(rings) for rings in polygons if rings]
    except (TypeError, ValueError, IndexError, shapely.errors.GEOSException):
        raise DataError(_BROKEN, file=label, n=number) from None
    return shapely.multipolygons(made) if made else None


def _polygon(rings: Sequence[Any]) -> shapely.Polygon:
    # A height after the two coordinates is left out.
    arrays = [np.array([[point[0], point[1]] for point in ring], dtype=float) for ring in rings]
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError(rings)
    return shapely.Polygon(arrays[0], arrays[1:])


class _Topology:
    """A TopoJSON file: borders (arcs) that neighbouring areas share."""

    def __init__(self, content: Mapping[str, Any], label: str) -> None:
        self._content, self._label = content, label
        self._arcs: list[list[tuple[float, float]]] = []

    def features(self) -> list[dict[str, Any]]:
        """Its areas as GeoJSON features: of the object that has most of them."""
        with readable(self._label):
            try:
                self._arcs = list(self._read_arcs())
                objects = [list(self._geometries(one)) for one in self._content["objects"].values()]
                most = max(objects, key=len, default=[])
                return [self._feature(geometry) for geometry in most]
            except (KeyError, TypeError, AttributeError, IndexError) as error:
                raise ValueError(self._label) from error

    def _read_arcs(self) -> Iterator[list[tuple[float, float]]]:
        transform = self._content.get("transform")
        (sx, sy), (dx, dy) = (
            (transform["scale"], transform["translate"]) if transform else ((1.0, 1.0), (0.0, 0.0))
        )
        for arc in self._content["arcs"]:
            points, x, y = [], 0.0, 0.0
            for point in arc:
                # With a transform the points are steps from the one before.
                x, y = (x + point[0], y + point[1]) if transform else (point[0], point[1])
                points.append((x * sx + dx, y * sy + dy))
            if not all(math.isfinite(number) for point in points for number in point):
                raise ValueError(self._label)
            yield points

    def _geometries(self, one: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        inside = one["geometries"] if one["type"] == "GeometryCollection" else [one]
        yield from (geometry for geometry in inside if geometry["type"] in ("Polygon", "MultiPolygon"))

    def _feature(self, geometry: Mapping[str, Any]) -> dict[str, Any]:
        arcs = geometry["arcs"]
        polygons = [arcs] if geometry["type"] == "Polygon" else arcs
        coordinates = [[self._ring(ring) for ring in polygon] for polygon in polygons]
        return {
            "properties": geometry.get("properties"),
            "id": geometry.get("id"),
            "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
        }

    def _ring(self, arcs: Sequence[int]) -> list[tuple[float, float]]:
        ring: list[tuple[float, float]] = []
        for index in arcs:
            # ~i is arc i turned round
            arc = self._arcs[index] if index >= 0 else self._arcs[~index][::-1]
            ring += arc[1:] if ring else arc
        return [first for first, second in pairwise(ring) if first != second] + ring[-1:]
