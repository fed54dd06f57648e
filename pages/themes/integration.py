"""Integration: criteria on dated evidence, what is next, steps, visits, who coordinates, history."""

import streamlit as st

from kpdata.ui import cards, filters, state
from kpdata.views import data, integration
from kpdata.views.about_integration.criteria import LISTED
from kpdata.views.about_integration.steps import PARTS

request = state.request(integration.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = integration.choices(request)
shown = integration.cards(request, chosen)


def card(key: str) -> None:
    """One card of the page."""
    cards.chart_card(shown.card(key), key)


def pair(left: str, right: str) -> None:
    """Two cards side by side."""
    for column, key in zip(st.columns(2), (left, right), strict=True):
        with column:
            card(key)


cards.headline(shown.headline)
filters.row(source, selection, levels=data.levels(source, integration.LEVELS), by_day=True)
filters.status_line(selection, by_day=True)
cards.key_figures(shown.figures())

card("criteria")
cards.chart_card(
    shown.card("next"),
    "next",
    extra=lambda: filters.segments(
        "todo",
        t("Municipalities in the list"),
        {k: t(v) for k, v in LISTED.items()},
        chosen.listed,
        selection,
    ),
)
if "own" in shown.parts:
    st.header(t("The area's own criteria"), anchor=False)
    card("own")
    card("evidence")

st.header(t("Steps side by side and over time"), anchor=False)
cards.chart_card(
    shown.card("steps"),
    "steps",
    extra=lambda: filters.segments(
        "parts", t("Parts"), {k: t(v) for k, v in PARTS.items()}, chosen.parts, selection
    ),
)
pair("progress", "share")

st.header(t("Boards and groups"), anchor=False)
card("visits")
card("visit-days")

st.header(t("Who coordinates what"), anchor=False)
card("roles")
card("organisations")

st.header(t("History"), anchor=False)
card("round-2018")
