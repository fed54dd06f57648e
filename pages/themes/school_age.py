"""School-age coverage: who is left out, where, at which hours; gaps, overlaps and what-ifs."""

import streamlit as st

from kpdata.charts import formats
from kpdata.ui import cards, filters, state
from kpdata.views import data, ranked, school_age, what_if

request = state.request(school_age.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = school_age.choices(request)
shown = school_age.cards(request, chosen)
asked = chosen.what_if


def words(options: dict) -> dict[str, str]:
    """Options with their texts in the language of the run."""
    return {str(key): t(text) for key, text in options.items()}


def own(name: str, label: str, options: dict[str, str], value: str) -> None:
    """A choice of the page's own."""
    filters.own(name, label, options, value, selection)


cards.headline(shown.headline)
with filters.row(source, selection, levels=data.levels(source, school_age.LEVELS), by_day=True, own=2):
    own("band", t("Ages"), words(school_age.BANDS), chosen.band.value)
    own("km", t("Distance"), {name: f"{km} km" for name, km in school_age.DISTANCES.items()}, str(chosen.km))
filters.status_line(selection, by_day=True)
cards.key_figures(shown.figures())

left, right = st.columns(2)
with left:
    cards.chart_card(
        shown.card("map"),
        "map",
        extra=lambda: own("measure", t("Measure"), words(school_age.MEASURES), chosen.measure),
    )
with right:
    cards.chart_card(
        shown.card("ranked"),
        "ranked",
        extra=lambda: filters.own_few(
            "definition",
            t("Listed by"),
            ranked.options(chosen.rankings, request.language),
            chosen.definition,
            selection,
        ),
    )
cards.chart_card(shown.card("bands"), "bands")

st.header(t("When places are open"), anchor=False)
left, right = st.columns(2)
with left:
    own("season", t("Season"), words(school_age.SEASONS), chosen.season.value)
with right:
    own("beside", t("Side by side with"), dict(chosen.besides), str(chosen.beside or ""))
if chosen.beside:
    left, right = st.columns(2)
    with left:
        cards.chart_card(shown.card("clock"), "clock")
    with right:
        cards.chart_card(shown.card("clock-beside"), "clock-beside")
else:
    cards.chart_card(shown.card("clock"), "clock")

st.header(t("Blind spots and overlaps"), anchor=False)
left, right = st.columns(2)
with left:
    cards.chart_card(shown.card("blind-spots"), "blind-spots")
with right:
    cards.chart_card(shown.card("largest-blind-spots"), "largest-blind-spots")
cards.chart_card(shown.card("overlaps"), "overlaps")

st.header(t("What if"), anchor=False)
filters.segments("whatif", t("What if"), words(what_if.KINDS), asked.kind, selection)
if asked.kind == "next":
    own("steps", t("How many places"), {step: step for step in what_if.STEPS}, str(asked.steps))
elif asked.kind == "slot" and asked.place:
    place, weekday, opens, closes = st.columns([2, 1, 1, 1])
    with place:
        own("place", t("Meeting place"), dict(asked.places), asked.place)
    with weekday:
        days = {str(i): name for i, name in enumerate(formats.weekdays(request.language), 1)}
        own("weekday", t("Weekday"), days, str(asked.weekday))
    with opens:
        own("opens", t("Opens"), {hour: f"{hour}:00" for hour in what_if.OPENS}, str(asked.opens))
    with closes:
        hours = {hour: f"{hour}:00" for hour in what_if.closings(asked.opens)}
        own("closes", t("Closes"), hours, str(asked.closes))
elif asked.kind == "stop" and asked.stop:
    own("stop", t("Who stops"), dict(asked.stoppers), asked.stop)
else:
    cards.empty(t("There is no active meeting place here to ask about. Choose another area."))
left, right = st.columns(2)
for column, key in zip((left, right), what_if.CARDS[asked.kind], strict=True):
    if key in shown.parts:
        with column:
            cards.chart_card(shown.card(key), key)
