"""What the map page shows: an indicator by area, places and centres as points, on tiles and on the ground."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd

from kpdata.areas import area_index
from kpdata.charts import build, findings, formats
from kpdata.charts.chart import (
    UNKNOWN_MARK,
    Category,
    Chart,
    Kind,
    MapPoint,
    PointClass,
    PointLook,
    Series,
    Value,
)
from kpdata.charts.maps import Ground, area_map, padded
from kpdata.charts.plane import Box
from kpdata.charts.values import missing
from kpdata.domain import FINLAND, HELSINKI, AreaKey, AreaLevel, CentreKind, OperatorType, PlaceType, State
from kpdata.i18n import N_, texts
from kpdata.indicators.map_points import Moment, centre_points, place_points
from kpdata.indicators.outlines import outlines
from kpdata.views import comparison, data, words
from kpdata.views.address import MAP_LEVELS
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.request import Request

LEVELS = MAP_LEVELS
DEFAULT_MEASURE = "places_school_age_per_1000"
NO_MEASURE = "borders"
POINTS = {
    "operator": N_("By operator"),
    "type": N_("By type"),
    "age": N_("By age"),
    "open": N_("Open"),
    "none": N_("No places"),
}
LAYERS = {"centres": N_("Family centres"), "planned": N_("Planned places")}
AREAS_BY = {
    "municipality": N_("Municipalities"),
    "county": N_("Wellbeing services counties"),
    "region": N_("Regions"),
}
NOW = "now"
HOURS = tuple(range(7, 22))
DEFAULT_HOUR = 16
MOST_ROWS = 200
_LOOKS = (PointLook.FIRST, PointLook.SECOND, PointLook.THIRD, PointLook.FOURTH)
_MINUTES = 15
_REGISTRY = "registry"
_WIDTH, _TILES = 510, 400


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters with what they were chosen from.

    measure: the indicator that fills the areas, `borders` for none. by: the level of the areas. points: how
    places are told apart. day, hour: `now`, or a weekday 1–7 and an hour. pick: the area, place or centre
    that is looked at. moment: the time of the week they stand for.
    """

    measure: str
    by: AreaLevel
    points: str
    layers: tuple[str, ...]
    day: str
    hour: str
    pick: AreaKey | None
    moment: Moment
    measures: Mapping[str, str] = field(compare=False)

    @property
    def is_filled(self) -> bool:
        """Whether an indicator fills the areas."""
        return self.measure != NO_MEASURE


def now() -> datetime:
    """The time in Finland."""
    return datetime.now(HELSINKI)


def choices(request: Request) -> Choices:
    """Read measure, by, points, layers, day, hour and pick."""
    source, selection, asked = request.source, request.selection, request.address
    by = AreaLevel.MUNICIPALITY
    if selection.level is AreaLevel.COUNTRY:
        by = AreaLevel(asked.choice("by", AREAS_BY, by.value))
    options = {NO_MEASURE: request.t("Borders only"), **comparison.indicators(source, by, request.language)}
    # The country is too small on a page for its thousands of places, unless they are asked for.
    is_country = selection.level is AreaLevel.COUNTRY
    points = asked.choice("points", POINTS, "none" if is_country else "operator")
    layers = asked.choices("layers", LAYERS, () if is_country else tuple(LAYERS), len(LAYERS))
    day = asked.choice("day", [NOW, *map(str, range(1, 8))], NOW)
    hour = asked.choice("hour", [str(hour) for hour in HOURS], str(DEFAULT_HOUR))
    return Choices(
        _measure(request, options),
        by,
        points,
        layers,
        day,
        hour,
        _pick(request, by),
        _moment(day, hour),
        options,
    )


def _measure(request: Request, options: Mapping[str, str]) -> str:
    text = request.address.one("measure")
    if text is None or text in options:
        return text or DEFAULT_MEASURE
    # A measure of another page is no forgery: the address simply came from there.
    if text not in data.figures(request.source).registry and text not in _OF_OTHER_PAGES:
        request.address.miss("measure")
    return DEFAULT_MEASURE


_OF_OTHER_PAGES = ("within", "places", "free_time", "access", "without")


