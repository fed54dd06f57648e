"""Slides show charts in large type: what has no room goes on, or is left out and counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kpdata.charts import build, slide
from kpdata.charts.chart import Chart, Kind, MapLayers, MapPoint, PointClass, PointLook
from kpdata.charts.plotly.canvas import SMALL
from tests.charts.frames import FakeMeasure, a_view, every_state
from tests.charts.test_plotly import CHARTS, SECRET, likert, many, strings

ROOM = 200.0
LAST = build.ranked_bars(many(40), FakeMeasure(), a_view()).categories[-1].key.split(":")[1]
LONG = build.ranked_bars(many(40), FakeMeasure(), replace(a_view(), own=frozenset({LAST})))


def rows_of(parts: tuple[Chart, ...]) -> list[str]:
    return [category.key for part in parts for category in part.categories]


def sizes(node: Any) -> Iterator[float]:
    """All sizes of type in a figure as plain data, but of what carries no text."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"font", "tickfont", "textfont"} and isinstance(value, dict) and "size" in value:
                yield value["size"]
            yield from sizes(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from sizes(value)


def a_map(*, filled: bool, classes: int) -> Chart:
    points = tuple(
        PointClass(f"Class {n}", PointLook.FIRST, tuple(MapPoint(f"p{n}-{i}", "P", 61, 24) for i in range(n)))
        for n in range(1, classes + 1)
    )
    layers = MapLayers(filled, (23.0, 61.0, 25.0, 62.0), points=points)
    return replace(CHARTS["tiles of a county"](), kind=Kind.MAP, layers=layers)


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "empty"])
def test_every_kind_fits_in_large_type(name: str) -> None:
    chart = CHARTS[name]()
    for part in slide.parts(chart, ROOM):
        figure = slide.figure(part, ROOM, chart)
        if part.kind is not Kind.TABLE:
            assert len(part.categories) == 1 or figure.layout.height <= ROOM + 1
        written = figure.to_dict()
        written["layout"].pop("template")
        assert min(sizes(written)) >= SMALL
        assert not any(str(SECRET) in text for text in strings(written))


def test_the_smallest_type_has_24_points() -> None:
    assert SMALL * slide.ZOOM >= 32


def test_a_long_ranking_keeps_the_first_rows_and_the_own_one() -> None:
    (part,) = slide.parts(LONG, ROOM)
    shown = [category.key for category in part.categories]
    assert shown[:-1] == [category.key for category in LONG.categories][: len(shown) - 1]
    assert part.categories[-1].own
    assert part.notes[-1] == f"{40 - len(shown)} rows are left out; the whole table is in the files."
    assert [len(series.values) for series in part.series] == [len(shown)]


def test_what_belongs_together_goes_on_over_slides_at_one_scale() -> None:
    chart = replace(
        likert(),
        categories=tuple(replace(likert().categories[0], key=str(n)) for n in range(9)),
        series=tuple(replace(series, values=series.values[:1] * 9) for series in likert().series),
    )
    parts = slide.parts(chart, 130)
    assert len(parts) > 1
    assert rows_of(parts) == [str(n) for n in range(9)]
    ranges = {tuple(slide.figure(part, 130, chart).layout.xaxis.range) for part in parts}
    assert len(ranges) == 1


def test_bars_of_a_later_slide_are_as_long_as_on_the_first() -> None:
    chart = build.ranked_bars(many(12), FakeMeasure(), a_view())
    parts = slide.parts(chart, ROOM)
    assert len(parts) == 2
    assert rows_of(parts) == [category.key for category in chart.categories]
    first, second = (slide.figure(part, ROOM, chart).layout.xaxis.range for part in parts)
    assert first[0] == second[0]
    assert second[1] == pytest.approx(first[1], rel=0.001)


def test_a_week_keeps_all_its_hours_and_what_is_framed() -> None:
    chart = CHARTS["week"]()
    parts = slide.parts(chart, ROOM)
    assert rows_of(parts) == [category.key for category in chart.categories]
    framed = [(f.first_series, f.last_series) for part in parts for f in part.frames]
    assert {(0, 4), (5, 6)} <= set(framed)
    for part in parts:
        assert all(0 <= f.first_category <= f.last_category < len(part.categories) for f in part.frames)


def test_columns_without_room_are_left_out_and_counted() -> None:
    first = CHARTS["heat in rows"]()
    wide = replace(
        first,
        series=tuple(replace(first.series[0], key=str(n), name="Harrastustoiminta") for n in range(9)),
    )
    part = slide.parts(replace(wide, series=(*wide.series[:8], replace(wide.series[8], own=True))), ROOM)[0]
    assert 2 <= len(part.series) < 9
    assert part.series[-1].own
    left = 9 - len(part.series)
    assert any(note.startswith(f"{left} columns are left out") for note in part.notes)


def test_coloured_areas_and_points_of_a_map_stand_on_two_slides() -> None:
    areas, places = slide.parts(a_map(filled=True, classes=10), ROOM)
    assert areas.layers is not None
    assert places.layers is not None
    assert (areas.layers.is_filled, areas.layers.points) == (True, ())
    assert not places.layers.is_filled
    assert [one.label for one in places.layers.points] == [f"Class {n}" for n in range(3, 11)]
    assert places.notes[-1].startswith("2 kinds of places are left out")
    assert len(slide.parts(a_map(filled=False, classes=2), ROOM)) == 1


def test_a_slide_of_sample_data_leaves_the_mark_to_the_page() -> None:
    chart = CHARTS["bars"]()
    assert chart.sample
    assert not any(part.sample for part in slide.parts(chart, ROOM))


def test_a_table_goes_on_or_is_cut_with_a_note() -> None:
    chart = CHARTS["table"]()
    parts = slide.parts(chart, ROOM)
    if len(parts) == 1:
        assert "left out" in parts[0].notes[-1]
    else:
        assert rows_of(parts) == [category.key for category in chart.categories]
    assert (
        len(
            slide.parts(
                replace(
                    chart,
                    categories=chart.categories[:3],
                    series=tuple(replace(s, values=s.values[:3]) for s in chart.series),
                ),
                ROOM,
            )
        )
        == 1
    )


@pytest.mark.parametrize(
    "rows",
    [
        [("Area", "What is missing"), ("Akaa", "a place for school-age children and a contact person " * 2)],
        [("a", "b", "c", "d")],
        [("Kunta" * 9, "x" * 200, "", "12")],
    ],
)
def test_the_width_of_a_table_is_parted_whole(rows: list[tuple[str, ...]]) -> None:
    widths = slide.shares(rows)
    assert sum(widths) == pytest.approx(1)
    assert min(widths) > 0.02
    assert len(widths) == len(rows[0])


def test_a_long_text_gets_the_wider_column() -> None:
    short, long = slide.shares([("Area", "What is missing"), ("Akaa", "a place and a contact person " * 3)])
    assert long > 3 * short


def test_states_stay_on_slides() -> None:
    (part,) = slide.parts(build.ranked_bars(every_state(), FakeMeasure(), a_view()), 400)
    assert part.states == build.ranked_bars(every_state(), FakeMeasure(), a_view()).states
    assert len(part.categories) == 10
