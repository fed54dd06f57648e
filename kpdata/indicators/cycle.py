"""The annual cycle of an area: what was held in time, late or not at all, what comes next, what is expected.

An event belongs to the day it was planned for; one held without a plan to the day it was held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpdata import criteria
from kpdata.cycle import Alternation, Outcome, Standing
from kpdata.domain import AreaKey, AreaLevel, EventKind, add_months
from kpdata.indicators import queries
from kpdata.indicators.days import EVENT_GRACE_DAYS
from kpdata.indicators.events import reach
from kpdata.indicators.frames import Figures
from kpdata.indicators.rollup import level_of

EVALUATIONS = (EventKind.SELF_EVALUATION, EventKind.PEER_EVALUATION)
# Kinds with a number of their own for each year; the two evaluations take turns instead.
YEARLY = {kind: span for kind, span in criteria.EXPECTED_PER_YEAR.items() if kind not in EVALUATIONS}


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the annual cycle; area: its own. day: the one it belongs to, planned or else held."""

    event_id: str
    area: AreaKey
    kind: EventKind
    day: date
    planned: date | None
    held: date | None
    title: str

    def outcome(self, day: date) -> Outcome | None:
        """What is known of it at a day; None when nothing is: held later without a plan."""
        held = self.held if self.held is not None and self.held <= day else None
        if self.planned is None:
            return Outcome.UNPLANNED if held else None
        last = self.planned + timedelta(days=EVENT_GRACE_DAYS)
        if held is not None:
            return Outcome.IN_TIME if held <= last else Outcome.LATE
        if self.planned > day:
            return Outcome.AHEAD
        return Outcome.RUNNING if day <= last else Outcome.MISSED


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both inclusive."""

    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> Span:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def months_to(cls, day: date) -> Span:
        """The 12 months that end at a day: those that `cycle_kept` counts."""
        return cls(add_months(day, -12) + timedelta(days=1), day)

    @property
    def earlier(self) -> Span:
        """The 12 months before it."""
        return Span(add_months(self.first, -12), self.first - timedelta(days=1))

    def is_over(self, day: date) -> bool:
        """Whether its last day has come."""
        return self.last <= day

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


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
    past = Span.months_to(day)
    around = Span(past.first, add_months(day, 12))
    by_kind: dict[EventKind, list[tuple[Event, Outcome]]] = defaultdict(list)
    for event, outcome in known(of_area(figures, key), around, day):
        by_kind[event.kind].append((event, outcome))
    found = []
    for kind in sorted(by_kind, key=list(EventKind).index):
        own = by_kind[kind]
        counts = [outcome for event, outcome in own if event.day in past]
        days_held = [event.held for event, outcome in own if event.day in past and outcome.is_held]
        coming = [event.day for event, outcome in own if outcome is Outcome.AHEAD]
        found.append(
            Kept(
                kind,
                counts.count(Outcome.IN_TIME),
                counts.count(Outcome.LATE),
                counts.count(Outcome.MISSED),
                counts.count(Outcome.RUNNING),
                counts.count(Outcome.UNPLANNED),
                max((held for held in days_held if held), default=None),
                min(coming, default=None),
                criteria.EXPECTED_PER_YEAR.get(kind),
            )
        )
    return found


def all_events(figures: Figures) -> tuple[Event, ...]:
    """Every event, by the day it belongs to; read once."""

    def read() -> tuple[Event, ...]:
        return tuple(
            Event(
                row.event_id,
                AreaKey(AreaLevel(row.area_type), row.area_id),
                EventKind(row.kind),
                row.planned_on or row.held_on,
                row.planned_on,
                row.held_on,
                row.title or "",
            )
            for row in figures.facts.read(queries.cycle_events())
        )

    return figures.facts.keep("cycle events", read)


def by_area(figures: Figures, level: AreaLevel) -> Mapping[str, Sequence[Event]]:
    """The events that count for each area of a level, upwards as in the indicators, all in one pass.

    An area without any is not among the keys. A place has its own only.
    """

    def make() -> Mapping[str, Sequence[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        if level is AreaLevel.PLACE:
            for event in all_events(figures):
                if event.area.level is level:
                    found[event.area.area_id].append(event)
            return dict(found)
        whole = level_of(figures.facts, level)
        reached = reach(figures.facts, whole)
        targets: dict[AreaKey, list[str]] = {}
        for event in all_events(figures):
            if event.area not in targets:
                indices = reached(event.area.level.value, event.area.area_id)
                targets[event.area] = [whole.ids[i] for i in sorted(indices)]
            for area_id in targets[event.area]:
                found[area_id].append(event)
        return dict(found)

    return figures.facts.keep(("cycle events", level), make)


def of_area(figures: Figures, key: AreaKey) -> Sequence[Event]:
    """The events that count for one area, by the day they belong to."""
    return by_area(figures, key.level).get(key.area_id, ())


def known(events: Iterable[Event], span: Span, day: date) -> list[tuple[Event, Outcome]]:
    """The events that belong to a span of days with what is known of them at a day."""
    pairs = ((event, event.outcome(day)) for event in events if event.day in span)
    return [(event, outcome) for event, outcome in pairs if outcome is not None]


def years(figures: Figures, day: date) -> tuple[int, ...]:
    """The calendar years that have events, and that of the day, in order."""
    found = {event.day.year for event in all_events(figures)} | {day.year}
    return tuple(range(min(found), max(found) + 1))


@dataclass(frozen=True, slots=True)
class Held:
    """What one area that runs a kind of event has held of a year's expected number.

    area: the events' own area. open: planned in the span and still possible in time. is_over: whether the
    last day of the span has come.
    """

    area: AreaKey
    kind: EventKind
    held: int
    open: int
    expected: tuple[float, float]
    is_over: bool

    @property
    def standing(self) -> Standing:
        """Below only when the span is over and even what is still possible would not reach the lowest."""
        lowest, highest = self.expected
        if self.held > highest:
            return Standing.ABOVE
        if self.held >= lowest:
            return Standing.EXPECTED
        if self.held + self.open >= lowest:
            return Standing.COMING
        return Standing.BELOW if self.is_over else Standing.UNDECIDED

    @property
    def of_expected(self) -> float:
        """What was held, up to the lowest expected number: more here does not make up for less elsewhere."""
        return min(self.held, self.expected[0])


def held_by_runner(events: Iterable[Event], span: Span, day: date) -> list[Held]:
    """Each area that runs a kind with a yearly number, against that number; by kind, then by area.

    An area runs a kind when it has an event of it, of its own, planned or held in the span or in the
    12 months before it: who stopped is below in the end, who never began is not expected to.
    """
    wide = Span(span.earlier.first, span.last)
    runs: dict[tuple[EventKind, AreaKey], list[Outcome]] = defaultdict(list)
    for event, outcome in known(events, wide, day):
        if event.kind in YEARLY:
            inside = runs[event.kind, event.area]
            if event.day in span:
                inside.append(outcome)
    kinds = list(EventKind)
    return [
        Held(
            area,
            kind,
            sum(outcome.is_held for outcome in outcomes),
            sum(outcome.is_open for outcome in outcomes),
            YEARLY[kind],
            span.is_over(day),
        )
        for (kind, area), outcomes in sorted(
            runs.items(), key=lambda item: (kinds.index(item[0][0]), str(item[0][1]))
        )
    ]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Evaluations of one area over two years, the year before and the year: held, and still possible in time.

    is_before_over, is_over: whether the last day of either year has come.
    """

    area: AreaKey
    before: frozenset[EventKind]
    open_before: frozenset[EventKind]
    now: frozenset[EventKind]
    open: frozenset[EventKind]
    is_before_over: bool
    is_over: bool

    @property
    def alternation(self) -> Alternation:
        """Whether self- and peer evaluation took turns; undecided while they still can."""
        before, now = self.before | self.open_before, self.now | self.open
        if _differ(self.before, self.now):
            return Alternation.KEPT
        if _differ(before, now):
            return Alternation.COMING
        if not self.is_over and (before or not self.is_before_over):
            return Alternation.UNDECIDED
        return Alternation.SAME if before and now else Alternation.GAP


def _differ(before: frozenset[EventKind], after: frozenset[EventKind]) -> bool:
    return any(one is not other for one in before for other in after)


def evaluations(events: Iterable[Event], year: int, day: date) -> list[Evaluated]:
    """Each area with an evaluation, planned or held, in a year or the one before it; by area."""
    before, now = Span.year(year - 1), Span.year(year)
    found: dict[AreaKey, list[tuple[Event, Outcome]]] = defaultdict(list)
    for event, outcome in known(events, Span(before.first, now.last), day):
        if event.kind in EVALUATIONS:
            found[event.area].append((event, outcome))

    def held(own: list[tuple[Event, Outcome]], span: Span) -> frozenset[EventKind]:
        return frozenset(event.kind for event, outcome in own if outcome.is_held and event.day in span)

    def open_(own: list[tuple[Event, Outcome]], span: Span) -> frozenset[EventKind]:
        return frozenset(event.kind for event, outcome in own if outcome.is_open and event.day in span)

    return [
        Evaluated(
            area,
            held(own, before),
            open_(own, before),
            held(own, now),
            open_(own, now),
            before.is_over(day),
            now.is_over(day),
        )
        for area, own in sorted(found.items(), key=lambda item: str(item[0]))
    ]
