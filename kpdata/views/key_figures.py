"""Key figures of an area: each with its value now, a year earlier, its benchmark and its course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpdata.charts import build
from kpdata.charts.chart import KeyFigure
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source

_POINTS = 9


def key_figures(source: Source, selection: Selection, names: Sequence[str]) -> dict[str, KeyFigure]:
    """Large figures of the first area, by indicator, under the titles of the indicators."""
    figures = data.figures(source)
    area = selection.area
    now = data.rows_by_indicator(data.table(source, selection, names, area.level, [area.area_id]))
    earlier = data.year_earlier(source, selection, names)
    # The benchmark of a count is another count, which says nothing beside it: only rates and shares have one.
    benchmarks = {
        name: row
        for name, row in data.benchmark_rows(source, selection, names).items()
        if selection.compare != "earlier" and figures.registry[name].denominator is not None
    }
    view = data.chart_view(source, selection, names)
    result = {}
    for name in names:
        indicator = figures.registry[name]
        points = data.points_of(indicator, selection, _POINTS)
        figure = build.key_figure(
            now[name],
            indicator,
            view,
            points=figures.series([name], [selection.area], points, selection.language),
            benchmark=benchmarks.get(name),
            earlier=earlier.get(name),
        )
        result[name] = replace(figure, unit="") if indicator.denominator is None else figure
    return result
