"""For which areas an event counts: its own area and upwards, never downwards, each once.

An event of a municipality counts for its county, region and country; of a centre for itself and the
areas of its served municipalities; of a place for its municipality and upwards and for its centre;
of a county for it and the country.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kpdata.domain import AreaLevel
from kpdata.indicators.facts import Facts
from kpdata.indicators.rollup import Level, Ties


def event_ties(facts: Facts, areas: list[tuple[str, str]], level: Level) -> Ties:
    """Which events count for each area of a level; areas: type and id of each event's area."""
    pairs: set[tuple[int, int]] = set()
    counts_for = reach(facts, level)
    for event, area in enumerate(areas):
        pairs.update((target, event) for target in counts_for(*area))
    array = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return Ties(len(level.ids), array[:, 0], array[:, 1])


def reach(facts: Facts, level: Level) -> Callable[[str, str], set[int]]:
    """For the area of an event: the indices of the areas of a level for which it counts."""
    centres, places, areas = facts.centres, facts.places, facts.areas
    served: dict[int, set[int]] = {}
    for centre, municipality in zip(*(array.tolist() for array in centres.serves), strict=True):
        served.setdefault(centre, set()).add(municipality)

    def municipalities(area_type: str, area_id: str) -> set[int]:
        if area_type == AreaLevel.MUNICIPALITY.value and area_id in areas.municipality_index:
            return {areas.municipality_index[area_id]}
        if area_type == AreaLevel.CENTRE.value and area_id in centres.index:
            return served.get(centres.index[area_id], set())
        if area_type == AreaLevel.PLACE.value and area_id in places.index:
            return {int(places.municipality[places.index[area_id]])}
        return set()

    def to_centre(area_type: str, area_id: str) -> set[int]:
        if area_type == AreaLevel.CENTRE.value:
            return {centres.index[area_id]} if area_id in centres.index else set()
        if area_type == AreaLevel.PLACE.value and area_id in places.index:
            centre = int(places.centre[places.index[area_id]])
            return {centre} if centre >= 0 else set()
        return set()

    def to_group(area_type: str, area_id: str) -> set[int]:
        if area_type == AreaLevel.PLACE.value:
            own = places.index.get(area_id, -1)
            return set(group_places.area[group_places.item == own].tolist())
        found: set[int] = set()
        for municipality in municipalities(area_type, area_id):
            found |= set(group_municipalities.area[group_municipalities.item == municipality].tolist())
        if area_type == AreaLevel.CENTRE.value and area_id in centres.index:
            own = centres.index[area_id]
            found |= {i for i, members in enumerate(centre_members) if own in members}
        return found

    def to_county(area_type: str, area_id: str) -> set[int]:
        if area_type == AreaLevel.COUNTY.value:
            return {areas.counties.index(area_id)} if area_id in areas.counties else set()
        return {int(areas.county_of[m]) for m in municipalities(area_type, area_id)} - {-1}

    def to_country(area_type: str, area_id: str) -> set[int]:
        known = to_county(area_type, area_id) or to_centre(area_type, area_id)
        return {0} if known or municipalities(area_type, area_id) else set()

    group_places, group_municipalities = level.places, level.municipalities
    # A pool of municipalities is like a group, but no centre is its member.
    centre_members = facts.groups.centres if level.key is AreaLevel.GROUP else []
    return {
        AreaLevel.COUNTRY: to_country,
        AreaLevel.COUNTY: to_county,
        AreaLevel.REGION: lambda kind, code: (
            {int(areas.region_of[m]) for m in municipalities(kind, code)} - {-1}
        ),
        AreaLevel.MUNICIPALITY: municipalities,
        AreaLevel.CENTRE: to_centre,
        AreaLevel.GROUP: to_group,
    }[level.level]
