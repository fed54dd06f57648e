"""Map: an indicator by area, places by operator, type, age and opening hours, centres, what is planned."""

import streamlit as st

from kpdata.charts import formats
from kpdata.ui import cards, filters, picks, state
from kpdata.views import data
from kpdata.views import map as map_view

request = state.request(map_view.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = map_view.choices(request)
shown = map_view.cards(request, chosen)
by_country = selection.level.value == "country"

cards.headline(shown.headline)
with filters.row(source, selection, levels=data.levels(source, map_view.LEVELS), own=1 + by_country):
    if by_country:
        areas_by = {name: t(label) for name, label in map_view.AREAS_BY.items()}
        filters.own("by", t("Areas"), areas_by, chosen.by.value, selection)
    filters.own("measure", t("Measure"), chosen.measures, chosen.measure, selection)
filters.status_line(selection)

with st.container(horizontal=True, vertical_alignment="bottom", key="views"):
    points = {name: t(label) for name, label in map_view.POINTS.items()}
    filters.segments("points", t("Meeting places"), points, chosen.points, selection)
    layers = {name: t(label) for name, label in map_view.LAYERS.items()}
    filters.several_few("layers", t("Layers"), layers, chosen.layers, selection)
if chosen.points == "open":
    left, right, _ = st.columns([1, 1, 2])
    days = dict(zip(map(str, range(1, 8)), formats.weekdays(request.language), strict=True))
    with left:
        filters.own("day", t("Day"), {map_view.NOW: t("Now"), **days}, chosen.day, selection)
    with right:
        hours = {str(h): f"{h}{formats.EN_DASH}{h + 1}" for h in map_view.HOURS}
        if chosen.day != map_view.NOW:
            filters.own("hour", t("Hour"), hours, chosen.hour, selection)

left, right = st.columns([3, 2])
with left:
    cards.chart_card(shown.card("map"), "map", height="content", on_pick=picks.pick(selection))
with right:
    picks.panel(request, chosen)
    if "tiles" in shown.parts:
        cards.chart_card(shown.card("tiles"), "tiles", height="content", on_pick=picks.pick(selection))
if "places" in shown.parts:
    cards.chart_card(shown.card("places"), "places")
