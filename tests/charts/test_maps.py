"""Maps of areas and places: what is drawn, hatched, named and told, without anything from outside."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from kpdata.charts import build
from kpdata.charts.chart import Chart, Kind, MapPoint, PointClass, PointLook
from kpdata.charts.frozen import frozen, thawed
from kpdata.charts.maps import Ground, area_map, padded
from kpdata.charts.plotly import config, figure
from kpdata.charts.plotly.maps import Plane, hatch
from kpdata.charts.table import table_of
from kpdata.domain import State
from kpdata.export.csv import csv_bytes
from kpdata.export.document import Document, Item
from kpdata.export.docx import docx_bytes
from kpdata.export.pptx import pptx_bytes
from kpdata.export.xlsx import xlsx_bytes
from kpdata.i18n import LANGUAGES
from tests.charts.frames import FakeMeasure, a_frame, a_row, a_view, every_state

SHARE = FakeMeasure()
SECRET = 7777.123


def square(x: float, y: float, size: float = 0.5) -> Ground:
    ring = ((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y))
    return Ground((x + size / 2, y + size / 2), (x, y, x + size, y + size), ((ring,),))


def ground(chart: Chart, *, bare: bool = False) -> dict[str, Ground]:
    """Areas side by side, five in a row; bare: without borders."""
    found = {}
    for place, category in enumerate(chart.categories):
        land = square(22 + 0.5 * (place % 5), 61 + 0.5 * (place // 5))
        found[category.key] = replace(land, shape=()) if bare else land
    return found


def points(key: str) -> tuple[PointClass, ...]:
    near = MapPoint("place:p1", "Tupa <b>", 61.1, 22.1, ("NGO", "Open"))
    far = MapPoint("place:p2", "Käpy", 61.2, 22.2)
    centre = MapPoint("centre:c1", "Keskus", 61.25, 22.3)
    assert key
    return (
        PointClass("NGO", PointLook.FIRST, (near, far)),
        PointClass("Parish", PointLook.SECOND, ()),
        PointClass("Family centre", PointLook.CENTRE, (centre,)),
    )


def a_map(language: str = "en", *, bare: bool = False, with_points: bool = False, **options: Any) -> Chart:
    """A map of one area of each state."""
    frame, view = every_state(), a_view(language, sample=True)
    base = build.tile_map(frame, SHARE, view, _grid(frame))
    lands = ground(base, bare=bare)
    first = base.categories[0].key
    classes = points(first) if with_points else ()
    homes = {point.key: first for one in classes for point in one.points}
    return area_map(base, lands, classes, homes, **{"is_filled": True, **options})


def _grid(frame: Any) -> Any:
    grid = frame[["area_id"]].rename(columns={"area_id": "code"})
    return grid.assign(x=0.0, y=0.0)


def traces(chart: Chart, **options: Any) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads(figure(chart, **options).to_json())["data"]
    return content


def of_type(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [trace for trace in found if trace["type"] == kind]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [330, 510, 900])
def test_every_state_has_its_colour_or_texture_and_its_word(language: str, width: int) -> None:
    chart = a_map(language)
    assert chart.kind is Kind.MAP
    found = traces(chart, width=width)
    (areas,) = of_type(found, "choropleth")
    assert areas["locations"] == [category.key for category in chart.categories]
    assert areas["customdata"] == areas["locations"]
    named = {trace["name"] for trace in found if trace.get("showlegend") and trace.get("name")}
    states = set(chart.states) - {State.OK}
    assert len(named) == len(states) + len({v.group for v in chart.values if v.group is not None})
    # Hatched: frozen, not mapped, hidden and range; dotted: planned and late.
    lines = [trace for trace in of_type(found, "scattergeo") if trace["mode"] == "lines"]
    assert {trace["line"].get("dash", "solid") for trace in lines} == {"solid", "dot", "dash"}
    assert sum(trace["line"]["width"] == 1 and len(trace["lon"]) > 6 for trace in lines) >= 4


def test_numbers_of_hidden_areas_are_nowhere() -> None:
    frame = a_frame(a_row("Akaa", 10.0), a_row("Nokia", SECRET, "hidden"), a_row("Virrat", SECRET, "unknown"))
    base = build.tile_map(frame, SHARE, a_view(), _grid(frame))
    chart = area_map(base, ground(base), (), {}, is_filled=True)
    assert "7777" not in figure(chart).to_json()
    assert "7777" not in csv_bytes(chart).decode()


def test_rings_are_wound_as_the_renderer_needs_them() -> None:
    chart = a_map()
    hole = ((22.1, 61.1), (22.2, 61.1), (22.2, 61.2), (22.1, 61.2), (22.1, 61.1))
    first = chart.categories[0]
    holed = replace(first, shape=((*first.shape[0], hole),))
    (areas,) = of_type(traces(replace(chart, categories=(holed, *chart.categories[1:]))), "choropleth")
    for feature in areas["geojson"]["features"]:
        outer, *inner = feature["geometry"]["coordinates"][0]
        assert _area(outer) < 0
        assert all(_area(ring) > 0 for ring in inner)


def _area(ring: list[list[float]]) -> float:
    """Positive when the ring runs against the clock."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def test_without_borders_areas_are_squares_where_their_people_live() -> None:
    chart = a_map(bare=True)
    found = traces(chart)
    assert of_type(found, "choropleth") == []
    (squares,) = [t for t in of_type(found, "scattergeo") if t.get("customdata")]
    assert set(squares["marker"]["symbol"]) == {"square", "square-x", "square-cross", "square-dot"}
    assert squares["customdata"] == [category.key for category in chart.categories]


