"""Criteria: what is met and what is not, by group and criterion; self beside peer; forms of support."""

import streamlit as st

from kpdata.ui import cards, filters, state
from kpdata.views import criteria, data
from kpdata.views.about_criteria.groups import ALL, group_names

request = state.request(criteria.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = criteria.choices(request)
shown = criteria.cards(request, chosen)


def card(key: str) -> None:
    """One card of the page, if there is one."""
    if key in shown.parts:
        cards.chart_card(shown.card(key), key)


cards.headline(shown.headline)
filters.row(source, selection, levels=data.levels(source, criteria.LEVELS), by_day=True)
filters.status_line(selection, by_day=True)
# Six of them on a row at 1366 px.
cards.key_figures(shown.figures(), narrowest=132)
card("groups")

if "areas" in shown.parts or "assessed" in shown.parts:
    st.header(t("Side by side"), anchor=False)
    if len(chosen.parted) > 1:
        filters.segments("parts", t("Side by side"), dict(chosen.parted), chosen.parts.value, selection)
    card("areas")
    card("assessed")
if "unmet" in shown.parts or "place" in shown.parts:
    st.header(t("By criterion"), anchor=False)
    groups = {ALL: t("All"), **group_names(request.language)}
    filters.segments("criteria", t("Group"), groups, chosen.group, selection)
    for key in ("unmet", "every", "differences", "place"):
        card(key)
else:
    cards.empty(
        t(
            "No place of the area has been assessed. Self- and peer assessments are imported in the table "
            "“assessments”; choose a larger area to see those of others."
        )
    )
if "agreement" in shown.parts:
    st.header(t("Self beside peer"), anchor=False)
    card("agreement")
    card("self-peer")
st.header(t("Forms of support"), anchor=False)
card("support")
card("support-areas")
card("lskl")
