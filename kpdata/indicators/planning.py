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

from kpdata.domain import AgeBand, AreaKey, AreaLevel
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


@dataclass(frozen=True, slots=True)
class Loss:
    """What goes when places stop.

    places: how many of the active suitable ones stop. covered_before, covered_after: children within
    reach. hours, free_hours: a week, suited to the band. municipalities: codes of those that lose their
    last suitable place. children_of_them: children of the band who live there (NaN = not known).
    """

    places: int
    children: float
    covered_before: float
    covered_after: float
    hours: float
    free_hours: float
    municipalities: tuple[str, ...]
    children_of_them: float

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
    stops = np.zeros(len(facts.places.ids), dtype=bool)
    stops[[facts.places.index[place_id] for place_id in place_ids]] = True
    stops &= reach.suitable
    remaining = reach.suitable & ~stops
    pieces = facts.pieces(band)
    inside = set(figures.members(key, AreaLevel.MUNICIPALITY))  # codes
    towns = facts.areas.municipalities
    before = {towns[i] for i in facts.places.municipality[reach.suitable] if i >= 0}
    after = {towns[i] for i in facts.places.municipality[remaining] if i >= 0}
    emptied = tuple(sorted((before - after) & inside))
    people = day.children(band)
    return Loss(
        int(stops.sum()),
        reach.children,
        float(reach.people[reach.covered(reach.suitable)].sum()),
        float(reach.people[reach.covered(remaining)].sum()),
        float(pieces.weekly(day.ordinal)[stops].sum()),
        float(pieces.free_time(day.ordinal)[stops].sum()),
        emptied,
        float(sum(people[facts.areas.municipality_index[code]] for code in emptied)),
    )
