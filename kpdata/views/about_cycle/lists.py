"""Lists of events by day: what comes, also for one's own calendar, and what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kpdata.charts import cycle as charts
from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Series, Value
from kpdata.charts.counted import count
from kpdata.cycle import Outcome
from kpdata.domain import State
from kpdata.export.document import CalendarEvent, EventCalendar
from kpdata.i18n import texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import Event, Span
from kpdata.views import data, plain, words
from kpdata.views.about_cycle import events
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

NEXT_DAYS = 60
MOST_ROWS = 60
_WHOLE = 1000


def coming_card(source: Source, selection: Selection) -> Card:
    """What is planned for the next days; all that is planned goes to the calendar."""
    t, language = texts(selection.language), selection.language
    area, ahead = events.area(source, selection), events.planned(source, selection)
    last = selection.as_of + timedelta(days=NEXT_DAYS)
    found = [event for event in ahead if event.day <= last]
    title = charts.coming_title(len(found), NEXT_DAYS, area, language)
    later = len(ahead) - len(found)
    sentence = f"{title}."
    if found:
        sentence += " " + t(
            "Next: {event} {day}.",
            event=t(words.EVENTS[found[0].kind]),
            day=formats.day(found[0].day, language),
        )
    if later:
        sentence += " " + t.plural("Planned after that: {n}.", "Planned after that: {n}.", later)
    chart = _list(source, selection, found, title=title, slug="coming-events", sentence=sentence)
    calendar = _calendar(source, selection)
    return Card(chart, _WHOLE, area, plain=True, rows=MOST_ROWS, calendar=calendar)


def _calendar(source: Source, selection: Selection) -> EventCalendar:
    """All events planned ahead, for one's own calendar."""
    t, language = texts(selection.language), selection.language

    def entry(event: Event) -> CalendarEvent:
        kind = events.kind_in_words(event.kind, language)
        title = f"{kind}: {data.area_name(source, event.area, language)}"
        return CalendarEvent(event.event_id, event.day, title, kind, event.title)

    return EventCalendar(
        t("Annual cycle: {area}", area=events.area(source, selection)),
        language,
        selection.as_of,
        tuple(entry(event) for event in events.planned(source, selection)),
        data.is_sample(source),
    )


def overdue_card(source: Source, selection: Selection) -> Card:
    """What was planned in the last 12 months and has not been held."""
    t, language, day = texts(selection.language), selection.language, selection.as_of
    area = events.area(source, selection)
    known = cycle.known(events.of_area(source, selection), Span.months_to(day), day)
    open_ = [pair for pair in known if pair[1] in {Outcome.MISSED, Outcome.RUNNING}]
    found = [event for event, _ in open_]
    missed = sum(outcome is Outcome.MISSED for _, outcome in open_)
    title = charts.overdue_title(missed, len(open_) - missed, area, language)
    standings = [charts.told(charts.OUTCOMES[outcome], language) for _, outcome in open_]
    columns = (
        Series("standing", t("Standing"), tuple(Value(State.OK, standing) for standing in standings)),
        Series(
            "days",
            t("Days since the planned day"),
            tuple(count((day - event.day).days, language) for event in found),
        ),
    )
    notes = (
        t(
            "Planned in the last 12 months and not held. For 30 days after the planned day an event is still "
            "running."
        ),
    )
    chart = _list(
        source,
        selection,
        found,
        title=title,
        slug="overdue-events",
        sentence=f"{title}.",
        columns=columns,
        notes=notes,
    )
    return Card(chart, _WHOLE, area, plain=True, rows=MOST_ROWS)


def _list(
    source: Source,
    selection: Selection,
    found: Sequence[Event],
    *,
    title: str,
    slug: str,
    sentence: str,
    columns: Sequence[Series] = (),
    notes: Sequence[str] = (),
) -> Chart:
    """Events in rows: day, kind, area, title."""
    t, language = texts(selection.language), selection.language

    def column(key: str, heading: str, values: Sequence[str]) -> Series:
        return Series(key, heading, tuple(Value(State.OK, text or formats.EN_DASH) for text in values))

    every = (
        *columns,
        column("kind", t("Event"), [events.kind_in_words(event.kind, language) for event in found]),
        column("area", t("Area"), [data.area_name(source, event.area, language) for event in found]),
        column("title", t("Title"), [event.title for event in found]),
    )
    return plain.table(
        source,
        selection,
        sources=("events",),
        title=title,
        slug=slug,
        area=events.area(source, selection),
        heading=t("Planned for"),
        rows=[Category(event.event_id, formats.day(event.day, language)) for event in found],
        columns=every if found else (),
        sentence=sentence,
        notes=(*notes, plain.cut(len(found), MOST_ROWS, language)),
    )
