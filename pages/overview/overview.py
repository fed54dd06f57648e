"""Overview: the finding, five key figures, the map, the ranking, what changed, who needs attention."""

from datetime import date

import streamlit as st

from kpdata.domain import AreaLevel
from kpdata.i18n import texts
from kpdata.ui import cards, changes, data, filters, overview, ranked, state

language = state.language_of_run()
t = texts(language)
source = data.source()
selection = state.selection(source, language, overview.LEVELS)
measures = overview.measures(source, language)
measure = state.choice("measure", measures, overview.DEFAULT_MEASURE)
days = changes.days(selection)
since = state.choice("since", days, changes.default_day(selection))
rankings = ranked.definitions(
    source, selection, measure, AreaLevel.MUNICIPALITY, frozenset(data.municipalities(source, selection.area))
)
definition = state.choice("definition", rankings, next(iter(rankings), ""))
shown = overview.overview(source, selection, measure, definition)

cards.headline(shown.headline)
with filters.row(source, selection, levels=overview.LEVELS, own=1):
    filters.own("measure", t("Measure"), measures, measure, selection)
filters.status_line(selection)

cards.key_figures(shown.key_figures)

left, right = st.columns(2)
with left:
    cards.chart_card(shown.tiles, "map", height="content")
    cards.chart_card(
        changes.changes(source, selection, date.fromisoformat(since)),
        "changes",
        extra=lambda: filters.own("since", t("Compare with the day"), days, since, selection),
    )
with right:
    cards.chart_card(
        shown.ranked,
        "ranked",
        extra=lambda: filters.own_few(
            "definition", t("Listed by"), ranked.options(rankings, language), definition, selection
        ),
    )
cards.chart_card(changes.needing_attention(source, selection), "attention")
