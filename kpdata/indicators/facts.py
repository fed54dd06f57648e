"""Facts of one revision, read once and kept: areas, places, hours, groups, population, surveys.

Everything is held as plain arrays over places (index = position in `Places.ids`) and municipalities
(index = position in `Areas.municipalities`), so that every figure is a sum over an array.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import RLock
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from kpdata.domain import (
    AgeBand,
    AreaKey,
    AreaLevel,
    Definition,
    Instrument,
    OperatorType,
    PlaceStatus,
    PlaceType,
    YesNo,
)
from kpdata.indicators import access, hours, queries
from kpdata.store.db import is_sample, reading

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
T = TypeVar("T")

OLDEST_AGE = 29
NO_AGE = -1
REACH_KM = 10


@dataclass(frozen=True)
class Areas:
    """The area tree of today.

    names: of every area, in fi, sv and en. counties, regions, municipalities: codes in order.
    county_of, region_of: index of each municipality's county and region (−1 = none).
    """

    names: Mapping[AreaKey, tuple[str, str, str]]
    counties: list[str]
    regions: list[str]
    municipalities: list[str]
    county_of: Ints
    region_of: Ints
    municipality_index: Mapping[str, int]


@dataclass(frozen=True)
class Places:
    """Meeting places of any status, one entry each.

    operator: (type, name of the organisation or ""). opened, closed, checked: days as ordinals; an empty one
    lies before (closed: after) every date.
    """

    ids: list[str]
    index: Mapping[str, int]
    names: list[str]
    municipality: Ints
    centre: Ints
    tied: Bools
    run_by: Mapping[OperatorType, Bools]
    operator: list[tuple[str, str]]
    status: npt.NDArray[np.object_]
    definition: npt.NDArray[np.object_]
    online: Bools
    lat: Floats
    lon: Floats
    age_from: Ints
    age_to: Ints
    yes: Mapping[str, Bools]
    no: Mapping[str, Bools]
    support_forms: Floats
    ptv: Bools
    opened: Ints
    closed: Ints
    closed_given: Bools
    checked: Ints
    suits: Mapping[AgeBand, Bools]

    def active(self, day: int) -> Bools:
        """Places that are active at a day: by their status and by both their dates."""
        status = (self.status == PlaceStatus.RUNNING.value) | (
            (self.status == PlaceStatus.CLOSED.value) & self.closed_given & (self.closed > day)
        )
        active: Bools = status & (self.opened <= day) & (self.closed > day)
        return active


@dataclass(frozen=True)
class Centres:
    """Family centres of any status; serves: pairs (centre, municipality) of indices."""

    ids: list[str]
    index: Mapping[str, int]
    names: list[str]
    municipality: Ints
    status: list[str]
    serves: tuple[Ints, Ints]


@dataclass(frozen=True)
class Groups:
    """The user's own groups and the indices of their members."""

    ids: list[str]
    names: list[tuple[str, str, str]]
    municipalities: list[Ints] = field(default_factory=list)
    centres: list[Ints] = field(default_factory=list)
    places: list[Ints] = field(default_factory=list)


@dataclass(frozen=True)
class PostalAreas:
    """Postal areas: code, index of the municipality, point."""

    ids: list[str]
    index: Mapping[str, int]
    municipality: Ints
    lat: Floats
    lon: Floats


@dataclass(frozen=True)
class SurveyRound:
    """A survey round: whose it is (None = the whole country) and how many were invited (None = unknown).

    names: in fi, sv and en; the id where none is given.
    """

    id: str
    instrument: Instrument
    ends_on: date
    area: AreaKey | None
    invited: int | None
    starts_on: date
    names: tuple[str, str, str]


class Shelf:
    """Values made once and kept; with a limit the one unused for longest goes first. Thread-safe."""

    def __init__(self, limit: int | None = None) -> None:
        self._lock = RLock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._limit = limit

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made when it is first asked for."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                if self._limit is not None and len(self._kept) > self._limit:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            value: T = self._kept[key]
            return value


