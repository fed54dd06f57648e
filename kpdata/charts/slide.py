"""A chart as slides bear it: large type, so few rows and columns; the rest on the next slide, or left out.

Nothing is ever drawn smaller to make it fit. Sizes are those of the figure on the page (smallest type 12 px);
a slide of 1280 × 720 shows them `ZOOM` times as large, so that the smallest type has 24 points (32 px).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import plotly.graph_objects as go

from kpdata.charts import plotly
from kpdata.charts.chart import Chart, Frame, Kind, Table
from kpdata.charts.plotly.canvas import LABEL_SIZE, SMALL, broken, pixels
from kpdata.charts.plotly.cells import NAMES_ON_SLIDE
from kpdata.charts.table import table_of
from kpdata.i18n import texts

ZOOM = 32 / SMALL
# Of the slide between its margins, in pixels of the figure.
WIDTH = round(1216 / ZOOM)

# Lists are read from their top: they go on over fewer slides than what belongs together.
_MOST_PARTS = {Kind.BARS: 3, Kind.STACKED: 2, Kind.TABLE: 3}
_PARTS = 5
_IN_ROWS = frozenset(
    {Kind.BARS, Kind.STACKED, Kind.DIVERGING, Kind.HEAT, Kind.WEEK, Kind.MATRIX, Kind.SPINE, Kind.TABLE}
)
# Narrower columns than these hold no number.
# Classes of points on a map, as many as the legend beside it has lines; and a margin round it.
_MOST_CLASSES = 8
_MARGIN = 0.06
_NARROWEST = {Kind.HEAT: 52, Kind.MATRIX: 44, Kind.WEEK: 44}

MOST_TABLE_COLUMNS = 4
_MOST_WEIGHED = 12
# Width of a letter of a table.
_LETTER = SMALL * 0.5


def parts(chart: Chart, room: float) -> tuple[Chart, ...]:
    """The charts of the slides that a chart needs: one, or its rows on a few one after the other.

    room: height of a figure on a slide, in its own pixels. What has no room on so many slides is left out:
    the own rows and the first ones stay, and a note tells how many are missing.
    """
    # The page says that its data is made up.
    chart = replace(chart, sample=False)
    if chart.kind is Kind.MAP:
        return _layers_apart(chart)
    if chart.kind not in _IN_ROWS or chart.is_empty:
        return (chart,)
    chart = _fewer_columns(chart)
    if chart.kind is Kind.BARS and len(chart.categories) > plotly.MOST_ROWS:
        # So many thin bars are read as one shape, but not from the back of a room.
        chart = _part(chart, _first(chart, plotly.MOST_ROWS))
    count = len(chart.categories)
    most = _MOST_PARTS.get(chart.kind, _PARTS)
    pieces: list[range] = []
    while len(pieces) < most and (start := pieces[-1].stop if pieces else 0) < count:
        pieces.append(range(start, start + _fitting(chart, range(start, count), room)))
    if pieces[-1].stop == count:
        return tuple(_part(chart, piece) for piece in pieces) if len(pieces) > 1 else (chart,)
    first = len(pieces[0])
    while first > 1 and not _fits(chart, _first(chart, first), room):
        first -= 1
    return (_with_rows_left_out(chart, _first(chart, first)),)


def _layers_apart(chart: Chart) -> tuple[Chart, ...]:
    """Coloured areas and points on slides of their own: one legend for both has no room beside the map."""
    layers = chart.layers
    if layers is None:
        return (chart,)
    west, south, east, north = layers.extent
    wide, high = (east - west) * _MARGIN, (north - south) * _MARGIN
    extent = (west - wide, south - high, east + wide, north + high)
    if not any(one.points for one in layers.points):
        return (replace(chart, layers=replace(layers, extent=extent)),)
    areas = replace(chart, layers=replace(layers, points=(), extent=extent))
    largest = sorted((one for one in layers.points if one.points), key=lambda one: -len(one.points))
    points = tuple(one for one in layers.points if one in largest[:_MOST_CLASSES])
    told = texts(chart.language).plural(
        "{n} kind of place is left out; the whole table is in the files.",
        "{n} kinds of places are left out; the whole table is in the files.",
        len(largest[_MOST_CLASSES:]),
    )
    places = replace(chart, layers=replace(layers, points=points, extent=extent, is_filled=False))
    places = replace(places, notes=(*chart.notes, told)) if largest[_MOST_CLASSES:] else places
    return (areas, places) if layers.is_filled else (places,)


def figure(chart: Chart, room: float, whole: Chart) -> go.Figure:
    """The figure of a slide, `WIDTH` wide, to be shown `ZOOM` times as large; at the scale of the whole."""
    return plotly.figure(chart, width=WIDTH, room=room, whole=whole)


def table(chart: Chart) -> Table:
    """The table of a slide: as many columns as can be read."""
    whole = table_of(chart)
    return Table(whole.columns[:MOST_TABLE_COLUMNS], tuple(row[:MOST_TABLE_COLUMNS] for row in whole.rows))


def shares(rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """How the width of a slide is parted between the columns of a table, so that its rows are low; sum 1."""
    columns = list(zip(*rows[:_MOST_WEIGHED], strict=True))
    room = int(WIDTH / _LETTER)
    longest = [max(len(text) for text in column) + 1 for column in columns]
    widths: list[float] = [min(_word(column), room // len(columns)) for column in columns]
    while sum(widths) < room:
        gains = [_lines(columns, widths) - _lines(columns, _wider(widths, c)) for c in range(len(columns))]
        missing = [max(longest[c] - widths[c], 0) for c in range(len(columns))]
        if not any(missing):
            # All texts stand on one line: what is left is shared alike.
            widths = [width + (room - sum(widths)) / len(widths) for width in widths]
            break
        widths = _wider(widths, max(range(len(columns)), key=lambda c: (gains[c], missing[c], -c)))
    return tuple(width / sum(widths) for width in widths)


def _wider(widths: Sequence[float], column: int) -> list[float]:
    return [width + (2 if place == column else 0) for place, width in enumerate(widths)]


def _lines(columns: Sequence[Sequence[str]], widths: Sequence[float]) -> int:
    """About how many lines all rows take together, each as many as its longest cell."""
    cells = [
        [-(-len(text) // max(int(width) - 1, 1)) for text in column]
        for column, width in zip(columns, widths, strict=True)
    ]
    return sum(max(row) for row in zip(*cells, strict=True))


def _word(column: Sequence[str]) -> int:
    return max((len(word) for text in column for word in text.split()), default=1) + 2


def row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    """About how high a row of a table is drawn, in pixels of the figure."""
    lines = (
        len(broken(text, int((width * WIDTH - 6) / _LETTER), 40))
        for text, width in zip(row, widths, strict=True)
    )
    return max(lines) * SMALL * 1.22 + 5


def _fitting(chart: Chart, places: range, room: float) -> int:
    """How many of the first of some rows fit, at least one."""
    most = len(places)
    while most > 1 and not _fits(chart, places[:most], room):
        most -= 1 if most < 12 else most // 3
    return most


def _fits(chart: Chart, places: Sequence[int], room: float) -> bool:
    part = _part(chart, places)
    if chart.kind is not Kind.TABLE:
        return _height(part, chart) <= room
    shown = table(part)
    rows = [[cell.text for cell in row] for row in shown.rows]
    head = [column.heading for column in shown.columns]
    widths = shares([head, *rows])
    return sum(row_height(row, widths) for row in (head, *rows)) <= room


@lru_cache(maxsize=512)
def _height(part: Chart, whole: Chart) -> float:
    return float(plotly.figure(part, width=WIDTH, room=1, whole=whole).layout.height)


def _fewer_columns(chart: Chart) -> Chart:
    """Without the columns that cells of readable size have no room for; the own ones first."""
    if chart.kind not in _NARROWEST:
        return chart
    count = len(chart.series)
    kept = next(
        (places for most in range(count, 2, -1) if _bears(chart, places := _first_columns(chart, most))),
        _first_columns(chart, min(2, count)),
    )
    if len(kept) == count:
        return chart
    frames = tuple(
        Frame(frame.first_category, frame.last_category, min(inside), max(inside))
        for frame in chart.frames
        if (inside := [kept.index(c) for c in kept if frame.first_series <= c <= frame.last_series])
    )
    told = texts(chart.language).plural(
        "{n} column is left out; the whole table is in the files.",
        "{n} columns are left out; the whole table is in the files.",
        count - len(kept),
    )
    return replace(
        chart, series=tuple(chart.series[c] for c in kept), frames=frames, notes=(*chart.notes, told)
    )


def _first_columns(chart: Chart, most: int) -> list[int]:
    """Places of the own columns and the first ones, in order."""
    own = [place for place, series in enumerate(chart.series) if series.own][:most]
    others = [place for place in range(len(chart.series)) if place not in own]
    return sorted(own + others[: most - len(own)])


def _bears(chart: Chart, columns: Sequence[int]) -> bool:
    """Whether the longest words of so many headings stand side by side."""
    names = max(pixels(category.name, LABEL_SIZE) for category in chart.categories)
    width = (WIDTH - 16 - min(names + 16, NAMES_ON_SLIDE * WIDTH)) / len(columns)
    words = [word for c in columns for word in chart.series[c].name.replace("-", "- ").split()]
    return width >= max(_NARROWEST[chart.kind], *(pixels(word, SMALL) * 1.04 + 4 for word in words))


def _first(chart: Chart, most: int) -> list[int]:
    """Places of the own rows and the first ones, in order."""
    own = [place for place, category in enumerate(chart.categories) if category.own][:most]
    others = [place for place in range(len(chart.categories)) if place not in own]
    return sorted(own + others[: most - len(own)])


def _with_rows_left_out(chart: Chart, places: Sequence[int]) -> Chart:
    told = texts(chart.language).plural(
        "{n} row is left out; the whole table is in the files.",
        "{n} rows are left out; the whole table is in the files.",
        len(chart.categories) - len(places),
    )
    return replace(_part(chart, places), notes=(*chart.notes, told))


def _part(chart: Chart, places: Sequence[int]) -> Chart:
    """The chart of some of its rows, with what is framed of them."""
    kept = list(places)
    frames = tuple(
        Frame(min(inside), max(inside), frame.first_series, frame.last_series)
        for frame in chart.frames
        if (inside := [kept.index(r) for r in kept if frame.first_category <= r <= frame.last_category])
    )
    return replace(
        chart,
        categories=tuple(chart.categories[place] for place in kept),
        series=tuple(
            replace(series, values=tuple(series.values[place] for place in kept)) for series in chart.series
        ),
        frames=frames,
    )


def lines_of(text: str, size: float, width: float = WIDTH) -> int:
    """About how many lines a text takes on a slide; sizes in pixels of the figure."""
    return len(broken(text, int(width / (size * 0.5)), 40))
