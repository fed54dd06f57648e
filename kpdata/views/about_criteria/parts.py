"""Areas or places side by side: what is met in each, and how many of its places were assessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kpdata.charts import criteria as charts
from kpdata.charts.chart import Category
from kpdata.charts.values import LEVEL_HEADINGS
from kpdata.domain import AreaKey, AreaLevel
from kpdata.i18n import N_, texts
from kpdata.indicators import assessed
from kpdata.indicators.assessed import GROUPS, MAPPING
from kpdata.views import data
from kpdata.views.about_criteria import drawn
from kpdata.views.about_criteria.drawn import BARS, WHOLE
from kpdata.views.about_criteria.groups import INDICATORS, group_names
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

ASSESSED = "assessed_share"
PARTS = {
    AreaLevel.COUNTRY: (AreaLevel.COUNTY,),
    AreaLevel.COUNTY: (AreaLevel.MUNICIPALITY, AreaLevel.CENTRE),
    AreaLevel.REGION: (AreaLevel.MUNICIPALITY, AreaLevel.CENTRE),
    AreaLevel.MUNICIPALITY: (AreaLevel.PLACE, AreaLevel.CENTRE, AreaLevel.MUNICIPALITY),
    AreaLevel.CENTRE: (AreaLevel.PLACE, AreaLevel.CENTRE),
    AreaLevel.GROUP: (AreaLevel.PLACE, AreaLevel.MUNICIPALITY),
    AreaLevel.PLACE: (AreaLevel.PLACE,),
}
PART_NAMES = {
    AreaLevel.COUNTY: N_("Wellbeing services counties"),
    AreaLevel.MUNICIPALITY: N_("Municipalities"),
    AreaLevel.CENTRE: N_("Family centres"),
    AreaLevel.PLACE: N_("Meeting places"),
}
MOST_PLACES = 60


def codes_beside(source: Source, selection: Selection, parts: AreaLevel) -> list[str]:
    """The areas of a level that stand side by side: those inside, or those beside the area itself."""
    figures, area = data.figures(source), selection.area
    if parts is AreaLevel.PLACE:
        if area.level is AreaLevel.PLACE:
            area = data.parent(source, area, AreaLevel.CENTRE) or (
                data.parent(source, area, AreaLevel.MUNICIPALITY) or area
            )
        return assessed.places_assessed(figures, area, selection.as_of)
    if parts is area.level and parts in {AreaLevel.MUNICIPALITY, AreaLevel.CENTRE}:
        area = data.parent(source, area, AreaLevel.COUNTY) or area
    return figures.members(area, parts)


def wide(source: Source, selection: Selection) -> tuple[AreaLevel, list[str]]:
    """Areas beside each other that have several places each; of an own group the group itself."""
    level = {
        AreaLevel.COUNTRY: AreaLevel.COUNTY,
        AreaLevel.CENTRE: AreaLevel.CENTRE,
        AreaLevel.GROUP: AreaLevel.GROUP,
    }.get(selection.level, AreaLevel.MUNICIPALITY)
    if level is AreaLevel.GROUP:
        return level, [selection.area.area_id]
    return level, codes_beside(source, selection, level)


def in_order(source: Source, level: AreaLevel, codes: Sequence[str], language: str) -> list[AreaKey]:
    """Areas of a level in the order of their names."""
    names = data.area_names(source, level, language)
    wanted = {str(AreaKey(level, code)) for code in codes}
    return [AreaKey.parse(key) for key in names if key in wanted]


@lru_cache(maxsize=64)
def by_area_card(source: Source, selection: Selection, parts: AreaLevel) -> Card | None:
    """What is met of each group, area beside area; None when there is only one."""
    t, language = texts(selection.language), selection.language
    figures = data.figures(source)
    keys = in_order(source, parts, codes_beside(source, selection, parts), language)
    if len(keys) < 2:
        return None
    kept = keys[:MOST_PLACES]
    names = {INDICATORS[group]: name for group, name in group_names(language).items()}
    names[INDICATORS[MAPPING]] = t("Questions")  # of mapping: the heading of a narrow column
    if parts in figures.registry[ASSESSED].levels:
        names = {ASSESSED: t("Places assessed")} | names
    frame = data.table(source, selection, list(names), parts, [key.area_id for key in kept])
    frame = data.compared(source, selection, frame)
    titles = data.area_names(source, parts, language)
    keys_of_rows = [str(AreaKey(parts, str(code))) for code in frame["area_id"]]
    frame = frame.assign(area_name=[titles[key] for key in keys_of_rows])
    order = {key.area_id: number for number, key in enumerate(kept)}
    frame = frame.sort_values("area_id", key=lambda ids: ids.map(order), kind="stable")
    view = drawn.view(source, selection, *names)
    one = figures.registry[INDICATORS[GROUPS[0]]]
    definition = "\n".join((one.definition.text(language), one.reading.text(language)))
    chart = charts.by_area(
        frame, [figures.registry[name] for name in names], names, view, definition, beside=ASSESSED
    )
    if len(keys) > len(kept):
        note = t("The first {n} of {total} places are shown.", n=len(kept), total=len(keys))
        chart = replace(chart, notes=(*chart.notes, note))
    return drawn.card(source, selection, chart, WHOLE)


@lru_cache(maxsize=64)
def assessed_card(source: Source, selection: Selection) -> Card:
    """How many active places were assessed, area beside area."""
    figures, language = data.figures(source), selection.language
    level, codes = wide(source, selection)
    areas = [
        (
            Category(str(key), data.area_names(source, level, language)[str(key)], own=key == selection.area),
            assessed.reach(figures, key, selection.as_of),
        )
        for key in in_order(source, level, codes, language)
    ]
    chart = charts.reached(
        areas,
        assessed.reach(figures, selection.area, selection.as_of),
        drawn.view(source, selection),
        texts(language)(LEVEL_HEADINGS[level]),
    )
    return drawn.card(source, selection, chart, BARS)
