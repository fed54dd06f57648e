"""Assessments and visits as numbers: counted over places or municipalities, and drawn in figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """Results: of one criterion each is one place; of a group each is a criterion of a place."""

    met: int = 0
    partly: int = 0
    not_met: int = 0
    not_assessed: int = 0

    @property
    def judged(self) -> int:
        """Results that say something: the denominator of the indicators."""
        return self.met + self.partly + self.not_met

    @property
    def told(self) -> int:
        """All results, those left open too."""
        return self.judged + self.not_assessed

    def __add__(self, other: Count) -> Count:
        return Count(
            self.met + other.met,
            self.partly + other.partly,
            self.not_met + other.not_met,
            self.not_assessed + other.not_assessed,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Self beside peer in the places that both judged.

    same, self_better, peer_better: places by who gave the better result. own, peer: results of either in
    these places. left_out: places where one of them left the criterion open.
    """

    same: int = 0
    self_better: int = 0
    peer_better: int = 0
    own: Count = Count()
    peer: Count = Count()
    left_out: int = 0

    @property
    def judged(self) -> int:
        """Results that stand side by side."""
        return self.same + self.self_better + self.peer_better

    def __add__(self, other: Pair) -> Pair:
        return Pair(
            self.same + other.same,
            self.self_better + other.self_better,
            self.peer_better + other.peer_better,
            self.own + other.own,
            self.peer + other.peer,
            self.left_out + other.left_out,
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """Active places by what is known of them; the four parts add up to all.

    recent: with a result in the last 24 months; earlier: before that only; open: every criterion was left
    open; never: without any row.
    """

    recent: int
    earlier: int
    open: int
    never: int

    @property
    def total(self) -> int:
        """All active places."""
        return self.recent + self.earlier + self.open + self.never


@dataclass(frozen=True, slots=True)
class Tally:
    """Municipalities by visits to their boards, or groups: held, to come, not held as planned, none told.

    running: planned and not held, but within the days in which it counts as held in time.
    """

    visited: int
    planned: int
    running: int
    missed: int
    untold: int

    @property
    def total(self) -> int:
        """All municipalities."""
        return self.visited + self.planned + self.running + self.missed + self.untold
