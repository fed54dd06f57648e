"""Cards that are tables: rows of facts with their source line, told in words rather than drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.values import missing
from kpdata.domain import State
from kpdata.i18n import texts
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source


def table(
    source: Source,
    selection: Selection,
    *,
    sources: Sequence[str],
    title: str,
    slug: str,
    heading: str,
    rows: Sequence[Category],
    columns: Sequence[Series],
    sentence: str = "",
    notes: Sequence[str] = (),
    area: str = "",
) -> Chart:
    """A table of facts as of the day of the selection; sources: keys of `data.SOURCES`; area: told first."""
    t = texts(selection.language)
    told = ", ".join(t(data.SOURCES[name]) for name in sources)
    day = t("as of {day}", day=formats.day(selection.as_of, selection.language))
    return Chart(
        kind=Kind.TABLE,
        language=selection.language,
        title=title,
        subtitle=" · ".join(part for part in (area, day, t("source: {source}", source=told)) if part),
        categories=tuple(rows),
        series=tuple(columns),
        sentence=sentence,
        heading=heading,
        notes=tuple(note for note in notes if note),
        source=told,
        as_of=selection.as_of,
        sample=data.is_sample(source),
        slug=slug,
    )


def cut(rows: int, most: int, language: str) -> str:
    """The note of a table that is longer than what a page shows of it; empty when it is not."""
    if rows <= most:
        return ""
    t = texts(language)
    total = formats.number(rows, 0, language)
    return t("The first {n} of {total} are shown here; files have all of them.", n=most, total=total)


def said(text: str, language: str) -> Value:
    """A text in a cell; an empty one is what is not known."""
    return Value(State.OK, text) if text else missing(State.UNKNOWN, language)


def on(day: date | None, language: str) -> Value:
    """A day in a cell, or that it is not known."""
    return said(formats.day(day, language) if day else "", language)


def as_text(value: Value) -> Value:
    """A shown value as text alone: in a table whose rows differ in unit a bar of it would mean nothing."""
    return Value(State.OK, value.text) if value.is_known else value
