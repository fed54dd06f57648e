"""The synthetic network itself: family centres, meeting places, opening hours.

Places follow children and settlement. What is fixed: the national counts of centres by status and of places
of definition `thl`, the places of Varsinais-Suomi by operator, and the centres of Hyvinkää.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kpdata.areas import area_index
from kpdata.domain import (
    CentreKind,
    CentreStatus,
    Definition,
    OperatorType,
    PlaceStatus,
    PlaceType,
    SourceKind,
    SupportForm,
    add_months,
)
from kpdata.sample import names
from kpdata.sample.plan import Plan, shares

CENTRES = {CentreStatus.RUNNING: 117, CentreStatus.PREPARING: 55, CentreStatus.PLANNED: 25}
THL_RUNNING = 474
THL_PLANNED = 37
OTHER_PLANNED = 26
FROZEN = 46
CLOSED = 104
VARSINAIS_SUOMI = "05"
VARSINAIS_SUOMI_PLACES = {
    OperatorType.NGO: 84,
    OperatorType.PARISH: 119,
    OperatorType.MUNICIPALITY: 15,
    OperatorType.OTHER: 10,
}
HYVINKAA = "106"
HYVINKAA_CENTRES = 2
HYVINKAA_PLACE = "Hyvinkään perhekeskuksen kohtaamispaikka"
SAMI_MUNICIPALITIES = ("047", "148", "758", "890")

_OPERATOR_WEIGHTS = {
    OperatorType.PARISH: 0.41,
    OperatorType.NGO: 0.30,
    OperatorType.MUNICIPALITY: 0.19,
    OperatorType.COUNTY: 0.04,
    OperatorType.OTHER: 0.06,
}
_TYPE_WEIGHTS: dict[OperatorType, dict[PlaceType, float]] = {
    OperatorType.PARISH: {
        PlaceType.FAMILY_CLUB: 0.84,
        PlaceType.FAMILY_CAFE: 0.09,
        PlaceType.YOUTH_SPACE: 0.04,
        PlaceType.OTHER: 0.03,
    },
    OperatorType.NGO: {
        PlaceType.FAMILY_CAFE: 0.70,
        PlaceType.FAMILY_HOUSE: 0.15,
        PlaceType.YOUTH_SPACE: 0.05,
        PlaceType.ONLINE: 0.03,
        PlaceType.MOBILE: 0.02,
        PlaceType.HOME: 0.02,
        PlaceType.OTHER: 0.03,
    },
    OperatorType.MUNICIPALITY: {
        PlaceType.OPEN_DAY_CARE: 0.50,
        PlaceType.FAMILY_HOUSE: 0.20,
        PlaceType.YOUTH_SPACE: 0.20,
        PlaceType.MOBILE: 0.03,
        PlaceType.OTHER: 0.07,
    },
    OperatorType.COUNTY: {
        PlaceType.FAMILY_HOUSE: 0.55,
        PlaceType.FAMILY_CAFE: 0.20,
        PlaceType.MOBILE: 0.12,
        PlaceType.ONLINE: 0.13,
    },
    OperatorType.OTHER: {
        PlaceType.FAMILY_HOUSE: 0.35,
        PlaceType.FAMILY_CAFE: 0.25,
        PlaceType.YOUTH_SPACE: 0.15,
        PlaceType.HOME: 0.10,
        PlaceType.OTHER: 0.15,
    },
}
# Varsinais-Suomi's counts are of kinds of place: family cafés, parish clubs, open day cares, others.
_VARSINAIS_SUOMI_TYPES: dict[OperatorType, dict[PlaceType, float]] = {
    OperatorType.NGO: {PlaceType.FAMILY_CAFE: 1.0},
    OperatorType.PARISH: {PlaceType.FAMILY_CLUB: 1.0},
    OperatorType.MUNICIPALITY: {PlaceType.OPEN_DAY_CARE: 1.0},
    OperatorType.OTHER: {PlaceType.YOUTH_SPACE: 0.4, PlaceType.FAMILY_HOUSE: 0.4, PlaceType.OTHER: 0.2},
}
_NO_ADDRESS = (PlaceType.HOME, PlaceType.ONLINE, PlaceType.MOBILE)

Row = dict[str, Any]


class Fate(StrEnum):
    """How a municipality without a running place came to have none."""

    NOT_MAPPED = "not_mapped"
    NONE = "none"
    PLANNED = "planned"
    FROZEN = "frozen"


_FATES = {Fate.NOT_MAPPED: 12, Fate.NONE: 7, Fate.PLANNED: 6, Fate.FROZEN: 5}


@dataclass
class Network:
    """Centres, places and hours of a plan, as rows of the contract, and who is where.

    fates: municipalities left without a running place. school_age: those that serve 7–12-year-olds;
    adolescents: those that serve 13–17-year-olds.
    """

    plan: Plan
    fates: dict[str, Fate] = field(init=False)
    lower_school: frozenset[str] = field(init=False)
    adolescents: frozenset[str] = field(init=False)
    centres: list[Row] = field(init=False)
    places: list[Row] = field(init=False)
    hours: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.fates = _choose_fates(self.plan)
        self.lower_school, self.adolescents = _choose_school_age(self.plan, self.fates)
        self.centres = _centres(self.plan, self.fates)
        self.places = _places(self)
        self.hours = _hours(self.plan, self.places)

    @cached_property
    def swedish(self) -> frozenset[str]:
        """Municipalities whose own rows are in Swedish."""
        frame = self.plan.municipalities
        return frozenset(frame["code"][frame["language"].isin(["sv", "sv_fi"])])

    @cached_property
    def running(self) -> list[Row]:
        """Places that run at the plan's end."""
        return [place for place in self.places if place["status"] == PlaceStatus.RUNNING]


