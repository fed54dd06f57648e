"""A `Chart` as an editable Office chart: the same numbers, states said in the labels.

Bars, stacked and diverging bars, lines and scatter become charts; the other kinds are tables or shapes
(see `pptx`). A chart is built and styled once, with python-pptx; Word takes the same XML and workbook.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.chart import XL_TICK_LABEL_POSITION as TICK_LABELS
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from kpdata.charts import theme
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.i18n import texts

CHART_KINDS = frozenset({Kind.BARS, Kind.STACKED, Kind.DIVERGING, Kind.LINES, Kind.SCATTER})

_TEXT = Pt(12)
_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE)
_DASHES = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.DASH_DOT)

Box = tuple[int, int, int, int]  # left, top, width, height in EMU


def rgb(code: str) -> RGBColor:
    """A `#rrggbb` token as an Office colour."""
    return RGBColor.from_string(code.lstrip("#"))


def set_alt(shape: Any, text: str) -> None:
    """Give a shape the text for those who do not see it."""
    shape._element._nvXxPr.cNvPr.set("descr", text)


def add_chart(shapes: Any, chart: Chart, box: Box) -> Any:
    """Put the chart on a slide as a native chart with its alt text; its graphic frame."""
    draw = {
        Kind.BARS: _bars,
        Kind.STACKED: _stacked,
        Kind.DIVERGING: _diverging,
        Kind.LINES: _lines,
        Kind.SCATTER: _scatter,
    }[chart.kind]
    frame = draw(shapes, chart, tuple(Emu(side) for side in box))
    frame.chart.font.size = _TEXT
    frame.chart.font.color.rgb = rgb(theme.TEXT)
    frame.chart.has_title = False
    set_alt(frame, chart.alt)
    return frame


def chart_parts(chart: Chart, width: int, height: int) -> tuple[bytes, bytes]:
    """The XML of the styled chart, without its link to a workbook, and the workbook itself."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    part = add_chart(slide.shapes, chart, (0, 0, width, height)).chart.part
    workbook: bytes = part.chart_workbook.xlsx_part.blob
    for link in part._element.findall(qn("c:externalData")):
        part._element.remove(link)
    return etree.tostring(part._element, xml_declaration=True, encoding="UTF-8", standalone=True), workbook


def _bars(shapes: Any, chart: Chart, box: Any) -> Any:
    series = chart.series[0]
    data = CategoryChartData(number_format=_number_format(chart, series))
    data.categories = [_row_label(c, v) for c, v in zip(chart.categories, series.values, strict=True)]
    data.add_series(series.name, [v.value for v in series.values])
    ranges = any(v.value is None and v.low is not None for v in series.values)
    if ranges:  # a range is drawn from its lower to its upper end, never as one number
        t = texts(chart.language)
        data.add_series(t("Range from"), [v.low for v in series.values])
        data.add_series(t("Width of the range"), [_width(v) for v in series.values])
    kind = XL_CHART_TYPE.BAR_STACKED if ranges else XL_CHART_TYPE.BAR_CLUSTERED
    frame = shapes.add_chart(kind, *box, data)
    plot = _horizontal(frame.chart, gap=35)
    drawn = plot.series[0]
    drawn.invert_if_negative = False
    has_own = any(category.own for category in chart.categories)
    _fill(drawn.format.fill, theme.CONTEXT if has_own else theme.FOCUS)
    for number, (category, value) in enumerate(zip(chart.categories, series.values, strict=True)):
        if value.value is None:
            continue
        if has_own and category.own:
            _fill(drawn.points[number].format.fill, theme.FOCUS)
        _label(drawn.points[number], value.text, None if ranges else XL_LABEL_POSITION.OUTSIDE_END)
    if ranges:
        plot.series[1].format.fill.background()
        band = plot.series[2].format.fill
        band.patterned()
        band.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        band.fore_color.rgb, band.back_color.rgb = rgb(theme.FOCUS), rgb(theme.WHITE)
        for number, value in enumerate(series.values):
            if value.value is None and value.low is not None:
                _label(plot.series[2].points[number], value.text, XL_LABEL_POSITION.INSIDE_BASE)
    return frame


