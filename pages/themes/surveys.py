"""Surveys: one wave of one instrument, its answers, areas side by side, changes, themes, whom it reached."""

import streamlit as st

from kpdata.charts.survey_answers import KINDS
from kpdata.ui import cards, filters, state
from kpdata.views import data, survey_results, surveys

request = state.request(surveys.LEVELS, several=True)
t, source, selection = request.t, request.source, request.selection
chosen = surveys.choices(request)
shown = surveys.cards(request, chosen)

cards.headline(shown.headline)
grid = filters.row(source, selection, levels=data.levels(source, surveys.LEVELS), several=True, own=1)
with grid:
    wave = surveys.key_of(chosen.wave) if chosen.wave else ""
    waves = {**({} if wave else {"": t("None in the period")}), **chosen.waves}
    filters.own("wave", t("Wave"), waves, wave, selection)
filters.status_line(selection)
with st.container(horizontal=True, vertical_alignment="center", key="views"):
    instruments = surveys.instruments(request.language)
    filters.segments("instrument", t("Survey"), instruments, chosen.instrument.value, selection)
    kinds = {name: t(title) for name, title in surveys.KINDS.items()}
    filters.segments("value", t("Value"), kinds, chosen.kind, selection)


def card(key: str) -> None:
    """One card of the page, where there is one."""
    if key in shown.parts:
        cards.chart_card(shown.card(key), key)


def section(title: str, *keys: str) -> None:
    """A heading and its cards, when there is any."""
    if any(key in shown.parts for key in keys):
        st.header(title, anchor=False)
        for key in keys:
            card(key)


def question() -> None:
    """Which question the lines are of."""
    filters.own_few("question", t("Question"), chosen.questions, chosen.question, selection)


if shown.parts:
    cards.key_figures(shown.figures())
    if "agreement" not in shown.parts:
        cards.empty(t("Nobody has answered here in this wave. Choose another wave or a larger area."))
    for name in ("answers", "agreement", "yes-no", "zero-to-ten"):
        card(name)
    section(t("Areas side by side"), "side-by-side")
    if "changes" in shown.parts:
        st.header(t("Changes between waves"), anchor=False)
        card("changes")
        cards.chart_card(shown.card("course"), "course", extra=question)
        card("waves")
    themes = [key for kind in KINDS if (key := survey_results.theme_key(kind)) in shown.parts]
    if themes:
        st.header(t("Wishes, benefits, disappointments, harms and feelings"), anchor=False)
        for pair in (themes[place : place + 2] for place in range(0, len(themes), 2)):
            for column, key in zip(st.columns(2), pair, strict=False):
                with column:
                    card(key)
    section(t("Instruments side by side"), "evaluations", "instruments")
    section(t("Who answered"), "coverage", "rounds")
    section(t("Not comparable"), "not-comparable")
elif selection.areas:
    cards.empty(t("Choose another wave or period above, or import answers of this survey."))
else:
    cards.empty(t("Choose at least one area above."))
