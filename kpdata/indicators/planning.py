"""What-ifs: where a next place would reach most children, what a new slot gains, what a closing loses.

A computation on today's children and places; it is a proposal, not an optimum, and is never stored.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpdata.domain import AgeBand, AreaKey, AreaLevel, OperatorType
from kpdata.indicators import access
from kpdata.indicators.frames import Figures
from kpdata.indicators.reach import postal_names, reach_of
from kpdata.indicators.week import ExtraSlot, Season, WeekClock, week_clock

MOST_STEPS = 10
BLIND_SPOT_CHILDREN = 10

STEP_COLUMNS = ["step", "postal_code", "name", "municipality", "lat", "lon", "gain", "covered", "share"]
BLIND_COLUMNS = ["postal_code", "name", "municipality", "lat", "lon", "children", "nearest_km"]


def next_places(
    figures: Figures, key: AreaKey, band: AgeBand, km: int, as_of: date, count: int = MOST_STEPS
) -> pd.DataFrame:
    """The sites that, one after the other, bring most uncovered children of an area within reach.

    Candidates are the points of the area's postal areas. Columns: `STEP_COLUMNS`; gain: children gained
    by the step; covered, share (0–100): children within reach after it. Fewer rows where nobody is gained.
    Source: greedy maximal covering (Church & ReVelle 1974).
    """
    reach = reach_of(figures, key, band, km, as_of)
    facts = figures.facts
    postal, names = facts.postal_areas, postal_names(facts)
    covered = reach.covered(reach.suitable)
    uncovered = np.where(covered, 0, reach.people)
    inside = np.flatnonzero(reach.inside & ~np.isnan(postal.lat + postal.lon))
    codes = [postal.ids[i] for i in inside]
    pairs = access.pairs_within(
        postal.lat[inside], postal.lon[inside], postal.lat[inside], postal.lon[inside], km
    )
    chosen = access.next_sites_of_pairs(pairs, uncovered[inside], km, min(count, MOST_STEPS), codes)
    position = {code: i for i, code in enumerate(codes)}
    left = uncovered[inside].copy()
    reached = float(reach.people[covered].sum())
    rows = []
    for step, code in enumerate(chosen, start=1):
        near = pairs.demand[pairs.supply == position[code]]
        gain = float(left[near].sum())
        left[near] = 0
        reached += gain
        site = inside[position[code]]
        share = 100 * reached / reach.children
        municipality = facts.areas.municipalities[postal.municipality[site]]
        rows.append(
            (step, code, names[site], municipality, postal.lat[site], postal.lon[site], gain, reached, share)
        )
    return pd.DataFrame(rows, columns=STEP_COLUMNS)


def blind_spots(figures: Figures, key: AreaKey, band: AgeBand, km: int, as_of: date) -> pd.DataFrame:
    """Postal areas with at least 10 children of the band and no suitable active place within reach.

    Columns: `BLIND_COLUMNS`, most children first; nearest_km is NaN where the nearest is beyond 10 km.
    """
    reach = reach_of(figures, key, band, km, as_of)
    facts = figures.facts
    postal, names = facts.postal_areas, postal_names(facts)
    nearest = facts.near.of_supplies(reach.suitable).nearest()
    blind = np.flatnonzero((reach.people >= BLIND_SPOT_CHILDREN) & ~(nearest <= km))
    frame = pd.DataFrame(
        {
            "postal_code": [postal.ids[i] for i in blind],
            "name": [names[i] for i in blind],
            "municipality": [facts.areas.municipalities[postal.municipality[i]] for i in blind],
            "lat": postal.lat[blind],
            "lon": postal.lon[blind],
            "children": reach.people[blind],
            "nearest_km": np.where(np.isinf(nearest[blind]), np.nan, nearest[blind]),
        },
        columns=BLIND_COLUMNS,
    )
    return frame.sort_values(["children", "postal_code"], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A slot added in thought: the clock before and after, and the children gained in each of its hours."""

    before: WeekClock
    after: WeekClock

    @property
    def gained(self) -> npt.NDArray[np.float64]:
        """Children gained, hours × weekdays."""
        return self.after.reached - self.before.reached

    @property
    def most(self) -> float:
        """Children gained in the hour that gains most."""
        return float(self.gained.max())


def new_slot(
    figures: Figures,
    key: AreaKey,
    band: AgeBand,
    km: int,
    as_of: date,
    slot: ExtraSlot,
    season: Season = Season.NOW,
) -> NewSlot:
    """What an area gains in a week when an existing place opens in one more slot."""
    before = week_clock(figures, key, band, km, as_of, season=season)
    after = week_clock(figures, key, band, km, as_of, season=season, extra=slot)
    return NewSlot(before, after)


