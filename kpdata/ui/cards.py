"""The chart card and its smaller relatives: one look for every figure of every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import streamlit as st

from kpdata.charts.chart import KeyFigure, Kind
from kpdata.export.csv import csv_bytes
from kpdata.i18n import Texts, texts
from kpdata.ui.calendar import calendar_button
from kpdata.ui.drawn import Drawn, drawn
from kpdata.ui.frame import told_errors
from kpdata.ui.html import key_figure_html
from kpdata.ui.office import office_buttons
from kpdata.ui.text import markdown_text
from kpdata.views.cards import Card

# A figure taller than the first scrolls in a box of the second; a little taller one would hide its legend.
TALLEST, BOX = 900, 640
_WIDE = {Kind.SPINE, Kind.HEAT, Kind.LINES, Kind.SCATTER, Kind.WEEK, Kind.MATRIX}
# Bars drawn for a wide card would be slivers beside their names on a telephone: they scroll there as well.
_PARTS, _WIDE_PARTS = {Kind.BARS, Kind.STACKED, Kind.DIVERGING}, 640
# Read with their legend: shown whole, however tall.
_WHOLE = {Kind.MAP, Kind.HEAT, Kind.MATRIX, Kind.SPINE}
# A matrix of so many columns needs more room on a narrow screen: signs stand with their numbers.
_MANY_COLUMNS = 12
# What else a card can do, such as join a meeting pack, is registered here: see `add_action`.
Action = Callable[[Card, str], None]
_actions: list[Action] = []
_figures_actions: list[Callable[[str], None]] = []


def add_action(action: Action) -> None:
    """Put one more action at the head of the row of every card; it draws itself from the card and its key."""
    if action not in _actions:
        _actions.append(action)


def add_figures_action(action: Callable[[str], None]) -> None:
    """Put one more action under every row of key figures; it draws itself from the key of the row."""
    if action not in _figures_actions:
        _figures_actions.append(action)


def headline(text: str) -> None:
    """The finding of the page as its title."""
    st.title(markdown_text(text), anchor=False)


def chart_card(
    card: Card,
    key: str,
    *,
    extra: Callable[[], None] | None = None,
    height: Literal["content", "stretch"] = "stretch",
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Title (finding), subtitle (measure, unit, period, n, source), figure, sentence, quiet row of actions.

    extra: draws what belongs between the subtitle and the figure (a choice of the card's own).
    height: `stretch` fills the row beside a taller card. on_pick: called with the key of what was clicked;
    the page is then run anew. There must be another way to pick it, since a click needs a mouse.
    """
    with st.container(border=True, key=f"card-{key}", height=height):
        st.header(markdown_text(card.chart.title), anchor=False)
        if card.chart.subtitle:
            st.caption(markdown_text(card.chart.subtitle))
        if extra:
            extra()
        _body(drawn(card), key, on_pick)


@st.fragment
def _body(drawn: Drawn, key: str, on_pick: Callable[[str], None] | None = None) -> None:
    # A fragment: opening a menu or the table of one card draws that card anew, not the page.
    chart = drawn.chart
    t = texts(chart.language)
    with told_errors(chart.language):
        if chart.is_empty and drawn.card.plain:
            # An empty list is an answer: its title says it.
            st.markdown(markdown_text(chart.sentence or chart.title))
            return
        if chart.is_empty:
            empty(t("There is nothing to show for this selection. Choose other areas, indicators or months."))
            return
        is_table = drawn.figure is None
        if is_table:
            st.html(drawn.table)
        else:
            _figure(drawn, key, on_pick)
        if chart.sentence:
            st.markdown(markdown_text(chart.sentence))
        for note in chart.notes:
            # The sentence may have said it already: that rows of another definition are left out.
            if note not in chart.sentence:
                st.caption(markdown_text(note))
        _action_row(drawn, key, t, can_hide=not is_table)
        if not is_table and st.session_state.get(f"shown-{key}", False):
            st.html(drawn.table)


def _figure(drawn: Drawn, key: str, on_pick: Callable[[str], None] | None) -> None:
    height = drawn.figure.layout.height or 0 if drawn.figure is not None else 0
    parts = drawn.chart.kind in _PARTS and drawn.card.width >= _WIDE_PARTS
    wide = "wide-" if drawn.chart.kind in _WIDE or parts else ""
    if drawn.chart.kind is Kind.MATRIX and len(drawn.chart.series) >= _MANY_COLUMNS:
        wide = "wide-12-"
    name = f"figure-tiles-{key}" if drawn.chart.kind is Kind.TILES else f"figure-{wide}{key}"
    scrolls = height > TALLEST and drawn.chart.kind not in _WHOLE
    with st.container(key=name, height=BOX if scrolls else "content", border=False):
        chosen = st.plotly_chart(
            drawn.figure,
            theme=None,
            key=f"plot-{key}",
            config=drawn.config,
            alt=drawn.chart.alt,
            on_select="rerun" if on_pick else "ignore",
            selection_mode="points",
        )
    if on_pick:
        _tell_pick(chosen, key, on_pick)


