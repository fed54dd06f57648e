"""Survey responses of an import: one row a response, one column a question."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from kpdata.i18n import N_, Message
from kpdata.sources.headings import fold
from kpdata.sources.rows import Severity
from kpdata.store.answers import Answers
from kpdata.store.batch import Batch
from kpdata.store.checks import Finding, answer_findings, findings
from kpdata.store.importing import Importing
from kpdata.store.report import held_by_another, of_another_source
from kpdata.store.same_key import take_repeats
from kpdata.store.schema import survey_responses

_FIXED = frozenset(column.name for column in survey_responses.c)


class Responses:
    """Takes in responses with their answers, and looks at how many were invited."""

    def __init__(self, work: Importing) -> None:
        self._work = work
        options = work.options
        self._answers = Answers(work.connection, work.run, options.source, take_over=options.take_over)
        self._unknown: set[tuple[str, str]] = set()
        self._rounds: dict[str, str] = {}

    def take(self, batch: Batch) -> None:
        """Take in a batch."""
        questions = self._questions(batch)
        references = self._work.references
        found = [*findings(batch, references), *answer_findings(batch, references, questions)]
        batch = self._work.findings.refuse(batch, found)
        if not len(batch):
            return
        repeats = self._work.seen[batch.table].repeats(batch)
        first = batch.without(repeats)
        if len(first):
            self._merge(first, questions)
        if repeats:
            differing = self._answers.differences(batch.take(repeats), questions)
            take_repeats(self._work, batch, repeats, also=differing, before_undo=self._answers.undo)

    def note_rounds(self, batch: Batch) -> None:
        """Note rounds whose number of invited is to be looked at."""
        self._rounds |= dict.fromkeys(batch.columns["round_id"], batch.file)

    def _questions(self, batch: Batch) -> list[str]:
        """Name the columns that are questions by question; others are told once and left out."""
        known = {question for _, question in self._work.references.questions}
        folded = {fold(question): question for question in sorted(known)}
        found: list[str] = []
        for name in [name for name in batch.columns if name not in _FIXED]:
            answers = batch.columns.pop(name)
            question = name if name in known else folded.get(fold(name))
            if question is not None:
                batch.columns[question] = answers
                found.append(question)
            elif (batch.file, name) not in self._unknown:
                self._unknown.add((batch.file, name))
                self._work.findings.problem(batch.file, batch.table, None, name, "", _no_question(name))
        return found

    def _merge(self, batch: Batch, questions: Sequence[str]) -> None:
        work = self._work
        outcome = work.merger(batch.table).merge(batch)
        work.seen[batch.table].add(batch)
        answers = self._answers.merge(batch, questions, outcome)
        changed = {difference.index for difference in outcome.changed} | answers.changed
        foreign = [held_by_another(batch, difference) for difference in outcome.foreign]
        foreign += [
            of_another_source(index, "response_id", source, text)
            for index, (source, text) in answers.foreign.items()
        ]
        counts = work.findings.counts(batch.file, batch.table)
        counts.new += outcome.new
        counts.changed += len(changed)
        counts.unchanged += len(outcome.known) - len(changed) - len(foreign)
        work.findings.refuse(batch, foreign)
        if outcome.new or changed:
            work.touched.rounds.update(batch.columns["round_id"])
        self.note_rounds(batch)

    def check_invited(self) -> None:
        """More answers than were invited: the round or its answers are wrong."""
        if not self._rounds:
            return
        of_round = survey_responses.c.round_id
        counted = select(of_round, func.count()).group_by(of_round)
        answered = {row[0]: row[1] for row in self._work.connection.execute(counted)}
        for code, file in self._rounds.items():
            known = self._work.references.rounds.get(code)
            if known and known.invited is not None and answered.get(code, 0) > known.invited:
                finding = _too_few_invited(code, answered[code], known.invited)
                self._work.findings.problem(
                    file, "survey_rounds", None, "invited", str(known.invited), finding
                )


def _no_question(name: str) -> Finding:
    return Finding(
        0,
        name,
        Message(N_("No question of the instrument has this id; the column was left out.")),
        Message(N_("a question_id of survey_questions")),
        Severity.WARNING,
    )


def _too_few_invited(code: str, answers: int, invited: int) -> Finding:
    return Finding(
        0,
        "invited",
        Message(
            N_("The round {round} has {answers} answers but only {invited} were invited."),
            {"round": code, "answers": answers, "invited": invited},
        ),
        Message(N_("at least as many invited as answers, or invited left empty")),
    )