def _choose_fates(plan: Plan) -> dict[str, Fate]:
    frame = plan.municipalities
    small = frame[(frame["pop_total"] < 6000) & (frame["county"] != VARSINAIS_SUOMI)]
    wanted = [fate for fate, count in _FATES.items() for _ in range(max(1, round(count * len(frame) / 308)))]
    codes = plan.random("fates").permutation(small["code"].to_numpy(str))
    return {str(code): fate for code, fate in zip(codes, wanted, strict=False)}


def _choose_school_age(plan: Plan, fates: dict[str, Fate]) -> tuple[frozenset[str], frozenset[str]]:
    frame = plan.municipalities
    codes = np.array([code for code in frame["code"] if code not in fates])
    weights = frame.loc[codes, "pop_total"].to_numpy(float) ** 0.6
    chosen = []
    for topic, share in (("lower school", 0.26), ("adolescents", 0.17)):
        rng = plan.random(topic)
        count = max(2, round(share * len(codes)))
        chosen.append(frozenset(map(str, rng.choice(codes, count, replace=False, p=weights / weights.sum()))))
    return chosen[0], chosen[1]


# Family centres


def _centres(plan: Plan, fates: dict[str, Fate]) -> list[Row]:
    rng = plan.random("centres")
    frame = plan.municipalities
    counts = {status: plan.scaled(count) for status, count in CENTRES.items()}
    total = sum(counts.values())
    seats = frame[~frame["code"].isin(fates)]
    allotted = dict(zip(seats["code"], shares(total, seats["pop_total"].to_numpy(float) ** 0.8), strict=True))
    if HYVINKAA in allotted and total > len(seats) // 2:
        spare = HYVINKAA_CENTRES - allotted[HYVINKAA]
        largest = max(
            (code for code in allotted if code != HYVINKAA), key=lambda code: (allotted[code], code)
        )
        allotted[HYVINKAA] += spare
        allotted[largest] -= spare
    statuses = [status for status, count in counts.items() for _ in range(count)]
    order = rng.permutation(total)
    codes = [code for code, count in allotted.items() for _ in range(count)]
    # The largest towns run theirs; which of the rest are only coming is left to chance.
    size = np.log(frame.loc[codes, "pop_total"].to_numpy(float))
    by_size = sorted(range(total), key=lambda i: (order[i] / total * 3 - size[i], i))
    given = dict(zip(by_size, statuses, strict=True))
    _hyvinkaa_runs(codes, given)
    served = _served(plan, codes)
    rows = []
    numbers: dict[str, int] = {}
    for index, code in enumerate(codes):
        numbers[code] = numbers.get(code, 0) + 1
        rows.append(_centre(plan, rng, index, code, given[index], numbers[code], served.get(index, [])))
    if plan.county is not None:
        rows += _ended_centres(rows)
    return rows


