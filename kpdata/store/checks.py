"""Checks of a row that need the database: does what it refers to exist, and do the two agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from kpdata.domain import AreaLevel, Scale
from kpdata.i18n import N_, Message
from kpdata.sources.rows import Severity
from kpdata.store.batch import Batch
from kpdata.store.references import References, fold

ANSWERS: Mapping[str, tuple[int, int]] = {Scale.LIKERT5: (1, 5), Scale.YES_NO: (0, 1), Scale.NPS10: (0, 10)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one row of a batch."""

    index: int
    column: str
    problem: Message
    expected: Message
    severity: Severity = Severity.ERROR


Check = Callable[[Batch, References], Iterator[Finding]]


def findings(batch: Batch, references: References) -> Iterator[Finding]:
    """What is wrong with the rows of a batch."""
    for check in CHECKS.get(batch.table, ()):
        yield from check(batch, references)


def _one_of(nearest: Collection[str], otherwise: Message) -> Message:
    if not nearest:
        return otherwise
    return Message(N_("perhaps {nearest}"), {"nearest": ", ".join(nearest)})


def _places(batch: Batch, references: References) -> Iterator[Finding]:
    unknown = set(batch.columns["place_id"]) - references.places.keys() - {None}
    if not unknown:
        return
    for index, place in enumerate(batch.columns["place_id"]):
        if place in unknown:
            yield unknown_place(index, place, references)


def unknown_place(index: int, place: str, references: References) -> Finding:
    """The finding that there is no place with an id."""
    return Finding(
        index,
        "place_id",
        Message(N_("There is no meeting place with this id.")),
        _one_of(references.nearest("place", place), Message(N_("the place_id of a row of meeting_places"))),
    )


def _home_agrees(batch: Batch, references: References) -> Iterator[Finding]:
    """Place and municipality of a response together: the place must lie in the municipality."""
    for index, (place, municipality) in enumerate(
        zip(batch.columns["place_id"], batch.columns["municipality"], strict=True)
    ):
        known = references.places.get(place)
        if municipality is not None and known is not None and known.municipality != municipality:
            yield Finding(
                index,
                "municipality",
                Message(N_("The meeting place is in another municipality.")),
                Message(
                    N_("{municipality}, where the place “{place}” is"),
                    {"municipality": known.municipality, "place": known.name},
                ),
            )


def _visits_agree(batch: Batch, references: References) -> Iterator[Finding]:
    """A municipality beside a place_id that is not the place's own is told; the id decides."""
    if "municipality" not in batch.columns:
        return
    told = set()
    for index, (place, municipality) in enumerate(
        zip(batch.columns["place_id"], batch.columns["municipality"], strict=True)
    ):
        known = references.places.get(place)
        if municipality is None or known is None or known.municipality == municipality or place in told:
            continue
        told.add(place)
        yield Finding(
            index,
            "municipality",
            Message(N_("The meeting place is in another municipality; the place is used.")),
            Message(
                N_("{municipality}, where the place “{place}” is"),
                {"municipality": known.municipality, "place": known.name},
            ),
            Severity.WARNING,
        )


def _centres(batch: Batch, references: References) -> Iterator[Finding]:
    for index, centre in enumerate(batch.columns.get("centre_id", ())):
        if centre is not None and centre not in references.centres:
            yield Finding(
                index,
                "centre_id",
                Message(N_("There is no family centre with this id.")),
                _one_of(
                    references.nearest("centre", centre),
                    Message(N_("the centre_id of a row of family_centres, or empty")),
                ),
            )


def _rounds(batch: Batch, references: References) -> Iterator[Finding]:
    for index, code in enumerate(batch.columns["round_id"]):
        if code not in references.rounds:
            yield Finding(
                index,
                "round_id",
                Message(N_("There is no survey round with this id.")),
                _one_of(
                    references.nearest("round", code), Message(N_("the round_id of a row of survey_rounds"))
                ),
            )


