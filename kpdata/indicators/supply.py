"""What an area offers: its active places, who runs them, for whom, how long they are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from kpdata.domain import AgeBand, AreaKey, AreaLevel
from kpdata.indicators import queries
from kpdata.indicators.frames import Figures
from kpdata.indicators.hours import ALWAYS_FROM
from kpdata.indicators.rollup import level_of

Ints = npt.NDArray[np.int64]
T = TypeVar("T", bound=str)


def places_of(figures: Figures, key: AreaKey) -> Ints:
    """Indices of the places of an area, of any status."""
    level = level_of(figures.facts, key.level)
    return np.sort(level.places.item[level.places.area == level.ids.index(key.area_id)])


def details(figures: Figures) -> Mapping[str, Any]:
    """What is told of each place beyond what indicators read: type, languages, address …, by its id."""
    return figures.facts.keep(
        "place details",
        lambda: {row.place_id: row for row in figures.facts.read(queries.place_details())},
    )


@dataclass(frozen=True, slots=True)
class Supply:
    """The active places of an area on a day.

    hours: open hours a week, None when unknown. operators, types: how many places of each, the most first
    (a place whose type is not told has the type ""). suitable: by band. visited, asked: places that
    professionals visit, and those for which it is known.
    """

    places: int
    hours: float | None
    operators: Mapping[str, int]
    types: Mapping[str, int]
    suitable: Mapping[AgeBand, int]
    visited: int
    asked: int


def supply(figures: Figures, key: AreaKey, day: date) -> Supply:
    """Who operates in an area, for which families, with how many hours."""
    facts, of_day = figures.facts, figures.day(day)
    inside = places_of(figures, key)
    active = inside[of_day.active[inside]]
    told = details(figures)
    professionals = "visiting_professionals"
    yes, no = facts.places.yes[professionals][active], facts.places.no[professionals][active]
    known = active[facts.has_slots[active]]
    weekly = facts.pieces().weekly(day.toordinal())
    return Supply(
        places=int(active.size),
        hours=float(weekly[active].sum()) if known.size else None,
        operators=_counted(facts.places.operator[i][0] for i in active),
        types=_counted(told[facts.places.ids[i]].place_type or "" for i in active),
        suitable={band: int(of_day.suits(band)[active].sum()) for band in AgeBand},
        visited=int(yes.sum()),
        asked=int((yes | no).sum()),
    )


def _counted(items: Iterable[T]) -> dict[T, int]:
    counts: Counter[T] = Counter(items)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class Suited:
    """The active places of a municipality that suit a band: how many, of what kind, how long open.

    hours, free_time: a week, None when no slot is known. since: the first of them opened on this day, None
    when that is not known of any.
    """

    municipality: str
    places: int
    types: Mapping[str, int]
    operators: Mapping[str, int]
    hours: float | None
    free_time: float | None
    since: date | None


def suited(figures: Figures, municipalities: Sequence[str], band: AgeBand, day: date) -> list[Suited]:
    """What each municipality has for a band, in the order given."""
    facts, of_day = figures.facts, figures.day(day)
    told, pieces, ordinal = details(figures), facts.pieces(band), day.toordinal()
    weekly, free_time = pieces.weekly(ordinal), pieces.free_time(ordinal)
    found = []
    for code in municipalities:
        inside = places_of(figures, AreaKey(AreaLevel.MUNICIPALITY, code))
        kept = inside[of_day.places_for(band)[inside]]
        opened = facts.places.opened[kept]
        opened = opened[opened > ALWAYS_FROM]
        has_hours = bool(facts.has_slots[kept].any())
        found.append(
            Suited(
                code,
                int(kept.size),
                _counted(told[facts.places.ids[i]].place_type or "" for i in kept),
                _counted(facts.places.operator[i][0] for i in kept),
                float(weekly[kept].sum()) if has_hours else None,
                float(free_time[kept].sum()) if has_hours else None,
                date.fromordinal(int(opened.min())) if opened.size else None,
            )
        )
    return found


def gaps(figures: Figures, key: AreaKey, day: date) -> tuple[AgeBand, ...]:
    """Age bands for which an area has no suitable active place; school age first, as it holds two others."""
    has = supply(figures, key, day).suitable
    order = (AgeBand.SCHOOL_AGE, AgeBand.ADOLESCENT, AgeBand.LOWER_SCHOOL, AgeBand.UNDER_SCHOOL)
    return tuple(band for band in order if not has[band])
