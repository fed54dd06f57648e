"""The network of an area: who runs its places, of what kind they are, what they offer, how it changes.

Counts of the register, so nothing is hidden. What is not told of a place is counted apart: it is not a "no".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpdata.domain import AgeBand, AreaKey, AreaLevel, Month, OperatorType, PlaceStatus
from kpdata.indicators.facts import Places, split_list
from kpdata.indicators.frames import Figures
from kpdata.indicators.hours import ALWAYS_FROM, ALWAYS_TO
from kpdata.indicators.supply import details, places_of

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Feature(StrEnum):
    """What is asked of every place with a yes or a no."""

    STEP_FREE = "step_free"
    FREE_OF_CHARGE = "free_of_charge"
    VISITING_PROFESSIONALS = "visiting_professionals"
    TIED = "tied"


# The type of a place whose type is not told, in filters.
UNTOLD = "unknown"

FEATURE_COLUMNS = ["feature", "yes", "no", "unknown"]
COUNT_COLUMNS = ["area", "what", "places"]
LIST_COLUMNS = [
    "place_id",
    "name",
    "municipality",
    "status",
    "operator",
    "operator_name",
    "place_type",
    "age_from",
    "age_to",
    "hours",
    "languages",
    "definition",
    "opened",
    "checked",
]


def active_places(figures: Figures, key: AreaKey, day: date) -> Ints:
    """Indices of the active places of an area at a day."""
    inside = places_of(figures, key)
    return inside[figures.day(day).active[inside]]


# Who runs it, and what if they leave


@dataclass(frozen=True, slots=True)
class Largest:
    """The operator types with most active places (several in a tie), their count each, and all places."""

    operators: tuple[OperatorType, ...]
    places: int
    total: int


def largest(figures: Figures, key: AreaKey, day: date) -> Largest:
    """Who runs most active places of an area; no operator where there is no place."""
    counts = Counter(_operator_types(figures, active_places(figures, key, day)))
    most = max(counts.values(), default=0)
    order = list(OperatorType)
    return Largest(
        tuple(sorted((o for o, n in counts.items() if n == most), key=order.index)), most, counts.total()
    )


@dataclass(frozen=True, slots=True)
class Leaving:
    """What stops in an area when some of its places do.

    places of total active ones; hours a week of total_hours (None where no slot is known). emptied: codes of
    the municipalities of the area that lose their last active place.
    """

    places: int
    total: int
    hours: float | None
    total_hours: float | None
    emptied: tuple[str, ...]


def leaving(figures: Figures, key: AreaKey, day: date, place_ids: Collection[str]) -> Leaving:
    """The share of the network that these places are; places that are not active in the area are left out."""
    facts = figures.facts
    active = active_places(figures, key, day)
    wanted = {facts.places.index[place_id] for place_id in place_ids}
    stops = np.isin(active, list(wanted))
    weekly = facts.pieces().weekly(day.toordinal())

    def hours(chosen: Ints) -> float | None:
        known = chosen[facts.has_slots[chosen]]
        return float(weekly[known].sum()) if known.size else None

    everywhere = np.flatnonzero(figures.day(day).active)
    remaining = everywhere[~np.isin(everywhere, active[stops])]
    of_place = facts.places.municipality
    inside = {facts.areas.municipality_index[code] for code in figures.members(key, AreaLevel.MUNICIPALITY)}
    emptied = (set(of_place[active[stops]].tolist()) - set(of_place[remaining].tolist())) & inside
    return Leaving(
        int(stops.sum()),
        int(active.size),
        hours(active[stops]),
        hours(active),
        tuple(sorted(facts.areas.municipalities[i] for i in emptied)),
    )


# Of what kind they are, and what they offer


def types(figures: Figures, keys: Sequence[AreaKey], day: date) -> pd.DataFrame:
    """Active places by area and place type. Columns: `COUNT_COLUMNS`; what is "" where no type is told."""
    told = details(figures)
    ids = figures.facts.places.ids
    rows = [
        (str(key), place_type, count)
        for key in keys
        for place_type, count in Counter(
            told[ids[i]].place_type or "" for i in active_places(figures, key, day)
        ).items()
    ]
    return pd.DataFrame(rows, columns=COUNT_COLUMNS)


def features(figures: Figures, key: AreaKey, day: date) -> pd.DataFrame:
    """How many active places of an area have each feature, have it not, and where that is not known.

    Columns: `FEATURE_COLUMNS`, one row a `Feature`. Whether a place is tied to a centre is always known.
    """
    places, active = figures.facts.places, active_places(figures, key, day)
    rows = []
    for feature in Feature:
        if feature is Feature.TIED:
            yes, no = places.tied[active], ~places.tied[active]
        else:
            yes, no = places.yes[feature.value][active], places.no[feature.value][active]
        rows.append((feature.value, int(yes.sum()), int(no.sum()), int((~(yes | no)).sum())))
    return pd.DataFrame(rows, columns=FEATURE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Offered:
    """How many active places offer each of some things (a place may offer several).

    counts: the most first. none: places that say they offer none. known of total: places that told at all.
    """

    counts: dict[str, int]
    none: int
    known: int
    total: int


def support(figures: Figures, key: AreaKey, day: date) -> Offered:
    """Forms of support; a place that tells `none` is known to give none."""
    return _offered(figures, key, day, "support_forms")


def languages(figures: Figures, key: AreaKey, day: date) -> Offered:
    """Languages of service by ISO code."""
    return _offered(figures, key, day, "languages")


def _offered(figures: Figures, key: AreaKey, day: date, column: str) -> Offered:
    told, ids = details(figures), figures.facts.places.ids
    lists = [set(split_list(getattr(told[ids[i]], column))) for i in active_places(figures, key, day)]
    return Offered(
        _counted(part for parts in lists for part in parts - {"none"}),
        sum(parts == {"none"} for parts in lists),
        sum(bool(parts) for parts in lists),
        len(lists),
    )


def _counted(items: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(items).items(), key=lambda pair: (-pair[1], pair[0])))


def _operator_types(figures: Figures, chosen: Ints) -> list[OperatorType]:
    return [OperatorType(figures.facts.places.operator[i][0]) for i in chosen]


# How it changes


class Step(StrEnum):
    """The steps in which openings and closings are told."""

    QUARTER = "quarter"
    MONTH = "month"


def spans(step: Step, as_of: date, count: int) -> list[tuple[date, date]]:
    """First and last day of the last months or quarters, oldest first; the newest ends with the day."""
    months = 3 if step is Step.QUARTER else 1
    month = Month.of(as_of)
    newest = month.plus(-((month.month - 1) % months))
    found = []
    for place in reversed(range(count)):
        first = newest.plus(-months * place)
        found.append((first.first_day, min(first.plus(months - 1).last_day, as_of)))
    return found


def _ever_active(places: Places) -> Bools:
    # As in `Places.active`: planned and frozen ones never ran, and of a closed one the day must be known.
    ran = (places.status == PlaceStatus.RUNNING.value) | (
        (places.status == PlaceStatus.CLOSED.value) & places.closed_given
    )
    ever: Bools = ran & (places.opened < places.closed)
    return ever


@dataclass(frozen=True, slots=True)
class Turnover:
    """Places that opened and closed from the first to the last day, and those that run on the last one."""

    first: date
    last: date
    opened: int
    closed: int
    running: int


def turnover(figures: Figures, key: AreaKey, spans: Sequence[tuple[date, date]]) -> list[Turnover]:
    """Openings and closings of an area in each span.

    A place that closes on a day no longer runs on it; so the running ones of a span are those of the day
    before it, plus the opened, minus the closed ones.
    """
    places = figures.facts.places
    inside = places_of(figures, key)
    inside = inside[_ever_active(places)[inside]]
    opened, closed = places.opened[inside], places.closed[inside]
    found = []
    for first, last in spans:
        start, end = first.toordinal(), last.toordinal()
        found.append(
            Turnover(
                first,
                last,
                int(((start <= opened) & (opened <= end)).sum()),
                int(((start <= closed) & (closed <= end)).sum()),
                int(((opened <= end) & (end < closed)).sum()),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Undated:
    """Places whose opening day is not known (they count as always there), and closed ones without a day."""

    opened: int
    closed: int


def undated(figures: Figures, key: AreaKey) -> Undated:
    """What the openings and closings of an area cannot tell."""
    places, inside = figures.facts.places, places_of(figures, key)
    closed = (places.status == PlaceStatus.CLOSED.value) & ~places.closed_given
    always = _ever_active(places) & (places.opened == ALWAYS_FROM)
    return Undated(int(always[inside].sum()), int(closed[inside].sum()))


# The list


@dataclass(frozen=True, slots=True)
class Filter:
    """Which places are listed; an empty choice keeps all. status: as on the day; text: part of a name."""

    operator: str = ""
    place_type: str = ""
    status: str = ""
    band: AgeBand | None = None
    definition: str = ""
    text: str = ""


def status_on(places: Places, day: int) -> npt.NDArray[np.object_]:
    """The status of every place on a day: running, planned (or not yet open), frozen or closed."""
    status = places.status.copy()
    ever = (places.status == PlaceStatus.RUNNING.value) | (places.status == PlaceStatus.CLOSED.value)
    status[ever] = PlaceStatus.CLOSED.value
    status[places.active(day)] = PlaceStatus.RUNNING.value
    status[ever & (places.opened > day)] = PlaceStatus.PLANNED.value
    return status


def places_list(figures: Figures, key: AreaKey, day: date, chosen: Filter) -> pd.DataFrame:
    """The places of an area that pass a filter, in the order of their ids.

    Columns: `LIST_COLUMNS`. municipality: code or ""; ages: −1 when not known; hours: a week, NaN when not
    known; languages: a tuple of codes; opened, checked: a date or None. The text is looked for in the name,
    the operator's name, the address and the id, in any case.
    """
    facts, told = figures.facts, details(figures)
    places = facts.places
    status = status_on(places, day.toordinal())
    weekly = facts.pieces().weekly(day.toordinal())
    suits = figures.day(day).suits(chosen.band) if chosen.band else None
    wanted = chosen.text.casefold().split()
    rows = []
    for i in places_of(figures, key).tolist():
        operator, operator_name = places.operator[i]
        row = told[places.ids[i]]
        if (
            chosen.operator not in ("", operator)
            or chosen.place_type not in ("", row.place_type or UNTOLD)
            or chosen.status not in ("", status[i])
            or chosen.definition not in ("", places.definition[i])
            or (suits is not None and not suits[i])
        ):
            continue
        where = " ".join((places.names[i], operator_name, row.address or "", places.ids[i])).casefold()
        if not all(word in where for word in wanted):
            continue
        municipality = int(places.municipality[i])
        rows.append(
            (
                places.ids[i],
                places.names[i],
                facts.areas.municipalities[municipality] if municipality >= 0 else "",
                str(status[i]),
                operator,
                operator_name,
                row.place_type or "",
                int(places.age_from[i]),
                int(places.age_to[i]),
                float(weekly[i]) if facts.has_slots[i] else np.nan,
                tuple(split_list(row.languages)),
                str(places.definition[i]),
                _day(int(places.opened[i])),
                _day(int(places.checked[i])),
            )
        )
    return pd.DataFrame(rows, columns=LIST_COLUMNS)


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ALWAYS_FROM < ordinal < ALWAYS_TO else None
