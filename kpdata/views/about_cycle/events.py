"""The events that all cards of the page are about: those of the first area, and those planned ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kpdata.charts import formats
from kpdata.charts.values import View
from kpdata.cycle import Outcome
from kpdata.domain import EventKind
from kpdata.i18n import texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import Event
from kpdata.views import data, words
from kpdata.views.address import Selection
from kpdata.views.data import Source


def of_area(source: Source, selection: Selection) -> Sequence[Event]:
    """Every event that counts for the area."""
    return cycle.of_area(data.figures(source), selection.area)


@lru_cache(maxsize=256)
def planned(source: Source, selection: Selection) -> tuple[Event, ...]:
    """The events planned ahead and not yet held, the next one first."""
    found = [e for e in of_area(source, selection) if e.outcome(selection.as_of) is Outcome.AHEAD]
    order = list(EventKind)
    return tuple(sorted(found, key=lambda event: (event.day, order.index(event.kind), str(event.area))))


def area(source: Source, selection: Selection) -> str:
    """The name of the area."""
    return data.area_name(source, selection.area, selection.language)


def view(source: Source, selection: Selection) -> View:
    """What the page's charts tell of themselves: the area, the day and the sources of `cycle_kept`."""
    return data.chart_view(source, replace(selection, areas=selection.areas[:1]), ("cycle_kept",))


def kind_in_words(kind: EventKind, language: str) -> str:
    """A kind of event as a heading."""
    return formats.capital(texts(language)(words.EVENTS[kind]))
