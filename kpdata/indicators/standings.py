"""Integration of many municipalities at once: their evidence on a day, their steps over time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpdata import criteria
from kpdata.indicators import standing
from kpdata.indicators.frames import Figures
from kpdata.indicators.measures import of_integration
from kpdata.indicators.standing import SHIPPED, Evidence


@dataclass(frozen=True, slots=True)
class Municipal:
    """One municipality on a day: the 12 criteria, then those a table added."""

    code: str
    evidence: tuple[Evidence, ...]

    @property
    def is_recorded(self) -> bool:
        """Whether anything is recorded of it; without it the municipality is unknown, not at step 0."""
        return any(e.standing is not None for e in self.evidence)

    @property
    def step(self) -> int | None:
        """The step 0–5; None when nothing is recorded."""
        return standing.step(self.evidence) if self.is_recorded else None

    def expiring(self, day: date) -> list[Evidence]:
        """Those of the 12 criteria that fall within 90 days, the soonest first."""
        soon = [e for e in self.evidence if e.criterion_id in SHIPPED and standing.expires_soon(e, day)]
        return sorted(soon, key=lambda e: (e.until or date.max, e.step))

    def next_expiry(self) -> Evidence | None:
        """The one of the 12 criteria whose evidence expires first; None when none has an end."""
        dated = [
            e
            for e in self.evidence
            if e.criterion_id in SHIPPED and e.standing is standing.Standing.DONE and e.until
        ]
        return min(dated, key=lambda e: (e.until or date.max, e.step), default=None)


def standings(figures: Figures, day: date) -> Mapping[str, Municipal]:
    """Every municipality of the country by code, of one query."""
    found = figures.day(day)
    latest: dict[str, dict[str, Any]] = {code: {} for code in figures.facts.areas.municipalities}
    for row in found.integration_rows:
        if row.area_id in latest:
            latest[row.area_id][row.criterion_id] = row
    asked = standing.asked(figures.facts)
    return {code: Municipal(code, standing.evidence_on(asked, rows, day)) for code, rows in latest.items()}


@dataclass(frozen=True, slots=True)
class Steps:
    """How many municipalities stand at each step 0–5, and of how many nothing is recorded."""

    counts: tuple[int, ...]
    unrecorded: int

    @property
    def total(self) -> int:
        """All municipalities."""
        return sum(self.counts) + self.unrecorded

    def at_least(self, step: int) -> int:
        """Municipalities at a step or above; one without records is not among them."""
        return sum(self.counts[step:])


def steps(figures: Figures, codes: Collection[str], day: date) -> Steps:
    """The steps of some municipalities on a day."""
    facts, found = figures.facts, figures.day(day)
    chosen = np.array([facts.areas.municipality_index[code] for code in codes], dtype=np.int64)
    recorded = found.column(of_integration("recorded"))[chosen]
    reached = found.steps[chosen][recorded]
    numbers = (0, *criteria.STEPS)
    return Steps(tuple(int((reached == n).sum()) for n in numbers), int((~recorded).sum()))


def expiring(of: Iterable[Municipal], day: date) -> tuple[int, int]:
    """How many criteria expire within 90 days, and in how many municipalities."""
    counts = [len(municipal.expiring(day)) for municipal in of]
    return sum(counts), sum(count > 0 for count in counts)