LOSS_COLUMNS = ["municipality", "places", "hours", "free_hours", "children", "lost"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What goes when places stop.

    places: how many of the active suitable ones stop. children: of the band in the area's postal areas.
    covered_before, covered_after: those within reach. hours, free_hours: a week, suited to the band, of the
    places that stop. municipalities: codes of those that lose their last suitable place. children_of_them:
    children of the band who live there (NaN = not known). by_municipality: columns `LOSS_COLUMNS`, one row a
    municipality of the area where places stop or children lose reach; lost: children who lose it.
    """

    places: int
    children: float
    covered_before: float
    covered_after: float
    hours: float
    free_hours: float
    municipalities: tuple[str, ...]
    children_of_them: float
    by_municipality: pd.DataFrame

    @property
    def lost(self) -> float:
        """Children who no longer have a place within reach."""
        return self.covered_before - self.covered_after


def closing(
    figures: Figures, key: AreaKey, band: AgeBand, km: int, as_of: date, place_ids: Collection[str]
) -> Loss:
    """What an area loses when these places stop; KeyError for an unknown place."""
    facts, day = figures.facts, figures.day(as_of)
    reach = reach_of(figures, key, band, km, as_of)
    towns, of_place = facts.areas.municipalities, facts.places.municipality
    stops = np.zeros(of_place.size, dtype=bool)
    stops[[facts.places.index[place_id] for place_id in place_ids]] = True
    stops &= reach.suitable
    remaining = reach.suitable & ~stops
    pieces = facts.pieces(band)
    hours, free_hours = pieces.weekly(day.ordinal), pieces.free_time(day.ordinal)
    inside = [facts.areas.municipality_index[code] for code in figures.members(key, AreaLevel.MUNICIPALITY)]
    emptied = sorted((set(of_place[stops].tolist()) - set(of_place[remaining].tolist())) & set(inside))
    before, after = reach.covered(reach.suitable), reach.covered(remaining)

    def of_places(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        known = stops & (of_place >= 0)
        return np.bincount(of_place[known], numbers[known], minlength=len(towns)).astype(np.float64)

    def of_children(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        people = np.where(chosen, reach.people, 0)
        sums = np.bincount(facts.postal_areas.municipality, people, minlength=len(towns))
        return sums.astype(np.float64)

    frame = pd.DataFrame(
        {
            "municipality": towns,
            "places": of_places(np.ones(of_place.size)).astype(np.int64),
            "hours": of_places(hours),
            "free_hours": of_places(free_hours),
            "children": of_children(reach.inside),
            "lost": of_children(before & ~after),
        },
        columns=LOSS_COLUMNS,
    )
    frame = frame[(frame["places"] > 0) | (frame["lost"] > 0)]
    return Loss(
        int(stops.sum()),
        reach.children,
        float(reach.people[before].sum()),
        float(reach.people[after].sum()),
        float(hours[stops].sum()),
        float(free_hours[stops].sum()),
        tuple(towns[i] for i in emptied),
        float(sum(day.children(band)[i] for i in emptied)),
        frame.sort_values(["lost", "municipality"], ascending=[False, True], ignore_index=True),
    )


@dataclass(frozen=True, slots=True, order=True)
class Operator:
    """Who runs places: a type, or one organisation of the type by its name."""

    type: OperatorType
    name: str = ""

    def __str__(self) -> str:
        return f"{self.type.value}:{self.name}" if self.name else self.type.value


def operators(
    figures: Figures, key: AreaKey, band: AgeBand | None, as_of: date
) -> dict[Operator, tuple[str, ...]]:
    """Active places of an area (that suit a band, if one is given) by who runs them: type, then organisation.

    Those with most places come first in both. Ids of the places.
    """
    places = figures.facts.places
    day = figures.day(as_of)
    suitable = day.active if band is None else day.places_for(band)
    types: dict[Operator, list[str]] = {}
    organisations: dict[Operator, list[str]] = {}
    for place_id in figures.members(key, AreaLevel.PLACE):
        place = places.index[place_id]
        if suitable[place]:
            operator_type, name = places.operator[place]
            types.setdefault(Operator(OperatorType(operator_type)), []).append(place_id)
            if name:
                organisations.setdefault(Operator(OperatorType(operator_type), name), []).append(place_id)
    return {
        operator: tuple(ids)
        for found in (types, organisations)
        for operator, ids in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    }
