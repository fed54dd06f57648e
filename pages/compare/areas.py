"""Areas side by side: any areas and indicators as a table, profile, heat table, ranking, trend or scatter."""

import streamlit as st

from kpdata.ui import cards, filters, state
from kpdata.views import comparison, data, ranked

request = state.request(comparison.LEVELS, several=True)
t, source, selection = request.t, request.source, request.selection
chosen = comparison.choices(request)
shown = comparison.cards(request, chosen)

cards.headline(shown.headline)
filters.row(source, selection, levels=data.levels(source, comparison.LEVELS), several=True)
filters.status_line(selection)
with st.container(horizontal=True, vertical_alignment="center", key="views"):
    filters.segments("view", t("View"), comparison.views(request.language), chosen.view, selection)
    indicators = t("Indicators ({n})", n=len(chosen.names))
    with st.popover(indicators, icon=":material/checklist:", key="indicators"):
        filters.own_several(
            "show",
            t("Indicators"),
            chosen.options,
            chosen.names,
            t("Choose indicators"),
            comparison.MOST_INDICATORS,
            selection,
        )


def own_choices() -> None:
    """What a view of one or two indicators needs beside its figure."""
    if chosen.view in {"ranked", "trend", "scatter"}:
        left, right = st.columns(2)
        with left:
            filters.own("measure", t("Measure"), chosen.options, chosen.across, selection)
        with right:
            if chosen.view == "scatter":
                filters.own("against", t("Second measure"), chosen.options, chosen.up, selection)
            elif chosen.view == "ranked":
                rankings = ranked.options(chosen.rankings, request.language)
                filters.own_few("definition", t("Listed by"), rankings, chosen.definition, selection)


if shown.parts:
    cards.chart_card(shown.card(chosen.view), chosen.view, extra=own_choices)
    if "similar" in shown.parts:
        cards.chart_card(shown.card("similar"), "similar")
        filters.compare_with_similar(t("Compare with the five most alike"), source, selection)
else:
    cards.empty(t("Choose at least one area and one indicator above."))
