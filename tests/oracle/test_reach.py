"""The random databases reach what they are meant to reach: a proof over empty cases would prove nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from kpdata.store import schema
from tests.oracle.small_country import WRITTEN, Case, databases
from tests.reference import LEVELS, Reference

pytestmark = pytest.mark.property

SUPPLY = {"ok", "none", "planned", "frozen", "not_mapped", "unknown"}
STATES = {
    "places": {"ok", "none", "planned", "frozen", "not_mapped"},
    "weekly_hours_per_1000": SUPPLY,
    "municipalities_with_place": SUPPLY,
    "free_of_charge_share": SUPPLY,
    "coverage_lower_school": SUPPLY,
    "children_without_adolescent": SUPPLY,
    "free_time_hours_school_age_per_1000": SUPPLY,
    "within_3_km_school_age": {"ok", "unknown"},
    "access_under_school": {"ok", "unknown"},
    "mapped_share": {"ok", "unknown"},
    "visits": {"ok", "range", "late", "unknown", "hidden"},
    "visits_per_1000": {"ok", "range", "late", "unknown", "hidden"},
    "visits_per_session": {"ok", "range", "late", "unknown", "hidden"},
    "visits_per_open_hour": {"ok", "range", "late", "unknown", "hidden"},
    "child_share": {"ok", "late", "unknown"},
    "reporting_share": {"ok", "unknown"},
    "first_timer_share": {"ok", "late", "unknown", "hidden"},
    "multicultural_share": {"ok", "unknown", "hidden"},
    "responses_visitor": {"ok", "unknown"},
    "response_rate_visitor": {"ok", "unknown"},
    "survey_coverage_visitor": {"ok", "unknown"},
    "mean_visitor_safe": {"ok", "unknown", "hidden"},
    "top2_visitor_heard": {"ok", "unknown", "hidden"},
    "net_visitor_safe": {"ok", "unknown", "hidden"},
    "integration_done_share": {"ok", "unknown"},
    "municipalities_step_3": {"ok", "unknown"},
    "criterion_own": {"ok", "unknown"},
    "boards_visited": {"ok", "unknown"},
    "criteria_met_premises": {"ok", "unknown"},
    "mapping_questions_met": {"ok", "unknown"},
    "assessed_share": {"ok", "unknown"},
    "cycle_kept": {"ok", "unknown"},
}
# Figures that must be something else than 0 somewhere.
ABOVE_ZERO = set(STATES) | {"municipalities_step_5", "groups_visited", "tied_share", "criteria_met_staff"}


def test_every_state_and_figure_is_reached() -> None:
    states: dict[str, set[str]] = {}
    above: set[str] = set()

    @given(databases())
    @settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    def collect(case: Case) -> None:
        rows = {name: padded(name, case.tables.get(name, [])) for name in WRITTEN}
        reference = Reference(rows)
        for level in LEVELS:
            for (indicator, _), figure in reference.rows(level, case.as_of, case.period).items():
                states.setdefault(indicator, set()).add(figure.state)
                if (figure.value or figure.high or 0) > 0:
                    above.add(indicator)

    collect()
    missed = {indicator: wanted - states[indicator] for indicator, wanted in STATES.items()}
    assert {indicator: states_ for indicator, states_ in missed.items() if states_} == {}
    assert ABOVE_ZERO - above == set()


def padded(name: str, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows as the database would give them back: every column, with its default."""
    defaults = {
        column.name: False if column.name.endswith("_hidden") else None
        for column in schema.metadata.tables[name].columns
    }
    return [defaults | row for row in rows]
