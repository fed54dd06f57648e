"""Points: scatter of two indicators, and the spine chart of one or two areas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpdata.charts import formats, theme
from kpdata.charts.chart import Category, Series, Spread, Value
from kpdata.charts.plane import meet
from kpdata.charts.plotly.canvas import (
    LABEL_SIZE,
    SMALL,
    Canvas,
    Look,
    Trace,
    as_text,
    bar_trace,
    broken,
    escaped,
    pixels,
    scatter_trace,
)

_SCATTER_HEIGHT = 400
_ROW = 38
# On a slide.
_LOW_ROW = 34
_MOST_NAMED = 8

_OWN_COLOURS = theme.TWO_SERIES
_OWN_SYMBOLS = ("circle", "diamond")
_OWN_SIGNS = ("●", "◆")


def scatter(canvas: Canvas) -> None:
    """Draw the areas with both numbers; own ones dark and named, then the outermost others as they fit."""
    chart = canvas.chart
    across, up = chart.series
    points = [
        (category, x, y)
        for category, x, y in zip(chart.categories, across.values, up.values, strict=True)
        if x.value is not None and y.value is not None
    ]
    x_range = _axis_range([x.value for _, x, _ in points])
    y_range = _axis_range([y.value for _, _, y in points])
    canvas.plot_height = canvas.room or _SCATTER_HEIGHT
    for own in (False, True):
        group = [point for point in points if point[0].own is own]
        if group:
            canvas.add(_cloud(group, across, up, own=own))
    _name_points(canvas, points, x_range, y_range)
    canvas.margins(left=64)
    canvas.drop_bottom(54)
    canvas.layout |= {
        "xaxis": {
            "range": x_range,
            "title": {"text": _axis_title(across, canvas.width - 100)},
            "ticksuffix": _suffix(across, chart.language),
            "tickformat": ",~f",
            "nticks": 6,
            "fixedrange": True,
            "showline": True,
        },
        "yaxis": {
            "range": y_range,
            "title": {"text": _axis_title(up, canvas.plot_height)},
            "ticksuffix": _suffix(up, chart.language),
            "tickformat": ",~f",
            "nticks": 6,
            "fixedrange": True,
            "showline": True,
        },
    }


_Point = tuple[Category, Value, Value]


def _cloud(points: Sequence[_Point], across: Series, up: Series, *, own: bool) -> Trace:
    return scatter_trace(
        x=[x.value for _, x, _ in points],
        y=[y.value for _, _, y in points],
        mode="markers",
        marker={
            "size": 13 if own else 10,
            "color": theme.FOCUS if own else "#9FC3E5",
            "line": {"color": theme.WHITE if own else "#5B7A94", "width": 1},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        hovertext=[
            f"<b>{escaped(category.name)}</b><br>{escaped(across.name)}: {escaped(x.text)}"
            f"<br>{escaped(up.name)}: {escaped(y.text)}"
            for category, x, y in points
        ],
        hoverinfo="text",
        customdata=[category.key for category, _, _ in points],
        showlegend=False,
    )


def _axis_range(numbers: Sequence[float | None]) -> list[float]:
    known = [number for number in numbers if number is not None]
    if not known:
        return [0.0, 1.0]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    pad = 0.06 * ((high - low) or 1.0)
    return [low - pad, high + pad]


def _axis_title(series: Series, room: float) -> str:
    name = series.name if series.unit == "%" else formats.with_unit(series.name, series.unit)
    return "<br>".join(escaped(line) for line in broken(name, int(room / (LABEL_SIZE * 0.5)), 3))


def _suffix(series: Series, language: str) -> str:
    if series.unit != "%":
        return ""
    return "%" if language == "en" else "\u00a0%"


def _name_points(
    canvas: Canvas, points: Sequence[_Point], x_range: Sequence[float], y_range: Sequence[float]
) -> None:
    """Names beside the points, placed where they meet neither each other nor another point."""
    width, height = canvas.width - 90.0, canvas.plot_height

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            (x - x_range[0]) / (x_range[1] - x_range[0]) * width,
            (y_range[1] - y) / (y_range[1] - y_range[0]) * height,
        )

    spots = {category.key: place(x.value or 0.0, y.value or 0.0) for category, x, y in points}
    own = [category for category, _, _ in points if category.own]
    outer = _outermost(points)
    taken: list[tuple[float, float, float, float]] = []
    for category in [*own, *outer][: len(own) + _MOST_NAMED]:
        x, y = spots[category.key]
        length = pixels(category.name) + 8
        boxes = {
            ("left", "middle", 9): (x + 8, y - 8, x + 8 + length, y + 8),
            ("right", "middle", -9): (x - 8 - length, y - 8, x - 8, y + 8),
            ("center", "bottom", 0): (x - length / 2, y - 24, x + length / 2, y - 8),
            ("center", "top", 0): (x - length / 2, y + 8, x + length / 2, y + 24),
        }
        free = [
            (side, box)
            for side, box in boxes.items()
            if box[0] >= 0
            and box[2] <= width
            and box[1] >= 0
            and box[3] <= height
            and not any(meet(box, other) for other in taken)
            and not any(
                meet(box, (px - 6, py - 6, px + 6, py + 6))
                for key, (px, py) in spots.items()
                if key != category.key
            )
        ]
        if not free and not category.own:
            continue
        # An own name that meets others still stays inside the figure.
        inside = [(side, box) for side, box in boxes.items() if box[0] >= 0 and box[2] <= width]
        side, box = (free or inside or list(boxes.items()))[0]
        taken.append(box)
        point = next(p for p in points if p[0].key == category.key)
        canvas.annotations.append(
            {
                "text": f"<b>{escaped(category.name)}</b>" if category.own else escaped(category.name),
                "x": point[1].value,
                "y": point[2].value,
                "xanchor": side[0],
                "yanchor": side[1],
                "xshift": side[2],
                "yshift": {"bottom": 7, "top": -7}.get(side[1], 0),
                "showarrow": False,
                "font": {"size": LABEL_SIZE if category.own else SMALL, "color": theme.TEXT},
            }
        )


def _outermost(points: Sequence[_Point]) -> list[Category]:
    """Areas at the edges of the cloud, not own, each once."""
    others = [point for point in points if not point[0].own]
    if not others:
        return []
    by_x = sorted(others, key=lambda p: p[1].value or 0.0)
    by_y = sorted(others, key=lambda p: p[2].value or 0.0)
    picked = [by_x[-1], by_y[-1], by_x[0], by_y[0], *by_x[-2:-1], *by_y[-2:-1], *by_x[1:2], *by_y[1:2]]
    return list({category.key: category for category, _, _ in picked}.values())


def spine(canvas: Canvas) -> None:
    """Draw each indicator on its own scale: the benchmark in the middle, the better side on the right."""
    chart = canvas.chart
    rows = list(range(len(chart.categories)))
    label_width, names, row_height = _spine_labels(canvas)
    texts = [_row_values(canvas, row) for row in rows]
    value_width = max((pixels(_longest(text), SMALL) for text in texts), default=40) * 1.1 + 18
    spreads = [category.spread for category in chart.categories]
    for low, high, look in (
        ("lowest", "highest", Look("#E6E6E6", outline="#E6E6E6")),
        ("lower_quartile", "upper_quartile", Look("#BFBFBF", outline="#BFBFBF")),
    ):
        starts = [_position(s, getattr(s, low)) for s in spreads]
        ends = [_position(s, getattr(s, high)) for s in spreads]
        canvas.add(
            bar_trace(
                x=[end - start for start, end in zip(starts, ends, strict=True)],
                y=rows,
                base=starts,
                orientation="h",
                width=0.46,
                marker={"color": look.colour, "line": {"width": 0}},
                hoverinfo="skip",
                showlegend=False,
            )
        )
    _middle_line(canvas)
    for i, series in enumerate(chart.series):
        _own_points(canvas, series, i)
    canvas.plot_height = len(rows) * row_height + 8
    canvas.raise_top(20)
    canvas.margins(left=label_width, right=value_width)
    canvas.layout |= {
        "barmode": "overlay",
        "xaxis": {"range": [-1.08, 1.08], "visible": False, "fixedrange": True},
        "yaxis": {
            "range": [len(rows) - 0.4, -0.6],
            "tickvals": rows,
            "ticktext": names,
            "showgrid": False,
            "fixedrange": True,
        },
    }
    for row, text in zip(rows, texts, strict=True):
        canvas.annotations.append(
            {
                "text": text,
                "x": 1,
                "xref": "paper",
                "y": row,
                "xanchor": "left",
                "xshift": 8,
                "align": "left",
                "showarrow": False,
                "font": {"size": SMALL, "color": theme.TEXT},
            }
        )
    if any(category.spread and category.spread.flipped for category in chart.categories):
        canvas.legend_text(canvas.t("↔ lower is better: turned round"))


def _spine_labels(canvas: Canvas) -> tuple[float, list[str], int]:
    widest = min(0.4 * canvas.width, 230)
    lines = []
    for category in canvas.chart.categories:
        name = category.name if category.unit == "%" else formats.with_unit(category.name, category.unit)
        flipped = " ↔" if category.spread and category.spread.flipped else ""
        lines.append(broken(name + flipped, int(widest / (LABEL_SIZE * 0.52))))
    width = max(pixels(line) for parts in lines for line in parts) * 1.08 + 14
    most = max(map(len, lines))
    height = max(_ROW, most * 16 + 8) if canvas.room is None else max(_LOW_ROW, most * 15 + 4)
    return width, ["<br>".join(map(escaped, parts)) for parts in lines], height


def _row_values(canvas: Canvas, row: int) -> str:
    """The own values of a row in bold, the benchmark's below them."""
    chart = canvas.chart
    own = " ".join(
        f'<span style="color:{colour}">{sign}</span> <b>{as_text(series.values[row], in_cell=True)}</b>'
        for series, colour, sign in zip(chart.series, _OWN_COLOURS, _OWN_SIGNS, strict=False)
    )
    spread = chart.categories[row].spread
    benchmark = chart.benchmarks[0].name if chart.benchmarks else ""
    return f"{own}<br>{escaped(benchmark)} {escaped(spread.benchmark_shown)}" if spread else own


