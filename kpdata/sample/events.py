"""Synthetic events of the annual cycle: in time, late, missed and to come."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kpdata.domain import CentreStatus, EventKind
from kpdata.sample import names
from kpdata.sample.network import Network
from kpdata.sample.plan import Row


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
        if code in network.country.fates:
            continue
        swedish = code in network.country.swedish
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
        swedish = centre["municipality"] in network.country.swedish
        if number % 4 == 0:
            rows += _series(network, rng, "centre", centre["centre_id"], EventKind.HOUSE_MEETING, 26, swedish)
        rows += _series(network, rng, "centre", centre["centre_id"], EventKind.SELF_EVALUATION, 0.5, swedish)
        rows += _series(network, rng, "centre", centre["centre_id"], EventKind.PEER_EVALUATION, 0.5, swedish)
    for place in network.running:
        if rng.random() < 0.04:
            swedish = place["municipality"] in network.country.swedish
            rows += _series(network, rng, "place", place["place_id"], EventKind.OUTREACH, 4, swedish)
    rows += _every_state(network)
    rows += _every_alternation(network)
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
    codes = [code for code in plan.municipalities["code"] if code not in network.country.fates]
    rows = []
    for number, kind in enumerate(EventKind):
        code = codes[number % len(codes)]
        swedish = code in network.country.swedish
        for planned_ago, held_ago in ((200, 200), (210, 150), (120, None), (3, None), (-60, None)):
            held = None if held_ago is None else plan.end - timedelta(days=held_ago)
            rows.append(
                _event("municipality", code, kind, plan.end - timedelta(days=planned_ago), held, swedish)
            )
    return rows


def _every_alternation(network: Network) -> list[Row]:
    """Self- and peer evaluation that take turns, that do not, and that will, in the last served areas."""
    plan = network.plan
    codes = [code for code in plan.municipalities["code"] if code not in network.country.fates]
    own, peer = EventKind.SELF_EVALUATION, EventKind.PEER_EVALUATION
    rows = []
    for number, (before, now, ago) in enumerate(((own, peer, 150), (own, own, 150), (peer, own, -45))):
        code = codes[-1 - number % len(codes)]
        swedish = code in network.country.swedish
        for kind, days in ((before, 450), (now, ago)):
            planned = plan.end - timedelta(days=days)
            held = planned if planned <= plan.end else None
            rows.append(_event("municipality", code, kind, planned, held, swedish))
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
