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
_QUARTER_DAYS = 91
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
    """Done, and done again before it lapses — unless it was forgotten or is due within 90 days."""
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
