"""Roles of areas, named by a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from kpdata.domain import AreaKey, OperatorType, Role
from kpdata.indicators.roles import RoleHeld, all_roles, municipalities_naming, roles
from tests.indicators.tiny import DAY, fill


def role(
    area: str, name: str, named: str = "yes", since: date | None = None, **columns: Any
) -> dict[str, Any]:
    level, _, area_id = area.partition(":")
    return {"area_type": level, "area_id": area_id, "role": name, "named": named, "since": since, **columns}


ROWS = [
    role("municipality:100", "contact_person", since=date(2026, 6, 30), organisation_type="ngo"),
    role("municipality:100", "coordinator", "no"),
    role("municipality:200", "contact_person", since=date(2026, 7, 1)),
    role("municipality:300", "contact_person"),
    role("county:08", "chair"),
]


def test_roles_of_an_area_itself(engine: Engine) -> None:
    figures = fill(engine, roles=ROWS)
    assert roles(figures, AreaKey.parse("municipality:100"), DAY) == {
        Role.CONTACT_PERSON: RoleHeld(Role.CONTACT_PERSON, OperatorType.NGO, True, DAY),
        Role.COORDINATOR: RoleHeld(Role.COORDINATOR, None, False, None),
    }
    assert roles(figures, AreaKey.parse("municipality:200"), DAY) == {
        Role.CONTACT_PERSON: RoleHeld(Role.CONTACT_PERSON, None, False, None)
    }


def test_roles_of_all_areas_are_those_of_each(engine: Engine) -> None:
    figures = fill(engine, roles=ROWS)
    found = all_roles(figures, DAY)
    assert {str(key) for key in found} == {
        "municipality:100",
        "municipality:200",
        "municipality:300",
        "county:08",
    }
    for key, held in found.items():
        assert held == roles(figures, key, DAY)


def test_in_how_many_municipalities_a_role_is_named(engine: Engine) -> None:
    figures = fill(engine, roles=ROWS)
    counts, total = municipalities_naming(figures, AreaKey.parse("country:FI"), DAY)
    assert (counts[Role.CONTACT_PERSON], counts[Role.COORDINATOR], total) == (2, 0, 3)
    counts, total = municipalities_naming(figures, AreaKey.parse("county:08"), date(2026, 7, 1))
    assert (counts[Role.CONTACT_PERSON], total) == (2, 2)
