"""Figures of plain counts: what the pages share that count places, criteria and the like themselves."""

from __future__ import annotations

from collections.abc import Sequence

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Series, Value
from kpdata.charts.values import View
from kpdata.domain import State
from kpdata.i18n import texts

_MOST_NAMES = 3


def count(number: int, language: str) -> Value:
    """A counted number; a counted zero is a number too."""
    return Value(State.OK, formats.number(number, 0, language), float(number))


def ratio(part: int, whole: int, language: str) -> str:
    """A part beside its whole: `12/40`."""
    return f"{formats.number(part, 0, language)}/{formats.number(whole, 0, language)}"


def some(names: Sequence[str], language: str) -> str:
    """Up to three names; more of them are counted."""
    if len(names) <= _MOST_NAMES:
        return formats.listing(list(names), language)
    t = texts(language)
    return t(
        "{names} and {n} others",
        names=", ".join(names[: _MOST_NAMES - 1]),
        n=len(names) - _MOST_NAMES + 1,
    )


def figure(
    view: View,
    kind: Kind,
    *,
    title: str,
    sentence: str,
    measure: str,
    heading: str,
    categories: tuple[Category, ...],
    series: tuple[Series, ...],
    definition: str,
    slug: str,
    unit: str = "",
    notes: tuple[str, ...] = (),
    classes: tuple[ColourClass, ...] = (),
) -> Chart:
    """A chart of an area on a day; its subtitle tells measure, area, day and source."""
    t = texts(view.language)
    told = [measure, view.area.name if view.area else ""]
    told.append(t("as of {day}", day=formats.day(view.as_of, view.language)))
    if view.source:
        told.append(t("source: {source}", source=view.source))
    return Chart(
        kind=kind,
        language=view.language,
        title=title,
        categories=categories,
        series=series if categories else (),
        subtitle=" · ".join(part for part in told if part),
        sentence=sentence,
        measure=measure,
        unit=unit,
        heading=heading,
        classes=classes,
        notes=notes if categories else (),
        source=view.source,
        definition=definition,
        as_of=view.as_of,
        period=view.period,
        sample=view.sample,
        slug=slug,
    )
