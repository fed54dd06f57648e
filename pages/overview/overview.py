"""Overview: the finding, five key figures, the map, the ranking, what changed, who needs attention."""

import streamlit as st

from kpdata.ui import cards, filters, state
from kpdata.views import changes, data, overview, ranked

request = state.request(overview.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = overview.choices(request)
shown = overview.cards(request, chosen)
measures = overview.measures(source, request.language)

cards.headline(shown.headline)
with filters.row(source, selection, levels=data.levels(source, overview.LEVELS), own=1):
    filters.own("measure", t("Measure"), measures, chosen.measure, selection)
filters.status_line(selection)

cards.key_figures(shown.figures())

left, right = st.columns(2)
with left:
    cards.chart_card(shown.card("map"), "map", height="content")
with right:
    cards.chart_card(
        shown.card("ranked"),
        "ranked",
        height="content",
        extra=lambda: filters.own_few(
            "definition",
            t("Listed by"),
            ranked.options(chosen.rankings, request.language),
            chosen.definition,
            selection,
        ),
    )
# Below the shorter of the two: a ranking of more areas is drawn as a low profile.
is_list = len(shown.card("ranked").chart.categories) <= 60
with left if is_list else right:
    cards.chart_card(
        shown.card("changes"),
        "changes",
        extra=lambda: filters.own(
            "since", t("Compare with the day"), changes.days(selection), chosen.since.isoformat(), selection
        ),
    )
cards.chart_card(shown.card("attention"), "attention")
