"""What the page of school-age coverage shows; its what-ifs are in `kpdata.views.what_if`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kpdata.areas import area_index
from kpdata.charts import build, coverage, formats, gaps
from kpdata.domain import FINLAND, AgeBand, AreaKey, AreaLevel
from kpdata.i18n import N_, texts
from kpdata.indicators import overlaps, planning
from kpdata.indicators.hours import ALWAYS_FROM, ALWAYS_TO
from kpdata.indicators.reach import unmapped_children
from kpdata.indicators.week import Season, season_day, week_clock
from kpdata.views import address, data, ranked, what_if
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.reach import asked_of, layers, town_names
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.GROUP)
DISTANCES = {"3": 3, "5": 5, "10": 10}
DEFAULT_DISTANCE = "5"
BANDS = {
    AgeBand.UNDER_SCHOOL: N_("0–6 y"),
    AgeBand.LOWER_SCHOOL: N_("7–12 y"),
    AgeBand.ADOLESCENT: N_("13–17 y"),
    AgeBand.SCHOOL_AGE: N_("7–17 y"),
}
# What the map and the ranking can show; the indicator follows the band and the distance.
MEASURES = {
    "within": N_("Within reach"),
    "places": N_("Places"),
    "free_time": N_("Free-time hours"),
    "access": N_("Hours within reach"),
    "without": N_("Without a place"),
}
SEASONS = {
    Season.NOW: N_("Now"),
    Season.SUMMER: N_("Summer holiday"),
    Season.AUTUMN: N_("Autumn holiday"),
    Season.CHRISTMAS: N_("Christmas holiday"),
    Season.WINTER: N_("Winter holiday"),
}
_HALF, _WHOLE = 520, 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters with what they were chosen from.

    measure: of the map and the ranking. definition: which ranking, empty where listing does not matter;
    rankings: how many areas stand in each. beside: the second week clock; besides: what it can be of.
    """

    band: AgeBand
    km: int
    measure: str
    definition: str
    season: Season
    beside: AreaKey | None
    what_if: what_if.Choices
    rankings: Mapping[str, int] = field(compare=False)
    besides: Mapping[str, str] = field(compare=False)


def choices(request: Request) -> Choices:
    """Read band, km, measure, definition, season, beside and the what-if."""
    source, selection, asked = request.source, request.selection, request.address
    band = AgeBand(asked.choice("band", [band.value for band in BANDS], AgeBand.SCHOOL_AGE.value))
    km = DISTANCES[asked.choice("km", DISTANCES, DEFAULT_DISTANCE)]
    measure = asked.one("measure") or "within"
    if measure not in MEASURES:
        # A measure of another page is no forgery: the address simply came from there.
        if measure not in data.figures(source).registry:
            asked.miss("measure")
        measure = "within"
    indicator = indicator_of(measure, band, km)
    towns = frozenset(data.municipalities(source, selection.area))
    rankings = ranked.definitions(source, selection, indicator, AreaLevel.MUNICIPALITY, towns)
    definition = asked.choice("definition", rankings, next(iter(rankings), "")) if rankings else ""
    season = Season(asked.choice("season", [season.value for season in SEASONS], Season.NOW.value))
    besides = areas_beside(source, selection)
    second = str(selection.areas[1]) if len(selection.areas) > 1 else ""
    beside = asked.choice("beside", besides, second)
    return Choices(
        band,
        km,
        measure,
        definition,
        season,
        AreaKey.parse(beside) if beside else None,
        what_if.choices(request, band, km),
        rankings,
        besides,
    )


def indicator_of(measure: str, band: AgeBand, km: int) -> str:
    """The indicator that a measure stands for."""
    return {
        "within": f"within_{km}_km_{band.value}",
        "places": f"places_{band.value}_per_1000",
        "free_time": f"free_time_hours_{band.value}_per_1000",
        "access": f"access_{band.value}",
        "without": f"children_without_{band.value}",
    }[measure]


