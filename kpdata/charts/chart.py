"""One small description of a figure, drawn by every renderer: screen, slide, document, sheet, CSV, sentence.

A `Chart` is always **categories × series of values**; the kind says how it is drawn:

| kind | categories | series |
|---|---|---|
| bars | areas, sorted | one |
| stacked, diverging | areas or questions | the parts, in order (diverging: `Series.side`) |
| lines | months or rounds | areas |
| scatter | areas | two: x, then y |
| heat, week, matrix, table | rows | columns |
| tiles | areas with `x`, `y` | one |
| map | areas with `x`, `y` in degrees and, where known, a `shape` | the first may fill the areas |
| points | postal areas or places with `x`, `y` in km (`charts.plane`) | the first is drawn |
| spine | indicators, each with its `spread` | one or two areas |

All texts are already in `Chart.language`, so a chart is never shown half in another one. A value carries
its state and the text shown for it; a hidden value holds no number at all, so no renderer can leak it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kpdata.domain import Period, State

HIDDEN_MARK = "•"
UNKNOWN_MARK = ".."
LATE_MARK = "◷"

_WITHOUT_NUMBERS = frozenset({State.HIDDEN, State.UNKNOWN, State.NOT_MAPPED, State.LATE})


class Kind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    STACKED = "stacked"
    DIVERGING = "diverging"
    LINES = "lines"
    SCATTER = "scatter"
    HEAT = "heat"
    WEEK = "week"
    MATRIX = "matrix"
    TILES = "tiles"
    MAP = "map"
    POINTS = "points"
    SPINE = "spine"
    TABLE = "table"


class Mark(StrEnum):
    """Result of a comparison with the benchmark; always drawn with its word."""

    BETTER = "better"
    WORSE = "worse"
    SIMILAR = "similar"
    HIGHER = "higher"
    LOWER = "lower"

    @property
    def symbol(self) -> str:
        """▲ better, ▼ worse, ● similar; △ ▽ where no direction is the better one."""
        return _SYMBOLS[self]


_SYMBOLS = {Mark.BETTER: "▲", Mark.WORSE: "▼", Mark.SIMILAR: "●", Mark.HIGHER: "△", Mark.LOWER: "▽"}


@dataclass(frozen=True, slots=True)
class Value:
    """One shown value.

    shown: what is written in the figure ("45 %", "800–1 500", "•", ".."). value: the number behind it,
    None where there is none to show. low, high: both ends of a range. lower, upper: the interval.
    group: 1 … k, the colour class (quintile, class of the map, status of the matrix). mark: against the
    benchmark; strong: so clearly that the 99.8 % interval says it too. word: the state in words
    ("peitetty"), empty when the state is ok. note: what else must be told. brief: of a lower bound, which
    `shown` says in words ("vähintään 1 234"), the same for a cell ("≥1 234"). beside: what stands beside the
    symbol of a status in a matrix (the age of its evidence).
    """

    state: State
    shown: str
    value: float | None = None
    decimals: int = 0
    low: float | None = None
    high: float | None = None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    group: int | None = None
    mark: Mark | None = None
    word: str = ""
    note: str = ""
    strong: bool = False
    brief: str = ""
    beside: str = ""

    def __post_init__(self) -> None:
        numbers = (self.value, self.low, self.high, self.lower, self.upper, self.n)
        if self.state in _WITHOUT_NUMBERS and any(number is not None for number in numbers):
            raise ValueError(f"a value that is {self.state} holds a number")
        tells = self.group is not None or self.mark is not None or self.note or self.brief or self.beside
        if self.state is State.HIDDEN and tells:
            raise ValueError("a hidden value tells something")

    @property
    def symbol(self) -> str:
        """The symbol of the mark, doubled when the difference is strong; empty without a mark."""
        return "" if self.mark is None else self.mark.symbol * (2 if self.strong else 1)

    @property
    def is_at_least(self) -> bool:
        """Whether it is a lower bound: something is known to be left out of it."""
        return bool(self.brief)

    @property
    def in_cell(self) -> str:
        """The shown text where there is little room."""
        return self.brief or self.shown

    @property
    def is_known(self) -> bool:
        """Whether there is a number to draw: a value or a range."""
        return self.value is not None or self.low is not None

    @property
    def text(self) -> str:
        """What a table writes: the shown text or sign, the state in words, the note."""
        if self.shown in {HIDDEN_MARK, UNKNOWN_MARK, LATE_MARK}:
            return f"{self.shown} {self.word}".strip()
        shown = self.shown if self.is_known or not self.word else self.word
        parts = [shown, *(part for part in (self.word, self.note) if part and part != shown)]
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Spread:
    """The shown values of all areas of the level in one row of a spine chart.

    lowest … highest with the quartiles between; benchmark: the middle line. flipped: lower is better,
    so that the better side is always on the right. benchmark_shown: as it is written.
    """

    lowest: float
    lower_quartile: float
    upper_quartile: float
    highest: float
    benchmark: float
    lowest_shown: str
    highest_shown: str
    benchmark_shown: str
    flipped: bool = False

    def place(self, value: float) -> float:
        """−1 … 1: distance from the benchmark in parts of the larger one of the ends; better is right."""
        reach = max(self.highest - self.benchmark, self.benchmark - self.lowest)
        if reach <= 0:
            return 0.0
        place = (value - self.benchmark) / reach
        return -place if self.flipped else place


# Rings of longitude and latitude, the outer one first.
Polygon = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Category:
    """One row, month, tile or point.

    key: the code in the data (`county:08`, `2026-10`), used in links and selections. short: a shorter
    name for tight places. own: the user's own area, drawn dark and bold. unit: of a row, where rows differ.
    shape: the borders of an area on a map.
    """

    key: str
    name: str
    short: str = ""
    own: bool = False
    unit: str = ""
    x: float | None = None
    y: float | None = None
    spread: Spread | None = None
    shape: tuple[Polygon, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A point that values are compared with: drawn as a line with its label ("Koko maa 64 %")."""

    name: str
    value: float
    shown: str


