"""Hiding small numbers: rounding of counts, the three tiers of survey results, complementary hiding.

A display rule of the data controller with a threshold t (5 by default). It is applied on the whole
data, before any filter, and everything shown derives from what it lets through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kpdata.domain import AreaLevel
from kpdata.indicators.facts import Facts
from kpdata.indicators.rollup import Level, Ties, level_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def small(counts: Floats, threshold: int) -> Bools:
    """Whether a count is 1 … t − 1."""
    result: Bools = (counts >= 1) & (counts < threshold)
    return result


def rounded_to_five(counts: Floats, whole: Floats) -> Floats:
    """Counts rounded to the nearest 5 (half up), never above their whole."""
    result: Floats = np.minimum(np.floor((counts + 2.5) / 5) * 5, whole)
    return result


def rounded_ratio(numerator: Floats, denominator: Floats, decimals: int) -> Floats:
    """numerator / denominator of whole numbers, rounded half away from zero on the exact fraction.

    NaN where the denominator is 0. Whole-number arithmetic: 0.285 is not below its half here.
    """
    known = denominator > 0
    part = np.where(known, numerator, 0).astype(np.int64)
    whole = np.where(known, denominator, 1).astype(np.int64)
    steps = (2 * np.abs(part) * 10**decimals + whole) // (2 * whole)
    return np.where(known, np.sign(part) * steps / 10**decimals, np.nan)


def rounded(values: Floats, decimals: int) -> Floats:
    """Numbers rounded half away from zero; noise of the last bits does not decide a half."""
    scaled = np.round(np.abs(values) * 10**decimals, 9)
    result: Floats = np.sign(values) * np.floor(scaled + 0.5) / 10**decimals
    return result


@dataclass(frozen=True)
class _Parent:
    """A level over its children: ties (parent, child), and answers of each parent that no child shows.

    passes_down: whether children of a hidden parent are hidden with it.
    """

    parent: AreaLevel
    child: AreaLevel
    ties: Ties
    untold: Floats
    passes_down: bool = True


def hidden_areas(facts: Facts, answers: Floats, threshold: int) -> Mapping[AreaLevel, Bools]:
    """Which areas of each level are hidden for one question of one wave.

    answers: n of each survey unit (places, then one unit a municipality for what is tied to nothing
    smaller). Hidden are areas with 1 … t − 1 answers; within every shown parent further children,
    the smallest first, until the hidden ones together have 0 or ≥ t answers; what lies below a
    hidden area; a county and a region of the same municipalities together; a centre or a group that
    has exactly a hidden area's answers. A region is also the parent of the counties within it.
    """
    levels = {level: level_of(facts, level) for level in AreaLevel}
    n = {level: entry.answers.sum(answers) for level, entry in levels.items()}
    hidden = {level: small(counts, threshold) for level, counts in n.items()}
    if not any(mask.any() for mask in hidden.values()) and not answers[len(facts.places.ids) :].any():
        return hidden
    parents = _parents(facts, answers)
    twins = _twins(facts)
    before = -1
    while (count := sum(int(mask.sum()) for mask in hidden.values())) != before:
        before = count
        for parent in parents:
            _hide_children(parent, n, hidden, threshold)
        for county, region in twins:
            both = hidden[AreaLevel.COUNTY][county] | hidden[AreaLevel.REGION][region]
            hidden[AreaLevel.COUNTY][county] = hidden[AreaLevel.REGION][region] = both
        for parent in reversed(parents):
            if parent.passes_down:
                below = hidden[parent.parent][parent.ties.area]
                hidden[parent.child][parent.ties.item[below]] = True
        _hide_same_answers(levels, answers, hidden)
    return hidden


def _hide_children(
    parent: _Parent, n: Mapping[AreaLevel, Floats], hidden: Mapping[AreaLevel, Bools], threshold: int
) -> None:
    child_n, child_hidden = n[parent.child], hidden[parent.child]
    together = parent.ties.sum(np.where(child_hidden, child_n, 0)) + parent.untold
    shown = (n[parent.parent] >= threshold) & ~hidden[parent.parent]
    for area in np.flatnonzero(shown & small(together, threshold)):
        children = parent.ties.item[parent.ties.area == area]
        children = children[~child_hidden[children] & (child_n[children] > 0)]
        if children.size:
            # A shown child has at least t answers, so one is enough. Children stand in order of id.
            child_hidden[children[np.argmin(child_n[children])]] = True


def _parents(facts: Facts, answers: Floats) -> tuple[_Parent, ...]:
    """Every parent over its children, from the leaves upwards."""
    levels = {level: level_of(facts, level) for level in AreaLevel}

    def over(parent: AreaLevel, child: AreaLevel, ties: Ties, untold: Floats | None = None) -> _Parent:
        nothing = np.zeros(len(levels[parent].ids))
        return _Parent(parent, child, ties, nothing if untold is None else untold)

    country, county, region = AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION
    municipality, centre, place = AreaLevel.MUNICIPALITY, AreaLevel.CENTRE, AreaLevel.PLACE
    return (
        over(municipality, place, levels[municipality].places, answers[len(facts.places.ids) :]),
        over(centre, place, levels[centre].places),
        over(county, municipality, levels[county].municipalities),
        over(region, municipality, levels[region].municipalities),
        # A region of several whole counties (Uusimaa): region − shown counties must tell nothing either.
        replace(over(region, county, _counties_within(facts)), passes_down=False),
        over(country, county, _all_of(levels[county])),
        over(country, region, _all_of(levels[region])),
    )


def _all_of(level: Level) -> Ties:
    """The whole level as children of the country."""
    own = np.arange(len(level.ids))
    return Ties(1, np.zeros(own.size, dtype=np.int64), own)


def _counties_within(facts: Facts) -> Ties:
    """Regions over the counties whose every municipality lies in them."""
    counties, regions = _county_and_region_members(facts)
    shared = counties.astype(np.int64) @ regions.T.astype(np.int64)
    own = counties.sum(axis=1, keepdims=True)
    county, region = np.nonzero((shared == own) & (own > 0))
    return Ties(len(regions), region, county)


def _county_and_region_members(facts: Facts) -> tuple[Bools, Bools]:
    """counties × municipalities and regions × municipalities."""
    count = len(facts.areas.municipalities)
    counties = level_of(facts, AreaLevel.COUNTY).municipalities.matrix(count)
    regions = level_of(facts, AreaLevel.REGION).municipalities.matrix(count)
    return counties, regions


def _twins(facts: Facts) -> list[tuple[int, int]]:
    """Counties and regions that have the same municipalities (indices)."""
    counties, regions = _county_and_region_members(facts)
    same = np.all(counties[:, None, :] == regions[None, :, :], axis=2)
    return [(int(county), int(region)) for county, region in np.argwhere(same) if counties[county].any()]


def hidden_pool(
    facts: Facts, pool: Level, answers: Floats, hidden: Mapping[AreaLevel, Bools], threshold: int
) -> Bools:
    """Whether a pool of municipalities is hidden: like a group, or because a hidden one is in it.

    Pools overlap one another freely: a pool minus its shown members would tell the hidden member.
    """
    levels = {level: level_of(facts, level) for level in AreaLevel}
    municipal = levels[AreaLevel.MUNICIPALITY].answers.sum(answers)
    masks: Bools = small(pool.answers.sum(answers), threshold) | hides_member(
        pool, hidden[AreaLevel.MUNICIPALITY] & (municipal > 0)
    )
    secret = _secret_answers(levels, answers, hidden)
    for area, units in _answer_sets(pool.answers, answers, ~masks).items():
        masks[area] = units in secret
    return masks


def hides_member(pool: Level, hidden: Bools) -> Bools:
    """Whether a hidden municipality is among those of a pool."""
    among: Bools = pool.municipalities.sum(hidden) > 0
    return among


def _secret_answers(
    levels: Mapping[AreaLevel, Level], answers: Floats, hidden: Mapping[AreaLevel, Bools]
) -> set[tuple[int, ...]]:
    """The sets of answers of all hidden areas."""
    return {
        units
        for level, entry in levels.items()
        for units in _answer_sets(entry.answers, answers, hidden[level]).values()
    }


def _hide_same_answers(
    levels: Mapping[AreaLevel, Level], answers: Floats, hidden: Mapping[AreaLevel, Bools]
) -> None:
    """Hide centres and groups whose answers are exactly those of a hidden area."""
    secret = _secret_answers(levels, answers, hidden)
    for level in (AreaLevel.CENTRE, AreaLevel.GROUP):
        for area, units in _answer_sets(levels[level].answers, answers, ~hidden[level]).items():
            if units in secret:
                hidden[level][area] = True


def _answer_sets(ties: Ties, answers: Floats, chosen: Bools) -> dict[int, tuple[int, ...]]:
    """The survey units with answers of each chosen area that has any."""
    kept = ties.restricted(np.flatnonzero((answers[ties.item] > 0) & chosen[ties.area]))
    order = np.lexsort((kept.item, kept.area))
    area, item = kept.area[order], kept.item[order]
    starts = np.flatnonzero(np.append(True, area[1:] != area[:-1])) if area.size else area
    parts = np.split(item, starts[1:]) if area.size else []
    return {int(area[start]): tuple(part.tolist()) for start, part in zip(starts, parts, strict=True)}