def _hyvinkaa_runs(codes: list[str], given: dict[int, CentreStatus]) -> None:
    mine = [i for i, code in enumerate(codes) if code == HYVINKAA and given[i] is not CentreStatus.RUNNING]
    others = [i for i, code in enumerate(codes) if code != HYVINKAA and given[i] is CentreStatus.RUNNING]
    for own, other in zip(mine, reversed(others), strict=False):
        given[own], given[other] = given[other], given[own]


def _served(plan: Plan, codes: list[str]) -> dict[int, list[str]]:
    """Which centre serves the municipalities that have none of their own: the nearest of the county."""
    frame = plan.municipalities
    served: dict[int, list[str]] = {}
    first = {code: codes.index(code) for code in dict.fromkeys(codes)}
    for code in frame["code"]:
        if code in first:
            continue
        own = frame.loc[code]
        near = [seat for seat in first if frame.loc[seat, "county"] == own["county"]]
        if near and plan.random("served", code).random() < 0.75:
            seat = min(
                near,
                key=lambda s: (
                    (frame.loc[s, "lat"] - own["lat"]) ** 2 + (frame.loc[s, "lon"] - own["lon"]) ** 2 / 4,
                    s,
                ),
            )
            served.setdefault(first[seat], [seat]).append(str(code))
    return served


def _centre(
    plan: Plan,
    rng: np.random.Generator,
    index: int,
    code: str,
    status: CentreStatus,
    number: int,
    served: list[str],
) -> Row:
    own = plan.municipalities.loc[code]
    swedish = own["language"] in ("sv", "sv_fi")
    kind = str(
        rng.choice(
            [CentreKind.CENTRE, CentreKind.STATION, CentreKind.NETWORK, CentreKind.DIGITAL],
            p=[0.74, 0.13, 0.09, 0.04],
        )
    )
    word = (names.WORDS_SV if swedish else names.WORDS_FI)[(index * 7) % len(names.WORDS_FI)]
    title = "Familjecentret" if swedish else "Perhekeskus"
    town = own["name_sv"] if swedish else own["short_fi"]
    opened = plan.end - timedelta(days=int(rng.integers(200, 3600)))
    point = _jitter(rng, own["lat_pop"], own["lon_pop"], 2.5)
    row: Row = {
        "centre_id": f"pk{index + 1:03d}",
        "name": f"{title} {town}" if number == 1 else f"{title} {word}, {town}",
        "kind": kind,
        "status": str(status),
        "municipality": code,
        "serves": "|".join(served) or None,
        "coordinating_body": "Välfärdsområdets familjeservice"
        if swedish
        else "Hyvinvointialueen perhepalvelut",
        "lat": None if kind == CentreKind.DIGITAL else point[0],
        "lon": None if kind == CentreKind.DIGITAL else point[1],
        "opened_on": opened if status is CentreStatus.RUNNING else None,
        "closed_on": None,
        "checked_on": plan.end - timedelta(days=int(rng.integers(5, 700))),
    }
    if status is CentreStatus.PREPARING and rng.random() < 0.5:
        row["opened_on"] = add_months(plan.end, int(rng.integers(2, 10)))
    return row


