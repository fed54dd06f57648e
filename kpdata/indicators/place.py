"""One meeting place or family centre as the register tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from kpdata.domain import OperatorType
from kpdata.indicators import queries
from kpdata.indicators.facts import NO_AGE, split_list
from kpdata.indicators.frames import Figures
from kpdata.indicators.hours import ALWAYS_FROM, ALWAYS_TO
from kpdata.indicators.supply import details


@dataclass(frozen=True, slots=True)
class Slot:
    """An opening slot valid on a day: minutes of the day; every so many weeks; own ages or None."""

    weekday: int
    opens: int
    closes: int
    weeks: int
    ages: tuple[int, int] | None


def slots_of(figures: Figures, place_id: str, day: date) -> list[Slot]:
    """The opening slots of a place that are valid on a day, in the order of the week."""
    slots, ordinal = figures.facts.slots, day.toordinal()
    own = slots.place == figures.facts.places.index[place_id]
    valid = np.flatnonzero(own & (slots.first_day <= ordinal) & (ordinal <= slots.last_day))
    found = [
        Slot(
            int(slots.weekday[i]),
            int(slots.opens[i]),
            int(slots.closes[i]),
            int(slots.interval[i]),
            None if slots.age_from[i] == NO_AGE else (int(slots.age_from[i]), int(slots.age_to[i])),
        )
        for i in valid
    ]
    return sorted(found, key=lambda slot: (slot.weekday, slot.opens, slot.closes))


@dataclass(frozen=True, slots=True)
class Place:
    """One place as the register tells it; what is not known is None (yes or no: None too).

    languages: ISO codes. support: forms, empty when there is none, None when unknown. centre: its id.
    """

    operator: OperatorType
    operator_name: str
    place_type: str
    status: str
    definition: str
    ages: tuple[int, int] | None
    languages: tuple[str, ...]
    answers: Mapping[str, bool | None] = field(hash=False)
    support: tuple[str, ...] | None = None
    centre: str | None = None
    municipality: str | None = None
    address: str = ""
    point: tuple[float, float] | None = None
    opened: date | None = None
    closed: date | None = None
    checked: date | None = None
    in_ptv: bool = False
    weekly_hours: float | None = None


def place(figures: Figures, place_id: str, day: date) -> Place:
    """What the register tells of a place."""
    facts = figures.facts
    places, i, row = facts.places, facts.places.index[place_id], details(figures)[place_id]
    operator, operator_name = places.operator[i]
    forms = split_list(row.support_forms)
    known = not np.isnan(places.lat[i] + places.lon[i])
    municipality = int(places.municipality[i])
    return Place(
        operator=OperatorType(operator),
        operator_name=operator_name,
        place_type=row.place_type or "",
        status=str(places.status[i]),
        definition=str(places.definition[i]),
        ages=None if places.age_from[i] == NO_AGE else (int(places.age_from[i]), int(places.age_to[i])),
        languages=tuple(split_list(row.languages)),
        answers={
            name: True if places.yes[name][i] else False if places.no[name][i] else None
            for name in places.yes
        },
        support=None if not forms else tuple(form for form in forms if form != "none"),
        centre=facts.centres.ids[places.centre[i]] if places.centre[i] >= 0 else None,
        municipality=facts.areas.municipalities[municipality] if municipality >= 0 else None,
        address=" ".join(part for part in (row.address, row.postal_code) if part),
        point=(float(places.lat[i]), float(places.lon[i])) if known else None,
        opened=_day(places.opened[i]),
        closed=_day(places.closed[i]),
        checked=_day(places.checked[i]),
        in_ptv=bool(places.ptv[i]),
        weekly_hours=(float(facts.pieces().weekly(day.toordinal())[i]) if facts.has_slots[i] else None),
    )


def _day(ordinal: Any) -> date | None:
    return date.fromordinal(int(ordinal)) if ALWAYS_FROM < ordinal < ALWAYS_TO else None


def assessments(figures: Figures, place_id: str, day: date) -> Sequence[Any]:
    """The latest assessment of each criterion of a place: framework, criterion_id, result, day, kind."""
    return figures.facts.read(queries.latest_assessments(place_id, day))


def centre(figures: Figures, centre_id: str) -> Any:
    """A family centre as the register tells it (columns of `queries.centre_details`)."""
    return figures.facts.read(queries.centre_details(centre_id))[0]
