"""THE registry: every indicator, declared by topic, and those that the data brings with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kpdata import criteria
from kpdata.indicators import (
    registry_coverage,
    registry_integration,
    registry_network,
    registry_surveys,
    registry_visits,
)
from kpdata.indicators.indicator import Indicator

__all__ = ["DECLARED", "Indicator", "registry_of"]

SHIPPED_CRITERIA = tuple(
    registry_integration.of_criterion(c.criterion_id, c.name_fi, c.name_sv, c.name_en)
    for c in criteria.INTEGRATION_CRITERIA
)
BEFORE_CRITERIA = (
    *registry_network.INDICATORS,
    *registry_coverage.INDICATORS,
    *registry_visits.INDICATORS,
    *registry_surveys.INDICATORS,
)
AFTER_CRITERIA = (
    *registry_integration.VISITS_TO_BOARDS,
    *registry_integration.CRITERIA,
    *registry_integration.CYCLE,
)
DECLARED: tuple[Indicator, ...] = (
    *BEFORE_CRITERIA,
    *registry_integration.INTEGRATION,
    *SHIPPED_CRITERIA,
    *AFTER_CRITERIA,
)


def registry_of(
    questions: registry_surveys.Questions, added_criteria: Iterable[Any]
) -> Mapping[str, Indicator]:
    """Every indicator by id: the declared ones, survey questions with a common key, added criteria.

    added_criteria: rows with criterion_id, name_fi, name_sv, name_en; the shipped ones among them are
    known already.
    """
    asked = [
        indicator
        for (instrument, common_key), texts in questions.items()
        for indicator in registry_surveys.of_question(instrument, common_key, texts)
    ]
    shipped = {c.criterion_id for c in criteria.INTEGRATION_CRITERIA}
    added = [
        registry_integration.of_criterion(row.criterion_id, row.name_fi, row.name_sv, row.name_en)
        for row in added_criteria
        if row.criterion_id not in shipped
    ]
    every = (
        *BEFORE_CRITERIA,
        *asked,
        *registry_integration.INTEGRATION,
        *SHIPPED_CRITERIA,
        *added,
        *AFTER_CRITERIA,
    )
    return {indicator.id: indicator for indicator in every}