def test_points_by_class_with_their_number_in_the_legend() -> None:
    chart = a_map(with_points=True)
    found = of_type(traces(chart), "scattergeo")
    drawn = {t["name"]: t for t in found if t.get("showlegend") and t.get("customdata")}
    assert list(drawn) == ["NGO (2)", "Family centre (1)"]
    assert drawn["NGO (2)"]["customdata"] == ["place:p1", "place:p2"]
    assert drawn["NGO (2)"]["hovertext"][0] == "<b>Tupa &lt;b&gt;</b><br>NGO<br>Open"
    symbols = {t["marker"]["symbol"] for t in drawn.values()}
    assert len(symbols) == 2


def test_the_table_tells_the_fill_and_the_points_of_each_area() -> None:
    chart = a_map(with_points=True)
    table = table_of(chart)
    assert [column.heading for column in table.columns][1:] == [
        "Coverage, %",
        "NGO",
        "Parish",
        "Family centre",
    ]
    assert [cell.text for cell in table.rows[0]][2:] == ["2", "0", "1"]
    assert [cell.text for cell in table.rows[1]][2:] == ["0", "0", "0"]


def test_the_title_and_the_sentence_tell_both() -> None:
    chart = a_map(with_points=True)
    assert chart.title == "3 points on the map; most: NGO (2)"
    assert "Highest Akaa 82%" in chart.sentence
    assert "On the map – NGO 2, Family centre 1." in chart.sentence
    assert "Hidden 1" in chart.sentence or "hidden 1" in chart.sentence
    assert a_map().title == "Coverage: from 0% to 82%"


def test_borders_alone() -> None:
    chart = a_map(with_points=True, is_filled=False)
    assert chart.classes == ()
    assert [series.name for series in chart.series] == ["NGO", "Parish", "Family centre"]
    (areas,) = of_type(traces(chart), "choropleth")
    assert set(areas["z"]) == {0.5}
    assert "Highest" not in chart.sentence


def test_neighbours_are_drawn_where_they_reach_into_the_map() -> None:
    near, far = square(21.6, 61.0), square(30.0, 68.0)
    chart = a_map(around=(near, far))
    assert chart.layers is not None
    assert chart.layers.around == near.shape
    around, areas = of_type(traces(chart), "choropleth")
    assert around["hoverinfo"] == "skip"
    assert "customdata" not in around
    assert len(areas["locations"]) == len(chart.categories)


