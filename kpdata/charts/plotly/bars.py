"""Ranked bars: one row a category, from zero, with its value beside it."""

from __future__ import annotations

from collections.abc import Sequence

from kpdata.charts import theme
from kpdata.charts.chart import HIDDEN_MARK, LATE_MARK, UNKNOWN_MARK, Category, Mark, Value
from kpdata.charts.plotly.canvas import (
    LABEL_SIZE,
    SMALL,
    STATE_LOOKS,
    Canvas,
    Look,
    as_text,
    bar_trace,
    bold,
    broken,
    escaped,
    hatching,
    pixels,
    scatter_trace,
)
from kpdata.charts.values import comparison_words, mark_word
from kpdata.domain import State

_ROW = 26


_LINE = 16


# A row without a number gets a stub of this width: the same for all, so it tells nothing.
_STUB = 16


STATE_SIGNS = {State.HIDDEN: HIDDEN_MARK, State.UNKNOWN: UNKNOWN_MARK, State.LATE: LATE_MARK}


_MARK_COLOURS = {
    Mark.BETTER: theme.BETTER,
    Mark.WORSE: theme.WORSE,
    Mark.SIMILAR: theme.SIMILAR,
    Mark.HIGHER: theme.SEQUENTIAL[3],
    Mark.LOWER: theme.SEQUENTIAL[1],
}


def ranked(canvas: Canvas) -> None:
    chart = canvas.chart
    values = chart.series[0].values
    label_width, names, row_height = row_labels(canvas)
    low, high = extent(canvas, values)
    labels = [bar_label(value) for value in values]
    plot_width = max(canvas.width - label_width - 16, 120)
    every = canvas.whole.series[0].values
    span = _span(low, high, every, [bar_label(value) for value in every], plot_width)
    looks = [
        look_of(canvas, category, value) for category, value in zip(chart.categories, values, strict=True)
    ]
    rows = list(range(len(values)))
    stub = span * _STUB / plot_width
    starts, lengths = bar_extents(values, stub)
    canvas.plot_height = len(rows) * row_height + 8
    canvas.margins(left=label_width)
    add_bars(canvas, looks, rows, starts, lengths)
    _intervals(canvas, values, rows)
    _dotted_outlines(canvas, looks, starts, lengths, rows)
    ends = [max(right_end(value), stub if not value.is_known else 0.0) for value in values]
    canvas.annotations += [
        {
            "text": bold(label, category.own),
            "x": end,
            "y": row,
            "xanchor": "left",
            "xshift": 4,
            "showarrow": False,
            "bgcolor": "rgba(255,255,255,0.85)",
            "borderpad": 0,
            "font": {"size": LABEL_SIZE, "color": theme.TEXT},
        }
        for label, category, end, row in zip(labels, chart.categories, ends, rows, strict=True)
    ]
    _hover_points(canvas, ends, rows)
    canvas.layout |= {
        "barmode": "overlay",
        "bargap": 0.3,
        "xaxis": {
            "range": [low, low + span],
            "visible": False,
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(rows) - 0.4, -0.6],
            "tickvals": rows,
            "ticktext": names,
            "showgrid": False,
            "fixedrange": True,
        },
    }
    baseline(canvas)
    _benchmark_lines(canvas, plot_width, low, span)
    _mark_entries(canvas, values)


def row_labels(canvas: Canvas) -> tuple[float, list[str], int]:
    """Width of the names, the names wrapped (own ones bold) and the height of a row."""
    widest = min(0.42 * canvas.width, 240)
    every = [broken(c.name, int(widest / (LABEL_SIZE * 0.52))) for c in canvas.whole.categories]
    width = max(pixels(line) for parts in every for line in parts) * 1.08 + 14
    lines = [broken(c.name, int(widest / (LABEL_SIZE * 0.52))) for c in canvas.chart.categories]
    names = [
        bold("<br>".join(map(escaped, parts)), category.own)
        for parts, category in zip(lines, canvas.chart.categories, strict=True)
    ]
    return width, names, max(_ROW, max(map(len, lines)) * _LINE + 6)


