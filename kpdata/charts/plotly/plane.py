"""Points on a plane of kilometres: postal areas and places, with what lies behind them for orientation."""

from __future__ import annotations

from collections.abc import Sequence

from kpdata.charts import theme
from kpdata.charts.chart import Category, Chart, Ground
from kpdata.charts.plane import meet, radii_of
from kpdata.charts.plotly.canvas import (
    LABEL_SIZE,
    SMALL,
    Canvas,
    escaped,
    pixels,
    scatter_trace,
)

_TALLEST = 560
# Times as wide as high: the legend stands beside it.
_WIDEST_ON_SLIDE = 1.3
# Radii in pixels: of the smallest point, and of the largest of few and of many.
_SMALLEST, _LARGEST, _LARGEST_OF_MANY = 3, 15, 8
_MOST_NAMED = 10
_NARROWEST_KM = 8.0
SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200)


def plane(canvas: Canvas) -> None:
    """Draw the ground, then the points with areas by their value; the largest are named as they fit."""
    chart = canvas.chart
    width = canvas.width - 16.0
    (west, east), (south, north) = extent(chart, closely=canvas.room is not None)
    if canvas.room:
        width = min(width, _WIDEST_ON_SLIDE * canvas.room)
    scale = min(width / (east - west), (canvas.room or _TALLEST) / (north - south))  # pixels of a km
    canvas.plot_height = canvas.room or max((north - south) * scale, 220)
    spare = (width / scale - (east - west)) / 2
    low = (canvas.plot_height / scale - (north - south)) / 2
    x_range = [west - spare, east + spare]
    y_range = [south - low, north + low]
    canvas.layout |= {
        "xaxis": {"range": x_range, "visible": False, "fixedrange": True, "constrain": "domain"},
        "yaxis": {
            "range": y_range,
            "visible": False,
            "fixedrange": True,
            "scaleanchor": "x",
            "constrain": "domain",
        },
    }
    for ground in chart.ground:
        _ground(canvas, ground)
    shrunk = min((canvas.room or _TALLEST) / _TALLEST * 1.4, 1.0)
    values = chart.series[0].values
    found = radii_of(values, smallest=_SMALLEST, largest=_LARGEST, largest_of_many=_LARGEST_OF_MANY)
    radii = [max(radius * shrunk, 1.5) for radius in found]
    _points(canvas, radii)
    _name_points(canvas, radii, scale, (x_range, y_range))
    _scale_bar(canvas, (x_range, y_range), scale)


def extent(chart: Chart, *, closely: bool = False) -> tuple[tuple[float, float], tuple[float, float]]:
    """West and east, south and north of all that is drawn, with a margin; never narrower than a village.

    closely: of the points alone, on a slide, where a few of them would lie upon each other.
    """
    points = [(category.x or 0.0, category.y or 0.0) for category in chart.categories]
    if not closely or len(points) > _MOST_NAMED:
        points += [point for ground in chart.ground if not ground.supply for point in ground.points]
    sides = []
    for numbers in zip(*points, strict=True):
        low, high = min(numbers), max(numbers)
        pad = max(0.05 * (high - low), (_NARROWEST_KM - (high - low)) / 2, 0.5)
        sides.append((low - pad, high + pad))
    return sides[0], sides[1]


def _ground(canvas: Canvas, ground: Ground) -> None:
    canvas.add(
        scatter_trace(
            x=[round(x, 2) for x, _ in ground.points],
            y=[round(y, 2) for _, y in ground.points],
            mode="markers",
            marker={
                "size": 7 if ground.supply else 4,
                "symbol": "diamond" if ground.supply else "circle",
                "color": theme.CATEGORICAL[1] if ground.supply else theme.CONTEXT,
                "line": {"width": 0.5 if ground.supply else 0, "color": theme.WHITE},
            },
            name=escaped(ground.name),
            showlegend=bool(ground.points),
            hoverinfo="skip",
        )
    )