def _ended_centres(rows: list[Row]) -> list[Row]:
    """A frozen and a closed centre: the small bundle shows every code of the format."""
    ended = []
    for number, (status, closed_on) in enumerate(
        ((CentreStatus.FROZEN, None), (CentreStatus.CLOSED, rows[0]["checked_on"])), start=1
    ):
        ended.append(
            rows[0]
            | {
                "centre_id": f"pk{len(rows) + number:03d}",
                "name": f"{rows[0]['name']} {'AB'[number - 1]}",
                "status": str(status),
                "serves": None,
                "closed_on": closed_on,
            }
        )
    return ended


# Meeting places


def _places(network: Network) -> list[Row]:
    plan = network.plan
    frame = plan.municipalities
    rng = plan.random("places")
    allotted = _allot(plan, network.fates)
    postal = area_index().population_bands
    postal = postal[postal["postal_code"].notna() & (postal["age_to"] <= 17)]
    people = postal.groupby("postal_code")["people"].sum()
    points = area_index().postal_areas.set_index("postal_code", drop=False)
    points = points.loc[people.index].assign(children=people)
    by_municipality = {code: part for code, part in points.groupby("municipality")}
    operators = _operators(plan, allotted, rng)
    rows: list[Row] = []
    for code, count in allotted.items():
        own = frame.loc[code]
        areas = by_municipality.get(code)
        taken: set[str] = set()
        for _ in range(count):
            row = _place(network, rng, own, areas, next(operators[own["county"] == VARSINAIS_SUOMI]))
            row["name"] = _unique(row["name"], taken, rng, bool(row.pop("swedish")))
            rows.append(row)
    for number, row in enumerate(rows, start=1):
        row["place_id"] = f"kp{number:04d}"
    _give_statuses(network, rows)
    _give_dates(plan, rows)
    _tie(network, rows)
    _give_definitions(plan, rows)
    _name_hyvinkaa(network, rows)
    return [{"place_id": row["place_id"], **row} for row in rows]


def _allot(plan: Plan, fates: dict[str, Fate]) -> dict[str, int]:
    """How many rows each municipality has: by its children, small ones a little more."""
    frame = plan.municipalities
    weights = frame["small"].to_numpy(float) ** 0.86 + 4
    mine = (frame["county"] == VARSINAIS_SUOMI).to_numpy()
    fated = frame["code"].isin(fates).to_numpy()
    counts = np.zeros(len(frame), dtype=int)
    # A very small bundle has no rows to spare for what is only planned or frozen.
    with_row = (Fate.PLANNED, Fate.FROZEN) if plan.places >= 3 * len(fates) else ()
    for i, code in enumerate(frame["code"]):
        counts[i] = 1 if fates.get(code) in with_row else 0
    southwest = sum(_varsinais_suomi(plan).values())
    if mine.any():
        counts[mine] = shares(southwest, weights[mine], least=1)
    rest = ~mine & ~fated
    counts[rest] = shares(plan.places - counts.sum(), weights[rest], least=1)
    return {str(code): int(count) for code, count in zip(frame["code"], counts, strict=True)}


def _varsinais_suomi(plan: Plan) -> dict[OperatorType, int]:
    if plan.county not in (None, VARSINAIS_SUOMI):
        return {}
    return {operator: plan.scaled(count) for operator, count in VARSINAIS_SUOMI_PLACES.items()}


def _operators(plan: Plan, allotted: dict[str, int], rng: np.random.Generator) -> dict[bool, Any]:
    """Two streams of operator types: of Varsinais-Suomi (exact counts, shuffled) and of the rest."""
    southwest = [operator for operator, count in _varsinais_suomi(plan).items() for _ in range(count)]
    mixed = [southwest[i] for i in rng.permutation(len(southwest))]
    types = list(_OPERATOR_WEIGHTS)
    others = rng.choice(len(types), sum(allotted.values()), p=list(_OPERATOR_WEIGHTS.values()))
    return {True: iter(mixed), False: iter([types[i] for i in others])}


