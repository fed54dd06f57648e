"""Areas side by side: any areas and indicators as a table, profile, heat table, ranking, trend or scatter."""

import streamlit as st

from kpdata.domain import AreaLevel
from kpdata.i18n import texts
from kpdata.ui import cards, comparison, data, filters, ranked, state

language = state.language_of_run()
t = texts(language)
source = data.source()
selection = state.selection(source, language)
options = comparison.indicators(source, selection.level, language)
defaults = comparison.default_indicators(source, selection.level)
names = state.choices("show", options, defaults, comparison.MOST_INDICATORS)
view = state.choice("view", comparison.VIEWS, comparison.default_view(selection))
across = state.choice("measure", options, (names or defaults)[0])
up = state.choice("against", options, (*names, *defaults)[1])
rankings = ranked.definitions(source, selection, across, selection.level) if view == "ranked" else {}
definition = state.choice("definition", rankings, next(iter(rankings), "")) if rankings else ""
is_ready = bool(selection.areas and names)

cards.headline(
    comparison.headline(source, selection, names) if is_ready else t("Choose at least one area and indicator")
)
filters.row(source, selection, several=True)
filters.status_line(selection)
with st.container(horizontal=True, vertical_alignment="center", key="views"):
    filters.segments("view", t("View"), comparison.views(language), view, selection)
    with st.popover(t("Indicators ({n})", n=len(names)), icon=":material/checklist:", key="indicators"):
        filters.own_several(
            "show",
            t("Indicators"),
            options,
            names,
            t("Choose indicators"),
            comparison.MOST_INDICATORS,
            selection,
        )


def own_choices() -> None:
    """What a view of one or two indicators needs beside its figure."""
    if view in {"ranked", "trend", "scatter"}:
        left, right = st.columns(2)
        with left:
            filters.own("measure", t("Measure"), options, across, selection)
        with right:
            if view == "scatter":
                filters.own("against", t("Second measure"), options, up, selection)
            elif view == "ranked":
                filters.own_few(
                    "definition", t("Listed by"), ranked.options(rankings, language), definition, selection
                )


if is_ready:
    drawn = comparison.drawn(source, selection, names, view, across, up, definition)
    cards.chart_card(drawn, view, extra=own_choices)
    if selection.level is AreaLevel.MUNICIPALITY:
        cards.chart_card(comparison.similar(source, selection), "similar")
        filters.compare_with_similar(t("Compare with the five most alike"), source, selection)
else:
    cards.empty(t("Choose at least one area and one indicator above."))