def _moment(day: str, hour: str) -> Moment:
    """An hour of the week; of "now" the quarter of an hour, so that what was drawn lasts that long."""
    if day != NOW:
        return Moment.hour(int(day), int(hour))
    time = now()
    minute = time.hour * 60 + time.minute - time.minute % _MINUTES
    return Moment(time.isoweekday(), minute, minute + _MINUTES)


def _pick(request: Request, by: AreaLevel) -> AreaKey | None:
    text = request.address.one("pick")
    if not text:
        return None
    try:
        key = AreaKey.parse(text)
        known = data.area_names(request.source, key.level, request.language)
    except (ValueError, KeyError):
        known = {}
    if text not in known:
        request.address.miss("pick")
        return None
    # What is picked in one area is forgotten in another.
    return key if text in _pickable(request, by) else None


def _pickable(request: Request, by: AreaLevel) -> frozenset[str]:
    """Keys of everything that may be picked on the map."""
    figures, area = data.figures(request.source), shown_area(request)
    areas = {str(AreaKey(by, code)) for code in _codes(request, by)}
    places = {str(AreaKey(AreaLevel.PLACE, i)) for i in figures.members(area, AreaLevel.PLACE)}
    centres = {str(AreaKey(AreaLevel.CENTRE, i)) for i in figures.members(area, AreaLevel.CENTRE)}
    return frozenset(areas | places | centres)


def shown_area(request: Request) -> AreaKey:
    """The area whose municipalities are on the map: of a municipality its county."""
    area = request.selection.area
    if area.level is AreaLevel.MUNICIPALITY:
        return data.parent(request.source, area, AreaLevel.COUNTY) or area
    return area


def _codes(request: Request, by: AreaLevel) -> tuple[str, ...]:
    if by is AreaLevel.MUNICIPALITY:
        return _towns(request.source, shown_area(request))
    return tuple(data.figures(request.source).members(FINLAND, by))


