"""Opening hours: slots become disjoint pieces, so that overlapping ones count once.

A piece is a part of a weekday that is open on a run of days, of one place, weekday and week
interval; no two pieces of those three overlap in both. Weekly hours of a day are then the sum of
the pieces valid that day, and open hours of a month the sum over its days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpdata.domain import Month

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Days are proleptic ordinals (`date.toordinal`); open ends lie beyond every date.
ALWAYS_FROM = 0
ALWAYS_TO = 4_000_000
# Free time of families: Monday to Friday from 14:00, and all of Saturday and Sunday.
FREE_FROM_MINUTE = 14 * 60
LAST_SCHOOL_DAY = 5


@dataclass(frozen=True)
class Slots:
    """Opening slots as arrays: place index, weekday 1–7, minutes of the day, days (ordinals), week interval.

    age_from, age_to: own ages of the slot, both given or both −1.
    """

    place: Ints
    weekday: Ints
    opens: Ints
    closes: Ints
    first_day: Ints
    last_day: Ints
    interval: Ints
    age_from: Ints
    age_to: Ints

    def only(self, chosen: Bools) -> Slots:
        """The chosen slots (a mask)."""
        return Slots(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Pieces:
    """Disjoint pieces of open time; arrays of equal length, and how many places there are."""

    places: int
    place: Ints
    weekday: Ints
    interval: Ints
    opens: Ints
    closes: Ints
    first_day: Ints
    last_day: Ints

    def weekly(self, day: int) -> Floats:
        """Open hours a week of each place at a day."""
        return self._weekly(day, self.opens)

    def free_time(self, day: int) -> Floats:
        """Hours a week of each place at a day that lie in the families' free time."""
        school_day = self.weekday <= LAST_SCHOOL_DAY
        return self._weekly(day, np.where(school_day, np.maximum(self.opens, FREE_FROM_MINUTE), self.opens))

    def _weekly(self, day: int, opens: Ints) -> Floats:
        valid = (self.first_day <= day) & (day <= self.last_day)
        return self._sum(np.where(valid, np.maximum(self.closes - opens, 0), 0))

    def of_month(self, month: Month) -> Floats:
        """Open hours of each place over the days of a month."""
        first = np.maximum(self.first_day, month.first_day.toordinal())
        last = np.minimum(self.last_day, month.last_day.toordinal())
        # Ordinal 1 was a Monday, so day − weekday is a multiple of 7 on that weekday.
        days = (last - self.weekday) // 7 - (first - 1 - self.weekday) // 7
        return self._sum(np.where(last >= first, days, 0) * (self.closes - self.opens))

    def _sum(self, minutes: Ints) -> Floats:
        total = np.bincount(self.place, minutes / self.interval, minlength=self.places)
        return np.asarray(total, dtype=np.float64) / 60


def disjoint_pieces(slots: Slots, places: int) -> Pieces:
    """Cut slots at every opening and closing time of their group, and join the days of each part.

    Group = place, weekday and week interval. Everything is sorted and counted in arrays: the number
    of slots of a country is in the tens of thousands.
    """
    slots = slots.only((slots.closes > slots.opens) & (slots.last_day >= slots.first_day))
    key = np.stack([slots.place, slots.weekday, slots.interval])
    groups, group = np.unique(key, axis=1, return_inverse=True)
    group = group.reshape(-1).astype(np.int64)
    minutes = 24 * 60 + 1
    times = np.unique(np.concatenate([group * minutes + slots.opens, group * minutes + slots.closes]))
    begin = np.searchsorted(times, group * minutes + slots.opens)
    end = np.searchsorted(times, group * minutes + slots.closes)
    count = end - begin
    slot = np.repeat(np.arange(count.size), count)
    part = np.repeat(begin, count) + np.arange(slot.size) - np.repeat(np.cumsum(count) - count, count)
    part, first, last = _joined(part, slots.first_day[slot], slots.last_day[slot])
    owner = times[part] // minutes
    return Pieces(
        places,
        groups[0][owner],
        groups[1][owner],
        groups[2][owner],
        times[part] % minutes,
        times[part + 1] % minutes if part.size else part,
        first,
        last,
    )


def _joined(part: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Overlapping or touching runs of days of one part become one run."""
    if not part.size:
        return part, first, last
    order = np.lexsort((first, part))
    part, first, last = part[order], first[order], last[order]
    # One number line for all parts: each lies wholly behind the one before.
    line = part * (2 * ALWAYS_TO)
    reach = np.maximum.accumulate(line + last)
    starts = np.ones(part.size, dtype=bool)
    starts[1:] = (line + first)[1:] > reach[:-1] + 1
    begins = np.flatnonzero(starts)
    ends = np.append(begins[1:], part.size) - 1
    return part[begins], first[begins], reach[ends] - line[ends]
