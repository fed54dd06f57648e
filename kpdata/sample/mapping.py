"""Synthetic mapping and roles of the areas."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kpdata.domain import CentreStatus, MappingMethod, MappingStatus, OperatorType, Role
from kpdata.sample.country import Fate
from kpdata.sample.network import Network
from kpdata.sample.plan import Row


def mapping_status(network: Network) -> list[Row]:
    """Rows of `mapping_status`: most are mapped, some under way or planned, some tell nothing."""
    plan = network.plan
    rng = plan.random("mapping")
    rows: list[Row] = []
    not_mapped = 0
    for code in plan.municipalities["code"]:
        fate = network.country.fates.get(code)
        first = plan.start - timedelta(days=int(rng.integers(100, 700)))
        if fate is Fate.NOT_MAPPED:
            not_mapped += 1
            if not_mapped % 3 == 0:
                status = (MappingStatus.NOT_STARTED, MappingStatus.PLANNED, MappingStatus.UNDER_WAY)[
                    not_mapped // 3 % 3
                ]
                rows.append(_mapping(rng, code, status, plan.end - timedelta(days=40)))
            continue
        luck = rng.random()
        if fate is None and luck < 0.14:
            # Places are known although the mapping is not finished.
            status = (MappingStatus.UNDER_WAY, MappingStatus.PLANNED, MappingStatus.NOT_STARTED)[
                int(luck * 100) % 3
            ]
            rows.append(_mapping(rng, code, status, plan.end - timedelta(days=int(rng.integers(10, 300)))))
            continue
        if luck < 0.6:
            rows.append(_mapping(rng, code, MappingStatus.UNDER_WAY, first - timedelta(days=180)))
        done = plan.start + timedelta(days=int(rng.integers(0, 500))) if luck < 0.4 else first
        rows.append(_mapping(rng, code, MappingStatus.DONE, min(done, plan.end - timedelta(days=30))))
        updated = rows[-1]["as_of"] + timedelta(days=int(rng.integers(300, 800)))
        if luck > 0.45 and updated <= plan.end:
            rows.append(_mapping(rng, code, MappingStatus.UPDATED, updated))
    return rows


def _mapping(rng: np.random.Generator, code: str, status: MappingStatus, as_of: date) -> Row:
    methods = [str(method) for method in MappingMethod if rng.random() < 0.3]
    told = status not in (MappingStatus.NOT_STARTED, MappingStatus.PLANNED)
    return {
        "municipality": code,
        "status": str(status),
        "as_of": as_of,
        "methods": "|".join(methods) or None if told else None,
    }


def roles(network: Network) -> list[Row]:
    """Rows of `roles`: who is named is told by kind of organisation only."""
    plan = network.plan
    rng = plan.random("roles")
    rows: list[Row] = []
    for code in plan.municipalities["code"]:
        if network.country.fates.get(code) is Fate.NOT_MAPPED:
            continue
        wanted = (Role.COORDINATOR, Role.CONTACT_PERSON, Role.MUNICIPAL_LAPE_MEMBER, Role.COUNTY_GROUP_MEMBER)
        for role, share in zip(wanted, (0.35, 0.72, 0.55, 0.42), strict=True):
            rows.append(_role(plan.end, rng, "municipality", code, role, share))
    for county in sorted(set(plan.municipalities["county"])):
        rows += [
            _role(plan.end, rng, "county", county, role, 0.85) for role in (Role.COORDINATOR, Role.CHAIR)
        ]
    rows += [
        _role(plan.end, rng, "centre", centre["centre_id"], Role.COORDINATOR, 0.7)
        for centre in network.centres
        if centre["status"] == CentreStatus.RUNNING
    ]
    return rows


def _role(end: date, rng: np.random.Generator, area_type: str, area_id: str, role: Role, share: float) -> Row:
    named = rng.random() < share
    return {
        "area_type": area_type,
        "area_id": area_id,
        "role": str(role),
        "organisation_type": str(rng.choice(list(OperatorType), p=[0.45, 0.2, 0.18, 0.14, 0.03]))
        if named
        else None,
        "named": "yes" if named else "no",
        "since": end - timedelta(days=int(rng.integers(30, 1500))) if named else None,
    }
