"""What is exported: a document of items, each a chart, key figures or a decision list, with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from kpdata.charts import formats
from kpdata.charts.chart import Chart, KeyFigure
from kpdata.i18n import N_, texts

SAMPLE_MARK = N_("Sample data – not real figures")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a meeting: what, by whom (a body, never a person), by when, how far it is."""

    text: str
    body: str = ""
    due: date | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One slide, chapter or sheet: a chart or a row of key figures, with the user's own heading and note.

    link: address of the same view in the dashboard, empty when it is not known.
    """

    chart: Chart | None = None
    figures: tuple[KeyFigure, ...] = ()
    heading: str = ""
    note: str = ""
    link: str = ""

    @property
    def title(self) -> str:
        """The user's heading, else the finding."""
        if self.heading:
            return self.heading
        return self.chart.title if self.chart else ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A whole day of a calendar.

    event_id: its key in the data, which stays the same from file to file. summary: what and where.
    category: its kind in words. title: its own title, of the data.
    """

    event_id: str
    day: date
    summary: str
    category: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class EventCalendar:
    """Planned events of an area at a day; sample: they are made up."""

    name: str
    language: str
    as_of: date
    events: tuple[CalendarEvent, ...]
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Items in order with the title, area and day of the whole.

    sample: made of synthetic data. link: address of the whole in the dashboard. slug: what it is about, in
    ASCII, for the name of the file. calendar: planned events of the view, for a calendar file.
    """

    title: str
    language: str
    items: tuple[Item, ...]
    area: str = ""
    as_of: date | None = None
    decisions: tuple[Decision, ...] = ()
    sample: bool = False
    link: str = ""
    slug: str = ""
    calendar: EventCalendar | None = None

    @property
    def has_front(self) -> bool:
        """Whether it begins with a front page; a single figure under its own title needs none."""
        return bool(self.title) and [item.title for item in self.items] != [self.title]

    @property
    def subtitle(self) -> str:
        """Area and as-of date on one line."""
        return " · ".join(part for part in (self.area, as_of_text(self.as_of, self.language)) if part)


def printable(document: Document) -> Document:
    """The document without the control characters that no file can hold (somebody may paste them)."""
    cleaned: Document = _cleaned(document)
    return cleaned


def _cleaned(thing: Any) -> Any:
    if isinstance(thing, str) and not isinstance(thing, Enum):
        return _UNPRINTABLE.sub("", thing)
    if isinstance(thing, tuple):
        parts = tuple(_cleaned(part) for part in thing)
        return parts if any(new is not old for new, old in zip(parts, thing, strict=True)) else thing
    if is_dataclass(thing) and not isinstance(thing, type):
        old = {each.name: getattr(thing, each.name) for each in fields(thing)}
        new = {name: _cleaned(value) for name, value in old.items()}
        changed = {name: value for name, value in new.items() if value is not old[name]}
        return replace(thing, **changed) if changed else thing
    return thing


def as_of_text(day: date | None, language: str) -> str:
    """The as-of date as a source line tells it."""
    return texts(language)("As of {day}", day=formats.day(day, language)) if day else ""


def source_line(chart: Chart) -> str:
    """Source, as-of date and, for synthetic data, the sample mark: stands beside every exported figure."""
    t = texts(chart.language)
    parts = [
        chart.source and t("Source: {source}", source=chart.source),
        as_of_text(chart.as_of, chart.language),
    ]
    if chart.sample:
        parts.append(t(SAMPLE_MARK))
    return " · ".join(part for part in parts if part)


def legible_parts(chart: Chart, most_rows: int) -> Iterator[Chart]:
    """The chart in parts of at most so many rows, so that each stays legible; an empty one gives itself."""
    count = len(chart.categories)
    if count <= most_rows:
        yield chart
        return
    parts = -(-count // most_rows)
    size = -(-count // parts)  # even parts: no last page with a single row
    for start in range(0, count, size):
        kept = slice(start, start + size)
        yield replace(
            chart,
            categories=chart.categories[kept],
            series=tuple(replace(series, values=series.values[kept]) for series in chart.series),
        )


def unique_names(names: Sequence[str], longest: int, between: str = " ") -> list[str]:
    """Unique names in order, none longer than `longest`: one that came before gets a number."""
    taken: set[str] = set()
    unique = []
    for name in names:
        candidate, number = name[:longest].strip(), 2
        while candidate.casefold() in taken:
            mark = f"{between}{number}"
            candidate, number = name[: longest - len(mark)].strip() + mark, number + 1
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique
