"""How far the areas are: mapping, integration, roles, assessments, events, targets and own groups."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from kpdata.criteria import INTEGRATION_CRITERIA, MAPPING_QUESTIONS, MINIMUM_CRITERIA, CriterionGroup
from kpdata.domain import (
    AssessmentKind,
    AssessmentResult,
    CentreStatus,
    EventKind,
    Framework,
    IntegrationStatus,
    MappingMethod,
    MappingStatus,
    OperatorType,
    Role,
    add_months,
)
from kpdata.sample import names
from kpdata.sample.network import Fate, Network, Row

_STEP_SHARES = (0.20, 0.23, 0.22, 0.16, 0.12, 0.07)
_QUARTER_DAYS = 91
_LSKL = ("lskl_osallisuus", "lskl_turvallisuus", "lskl_vertaisuus")


# Mapping


def mapping_status(network: Network) -> list[Row]:
    """Rows of `mapping_status`: most are mapped, some under way or planned, some tell nothing."""
    plan = network.plan
    rng = plan.random("mapping")
    rows: list[Row] = []
    not_mapped = 0
    for code in plan.municipalities["code"]:
        fate = network.fates.get(code)
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


# Integration


def integration(network: Network) -> list[Row]:
    """Rows of `integration`: each criterion moves on quarter by quarter, is renewed, and sometimes lapses."""
    plan = network.plan
    rng = plan.random("integration")
    rows: list[Row] = []
    silent = [code for code, fate in network.fates.items() if fate is Fate.NOT_MAPPED]
    for number, code in enumerate(plan.municipalities["code"]):
        if code in silent[::2]:
            continue
        step = number % 6 if number < 6 else int(rng.choice(6, p=_STEP_SHARES))
        rows += _municipal(network, rng, str(code), 0 if code in network.fates else step)
    for centre in network.centres:
        if centre["status"] == CentreStatus.RUNNING and rng.random() < 0.5:
            for criterion in INTEGRATION_CRITERIA[2:5]:
                done = plan.end - timedelta(days=int(rng.integers(20, 500)))
                rows.append(_done("centre", centre["centre_id"], criterion.criterion_id, done, rng))
    for county in sorted(set(plan.municipalities["county"])):
        for criterion in (INTEGRATION_CRITERIA[5], INTEGRATION_CRITERIA[6], INTEGRATION_CRITERIA[11]):
            if rng.random() < 0.7:
                done = plan.end - timedelta(days=int(rng.integers(20, 500)))
                rows.append(_done("county", county, criterion.criterion_id, done, rng))
    return rows


def _municipal(network: Network, rng: np.random.Generator, code: str, step: int) -> list[Row]:
    plan = network.plan
    span = (plan.end - plan.start).days
    lapsed = int(rng.integers(12)) if rng.random() < 0.14 else None
    expiring = int(rng.integers(12)) if rng.random() < 0.16 else None
    rows: list[Row] = []
    for number, criterion in enumerate(INTEGRATION_CRITERIA):
        if criterion.step > step and not (
            criterion.step == step + 1 and number % 3 == 0 and rng.random() < 0.5
        ):
            rows += _unfinished(
                plan.start, plan.end, rng, code, criterion.criterion_id, criterion.step - step
            )
            continue
        begun = plan.start + timedelta(
            days=int(span * (0.1 * criterion.step + 0.4 * rng.random()) - 0.35 * span)
        )
        begun = _quarter_end(max(begun, add_months(plan.start, -6)))
        if begun > plan.start:
            rows.append(
                _status(code, criterion.criterion_id, IntegrationStatus.NOT_STARTED, _quarter_end(plan.start))
            )
            earlier = begun - timedelta(days=_QUARTER_DAYS)
            if earlier > plan.start + timedelta(days=_QUARTER_DAYS):
                rows.append(
                    _status(
                        code, criterion.criterion_id, IntegrationStatus.IN_PROGRESS, _quarter_end(earlier)
                    )
                )
        rows += _renewed(
            plan.end,
            rng,
            code,
            criterion.criterion_id,
            begun,
            criterion.valid_months,
            number == lapsed,
            number == expiring,
        )
    return rows


def _renewed(
    end: date,
    rng: np.random.Generator,
    code: str,
    criterion_id: str,
    begun: date,
    valid_months: int,
    lapsed: bool,
    expiring: bool,
) -> list[Row]:
    """Done, and done again before it lapses — unless it is one that was forgotten or is due within 90 days."""
    every = valid_months - 2
    days = [min(begun, end)]
    while (later := _quarter_end(add_months(days[-1], every))) <= end:
        days.append(later)
    if lapsed:
        days = [add_months(end, -valid_months - 3)]
    rows = [_done("municipality", code, criterion_id, day, rng) for day in days]
    last = rows[-1]
    if expiring and not lapsed:
        last["expires_on"] = end + timedelta(days=int(rng.integers(30, 105)))
    elif rng.random() < 0.03:
        # Told to be done, but nothing to show for it: not in force.
        last["evidence"] = last["evidence_on"] = None
    elif not lapsed and rng.random() < 0.1:
        last["expires_on"] = add_months(end, int(rng.integers(5, 30)))
    return rows


def _unfinished(
    start: date, end: date, rng: np.random.Generator, code: str, criterion_id: str, away: int
) -> list[Row]:
    first = _quarter_end(start)
    rows = [_status(code, criterion_id, IntegrationStatus.NOT_STARTED, first)]
    quarters = (end - first).days // _QUARTER_DAYS
    if quarters > 4 and rng.random() < 0.8 / away:
        planned = _quarter_end(first + timedelta(days=_QUARTER_DAYS * int(rng.integers(1, quarters - 1))))
        rows.append(_status(code, criterion_id, IntegrationStatus.PLANNED, planned))
        later = _quarter_end(planned + timedelta(days=_QUARTER_DAYS))
        if later <= end and rng.random() < 0.5:
            rows.append(_status(code, criterion_id, IntegrationStatus.IN_PROGRESS, later))
    elif quarters <= 4 and rng.random() < 0.6 / away:
        rows.append(
            _status(code, criterion_id, IntegrationStatus.PLANNED, _quarter_end(add_months(first, 3)))
        )
    return rows


def _status(code: str, criterion_id: str, status: IntegrationStatus, as_of: date) -> Row:
    return _criterion("municipality", code, criterion_id, status, as_of)


def _done(area_type: str, area_id: str, criterion_id: str, as_of: date, rng: np.random.Generator) -> Row:
    row = _criterion(area_type, area_id, criterion_id, IntegrationStatus.DONE, as_of)
    kinds = ("Kokouspöytäkirja § {n}", "Päätös § {n}", "Vuosisuunnitelma, kohta {n}", "Muistio {n}")
    row["evidence"] = kinds[int(rng.integers(len(kinds)))].format(n=int(rng.integers(1, 90)))
    row["evidence_on"] = as_of - timedelta(days=int(rng.integers(0, 20)))
    return row


def _criterion(
    area_type: str, area_id: str, criterion_id: str, status: IntegrationStatus, as_of: date
) -> Row:
    return {
        "area_type": area_type,
        "area_id": area_id,
        "criterion_id": criterion_id,
        "status": str(status),
        "as_of": as_of,
        "evidence": None,
        "evidence_on": None,
        "expires_on": None,
    }


def _quarter_end(day: date) -> date:
    """The last day of the quarter that ended before the day, or on it."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    next_quarter = add_months(first, 3)
    return day if day == next_quarter - timedelta(days=1) else first - timedelta(days=1)


