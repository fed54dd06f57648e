"""Bars of parts: stacked from zero, or parting in the middle of the neutral part."""

from __future__ import annotations

from collections.abc import Sequence

from kpdata.charts import theme
from kpdata.charts.chart import Chart, Kind, Value
from kpdata.charts.plotly.bars import bar_label, baseline, row_labels
from kpdata.charts.plotly.canvas import (
    LABEL_SIZE,
    Canvas,
    as_text,
    bar_trace,
    escaped,
    pixels,
)

_ROW = 32
# More rows than this stand closer.
_MOST_LOOSE = 15


def stacked(canvas: Canvas) -> None:
    """Draw the parts of each row one after another; diverging ones part in the middle of the neutral part."""
    chart = canvas.chart
    label_width, names, row_height = row_labels(canvas)
    row_height = max(row_height, _ROW if len(chart.categories) <= _MOST_LOOSE and canvas.room is None else 0)
    rows = list(range(len(chart.categories)))
    keys = [series.key for series in chart.series]
    colours = theme.part_colours(keys, diverging=chart.kind is Kind.DIVERGING)
    starts = [_start(chart, i) for i in rows]
    lowest, highest = _extent(canvas.whole)
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
    # Where nothing stands left of the middle, words centred on it would cover the names.
    _rows_without_parts(canvas, rows, "center" if lowest < 0 else "left")
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
        baseline(canvas)


def _extent(chart: Chart) -> tuple[float, float]:
    """Where the rows of a chart begin and end at most."""
    rows = range(len(chart.categories))
    starts = [_start(chart, row) for row in rows]
    totals = [sum(series.values[row].value or 0.0 for series in chart.series) for row in rows]
    lowest = min([*starts, 0.0])
    ends = [start + total for start, total in zip(starts, totals, strict=True)]
    return lowest, max([*ends, lowest + 1e-9])


def _start(chart: Chart, row: int) -> float:
    """Where a row begins: at zero, or so that the middle of the neutral part is at zero."""
    if chart.kind is Kind.STACKED:
        return 0.0
    left = 0.0
    for series in chart.series:
        value = series.values[row].value or 0.0
        left += value if series.side < 0 else value / 2 if series.side == 0 else 0.0
    return -left


def _part_label(value: Value, width: float) -> str:
    """The value inside its part where it fits."""
    text = as_text(value, in_cell=True) if value.value else ""
    return text if pixels(text) + 6 <= width else ""


def _rows_without_parts(canvas: Canvas, rows: Sequence[int], anchor: str) -> None:
    """A row where nothing is known says its state in words."""
    chart = canvas.chart
    for row in rows:
        values = [series.values[row] for series in chart.series]
        if any(value.value for value in values):
            continue
        first = values[0]
        canvas.annotations.append(
            {
                "text": bar_label(first),
                "x": 0,
                "y": row,
                "xanchor": anchor,
                "showarrow": False,
                "bgcolor": theme.WHITE,
                "font": {"size": LABEL_SIZE, "color": theme.QUIET_TEXT},
            }
        )
