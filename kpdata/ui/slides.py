"""The presentation: one item a slide, 16:9, large type, keys, and other areas and periods at hand.

A slide is laid out for 1280 × 720, where no type of its title and body is smaller than 32 px (24 points), and
grows with the screen. Figures are drawn at their usual size and enlarged as a whole; what does not fit so
large goes on to the next slide or is left out (`kpdata.charts.slide`).
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from kpdata import meeting
from kpdata.charts import formats, plotly, slide
from kpdata.charts.chart import Chart
from kpdata.charts.frozen import Content
from kpdata.errors import KpdataError
from kpdata.export.document import source_line
from kpdata.i18n import Texts, texts
from kpdata.store.packs import Item, Pack
from kpdata.ui import slide_body, slide_choices, state
from kpdata.ui.slide_body import Body
from kpdata.ui.text import markdown_text
from kpdata.views.address import Values
from kpdata.views.request import Request

# Unit of length: one pixel of a slide of 1280 × 720, by the smaller side of the screen.
_STEPS = [step / 20 for step in range(5, 61)]
_UNIT = "\n".join(
    f"@media (min-width: {1280 * s if s > _STEPS[0] else 0:.0f}px) and "
    f"(min-height: {720 * s if s > _STEPS[0] else 0:.0f}px) "
    f"{{ :root {{ --u: {s}px; --k: {s * slide.ZOOM:.4f}; }} }}"
    for s in _STEPS
)
# A printer is asked for its usual sheet before it hears of ours.
_UNIT += f"\n@media print {{ :root {{ --u: 1px !important; --k: {slide.ZOOM:.4f} !important; }} }}"
_STAGE = (
    "<style>"
    + _UNIT
    + """
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"],
[data-testid="stSkipLink"] { display: none !important; }
[data-testid="stMainBlockContainer"] { max-width: none !important; padding: 0 !important; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0 !important; }
.stMarkdownBadge { font-size: 15px; }
[class*="st-key-slide-sheet-"] { padding: 0 calc(var(--u) * 32); box-sizing: border-box;
  overflow: visible !important; gap: 0 !important; }
[class*="st-key-slide-sheet-"] h1 { font-size: calc(var(--u) * 36) !important; line-height: 1.25;
  padding: 0; }
