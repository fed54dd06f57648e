"""What is not known of an area's places: fields to fill in, months not reported, mapping not done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from kpdata.domain import AreaKey, Month, PlaceType
from kpdata.indicators import queries
from kpdata.indicators.days import FRESH_DAYS
from kpdata.indicators.facts import NO_AGE
from kpdata.indicators.frames import Figures
from kpdata.indicators.months import REPORTING_DAYS, month_sums
from kpdata.indicators.supply import details, places_of


class Field(StrEnum):
    """What should be known of an active place."""

    CHECKED = "checked"
    AGES = "ages"
    HOURS = "hours"
    POINT = "point"
    PTV = "ptv"
    TYPE = "type"
    LANGUAGES = "languages"
    STEP_FREE = "step_free"
    FREE_OF_CHARGE = "free_of_charge"
    PROFESSIONALS = "professionals"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to find out: of which active places (ids), out of how many that should have it."""

    field: Field
    places: tuple[str, ...]
    of: int


# Places without an address of their own: they need no point on the map.
_NOWHERE = frozenset({PlaceType.ONLINE.value, PlaceType.HOME.value, PlaceType.MOBILE.value})


def missing_fields(figures: Figures, key: AreaKey, day: date) -> list[Missing]:
    """What is not known of the active places of an area, in the order of `Field`; known things are left out.

    An online place needs neither ages nor hours; online, mobile and home places need no point.
    """
    places, told = figures.facts.places, details(figures)
    inside = places_of(figures, key)
    active = inside[figures.day(day).active[inside]]
    age = day.toordinal() - places.checked
    lacks: dict[Field, Callable[[int], bool]] = {
        Field.CHECKED: lambda i: not 0 <= age[i] <= FRESH_DAYS,
        Field.AGES: lambda i: bool(places.age_from[i] == NO_AGE),
        Field.HOURS: lambda i: not figures.facts.has_slots[i],
        Field.POINT: lambda i: bool(np.isnan(places.lat[i] + places.lon[i])),
        Field.PTV: lambda i: not places.ptv[i],
        Field.TYPE: lambda i: not told[places.ids[i]].place_type,
        Field.LANGUAGES: lambda i: not told[places.ids[i]].languages,
        Field.STEP_FREE: lambda i: _unknown(figures, "step_free", i),
        Field.FREE_OF_CHARGE: lambda i: _unknown(figures, "free_of_charge", i),
        Field.PROFESSIONALS: lambda i: _unknown(figures, "visiting_professionals", i),
        Field.SUPPORT: lambda i: bool(np.isnan(places.support_forms[i])),
    }
    found = []
    for name, lack in lacks.items():
        needing = [i for i in active if _needs(name, told[places.ids[i]].place_type)]
        without = tuple(places.ids[i] for i in needing if lack(i))
        if without:
            found.append(Missing(name, without, len(needing)))
    return found


def _unknown(figures: Figures, name: str, place: int) -> bool:
    places = figures.facts.places
    return not (places.yes[name][place] or places.no[name][place])


def _needs(name: Field, place_type: str | None) -> bool:
    if name is Field.POINT:
        return place_type not in _NOWHERE
    if name in (Field.AGES, Field.HOURS, Field.STEP_FREE):
        return place_type != PlaceType.ONLINE.value
    return True


@dataclass(frozen=True, slots=True)
class Reported:
    """A month: of so many active places so many reported visits; due: 31 days have gone since its end."""

    month: Month
    reported: int
    places: int
    due: bool


def reporting(figures: Figures, key: AreaKey, months: Collection[Month], day: date) -> list[Reported]:
    """Reports of visits of an area by month; months without any active place are left out."""
    inside = places_of(figures, key)
    found = []
    for month in months:
        sums = month_sums(figures.facts, month)
        active = int(sums["place_months"][inside].sum())
        due = (day - month.last_day).days > REPORTING_DAYS
        if active:
            found.append(Reported(month, int(sums["reported"][inside].sum()), active, due))
    return found


def mapping(figures: Figures, municipality: str, day: date) -> tuple[str, date] | None:
    """Status and day of the latest mapping of a municipality; None when there is none."""
    rows = figures.facts.read(queries.mapping_of(municipality, day))
    return (str(rows[0].status), rows[0].as_of) if rows else None
