"""A `Chart` as an editable Office chart: the same numbers, rounded as shown, states said in words.

Bars, stacked and diverging bars, lines and scatter become charts; the other kinds are tables or shapes
(see `pptx`). A chart is built and styled once, with python-pptx; Word takes the same XML and workbook.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import xlsxwriter
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from kpdata.charts import formats, theme
from kpdata.charts.chart import Benchmark, Category, Chart, Kind, Series, Value
from kpdata.charts.table import interval
from kpdata.domain import State
from kpdata.export.package import TEXT_STAYS_TEXT
from kpdata.i18n import texts

CHART_KINDS = frozenset({Kind.BARS, Kind.STACKED, Kind.DIVERGING, Kind.LINES, Kind.SCATTER})

TEXT = 12
_SMALLEST_TEXT = 8
_POINT = 12_700  # EMU
_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.TRIANGLE)
_DASHES = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.DASH_DOT)
_MOST_NAMED_POINTS = 12
# The decimal mark follows the language of the chart where the program heeds the tag (LibreOffice does).
_LOCALES = {"fi": "40B", "sv": "81D", "en": "809"}

Box = tuple[int, int, int, int]  # left, top, width, height in EMU


class _CategoryData(CategoryChartData):
    """Rows of a chart; in the workbook behind it their names stay text."""

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook."""
        return _workbook(self._workbook_writer)


