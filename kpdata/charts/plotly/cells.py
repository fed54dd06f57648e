"""Cells of a table (heat table, week clock, matrix) and hexagons of a tile map: one way to draw both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpdata.charts import formats, theme
from kpdata.charts.chart import HIDDEN_MARK, LATE_MARK, UNKNOWN_MARK, Category, Chart, Kind, Value
from kpdata.charts.plotly.canvas import (
    LABEL_SIZE,
    MOST_LINES,
    SMALL,
    STATE_LOOKS,
    Canvas,
    Look,
    as_text,
    bold,
    broken,
    escaped,
    hatching,
    pixels,
    scatter_trace,
)
from kpdata.charts.values import comparison_words, mark_word
from kpdata.domain import State

_ROW = 34
_MOST_WIDE_ROWS = 16
_WIDE_CELL = 52
_SYMBOL_SIZE = 17
# Numbers beside a symbol are as large as it; words are as small as labels.
_SHORT = 3
_LINE = 16
_MANY_COLUMNS = 6
_FEW_COLUMNS = 4
_NAMED_TILE = 40
_SIGN_TILE = 15
# The order of looks: classes, then states.
_STATES = 100
# What the names of rows take of the width of a slide at most.
NAMES_ON_SLIDE = 0.38
_TALLEST = 620


@dataclass(frozen=True, slots=True)
class _Shape:
    """A polygon with the value it stands for."""

    corners: tuple[tuple[float, float], ...]
    centre: tuple[float, float]
    look: Look
    name: str
    order: int


def cell_table(canvas: Canvas) -> None:
    """Draw rows × columns as filled cells with their text; headings above, row names on the left."""
    chart = canvas.chart
    rows, columns = len(chart.categories), len(chart.series)
    widest = min(0.42 * canvas.width, 170 if columns >= _MANY_COLUMNS else 210)
    label_width = min(0.55 * canvas.width, 400) if columns <= _FEW_COLUMNS else widest
    if canvas.room:
        label_width = min(label_width, NAMES_ON_SLIDE * canvas.width)
    room = int(label_width / (LABEL_SIZE * 0.5))
    names = [broken(_row_name(category), room, MOST_LINES) for category in chart.categories]
    # Many rows stand closer, so that a county's municipalities are seen at once.
    least = 26 if chart.kind is Kind.WEEK else _ROW if rows <= _MOST_WIDE_ROWS else 24
    every = (broken(_row_name(category), room, MOST_LINES) for category in canvas.whole.categories)
    label_width = min(label_width, max(pixels(line) for lines in every for line in lines) + 16)
    cell_width = (canvas.width - label_width - 16) / columns
    if chart.kind is Kind.MATRIX:
        size = LABEL_SIZE if any(len(value.beside) > _SHORT for value in chart.values) else _SYMBOL_SIZE
    else:
        size = SMALL if canvas.room else LABEL_SIZE if cell_width >= _WIDE_CELL else 11
    labels = [_cell_text(chart, value, cell_width, size) for value in chart.values]
    if canvas.room:
        least = max(min(least, 25), (max(label.count("<br>") for label in labels) + 1) * _LINE + 4)
    row_height = max(least, max(map(len, names)) * _LINE + 8)
    headings, angle, heading_height = _headings(canvas, cell_width)
    canvas.raise_top(heading_height + 6)
    canvas.margins(left=label_width)
    canvas.plot_height = rows * row_height
    canvas.layout |= {
        "xaxis": {
            "range": [0, columns],
            "side": "top",
            "tickvals": [i + 0.5 for i in range(columns)],
            "ticktext": headings,
            "tickangle": angle,
            "showgrid": False,
            "fixedrange": True,
            "tickfont": {"size": _heading_size(canvas, cell_width)},
        },
        "yaxis": {
            "range": [rows, 0],
            "tickvals": [i + 0.5 for i in range(rows)],
            "ticktext": [
                bold("<br>".join(map(escaped, lines)), category.own)
                for lines, category in zip(names, chart.categories, strict=True)
            ],
            "showgrid": False,
            "fixedrange": True,
        },
    }
    shapes = [
        _shape(canvas, value, ((c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1)), (c + 0.5, r + 0.5))
        for c, series in enumerate(chart.series)
        for r, value in enumerate(series.values)
    ]
    _polygons(canvas, shapes)
    _labels(canvas, shapes, labels, size)
    mark_legend(canvas)
    _hover(canvas, shapes, [_cell_hover(chart, c, r) for c in range(columns) for r in range(rows)])
    _frames(canvas)


def tiles(canvas: Canvas) -> None:
    """Draw areas as hexagons, named where names fit; else names are on hover and in the table."""
    chart = canvas.chart
    series = chart.series[0]
    xs = [category.x or 0.0 for category in chart.categories]
    ys = [category.y or 0.0 for category in chart.categories]
    across, down = max(xs) - min(xs) + 1.0, max(ys) - min(ys) + 2 / math.sqrt(3)
    tile = min((canvas.width - 24) / across, 88.0, (canvas.room or _TALLEST) / down)
    canvas.plot_height = canvas.room or max(down * tile, 120)
    canvas.layout |= {
        "xaxis": {
            "range": [min(xs) - 0.52, max(xs) + 0.52],
            "visible": False,
            "fixedrange": True,
            "constrain": "domain",
        },
        "yaxis": {
            "range": [min(ys) - 0.6, max(ys) + 0.6],
            "visible": False,
            "fixedrange": True,
            "scaleanchor": "x",
            "constrain": "domain",
        },
    }
    shapes = [
        _shape(canvas, value, _hexagon(x, y), (x, y))
        for x, y, value in zip(xs, ys, series.values, strict=True)
    ]
    _polygons(canvas, shapes)
    _own_outlines(canvas, shapes)
    labels = [
        _tile_value(value, tile) if canvas.room else _tile_text(category, value, tile)
        for category, value in zip(chart.categories, series.values, strict=True)
    ]
    _labels(canvas, shapes, labels, canvas.type_size(12 if tile >= 60 else 10))
    mark_legend(canvas)
    if canvas.room:
        _names_beside(canvas, canvas.room)
    hovers = [
        f"<b>{escaped(category.name)}</b><br>{escaped(series.name)}: {escaped(value.text)}"
        for category, value in zip(chart.categories, series.values, strict=True)
    ]
    _hover(canvas, shapes, hovers, keys=[category.key for category in chart.categories], size=tile * 0.8)


def _shape(
    canvas: Canvas,
    value: Value,
    corners: tuple[tuple[float, float], ...],
    centre: tuple[float, float],
) -> _Shape:
    look, name, order = look_of(canvas, value)
    return _Shape(corners, centre, look, name, order)


def look_of(canvas: Canvas, value: Value) -> tuple[Look, str, int]:
    """The look of a value: its class, else its state, else plain; its name in the legend and place there."""
    chart = canvas.chart
    if value.group is not None and value.group <= len(chart.classes) and value.state is State.OK:
        colours = _status_colours(chart) if chart.kind is Kind.MATRIX else theme.SEQUENTIAL
        colour = chart.classes[value.group - 1]
        name = f"{colour.symbol} {colour.label}".strip()
        outline = theme.WHITE if chart.kind in {Kind.HEAT, Kind.WEEK} else theme.OUTLINE
        look = Look(
            colours[min(value.group, len(colours)) - 1],
            outline=outline,
            width=2 if outline == theme.WHITE else 1,
        )
        return look, name, value.group
    look = STATE_LOOKS[value.state]
    if value.state is State.OK:
        # Plain cells are drawn first: their light border must not cut that of a status.
        return look, "", 0
    if chart.kind is Kind.WEEK:
        name = value.word
    elif chart.kind is Kind.MATRIX and value.shown == UNKNOWN_MARK:
        name = f"{UNKNOWN_MARK} {value.word}"
    else:
        name = canvas.state_name(value.state)
    return look, name, _STATES + list(State).index(value.state)


def _polygons(canvas: Canvas, shapes: Sequence[_Shape]) -> None:
    """One trace for each look, so that the legend holds exactly what is present."""
    grouped: dict[tuple[int, str, Look], list[_Shape]] = {}
    for shape in shapes:
        grouped.setdefault((shape.order, shape.name, shape.look), []).append(shape)
    for order, name, look in sorted(grouped, key=lambda key: (key[0], key[1])):
        xs: list[float | None] = []
        ys: list[float | None] = []
        for shape in grouped[order, name, look]:
            for x, y in (*shape.corners, shape.corners[0]):
                xs.append(round(x, 4))
                ys.append(round(y, 4))
            xs.append(None)
            ys.append(None)
        canvas.add(
            scatter_trace(
                x=xs,
                y=ys,
                mode="lines",
                fill="toself",
                fillcolor=look.colour,
                fillpattern=hatching(look),
                line={"color": look.outline, "width": look.width, "dash": look.dash},
                hoverinfo="skip",
                showlegend=False,
            )
        )
        swatch = replace(look, outline=look.colour) if look.outline == theme.WHITE else look
        if not (canvas.room and canvas.chart.kind is Kind.HEAT and order < _STATES):
            # The cells of a heat table hold their numbers: a slide has no room to name its colours too.
            canvas.legend_entry(name, swatch)


def _labels(canvas: Canvas, shapes: Sequence[_Shape], labels: Sequence[str], size: int) -> None:
    """Texts on the shapes; on a hatched one with a plain ground behind the text, or it cannot be read."""
    plain = [
        (shape, label) for shape, label in zip(shapes, labels, strict=True) if label and not shape.look.hatch
    ]
    if plain:
        canvas.add(
            scatter_trace(
                x=[shape.centre[0] for shape, _ in plain],
                y=[shape.centre[1] for shape, _ in plain],
                mode="text",
                text=[label for _, label in plain],
                textfont={"size": size, "color": [shape.look.text for shape, _ in plain]},
                hoverinfo="skip",
                showlegend=False,
                cliponaxis=False,
            )
        )
    canvas.annotations += [
        {
            "text": label,
            "x": shape.centre[0],
            "y": shape.centre[1],
            "showarrow": False,
            "bgcolor": shape.look.colour,
            "borderpad": 0,
            "font": {"size": size, "color": shape.look.text},
        }
        for shape, label in zip(shapes, labels, strict=True)
        if label and shape.look.hatch
    ]


def _hover(
    canvas: Canvas,
    shapes: Sequence[_Shape],
    hovers: Sequence[str],
    *,
    keys: Sequence[str] | None = None,
    size: float = 24,
) -> None:
    """Invisible points that carry the hover text and, with `keys`, the selection."""
    canvas.add(
        scatter_trace(
            x=[shape.centre[0] for shape in shapes],
            y=[shape.centre[1] for shape in shapes],
            mode="markers",
            marker={"size": size, "opacity": 0, "color": theme.WHITE},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            hovertext=list(hovers),
            hoverinfo="text",
            customdata=list(keys) if keys else None,
            showlegend=False,
        )
    )


def _own_outlines(canvas: Canvas, shapes: Sequence[_Shape]) -> None:
    """A heavy outline round the own tiles, when not all are."""
    own = [shape for shape, category in zip(shapes, canvas.chart.categories, strict=True) if category.own]
    if not own or len(own) == len(shapes):
        return
    xs: list[float | None] = []
    ys: list[float | None] = []
    for shape in own:
        for x, y in (*shape.corners, shape.corners[0]):
            xs.append(round(x, 4))
            ys.append(round(y, 4))
        xs.append(None)
        ys.append(None)
    canvas.add(
        scatter_trace(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": theme.TEXT, "width": 3.5},
            hoverinfo="skip",
            showlegend=False,
        )
    )


def _hexagon(x: float, y: float) -> tuple[tuple[float, float], ...]:
    """Corners of a pointy-top hexagon of width 1."""
    radius = 1 / math.sqrt(3)
    angles = (math.radians(60 * k + 30) for k in range(6))
    return tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles)


def _tile_text(category: Category, value: Value, tile: float) -> str:
    """Name and value where the tile is wide enough; else nothing."""
    if tile < _NAMED_TILE:
        return (
            value.shown
            if value.shown in {HIDDEN_MARK, UNKNOWN_MARK, LATE_MARK} and tile >= _SIGN_TILE
            else ""
        )
    size = 12 if tile >= 60 else 10
    room = int(0.9 * tile / (size * 0.52))
    name = category.short or category.name
    if len(name) > room:
        name = name[: room - 1].rstrip(" -") + "."
    return f"{bold(escaped(name), category.own)}<br>{as_text(value, in_cell=True)}"


def _tile_value(value: Value, tile: float) -> str:
    """On a slide: the value alone, where it fits; the names stand beside the map."""
    return as_text(value) if pixels(value.shown, SMALL) <= 0.92 * tile else ""


def _names_beside(canvas: Canvas, room: float) -> None:
    """On a slide, left of the tiles: the own areas, then the highest ones, by name."""
    series = canvas.chart.series[0]
    found = [(c, v) for c, v in zip(canvas.chart.categories, series.values, strict=True)]
    all_own = all(category.own for category, _ in found)
    own = [(c, v) for c, v in found if c.own and not all_own]
    others = [(c, v) for c, v in found if v.is_known and (c, v) not in own]
    others.sort(key=lambda pair: -(pair[1].value if pair[1].value is not None else pair[1].low or 0.0))
    lines = [f"<b>{escaped(c.name)} {as_text(v)}</b>" for c, v in own]
    lines += [f"{escaped(c.name)} {as_text(v)}" for c, v in others]
    lines = lines[: max(int((room - 8) / (SMALL * 1.3)) - 2, 1)]
    if not lines:
        return
    lines = [escaped(canvas.t("Highest")), *lines] if not own else lines
    canvas.margins(
        left=max(pixels(line.replace("<b>", "").replace("</b>", ""), SMALL) for line in lines) + 24
    )
    canvas.annotations.append(
        {
            "text": "<br>".join(lines),
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "right",
            "yanchor": "top",
            "xshift": -14,
            "align": "left",
            "showarrow": False,
            "font": {"size": SMALL, "color": theme.TEXT},
        }
    )


def _row_name(category: Category) -> str:
    return category.name if category.unit == "%" else formats.with_unit(category.name, category.unit)


def _headings(canvas: Canvas, cell_width: float) -> tuple[list[str], int, float]:
    """Headings of the columns, wrapped; turned upright when the cells are too narrow. With their height."""
    series = canvas.chart.series
    names = [s.name if s.unit == "%" else formats.with_unit(s.name, s.unit) for s in series]
    size = _heading_size(canvas, cell_width)
    room = int((cell_width - 4) / (size * 0.52))
    words = [word for name in names for word in name.replace("-", "- ").split()]
    if max(map(len, words)) <= room and max(pixels(word, size) for word in words) <= cell_width - 6:
        lines = [broken(name, room, MOST_LINES) for name in names]
        height, angle = max(map(len, lines)) * size * 1.3, 0
    else:
        most = max(1, min(4, int(cell_width / (size * 1.3))))
        room = max(24, *(round(1.3 * len(name) / most) for name in names))
        lines = [broken(name, room, most) for name in names]
        height, angle = max(pixels(line, size) for parts in lines for line in parts) + 6, -90
    texts = [bold("<br>".join(map(escaped, parts)), s.own) for parts, s in zip(lines, series, strict=True)]
    return texts, angle, height


def _heading_size(canvas: Canvas, cell_width: float) -> int:
    if canvas.room:
        return SMALL
    return 11 if cell_width < 60 else SMALL if cell_width < 80 else LABEL_SIZE


def _cell_text(chart: Chart, value: Value, width: float, size: int) -> str:
    """The shown text; in a narrow cell broken at its dash or space."""
    if chart.kind is Kind.MATRIX and value.group is not None:
        symbol = chart.classes[value.group - 1].symbol or value.shown
        both = f"{symbol}{formats.NBSP}{value.beside}" if value.beside else symbol
        return escaped(both if pixels(both, size) <= width - 4 else symbol)
    text = as_text(value, in_cell=True)
    if pixels(text, size) * 1.08 <= width - 4:
        return text
    for mark in (formats.EN_DASH, " "):
        if mark in text:
            head, _, tail = text.partition(mark)
            return f"{head}{mark.strip()}<br>{tail}"
    head, _, tail = text.rpartition(formats.NBSP)
    return f"{head}<br>{tail}" if value.mark else text


def _cell_hover(chart: Chart, column: int, row: int) -> str:
    series, category = chart.series[column], chart.categories[row]
    value = series.values[row]
    lines = [f"<b>{escaped(category.name)}</b> · {escaped(series.name)}", escaped(value.text)]
    if value.mark:
        lines.append(escaped(f"{value.symbol} {comparison_words(value, chart.language)}"))
    return "<br>".join(lines)


def mark_legend(canvas: Canvas) -> None:
    """The words of the marks that are present, each beginning with its symbol."""
    for mark in dict.fromkeys(value.mark for value in canvas.chart.values if value.mark):
        if mark is not None:
            canvas.legend_text(f"{mark.symbol} {mark_word(mark, canvas.chart.language)}")


def _frames(canvas: Canvas) -> None:
    canvas.shapes += [
        {
            "type": "rect",
            "x0": frame.first_series,
            "x1": frame.last_series + 1,
            "y0": frame.first_category,
            "y1": frame.last_category + 1,
            "line": {"color": theme.WORSE, "width": 3},
            "layer": "above",
        }
        for frame in canvas.chart.frames
    ]


def _status_colours(chart: Chart) -> tuple[str, ...]:
    return theme.STATUS[min(max(len(chart.classes), 1), max(theme.STATUS))]
