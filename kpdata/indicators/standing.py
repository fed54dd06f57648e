"""How each integration criterion of an area stands on a day, and on what evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kpdata import criteria
from kpdata.domain import AreaKey, IntegrationStatus
from kpdata.indicators import queries
from kpdata.indicators.evidence import holds_until, in_force, is_proven
from kpdata.indicators.facts import Facts
from kpdata.indicators.frames import Figures

# Evidence that expires within so many days is told beforehand, so that it can be renewed in time.
SOON_DAYS = 90
SHIPPED = frozenset(c.criterion_id for c in criteria.INTEGRATION_CRITERIA)


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
    its day, else None. until: last day in force, None without an end or when it is not done with evidence.
    """

    criterion_id: str
    step: int
    name: tuple[str, str, str]
    standing: Standing | None
    as_of: date | None = None
    evidence: str = ""
    evidence_on: date | None = None
    until: date | None = None

    @property
    def is_proven(self) -> bool:
        """Whether it tells its evidence, or at least the day of it."""
        return bool(self.evidence or self.evidence_on)


def integration(figures: Figures, key: AreaKey, day: date) -> tuple[Evidence, ...]:
    """The 12 criteria of a municipality, centre or county on its own rows; then those a table added."""
    facts = figures.facts
    rows = facts.keep(("integration of", key), lambda: facts.read(queries.integration_of(key)))
    latest = {row.criterion_id: row for row in rows if row.as_of <= day}
    return evidence_on(asked(facts), latest, day)


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that is asked of areas. name: fi, sv, en. valid_months: None when it has no end."""

    criterion_id: str
    step: int
    name: tuple[str, str, str]
    valid_months: int | None


def asked(facts: Facts) -> tuple[Asked, ...]:
    """The 12 criteria, with the validity that the database tells; then those a table added."""
    valid = {row.criterion_id: row.valid_months for row in facts.integration_criteria}
    shipped = {
        c.criterion_id: Asked(
            c.criterion_id,
            c.step,
            (c.name_fi, c.name_sv, c.name_en),
            valid.get(c.criterion_id, c.valid_months),
        )
        for c in criteria.INTEGRATION_CRITERIA
    }
    added = []
    for row in facts.integration_criteria:
        if row.criterion_id not in shipped:
            fi = row.name_fi or row.criterion_id
            names = (fi, row.name_sv or fi, row.name_en or fi)
            added.append(Asked(row.criterion_id, row.step, names, row.valid_months))
    return (*shipped.values(), *added)


def evidence_on(asked: Sequence[Asked], latest: Mapping[str, Any], day: date) -> tuple[Evidence, ...]:
    """How each criterion stands on the latest rows of one area, by criterion; without a row it is unknown."""
    found = []
    for criterion in asked:
        row = latest.get(criterion.criterion_id)
        if row is None:
            found.append(Evidence(criterion.criterion_id, criterion.step, criterion.name, None))
            continue
        found.append(
            Evidence(
                criterion.criterion_id,
                criterion.step,
                criterion.name,
                _standing(row, criterion.valid_months, day),
                row.as_of,
                row.evidence or "",
                row.evidence_on,
                holds_until(row, criterion.valid_months) if is_proven(row) else None,
            )
        )
    return tuple(found)


def _standing(row: Any, valid_months: int | None, day: date) -> Standing:
    if row.status == IntegrationStatus.DONE.value:
        return Standing.DONE if in_force(row, valid_months, day) else Standing.NOT_IN_FORCE
    return Standing(row.status)


def step(standing: Sequence[Evidence], without: Collection[str] = ()) -> int:
    """The step 0–5: every shipped criterion of it and of all lower steps is done and in force.

    without: criteria taken as not done, to see what their falling would do.
    """
    reached = 0
    for number in criteria.STEPS:
        lost = any(e.step == number and e.criterion_id in without for e in standing)
        if lost or missing(standing, number):
            break
        reached = number
    return reached


def missing(standing: Sequence[Evidence], number: int) -> list[Evidence]:
    """The shipped criteria of a step that are not done and in force."""
    shipped = {c.criterion_id for c in criteria.INTEGRATION_CRITERIA if c.step == number}
    return [e for e in standing if e.criterion_id in shipped and e.standing is not Standing.DONE]


def expires_soon(evidence: Evidence, day: date) -> bool:
    """Whether a criterion that is done falls by itself within `SOON_DAYS` of a day, unless renewed."""
    if evidence.standing is not Standing.DONE or evidence.until is None:
        return False
    return (evidence.until - day).days <= SOON_DAYS