def _points(canvas: Canvas, radii: Sequence[float]) -> None:
    chart = canvas.chart
    marks = [category.short for category in chart.categories]
    canvas.add(
        scatter_trace(
            x=[category.x for category in chart.categories],
            y=[category.y for category in chart.categories],
            mode="markers+text" if any(marks) else "markers",
            text=[escaped(mark) for mark in marks],
            textfont={"size": SMALL, "color": theme.WHITE},
            marker={
                "size": [
                    round(2 * max(radius, 10 if mark else 0), 1)
                    for radius, mark in zip(radii, marks, strict=True)
                ],
                "color": theme.FOCUS if any(marks) else theme.WORSE,
                "opacity": 1 if any(marks) else 0.85,
                "line": {"width": 1, "color": theme.WHITE},
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            hovertext=[_hover(chart, row) for row in range(len(chart.categories))],
            hoverinfo="text",
            customdata=[category.key for category in chart.categories],
            name=escaped(chart.measure),
            showlegend=bool(chart.measure and chart.ground),
        )
    )


def _hover(chart: Chart, row: int) -> str:
    lines = [f"<b>{escaped(chart.categories[row].name)}</b>"]
    lines += [f"{escaped(series.name)}: {escaped(series.values[row].text)}" for series in chart.series]
    return "<br>".join(lines)


def _name_points(
    canvas: Canvas,
    radii: Sequence[float],
    scale: float,
    ranges: tuple[Sequence[float], Sequence[float]],
) -> None:
    """Names of the largest points beside them, each where it meets no other name and no larger point."""
    (west, east), (south, north) = ranges
    spots = [
        (((category.x or 0.0) - west) * scale, (north - (category.y or 0.0)) * scale)
        for category in canvas.chart.categories
    ]
    order = sorted(range(len(spots)), key=lambda row: -radii[row])[:_MOST_NAMED]
    taken = [
        (x - radii[row], y - radii[row], x + radii[row], y + radii[row])
        for row, (x, y) in enumerate(spots)
        if row in order
    ]
    width, height = (east - west) * scale, (north - south) * scale
    if canvas.room:
        taken.append((width - 100, height - 34, width, height))  # of the scale bar
    for row in order:
        (x, y), gap = spots[row], max(radii[row], 10 if canvas.chart.categories[row].short else 0) + 4
        name = _short_name(canvas.chart.categories[row])
        length = pixels(name, SMALL) + 4
        for anchor, shift, box in (
            ("left", gap, (x + gap, y - 9, x + gap + length, y + 9)),
            ("right", -gap, (x - gap - length, y - 9, x - gap, y + 9)),
        ):
            if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height:
                continue
            if any(meet(box, other) for other in taken):
                continue
            taken.append(box)
            canvas.annotations.append(
                {
                    "text": escaped(name),
                    "x": canvas.chart.categories[row].x,
                    "y": canvas.chart.categories[row].y,
                    "xanchor": anchor,
                    "xshift": shift,
                    "showarrow": False,
                    "font": {"size": SMALL, "color": theme.TEXT},
                    "bgcolor": "rgba(255,255,255,0.75)",
                    "borderpad": 0,
                }
            )
            break


def _short_name(category: Category) -> str:
    """The name without the postal code that the table tells."""
    return category.name.partition(" (")[0]


def _scale_bar(canvas: Canvas, ranges: tuple[Sequence[float], Sequence[float]], scale: float) -> None:
    """A bar of round kilometres in the lower right corner."""
    (_, east), (south, _) = ranges
    km = max(
        (length for length in SCALES_KM if length * scale <= (80 if canvas.room else 130)),
        default=SCALES_KM[0],
    )
    x1, y = east - 6 / scale, south + 10 / scale
    canvas.shapes.append(
        {
            "type": "line",
            "x0": x1 - km,
            "x1": x1,
            "y0": y,
            "y1": y,
            "line": {"color": theme.TEXT, "width": 2},
        }
    )
    canvas.annotations.append(
        {
            "text": f"{km} km",
            "x": x1 - km / 2,
            "y": y,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": LABEL_SIZE - 1, "color": theme.TEXT},
        }
    )
