"""The page of meeting packs: the list, and one pack with its items, what changed since, and its decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from kpdata import meeting
from kpdata.charts import formats
from kpdata.charts.chart import Cell, Chart, Column, Table
from kpdata.charts.frozen import Content
from kpdata.charts.table import table_of
from kpdata.domain import AreaKey
from kpdata.errors import KpdataError
from kpdata.export.files import MEDIA_TYPES, name_of, rendered
from kpdata.i18n import N_, Texts
from kpdata.meeting import Difference
from kpdata.store.packs import Decision, Item, Pack
from kpdata.ui import cards, state
from kpdata.ui.html import table_html
from kpdata.ui.text import markdown_text
from kpdata.views import data
from kpdata.views.request import Request

_TOLD = "pack-told"
_FORMATS = {
    "pptx": (N_("Slides (PowerPoint)"), ":material/slideshow:"),
    "docx": (N_("Report (Word)"), ":material/article:"),
    "xlsx": (N_("Workbook (Excel)"), ":material/table_view:"),
    "zip": (N_("Everything (ZIP)"), ":material/folder_zip:"),
}
_DATE = "DD.MM.YYYY"


def done(change: Callable[..., Any], *args: Any) -> None:
    """Carry out a change asked for by a button; what hinders it is told at the head of the page."""
    _tried(change, *args)


def _tried(change: Callable[..., Any], *args: Any) -> bool:
    try:
        change(*args)
    except KpdataError as error:
        st.session_state[_TOLD] = error.message
        return False
    return True


def _tell(language: str) -> None:
    if (message := st.session_state.pop(_TOLD, None)) is not None:
        st.error(markdown_text(message.text(language)), icon=":material/error:")


# The list


def listing(request: Request) -> None:
    """All packs, and a form for a new one."""
    t, language = request.t, request.language
    st.title(t("Meeting packs"), anchor=False)
    _tell(language)
    for notice in state.notices(language):
        st.caption(f":material/info: {markdown_text(notice)}")
    found = meeting.list_packs()
    if not found:
        cards.empty(t("There are no meeting packs yet. Make one here, then add figures to it from any card."))
    for pack in found:
        with st.container(border=True, key=f"pack-{pack.pack_id}"):
            # A link to the page itself would leave the address as it is.
            st.button(
                markdown_text(pack.title),
                type="tertiary",
                icon=":material/lock:" if pack.frozen_at else ":material/folder_open:",
                key=f"open-{pack.pack_id}",
                on_click=state.put,
                args=({"pack": pack.pack_id},),
            )
            st.caption(markdown_text(_facts(request, pack)))
    _new_pack(request)


def _facts(request: Request, pack: Pack) -> str:
    t, language = request.t, request.language
    facts = [
        meeting.area_name(request.source, pack, language),
        t("meeting on {day}", day=formats.day(pack.held_on, language)),
        t("frozen on {day}", day=formats.day(pack.frozen_at.date(), language))
        if pack.frozen_at
        else t("open"),
    ]
    return " · ".join(facts)


def _new_pack(request: Request) -> None:
    t, selection = request.t, request.selection
    names = data.area_names(request.source, selection.level, request.language)
    ids = tuple(names)
    with st.form("new-pack", border=True):
        st.header(t("New meeting pack"), anchor=False)
        st.text_input(t("Title"), key="new-title", max_chars=meeting.LONGEST_TITLE)
        left, right = st.columns(2)
        area = str(selection.area) if selection.areas else ids[0]
        left.selectbox(t("Area"), ids, index=ids.index(area), format_func=names.__getitem__, key="new-area")
        right.date_input(t("Day of the meeting"), data.today(), format=_DATE, key="new-day")
        st.form_submit_button(
            t("Make"), type="primary", key="new-make", on_click=done, args=(_made, request.language)
        )


def _made(language: str) -> None:
    given = st.session_state
    pack_id = meeting.new_pack(
        given["new-title"], AreaKey.parse(given["new-area"]), given["new-day"], language
    )
    state.put({"pack": pack_id})


# One pack


def show(request: Request, pack: Pack) -> None:
    """A pack: what can be done with it, what changed since the last one, its items, its decisions."""
    t, language = request.t, request.language
    st.title(markdown_text(pack.title), anchor=False)
    st.caption(markdown_text(_facts(request, pack)))
    _tell(language)
    shown = [(item, *_figures(request, pack, item)) for item in pack.items]
    changed = sum(len(found) for *_, found in shown)
    _tools(request, pack, any(figures is not None for _, figures, _, _ in shown))
    if pack.frozen_at and changed:
        st.info(
            t.plural("The data has changed: {n} figure", "The data has changed: {n} figures", changed),
            icon=":material/difference:",
        )
    _memory(request, pack)
    if not pack.items:
        cards.empty(t("The pack is empty. Add figures to it from the cards of any page."))
    for place, (item, figures, error, found) in enumerate(shown):
        _item(request, pack, place, item, figures, error, found)
    _decisions(request, pack, {item.item_id: figures for item, figures, _, _ in shown})


def _figures(request: Request, pack: Pack, item: Item) -> tuple[Content | None, str, tuple[Difference, ...]]:
    """What an item shows, why it cannot, and which figures are others today."""
    try:
        figures = meeting.content(request.source, pack, item)
    except KpdataError as error:
        return None, error.message.text(request.language), ()
    if figures is None or item.frozen is None:
        return figures, "", ()
    now = meeting.present(request.source, item.link, item.card, pack.language)
    return figures, "", meeting.differences(figures, now) if now is not None else ()


def _tools(request: Request, pack: Pack, has_items: bool) -> None:
    t = request.t
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="pack-tools"):
        if has_items:
            st.button(
                t("Present"),
                type="primary",
                icon=":material/slideshow:",
                key="present",
                on_click=state.put,
                args=({"slide": "1", "present": "1"},),
            )
            menu = st.popover(
                t("Export"), type="tertiary", icon=":material/download:", key="pack-export", on_change="rerun"
            )
            if menu.open:
                with menu:
                    _exports(request, pack)
        if not pack.frozen_at and pack.items:
            with st.popover(t("Freeze"), type="tertiary", icon=":material/lock:", key="freeze"):
                st.markdown(t("Every figure is kept as it is now, and the pack cannot be changed any more."))
                st.button(
                    t("Freeze the pack"),
                    type="primary",
                    key="freeze-now",
                    on_click=done,
                    args=(meeting.freeze, request.source, pack),
                )
        with st.popover(t("Remove"), type="tertiary", icon=":material/delete:", key="remove"):
            st.markdown(t("The pack is removed with its figures and decisions for everybody."))
            st.button(
                t("Remove the pack"),
                type="primary",
                key="remove-now",
                on_click=done,
                args=(_removed, pack.pack_id),
            )
        st.button(
            t("All packs"),
            type="tertiary",
            icon=":material/arrow_back:",
            key="all-packs",
            on_click=state.put,
            args=({"pack": [], "slide": []},),
        )


def _removed(pack_id: str) -> None:
    meeting.delete_pack(pack_id)
    state.put({"pack": []})


def _exports(request: Request, pack: Pack) -> None:
    here = (st.context.url or "").split("?")[0].rstrip("/")
    dashboard = here.removesuffix(f"/{st.session_state['page'].url_path}")
    document = meeting.document(request.source, pack, dashboard)
    for extension, (label, icon) in _FORMATS.items():
        st.download_button(
            request.t(label),
            data=partial(rendered, document, extension),
            file_name=name_of(document, extension),
            mime=MEDIA_TYPES[extension],
            type="tertiary",
            icon=icon,
            key=f"pack-{extension}",
            on_click="ignore",
        )


def _item(
    request: Request,
    pack: Pack,
    place: int,
    item: Item,
    figures: Content | None,
    error: str,
    found: Sequence[Difference],
) -> None:
    t, key = request.t, f"item-{item.item_id}"
    with st.container(key=f"of-{key}"):
        title = meeting.title_of(item, figures, pack.language)
        if item.heading or not isinstance(figures, Chart):
            st.header(markdown_text(f"{place + 1}. {title}"), anchor=False)
        if item.note:
            st.markdown(markdown_text(item.note))
        if error:
            st.error(markdown_text(error))
        elif isinstance(figures, Chart):
            area = meeting.area_name(request.source, pack, pack.language)
            cards.chart_card(meeting.card_of(figures, area), key, height="content")
        elif figures:
            cards.key_figures(figures, key)
        if found:
            _difference(t, item, found)
        if not pack.frozen_at:
            _item_tools(t, pack, place, item)


def _difference(t: Texts, item: Item, found: Sequence[Difference]) -> None:
    label = t.plural("The data has changed: {n} figure", "The data has changed: {n} figures", len(found))
    with st.expander(label, icon=":material/difference:", key=f"difference-{item.item_id}"):
        heads = (t("Figure"), t("In the pack"), t("Today"))
        rows = [(row.where, row.then or "–", row.now or "–") for row in found]
        st.html(_grid(heads, rows, label))


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> str:
    table = Table(
        tuple(Column(head, False) for head in heads),
        tuple(tuple(Cell(text) for text in row) for row in rows),
    )
    return table_html(table, name)


def _item_tools(t: Texts, pack: Pack, place: int, item: Item) -> None:
    key, at = item.item_id, (pack.pack_id, item.item_id)
    with st.container(horizontal=True, gap="xsmall", key=f"tools-{key}"):
        for name, label, icon, by, can in (
            ("up", t("Move up"), ":material/arrow_upward:", -1, place > 0),
            ("down", t("Move down"), ":material/arrow_downward:", 1, place < len(pack.items) - 1),
        ):
            st.button(
                label,
                type="tertiary",
                icon=icon,
                key=f"{name}-{key}",
                disabled=not can,
                on_click=done,
                args=(meeting.move_item, *at, by),
            )
        st.button(
            t("Take out"),
            type="tertiary",
            icon=":material/close:",
            key=f"out-{key}",
            on_click=done,
            args=(meeting.remove_item, *at),
        )
        with st.popover(t("Heading and note"), type="tertiary", icon=":material/edit:", key=f"words-{key}"):
            heading = st.text_input(
                t("Own heading"), item.heading, max_chars=meeting.LONGEST_TITLE, key=f"heading-{key}"
            )
            note = st.text_area(t("Own note"), item.note, max_chars=meeting.LONGEST_TEXT, key=f"note-{key}")
            if st.button(t("Save"), type="primary", key=f"save-{key}"):
                done(meeting.change_item, *at, heading, note)
                st.rerun()


# Since the last meeting


def _memory(request: Request, pack: Pack) -> None:
    found = meeting.memory(request.source, pack)
    if found is None:
        return
    t = request.t
    day = formats.day(found.last.held_on, request.language)
    with st.container(border=True, key="memory"):
        st.header(t("Since the last meeting, {day}", day=day), anchor=False)
        for place, text in enumerate((found.happened.chart.title, found.happened.chart.sentence)):
            if text:
                (st.markdown if place else st.subheader)(markdown_text(text))
        happened = found.happened.chart
        if not happened.is_empty:
            st.html(table_html(table_of(happened), happened.title))
        if found.items:
            heads = (t("Item"), t("At the last meeting"), t("Now"), t("Figures changed"))
            rows = [(c.title, c.then or "–", c.now or "–", str(c.count)) for c in found.items]
            st.html(_grid(heads, rows, t("Items of the last meeting")))
        if found.decisions:
            st.subheader(t("Decisions of the last meeting"), anchor=False)
            words = meeting.statuses(request.language)
            columns = (
                t("Decision"),
                t("Responsible body"),
                t("Due"),
                t("Status"),
                t("At the last meeting"),
                t("Now"),
            )
            told = [
                (
                    row.decision.text,
                    row.decision.body,
                    formats.day(row.decision.due, request.language) if row.decision.due else "",
                    words.get(row.decision.status, ""),
                    row.figure.then if row.figure else "–",
                    row.figure.now if row.figure else "–",
                )
                for row in found.decisions
            ]
            st.html(_grid(columns, told, t("Decisions of the last meeting")))
        if not pack.items and not pack.frozen_at and found.last.items:
            st.button(
                t("Take the same figures, as they are now"),
                icon=":material/content_copy:",
                key="take-over",
                on_click=done,
                args=(meeting.take_over, pack.pack_id, found.last),
            )


# Decisions


def _decisions(request: Request, pack: Pack, figures: dict[str, Content | None]) -> None:
    t, language = request.t, request.language
    words = meeting.statuses(language)
    with st.container(border=True, key="decisions"):
        st.header(t("Decisions"), anchor=False)
        for made in pack.decisions:
            _decision(t, language, made, words)
        titles = {"": t("none")} | {
            item.item_id: meeting.title_of(item, figures[item.item_id], pack.language) for item in pack.items
        }
        # Emptied when the decision is kept: what cannot be kept stays in the form.
        with st.form("new-decision", border=False):
            st.text_area(t("Decision"), key="decision-text", max_chars=meeting.LONGEST_TEXT, height=80)
            left, right = st.columns(2)
            left.text_input(
                t("Responsible body"),
                key="decision-body",
                max_chars=meeting.LONGEST_TITLE,
                placeholder=t("a board, a unit or a group – never a person"),
            )
            right.date_input(t("Due"), None, format=_DATE, key="decision-due")
            left.selectbox(t("Status"), tuple(words), format_func=words.__getitem__, key="decision-status")
            right.selectbox(
                t("Followed by the figure"),
                tuple(titles),
                format_func=titles.__getitem__,
                key="decision-item",
            )
            st.form_submit_button(
                t("Write the decision"), key="decision-add", on_click=done, args=(_decided, pack.pack_id)
            )


def _decided(pack_id: str) -> None:
    given = st.session_state
    meeting.add_decision(
        pack_id,
        Decision(
            "",
            given["decision-text"],
            given["decision-body"] or "",
            given["decision-due"],
            given["decision-status"],
            given["decision-item"],
        ),
    )
    given["decision-text"] = given["decision-body"] = given["decision-item"] = ""
    given["decision-due"] = None


def _decision(t: Texts, language: str, made: Decision, words: Mapping[str, str]) -> None:
    with st.container(border=True, key=f"decision-{made.decision_id}"):
        st.markdown(markdown_text(made.text))
        facts = [made.body, t("due {day}", day=formats.day(made.due, language)) if made.due else ""]
        st.caption(markdown_text(" · ".join(fact for fact in facts if fact)))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            name = f"status-{made.decision_id}"
            st.selectbox(
                t("Status"),
                tuple(words),
                index=tuple(words).index(made.status),
                format_func=words.__getitem__,
                key=name,
                width=220,
                on_change=_followed,
                args=(made.decision_id, name),
            )
            st.button(
                t("Take out"),
                type="tertiary",
                icon=":material/close:",
                key=f"undecide-{made.decision_id}",
                on_click=done,
                args=(meeting.remove_decision, made.decision_id),
            )


def _followed(decision_id: str, name: str) -> None:
    if not _tried(meeting.set_status, decision_id, st.session_state[name]):
        del st.session_state[name]