# Roles


def roles(network: Network) -> list[Row]:
    """Rows of `roles`: who is named is told by kind of organisation only."""
    plan = network.plan
    rng = plan.random("roles")
    rows: list[Row] = []
    for code in plan.municipalities["code"]:
        if network.fates.get(code) is Fate.NOT_MAPPED:
            continue
        wanted = (Role.COORDINATOR, Role.CONTACT_PERSON, Role.MUNICIPAL_LAPE_MEMBER, Role.COUNTY_GROUP_MEMBER)
        for role, share in zip(wanted, (0.35, 0.72, 0.55, 0.42), strict=True):
            rows.append(_role(plan.end, rng, "municipality", code, role, share))
    for county in sorted(set(plan.municipalities["county"])):
        for role in (Role.COORDINATOR, Role.CHAIR):
            rows.append(_role(plan.end, rng, "county", county, role, 0.85))
    for centre in network.centres:
        if centre["status"] == CentreStatus.RUNNING:
            rows.append(_role(plan.end, rng, "centre", centre["centre_id"], Role.COORDINATOR, 0.7))
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


# Assessments


def assessments(network: Network) -> list[Row]:
    """Rows of `assessments`: a third of the places assessed themselves, some of them by a peer as well."""
    plan = network.plan
    rng = plan.random("assessments")
    odds = {c.criterion_id: float(rng.beta(5, 2.4)) for c in (*MINIMUM_CRITERIA, *MAPPING_QUESTIONS)}
    # What is known of the field: evenings, client panels and lending are met least often.
    odds |= {"staff_5": 0.28, "clientship_5": 0.3, "processes_6": 0.35, "processes_3": 0.93}
    span = (plan.end - plan.start).days
    rows: list[Row] = []
    for place in network.running:
        if rng.random() > 0.34:
            continue
        first = plan.start + timedelta(days=int(span * rng.random()))
        quality = float(rng.normal(0, 0.1))
        rows += _assessment(rng, place["place_id"], first, AssessmentKind.SELF, odds, quality)
        again = first + timedelta(days=int(rng.integers(330, 420)))
        if again <= plan.end and rng.random() < 0.5:
            rows += _assessment(rng, place["place_id"], again, AssessmentKind.SELF, odds, quality + 0.05)
        if rng.random() < 0.22:
            same_day = rng.random() < 0.3
            day = first if same_day else min(plan.end, first + timedelta(days=int(rng.integers(30, 300))))
            rows += _assessment(rng, place["place_id"], day, AssessmentKind.PEER, odds, quality - 0.05)
        if rng.random() < 0.06:
            for criterion_id in _LSKL:
                rows.append(
                    _assessed(
                        place["place_id"], Framework.LSKL, criterion_id, AssessmentResult.MET, first, None
                    )
                )
    return rows


