"""The list of places of the network page: searched, filtered, sorted; and one place looked at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.domain import (
    AgeBand,
    AreaKey,
    AreaLevel,
    Definition,
    Instrument,
    OperatorType,
    PlaceStatus,
    PlaceType,
)
from kpdata.i18n import N_, texts
from kpdata.indicators import network
from kpdata.indicators.facts import NO_AGE
from kpdata.indicators.network import Filter
from kpdata.views import data, plain, ranked, words
from kpdata.views.about_area import places as place_cards
from kpdata.views.about_area import standing, surveys
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source
from kpdata.views.reach import town_names
from kpdata.views.request import Request

ALL = "all"
SORTS = {
    "name": N_("Name"),
    "municipality": N_("Municipality"),
    "operator": N_("Operator"),
    "type": N_("Type"),
    "hours": N_("Most hours"),
    "opened": N_("Newest"),
    "checked": N_("Longest unchecked"),
}
MOST_ROWS = 200
MOST_OPTIONS = 400
_WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list is of: the filter, the order, and the place looked at (empty: none).

    operator, kind, status, band, listed: `all` or one of the options; places: what can be looked at, by id.
    """

    operator: str
    kind: str
    status: str
    band: str
    listed: str
    find: str
    sort: str
    place: str
    places: Mapping[str, str] = field(compare=False)

    @property
    def filter(self) -> Filter:
        """The filter in the terms of the figures."""

        def chosen(option: str) -> str:
            return "" if option == ALL else option

        band = None if self.band == ALL else AgeBand(self.band)
        return Filter(
            chosen(self.operator),
            chosen(self.kind),
            chosen(self.status),
            band,
            chosen(self.listed),
            self.find,
        )


def options(language: str) -> dict[str, dict[str, str]]:
    """What can be chosen, by parameter."""
    t = texts(language)
    every = {ALL: t("All")}
    kinds = {str(kind): formats.capital(t(text)) for kind, text in words.PLACE_TYPES.items()}
    return {
        "operator": every | {o.value: formats.capital(t(words.OPERATORS[o])) for o in OperatorType},
        "type": every | kinds | {network.UNTOLD: formats.capital(t("type not known"))},
        "status": every | {s.value: formats.capital(t(words.PLACE_STATUS[s])) for s in PlaceStatus},
        "ages": every | {band.value: formats.capital(t(words.BANDS[band])) for band in AgeBand},
        "listed": every | {d.value: formats.capital(t(ranked.WORDS[d.value])) for d in Definition},
        "sort": {name: t(text) for name, text in SORTS.items()},
    }


def choices(request: Request) -> Choices:
    """Read operator, type, status, ages, listed, find, sort and place."""
    source, asked = request.source, request.address
    known = options(request.language)

    def one(name: str, default: str = ALL) -> str:
        return asked.choice(name, known[name], default)

    chosen = Choices(
        one("operator"),
        one("type"),
        one("status", PlaceStatus.RUNNING.value),
        one("ages"),
        one("listed"),
        (asked.one("find") or "").strip(),
        one("sort", "name"),
        asked.one("place") or "",
        {},
    )
    figures = data.figures(source)
    place = chosen.place
    if place and place not in figures.facts.places.index:
        asked.miss("place")
        place = ""
    frame = rows(source, request.selection, chosen.filter, chosen.sort)
    t = request.t
    places = {"": t("No place")}
    places |= dict(zip(frame["place_id"].head(MOST_OPTIONS), frame["told"].head(MOST_OPTIONS), strict=True))
    if place:
        places.setdefault(place, figures.facts.places.names[figures.facts.places.index[place]])
    return replace(chosen, place=place, places=places)


@lru_cache(maxsize=64)
def rows(source: Source, selection: Selection, chosen: Filter, sort: str) -> pd.DataFrame:
    """The places that pass the filter, in order: `network.LIST_COLUMNS`, town, told (name and town)."""
    frame = network.places_list(data.figures(source), selection.area, selection.as_of, chosen)
    codes = sorted({code for code in frame["municipality"] if code})
    towns = dict(zip(codes, town_names(codes, selection.language), strict=True))
    frame = frame.assign(town=[towns.get(code, "") for code in frame["municipality"]])
    told = [
        f"{name} ({town})" if town else name for name, town in zip(frame["name"], frame["town"], strict=True)
    ]
    order = sorted(range(len(frame)), key=lambda i: _key(frame.iloc[i], sort, selection.language))
    return frame.assign(told=told).iloc[order].reset_index(drop=True)


