"""What assessments say of the places of an area: results by criterion, self beside peer, who was assessed.

Counts of places in tier A, so nothing is hidden. As in the indicators, of each active place and criterion the
latest result at a day counts, and of one day the peer's; the groups differ in size and are never added up.
Two things are called "not assessed" and are never mixed: a criterion that an assessment left open
(`Count.not_assessed`), and a place without any assessment (`Reach`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kpdata import criteria
from kpdata.criteria import Criterion, CriterionGroup
from kpdata.domain import AreaKey, AssessmentKind, AssessmentResult, Framework, add_months
from kpdata.indicators import queries
from kpdata.indicators.facts import Facts, Shelf
from kpdata.indicators.frames import Figures
from kpdata.indicators.network import active_places
from kpdata.results import Count, Pair, Reach

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CRITERIA: tuple[Criterion, ...] = (*criteria.MINIMUM_CRITERIA, *criteria.MAPPING_QUESTIONS)
MAPPING = Framework.MAPPING_QUESTIONS.value
# What stands together: the five groups of minimum criteria, then the mapping questions.
GROUPS = (*(group.value for group in CriterionGroup), MAPPING)

# The better result has the smaller code; 0 is no result at all.
_CODES = {result.value: code for code, result in enumerate(AssessmentResult, start=1)}
_RESULTS = (None, *AssessmentResult)
_NOT_MET = _CODES[AssessmentResult.NOT_MET]
_MONTHS_FRESH = 24
_MOST_DAYS = 16


def group_of(criterion: Criterion) -> str:
    """The group of a criterion, of `GROUPS`."""
    return criterion.group.value if criterion.group else MAPPING


@dataclass(frozen=True, slots=True)
class Told:
    """One result: what, on which day, by whom."""

    result: AssessmentResult
    day: date
    kind: AssessmentKind


@dataclass(frozen=True, slots=True)
class OfPlace:
    """A criterion in one place: the result that counts and the latest of either; None where there is none."""

    framework: Framework
    criterion_id: str
    latest: Told | None
    own: Told | None
    peer: Told | None


@dataclass(frozen=True)
class _Grid:
    """Latest results of every place: places × criteria, codes of results and ordinals of days (0 = none)."""

    code: Ints
    day: Ints


@dataclass(frozen=True)
class _Results:
    """All that is known at a day, by framework; ids: the columns, `own` and `peer` by whom."""

    ids: Mapping[Framework, Sequence[str]]
    own: Mapping[Framework, _Grid]
    peer: Mapping[Framework, _Grid]
    # Last judged day and last day of each place, 0 = none.
    judged: Ints
    touched: Ints

    def grid(self, framework: Framework, kind: AssessmentKind | None) -> _Grid:
        """Of one kind; without a kind the later of the two, of one day the peer's."""
        own, peer = self.own[framework], self.peer[framework]
        if kind is not None:
            return own if kind is AssessmentKind.SELF else peer
        by_peer = (peer.code > 0) & (peer.day >= own.day)
        return _Grid(np.where(by_peer, peer.code, own.code), np.where(by_peer, peer.day, own.day))


def by_criterion(
    figures: Figures, key: AreaKey, day: date, kind: AssessmentKind | None = None
) -> dict[str, Count]:
    """Results of every shipped criterion and question in the active places of an area.

    kind: the latest self- or peer assessments only; without it the ones that count in the indicators.
    """
    found, inside = _results(figures, day), active_places(figures, key, day)
    counts: dict[str, Count] = {}
    for framework in (Framework.MINIMUM_CRITERIA, Framework.MAPPING_QUESTIONS):
        counts |= _counted(found.grid(framework, kind).code[inside], found.ids[framework])
    return counts


def by_group(
    figures: Figures, key: AreaKey, day: date, kind: AssessmentKind | None = None
) -> dict[str, Count]:
    """The same, added up within each of `GROUPS`; met and judged are the parts of the indicators."""
    counts = by_criterion(figures, key, day, kind)
    groups = dict.fromkeys(GROUPS, Count())
    for criterion in CRITERIA:
        groups[group_of(criterion)] += counts[criterion.criterion_id]
    return groups


