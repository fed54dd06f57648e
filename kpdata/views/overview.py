"""What the overview shows: put together once for a selection, then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from kpdata.areas import area_index
from kpdata.charts import build, findings
from kpdata.charts.chart import KeyFigure
from kpdata.domain import AgeBand, AreaLevel
from kpdata.i18n import N_, texts
from kpdata.views import changes, data, ranked
from kpdata.views.address import MAP_LEVELS, Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures as figures_of
from kpdata.views.request import Request

LEVELS = MAP_LEVELS
SUITABLE = "places_school_age_per_1000"
# Short names for the picker; the card gives the full ones.
MEASURES = {
    SUITABLE: N_("School-age places"),
    "within_5_km_school_age": N_("School-age within 5 km"),
    "free_time_hours_school_age_per_1000": N_("Free-time hours"),
    "places_per_1000": N_("Meeting places"),
    "visits_per_1000": N_("Visits"),
    "integration_done_share": N_("Integration"),
}
DEFAULT_MEASURE = SUITABLE
KEY_TITLES = {
    "places": N_("Meeting places"),
    "coverage_school_age": N_("School-age coverage"),
    "visits": N_("Visits"),
    "responses_visitor": N_("Answers of families"),
    "integration_done_share": N_("Integration"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters with what they were chosen from.

    measure: of the map and the ranking. since: the day that changes are told from. definition: which
    ranking, empty where listing does not matter; rankings: how many areas stand in each.
    """

    measure: str
    since: date
    definition: str
    rankings: Mapping[str, int] = field(compare=False)


def measures(source: Source, language: str) -> dict[str, str]:
    """What the map and the ranking can show, by id."""
    t = texts(language)
    registry = data.figures(source).registry
    return {name: t(title) for name, title in MEASURES.items() if name in registry}


def choices(request: Request) -> Choices:
    """Read measure, since and definition."""
    source, selection, address = request.source, request.selection, request.address
    measure = address.choice("measure", measures(source, request.language), DEFAULT_MEASURE)
    since = address.choice("since", changes.days(selection), changes.default_day(selection))
    municipalities = frozenset(data.municipalities(source, selection.area))
    rankings = ranked.definitions(source, selection, measure, AreaLevel.MUNICIPALITY, municipalities)
    definition = address.choice("definition", rankings, next(iter(rankings), ""))
    return Choices(measure, date.fromisoformat(since), definition, rankings)


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The key figures, the map, the ranking, what changed, who needs attention."""
    source, selection = request.source, request.selection
    tiles, ranking = _map_and_ranking(source, selection, choices.measure, choices.definition)
    return Cards(
        headline(source, selection),
        {
            "key-figures": KeyFigures(key_figures(source, selection)),
            "map": tiles,
            "ranked": ranking,
            "changes": changes.changes(source, selection, choices.since),
            "attention": changes.needing_attention(source, selection),
        },
    )


@lru_cache(maxsize=128)
def _map_and_ranking(
    source: Source, selection: Selection, measure: str, definition: str
) -> tuple[Card, Card]:
    municipalities = data.municipalities(source, selection.area)
    figures = data.figures(source)
    view = data.chart_view(source, selection, (measure,))
    frame = data.table(source, selection, [measure], AreaLevel.MUNICIPALITY, municipalities)
    indicator = figures.registry[measure]
    benchmark = data.benchmark_rows(source, selection, (measure,)).get(measure)
    line = build.benchmark_of(benchmark, indicator, view) if benchmark is not None else None
    places = area_index().tiles(AreaLevel.MUNICIPALITY)
    tiles = build.tile_map(
        frame, indicator, view, places[places["code"].isin(municipalities)], benchmark=line
    )
    ranking = ranked.ranked_bars(source, selection, measure, frame, line, definition or None)
    first = next((v.shown for v in ranking.values if v.is_known and v.value), "")
    if first:
        t, best = texts(selection.language), ranking.categories[0].name
        ranking = replace(ranking, title=t("{name} is highest: {value}", name=best, value=first))
    name = data.area_name(source, selection.area, selection.language)
    return Card(tiles, 400, name), Card(ranking, 400, name)


def headline(source: Source, selection: Selection) -> str:
    """In how many municipalities of the area school-age children have no place of their own."""
    inside = data.figures(source).members(selection.area, AreaLevel.MUNICIPALITY)
    rows = data.table(source, selection, [SUITABLE], AreaLevel.MUNICIPALITY, inside)
    words = data.area_words(source, selection.area, selection.language)
    return findings.missing_places(rows, words, AgeBand.SCHOOL_AGE, selection.language)


def key_indicators(source: Source) -> tuple[str, ...]:
    """The five key figures: supply, school-age coverage, visits, what families say, integration."""
    registry = data.figures(source).registry
    means = sorted(name for name in registry if name.startswith("mean_visitor_"))
    said = ("mean_visitor_satisfaction", "mean_visitor_welcome", "mean_visitor_wellbeing")
    voice = next((name for name in (*said, *means) if name in registry), "responses_visitor")
    names = ("places", "coverage_school_age", "visits", voice, "integration_done_share")
    return tuple(name for name in names if name in registry)


def key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    """Each under its short title; what families say keeps the question as its note."""
    t = texts(selection.language)
    result = []
    for name, figure in figures_of(source, selection, key_indicators(source)).items():
        if name in KEY_TITLES:
            result.append(replace(figure, title=t(KEY_TITLES[name])))
        else:
            result.append(replace(figure, title=t("What families say"), note=figure.title))
    return tuple(result)
