"""Maps, points and spine charts as shapes on slides, opened again by the library."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from kpdata.charts.chart import (
    Benchmark,
    Category,
    Chart,
    ColourClass,
    Ground,
    Kind,
    MapLayers,
    MapPoint,
    PointClass,
    PointLook,
    Series,
    Spread,
    Value,
)
from kpdata.charts.values import missing
from kpdata.domain import State
from kpdata.export.files import rendered
from tests.export.documents import alone, number

# Two neighbours with a crooked common border; the eastern one has a lake and an island far too small to see.
BORDER = ((24.0, 61.0), (24.013, 61.2371), (23.9876, 61.5123), (24.0, 62.0))
WEST = ((*BORDER, (22.0, 62.0), (22.0, 61.0)),)
LAKE = ((24.5, 61.4), (25.0, 61.4), (25.0, 61.6), (24.5, 61.6))
EAST = (tuple(reversed(((26.0, 61.0), *BORDER, (26.0, 62.0)))), LAKE)
ISLAND = (((25.9, 61.01), (25.9001, 61.01), (25.9001, 61.0101)),)
EXTENT = (22.0, 61.0, 26.0, 62.0)


def a_map(language: str = "fi", *, points: int = 2, value: Value | None = None) -> Chart:
    """West with a value, east hidden, north without borders; places by class, one of them far outside."""
    categories = (
        Category("municipality:1", "Länsi", own=True, x=23.0, y=61.5, shape=(WEST,)),
        Category("municipality:2", "Itä", x=25.3, y=61.8, shape=(EAST, ISLAND)),
        Category("municipality:3", "Pohjoinen", x=24.0, y=61.9),
    )
    shown = value or number(31.0, language, group=2)
    values = (shown, missing(State.HIDDEN, language), missing(State.NOT_MAPPED, language))
    inside = tuple(MapPoint(f"place:{i}", f"Paikka {i}", 61.1, 22.5 + 3 * i / points) for i in range(points))
    layers = MapLayers(
        True,
        EXTENT,
        around=((((20.0, 61.0), (24.0, 62.5), (20.0, 64.0)),),),
        points=(
            PointClass("Kunta", PointLook.FIRST, inside),
            PointClass("Järjestö", PointLook.THIRD, (MapPoint("place:far", "Kaukana", 67.0, 28.0),)),
        ),
    )
    return Chart(
        Kind.MAP, language, "Map", categories, (Series("a", "Coverage", values),), measure="Coverage, %",
        sentence="The west has it.", classes=(ColourClass("0–20 %"), ColourClass("20–40 %")), layers=layers,
    )  # fmt: skip


def groups(chart: Chart, slide: int = 0) -> list[Any]:
    """The groups of shapes on a slide: the figure, then its legend."""
    slides = Presentation(io.BytesIO(rendered(alone(chart), "pptx"))).slides
    return [shape for shape in slides[slide].shapes if hasattr(shape, "shapes")]


def named(group: Any, start: str) -> list[Any]:
    return [shape for shape in group.shapes if shape.name.startswith(start)]


def corners(shape: Any) -> list[tuple[int, int]]:
    """All corners of a free form, in EMU of the slide."""
    return [
        (shape.left + int(point.get("x")), shape.top + int(point.get("y")))
        for point in shape._element.iter(qn("a:pt"))
    ]


def test_areas_are_filled_by_their_class_and_say_their_value() -> None:
    figure, legend = groups(a_map())
    assert figure._element._nvXxPr.cNvPr.get("descr") == "The west has it."
    (west,), (east,), (north,) = (named(figure, f"{name}: ") for name in ("Länsi", "Itä", "Pohjoinen"))
    assert west.name == "Länsi: 31\u00a0%"
    assert east.name == "Itä: • peitetty"
    assert north.name == "Pohjoinen: ei kartoitettu"
    assert str(west.fill.fore_color.rgb) == "9FC3E5"
    assert west.line.width > 2 * east.line.width  # the own area
    patterns = {shape._element.find(f".//{qn('a:pattFill')}").get("prst") for shape in (east, north)}
    assert len(patterns) == 2  # hidden and not mapped are told apart
    words = [shape.text_frame.text for shape in legend.shapes if shape.text_frame.text]
    assert words == ["20–40 %", "ei kartoitettu", "peitetty", "Kunta (2)", "Järjestö (1)"]


def test_lakes_stay_holes_common_borders_common_and_specks_go() -> None:
    figure, _ = groups(a_map())
    (west,), (east,) = named(figure, "Länsi: "), named(figure, "Itä: ")
    assert len(list(east._element.iter(qn("a:moveTo")))) == 2  # the shore and the lake, no island
    assert len(set(corners(west)) & set(corners(east))) == len(BORDER)


def test_nothing_stands_outside_of_what_is_shown() -> None:
    figure, _ = groups(a_map())
    assert not named(figure, "Kaukana")
    (around,) = named(figure, "Naapurialueet")
    (west,) = named(figure, "Länsi: ")
    assert min(x for x, _ in corners(around)) >= min(x for x, _ in corners(west)) - 2 * 12_700
    assert min(y for _, y in corners(around)) >= min(y for _, y in corners(west))


def test_places_are_shapes_with_their_names_and_very_many_one_shape_a_class() -> None:
    figure, _ = groups(a_map())
    assert [shape.name for shape in figure.shapes if shape.name.startswith("Paikka")] == [
        "Paikka 0", "Paikka 1",
    ]  # fmt: skip
    many, _ = groups(a_map(points=1200))
    assert not named(many, "Paikka")
    (places,) = named(many, "Kunta (1200)")
    assert len(list(places._element.iter(qn("a:moveTo")))) == 1200


def test_names_stand_where_they_fit_with_values_when_no_places_are_in_the_way() -> None:
    chart = a_map()
    bare = replace(chart, layers=replace(chart.layers, points=()))  # type: ignore[type-var]
    for shown, told in ((chart, {"Länsi", "Itä"}), (bare, {"Länsi\n31\u00a0%", "Itä\n•"})):
        figure, _ = groups(shown)
        assert {shape.text_frame.text for shape in figure.shapes if shape.text_frame.text} == told


def test_a_map_without_an_indicator_has_borders_and_places_only() -> None:
    chart = a_map()
    counts = tuple(number(float(n), "fi") for n in (2, 0, 0))
    borders = replace(
        chart,
        series=(Series("first", "Kunta", counts),),
        classes=(),
        layers=replace(chart.layers, is_filled=False),  # type: ignore[type-var]
    )
    figure, legend = groups(borders)
    assert str(named(figure, "Länsi")[0].fill.fore_color.rgb) == "FFFFFF"
    words = [shape.text_frame.text for shape in legend.shapes if shape.text_frame.text]
    assert words == ["Kunta (2)", "Järjestö (1)"]


def some_points(count: int = 3, *, short: bool = False) -> Chart:
    """Postal areas with children, on a ground of homes and places."""
    categories = tuple(
        Category(f"p{i}", f"Kylä {i} (3300{i})", str(i + 1) if short else "", x=10.0 * i, y=7000.0)
        for i in range(count)
    )
    values = tuple(number(float(25 * (count - i)), "fi") for i in range(count))
    ground = (
        Ground("Postinumeroalue", tuple((float(i), 6995.0) for i in range(30))),
        Ground("Paikka", ((5.0, 7001.0), (900.0, 7001.0)), supply=True),
    )
    series = (Series("children", "Lapset", values),)
    return Chart(
        Kind.POINTS, "fi", "Spots", categories, series, measure="Lapset", sentence="Three.", ground=ground
    )


def test_points_grow_with_their_value_in_area_and_the_largest_are_named() -> None:
    figure, legend = groups(some_points())
    drawn = [named(figure, f"Kylä {i} (3300{i}): ")[0] for i in range(3)]
    assert drawn[0].name.endswith(": 75\u00a0%")
    assert (drawn[0].width / drawn[2].width) ** 2 == pytest.approx(3.0, rel=0.05)
    texts = [shape.text_frame.text for shape in figure.shapes if shape.text_frame.text]
    assert texts == ["Kylä 0", "Kylä 1", "Kylä 2", "2 km"]
    colours = {str(shape.fill.fore_color.rgb) for shape in drawn}
    assert colours == {"F46A25"}
    words = [shape.text_frame.text for shape in legend.shapes if shape.text_frame.text]
    assert words == ["Postinumeroalue", "Paikka", "Lapset"]


def test_distances_are_true_and_what_is_far_away_is_not_drawn() -> None:
    figure, _ = groups(some_points())
    first, second = (named(figure, f"Kylä {i} (")[0] for i in (0, 1))
    (bar,) = named(figure, "2 km")[:1]
    apart = second.left + second.width / 2 - first.left - first.width / 2
    assert apart == pytest.approx(5 * bar.width, rel=0.01)
    (homes,), (places,) = named(figure, "Postinumeroalue"), named(figure, "Paikka")
    assert len(list(homes._element.iter(qn("a:moveTo")))) == 30
    assert len(list(places._element.iter(qn("a:moveTo")))) == 1


def test_proposed_places_carry_their_order() -> None:
    figure, _ = groups(some_points(short=True))
    texts = [shape.text_frame.text for shape in figure.shapes if shape.text_frame.text]
    assert {"1", "2", "3"} <= set(texts)


def a_spine(rows: int = 2, language: str = "fi") -> Chart:
    """Rows where more is better and where less is, in turn; the second row's own value is hidden."""
    categories = tuple(
        Category(
            f"i{i}",
            f"Mittari {i}",
            unit="%",
            spread=Spread(10.0, 30.0, 50.0, 60.0, 40.0, "10 %", "60 %", "40 %", flipped=i % 2 == 1),
        )
        for i in range(rows)
    )
    own = tuple(missing(State.HIDDEN, language) if i == 1 else number(55.0, language) for i in range(rows))
    other = tuple(number(55.0, language) for _ in range(rows))
    series = (Series("a", "Akaa", own, own=True), Series("b", "Nokia", other, own=True))
    benchmarks = (Benchmark("Koko maa", 0.0, "Koko maa"),)
    return Chart(Kind.SPINE, language, "Spine", categories, series, sentence="Better.", benchmarks=benchmarks)