def _assessment(
    rng: np.random.Generator,
    place_id: str,
    day: date,
    kind: AssessmentKind,
    odds: dict[str, float],
    quality: float,
) -> list[Row]:
    rows = []
    # An empty kind means a self-assessment: some leave it empty.
    shown = None if kind is AssessmentKind.SELF and rng.random() < 0.1 else str(kind)
    for framework, criteria in (
        (Framework.MINIMUM_CRITERIA, MINIMUM_CRITERIA),
        (Framework.MAPPING_QUESTIONS, MAPPING_QUESTIONS),
    ):
        luck = rng.random(len(criteria))
        for criterion, draw in zip(criteria, luck, strict=True):
            met = min(0.97, max(0.03, odds[criterion.criterion_id] + quality))
            if draw < met * 0.96:
                result = AssessmentResult.MET
            elif draw < met * 0.96 + (1 - met) * 0.55:
                result = AssessmentResult.PARTLY
            elif draw < 0.955 or criterion.group is CriterionGroup.NETWORK:
                result = AssessmentResult.NOT_MET
            else:
                result = AssessmentResult.NOT_ASSESSED
            rows.append(_assessed(place_id, framework, criterion.criterion_id, result, day, shown))
    return rows


def _assessed(
    place_id: str,
    framework: Framework,
    criterion_id: str,
    result: AssessmentResult,
    day: date,
    kind: str | None,
) -> Row:
    return {
        "place_id": place_id,
        "framework": str(framework),
        "criterion_id": criterion_id,
        "result": str(result),
        "assessed_on": day,
        "kind": kind,
    }


# Events