def extent(canvas: Canvas, values: Sequence[Value]) -> tuple[float, float]:
    """The drawn range of the axis: from zero to the highest end, with benchmarks and intervals inside."""
    if canvas.whole is not canvas.chart:
        values = canvas.whole.series[0].values
    ends = [right_end(value) for value in values] + [b.value for b in canvas.chart.benchmarks]
    starts = [value.lower if value.lower is not None else value.value or 0.0 for value in values]
    high = max([*ends, 0.0])
    low = min([*starts, 0.0])
    if low < 0:
        # Room between the leftmost end and the names.
        low -= 0.02 * (high - low)
    return low, high if high > low else low + 1.0


def _span(
    low: float, high: float, values: Sequence[Value], labels: Sequence[str], plot_width: float
) -> float:
    """Length of the axis such that every label fits beside its bar."""
    span = (high - low) * 1.02
    for value, label in zip(values, labels, strict=True):
        stub = 0.0 if value.is_known else _STUB
        free = plot_width - pixels(label) * 1.1 - stub - 12
        span = max(span, (right_end(value) - low) / max(free / plot_width, 0.3))
    return span


def right_end(value: Value) -> float:
    """Where the label of a bar begins: past its value, range and interval; zero for a bar to the left."""
    return max([0.0, *(x for x in (value.value, value.high, value.upper) if x is not None)])


def bar_extents(values: Sequence[Value], stub: float) -> tuple[list[float], list[float]]:
    starts, lengths = [], []
    for value in values:
        if value.value is not None:
            starts.append(0.0)
            lengths.append(value.value)
        elif value.low is not None and value.high is not None:
            starts.append(value.low)
            lengths.append(value.high - value.low)
        else:
            starts.append(0.0)
            lengths.append(stub)
    return starts, lengths


def look_of(canvas: Canvas, category: Category, value: Value) -> Look:
    if value.state is not State.OK:
        return STATE_LOOKS[value.state]
    if value.mark:
        return Look(_MARK_COLOURS[value.mark], outline=_MARK_COLOURS[value.mark], width=0)
    some_own = any(c.own for c in canvas.chart.categories)
    colour = theme.FOCUS if category.own or not some_own else theme.CONTEXT
    return Look(colour, outline=colour, width=0)


