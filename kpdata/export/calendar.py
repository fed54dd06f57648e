"""Planned events as a calendar file (iCalendar, RFC 5545) for the calendars that people already use."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote, urlsplit

from kpdata.charts import formats
from kpdata.export.document import SAMPLE_MARK, EventCalendar
from kpdata.i18n import N_, texts

# A line break in a title must never begin a property of its own; what else steers a reader goes too.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_PRODUCT = "-//kpdata//annual cycle//{language}"


def calendar_bytes(calendar: EventCalendar, link: str = "") -> bytes:
    """The calendar as a file: whole days, planned and so tentative; made-up ones say so in every event.

    link: address of the view they come from. The same events give the same bytes.
    """
    # Imported when a file is asked for: pages that only offer one start without it.
    from icalendar import Calendar, Event

    t = texts(calendar.language)
    mark = t(SAMPLE_MARK) if calendar.sample else ""
    # Of the day of the data, so that the same data give the same file.
    stamp = datetime.combine(calendar.as_of, time(), UTC)
    whole = Calendar()
    whole.add("prodid", _PRODUCT.format(language=calendar.language.upper()))
    whole.add("version", "2.0")
    whole.add("x-wr-calname", _clean(" – ".join(part for part in (calendar.name, mark) if part)))
    for event in calendar.events:
        entry = Event()
        entry.add("uid", f"{quote(event.event_id, safe='')}@kpdata")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
        entry.add("summary", _clean(f"{event.summary} ({t(_SAMPLE)})" if mark else event.summary))
        told = (
            event.title,
            t("Planned, as of {day}.", day=formats.day(calendar.as_of, calendar.language)),
            mark,
        )
        entry.add("description", "\n".join(_clean(part) for part in told if part))
        entry.add(
            "categories", [_clean(part) for part in (event.category, t(_SAMPLE) if mark else "") if part]
        )
        entry.add("status", "TENTATIVE")
        entry.add("transp", "TRANSPARENT")
        if urlsplit(link).scheme in {"http", "https"}:
            entry.add("url", _CONTROL.sub("", link))
        whole.add_component(entry)
    content: bytes = whole.to_ical()
    return content


_SAMPLE = N_("sample data")


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
