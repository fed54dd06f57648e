"""Which places, municipalities and answers belong to each area of a level, and sums over them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kpdata.domain import COUNTRY_ID, AreaLevel
from kpdata.indicators.facts import Facts

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ties:
    """Pairs (area, item): an item belongs to any number of areas, to each once."""

    areas: int
    area: Ints
    item: Ints

    def sum(self, values: npt.NDArray[np.float64] | Ints | Bools) -> Floats:
        """Sum over the items of each area; NaN where any of them is NaN."""
        weights = values[self.item].astype(np.float64)
        return np.bincount(self.area, weights, minlength=self.areas).astype(np.float64)

    def matrix(self, items: int) -> Bools:
        """The same pairs as areas × items."""
        matrix = np.zeros((self.areas, items), dtype=bool)
        matrix[self.area, self.item] = True
        return matrix

    def restricted(self, kept: Ints) -> Ties:
        """The same areas with the kept pairs only (a mask or positions)."""
        return Ties(self.areas, self.area[kept], self.item[kept])


@dataclass(frozen=True)
class Level:
    """The areas of one level and what belongs to them.

    key: what its sums are kept by (the level, or a pool of areas). ids: every area. places,
    municipalities: ties to indices of `Facts`. answers: ties to survey units: 0 … places − 1 the
    places, then one unit a municipality for answers tied to nothing smaller.
    """

    level: AreaLevel
    key: Hashable
    ids: list[str]
    places: Ties
    municipalities: Ties
    answers: Ties

    @property
    def has_municipalities(self) -> Bools:
        """Whether an area has any municipality (a group of places has none)."""
        return np.bincount(self.municipalities.area, minlength=len(self.ids)) > 0


def level_of(facts: Facts, level: AreaLevel) -> Level:
    """The areas of a level, read once."""
    return facts.keep(("level", level), lambda: _BUILDERS[level](facts))


def _ties(areas: int, area: Ints, item: Ints) -> Ties:
    known = (area >= 0) & (item >= 0)
    return Ties(areas, area[known], item[known])


def _by_municipality(facts: Facts, level: AreaLevel, ids: list[str], area_of: Ints) -> Level:
    """A level whose areas are sets of whole municipalities; area_of: index of each one's area."""
    places = facts.places.municipality
    count, municipality = len(ids), np.arange(area_of.size)
    of_place = np.where(places >= 0, area_of[places], -1) if area_of.size else places
    return Level(
        level,
        level,
        ids,
        _ties(count, of_place, np.arange(places.size)),
        _ties(count, area_of, municipality),
        _ties(
            count,
            np.concatenate([of_place, area_of]),
            np.concatenate([np.arange(places.size), places.size + municipality]),
        ),
    )


def _country(facts: Facts) -> Level:
    return _by_municipality(
        facts,
        AreaLevel.COUNTRY,
        [COUNTRY_ID],
        np.zeros(len(facts.areas.municipalities), dtype=np.int64),
    )


def _county(facts: Facts) -> Level:
    return _by_municipality(facts, AreaLevel.COUNTY, facts.areas.counties, facts.areas.county_of)


def _region(facts: Facts) -> Level:
    return _by_municipality(facts, AreaLevel.REGION, facts.areas.regions, facts.areas.region_of)


def _municipality(facts: Facts) -> Level:
    ids = facts.areas.municipalities
    return _by_municipality(facts, AreaLevel.MUNICIPALITY, ids, np.arange(len(ids)))


def _centre(facts: Facts) -> Level:
    centres, places = facts.centres, facts.places
    count = len(centres.ids)
    tied = _ties(count, places.centre, np.arange(len(places.ids)))
    return Level(AreaLevel.CENTRE, AreaLevel.CENTRE, centres.ids, tied, _ties(count, *centres.serves), tied)


def _place(facts: Facts) -> Level:
    places = facts.places
    own = np.arange(len(places.ids))
    tied = _ties(own.size, own, own)
    nothing = np.empty(0, dtype=np.int64)
    return Level(AreaLevel.PLACE, AreaLevel.PLACE, places.ids, tied, Ties(own.size, nothing, nothing), tied)


def _group(facts: Facts) -> Level:
    """Groups: each place and each municipality of the members once.

    Answers tied to a municipality only count where the municipality itself is a member: a centre
    does not have them, so they do not come with it.
    """
    groups, places = facts.groups, facts.places
    place_ties: list[tuple[int, int]] = []
    municipality_ties: list[tuple[int, int]] = []
    answer_ties: list[tuple[int, int]] = []
    for group in range(len(groups.ids)):
        own, centres = groups.municipalities[group], groups.centres[group]
        members = set(groups.places[group].tolist())
        members |= set(np.flatnonzero(np.isin(places.municipality, own)).tolist())
        members |= set(np.flatnonzero(np.isin(places.centre, centres)).tolist())
        serves_centre, serves_municipality = facts.centres.serves
        served = set(own.tolist()) | set(serves_municipality[np.isin(serves_centre, centres)].tolist())
        place_ties += [(group, place) for place in sorted(members)]
        municipality_ties += [(group, municipality) for municipality in sorted(served)]
        answer_ties += [(group, len(places.ids) + municipality) for municipality in sorted(set(own.tolist()))]

    def ties(pairs: list[tuple[int, int]]) -> Ties:
        array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return Ties(len(groups.ids), array[:, 0], array[:, 1])

    return Level(
        AreaLevel.GROUP,
        AreaLevel.GROUP,
        groups.ids,
        ties(place_ties),
        ties(municipality_ties),
        ties(place_ties + answer_ties),
    )


def pool_of(facts: Facts, municipalities: Iterable[str]) -> Level:
    """Several municipalities taken as one area (similar areas, a comparison group); id `pool`."""
    index = facts.areas.municipality_index
    chosen = sorted({index[code] for code in municipalities})
    in_pool = np.full(len(index), -1, dtype=np.int64)
    in_pool[chosen] = 0
    level = _by_municipality(facts, AreaLevel.GROUP, ["pool"], in_pool)
    return replace(level, key=("pool", tuple(chosen)))


_BUILDERS = {
    AreaLevel.COUNTRY: _country,
    AreaLevel.COUNTY: _county,
    AreaLevel.REGION: _region,
    AreaLevel.MUNICIPALITY: _municipality,
    AreaLevel.CENTRE: _centre,
    AreaLevel.PLACE: _place,
    AreaLevel.GROUP: _group,
}