def of_lskl(figures: Figures, key: AreaKey, day: date) -> dict[str, Count]:
    """Results of the ids of the lskl framework that occur in an area, by id; any id is accepted."""
    found, inside = _results(figures, day), active_places(figures, key, day)
    counts = _counted(found.grid(Framework.LSKL, None).code[inside], found.ids[Framework.LSKL])
    return {criterion_id: count for criterion_id, count in sorted(counts.items()) if count.told}


def pairs(figures: Figures, key: AreaKey, day: date) -> dict[str, Pair]:
    """Self beside peer by criterion, in the active places where both are known, whichever came later."""
    found, inside = _results(figures, day), active_places(figures, key, day)
    result = {}
    for framework in (Framework.MINIMUM_CRITERIA, Framework.MAPPING_QUESTIONS):
        own, peer = found.own[framework].code[inside], found.peer[framework].code[inside]
        both = (own > 0) & (peer > 0)
        judged = both & (own <= _NOT_MET) & (peer <= _NOT_MET)
        ids = found.ids[framework]
        of_own, of_peer = _counted(np.where(judged, own, 0), ids), _counted(np.where(judged, peer, 0), ids)
        for column, criterion_id in enumerate(ids):
            here = judged[:, column]
            left, right = own[here, column], peer[here, column]
            result[criterion_id] = Pair(
                int((left == right).sum()),
                int((left < right).sum()),
                int((left > right).sum()),
                of_own[criterion_id],
                of_peer[criterion_id],
                int((both[:, column] & ~here).sum()),
            )
    return result


def pairs_by_group(figures: Figures, key: AreaKey, day: date) -> dict[str, Pair]:
    """Self beside peer, added up within each of `GROUPS`."""
    by_id = pairs(figures, key, day)
    groups = dict.fromkeys(GROUPS, Pair())
    for criterion in CRITERIA:
        groups[group_of(criterion)] += by_id[criterion.criterion_id]
    return groups


def places_assessed(
    figures: Figures, key: AreaKey, day: date, kind: AssessmentKind | None = None
) -> list[str]:
    """Ids of the active places of an area with any judged criterion or question (of a kind), in order."""
    found, inside = _results(figures, day), active_places(figures, key, day)
    judged = np.zeros(inside.size, dtype=bool)
    for framework in (Framework.MINIMUM_CRITERIA, Framework.MAPPING_QUESTIONS):
        code = found.grid(framework, kind).code[inside]
        judged |= ((code > 0) & (code <= _NOT_MET)).any(axis=1)
    return [figures.facts.places.ids[i] for i in inside[judged]]


def places_with_both(figures: Figures, key: AreaKey, day: date) -> int:
    """In how many active places a criterion was judged both by the place itself and by a peer."""
    found, inside = _results(figures, day), active_places(figures, key, day)
    both = np.zeros(inside.size, dtype=bool)
    for framework in (Framework.MINIMUM_CRITERIA, Framework.MAPPING_QUESTIONS):
        own, peer = found.own[framework].code[inside], found.peer[framework].code[inside]
        judged = (own > 0) & (own <= _NOT_MET) & (peer > 0) & (peer <= _NOT_MET)
        both |= judged.any(axis=1)
    return int(both.sum())


def reach(figures: Figures, key: AreaKey, day: date) -> Reach:
    """Active places of an area by when they were assessed, in any framework."""
    found, inside = _results(figures, day), active_places(figures, key, day)
    judged, touched = found.judged[inside], found.touched[inside]
    recent = judged > add_months(day, -_MONTHS_FRESH).toordinal()
    earlier = (judged > 0) & ~recent
    left_open = (judged == 0) & (touched > 0)
    return Reach(int(recent.sum()), int(earlier.sum()), int(left_open.sum()), int((touched == 0).sum()))