@dataclass(frozen=True, slots=True)
class Series:
    """One column, line or part: a value for every category.

    side: −1, 0, 1 in diverging bars (left, split in the middle, right). own: drawn dark and bold.
    benchmark: of a column, where columns differ.
    """

    key: str
    name: str
    values: tuple[Value, ...]
    unit: str = ""
    own: bool = False
    side: int = 0
    benchmark: Benchmark | None = None


@dataclass(frozen=True, slots=True)
class ColourClass:
    """What colour class `group` k means: its label and, in a matrix, its symbol."""

    label: str
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of cells to draw a border round (free time in the week clock); all ends inclusive."""

    first_category: int
    last_category: int
    first_series: int
    last_series: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies behind the points of a map for orientation: a name for the legend, and places in km.

    supply: places, drawn as small diamonds; else where people live, as grey dots. Never in the table.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    supply: bool = False


class PointLook(StrEnum):
    """How a class of points is drawn on a map; the renderer knows colour, symbol and size."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    OTHER = "other"
    CLOSED = "closed"
    PLANNED = "planned"
    CENTRE = "centre"
    STATION = "station"
    PLANNED_CENTRE = "planned_centre"


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A place or centre on a map: its key (`place:p1`), name, where it is, what hovering tells."""

    key: str
    name: str
    lat: float
    lon: float
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointClass:
    """Points of one kind with the label of the legend."""

    label: str
    look: PointLook
    points: tuple[MapPoint, ...]


@dataclass(frozen=True, slots=True)
class MapLayers:
    """What a map has beside its areas.

    is_filled: the first series colours the areas (else only borders are drawn). extent: west, south, east,
    north of what is shown. around: shapes of neighbouring areas, for orientation. points: by class.
    """

    is_filled: bool
    extent: tuple[float, float, float, float]
    around: tuple[Polygon, ...] = ()
    points: tuple[PointClass, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure, described once.

    title: the finding. subtitle: measure, unit, period, n and source on one line. sentence: the generated
    sentence below the figure, which is its alt text as well. measure: what the values are, with the unit.
    heading: heading of the column of categories ("Kunta"). classes: labels of the colour classes.
    layers: of a map. notes: what a reader must know beside the figure. source, definition, as_of, period:
    for files. sample: made of synthetic data, told in every rendering. slug: ASCII stem for file names.
    left_out: how many rows are not in the figure because their definition differs.
    """

    kind: Kind
    language: str
    title: str
    categories: tuple[Category, ...]
    series: tuple[Series, ...]
    subtitle: str = ""
    sentence: str = ""
    measure: str = ""
    unit: str = ""
    heading: str = ""
    benchmarks: tuple[Benchmark, ...] = ()
    classes: tuple[ColourClass, ...] = ()
    frames: tuple[Frame, ...] = ()
    ground: tuple[Ground, ...] = ()
    layers: MapLayers | None = None
    notes: tuple[str, ...] = ()
    source: str = ""
    definition: str = ""
    as_of: date | None = None
    period: Period | None = None
    sample: bool = False
    slug: str = ""
    left_out: int = 0

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(f"series {series.key} has {len(series.values)} values")

    @property
    def alt(self) -> str:
        """The text for those who do not see the figure: its sentence, else its title."""
        return self.sentence or self.title

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw at all."""
        return not self.categories or not self.series

    @property
    def values(self) -> tuple[Value, ...]:
        """All values, series by series."""
        return tuple(value for series in self.series for value in series.values)

    @property
    def states(self) -> tuple[State, ...]:
        """The states present, in the order of `State`: what the legend shows."""
        present = {value.state for value in self.values}
        return tuple(state for state in State if state in present)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: text as it is shown, and the value behind a number.

    bar: 0–1, length of the in-cell bar from zero; bar_mark: 0–1, where the benchmark stands on it.
    """

    text: str
    value: Value | None = None
    bar: float | None = None
    bar_mark: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; the unit stands in the heading, numbers are right-aligned."""

    heading: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The table beside a figure: the same values, as shown."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large figure with its trend and benchmark.

    change: against a year earlier, in words with its sign, empty when there is none to tell. benchmark:
    "koko maa 64 %". points: earlier values, oldest first, with their labels. sentence: all of it said.
    """

    title: str
    value: Value
    language: str
    unit: str = ""
    change: str = ""
    benchmark: str = ""
    note: str = ""
    points: tuple[Value, ...] = ()
    labels: tuple[str, ...] = ()
    sentence: str = ""
    sample: bool = False
