"""Tables and key figures as plain HTML: real table semantics, bars in cells, every text escaped.

Streamlit's own table cannot align shown numbers or hold a bar, and its metric cuts long values.
"""

from __future__ import annotations

import base64
import re
from html import escape

from kpdata.charts import theme
from kpdata.charts.chart import Cell, KeyFigure, Table
from kpdata.domain import State
from kpdata.ui.sparkline import sparkline

TALLEST = 560
_MOST_ROWS = 15

_TABLE = "border-collapse:collapse;width:100%;font-size:0.875rem;line-height:1.35"
_HEAD = (
    f"position:sticky;top:0;background:{theme.SURFACE};color:{theme.TEXT};font-weight:600;"
    f"padding:6px 10px;border-bottom:1px solid {theme.BORDER};vertical-align:bottom"
)
_CELL = f"padding:5px 10px;border-bottom:1px solid {theme.BORDER};vertical-align:top"
_NUMBER = r"\d(?:[\d.,:\u00a0]*\d)?"
_TOGETHER = re.compile(rf"{_NUMBER}\u2013{_NUMBER}|[+\u2212]?{_NUMBER}[ \u00a0]%-\w+\.?")
_LETTERS = re.compile(r"[^\W\d_]{2}")
# Characters: a longer heading of numbers gets a wider column, as does a column of longer texts.
_LONG_HEADING, _LONG_TEXT = 40, 24
_LEFT, _RIGHT = ";text-align:left", ";text-align:right;font-variant-numeric:tabular-nums"
_TRACK = f"position:relative;height:6px;margin-top:3px;min-width:48px;background:{theme.GRID}"
_BAR = f"height:6px;background:{theme.SEQUENTIAL[3]}"
_MARK = f"position:absolute;top:-3px;width:2px;height:12px;background:{theme.TEXT}"


def table_html(table: Table, name: str) -> str:
    """The table with its name as the label of the region it scrolls in; numbers stand right."""
    tall = f"max-height:{TALLEST}px;overflow:auto" if len(table.rows) > _MOST_ROWS else "overflow-x:auto"
    sides = [_side(table, place) for place in range(len(table.columns))]
    head = "".join(
        f'<th scope="col" style="{_HEAD}{side}">{_whole_ranges(column.heading)}</th>'
        for column, side in zip(table.columns, sides, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            _cell(cell, side, place == 0) for place, (cell, side) in enumerate(zip(row, sides, strict=True))
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div role="region" tabindex="0" aria-label="{escape(name)}" style="{tall}">'
        f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _side(table: Table, place: int) -> str:
    """Numbers stand right; a column of words, though of values, stands left."""
    cells = [row[place] for row in table.rows]
    words = all(cell.value is None or not cell.value.is_known for cell in cells) and any(
        cell.value is not None and cell.value.state is State.OK and _LETTERS.search(cell.text)
        for cell in cells
    )
    longest = max((len(cell.text) for cell in cells), default=0)
    if table.columns[place].is_number and not words:
        narrow = len(table.columns[place].heading) <= _LONG_HEADING
        return _RIGHT + f";min-width:{96 if narrow else 136}px"
    # On a narrow screen a column of sentences would else be pressed into one word a line.
    return _LEFT + (";min-width:150px" if longest > _LONG_TEXT and place else "")


def _cell(cell: Cell, side: str, is_name: bool) -> str:
    if is_name:
        return f'<th scope="row" style="{_CELL}{side};font-weight:400">{_whole_ranges(cell.text)}</th>'
    return f'<td style="{_CELL}{side}">{_whole_ranges(cell.text)}{_bar(cell)}</td>'


def _whole_ranges(text: str) -> str:
    """Escaped text; its ranges and shares are not broken between lines: `168 642–168 792`, `−1 %-yks.`"""
    return _TOGETHER.sub(r'<span style="white-space:nowrap">\g<0></span>', escape(text))


def _bar(cell: Cell) -> str:
    if cell.bar is None:
        return ""
    mark = f'<div style="{_MARK};left:{cell.bar_mark * 100:.1f}%"></div>' if cell.bar_mark is not None else ""
    return f'<div style="{_TRACK}"><div style="{_BAR};width:{cell.bar * 100:.1f}%"></div>{mark}</div>'


def key_figure_html(figure: KeyFigure, trend: str) -> str:
    """One key figure: title, value, change, benchmark and its course; `trend` says what the line shows."""
    size = "1.9rem" if len(figure.value.shown) <= 8 else "1.25rem"
    lines = [figure.unit, figure.value.word, figure.change, figure.benchmark, figure.note]
    told = "".join(
        f'<div style="color:{theme.QUIET_TEXT};font-size:0.875rem;line-height:1.4">{escape(line)}</div>'
        for line in dict.fromkeys(line for line in lines if line)
    )
    picture = sparkline(figure)
    data = base64.b64encode(picture.encode()).decode()
    line = (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(trend)}" '
        'style="display:block;margin-top:8px;max-width:100%">'
        if picture
        else ""
    )
    return (
        f'<div style="font-weight:600;line-height:1.3">{escape(figure.title)}</div>'
        f'<div style="font-size:{size};font-weight:600;line-height:1.35">{escape(figure.value.shown)}</div>'
        f"{told}{line}"
    )
