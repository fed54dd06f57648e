"""Indicators of integration, criteria and the annual cycle: dated evidence that expires."""

from __future__ import annotations

from kpdata import criteria
from kpdata.domain import AreaLevel, Better, Framework
from kpdata.i18n import Message
from kpdata.indicators.indicator import ABOVE_PLACES, ALL_LEVELS, Indicator, Named, Source, Topic
from kpdata.indicators.measures import (
    Measure,
    of_assessments,
    of_events,
    of_integration,
    of_municipalities,
    of_places,
)
from kpdata.indicators.registry_network import PER_CENT

EVIDENCE = Message(
    "Done means done with evidence that is still in force: when the evidence expires, the criterion falls by "
    "itself. A municipality without any record is not done in a larger area."
)
VISITED = Message("Counts municipalities, not visits: one visit is enough.")
OF_JUDGED = Message(
    "Criteria that were not assessed are left out. The groups differ in size and are never added up to one "
    "total."
)


def _share(
    id_: str,
    title: Message,
    definition: Message,
    reading: Message,
    numerator: Measure,
    denominator: Measure,
    *,
    topic: Topic,
    source: Source,
    better: Better | None = Better.HIGHER,
    levels: tuple[AreaLevel, ...] = ABOVE_PLACES,
) -> Indicator:
    return Indicator(
        id=id_,
        title=title,
        definition=definition,
        reading=reading,
        unit=PER_CENT,
        topic=topic,
        source=source,
        numerator=numerator,
        denominator=denominator,
        scale=100,
        better=better,
        levels=levels,
    )


def of_criterion(
    criterion_id: str, name_fi: str | None, name_sv: str | None, name_en: str | None
) -> Indicator:
    """The share of municipalities that have one integration criterion done and in force."""
    name = Named.of(name_fi or criterion_id, name_sv, name_en)
    return _share(
        f"criterion_{criterion_id}",
        Message("Municipalities in which: {criterion}", {"criterion": name}),
        Message("Municipalities that have the criterion done and in force, divided by all municipalities."),
        EVIDENCE,
        of_integration("criterion", criterion_id),
        of_municipalities(),
        topic=Topic.INTEGRATION,
        source=Source.INTEGRATION,
    )


INTEGRATION = (
    _share(
        "integration_done_share",
        Message("Integration criteria done"),
        Message("Integration criteria done and in force, divided by 12 criteria in every municipality."),
        EVIDENCE,
        of_integration("done"),
        of_municipalities(times=len(criteria.INTEGRATION_CRITERIA)),
        topic=Topic.INTEGRATION,
        source=Source.INTEGRATION,
    ),
    *(
        _share(
            f"municipalities_step_{step}",
            Message(
                "Municipalities at step {step} or above: {name}",
                {"step": step, "name": Named.of(*criteria.STEP_NAMES[step])},
            ),
            Message(
                "Municipalities in which every criterion of this and of all lower steps is done and in "
                "force, divided by all municipalities."
            ),
            EVIDENCE,
            of_integration("step", str(step)),
            of_municipalities(),
            topic=Topic.INTEGRATION,
            source=Source.INTEGRATION,
        )
        for step in criteria.STEPS
    ),
)

VISITS_TO_BOARDS = (
    _share(
        "boards_visited",
        Message("Municipalities whose board was visited"),
        Message(
            "Municipalities with at least one board visit held by the day, divided by all municipalities."
        ),
        VISITED,
        of_municipalities("visited", of="boards"),
        of_municipalities(),
        topic=Topic.INTEGRATION,
        source=Source.EVENTS,
    ),
    _share(
        "groups_visited",
        Message("Municipalities whose groups were visited"),
        Message(
            "Municipalities with at least one group visit held by the day, divided by all municipalities."
        ),
        VISITED,
        of_municipalities("visited", of="groups"),
        of_municipalities(),
        topic=Topic.INTEGRATION,
        source=Source.EVENTS,
    ),
)

CRITERIA = (
    *(
        _share(
            f"criteria_met_{group.value}",
            Message("Minimum criteria met: {group}", {"group": Named.of(*criteria.GROUP_NAMES[group])}),
            Message(
                "Criteria of the group that are met, divided by criteria assessed as met, partly met or not "
                "met, from the latest assessment of each active place and criterion."
            ),
            OF_JUDGED,
            of_assessments("met", group.value),
            of_assessments("judged", group.value),
            topic=Topic.CRITERIA,
            source=Source.ASSESSMENTS,
            levels=ALL_LEVELS,
        )
        for group in criteria.CriterionGroup
    ),
    _share(
        "mapping_questions_met",
        Message("Mapping questions met"),
        Message(
            "Mapping questions (8) that are met, divided by those assessed as met, partly met or not met, "
            "from the latest assessment of each active place and question."
        ),
        OF_JUDGED,
        of_assessments("met", Framework.MAPPING_QUESTIONS.value),
        of_assessments("judged", Framework.MAPPING_QUESTIONS.value),
        topic=Topic.CRITERIA,
        source=Source.ASSESSMENTS,
        levels=ALL_LEVELS,
    ),
    _share(
        "assessed_share",
        Message("Places assessed"),
        Message("Active places with an assessment in the last 24 months, divided by all active places."),
        Message("The lower the share, the fewer places the criteria speak for."),
        of_places("assessed"),
        of_places(),
        topic=Topic.CRITERIA,
        source=Source.ASSESSMENTS,
    ),
)

CYCLE = (
    _share(
        "cycle_kept",
        Message("Annual cycle kept"),
        Message(
            "Events planned in the last 12 months that were held at most 30 days after the planned day, "
            "divided by those events. Events not yet held whose 30 days are still running are left out."
        ),
        Message("An event held late or not at all lowers the share; one held early does not."),
        of_events("kept"),
        of_events("due"),
        topic=Topic.CYCLE,
        source=Source.EVENTS,
    ),
)
