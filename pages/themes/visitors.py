"""Visitors: months side by side, a year and the one before, seasons, new and multicultural families."""

import streamlit as st

from kpdata.ui import cards, filters, state
from kpdata.views import data, visitors

request = state.request(visitors.LEVELS, several=True)
t, source, selection = request.t, request.source, request.selection
chosen = visitors.choices(request)
shown = visitors.cards(request, chosen)

cards.headline(shown.headline)
filters.row(source, selection, levels=data.levels(source, visitors.LEVELS), several=True)
filters.status_line(selection)


def card(key: str) -> None:
    """One card of the page."""
    cards.chart_card(shown.card(key), key)


def pair(left: str, right: str) -> None:
    """Two cards side by side."""
    for column, key in zip(st.columns(2), (left, right), strict=True):
        with column:
            card(key)


if shown.parts:
    cards.key_figures(shown.figures())
    with st.container(horizontal=True, vertical_alignment="center", key="views"):
        measures = visitors.measures(selection.level, request.language)
        filters.segments("counted", t("Measure"), measures, chosen.measure, selection)
        places = {name: t(title) for name, title in visitors.PLACES.items()}
        of = "comparable" if chosen.comparable_only else "all"
        filters.segments("places", t("Meeting places"), places, of, selection)
    card("months")
    card("reporting")
    card("side-by-side")
    pair("year", "seasons")
    st.header(t("New and multicultural families"), anchor=False)
    pair("first-timers", "multicultural")
    st.header(t("Unusual months"), anchor=False)
    card("unusual")
else:
    cards.empty(t("Choose at least one area above."))
