"""Evidence of integration: what is done stays in force for a time, then falls by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from kpdata.domain import IntegrationStatus, add_months


def holds_until(row: Any, valid_months: int | None) -> date | None:
    """The last day on which a row of `integration` is in force; None when it has no end.

    row: with as_of, evidence_on and expires_on. valid_months: of its criterion.
    """
    if row.expires_on is not None:
        expires: date = row.expires_on
        return expires
    if valid_months is None:
        return None
    return add_months(row.evidence_on or row.as_of, valid_months)


def is_proven(row: Any) -> bool:
    """Whether a row says done and tells its evidence, or at least the day of it."""
    return row.status == IntegrationStatus.DONE.value and bool(row.evidence or row.evidence_on)


def in_force(row: Any, valid_months: int | None, day: date) -> bool:
    """Whether a row says done, with evidence that still holds at a day."""
    until = holds_until(row, valid_months)
    return is_proven(row) and (until is None or day <= until)
