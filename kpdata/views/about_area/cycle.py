"""The annual cycle of an area: what is done, late, not held, and next."""

from __future__ import annotations

from datetime import date

from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.cycle import told_counts
from kpdata.cycle import Outcome
from kpdata.domain import State
from kpdata.i18n import texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import Kept
from kpdata.views import data, plain, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source


def card(source: Source, selection: Selection) -> Card | None:
    """Kinds of event with what was held in the last 12 months and when the next one is; None without any."""
    t, language = texts(selection.language), selection.language
    events = cycle.annual_cycle(data.figures(source), selection.area, selection.as_of)
    if not events:
        return None
    title, sentence = told(events, language)
    chart = plain.table(
        source,
        selection,
        sources=("events",),
        title=title,
        slug="annual-cycle",
        heading=t("Event"),
        rows=[Category(kind.kind.value, formats.capital(t(words.EVENTS[kind.kind]))) for kind in events],
        columns=(
            Series("standing", t("Last 12 months"), tuple(_standing(kind, language) for kind in events)),
            Series("last", t("Last held"), tuple(_on(kind.last_held, language) for kind in events)),
            Series("next", t("Next"), tuple(_on(kind.next_planned, language) for kind in events)),
        ),
        sentence=sentence,
        notes=(t("In time: at most 30 days after the planned day."),),
    )
    return Card(chart, 860, data.area_name(source, selection.area, language), plain=True)


def told(events: list[Kept], language: str) -> tuple[str, str]:
    """Title and sentence: how many were held in time, late or not at all, and what comes next."""
    t = texts(language)
    kept = sum(kind.in_time for kind in events)
    late, missed = sum(kind.late for kind in events), sum(kind.missed for kind in events)
    due = kept + late + missed
    title = (
        t(
            "Annual cycle: {n} of {total} events held in time",
            n=formats.number(kept, 0, language),
            total=formats.number(due, 0, language),
        )
        if due
        else t("Annual cycle: no events were due in the last 12 months")
    )
    parts = [t("Held late {late}, not held {missed}.", late=late, missed=missed)] if due else []
    coming = [kind for kind in events if kind.next_planned]
    if coming:
        first = min(coming, key=lambda kind: (str(kind.next_planned), kind.kind.value))
        day = formats.day(first.next_planned, language) if first.next_planned else ""
        parts.append(t("Next: {event} {day}.", event=t(words.EVENTS[first.kind]), day=day))
    else:
        parts.append(t("Nothing is planned."))
    return title, " ".join(parts)


def _standing(kind: Kept, language: str) -> Value:
    """Each outcome with its sign and word."""
    counts = {
        Outcome.IN_TIME: kind.in_time,
        Outcome.UNPLANNED: kind.unplanned,
        Outcome.LATE: kind.late,
        Outcome.MISSED: kind.missed,
        Outcome.RUNNING: kind.running,
    }
    return Value(State.OK, told_counts(counts, language) or formats.EN_DASH)


def _on(day: date | None, language: str) -> Value:
    return Value(State.OK, formats.day(day, language) if day else formats.EN_DASH)
