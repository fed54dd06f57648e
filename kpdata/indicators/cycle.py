"""The annual cycle of an area: what was held in time, late or not at all, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kpdata import criteria
from kpdata.domain import AreaKey, AreaLevel, EventKind, add_months
from kpdata.indicators import queries
from kpdata.indicators.days import EVENT_GRACE_DAYS
from kpdata.indicators.events import reach
from kpdata.indicators.frames import Figures
from kpdata.indicators.rollup import level_of


@dataclass(frozen=True, slots=True)
class Kept:
    """Events of one kind in the 12 months up to a day, and the next one.

    in_time: held at most 30 days after the planned day. late: held, but later. missed: not held though the
    30 days are over. running: planned, not yet held, the 30 days still running. unplanned: held without
    a planned day. expected: a year's usual number (lowest, highest), None where there is none.
    """

    kind: EventKind
    in_time: int
    late: int
    missed: int
    running: int
    unplanned: int
    last_held: date | None
    next_planned: date | None
    expected: tuple[float, float] | None

    @property
    def held(self) -> int:
        """How many were held."""
        return self.in_time + self.late + self.unplanned


def annual_cycle(figures: Figures, key: AreaKey, day: date) -> list[Kept]:
    """The kinds of event an area has in the year before or after a day, in the order of `EventKind`."""
    start = add_months(day, -12)
    window = figures.facts.read(queries.events_around(start, add_months(day, 12)))
    counts_for = _counting(figures, key)
    rows = [row for row in window if counts_for(row.area_type, row.area_id)]
    found = []
    for kind in EventKind:
        own = [row for row in rows if row.kind == kind.value]
        if not own:
            continue
        due = [row for row in own if row.planned_on and start < row.planned_on <= day]
        held = [row for row in due if row.held_on and row.held_on <= day]
        in_time = sum((row.held_on - row.planned_on).days <= EVENT_GRACE_DAYS for row in held)
        running = sum(
            day <= row.planned_on + timedelta(days=EVENT_GRACE_DAYS) for row in due if row not in held
        )
        unplanned = [row for row in own if not row.planned_on and row.held_on <= day]
        days_held = [row.held_on for row in (*held, *unplanned)]
        coming = [row.planned_on for row in own if row.planned_on and row.planned_on > day]
        found.append(
            Kept(
                kind,
                in_time,
                len(held) - in_time,
                len(due) - len(held) - running,
                running,
                len(unplanned),
                max(days_held, default=None),
                min(coming, default=None),
                criteria.EXPECTED_PER_YEAR.get(kind),
            )
        )
    return found


def _counting(figures: Figures, key: AreaKey) -> Callable[[str, str], bool]:
    """Whether an event of an area counts for this one: upwards, as in the indicators."""
    if key.level is AreaLevel.PLACE:
        return lambda area_type, area_id: (area_type, area_id) == (key.level.value, key.area_id)
    level = level_of(figures.facts, key.level)
    reached, position = reach(figures.facts, level), level.ids.index(key.area_id)

    @cache
    def counts(area_type: str, area_id: str) -> bool:
        return position in reached(area_type, area_id)

    return counts
