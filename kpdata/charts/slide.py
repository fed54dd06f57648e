"""A chart as a slide can bear it: as many rows as are read from six metres away, the own one among them."""

from __future__ import annotations

from dataclasses import replace

from kpdata.charts.chart import Chart, Kind
from kpdata.i18n import texts

# Rows that stand at 24 points on a slide.
MOST_ROWS = {Kind.BARS: 6, Kind.TABLE: 4, Kind.STACKED: 5, Kind.DIVERGING: 5, Kind.HEAT: 5}


def for_slide(chart: Chart) -> Chart:
    """The first rows and the own ones of a long chart, told in a note; any other chart as it is."""
    most = MOST_ROWS.get(chart.kind)
    if most is None or len(chart.categories) <= most:
        return chart
    own = [place for place, category in enumerate(chart.categories) if category.own][:most]
    others = [place for place in range(len(chart.categories)) if place not in own]
    places = sorted(own + others[: most - len(own)])
    t = texts(chart.language)
    told = t("{shown} of {n} rows are shown.", shown=most, n=len(chart.categories))
    return replace(
        chart,
        categories=tuple(chart.categories[place] for place in places),
        series=tuple(
            replace(series, values=tuple(series.values[place] for place in places)) for series in chart.series
        ),
        frames=(),
        notes=(*chart.notes, told),
    )
