"""The network: who runs it and what if they leave, how it changes, what it offers, every place of it."""

import streamlit as st

from kpdata.charts.values import LEVEL_HEADINGS
from kpdata.domain import AreaKey, AreaLevel
from kpdata.ui import cards, filters, state, ways
from kpdata.views import data, network, network_places, ranked

request = state.request(network.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = network.choices(request)
shown = network.cards(request, chosen)
listed = chosen.listed
options = network_places.options(request.language)


def own(name: str, label: str, choices: dict[str, str], value: str) -> None:
    """A choice of the page's own."""
    filters.own(name, label, choices, value, selection)


def pair(left_key: str, right_key: str) -> None:
    """Two cards side by side, or the one that there is."""
    keys = [key for key in (left_key, right_key) if key in shown.parts]
    for column, key in zip(st.columns(len(keys)) if keys else [], keys, strict=True):
        with column:
            cards.chart_card(shown.card(key), key)


cards.headline(shown.headline)
filters.row(source, selection, levels=data.levels(source, network.LEVELS), by_day=True)
filters.status_line(selection, by_day=True)
cards.key_figures(shown.figures())

left, right = st.columns(2)
with left:
    cards.chart_card(shown.card("operators"), "operators")
with right:
    cards.chart_card(
        shown.card("dependence"),
        "dependence",
        extra=lambda: filters.own_few(
            "definition",
            t("Listed by"),
            ranked.options(chosen.rankings, request.language),
            chosen.definition,
            selection,
        ),
    )
if "leaving" in shown.parts:
    st.header(t("What if an operator leaves"), anchor=False)
    left, right = st.columns([2, 1])
    with left:
        own("leaves", t("Who leaves"), dict(chosen.leaving), chosen.leaves)
    with right:
        own("km", t("Distance"), {name: f"{km} km" for name, km in network.DISTANCES.items()}, str(chosen.km))
    cards.chart_card(shown.card("leaving"), "leaving")

st.header(t("Opening and closing"), anchor=False)
steps = {step.value: t(text) for step, text in network.STEPS.items()}
filters.segments("step", t("Opening and closing"), steps, chosen.step.value, selection)
pair("running", "turnover")

st.header(t("What the places are and offer"), anchor=False)
cards.chart_card(shown.card("types"), "types")
left, right = st.columns(2)
with left:
    for key in ("features", "support", "languages"):
        cards.chart_card(shown.card(key), key, height="content")
with right:
    cards.chart_card(shown.card("offers"), "offers", height="content")

st.header(t("Places"), anchor=False)
with st.grid(6, min_column_width=132, gap="small", vertical_alignment="bottom"):
    filters.own_text("find", t("Search"), t("Name, operator, address"), listed.find, selection)
    own("operator", t("Operator"), options["operator"], listed.operator)
    own("type", t("Type"), options["type"], listed.kind)
    own("status", t("Status"), options["status"], listed.status)
    own("ages", t("Ages"), options["ages"], listed.band)
    own("listed", t("Listed by"), options["listed"], listed.listed)
cards.chart_card(
    shown.card("places"),
    "places",
    extra=lambda: own("sort", t("Order"), options["sort"], listed.sort),
)

st.header(t("One place"), anchor=False)
own("place", t(LEVEL_HEADINGS[AreaLevel.PLACE]), dict(listed.places), listed.place)
if listed.place:
    ways.to_profile(request, AreaKey(AreaLevel.PLACE, listed.place))
    pair("place", "place-hours")
    pair("place-visits", "place-survey")
    pair("place-criteria", "place-criteria-open")
