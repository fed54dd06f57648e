"""“Add to meeting pack” on every card and row of key figures: an open pack or a new one."""

from __future__ import annotations

import streamlit as st

from kpdata import meeting
from kpdata.charts import formats
from kpdata.errors import KpdataError
from kpdata.ui import cards, state
from kpdata.ui.text import markdown_text
from kpdata.views import FIRST_PAGE, PAGES, data
from kpdata.views.address import link
from kpdata.views.cards import Card
from kpdata.views.request import Request

_LAST = "last-pack"


def offer() -> None:
    """Put the menu on every card and every row of key figures."""
    cards.add_action(_on_card)
    cards.add_figures_action(_menu)


def _on_card(_: Card, key: str) -> None:
    _menu(key)


def _menu(key: str) -> None:
    asked = state.asked()
    slug = st.session_state["page"].url_path or FIRST_PAGE
    if asked is None or slug not in PAGES:
        return
    t = asked.t
    menu = st.popover(
        t("Add to meeting pack"),
        type="tertiary",
        icon=":material/playlist_add:",
        key=f"pack-{key}",
        on_change="rerun",
    )
    if menu.open:
        with menu:
            try:
                _choice(asked, link("", slug, asked.address, asked.selection).lstrip("/"), key)
            except KpdataError as error:
                st.error(markdown_text(error.message.text(asked.language)))


def _choice(asked: Request, view: str, key: str) -> None:
    t, language = asked.t, asked.language
    options = {
        pack.pack_id: f"{pack.title} · {formats.day(pack.held_on, language)}"
        for pack in meeting.open_packs(meeting.list_packs())
    } | {"": t("New meeting pack")}
    ids = tuple(options)
    last = st.session_state.get(_LAST, "")
    chosen = st.selectbox(
        t("Meeting pack"),
        ids,
        index=ids.index(last) if last in ids else 0,
        format_func=options.__getitem__,
        key=f"pack-choice-{key}",
    )
    title = ""
    if not chosen:
        name = data.area_name(asked.source, asked.selection.area, language)
        title = st.text_input(
            t("Title"),
            f"{name} {formats.day(data.today(), language)}",
            max_chars=meeting.LONGEST_TITLE,
            key=f"pack-title-{key}",
        )
    if st.button(t("Add"), type="primary", key=f"pack-add-{key}"):
        pack_id = chosen or meeting.new_pack(title, asked.selection.area, data.today(), language)
        meeting.add_item(pack_id, view, key)
        st.session_state[_LAST] = pack_id
        st.toast(t("Added to the meeting pack."), icon=":material/playlist_add_check:")
