"""What a page shows: its finding, and cards and rows of key figures under their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpdata.charts.chart import Chart, KeyFigure
from kpdata.export.document import EventCalendar


# Compared by identity: a card is built once for a selection, and what is drawn of it is kept beside it.
@dataclass(frozen=True, eq=False, slots=True)
class Card:
    """A chart with what its card must know.

    width: about how wide it stands on the page, in pixels. area: name of the area, for file names.
    plain: shown as a table alone, without a figure. rows: at most so many of the table on screen (0: all);
    files have them all. calendar: the planned events that it tells of, for a calendar file.
    """

    chart: Chart
    width: int = 640
    area: str = ""
    plain: bool = False
    rows: int = 0
    calendar: EventCalendar | None = None


@dataclass(frozen=True, eq=False, slots=True)
class KeyFigures:
    """A row of large figures."""

    figures: tuple[KeyFigure, ...]
    title: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Cards:
    """A page: the finding as headline, then its parts by key, in the order of the page."""

    headline: str
    parts: Mapping[str, Card | KeyFigures] = field(default_factory=dict)

    def card(self, key: str) -> Card:
        """The chart under a key; KeyError when there is none."""
        part = self.parts[key]
        if not isinstance(part, Card):
            raise KeyError(key)
        return part

    def figures(self, key: str = "key-figures") -> tuple[KeyFigure, ...]:
        """The key figures under a key; KeyError when there are none."""
        part = self.parts[key]
        if not isinstance(part, KeyFigures):
            raise KeyError(key)
        return part.figures