def test_only_a_given_extent_is_shown() -> None:
    chart = a_map(extent=(22.0, 61.0, 22.5, 61.5))
    geo = figure(chart).layout.geo
    assert list(geo.lonaxis.range) == [22.0, 22.5]
    assert list(geo.lataxis.range) == [61.0, 61.5]
    assert geo.projection.type == "transverse mercator"


def test_nothing_is_asked_from_outside() -> None:
    chart = a_map(with_points=True)
    assert config(chart)["topojsonURL"] == "app/static/"
    drawn = figure(chart)
    assert drawn.layout.geo.visible is False
    assert {trace.type for trace in drawn.data} <= {"choropleth", "scattergeo", "scatter", "bar"}
    assert "http" not in drawn.to_json().replace("https://plotly", "")


def test_background_tiles_are_drawn_when_they_are_given() -> None:
    address = "https://tiles.example.fi/{z}/{x}/{y}.png"
    drawn = figure(a_map(with_points=True, around=(square(21.6, 61.0),)), tiles=address)
    (layer,) = drawn.layout.map.layers
    assert layer.source == (address,)
    assert layer.sourceattribution == "tiles.example.fi"
    assert drawn.layout.map.style == "white-bg"
    assert 4 < drawn.layout.map.zoom < 9
    assert {t.type for t in drawn.data if t.type not in ("scatter", "bar")} == {"choroplethmap", "scattermap"}


def test_a_heavy_outline_round_the_own_area() -> None:
    frame = every_state()
    base = build.tile_map(frame, SHARE, a_view(own="Nokia"), _grid(frame))
    chart = area_map(base, ground(base), (), {}, is_filled=True)
    widths = [t["line"]["width"] for t in of_type(traces(chart), "scattergeo") if t["mode"] == "lines"]
    assert widths.count(3) == 1


def test_the_box_has_room_and_is_never_smaller_than_a_village() -> None:
    west, south, east, north = padded([(22.0, 61.0, 24.0, 62.0)])
    assert west < 22.0 < 24.0 < east
    assert south < 61.0 < 62.0 < north
    west, south, east, north = padded([(22.0, 61.0, 22.0, 61.0)])
    assert east - west == pytest.approx(0.5)
    assert north - south == pytest.approx(0.25)


@pytest.mark.parametrize("language", LANGUAGES)
def test_exports_take_maps(language: str) -> None:
    chart = a_map(language, with_points=True)
    assert "Akaa" in csv_bytes(chart).decode("utf-8-sig")
    document = Document(chart.title, language, (Item(chart),))
    for written in (pptx_bytes, docx_bytes, xlsx_bytes):
        assert written(document).startswith(b"PK")


def test_a_map_is_kept_as_it_is() -> None:
    chart = a_map(with_points=True, around=(square(21.6, 61.0),))
    assert thawed(frozen(chart)) == chart


def test_hatching_stays_inside_its_area() -> None:
    plane = Plane(22.0, 61.0, 200.0, 400.0)
    ring = ((22.0, 61.0), (22.4, 61.0), (22.4, 61.2), (22.0, 61.2))
    hole = ((22.1, 61.05), (22.3, 61.05), (22.3, 61.15), (22.1, 61.15))
    for pattern in ("/", "x", "-"):
        lines = list(hatch((ring, hole), pattern, plane))
        assert len(lines) > 5
        for (x0, y0), (x1, y1) in lines:
            assert 22.0 - 1e-6 <= min(x0, x1) <= max(x0, x1) <= 22.4 + 1e-6
            middle = ((x0 + x1) / 2, (y0 + y1) / 2)
            inside = 22.1 < middle[0] < 22.3 and 61.05 < middle[1] < 61.15
            assert not inside
            assert math.dist((x0, y0), (x1, y1)) < 0.5
