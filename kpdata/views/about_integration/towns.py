"""Which municipalities a card is about, and how they stand: read once for all cards of a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from kpdata.charts.chart import Category
from kpdata.charts.steps import Spread
from kpdata.domain import AreaKey, AreaLevel
from kpdata.indicators import standings
from kpdata.indicators.standings import Municipal
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source


@lru_cache(maxsize=16)
def all_standings(source: Source, day: date) -> Mapping[str, Municipal]:
    """Every municipality of the country on a day, by code."""
    return standings.standings(data.figures(source), day)


@lru_cache(maxsize=256)
def own(source: Source, area: AreaKey) -> tuple[str, ...]:
    """The municipalities of an area itself; of a centre those it serves."""
    return tuple(data.figures(source).members(area, AreaLevel.MUNICIPALITY))


@lru_cache(maxsize=256)
def beside(source: Source, selection: Selection) -> tuple[Category, ...]:
    """The municipalities shown, by name; of a municipality or centre those of its county, its own marked."""
    marked: frozenset[str] = frozenset()
    if selection.level in {AreaLevel.MUNICIPALITY, AreaLevel.CENTRE}:
        marked = frozenset(own(source, selection.area))
    codes = {*data.municipalities(source, selection.area), *marked}
    language = selection.language
    named = [
        Category(str(key), data.area_name(source, key, language), own=code in marked)
        for code in codes
        for key in [AreaKey(AreaLevel.MUNICIPALITY, code)]
    ]
    return tuple(sorted(named, key=lambda town: (data.collation(town.name), town.key)))


def around(source: Source, selection: Selection) -> Selection:
    """The selection of the county around a municipality or centre: one alone has no distribution."""
    if selection.level not in {AreaLevel.MUNICIPALITY, AreaLevel.CENTRE}:
        return selection
    county = data.parent(source, selection.area, AreaLevel.COUNTY)
    return replace(selection, level=AreaLevel.COUNTY, areas=(county,)) if county else selection


def own_first(towns: Collection[Category]) -> list[Category]:
    """The own ones before the others, each by name."""
    return sorted(towns, key=lambda town: not town.own)


def code(town: Category) -> str:
    """The code of a municipality shown."""
    return AreaKey.parse(town.key).area_id


def spread(source: Source, category: Category, codes: Collection[str], day: date) -> Spread:
    """The steps of some municipalities on a day."""
    found = standings.steps(data.figures(source), codes, day)
    return Spread(category, found.counts, found.unrecorded)


def whole(source: Source, selection: Selection) -> Spread:
    """The steps of the area's own municipalities on the day of the selection."""
    name = data.area_name(source, selection.area, selection.language)
    category = Category(str(selection.area), name, own=True)
    return spread(source, category, own(source, selection.area), selection.as_of)


def expiring(source: Source, selection: Selection) -> tuple[int, int]:
    """Criteria of the area's own municipalities that expire within 90 days, and in how many of them."""
    every = all_standings(source, selection.as_of)
    return standings.expiring([every[code] for code in own(source, selection.area)], selection.as_of)
