"""What the colours, hatches and symbols of a figure on a slide mean, and how a value looks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.util import Inches

from kpdata.charts import theme
from kpdata.charts.chart import HIDDEN_MARK, LATE_MARK, UNKNOWN_MARK, Chart, Kind, Value
from kpdata.charts.plotly.canvas import STATE_LOOKS, Look
from kpdata.domain import State
from kpdata.export.native import Box
from kpdata.export.sketch import POINT, Line, Sketch, letters
from kpdata.i18n import texts

SIGNS = (HIDDEN_MARK, UNKNOWN_MARK, LATE_MARK)
SWATCH = int(Inches(0.26))
COLUMN = int(Inches(2.6))
_SIZE = 12  # points
_LINE = int(_SIZE * 1.25 * POINT)
_ROW = int(SWATCH * 1.5)
_TEXT = int(SWATCH * 1.3)  # from the left edge of a swatch to its words


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend; symbol: of points, else a filled square is drawn."""

    label: str
    look: Look
    symbol: str = ""


def class_colour(chart: Chart, group: int) -> str:
    """The colour of class 1 … k, from light to dark; statuses of a matrix have their own."""
    colours: tuple[str, ...] = theme.SEQUENTIAL
    if chart.kind is Kind.MATRIX:
        colours = theme.STATUS[min(max(len(chart.classes), 1), max(theme.STATUS))]
    return colours[max(0, min(group, len(colours)) - 1)]


def cell_colour(chart: Chart, value: Value | None) -> str | None:
    """The fill of a cell of a heat table; None where the white ground stays."""
    if value is None:
        return None
    if value.state is State.HIDDEN:
        return theme.SURFACE
    return class_colour(chart, value.group) if value.group is not None else None


def look_of(chart: Chart, value: Value) -> Look:
    """How a shape that stands for a value is drawn: its class, else its state; as on screen."""
    if value.group is not None and value.state is State.OK:
        return Look(class_colour(chart, value.group))
    return STATE_LOOKS[value.state]


def entries_of(chart: Chart) -> list[Entry]:
    """Classes present from the highest down, then states; of a table only those its cells do not say."""
    groups = sorted({value.group for value in chart.values if value.group is not None}, reverse=True)
    entries = [
        Entry(
            f"{chart.classes[group - 1].symbol} {chart.classes[group - 1].label}".strip(),
            Look(class_colour(chart, group)),
        )
        for group in groups
        if group <= len(chart.classes) and chart.classes[group - 1].label
    ]
    if chart.kind is Kind.HEAT:
        return entries
    seen = {value.state: value for value in chart.values if value.group is None and value.word}
    for state in State:
        if state in seen:
            value = seen[state]
            in_cell = chart.kind in {Kind.WEEK, Kind.MATRIX}
            look = Look(cell_colour(chart, value) or theme.WHITE) if in_cell else STATE_LOOKS[state]
            sign = value.shown if in_cell and value.shown in SIGNS else ""
            entries.append(Entry(f"{sign} {value.word}".strip(), look))
    return entries


def add_columns(shapes: Any, entries: Sequence[Entry], box: Box, language: str) -> None:
    """The entries one below the other, from the box on in as many columns as its height asks for."""
    left, top, _, _ = box
    placed = [
        (entry, left + right, top + down, COLUMN - _TEXT - SWATCH // 2, lines)
        for entry, (right, down), lines in _down(entries, box[3])
    ]
    _draw(shapes, placed, language)


def columns_width(entries: Sequence[Entry], height: int) -> int:
    """How wide the entries one below the other become in columns so high."""
    return max((right for _, (right, _), _ in _down(entries, height)), default=-COLUMN) + COLUMN


def add_row(shapes: Any, entries: Sequence[Entry], left: int, top: int, width: int, language: str) -> None:
    """The entries side by side, on as many lines as they need."""
    placed = [
        (entry, left + right, top + down, room, [entry.label])
        for entry, (right, down, room) in zip(entries, _across(entries, width), strict=True)
    ]
    _draw(shapes, placed, language)


def row_height(entries: Sequence[Entry], width: int) -> int:
    """How high the entries side by side become."""
    places = _across(entries, width)
    return places[-1][1] + _ROW if places else 0


def _draw(shapes: Any, placed: Sequence[tuple[Entry, int, int, int, list[str]]], language: str) -> None:
    t = texts(language)
    sketch = Sketch(shapes, t("Legend"), ", ".join(entry.label for entry, *_ in placed))
    for entry, x, y, room, lines in placed:
        if entry.symbol:
            middle = (x + SWATCH / 2, y + SWATCH / 2)
            sketch.symbols(entry.symbol, [middle], SWATCH * 0.36, entry.look, entry.label)
        else:
            sketch.rectangle((x, y, SWATCH, SWATCH), entry.look, entry.label)
        height = max(SWATCH, len(lines) * _LINE)
        top = y if len(lines) > 1 else y + (SWATCH - height) // 2
        sketch.text((x + _TEXT, top, room, height), [Line(line, _SIZE) for line in lines], side="l")
    sketch.done()


def _down(entries: Sequence[Entry], height: int) -> Iterator[tuple[Entry, tuple[int, int], list[str]]]:
    """Entries with left, top and lines of their text; a new column begins where the height ends."""
    room = COLUMN - _TEXT - SWATCH // 2
    x = y = 0
    for entry in entries:
        lines = textwrap.wrap(entry.label, max(8, int(room / letters("x", _SIZE)))) or [""]
        needed = max(_ROW, len(lines) * _LINE + SWATCH // 2)
        if y and y + needed > height:
            x, y = x + COLUMN, 0
        yield entry, (x, y), lines
        y += needed


def _across(entries: Sequence[Entry], width: int) -> list[tuple[int, int, int]]:
    """Left, top and room for the text of entries side by side."""
    places = []
    x = y = 0
    for entry in entries:
        room = int(letters(entry.label, _SIZE) * 1.1) + SWATCH // 2
        if x > 0 and x + _TEXT + room > width:
            x, y = 0, y + int(SWATCH * 1.4)
        places.append((x, y, room))
        x += _TEXT + room
    return places