def _stacked(shapes: Any, chart: Chart, box: Any) -> Any:
    data = CategoryChartData(number_format=_number_format(chart, chart.series[0]))
    data.categories = [category.name for category in chart.categories]
    for series in chart.series:
        data.add_series(series.name, [v.value for v in series.values])
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *box, data)
    plot = _horizontal(frame.chart, gap=40)
    _legend(frame.chart)
    for drawn, series, code in zip(plot.series, chart.series, _series_colours(chart), strict=True):
        _fill(drawn.format.fill, code)
        _part_labels(drawn, series, code)
    return frame


def _diverging(shapes: Any, chart: Chart, box: Any) -> Any:
    """Left parts are negative numbers, the middle one stands half on each side; labels tell the true share."""
    colours = dict(zip((series.key for series in chart.series), _series_colours(chart), strict=True))
    left = [series for series in chart.series if series.side < 0]
    middle = [series for series in chart.series if series.side == 0]
    right = [series for series in chart.series if series.side > 0]
    # Office stacks from the axis outwards, so the parts nearest to the middle come first on each side.
    order = [(s, -0.5) for s in middle] + [(s, -1.0) for s in reversed(left)]
    order += [(s, 0.5) for s in middle] + [(s, 1.0) for s in right]
    data = CategoryChartData(number_format=_number_format(chart, chart.series[0]))
    data.categories = [
        _row_label(c, v) for c, v in zip(chart.categories, chart.series[0].values, strict=True)
    ]
    for series, share in order:
        data.add_series(series.name, [None if v.value is None else v.value * share for v in series.values])
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *box, data)
    plot = _horizontal(frame.chart, gap=40)
    _legend(frame.chart, without=range(len(middle)))
    for drawn, (series, share) in zip(plot.series, order, strict=True):
        drawn.invert_if_negative = False
        _fill(drawn.format.fill, colours[series.key])
        if share != -0.5:
            _part_labels(drawn, series, colours[series.key])
    frame.chart.category_axis.tick_label_position = TICK_LABELS.LOW
    return frame


def _lines(shapes: Any, chart: Chart, box: Any) -> Any:
    data = CategoryChartData(number_format=_number_format(chart, chart.series[0]))
    data.categories = [category.name for category in chart.categories]
    lines: list[tuple[Series, str]] = []
    t = texts(chart.language)
    for series in chart.series:
        data.add_series(series.name, [v.value for v in series.values])
        lines.append((series, ""))
        if any(v.value is None and v.low is not None for v in series.values):
            data.add_series(
                t("{name}, lower end of the range", name=series.name), [v.low for v in series.values]
            )
            data.add_series(
                t("{name}, upper end of the range", name=series.name), [v.high for v in series.values]
            )
            lines += [(series, "end"), (series, "end")]
    frame = shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box, data)
    numbers = {series.key: number for number, series in enumerate(chart.series)}
    colours = _series_colours(chart)
    for drawn, (series, part) in zip(frame.chart.plots[0].series, lines, strict=True):
        number = numbers[series.key] % len(_MARKERS)
        drawn.smooth = False
        line = drawn.format.line
        line.color.rgb = rgb(colours[numbers[series.key]])
        line.width = Pt(1.25 if part else 2.5)
        line.dash_style = MSO_LINE.SQUARE_DOT if part else _DASHES[number]
        drawn.marker.style = _MARKERS[number]
        drawn.marker.size = 5 if part else 7
        _fill(drawn.marker.format.fill, colours[numbers[series.key]])
        drawn.marker.format.line.color.rgb = rgb(colours[numbers[series.key]])
        if not part:
            _label_last(drawn, series)
    if len(lines) > 1:
        _legend(frame.chart)
    else:
        frame.chart.has_legend = False
    _quiet_axes(frame.chart)
    return frame


