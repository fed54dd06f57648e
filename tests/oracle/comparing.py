"""The product's figures and the reference's, row by row."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from kpdata.domain import AreaLevel, Period
from kpdata.indicators.frames import Figures
from tests.reference import LEVELS, Figure, Reference

NUMBERS = ("value", "numerator", "denominator", "n", "lower", "upper", "low", "high")


def shown(frame: pd.DataFrame) -> dict[tuple[str, str], Figure]:
    """A frame of figures as figures of the reference."""
    result = {}
    columns = ["indicator", "area_id", *NUMBERS[:-2], "value_min", "value_max", "state", "months"]
    for row in frame[columns].itertuples(index=False, name=None):
        indicator, area_id, *numbers, state, months = row
        key = (indicator, area_id)
        assert key not in result, f"two rows of {key}"
        values = {
            name: None if pd.isna(number) else float(number)
            for name, number in zip(NUMBERS, numbers, strict=True)
        }
        result[key] = Figure(**values, state=state, months="" if pd.isna(months) else str(months))
    return result


def same_number(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)


def differences(
    expected: Mapping[tuple[str, str], Figure], found: Mapping[tuple[str, str], Figure]
) -> list[str]:
    """What differs, one line a figure."""
    lines = [f"missing: {key}" for key in sorted(expected.keys() - found.keys())]
    lines += [f"not asked for: {key}" for key in sorted(found.keys() - expected.keys())]
    for key in sorted(expected.keys() & found.keys()):
        want, got = expected[key], found[key]
        parts = [
            f"{name} {plain(getattr(got, name))} instead of {plain(getattr(want, name))}"
            for name in NUMBERS
            if not same_number(getattr(want, name), getattr(got, name))
        ]
        parts += [
            f"{name} {getattr(got, name)!r} instead of {getattr(want, name)!r}"
            for name in ("state", "months")
            if getattr(want, name) != getattr(got, name)
        ]
        if parts:
            lines.append(f"{key}: {', '.join(parts)}")
    return lines


def plain(number: Any) -> str:
    return "–" if number is None else f"{float(number):g}"


def check(
    engine: Engine,
    reference: Reference,
    as_of: date,
    period: Period,
    levels: tuple[str, ...] = LEVELS,
) -> None:
    """Fail with the first differences of any level."""
    figures = Figures(engine, threshold=reference.threshold, hide_visits=reference.hide_visits)
    found: list[str] = []
    for level in levels:
        frame = figures.table(None, AreaLevel(level), as_of=as_of, period=period)
        lines = differences(reference.rows(level, as_of, period), shown(frame))
        found += [f"{level} {line}" for line in lines]
    assert not found, "\n".join([f"{len(found)} differences at {as_of}, {period}", *found[:40]])