[class*="st-key-slide-note"] p, .slide-text { font-size: calc(var(--u) * 32); line-height: 1.25; margin: 0; }
[class*="st-key-slide-sheet-"] [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
[class*="st-key-slide-body"] { padding-top: calc(var(--u) * 16); overflow: visible !important; }
[class*="st-key-slide-figure"] * { overflow: visible !important; }
[class*="st-key-slide-figure"] .plot-container { transform: scale(var(--k));
  transform-origin: 0 0; }
.slide-grid { display: grid; grid-template-columns: repeat(var(--columns), 1fr); gap: calc(var(--u) * 14); }
.slide-grid > div { border: 1px solid #D5E0DE; background: #F3F7F6;
  padding: calc(var(--u) * 10) calc(var(--u) * 16); }
.slide-name { font-size: calc(var(--u) * 32); line-height: 1.2; }
.slide-value { font-size: calc(var(--u) * 53); font-weight: 600; line-height: 1.2; }
.slide-value.long { font-size: calc(var(--u) * 36); }
.slide-table { border-collapse: collapse; width: 100%; table-layout: fixed;
  font-size: calc(var(--u) * 32); line-height: 1.22; }
.slide-table th, .slide-table td { text-align: left; font-weight: 400; vertical-align: top;
  border-bottom: 1px solid #D5E0DE; overflow-wrap: break-word;
  padding: calc(var(--u) * 6) calc(var(--u) * 16) calc(var(--u) * 6) 0; }
.slide-table thead th, .slide-table tr.own td { font-weight: 600; }
</style>"""
)
_SCREEN = """<style>
[data-testid="stMain"] { overflow: hidden !important; }
.st-key-slide-foot { position: fixed; left: 0; right: 0; bottom: 0; background: #fff; gap: 2px !important;
  padding: 4px calc(var(--u) * 32) 6px; }
.st-key-slide-foot [data-testid="stMarkdownContainer"],
.st-key-slide-foot [data-testid="stCaptionContainer"] { margin-bottom: 0 !important; }
.st-key-slide-foot p { font-size: 15px; line-height: 1.25; }
.st-key-slide-foot [data-testid="stCaptionContainer"] p { display: -webkit-box; -webkit-line-clamp: 2;
  -webkit-box-orient: vertical; overflow: hidden; margin: 0; }
.st-key-slide-tools label { display: none; }
.st-key-slide-tools button { min-height: 32px; padding-top: 0; padding-bottom: 0; }
.st-key-slide-tools [data-baseweb="select"] > div { min-height: 32px; height: 32px; }
[class*="st-key-slide-key-"] { position: fixed !important; left: -10000px; top: 0; }
.st-key-slide-moves button [data-testid="stMarkdownContainer"],
.st-key-slide-earlier [data-testid="stMarkdownContainer"],
.st-key-slide-later [data-testid="stMarkdownContainer"] { position: absolute; left: -10000px; }
@media print {
  @page { size: 1280px 720px; margin: 0; }
  html, body, #root { height: 100vh !important; overflow: hidden !important; }
  .st-key-slide-tools, [data-testid="stStatusWidget"] { display: none !important; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
</style>"""
_PAPER = """<style>
[class*="st-key-slide-sheet-"] { height: calc(var(--u) * 720); padding-top: calc(var(--u) * 16);
  border-bottom: 1px solid #D5E0DE; position: relative; overflow: hidden !important; }
[class*="st-key-slide-line-"] { position: absolute; left: calc(var(--u) * 32); right: calc(var(--u) * 32);
  bottom: calc(var(--u) * 10); }
[class*="st-key-slide-line-"] p { font-size: calc(var(--u) * 15); line-height: 1.25; }
.st-key-print-tools { padding: 8px 16px; }
@media print {
  @page { size: 1280px 720px; margin: 0; }
  .st-key-print-tools, .stMarkdownBadge, [data-testid="stStatusWidget"], [data-testid="stToolbar"],
  iframe { display: none !important; }
  html, body, #root, #root > div, .stApp, [data-testid="stApp"], [data-testid="stAppViewContainer"],
  [data-testid="stMain"] {
    position: static !important; height: auto !important; min-height: 0 !important;
    overflow: visible !important; display: block !important;
  }
  [data-testid="stMainBlockContainer"], [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]
  { display: block !important; padding: 0 !important; margin: 0 !important; }
  [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]
    > *:not(:has([class*="st-key-slide-sheet-"]), [class*="st-key-slide-sheet-"])
  { display: none !important; }
  [class*="st-key-slide-sheet-"] { break-inside: avoid; border: 0; }
  [class*="st-key-slide-sheet-"]:not(.st-key-slide-sheet-1-1) { break-before: page; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
</style>"""


@dataclass(frozen=True, slots=True)
class _Slide:
    """The slides of one item, or of the decisions: what each shows, and the small line below."""

    bodies: tuple[Body, ...]
    source: str
    item: Item | None


def present(request: Request, pack: Pack) -> None:
    """The slide that the address names, with the keys and choices of a talk."""
    st.html(_STAGE)
    st.html(_SCREEN)
    count = _count(pack)
    number = _number(request, "slide", count)
    shown = _slide(request, pack, number)
    part = _number(request, "part", len(shown.bodies))
    _sheet(shown, part, "1")
    with st.container(key="slide-foot"):
        st.caption(markdown_text(f"{number}/{count} · {shown.source}"))
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="slide-tools"):
            _moves(request.t, (number, count), (part, len(shown.bodies)))
            if shown.item is not None:
                slide_choices.draw(request, pack, shown.item)
            if slide_choices.asked(request.address):
                _back(request.t, frozen=pack.frozen_at is not None)


def on_paper(request: Request, pack: Pack) -> None:
    """Every slide on a sheet of its own, for the printer; also on the screen, below the way to print."""
    t = request.t
    st.html(_STAGE)
    st.html(_PAPER)
    with st.container(horizontal=True, key="print-tools"):
        st.button(t("Print or save as PDF"), type="primary", icon=":material/print:", key="print-now")
        st.button(
            t("Back to the presentation"),
            icon=":material/arrow_back:",
            type="tertiary",
            key="print-back",
            on_click=state.put,
            args=({"print": []},),
        )
    count = _count(pack)
    for number in range(1, count + 1):
        shown = _slide(request, pack, number)
        for part in range(1, len(shown.bodies) + 1):
            _sheet(shown, part, f"{number}-{part}", line=f"{number}/{count} · {shown.source}")


def _count(pack: Pack) -> int:
    return len(pack.items) + bool(pack.decisions)


def _number(request: Request, name: str, count: int) -> int:
    """A number of the address, the nearest there is."""
    text = request.address.one(name) or "1"
    return min(max(int(text), 1), count) if text.isascii() and text.isdigit() else 1


def _slide(request: Request, pack: Pack, number: int) -> _Slide:
    t = texts(pack.language)
    if number > len(pack.items):
        words = dict(meeting.statuses(pack.language))
        found = slide_body.decisions(pack.decisions, t("Decisions"), words, pack.language)
        return _Slide(found, meeting.area_name(request.source, pack, pack.language), None)
    item = pack.items[number - 1]
    others = slide_choices.asked(request.address)
    try:
        if others:
            figures = meeting.present(request.source, item.link, item.card, pack.language, others)
        else:
            figures = meeting.content(request.source, pack, item)
    except KpdataError as error:
        return _Slide((Body(error.message.text(request.language)),), "", item)
    # An own heading was written about the figures of the pack, not about others.
    title = meeting.title_of(item if not others else Item("", "", ""), figures, pack.language)
    where = slide_choices.shown(request, item, pack.language)
    if not isinstance(figures, Chart) and figures and (others or not item.heading):
        # Key figures name no area themselves.
        title = f"{title} · {where}" if where else title
    found = slide_body.bodies(title, item.note, figures, pack.language)
    told = _told(t, pack, item, figures, found, live=bool(others))
    return _Slide(found, " · ".join(part for part in (where if others else "", told) if part), item)


def _sheet(shown: _Slide, part: int, key: str, *, line: str = "") -> None:
    body = shown.bodies[part - 1]
    several = f" ({part}/{len(shown.bodies)})" if len(shown.bodies) > 1 else ""
    with st.container(key=f"slide-sheet-{key}"):
        st.title(markdown_text(body.title + several), anchor=False)
        if body.note:
            with st.container(key=f"slide-note-{key}"):
                st.markdown(markdown_text(body.note))
        with st.container(key=f"slide-body-{key}"):
            if body.html:
                st.html(body.html)
            elif body.chart is not None:
                _figure(body, body.chart, key)
        if line:
            with st.container(key=f"slide-line-{key}"):
                st.caption(markdown_text(line))


def _figure(body: Body, chart: Chart, key: str) -> None:
    with st.container(key=f"slide-figure-{key}"):
        # Drawn small and enlarged inside: Streamlit would measure an enlarged box and draw it wider still.
        st.plotly_chart(
            slide_body.drawn(body),
            theme=None,
            key=f"slide-plot-{key}",
            config=plotly.config(chart),
            alt=chart.alt,
            width=slide.WIDTH,
        )


def _told(
    t: Texts,
    pack: Pack,
    item: Item,
    figures: Content | None,
    bodies: tuple[Body, ...],
    *,
    live: bool,
) -> str:
    parts = [slide_choices.told(t, frozen=True)] if live and pack.frozen_at else []
    if isinstance(figures, Chart):
        shown = bodies[0].chart
        parts += [figures.subtitle.split(" · ")[0], source_line(figures)]
        parts += shown.notes[len(figures.notes) :] if shown else ()
    elif day := meeting.day_of(item.link):
        parts.append(t("As of {day}", day=formats.day(day, pack.language)))
    return " · ".join(part for part in parts if part)


# Keys


def _moves(t: Texts, slide_of: tuple[int, int], part_of: tuple[int, int]) -> None:
    """Buttons and keys: a slide that goes on is shown to its end before the next one."""
    (number, count), (part, parts) = slide_of, part_of
    on: Values = {"slide": str(min(number + 1, count)), "part": []}
    back: Values = {"slide": str(max(number - 1, 1)), "part": []}
    if part < parts:
        on = {"slide": str(number), "part": str(part + 1)}
    elif number == count:
        on = {"slide": str(number), "part": str(part)}
    if part > 1:
        back = {"slide": str(number), "part": str(part - 1)}
    leave: Values = {"present": [], "slide": [], "part": [], **slide_choices.BACK}
    first: Values = {"slide": "1", "part": []}
    last: Values = {"slide": str(count), "part": []}
    with st.container(horizontal=True, gap="xxsmall", width="content", key="slide-moves"):
        for key, label, icon, shortcut, changes in (
            ("slide-back", t("Previous slide"), ":material/chevron_left:", "Left", back),
            ("slide-on", t("Next slide"), ":material/chevron_right:", "Right", on),
            ("slide-end", t("End the presentation"), ":material/close:", "Esc", leave),
            ("slide-print", t("Print view"), ":material/print:", None, {"print": "1"}),
            ("slide-key-space", t("Next slide"), "", "Space", on),
            ("slide-key-down", t("Next slide"), "", "PageDown", on),
            ("slide-key-up", t("Previous slide"), "", "PageUp", back),
            ("slide-key-home", t("First slide"), "", "Home", first),
            ("slide-key-last", t("Last slide"), "", "End", last),
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


def _back(t: Texts, *, frozen: bool) -> None:
    """Back to the figures of the pack in one click, whatever was chosen."""
    st.button(
        t("Back to the frozen figures") if frozen else t("Back to the figures of the pack"),
        icon=":material/undo:",
        type="primary" if frozen else "secondary",
        key="slide-own",
        on_click=state.put,
        args=({**slide_choices.BACK, "part": []},),
    )