def _scatter(shapes: Any, chart: Chart, box: Any) -> Any:
    across, up = chart.series
    data = XyChartData(number_format=_number_format(chart, up))
    drawn_points: list[list[str]] = []
    for own in (False, True):
        points = [
            (category, x, y)
            for category, x, y in zip(chart.categories, across.values, up.values, strict=True)
            if category.own is own and x.value is not None and y.value is not None
        ]
        if not points:
            continue
        t = texts(chart.language)
        part = data.add_series(t("Chosen areas") if own else t("Other areas"))
        for _, x, y in points:
            part.add_data_point(x.value, y.value)
        drawn_points.append([category.name for category, _, _ in points] if own or len(points) <= 25 else [])
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *box, data)
    plot = frame.chart.plots[0]
    for number, (drawn, names) in enumerate(zip(plot.series, drawn_points, strict=True)):
        is_last = number == len(drawn_points) - 1
        drawn.format.line.fill.background()
        drawn.marker.style = XL_MARKER_STYLE.CIRCLE
        drawn.marker.size = 9 if is_last else 6
        _fill(drawn.marker.format.fill, theme.FOCUS if is_last else theme.CONTEXT)
        for point, name in enumerate(names):
            _label(drawn.points[point], name, XL_LABEL_POSITION.RIGHT)
    frame.chart.has_legend = False
    _quiet_axes(frame.chart)
    for axis, series in ((frame.chart.category_axis, across), (frame.chart.value_axis, up)):
        axis.has_title = True
        axis.axis_title.text_frame.text = f"{series.name}, {series.unit}" if series.unit else series.name
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = _TEXT
    return frame


def _horizontal(office: Any, *, gap: int) -> Any:
    """Rows from top to bottom in the order of the chart, bars from zero."""
    office.has_legend = False
    office.category_axis.reverse_order = True
    office.category_axis.format.line.color.rgb = rgb(theme.BORDER)
    office.category_axis.has_major_gridlines = False
    office.value_axis.has_major_gridlines = False
    office.value_axis.visible = False
    plot = office.plots[0]
    plot.gap_width = gap
    return plot


def _quiet_axes(office: Any) -> None:
    office.category_axis.has_major_gridlines = False
    office.category_axis.format.line.color.rgb = rgb(theme.BORDER)
    office.category_axis.tick_labels.font.size = _TEXT
    office.value_axis.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    office.value_axis.format.line.fill.background()
    office.value_axis.tick_labels.font.size = _TEXT


def _legend(office: Any, without: range = range(0)) -> None:
    office.has_legend = True
    office.legend.position = XL_LEGEND_POSITION.BOTTOM
    office.legend.include_in_layout = False
    office.legend.font.size = _TEXT
    element = office.legend._element
    for index in without:  # the second half of a middle part would stand there twice
        entry = etree.Element(qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx")).set("val", str(index))
        etree.SubElement(entry, qn("c:delete")).set("val", "1")
        element.find(qn("c:legendPos")).addnext(entry)


def _part_labels(drawn: Any, series: Series, code: str) -> None:
    for number, value in enumerate(series.values):
        if value.value is not None and abs(value.value) >= 5:  # a narrower part has no room for its number
            _label(drawn.points[number], value.shown, None, theme.text_on(code))


def _label_last(drawn: Any, series: Series) -> None:
    known = [number for number, value in enumerate(series.values) if value.value is not None]
    if known:
        _label(drawn.points[known[-1]], series.values[known[-1]].shown, XL_LABEL_POSITION.ABOVE)


def _label(point: Any, text: str, position: Any, code: str = theme.TEXT) -> None:
    label = point.data_label
    label.has_text_frame = True
    label.text_frame.text = text
    font = label.text_frame.paragraphs[0].runs[0].font
    font.size = _TEXT
    font.color.rgb = rgb(code)
    if position is not None:
        label.position = position


def _fill(fill: Any, code: str) -> None:
    fill.solid()
    fill.fore_color.rgb = rgb(code)


def _row_label(category: Category, value: Value) -> str:
    """The name of a row; what is not a plain number says its state there, so that no row is left blank."""
    return category.name if value.is_known else f"{category.name} – {value.word or value.shown}"


def _width(value: Value) -> float | None:
    return None if value.low is None or value.high is None else value.high - value.low


def _series_colours(chart: Chart) -> tuple[str, ...]:
    count = len(chart.series)
    if chart.kind is Kind.DIVERGING and count in theme.DIVERGING:
        return theme.DIVERGING[count]
    return theme.categorical(count) if count <= len(theme.CATEGORICAL) else theme.SEQUENTIAL[:count]


def _number_format(chart: Chart, series: Series) -> str:
    decimals = max((value.decimals for value in series.values), default=0)
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{number}" %"' if (series.unit or chart.unit) == "%" else number
