"""Bars: ranked, and stacked or diverging parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpdata.charts import theme
from kpdata.charts.chart import HIDDEN_MARK, LATE_MARK, UNKNOWN_MARK, Category, Kind, Mark, Value
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

# More rows than this cannot be read one by one: they are drawn as a profile, the own ones named.
MOST_ROWS = 60
_PROFILE_HEIGHT = 260

# A row without a number gets a stub of this width: the same for all, so it tells nothing.
_STUB = 16

_STATE_SIGNS = {State.HIDDEN: HIDDEN_MARK, State.UNKNOWN: UNKNOWN_MARK, State.LATE: LATE_MARK}

_MARK_COLOURS = {
    Mark.BETTER: theme.BETTER,
    Mark.WORSE: theme.WORSE,
    Mark.SIMILAR: theme.SIMILAR,
    Mark.HIGHER: theme.SEQUENTIAL[3],
    Mark.LOWER: theme.SEQUENTIAL[1],
}


def bars(canvas: Canvas) -> None:
    """Draw one bar a category from zero, its value beside it and the benchmark as a line across."""
    if len(canvas.chart.categories) > MOST_ROWS:
        _profile(canvas)
    else:
        _ranked(canvas)


def _ranked(canvas: Canvas) -> None:
    chart = canvas.chart
    values = chart.series[0].values
    label_width, names, row_height = _row_labels(canvas)
    low, high = _extent(canvas, values)
    labels = [_bar_label(value) for value in values]
    plot_width = max(canvas.width - label_width - 16, 120)
    span = _span(low, high, values, labels, plot_width)
    looks = [_look(canvas, category, value) for category, value in zip(chart.categories, values, strict=True)]
    rows = list(range(len(values)))
    stub = span * _STUB / plot_width
    starts, lengths = _bar_extents(values, stub)
    canvas.plot_height = len(rows) * row_height + 8
    canvas.margins(left=label_width)
    _add_bars(canvas, looks, rows, starts, lengths)
    _intervals(canvas, values, rows)
    _dotted_outlines(canvas, looks, starts, lengths, rows)
    ends = [max(_right_end(value), stub if not value.is_known else 0.0) for value in values]
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
    _baseline(canvas)
    _benchmark_lines(canvas, plot_width, low, span)
    _mark_entries(canvas, values)


def _row_labels(canvas: Canvas) -> tuple[float, list[str], int]:
    """Width of the names, the names wrapped (own ones bold) and the height of a row."""
    widest = min(0.42 * canvas.width, 240)
    lines = [broken(c.name, int(widest / (LABEL_SIZE * 0.52))) for c in canvas.chart.categories]
    width = max(pixels(line) for parts in lines for line in parts) * 1.08 + 14
    names = [
        bold("<br>".join(map(escaped, parts)), category.own)
        for parts, category in zip(lines, canvas.chart.categories, strict=True)
    ]
    return width, names, max(_ROW, max(map(len, lines)) * _LINE + 6)


def _extent(canvas: Canvas, values: Sequence[Value]) -> tuple[float, float]:
    """The drawn range of the axis: from zero to the highest end, with benchmarks and intervals inside."""
    ends = [_right_end(value) for value in values] + [b.value for b in canvas.chart.benchmarks]
    starts = [value.lower if value.lower is not None else value.value or 0.0 for value in values]
    high = max([*ends, 0.0])
    low = min([*starts, 0.0])
    return low, high if high > low else low + 1.0


def _span(
    low: float, high: float, values: Sequence[Value], labels: Sequence[str], plot_width: float
) -> float:
    """Length of the axis such that every label fits beside its bar."""
    span = (high - low) * 1.02
    for value, label in zip(values, labels, strict=True):
        stub = 0.0 if value.is_known else _STUB
        free = plot_width - pixels(label) * 1.1 - stub - 12
        span = max(span, (_right_end(value) - low) / max(free / plot_width, 0.3))
    return span


def _right_end(value: Value) -> float:
    """Where the label of a bar begins: past its value, range and interval; zero for a bar to the left."""
    return max([0.0, *(x for x in (value.value, value.high, value.upper) if x is not None)])


def _bar_extents(values: Sequence[Value], stub: float) -> tuple[list[float], list[float]]:
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


def _look(canvas: Canvas, category: Category, value: Value) -> Look:
    if value.state is not State.OK:
        return STATE_LOOKS[value.state]
    if value.mark:
        return Look(_MARK_COLOURS[value.mark], outline=_MARK_COLOURS[value.mark], width=0)
    some_own = any(c.own for c in canvas.chart.categories)
    colour = theme.FOCUS if category.own or not some_own else theme.CONTEXT
    return Look(colour, outline=colour, width=0)


def _add_bars(
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
                width=[widths[i] for i in chosen] if widths else None,
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
    for colour, thickness in ((theme.WHITE, 5.0), (theme.OUTLINE, 1.6)):
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


def _bar_label(value: Value) -> str:
    """The value beside a bar; a state is said in words, since there is room."""
    text = as_text(value)
    told = escaped(value.word)
    if not told or told == text:
        return text
    if value.is_known or value.state in _STATE_SIGNS:
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
                _hover(canvas, category, value)
                for category, value in zip(chart.categories, series.values, strict=True)
            ],
            hoverinfo="text",
            customdata=[category.key for category in chart.categories],
            showlegend=False,
        )
    )


def _hover(canvas: Canvas, category: Category, value: Value) -> str:
    lines = [f"<b>{escaped(category.name)}</b>", escaped(f"{canvas.chart.measure}: {value.text}")]
    if value.mark:
        lines.append(escaped(f"{value.symbol} {comparison_words(value, canvas.chart.language)}"))
    return "<br>".join(lines)


def _baseline(canvas: Canvas) -> None:
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


def _profile(canvas: Canvas) -> None:
    """Many areas as thin upright bars in order; the own ones dark and named, the states in the legend."""
    chart = canvas.chart
    values = chart.series[0].values
    low, high = _extent(canvas, values)
    span = (high - low) * 1.12
    columns = list(range(len(values)))
    canvas.plot_height = _PROFILE_HEIGHT
    _profile_bars(canvas, span * 0.06)
    own = [i for i, category in enumerate(chart.categories) if category.own]
    labels = {i: f"{chart.categories[i].name} {_bar_label(values[i])}" for i in own[:6]}
    _profile_labels(canvas, labels, values, high)
    canvas.layout |= {
        "barmode": "overlay",
        "bargap": 0.1,
        "xaxis": {"range": [-0.8, len(columns) - 0.2], "visible": False, "fixedrange": True},
        "yaxis": {
            "range": [low, low + span],
            "nticks": 5,
            "ticksuffix": _suffix(canvas),
            "fixedrange": True,
        },
    }
    canvas.margins(left=56)
    for benchmark in chart.benchmarks:
        canvas.shapes.append(
            {
                "type": "line",
                "x0": 0,
                "x1": 1,
                "xref": "paper",
                "y0": benchmark.value,
                "y1": benchmark.value,
                "line": {"color": theme.TEXT, "width": 1.5, "dash": "dash"},
            }
        )
        canvas.annotations.append(
            {
                "text": escaped(f"{benchmark.name} {benchmark.shown}"),
                "x": 1,
                "xref": "paper",
                "y": benchmark.value,
                "xanchor": "right",
                "yanchor": "bottom",
                "showarrow": False,
                "bgcolor": "rgba(255,255,255,0.85)",
                "font": {"size": SMALL, "color": theme.TEXT},
            }
        )
    ends = [max(_right_end(value), span * 0.04) for value in values]
    canvas.add(
        scatter_trace(
            x=columns,
            y=[end / 2 for end in ends],
            mode="markers",
            marker={"size": 8, "opacity": 0, "color": theme.WHITE},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            hovertext=[_hover(canvas, c, v) for c, v in zip(chart.categories, values, strict=True)],
            hoverinfo="text",
            customdata=[category.key for category in chart.categories],
            showlegend=False,
        )
    )
    for state in chart.states:
        if state is not State.OK:
            canvas.legend_entry(canvas.state_name(state), STATE_LOOKS[state])


def _profile_bars(canvas: Canvas, stub: float) -> None:
    """A thin bar for each number; neighbours without one, of one state, share a hatched block."""
    chart = canvas.chart
    values = chart.series[0].values
    known = [i for i, value in enumerate(values) if value.is_known]
    starts, lengths = _bar_extents([values[i] for i in known], stub)
    looks = [
        replace(_look(canvas, chart.categories[i], values[i]), hatch="", width=0, dash="solid")
        if values[i].state in {State.OK, State.RANGE}
        else replace(STATE_LOOKS[values[i].state], hatch="", dash="solid", width=0.5)
        for i in known
    ]
    _add_bars(canvas, looks, known, starts, lengths, upright=True)
    blocks: list[tuple[State, int, int]] = []
    for i, value in enumerate(values):
        if value.is_known:
            continue
        if blocks and blocks[-1][0] is value.state and blocks[-1][2] == i - 1:
            blocks[-1] = (value.state, blocks[-1][1], i)
        else:
            blocks.append((value.state, i, i))
    canvas.annotations += [
        {
            "text": _STATE_SIGNS[state],
            "x": (first + last) / 2,
            "y": stub,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": SMALL, "color": theme.TEXT},
        }
        for state, first, last in blocks
        if state in _STATE_SIGNS
    ]
    _add_bars(
        canvas,
        [STATE_LOOKS[state] for state, _, _ in blocks],
        [(first + last) / 2 for _, first, last in blocks],
        [0.0] * len(blocks),
        [stub] * len(blocks),
        upright=True,
        widths=[last - first + 0.9 for _, first, last in blocks],
    )


def _profile_labels(canvas: Canvas, labels: dict[int, str], values: Sequence[Value], high: float) -> None:
    """Names of the own areas above the bars, on steps so that they do not meet."""
    if not labels:
        return
    strip = 20
    canvas.raise_top(strip * len(labels))
    count = len(values)
    for step, (i, label) in enumerate(labels.items()):
        share = i / max(count - 1, 1)
        canvas.shapes.append(
            {
                "type": "line",
                "x0": i,
                "x1": i,
                "y0": min(_right_end(values[i]), high),
                "y1": high * 1.12,
                "line": {"color": theme.FOCUS, "width": 1},
            }
        )
        canvas.annotations.append(
            {
                "text": f"<b>{escaped(label)}</b>",
                "x": i,
                "y": 1,
                "yref": "paper",
                "xanchor": "left" if share < 0.3 else "right" if share > 0.7 else "center",
                "yanchor": "bottom",
                "yshift": strip * (len(labels) - 1 - step),
                "showarrow": False,
                "font": {"size": SMALL, "color": theme.FOCUS},
            }
        )


def _suffix(canvas: Canvas) -> str:
    if canvas.chart.unit != "%":
        return ""
    return "%" if canvas.chart.language == "en" else "\u00a0%"


def stacked(canvas: Canvas) -> None:
    """Draw the parts of each row one after another; diverging ones part in the middle of the neutral part."""
    chart = canvas.chart
    label_width, names, row_height = _row_labels(canvas)
    row_height = max(row_height, 32)
    rows = list(range(len(chart.categories)))
    colours = _part_colours(len(chart.series), diverging=chart.kind is Kind.DIVERGING)
    starts = [_start(chart.kind, i, canvas) for i in rows]
    totals = [sum(series.values[i].value or 0.0 for series in chart.series) for i in rows]
    lowest = min([*starts, 0.0])
    highest = max([start + total for start, total in zip(starts, totals, strict=True)] + [lowest + 1e-9])
    plot_width = max(canvas.width - label_width - 16, 120)
    span = highest - lowest or 1.0
    positions = list(starts)
    for series, colour in zip(chart.series, colours, strict=True):
        lengths = [value.value or 0.0 for value in series.values]
        labels = [
            _part_label(value, length / span * plot_width)
            for value, length in zip(series.values, lengths, strict=True)
        ]
        canvas.add(
            bar_trace(
                x=lengths,
                y=rows,
                base=list(positions),
                orientation="h",
                name=escaped(series.name),
                marker={
                    "color": colour,
                    "line": {"color": theme.WHITE, "width": 1.5},
                },
                text=labels,
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={"size": LABEL_SIZE, "color": theme.text_on(colour)},
                hovertext=[
                    f"<b>{escaped(category.name)}</b><br>{escaped(series.name)}: {escaped(value.text)}"
                    for category, value in zip(chart.categories, series.values, strict=True)
                ],
                hoverinfo="text",
                showlegend=True,
            )
        )
        positions = [position + length for position, length in zip(positions, lengths, strict=True)]
    _rows_without_parts(canvas, rows)
    canvas.plot_height = len(rows) * row_height + 8
    canvas.margins(left=label_width)
    canvas.layout |= {
        "barmode": "overlay",
        "bargap": 0.25,
        "xaxis": {"range": [lowest, highest], "visible": False, "fixedrange": True},
        "yaxis": {
            "range": [len(rows) - 0.4, -0.6],
            "tickvals": rows,
            "ticktext": names,
            "showgrid": False,
            "fixedrange": True,
        },
    }
    if chart.kind is Kind.DIVERGING:
        _baseline(canvas)


def _part_colours(count: int, *, diverging: bool) -> tuple[str, ...]:
    if diverging and count in theme.DIVERGING:
        return theme.DIVERGING[count]
    if count <= len(theme.CATEGORICAL):
        return theme.categorical(count)
    # "Other" and the like come last, in grey.
    return (*theme.CATEGORICAL, *(theme.CONTEXT,) * (count - len(theme.CATEGORICAL)))


def _start(kind: Kind, row: int, canvas: Canvas) -> float:
    """Where a row begins: at zero, or so that the middle of the neutral part is at zero."""
    if kind is Kind.STACKED:
        return 0.0
    left = 0.0
    for series in canvas.chart.series:
        value = series.values[row].value or 0.0
        left += value if series.side < 0 else value / 2 if series.side == 0 else 0.0
    return -left


def _part_label(value: Value, width: float) -> str:
    """The value inside its part where it fits."""
    text = as_text(value) if value.value else ""
    return text if pixels(text) + 6 <= width else ""


def _rows_without_parts(canvas: Canvas, rows: Sequence[int]) -> None:
    """A row where nothing is known says its state in words."""
    chart = canvas.chart
    for row in rows:
        values = [series.values[row] for series in chart.series]
        if any(value.value for value in values):
            continue
        first = values[0]
        canvas.annotations.append(
            {
                "text": _bar_label(first),
                "x": 0,
                "y": row,
                "xanchor": "left" if chart.kind is Kind.STACKED else "center",
                "showarrow": False,
                "bgcolor": theme.WHITE,
                "font": {"size": LABEL_SIZE, "color": theme.QUIET_TEXT},
            }
        )
