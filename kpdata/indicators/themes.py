"""Coded open answers of surveys by theme: what is wished for, gained, missed, feared and felt.

How a page reads them:

    halves = theme_half_years(figures, instrument, as_of)   newest first
    told = themes(figures, instrument, keys, halves[0], as_of)
    told[keys[0]]                                           counts of one area, in the order to show them

Counts are protected by rounding, at each level from its own true sum. There are no totals over themes or
kinds: a total less the shown themes would tell of a hidden one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kpdata.domain import AreaKey, HalfYear, Instrument, State, ThemeKind
from kpdata.indicators import queries
from kpdata.indicators.facts import Facts, SurveyRound
from kpdata.indicators.frames import Figures
from kpdata.indicators.rollup import level_of
from kpdata.indicators.waves import units_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LAST = (State.OK, State.HIDDEN, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many open answers of an area were coded under a theme, as it may be shown.

    state: ok; hidden (1 … t − 1, or too little is known beside `<5`); unknown (nothing coded there where
    the theme was in use). count: 0, or rounded to the nearest 5; None where not shown. at_least: some
    rows were given as `<5`; the count is what the others make, rounded down to a full 5. open_ended: some
    rows were given as `<5` or without a count, so the truth may be more, whatever is shown.
    """

    kind: ThemeKind
    theme: str
    area: AreaKey
    state: State
    count: int | None = None
    at_least: bool = False
    open_ended: bool = False


@dataclass(frozen=True)
class _Units:
    """One theme, one number a survey unit.

    count: what the rows add up to. counted, small, untold: whether any row tells a count, tells `<5`,
    tells neither. coded: whether anything at all was coded in a round that used the theme.
    """

    count: Floats
    counted: Bools
    small: Bools
    untold: Bools
    coded: Bools


def theme_half_years(figures: Figures, instrument: Instrument, as_of: date) -> tuple[HalfYear, ...]:
    """Half-years with coded open answers of the instrument that are told at a day, newest first.

    A half-year is told once every round of the instrument that ends in it has ended by the day: two days
    inside it must not give two counts that can be subtracted.
    """
    facts = figures.facts
    coded = facts.keep("coded rounds", lambda: {row[0] for row in facts.read(queries.coded_rounds())})
    found = {HalfYear.of(r.ends_on) for r in facts.rounds if r.instrument is instrument and r.id in coded}
    return tuple(sorted((half for half in found if _rounds(facts, instrument, half, as_of)), reverse=True))


def themes(
    figures: Figures, instrument: Instrument, keys: Sequence[AreaKey], half_year: HalfYear, as_of: date
) -> Mapping[AreaKey, tuple[ThemeCount, ...]]:
    """Every theme coded anywhere in the half-year, for each area, in the order to show them.

    Kinds in the order of `ThemeKind`; within a kind the largest shown count first, then by name; hidden
    ones after them by name, unknown ones last. No themes at all where the half-year is not told at the
    day (`theme_half_years`). KeyError for an unknown area.
    """
    units = _themes(figures.facts, _rounds(figures.facts, instrument, half_year, as_of))
    told: dict[AreaKey, tuple[ThemeCount, ...]] = {}
    for key in keys:
        level = level_of(figures.facts, key.level)
        if key.area_id not in level.ids:
            raise KeyError(str(key))
        own = level.answers.item[level.answers.area == level.ids.index(key.area_id)]
        counts = [_count(kind, theme, key, of, own, figures.threshold) for (kind, theme), of in units.items()]
        told[key] = tuple(sorted(counts, key=_order))
    return told


def _count(
    kind: ThemeKind, theme: str, key: AreaKey, units: _Units, own: npt.NDArray[np.int64], threshold: int
) -> ThemeCount:
    """What is shown of a theme in an area of the survey units `own`."""
    count = units.count[own].sum()
    counted, small, untold = (bool(part[own].any()) for part in (units.counted, units.small, units.untold))
    beside = small or untold
    if not units.coded[own].any() or (untold and not counted and not small):
        return ThemeCount(kind, theme, key, State.UNKNOWN, open_ended=beside)
    if count >= threshold:
        # Nearest 5 may lie above the truth: "at least" must not.
        steps = np.floor(count / 5) if beside else np.floor((count + 2.5) / 5)
        shown = int(steps * 5)
        if shown:
            return ThemeCount(kind, theme, key, State.OK, shown, at_least=beside, open_ended=beside)
        return ThemeCount(kind, theme, key, State.HIDDEN, open_ended=beside)
    if count > 0 or small:
        return ThemeCount(kind, theme, key, State.HIDDEN, open_ended=beside)
    if untold:
        return ThemeCount(kind, theme, key, State.UNKNOWN, open_ended=True)
    return ThemeCount(kind, theme, key, State.OK, 0)


def _order(told: ThemeCount) -> tuple[int, int, int, str]:
    return list(ThemeKind).index(told.kind), _LAST.index(told.state), -(told.count or 0), told.theme


def _rounds(
    facts: Facts, instrument: Instrument, half_year: HalfYear, as_of: date
) -> tuple[SurveyRound, ...]:
    """The rounds of the half-year, once all of them have ended; else none."""
    found = [r for r in facts.rounds if r.instrument is instrument and HalfYear.of(r.ends_on) == half_year]
    return tuple(found) if all(r.ends_on <= as_of for r in found) else ()


def _themes(facts: Facts, survey_rounds: Sequence[SurveyRound]) -> Mapping[tuple[ThemeKind, str], _Units]:
    """The themes of some rounds; read once."""
    ids = tuple(r.id for r in survey_rounds)
    return facts.keep(("themes", ids), lambda: _read(facts, ids))


def _read(facts: Facts, ids: Sequence[str]) -> dict[tuple[ThemeKind, str], _Units]:
    unit_of, units = units_of(facts)
    coded: dict[str, Bools] = {}
    found: dict[tuple[ThemeKind, str], _Units] = {}
    used_in: dict[tuple[ThemeKind, str], set[str]] = {}
    for round_id, place, municipality, kind, theme, count, hidden in facts.read(
        queries.themes_by_unit(list(ids))
    ):
        unit = unit_of.get(place or (municipality,))
        if unit is None:
            continue
        key = ThemeKind(kind), theme
        of = found.setdefault(key, _Units(np.zeros(units), *(np.zeros(units, dtype=bool) for _ in range(4))))
        used_in.setdefault(key, set()).add(round_id)
        coded.setdefault(round_id, np.zeros(units, dtype=bool))[unit] = True
        if count is not None:
            of.count[unit] += count
        of.counted[unit] |= count is not None
        of.small[unit] |= count is None and bool(hidden)
        of.untold[unit] |= count is None and not hidden
    for key, of in found.items():
        for round_id in used_in[key]:
            np.logical_or(of.coded, coded[round_id], out=of.coded)
    return found
