"""Boards and groups of municipalities: visited or to be visited, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from kpdata.charts import formats
from kpdata.charts import visits as charts
from kpdata.charts.chart import Category, Series, Value
from kpdata.domain import EventKind, State
from kpdata.i18n import N_, texts
from kpdata.indicators import visited
from kpdata.indicators.visited import NOTHING, Visited
from kpdata.results import Tally
from kpdata.views import data
from kpdata.views.about_integration import lists, towns
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source
from kpdata.views.evidence import unrecorded

BODIES = {EventKind.BOARD_VISIT: N_("Boards"), EventKind.GROUP_VISIT: N_("Groups")}
_HALF = 520


@lru_cache(maxsize=32)
def all_visits(source: Source, selection: Selection) -> visited.Visits:
    """Visits to boards and groups seen from the day of the selection."""
    return visited.visits(data.figures(source), selection.as_of)


@lru_cache(maxsize=128)
def tallies(source: Source, selection: Selection) -> tuple[tuple[Category, Tally], ...]:
    """Boards, then groups, of the area's own municipalities."""
    t = texts(selection.language)
    found, codes = all_visits(source, selection), towns.own(source, selection.area)
    return tuple(
        (Category(kind.value, t(word)), visited.tally(found, codes, kind)) for kind, word in BODIES.items()
    )


@lru_cache(maxsize=128)
def tally_card(source: Source, selection: Selection) -> Card:
    """How many municipalities of the area have had their boards and groups visited."""
    selection = towns.around(source, selection)
    view = data.chart_view(source, selection, ("boards_visited", "groups_visited"))
    chart = charts.by_body(tallies(source, selection), view)
    return Card(chart, _HALF, data.area_name(source, selection.area, selection.language))


@lru_cache(maxsize=128)
def list_card(source: Source, selection: Selection) -> Card:
    """Each municipality with the days of its visits: those not visited first."""
    t, language = texts(selection.language), selection.language
    found = all_visits(source, selection)
    shown = sorted(
        towns.own_first(towns.beside(source, selection)),
        key=lambda town: (
            not town.own,
            sum(bool(found.get((towns.code(town), kind), NOTHING).held) for kind in BODIES),
        ),
    )

    def cell(town: Category, kind: EventKind) -> Visited:
        return found.get((towns.code(town), kind), NOTHING)

    columns = [
        Series(kind.value, t(word), tuple(_cell(cell(town, kind), language) for town in shown))
        for kind, word in BODIES.items()
    ]
    neither = sum(not any(cell(town, kind).held for kind in BODIES) for town in shown)
    both = sum(all(cell(town, kind).held for kind in BODIES) for town in shown)
    title = t("Both visited in {both} of {total} municipalities, neither in {neither}", both=both,
              total=len(shown), neither=neither)  # fmt: skip
    return lists.card(
        source,
        selection,
        shown,
        columns,
        sources=("events",),
        title=title,
        sentence=_last(shown, cell, language),
        note=t(
            "● visited, ▷ to come, … may still be held in time, ! planned but not held, .. no visit recorded."
        ),
        slug="visits-by-municipality",
    )


def _last(shown: Sequence[Category], cell: Callable[[Category, EventKind], Visited], language: str) -> str:
    """The latest visit held and the next one planned, of all municipalities shown."""
    t = texts(language)
    held = [(v.last, town.name) for town in shown for kind in BODIES if (v := cell(town, kind)).last]
    coming = [(v.planned, town.name) for town in shown for kind in BODIES if (v := cell(town, kind)).planned]
    told = []
    if held:
        day, name = max(held)
        told.append(t("Latest visit: {name} {day}.", name=name, day=formats.day(day, language)))
    if coming:
        day, name = min(coming)
        told.append(t("Next visit planned: {name} {day}.", name=name, day=formats.day(day, language)))
    return " ".join(told) or t("No visit is recorded or planned.")


def _cell(found: Visited, language: str) -> Value:
    """The latest visit and the next one; a plan that was not held where there has been no visit."""
    t, told = texts(language), []
    if found.last is not None:
        times = f" ({len(found.held)})" if len(found.held) > 1 else ""
        told.append(("●", t("visited {day}", day=formats.day(found.last, language)) + times))
    if found.planned is not None:
        told.append(("▷", t("to come {day}", day=formats.day(found.planned, language))))
    if found.running is not None:
        told.append(
            ("…", t("planned {day}, may still be held in time", day=formats.day(found.running, language)))
        )
    if found.missed is not None and not found.held:
        told.append(("!", t("not held {day}", day=formats.day(found.missed, language))))
    if not told:
        return unrecorded(language)
    return Value(State.OK, "; ".join(f"{sign}{formats.NBSP}{text}" for sign, text in told))