def of_place(figures: Figures, place_id: str, day: date) -> list[OfPlace]:
    """Every shipped criterion and question in one place, then the ids of lskl that it has; of any status."""
    found, position = _results(figures, day), figures.facts.places.index[place_id]
    rows = []
    for framework in Framework:
        latest = found.grid(framework, None)
        grids = {AssessmentKind.SELF: found.own[framework], AssessmentKind.PEER: found.peer[framework]}
        for column, criterion_id in enumerate(found.ids[framework]):
            told = {kind: _told(grid, position, column, kind) for kind, grid in grids.items()}
            own, peer = told[AssessmentKind.SELF], told[AssessmentKind.PEER]
            if framework is Framework.LSKL and own is None and peer is None:
                continue
            by_peer = peer is not None and latest.day[position, column] == peer.day.toordinal()
            rows.append(OfPlace(framework, criterion_id, peer if by_peer else own, own, peer))
    return rows


def _told(grid: _Grid, position: int, column: int, kind: AssessmentKind) -> Told | None:
    result = _RESULTS[int(grid.code[position, column])]
    if result is None:
        return None
    return Told(result, date.fromordinal(int(grid.day[position, column])), kind)


def _counted(code: Ints, ids: Sequence[str]) -> dict[str, Count]:
    """How many rows of a grid have each result, by column."""
    sums = [(code == value).sum(axis=0) for value in _CODES.values()]
    return {
        criterion_id: Count(*(int(total[column]) for total in sums))
        for column, criterion_id in enumerate(ids)
    }


def _results(figures: Figures, day: date) -> _Results:
    """Results at a day, read once; the days asked for last are kept."""
    facts = figures.facts
    days: Shelf = facts.keep("assessed days", lambda: Shelf(_MOST_DAYS))
    return days.keep(day, lambda: _read(facts, day))


def _read(facts: Facts, day: date) -> _Results:
    index = facts.places.index
    ids: dict[str, Sequence[str]] = {
        Framework.MINIMUM_CRITERIA: [criterion.criterion_id for criterion in criteria.MINIMUM_CRITERIA],
        Framework.MAPPING_QUESTIONS: [criterion.criterion_id for criterion in criteria.MAPPING_QUESTIONS],
    }
    column = {
        (framework, criterion_id): number
        for framework, columns in ids.items()
        for number, criterion_id in enumerate(columns)
    }
    kept: dict[tuple[str, bool], list[tuple[int, int, int, int]]] = {
        (framework, by_peer): [] for framework in Framework for by_peer in (False, True)
    }
    lskl: list[str] = []
    # Tens of thousands of rows: one pass over plain tuples.
    for place_id, framework, criterion_id, kind, result, assessed_on in facts.read(
        queries.latest_by_kind(day)
    ):
        if place_id not in index or result not in _CODES:
            continue
        criterion = (framework, criterion_id)
        if framework == Framework.LSKL and criterion not in column:
            column[criterion] = len(lskl)
            lskl.append(criterion_id)
        if criterion in column:
            kept[framework, kind == AssessmentKind.PEER].append(
                (index[place_id], column[criterion], _CODES[result], assessed_on.toordinal())
            )
    ids[Framework.LSKL] = lskl
    grids = {
        (framework, by_peer): _grid(rows, len(index), len(ids[framework]))
        for (framework, by_peer), rows in kept.items()
    }
    judged, touched = np.zeros(len(index), dtype=np.int64), np.zeros(len(index), dtype=np.int64)
    for place_id, last_judged, last in facts.read(queries.assessed_days(day)):
        if place_id in index:
            touched[index[place_id]] = last.toordinal()
            judged[index[place_id]] = last_judged.toordinal() if last_judged else 0
    return _Results(
        {framework: ids[framework] for framework in Framework},
        {framework: grids[framework, False] for framework in Framework},
        {framework: grids[framework, True] for framework in Framework},
        judged,
        touched,
    )


def _grid(rows: Sequence[tuple[int, int, int, int]], places: int, columns: int) -> _Grid:
    code, days = np.zeros((places, columns), dtype=np.int64), np.zeros((places, columns), dtype=np.int64)
    place, column, result, day = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    code[place, column] = result
    days[place, column] = day
    return _Grid(code, days)
