"""The shown table as CSV for a spreadsheet: semicolons, UTF-8 with BOM, the decimal mark of the language.

Only what is shown is written. Numbers are rounded as shown and written in ASCII; what has no number is
written as the word of its state. Text that a spreadsheet would take for a formula gets a leading `'`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from kpdata.charts import formats
from kpdata.charts.chart import Cell, Chart, Column, Kind, Value
from kpdata.charts.table import table_of
from kpdata.charts.values import comparison_words
from kpdata.domain import State
from kpdata.i18n import texts

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_bytes(chart: Chart) -> bytes:
    """The table of a chart with its title, measure, notes, definition, source and as-of date."""
    t = texts(chart.language)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")

    def write(*cells: str) -> None:
        writer.writerow(cells)

    if chart.sample:
        write(safe_text(t("Sample data – not real figures")))
    write(safe_text(chart.title))
    write(safe_text(chart.subtitle or chart.measure))
    write()
    shown = table_of(chart)
    states = states_of(chart)
    headings = [safe_text(column.heading) for column in shown.columns]
    write(*headings, *([t("State")] if states else []))
    for i, row in enumerate(shown.rows):
        cells = (_cell(cell, column, chart.language) for cell, column in zip(row, shown.columns, strict=True))
        write(*cells, *([states[i]] if states else []))
    write()
    for note in chart.notes:
        write(safe_text(note))
    if chart.definition:
        write(safe_text(t("Definition: {definition}", definition=chart.definition)))
    if chart.source:
        write(safe_text(t("Source: {source}", source=chart.source)))
    if chart.as_of:
        write(safe_text(t("As of {day}", day=formats.day(chart.as_of, chart.language))))
    return stream.getvalue().encode("utf-8-sig")


_PLAIN = (
    "chart", "key", "name", "series", "series_name", "value", "low", "high", "lower", "upper", "n", "state",
    "word", "unit", "as_of",
)  # fmt: skip


def plain_csv_bytes(charts: Sequence[Chart]) -> bytes:
    """For machines: one row a value, commas, decimal points, UTF-8 without BOM, rounded as shown.

    Columns: chart (slug), key, name, series, series_name, value, low, high (of a range), lower, upper (of the
    95 % interval), n, state, word (the state in words), unit, as_of.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_PLAIN)
    for chart in charts:
        day = chart.as_of.isoformat() if chart.as_of else ""
        for series in chart.series:
            for category, value in zip(chart.categories, series.values, strict=True):
                numbers = (value.value, value.low, value.high, value.lower, value.upper)
                writer.writerow(
                    [
                        chart.slug,
                        category.key,
                        safe_text(category.name),
                        series.key,
                        safe_text(series.name),
                        *("" if x is None else formats.file_number(x, value.decimals, "en") for x in numbers),
                        "" if value.n is None else value.n,
                        value.state.value,
                        value.word
                        or bound_word(value, chart.language)
                        or ("" if value.is_known else safe_text(value.shown)),
                        series.unit or category.unit or chart.unit,
                        day,
                    ]
                )
    return stream.getvalue().encode()


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def file_name(area: str, measure: str, as_of: date, extension: str) -> str:
    """Name of a file: `kohtaamispaikat_<area>_<measure>_<date>.<extension>`, ASCII in every language."""
    parts = [formats.ascii_slug(part) for part in (area, measure)]
    stem = "_".join(part for part in ("kohtaamispaikat", *parts, as_of.isoformat()) if part)
    return f"{stem}.{extension}"


def _cell(cell: Cell, column: Column, language: str) -> str:
    value = cell.value
    if value is None:
        return _ascii(cell.text) if column.is_number else safe_text(cell.text)
    if value.value is not None:
        return formats.file_number(value.value, value.decimals, language)
    if value.low is not None and value.high is not None:
        ends = (formats.file_number(end, value.decimals, language) for end in (value.low, value.high))
        return "-".join(ends)
    return safe_text(value.word or value.shown)


def _ascii(text: str) -> str:
    """A shown number or interval without typographic signs."""
    return text.replace(formats.NBSP, "").replace(formats.EN_DASH, "-").replace(formats.MINUS, "-")


def bound_word(value: Value, language: str) -> str:
    """What must stand beside the number of a lower bound, whose cell holds the number alone."""
    t = texts(language)
    return t("at least") if value.is_at_least else ""


def states_of(chart: Chart) -> list[str]:
    """By row, what the numbers alone do not tell: states, notes and comparisons; empty when nothing does."""
    rows = []
    for i in range(len(chart.categories)):
        told = []
        for series in chart.series:
            words = _words(chart, series.values[i])
            if words:
                told.append(words if len(chart.series) == 1 else f"{series.name}: {words}")
        rows.append(safe_text("; ".join(told)))
    return rows if any(rows) else []


def _words(chart: Chart, value: Value) -> str:
    if chart.kind is Kind.MATRIX and value.state is State.OK:
        return ""
    bound, compared = bound_word(value, chart.language), comparison_words(value, chart.language)
    parts = (value.word, bound, value.note, compared)
    return ", ".join(part for part in parts if part)
