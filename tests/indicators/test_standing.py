"""How integration criteria stand, on evidence that expires."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata import criteria
from kpdata.domain import AreaKey
from kpdata.indicators.standing import Evidence, Standing, integration, missing, step
from tests.indicators.tiny import DAY, fill

KYLA = AreaKey.parse("municipality:100")


def row(
    criterion: str, status: str = "done", as_of: date = date(2026, 1, 1), **columns: Any
) -> dict[str, Any]:
    return {
        "area_type": "municipality",
        "area_id": "100",
        "criterion_id": criterion,
        "as_of": as_of,
        "status": status,
        **columns,
    }


def standing(engine: Engine, *rows: dict[str, Any], day: date = DAY) -> dict[str, Evidence]:
    figures = fill(engine, integration=rows)
    return {e.criterion_id: e for e in integration(figures, KYLA, day)}


def test_all_twelve_criteria_are_listed_recorded_or_not(engine: Engine) -> None:
    found = standing(engine, row("mapped", "in_progress"))
    assert list(found) == [c.criterion_id for c in criteria.INTEGRATION_CRITERIA]
    assert found["mapped"].standing is Standing.IN_PROGRESS
    assert found["mapped"].until is None
    assert {e.standing for name, e in found.items() if name != "mapped"} == {None}


@pytest.mark.parametrize(
    ("columns", "expected", "until"),
    [
        ({"evidence": "§ 3"}, Standing.DONE, date(2028, 1, 1)),
        ({"evidence_on": date(2024, 6, 30)}, Standing.DONE, date(2026, 6, 30)),
        ({"evidence_on": date(2024, 6, 29)}, Standing.NOT_IN_FORCE, date(2026, 6, 29)),
        (
            {"evidence": "§ 3", "expires_on": DAY - timedelta(days=1)},
            Standing.NOT_IN_FORCE,
            date(2026, 6, 29),
        ),
        ({"evidence": "§ 3", "expires_on": DAY}, Standing.DONE, DAY),
        # Without evidence there is nothing that could be in force until a day.
        ({}, Standing.NOT_IN_FORCE, None),
        ({"expires_on": DAY + timedelta(days=99)}, Standing.NOT_IN_FORCE, None),
    ],
)
def test_done_needs_evidence_that_holds(
    engine: Engine, columns: dict[str, Any], expected: Standing, until: date | None
) -> None:
    found = standing(engine, row("mapped", **columns))["mapped"]
    assert (found.standing, found.until) == (expected, until)


def test_the_latest_row_by_the_day_counts(engine: Engine) -> None:
    rows = (row("mapped", evidence="§ 1"), row("mapped", "planned", date(2026, 7, 1)))
    assert standing(engine, *rows)["mapped"].standing is Standing.DONE
    assert standing(engine, *rows, day=date(2026, 7, 1))["mapped"].standing is Standing.PLANNED


def test_the_step_is_that_of_the_indicators(engine: Engine) -> None:
    done = [row(name, evidence="§ 1") for name in ("mapped", "operators_listed", "contact_person")]
    figures = fill(engine, integration=done)
    now = integration(figures, KYLA, DAY)
    assert step(now) == 1 == figures.day(DAY).steps[0]
    assert [e.criterion_id for e in missing(now, 2)] == ["place_working_group"]
    figures = fill(engine, integration=[*done, row("place_working_group", evidence="§ 1")])
    assert step(integration(figures, KYLA, DAY)) == 2 == figures.day(DAY).steps[0]


def test_a_centre_has_its_own_rows(engine: Engine) -> None:
    own = {**row("budget_decided", evidence="§ 9"), "area_type": "centre", "area_id": "c1"}
    figures = fill(engine, integration=[own, row("mapped")])
    found = {e.criterion_id: e for e in integration(figures, AreaKey.parse("centre:c1"), DAY)}
    assert found["budget_decided"].standing is Standing.DONE
    assert found["mapped"].standing is None
