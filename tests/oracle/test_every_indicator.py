"""Every indicator at every level equals the slow reference, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from sqlalchemy import Engine

from kpdata.domain import Period
from tests.oracle.comparing import check
from tests.oracle.conftest import examples
from tests.oracle.small_country import Tables, databases, read, survey_databases, write
from tests.reference import Reference

pytestmark = pytest.mark.property


@given(databases())
@examples(25)
def test_random_databases(engine: Engine, case: tuple[Tables, date, Period]) -> None:
    tables, as_of, period = case
    write(engine, tables)
    check(engine, Reference(read(engine)), as_of, period)


@given(survey_databases())
@examples(40)
def test_small_numbers_of_answers(sqlite_engine: Engine, case: tuple[Tables, date, Period]) -> None:
    tables, as_of, period = case
    write(sqlite_engine, tables)
    check(sqlite_engine, Reference(read(sqlite_engine)), as_of, period)


@given(databases())
@examples(10)
def test_another_threshold_and_hidden_visits(
    sqlite_engine: Engine, case: tuple[Tables, date, Period]
) -> None:
    tables, as_of, period = case
    write(sqlite_engine, tables)
    for threshold in (3, 10):
        check(sqlite_engine, Reference(read(sqlite_engine), threshold, hide_visits=True), as_of, period)
