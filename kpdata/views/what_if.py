"""What-ifs of school-age coverage: the next places, a new opening slot, places that stop.

Each is computed anew for a view from today's children and places, and written nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from kpdata.charts import coverage, formats, whatif
from kpdata.charts.asked import COMPUTATION
from kpdata.domain import AgeBand, AreaLevel, OperatorType
from kpdata.i18n import N_, texts
from kpdata.indicators import planning
from kpdata.indicators.reach import reach_of
from kpdata.indicators.week import FIRST_HOUR, LAST_HOUR, ExtraSlot, week_clock
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source
from kpdata.views.reach import asked_of, layers, town_names
from kpdata.views.request import Request

KINDS = {
    "next": N_("Next places"),
    "slot": N_("New opening hours"),
    "stop": N_("A place or operator stops"),
}
# The cards of each, by key: the figure, and what stands beside it.
CARDS = {
    "next": ("next-places", "next-places-table"),
    "slot": ("slot-before", "slot-after"),
    "stop": ("closing", "closing-clock"),
}
STEPS = tuple(str(step) for step in range(1, planning.MOST_STEPS + 1))
DEFAULT_STEPS = "5"
MOST_PLACES = 400
OPERATORS = {
    OperatorType.MUNICIPALITY: N_("Municipalities"),
    OperatorType.COUNTY: N_("Wellbeing services counties"),
    OperatorType.NGO: N_("NGOs"),
    OperatorType.PARISH: N_("Parishes"),
    OperatorType.OTHER: N_("Other operators"),
}
OPENS = tuple(str(hour) for hour in range(FIRST_HOUR, LAST_HOUR + 1))
SATURDAY, NOON, AFTERNOON = "6", "12", "15"
_HALF = 520


@dataclass(frozen=True, slots=True)
class Choices:
    """Which what-if, and what it is asked with; places and stoppers: what can be chosen, by key."""

    kind: str
    steps: int
    place: str
    weekday: int
    opens: int
    closes: int
    stop: str
    places: Mapping[str, str] = field(compare=False)
    stoppers: Mapping[str, str] = field(compare=False)


def choices(request: Request, band: AgeBand, km: int) -> Choices:
    """Read whatif, steps, place, weekday, opens, closes and stop."""
    source, selection, address = request.source, request.selection, request.address
    places = places_of(source, selection, band, km)
    stoppers = stoppers_of(source, selection, band, km)
    opens = int(address.choice("opens", OPENS, NOON))
    return Choices(
        kind=address.choice("whatif", KINDS, "next"),
        steps=int(address.choice("steps", STEPS, DEFAULT_STEPS)),
        place=_known(request, "place", places),
        weekday=int(address.choice("weekday", [str(day) for day in range(1, 8)], SATURDAY)),
        opens=opens,
        closes=int(address.choice("closes", closings(opens), _closing(opens))),
        stop=_known(request, "stop", stoppers),
        places=places,
        stoppers=stoppers,
    )


def closings(opens: int) -> tuple[str, ...]:
    """Hours at which a slot that opens at an hour can close."""
    return tuple(str(hour) for hour in range(opens + 1, LAST_HOUR + 2))


def _closing(opens: int) -> str:
    return AFTERNOON if opens < int(AFTERNOON) else str(opens + 1)


def _known(request: Request, name: str, options: Mapping[str, str]) -> str:
    """A place or operator of the area, else the first; one of another area is left without a notice."""
    text = request.address.one(name)
    if text in options:
        return str(text)
    known = data.figures(request.source).facts.places.index
    elsewhere = text is None or text.startswith("operator:") or text.removeprefix("place:") in known
    if not elsewhere:
        request.address.miss(name)
    return next(iter(options), "")


@lru_cache(maxsize=64)
def places_of(source: Source, selection: Selection, band: AgeBand, km: int) -> dict[str, str]:
    """Active places of the area with a point, those near most children of the band first; by id."""
    figures = data.figures(source)
    places, day = figures.facts.places, figures.day(selection.as_of)
    reach = reach_of(figures, selection.area, band, km, selection.as_of)
    near = np.bincount(reach.pairs.supply, reach.people[reach.pairs.demand], minlength=len(places.ids))
    own = [places.index[place_id] for place_id in figures.members(selection.area, AreaLevel.PLACE)]
    shown = [i for i in own if day.active[i] and not places.online[i] and not np.isnan(places.lat[i])]
    shown.sort(key=lambda i: (-near[i], places.ids[i]))
    return _named(source, selection, shown[:MOST_PLACES])


@lru_cache(maxsize=64)
def stoppers_of(source: Source, selection: Selection, band: AgeBand, km: int) -> dict[str, str]:
    """Who or what can stop: operators by type and by name with their places, then single places."""
    figures, t = data.figures(source), texts(selection.language)
    found = {}
    for operator, ids in planning.operators(figures, selection.area, band, selection.as_of).items():
        name = operator.name or t(OPERATORS[operator.type])
        found[f"operator:{operator}"] = t("{operator}: all places ({n})", operator=name, n=len(ids))
    suitable = figures.day(selection.as_of).places_for(band)
    places = places_of(source, selection, band, km)
    index = figures.facts.places.index
    return found | {f"place:{key}": name for key, name in places.items() if suitable[index[key]]}


def _named(source: Source, selection: Selection, shown: list[int]) -> dict[str, str]:
    """Names of places by id, with the municipality where the area has several."""
    facts = data.figures(source).facts
    codes = [facts.areas.municipalities[facts.places.municipality[i]] for i in shown]
    towns = town_names(codes, selection.language)
    several = len(set(codes)) > 1
    return {
        facts.places.ids[i]: f"{facts.places.names[i]} ({town})" if several else facts.places.names[i]
        for i, town in zip(shown, towns, strict=True)
    }


def cards(source: Source, selection: Selection, band: AgeBand, km: int, choices: Choices) -> dict[str, Card]:
    """The cards of the chosen what-if; none where there is no place to ask about."""
    if choices.kind == "next":
        return _next_places(source, selection, band, km, choices.steps)
    if choices.kind == "slot" and choices.place:
        slot = ExtraSlot(choices.place, choices.weekday, choices.opens * 60, choices.closes * 60)
        return _new_slot(source, selection, band, km, slot)
    if choices.kind == "stop" and choices.stop:
        what = _stopper(source, choices, selection.language)
        return _closing_of(source, selection, band, km, choices.stop, what)
    return {}


@lru_cache(maxsize=64)
def _next_places(source: Source, selection: Selection, band: AgeBand, km: int, steps: int) -> dict[str, Card]:
    figures = data.figures(source)
    frame = planning.next_places(figures, selection.area, band, km, selection.as_of, steps)
    frame = frame.assign(town=town_names(frame["municipality"], selection.language))
    reach = reach_of(figures, selection.area, band, km, selection.as_of)
    now = float(reach.people[reach.covered(reach.suitable)].sum())
    asked = asked_of(source, selection, band, km)
    plan, table = whatif.next_places(asked, frame, now, reach.children, layers(source, selection, band))
    return {
        "next-places": Card(plan, _HALF, asked.area.name),
        "next-places-table": Card(table, _HALF, asked.area.name, plain=True),
    }


@lru_cache(maxsize=64)
def _new_slot(
    source: Source, selection: Selection, band: AgeBand, km: int, slot: ExtraSlot
) -> dict[str, Card]:
    figures, t = data.figures(source), texts(selection.language)
    result = planning.new_slot(figures, selection.area, band, km, selection.as_of, slot)
    asked = asked_of(source, selection, band, km)
    opens, closes = (formats.clock(minute, selection.language) for minute in (slot.opens, slot.closes))
    when = f"{formats.weekdays(selection.language)[slot.weekday - 1]} {opens}{formats.EN_DASH}{closes}"
    place = figures.facts.places.names[figures.facts.places.index[slot.place_id]]
    before, after = result.before, result.after
    free = before.is_free.tolist()
    chart = coverage.week_clock(
        asked,
        after.children,
        after.reached.tolist(),
        free,
        told=t("{place} open {when}", place=place, when=when),
        mark=COMPUTATION,
        gained=result.gained.tolist(),
    )
    now = coverage.week_clock(asked, before.children, before.reached.tolist(), free, told=t("now"))
    return {
        "slot-before": Card(now, _HALF, asked.area.name),
        "slot-after": Card(chart, _HALF, asked.area.name),
    }


@lru_cache(maxsize=64)
def _closing_of(
    source: Source, selection: Selection, band: AgeBand, km: int, stop: str, what: str
) -> dict[str, Card]:
    figures, t = data.figures(source), texts(selection.language)
    ids = _stopping(source, selection, band, stop)
    loss = planning.closing(figures, selection.area, band, km, selection.as_of, ids)
    asked = asked_of(source, selection, band, km)
    towns = loss.by_municipality["municipality"]
    frame = loss.by_municipality.assign(town=town_names(towns, selection.language))
    numbers = {
        "places": loss.places,
        "lost": loss.lost,
        "covered_before": loss.covered_before,
        "children": loss.children,
        "hours": loss.hours,
        "free_hours": loss.free_hours,
    }
    chart = whatif.loss(asked, frame, what, numbers, town_names(loss.municipalities, selection.language))
    clock = week_clock(figures, selection.area, band, km, selection.as_of, closed=frozenset(ids))
    left = coverage.week_clock(
        asked,
        clock.children,
        clock.reached.tolist(),
        clock.is_free.tolist(),
        told=t("without {what}", what=what),
        mark=COMPUTATION,
    )
    return {
        "closing": Card(chart, _HALF, asked.area.name, plain=True),
        "closing-clock": Card(left, _HALF, asked.area.name),
    }


def _stopper(source: Source, choices: Choices, language: str) -> str:
    """The place or operator in words."""
    kind, _, key = choices.stop.partition(":")
    if kind == "place":
        places = data.figures(source).facts.places
        return places.names[places.index[key]]
    operator_type, _, name = key.partition(":")
    return name or texts(language)(OPERATORS[OperatorType(operator_type)])


def _stopping(source: Source, selection: Selection, band: AgeBand, stop: str) -> tuple[str, ...]:
    """Ids of the places of the area that stop."""
    kind, _, key = stop.partition(":")
    if kind == "place":
        return (key,)
    found = planning.operators(data.figures(source), selection.area, band, selection.as_of)
    return {str(operator): ids for operator, ids in found.items()}[key]