def add_bars(
    canvas: Canvas,
    looks: Sequence[Look],
    along: Sequence[float],
    starts: Sequence[float],
    lengths: Sequence[float],
    *,
    upright: bool = False,
    widths: Sequence[float] | None = None,
) -> None:
    """One trace for each look: Plotly gives hatches their right colours only when a trace has one."""
    for look in dict.fromkeys(looks):
        chosen = [i for i, other in enumerate(looks) if other == look]
        places, ends = [along[i] for i in chosen], [lengths[i] for i in chosen]
        canvas.add(
            bar_trace(
                x=places if upright else ends,
                y=ends if upright else places,
                base=[starts[i] for i in chosen],
                # Left to itself, Plotly would widen the few bars of a trace until they meet each other.
                width=[widths[i] for i in chosen] if widths else (0.9 if upright else 0.7),
                orientation="v" if upright else "h",
                marker={
                    "color": look.colour,
                    "line": {"color": look.outline, "width": 0 if look.dash == "dot" else look.width},
                    "pattern": hatching(look),
                },
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _dotted_outlines(
    canvas: Canvas,
    looks: Sequence[Look],
    starts: Sequence[float],
    lengths: Sequence[float],
    rows: Sequence[int],
) -> None:
    """Plotly's bars have no dotted outline: planned ones get theirs as a shape."""
    for look, start, length, row in zip(looks, starts, lengths, rows, strict=True):
        if look.dash == "dot":
            canvas.shapes.append(
                {
                    "type": "rect",
                    "x0": start,
                    "x1": start + length,
                    "y0": row - 0.35,
                    "y1": row + 0.35,
                    "line": {"color": look.outline, "width": look.width, "dash": "dot"},
                }
            )


def _intervals(canvas: Canvas, values: Sequence[Value], rows: Sequence[int]) -> None:
    """The 95 % intervals, dark on a white rim so that they are seen on the bars too."""
    drawn = [
        (row, value)
        for row, value in zip(rows, values, strict=True)
        if value.value is not None and value.lower is not None and value.upper is not None
    ]
    if not drawn:
        return
    for colour, thickness in ((theme.WHITE, 3.6), (theme.OUTLINE, 1.6)):
        canvas.add(
            scatter_trace(
                x=[value.value for _, value in drawn],
                y=[row for row, _ in drawn],
                mode="markers",
                marker={"size": 1, "color": colour},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [(value.upper or 0.0) - (value.value or 0.0) for _, value in drawn],
                    "arrayminus": [(value.value or 0.0) - (value.lower or 0.0) for _, value in drawn],
                    "color": colour,
                    "thickness": thickness,
                    "width": 4,
                },
                hoverinfo="skip",
                showlegend=False,
            )
        )
    canvas.legend_text(f"├─┤ {canvas.t('95% interval')}")


def bar_label(value: Value) -> str:
    """The value beside a bar; a state is said in words, since there is room."""
    text = as_text(value)
    told = escaped(value.word)
    if not told or told == text:
        return text
    if value.is_known or value.state in STATE_SIGNS:
        return f"{text} {told}"
    return told


def _hover_points(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    chart = canvas.chart
    series = chart.series[0]
    canvas.add(
        scatter_trace(
            x=[x / 2 for x in xs],
            y=list(ys),
            mode="markers",
            marker={"size": 20, "opacity": 0, "color": theme.WHITE},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            hovertext=[
                hover_text(canvas, category, value)
                for category, value in zip(chart.categories, series.values, strict=True)
            ],
            hoverinfo="text",
            customdata=[category.key for category in chart.categories],
            showlegend=False,
        )
    )


def hover_text(canvas: Canvas, category: Category, value: Value) -> str:
    lines = [f"<b>{escaped(category.name)}</b>", escaped(f"{canvas.chart.measure}: {value.text}")]
    if value.mark:
        lines.append(escaped(f"{value.symbol} {comparison_words(value, canvas.chart.language)}"))
    return "<br>".join(lines)


def baseline(canvas: Canvas) -> None:
    canvas.shapes.append(
        {
            "type": "line",
            "x0": 0,
            "x1": 0,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"color": theme.OUTLINE, "width": 1},
            "layer": "below",
        }
    )


def _benchmark_lines(canvas: Canvas, plot_width: float, low: float, span: float) -> None:
    """A dashed line at each benchmark, its label above on the side where it fits."""
    for i, benchmark in enumerate(canvas.chart.benchmarks):
        label = f"{benchmark.name} {benchmark.shown}"
        at = (benchmark.value - low) / span * plot_width
        anchor = "center"
        if at + pixels(label, SMALL) / 2 > plot_width:
            anchor = "right"
        elif at - pixels(label, SMALL) / 2 < 0:
            anchor = "left"
        canvas.raise_top(20)
        canvas.shapes.append(
            {
                "type": "line",
                "x0": benchmark.value,
                "x1": benchmark.value,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": theme.TEXT, "width": 1.5, "dash": "dash" if i == 0 else "dot"},
            }
        )
        canvas.annotations.append(
            {
                "text": escaped(label),
                "x": benchmark.value,
                "y": 1,
                "yref": "paper",
                "xanchor": anchor,
                "yanchor": "bottom",
                "yshift": 20 * i,
                "showarrow": False,
                "font": {"size": SMALL, "color": theme.TEXT},
            }
        )


def _mark_entries(canvas: Canvas, values: Sequence[Value]) -> None:
    for mark in dict.fromkeys(value.mark for value in values if value.mark):
        if mark is not None:
            look = Look(_MARK_COLOURS[mark], outline=_MARK_COLOURS[mark])
            canvas.legend_entry(f"{mark.symbol} {mark_word(mark, canvas.chart.language)}", look)
