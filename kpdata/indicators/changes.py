"""What changed between two days, and which municipalities need attention now.

Everything here is tier A: places, steps, roles, events and mapping are never hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from kpdata.domain import AreaKey, AreaLevel, Period, State, add_months
from kpdata.indicators import queries
from kpdata.indicators.events import reach
from kpdata.indicators.frames import Figures
from kpdata.indicators.rollup import level_of


class ChangeKind(StrEnum):
    """Kinds of change."""

    PLACE_OPENED = "place_opened"
    PLACE_CLOSED = "place_closed"
    STEP_RISEN = "step_risen"
    STEP_FALLEN = "step_fallen"
    ROLE_NAMED = "role_named"
    EVENT_HELD = "event_held"


@dataclass(frozen=True, slots=True)
class Happening:
    """One change: of which area, when (None: somewhere between the days), and what.

    before, after: steps 0–5 of a risen or fallen step. detail: the role or the kind of event.
    """

    kind: ChangeKind
    area: AreaKey
    on: date | None = None
    before: int | None = None
    after: int | None = None
    detail: str = ""


def what_changed(figures: Figures, key: AreaKey, since: date, until: date) -> list[Happening]:
    """Changes in an area of any level but a place, after one day and by another.

    In the order of the kinds, then of the areas' codes. A place opened when it was not active at the
    first day and is at the second, and closed the other way round.
    """
    return [
        *_places(figures, key, since, until),
        *_steps(figures, key, since, until),
        *_named(figures, key, since, until),
        *_held(figures, key, since, until),
    ]


def _places(figures: Figures, key: AreaKey, since: date, until: date) -> list[Happening]:
    places = figures.facts.places
    before, after = figures.day(since).active, figures.day(until).active
    inside = set(figures.members(key, AreaLevel.PLACE))
    found = []
    for kind, changed, days in (
        (ChangeKind.PLACE_OPENED, after & ~before, places.opened),
        (ChangeKind.PLACE_CLOSED, before & ~after, places.closed),
    ):
        for i in np.flatnonzero(changed):
            if places.ids[i] in inside:
                on = date.fromordinal(days[i]) if since.toordinal() < days[i] <= until.toordinal() else None
                found.append(Happening(kind, AreaKey(AreaLevel.PLACE, places.ids[i]), on))
    return found


def _steps(figures: Figures, key: AreaKey, since: date, until: date) -> list[Happening]:
    before, after = figures.day(since).steps, figures.day(until).steps
    index = figures.facts.areas.municipality_index
    inside = [index[code] for code in figures.members(key, AreaLevel.MUNICIPALITY)]
    codes = figures.facts.areas.municipalities
    return [
        Happening(
            kind, AreaKey(AreaLevel.MUNICIPALITY, codes[i]), None, before=int(before[i]), after=int(after[i])
        )
        for kind, sign in ((ChangeKind.STEP_RISEN, 1), (ChangeKind.STEP_FALLEN, -1))
        for i in inside
        if np.sign(after[i] - before[i]) == sign
    ]


def _named(figures: Figures, key: AreaKey, since: date, until: date) -> list[Happening]:
    rows = figures.facts.read(queries.roles_named(since, until))
    counts_for = _counting(figures, key)
    return [
        Happening(
            ChangeKind.ROLE_NAMED, AreaKey(AreaLevel(row.area_type), row.area_id), row.since, detail=row.role
        )
        for row in rows
        if counts_for(row.area_type, row.area_id)
    ]


def _held(figures: Figures, key: AreaKey, since: date, until: date) -> list[Happening]:
    rows = figures.facts.read(queries.events_held(since, until))
    counts_for = _counting(figures, key)
    return [
        Happening(
            ChangeKind.EVENT_HELD,
            AreaKey(AreaLevel(row.area_type), row.area_id),
            row.held_on,
            detail=row.kind,
        )
        for row in rows
        if counts_for(row.area_type, row.area_id)
    ]


def _counting(figures: Figures, key: AreaKey) -> Callable[[str, str], bool]:
    """Whether something of an area (type, id) counts for another one: upwards, as events do."""
    level = level_of(figures.facts, key.level)
    reached, position = reach(figures.facts, level), level.ids.index(key.area_id)
    return lambda area_type, area_id: position in reached(area_type, area_id)


# Attention


class Reason(StrEnum):
    """Why a municipality needs attention, the gravest first."""

    NOT_MAPPED = "not_mapped"
    NO_PLACE = "no_place"
    NO_SCHOOL_AGE_PLACE = "no_school_age_place"
    LATE = "late"
    STALE = "stale"
    NO_CONTACT_PERSON = "no_contact_person"
    STEP_FALLEN = "step_fallen"


# Less than half of the places checked in a year is stale.
STALE_BELOW = 50


def attention(figures: Figures, key: AreaKey, as_of: date, period: Period) -> pd.DataFrame:
    """Municipalities of an area that need attention, those with most and gravest reasons first.

    Columns: area_id, reasons (tuple of `Reason` values), children (7–17 without a suitable place, NaN =
    unknown). Only municipalities with a reason have a row. step_fallen: since the day a year earlier.
    """
    ids = figures.members(key, AreaLevel.MUNICIPALITY)
    names = ("places", "places_school_age_per_1000", "visits", "fresh_share", "children_without_school_age")
    frame = figures.table(names, AreaLevel.MUNICIPALITY, areas=ids, as_of=as_of, period=period)
    keys = list(zip(frame["area_id"], frame["indicator"], strict=True))
    state = dict(zip(keys, frame["state"].tolist(), strict=True))
    value = dict(zip(keys, frame["value"].tolist(), strict=True))
    named = {(row.area_type, row.area_id) for row in figures.facts.read(queries.contact_persons(as_of))}
    steps = _steps(figures, key, add_months(as_of, -12), as_of)
    fallen = {item.area.area_id for item in steps if item.kind is ChangeKind.STEP_FALLEN}
    empty = {State.NONE.value, State.PLANNED.value, State.FROZEN.value}
    rows = []
    for code in ids:
        school_age = state[code, "places_school_age_per_1000"]
        holds = {
            Reason.NOT_MAPPED: state[code, "places"] == State.NOT_MAPPED.value,
            Reason.NO_PLACE: state[code, "places"] in empty,
            Reason.NO_SCHOOL_AGE_PLACE: state[code, "places"] == State.OK.value and school_age in empty,
            Reason.LATE: state[code, "visits"] == State.LATE.value,
            Reason.STALE: value[code, "fresh_share"] < STALE_BELOW,
            Reason.NO_CONTACT_PERSON: (AreaLevel.MUNICIPALITY.value, code) not in named,
            Reason.STEP_FALLEN: code in fallen,
        }
        reasons = tuple(reason.value for reason, true in holds.items() if true)
        if reasons:
            rows.append((code, reasons, value[code, "children_without_school_age"]))
    result = pd.DataFrame(rows, columns=["area_id", "reasons", "children"])
    gravity = [(-len(reasons), list(Reason).index(Reason(reasons[0])), code) for code, reasons, _ in rows]
    order = sorted(range(len(rows)), key=lambda i: gravity[i])
    return result.iloc[order].reset_index(drop=True)
