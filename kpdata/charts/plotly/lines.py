"""Lines over time with bands for ranges and marks for what is late, incomplete or hidden; sparklines."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from kpdata.charts import theme
from kpdata.charts.chart import Chart, KeyFigure, Series, Value
from kpdata.charts.plotly.canvas import (
    LABEL_SIZE,
    SMALL,
    Canvas,
    Look,
    broken,
    escaped,
    pixels,
    scatter_trace,
)
from kpdata.domain import State

_HEIGHT = 280
_SIGN_STRIP = 18
_BAND = 0.38
_BENCHMARK = "#767676"

_SIGNS = {
    State.HIDDEN: "•",
    State.UNKNOWN: "..",
    State.LATE: "◷",
    State.NOT_MAPPED: "–",
    State.PLANNED: "–",
    State.NONE: "–",
    State.FROZEN: "–",
}


def lines(canvas: Canvas) -> None:
    """Draw a line a series with its name at the end; gaps stay gaps, and their reason stands below them."""
    chart = canvas.chart
    looks = _looks(chart)
    low, high = _extent(canvas)
    canvas.plot_height = canvas.room or _HEIGHT
    ends: list[tuple[float, str, str]] = []
    for series, (colour, dash) in zip(chart.series, looks, strict=True):
        _bands(canvas, series, colour)
        _line(canvas, series, colour, dash)
        _incomplete(canvas, series, colour)
        if (end := _end(series)) is not None:
            ends.append((end, series.name, colour))
    _end_labels(canvas, ends, low, high)
    _signs(canvas, looks)
    _time_axis(canvas)
    canvas.layout["yaxis"] = {
        "range": [low, high],
        "nticks": 5,
        "ticksuffix": ("%" if chart.language == "en" else "\u00a0%") if chart.unit == "%" else "",
        "tickformat": ",~f",
        "fixedrange": True,
    }
    canvas.margins(left=max(pixels(f"{high:,.0f}"), 30) + 18)


def _looks(chart: Chart) -> list[tuple[str, str]]:
    """Colour and dash of each series: the palette in order, the benchmark grey and dashed.

    The lines are told apart by the names at their ends.
    """
    own = [series for series in chart.series if series.own]
    colours = iter(theme.categorical(min(len(own), 4)) if own else ())
    return [(next(colours), "solid") if series.own else (_BENCHMARK, "dash") for series in chart.series]


def _extent(canvas: Canvas) -> tuple[float, float]:
    """The axis from zero; only a mean of answers (1–5) has its own scale."""
    numbers = [
        x for value in canvas.chart.values for x in (value.value, value.low, value.high) if x is not None
    ]
    numbers += [benchmark.value for benchmark in canvas.chart.benchmarks]
    if not numbers:
        return 0.0, 1.0
    high, low = max(numbers), min(numbers)
    if canvas.chart.unit == "%" and high > 60 and low >= 0:
        return 0.0, 104.0
    span = max(high, 0.0) - min(low, 0.0) or 1.0
    return (min(low, 0.0) - (0.05 * span if low < 0 else 0.0), max(high, 0.0) + 0.08 * span)


def _line(canvas: Canvas, series: Series, colour: str, dash: str) -> None:
    known = [i for i, value in enumerate(series.values) if value.value is not None]
    dense = len(series.values) > 24
    canvas.add(
        scatter_trace(
            x=list(range(len(series.values))),
            y=[value.value for value in series.values],
            mode="lines" if dense else "lines+markers",
            line={"color": colour, "width": 2.6 if series.own else 2, "dash": dash},
            marker={"size": 6, "color": colour},
            connectgaps=False,
            name=escaped(series.name),
            hovertext=[
                f"<b>{escaped(series.name)}</b><br>{escaped(category.name)}: {escaped(value.text)}"
                for category, value in zip(canvas.chart.categories, series.values, strict=True)
            ],
            hoverinfo="text",
            showlegend=False,
        )
    )
    lonely = [
        i
        for i in known
        if dense
        and (i == 0 or series.values[i - 1].value is None)
        and (i == len(series.values) - 1 or series.values[i + 1].value is None)
    ]
    if lonely:
        canvas.add(
            scatter_trace(
                x=lonely,
                y=[series.values[i].value for i in lonely],
                mode="markers",
                marker={"size": 6, "color": colour},
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _bands(canvas: Canvas, series: Series, colour: str) -> None:
    """Ranges as hatched bands from their lower to their upper end; never a middle."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    points: list[tuple[int, Value]] = []
    for run in _runs_of_ranges(series):
        # Half a step beyond both ends, so that a single point is a band as well.
        along = [run[0][0] - _BAND, *(float(i) for i, _, _ in run), run[-1][0] + _BAND]
        lows = [run[0][1], *(low for _, low, _ in run), run[-1][1]]
        highs = [run[0][2], *(high for _, _, high in run), run[-1][2]]
        xs += [*along, *reversed(along), along[0], None]
        ys += [*lows, *reversed(highs), lows[0], None]
        points += [(i, series.values[i]) for i, _, _ in run]
    if not points:
        return
    look = {"shape": "/", "fgcolor": colour, "bgcolor": theme.WHITE, "size": 6, "solidity": 0.25}
    canvas.add(
        scatter_trace(
            x=xs,
            y=ys,
            mode="lines",
            fill="toself",
            fillcolor=theme.WHITE,
            fillpattern={**look, "fillmode": "replace"},
            line={"color": colour, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    canvas.add(
        scatter_trace(
            x=[i for i, _ in points],
            y=[value.high for _, value in points],
            mode="markers",
            marker={"size": 12, "opacity": 0, "color": theme.WHITE},
            hovertext=[
                f"<b>{escaped(series.name)}</b><br>"
                f"{escaped(canvas.chart.categories[i].name)}: {escaped(v.text)}"
                for i, v in points
            ],
            hoverinfo="text",
            showlegend=False,
        )
    )
    canvas.legend_entry(
        canvas.state_word(State.RANGE)
        if canvas.room
        else canvas.t("range, drawn from its lower to its upper end"),
        Look(theme.WHITE, outline=theme.CATEGORICAL[0], hatch="/", hatch_colour=theme.CATEGORICAL[0]),
    )


def _runs_of_ranges(series: Series) -> list[list[tuple[int, float, float]]]:
    """Neighbouring points that are ranges, with their ends."""
    runs: list[list[tuple[int, float, float]]] = []
    for i, value in enumerate(series.values):
        if value.low is None or value.high is None:
            continue
        if runs and runs[-1][-1][0] == i - 1:
            runs[-1].append((i, value.low, value.high))
        else:
            runs.append([(i, value.low, value.high)])
    return runs


def _incomplete(canvas: Canvas, series: Series, colour: str) -> None:
    """Open markers where not all places have reported."""
    marked = [i for i, value in enumerate(series.values) if value.note and value.is_known]
    if not marked:
        return
    note = series.values[marked[0]].note
    is_new = escaped(note) not in canvas.legend_names()
    canvas.add(
        scatter_trace(
            x=marked,
            # A range is marked at its upper end: it has no middle.
            y=[v.high if v.value is None else v.value for v in (series.values[i] for i in marked)],
            mode="markers",
            marker={"size": 9, "color": theme.WHITE, "line": {"color": colour, "width": 2}},
            name=escaped(note),
            showlegend=is_new,
            hoverinfo="skip",
        )
    )


def _end(series: Series) -> float | None:
    """Height of the last known point of a series: where its name stands."""
    for value in reversed(series.values):
        if value.value is not None:
            return value.value
        if value.low is not None and value.high is not None:
            return (value.low + value.high) / 2
    return None


def _end_labels(canvas: Canvas, ends: Sequence[tuple[float, str, str]], low: float, high: float) -> None:
    """Names at the right end of the lines, pushed apart where they would meet."""
    room = int(min(0.3 * canvas.width, 150) / (LABEL_SIZE * 0.52))
    placed: list[tuple[float, float]] = []
    widest = 0.0
    scale = canvas.plot_height / (high - low)
    for end, name, colour in sorted(ends, reverse=True):
        lines_of_name = broken(name, room, 2)
        height = len(lines_of_name) * 16.0
        wanted = (high - end) * scale
        top = wanted - height / 2
        if placed:
            top = max(top, placed[-1][1])
        placed.append((top, top + height))
        widest = max(widest, *(pixels(line) for line in lines_of_name))
        canvas.annotations.append(
            {
                "text": f'<span style="color:{colour}">■</span> ' + "<br>".join(map(escaped, lines_of_name)),
                "x": 1,
                "xref": "paper",
                "y": 1,
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "middle",
                "xshift": 6,
                "yshift": -(top + height / 2),
                "align": "left",
                "showarrow": False,
                "font": {"size": LABEL_SIZE, "color": theme.TEXT},
            }
        )
    canvas.margins(right=widest * 1.08 + 30)


def _signs(canvas: Canvas, looks: Sequence[tuple[str, str]]) -> None:
    """Below the plot, one strip a series: why a point is missing."""
    chart = canvas.chart
    strips = [
        (series, colour)
        for series, (colour, _) in zip(chart.series, looks, strict=True)
        if any(not value.is_known for value in series.values)
    ]
    for strip, (series, colour) in enumerate(strips):
        canvas.annotations += [
            {
                "text": f"<b>{_SIGNS[value.state]}</b>",
                "x": i,
                "y": 0,
                "yref": "paper",
                "yanchor": "top",
                "yshift": -2 - strip * _SIGN_STRIP,
                "showarrow": False,
                "hovertext": escaped(f"{series.name}, {chart.categories[i].name}: {value.text}"),
                "font": {"size": 20 if value.state is State.HIDDEN else LABEL_SIZE, "color": colour},
            }
            for i, value in enumerate(series.values)
            if not value.is_known
        ]
    canvas.layout["xaxis"] = {"ticklabelshift": 0, "ticklabelstandoff": len(strips) * _SIGN_STRIP}
    canvas.drop_bottom(len(strips) * _SIGN_STRIP)
    for state in chart.states:
        if state not in {State.OK, State.RANGE} and any(
            not value.is_known and value.state is state for value in chart.values
        ):
            canvas.legend_text(f"{_SIGNS[state]} {canvas.state_word(state)}")


def _time_axis(canvas: Canvas) -> None:
    """Names of the points, as many as fit, always with the last one."""
    names = [category.short or category.name for category in canvas.chart.categories]
    widest = max(pixels(name, SMALL) for name in names) + 16
    fitting = max(2, int((canvas.width - 160) / widest))
    step = max(1, -(-len(names) // fitting))
    last = len(names) - 1
    ticks = [i for i in range(len(names)) if (last - i) % step == 0]
    canvas.drop_bottom(24)
    canvas.layout["xaxis"] = {
        **canvas.layout.get("xaxis", {}),
        "range": [-0.5, last + 0.5],
        "tickvals": ticks,
        "ticktext": [escaped(names[i]) for i in ticks],
        "tickangle": 0,
        "showgrid": False,
        "showline": True,
        "linecolor": theme.OUTLINE,
        "fixedrange": True,
        "tickfont": {"size": SMALL},
    }


def sparkline(figure: KeyFigure, *, height: int = 56) -> go.Figure:
    """The small trend of a key figure: a line with its last point, ranges as bars, gaps as gaps."""
    xs = list(range(len(figure.points)))
    ys = [value.value for value in figure.points]
    known = [(x, y) for x, y in zip(xs, ys, strict=True) if y is not None]
    hover = [
        f"{escaped(label)}: {escaped(value.text)}"
        for label, value in zip(figure.labels, figure.points, strict=True)
    ]
    drawn = go.Figure(
        layout={
            "template": theme.template(),
            "separators": theme.separators(figure.language),
            "height": height,
            "margin": {"l": 4, "r": 8, "t": 6, "b": 6},
            "showlegend": False,
            "xaxis": {"visible": False, "fixedrange": True},
            "yaxis": {"visible": False, "fixedrange": True, "rangemode": "normal"},
        }
    )
    drawn.add_trace(
        scatter_trace(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": theme.FOCUS, "width": 2},
            connectgaps=False,
            hovertext=hover,
            hoverinfo="text",
        )
    )
    ranges = [(x, value) for x, value in zip(xs, figure.points, strict=True) if value.low is not None]
    for x, value in ranges:
        drawn.add_shape(
            type="line", x0=x, x1=x, y0=value.low, y1=value.high, line={"color": theme.FOCUS, "width": 3}
        )
    if known:
        drawn.add_trace(
            scatter_trace(
                x=[known[-1][0]],
                y=[known[-1][1]],
                mode="markers",
                marker={"size": 7, "color": theme.FOCUS},
                hoverinfo="skip",
            )
        )
    return drawn
