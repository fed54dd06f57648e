"""Places and times of visits as whole numbers, and sums of new visits by place and month.

A million rows of visits are told apart, followed and summed by numbers; text would take ten times the
time and memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kpdata.store.schema import place_month

Numbers = npt.NDArray[np.int64]

MONTHS = 1 << 20
"""More than any month or day number: a month's number as a time is `MONTHS` + the month."""
SOME = 10_000
SUMS = tuple(c.name for c in place_month.c if c.name not in ("place_id", "month"))


@dataclass(frozen=True, slots=True)
class Numbered:
    """Rows by number: place; time (a day, or `MONTHS` + a month); month (since 1970)."""

    place: Numbers
    time: Numbers
    month: Numbers

    def take(self, indexes: Sequence[int]) -> Numbered:
        """Some of the rows."""
        at = np.array(indexes, dtype=np.int64)
        return Numbered(self.place[at], self.time[at], self.month[at])

    @property
    def key(self) -> Numbers:
        """One number a row: its identity."""
        return self.place * (2 * MONTHS) + self.time

    @property
    def place_month(self) -> Numbers:
        """One number for a place and month."""
        return self.place * MONTHS + self.month


class VisitNumbers:
    """Gives numbers to places and times as they come."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._times: dict[str, int] = {}
        self._months: dict[str, int] = {}
        self._names: list[str] = []

    def of(self, columns: Mapping[str, Sequence[Any]]) -> Numbered:
        """The numbers of rows with `place_id`, `date` and `month`."""
        places, size = columns["place_id"], len(columns["place_id"])
        for place in sorted(set(places) - self._places.keys()):
            self._places[place] = len(self._names)
            self._names.append(place)
        times = columns["date"]
        if None in times:
            times = [b if a is None else a for a, b in zip(times, columns["month"], strict=True)]
        for text in sorted(set(times) - self._times.keys()):
            self._number(text)
        return Numbered(
            np.fromiter(map(self._places.__getitem__, places), np.int64, size),
            np.fromiter(map(self._times.__getitem__, times), np.int64, size),
            np.fromiter(map(self._months.__getitem__, times), np.int64, size),
        )

    def _number(self, text: str) -> None:
        month = int(np.datetime64(text[:7], "M").astype(np.int64))
        self._months[text] = month
        by_month = len(text) == len("2026-10")
        self._times[text] = MONTHS + month if by_month else int(np.datetime64(text, "D").astype(np.int64))

    def key(self, place: str, time: str) -> int:
        """The number of an identity; KeyError when it was never met."""
        return self._places[place] * (2 * MONTHS) + self._times[time]

    def places_and_months(self, numbers: Numbers) -> tuple[list[str], list[str]]:
        """The places and months (`2026-10`) of numbers as `Numbered.place_month` gives them."""
        places, months = np.divmod(numbers, MONTHS)
        texts = {month: str(np.datetime64(month, "M")) for month in np.unique(months).tolist()}
        return [self._names[place] for place in places.tolist()], [texts[month] for month in months.tolist()]


class MonthSums:
    """Sums of rows that are all new, by place and month, with the columns of `place_month`."""

    def __init__(self) -> None:
        self._keys = np.empty(0, dtype=np.int64)
        self._sums: dict[str, npt.NDArray[np.float64]] = {}

    def add(self, numbered: Numbered, columns: Mapping[str, Sequence[Any]]) -> None:
        """Take in rows by column. The rules are those of `summaries.visits_by_place_month`."""
        keys, at = np.unique(numbered.place_month, return_inverse=True)
        values = sums_of_rows(columns, len(numbered.place))
        values["month_rows"] = numbered.time >= MONTHS
        every = np.union1d(self._keys, keys)
        before, now = np.searchsorted(every, self._keys), np.searchsorted(every, keys)
        used = [name for name in SUMS if name in self._sums or (name in values and values[name].any())]
        for name in used:
            merged = np.zeros(len(every))
            if name in self._sums:
                merged[before] = self._sums[name]
            if name in values:
                merged[now] += np.bincount(at, weights=values[name], minlength=len(keys))
            self._sums[name] = merged
        self._keys = every

    def parts(self, numbers: VisitNumbers) -> Iterator[dict[str, list[Any]]]:
        """Rows of `place_month`, by column, some thousands at a time."""
        for start in range(0, len(self._keys), SOME):
            part = slice(start, start + SOME)
            places, months = numbers.places_and_months(self._keys[part])
            nothing = np.zeros(len(places))
            sums = {
                name: (self._sums[name][part] if name in self._sums else nothing).astype(np.int64).tolist()
                for name in SUMS
            }
            yield {"place_id": places, "month": months, **sums}


def sums_of_rows(columns: Mapping[str, Sequence[Any]], size: int) -> dict[str, npt.NDArray[Any]]:
    """What each row adds to the sums of its place and month; a sum that is 0 in all rows may be left out."""
    v = {name: _numbers(columns.get(name), size) for name in _COUNTS}
    hidden = [np.array(columns[name], dtype=bool) for name in _HIDDEN if name in columns]
    pair = v["adults"] + v["children"]
    exact = np.where(np.isnan(pair), v["visits"], pair)
    paired, is_exact = ~np.isnan(pair), ~np.isnan(exact)
    is_range = ~is_exact & ~np.isnan(v["visits_min"]) & ~np.isnan(v["visits_max"])
    in_session = (v["sessions"] > 0) & (is_exact | is_range)
    found: dict[str, npt.NDArray[Any]] = {
        "row_count": np.ones(size),
        "exact_rows": is_exact,
        "visits": np.where(is_exact, exact, 0),
        "pair_rows": paired,
        "pair_adults": np.where(paired, v["adults"], 0),
        "pair_children": np.where(paired, v["children"], 0),
        "session_rows": in_session,
        "sessions": np.where(in_session, v["sessions"], 0),
        "session_visits": np.where(in_session & is_exact, exact, 0),
    }
    if hidden:
        found["hidden_rows"] = np.any(hidden, axis=0) & ~is_exact & ~is_range
    if is_range.any():
        found |= {
            "range_rows": is_range,
            "visits_min": np.where(is_range, v["visits_min"], 0),
            "visits_max": np.where(is_range, v["visits_max"], 0),
            "session_visits_min": np.where(in_session & is_range, v["visits_min"], 0),
            "session_visits_max": np.where(in_session & is_range, v["visits_max"], 0),
            "session_range_rows": in_session & is_range,
        }
    for count, prefix in (("first_timers", "first_timer"), ("multicultural", "multicultural")):
        if count in columns:
            known = ~np.isnan(v[count]) & is_exact
            found |= {
                f"{prefix}_rows": known,
                count: np.where(known, v[count], 0),
                f"{prefix}_visits": np.where(known, exact, 0),
            }
    return found


_COUNTS = (
    "adults",
    "children",
    "visits",
    "visits_min",
    "visits_max",
    "sessions",
    "first_timers",
    "multicultural",
)
_HIDDEN = ("adults_hidden", "children_hidden", "visits_hidden")


def _numbers(values: Sequence[Any] | None, size: int) -> npt.NDArray[np.float64]:
    return np.full(size, np.nan) if values is None else np.array(values, dtype=np.float64)
