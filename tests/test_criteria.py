"""The shipped frameworks: ids, order, steps, and a title in every language."""

from __future__ import annotations

import pytest

from kpdata.criteria import (
    EXPECTED_PER_YEAR,
    GROUP_NAMES,
    INTEGRATION_CRITERIA,
    MAPPING_QUESTIONS,
    MINIMUM_CRITERIA,
    STEP_NAMES,
    Criterion,
    CriterionGroup,
    IntegrationCriterion,
)
from kpdata.domain import EventKind


def test_minimum_criteria_are_the_35_of_five_groups() -> None:
    sizes = {"premises": 7, "clientship": 7, "processes": 7, "network": 2, "staff": 12}
    expected = [f"{group}_{number}" for group, size in sizes.items() for number in range(1, size + 1)]
    assert [criterion.criterion_id for criterion in MINIMUM_CRITERIA] == expected
    assert all(c.group is not None and c.criterion_id.startswith(c.group) for c in MINIMUM_CRITERIA)


def test_mapping_questions_are_eight() -> None:
    assert [c.criterion_id for c in MAPPING_QUESTIONS] == [f"question_{n}" for n in range(1, 9)]


def test_integration_criteria_have_their_step_and_validity() -> None:
    assert [(c.criterion_id, c.step, c.valid_months) for c in INTEGRATION_CRITERIA] == [
        ("mapped", 1, 24),
        ("operators_listed", 1, 24),
        ("contact_person", 2, 24),
        ("place_working_group", 2, 12),
        ("seat_municipal_lape", 3, 24),
        ("seat_county_group", 3, 24),
        ("operating_principles", 4, 36),
        ("outreach_agreement", 4, 24),
        ("two_way_guidance", 4, 24),
        ("welfare_report", 5, 48),
        ("annual_evaluation", 5, 12),
        ("budget_decided", 5, 12),
    ]


@pytest.mark.parametrize("criterion", [*MINIMUM_CRITERIA, *MAPPING_QUESTIONS, *INTEGRATION_CRITERIA])
def test_every_criterion_has_its_own_title_in_each_language(
    criterion: Criterion | IntegrationCriterion,
) -> None:
    titles = [criterion.name(language) for language in ("fi", "sv", "en")]
    assert len(set(titles)) == 3
    assert all(0 < len(title) <= 200 and title == title.strip() for title in titles)


def test_titles_are_not_repeated_within_a_framework() -> None:
    for framework in (MINIMUM_CRITERIA, MAPPING_QUESTIONS, INTEGRATION_CRITERIA):
        for language in ("fi", "sv", "en"):
            titles = [criterion.name(language) for criterion in framework]
            assert len(set(titles)) == len(titles)


def test_groups_and_steps_are_named() -> None:
    assert set(GROUP_NAMES) == set(CriterionGroup)
    assert set(STEP_NAMES) == {1, 2, 3, 4, 5}


def test_annual_cycle_as_agreed() -> None:
    assert EXPECTED_PER_YEAR[EventKind.VISITOR_SURVEY] == (2, 2)
    assert EXPECTED_PER_YEAR[EventKind.HOUSE_MEETING] == (26, 26)
    assert EXPECTED_PER_YEAR[EventKind.NETWORK_MEETING] == (2, 4)
    both = EXPECTED_PER_YEAR[EventKind.SELF_EVALUATION][0] + EXPECTED_PER_YEAR[EventKind.PEER_EVALUATION][0]
    assert both == 1