def _place(
    network: Network,
    rng: np.random.Generator,
    own: pd.Series[Any],
    areas: pd.DataFrame | None,
    operator: OperatorType,
) -> Row:
    code = str(own["code"])
    types = (_VARSINAIS_SUOMI_TYPES if own["county"] == VARSINAIS_SUOMI else _TYPE_WEIGHTS)[operator]
    place_type = list(types)[int(rng.choice(len(types), p=list(types.values())))]
    if place_type is PlaceType.YOUTH_SPACE and code not in network.adolescents | network.lower_school:
        place_type = PlaceType.OTHER
    swedish = rng.random() < {"sv": 1.0, "sv_fi": 0.6, "fi_sv": 0.14, "fi": 0.0}[own["language"]]
    lat, lon, postal_code, town = own["lat_pop"], own["lon_pop"], None, str(own["short_fi"])
    if areas is not None:
        weights = areas["children"].to_numpy(float) ** 0.9 + 1
        area = areas.iloc[int(rng.choice(len(areas), p=weights / weights.sum()))]
        lat, lon, postal_code = area["lat"], area["lon"], str(area["postal_code"])
        town = names.settlement(str(area["name"]), town)
    if swedish and own["language"] != "sv":
        town = str(own["name_sv"])
    lat, lon = _jitter(rng, lat, lon, 0.7)
    has_address = place_type not in _NO_ADDRESS
    streets = names.STREETS_SV if swedish else names.STREETS_FI
    age_from, age_to = _ages(network, rng, code, place_type)
    titles = names.PLACE_SV if swedish else names.PLACE_FI
    return {
        "swedish": swedish,
        "name": f"{titles[place_type]} {town}",
        "municipality": code,
        "centre_id": None,
        "operator_type": str(operator),
        "operator_name": (names.OPERATOR_SV if swedish else names.OPERATOR_FI)[operator],
        "place_type": str(place_type),
        "status": str(PlaceStatus.RUNNING),
        "definition": str(Definition.UNKNOWN),
        "address": f"{streets[int(rng.integers(len(streets)))]} {int(rng.integers(1, 60))}"
        if has_address
        else None,
        "postal_code": postal_code if has_address else None,
        "lat": lat if has_address else None,
        "lon": lon if has_address else None,
        "age_from": age_from,
        "age_to": age_to,
        "languages": _languages(rng, code, swedish, str(own["language"])),
        "step_free": _yes_no(rng, 0.62, 0.25),
        "free_of_charge": _yes_no(rng, 0.93, 0.12),
        "visiting_professionals": _yes_no(rng, 0.38, 0.30),
        "support_forms": _support_forms(rng, operator),
        "website": f"https://www.example.org/{code}/{int(rng.integers(10**6)):06d}"
        if rng.random() < 0.4
        else None,
        "ptv_id": _ptv_id(rng) if rng.random() < 0.56 else None,
        "source_kind": str(rng.choice(list(SourceKind), p=[0.18, 0.16, 0.22, 0.2, 0.12, 0.12])),
        "opened_on": None,
        "closed_on": None,
        "checked_on": None,
    }


def _ages(
    network: Network, rng: np.random.Generator, code: str, place_type: PlaceType
) -> tuple[int | None, int | None]:
    luck = rng.random()
    if place_type is PlaceType.YOUTH_SPACE:
        if code not in network.adolescents:
            return 7, 12
        return ((13, 17), (12, 17), (13, 20), (10, 17), (9, 15))[int(rng.integers(5))]
    if luck < 0.04:
        return None, None
    if luck < 0.05:
        return None, 6
    if place_type is PlaceType.OPEN_DAY_CARE:
        return 0, 5
    if code in network.lower_school and place_type is not PlaceType.FAMILY_CLUB and luck < 0.25:
        return 0, 12
    if code in network.adolescents and place_type is PlaceType.FAMILY_HOUSE and luck < 0.4:
        return 0, 17
    return ((0, 6), (0, 5), (0, 7), (0, 3), (1, 6))[int(rng.choice(5, p=[0.62, 0.16, 0.09, 0.07, 0.06]))]


