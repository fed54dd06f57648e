"""The week clock: in each hour of the week, how many children have an open suitable place near them.

A place is open in an hour when its slots that suit the band, taken together, cover at least half of it; a
slot of every second week counts as well, since the clock tells where something is on offer at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from kpdata.domain import AgeBand, AreaKey
from kpdata.indicators.frames import Figures
from kpdata.indicators.hours import (
    ALWAYS_FROM,
    ALWAYS_TO,
    FREE_FROM_MINUTE,
    LAST_SCHOOL_DAY,
    Pieces,
    Slots,
    disjoint_pieces,
)
from kpdata.indicators.reach import Reach, reach_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FIRST_HOUR, LAST_HOUR = 8, 21
HOURS = tuple(range(FIRST_HOUR, LAST_HOUR + 1))
WEEKDAYS = 7
_HALF_AN_HOUR = 30


class Season(StrEnum):
    """When the week is looked at: on the as-of date, or in the latest school holiday before it."""

    NOW = "now"
    SUMMER = "summer"
    AUTUMN = "autumn"
    CHRISTMAS = "christmas"
    WINTER = "winter"


# One day in the middle of each holiday (month, day); the week of the slots valid that day is shown.
_HOLIDAYS = {
    Season.SUMMER: (7, 5),
    Season.AUTUMN: (10, 18),
    Season.CHRISTMAS: (12, 28),
    Season.WINTER: (2, 25),
}


@dataclass(frozen=True, slots=True)
class ExtraSlot:
    """An opening slot that is only imagined: minutes of the day, for the band looked at."""

    place_id: str
    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True)
class WeekClock:
    """Hours (rows, from `FIRST_HOUR`) × weekdays (columns, from Monday).

    children: of the band in the postal areas of the area. reached: those with an open place within reach.
    is_free: the hours in which school-age children are free.
    """

    children: float
    reached: Floats
    is_free: Bools

    @property
    def share(self) -> Floats:
        """Reached / children, 0–1; NaN where there are no children."""
        if not self.children:
            return np.full(self.reached.shape, np.nan)
        return self.reached / self.children

    @property
    def without(self) -> Floats:
        """Children without an open place."""
        return self.children - self.reached

    @property
    def open_hours(self) -> int:
        """Hours of the week in which at least one child is reached."""
        return int((self.reached > 0).sum())


def season_day(season: Season, as_of: date) -> date:
    """The day whose week is shown: the as-of date, or the latest day of that holiday on or before it."""
    if season is Season.NOW:
        return as_of
    month, day = _HOLIDAYS[season]
    this_year = date(as_of.year, month, day)
    return this_year if this_year <= as_of else date(as_of.year - 1, month, day)


def week_clock(
    figures: Figures,
    key: AreaKey,
    band: AgeBand,
    km: int,
    as_of: date,
    *,
    season: Season = Season.NOW,
    extra: ExtraSlot | None = None,
    closed: frozenset[str] = frozenset(),
) -> WeekClock:
    """The clock of an area. extra: a slot added in thought; closed: places left out in thought.

    KeyError for an unknown area or place.
    """
    day = season_day(season, as_of)
    reach = reach_of(figures, key, band, km, day)
    index = figures.facts.places.index
    is_open = open_hours(figures, band, day, reach.suitable)
    if closed:
        is_open[[index[place_id] for place_id in closed]] = False
    if extra:
        is_open[index[extra.place_id]] = _with_slot(figures, band, day, extra)
    return WeekClock(reach.children, _reached(reach, is_open), _is_free(season))


def open_hours(figures: Figures, band: AgeBand, day: date, suitable: Bools) -> Bools:
    """Places × (hours × weekdays): open in the hour to the band at a day; only `suitable` places are."""
    pieces = figures.facts.keep(
        ("clock", band), lambda: disjoint_pieces(_every_week(figures, band), suitable.size)
    )
    return _open(pieces, day, suitable)


def _every_week(figures: Figures, band: AgeBand) -> Slots:
    """The slots that suit a band; every second week is taken as every week, so that no time counts twice."""
    slots = figures.facts.slots.only(figures.facts.slot_suits(band))
    return replace(slots, interval=np.ones_like(slots.interval))


def _with_slot(figures: Figures, band: AgeBand, day: date, extra: ExtraSlot) -> Bools:
    """The open hours of one place with a slot added to its own."""
    place = figures.facts.places.index[extra.place_id]
    own = _every_week(figures, band)
    own = own.only((own.place == place) & figures.day(day).places_for(band)[place])
    added = {
        "place": place,
        "weekday": extra.weekday,
        "opens": extra.opens,
        "closes": extra.closes,
        "first_day": ALWAYS_FROM,
        "last_day": ALWAYS_TO,
        "interval": 1,
        "age_from": band.ages[0],
        "age_to": band.ages[1],
    }
    slots = Slots(*(np.append(getattr(own, name), number) for name, number in added.items()))
    places = np.zeros(len(figures.facts.places.ids), dtype=bool)
    places[place] = True
    is_open: Bools = _open(disjoint_pieces(slots, places.size), day, places)[place]
    return is_open


def _open(pieces: Pieces, day: date, places: Bools) -> Bools:
    ordinal = day.toordinal()
    valid = (pieces.first_day <= ordinal) & (ordinal <= pieces.last_day) & places[pieces.place]
    # Minutes are summed before they are judged: two short slots of one hour are one open hour.
    minutes = np.zeros((places.size, len(HOURS) * WEEKDAYS))
    hour = np.repeat(np.array(HOURS), WEEKDAYS) * 60
    weekday = np.tile(np.arange(1, WEEKDAYS + 1), len(HOURS))
    opens, closes = pieces.opens[valid, None], pieces.closes[valid, None]
    overlap = np.maximum(np.minimum(closes, hour + 60) - np.maximum(opens, hour), 0)
    np.add.at(minutes, pieces.place[valid], np.where(pieces.weekday[valid, None] == weekday, overlap, 0))
    is_open: Bools = minutes >= _HALF_AN_HOUR
    return is_open


def _reached(reach: Reach, is_open: Bools) -> Floats:
    """Children with an open place within reach, hours × weekdays."""
    pairs = reach.pairs
    near = csr_array(
        (np.ones(pairs.demand.size, dtype=np.float32), (pairs.demand, pairs.supply)),
        shape=(pairs.demands, pairs.supplies),
    )
    covered = (near @ is_open.astype(np.float32)) > 0
    reached: Floats = reach.people @ covered
    return reached.reshape(len(HOURS), WEEKDAYS)


def _is_free(season: Season) -> Bools:
    if season is not Season.NOW:
        return np.ones((len(HOURS), WEEKDAYS), dtype=bool)
    weekday = np.arange(1, WEEKDAYS + 1)
    after_school = np.array(HOURS)[:, None] * 60 >= FREE_FROM_MINUTE
    is_free: Bools = after_school | (weekday > LAST_SCHOOL_DAY)
    return is_free
