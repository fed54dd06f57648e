"""What is exported: a document of items, each a chart, key figures or a decision list, with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpdata.charts import formats
from kpdata.charts.chart import Chart, KeyFigure
from kpdata.i18n import N_, texts

SAMPLE_MARK = N_("Sample data – not real figures")


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
class Document:
    """Items in order with the title, area and day of the whole.

    sample: made of synthetic data. link: address of the whole in the dashboard. slug: what it is about, in
    ASCII, for the name of the file.
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

    @property
    def has_front(self) -> bool:
        """Whether it begins with a front page; a single figure under its own title needs none."""
        return bool(self.title) and [item.title for item in self.items] != [self.title]

    @property
    def subtitle(self) -> str:
        """Area and as-of date on one line."""
        return " · ".join(part for part in (self.area, as_of_text(self.as_of, self.language)) if part)


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