def _criteria(batch: Batch, references: References) -> Iterator[Finding]:
    for index, criterion in enumerate(batch.columns["criterion_id"]):
        if criterion not in references.criteria:
            yield Finding(
                index,
                "criterion_id",
                Message(N_("There is no such integration criterion.")),
                _one_of(
                    references.nearest("criterion", criterion),
                    Message(N_("a shipped criterion, or one added by the table integration_criteria")),
                ),
            )


_NO_AREA = {
    AreaLevel.PLACE: N_("There is no meeting place with this id."),
    AreaLevel.CENTRE: N_("There is no family centre with this id."),
}


def _areas(kind_column: str) -> Check:
    def check(batch: Batch, references: References) -> Iterator[Finding]:
        kinds = batch.columns.get(kind_column)
        ids = batch.columns.get("area_id")
        if kinds is None or ids is None:
            return
        for index, (kind, area_id) in enumerate(zip(kinds, ids, strict=True)):
            if kind is None or area_id is None or kind == AreaLevel.GROUP:
                continue
            if not references.has_area(kind, area_id):
                near = references.nearest(kind, area_id) if kind in _NO_AREA else []
                yield Finding(
                    index,
                    "area_id",
                    Message(_NO_AREA.get(kind, N_("There is no such area."))),
                    _one_of(near, Message(N_("an area, family centre or meeting place that exists"))),
                )

    return check


def _municipalities(batch: Batch, references: References) -> Iterator[Finding]:
    known = references.areas["municipality"]
    for index, code in enumerate(batch.columns["municipality"]):
        if code is not None and code not in known:
            yield Finding(
                index,
                "municipality",
                Message(N_("There is no such municipality.")),
                Message(N_("the three-digit code or the name of a municipality")),
            )


def answer_findings(batch: Batch, references: References, questions: Collection[str]) -> Iterator[Finding]:
    """Answers of a question that the round's instrument does not have, or outside the question's scale."""
    for question in questions:
        for index, (code, answer) in enumerate(
            zip(batch.columns["round_id"], batch.columns[question], strict=True)
        ):
            if answer is None or code not in references.rounds:
                continue
            scale = references.questions.get((references.rounds[code].instrument, question))
            if scale is None:
                yield Finding(
                    index,
                    question,
                    Message(
                        N_("The instrument of the round has no question with this id."),
                    ),
                    Message(N_("an empty cell, or the question among survey_questions")),
                )
                continue
            low, high = ANSWERS[scale]
            if not low <= answer <= high:
                yield Finding(
                    index,
                    question,
                    Message(N_("The answer is not on the scale of the question.")),
                    Message(N_("a whole number {low}–{high}, or empty"), {"low": low, "high": high}),
                )


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "family_centres": (_municipalities,),
    "meeting_places": (_municipalities, _centres),
    "opening_hours": (_places,),
    "visits": (_places, _visits_agree),
    "survey_rounds": (_areas("area_type"),),
    "survey_responses": (_rounds, _places, _municipalities, _home_agrees),
    "survey_themes": (_rounds, _places, _municipalities, _home_agrees),
    "integration": (_criteria, _areas("area_type")),
    "assessments": (_places,),
    "mapping_status": (_municipalities,),
    "events": (_areas("area_type"),),
    "roles": (_areas("area_type"),),
    "population": (_municipalities,),
    "targets": (_areas("level"),),
    "groups": (_areas("area_type"),),
}


def place_by_name(index: int, municipality: str, name: str, references: References) -> str | Finding:
    """The id of the place with this name in the municipality, or why it cannot be told."""
    found = references.places_by_name.get((municipality, fold(name)), [])
    if len(found) == 1:
        return found[0].place_id
    if found:
        return Finding(
            index,
            "place",
            Message(N_("Several meeting places of the municipality have this name.")),
            Message(N_("the place_id: {ids}"), {"ids": ", ".join(sorted(p.place_id for p in found))}),
        )
    return Finding(
        index,
        "place",
        Message(N_("The municipality has no meeting place of this name.")),
        _one_of(
            references.nearest_names(municipality, name),
            Message(N_("a name of the register, or --create-places to add the place")),
        ),
    )
