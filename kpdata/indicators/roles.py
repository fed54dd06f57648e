"""Roles that are named for areas; never who holds them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

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
    return {Role(row.role): _held(row, day) for row in rows}


def all_roles(figures: Figures, day: date) -> dict[AreaKey, dict[Role, RoleHeld]]:
    """The same of every area that has any role recorded."""
    rows = figures.facts.keep("all roles", lambda: figures.facts.read(queries.roles()))
    held: dict[AreaKey, dict[Role, RoleHeld]] = {}
    for row in rows:
        key = AreaKey(AreaLevel(row.area_type), row.area_id)
        held.setdefault(key, {})[Role(row.role)] = _held(row, day)
    return held


def _held(row: Any, day: date) -> RoleHeld:
    organisation = OperatorType(row.organisation_type) if row.organisation_type else None
    named = row.named == YesNo.YES.value and (row.since is None or row.since <= day)
    return RoleHeld(Role(row.role), organisation, named, row.since if named else None)


def municipalities_naming(figures: Figures, key: AreaKey, day: date) -> tuple[dict[Role, int], int]:
    """In how many municipalities of an area each role is named, and how many municipalities it has."""
    inside = set(figures.members(key, AreaLevel.MUNICIPALITY))
    rows = figures.facts.read(queries.municipal_roles(day))
    counts = Counter(Role(row.role) for row in rows if row.area_id in inside)
    return {role: counts[role] for role in Role}, len(inside)
