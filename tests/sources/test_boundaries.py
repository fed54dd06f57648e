"""Borders out of map files: our own small map always, a map of the country where there is one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from kpdata.areas import area_index
from kpdata.errors import DataError, UsageError
from kpdata.sources.boundaries import BoundariesSource, are_boundaries
from kpdata.sources.bundle import open_source
from kpdata.sources.limits import MAP_COUNTRY_BYTES
from kpdata.sources.rows import Severity
from tests.sources.reading import TODAY

ROOT = Path(__file__).parents[2]
# Three squares side by side and an island; Akaa, Nokia and Tampere, invented borders.
SMALL = ROOT / "tests" / "data" / "three_towns.geojson"
COUNTRY = ROOT.parent / "shared" / "boundaries" / "municipalities_2026.geojson"
MAPS = [SMALL, *([COUNTRY] if COUNTRY.exists() else [])]
CODES = ["020", "536", "837"]
Change = Callable[[dict[str, Any]], None]


def opened(path: Path) -> BoundariesSource:
    source = open_source([path], kind="boundaries", source_date=TODAY, areas=area_index())
    assert isinstance(source, BoundariesSource)
    return source


def read(path: Path) -> tuple[dict[str, shapely.Geometry], BoundariesSource]:
    """Shape by area, and the source that was read to its end."""
    source = opened(path)
    frames = [chunk.frame for chunk in source.chunks()]
    shapes = {
        row["area_id"]: shapely.from_geojson(row["geometry"])
        for frame in frames
        for row in frame.to_dict("records")
    }
    return shapes, source


def feature(properties: dict[str, Any], geometry: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def small() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SMALL.read_text(encoding="utf-8"))
    return content


def written(folder: Path, content: Any, name: str = "kunnat.geojson") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def to_metres(content: dict[str, Any], *, turned: bool = False) -> dict[str, Any]:
    """The map in about ETRS-TM35FIN metres: near enough for the tests, by a sphere and its meridian 27."""

    def metres(point: list[float]) -> list[float]:
        lon, lat = math.radians(point[0] - 27), math.radians(point[1])
        b = math.cos(lat) * math.sin(lon)
        east = 500_000 + 0.9996 * 6_378_137 * math.atanh(b)
        north = 0.9996 * 6_367_449 * math.atan2(math.tan(lat), math.cos(lon))
        return [north, east] if turned else [east, north]

    for feature in content["features"]:
        feature["geometry"]["coordinates"] = [
            [[metres(point) for point in ring] for ring in polygon]
            for polygon in feature["geometry"]["coordinates"]
        ]
    return content


def test_the_small_map_is_read_as_it_is() -> None:
    shapes, source = read(SMALL)
    assert list(shapes) == CODES
    assert shapes["837"].equals(
        shapely.multipolygons([shapely.box(23.8, 61.4, 24.1, 61.7), shapely.box(23.9, 61.25, 23.95, 61.3)])
    )
    assert source.problems == []
    (file,) = source.files
    assert file.tables["boundaries"].read == 3
    (notice,) = source.notices
    assert "areas without a border in it: 305 (Alajärvi, Alavieska, " in notice.text("en")


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_neighbours_share_their_borders(path: Path) -> None:
    shapes, _ = read(path)
    together = shapely.union_all([shapely.make_valid(shape) for shape in shapes.values()])
    overlap = sum(shapely.make_valid(shape).area for shape in shapes.values()) - together.area
    assert overlap < 1e-4 * together.area


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_a_whole_map_is_read(path: Path) -> None:
    shapes, source = read(path)
    assert sorted(shapes) == (CODES if path == SMALL else sorted(area_index().municipalities["code"]))
    assert source.problems == []
    assert source.notices == [] or path == SMALL


def rough(points: int) -> dict[str, Any]:
    """Two neighbours in a map that is far too detailed: a jagged border of so many points between them."""
    border = [[23.8 + 0.002 * math.sin(i * 1.7), 61.4 + 0.3 * i / points] for i in range(points + 1)]
    left = [[23.5, 61.4], *border, [23.5, 61.7], [23.5, 61.4]]
    right = [[24.1, 61.7], *border[::-1], [24.1, 61.4], [24.1, 61.7]]
    return {
        "type": "FeatureCollection",
        "features": [
            feature({"natcode": code}, {"type": "Polygon", "coordinates": [ring]})
            for code, ring in (("536", left), ("837", right))
        ],
    }


def test_a_detailed_map_becomes_small_and_its_borders_stay_shared(tmp_path: Path) -> None:
    source = opened(written(tmp_path, rough(20_000)))
    (chunk,) = source.chunks()
    assert sum(map(len, chunk.frame["geometry"])) <= 20_000
    assert "simplified to" in source.notices[0].text("en")
    left, right = (shapely.from_geojson(text) for text in chunk.frame["geometry"])
    assert left.is_valid
    assert right.is_valid
    assert left.intersection(right).area < 1e-9
    assert shapely.union_all([left, right]).area == pytest.approx(0.6 * 0.3, rel=1e-3)


def test_the_country_takes_at_most_its_bytes(tmp_path: Path) -> None:
    codes = area_index().municipalities["code"]
    features = []
    for place, code in enumerate(codes):
        x, y = 22 + 0.3 * (place % 20), 61 + 0.3 * (place // 20)
        corners = [
            [x + 0.15 + 0.15 * math.cos(a) + 0.01 * math.cos(37 * a), y + 0.15 + 0.1 * math.sin(a)]
            for a in (2 * math.pi * i / 400 for i in range(400))
        ]
        polygon = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
        features.append(feature({"KUNTA": code}, polygon))
    source = opened(written(tmp_path, {"type": "FeatureCollection", "features": features}))
    (chunk,) = source.chunks()
    assert len(chunk.frame) == 308
    assert MAP_COUNTRY_BYTES / 3 < chunk.frame["geometry"].str.len().sum() <= MAP_COUNTRY_BYTES


@pytest.mark.parametrize("turned", [False, True])
def test_metres_and_turned_axes(tmp_path: Path, turned: bool) -> None:
    shapes, source = read(written(tmp_path, to_metres(small(), turned=turned)))
    expected, _ = read(SMALL)
    assert source.problems == []
    for code in CODES:
        # The tests' own sphere lies some hundred metres off the ellipsoid.
        assert shapely.hausdorff_distance(shapes[code], expected[code]) < 0.2


def test_turned_degrees(tmp_path: Path) -> None:
    content = small()
    for feature in content["features"]:
        feature["geometry"]["coordinates"] = [
            [[point[::-1] for point in ring] for ring in polygon]
            for polygon in feature["geometry"]["coordinates"]
        ]
    shapes, _ = read(written(tmp_path, content))
    expected, _ = read(SMALL)
    assert all(shapes[code].equals(expected[code]) for code in CODES)


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [23.0, 61.0]},
    "arcs": [
        [[5, 4], [0, 3]],  # the border, upwards
        [[5, 7], [-3, 0], [0, -3], [3, 0]],  # round the left one
        [[5, 4], [3, 0], [0, 3], [-3, 0]],  # round the right one
    ],
    "objects": {
        "lakes": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 1]}]},
        "towns": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"kuntanro": 536}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "id": "837", "properties": {"kuntanro": 837}},
            ],
        },
    },
}


def test_topojson(tmp_path: Path) -> None:
    path = written(tmp_path, TOPOLOGY, "kunnat.topojson")
    shapes, source = read(path)
    assert source.problems == []
    assert shapes["536"].equals(shapely.box(23.2, 61.4, 23.5, 61.7))
    assert shapes["837"].equals(shapely.box(23.5, 61.4, 23.8, 61.7))
    assert are_boundaries([path])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("NATCODE", ["020", "536", "837"]),
        ("kuntanro", [20, 536, 837]),
        ("Kunta", ["20", "536", "837"]),
        ("natcode", ["KU020", "KU536", "KU837"]),
        ("nimi", ["Akaa", "Nokia", "Tampere"]),
        ("Kunnan nimi", ["Akaan kunta", "Nokia", "Tammerfors"]),
    ],
)
def test_the_code_is_found(tmp_path: Path, name: str, values: list[str | int]) -> None:
    content = small()
    for place, (feature, value) in enumerate(zip(content["features"], values, strict=True)):
        feature["properties"] = {"OBJECTID": place + 1, "gml_id": f"x.{place}", name: value}
    shapes, source = read(written(tmp_path, content))
    assert list(shapes) == CODES
    assert source.problems == []


def test_parts_of_a_municipality_become_one(tmp_path: Path) -> None:
    content = small()
    content["features"][1]["properties"]["code"] = "837"
    shapes, source = read(written(tmp_path, content))
    assert list(shapes) == ["020", "837"]
    assert shapes["837"].bounds == (23.5, 61.25, 24.1, 61.7)
    assert source.files[0].tables["boundaries"].read == 2


def test_a_merged_municipality_joins_its_successor(tmp_path: Path) -> None:
    content = small()
    content["features"][1]["properties"]["code"] = "609"  # Pori
    content["features"][0]["properties"]["code"] = "413"  # Lavia, merged into it
    shapes, source = read(written(tmp_path, content))
    assert set(shapes) == {"609", "837"}
    assert any("Lavia" in notice.text("en") for notice in source.notices)


def test_unknown_codes_and_features_without_an_area_are_told_by_their_number(tmp_path: Path) -> None:
    content = small()
    content["features"][0]["properties"]["code"] = "999"
    content["features"].append(feature({"code": "604"}, {"type": "Point", "coordinates": [23, 61]}))
    content["features"].append(feature({}, None))
    shapes, source = read(written(tmp_path, content))
    assert list(shapes) == ["536", "837"]
    found = [(p.row, p.value, p.problem.text("en"), p.severity) for p in source.problems]
    assert found == [
        (1, "999", "There is no such municipality.", Severity.ERROR),
        (4, "604", "The feature has no area.", Severity.ERROR),
        (5, "", "The feature has no code.", Severity.ERROR),
    ]
    assert [(row, cells) for _, _, row, _, cells in source.rejected] == [
        (1, ["999"]),
        (4, ["604"]),
        (5, [""]),
    ]
    assert source.files[0].tables["boundaries"].rejected == 3


def moved(content: dict[str, Any], by: float) -> dict[str, Any]:
    for feature in content["features"]:
        feature["geometry"]["coordinates"] = [
            [[[x + by, y] for x, y in ring] for ring in polygon]
            for polygon in feature["geometry"]["coordinates"]
        ]
    return content


def changed(change: Change) -> dict[str, Any]:
    content = small()
    change(content)
    return content


def nothing_known(content: dict[str, Any]) -> None:
    for feature in content["features"]:
        feature["properties"] = {"colour": "red"}


def broken_point(content: dict[str, Any]) -> None:
    content["features"][1]["geometry"]["coordinates"][0][0][1] = ["x", None]


def only_points(content: dict[str, Any]) -> None:
    for feature in content["features"]:
        feature["geometry"] = {"type": "Point", "coordinates": [23, 61]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("kunta;koodi\nAkaa;020\n", "it is broken or not what its name says"),
        ("[" * 100_000, "it is broken or not what its name says"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "it is broken or not what its name says"),
        ("[1, 2]", "neither GeoJSON nor TopoJSON"),
        ('{"type": "Feature"}', "neither GeoJSON nor TopoJSON"),
        ('{"type": "FeatureCollection", "features": [1]}', "neither GeoJSON nor TopoJSON"),
        (
            '{"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[4]]}}}',
            "it is broken",
        ),
        (changed(nothing_known), "no property of the features is the code of a municipality"),
        (changed(broken_point), "the coordinates of feature 2 cannot be read"),
        (changed(only_points), "holds no areas"),
        (moved(small(), -30.0), "neither WGS84 degrees nor ETRS-TM35FIN metres"),
    ],
)
def test_bad_files(tmp_path: Path, content: Any, told: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(DataError, match=told):
        list(opened(path).chunks())


def test_too_large_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, small())
    for limit, told in (
        ("MAP_BYTES", "too large"),
        ("MAP_FEATURES", "too many features"),
        ("MAP_POINTS", "too detailed"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(f"kpdata.sources.shapes.{limit}", 2)
            with pytest.raises(DataError, match=told):
                opened(path)


def test_wrong_types_and_paths_are_wrong_usage(tmp_path: Path) -> None:
    for path in (written(tmp_path, "a", "kunnat.csv"), tmp_path / "nothing.geojson", tmp_path):
        with pytest.raises(UsageError):
            opened(path)


def test_maps_are_known_by_their_content(tmp_path: Path) -> None:
    source = open_source([SMALL], source_date=TODAY, areas=area_index())
    assert source.tables == ["boundaries"]
    points = written(tmp_path, changed(only_points), "points.geojson")
    assert not are_boundaries([points])
    assert not are_boundaries([SMALL, tmp_path / "visits.csv"])


def test_borders_of_counties(tmp_path: Path) -> None:
    content = small()
    counties = (("07", "Kanta-Hämeen"), ("08", "Pirkanmaan"), ("09", "Päijät-Hämeen"))
    for one, (code, name) in zip(content["features"], counties, strict=True):
        one["properties"] = {"code": code, "name": f"{name} hyvinvointialue"}
    source = opened(written(tmp_path, content))
    (chunk,) = source.chunks()
    assert chunk.frame[["area_type", "area_id"]].to_numpy().tolist() == [
        ["county", "07"],
        ["county", "08"],
        ["county", "09"],
    ]
