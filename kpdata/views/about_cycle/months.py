"""The chosen year: kinds of event by month."""

from __future__ import annotations

from collections import Counter

from kpdata.charts import cycle as charts
from kpdata.charts.chart import Category
from kpdata.cycle import Outcome
from kpdata.domain import EventKind
from kpdata.indicators import cycle
from kpdata.indicators.cycle import Span
from kpdata.views.about_cycle import events
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

_WHOLE = 1000


def card(source: Source, selection: Selection, year: int) -> Card:
    """What became of the events of each month, by kind."""
    counts: dict[tuple[str, int], Counter[Outcome]] = {}
    every = events.of_area(source, selection)
    for event, outcome in cycle.known(every, Span.year(year), selection.as_of):
        counts.setdefault((event.kind.value, event.day.month), Counter())[outcome] += 1
    present = {kind for kind, _ in counts}
    kinds = [
        Category(kind.value, events.kind_in_words(kind, selection.language))
        for kind in EventKind
        if kind.value in present
    ]
    chart = charts.year(kinds, counts, events.view(source, selection), year)
    return Card(chart, _WHOLE, events.area(source, selection), plain=chart.is_empty)
