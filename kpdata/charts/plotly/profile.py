"""Many ranked areas as a profile of thin upright bars, the own ones dark and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpdata.charts import theme
from kpdata.charts.chart import Value
from kpdata.charts.plotly.bars import (
    STATE_SIGNS,
    add_bars,
    bar_extents,
    bar_label,
    extent,
    hover_text,
    look_of,
    right_end,
)
from kpdata.charts.plotly.canvas import (
    SMALL,
    STATE_LOOKS,
    Canvas,
    escaped,
    scatter_trace,
)
from kpdata.domain import State

_PROFILE_HEIGHT = 260


def profile(canvas: Canvas) -> None:
    """Many areas as thin upright bars in order; the own ones dark and named, the states in the legend."""
    chart = canvas.chart
    values = chart.series[0].values
    low, high = extent(canvas, values)
    span = (high - low) * 1.12
    columns = list(range(len(values)))
    canvas.plot_height = _PROFILE_HEIGHT
    _profile_bars(canvas, span * 0.06)
    own = [i for i, category in enumerate(chart.categories) if category.own]
    labels = {i: f"{chart.categories[i].name} {bar_label(values[i])}" for i in own[:6]}
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
    ends = [max(right_end(value), span * 0.04) for value in values]
    canvas.add(
        scatter_trace(
            x=columns,
            y=[end / 2 for end in ends],
            mode="markers",
            marker={"size": 8, "opacity": 0, "color": theme.WHITE},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            hovertext=[hover_text(canvas, c, v) for c, v in zip(chart.categories, values, strict=True)],
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
    starts, lengths = bar_extents([values[i] for i in known], stub)
    looks = [
        replace(look_of(canvas, chart.categories[i], values[i]), hatch="", width=0, dash="solid")
        if values[i].state in {State.OK, State.RANGE}
        else replace(STATE_LOOKS[values[i].state], hatch="", dash="solid", width=0.5)
        for i in known
    ]
    add_bars(canvas, looks, known, starts, lengths, upright=True)
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
            "text": STATE_SIGNS[state],
            "x": (first + last) / 2,
            "y": stub,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": SMALL, "color": theme.TEXT},
        }
        for state, first, last in blocks
        if state in STATE_SIGNS
    ]
    add_bars(
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
                "y0": min(right_end(values[i]), high),
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
