"""Plotly renders a chart on screen: `figure(chart)` and the `config(chart)` that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import plotly.graph_objects as go

from kpdata.charts import theme
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.plotly.bars import ranked
from kpdata.charts.plotly.canvas import Canvas
from kpdata.charts.plotly.cells import cell_table, tiles
from kpdata.charts.plotly.lines import lines, sparkline
from kpdata.charts.plotly.maps import area_map
from kpdata.charts.plotly.plane import plane
from kpdata.charts.plotly.points import scatter, spine
from kpdata.charts.plotly.profile import profile
from kpdata.charts.plotly.stacked import stacked

__all__ = ["config", "figure", "sparkline"]

DEFAULT_WIDTH = 640

# More rows than this cannot be read one by one: they are drawn as a profile.
MOST_ROWS = 60


def _bars(canvas: Canvas) -> None:
    """Bars one by one, or the profile of many."""
    (profile if len(canvas.chart.categories) > MOST_ROWS else ranked)(canvas)


_RENDERERS: dict[Kind, Callable[[Canvas], None]] = {
    Kind.BARS: _bars,
    Kind.STACKED: stacked,
    Kind.DIVERGING: stacked,
    Kind.LINES: lines,
    Kind.SCATTER: scatter,
    Kind.HEAT: cell_table,
    Kind.WEEK: cell_table,
    Kind.MATRIX: cell_table,
    Kind.TABLE: cell_table,
    Kind.TILES: tiles,
    Kind.MAP: area_map,
    Kind.POINTS: plane,
    Kind.SPINE: spine,
}

# Kinds that are drawn as high as there is room.
_ELASTIC = frozenset({Kind.LINES, Kind.SCATTER, Kind.TILES, Kind.MAP, Kind.POINTS})


def figure(
    chart: Chart,
    *,
    width: int = DEFAULT_WIDTH,
    titled: bool = False,
    tiles: str = "",
    room: float | None = None,
    whole: Chart | None = None,
) -> go.Figure:
    """The figure of a chart, of a fixed height; its width follows the page.

    width: about how wide it will be drawn, in pixels, by which names are wrapped or shortened. titled: with
    title, subtitle and source inside, for a picture that leaves the page. tiles: address of the background
    tiles of maps, which are then asked for from outside. room: height that a slide has for it, in pixels;
    rows that have no room there must be left out before (`kpdata.charts.slide`). whole: the chart that this
    one is some rows of, for its scale.
    """
    made = _drawn(Canvas(chart, width, tiles, room, whole), titled=titled)
    if room is not None and chart.kind in _ELASTIC:
        left = max(2 * room - made.layout.height, 50)
        made = _drawn(Canvas(chart, width, tiles, left, whole), titled=titled)
    return made


def _drawn(canvas: Canvas, *, titled: bool) -> go.Figure:
    chart = canvas.chart
    canvas.begin(titled=titled)
    if chart.is_empty:
        canvas.empty()
    else:
        _RENDERERS[chart.kind](canvas)
    return canvas.finish()


def config(
    chart: Chart, *, image: Literal["png", "svg"] | None = None, width: int = 1100, height: int | None = None
) -> dict[str, Any]:
    """Plotly's configuration: no bar of buttons, the language's words; with `image`, one download button.

    width, height: of the picture in pixels; a PNG is drawn twice as dense.
    """
    settings: dict[str, Any] = {
        "displayModeBar": image is not None,
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "topojsonURL": "app/static/",
        **theme.locale(chart.language),
    }
    if image is not None:
        options: dict[str, Any] = {
            "format": image,
            "filename": chart.slug or chart.kind.value,
            "width": width,
            "scale": 2 if image == "png" else 1,
        }
        if height is not None:
            options["height"] = height
        settings["toImageButtonOptions"] = options
        settings["modeBarButtons"] = [["toImage"]]
    return settings
