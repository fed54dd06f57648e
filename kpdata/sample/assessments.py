"""Synthetic self- and peer assessments of places."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kpdata.criteria import MAPPING_QUESTIONS, MINIMUM_CRITERIA, CriterionGroup
from kpdata.domain import AssessmentKind, AssessmentResult, Framework
from kpdata.sample.network import Network
from kpdata.sample.plan import Row

_LSKL = ("lskl_osallisuus", "lskl_turvallisuus", "lskl_vertaisuus")


def assessments(network: Network) -> list[Row]:
    """Rows of `assessments`: a third of the places assessed themselves, some of them by a peer as well.

    Of the others a few were assessed years ago and never again, and a few have only begun: all is left open.
    """
    plan = network.plan
    rng = plan.random("assessments")
    odds = {c.criterion_id: float(rng.beta(5, 2.4)) for c in (*MINIMUM_CRITERIA, *MAPPING_QUESTIONS)}
    # What is known of the field: evenings, client panels and lending are met least often.
    odds |= {"staff_5": 0.28, "clientship_5": 0.3, "processes_6": 0.35, "processes_3": 0.93}
    span = (plan.end - plan.start).days
    others, words = plan.random("assessments", "others"), plan.random("assessments", "lskl")
    rows: list[Row] = []
    for place in network.running:
        if rng.random() > 0.34:
            rows += _hardly(others, place, plan.end, odds)
            continue
        first = plan.start + timedelta(days=int(span * rng.random()))
        quality = float(rng.normal(0, 0.1))
        rows += _assessment(rng, place["place_id"], first, AssessmentKind.SELF, odds, quality)
        again = first + timedelta(days=int(rng.integers(330, 420)))
        if again <= plan.end and rng.random() < 0.5:
            rows += _assessment(rng, place["place_id"], again, AssessmentKind.SELF, odds, quality + 0.05)
        if rng.random() < 0.22:
            same_day = rng.random() < 0.3
            day = first if same_day else min(plan.end, first + timedelta(days=int(rng.integers(30, 300))))
            rows += _assessment(rng, place["place_id"], day, AssessmentKind.PEER, odds, quality - 0.05)
        if rng.random() < 0.06:
            for criterion_id in _LSKL:
                result = AssessmentResult(str(words.choice([*AssessmentResult], p=(0.6, 0.2, 0.12, 0.08))))
                rows.append(_assessed(place["place_id"], Framework.LSKL, criterion_id, result, first, None))
    return rows


def _hardly(rng: np.random.Generator, place: Row, end: date, odds: dict[str, float]) -> list[Row]:
    """A place that is not among the assessed: once over two years ago, just begun, or never."""
    luck, back = rng.random(), int(rng.integers(760, 1200))
    opened = place.get("opened_on")
    day = end - timedelta(days=back)
    if luck < 0.07 and (opened is None or opened <= day):
        return _assessment(rng, place["place_id"], day, AssessmentKind.SELF, odds, -0.05)
    if luck > 0.97:
        begun = end - timedelta(days=int(rng.integers(5, 60)))
        return [
            _assessed(
                place["place_id"],
                Framework.MINIMUM_CRITERIA,
                criterion.criterion_id,
                AssessmentResult.NOT_ASSESSED,
                begun,
                str(AssessmentKind.SELF),
            )
            for criterion in MINIMUM_CRITERIA
        ]
    return []


def _assessment(
    rng: np.random.Generator,
    place_id: str,
    day: date,
    kind: AssessmentKind,
    odds: dict[str, float],
    quality: float,
) -> list[Row]:
    rows = []
    # An empty kind means a self-assessment: some leave it empty.
    shown = None if kind is AssessmentKind.SELF and rng.random() < 0.1 else str(kind)
    for framework, criteria in (
        (Framework.MINIMUM_CRITERIA, MINIMUM_CRITERIA),
        (Framework.MAPPING_QUESTIONS, MAPPING_QUESTIONS),
    ):
        luck = rng.random(len(criteria))
        for criterion, draw in zip(criteria, luck, strict=True):
            met = min(0.97, max(0.03, odds[criterion.criterion_id] + quality))
            if draw < met * 0.96:
                result = AssessmentResult.MET
            elif draw < met * 0.96 + (1 - met) * 0.55:
                result = AssessmentResult.PARTLY
            elif draw < 0.955 or criterion.group is CriterionGroup.NETWORK:
                result = AssessmentResult.NOT_MET
            else:
                result = AssessmentResult.NOT_ASSESSED
            rows.append(_assessed(place_id, framework, criterion.criterion_id, result, day, shown))
    return rows


def _assessed(
    place_id: str,
    framework: Framework,
    criterion_id: str,
    result: AssessmentResult,
    day: date,
    kind: str | None,
) -> Row:
    return {
        "place_id": place_id,
        "framework": str(framework),
        "criterion_id": criterion_id,
        "result": str(result),
        "assessed_on": day,
        "kind": kind,
    }
