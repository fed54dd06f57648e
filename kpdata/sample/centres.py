"""Synthetic family centres and the municipalities they serve."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from kpdata.domain import CentreKind, CentreStatus, add_months
from kpdata.sample import names
from kpdata.sample.country import HYVINKAA, Country
from kpdata.sample.plan import Plan, Row, scattered, shares

CENTRES = {CentreStatus.RUNNING: 117, CentreStatus.PREPARING: 55, CentreStatus.PLANNED: 25}
HYVINKAA_CENTRES = 2


def family_centres(country: Country) -> list[Row]:
    """Rows of `family_centres`: exact numbers by status, more of them where more people live."""
    plan = country.plan
    rng = plan.random("centres")
    frame = plan.municipalities
    counts = {status: plan.scaled(count) for status, count in CENTRES.items()}
    total = sum(counts.values())
    seats = frame[~frame["code"].isin(country.fates)]
    allotted = dict(zip(seats["code"], shares(total, seats["pop_total"].to_numpy(float) ** 0.8), strict=True))
    if HYVINKAA in allotted and total > len(seats) // 2:
        spare = HYVINKAA_CENTRES - allotted[HYVINKAA]
        largest = max(
            (code for code in allotted if code != HYVINKAA), key=lambda code: (allotted[code], code)
        )
        allotted[HYVINKAA] += spare
        allotted[largest] -= spare
    statuses = [status for status, count in counts.items() for _ in range(count)]
    order = rng.permutation(total)
    codes = [code for code, count in allotted.items() for _ in range(count)]
    # The largest towns run theirs; which of the rest are only coming is left to chance.
    size = np.log(frame.loc[codes, "pop_total"].to_numpy(float))
    by_size = sorted(range(total), key=lambda i: (order[i] / total * 3 - size[i], i))
    given = dict(zip(by_size, statuses, strict=True))
    _hyvinkaa_runs(codes, given)
    served = _served(plan, codes)
    rows = []
    numbers: dict[str, int] = {}
    for index, code in enumerate(codes):
        numbers[code] = numbers.get(code, 0) + 1
        rows.append(_centre(plan, rng, index, code, given[index], numbers[code], served.get(index, [])))
    if plan.county is not None:
        rows += _ended_centres(plan, rows)
    return rows


def _hyvinkaa_runs(codes: list[str], given: dict[int, CentreStatus]) -> None:
    mine = [i for i, code in enumerate(codes) if code == HYVINKAA and given[i] is not CentreStatus.RUNNING]
    others = [i for i, code in enumerate(codes) if code != HYVINKAA and given[i] is CentreStatus.RUNNING]
    for own, other in zip(mine, reversed(others), strict=False):
        given[own], given[other] = given[other], given[own]


def _served(plan: Plan, codes: list[str]) -> dict[int, list[str]]:
    """Which centre serves the municipalities that have none of their own: the nearest of the county."""
    frame = plan.municipalities
    served: dict[int, list[str]] = {}
    first = {code: codes.index(code) for code in dict.fromkeys(codes)}
    for code in frame["code"]:
        if code in first:
            continue
        own = frame.loc[code]
        near = [seat for seat in first if frame.loc[seat, "county"] == own["county"]]
        if near and plan.random("served", code).random() < 0.75:
            seat = min(
                near,
                key=lambda s: (
                    (frame.loc[s, "lat"] - own["lat"]) ** 2 + (frame.loc[s, "lon"] - own["lon"]) ** 2 / 4,
                    s,
                ),
            )
            served.setdefault(first[seat], [seat]).append(str(code))
    return served


def _centre(
    plan: Plan,
    rng: np.random.Generator,
    index: int,
    code: str,
    status: CentreStatus,
    number: int,
    served: list[str],
) -> Row:
    own = plan.facts[code]
    swedish = own["language"] in ("sv", "sv_fi")
    kind = str(
        rng.choice(
            [CentreKind.CENTRE, CentreKind.STATION, CentreKind.NETWORK, CentreKind.DIGITAL],
            p=[0.74, 0.13, 0.09, 0.04],
        )
    )
    word = (names.WORDS_SV if swedish else names.WORDS_FI)[(index * 7) % len(names.WORDS_FI)]
    title = "Familjecentret" if swedish else "Perhekeskus"
    town = own["name_sv"] if swedish else own["short_fi"]
    opened = plan.end - timedelta(days=int(rng.integers(200, 3600)))
    point = scattered(rng, own["lat_pop"], own["lon_pop"], 2.5)
    row: Row = {
        "centre_id": f"pk{index + 1:03d}",
        "name": f"{title} {town}" if number == 1 else f"{title} {word}, {town}",
        "kind": kind,
        "status": str(status),
        "municipality": code,
        "serves": "|".join(served) or None,
        "coordinating_body": "Välfärdsområdets familjeservice"
        if swedish
        else "Hyvinvointialueen perhepalvelut",
        "lat": None if kind == CentreKind.DIGITAL else point[0],
        "lon": None if kind == CentreKind.DIGITAL else point[1],
        "opened_on": opened if status is CentreStatus.RUNNING else None,
        "closed_on": None,
        "checked_on": plan.end - timedelta(days=int(rng.integers(5, 700))),
    }
    if status is CentreStatus.PREPARING and rng.random() < 0.5:
        row["opened_on"] = add_months(plan.end, int(rng.integers(2, 10)))
    return row


def _ended_centres(plan: Plan, rows: list[Row]) -> list[Row]:
    """A frozen and a closed centre: the small bundle shows every code of the format."""
    base = next(row for row in rows if row["status"] == CentreStatus.RUNNING)
    ended = []
    for number, status in enumerate((CentreStatus.FROZEN, CentreStatus.CLOSED), start=1):
        closed = plan.end - timedelta(days=100) if status is CentreStatus.CLOSED else None
        ended.append(
            base
            | {
                "centre_id": f"pk{len(rows) + number:03d}",
                "name": f"{base['name']} {'AB'[number - 1]}",
                "status": str(status),
                "serves": None,
                "opened_on": plan.end - timedelta(days=2500),
                "closed_on": closed,
            }
        )
    return ended