def _languages(rng: np.random.Generator, code: str, swedish: bool, language: str) -> str | None:
    if rng.random() < 0.08:
        return None
    spoken = ["sv"] if swedish else ["fi"]
    if language in ("fi_sv", "sv_fi") and rng.random() < 0.35:
        spoken.append("fi" if swedish else "sv")
    if code in SAMI_MUNICIPALITIES and rng.random() < 0.6:
        spoken.append("se")
    for other, share in (("en", 0.16), ("ru", 0.05), ("ar", 0.04), ("uk", 0.04), ("so", 0.03)):
        if rng.random() < share:
            spoken.append(other)
    return "|".join(spoken)


def _support_forms(rng: np.random.Generator, operator: OperatorType) -> str | None:
    if rng.random() < 0.3:
        return None
    if rng.random() < 0.03:
        return "none"
    odds = dict(zip(SupportForm, (0.92, 0.55, 0.6, 0.08, 0.5, 0.15), strict=True))
    odds[SupportForm.SPIRITUAL] = 0.85 if operator is OperatorType.PARISH else 0.08
    given = [str(form) for form in SupportForm if rng.random() < odds[form]]
    return "|".join(given) or str(SupportForm.PEER)


def _yes_no(rng: np.random.Generator, yes: float, unknown: float) -> str | None:
    luck = rng.random()
    if luck < unknown:
        return None
    return "yes" if luck < unknown + (1 - unknown) * yes else "no"


def _ptv_id(rng: np.random.Generator) -> str:
    """An identifier in the form that Suomi.fi uses, marked by its beginning as made up."""
    digits = rng.bytes(10).hex()
    return f"00000000-0000-4{digits[:3]}-8{digits[3:6]}-{digits[6:18]}"


def _unique(name: str, taken: set[str], rng: np.random.Generator, swedish: bool) -> str:
    """Add a word until no other place of the municipality has the name."""
    title, _, town = name.partition(" ")
    if name.startswith(("Avoin päiväkoti", "Öppna daghemmet", "Nuorten tila")):
        first, second, town = name.split(" ", 2)
        title = f"{first} {second}"
    words = names.WORDS_SV if swedish else names.WORDS_FI
    candidate = name if rng.random() < 0.35 else f"{title} {words[int(rng.integers(len(words)))]}, {town}"
    number = 2
    while candidate.casefold() in taken:
        word = words[int(rng.integers(len(words)))]
        candidate = f"{title} {word}, {town}" if number < 12 else f"{title} {word} {number}, {town}"
        number += 1
    taken.add(candidate.casefold())
    return candidate


def _jitter(rng: np.random.Generator, lat: float, lon: float, km: float) -> tuple[float, float]:
    north, east = rng.normal(0, km / 2, 2)
    return round(lat + north / 111.2, 5), round(lon + east / (111.2 * np.cos(np.radians(lat))), 5)


def _give_statuses(network: Network, rows: list[Row]) -> None:
    """Exact numbers of planned, frozen and closed places; every ordinary municipality keeps a running one."""
    plan = network.plan
    rng = plan.random("statuses")
    county = plan.municipalities["county"]
    seen: set[str] = set()
    free = []
    fixed = {PlaceStatus.PLANNED: 0, PlaceStatus.FROZEN: 0}
    for i, row in enumerate(rows):
        code = row["municipality"]
        if fate := network.fates.get(code):
            status = PlaceStatus.PLANNED if fate is Fate.PLANNED else PlaceStatus.FROZEN
            row["status"] = str(status)
            fixed[status] += 1
        elif code not in seen:
            seen.add(code)
        elif county[code] != VARSINAIS_SUOMI:
            free.append(i)
    planned = plan.scaled(THL_PLANNED) + plan.scaled(OTHER_PLANNED) - fixed[PlaceStatus.PLANNED]
    frozen = plan.scaled(FROZEN) - fixed[PlaceStatus.FROZEN]
    order = iter(rng.permutation(free))
    for status, count in (
        (PlaceStatus.PLANNED, planned),
        (PlaceStatus.FROZEN, frozen),
        (PlaceStatus.CLOSED, plan.scaled(CLOSED)),
    ):
        for _ in range(max(0, count)):
            if (i := next(order, None)) is None:
                return
            rows[i]["status"] = str(status)


