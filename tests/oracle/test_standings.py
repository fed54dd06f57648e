"""Integration of all municipalities at once, and visits to them, equal a slow count over the raw rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from kpdata.criteria import INTEGRATION_CRITERIA
from kpdata.domain import FINLAND, AreaLevel, EventKind
from kpdata.indicators import visited
from kpdata.indicators.frames import Figures
from kpdata.indicators.standings import standings, steps
from tests.oracle.conftest import examples
from tests.oracle.small_country import Case, databases, read, write
from tests.reference import Reference, add_months

pytestmark = pytest.mark.property
SHIPPED = {criterion.criterion_id for criterion in INTEGRATION_CRITERIA}


def lasts(row: dict[str, Any], months: dict[str, int | None], day: date) -> bool:
    """Whether a row is done, proven and not yet too old on a day."""
    if row["status"] != "done" or not (row["evidence"] or row["evidence_on"]):
        return False
    if row["expires_on"] is not None:
        return bool(day <= row["expires_on"])
    valid = months.get(row["criterion_id"])
    return valid is None or day <= add_months(row["evidence_on"] or row["as_of"], valid)


@given(databases())
@examples(12)
def test_steps_and_what_expires(engine: Engine, case: Case) -> None:
    write(engine, case.tables)
    tables, day = read(engine), case.as_of
    expected = Reference(tables).rows("municipality", day, case.period)
    months = {row["criterion_id"]: row["valid_months"] for row in tables["integration_criteria"]}
    figures = Figures(engine)
    for code, municipal in standings(figures, day).items():
        reached = [expected[f"municipalities_step_{k}", code] for k in range(1, 6)]
        assert municipal.is_recorded == (reached[0].state != "unknown")
        if municipal.is_recorded:
            assert municipal.step == sum(figure.numerator for figure in reached)
        counted = steps(figures, [code], day)
        assert counted.unrecorded == (not municipal.is_recorded)
        assert counted.counts.index(1) == municipal.step if municipal.is_recorded else not sum(counted.counts)
        own = [
            row
            for row in tables["integration"]
            if (row["area_type"], row["area_id"]) == ("municipality", code) and row["as_of"] <= day
        ]
        latest = {row["criterion_id"]: row for row in sorted(own, key=lambda row: row["as_of"])}
        assert {e.criterion_id for e in municipal.expiring(day)} == {
            criterion
            for criterion, row in latest.items()
            if criterion in SHIPPED
            and lasts(row, months, day)
            and not lasts(row, months, day + timedelta(days=91))
        }


@given(databases())
@examples(12)
def test_visits(engine: Engine, case: Case) -> None:
    write(engine, case.tables)
    tables, day = read(engine), case.as_of
    figures = Figures(engine)
    found = visited.visits(figures, day)
    for code in figures.members(FINLAND, AreaLevel.MUNICIPALITY):
        for kind in (EventKind.BOARD_VISIT, EventKind.GROUP_VISIT):
            held = [
                row["held_on"]
                for row in tables["events"]
                if (row["area_type"], row["area_id"], row["kind"]) == ("municipality", code, kind.value)
                and row["held_on"] is not None
                and row["held_on"] <= day
            ]
            assert list(found.get((code, kind), visited.NOTHING).held) == sorted(held)
