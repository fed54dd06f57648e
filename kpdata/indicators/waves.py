"""Facts of one survey wave: answers by place and municipality, and who was invited.

Survey units are indices: 0 … places − 1 are the places; then one unit a municipality holds the
answers that are tied to nothing smaller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kpdata.domain import AreaLevel, HalfYear, Instrument, Period
from kpdata.indicators import queries
from kpdata.indicators.facts import Facts, SurveyRound
from kpdata.indicators.rollup import Level, level_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scores:
    """Answers to the questions of one common key; one number a survey unit."""

    n: Floats
    total: Floats
    squares: Floats
    top: Floats
    bottom: Floats


@dataclass(frozen=True)
class Invited:
    """Of each area: answers and invitations of its rounds; NaN where the rounds do not make up the area."""

    answers: Floats
    invited: Floats


class WaveFacts:
    """The rounds of an instrument that ended in one half-year by a day, and their answers."""

    def __init__(
        self, facts: Facts, instrument: Instrument, half_year: HalfYear, rounds: Sequence[SurveyRound]
    ):
        self.facts = facts
        self.instrument = instrument
        self.half_year = half_year
        self.rounds = tuple(rounds)
        self._key = ("wave", instrument, tuple(round_.id for round_ in rounds))

    @property
    def key(self) -> tuple[object, ...]:
        """What the wave is kept by: days with the same rounds share it."""
        return self._key

    @property
    def responses(self) -> Floats:
        """Responses of each survey unit."""
        return self._responses[0]

    @property
    def responses_by_round(self) -> Mapping[str, float]:
        """Responses of each round, by its id."""
        return self._responses[1]

    @property
    def _responses(self) -> tuple[Floats, dict[str, float]]:
        def make() -> tuple[Floats, dict[str, float]]:
            unit_of, count_units = units_of(self.facts)
            units = np.zeros(count_units)
            by_round = dict.fromkeys((round_.id for round_ in self.rounds), 0.0)
            for round_id, place, municipality, count in self.facts.read(
                queries.responses_by_unit(list(by_round))
            ):
                by_round[round_id] += float(count)
                unit = unit_of.get(place or (municipality,))
                if unit is not None:
                    units[unit] += float(count)
            return units, by_round

        return self.facts.keep((*self._key, "responses"), make)

    @property
    def scores(self) -> dict[str, Scores]:
        """Answers of each survey unit by common key."""

        def make() -> dict[str, Scores]:
            unit_of, count_units = units_of(self.facts)
            arrays: dict[str, Floats] = {}
            rows = self.facts.read(
                queries.scores_by_unit(self.instrument, [round_.id for round_ in self.rounds])
            )
            for place, municipality, common_key, *sums in rows:
                unit = unit_of.get(place or (municipality,))
                if unit is not None:
                    if common_key not in arrays:
                        arrays[common_key] = np.zeros((5, count_units))
                    arrays[common_key][:, unit] += [float(value) for value in sums]
            return {common_key: Scores(*table) for common_key, table in arrays.items()}

        return self.facts.keep((*self._key, "scores"), make)

    def invited(self, level: Level) -> Invited:
        """Answers and invitations of the rounds that lie in each area and together make it up exactly."""

        def make() -> Invited:
            counts = self._responses[1]
            answers = np.array([counts[round_.id] for round_ in self.rounds], dtype=np.float64)
            invited = np.array(
                [np.nan if round_.invited is None else round_.invited for round_ in self.rounds],
                dtype=np.float64,
            )
            inside, exact = (
                self._centre_rounds(level) if level.level is AreaLevel.CENTRE else self._rounds_inside(level)
            )
            # A NaN must not reach the areas whose rounds do not include it (0 × NaN is NaN).
            unknown = inside @ np.isnan(invited) > 0
            sums = inside @ np.nan_to_num(invited)
            told = exact & ~unknown
            return Invited(np.where(told, inside @ answers, np.nan), np.where(told, sums, np.nan))

        return self.facts.keep((*self._key, "invited", level.key), make)

    def _rounds_inside(self, level: Level) -> tuple[Floats, Bools]:
        """areas × rounds: 1 where the round's municipalities all lie in the area; whether they fill it."""
        municipalities = len(self.facts.areas.municipalities)
        areas = level.municipalities.matrix(municipalities)
        rounds = np.array(
            [_municipalities_of(self.facts, round_) for round_ in self.rounds], dtype=bool
        ).reshape(len(self.rounds), municipalities)
        outside = rounds.astype(np.float64) @ (~areas).T.astype(np.float64)
        somewhere: Bools = np.any(rounds, axis=1, keepdims=True)
        inside = ((outside == 0) & somewhere).T.astype(np.float64)
        covered = inside @ rounds.astype(np.float64) > 0
        exact = np.all(covered == areas, axis=1) & level.has_municipalities
        return inside, exact

    def _centre_rounds(self, level: Level) -> tuple[Floats, Bools]:
        inside = np.array(
            [
                [
                    round_.area is not None
                    and round_.area.level is AreaLevel.CENTRE
                    and round_.area.area_id == centre
                    for round_ in self.rounds
                ]
                for centre in level.ids
            ],
            dtype=np.float64,
        ).reshape(len(level.ids), len(self.rounds))
        return inside, inside.sum(axis=1) > 0


def wave_at(facts: Facts, instrument: Instrument, day: date, period: Period) -> WaveFacts | None:
    """The latest wave any of whose rounds ends in a period and by a day; None when there is none."""
    rounds = [r for r in facts.rounds if r.instrument is instrument and r.ends_on <= day]
    ended = [r.ends_on for r in rounds if period.first.first_day <= r.ends_on <= period.last.last_day]
    if not ended:
        return None
    half_year = HalfYear.of(max(ended))
    return WaveFacts(facts, instrument, half_year, [r for r in rounds if HalfYear.of(r.ends_on) == half_year])


def _municipalities_of(facts: Facts, survey_round: SurveyRound) -> Bools:
    """The municipalities of a round's area; none for a centre's round (it counts at its centre only)."""
    municipalities = len(facts.areas.municipalities)
    if survey_round.area is None:
        return np.ones(municipalities, dtype=bool)
    chosen = np.zeros(municipalities, dtype=bool)
    if survey_round.area.level in (AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY):
        level = level_of(facts, survey_round.area.level)
        if survey_round.area.area_id in level.ids:
            own = level.ids.index(survey_round.area.area_id)
            chosen[level.municipalities.item[level.municipalities.area == own]] = True
    return chosen


def units_of(facts: Facts) -> tuple[Mapping[str | tuple[str | None], int], int]:
    """The survey unit of each place (its id) and of each municipality (its code in a tuple); how many."""
    places = facts.places.index
    municipalities = facts.areas.municipality_index
    units: dict[str | tuple[str | None], int] = {}
    units.update(places)
    units.update({(code,): len(places) + index for code, index in municipalities.items()})
    return units, len(units)
