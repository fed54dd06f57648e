"""The presentation: one item a slide, 16:9, large type, keys, and other areas and months at hand.

Type is drawn at 32 px at a width of 1280 px (24 points) and grows with the screen. Figures are drawn small
and zoomed as a whole, so that their labels are as large; what has more labels than a slide bears (a map, a
week clock) is zoomed less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape

import plotly.graph_objects as go
import streamlit as st

from kpdata import meeting
from kpdata.charts import formats, plotly
from kpdata.charts.chart import Chart, KeyFigure, Kind
from kpdata.charts.frozen import Content
from kpdata.charts.slide import for_slide
from kpdata.charts.table import table_of
from kpdata.domain import AreaLevel, Month
from kpdata.errors import KpdataError
from kpdata.export.document import source_line
from kpdata.i18n import Texts, texts
from kpdata.store.packs import Item, Pack
from kpdata.ui import state
from kpdata.ui.drawn import ReadyFigure
from kpdata.ui.text import markdown_text
from kpdata.views import data, page
from kpdata.views.address import Address, Values
from kpdata.views.request import Request

# The figure's room on a slide of 1280 × 720, in its own pixels (14 px type zoomed to 32 px).
_WIDTH, _HEIGHT = 531, 212
_FITS = (100, 85, 70, 60, 50, 42)
_AREA, _PERIOD = "show-area", "show-period"

_STAGE = """<style>
:root { --slide: 2.29; }
@media (max-width: 1199px) { :root { --slide: 1.7; } }
@media (max-width: 799px) { :root { --slide: 1; } }
@media (min-width: 1500px) { :root { --slide: 2.86; } }
@media (min-width: 1850px) { :root { --slide: 3.43; } }
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"],
[data-testid="stSkipLink"] { display: none !important; }
[data-testid="stMainBlockContainer"] { max-width: none !important; padding: 0 !important; }
[data-testid="stMain"] { overflow: hidden !important; }
.st-key-slide { height: calc(100vh - 30px) !important;
  padding: calc(var(--slide) * 4px) calc(var(--slide) * 14px) 0;
  box-sizing: border-box; overflow: visible !important; gap: 0 !important; }
