"""Integration of many municipalities at once agrees with each alone and with counting by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata import criteria
from kpdata.domain import AreaKey, AreaLevel
from kpdata.indicators import standing
from kpdata.indicators.standing import expires_soon, integration
from kpdata.indicators.standings import Municipal, Steps, expiring, standings, steps
from kpdata.store import schema
from kpdata.store.db import writing
from tests.indicators.tiny import DAY, fill, row_of

FIRST = ("mapped", "operators_listed")
SECOND = ("contact_person", "place_working_group")


def row(code: str, criterion: str, status: str = "done", as_of: date = date(2026, 1, 1),
        **columns: Any) -> dict[str, Any]:  # fmt: skip
    proof = {"evidence": "§ 1"} if status == "done" else {}
    return {
        "area_type": "municipality",
        "area_id": code,
        "criterion_id": criterion,
        "as_of": as_of,
        "status": status,
        **proof,
        **columns,
    }


# Kylä stands at step 2, and one of its criteria expires in 90 days; Lahti has lost a criterion of step 1;
# of Saari nothing is recorded.
ROWS = [
    *(row("100", name) for name in (*FIRST, SECOND[0])),
    row("100", SECOND[1], expires_on=date(2026, 9, 28)),
    row("200", "mapped", expires_on=date(2026, 9, 29)),
    row("200", "operators_listed", as_of=date(2024, 6, 29)),
    row("200", "welfare_report", "planned"),
    row("200", "mapped", "in_progress", as_of=date(2025, 1, 1)),
]


@pytest.mark.parametrize(
    "day", [DAY, date(2026, 9, 28), date(2026, 9, 29), date(2024, 12, 31), date(2020, 1, 1)]
)
def test_each_municipality_stands_as_it_does_alone(engine: Engine, day: date) -> None:
    figures = fill(engine, integration=ROWS)
    found = standings(figures, day)
    assert list(found) == ["100", "200", "300"]
    for code, municipal in found.items():
        alone = integration(figures, AreaKey(AreaLevel.MUNICIPALITY, code), day)
        assert municipal.evidence == alone
        position = figures.facts.areas.municipality_index[code]
        assert (municipal.step or 0) == figures.day(day).steps[position]


def test_steps_by_hand(engine: Engine) -> None:
    figures = fill(engine, integration=ROWS)
    found = standings(figures, DAY)
    assert {code: municipal.step for code, municipal in found.items()} == {"100": 2, "200": 0, "300": None}
    assert steps(figures, ["100", "200", "300"], DAY) == Steps((1, 0, 1, 0, 0, 0), 1)
    assert steps(figures, ["300"], DAY) == Steps((0,) * 6, 1)
    assert steps(figures, [], DAY) == Steps((0,) * 6, 0)
    # Before Kylä's rows: nothing is recorded of it either.
    assert steps(figures, ["100", "200", "300"], date(2024, 12, 31)) == Steps((1, 0, 0, 0, 0, 0), 2)
    # On the day after the expiry it falls by itself.
    assert steps(figures, ["100"], date(2026, 9, 28)).at_least(2) == 1
    assert steps(figures, ["100"], date(2026, 9, 29)) == Steps((0, 1, 0, 0, 0, 0), 0)


@pytest.mark.parametrize("step", criteria.STEPS)
@pytest.mark.parametrize("area", ["country:FI", "county:08", "county:09", "region:06"])
def test_steps_are_those_of_the_indicators(engine: Engine, area: str, step: int) -> None:
    figures = fill(engine, integration=ROWS)
    codes = figures.members(AreaKey.parse(area), AreaLevel.MUNICIPALITY)
    indicator = row_of(figures, f"municipalities_step_{step}", area)
    counted = steps(figures, codes, DAY)
    if counted.unrecorded == counted.total:
        assert indicator["state"] == "unknown"
    else:
        assert (counted.at_least(step), counted.total) == (indicator["numerator"], indicator["denominator"])


def test_what_expires_within_ninety_days(engine: Engine) -> None:
    figures = fill(engine, integration=ROWS)
    found = standings(figures, DAY)
    # The 90th day from 30.6. is 28.9.; the evidence of Lahti holds a day longer.
    assert [e.criterion_id for e in found["100"].expiring(DAY)] == [SECOND[1]]
    assert found["200"].expiring(DAY) == []
    assert expiring(found.values(), DAY) == (1, 1)
    assert expiring(standings(figures, date(2026, 7, 1)).values(), date(2026, 7, 1)) == (2, 2)
    # What has fallen does not expire any more.
    late = date(2026, 9, 29)
    assert [e.criterion_id for e in standings(figures, late)["100"].expiring(late)] == []
    soonest = found["100"].next_expiry()
    assert soonest is not None
    assert (soonest.criterion_id, soonest.until) == (SECOND[1], date(2026, 9, 28))
    assert found["300"].next_expiry() is None


def test_what_its_falling_would_do(engine: Engine) -> None:
    kyla = standings(fill(engine, integration=ROWS), DAY)["100"]
    assert standing.step(kyla.evidence) == 2
    assert standing.step(kyla.evidence, without=[SECOND[1]]) == 1
    assert standing.step(kyla.evidence, without=["mapped"]) == 0
    assert standing.step(kyla.evidence, without=["welfare_report"]) == 2


def test_a_criterion_of_ones_own_counts_for_no_step(engine: Engine) -> None:
    own = {"criterion_id": "own", "step": 1, "name_fi": "Oma", "valid_months": 1}
    with writing(engine) as connection:
        connection.execute(schema.integration_criteria.insert().values(**own))
    try:
        figures = fill(engine, integration=[row("300", "own", as_of=date(2026, 6, 1))])
        saari = standings(figures, DAY)["300"]
        assert (saari.is_recorded, saari.step) == (True, 0)
        assert saari.evidence[-1].criterion_id == "own"
        assert expires_soon(saari.evidence[-1], DAY)
        assert saari.expiring(DAY) == []
        assert steps(figures, ["300"], DAY) == Steps((1, 0, 0, 0, 0, 0), 0)
    finally:
        with writing(engine) as connection:
            table = schema.integration_criteria
            connection.execute(schema.integration.delete())
            connection.execute(table.delete().where(table.c.criterion_id == "own"))


def test_a_municipality_without_records_is_at_no_step() -> None:
    assert Municipal("300", ()).step is None