def _longest(text: str) -> str:
    return max(re.sub(r"<(?!br)[^>]*>", "", text).split("<br>"), key=len)


def _position(spread: Spread | None, value: float) -> float:
    return 0.0 if spread is None else spread.place(value)


def _middle_line(canvas: Canvas) -> None:
    canvas.shapes.append(
        {
            "type": "line",
            "x0": 0,
            "x1": 0,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": theme.TEXT, "width": 2},
        }
    )
    for benchmark in canvas.chart.benchmarks:
        canvas.annotations.append(
            {
                "text": escaped(benchmark.name),
                "x": 0,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": SMALL, "color": theme.TEXT},
            }
        )


def _own_points(canvas: Canvas, series: Series, index: int) -> None:
    chart = canvas.chart
    known = [
        (row, category, value)
        for row, (category, value) in enumerate(zip(chart.categories, series.values, strict=True))
        if value.value is not None and category.spread is not None
    ]
    canvas.add(
        scatter_trace(
            x=[_position(category.spread, value.value or 0.0) for _, category, value in known],
            y=[row for row, _, _ in known],
            mode="markers",
            marker={
                "size": 14,
                "symbol": _OWN_SYMBOLS[index % 2],
                "color": _OWN_COLOURS[index % 2],
                "line": {"color": theme.WHITE, "width": 1.5},
            },
            name=escaped(series.name),
            # The title of a slide names the one area that is drawn.
            showlegend=canvas.room is None or len(chart.series) > 1,
            hovertext=[_spine_hover(canvas, series, category, value) for _, category, value in known],
            hoverinfo="text",
            cliponaxis=False,
        )
    )


def _spine_hover(canvas: Canvas, series: Series, category: Category, value: Value) -> str:
    spread = category.spread
    lines = [f"<b>{escaped(category.name)}</b>", f"{escaped(series.name)}: {escaped(value.text)}"]
    if spread is not None:
        benchmark = canvas.chart.benchmarks[0].name if canvas.chart.benchmarks else ""
        lines.append(escaped(f"{benchmark}: {spread.benchmark_shown}"))
        lines.append(escaped(f"{spread.lowest_shown}–{spread.highest_shown}"))
    return "<br>".join(lines)
