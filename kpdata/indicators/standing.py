"""How each integration criterion of an area stands on a day, and on what evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kpdata import criteria
from kpdata.domain import AreaKey, IntegrationStatus
from kpdata.indicators import queries
from kpdata.indicators.evidence import holds_until, in_force
from kpdata.indicators.frames import Figures


class Standing(StrEnum):
    """How one integration criterion stands on a day, from nothing to done and in force."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    NOT_IN_FORCE = "not_in_force"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One criterion of an area: how it stands (None: nothing recorded) and on what evidence.

    name: fi, sv, en. as_of: of the latest row. evidence: document, link or decision number; evidence_on:
    its day, else None. until: last day in force, None without an end or when it is not done.
    """

    criterion_id: str
    step: int
    name: tuple[str, str, str]
    standing: Standing | None
    as_of: date | None = None
    evidence: str = ""
    evidence_on: date | None = None
    until: date | None = None


def integration(figures: Figures, key: AreaKey, day: date) -> tuple[Evidence, ...]:
    """The 12 criteria of a municipality, centre or county on its own rows; then those a table added."""
    facts = figures.facts
    rows = facts.keep(("integration of", key), lambda: facts.read(queries.integration_of(key)))
    latest = {row.criterion_id: row for row in rows if row.as_of <= day}
    shipped = criteria.INTEGRATION_CRITERIA
    known = {c.criterion_id: (c.step, (c.name_fi, c.name_sv, c.name_en), c.valid_months) for c in shipped}
    valid = {row.criterion_id: row.valid_months for row in facts.integration_criteria}
    for row in facts.integration_criteria:
        fi = row.name_fi or row.criterion_id
        names = (fi, row.name_sv or fi, row.name_en or fi)
        known.setdefault(row.criterion_id, (row.step, names, row.valid_months))
    found = []
    for criterion_id, (step, names, months) in known.items():
        row = latest.get(criterion_id)
        if row is None:
            found.append(Evidence(criterion_id, step, names, None))
            continue
        standing = _standing(row, valid.get(criterion_id, months), day)
        done = standing in (Standing.DONE, Standing.NOT_IN_FORCE)
        found.append(
            Evidence(
                criterion_id,
                step,
                names,
                standing,
                row.as_of,
                row.evidence or "",
                row.evidence_on,
                holds_until(row, valid.get(criterion_id, months)) if done else None,
            )
        )
    return tuple(found)


def _standing(row: Any, valid_months: int | None, day: date) -> Standing:
    if row.status == IntegrationStatus.DONE.value:
        return Standing.DONE if in_force(row, valid_months, day) else Standing.NOT_IN_FORCE
    return Standing(row.status)


def step(standing: Sequence[Evidence]) -> int:
    """The step 0–5: every shipped criterion of it and of all lower steps is done and in force."""
    reached = 0
    for number in criteria.STEPS:
        if missing(standing, number):
            break
        reached = number
    return reached


def missing(standing: Sequence[Evidence], number: int) -> list[Evidence]:
    """The shipped criteria of a step that are not done and in force."""
    shipped = {c.criterion_id for c in criteria.INTEGRATION_CRITERIA if c.step == number}
    return [e for e in standing if e.criterion_id in shipped and e.standing is not Standing.DONE]
