"""Synthetic opening hours."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kpdata.domain import PlaceStatus, PlaceType
from kpdata.sample.plan import Plan, Row


def opening_hours(plan: Plan, places: list[Row]) -> list[Row]:
    """Rows of `opening_hours`: weekday mornings dominate; some are of a term, changed, ended or not told."""
    rng = plan.random("hours")
    rows: list[Row] = []
    for place in places:
        if (
            place["status"] in (PlaceStatus.PLANNED,)
            or place["place_type"] == PlaceType.HOME
            or rng.random() < 0.08
        ):
            continue
        rows += _slots(plan, rng, place)
    return rows


def _slots(plan: Plan, rng: np.random.Generator, place: Row) -> list[Row]:
    youth = place["place_type"] == PlaceType.YOUTH_SPACE
    house = place["place_type"] in (PlaceType.FAMILY_HOUSE, PlaceType.OPEN_DAY_CARE)
    count = int(
        rng.choice(
            [1, 2, 3, 4, 5], p=[0.1, 0.2, 0.3, 0.2, 0.2] if house or youth else [0.6, 0.27, 0.1, 0.02, 0.01]
        )
    )
    weekdays = sorted(int(day) for day in rng.choice([1, 2, 3, 4, 5], count, replace=False))
    club = place["place_type"] == PlaceType.FAMILY_CLUB
    term = _term(plan) if club and rng.random() < 0.18 else (None, None)
    interval = 2 if (club or place["place_type"] == PlaceType.MOBILE) and rng.random() < 0.12 else None
    rows = []
    for weekday in weekdays:
        if youth:
            opens, length = int(rng.choice([14, 15, 16])) * 60, int(rng.choice([180, 240, 300]))
        elif rng.random() < 0.83:
            opens = int(rng.choice([9 * 60, 9 * 60 + 30, 10 * 60]))
            length = int(rng.choice([120, 150, 180, 240] if house else [90, 120, 150]))
        else:
            opens, length = (
                int(rng.choice([13 * 60, 15 * 60, 16 * 60 + 30, 17 * 60])),
                int(rng.choice([90, 120])),
            )
        rows.append(_slot(place, weekday, opens, opens + length, term, interval))
    luck = rng.random()
    if luck < 0.03:
        rows.append(_slot(place, int(rng.choice([6, 7])), 10 * 60, 13 * 60, (None, None), interval))
    elif luck < 0.05 and place["age_to"] is not None and place["age_to"] >= 12 and not youth:
        rows.append(
            _slot(place, weekdays[0], 17 * 60 + 30, 19 * 60 + 30, (None, None), None)
            | {"age_from": 7, "age_to": 12}
        )
    elif luck < 0.07 and term == (None, None):
        # Hours that changed: the old ones ended the day before the new ones began.
        changed = plan.end - timedelta(days=int(rng.integers(60, 600)))
        rows[0]["valid_from"] = changed
        rows.append(
            rows[0]
            | {
                "closes": rows[0]["closes"][:3] + "45",
                "valid_from": None,
                "valid_to": changed - timedelta(days=1),
            }
        )
    elif luck < 0.085:
        # Two groups at once: the union counts.
        rows.append(rows[-1] | {"opens": rows[-1]["opens"][:3] + "15"})
    elif luck < 0.095:
        ended = plan.end - timedelta(days=int(rng.integers(10, 200)))
        rows = [row | {"valid_from": None, "valid_to": ended} for row in rows]
    return rows


def _term(plan: Plan) -> tuple[date, date]:
    """The school term under way, or the one that ended last."""
    year = plan.end.year if plan.end.month >= 8 else plan.end.year - 1
    return date(year, 8, 15), date(year + 1, 5, 31)


def _slot(
    place: Row,
    weekday: int,
    opens: int,
    closes: int,
    term: tuple[date | None, date | None],
    interval: int | None,
) -> Row:
    return {
        "place_id": place["place_id"],
        "weekday": weekday,
        "opens": f"{opens // 60:02d}:{opens % 60:02d}",
        "closes": f"{closes // 60:02d}:{closes % 60:02d}",
        "valid_from": term[0],
        "valid_to": term[1],
        "age_from": None,
        "age_to": None,
        "week_interval": interval,
    }
