"""The table beside a figure: the same values, as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from kpdata.charts import formats
from kpdata.charts.chart import Benchmark, Cell, Chart, Column, Kind, Series, Table, Value
from kpdata.charts.values import comparison_words
from kpdata.domain import State
from kpdata.i18n import texts

_ONE_MEASURE = frozenset({Kind.BARS, Kind.TILES})
_WITH_BARS = frozenset({Kind.BARS, Kind.TILES, Kind.MAP, Kind.TABLE})


def table_of(chart: Chart) -> Table:
    """Categories in rows, series in columns; intervals, n and comparisons in columns of their own.

    A chart of one series gets its benchmark as the mark of its in-cell bars; a spine chart gets columns for
    the benchmark and both ends of the spread.
    """
    t = texts(chart.language)
    names = [Column(chart.heading or t("Area"), is_number=False)]
    columns = [[Cell(_category_name(chart, row)) for row in range(len(chart.categories))]]
    one = chart.series[0] if len(chart.series) == 1 else None
    for series in chart.series:
        names.append(Column(_heading(chart, series), is_number=chart.kind is not Kind.MATRIX))
        columns.append(_cells(chart, series))
    if one is not None and any(value.lower is not None for value in one.values):
        names.append(Column(t("95% interval"), is_number=True))
        columns.append([Cell(interval(value, chart.unit, chart.language)) for value in one.values])
    if one is not None and any(value.n is not None for value in one.values):
        names.append(Column("n", is_number=True))
        columns.append([_count(value.n, chart.language) for value in one.values])
    if chart.kind is Kind.SPINE:
        for heading, cells in _spread_columns(chart):
            names.append(Column(heading, is_number=True))
            columns.append(cells)
    return Table(tuple(names), tuple(zip(*columns, strict=True)))


def interval(value: Value, unit: str, language: str) -> str:
    """The interval as it is shown: `71–83 %`; empty when there is none."""
    if value.lower is None or value.upper is None:
        return ""
    return formats.between(value.lower, value.upper, value.decimals, unit, language)


def _category_name(chart: Chart, row: int) -> str:
    category = chart.categories[row]
    return formats.with_unit(category.name, category.unit)


def _heading(chart: Chart, series: Series) -> str:
    if len(chart.series) == 1 and chart.kind in _ONE_MEASURE:
        return chart.measure
    return formats.with_unit(series.name, series.unit)


def _cells(chart: Chart, series: Series) -> list[Cell]:
    """Shown texts with in-cell bars from zero, for columns of one unit; what has no number has no bar."""
    benchmark = series.benchmark or (
        chart.benchmarks[0] if len(chart.series) == 1 and chart.benchmarks else None
    )
    highest = 0.0
    if chart.kind in _WITH_BARS:
        highest = _highest(series.values, benchmark, is_share=(series.unit or chart.unit) == "%")
    mark = _part(benchmark.value, highest) if benchmark else None
    return [
        Cell(
            _text(chart, value),
            value,
            None if value.value is None else _part(value.value, highest),
            mark if value.value is not None else None,
        )
        for value in series.values
    ]


def _text(chart: Chart, value: Value) -> str:
    if value.mark is None:
        return value.text
    return f"{value.text} {value.symbol} {comparison_words(value, chart.language)}"


def _highest(values: Sequence[Value], benchmark: Benchmark | None, *, is_share: bool) -> float:
    """What a full bar stands for: the largest number, of shares the whole."""
    numbers = [value.value for value in values if value.value is not None]
    if any(number < 0 for number in numbers):
        return 0.0
    return max([*numbers, benchmark.value if benchmark else 0.0, 100.0 if is_share else 0.0])


def _part(number: float, highest: float) -> float | None:
    return number / highest if highest > 0 and number >= 0 else None


def _count(n: int | None, language: str) -> Cell:
    if n is None:
        return Cell("")
    text = formats.number(n, 0, language)
    return Cell(text, Value(State.OK, text, float(n)))


def _spread_columns(chart: Chart) -> list[tuple[str, list[Cell]]]:
    t = texts(chart.language)
    spreads = [category.spread for category in chart.categories]
    name = chart.benchmarks[0].name if chart.benchmarks else t("Benchmark")
    return [
        (name, [Cell(spread.benchmark_shown if spread else "") for spread in spreads]),
        (t("Lowest of the level"), [Cell(spread.lowest_shown if spread else "") for spread in spreads]),
        (t("Highest of the level"), [Cell(spread.highest_shown if spread else "") for spread in spreads]),
    ]
