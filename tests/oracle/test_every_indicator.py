"""Every indicator at every level equals the slow reference, on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given
from sqlalchemy import Engine

from tests.oracle.comparing import check
from tests.oracle.conftest import examples
from tests.oracle.small_country import Case, databases, read, survey_databases, write
from tests.reference import Reference

pytestmark = pytest.mark.property


@given(databases())
@examples(60)
def test_random_databases(engine: Engine, case: Case) -> None:
    write(engine, case.tables)
    check(engine, Reference(read(engine)), case.as_of, case.period)


@given(survey_databases())
@examples(60)
def test_small_numbers_of_answers(sqlite_engine: Engine, case: Case) -> None:
    write(sqlite_engine, case.tables)
    check(sqlite_engine, Reference(read(sqlite_engine)), case.as_of, case.period)


@given(databases())
@examples(20)
def test_another_threshold_and_hidden_visits(sqlite_engine: Engine, case: Case) -> None:
    write(sqlite_engine, case.tables)
    for threshold in (3, 10):
        check(
            sqlite_engine,
            Reference(read(sqlite_engine), threshold, hide_visits=True),
            case.as_of,
            case.period,
        )
