"""Overview: the finding, five key figures, the map, the ranking, what changed, who needs attention."""

import streamlit as st

from kpdata.i18n import texts
from kpdata.ui import cards, data, filters, overview, state

language = state.language_of_run()
t = texts(language)
source = data.source()
selection = state.selection(source, language, overview.LEVELS)
measures = overview.measures(source, language)
measure = state.choice("measure", measures, overview.MEASURES[0])
since_days = overview.since_days(selection, language)
since = state.choice("since", since_days, overview.default_since(selection))
shown = overview.overview(source, selection, measure)

cards.headline(shown.headline)
with filters.row(source, selection, levels=overview.LEVELS, own=1):
    filters.own("measure", t("Measure"), measures, measure, selection)
filters.status_line(selection)

cards.key_figures(shown.key_figures)

left, right = st.columns([5, 6])
with left:
    cards.chart_card(shown.tiles, "map")
with right:
    cards.chart_card(shown.ranked, "ranked")

cards.chart_card(shown.attention, "attention")
