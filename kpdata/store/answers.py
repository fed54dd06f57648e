"""Answers of survey responses: one row of `survey_answers` for each answered question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from kpdata.store.batch import Batch
from kpdata.store.history import remember, undo
from kpdata.store.keys import Identity, identities, row_with
from kpdata.store.load import load_new
from kpdata.store.merge import SOME, Outcome
from kpdata.store.schema import survey_answers, survey_responses

Given = Mapping[str, int | None]


@dataclass(slots=True)
class AnswerOutcome:
    """Indexes of known responses whose answers changed; those of another source, with what differs."""

    changed: set[int] = field(default_factory=set)
    foreign: dict[int, tuple[str, str]] = field(default_factory=dict)


class Answers:
    """Writes the answers of responses that have just been merged, for one run and source."""

    def __init__(self, connection: Connection, run: int, source: str, *, take_over: bool) -> None:
        self._connection, self._run, self._source, self._take_over = connection, run, source, take_over

    def merge(self, batch: Batch, questions: Sequence[str], responses: Outcome) -> AnswerOutcome:
        """Write the answers of a batch of responses; questions the file does not have stay as they are."""
        foreign = {difference.index for difference in responses.foreign}
        self._insert_new(batch, questions, [i for i in range(len(batch)) if i not in responses.known])
        known = batch.take(sorted(responses.known - foreign))
        outcome = AnswerOutcome()
        if len(known):
            self._change(known, questions, sorted(responses.known - foreign), outcome)
        return outcome

    def _insert_new(self, batch: Batch, questions: Sequence[str], indexes: Sequence[int]) -> None:
        rows: dict[str, list[Any]] = {"round_id": [], "response_id": [], "question_id": [], "answer": []}
        for question in questions:
            answers = batch.columns[question]
            given = [i for i in indexes if answers[i] is not None]
            rows["round_id"] += [batch.columns["round_id"][i] for i in given]
            rows["response_id"] += [batch.columns["response_id"][i] for i in given]
            rows["question_id"] += [question] * len(given)
            rows["answer"] += [answers[i] for i in given]
        if rows["answer"]:
            constants: dict[str, str | int] = {"source": self._source, "import_run": self._run}
            load_new(self._connection, survey_answers, rows, constants)

    def _change(
        self, batch: Batch, questions: Sequence[str], indexes: Sequence[int], outcome: AnswerOutcome
    ) -> None:
        keys = identities(batch.table, batch.columns)
        before = self._before(keys)
        sources = self._sources(keys)
        replaced: list[Mapping[str, Any]] = []
        removed: list[Mapping[str, Any]] = []
        new: list[dict[str, Any]] = []
        for at, (index, key) in enumerate(zip(indexes, keys, strict=True)):
            differing = _differing(batch, questions, at, before[key])
            if not differing:
                continue
            if sources[key] != self._source and not self._take_over:
                outcome.foreign[index] = (sources[key], _shown(differing, before[key]))
                continue
            outcome.changed.add(index)
            for question, answer in differing.items():
                row = before[key].get(question)
                if row is not None:
                    (removed if answer is None else replaced).append(row)
                if answer is not None:
                    new.append(
                        dict(zip(("round_id", "response_id"), key, strict=True))
                        | {"question_id": question, "answer": answer}
                        | {"source": self._source, "import_run": self._run}
                    )
        remember(self._connection, self._run, survey_answers, replaced, removed=False)
        remember(self._connection, self._run, survey_answers, removed, removed=True)
        for row in (*replaced, *removed):
            key = (row["round_id"], row["response_id"], row["question_id"])
            self._connection.execute(delete(survey_answers).where(row_with(survey_answers, key)))
        if new:
            self._connection.execute(insert(survey_answers), new)

    def differences(self, batch: Batch, questions: Sequence[str]) -> dict[int, str]:
        """Indexes of responses whose answers differ from those in the database, and what differs."""
        keys = identities(batch.table, batch.columns)
        before = self._before(keys)
        found = ((at, key, _differing(batch, questions, at, before[key])) for at, key in enumerate(keys))
        return {at: _shown(differing, before[key]) for at, key, differing in found if differing}

    def undo(self, response: Identity) -> None:
        """Take back what the run did to the answers of one response."""
        for question in self._before([response])[response]:
            undo(self._connection, self._run, survey_answers, (*response, question))

    def _before(self, keys: Iterable[Identity]) -> dict[Identity, dict[str, Mapping[str, Any]]]:
        found: dict[Identity, dict[str, Mapping[str, Any]]] = defaultdict(dict)
        a = survey_answers.c
        for code, some in _by_round(keys):
            rows = select(survey_answers).where(a.round_id == code, a.response_id.in_(some))
            for row in self._connection.execute(rows).mappings():
                found[row["round_id"], row["response_id"]][row["question_id"]] = dict(row)
        return found

    def _sources(self, keys: Iterable[Identity]) -> dict[Identity, str]:
        r = survey_responses.c
        found: dict[Identity, str] = {}
        for code, some in _by_round(keys):
            rows = select(r.round_id, r.response_id, r.source).where(
                r.round_id == code, r.response_id.in_(some)
            )
            found |= {
                (round_id, response): source for round_id, response, source in self._connection.execute(rows)
            }
        return found


def _by_round(keys: Iterable[Identity]) -> Iterator[tuple[str, list[str]]]:
    rounds: dict[str, list[str]] = defaultdict(list)
    for code, response in keys:
        rounds[code].append(response)
    for code, responses in rounds.items():
        for start in range(0, len(responses), SOME):
            yield code, responses[start : start + SOME]


def _differing(
    batch: Batch, questions: Sequence[str], at: int, before: Mapping[str, Mapping[str, Any]]
) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for question in questions:
        answer = batch.columns[question][at]
        if answer != (before[question]["answer"] if question in before else None):
            found[question] = answer
    return found


def _shown(differing: Given, before: Mapping[str, Mapping[str, Any]]) -> str:
    parts = []
    for question, answer in differing.items():
        was = before[question]["answer"] if question in before else ".."
        parts.append(f"{question} {was} / {'..' if answer is None else answer}")
    return ", ".join(parts)
