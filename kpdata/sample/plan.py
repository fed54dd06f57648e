"""What a synthetic bundle is to hold: its size, its months, its survey waves, its randomness."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kpdata.areas import BANDS, area_index
from kpdata.domain import Month

NATIONAL_PLACES = 2300

Row = dict[str, Any]


@dataclass(frozen=True)
class Wave:
    """One survey wave: spring (ends in April) or autumn (ends in October)."""

    starts_on: date
    ends_on: date

    @property
    def code(self) -> str:
        """`2026k` for spring (kevät), `2026s` for autumn (syksy)."""
        return f"{self.ends_on.year}{'k' if self.spring else 's'}"

    @property
    def spring(self) -> bool:
        """Whether it ends in the first half of the year."""
        return self.ends_on.month <= 6


@dataclass(frozen=True)
class Plan:
    """Size and time of a bundle; the same plan always gives the same rows.

    places: rows of `meeting_places`. years: whole years of visits that end with the month `until`.
    county: only that county (None = the whole country). daily_visits: every place reports by day.
    """

    until: Month
    places: int = NATIONAL_PLACES
    years: int = 3
    seed: int = 1
    county: str | None = None
    daily_visits: bool = False

    def random(self, *topic: object) -> np.random.Generator:
        """A stream of its own for a topic, so that a change in one table leaves the others as they were."""
        return np.random.default_rng([self.seed, zlib.crc32(repr(topic).encode())])

    def scaled(self, national: int) -> int:
        """A national number of the default bundle, in proportion to the places of this one."""
        return max(1, round(national * self.places / NATIONAL_PLACES))

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """Months of visits, oldest first."""
        return tuple(self.until.plus(back) for back in range(1 - 12 * self.years, 1))

    @property
    def start(self) -> date:
        """First day of the oldest month."""
        return self.months[0].first_day

    @property
    def end(self) -> date:
        """Last day of the newest month: no fact is later."""
        return self.until.last_day

    @cached_property
    def waves(self) -> tuple[Wave, ...]:
        """Survey waves, oldest first: two in a bundle of one year, else four, in a long one up to eight."""
        count = 2 if self.years == 1 else max(4, min(2 * self.years - 2, 8))
        ends = sorted(
            (
                end
                for year in range(self.end.year - count, self.end.year + 1)
                for end in (date(year, 4, 20), date(year, 10, 20))
                if end <= self.end
            ),
            reverse=True,
        )
        return tuple(Wave(end - timedelta(days=34), end) for end in sorted(ends[:count]))

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """Municipalities of the bundle by code, with `children` (0–17) and `small` (0–6)."""
        frame = area_index().municipalities
        if self.county is not None:
            frame = frame[frame["county"] == self.county]
        frame = frame.assign(
            children=frame[list(BANDS)].sum(axis=1), small=frame[["pop_0_2", "pop_3_6"]].sum(axis=1)
        )
        return frame.set_index("code", drop=False).rename_axis(None)

    @cached_property
    def facts(self) -> dict[str, Row]:
        """The same, a dict a municipality."""
        records = self.municipalities.to_dict("records")
        return {str(row["code"]): {str(name): value for name, value in row.items()} for row in records}


def shares(total: int, weights: np.ndarray, least: int = 0) -> np.ndarray:
    """Whole numbers in proportion to weights that add up to the total (largest remainders).

    `least` is given to everyone first, when the total allows it.
    """
    count = len(weights)
    base = np.full(count, least if total >= least * count else 0)
    exact = (total - base.sum()) * weights / weights.sum()
    whole = np.floor(exact).astype(int)
    rest = total - base.sum() - whole.sum()
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:rest]] += 1
    given: np.ndarray = base + whole
    return given


def scattered(rng: np.random.Generator, lat: float, lon: float, km: float) -> tuple[float, float]:
    """A point about so many kilometres away, rounded to a metre."""
    north, east = rng.normal(0, km / 2, 2)
    return round(lat + north / 111.2, 5), round(lon + east / (111.2 * np.cos(np.radians(lat))), 5)