def areas_beside(source: Source, selection: Selection) -> dict[str, str]:
    """What a second week clock can be of: nothing, the areas around, the other areas of the level."""
    t = texts(selection.language)
    found = {"": t("One area")}
    if selection.level is not AreaLevel.COUNTRY:
        found[str(FINLAND)] = t("Whole country")
    for level in (AreaLevel.COUNTY, AreaLevel.REGION):
        if selection.level in {AreaLevel.MUNICIPALITY, AreaLevel.CENTRE}:
            around = data.parent(source, selection.area, level)
            if around:
                found[str(around)] = data.area_name(source, around, selection.language)
    names = data.area_names(source, selection.level, selection.language)
    return found | {key: name for key, name in names.items() if key != str(selection.area)}


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The finding, key figures, map, ranking, age bands, week clocks, gaps, and the chosen what-if."""
    source, selection = request.source, request.selection
    band, km = choices.band, choices.km
    tiles, ranking = _map_and_ranking(source, selection, choices.measure, band, km, choices.definition)
    parts: dict[str, Card | KeyFigures] = {
        "key-figures": _key_figures(source, selection, band, km),
        "map": tiles,
        "ranked": ranking,
        "bands": _bands(source, selection),
        "clock": _clock(source, selection, selection.area, band, km, choices.season),
    }
    if choices.beside:
        parts["clock-beside"] = _clock(source, selection, choices.beside, band, km, choices.season)
    parts |= _blind_spots(source, selection, band, km)
    parts["overlaps"] = _overlaps(source, selection, band, km)
    parts |= what_if.cards(source, selection, band, km, choices.what_if)
    return Cards(_headline(source, selection, band, km), parts)


@lru_cache(maxsize=128)
def _headline(source: Source, selection: Selection, band: AgeBand, km: int) -> str:
    name = indicator_of("within", band, km)
    area = selection.area
    row = data.rows_by_indicator(data.table(source, selection, [name], area.level, [area.area_id]))[name]
    return coverage.headline(
        asked_of(source, selection, band, km), float(row["numerator"]), float(row["denominator"])
    )


@lru_cache(maxsize=128)
def _key_figures(source: Source, selection: Selection, band: AgeBand, km: int) -> KeyFigures:
    """Children without a place, municipalities with one, reach, free-time hours, hours per child."""
    t = texts(selection.language)
    titles = {
        f"children_without_{band.value}": t("Without a place in their municipality"),
        f"municipalities_with_{band.value}": t("Municipalities with a place"),
        f"within_{km}_km_{band.value}": t("Within {km} km of a place", km=km),
        f"free_time_hours_{band.value}_per_1000": t("Open in free time"),
        f"access_{band.value}": t("Open hours within reach"),
    }
    figures = key_figures(source, selection, tuple(titles))
    without = f"children_without_{band.value}"
    unmapped = unmapped_children(data.figures(source), selection.area, band, selection.as_of)
    note = t("children")
    if unmapped > 0:
        number = formats.number(unmapped, 0, selection.language)
        note = t("children, {n} of them in municipalities not mapped", n=number)
    if figures[without].value.is_known:
        figures[without] = replace(figures[without], unit=note)
    registry = data.figures(source).registry
    for name in (f"free_time_hours_{band.value}_per_1000", f"access_{band.value}"):
        figures[name] = replace(figures[name], unit=registry[name].unit.text(selection.language))
    return KeyFigures(tuple(replace(figure, title=titles[name]) for name, figure in figures.items()))


@lru_cache(maxsize=128)
def _map_and_ranking(
    source: Source, selection: Selection, measure: str, band: AgeBand, km: int, definition: str
) -> tuple[Card, Card]:
    towns = data.municipalities(source, selection.area)
    name = indicator_of(measure, band, km)
    indicator = data.figures(source).registry[name]
    own = replace(selection, areas=_own_towns(source, selection))
    view = data.chart_view(source, own, (name,))
    frame = data.table(source, selection, [name], AreaLevel.MUNICIPALITY, towns)
    row = data.benchmark_rows(source, selection, (name,)).get(name) if indicator.denominator else None
    line = build.benchmark_of(row, indicator, view) if row is not None else None
    places = area_index().tiles(AreaLevel.MUNICIPALITY)
    tiles = build.tile_map(frame, indicator, view, places[places["code"].isin(towns)], benchmark=line)
    ranking = ranked.ranked_bars(source, own, name, frame, line, definition or None)
    if measure == "within":
        tiles = replace(tiles, title=coverage.map_title(tiles))
    known = [value for value in ranking.values if value.value]
    if known and [value.shown for value in known].count(known[0].shown) == 1 and not own.areas:
        t, best = texts(selection.language), ranking.categories[0].name
        title = t("{name} is highest: {value}", name=best, value=known[0].shown)
        ranking = replace(ranking, title=title)
    area = data.area_name(source, selection.area, selection.language)
    return Card(tiles, _HALF, area), Card(ranking, _HALF, area)


def _own_towns(source: Source, selection: Selection) -> tuple[AreaKey, ...]:
    """The municipalities drawn as own among those of the county: the one chosen, or those a centre serves."""
    if selection.level is AreaLevel.MUNICIPALITY:
        return selection.areas
    if selection.level is not AreaLevel.CENTRE:
        return ()
    codes = data.figures(source).members(selection.area, AreaLevel.MUNICIPALITY)
    return tuple(AreaKey(AreaLevel.MUNICIPALITY, code) for code in codes)


@lru_cache(maxsize=128)
def _bands(source: Source, selection: Selection) -> Card:
    """Age bands × municipalities; of the country × counties, which can still be read."""
    names = [indicator_of("places", band, 0) for band in BANDS]
    measures = [data.figures(source).registry[name] for name in names]
    own = replace(selection, areas=_own_towns(source, selection))
    if selection.level is AreaLevel.COUNTRY:
        frame = data.table(source, selection, names, AreaLevel.COUNTY)
    else:
        towns = data.municipalities(source, selection.area)
        frame = data.table(source, selection, names, AreaLevel.MUNICIPALITY, towns)
    t = texts(selection.language)
    bands = [t(text) for text in BANDS.values()]
    chart = coverage.bands_table(frame, measures, bands, data.chart_view(source, own, names))
    return Card(chart, _WHOLE, data.area_name(source, selection.area, selection.language))


@lru_cache(maxsize=256)
def _clock(
    source: Source, selection: Selection, key: AreaKey, band: AgeBand, km: int, season: Season
) -> Card:
    asked = asked_of(source, selection, band, km, key)
    clock = week_clock(data.figures(source), key, band, km, selection.as_of, season=season)
    chart = coverage.week_clock(
        asked,
        clock.children,
        clock.reached.tolist(),
        clock.is_free.tolist(),
        told=season_words(season, selection.as_of, selection.language),
    )
    return Card(chart, _HALF, asked.area.name)


def season_words(season: Season, as_of: date, language: str) -> str:
    """The holiday shown with its day: "summer holiday, week of 5.7.2026"; nothing for the present week."""
    if season is Season.NOW:
        return ""
    t = texts(language)
    day = formats.day(season_day(season, as_of), language)
    return t("{season}, the week of {day}", season=t(SEASONS[season]).lower(), day=day)


@lru_cache(maxsize=64)
def _blind_spots(source: Source, selection: Selection, band: AgeBand, km: int) -> dict[str, Card]:
    frame = planning.blind_spots(data.figures(source), selection.area, band, km, selection.as_of)
    frame = frame.assign(town=town_names(frame["municipality"], selection.language))
    asked = asked_of(source, selection, band, km)
    spots, largest = gaps.blind_spots(asked, frame, layers(source, selection, band))
    return {
        "blind-spots": Card(spots, _HALF, asked.area.name),
        "largest-blind-spots": Card(largest, _HALF, asked.area.name, plain=True),
    }


@lru_cache(maxsize=64)
def _overlaps(source: Source, selection: Selection, band: AgeBand, km: int) -> Card:
    figures, language = data.figures(source), selection.language
    rows = overlaps.overlaps(figures, selection.area, selection.as_of)
    first, last = band.ages
    serving = rows[(rows["age_from"] <= last) & (rows["age_to"] >= first)]
    pairs = overlaps.overlapping_pairs(rows)
    places = figures.facts.places
    a, b = ([places.index[place_id] for place_id in pairs[column]] for column in ("place_a", "place_b"))
    towns = [figures.facts.areas.municipalities[places.municipality[i]] for i in a]

    def days(ordinals: npt.NDArray[np.int64], open_end: int) -> list[str]:
        return [
            " · ".join(_day(int(ordinals[i]), open_end, language) for i in pair)
            if any(ordinals[i] != open_end for i in pair)
            else ""
            for pair in zip(a, b, strict=True)
        ]

    frame = pairs.assign(
        name_a=[places.names[i] for i in a],
        name_b=[places.names[i] for i in b],
        town=town_names(towns, language),
        opened=days(places.opened, ALWAYS_FROM),
        closes=days(places.closed, ALWAYS_TO),
    )
    asked = asked_of(source, selection, band, km)
    of_band = len(serving[["place_a", "place_b"]].drop_duplicates())
    return Card(gaps.overlaps(asked, frame, of_band), _WHOLE, asked.area.name, plain=True)


def _day(ordinal: int, open_end: int, language: str) -> str:
    return ".." if ordinal == open_end else formats.day(date.fromordinal(ordinal), language)