def _give_dates(plan: Plan, rows: list[Row]) -> None:
    rng = plan.random("dates")
    days = (plan.end - plan.start).days
    for row in rows:
        status, southwest = (
            row["status"],
            plan.municipalities.loc[row["municipality"], "county"] == VARSINAIS_SUOMI,
        )
        luck = rng.random()
        before = plan.start - timedelta(days=int(rng.integers(30, 5000)))
        if status == PlaceStatus.PLANNED:
            if luck < 0.4:
                row["opened_on"] = add_months(plan.end, int(rng.integers(2, 9)))
        elif luck < 0.09 and not southwest:
            # Varsinais-Suomi has all its places in every month, so that its counts hold at any date.
            row["opened_on"] = plan.start + timedelta(days=int(rng.integers(0, int(days * 0.9))))
        elif luck < 0.6:
            row["opened_on"] = before
        if status == PlaceStatus.CLOSED:
            opened = max(row["opened_on"] or plan.start, plan.start)
            row["closed_on"] = opened + timedelta(
                days=int(rng.integers(20, max(21, (plan.end - opened).days)))
            )
            if rng.random() < 0.06:
                row["closed_on"] = add_months(plan.end, int(rng.integers(2, 5)))
        age = int(rng.integers(3, 365)) if rng.random() < 0.66 else int(rng.integers(366, 1300))
        if rng.random() > 0.07:
            row["checked_on"] = plan.end - timedelta(days=age)


def _tie(network: Network, rows: list[Row]) -> None:
    """Tie some places to a centre that serves their municipality."""
    rng = network.plan.random("tied")
    serving: dict[str, list[str]] = {}
    for centre in network.centres:
        if centre["status"] in (CentreStatus.RUNNING, CentreStatus.PREPARING):
            for code in (centre["serves"] or centre["municipality"]).split("|"):
                serving.setdefault(code, []).append(centre["centre_id"])
    for row in rows:
        centres = serving.get(row["municipality"], [])
        share = 0.75 if row["municipality"] == HYVINKAA else 0.46
        if centres and rng.random() < share:
            row["centre_id"] = centres[int(rng.integers(len(centres)))]


def _give_definitions(plan: Plan, rows: list[Row]) -> None:
    """Exactly the told numbers of running and of planned places by THL's definition; the rest local or unknown."""
    rng = plan.random("definitions")
    county = plan.municipalities["county"]
    leaning = {code: rng.random() for code in sorted(set(county))}
    score = [
        leaning[county[row["municipality"]]] + (0.5 if row["centre_id"] else 0) + 0.3 * rng.random()
        for row in rows
    ]
    for row in rows:
        local = (
            0.75 if row["source_kind"] in (SourceKind.LIST, SourceKind.SURVEY, SourceKind.NETWORK) else 0.45
        )
        row["definition"] = str(Definition.LOCAL if rng.random() < local else Definition.UNKNOWN)
    for status, national in ((PlaceStatus.RUNNING, THL_RUNNING), (PlaceStatus.PLANNED, THL_PLANNED)):
        candidates = [i for i, row in enumerate(rows) if row["status"] == status]
        candidates.sort(key=lambda i: (-score[i], i))
        for i in candidates[: plan.scaled(national)]:
            rows[i]["definition"] = str(Definition.THL)


def _name_hyvinkaa(network: Network, rows: list[Row]) -> None:
    """The one place of Hyvinkää that reports visits, for the whole town and as a range."""
    place = next(
        (row for row in rows if row["municipality"] == HYVINKAA and row["status"] == "running"), None
    )
    centre = next((row["centre_id"] for row in network.centres if row["municipality"] == HYVINKAA), None)
    if place is not None:
        place["name"] = HYVINKAA_PLACE
        place["centre_id"] = centre


# Opening hours


