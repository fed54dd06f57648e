"""Annual cycle: a year by month, what is next and overdue, expected numbers, areas side by side."""

import streamlit as st

from kpdata.ui import cards, filters, state
from kpdata.ui.calendar import calendar_button
from kpdata.views import cycle, data

request = state.request(cycle.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = cycle.choices(request)
shown = cycle.cards(request, chosen)


def card(key: str) -> None:
    """One card of the page."""
    cards.chart_card(shown.card(key), key)


cards.headline(shown.headline)
with filters.row(source, selection, levels=data.levels(source, cycle.LEVELS), by_day=True, own=1):
    years = {str(year): str(year) for year in reversed(chosen.years)}
    filters.own("year", t("Year"), years, str(chosen.year), selection)
filters.status_line(selection, by_day=True)
if shown.parts:
    cards.key_figures(shown.figures())
    card("year")

    st.header(t("Next and overdue"), anchor=False)
    coming = shown.card("coming")
    if coming.calendar is not None:
        calendar_button(coming.calendar, coming.area, "page")
    card("coming")
    card("overdue")

    st.header(t("What is expected in a year"), anchor=False)
    card("expected")
    card("evaluations")

    if chosen.by:
        st.header(t("Areas side by side"), anchor=False)
        if len(chosen.below) > 1:
            levels = {level.value: t(cycle.BY[level]) for level in chosen.below}
            filters.segments("by", t("Areas"), levels, chosen.by, selection)
        card("areas")
        card("kinds")
        if "kept" in shown.parts:
            card("kept")
else:
    cards.empty(
        t(
            "Import the planned and held events of the area as the table “events”, or choose an area that "
            "has some."
        )
    )