class Facts(Shelf):
    """What is known in one revision of a database; each fact is read when it is first needed."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def read(self, query: queries.Rows) -> Sequence[Any]:
        """All rows of a query."""
        with reading(self.engine) as connection:
            return connection.execute(query).fetchall()

    @property
    def sample(self) -> bool:
        """Whether any of the data is synthetic."""
        return self.keep("sample", lambda: is_sample(self.engine))

    @property
    def areas(self) -> Areas:
        """The area tree."""
        return self.keep("areas", lambda: _areas(self.read(queries.current_areas())))

    @property
    def centres(self) -> Centres:
        """Family centres."""
        return self.keep("centres", lambda: _centres(self.read(queries.centres()), self.areas))

    @property
    def places(self) -> Places:
        """Meeting places."""
        return self.keep("places", lambda: _places(self.read(queries.places()), self.areas, self.centres))

    @property
    def groups(self) -> Groups:
        """The user's own groups."""
        return self.keep(
            "groups", lambda: _groups(self.read(queries.groups()), self.areas, self.centres, self.places)
        )

    @property
    def postal_areas(self) -> PostalAreas:
        """Postal areas."""
        return self.keep("postal_areas", lambda: _postal_areas(self.read(queries.postal_areas()), self.areas))

    @property
    def slots(self) -> hours.Slots:
        """Opening slots of known places."""
        return self.keep("slots", lambda: _slots(self.read(queries.opening_slots()), self.places))

    @property
    def has_slots(self) -> Bools:
        """Whether a place has any slot at all, valid or not."""
        return self.keep(
            "has_slots", lambda: np.bincount(self.slots.place, minlength=len(self.places.ids)) > 0
        )

    def slot_suits(self, band: AgeBand) -> Bools:
        """Whether each slot suits a band: by its own ages, else by its place's; never online."""
        return self.keep(("slot_suits", band), lambda: self._slot_suits(band))

    def _slot_suits(self, band: AgeBand) -> Bools:
        slots, places = self.slots, self.places
        own = slots.age_from != NO_AGE
        suits = places.suits[band][slots.place]
        suits[own] = ages_suit(slots.age_from, slots.age_to, band)[own]
        suits[places.online[slots.place]] = False
        return suits

    def pieces(self, band: AgeBand | None = None) -> hours.Pieces:
        """Disjoint pieces of opening time, of all slots or of those that suit a band."""

        def make() -> hours.Pieces:
            slots = self.slots if band is None else self.slots.only(self.slot_suits(band))
            return hours.disjoint_pieces(slots, len(self.places.ids))

        return self.keep(("pieces", band), make)

    @property
    def near(self) -> access.Pairs:
        """Postal areas (demand) and places (supply) at most 10 km apart."""

        def make() -> access.Pairs:
            postal, places = self.postal_areas, self.places
            return access.pairs_within(postal.lat, postal.lon, places.lat, places.lon, REACH_KM)

        return self.keep("near", make)

    @property
    def rounds(self) -> list[SurveyRound]:
        """All survey rounds."""
        return self.keep("rounds", lambda: _rounds(self.read(queries.survey_rounds())))

    @property
    def survey_questions(self) -> Mapping[tuple[Instrument, str], list[tuple[str, str | None, str | None]]]:
        """Texts (fi, sv, en) of the Likert questions of each instrument and common key."""
        return self.keep("questions", lambda: _questions(self.read(queries.survey_questions())))

    @property
    def integration_criteria(self) -> Sequence[Any]:
        """Rows of the integration criteria: criterion_id, step, names in fi, sv and en, valid_months."""
        return self.keep("criteria", lambda: self.read(queries.integration_criteria()))


def ages_suit(age_from: Ints, age_to: Ints, band: AgeBand) -> Bools:
    """Whether ages cover at least half of a band's years; of school age: of either of its parts."""
    suits = np.zeros(age_from.shape, dtype=bool)
    for part in band.parts:
        first, last = part.ages
        covered = np.minimum(age_to, last) - np.maximum(age_from, first) + 1
        suits |= 2 * covered >= last - first + 1
    suits &= age_from != NO_AGE
    return suits


def ordinals(days: Sequence[date | None], empty: int) -> Ints:
    """Days as ordinals, `empty` where there is none."""
    return np.array([empty if day is None else day.toordinal() for day in days], dtype=np.int64)