def _tell_pick(chosen: Any, key: str, on_pick: Callable[[str], None]) -> None:
    """Tell a click once: the selection of a figure stays when the page runs anew."""
    points = chosen["selection"]["points"] if chosen else []
    clicked = next((str(point["customdata"]) for point in points if point.get("customdata")), "")
    name = f"clicked-{key}"
    if clicked != st.session_state.get(name, ""):
        st.session_state[name] = clicked
        if clicked:
            on_pick(clicked)
            st.rerun()


def _action_row(drawn: Drawn, key: str, t: Texts, *, can_hide: bool) -> None:
    chart = drawn.chart
    with st.container(horizontal=True, gap="xsmall", key=f"actions-{key}"):
        for action in _actions:
            action(drawn.card, key)
        menu = st.popover(
            t("Export"), type="tertiary", icon=":material/download:", key=f"export-{key}", on_change="rerun"
        )
        if menu.open:
            with menu:
                _export_menu(drawn, key, t)
        if can_hide:
            shown = st.session_state.get(f"shown-{key}", False)
            st.button(
                t("Hide the table") if shown else t("As a table"),
                type="tertiary",
                icon=":material/table_chart:",
                key=f"table-{key}",
                on_click=_turn,
                args=(f"shown-{key}",),
            )
        if chart.definition:
            told = st.popover(
                t("Definition"),
                type="tertiary",
                icon=":material/info:",
                key=f"definition-{key}",
                on_change="rerun",
            )
            if told.open:
                with told:
                    for part in chart.definition.split("\n"):
                        st.markdown(markdown_text(part))
        # The script of the page copies the address; the toast is the status message for everybody.
        if st.button(t("Copy link"), type="tertiary", icon=":material/link:", key=f"link-{key}"):
            st.toast(t("The link to this view was copied."), icon=":material/link:")


def _export_menu(drawn: Drawn, key: str, t: Texts) -> None:
    with st.container(gap="xsmall", width="content"):
        if drawn.figure is not None:
            st.button(t("Picture (PNG)"), type="tertiary", icon=":material/image:", key=f"png-{key}")
            st.button(t("Vector picture (SVG)"), type="tertiary", icon=":material/shapes:", key=f"svg-{key}")
        st.download_button(
            t("Table (CSV)"),
            data=lambda: csv_bytes(drawn.chart),
            file_name=drawn.file_name("csv"),
            mime="text/csv",
            type="tertiary",
            icon=":material/table:",
            key=f"csv-{key}",
            on_click="ignore",
        )
        office_buttons(drawn.card, key)
        if drawn.card.calendar is not None:
            calendar_button(drawn.card.calendar, drawn.card.area, key, quiet=True)
        if drawn.figure is not None:
            # Drawn out of sight; the script of the page saves it when one of the two buttons is pressed.
            with st.container(key=f"picture-{key}"):
                st.plotly_chart(
                    drawn.picture,
                    theme=None,
                    key=f"image-{key}",
                    config=drawn.picture_config,
                    width=drawn.picture_width,
                )


def _turn(name: str) -> None:
    st.session_state[name] = not st.session_state.get(name, False)


def key_figures(figures: Sequence[KeyFigure], key: str = "key-figures", *, narrowest: int = 150) -> None:
    """A row of large figures: label, value, change, benchmark, trend; nothing is cut, it wraps instead.

    key: of the row among the cards of the page. narrowest: width of a figure in pixels, before they wrap.
    """
    name = "key-figure" if key == "key-figures" else f"key-figure-{key}"
    with st.grid(max(len(figures), 1), min_column_width=narrowest, gap="small"):
        for place, figure in enumerate(figures):
            with st.container(border=True, height="stretch", key=f"{name}-{place}"):
                st.html(key_figure_html(figure, trend_text(figure)))
    _figures_row(key)


@st.fragment
def _figures_row(key: str) -> None:
    if _figures_actions:
        with st.container(horizontal=True, gap="xsmall", key=f"actions-{key}"):
            for action in _figures_actions:
                action(key)


def trend_text(figure: KeyFigure) -> str:
    """What the small line shows, in words: the first and the last of its points."""
    known = [(label, v) for label, v in zip(figure.labels, figure.points, strict=True) if v.is_known]
    if not known:
        return ""
    t = texts(figure.language)
    (first_label, first), (last_label, last) = known[0], known[-1]
    return t(
        "Trend: {first} ({first_time}) → {last} ({last_time})",
        first=first.shown,
        first_time=first_label,
        last=last.shown,
        last_time=last_label,
    )


def empty(text: str) -> None:
    """An empty selection says what to do."""
    st.info(markdown_text(text), icon=":material/info:")