.stMarkdownBadge { font-size: 15px; }
.st-key-slide h1 { font-size: calc(var(--slide) * 16px) !important; line-height: 1.3; padding: 0 0 4px;
  display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.st-key-slide-note p { font-size: calc(var(--slide) * 14px); line-height: 1.2; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0 !important; }
.st-key-slide-body { padding-top: calc(var(--slide) * 6px); overflow: visible !important; }
[class*="st-key-slide-fit-"] { --fit: 1; }
[class*="st-key-slide-fit-"] * { overflow: visible !important; }
[class*="st-key-slide-fit-"] .plot-container { transform: scale(calc(var(--slide) * var(--fit)));
  transform-origin: 0 0; }
.st-key-slide-fit-85 { --fit: 0.85; }
.st-key-slide-fit-70 { --fit: 0.7; }
.st-key-slide-fit-60 { --fit: 0.6; }
.st-key-slide-fit-50 { --fit: 0.5; }
.st-key-slide-fit-42 { --fit: 0.42; }
.st-key-slide-foot { position: fixed; left: 0; right: 0; bottom: 0; background: #fff;
  padding: 6px calc(var(--slide) * 14px); }
.st-key-slide-foot { flex-wrap: nowrap !important; }
.st-key-slide-foot > :first-child { flex: 1 1 0 !important; min-width: 0; }
.st-key-slide-foot > :first-child p { font-size: 15px; line-height: 1.25; }
.st-key-slide-foot label { display: none; }
[class*="st-key-slide-key-"] { position: fixed !important; left: -10000px; top: 0; }
.st-key-slide-foot button [data-testid="stMarkdownContainer"] { position: absolute; left: -10000px; }
.slide-grid { display: flex; flex-wrap: wrap; gap: calc(var(--slide) * 6px); }
.slide-grid > div { flex: 1 1 26%; border: 1px solid #D5E0DE; background: #F3F7F6;
  padding: calc(var(--slide) * 5px) calc(var(--slide) * 7px); }
.slide-name { font-size: calc(var(--slide) * 14px); line-height: 1.2; }
.slide-value { font-size: calc(var(--slide) * 24px); font-weight: 600; line-height: 1.2; }
.slide-table { border-collapse: collapse; width: 100%; font-size: calc(var(--slide) * 14px);
  line-height: 1.2; }
.slide-table th, .slide-table td { text-align: left; font-weight: 400; border-bottom: 1px solid #D5E0DE;
  padding: calc(var(--slide) * 2.5px) calc(var(--slide) * 5px) calc(var(--slide) * 2.5px) 0; }
.slide-table thead th { font-weight: 600; }
@page { size: 1280px 720px; margin: 0; }
@media print {
  html, body, #root { height: 100vh !important; overflow: hidden !important; }
  .st-key-slide-foot [data-testid="stButton"], .st-key-slide-foot [data-testid="stSelectbox"],
  [data-testid="stStatusWidget"] { display: none !important; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
</style>"""


def present(request: Request, pack: Pack) -> None:
    """The slide that the address names, with the keys and choices of a talk."""
    st.html(_STAGE)
    count = len(pack.items) + bool(pack.decisions)
    text = request.address.one("slide") or "1"
    number = min(max(int(text), 1), count) if text.isascii() and text.isdigit() else 1
    t = texts(pack.language)
    with st.container(key="slide"):
        if number > len(pack.items):
            st.title(t("Decisions"), anchor=False)
            with st.container(key="slide-body"):
                st.html(_decisions(t, pack))
            source, item = meeting.area_name(request.source, pack, pack.language), None
        else:
            item = pack.items[number - 1]
            source = _slide(request, pack, item)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="slide-foot"):
        st.caption(markdown_text(f"{number}/{count} · {source}"))
        if item is not None:
            _others(request, item)
        _keys(request.t, number, count)


def _slide(request: Request, pack: Pack, item: Item) -> str:
    """Draw an item; the small line of source and day that belongs to it."""
    t = texts(pack.language)
    others = _asked(request.address)
    try:
        if others:
            figures = meeting.present(request.source, item.link, item.card, pack.language, others)
        else:
            figures = meeting.content(request.source, pack, item)
    except KpdataError as error:
        st.title(markdown_text(error.message.text(request.language)), anchor=False)
        return ""
    chart = for_slide(figures) if isinstance(figures, Chart) else None
    # An own heading was written about the figures of the pack, not about others.
    title = meeting.title_of(item if not others else Item("", "", ""), figures, pack.language)
    st.title(markdown_text(title), anchor=False)
    if item.note:
        with st.container(key="slide-note"):
            st.markdown(markdown_text(item.note))
    with st.container(key="slide-body"):
        if chart is not None:
            _chart(chart, item)
        elif figures and not isinstance(figures, Chart):
            st.html(_key_figures(figures))
    return _told(t, pack, item, figures, chart, live=bool(others))


def _told(
    t: Texts, pack: Pack, item: Item, figures: Content | None, chart: Chart | None, *, live: bool
) -> str:
    parts = []
    if chart is not None and isinstance(figures, Chart):
        parts += [chart.subtitle.split(" · ")[0], source_line(chart), *chart.notes[len(figures.notes) :]]
    elif day := meeting.day_of(item.link):
        parts.append(t("As of {day}", day=formats.day(day, pack.language)))
    if pack.frozen_at and live:
        parts.append(t("today's data"))
    return " · ".join(part for part in parts if part)


def _chart(chart: Chart, item: Item) -> None:
    if chart.kind is Kind.TABLE or chart.is_empty:
        st.html(_table(chart))
        return
    fit, figure, config = _drawn(chart)
    with st.container(key=f"slide-fit-{fit}"):
        # Drawn small and enlarged inside: Streamlit would measure an enlarged box and draw it wider still.
        st.plotly_chart(
            figure,
            theme=None,
            key=f"slide-plot-{item.item_id}",
            config=config,
            alt=chart.alt,
            width=_WIDTH * 100 // fit,
        )


@lru_cache(maxsize=128)
def _drawn(chart: Chart) -> tuple[int, go.Figure, dict[str, object]]:
    """The figure as large as it has room: how many hundredths of the full zoom, figure, settings."""
    # The page itself says that its data is made up.
    chart = replace(chart, sample=False)
    for fit in _FITS:
        figure = plotly.figure(chart, width=_WIDTH * 100 // fit)
        room = _HEIGHT * 100 // fit
        if (figure.layout.height or 0) <= room:
            break
    if chart.kind in {Kind.LINES, Kind.SCATTER} or (figure.layout.height or 0) > room:
        figure.update_layout(height=room)
    return fit, ReadyFigure(figure), plotly.config(chart)


def _table(chart: Chart) -> str:
    table = table_of(chart)
    columns = table.columns[:4]
    head = "".join(f'<th scope="col">{escape(column.heading)}</th>' for column in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell.text)}</td>' for cell in row[: len(columns)])}</tr>"
        for row in table.rows
    )
    return f'<table class="slide-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _key_figures(figures: Sequence[KeyFigure]) -> str:
    cells = "".join(
        f'<div><div class="slide-name">{escape(figure.title)}</div>'
        f'<div class="slide-value">{escape(figure.value.text)}</div>'
        f'<div class="slide-name">{escape(figure.benchmark)}</div></div>'
        for figure in figures
    )
    return f'<div class="slide-grid">{cells}</div>'


def _decisions(t: Texts, pack: Pack) -> str:
    words = meeting.statuses(pack.language)
    heads = (t("Decision"), t("Responsible body"), t("Due"), t("Status"))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = [
        (d.text, d.body, formats.day(d.due, pack.language) if d.due else "", words.get(d.status, ""))
        for d in pack.decisions
    ]
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
    return f'<table class="slide-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


# Other areas and months


def _asked(address: Address) -> Values:
    """What the talk has chosen instead of the link's own area and period."""
    found: dict[str, str | list[str]] = {}
    if area := address.one(_AREA):
        found |= {"area": area, "level": area.split(":")[0]}
    if period := address.one(_PERIOD):
        found |= {"period": period, "date": []}
    return found


def _others(request: Request, item: Item) -> None:
    slug, address = Address.of_link(item.link)
    try:
        level = AreaLevel(address.one("level") or "")
        known = level in page(slug).LEVELS
    except (ValueError, KeyError):
        return
    t = request.t
    if known:
        names = {"": t("Own area"), **data.area_names(request.source, level, request.language)}
        _choice(_AREA, t("Area"), names, request.address.one(_AREA) or "")
    periods = {"": t("Own period")} | {
        str(period): formats.period(period, request.language)
        for period in data.periods(request.source, Month.of(data.today()))
    }
    _choice(_PERIOD, t("Period"), periods, request.address.one(_PERIOD) or "")


def _choice(name: str, label: str, options: dict[str, str], value: str) -> None:
    key = f"pick-{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value if value in options else ""
    st.selectbox(
        label,
        tuple(options),
        format_func=options.__getitem__,
        key=key,
        width=190,
        filter_mode="contains",
        on_change=_picked,
        args=(name,),
    )


def _picked(name: str) -> None:
    value = st.session_state[f"pick-{name}"]
    state.put({name: value or []})


# Keys


def _keys(t: Texts, number: int, count: int) -> None:
    back, on = max(number - 1, 1), min(number + 1, count)
    leave: Values = {"present": [], "slide": [], _AREA: [], _PERIOD: []}
    for key, label, icon, shortcut, changes in (
        ("slide-back", t("Previous slide"), ":material/chevron_left:", "Left", {"slide": str(back)}),
        ("slide-on", t("Next slide"), ":material/chevron_right:", "Right", {"slide": str(on)}),
        ("slide-end", t("End the presentation"), ":material/close:", "Esc", leave),
        ("slide-key-space", t("Next slide"), "", "Space", {"slide": str(on)}),
        ("slide-key-down", t("Next slide"), "", "PageDown", {"slide": str(on)}),
        ("slide-key-up", t("Previous slide"), "", "PageUp", {"slide": str(back)}),
        ("slide-key-home", t("First slide"), "", "Home", {"slide": "1"}),
        ("slide-key-last", t("Last slide"), "", "End", {"slide": str(count)}),
    ):
        st.button(
            label,
            icon=icon or None,
            type="tertiary",
            key=key,
            shortcut=shortcut,
            on_click=state.put,
            args=(changes,),
        )
