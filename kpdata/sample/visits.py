"""Synthetic visits, place by place: seasons, holidays, openings and closings, and the ways places report.

Rows are made in batches of places, so that ten years of days take no more memory than one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

import numpy as np
import pandas as pd

from kpdata.domain import Month, PlaceStatus, PlaceType
from kpdata.sample.country import HYVINKAA
from kpdata.sample.holidays import holidays
from kpdata.sample.network import Network
from kpdata.sample.places import HYVINKAA_PLACE
from kpdata.sample.plan import Row

COLUMNS = [
    "place_id",
    "date",
    "month",
    "sessions",
    "adults",
    "children",
    "visits",
    "first_timers",
    "multicultural",
    "visits_min",
    "visits_max",
]
HYVINKAA_RANGE = (800, 1500)
# Share of the ordinary sessions that are held, January to December: July rests, December is short.
_SEASON = np.array([0.95, 0.9, 1.0, 0.95, 0.85, 0.35, 0.12, 0.65, 1.0, 0.95, 1.0, 0.6])
_BATCH = 150


class Style(Enum):
    """How a place reports."""

    APART = auto()  # adults and children
    TOGETHER = auto()  # visits only
    ADULTS = auto()  # adults only: the visits stay unknown
    RANGE = auto()  # from–to, as a text in the cell of visits
    HIDES = auto()  # counts below five as `<5`
    UNKNOWN = auto()  # rows with `..`


_STYLES = (Style.APART, Style.TOGETHER, Style.ADULTS, Style.HIDES, Style.UNKNOWN)
_STYLE_SHARES = (0.79, 0.19, 0.006, 0.008, 0.006)
# A range anywhere makes a range of every sum above it: only a few places tell one.
_RANGE_EVERY, _RANGE_FIRST = 700, 3


@dataclass(frozen=True, slots=True)
class _Reporter:
    place: Row
    style: Style
    daily: bool
    weekly_sessions: float
    size: float
    trend: float
    newcomers: float | None
    multicultural: float | None
    last: date | None


def visit_frames(network: Network) -> Iterator[pd.DataFrame]:
    """Rows of `visits` (COLUMNS), a batch of places at a time; every row is on or before the plan's end."""
    reporters = _reporters(network)
    for start in range(0, len(reporters), _BATCH):
        frames = [_rows(network, reporter) for reporter in reporters[start : start + _BATCH]]
        frames = [frame for frame in frames if len(frame)]
        if frames:
            yield pd.concat(frames, ignore_index=True)


def _reporters(network: Network) -> list[_Reporter]:
    plan = network.plan
    rng = plan.random("reporters")
    municipalities = list(plan.municipalities["code"])
    late = _late(network)
    sessions: dict[str, float] = {}
    for slot in network.hours:
        sessions[slot["place_id"]] = sessions.get(slot["place_id"], 0.0) + 1 / (slot["week_interval"] or 1)
    reporters = []
    habit = {code: rng.random() for code in municipalities}
    for number, place in enumerate(network.places):
        code = place["municipality"]
        luck = rng.random(4)
        size = float(rng.lognormal(1.9 if place["place_type"] == PlaceType.FAMILY_CLUB else 2.25, 0.55))
        style = _STYLES[int(rng.choice(len(_STYLES), p=_STYLE_SHARES))]
        trend = float(rng.normal(0.04, 0.10))
        newcomers = float(rng.beta(2, 12)) if luck[0] < 0.5 else None
        multicultural = float(rng.beta(1.2, 9)) if luck[1] < 0.36 else None
        reports = place["status"] != PlaceStatus.PLANNED and (luck[2] < 0.9 or habit[code] > 0.5)
        daily = plan.daily_visits or luck[3] < 0.06
        if number % _RANGE_EVERY == _RANGE_FIRST:
            style = Style.RANGE
        if place["name"] == HYVINKAA_PLACE:
            style, daily, reports, newcomers, multicultural = Style.RANGE, False, True, None, None
        elif code == HYVINKAA:
            # The town tells one range for all its places.
            reports = False
        if (reports and code not in late) or (code in late and late[code] is not None):
            last = late.get(code)
            if place["status"] == PlaceStatus.FROZEN:
                last = plan.end - timedelta(days=int(rng.integers(60, 400)))
            weekly = sessions.get(place["place_id"], 1.0)
            reporters.append(
                _Reporter(place, style, daily, weekly, size, trend, newcomers, multicultural, last)
            )
    return reporters


