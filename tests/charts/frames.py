"""Small figure frames and measures for the tests of charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from kpdata.charts.values import AreaWords, View
from kpdata.domain import Better, Period, State, Tier

DAY = date(2026, 10, 31)
PERIOD = Period.parse("2025-11:2026-10")
TOWNS = ("Akaa", "Ikaalinen", "Kangasala", "Nokia", "Orivesi", "Parkano", "Tampere", "Virrat")
STATES_WITHOUT_NUMBERS = (State.HIDDEN, State.UNKNOWN, State.NOT_MAPPED, State.LATE)


@dataclass(frozen=True)
class FakeMeasure:
    """An indicator as far as a chart sees it."""

    id: str = "coverage_school_age"
    title: str = "Coverage"
    unit: str = "%"
    decimals: int = 0
    better: Better | None = Better.HIGHER
    tier: Tier = Tier.A
    definition: str = "Children with a place / children"


def a_row(name: str, value: float | None = None, state: str = "ok", **others: Any) -> dict[str, Any]:
    """A row of a figure frame."""
    row: dict[str, Any] = {
        "indicator": "coverage_school_age",
        "level": "municipality",
        "area_id": f"{sum(map(ord, name)) % 1000:03d}",
        "area_name": name,
        "as_of": DAY,
        "months": "",
        "value": value,
        "numerator": None,
        "denominator": None,
        "n": None,
        "lower": None,
        "upper": None,
        "state": state,
        "unit": "%",
        "value_min": None,
        "value_max": None,
    }
    return row | others


def a_frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """A figure frame of rows; an empty one has its columns."""
    return pd.DataFrame(rows, columns=None if rows else list(a_row("Akaa")))


def a_view(language: str = "en", own: str = "", *, sample: bool = False) -> View:
    """A view of the municipalities of an area, with one own area by name."""
    own_ids = frozenset({a_row(own)["area_id"]}) if own else frozenset()
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, DAY, PERIOD, area, own_ids, "registry", sample)


def every_state() -> pd.DataFrame:
    """One municipality of each state, and two with ordinary numbers."""
    return a_frame(
        a_row("Akaa", 82.4),
        a_row("Ikaalinen", 40.0),
        a_row("Kangasala", 0.0, "none"),
        a_row("Nokia", None, "not_mapped"),
        a_row("Orivesi", 0.0, "planned"),
        a_row("Parkano", None, "hidden"),
        a_row("Tampere", None, "unknown"),
        a_row("Virrat", None, "late"),
        a_row("Urjala", 0.0, "frozen"),
        a_row("Vesilahti", None, "range", value_min=30.0, value_max=55.0),
    )
