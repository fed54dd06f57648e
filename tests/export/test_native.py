"""Editable Office charts: the numbers of the chart, as shown."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Inches

from kpdata.charts import theme
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.values import missing
from kpdata.domain import State
from kpdata.export.native import add_chart, as_bars, chart_parts, line_colours, part_colours
from tests.export.documents import bars, lines, parts, scatter, tiles, with_intervals

BOX = (0, 0, int(Inches(10)), int(Inches(5)))


def drawn(chart: Chart) -> Any:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    return add_chart(slide.shapes, chart, BOX)


def numbers(series: Any) -> list[float | None]:
    return list(series.values)


def shown(chart: Chart, place: int = 0) -> list[float | None]:
    return [
        None if v.value is None else round(v.value + 1e-9, v.decimals) for v in chart.series[place].values
    ]


def test_bars_begin_with_the_benchmark_and_hold_the_shown_numbers() -> None:
    chart = bars()
    office = drawn(chart).chart
    values = numbers(office.plots[0].series[0])
    assert values[0] == 64.3
    assert values[1:] == shown(chart)
    categories = list(office.plots[0].categories)
    assert categories[0] == "Koko maa"
    assert "Parkano\u00a0–\u00a0peitetty" in categories
    assert "Nokia\u00a0–\u00a0ei\u00a0kartoitettu" in categories
    assert "Virrat\u00a0–\u00a0myöhässä" in categories


def test_a_range_is_a_band_between_its_ends() -> None:
    office = drawn(bars()).chart
    upper, lower = office.plots[0].series[1], office.plots[0].series[2]
    assert [x for x in numbers(upper) if x is not None] == [55.0]
    assert [x for x in numbers(lower) if x is not None] == [30.0]
    assert office.plots[0].overlap == 100


def test_intervals_are_whiskers_and_stand_in_the_row() -> None:
    frame = drawn(with_intervals())
    xml = frame.chart._chartSpace.xml
    assert xml.index("<c:errBars>") < xml.index("<c:cat>")
    assert "<c:v>7.1</c:v>" in xml  # 71.2 − 64.1
    assert next(iter(frame.chart.plots[0].categories)) == "Akaa  71,2\u00a0% (64,1–77,5\u00a0%)"


@pytest.mark.parametrize("kind", [Kind.STACKED, Kind.DIVERGING])
def test_parts_are_true_positive_shares_in_the_order_of_the_legend(kind: Kind) -> None:
    chart = parts(kind)
    series = list(drawn(chart).chart.plots[0].series)
    if kind is Kind.DIVERGING:
        room = series.pop(0)
        assert room.name == " "
        # The middles of both rows stand above each other.
        middles = [
            room.values[i] + sum(s.values[i] for s in series[:2]) + series[2].values[i] / 2 for i in (0, 1)
        ]
        assert middles[0] == pytest.approx(middles[1])
    assert [s.name for s in series] == [s.name for s in chart.series]
    assert [numbers(s) for s in series] == [shown(chart, k) for k in range(5)]


def test_a_narrow_part_has_no_label() -> None:
    xml = next(iter(drawn(parts(Kind.STACKED)).chart.plots[0].series))._element.xml
    assert xml.count("<c:dLbl>") == 2  # 3 %, and the hidden row
    assert '<c:delete val="1"/>' in xml


def test_lines_keep_their_gaps_and_both_ends_of_a_range() -> None:
    chart = lines()
    office = drawn(chart).chart
    series = list(office.plots[0].series)
    assert numbers(series[0]) == shown(chart)
    assert numbers(series[1]) == [90.0, None, None, 99.0, None]
    assert [numbers(s)[2] for s in series[2:]] == [80.0, 120.0]
    assert office.has_legend


def test_scatter_leaves_out_what_has_no_number() -> None:
    plot = drawn(scatter()).chart.plots[0]
    points = {(x, y) for series in plot.series for x, y in zip(series.iter_values(), [0, 0, 0], strict=False)}
    assert [list(series.values) for series in plot.series] == [[0.0, 20.0], [10.0]]
    assert len(points) == 3


@pytest.mark.parametrize("chart", [bars(), parts(Kind.STACKED), lines(), scatter()], ids=lambda c: c.kind)
def test_every_row_has_its_label_and_every_chart_its_alt_text(chart: Chart) -> None:
    frame = drawn(chart)
    assert frame._element._nvXxPr.cNvPr.get("descr") == chart.alt
    if chart.kind in {Kind.BARS, Kind.STACKED}:
        assert '<c:tickLblSkip val="1"/>' in frame.chart._chartSpace.xml


def test_the_workbook_behind_a_chart_holds_the_same_numbers() -> None:
    chart = bars()
    xml, workbook = chart_parts(chart, 6_000_000, 4_000_000, 10, "Calibri")
    rows = list(openpyxl.load_workbook(io.BytesIO(workbook)).active.iter_rows(values_only=True))
    assert [row[1] for row in rows[2:]] == shown(chart)
    assert b"externalData" not in xml
    assert b"Calibri" in xml


def test_a_map_becomes_ranked_bars() -> None:
    chart = as_bars(tiles())
    assert chart.kind is Kind.BARS
    known = [v.value for v in chart.series[0].values if v.value is not None]
    assert known == sorted(known, reverse=True)
    assert next(c.name for c in chart.categories) == "Akaa"


def test_colours_are_those_of_the_screen() -> None:
    assert part_colours(parts(Kind.DIVERGING)) == theme.DIVERGING[5]
    assert part_colours(parts(Kind.STACKED)) == (*theme.CATEGORICAL, theme.CONTEXT)
    assert line_colours(lines()) == (theme.CATEGORICAL[0], theme.QUIET_TEXT)


def test_a_benchmark_stands_beside_areas_without_numbers() -> None:
    chart = bars()
    nothing = tuple(missing(State.HIDDEN, "fi") for _ in chart.categories)
    hidden = replace(chart, series=(replace(chart.series[0], values=nothing),))
    (series,) = drawn(hidden).chart.plots[0].series
    assert numbers(series) == [64.3] + [None] * len(nothing)


@pytest.mark.parametrize("kind", ["bars", "lines", "scatter"])
def test_a_name_in_the_workbook_behind_a_chart_is_never_a_formula_or_a_link(kind: str) -> None:
    chart = {"bars": bars, "lines": lines, "scatter": scatter}[kind]()
    evil = ('=HYPERLINK("http://evil.example")', "http://evil.example", "{=1+1}", "=1+1")
    bad = replace(
        chart,
        measure=evil[3],
        categories=tuple(replace(c, name=evil[i % 4]) for i, c in enumerate(chart.categories)),
        series=tuple(replace(s, name=evil[0]) for s in chart.series),
    )
    _, workbook = chart_parts(bad, 5_000_000, 3_000_000, 10, "Calibri")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
