"""Questions of an instrument, their waves and rounds, and how the answers to each are spread over its scale.

How a page reads one wave of an instrument:

    halves = waves(figures, instrument, as_of)              newest first
    period, day = halves[0].period, min(as_of, halves[0].period.last.last_day)
    asked = questions(figures, instrument)
    told = distributions(figures, instrument, keys, day, period)
    told[asked[0].key, keys[0]].shares                      whole per cent, by the parts of the scale

Means, top-2 shares and nets of a question with a `common_key` on the scale 1–5 are the indicators
`mean_ top2_ net_<instrument>_<key>`. A distribution is hidden by the very decision that hides them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kpdata.domain import AreaKey, AreaLevel, HalfYear, Instrument, Period, Scale, State
from kpdata.indicators import disclosure, queries
from kpdata.indicators.facts import Facts
from kpdata.indicators.frames import Figures
from kpdata.indicators.indicator import Named
from kpdata.indicators.rollup import level_of
from kpdata.indicators.values import hidden_by_question
from kpdata.indicators.waves import WaveFacts, units_of, wave_at

Floats = npt.NDArray[np.float64]

# What an answer may be told as, in the order of `Distribution.shares`, and the answers of each.
PARTS: Mapping[Scale, Mapping[str, frozenset[int]]] = {
    Scale.LIKERT5: {str(answer): frozenset({answer}) for answer in range(1, 6)},
    Scale.YES_NO: {"yes": frozenset({1}), "no": frozenset({0})},
    Scale.NPS10: {
        "detractors": frozenset(range(7)),
        "passives": frozenset({7, 8}),
        "promoters": frozenset({9, 10}),
    },
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an instrument, or several on the scale 1–5 that share a common key and are pooled.

    key: the common key of a pooled one, else the question's id; told apart within the instrument.
    texts: fi, sv and en of the first question. common_key: None where the question has none.
    """

    instrument: Instrument
    key: str
    question_ids: tuple[str, ...]
    texts: tuple[str, str | None, str | None]
    scale: Scale
    theme: str | None
    common_key: str | None

    @property
    def pooled(self) -> bool:
        """Whether it has the indicators `mean_ top2_ net_<instrument>_<key>`."""
        return self.scale is Scale.LIKERT5 and self.common_key is not None

    def text(self, language: str) -> str:
        """The question as it was asked, in Finnish where the language has no text."""
        return Named.of(*self.texts).text(language)


