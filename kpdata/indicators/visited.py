"""Visits to the boards and groups of municipalities: held, to come, may still be held, not held."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kpdata.domain import EventKind
from kpdata.indicators import queries
from kpdata.indicators.days import EVENT_GRACE_DAYS
from kpdata.indicators.frames import Figures
from kpdata.results import Tally

BODIES = (EventKind.BOARD_VISIT, EventKind.GROUP_VISIT)


@dataclass(frozen=True, slots=True)
class Visited:
    """Visits of one kind to one municipality, seen from a day.

    held: days of those held by the day, oldest first. planned: the next one after the day. missed: the
    latest planned before the day, not held by it, its 30 days over. running: the earliest planned before
    the day whose 30 days are not. All empty: nothing is recorded.
    """

    held: tuple[date, ...] = ()
    planned: date | None = None
    missed: date | None = None
    running: date | None = None

    @property
    def last(self) -> date | None:
        """The day of the latest visit; None without any."""
        return self.held[-1] if self.held else None


NOTHING = Visited()
Visits = Mapping[tuple[str, EventKind], Visited]


def visits(figures: Figures, day: date) -> Visits:
    """By municipality and kind; a pair without any event is absent."""
    rows = figures.facts.keep(
        "board and group visits", lambda: figures.facts.read(queries.board_and_group_visits())
    )
    held: dict[tuple[str, EventKind], list[date]] = {}
    planned: dict[tuple[str, EventKind], list[date]] = {}
    running: dict[tuple[str, EventKind], list[date]] = {}
    missed: dict[tuple[str, EventKind], list[date]] = {}
    grace = timedelta(days=EVENT_GRACE_DAYS)
    for row in rows:
        key = (row.area_id, EventKind(row.kind))
        if row.held_on is not None and row.held_on <= day:
            held.setdefault(key, []).append(row.held_on)
        elif row.planned_on is not None:
            # The same days as in the annual cycle: within them it may still be held in time.
            of = planned if row.planned_on > day else running if row.planned_on + grace >= day else missed
            of.setdefault(key, []).append(row.planned_on)
    return {
        key: Visited(
            tuple(sorted(held.get(key, ()))),
            min(planned.get(key, ()), default=None),
            max(missed.get(key, ()), default=None),
            min(running.get(key, ()), default=None),
        )
        for key in dict.fromkeys([*held, *planned, *running, *missed])
    }


def tally(found: Visits, codes: Collection[str], kind: EventKind) -> Tally:
    """Visits of one kind to some municipalities, each counted once: as held, else to come, else running."""
    visited = planned = running = missed = untold = 0
    for one in (found.get((code, kind), NOTHING) for code in codes):
        if one.held:
            visited += 1
        elif one.planned is not None:
            planned += 1
        elif one.running is not None:
            running += 1
        elif one.missed is not None:
            missed += 1
        else:
            untold += 1
    return Tally(visited, planned, running, missed, untold)
