"""Synthetic integration: criteria move on by quarters, are renewed, and sometimes lapse."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kpdata.criteria import INTEGRATION_CRITERIA
from kpdata.domain import CentreStatus, IntegrationStatus, add_months
from kpdata.sample.country import Fate
from kpdata.sample.network import Network
from kpdata.sample.plan import Row

_STEP_SHARES = (0.20, 0.23, 0.22, 0.16, 0.12, 0.07)
# A county's small bundle shows how a criterion of its own is added.
LOCAL_CRITERION: Row = {
    "criterion_id": "language_aware",
    "step": 4,
    "name_fi": "Kielitietoisesta toiminnasta on sovittu",
    "name_sv": "Man har avtalat om språkmedveten verksamhet",
    "name_en": "Language-aware practice is agreed",
    "valid_months": 24,
}


def integration(network: Network) -> list[Row]:
    """Rows of `integration`: each criterion moves on quarter by quarter, is renewed, and sometimes lapses."""
    plan = network.plan
    rng = plan.random("integration")
    rows: list[Row] = []
    silent = [code for code, fate in network.country.fates.items() if fate is Fate.NOT_MAPPED]
    for number, code in enumerate(plan.municipalities["code"]):
        if code in silent[::2]:
            continue
        step = number % 6 if number < 6 else int(rng.choice(6, p=_STEP_SHARES))
        rows += _municipal(network, rng, str(code), 0 if code in network.country.fates else step)
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
    if plan.county is not None:
        rows += _own_criterion(network, rng)
    return rows + _every_standing(network)


def _every_standing(network: Network) -> list[Row]:
    """What the smallest bundle must show too: evidence that soon expires, has lapsed, was never told."""
    plan = network.plan
    served = [str(code) for code in plan.municipalities["code"] if code not in network.country.fates]
    told = plan.end - timedelta(days=20)
    rows = []
    for number, days in enumerate((60, 75, -5, -12)):
        criterion = INTEGRATION_CRITERIA[number].criterion_id
        row = _status(served[number % len(served)], criterion, IntegrationStatus.DONE, told)
        row["evidence"], row["evidence_on"] = f"Muistio {number + 1}", told - timedelta(days=300)
        row["expires_on"] = plan.end + timedelta(days=days)
        rows.append(row)
    unproven, begun = INTEGRATION_CRITERIA[4].criterion_id, INTEGRATION_CRITERIA[6].criterion_id
    rows.append(_status(served[4 % len(served)], unproven, IntegrationStatus.DONE, told))
    rows.append(_status(served[5 % len(served)], begun, IntegrationStatus.IN_PROGRESS, told))
    return rows


def _own_criterion(network: Network, rng: np.random.Generator) -> list[Row]:
    rows = []
    for code in network.plan.municipalities["code"]:
        day = _quarter_end(network.plan.end - timedelta(days=int(rng.integers(10, 300))))
        if code not in network.country.fates and rng.random() < 0.5:
            rows.append(_done("municipality", code, LOCAL_CRITERION["criterion_id"], day, rng))
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
        begun = plan.start + timedelta(days=int(span * (0.14 * criterion.step + 0.5 * rng.random() - 0.3)))
        begun = _quarter_end(max(begun, add_months(plan.start, -6)))
        if number == lapsed:
            days = [_quarter_end(add_months(plan.end, -criterion.valid_months - 3))]
        else:
            days = _renewals(begun, plan.end, criterion.valid_months)
        rows += _on_the_way(plan.start, days[0], code, criterion.criterion_id)
        done = [_done("municipality", code, criterion.criterion_id, day, rng) for day in days]
        if number != lapsed:
            _give_expiry(rng, done[-1], plan.end, number == expiring)
        rows += done
    return rows


def _renewals(begun: date, end: date, valid_months: int) -> list[date]:
    """The days on which a criterion was told to be done, each time before the one before lapsed."""
    days = [begun]
    while (later := _quarter_end(add_months(days[-1], valid_months - 2))) <= end:
        days.append(later)
    return days


def _on_the_way(start: date, done: date, code: str, criterion_id: str) -> list[Row]:
    """What was told before it was done: not started in the first quarter, in progress in the last."""
    first, last = _quarter_end(start), _quarters_later(done, -1)
    rows = []
    if first < done:
        rows.append(_status(code, criterion_id, IntegrationStatus.NOT_STARTED, first))
    if first < last < done:
        rows.append(_status(code, criterion_id, IntegrationStatus.IN_PROGRESS, last))
    return rows


def _give_expiry(rng: np.random.Generator, row: Row, end: date, expiring: bool) -> None:
    if expiring:
        row["expires_on"] = end + timedelta(days=int(rng.integers(30, 105)))
    elif rng.random() < 0.03:
        # Told to be done, but nothing to show for it: not in force.
        row["evidence"] = row["evidence_on"] = None
    elif rng.random() < 0.1:
        row["expires_on"] = add_months(end, int(rng.integers(5, 30)))


def _unfinished(
    start: date, end: date, rng: np.random.Generator, code: str, criterion_id: str, away: int
) -> list[Row]:
    first = _quarter_end(start)
    rows = [_status(code, criterion_id, IntegrationStatus.NOT_STARTED, first)]
    quarters = (end.year - first.year) * 4 + (end.month - first.month) // 3
    if quarters > 4 and rng.random() < 0.8 / away:
        planned = _quarters_later(first, int(rng.integers(1, quarters - 1)))
        rows.append(_status(code, criterion_id, IntegrationStatus.PLANNED, planned))
        if rng.random() < 0.5:
            later = _quarters_later(planned, 1)
            rows.append(_status(code, criterion_id, IntegrationStatus.IN_PROGRESS, later))
    elif quarters <= 4 and rng.random() < 0.6 / away:
        rows.append(_status(code, criterion_id, IntegrationStatus.PLANNED, _quarters_later(first, 1)))
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


def _quarters_later(quarter_end: date, quarters: int) -> date:
    """The end of the quarter so many quarters after the one that ends on the day."""
    return add_months(quarter_end + timedelta(days=1), 3 * quarters) - timedelta(days=1)
