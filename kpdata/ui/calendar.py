"""Planned events for one's own calendar: the button, the file built when it is asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kpdata.export.calendar import calendar_bytes
from kpdata.export.csv import file_name
from kpdata.export.document import EventCalendar
from kpdata.export.files import MEDIA_TYPES
from kpdata.i18n import texts
from kpdata.ui import state

SLUG = "vuosikello"


def calendar_button(calendar: EventCalendar, area: str, key: str, *, quiet: bool = False) -> None:
    """Download the planned events; quiet: as one of the formats of a menu. None planned: it says so."""
    t = texts(calendar.language)
    count = len(calendar.events)
    label = (
        t("Calendar (ICS)")
        if quiet
        else t.plural("{n} event to a calendar", "{n} events to a calendar", count)
    )
    st.download_button(
        label if count else t("No planned events for a calendar"),
        data=partial(calendar_bytes, calendar, state.link()),
        file_name=file_name(area, SLUG, calendar.as_of, "ics"),
        mime=MEDIA_TYPES["ics"],
        type="tertiary" if quiet else "secondary",
        icon=":material/calendar_add_on:",
        key=f"ics-{key}",
        on_click="ignore",
        disabled=not count,
    )
