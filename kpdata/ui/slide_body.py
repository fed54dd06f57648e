"""What stands on a slide: a figure, table or key figures of readable size, on as many slides as needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import plotly.graph_objects as go

from kpdata.charts import formats, slide
from kpdata.charts.chart import Chart, KeyFigure, Kind
from kpdata.charts.frozen import Content
from kpdata.charts.plotly.canvas import SMALL, broken
from kpdata.i18n import texts
from kpdata.store.packs import Decision
from kpdata.ui.drawn import ReadyFigure

# Heights on a slide of 1280 × 720, in pixels of the figure: what title, note and body have together …
_STAGE = 600 / slide.ZOOM
_TITLE, _LINE = 13.5, 1.25
_GAP = 6.0
# … and a note beyond so many lines has a slide of its own.
_MOST_NOTE_LINES = 2
_MOST_FIGURES = 6
_VALUE = 20.0
_LONG_VALUE = 12


@dataclass(frozen=True, slots=True)
class Body:
    """One slide. room: height of the figure; whole: the chart that `chart` is some rows of."""

    title: str
    note: str = ""
    html: str = ""
    chart: Chart | None = None
    whole: Chart | None = None
    room: float = 0.0


@lru_cache(maxsize=256)
def bodies(title: str, note: str, figures: Content | None, language: str) -> tuple[Body, ...]:
    """The slides of an item, at least one."""
    own_slide = note if slide.lines_of(note, SMALL) > _MOST_NOTE_LINES else ""
    beside = "" if own_slide else note
    room = _room(title, beside)
    found: list[Body] = []
    if isinstance(figures, Chart) and figures.is_empty:
        found = [Body(title, beside, html=_paragraphs((figures.sentence or figures.title,)))]
    elif isinstance(figures, Chart):
        for chart in slide.parts(figures, room):
            html = _table(chart) if chart.kind is Kind.TABLE else ""
            found.append(Body(title, beside, html, chart, figures, room))
    elif figures:
        found = [Body(title, beside, html=html) for html in _key_figures(figures, room)]
    else:
        t = texts(language)
        told = t("This figure cannot be shown for this area or period.")
        found = [Body(title, beside, html=_paragraphs((told,)))]
    found += [Body(title, html=html) for html in _pages_of(own_slide, _room(title, ""))]
    return tuple(found)


def decisions(made: Sequence[Decision], title: str, words: dict[str, str], language: str) -> tuple[Body, ...]:
    """The slides of the decisions of a pack."""
    t = texts(language)
    head = (t("Decision"), t("Responsible body"), t("Due"), t("Status"))
    rows = [
        (d.text, d.body, formats.day(d.due, language) if d.due else "", words.get(d.status, "")) for d in made
    ]
    widths = slide.shares([head, *rows])
    room = _room(title, "") - slide.row_height(head, widths)
    pages: list[list[tuple[str, ...]]] = [[]]
    free = room
    for row in _cut(rows, widths, room):
        height = slide.row_height(row, widths)
        if height > free and pages[-1]:
            pages.append([])
            free = room
        pages[-1].append(row)
        free -= height
    return tuple(Body(title, html=_grid(head, page, widths)) for page in pages)


@lru_cache(maxsize=128)
def drawn(body: Body) -> go.Figure:
    """The figure of a slide; the page itself says that its data is made up."""
    if body.chart is None or body.whole is None:
        raise ValueError("the slide has no chart")
    return ReadyFigure(slide.figure(body.chart, body.room, body.whole))


def _room(title: str, note: str) -> float:
    """What is left for the figure below title and note."""
    taken = slide.lines_of(title, _TITLE * 0.97) * _TITLE * _LINE
    taken += slide.lines_of(note, SMALL) * SMALL * _LINE if note else 0.0
    return _STAGE - taken - _GAP


def _pages_of(text: str, room: float) -> Iterator[str]:
    """A long note as text on slides of its own."""
    if not text:
        return
    most = int(room / (SMALL * _LINE)) - 1
    lines = [
        line
        for paragraph in text.splitlines()
        for line in broken(paragraph, int(slide.WIDTH / (SMALL * 0.5)), 200)
    ]
    for start in range(0, len(lines), most):
        yield _paragraphs((" ".join(lines[start : start + most]),))


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f'<p class="slide-text">{escape(line)}</p>' for line in lines)


def _cut(rows: Sequence[tuple[str, ...]], widths: Sequence[float], room: float) -> Iterator[tuple[str, ...]]:
    """Rows, those that are higher than a slide in pieces."""
    for row in rows:
        most = max(int((room - 6) / (SMALL * 1.25)), 1)
        characters = int(widths[0] * slide.WIDTH / (SMALL * 0.52))
        lines = broken(row[0], characters, 200)
        for start in range(0, len(lines), most):
            piece = " ".join(lines[start : start + most])
            yield (piece, *(row[1:] if start == 0 else ("",) * (len(row) - 1)))


def _table(chart: Chart) -> str:
    table = slide.table(chart)
    head = tuple(column.heading for column in table.columns)
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    own = [category.own for category in chart.categories]
    widths = slide.shares([head, *rows])
    return _grid(head, rows, widths, own if not all(own) else ())


def _grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    own: Sequence[bool] = (),
) -> str:
    columns = "".join(f'<col style="width:{width * 100:.1f}%">' for width in widths)
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        f"<tr{' class=own' if place < len(own) and own[place] else ''}>"
        + "".join(f"<td>{escape(text)}</td>" for text in row)
        + "</tr>"
        for place, row in enumerate(rows)
    )
    return (
        f'<table class="slide-table"><colgroup>{columns}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _key_figures(figures: Sequence[KeyFigure], room: float) -> Iterator[str]:
    """Large figures, at most six a slide, evenly over as many slides as they need."""
    most = next((n for n in range(min(_MOST_FIGURES, len(figures)), 1, -1) if _height(figures, n) <= room), 1)
    slides = -(-len(figures) // most)
    size = -(-len(figures) // slides)
    for start in range(0, len(figures), size):
        shown = figures[start : start + size]
        cells = "".join(_cell(figure) for figure in shown)
        yield f'<div class="slide-grid" style="--columns:{_columns(len(shown))}">{cells}</div>'


def _columns(count: int) -> int:
    return count if count <= 3 else 2 if count == 4 else 3


def _height(figures: Sequence[KeyFigure], most: int) -> float:
    """Height of the highest slide with so many of the figures."""
    highest = 0.0
    for start in range(0, len(figures), most):
        shown = figures[start : start + most]
        columns = _columns(len(shown))
        width = slide.WIDTH / columns - 16
        cells = [
            sum(slide.lines_of(line, SMALL, width) * SMALL * 1.2 for line in (f.title, *_told(f)))
            + slide.lines_of(f.value.shown, _VALUE, width) * _VALUE * 1.2
            + 14
            for f in shown
        ]
        rows = [cells[i : i + columns] for i in range(0, len(cells), columns)]
        highest = max(highest, sum(max(row) for row in rows))
    return highest


def _told(figure: KeyFigure) -> list[str]:
    lines = (figure.unit, figure.value.word, figure.benchmark)
    return list(dict.fromkeys(line for line in lines if line))


def _cell(figure: KeyFigure) -> str:
    told = "".join(f'<div class="slide-name">{escape(line)}</div>' for line in _told(figure))
    long = " long" if len(figure.value.shown) > _LONG_VALUE else ""
    return (
        f'<div><div class="slide-name">{escape(figure.title)}</div>'
        f'<div class="slide-value{long}">{escape(figure.value.shown)}</div>{told}</div>'
    )