def _hours(plan: Plan, places: list[Row]) -> list[Row]:
    rng = plan.random("hours")
    rows: list[Row] = []
    for place in places:
        if (
            place["status"] in (PlaceStatus.PLANNED,)
            or place["place_type"] == PlaceType.HOME
            or rng.random() < 0.08
        ):
            continue
        rows += _slots(plan, rng, place)
    return rows


def _slots(plan: Plan, rng: np.random.Generator, place: Row) -> list[Row]:
    youth = place["place_type"] == PlaceType.YOUTH_SPACE
    house = place["place_type"] in (PlaceType.FAMILY_HOUSE, PlaceType.OPEN_DAY_CARE)
    count = int(
        rng.choice(
            [1, 2, 3, 4, 5], p=[0.1, 0.2, 0.3, 0.2, 0.2] if house or youth else [0.6, 0.27, 0.1, 0.02, 0.01]
        )
    )
    weekdays = sorted(int(day) for day in rng.choice([1, 2, 3, 4, 5], count, replace=False))
    club = place["place_type"] == PlaceType.FAMILY_CLUB
    term = _term(plan) if club and rng.random() < 0.18 else (None, None)
    interval = 2 if (club or place["place_type"] == PlaceType.MOBILE) and rng.random() < 0.12 else None
    rows = []
    for weekday in weekdays:
        if youth:
            opens, length = int(rng.choice([14, 15, 16])) * 60, int(rng.choice([180, 240, 300]))
        elif rng.random() < 0.83:
            opens = int(rng.choice([9 * 60, 9 * 60 + 30, 10 * 60]))
            length = int(rng.choice([120, 150, 180, 240] if house else [90, 120, 150]))
        else:
            opens, length = (
                int(rng.choice([13 * 60, 15 * 60, 16 * 60 + 30, 17 * 60])),
                int(rng.choice([90, 120])),
            )
        rows.append(_slot(place, weekday, opens, opens + length, term, interval))
    luck = rng.random()
    if luck < 0.03:
        rows.append(_slot(place, int(rng.choice([6, 7])), 10 * 60, 13 * 60, (None, None), interval))
    elif luck < 0.05 and place["age_to"] is not None and place["age_to"] >= 12 and not youth:
        rows.append(
            _slot(place, weekdays[0], 17 * 60 + 30, 19 * 60 + 30, (None, None), None)
            | {"age_from": 7, "age_to": 12}
        )
    elif luck < 0.07 and term == (None, None):
        # Hours that changed: the old ones ended the day before the new ones began.
        changed = plan.end - timedelta(days=int(rng.integers(60, 600)))
        rows[0]["valid_from"] = changed
        rows.append(
            rows[0]
            | {
                "closes": rows[0]["closes"][:3] + "45",
                "valid_from": None,
                "valid_to": changed - timedelta(days=1),
            }
        )
    elif luck < 0.085:
        # Two groups at once: the union counts.
        rows.append(rows[-1] | {"opens": rows[-1]["opens"][:3] + "15"})
    elif luck < 0.095:
        ended = plan.end - timedelta(days=int(rng.integers(10, 200)))
        rows = [row | {"valid_from": None, "valid_to": ended} for row in rows]
    return rows


def _term(plan: Plan) -> tuple[date, date]:
    """The school term under way, or the one that ended last."""
    year = plan.end.year if plan.end.month >= 8 else plan.end.year - 1
    return date(year, 8, 15), date(year + 1, 5, 31)


def _slot(
    place: Row,
    weekday: int,
    opens: int,
    closes: int,
    term: tuple[date | None, date | None],
    interval: int | None,
) -> Row:
    return {
        "place_id": place["place_id"],
        "weekday": weekday,
        "opens": f"{opens // 60:02d}:{opens % 60:02d}",
        "closes": f"{closes // 60:02d}:{closes % 60:02d}",
        "valid_from": term[0],
        "valid_to": term[1],
        "age_from": None,
        "age_to": None,
        "week_interval": interval,
    }