def _key(row: Any, sort: str, language: str) -> tuple[Any, ...]:
    """By what is asked, then by name; what is not known comes last (unchecked: first)."""
    t = texts(language)
    name = (data.collation(row["name"]), row["place_id"])
    asked: dict[str, Callable[[], tuple[Any, ...]]] = {
        "name": tuple,
        "municipality": lambda: (not row["town"], data.collation(row["town"])),
        "operator": lambda: (
            t(words.OPERATORS[OperatorType(row["operator"])]),
            data.collation(row["operator_name"]),
        ),
        "type": lambda: (not row["place_type"], _type(row["place_type"], language)),
        "hours": lambda: (math.isnan(row["hours"]), 0.0 if math.isnan(row["hours"]) else -row["hours"]),
        "opened": lambda: (row["opened"] is None, -row["opened"].toordinal() if row["opened"] else 0),
        "checked": lambda: (row["checked"].toordinal() if row["checked"] else 0,),
    }
    return (*asked[sort](), *name)


def _type(code: str, language: str) -> str:
    return texts(language)(words.PLACE_TYPES[PlaceType(code)]) if code else ""


def _listed(definition: str, language: str) -> str:
    return texts(language)(ranked.WORDS[definition])


def cards(source: Source, selection: Selection, choices: Choices) -> dict[str, Card]:
    """The list and, when a place is looked at, its cards."""
    found = {"places": _list(source, selection, choices.filter, choices.sort)}
    return found | (_place(source, selection, choices.place) if choices.place else {})


@lru_cache(maxsize=64)
def _list(source: Source, selection: Selection, chosen: Filter, sort: str) -> Card:
    t, language, figures = texts(selection.language), selection.language, data.figures(source)
    frame = rows(source, selection, chosen, sort)
    records = frame.to_dict("records")
    total = len(figures.members(selection.area, AreaLevel.PLACE))
    number = formats.number(len(records), 0, language)

    def column(key: str, heading: str, value: Callable[[dict[Any, Any]], Value]) -> Series:
        return Series(key, heading, tuple(value(row) for row in records))

    def ages(row: dict[Any, Any]) -> Value:
        known = row["age_from"] != NO_AGE
        return plain.said(words.ages((row["age_from"], row["age_to"])) if known else "", language)

    def said(text: Callable[[dict[Any, Any]], str]) -> Callable[[dict[Any, Any]], Value]:
        return lambda row: plain.said(text(row), language)

    columns = (
        column("town", t("Municipality"), said(lambda row: row["town"])),
        column("status", t("Status"), said(lambda row: t(words.PLACE_STATUS[PlaceStatus(row["status"])]))),
        column(
            "operator", t("Operator"), said(lambda row: t(words.OPERATORS[OperatorType(row["operator"])]))
        ),
        column("run_by", t("Organisation"), said(lambda row: row["operator_name"])),
        column("type", t("Type"), said(lambda row: _type(row["place_type"], language))),
        column("ages", t("Ages"), ages),
        column("hours", t("Hours a week"), lambda row: _hours(row["hours"], language)),
        column(
            "languages", t("Languages"), said(lambda row: words.language_names(row["languages"], language))
        ),
        column("listed", t("Listed by"), said(lambda row: _listed(row["definition"], language))),
        column("opened", t("Opened"), lambda row: plain.on(row["opened"], language)),
        column("checked", t("Checked"), lambda row: plain.on(row["checked"], language)),
    )
    counts = Counter(frame["status"])
    statuses = [
        f"{t(words.PLACE_STATUS[s])} {formats.number(counts[s.value], 0, language)}"
        for s in PlaceStatus
        if counts[s.value]
    ]
    chart = plain.table(
        source,
        selection,
        sources=("registry",),
        title=t("{n} of {total} places", n=number, total=formats.number(total, 0, language))
        if records
        else t("No place passes the filters"),
        slug="places",
        heading=t("Meeting place"),
        rows=[Category(f"place:{row['place_id']}", str(row["name"])) for row in records],
        columns=columns,
        sentence=t("By status – {counts}.", counts=", ".join(statuses))
        if records
        else t("No place passes the filters. Take one of them off, or shorten the search."),
        notes=(plain.cut(len(records), MOST_ROWS, language),),
    )
    area = data.area_name(source, selection.area, language)
    subtitle = f"{area} · {chart.subtitle}"
    return Card(replace(chart, subtitle=subtitle), _WHOLE, area, plain=True, rows=MOST_ROWS)


def _hours(value: float, language: str) -> Value:
    return plain.said("" if math.isnan(value) else words.hours(value, language), language)


@lru_cache(maxsize=64)
def _place(source: Source, selection: Selection, place_id: str) -> dict[str, Card]:
    """One place: the register, hours, visits by month, what visitors say, criteria."""
    own = replace(
        selection, level=AreaLevel.PLACE, areas=(AreaKey(AreaLevel.PLACE, place_id),), compare="country"
    )
    found: dict[str, Card | None] = {
        "place": place_cards.register_card(source, own),
        "place-hours": place_cards.hours_card(source, own),
        "place-visits": standing.visits_card(source, own),
        "place-survey": surveys.card(source, own, Instrument.VISITOR),
        "place-criteria": standing.criteria_card(source, own),
        "place-criteria-open": place_cards.assessed_card(source, own),
    }
    return {key: card for key, card in found.items() if card is not None}