@dataclass(frozen=True, slots=True)
class Round:
    """A survey round of a wave; area: whose it is (None = the whole country); answers: responses it got.

    names: fi, sv and en. invited: None where it is not told.
    """

    id: str
    names: tuple[str, str, str]
    starts_on: date
    ends_on: date
    area: AreaKey | None
    invited: int | None
    answers: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the answers to a question are spread in an area, as it may be shown.

    state: ok; hidden (fewer than t answers, hidden with others, or fewer than 2t); unknown (none).
    n: answers, None where hidden or none. few: t ≤ n < 2t, so n and the mean are shown but not the
    shares. shares: whole per cent by `PARTS` of the scale, each rounded on its own, so they need not
    make 100; None where not shown. nps: promoters − detractors in percentage points (`nps10` only).
    top2: answers 4–5, rounded once (`likert5` only).
    """

    question: Question
    area: AreaKey
    state: State
    n: int | None = None
    few: bool = False
    shares: tuple[int, ...] | None = None
    nps: int | None = None
    top2: int | None = None


def questions(figures: Figures, instrument: Instrument) -> tuple[Question, ...]:
    """Every question of an instrument, pooled ones once, in the order of their (first) id."""
    return figures.facts.keep(("asked", instrument), lambda: _questions(figures.facts, instrument))


def comparable(figures: Figures) -> Mapping[str, tuple[Instrument, ...]]:
    """Common keys that two instruments or more ask about on the scale 1–5, and which instruments do."""
    askers: dict[str, list[Instrument]] = {}
    for instrument in Instrument:
        for question in questions(figures, instrument):
            if question.pooled:
                askers.setdefault(question.key, []).append(instrument)
    return {key: tuple(found) for key, found in sorted(askers.items()) if len(found) > 1}


def not_comparable(figures: Figures, instrument: Instrument) -> tuple[Question, ...]:
    """Questions of an instrument that no other instrument asks: to be listed, not mixed."""
    shared = comparable(figures)
    return tuple(q for q in questions(figures, instrument) if not (q.pooled and q.key in shared))


def waves(figures: Figures, instrument: Instrument, as_of: date) -> tuple[HalfYear, ...]:
    """Half-years in which a round of the instrument has ended by a day, newest first."""
    ended = {
        HalfYear.of(r.ends_on)
        for r in figures.facts.rounds
        if r.instrument is instrument and r.ends_on <= as_of
    }
    return tuple(sorted(ended, reverse=True))


def rounds(figures: Figures, instrument: Instrument, half_year: HalfYear, as_of: date) -> tuple[Round, ...]:
    """The rounds that make up a wave by a day, in order of id; empty without one.

    Results are told of the wave only: those of a single round could be taken away from it.
    """
    wave = wave_at(figures.facts, instrument, as_of, half_year.period)
    if wave is None:
        return ()
    answers = wave.responses_by_round
    return tuple(
        Round(r.id, r.names, r.starts_on, r.ends_on, r.area, r.invited, int(answers[r.id]))
        for r in wave.rounds
    )


def distributions(
    figures: Figures,
    instrument: Instrument,
    keys: Sequence[AreaKey],
    as_of: date,
    period: Period,
) -> Mapping[tuple[str, AreaKey], Distribution]:
    """Every question of the instrument in each area, by (key of the question, area).

    Of one wave, as for `mean_ top2_ net_`: the latest that ends in the period and by the day; without
    one everything is unknown. Hiding is decided on the whole data. KeyError for an unknown area.
    """
    wave = wave_at(figures.facts, instrument, as_of, period)
    told: dict[tuple[str, AreaKey], Distribution] = {}
    places = {key: level_of(figures.facts, key.level).ids.index(key.area_id) for key in _known(figures, keys)}
    for question in questions(figures, instrument):
        if wave is None:
            told |= {(question.key, key): Distribution(question, key, State.UNKNOWN) for key in keys}
            continue
        for level in dict.fromkeys(key.level for key in keys):
            counts, n, hidden = _level_counts(figures, wave, question, level)
            for key in keys:
                if key.level is level:
                    area = places[key]
                    told[question.key, key] = _distribution(
                        question, key, counts[:, area], int(n[area]), bool(hidden[area]), figures.threshold
                    )
    return told


def _known(figures: Figures, keys: Sequence[AreaKey]) -> Sequence[AreaKey]:
    for key in keys:
        if key.area_id not in level_of(figures.facts, key.level).ids:
            raise KeyError(str(key))
    return keys


def _distribution(
    question: Question, area: AreaKey, counts: Floats, n: int, hidden: bool, threshold: int
) -> Distribution:
    if hidden:
        return Distribution(question, area, State.HIDDEN)
    if n == 0:
        return Distribution(question, area, State.UNKNOWN)
    if n < 2 * threshold:
        return Distribution(question, area, State.HIDDEN, n, few=True)
    whole = np.full(counts.size, n, dtype=np.float64)
    shares = tuple(int(share) for share in disclosure.rounded_ratio(100 * counts, whole, 0))
    nps = None
    if question.scale is Scale.NPS10:
        nps = int(disclosure.rounded_ratio(100 * (counts[-1:] - counts[:1]), whole[:1], 0)[0])
    top2 = None
    if question.scale is Scale.LIKERT5:
        top2 = int(disclosure.rounded_ratio(100 * counts[-2:].sum(keepdims=True), whole[:1], 0)[0])
    return Distribution(question, area, State.OK, n, shares=shares, nps=nps, top2=top2)


def _level_counts(
    figures: Figures, wave: WaveFacts, question: Question, level: AreaLevel
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Parts × areas of a level, all answers of each area, and which areas are hidden."""

    def make() -> tuple[Floats, Floats]:
        answers = _answers(wave)
        by_answer: dict[int, Floats] = {}
        for question_id in question.question_ids:
            for answer, units in answers.get(question_id, {}).items():
                by_answer[answer] = by_answer.get(answer, 0.0) + units
        nothing = np.zeros(units_of(wave.facts)[1])
        parts = [
            sum((by_answer[answer] for answer in sorted(part & by_answer.keys())), nothing)
            for part in PARTS[question.scale].values()
        ]
        return np.array(parts), sum(by_answer.values(), nothing)

    parts, n = wave.facts.keep((*wave.key, "parts", question.key), make)
    # The decision of a pooled question is kept under its common key, as that of its mean.
    decided: Hashable = question.key if question.pooled else ("question", *question.question_ids)
    hidden = hidden_by_question(wave, decided, n, figures.threshold)
    ties = level_of(wave.facts, level).answers
    return np.array([ties.sum(part) for part in parts]), ties.sum(n), hidden[level]


def _answers(wave: WaveFacts) -> Mapping[str, Mapping[int, Floats]]:
    """How many gave each answer to each question, one number a survey unit; read once a wave."""

    def make() -> dict[str, dict[int, Floats]]:
        unit_of, count = units_of(wave.facts)
        answers: dict[str, dict[int, Floats]] = {}
        query = queries.answers_by_unit([round_.id for round_ in wave.rounds])
        for place, municipality, question, answer, number in wave.facts.read(query):
            unit = unit_of.get(place or (municipality,))
            if unit is not None:
                units = answers.setdefault(question, {}).setdefault(answer, np.zeros(count))
                units[unit] += float(number)
        return answers

    return wave.facts.keep((*wave.key, "answers"), make)


def _questions(facts: Facts, instrument: Instrument) -> tuple[Question, ...]:
    rows = sorted(facts.read(queries.questions_of(instrument)), key=lambda row: str(row[0]))
    pools: dict[tuple[str, str], list[int]] = {}
    for number, (question_id, *_, scale, _, common_key) in enumerate(rows):
        together = ("pool", common_key) if scale == Scale.LIKERT5 and common_key else ("", question_id)
        pools.setdefault(together, []).append(number)
    taken = {key for kind, key in pools if kind}
    found = []
    for (pool, name), numbers in pools.items():
        _, fi, sv, en, scale, theme, common_key = rows[numbers[0]]
        key = name if pool or name not in taken else f"question:{name}"
        ids = tuple(rows[number][0] for number in numbers)
        found.append(
            Question(instrument, key, ids, (fi, sv, en), Scale(scale), theme or None, common_key or None)
        )
    return tuple(found)