def events(network: Network) -> list[Row]:
    """Rows of `events`: the annual cycle of areas, held in time, held late, missed, and still to come."""
    plan = network.plan
    rng = plan.random("events")
    rows: list[Row] = []
    for county in sorted(set(plan.municipalities["county"])):
        for kind, per_year in (
            (EventKind.NETWORK_MEETING, 3),
            (EventKind.CO_DEVELOPMENT_DAY, 2),
            (EventKind.TRAINING, 2),
            (EventKind.WORKING_GROUP, 4),
            (EventKind.PARTNER_SURVEY, 1),
        ):
            rows += _series(network, rng, "county", county, kind, per_year, county == "91")
    for code in plan.municipalities["code"]:
        if code in network.fates:
            continue
        swedish = code in network.swedish
        for kind, per_year, share in (
            (EventKind.VISITOR_SURVEY, 2, 0.55),
            (EventKind.OPERATORS_MEETING, 4, 0.5),
            (EventKind.WORKING_GROUP, 2, 0.3),
            (EventKind.COMMUNITY_MEETING, 1, 0.15),
            (EventKind.CHILD_PARTICIPATION, 2, 0.2),
        ):
            if rng.random() < share:
                rows += _series(network, rng, "municipality", code, kind, per_year, swedish)
        for kind, share in ((EventKind.BOARD_VISIT, 0.62), (EventKind.GROUP_VISIT, 0.68)):
            if rng.random() < share:
                rows.append(_visit(network, rng, code, kind, swedish))
    for number, centre in enumerate(c for c in network.centres if c["status"] == CentreStatus.RUNNING):
        swedish = centre["municipality"] in network.swedish
        if number % 4 == 0:
            rows += _series(network, rng, "centre", centre["centre_id"], EventKind.HOUSE_MEETING, 26, swedish)
        rows += _series(network, rng, "centre", centre["centre_id"], EventKind.SELF_EVALUATION, 0.5, swedish)
        rows += _series(network, rng, "centre", centre["centre_id"], EventKind.PEER_EVALUATION, 0.5, swedish)
    for place in network.running:
        if rng.random() < 0.04:
            swedish = place["municipality"] in network.swedish
            rows += _series(network, rng, "place", place["place_id"], EventKind.OUTREACH, 4, swedish)
    rows += _every_state(network)
    return [{"event_id": f"t{number:06d}", **row} for number, row in enumerate(rows, start=1)]


def _series(
    network: Network,
    rng: np.random.Generator,
    area_type: str,
    area_id: str,
    kind: EventKind,
    per_year: float,
    swedish: bool,
) -> list[Row]:
    plan = network.plan
    step = 365.25 / per_year
    day = plan.start + timedelta(days=int(rng.uniform(0, step)))
    rows = []
    while day < plan.end + timedelta(days=150):
        # Nothing is held in July nor on a weekend.
        planned = day + timedelta(days=40) if day.month == 7 else day
        planned -= timedelta(days=max(0, planned.weekday() - 4))
        luck = rng.random()
        late = int(rng.integers(31, 80)) if luck > 0.93 else int(rng.choice([0, 0, 0, 0, 2, 7, 21]))
        held = planned + timedelta(days=late) if luck > 0.12 else None
        rows.append(
            _event(area_type, area_id, kind, planned, held if held and held <= plan.end else None, swedish)
        )
        day += timedelta(days=max(1, int(step * rng.uniform(0.85, 1.15))))
    return rows


def _visit(network: Network, rng: np.random.Generator, code: str, kind: EventKind, swedish: bool) -> Row:
    """The one visit to a municipality's board or groups: held, or planned."""
    plan = network.plan
    day = plan.start + timedelta(days=int((plan.end - plan.start).days * rng.random()))
    if rng.random() < 0.2:
        day = plan.end + timedelta(days=int(rng.integers(10, 120)))
    planned = None if rng.random() < 0.15 and day <= plan.end else day
    return _event("municipality", code, kind, planned, day if day <= plan.end else None, swedish)


def _every_state(network: Network) -> list[Row]:
    """One event of every kind in time, late, missed, running out, and to come, in the first served areas."""
    plan = network.plan
    codes = [code for code in plan.municipalities["code"] if code not in network.fates]
    rows = []
    for number, kind in enumerate(EventKind):
        code = codes[number % len(codes)]
        swedish = code in network.swedish
        for planned_ago, held_ago in ((200, 200), (210, 150), (120, None), (3, None), (-60, None)):
            held = None if held_ago is None else plan.end - timedelta(days=held_ago)
            rows.append(
                _event("municipality", code, kind, plan.end - timedelta(days=planned_ago), held, swedish)
            )
    return rows


