"""A page on paper: A4 without controls, every card whole, figures drawn at the width of the sheet.

Printed as it stands on the screen, a page would carry its menu along and cut its figures, which keep the
width of the screen; so paper has a view of its own, `print=1` in the address.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import streamlit as st

from kpdata.charts.chart import KeyFigure, Kind
from kpdata.export.document import SAMPLE_MARK
from kpdata.i18n import texts
from kpdata.ui import state
from kpdata.ui.cards import trend_text
from kpdata.ui.drawn import Drawn
from kpdata.ui.html import key_figure_html
from kpdata.ui.text import markdown_text
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.request import Request

# What an A4 sheet holds between its margins (186 mm at 96 dots an inch), less the border of a card.
WIDTH = 664
# A map that filled the sheet would say no more than a small one, and a sheet should hold more than a map.
_NARROWER = {Kind.TILES: 440}

# Streamlit scrolls inside the page: on paper only what is seen would come out.
_PAPER = """<style>
@page {
  size: A4; margin: 12mm;
  @bottom-right { content: counter(page) "/" counter(pages); font: 9px sans-serif; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
  [data-testid="stExpandSidebarButton"], [data-testid="stSkipLink"], [data-testid="stStatusWidget"],
  [class*="st-key-actions-"], [class*="st-key-pick-"], .st-key-status, .st-key-print-tools,
  .st-key-print-link, iframe { display: none !important; }
  html, body, #root, #root > div, .stApp, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"] {
    position: static !important; height: auto !important; min-height: 0 !important;
    overflow: visible !important; display: block !important;
  }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
  /* Blocks break between sheets where they should; Streamlit's columns of boxes do not. */
  [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { display: block !important; }
  [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] > * { margin-bottom: 12px; }
  [class*="st-key-card-"], [class*="st-key-key-figure"] { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  thead th { position: static !important; }
  [data-testid="stPlotlyChart"] { zoom: 0.6; }
  [role="region"] { max-height: none !important; overflow: visible !important; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
</style>"""
_SHEET = """<style>
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"] {
  display: none !important;
}
[data-testid="stMainBlockContainer"] { max-width: 736px !important; padding: 24px 16px !important; }
[class*="st-key-card-"] h2 { font-size: 1.15rem; padding-bottom: 0; }
[data-testid="stMainBlockContainer"] h1 { font-size: 1.6rem; }
[class*="st-key-key-figure"] { padding: 8px !important; font-size: 0.875rem; }
[role="region"] { max-height: none !important; }
[role="region"] table { font-size: 0.8rem !important; }
[role="region"] td, [role="region"] th { padding: 3px 6px !important; min-width: 0 !important; }
@media print {
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
  [data-testid="stPlotlyChart"] { zoom: 1; }
}
</style>"""


def asked(request: Request) -> bool:
    """Whether the address asks for the view on paper."""
    return bool(request.address.choice("print", ("1",), ""))


def style(*, sheet: bool) -> None:
    """How the page comes out of the printer; sheet: the view on paper, which looks so on the screen too."""
    st.html(_PAPER)
    if sheet:
        st.html(_SHEET)


def button(selection: Selection) -> None:
    """The way to the view on paper, which names its day and period: printed again it is the same."""
    t = texts(selection.language)
    with st.container(key="print-link", width="content"):
        st.button(
            t("Print view"),
            icon=":material/print:",
            type="tertiary",
            key="print-view",
            on_click=state.put,
            args=({**selection.exact(), "print": "1"},),
        )


def tools(selection: Selection) -> None:
    """On the screen only: print, and back to the page. The script of the page opens the printer's window."""
    t = texts(selection.language)
    with st.container(horizontal=True, key="print-tools"):
        st.button(t("Print or save as PDF"), type="primary", icon=":material/print:", key="print-now")
        st.button(
            t("Back to the page"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="print-back",
            on_click=state.put,
            args=({"print": []},),
        )


def key_figures(figures: tuple[KeyFigure, ...]) -> None:
    """Large figures as one row across the sheet."""
    with st.grid(max(len(figures), 1), min_column_width=112, gap="small"):
        for place, figure in enumerate(figures):
            with st.container(border=True, height="stretch", key=f"key-figure-{place}"):
                st.html(key_figure_html(figure, trend_text(figure)))


def card(card: Card, key: str) -> None:
    """A card as it is on the page, without its actions; a figure at the width of the sheet."""
    printed = _printed(card)
    chart = printed.chart
    with st.container(border=True, key=f"card-{key}"):
        st.header(markdown_text(chart.title), anchor=False)
        # Sheets part from each other: each card says for itself that its data is made up.
        mark = texts(chart.language)(SAMPLE_MARK) if chart.sample else ""
        st.caption(markdown_text(" · ".join(part for part in (chart.subtitle, mark) if part)))
        if printed.figure is None:
            st.html(printed.table)
        else:
            st.plotly_chart(
                printed.figure,
                theme=None,
                key=f"plot-{key}",
                config=printed.config,
                alt=chart.alt,
                width=printed.card.width,
            )
        if chart.sentence:
            st.markdown(markdown_text(chart.sentence))
        for note in chart.notes:
            st.caption(markdown_text(note))


@lru_cache(maxsize=128)
def _printed(card: Card) -> Drawn:
    return Drawn(replace(card, width=_NARROWER.get(card.chart.kind, WIDTH)))