def _late(network: Network) -> dict[str, date | None]:
    """Municipalities that stopped reporting over a year ago (their last day) or never reported (None)."""
    plan = network.plan
    frame = plan.municipalities
    small = frame[
        (frame["pop_total"] < 25000)
        & ~frame["code"].isin(network.country.fates)
        & (frame["code"] != HYVINKAA)
    ]
    chosen = plan.random("late").permutation(small["code"].to_numpy(str))[: max(2, len(frame) // 24)]
    stopped = plan.until.plus(-14).last_day
    return {str(code): None if number % 3 == 0 else stopped for number, code in enumerate(chosen)}


def _rows(network: Network, reporter: _Reporter) -> pd.DataFrame:
    plan = network.plan
    place = reporter.place
    rng = plan.random("visits", place["place_id"])
    first = max(plan.start, place["opened_on"] or plan.start)
    last = min(date_ for date_ in (plan.end, place["closed_on"], reporter.last) if date_ is not None)
    months = [month for month in plan.months if first <= month.last_day and month.first_day <= last]
    if not months:
        return pd.DataFrame(columns=COLUMNS)
    number = np.array([month.month - 1 for month in months])
    age = np.array([month.index - plan.months[0].index for month in months]) / 12
    expected = reporter.weekly_sessions * 52 / 12 * _SEASON[number]
    held = rng.poisson(expected * 0.94 + 0.02)
    held = np.minimum(held, np.maximum(1, np.ceil(reporter.weekly_sessions * 5)).astype(int))
    told = rng.random(len(months)) < 0.955
    attendance = reporter.size * np.exp(reporter.trend * age)
    if not reporter.daily:
        kept = told & ((held > 0) | (rng.random(len(months)) < 0.35))
        if place["name"] == HYVINKAA_PLACE:
            kept[:] = True
        keep = np.flatnonzero(kept)
        scale = held * attendance
        adults, children = _heads(rng, place, scale[keep])
        when = {"date": None, "month": [str(months[i]) for i in keep]}
        frame = _frame(rng, reporter, when, held[keep], adults, children)
        return _hyvinkaa(frame) if place["name"] == HYVINKAA_PLACE else frame
    days, per_day = _days(rng, months, held * told, attendance, first, last)
    adults, children = _heads(rng, place, per_day)
    return _frame(
        rng, reporter, {"date": days, "month": None}, np.ones(len(days), dtype=int), adults, children
    )


def _hyvinkaa(frame: pd.DataFrame) -> pd.DataFrame:
    """The same range every month: 800–1 500 visits."""
    return frame.assign(
        sessions=None, visits=None, visits_min=HYVINKAA_RANGE[0], visits_max=HYVINKAA_RANGE[1]
    )


def _days(
    rng: np.random.Generator,
    months: list[Month],
    held: np.ndarray,
    attendance: np.ndarray,
    first: date,
    last: date,
) -> tuple[list[date], np.ndarray]:
    """Different days of each month on which sessions were held: no weekends, no holidays."""
    days: list[date] = []
    sizes: list[float] = []
    for month, count, size in zip(months, held, attendance, strict=True):
        from_day, to_day = max(first, month.first_day), min(last, month.last_day)
        span = [from_day + timedelta(days=i) for i in range((to_day - from_day).days + 1)]
        open_days = [day for day in span if day.weekday() < 5 and day not in holidays(day.year)]
        chosen = rng.permutation(len(open_days))[:count]
        days += [open_days[i] for i in sorted(chosen)]
        sizes += [size] * len(chosen)
    return days, np.array(sizes)


def _heads(rng: np.random.Generator, place: Row, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Adults and children; in the youth spaces nearly all are children."""
    adults = 0.08 if place["place_type"] == PlaceType.YOUTH_SPACE else 0.43
    return rng.poisson(expected * adults), rng.poisson(expected * (1 - adults))


def _frame(
    rng: np.random.Generator,
    reporter: _Reporter,
    when: Mapping[str, Sequence[str] | Sequence[date] | None],
    sessions: np.ndarray,
    adults: np.ndarray,
    children: np.ndarray,
) -> pd.DataFrame:
    total = adults + children
    count = len(total)
    columns: dict[str, object] = {"place_id": reporter.place["place_id"], **when, "sessions": sessions}
    style = reporter.style
    if style is Style.APART:
        columns |= {"adults": adults, "children": children}
    elif style is Style.HIDES:
        columns |= {"adults": _hide(adults), "children": _hide(children)}
    elif style is Style.ADULTS:
        columns["adults"] = adults
    elif style is Style.TOGETHER:
        columns["visits"] = total
    elif style is Style.RANGE:
        low = total // 10 * 10
        high = low + 10 * (1 + low // 100)
        columns["visits"] = [f"{a}-{b}" for a, b in zip(low, high, strict=True)]
    else:
        columns["visits"] = np.where(rng.random(count) < 0.4, "..", total.astype(object))
    if style in (Style.APART, Style.TOGETHER):
        if reporter.newcomers is not None:
            columns["first_timers"] = rng.binomial(total, reporter.newcomers)
        if reporter.multicultural is not None:
            columns["multicultural"] = rng.binomial(total, reporter.multicultural)
    return pd.DataFrame(columns, index=range(count)).reindex(columns=COLUMNS).astype(object)


def _hide(counts: np.ndarray) -> np.ndarray:
    """Counts of 1–4 as `<5`, none as a dash."""
    shown = counts.astype(object)
    shown[(counts > 0) & (counts < 5)] = "<5"
    shown[counts == 0] = "-"
    return shown
