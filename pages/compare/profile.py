"""Area profile: one county, municipality, centre, place or own group on one page, and on paper."""

import streamlit as st

from kpdata.ui import cards, filters, printing, state
from kpdata.ui.text import markdown_text
from kpdata.views import data, profile

# Two halves that follow each other stand side by side; one left over takes the whole width.
HALVES = ("register", "hours", "access", "visits", "surveys", "criteria")

request = state.request(profile.LEVELS)
t, source, selection = request.t, request.source, request.selection
chosen = profile.choices(request)
shown = profile.cards(request, chosen)
on_paper = printing.asked(request)

printing.style(sheet=on_paper)
if on_paper:
    printing.tools(selection)
cards.headline(shown.headline)
st.caption(markdown_text(profile.question(selection)))
if on_paper:
    st.caption(markdown_text(profile.scope(source, selection)))
else:
    filters.row(source, selection, levels=data.levels(source, profile.LEVELS))
    filters.status_line(selection)
    printing.button(selection)
for text in profile.history(selection):
    st.caption(f":material/history: {markdown_text(text)}")


def choose_band() -> None:
    """Which age group similar municipalities are looked at for."""
    if chosen.band:
        filters.own_few("band", t("Age group"), chosen.bands, chosen.band.value, selection)


def draw(key: str) -> None:
    """A card of the page."""
    cards.chart_card(shown.card(key), key, extra=choose_band if key == "similar" else None)


present = [key for key in shown.parts if key != "key-figures"]
if on_paper:
    printing.key_figures(shown.figures())
    for key in present:
        printing.card(shown.card(key), key)
else:
    cards.key_figures(shown.figures())
    while present:
        row = present[:2] if all(key in HALVES for key in present[:2]) else present[:1]
        del present[: len(row)]
        for column, key in zip(st.columns(len(row)), row, strict=True):
            with column:
                draw(key)
