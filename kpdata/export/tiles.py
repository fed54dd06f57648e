"""A tile map as editable shapes on a slide: hexagons in one group, the legend in another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from kpdata.charts import theme
from kpdata.charts.chart import Category, Chart, Kind, Value
from kpdata.domain import State
from kpdata.export.native import Box, rgb, set_alt
from kpdata.i18n import texts

_LARGEST = int(Inches(1.1))
_NAMED = int(Inches(0.62))  # a tile this wide has room for a name and a value
_VALUED = int(Inches(0.4))
_SWATCH = int(Inches(0.26))


def add_tiles(shapes: Any, chart: Chart, box: Box) -> None:
    """Hexagons in one group that carries the alt text, and the legend right beside them."""
    left, top, width, height = box
    tiles = [(c, v) for c, v in zip(chart.categories, chart.series[0].values, strict=True) if c.x is not None]
    if not tiles:
        return
    legend_width = width // 4
    xs, ys = [c.x or 0.0 for c, _ in tiles], [c.y or 0.0 for c, _ in tiles]
    across, down = max(xs) - min(xs) + 1, max(ys) - min(ys) + 1.16
    scale = min((width - legend_width) / across, height / down, _LARGEST)
    map_width = int(across * scale)
    left += (width - legend_width - map_width) // 2
    group = shapes.add_group_shape()
    group.name = chart.measure or chart.title
    for category, value in tiles:
        centre_x = left + ((category.x or 0.0) - min(xs) + 0.5) * scale
        centre_y = top + (max(ys) - (category.y or 0.0) + 0.58) * scale
        tile = _hexagon(group.shapes, centre_x, centre_y, scale)
        tile.name = f"{category.name}: {value.text}"
        set_alt(tile, tile.name)
        code = _paint(tile, chart, value.state, value.group)
        tile.line.width = Pt(2.5 if category.own else 0.75)
        _write(tile, _lines(category, value, scale), code)
    set_alt(group, chart.alt)
    add_legend(shapes, chart, left + map_width + _SWATCH, top, legend_width)


def plain(shape: Any) -> Any:
    """The shape without what the theme adds: shadows, gradients, effects."""
    style = shape._element.find("{http://schemas.openxmlformats.org/presentationml/2006/main}style")
    if style is not None:
        shape._element.remove(style)
    return shape


def _lines(category: Category, value: Value, scale: float) -> list[tuple[str, int, bool]]:
    """Text of a tile with size and weight, as much as it has room for."""
    if scale >= _NAMED:
        name = category.short or category.name
        size = 10 if len(name) * 5.6 * 12_700 <= scale * 0.96 else 8
        return [(name, size, False), (value.shown, 11, True)]
    return [(value.shown, 9, True)] if scale >= _VALUED else []


def _hexagon(shapes: Any, x: float, y: float, scale: float) -> Any:
    """A pointy-top hexagon round a centre; neighbours touch at distance `scale`."""
    radius, half = scale / 3**0.5 * 0.97, scale / 2 * 0.97
    corners = [
        (half, -radius / 2),
        (half, radius / 2),
        (0, radius),
        (-half, radius / 2),
        (-half, -radius / 2),
    ]
    builder = shapes.build_freeform(int(x), int(y - radius), scale=1.0)
    builder.add_line_segments([(int(x + dx), int(y + dy)) for dx, dy in corners], close=True)
    return plain(builder.convert_to_shape())


def _paint(shape: Any, chart: Chart, state: State, group: int | None) -> str:
    """Fill and outline of a tile by its state, as on screen; the colour its text stands on."""
    shape.line.color.rgb = rgb(theme.OUTLINE)
    if group is not None:
        code = class_colour(chart, group)
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(code)
        return code
    if state in {State.HIDDEN, State.NOT_MAPPED}:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb, shape.fill.back_color.rgb = rgb(theme.MASK), rgb(theme.WHITE)
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(theme.WHITE)
        if state is State.PLANNED:
            shape.line.dash_style = MSO_LINE.ROUND_DOT
    return theme.WHITE


def class_colour(chart: Chart, group: int) -> str:
    """The colour of class 1 … k, from light to dark; statuses of a matrix have their own."""
    colours: tuple[str, ...] = theme.SEQUENTIAL
    if chart.kind is Kind.MATRIX:
        colours = theme.STATUS[min(max(len(chart.classes), 1), max(theme.STATUS))]
    return colours[max(0, min(group, len(colours)) - 1)]


def _write(shape: Any, lines: Sequence[tuple[str, int, bool]], code: str) -> None:
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.word_wrap = False
    for number, (line, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.alignment = PP_ALIGN.CENTER
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.color.rgb = rgb(theme.text_on(code))


def add_legend(shapes: Any, chart: Chart, left: int, top: int, width: int, *, across: bool = False) -> None:
    """The classes and states that are present, one below the other or side by side."""
    entries = legend_entries(chart)
    if not entries:
        return
    group = shapes.add_group_shape()
    group.name = texts(chart.language)("Legend")
    set_alt(group, ", ".join(label for *_, label in entries))
    labels = [label for *_, label in entries]
    column = width - int(_SWATCH * 2.3)
    places = (
        _across(labels, width)
        if across
        else [(0, k * int(_SWATCH * 1.5), column) for k in range(len(labels))]
    )
    for (state, colour_class, label), (right, down, room) in zip(entries, places, strict=True):
        x, y = left + right, top + down
        swatch = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(x), Emu(y), Emu(_SWATCH), Emu(_SWATCH))
        _paint(plain(swatch), chart, state, colour_class)
        swatch.line.width = Pt(0.75)
        text = group.shapes.add_textbox(
            Emu(x + int(_SWATCH * 1.3)), Emu(y), Emu(room), Emu(_SWATCH)
        ).text_frame
        text.margin_left = text.margin_right = text.margin_top = text.margin_bottom = 0
        text.word_wrap = True
        text.vertical_anchor = MSO_ANCHOR.MIDDLE
        text.text = label
        text.paragraphs[0].alignment = PP_ALIGN.LEFT
        text.paragraphs[0].font.size = Pt(12)
        text.paragraphs[0].font.color.rgb = rgb(theme.TEXT)


def legend_height(chart: Chart, width: int) -> int:
    """How high a legend side by side becomes."""
    places = _across([label for *_, label in legend_entries(chart)], width)
    return places[-1][1] + int(_SWATCH * 1.5) if places else 0


def _across(labels: Sequence[str], width: int) -> list[tuple[int, int, int]]:
    """Left, top and room for the text of entries side by side, on as many lines as they need."""
    places = []
    x = y = 0
    for label in labels:
        room = int(_SWATCH * 0.6 + len(label) * 7 * 12_700)
        if x > 0 and x + int(_SWATCH * 1.3) + room > width:
            x, y = 0, y + int(_SWATCH * 1.4)
        places.append((x, y, room))
        x += int(_SWATCH * 1.3) + room
    return places


def legend_entries(chart: Chart) -> list[tuple[State, int | None, str]]:
    """State, colour class and label of what is present: classes from the highest down, then states."""
    groups = sorted({value.group for value in chart.values if value.group is not None}, reverse=True)
    entries: list[tuple[State, int | None, str]] = [
        (State.OK, group, f"{chart.classes[group - 1].symbol} {chart.classes[group - 1].label}".strip())
        for group in groups
        if group <= len(chart.classes) and chart.classes[group - 1].label
    ]
    seen = {value.state: value.word for value in chart.values if value.group is None and value.word}
    return entries + [(state, None, seen[state]) for state in State if state in seen]
