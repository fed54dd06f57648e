"""Distributions and themes equal the slow reference in every area, on both databases; and leak nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from kpdata.domain import AreaKey, AreaLevel, HalfYear, Instrument, Period, Scale
from kpdata.indicators import questions, themes
from kpdata.indicators.frames import Figures
from kpdata.indicators.rollup import level_of
from tests import reference_surveys
from tests.oracle.conftest import examples
from tests.oracle.small_country import WRITTEN, Case, databases, read, survey_databases, write
from tests.oracle.test_reach import padded
from tests.reference import Reference
from tests.reference_surveys import Coded, Spread

pytestmark = pytest.mark.property


def every_area(figures: Figures) -> list[AreaKey]:
    return [AreaKey(level, area_id) for level in AreaLevel for area_id in level_of(figures.facts, level).ids]


def spreads(
    figures: Figures, instrument: Instrument, as_of: date, period: Period
) -> dict[tuple[str, str, str], Spread]:
    found = questions.distributions(figures, instrument, every_area(figures), as_of, period)
    return {
        (key.level.value, key.area_id, question): Spread(one.state.value, one.n, one.few, one.shares, one.nps)
        for (question, key), one in found.items()
    }


def coded(
    figures: Figures, instrument: Instrument, half_year: HalfYear, as_of: date
) -> dict[tuple[str, str], list[tuple[tuple[str, str], Coded]]]:
    """Themes of every area, as a list since their order counts."""
    found = themes.themes(figures, instrument, every_area(figures), half_year, as_of)
    return {
        (key.level.value, key.area_id): [
            ((one.kind.value, one.theme), Coded(one.state.value, one.count, one.at_least)) for one in told
        ]
        for key, told in found.items()
    }


def check(figures: Figures, reference: Reference, as_of: date, period: Period) -> None:
    """Distributions of the period and of every wave by itself, themes of every half-year with a round."""
    for instrument in Instrument:
        waves = questions.waves(figures, instrument, as_of)
        points = [(as_of, period)]
        points += [(min(as_of, half.period.last.last_day), half.period) for half in waves]
        for day, months in points:
            expected = reference_surveys.spreads(reference, instrument.value, day, months)
            assert spreads(figures, instrument, day, months) == expected
        told = reference_surveys.coded_half_years(reference, instrument.value, as_of)
        assert list(themes.theme_half_years(figures, instrument, as_of)) == told
        halves = {
            HalfYear.of(row["ends_on"])
            for row in reference.tables["survey_rounds"]
            if row["instrument"] == instrument.value
        }
        for half in halves:
            wanted = reference_surveys.coded(reference, instrument.value, half, as_of)
            assert coded(figures, instrument, half, as_of) == {
                area: list(counts.items()) for area, counts in wanted.items()
            }


@given(databases())
@examples(40)
def test_random_databases(engine: Engine, case: Case) -> None:
    write(engine, case.tables)
    check(Figures(engine), Reference(read(engine)), case.as_of, case.period)


@given(databases())
@examples(15)
def test_another_threshold(sqlite_engine: Engine, case: Case) -> None:
    write(sqlite_engine, case.tables)
    for threshold in (3, 10):
        figures = Figures(sqlite_engine, threshold=threshold)
        check(figures, Reference(read(sqlite_engine), threshold), case.as_of, case.period)


@given(survey_databases())
@examples(40)
def test_small_numbers_of_answers(sqlite_engine: Engine, case: Case) -> None:
    write(sqlite_engine, case.tables)
    check(Figures(sqlite_engine), Reference(read(sqlite_engine)), case.as_of, case.period)


def test_every_state_is_reached() -> None:
    """A proof over empty cases would prove nothing."""
    reached: set[tuple[str, ...]] = set()

    @given(databases())
    @settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    def collect(case: Case) -> None:
        reference = Reference({name: padded(name, case.tables.get(name, [])) for name in WRITTEN})
        scales = {
            key: row["scale"]
            for row in reference.tables["survey_questions"]
            if row["instrument"] == "visitor"
            for key in (row["question_id"], row["common_key"])
            if key and (key == row["question_id"] or row["scale"] == "likert5")
        }
        told = reference_surveys.spreads(reference, "visitor", case.as_of, case.period)
        for (level, _, key), spread in told.items():
            reached.add(("spread", scales[key], spread.state, "few" if spread.few else ""))
            reached.add(("spread at", level, spread.state))
        for half in reference_surveys.coded_half_years(reference, "visitor", case.as_of):
            for (level, _), counts in reference_surveys.coded(reference, "visitor", half, case.as_of).items():
                for one in counts.values():
                    shown = "more" if one.count else "zero" if one.count == 0 else ""
                    reached.add(("theme at", level, one.state, shown, "at least" if one.at_least else ""))

    collect()
    wanted: set[tuple[str, ...]] = {
        ("spread", scale.value, *state)
        for scale in Scale
        for state in (("ok", ""), ("hidden", "few"), ("hidden", ""), ("unknown", ""))
    }
    for level in AreaLevel:
        states = ("ok",) if level is AreaLevel.COUNTRY else ("ok", "hidden", "unknown")
        wanted |= {("spread at", level.value, state) for state in states}
        wanted |= {
            ("theme at", level.value, *state)
            for state in (
                ("ok", "more", ""),
                ("ok", "zero", ""),
                ("ok", "more", "at least"),
                ("hidden", "", ""),
                ("unknown", "", ""),
            )
            if not (level is AreaLevel.COUNTRY and state[0] == "unknown")
            # A place has one row a theme and round, and groups are few.
            and not (level in {AreaLevel.PLACE, AreaLevel.GROUP} and state[2:] == ("at least",))
        }
    assert wanted - reached == set()
