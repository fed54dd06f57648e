"""Borders of municipalities (or counties, regions) from a map file: one checked, simplified shape an area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from kpdata.areas import AreaIndex
from kpdata.domain import AreaKey, AreaLevel
from kpdata.errors import DataError, UsageError
from kpdata.i18n import N_, Message
from kpdata.sources import cells
from kpdata.sources.cells import RefusedError
from kpdata.sources.coordinates import degrees
from kpdata.sources.headings import fold
from kpdata.sources.limits import MAP_COUNTRY_BYTES
from kpdata.sources.raw import Input, sha256
from kpdata.sources.rows import Chunk, Problem, SourceFile, TableCounts
from kpdata.sources.shapes import Feature, holds_areas, read_features
from kpdata.sources.simplify import simplified, whole

BOUNDARIES = "boundaries"
SUFFIXES = (".geojson", ".topojson", ".json")

# Properties that hold the code of an area, folded; the first that most features have is taken.
_CODES = (
    *("code", "natcode", "kuntanro", "kunta", "kuntakoodi", "kuntanumero", "kunnannumero"),
    *("municipality", "municipalitycode", "kommunkod", "kommunnummer", "nationalcode", "koodi", "id"),
)
_MOST = 0.8
_MORE_COUNTIES_THAN_THIS = 30
_NAMED = 8
# The box that Finland with its territorial waters lies in, in degrees and in ETRS-TM35FIN metres.
_LONGITUDES, _LATITUDES = (18.0, 33.0), (58.5, 70.6)
_EASTINGS, _NORTHINGS = (0.0, 900_000.0), (6_450_000.0, 7_900_000.0)
# A map of this many points is simplified a little before its metres are turned into degrees.
_MANY_POINTS = 100_000
_FIRST_METRES = 50.0
_LEAST_BYTES = 20_000

Shapes = list[shapely.Geometry]


@dataclass(slots=True)
class BoundariesSource:
    """Opened map files (`rows.Source`): iterate `chunks()` once, then read the rest."""

    areas: AreaIndex
    synthetic: bool = False
    files: list[SourceFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    rejected: list[tuple[str, str, int, list[str], list[str]]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    _maps: list[tuple[SourceFile, list[Feature]]] = field(default_factory=list)

    @property
    def tables(self) -> list[str]:
        """Names of the tables that were found."""
        return [BOUNDARIES]

    def close(self) -> None:
        """Nothing stays open."""

    def add(self, path: Path) -> None:
        """Read a file; DataError when it is not a map of areas, UsageError when it cannot be one."""
        label = str(path)
        if not path.is_file():
            raise UsageError(N_("There is no such file or folder: {path}."), path=label)
        if path.suffix.lower() not in SUFFIXES:
            raise UsageError(
                N_("{file} is not of a type that can be read: give GeoJSON or TopoJSON."), file=label
            )
        source = Input.of(path, label)
        file = SourceFile(label, sha256(source), "utf-8")
        features = read_features(source)
        if all(feature.geometry is None for feature in features):
            raise DataError(N_("{file} holds no areas (polygons)."), file=label)
        self.files.append(file)
        self._maps.append((file, features))

    def chunks(self) -> Iterator[Chunk]:
        """One chunk a file: area_type, area_id, geometry (GeoJSON in WGS84, simplified)."""
        for file, features in self._maps:
            yield self._chunk(file, features)

    def _chunk(self, file: SourceFile, features: Sequence[Feature]) -> Chunk:
        counts = file.tables.setdefault(BOUNDARIES, TableCounts())
        code = _code_property(features, self.areas, file.path)
        shapes: dict[str, Shapes] = {}
        rows: dict[str, int] = {}
        for feature in features:
            try:
                area_id, told = code.read(feature)
                if feature.geometry is None:
                    raise RefusedError(
                        Message(N_("The feature has no area.")), Message(N_("a Polygon or MultiPolygon"))
                    )
            except RefusedError as refused:
                self._refuse(file, code.name, feature, refused)
                counts.rejected += 1
                continue
            self.notices += [notice for notice in told if notice not in self.notices]
            rows.setdefault(area_id, feature.number)
            shapes.setdefault(area_id, []).append(feature.geometry)
        counts.read += len(rows) + counts.rejected
        texts = self._texts(file, code.level, shapes)
        ids = list(shapes)
        frame = pd.DataFrame({"area_type": code.level.value, "area_id": ids, "geometry": texts}, dtype=object)
        self._tell_missing(file, code.level, ids)
        return Chunk(
            BOUNDARIES, file.path, frame, np.array([rows[one] for one in ids], dtype=np.int32), [code.name]
        )

    def _texts(self, file: SourceFile, level: AreaLevel, shapes: Mapping[str, Shapes]) -> list[str]:
        """The geometry of each area, all of them within their part of what a country may take."""
        joined = [shapely.union_all(whole(parts)) if parts[1:] else parts[0] for parts in shapes.values()]
        if not joined:
            return []
        in_degrees = _in_degrees(whole([_multi(shape) for shape in joined]), file.path)
        share = len(joined) / max(len(_codes_of(self.areas, level)), 1)
        texts, metres = simplified(in_degrees, max(_LEAST_BYTES, int(MAP_COUNTRY_BYTES * share)))
        if metres:
            values = {"file": file.path, "n": round(sum(map(len, texts)) / 1000), "metres": round(metres)}
            self.notices.append(
                Message(N_("{file}: borders were simplified to {n} kB (details of {metres} m)."), values)
            )
        return texts

    def _refuse(self, file: SourceFile, column: str, feature: Feature, refused: RefusedError) -> None:
        text = cells.shown(_text(feature.properties.get(column)) or "")
        self.problems.append(
            Problem(
                file.path,
                feature.number,
                column,
                text,
                refused.problem,
                refused.expected,
                table=BOUNDARIES,
            )
        )
        self.rejected.append((file.path, BOUNDARIES, feature.number, [column], [text]))

    def _tell_missing(self, file: SourceFile, level: AreaLevel, found: Sequence[str]) -> None:
        missing = [code for code in _codes_of(self.areas, level) if code not in found]
        if missing and found:
            names = [self.areas.short_name(AreaKey(level, code), "fi") for code in missing[:_NAMED]]
            shown = ", ".join(names) + (" …" if missing[_NAMED:] else "")
            self.notices.append(
                Message(
                    N_("{file}: areas without a border in it: {n} ({names})."),
                    {"file": file.path, "n": len(missing), "names": shown},
                )
            )


@dataclass(frozen=True, slots=True)
class _CodeProperty:
    """Which property tells whose border a feature is, and how it is read."""

    name: str
    level: AreaLevel
    reader: Callable[[str], cells.Cell]

    def read(self, feature: Feature) -> tuple[str, tuple[Message, ...]]:
        """The code of the area and what to tell; RefusedError when there is no such area."""
        text = _text(feature.properties.get(self.name))
        if text is None:
            raise RefusedError(
                Message(N_("The feature has no code.")), Message(N_("the code of an area in every feature"))
            )
        cell = self.reader(text)
        if not isinstance(cell.value, str):
            raise RefusedError(
                Message(N_("The feature has no code.")), Message(N_("the code of an area in every feature"))
            )
        return cell.value, cell.told


def _code_property(features: Sequence[Feature], areas: AreaIndex, label: str) -> _CodeProperty:
    """The property whose values are codes (else names) of areas; DataError when there is none."""
    values: dict[str, list[str]] = {}
    for feature in features:
        for name, value in feature.properties.items():
            if (text := _text(value)) is not None:
                values.setdefault(name, []).append(text)
    known: dict[str, float] = {}
    for name, texts in values.items():
        counted = Counter(texts)
        found = sum(n for text, n in counted.items() if areas.municipality(text) is not None)
        known[name] = found / len(features)
    listed = sorted((n for n in values if fold(n) in _CODES), key=lambda n: _CODES.index(fold(n)))
    for name in listed:
        level = _wider_level(values[name], features, areas)
        if level is not None:
            return _CodeProperty(name, level, _code_reader(areas, level))
        if known[name] >= 0.5:
            return _CodeProperty(name, AreaLevel.MUNICIPALITY, cells.municipality(areas))
    best = max(known, key=lambda name: (known[name], name), default=None)
    if best is None or known[best] < _MOST:
        raise DataError(
            N_("{file}: no property of the features is the code of a municipality (such as {names})."),
            file=label,
            names="code, NATCODE, kuntanro, kunta",
        )
    return _CodeProperty(best, AreaLevel.MUNICIPALITY, cells.municipality(areas))


def _wider_level(texts: Sequence[str], features: Sequence[Feature], areas: AreaIndex) -> AreaLevel | None:
    """County or region when codes of two digits stand beside the names of such areas; else None."""
    if len(set(texts)) > _MORE_COUNTIES_THAN_THIS or not all(re.fullmatch(r"\d{1,2}", t) for t in texts):
        return None
    words = {fold(text) for f in features for value in f.properties.values() if (text := _text(value))}
    hits = {}
    for level in (AreaLevel.COUNTY, AreaLevel.REGION):
        keys = [AreaKey(level, code) for code in _codes_of(areas, level)]
        hits[level] = sum(
            any(fold(areas.name(key, language)) in words for language in ("fi", "sv")) for key in keys
        )
    best = max(hits, key=lambda level: hits[level])
    return best if hits[best] >= len(set(texts)) / 2 else None


def _code_reader(areas: AreaIndex, level: AreaLevel) -> Callable[[str], cells.Cell]:
    codes = set(_codes_of(areas, level))

    def read(text: str) -> cells.Cell:
        code = text.zfill(2)
        if code not in codes:
            raise RefusedError(
                Message(N_("There is no such county or region.")), Message(N_("a code of two digits"))
            )
        return cells.Cell(code)

    return read


def _codes_of(areas: AreaIndex, level: AreaLevel) -> list[str]:
    frames = {AreaLevel.COUNTY: areas.counties, AreaLevel.REGION: areas.regions}
    return [str(code) for code in frames.get(level, areas.municipalities)["code"]]


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _multi(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.multipolygons([p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"])


def _in_degrees(shapes: Shapes, label: str) -> Shapes:
    """Shapes as longitude and latitude, from degrees or ETRS-TM35FIN metres in either order of the axes."""
    x0, y0, x1, y1 = shapely.total_bounds(np.array(shapes, dtype=object))
    for across, up, metres in (
        (_LONGITUDES, _LATITUDES, False),
        (_EASTINGS, _NORTHINGS, True),
    ):
        if across[0] <= x0 <= x1 <= across[1] and up[0] <= y0 <= y1 <= up[1]:
            return _from_metres(shapes) if metres else shapes
        if across[0] <= y0 <= y1 <= across[1] and up[0] <= x0 <= x1 <= up[1]:
            turned = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in shapes]
            return _from_metres(turned) if metres else turned
    raise DataError(
        N_(
            "{file}: its coordinates are neither WGS84 degrees nor ETRS-TM35FIN metres in Finland. "
            "Save it in one of these (EPSG:4326, EPSG:3067)."
        ),
        file=label,
    )


def _from_metres(shapes: Shapes) -> Shapes:
    if sum(map(shapely.get_num_coordinates, shapes)) > _MANY_POINTS:
        shapes = list(shapely.coverage_simplify(np.array(shapes, dtype=object), _FIRST_METRES))

    def turned(points: np.ndarray) -> np.ndarray:
        pairs = [degrees(northing, easting) for easting, northing in points.tolist()]
        return np.array([(longitude, latitude) for latitude, longitude in pairs])

    return [shapely.transform(shape, turned) for shape in shapes]


def read_boundaries(
    paths: Sequence[Path], _kind: str | None, _today: date, areas: AreaIndex, synthetic: bool
) -> BoundariesSource:
    """Open map files as borders of areas."""
    source = BoundariesSource(areas, synthetic)
    for path in paths:
        source.add(Path(path))
    return source


def are_boundaries(paths: Sequence[Path]) -> bool:
    """Whether all paths are, by their names and beginnings, maps of areas."""
    return all(
        path.suffix.lower() in SUFFIXES and path.is_file() and holds_areas(Input.of(path, str(path)))
        for path in paths
    )
