"""Roles that are named for areas; never who holds them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from kpdata.domain import AreaKey, AreaLevel, OperatorType, Role, YesNo
from kpdata.indicators import queries
from kpdata.indicators.frames import Figures


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role of an area: of what kind of organisation, named or not, since when; never who."""

    role: Role
    organisation: OperatorType | None
    named: bool
    since: date | None


def roles(figures: Figures, key: AreaKey, day: date) -> dict[Role, RoleHeld]:
    """Roles recorded for an area itself; one named after the day counts as not yet named."""
    facts = figures.facts
    rows = facts.keep(("roles of", key), lambda: facts.read(queries.roles_of(key)))
    held = {}
    for row in rows:
        organisation = OperatorType(row.organisation_type) if row.organisation_type else None
        named = row.named == YesNo.YES.value and (row.since is None or row.since <= day)
        held[Role(row.role)] = RoleHeld(Role(row.role), organisation, named, row.since if named else None)
    return held


def municipalities_naming(figures: Figures, key: AreaKey, day: date) -> tuple[dict[Role, int], int]:
    """In how many municipalities of an area each role is named, and how many municipalities it has."""
    inside = set(figures.members(key, AreaLevel.MUNICIPALITY))
    rows = figures.facts.read(queries.municipal_roles(day))
    counts = Counter(Role(row.role) for row in rows if row.area_id in inside)
    return {role: counts[role] for role in Role}, len(inside)
