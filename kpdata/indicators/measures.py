"""Additive measures: sums over one fact, rolled up to any area before anything is divided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """placeholder"""

    name: str


@dataclass(frozen=True, slots=True)
class Largest:
    """placeholder"""

    of: tuple[Measure, ...]
