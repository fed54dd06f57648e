"""Outlines: the user's borders, dissolved into counties and regions, and what to do without them."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import AreaLevel
from kpdata.indicators.outlines import outlines
from tests.indicators import tiny


def box(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "MultiPolygon", "coordinates": [[ring]]})


def row(area_id: str, geometry: str, area_type: str = "municipality") -> dict[str, Any]:
    return {"area_type": area_type, "area_id": area_id, "geometry": geometry}


TOWNS = (row("100", box(22, 61, 23, 62)), row("200", box(23, 61, 24, 62)), row("300", box(26, 61, 27, 62)))


def test_without_borders_there_are_none(engine: Engine) -> None:
    figures = tiny.fill(engine)
    for level in (AreaLevel.MUNICIPALITY, AreaLevel.COUNTY, AreaLevel.REGION):
        assert outlines(figures, level) == {}


def test_municipalities_as_they_were_imported(engine: Engine) -> None:
    found = outlines(tiny.fill(engine, boundaries=TOWNS), AreaLevel.MUNICIPALITY)
    assert sorted(found) == ["100", "200", "300"]
    assert found["100"].bounds == (22, 61, 23, 62)
    assert found["100"].centre == pytest.approx((22.5, 61.5))
    assert found["100"].polygons == ((((22, 61), (23, 61), (23, 62), (22, 62), (22, 61)),),)


@pytest.mark.parametrize(("level", "first", "second"), [("county", "08", "09"), ("region", "06", "07")])
def test_counties_and_regions_are_dissolved(engine: Engine, level: str, first: str, second: str) -> None:
    found = outlines(tiny.fill(engine, boundaries=TOWNS), AreaLevel(level))
    assert sorted(found) == [first, second]
    (polygon,) = found[first].polygons
    (ring,) = polygon
    assert found[first].bounds == (22, 61, 24, 62)
    # The border between the two is gone: nothing runs along it.
    assert not [a for a, b in pairwise(ring) if a[0] == b[0] == 23]
    assert found[second].bounds == (26, 61, 27, 62)


def test_a_county_with_a_municipality_missing_has_no_outline(engine: Engine) -> None:
    found = outlines(tiny.fill(engine, boundaries=TOWNS[1:]), AreaLevel.COUNTY)
    assert sorted(found) == ["09"]


def test_own_borders_of_a_county_go_before_dissolved_ones(engine: Engine) -> None:
    own = row("08", box(20, 60, 25, 63), "county")
    found = outlines(tiny.fill(engine, boundaries=(*TOWNS, own)), AreaLevel.COUNTY)
    assert found["08"].bounds == (20, 60, 25, 63)
    assert found["09"].bounds == (26, 61, 27, 62)


def test_what_is_no_geometry_has_no_outline(engine: Engine) -> None:
    rows = (row("100", "{}"), row("200", '{"type": "Point", "coordinates": [1, 2]}'), TOWNS[2])
    assert sorted(outlines(tiny.fill(engine, boundaries=rows), AreaLevel.MUNICIPALITY)) == ["300"]


def test_slivers_between_neighbours_are_no_holes(engine: Engine) -> None:
    ragged = json.dumps(
        {
            "type": "Polygon",
            "coordinates": [
                [[23, 61], [24, 61], [24, 62], [23, 62], [23.00005, 61.502], [23, 61.5], [23, 61]]
            ],
        }
    )
    rows = (TOWNS[0], row("200", ragged), TOWNS[2])
    (polygon,) = outlines(tiny.fill(engine, boundaries=rows), AreaLevel.COUNTY)["08"].polygons
    assert len(polygon) == 1
