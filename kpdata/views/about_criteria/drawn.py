"""How the charts of the criteria page become cards: from which source, how wide, of which area."""

from __future__ import annotations

from kpdata.charts.chart import Chart
from kpdata.charts.values import View
from kpdata.indicators.assessed import GROUPS
from kpdata.views import data
from kpdata.views.about_criteria.groups import INDICATORS
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

# Bars of parts are drawn for a narrow page: their numbers then fit on a wide one too.
BARS, WHOLE = 680, 1000


def view(source: Source, selection: Selection, *indicators: str) -> View:
    """What is the same for the charts of some indicators; without any, for those of assessments."""
    return data.chart_view(source, selection, indicators or (INDICATORS[GROUPS[0]],))


def card(source: Source, selection: Selection, chart: Chart, width: int, *, plain: bool = False) -> Card:
    """A chart of the selected area as a card; plain: shown as a table alone."""
    return Card(chart, width, data.area_name(source, selection.area, selection.language), plain=plain)