def _event(
    area_type: str, area_id: str, kind: EventKind, planned: date | None, held: date | None, swedish: bool
) -> Row:
    return {
        "area_type": area_type,
        "area_id": area_id,
        "kind": str(kind),
        "planned_on": planned,
        "held_on": held,
        "title": (names.EVENT_SV if swedish else names.EVENT_FI)[kind],
    }


# Targets and own groups


def targets(network: Network) -> list[Row]:
    """Rows of `targets` for a few indicators of the whole and of the counties."""
    year = network.plan.end.year
    counties = sorted(set(network.plan.municipalities["county"]))
    wanted: tuple[tuple[str, float], ...] = (
        ("mapped_share", 100),
        ("coverage_school_age", 70),
        ("coverage_adolescent", 50),
        ("municipalities_step_3", 50),
        ("cycle_kept", 90),
        ("top2_visitor_welcome", 85),
    )
    rows: list[Row] = []
    for indicator, value in wanted:
        rows.append(
            {"indicator": indicator, "level": "country", "area_id": "FI", "year": year, "value": value}
        )
        for county in counties if indicator in ("mapped_share", "coverage_school_age") else ():
            rows.append(
                {"indicator": indicator, "level": "county", "area_id": county, "year": year, "value": value}
            )
    return rows


def groups(network: Network) -> list[Row]:
    """Rows of `groups`: sets of municipalities, of centres, of places and of all three."""
    frame = network.plan.municipalities
    members: list[tuple[str, tuple[str, str, str], str, list[str]]] = []
    eastern = ("Itäiset kunnat", "Östra kommuner", "Eastern municipalities")
    main = network.plan.county or "08"
    own = frame[frame["county"] == main].sort_values(["lon", "code"])
    members.append(("itaiset_kunnat", eastern, "municipality", list(own["code"].tail(6))))
    if len(swedish := frame["code"][frame["language"].isin(["sv", "sv_fi"])]):
        names_of = ("Ruotsinkieliset kunnat", "Svenskspråkiga kommuner", "Swedish-speaking municipalities")
        members.append(("svenska_kommuner", names_of, "municipality", list(swedish)))
    running = [c["centre_id"] for c in network.centres if c["status"] == CentreStatus.RUNNING]
    members.append(
        ("pilottikeskukset", ("Pilottikeskukset", "Pilotcenter", "Pilot centres"), "centre", running[:5])
    )
    moving = [p["place_id"] for p in network.places if p["place_type"] in ("mobile", "online")]
    names_of = (
        "Liikkuvat ja verkon kohtaamispaikat",
        "Mobila och digitala mötesplatser",
        "Mobile and online places",
    )
    members.append(("liikkuvat", names_of, "place", moving[:40]))
    mixed = ("Kehittäjäverkosto", "Utvecklarnätverket", "Developer network")
    members.append(("kehittajaverkosto", mixed, "municipality", list(own["code"].head(2))))
    members.append(("kehittajaverkosto", mixed, "centre", running[5:7]))
    members.append(("kehittajaverkosto", mixed, "place", [p["place_id"] for p in network.running[-3:]]))
    return [
        {
            "group_id": group_id,
            "name_fi": titles[0],
            "name_sv": titles[1],
            "name_en": titles[2],
            "area_type": area_type,
            "area_id": area_id,
        }
        for group_id, titles, area_type, area_ids in members
        for area_id in area_ids
    ]


def tables(network: Network) -> dict[str, list[Row]]:
    """The rows of this module by table."""
    made: dict[str, list[Any]] = {
        "mapping_status": mapping_status(network),
        "integration": integration(network),
        "assessments": assessments(network),
        "events": events(network),
        "roles": roles(network),
        "targets": targets(network),
        "groups": groups(network),
    }
    return made
