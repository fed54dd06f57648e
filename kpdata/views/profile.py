"""An area's profile: the question of its level answered, then everything known about it, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kpdata.areas import COUNTIES_SINCE, area_index
from kpdata.charts import formats
from kpdata.charts.chart import KeyFigure
from kpdata.domain import AgeBand, AreaLevel, Instrument
from kpdata.i18n import texts
from kpdata.views import data, overview, words
from kpdata.views.about_area import (
    answers,
    cycle,
    integration,
    open_answers,
    places,
    quality,
    similar,
    standing,
    surveys,
)
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request

LEVELS = tuple(AreaLevel)
ORDER = (
    "key-figures",
    "register",
    "hours",
    "access",
    "visits",
    "surveys",
    "open-answers",
    "criteria",
    "spine",
    "development",
    "similar",
    "integration-shares",
    "integration",
    "evidence",
    "roles",
    "cycle",
    "criteria-open",
    "other-surveys",
    "quality",
    "places",
)
_WIDE = frozenset({AreaLevel.COUNTRY, AreaLevel.COUNTY, AreaLevel.REGION})
_LISTED = frozenset({AreaLevel.MUNICIPALITY, AreaLevel.CENTRE, AreaLevel.GROUP})


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameter: the age group for which similar municipalities are looked at, or None.

    bands: what it was chosen from.
    """

    band: AgeBand | None
    bands: Mapping[str, str] = field(default_factory=dict, compare=False)


def choices(request: Request) -> Choices:
    """Read band; only municipalities have similar ones."""
    if request.selection.level is not AreaLevel.MUNICIPALITY:
        return Choices(None)
    t = request.t
    bands = {band.value: formats.capital(t(word)) for band, word in words.BANDS.items()}
    default = similar.default_band(request.source, request.selection)
    return Choices(AgeBand(request.address.choice("band", bands, default.value)), bands)


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The answer, key figures and what the level has: a card that would be empty is left out."""
    source, selection = request.source, replace(request.selection, areas=request.selection.areas[:1])
    level = selection.level
    parts: dict[str, Card | KeyFigures | None] = {"key-figures": KeyFigures(_key_figures(source, selection))}
    if level is AreaLevel.PLACE:
        parts["register"] = places.register_card(source, selection)
        parts["hours"] = places.hours_card(source, selection)
    if level is AreaLevel.CENTRE:
        parts["register"] = places.centre_card(source, selection)
    if level in _WIDE:
        parts["access"] = standing.access_card(source, selection)
    parts["spine"] = standing.spine_card(source, selection)
    parts["development"] = standing.development_card(source, selection)
    parts["visits"] = standing.visits_card(source, selection)
    parts["surveys"] = surveys.card(source, selection, Instrument.VISITOR)
    if level in _LISTED or level is AreaLevel.PLACE:
        parts["open-answers"] = open_answers.card(source, selection)
    parts["other-surveys"] = surveys.others(source, selection)
    if level not in {AreaLevel.MUNICIPALITY, AreaLevel.PLACE, AreaLevel.CENTRE}:
        parts["integration-shares"] = integration.shares_card(source, selection)
    if integration.has_own_criteria(selection.area):
        parts["integration"] = integration.criteria_card(source, selection)
        parts["evidence"] = integration.evidence_card(source, selection)
    if level is not AreaLevel.PLACE:
        parts["roles"] = integration.roles_card(source, selection)
    parts["criteria"] = standing.criteria_card(source, selection)
    if level is AreaLevel.PLACE:
        parts["criteria-open"] = places.assessed_card(source, selection)
    parts["cycle"] = cycle.card(source, selection)
    parts["quality"] = quality.card(source, selection)
    if level in _LISTED:
        parts["places"] = places.list_card(source, selection)
    if choices.band is not None:
        parts["similar"] = similar.card(source, selection, choices.band)
    kept = {key: part for key in ORDER if (part := parts.get(key)) is not None}
    return Cards(answers.answer(source, selection), kept)


def _key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    """Those of the overview; of a place what there is of one place."""
    if selection.level is not AreaLevel.PLACE:
        return overview.key_figures(source, selection)
    registry = data.figures(source).registry
    said = [
        name for name in overview.key_indicators(source) if name.startswith(("mean_visitor_", "responses_"))
    ]
    voice = said[0] if said else "responses_visitor"
    names = ["visits", "visits_per_session", "visits_per_open_hour", "child_share", voice]
    t = texts(selection.language)
    figures = key_figures(source, selection, [name for name in names if name in registry])
    return tuple(
        replace(figure, title=t("What families say"), note=figure.title) if name == voice else figure
        for name, figure in figures.items()
    )


def history(selection: Selection) -> tuple[str, ...]:
    """What a reader of longer series must know: mergers, and since when the area is what it is."""
    t, language, area = texts(selection.language), selection.language, selection.area
    if area.level is AreaLevel.COUNTY:
        day = formats.day(COUNTIES_SINCE, language)
        return (
            t("Wellbeing services counties began on {day}; earlier figures use today's limits.", day=day),
        )
    return tuple(
        t(
            "{old} was merged into {new} at the end of {year}: the limits changed, and figures include both.",
            old=merger.name(language),
            new=area_index().short_name(area, language),
            year=merger.last_day.year,
        )
        for merger in area_index().mergers
        if area.level is AreaLevel.MUNICIPALITY and merger.successor == area.area_id
    )


def scope(source: Source, selection: Selection) -> str:
    """What the figures are of, in one line: day, period, what they are compared with."""
    t, language = texts(selection.language), selection.language
    parts = [
        t("As of {day}", day=formats.day(selection.as_of, language)),
        t("period {period}", period=formats.period(selection.period, language)),
        t("compared with: {benchmark}", benchmark=data.benchmark_name(source, selection)),
    ]
    return " · ".join(parts)


def question(selection: Selection) -> str:
    """The question of the level, which the headline answers."""
    return texts(selection.language)(answers.QUESTIONS[selection.level])