def test_own_values_stand_on_the_spread_with_the_better_side_at_the_right() -> None:
    figure, legend = groups(a_spine())
    bands = [named(figure, f"Mittari {i}: 10 %–60 %") for i in (0, 1)]
    assert [len(band) for band in bands] == [2, 2]
    (whole, half), (line, *_) = bands[0], [s for s in figure.shapes if s.width == 0]
    assert whole.left < half.left < line.left < half.left + half.width < whole.left + whole.width
    (akaa,) = named(figure, "Mittari 0, Akaa: 55")
    assert akaa.left > line.left
    (nokia,) = named(figure, "Mittari 1, Nokia: 55")
    assert nokia.left + nokia.width < line.left  # less would be better
    assert not named(figure, "Mittari 1, Akaa")
    # A reach is the larger distance of the ends, 30: 55 is 15 from 40, half of it.
    middle = akaa.left + akaa.width / 2 - line.left
    assert middle / (line.left - whole.left) == pytest.approx(0.5, abs=0.02)
    texts = [shape.text_frame.text for shape in figure.shapes if shape.text_frame.text]
    assert "● 55\u00a0%\u00a0◆ 55\u00a0%\nKoko maa 40 %" in texts
    assert "● •\u00a0◆ 55\u00a0%\nKoko maa 40 %" in texts
    assert "Mittari 1 ↔" in texts
    words = [shape.text_frame.text for shape in legend.shapes if shape.text_frame.text]
    assert words[:4] == ["Akaa", "Nokia", "Kaikki tason alueet", "Niistä keskimmäinen puolikas"]


def test_many_rows_go_on_over_slides() -> None:
    content = rendered(alone(a_spine(rows=30)), "pptx")
    slides = list(Presentation(io.BytesIO(content)).slides)
    figures = [next(shape for shape in slide.shapes if hasattr(shape, "shapes")) for slide in slides]
    assert len(slides) > 2
    drawn = [shape.name for figure in figures for shape in named(figure, "Mittari") if "Nokia" in shape.name]
    assert drawn == [f"Mittari {i}, Nokia: 55\u00a0%" for i in range(30)]
    for figure in figures:
        assert figure.top + figure.height < 6_858_000


@pytest.mark.parametrize("chart", [a_map(), some_points(), a_spine()], ids=["map", "points", "spine"])
def test_names_with_signs_that_xml_does_not_hold_are_written_without_them(chart: Chart) -> None:
    evil = "<&\"'>\x0b\x00=1"
    bad = replace(
        chart,
        title=evil,
        measure=evil,
        sentence=evil,
        categories=tuple(replace(category, name=evil) for category in chart.categories),
    )
    figure = groups(bad)[0]
    assert any("<&\"'>=1" in shape.name for shape in figure.shapes)
