"""Words of the annual cycle that all wings share: what became of an event, and of what was expected."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What is known of one event at a day, in the order in which outcomes are told."""

    IN_TIME = "in_time"
    UNPLANNED = "unplanned"
    LATE = "late"
    MISSED = "missed"
    RUNNING = "running"
    AHEAD = "ahead"

    @property
    def is_held(self) -> bool:
        """Whether it took place, in time or not."""
        return self in {Outcome.IN_TIME, Outcome.UNPLANNED, Outcome.LATE}

    @property
    def is_open(self) -> bool:
        """Whether it may still take place in time."""
        return self in {Outcome.RUNNING, Outcome.AHEAD}


class Standing(StrEnum):
    """What was held against a year's expected number; the worst first. Undecided: the year is not over."""

    BELOW = "below"
    UNDECIDED = "undecided"
    COMING = "coming"
    EXPECTED = "expected"
    ABOVE = "above"


class Alternation(StrEnum):
    """Self- and peer evaluation over two years; the worst first. Undecided: the year is not over."""

    GAP = "gap"
    SAME = "same"
    UNDECIDED = "undecided"
    COMING = "coming"
    KEPT = "kept"
