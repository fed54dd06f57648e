"""What the page of criteria shows; its cards stand in `kpdata.views.about_criteria`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kpdata.charts import criteria as charts
from kpdata.charts.chart import KeyFigure
from kpdata.domain import AreaLevel
from kpdata.i18n import texts
from kpdata.indicators import assessed
from kpdata.indicators.assessed import CRITERIA, GROUPS, MAPPING, group_of
from kpdata.views import address, data
from kpdata.views.about_criteria import criteria as by_criterion
from kpdata.views.about_criteria import groups, parts, peers, place, support
from kpdata.views.about_criteria.groups import ALL, INDICATORS, group_names
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.PLACE, AreaLevel.GROUP)
_QUESTIONS = frozenset(c.criterion_id for c in CRITERIA if group_of(c) == MAPPING)


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters: whose criteria are listed (all or one of the groups); what stands side by
    side (`parts`, out of `parted`)."""

    group: str
    parts: AreaLevel
    parted: Mapping[str, str] = field(compare=False)


def choices(request: Request) -> Choices:
    """Read criteria and parts."""
    level = request.selection.level
    parted = {
        part.value: request.t(parts.PART_NAMES[part])
        for part in data.levels(request.source, parts.PARTS[level])
        if part is not AreaLevel.CENTRE or parts.codes_beside(request.source, request.selection, part)
    }
    default = parts.PARTS[level][0]
    # What only other levels have is no forgery: the level was changed under it.
    chosen = request.address.choice("parts", [part.value for part in parts.PART_NAMES], default.value)
    shown = AreaLevel(chosen) if chosen in parted else default
    return Choices(request.address.choice("criteria", (ALL, *GROUPS), ALL), shown, parted)


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The finding, key figures, groups, areas side by side, criteria, self beside peer, support, lskl."""
    source, selection = request.source, request.selection
    found: dict[str, Card | KeyFigures | None] = {
        "key-figures": KeyFigures(_key_figures(source, selection)),
        "groups": by_criterion.groups_card(source, selection),
        "areas": parts.by_area_card(source, selection, choices.parts),
    }
    one, is_assessed = selection.level is AreaLevel.PLACE, groups.is_assessed(source, selection)
    if one:
        found["place"] = place.card(source, selection, choices.group)
    else:
        found["assessed"] = parts.assessed_card(source, selection)
    if is_assessed and not one:
        found["unmet"] = by_criterion.unmet_card(source, selection, choices.group)
        found["every"] = by_criterion.every_card(source, selection, choices.group)
        found["differences"] = peers.differences_card(source, selection, choices.group)
    if is_assessed and not (one and not peers.has_both(source, selection)):
        found["agreement"] = peers.agreement_card(source, selection)
        found["self-peer"] = peers.self_and_peer_card(source, selection)
    found["support"] = support.support_card(source, selection)
    if not one:
        found["support-areas"] = support.by_area_card(source, selection)
    found["lskl"] = by_criterion.lskl_card(source, selection)
    return Cards(headline(source, selection), {key: card for key, card in found.items() if card is not None})


@lru_cache(maxsize=128)
def headline(source: Source, selection: Selection) -> str:
    """The minimum criterion that is not met in the most places."""
    rows = [row for row in by_criterion.rated(source, selection) if row.key not in _QUESTIONS]
    language = selection.language
    name = data.area_name(source, selection.area, language)
    places = assessed.reach(data.figures(source), selection.area, selection.as_of).total
    if selection.level is AreaLevel.PLACE:
        return charts.headline_of_place(name, rows, language, is_active=places > 0)
    return charts.headline(name, rows, places, language)


def _key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    t, registry = texts(selection.language), data.figures(source).registry
    titles = {parts.ASSESSED: t("Places assessed")} | {
        INDICATORS[group]: name for group, name in group_names(selection.language).items() if group != MAPPING
    }
    kept = [name for name in titles if selection.level in registry[name].levels]
    return tuple(
        replace(figure, title=titles[name]) for name, figure in key_figures(source, selection, kept).items()
    )