def _ages(first: Sequence[int | None], last: Sequence[int | None]) -> tuple[Ints, Ints]:
    """Ages; one missing end is 0 or 29, both missing −1."""
    ends = [
        (NO_AGE, NO_AGE) if low is None and high is None else (low or 0, OLDEST_AGE if high is None else high)
        for low, high in zip(first, last, strict=True)
    ]
    array = np.array(ends, dtype=np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _texts(values: Sequence[str | None]) -> npt.NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _is(values: Sequence[str | None], wanted: str) -> Bools:
    return np.array([value == wanted for value in values], dtype=bool)


def _indices(values: Sequence[str | None], index: Mapping[str, int]) -> Ints:
    return np.array([index.get(value, -1) if value else -1 for value in values], dtype=np.int64)


def _columns(rows: Sequence[Any], count: int) -> list[list[Any]]:
    """Rows turned into columns; as many empty ones where there are no rows."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(count)]


def _areas(rows: Sequence[Any]) -> Areas:
    names: dict[AreaKey, tuple[str, str, str]] = {}
    parents: dict[str, tuple[str | None, str | None]] = {}
    codes: dict[AreaLevel, list[str]] = {level: [] for level in AreaLevel}
    for area_type, area_id, name_fi, name_sv, name_en, county, region in rows:
        level = AreaLevel(area_type)
        names[AreaKey(level, area_id)] = (name_fi, name_sv, name_en)
        codes[level].append(area_id)
        if level is AreaLevel.MUNICIPALITY:
            parents[area_id] = (county, region)
    counties, regions, municipalities = (
        sorted(codes[level]) for level in (AreaLevel.COUNTY, AreaLevel.REGION, AreaLevel.MUNICIPALITY)
    )
    county_index = {code: i for i, code in enumerate(counties)}
    region_index = {code: i for i, code in enumerate(regions)}
    return Areas(
        names,
        counties,
        regions,
        municipalities,
        _indices([parents[code][0] for code in municipalities], county_index),
        _indices([parents[code][1] for code in municipalities], region_index),
        {code: i for i, code in enumerate(municipalities)},
    )


def _centres(rows: Sequence[Any], areas: Areas) -> Centres:
    # Python's order of the ids, not the database's: ties are settled by it.
    ids, names, municipality, serves, status = _columns(sorted(rows, key=lambda row: row[0]), 5)
    pairs = sorted(
        {
            (centre, areas.municipality_index[code])
            for centre, (listed, own) in enumerate(zip(serves, municipality, strict=True))
            for code in (split_list(listed) or [own])
            if code in areas.municipality_index
        }
    )
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Centres(
        ids,
        {code: i for i, code in enumerate(ids)},
        names,
        _indices(municipality, areas.municipality_index),
        status,
        (array[:, 0], array[:, 1]),
    )


def split_list(cell: str | None) -> list[str]:
    """Parts of a list inside a cell, separated by `|`."""
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _support_forms(cell: str | None) -> float:
    """How many forms of support; `none` is 0, an empty cell unknown."""
    forms = set(split_list(cell))
    return float(len(forms - {"none"})) if forms else np.nan


def _places(rows: Sequence[Any], areas: Areas, centres: Centres) -> Places:
    rows = sorted(rows, key=lambda row: row[0])
    column = dict(zip(queries.PLACE_COLUMNS, _columns(rows, len(queries.PLACE_COLUMNS)), strict=True))
    age_from, age_to = _ages(column["age_from"], column["age_to"])
    online = _is(column["place_type"], PlaceType.ONLINE.value)
    asked = ("step_free", "free_of_charge", "visiting_professionals")
    return Places(
        ids=column["place_id"],
        index={code: i for i, code in enumerate(column["place_id"])},
        names=column["name"],
        municipality=_indices(column["municipality"], areas.municipality_index),
        centre=_indices(column["centre_id"], centres.index),
        tied=np.array([bool(centre) for centre in column["centre_id"]], dtype=bool),
        run_by={operator: _is(column["operator_type"], operator.value) for operator in OperatorType},
        operator=[
            (type_, name or "")
            for type_, name in zip(column["operator_type"], column["operator_name"], strict=True)
        ],
        status=_texts([status or PlaceStatus.RUNNING.value for status in column["status"]]),
        definition=_texts([text or Definition.UNKNOWN.value for text in column["definition"]]),
        online=online,
        lat=_floats(column["lat"]),
        lon=_floats(column["lon"]),
        age_from=age_from,
        age_to=age_to,
        yes={name: _is(column[name], YesNo.YES.value) for name in asked},
        no={name: _is(column[name], YesNo.NO.value) for name in asked},
        support_forms=_floats([_support_forms(cell) for cell in column["support_forms"]]),
        ptv=np.array([bool(text) for text in column["ptv_id"]], dtype=bool),
        opened=ordinals(column["opened_on"], hours.ALWAYS_FROM),
        closed=ordinals(column["closed_on"], hours.ALWAYS_TO),
        closed_given=np.array([day is not None for day in column["closed_on"]], dtype=bool),
        checked=ordinals(column["checked_on"], hours.ALWAYS_FROM),
        suits={band: ages_suit(age_from, age_to, band) & ~online for band in AgeBand},
    )


def _groups(rows: Sequence[Any], areas: Areas, centres: Centres, places: Places) -> Groups:
    index: Mapping[str, Mapping[str, int]] = {
        AreaLevel.MUNICIPALITY.value: areas.municipality_index,
        AreaLevel.CENTRE.value: centres.index,
        AreaLevel.PLACE.value: places.index,
    }
    members: dict[str, dict[str, list[int]]] = {}
    names: dict[str, tuple[str | None, str | None, str | None]] = {}
    for row in rows:
        of_group = members.setdefault(row.group_id, {level: [] for level in index})
        if row.area_id in index.get(row.area_type, {}):
            of_group[row.area_type].append(index[row.area_type][row.area_id])
        fi, sv, en = names.get(row.group_id, (None, None, None))
        names[row.group_id] = (fi or row.name_fi, sv or row.name_sv, en or row.name_en)
    ids = sorted(members)
    return Groups(
        ids,
        [_in_every_language(names[code], code) for code in ids],
        *([np.array(members[code][level], dtype=np.int64) for code in ids] for level in index),
    )


def _in_every_language(names: tuple[str | None, str | None, str | None], code: str) -> tuple[str, str, str]:
    fi, sv, en = names
    return (fi or sv or en or code, sv or fi or en or code, en or fi or sv or code)


def _postal_areas(rows: Sequence[Any], areas: Areas) -> PostalAreas:
    rows = [row for row in rows if row[1] in areas.municipality_index]
    ids, municipality, lat, lon, _ = _columns(rows, 5)
    return PostalAreas(
        ids,
        {code: i for i, code in enumerate(ids)},
        _indices(municipality, areas.municipality_index),
        _floats(lat),
        _floats(lon),
    )


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute[:2])


def _slots(rows: Sequence[Any], places: Places) -> hours.Slots:
    rows = [row for row in rows if row[0] in places.index]
    place, weekday, opens, closes, first, last, low, high, interval = _columns(rows, 9)
    minutes = {text: _minutes(text) for text in {*opens, *closes}}
    age_from, age_to = _ages(low, high)
    return hours.Slots(
        _indices(place, places.index),
        np.array(weekday, dtype=np.int64),
        np.array([minutes[text] for text in opens], dtype=np.int64),
        np.array([minutes[text] for text in closes], dtype=np.int64),
        ordinals(first, hours.ALWAYS_FROM),
        ordinals(last, hours.ALWAYS_TO),
        np.array([weeks or 1 for weeks in interval], dtype=np.int64),
        age_from,
        age_to,
    )


def _rounds(rows: Sequence[Any]) -> list[SurveyRound]:
    rounds = []
    for round_id, instrument, ends_on, area_type, area_id, invited, starts_on, *names in rows:
        whole = not area_type or area_type == AreaLevel.COUNTRY.value
        area = None if whole else AreaKey(AreaLevel(area_type), area_id or "")
        told = _in_every_language((names[0], names[1], names[2]), round_id)
        rounds.append(SurveyRound(round_id, Instrument(instrument), ends_on, area, invited, starts_on, told))
    return rounds


def _questions(
    rows: Sequence[Any],
) -> dict[tuple[Instrument, str], list[tuple[str, str | None, str | None]]]:
    questions: dict[tuple[Instrument, str], list[tuple[str, str | None, str | None]]] = {}
    for instrument, common_key, _, *texts in rows:
        questions.setdefault((Instrument(instrument), common_key), []).append((texts[0], texts[1], texts[2]))
    return questions