class _PairData(XyChartData):
    """Points of a chart; in the workbook behind it their names stay text."""

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook."""
        return _workbook(self._workbook_writer)


# The library is not typed.
_Categories: Any = _CategoryData
_Pairs: Any = _PairData


def _workbook(writer: Any) -> bytes:
    # The library's own workbook takes a name that begins with = for a formula.
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, TEXT_STAYS_TEXT) as book:
        writer._populate_worksheet(book, book.add_worksheet())
    return stream.getvalue()


def rgb(code: str) -> RGBColor:
    """A `#rrggbb` token as an Office colour."""
    colour: RGBColor = RGBColor.from_string(code.lstrip("#"))
    return colour


def set_alt(shape: Any, text: str) -> None:
    """Give a shape the text for those who do not see it."""
    shape._element._nvXxPr.cNvPr.set("descr", text)


def as_bars(chart: Chart) -> Chart:
    """A tile map as ranked bars, where there is no room for shapes: known values first, highest first."""
    values = chart.series[0].values
    order = sorted(range(len(values)), key=lambda i: (values[i].value is None, -(values[i].value or 0.0)))
    series = replace(chart.series[0], values=tuple(values[i] for i in order))
    categories = tuple(chart.categories[i] for i in order)
    return replace(chart, kind=Kind.BARS, categories=categories, series=(series,))


def add_chart(shapes: Any, chart: Chart, box: Box, text: int = TEXT) -> Any:
    """Put the chart on a slide as a native chart with its alt text; its graphic frame.

    text: size of the text in points, less where many rows stand in little room.
    """
    draw = {
        Kind.BARS: _bars,
        Kind.STACKED: _stacked,
        Kind.DIVERGING: _diverging,
        Kind.LINES: _lines,
        Kind.SCATTER: _scatter,
    }[chart.kind]
    frame = draw(shapes, chart, tuple(Emu(side) for side in box), text)
    frame.chart.font.color.rgb = rgb(theme.TEXT)
    frame.chart.has_title = False
    frame.name = chart.measure or chart.title
    set_alt(frame, chart.alt)
    return frame


def chart_parts(chart: Chart, width: int, height: int, text: int, family: str) -> tuple[bytes, bytes]:
    """The XML of the styled chart, without its link to a workbook, and the workbook itself.

    text, family: size in points and typeface of its text.
    """
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    drawn = add_chart(slide.shapes, chart, (0, 0, width, height), text).chart
    drawn.font.name = family
    part = drawn.part
    workbook: bytes = part.chart_workbook.xlsx_part.blob
    for link in part._element.findall(qn("c:externalData")):
        part._element.remove(link)
    _without_frame(part._element)
    return etree.tostring(part._element, xml_declaration=True, encoding="UTF-8", standalone=True), workbook


def _bars(shapes: Any, chart: Chart, box: Any, text: int) -> Any:
    """One bar a row; the benchmark is the first row, a range is a hatched band between its two ends."""
    series = chart.series[0]
    t = texts(chart.language)
    marks = [
        (
            Category("", benchmark.name),
            Value(State.OK, benchmark.shown, benchmark.value, _decimals(chart, benchmark)),
        )
        for benchmark in chart.benchmarks
    ]
    first = len(marks)
    rows = [*marks, *zip(chart.categories, series.values, strict=True)]
    ranges = any(value.value is None and value.low is not None for _, value in rows)
    intervals = any(value.lower is not None for _, value in rows)
    data = _Categories(number_format=number_format(chart, series))
    data.categories = [_row_label(chart, category, value, told=intervals) for category, value in rows]
    data.add_series(chart.measure or series.name, [_number(v.value, v.decimals) for _, v in rows])
    if ranges:
        data.add_series(t("Range to"), [_end(v, v.high) for _, v in rows])
        data.add_series(t("Range from"), [_end(v, v.low) for _, v in rows])
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box, data)
    size = _row_text(box[3], len(rows), text)
    plot = _horizontal(frame.chart, gap=35, size=size)
    plot.overlap = 100
    drawn = plot.series[0]
    drawn.invert_if_negative = False
    has_own = any(category.own for category in chart.categories)
    _fill(drawn.format.fill, theme.CONTEXT if has_own else theme.FOCUS)
    if intervals:
        _intervals(drawn, [value for _, value in rows])
    else:
        _show_values(drawn, chart, series, size, XL_LABEL_POSITION.OUTSIDE_END, theme.TEXT)
    for number, (category, value) in enumerate(rows):
        if value.value is None:
            continue
        if number < first:
            point = drawn.points[number].format
            _fill(point.fill, theme.WHITE)
            point.line.color.rgb, point.line.width = rgb(theme.OUTLINE), Pt(1.25)
        elif has_own and category.own:
            _fill(drawn.points[number].format.fill, theme.FOCUS)
        if _says_more(value) and not intervals:
            _label(drawn.points[number], _told(value), XL_LABEL_POSITION.OUTSIDE_END, size)
    if ranges:
        band = plot.series[1].format.fill
        band.patterned()
        band.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        band.fore_color.rgb, band.back_color.rgb = rgb(theme.FOCUS), rgb(theme.WHITE)
        _fill(plot.series[2].format.fill, theme.WHITE)  # covers the band up to where the range begins
        for number, (_, value) in enumerate(rows):
            if value.value is None and value.low is not None and not intervals:
                _label(plot.series[1].points[number], _told(value), XL_LABEL_POSITION.OUTSIDE_END, size)
    return frame


def _stacked(shapes: Any, chart: Chart, box: Any, text: int) -> Any:
    return _parts(shapes, chart, box, text, before=None)


def _diverging(shapes: Any, chart: Chart, box: Any, text: int) -> Any:
    """Rows are moved so that their middles stand above each other; every part is its true, positive share."""
    lefts = []
    for row in range(len(chart.categories)):
        shares = [(series.side, series.values[row].value or 0.0) for series in chart.series]
        lefts.append(sum(share if side < 0 else share / 2 if side == 0 else 0.0 for side, share in shares))
    return _parts(shapes, chart, box, text, before=[max(lefts, default=0.0) - left for left in lefts])


def _parts(shapes: Any, chart: Chart, box: Any, text: int, before: Sequence[float] | None) -> Any:
    """Parts of rows from left to right, as the legend tells them. before: empty room at the left of each."""
    data = _Categories(number_format=number_format(chart, chart.series[0]))
    data.categories = [_stack_label(chart, row) for row in range(len(chart.categories))]
    if before is not None:
        # Without a name and a fill: a legend entry nobody sees, in every program.
        data.add_series(" ", [_number(room, 1) for room in before])
    decimals = max((value.decimals for value in chart.values), default=0)
    for series in chart.series:
        data.add_series(series.name, [_number(v.value, decimals) for v in series.values])
    frame = shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *box, data)
    size = _row_text(box[3], len(chart.categories), text)
    plot = _horizontal(frame.chart, gap=40, size=size)
    _legend(frame.chart, size)
    drawn_parts = list(plot.series)
    if before is not None:
        drawn_parts.pop(0).format.fill.background()
    totals = [sum(s.values[row].value or 0.0 for s in chart.series) for row in range(len(chart.categories))]
    widest = max(totals, default=0.0) or 1.0
    room = before or [0.0] * len(totals)
    frame.chart.value_axis.minimum_scale = 0
    frame.chart.value_axis.maximum_scale = max(map(sum, zip(room, totals, strict=True)), default=0.0) or 1.0
    for drawn, series, code in zip(drawn_parts, chart.series, part_colours(chart), strict=True):
        drawn.invert_if_negative = False
        _fill(drawn.format.fill, code)
        drawn.format.line.color.rgb, drawn.format.line.width = rgb(theme.WHITE), Pt(0.75)
        _show_values(drawn, chart, series, size, XL_LABEL_POSITION.CENTER, theme.text_on(code))
        narrow = [n for n, value in enumerate(series.values) if (value.value or 0.0) / widest < 0.05]
        _without_labels(drawn, narrow)
    return frame


def _lines(shapes: Any, chart: Chart, box: Any, text: int) -> Any:
    """A line an area; ends of ranges are dotted lines of their own, what is not known is a gap."""
    data = _Categories(number_format=number_format(chart, chart.series[0]))
    data.categories = [category.name for category in chart.categories]
    decimals = max((value.decimals for value in chart.values), default=0)
    lines: list[tuple[int, bool]] = []  # number of the series, whether an end of its ranges
    t = texts(chart.language)
    for number, series in enumerate(chart.series):
        data.add_series(series.name, [_number(v.value, decimals) for v in series.values])
        lines.append((number, False))
        if any(v.value is None and v.low is not None for v in series.values):
            data.add_series(
                t("{name}, lower end of the range", name=series.name), [_end(v, v.low) for v in series.values]
            )
            data.add_series(
                t("{name}, upper end of the range", name=series.name),
                [_end(v, v.high) for v in series.values],
            )
            lines += [(number, True), (number, True)]
    frame = shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box, data)
    colours = line_colours(chart)
    below = _lower(chart)
    for drawn, (number, is_end) in zip(frame.chart.plots[0].series, lines, strict=True):
        drawn.smooth = False
        line = drawn.format.line
        line.color.rgb = rgb(colours[number])
        line.width = Pt(1.25 if is_end else 2.5)
        line.dash_style = MSO_LINE.SQUARE_DOT if is_end else _DASHES[number % len(_DASHES)]
        drawn.marker.style = _MARKERS[number % len(_MARKERS)]
        drawn.marker.size = 5 if is_end else 7
        _fill(drawn.marker.format.fill, colours[number])
        drawn.marker.format.line.color.rgb = rgb(colours[number])
        if not is_end:
            side = XL_LABEL_POSITION.BELOW if number in below else XL_LABEL_POSITION.ABOVE
            _label_last(drawn, chart.series[number], text, side)
    if len(lines) > 1:
        _legend(frame.chart, text)
    else:
        frame.chart.has_legend = False
    _quiet_axes(frame.chart, text)
    axis = frame.chart.value_axis
    _from_zero(axis, chart.values)
    axis.tick_labels.number_format = number_format(chart, chart.series[0])
    axis.tick_labels.number_format_is_linked = False
    # Below the figure, also where there is something below zero.
    frame.chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    return frame


def _lower(chart: Chart) -> frozenset[int]:
    """Lines whose last value is labelled below: of those that end at the same point all but the highest."""
    ends: dict[int, list[tuple[float, int]]] = {}
    for number, series in enumerate(chart.series):
        known = [(place, value.value) for place, value in enumerate(series.values) if value.value is not None]
        if known:
            ends.setdefault(known[-1][0], []).append((known[-1][1], number))
    return frozenset(number for found in ends.values() for _, number in sorted(found)[:-1])


def _scatter(shapes: Any, chart: Chart, box: Any, text: int) -> Any:
    across, up = chart.series
    data = _Pairs(number_format=number_format(chart, up))
    t = texts(chart.language)
    known = [
        (category, x, y)
        for category, x, y in zip(chart.categories, across.values, up.values, strict=True)
        if x.value is not None and y.value is not None
    ]
    groups: list[tuple[bool, list[str]]] = []
    for own in (False, True):
        points = [point for point in known if point[0].own is own]
        if not points:
            continue
        part = data.add_series(t("Chosen areas") if own else t("Other areas"))
        for _, x, y in points:
            part.add_data_point(_number(x.value, x.decimals), _number(y.value, y.decimals))
        named = own or len(known) <= _MOST_NAMED_POINTS
        groups.append((own, [category.name for category, _, _ in points] if named else []))
    frame = shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *box, data)
    has_own = any(own for own, _ in groups)
    for drawn, (own, names) in zip(frame.chart.plots[0].series, groups, strict=True):
        drawn.format.line.fill.background()
        drawn.marker.style = XL_MARKER_STYLE.CIRCLE
        drawn.marker.size = 10 if own else 7
        _fill(drawn.marker.format.fill, theme.CONTEXT if has_own and not own else theme.FOCUS)
        drawn.marker.format.line.color.rgb = rgb(theme.WHITE if own else theme.OUTLINE)
        for point, name in enumerate(names):
            _label(drawn.points[point], name, XL_LABEL_POSITION.RIGHT, text)
    if len(groups) > 1:
        _legend(frame.chart, text)
    else:
        frame.chart.has_legend = False
    _quiet_axes(frame.chart, text)
    for axis, series in ((frame.chart.category_axis, across), (frame.chart.value_axis, up)):
        _from_zero(axis, series.values)
        axis.tick_labels.number_format = number_format(chart, series)
        axis.tick_labels.number_format_is_linked = False
        axis.has_title = True
        axis.axis_title.text_frame.text = formats.with_unit(series.name, series.unit)
        font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold = Pt(text), False
    return frame


def part_colours(chart: Chart) -> tuple[str, ...]:
    """Colours of the parts of rows, as on screen."""
    keys = [series.key for series in chart.series]
    return theme.part_colours(keys, diverging=chart.kind is Kind.DIVERGING)


def line_colours(chart: Chart) -> tuple[str, ...]:
    """Colours of lines: own areas by the palette, what they are compared with in grey."""
    coloured = [series.own or not any(other.own for other in chart.series) for series in chart.series]
    palette = iter(theme.categorical(min(sum(coloured), len(theme.CATEGORICAL))))
    return tuple(next(palette, theme.QUIET_TEXT) if mine else theme.QUIET_TEXT for mine in coloured)


def number_format(chart: Chart, series: Series) -> str:
    """The number format of a series: decimals as shown, per cent with its sign."""
    decimals = max((value.decimals for value in series.values), default=0)
    number = f"[$-{_LOCALES[chart.language]}]#,##0" + ("." + "0" * decimals if decimals else "")
    if (series.unit or chart.unit) != "%":
        return number
    return f'{number}"{formats.percent_sign(chart.language)}"'


def _decimals(chart: Chart, benchmark: Benchmark) -> int:
    """How many decimals a benchmark is shown with."""
    mark = "." if chart.language == "en" else ","
    shown = re.search(rf"\d{re.escape(mark)}(\d+)", benchmark.shown)
    return len(shown[1]) if shown else 0


def _number(value: float | None, decimals: int) -> float | None:
    """A number as it is shown: what a reader cannot see on the page is in no part of a file."""
    return None if value is None else float(formats.rounded(value, decimals))


def _end(value: Value, end: float | None) -> float | None:
    return _number(end, value.decimals) if value.value is None else None


def _row_text(height: int, rows: int, text: int) -> int:
    """Size of the text, in points, that so many rows have room for."""
    room = height / max(rows, 1) / _POINT
    return max(_SMALLEST_TEXT, min(text, int(room * 0.72)))


def _row_label(chart: Chart, category: Category, value: Value, *, told: bool) -> str:
    """The name of a row; what is not a plain number says its state there, so that no row is left blank.

    told: the value and its interval stand there too, since a label would cover the interval.
    """
    if not value.is_known:
        return _named(category.name, value)
    if not told:
        return category.name
    between = interval(value, chart.unit, chart.language)
    return f"{category.name}  {_told(value)}" + (f" ({between})" if between else "")


def _stack_label(chart: Chart, row: int) -> str:
    values = [series.values[row] for series in chart.series]
    name = chart.categories[row].name
    if any(value.is_known for value in values):
        return name
    return _named(name, values[0])


def _named(name: str, value: Value) -> str:
    """Name and state on one line: a wrapped label would push out its neighbours."""
    return f"{name} – {value.word or value.shown}".replace(" ", formats.NBSP)


def _says_more(value: Value) -> bool:
    return bool(value.word or value.note or value.mark or value.brief)


def _told(value: Value) -> str:
    return f"{value.text} {value.symbol}".rstrip()


def _horizontal(office: Any, *, gap: int, size: int) -> Any:
    """Rows from top to bottom in the order of the chart, each with its name, bars from zero."""
    office.has_legend = False
    office.font.size = Pt(size)
    axis = office.category_axis
    axis.reverse_order = True
    axis.format.line.color.rgb = rgb(theme.BORDER)
    axis.has_major_gridlines = False
    axis.tick_labels.font.size = Pt(size)
    skip = etree.SubElement(axis._element, qn("c:tickLblSkip"))
    skip.set("val", "1")
    after = axis._element.find(qn("c:noMultiLvlLbl"))
    if after is not None:
        after.addprevious(skip)
    office.value_axis.has_major_gridlines = False
    office.value_axis.visible = False
    plot = office.plots[0]
    plot.gap_width = gap
    return plot


def _from_zero(axis: Any, values: Sequence[Value]) -> None:
    numbers = [x for value in values for x in (value.value, value.low) if x is not None]
    if min(numbers, default=0.0) >= 0:
        axis.minimum_scale = 0


def _quiet_axes(office: Any, text: int) -> None:
    office.font.size = Pt(text)
    office.category_axis.has_major_gridlines = False
    office.category_axis.format.line.color.rgb = rgb(theme.BORDER)
    office.category_axis.tick_labels.font.size = Pt(text)
    office.value_axis.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    office.value_axis.format.line.fill.background()
    office.value_axis.tick_labels.font.size = Pt(text)


def _legend(office: Any, text: int) -> None:
    office.has_legend = True
    office.legend.position = XL_LEGEND_POSITION.BOTTOM
    office.legend.include_in_layout = False
    office.legend.font.size = Pt(text)


def _show_values(drawn: Any, chart: Chart, series: Series, size: int, position: Any, code: str) -> None:
    """Labels that follow the numbers when somebody edits them."""
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format = number_format(chart, series)
    labels.number_format_is_linked = False
    labels.position = position
    labels.font.size = Pt(size)
    labels.font.color.rgb = rgb(code)


def _without_labels(drawn: Any, points: Sequence[int]) -> None:
    """No label where a part is too narrow for it."""
    labels = drawn.data_labels._element
    for place, point in enumerate(points):
        label = etree.Element(qn("c:dLbl"))
        etree.SubElement(label, qn("c:idx")).set("val", str(point))
        etree.SubElement(label, qn("c:delete")).set("val", "1")
        labels.insert(place, label)


def _intervals(drawn: Any, values: Sequence[Value]) -> None:
    """Whiskers from the lower to the upper end of each interval."""
    bars = etree.Element(qn("c:errBars"))
    for name, text in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        etree.SubElement(bars, qn(f"c:{name}")).set("val", text)
    for name, gaps in (
        ("plus", [_gap(value.value, value.upper) for value in values]),
        ("minus", [_gap(value.lower, value.value) for value in values]),
    ):
        numbers = etree.SubElement(etree.SubElement(bars, qn(f"c:{name}")), qn("c:numLit"))
        etree.SubElement(numbers, qn("c:formatCode")).text = "General"
        etree.SubElement(numbers, qn("c:ptCount")).set("val", str(len(gaps)))
        for place, gap in enumerate(gaps):
            point = etree.SubElement(numbers, qn("c:pt"))
            point.set("idx", str(place))
            etree.SubElement(point, qn("c:v")).text = f"{gap:.6g}"
    line = etree.SubElement(etree.SubElement(bars, qn("c:spPr")), qn("a:ln"))
    line.set("w", "12700")
    colour = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    colour.set("val", theme.OUTLINE.lstrip("#"))
    drawn._element.find(qn("c:cat")).addprevious(bars)


def _gap(low: float | None, high: float | None) -> float:
    return 0.0 if low is None or high is None else max(high - low, 0.0)


def _label_last(drawn: Any, series: Series, text: int, side: Any) -> None:
    known = [number for number, value in enumerate(series.values) if value.value is not None]
    if known:
        last = known[-1]
        _label(drawn.points[last], series.values[last].shown, side, text)


def _label(point: Any, text: str, position: Any, size: int, code: str = theme.TEXT) -> None:
    label = point.data_label
    label.has_text_frame = True
    label.text_frame.text = text.replace(" ", formats.NBSP)  # one line: a second would cover a neighbour
    label.text_frame.word_wrap = False
    font = label.text_frame.paragraphs[0].runs[0].font
    font.size = Pt(size)
    font.color.rgb = rgb(code)
    label.position = position


def _fill(fill: Any, code: str) -> None:
    fill.solid()
    fill.fore_color.rgb = rgb(code)


def _without_frame(space: Any) -> None:
    """No border round the chart: on a page of text it would be a box in a box."""
    properties = space.find(qn("c:spPr"))
    if properties is None:
        properties = etree.Element(qn("c:spPr"))
        space.find(qn("c:chart")).addnext(properties)
    etree.SubElement(properties, qn("a:noFill"))
    etree.SubElement(etree.SubElement(properties, qn("a:ln")), qn("a:noFill"))
