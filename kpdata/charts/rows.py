"""Rows of tidy figure frames: their areas, cells and points of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from kpdata.charts import formats
from kpdata.charts.chart import (
    Category,
    Value,
)
from kpdata.charts.values import (
    LEVEL_HEADINGS,
    Measure,
    Row,
    View,
    missing,
    said,
    value_of,
)
from kpdata.domain import AreaLevel, Month, Period, State
from kpdata.i18n import N_, texts


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def key_of(row: Row) -> str:
    return f"{AreaLevel(row['level']).value}:{row['area_id']}"


def area_of(row: Row, view: View) -> Category:
    return Category(key_of(row), str(row["area_name"]), own=str(row["area_id"]) in view.own)


def measure_row(measure: Measure, language: str) -> Category:
    return Category(measure.id, said(measure.title, language), unit=said(measure.unit, language))


def heading_of(rows: Sequence[Row], language: str) -> str:
    levels = {AreaLevel(row["level"]) for row in rows}
    return texts(language)(LEVEL_HEADINGS[levels.pop()] if len(levels) == 1 else N_("Area"))


def by_measure_of(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(frame):
        grouped.setdefault(str(row["indicator"]), []).append(row)
    return grouped


def areas_in(frame: pd.DataFrame) -> list[dict[str, Any]]:
    areas: dict[str, dict[str, Any]] = {}
    for row in rows_of(frame):
        areas.setdefault(key_of(row), row)
    return list(areas.values())


def cells_of(
    frame: pd.DataFrame, measures: Sequence[Measure], language: str
) -> tuple[dict[tuple[str, str], Value], list[dict[str, Any]]]:
    """Values by (indicator, area) with every pair present, and the areas in the order of the frame."""
    wanted = {measure.id: measure for measure in measures}
    areas = areas_in(frame)
    nothing = missing(State.UNKNOWN, language)
    cells = {(measure.id, key_of(area)): nothing for measure in measures for area in areas}
    for row in rows_of(frame):
        measure = wanted.get(str(row["indicator"]))
        if measure is not None:
            cells[measure.id, key_of(row)] = value_of(row, measure, language)
    return cells, areas


def point_key(row: Row) -> str:
    """The point of a row of a series: `2026-10`, `2025-11:2026-10` or the as-of date `2026-10-31`."""
    months = str(row.get("months") or "")
    if months:
        first, _, last = months.partition(":")
        return first if first == last else months
    return str(row["as_of"])[:10]


def point_order(row: Row) -> tuple[str, str]:
    """In time: by the end of the point, then by its start."""
    point = point_key(row)
    return point.rpartition(":")[2], point


def point_of(point: str, language: str) -> Category:
    """A point of time with its name and, for a run of months, its last month as the short name."""
    if ":" in point:
        period = Period.parse(point)
        last = formats.short_month(period.last, language)
        return Category(point, formats.period(period, language), short=last)
    if point.count("-") == 1:
        return Category(point, formats.short_month(Month.parse(point), language))
    return Category(point, formats.day(date.fromisoformat(point), language), short=_month_of(point, language))


def _month_of(day: str, language: str) -> str:
    return formats.short_month(Month.of(date.fromisoformat(day)), language)
