"""Synthetic meeting places: they follow children and settlement.

What is fixed: the national counts of definition `thl`, and the places of Varsinais-Suomi by operator.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from kpdata.areas import area_index
from kpdata.domain import (
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
from kpdata.sample.country import HYVINKAA, VARSINAIS_SUOMI, Country, Fate
from kpdata.sample.plan import Plan, Row, scattered, shares

THL_RUNNING = 474
THL_PLANNED = 37
OTHER_PLANNED = 26
FROZEN = 46
CLOSED = 104
VARSINAIS_SUOMI_PLACES = {
    OperatorType.NGO: 84,
    OperatorType.PARISH: 119,
    OperatorType.MUNICIPALITY: 15,
    OperatorType.OTHER: 10,
}
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


def meeting_places(country: Country, centres: list[Row]) -> list[Row]:
    """Rows of `meeting_places`, as many as the plan says."""
    plan = country.plan
    rng = plan.random("places")
    allotted = _allot(plan, country.fates)
    postal = area_index().population_bands
    postal = postal[postal["postal_code"].notna() & (postal["age_to"] <= 17)]
    people = postal.groupby("postal_code")["people"].sum()
    points = area_index().postal_areas.set_index("postal_code", drop=False)
    points = points.loc[people.index].assign(children=people)
    by_municipality = dict(iter(points.groupby("municipality")))
    operators = _operators(plan, allotted, rng)
    rows: list[Row] = []
    for code, count in allotted.items():
        own = plan.facts[code]
        areas = by_municipality.get(code)
        taken: set[str] = set()
        for _ in range(count):
            row = _place(country, rng, own, areas, next(operators[own["county"] == VARSINAIS_SUOMI]))
            row["name"] = _unique(row["name"], taken, rng, bool(row.pop("swedish")))
            rows.append(row)
    for number, row in enumerate(rows, start=1):
        row["place_id"] = f"kp{number:04d}"
    _give_statuses(country, rows)
    _give_dates(plan, rows)
    _tie(plan, centres, rows)
    _give_definitions(plan, rows)
    _name_hyvinkaa(centres, rows)
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
    if plan.county == VARSINAIS_SUOMI:
        counts = shares(plan.places, np.array(list(VARSINAIS_SUOMI_PLACES.values()), dtype=float))
        return {operator: int(count) for operator, count in zip(VARSINAIS_SUOMI_PLACES, counts, strict=True)}
    return {operator: plan.scaled(count) for operator, count in VARSINAIS_SUOMI_PLACES.items()}


def _operators(plan: Plan, allotted: dict[str, int], rng: np.random.Generator) -> dict[bool, Any]:
    """Two streams of operator types: of Varsinais-Suomi (exact counts, shuffled) and of the rest."""
    southwest = [operator for operator, count in _varsinais_suomi(plan).items() for _ in range(count)]
    mixed = [southwest[i] for i in rng.permutation(len(southwest))]
    types = list(_OPERATOR_WEIGHTS)
    others = rng.choice(len(types), sum(allotted.values()), p=list(_OPERATOR_WEIGHTS.values()))
    return {True: iter(mixed), False: iter([types[i] for i in others])}


def _place(
    country: Country,
    rng: np.random.Generator,
    own: Row,
    areas: pd.DataFrame | None,
    operator: OperatorType,
) -> Row:
    code = str(own["code"])
    types = (_VARSINAIS_SUOMI_TYPES if own["county"] == VARSINAIS_SUOMI else _TYPE_WEIGHTS)[operator]
    place_type = list(types)[int(rng.choice(len(types), p=list(types.values())))]
    if place_type is PlaceType.YOUTH_SPACE and code not in country.adolescents | country.lower_school:
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
    lat, lon = scattered(rng, lat, lon, 0.7)
    has_address = place_type not in _NO_ADDRESS
    streets = names.STREETS_SV if swedish else names.STREETS_FI
    age_from, age_to = _ages(country, rng, code, place_type)
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
    country: Country, rng: np.random.Generator, code: str, place_type: PlaceType
) -> tuple[int | None, int | None]:
    luck = rng.random()
    if place_type is PlaceType.YOUTH_SPACE:
        if code not in country.adolescents:
            return 7, 12
        return ((13, 17), (12, 17), (13, 20), (10, 17), (9, 15))[int(rng.integers(5))]
    if luck < 0.04:
        return None, None
    if luck < 0.05:
        return None, 6
    if place_type is PlaceType.OPEN_DAY_CARE:
        return 0, 5
    if code in country.lower_school and place_type is not PlaceType.FAMILY_CLUB and luck < 0.25:
        return 0, 12
    if code in country.adolescents and place_type is PlaceType.FAMILY_HOUSE and luck < 0.4:
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


def _give_statuses(country: Country, rows: list[Row]) -> None:
    """Exact numbers of planned, frozen and closed places; every ordinary municipality keeps a running one."""
    plan = country.plan
    rng = plan.random("statuses")
    seen: set[str] = set()
    free = []
    fixed = {PlaceStatus.PLANNED: 0, PlaceStatus.FROZEN: 0}
    for i, row in enumerate(rows):
        code = row["municipality"]
        if fate := country.fates.get(code):
            status = PlaceStatus.PLANNED if fate is Fate.PLANNED else PlaceStatus.FROZEN
            row["status"] = str(status)
            fixed[status] += 1
        elif code not in seen:
            seen.add(code)
        elif plan.facts[code]["county"] != VARSINAIS_SUOMI:
            free.append(i)
    planned = plan.scaled(THL_PLANNED) + plan.scaled(OTHER_PLANNED) - fixed[PlaceStatus.PLANNED]
    frozen = plan.scaled(FROZEN) - fixed[PlaceStatus.FROZEN]
    order = iter([free[i] for i in rng.permutation(len(free))])
    for status, count in (
        (PlaceStatus.PLANNED, planned),
        (PlaceStatus.FROZEN, frozen),
        (PlaceStatus.CLOSED, plan.scaled(CLOSED)),
    ):
        for _ in range(max(0, count)):
            chosen = next(order, None)
            if chosen is None:
                return
            rows[chosen]["status"] = str(status)


def _give_dates(plan: Plan, rows: list[Row]) -> None:
    rng = plan.random("dates")
    days = (plan.end - plan.start).days
    for row in rows:
        status = row["status"]
        southwest = plan.facts[row["municipality"]]["county"] == VARSINAIS_SUOMI
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


def _tie(plan: Plan, centres: list[Row], rows: list[Row]) -> None:
    """Tie some places to a centre that serves their municipality."""
    rng = plan.random("tied")
    serving: dict[str, list[str]] = {}
    for centre in centres:
        if centre["status"] in (CentreStatus.RUNNING, CentreStatus.PREPARING):
            for code in (centre["serves"] or centre["municipality"]).split("|"):
                serving.setdefault(code, []).append(centre["centre_id"])
    for row in rows:
        near = serving.get(row["municipality"], [])
        share = 0.75 if row["municipality"] == HYVINKAA else 0.46
        if near and rng.random() < share:
            row["centre_id"] = near[int(rng.integers(len(near)))]


def _give_definitions(plan: Plan, rows: list[Row]) -> None:
    """Exact numbers of running and of planned places by THL's definition; the rest local or unknown."""
    rng = plan.random("definitions")
    county = {code: str(row["county"]) for code, row in plan.facts.items()}
    leaning = {code: rng.random() for code in sorted(set(county.values()))}
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


def _name_hyvinkaa(centres: list[Row], rows: list[Row]) -> None:
    """The one place of Hyvinkää that reports visits, for the whole town and as a range."""
    place = next(
        (row for row in rows if row["municipality"] == HYVINKAA and row["status"] == "running"), None
    )
    centre = next((row["centre_id"] for row in centres if row["municipality"] == HYVINKAA), None)
    if place is not None:
        place["name"] = HYVINKAA_PLACE
        place["centre_id"] = centre