@lru_cache(maxsize=256)
def _towns(source: Source, area: AreaKey) -> tuple[str, ...]:
    """Municipalities of an area; of a group of places those where they stand."""
    figures = data.figures(source)
    if towns := figures.members(area, AreaLevel.MUNICIPALITY):
        return tuple(towns)
    places = figures.areas(AreaLevel.PLACE)
    inside = places["area_id"].isin(figures.members(area, AreaLevel.PLACE))
    return tuple(sorted(set(places.loc[inside, "municipality"])))


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The map, the tiles, and the places as a table."""
    name = data.area_name(request.source, request.selection.area, request.language)
    base = _areas(request, choices)
    classes, homes = _points(request, choices)
    drawn = _map(request, choices, base, classes, homes)
    parts = {"map": Card(drawn, _WIDTH, name)}
    if choices.is_filled:
        parts["tiles"] = Card(_tiles(request, choices), _TILES, name)
    if choices.points != "none":
        parts["places"] = Card(_places_table(request, choices), 1000, name, plain=True)
    return Cards(headline(request), parts)


def headline(request: Request) -> str:
    """In how many municipalities of the area there is no meeting place, those not mapped apart.

    Of a municipality that has places, and of a group of places: how many.
    """
    t, area = request.t, request.selection.area
    towns = data.figures(request.source).members(area, AreaLevel.MUNICIPALITY)
    level = AreaLevel.MUNICIPALITY if towns else area.level
    rows = data.table(request.source, request.selection, ["places"], level, towns or [area.area_id])
    words_of_area = data.area_words(request.source, area, request.language)
    if len(rows) == 1 and (n := int(rows["value"].fillna(0).iloc[0])):
        return t.plural("{area}: {n} meeting place", "{area}: {n} meeting places", n, area=words_of_area.name)
    return findings.missing_places(rows, words_of_area, None, request.language)


# The areas


def _frame(request: Request, choices: Choices) -> tuple[pd.DataFrame, str]:
    measure = choices.measure if choices.is_filled else "places"
    codes = _codes(request, choices.by)
    return data.table(request.source, request.selection, [measure], choices.by, codes), measure


def _areas(request: Request, choices: Choices) -> Chart:
    """The areas with their values, on their points of the ground."""
    lands = _ground(request, choices.by)
    grid = pd.DataFrame(
        [(AreaKey.parse(key).area_id, *one.centre) for key, one in lands.items()], columns=["code", "x", "y"]
    )
    return _tile_map(request, choices, grid)


def _tiles(request: Request, choices: Choices) -> Chart:
    return _tile_map(request, choices, area_index().tiles(choices.by))


def _tile_map(request: Request, choices: Choices, grid: pd.DataFrame) -> Chart:
    source, selection = request.source, request.selection
    frame, measure = _frame(request, choices)
    indicator = data.figures(source).registry[measure]
    view = data.chart_view(source, selection, (measure,))
    if choices.pick is not None:
        view = replace(view, own=frozenset({choices.pick.area_id}))
    benchmark = data.benchmark_rows(source, selection, (measure,)).get(measure)
    line = (
        build.benchmark_of(benchmark, indicator, view)
        if benchmark is not None and indicator.denominator is not None
        else None
    )
    return build.tile_map(frame, indicator, view, grid, benchmark=line)


def _ground(request: Request, by: AreaLevel) -> dict[str, Ground]:
    """Where each area of the map lies, by key."""
    found = outlines(data.figures(request.source), by)
    centres = _centres(by)
    lands = {}
    for code in _codes(request, by):
        if code in found:
            one = found[code]
            lands[str(AreaKey(by, code))] = Ground(one.centre, one.bounds, one.polygons)
        else:
            lon, lat = centres[code]
            lands[str(AreaKey(by, code))] = Ground((lon, lat), (lon, lat, lon, lat))
    return lands


@lru_cache(maxsize=4)
def _centres(by: AreaLevel) -> Mapping[str, tuple[float, float]]:
    """Where the people of each area live on average (longitude, latitude)."""
    towns = area_index().municipalities
    code = towns["code"] if by is AreaLevel.MUNICIPALITY else towns[by.value]
    sums: dict[str, list[float]] = {}
    for one, lon, lat, people in zip(
        code, towns["lon_pop"], towns["lat_pop"], towns["pop_total"], strict=True
    ):
        total = sums.setdefault(str(one), [0.0, 0.0, 0.0])
        for place, number in enumerate((lon * people, lat * people, people)):
            total[place] += float(number)
    return {one: (lon / people, lat / people) for one, (lon, lat, people) in sums.items()}


def _map(
    request: Request,
    choices: Choices,
    base: Chart,
    classes: Sequence[PointClass],
    homes: Mapping[str, str],
) -> Chart:
    t, selection = request.t, request.selection
    lands = _ground(request, choices.by)
    around: list[Ground] = []
    extent: Box | None = None
    found = outlines(data.figures(request.source), choices.by)
    if selection.area.level is AreaLevel.MUNICIPALITY and (own := lands.get(str(selection.area))):
        near = [point for one in classes for point in one.points if homes[point.key] == str(selection.area)]
        extent = padded([own.bounds, *((p.lon, p.lat, p.lon, p.lat) for p in near)])
    around = [
        Ground(one.centre, one.bounds, one.polygons)
        for code, one in found.items()
        if str(AreaKey(choices.by, code)) not in lands
    ]
    has_points = any(one.points for one in classes)
    chart = area_map(
        base,
        lands,
        classes,
        homes,
        is_filled=choices.is_filled or not has_points,
        extent=extent,
        around=around,
    )
    notes = list(chart.notes)
    if not found:
        notes.append(
            t(
                "No borders have been imported, so areas are squares. Add borders: kpdata import FILE "
                "--as boundaries (GeoJSON or TopoJSON of the municipalities, such as that of the National "
                "Land Survey)."
            )
        )
    if unplaced := _without_point(request, choices):
        notes.append(
            t.plural(
                "{n} place without coordinates is not on the map; it is in the table.",
                "{n} places without coordinates are not on the map; they are in the table.",
                unplaced,
            )
        )
    title = chart.title
    if choices.points == "open":
        counts = ", ".join(f"{one.label.lower()} {len(one.points)}" for one in classes[:3] if one.points)
        title = f"{formats.capital(moment_text(choices, request.language))}: {counts}"
        notes.append(
            t(
                "Open: {time}, by the opening hours valid on the day.",
                time=moment_text(choices, request.language),
            )
        )
    return replace(chart, title=title, notes=tuple(notes), slug=f"map-{chart.slug}")


# The points


@lru_cache(maxsize=64)
def _place_rows(source: Source, area: AreaKey, day: Any, moment: Moment) -> pd.DataFrame:
    return place_points(data.figures(source), area, day, moment)


def _places(request: Request, choices: Choices) -> pd.DataFrame:
    """Places of the area in the layers that are on."""
    # Only the layer of opening hours depends on the time of the week; the table tells it in any case.
    rows = _place_rows(request.source, shown_area(request), request.selection.as_of, choices.moment)
    return rows if "planned" in choices.layers else rows[~rows["is_planned"]]


def _without_point(request: Request, choices: Choices) -> int:
    return 0 if choices.points == "none" else int(_places(request, choices)["lat"].isna().sum())


def _points(request: Request, choices: Choices) -> tuple[tuple[PointClass, ...], Mapping[str, str]]:
    """The points by class, and the area on the map that each lies in."""
    # Neither what is picked nor what fills the areas moves a point.
    return _placed(request, replace(choices, pick=None, measure=NO_MEASURE))


@lru_cache(maxsize=64)
def _placed(request: Request, choices: Choices) -> tuple[tuple[PointClass, ...], Mapping[str, str]]:
    homes: dict[str, str] = {}
    classes: list[PointClass] = []
    home_of = _homes(choices.by)
    if choices.points != "none":
        rows = [row for row in _records(_places(request, choices)) if pd.notna(row["lat"])]
        for row in rows:
            homes[f"place:{row['place_id']}"] = home_of[str(row["municipality"])]
        active = [row for row in rows if not row["is_planned"]]
        for label, look, chosen in _classes(request, choices, active):
            classes.append(PointClass(label, look, tuple(_place_point(request, row) for row in chosen)))
        planned = [row for row in rows if row["is_planned"]]
        if planned:
            label = request.t("Planned place")
            classes.append(
                PointClass(label, PointLook.PLANNED, tuple(_place_point(request, row) for row in planned))
            )
    if "centres" in choices.layers:
        classes += _centre_classes(request, choices, homes)
    return tuple(classes), homes


def _homes(by: AreaLevel) -> dict[str, str]:
    """Key of the area on the map by municipality."""
    towns = area_index().municipalities
    codes = towns["code"] if by is AreaLevel.MUNICIPALITY else towns[by.value]
    return {str(town): str(AreaKey(by, str(code))) for town, code in zip(towns["code"], codes, strict=True)}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


_Classed = tuple[str, PointLook, list[dict[str, Any]]]


def _classes(request: Request, choices: Choices, rows: list[dict[str, Any]]) -> list[_Classed]:
    """Places parted by what tells them apart: label, look and rows of each class, also of an empty one."""
    t = request.t
    labels: dict[str, tuple[str, PointLook]]
    if choices.points == "operator":
        kinds = (OperatorType.MUNICIPALITY, OperatorType.COUNTY, OperatorType.NGO, OperatorType.PARISH)
        labels = {
            kind.value: (formats.capital(t(words.OPERATORS[kind])), look)
            for kind, look in zip(kinds, _LOOKS, strict=True)
        }
        labels["other"] = (formats.capital(t(words.OPERATORS[OperatorType.OTHER])), PointLook.OTHER)
        parted = [(row["operator"], row) for row in rows]
    elif choices.points == "type":
        counts = Counter(row["place_type"] for row in rows)
        named = [kind for kind in PlaceType if kind is not PlaceType.OTHER and counts[kind.value]]
        commonest = sorted(named, key=lambda kind: -counts[kind.value])[: len(_LOOKS)]
        labels = {
            kind.value: (formats.capital(t(words.PLACE_TYPES[kind])), look)
            for kind, look in zip(commonest, _LOOKS, strict=False)
        }
        labels["other"] = (t("Other types"), PointLook.OTHER)
        parted = [(row["place_type"] if row["place_type"] in labels else "other", row) for row in rows]
    elif choices.points == "age":
        labels = {
            "under": (t("Under school age"), PointLook.FIRST),
            "both": (t("Under school age and school age"), PointLook.SECOND),
            "school": (t("School age (7–17)"), PointLook.THIRD),
            "other": (t("Ages not known or other"), PointLook.OTHER),
        }
        parted = [(_ages_class(row), row) for row in rows]
    else:
        labels = {
            "True": (t("Open"), PointLook.FIRST),
            "False": (t("Closed"), PointLook.CLOSED),
            "None": (t("Opening hours not known"), PointLook.OTHER),
        }
        parted = [(str(row["is_open"]), row) for row in rows]
    return [
        (label, look, [row for name, row in parted if name == key]) for key, (label, look) in labels.items()
    ]


def _ages_class(row: Mapping[str, Any]) -> str:
    if row["under_school"] and row["school_age"]:
        return "both"
    return "under" if row["under_school"] else "school" if row["school_age"] else "other"


def _place_point(request: Request, row: Mapping[str, Any]) -> MapPoint:
    told = [
        _operator(request, row),
        _type_and_ages(request, row),
        _opening(request, row),
        request.t("planned") if row["is_planned"] else "",
    ]
    return MapPoint(
        f"place:{row['place_id']}",
        str(row["name"]),
        float(row["lat"]),
        float(row["lon"]),
        tuple(text for text in told if text),
    )


def _operator(request: Request, row: Mapping[str, Any]) -> str:
    kind = request.t(words.OPERATORS[OperatorType(row["operator"])])
    return f"{row['operator_name']} ({kind})" if row["operator_name"] else formats.capital(kind)


def _type_and_ages(request: Request, row: Mapping[str, Any]) -> str:
    kind = (
        formats.capital(request.t(words.PLACE_TYPES[PlaceType(row["place_type"])]))
        if row["place_type"]
        else ""
    )
    return ", ".join(text for text in (kind, _ages(request, row)) if text)


def _ages(request: Request, row: Mapping[str, Any]) -> str:
    if row["age_from"] < 0:
        return ""
    return request.t("ages {ages}", ages=f"{row['age_from']}{formats.EN_DASH}{row['age_to']}")


def _opening(request: Request, row: Mapping[str, Any]) -> str:
    if row["is_planned"]:
        return ""
    t = request.t
    return (
        t("Opening hours not known")
        if row["is_open"] is None
        else t("Open")
        if row["is_open"]
        else t("Closed")
    )


def _centre_classes(request: Request, choices: Choices, homes: dict[str, str]) -> list[PointClass]:
    t = request.t
    frame = centre_points(data.figures(request.source), shown_area(request), request.selection.as_of)
    rows = [row for row in _records(frame) if pd.notna(row["lat"])]
    home_of = _homes(choices.by)
    found: dict[str, list[MapPoint]] = {"centre": [], "station": [], "planned": []}
    for row in rows:
        if row["is_planned"] and "planned" not in choices.layers:
            continue
        kind = CentreKind(row["kind"]) if row["kind"] else CentreKind.CENTRE
        group = "planned" if row["is_planned"] else "station" if kind is CentreKind.STATION else "centre"
        told = formats.capital(t(words.CENTRE_KINDS[kind]))
        told = t("{what}, planned", what=told) if row["is_planned"] else told
        key = f"centre:{row['centre_id']}"
        homes[key] = home_of[str(row["municipality"])]
        found[group].append(MapPoint(key, str(row["name"]), float(row["lat"]), float(row["lon"]), (told,)))
    labels = {
        "centre": (t("Family centre"), PointLook.CENTRE),
        "station": (t("Family station"), PointLook.STATION),
        "planned": (t("Planned family centre"), PointLook.PLANNED_CENTRE),
    }
    return [
        PointClass(label, look, tuple(found[group]))
        for group, (label, look) in labels.items()
        if found[group]
    ]


def moment_text(choices: Choices, language: str) -> str:
    """The time of the week in words: `ti 16–17`, or now with its time."""
    t, moment = texts(language), choices.moment
    day = formats.weekdays(language)[moment.weekday - 1]
    start = formats.clock(moment.first_minute, language)
    if choices.day == NOW:
        return t("now ({day} {time})", day=day, time=start)
    return f"{day} {start}{formats.EN_DASH}{formats.clock(moment.last_minute, language)}"


def _places_table(request: Request, choices: Choices) -> Chart:
    """The places with what the map tells of them, by municipality and name."""
    t, language = request.t, request.language
    names = data.area_names(request.source, AreaLevel.MUNICIPALITY, language)
    all_rows = _records(_places(request, choices))
    if request.selection.level is AreaLevel.MUNICIPALITY:
        all_rows = [row for row in all_rows if row["municipality"] == request.selection.area.area_id]
    all_rows.sort(key=lambda row: (data.collation(names[_town(row)]), data.collation(str(row["name"]))))
    rows = all_rows[:MOST_ROWS]
    area = data.area_name(request.source, request.selection.area, language)
    columns = {
        "town": (t("Municipality"), [_said(names[_town(row)], language) for row in rows]),
        "operator": (t("Operator"), [_said(_operator(request, row), language) for row in rows]),
        "type": (t("Type and ages"), [_said(_type_and_ages(request, row), language) for row in rows]),
        "open": (
            t("Open {time}", time=moment_text(choices, language)),
            [_open_value(request, row) for row in rows],
        ),
        "point": (
            t("On the map"),
            [
                Value(State.OK, t("yes")) if pd.notna(row["lat"]) else Value(State.OK, t("no coordinates"))
                for row in rows
            ],
        ),
    }
    notes = []
    if len(all_rows) > len(rows):
        notes.append(t("The first {n} are shown; choose a smaller area to see the others.", n=len(rows)))
    source = t(data.SOURCES[_REGISTRY])
    return Chart(
        kind=Kind.TABLE,
        language=language,
        title=t.plural(
            "{area}: {n} meeting place in the layers chosen",
            "{area}: {n} meeting places in the layers chosen",
            len(all_rows),
            area=area,
        ),
        subtitle=" · ".join(
            (
                t("as of {day}", day=formats.day(request.selection.as_of, language)),
                t("source: {source}", source=source),
            )
        ),
        categories=tuple(Category(f"place:{row['place_id']}", str(row["name"])) for row in rows),
        series=tuple(Series(key, name, tuple(values)) for key, (name, values) in columns.items()),
        heading=t("Meeting place"),
        notes=tuple(notes),
        source=source,
        as_of=request.selection.as_of,
        sample=data.is_sample(request.source),
        slug="places-on-the-map",
    )


def _town(row: Mapping[str, Any]) -> str:
    return f"municipality:{row['municipality']}"


def _said(text: str, language: str) -> Value:
    return Value(State.OK, text) if text else missing(State.UNKNOWN, language)


def _open_value(request: Request, row: Mapping[str, Any]) -> Value:
    if row["is_planned"]:
        return Value(State.PLANNED, request.t("planned"), word=request.t("planned"))
    if row["is_open"] is None:
        return Value(State.UNKNOWN, UNKNOWN_MARK, word=request.t("not known"))
    return Value(State.OK, request.t("open") if row["is_open"] else request.t("closed"))


# What is picked


@dataclass(frozen=True, slots=True)
class Picked:
    """The area, place or centre looked at: its name and what is known of it, line by line."""

    key: AreaKey
    name: str
    lines: tuple[str, ...]


@lru_cache(maxsize=64)
def pick_options(request: Request, choices: Choices) -> Mapping[str, str]:
    """Everything that can be picked on the map, by key: the areas, then the places and centres."""
    language = request.language
    names = data.area_names(request.source, choices.by, language)
    codes = set(_codes(request, choices.by))
    options = {key: name for key, name in names.items() if AreaKey.parse(key).area_id in codes}
    classes, _ = _points(request, choices)
    points = sorted(
        ((point.name, point.key) for one in classes for point in one.points),
        key=lambda pair: data.collation(pair[0]),
    )
    if len(points) <= MOST_ROWS * 5:
        options |= {key: name for name, key in points}
    elif choices.pick is not None and str(choices.pick) not in options:
        options[str(choices.pick)] = data.area_name(request.source, choices.pick, language)
    return options


@lru_cache(maxsize=256)
def picked(request: Request, choices: Choices) -> Picked | None:
    """What to tell of what is picked; None when nothing is."""
    key = choices.pick
    if key is None:
        return None
    name = data.area_name(request.source, key, request.language)
    if key.level in (AreaLevel.PLACE, AreaLevel.CENTRE):
        classes, homes = _points(request, choices)
        point = next((p for one in classes for p in one.points if p.key == str(key)), None)
        if point is None:
            return Picked(key, name, ())
        home = data.area_name(request.source, AreaKey.parse(homes[point.key]), request.language)
        return Picked(key, name, (home, *point.told))
    chart = cards(request, choices).card("map").chart
    row = next((i for i, category in enumerate(chart.categories) if category.key == str(key)), None)
    if row is None:
        return Picked(key, name, ())
    lines = [
        f"{formats.with_unit(series.name, series.unit)}: {series.values[row].text}" for series in chart.series
    ]
    return Picked(key, name, tuple(lines))
