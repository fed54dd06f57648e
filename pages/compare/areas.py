"""Areas side by side: any areas and indicators as a table, profile, heat table, ranking, trend or scatter."""


from kpdata.i18n import texts
from kpdata.ui import cards, comparison, data, filters, state

language = state.language_of_run()
t = texts(language)
source = data.source()
selection = state.selection(source, language)
options = comparison.indicators(source, selection.level, language)
names = state.choices(
    "show", options, comparison.default_indicators(source, selection.level), comparison.MOST_INDICATORS
)
view = state.choice("view", comparison.VIEWS, comparison.default_view(selection))
across = state.choice("measure", options, names[0] if names else "places")
up = state.choice("against", options, names[1] if len(names) > 1 else "places_per_1000")

with filters.row(source, selection, several=True, own=1):
    filters.own_several(
        "show", t("Indicators"), options, names, t("Choose indicators"), comparison.MOST_INDICATORS, selection
    )
filters.status_line(selection)
filters.segments("view", t("View"), comparison.views(language), view, selection)
shown = comparison.drawn(source, selection, names, view, across, up)
cards.chart_card(shown, view)
