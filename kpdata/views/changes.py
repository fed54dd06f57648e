"""What changed in an area since a chosen day, and which of its municipalities need attention: as tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import pandas as pd

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.values import missing, value_of
from kpdata.domain import AreaKey, AreaLevel, Month, Role, State
from kpdata.i18n import N_, Texts, texts
from kpdata.indicators.changes import ChangeKind, Happening, Reason, attention, what_changed
from kpdata.views import data, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

MOST_ROWS = 10
WIDTH = 400

_WHAT = {
    ChangeKind.PLACE_OPENED: N_("meeting place opened"),
    ChangeKind.PLACE_CLOSED: N_("meeting place closed"),
    ChangeKind.STEP_RISEN: N_("integration rose from step {before} to {after}"),
    ChangeKind.STEP_FALLEN: N_("integration fell from step {before} to {after}"),
    ChangeKind.ROLE_NAMED: N_("named: {role}"),
}
_REASONS = {
    Reason.NOT_MAPPED: N_("not mapped"),
    Reason.NO_PLACE: N_("no meeting place"),
    Reason.NO_SCHOOL_AGE_PLACE: N_("no place for school-age children"),
    Reason.LATE: N_("visits late"),
    Reason.STALE: N_("information stale"),
    Reason.NO_CONTACT_PERSON: N_("no contact person"),
    Reason.STEP_FALLEN: N_("integration fell"),
}
_BESIDE = {"places": N_("Meeting places"), "integration_done_share": N_("Integration")}


def days(selection: Selection) -> dict[str, str]:
    """Days to look back to: the ends of the last 24 months, newest first."""
    month = Month.of(selection.as_of)
    found = [month.plus(-back).last_day for back in range(1, 25)]
    return {day.isoformat(): formats.day(day, selection.language) for day in found}


def default_day(selection: Selection) -> str:
    """Half a year back."""
    return Month.of(selection.as_of).plus(-6).last_day.isoformat()


@lru_cache(maxsize=128)
def changes(source: Source, selection: Selection, since: date) -> Card:
    """Places opened and closed, steps risen and fallen, roles named; events are told by their number."""
    t, language = texts(selection.language), selection.language
    found = what_changed(data.figures(source), selection.area, since, selection.as_of)
    held = sum(change.kind is ChangeKind.EVENT_HELD for change in found)
    told = [change for change in found if change.kind is not ChangeKind.EVENT_HELD]
    order = list(ChangeKind)
    names = {change.area: data.area_name(source, change.area, language) for change in told}
    told.sort(key=lambda change: (order.index(change.kind), data.collation(names[change.area])))
    day = formats.day(since, language)
    title = (
        t.plural("{n} change since {day}", "{n} changes since {day}", len(told), day=day)
        if told
        else t("No changes since {day}", day=day)
    )
    chart = _table(
        source,
        selection,
        title=title,
        slug="changes",
        heading=t("Area"),
        categories=[
            Category(f"{change.kind}:{change.area}:{change.detail}", names[change.area]) for change in told
        ],
        series=[
            Series("what", t("Change"), tuple(_said(_what(t, change)) for change in told)),
            Series(
                "on",
                t("Day"),
                tuple(
                    _said(formats.day(change.on, language)) if change.on else missing(State.UNKNOWN, language)
                    for change in told
                ),
            ),
        ],
        sentence=_counts(t, found)
        + (t.plural(" {n} event was held.", " {n} events were held.", held) if held else ""),
    )
    return Card(chart, WIDTH, data.area_name(source, selection.area, language), plain=True)


def _said(text: str) -> Value:
    return Value(State.OK, text)


def _what(t: Texts, change: Happening) -> str:
    role = t(words.ROLES[Role(change.detail)]) if change.kind is ChangeKind.ROLE_NAMED else ""
    return t(_WHAT[change.kind], before=change.before, after=change.after, role=role)


def _counts(t: Texts, found: Sequence[Happening]) -> str:
    kinds = [change.kind for change in found]
    return t(
        "Places opened {opened}, closed {closed}; integration rose in {risen}, fell in {fallen}.",
        opened=kinds.count(ChangeKind.PLACE_OPENED),
        closed=kinds.count(ChangeKind.PLACE_CLOSED),
        risen=kinds.count(ChangeKind.STEP_RISEN),
        fallen=kinds.count(ChangeKind.STEP_FALLEN),
    )


@lru_cache(maxsize=128)
def needing_attention(source: Source, selection: Selection) -> Card:
    """Municipalities of the area with what they lack, the gravest first, and figures beside."""
    t, language = texts(selection.language), selection.language
    figures = data.figures(source)
    rows = attention(figures, selection.area, selection.as_of, selection.period)
    shown = rows.head(MOST_ROWS)
    codes = list(shown["area_id"])
    frame = data.table(source, selection, list(_BESIDE), AreaLevel.MUNICIPALITY, codes)
    beside = {
        (row["indicator"], row["area_id"]): {str(name): cell for name, cell in row.items()}
        for row in frame.to_dict("records")
    }
    series = [
        Series(
            "reasons",
            t("Lacking"),
            tuple(_said(", ".join(t(_REASONS[Reason(r)]) for r in reasons)) for reasons in shown["reasons"]),
        ),
        Series(
            "children",
            t("School-age children without a place"),
            tuple(_children(count, language) for count in shown["children"]),
        ),
    ]
    series += [
        Series(
            name,
            t(words),
            tuple(value_of(beside[name, code], figures.registry[name], language) for code in codes),
            figures.registry[name].unit.text(language) if name == "integration_done_share" else "",
        )
        for name, words in _BESIDE.items()
    ]
    title = (
        t.plural("{n} municipality needs attention", "{n} municipalities need attention", len(rows))
        if len(rows)
        else t("No municipality needs attention")
    )
    names = [data.area_name(source, AreaKey(AreaLevel.MUNICIPALITY, code), language) for code in codes]
    chart = _table(
        source,
        selection,
        title=title,
        slug="attention",
        heading=t("Municipality"),
        categories=[Category(f"municipality:{code}", name) for code, name in zip(codes, names, strict=True)],
        series=series,
        sentence=_commonest(t, rows),
        notes=(t("The first {n} are shown.", n=MOST_ROWS),) if len(rows) > MOST_ROWS else (),
    )
    return Card(chart, 2 * WIDTH, data.area_name(source, selection.area, language), plain=True)


def _children(count: float, language: str) -> Value:
    if math.isnan(count):
        return missing(State.UNKNOWN, language)
    return Value(State.OK, formats.number(count, 0, language), float(count))


def _commonest(t: Texts, rows: pd.DataFrame) -> str:
    """How many municipalities share each reason."""
    counts: Mapping[str, int] = {
        reason.value: sum(reason.value in reasons for reasons in rows["reasons"]) for reason in Reason
    }
    told = [f"{t(_REASONS[Reason(name)])} {count}" for name, count in counts.items() if count]
    return f"{', '.join(told).capitalize()}." if told else ""


def _table(
    source: Source,
    selection: Selection,
    *,
    title: str,
    slug: str,
    heading: str,
    categories: Sequence[Category],
    series: Sequence[Series],
    sentence: str,
    notes: tuple[str, ...] = (),
) -> Chart:
    view = data.chart_view(source, selection, ("places", "integration_done_share"))
    t = texts(selection.language)
    day = formats.day(selection.as_of, selection.language)
    return Chart(
        kind=Kind.TABLE,
        language=selection.language,
        title=title,
        subtitle=" · ".join((t("as of {day}", day=day), t("source: {source}", source=view.source))),
        categories=tuple(categories),
        series=tuple(series),
        sentence=sentence,
        heading=heading,
        notes=notes,
        source=view.source,
        as_of=selection.as_of,
        sample=view.sample,
        slug=slug,
    )
