"""The annual cycle of one area: in time, late, not held, running, next; what was expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.cycle import Alternation, Outcome, Standing
from kpdata.domain import AreaKey, EventKind
from kpdata.indicators import cycle
from kpdata.indicators.cycle import Event, Held, Kept, Span, annual_cycle
from tests.indicators.tiny import DAY, fill, place, row_of

CENTRES = [{"centre_id": "c1", "name": "C1", "municipality": "100", "serves": "100|200"}]


def event(planned: date | None, held: date | None, area: str = "municipality:100",
          kind: str = "house_meeting") -> dict[str, Any]:  # fmt: skip
    level, _, area_id = area.partition(":")
    return {
        "event_id": f"{area} {kind} {planned} {held}",
        "area_type": level,
        "area_id": area_id,
        "kind": kind,
        "planned_on": planned,
        "held_on": held,
    }


EVENTS = [
    event(date(2026, 1, 1), date(2026, 1, 31)),  # the 30th day: in time
    event(date(2026, 2, 1), date(2026, 3, 4)),  # the 31st: late
    event(date(2026, 3, 1), None),  # not held
    event(date(2026, 6, 1), None),  # the 30 days still run
    event(date(2026, 5, 31), None),  # the 30th day is today: still running
    event(date(2026, 5, 30), None),  # ended yesterday: not held
    event(None, date(2026, 4, 2)),  # without a plan
    event(date(2026, 9, 1), None),  # next
    event(date(2026, 8, 1), None),  # next before it
    event(date(2025, 6, 30), None),  # a year ago: no longer counted
]


def test_each_outcome_is_counted_once(engine: Engine) -> None:
    figures = fill(engine, events=EVENTS)
    (kept,) = annual_cycle(figures, AreaKey.parse("municipality:100"), DAY)
    assert kept == Kept(EventKind.HOUSE_MEETING, 1, 1, 2, 2, 1, date(2026, 4, 2), date(2026, 8, 1), (26, 26))
    assert kept.held == 3


@pytest.mark.parametrize("area", ["country:FI", "county:08", "municipality:100", "centre:c1", "group:g"])
def test_it_agrees_with_the_indicator(engine: Engine, area: str) -> None:
    figures = fill(
        engine,
        events=[*EVENTS, event(date(2026, 2, 2), date(2026, 2, 2), "centre:c1")],
        family_centres=CENTRES,
        groups=[{"group_id": "g", "area_type": "municipality", "area_id": "100"}],
    )
    found = annual_cycle(figures, AreaKey.parse(area), DAY)
    row = row_of(figures, "cycle_kept", area)
    assert sum(kept.in_time for kept in found) == row["numerator"]
    assert sum(kept.in_time + kept.late + kept.missed for kept in found) == row["denominator"]


def test_a_place_has_its_own_events_only(engine: Engine) -> None:
    own = event(date(2026, 6, 1), date(2026, 6, 1), "place:a", "outreach")
    figures = fill(engine, events=[*EVENTS, own], meeting_places=[place("a")])
    (kept,) = annual_cycle(figures, AreaKey.parse("place:a"), DAY)
    assert (kept.kind, kept.in_time) == (EventKind.OUTREACH, 1)
    assert annual_cycle(figures, AreaKey.parse("municipality:200"), DAY) == []


@pytest.mark.parametrize(
    ("planned", "held", "expected"),
    [
        (date(2026, 5, 31), date(2026, 6, 30), Outcome.IN_TIME),
        (date(2026, 5, 30), date(2026, 6, 30), Outcome.LATE),
        (date(2026, 5, 31), None, Outcome.RUNNING),
        (date(2026, 5, 30), None, Outcome.MISSED),
        (date(2026, 6, 30), None, Outcome.RUNNING),
        (date(2026, 7, 1), None, Outcome.AHEAD),
        # Held before the planned day has come: no longer ahead.
        (date(2026, 7, 1), date(2026, 6, 30), Outcome.IN_TIME),
        # Held after the day that is looked at: not yet known.
        (date(2026, 6, 1), date(2026, 7, 1), Outcome.RUNNING),
        (date(2026, 5, 1), date(2026, 7, 1), Outcome.MISSED),
        (None, date(2026, 6, 30), Outcome.UNPLANNED),
        (None, date(2026, 7, 1), None),
    ],
)
def test_what_is_known_of_an_event(planned: date | None, held: date | None, expected: Outcome | None) -> None:
    own = Event("e", AreaKey.parse("place:a"), EventKind.TRAINING, planned or DAY, planned, held, "")
    assert own.outcome(DAY) is expected


def test_an_event_held_early_is_not_what_comes_next(engine: Engine) -> None:
    figures = fill(engine, events=[event(date(2026, 8, 1), date(2026, 6, 1)), event(date(2026, 9, 1), None)])
    (kept,) = annual_cycle(figures, AreaKey.parse("municipality:100"), DAY)
    assert kept.next_planned == date(2026, 9, 1)


def test_a_year_has_its_own_events_and_the_years_are_told(engine: Engine) -> None:
    figures = fill(engine, events=[*EVENTS, event(date(2027, 1, 1), None), event(date(2024, 12, 31), None)])
    key = AreaKey.parse("county:08")
    assert cycle.years(figures, DAY) == (2024, 2025, 2026, 2027)
    days = {
        year: [own.day for own, _ in cycle.known(cycle.of_area(figures, key), Span.year(year), DAY)]
        for year in (2024, 2025, 2026, 2027)
    }
    assert days[2024] == [date(2024, 12, 31)]
    assert days[2025] == [date(2025, 6, 30)]
    assert len(days[2026]) == 9
    assert days[2027] == [date(2027, 1, 1)]
    assert cycle.years(fill(engine, events=[]), DAY) == (2026,)


def surveys(area: str, *rows: tuple[date, date | None]) -> list[dict[str, Any]]:
    return [event(planned, held, area, "visitor_survey") for planned, held in rows]


SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)


@pytest.mark.parametrize(
    ("rows", "held", "open_", "standing"),
    [
        ([(SPRING, SPRING), (date(2026, 4, 1), date(2026, 4, 1))], 2, 0, Standing.EXPECTED),
        ([(SPRING, SPRING), (AUTUMN, None)], 1, 1, Standing.COMING),
        # The 30 days still run.
        ([(SPRING, SPRING), (date(2026, 6, 10), None)], 1, 1, Standing.COMING),
        ([(SPRING, None), (AUTUMN, None)], 0, 1, Standing.UNDECIDED),
        ([(SPRING, date(2026, 6, 1)), (date(2026, 4, 1), None)], 1, 0, Standing.UNDECIDED),
        ([(date(2026, m, 1), date(2026, m, 1)) for m in (1, 2, 3)], 3, 0, Standing.ABOVE),
        # It ran the survey the year before.
        ([(date(2025, 3, 1), date(2025, 3, 1))], 0, 0, Standing.UNDECIDED),
    ],
)
def test_what_an_area_held_of_the_expected_number(
    engine: Engine, rows: list[tuple[date, date | None]], held: int, open_: int, standing: Standing
) -> None:
    figures = fill(engine, events=surveys("municipality:100", *rows))
    found = cycle.held_by_runner(cycle.of_area(figures, AreaKey.parse("country:FI")), Span.year(2026), DAY)
    expected = Held(
        AreaKey.parse("municipality:100"), EventKind.VISITOR_SURVEY, held, open_, (2, 2), is_over=False
    )
    assert found == [expected]
    assert found[0].standing is standing


@pytest.mark.parametrize(
    ("rows", "day", "standing"),
    [
        ([(SPRING, None), (AUTUMN, None)], date(2026, 12, 30), Standing.UNDECIDED),
        ([(SPRING, None), (AUTUMN, None)], date(2026, 12, 31), Standing.BELOW),
        # To have stopped is to be below, once the year is over.
        ([(date(2025, 3, 1), date(2025, 3, 1))], date(2026, 12, 31), Standing.BELOW),
        # The 30 days of one planned for December run on in January.
        ([(SPRING, SPRING), (date(2026, 12, 20), None)], date(2027, 1, 19), Standing.COMING),
        ([(SPRING, SPRING), (date(2026, 12, 20), None)], date(2027, 1, 20), Standing.BELOW),
        # A year that has not begun.
        ([(date(2025, 3, 1), date(2025, 3, 1))], date(2025, 11, 22), Standing.UNDECIDED),
        ([(SPRING, None)], date(2025, 11, 22), Standing.UNDECIDED),
        ([(SPRING, None), (AUTUMN, None)], date(2025, 11, 22), Standing.COMING),
    ],
)
def test_an_area_is_below_only_when_the_year_is_over(
    engine: Engine, rows: list[tuple[date, date | None]], day: date, standing: Standing
) -> None:
    figures = fill(engine, events=surveys("municipality:100", *rows))
    events = cycle.of_area(figures, AreaKey.parse("country:FI"))
    (held,) = cycle.held_by_runner(events, Span.year(2026), day)
    assert held.standing is standing


def test_twelve_months_up_to_a_day_are_over(engine: Engine) -> None:
    figures = fill(engine, events=surveys("municipality:100", (SPRING, SPRING)))
    events = cycle.of_area(figures, AreaKey.parse("country:FI"))
    (held,) = cycle.held_by_runner(events, Span.months_to(DAY), DAY)
    assert held.standing is Standing.BELOW


def test_only_who_runs_an_event_is_expected_to(engine: Engine) -> None:
    figures = fill(
        engine,
        events=[
            *surveys("municipality:100", (SPRING, SPRING)),
            *surveys("centre:c1", (SPRING, SPRING), (SPRING, None)),
            # Two years ago, and not before the next year: neither runs it in 2026.
            *surveys("municipality:200", (date(2024, 12, 31), date(2024, 12, 31))),
            *surveys("municipality:300", (date(2027, 1, 1), None)),
            # No number is expected of training.
            event(SPRING, SPRING, "municipality:200", "training"),
        ],
        family_centres=CENTRES,
    )

    def runners(area: str) -> list[str]:
        events = cycle.of_area(figures, AreaKey.parse(area))
        return [str(held.area) for held in cycle.held_by_runner(events, Span.year(2026), DAY)]

    assert runners("country:FI") == ["centre:c1", "municipality:100"]
    # The survey of the centre counts for both its municipalities, that of a municipality not for the centre.
    assert runners("municipality:200") == ["centre:c1"]
    assert runners("centre:c1") == ["centre:c1"]
    assert runners("municipality:300") == []


def test_a_surplus_in_one_area_does_not_make_up_for_another() -> None:
    rich = Held(AreaKey.parse("municipality:100"), EventKind.NETWORK_MEETING, 9, 0, (2, 4), is_over=True)
    poor = Held(AreaKey.parse("municipality:200"), EventKind.NETWORK_MEETING, 1, 0, (2, 4), is_over=True)
    assert [rich.of_expected, poor.of_expected] == [2, 1]
    assert [replace(rich, held=n).standing for n in (1, 2, 4, 5)] == [
        Standing.BELOW,
        Standing.EXPECTED,
        Standing.EXPECTED,
        Standing.ABOVE,
    ]


SELF, PEER = "self_evaluation", "peer_evaluation"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(2025, SELF, True), (2026, PEER, True)], Alternation.KEPT),
        ([(2025, PEER, True), (2026, SELF, True)], Alternation.KEPT),
        ([(2025, PEER, True), (2026, SELF, True), (2026, PEER, True)], Alternation.KEPT),
        # The other one may still be held this year.
        ([(2025, SELF, True), (2026, SELF, True)], Alternation.UNDECIDED),
        ([(2025, SELF, True), (2027, PEER, None)], Alternation.UNDECIDED),
        ([(2025, SELF, True), (2026, PEER, None)], Alternation.COMING),
        ([(2025, SELF, True), (2026, SELF, None)], Alternation.UNDECIDED),
        # Nothing was held in the year before: that can no longer be mended.
        ([(2025, SELF, False), (2026, PEER, True)], Alternation.GAP),
        ([(2026, SELF, True), (2026, PEER, True)], Alternation.GAP),
        ([(2025, SELF, False)], Alternation.GAP),
    ],
)
def test_evaluations_take_turns(
    engine: Engine, rows: list[tuple[int, str, bool | None]], expected: Alternation
) -> None:
    events = []
    for year, kind, held in rows:
        # None: planned for the autumn, still ahead.
        planned = date(year, 10, 1) if held is None else date(year, 2, 1)
        events.append(event(planned, planned if held else None, "centre:c1", kind))
    figures = fill(engine, events=events, family_centres=CENTRES)
    (found,) = cycle.evaluations(cycle.of_area(figures, AreaKey.parse("county:08")), 2026, DAY)
    assert (str(found.area), found.alternation) == ("centre:c1", expected)
    assert cycle.evaluations(cycle.of_area(figures, AreaKey.parse("county:08")), 2030, DAY) == []


@pytest.mark.parametrize(
    ("rows", "year", "day", "expected"),
    [
        ([(2025, SELF), (2026, SELF)], 2026, date(2026, 12, 31), Alternation.SAME),
        ([(2025, SELF)], 2026, date(2026, 12, 30), Alternation.UNDECIDED),
        ([(2025, SELF)], 2026, date(2026, 12, 31), Alternation.GAP),
        # The year before is not over either.
        ([(2026, SELF)], 2027, date(2026, 11, 22), Alternation.UNDECIDED),
        ([(2024, SELF), (2025, SELF)], 2026, date(2026, 1, 1), Alternation.UNDECIDED),
    ],
)
def test_alternation_is_judged_when_the_year_is_over(
    engine: Engine, rows: list[tuple[int, str]], year: int, day: date, expected: Alternation
) -> None:
    held = [(date(y, 2, 1), kind) for y, kind in rows]
    figures = fill(engine, events=[event(on, on, "municipality:100", kind) for on, kind in held])
    found = cycle.evaluations(cycle.of_area(figures, AreaKey.parse("county:08")), year, day)
    assert [one.alternation for one in found] == [expected]


@pytest.mark.parametrize(
    ("day", "planned", "expected"),
    [
        (date(2026, 1, 19), None, Alternation.UNDECIDED),
        (date(2026, 1, 19), PEER, Alternation.COMING),
        (date(2026, 1, 19), SELF, Alternation.UNDECIDED),
        # Its 30 days are over: the year before stays without.
        (date(2026, 1, 20), PEER, Alternation.GAP),
    ],
)
def test_an_evaluation_of_december_may_still_be_held_in_january(
    engine: Engine, day: date, planned: str | None, expected: Alternation
) -> None:
    events = [event(date(2025, 12, 20), None, "municipality:100", SELF)]
    if planned:
        events.append(event(date(2026, 10, 1), None, "municipality:100", planned))
    figures = fill(engine, events=events)
    (found,) = cycle.evaluations(cycle.of_area(figures, AreaKey.parse("county:08")), 2026, day)
    assert found.open_before == ({EventKind.SELF_EVALUATION} if day < date(2026, 1, 20) else set())
    assert found.alternation is expected
