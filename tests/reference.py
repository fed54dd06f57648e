"""A slow, obvious second implementation of every indicator, written from the definitions alone.

It reads the raw rows of the data tables (a dict of lists of dicts, never the summaries) and works
with loops, dicts and exact fractions. Nothing here is shared with `kpdata.indicators`, so that an
error has to be made twice to go unseen.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from statistics import NormalDist
from typing import Any

from scipy.stats import t as student

from kpdata.domain import HalfYear, Month, Period, add_months

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

LEVELS = ("country", "county", "region", "municipality", "centre", "place", "group")
BANDS = {"under_school": [(0, 6)], "lower_school": [(7, 12)], "adolescent": [(13, 17)]}
BANDS["school_age"] = BANDS["lower_school"] + BANDS["adolescent"]
BAND_AGES = {"under_school": (0, 6), "lower_school": (7, 12), "adolescent": (13, 17), "school_age": (7, 17)}
YEARS_NEEDED = {(0, 6): 4, (7, 12): 3, (13, 17): 3}
OPERATORS = ("municipality", "county", "ngo", "parish", "other")
INSTRUMENTS = ("visitor", "partner", "self_evaluation", "peer_evaluation", "child")
STEPS = {
    1: ("mapped", "operators_listed"),
    2: ("contact_person", "place_working_group"),
    3: ("seat_municipal_lape", "seat_county_group"),
    4: ("operating_principles", "outreach_agreement", "two_way_guidance"),
    5: ("welfare_report", "annual_evaluation", "budget_decided"),
}
CRITERIA = {"premises": 7, "clientship": 7, "processes": 7, "network": 2, "staff": 12}
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Figure:
    """One row of the output; `low` and `high` are the ends of a range, `value` is then empty."""

    value: Fraction | float | None = None
    numerator: Fraction | int | None = None
    denominator: Fraction | int | None = None
    n: int | None = None
    lower: float | None = None
    upper: float | None = None
    state: str = "ok"
    months: str = ""
    low: Fraction | None = None
    high: Fraction | None = None


def empty(state: str, months: str = "") -> Figure:
    return Figure(state=state, months=months)


@dataclass(frozen=True)
class Area:
    """An area, its places and its municipalities."""

    level: str
    area_id: str
    places: tuple[Row, ...]
    municipalities: frozenset[str]
    members: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Visit:
    """A row of visits; `exact`, or `low` and `high`, or none of them known."""

    place_id: str
    month: Month
    exact: int | None
    low: int | None
    high: int | None
    small: bool
    adults: int | None
    children: int | None
    sessions: int | None
    first_timers: int | None
    multicultural: int | None

    @property
    def known(self) -> bool:
        return self.exact is not None or self.low is not None

    @property
    def least(self) -> int:
        return self.exact if self.exact is not None else self.low  # type: ignore[return-value]

    @property
    def most(self) -> int:
        return self.exact if self.exact is not None else self.high  # type: ignore[return-value]


@dataclass(frozen=True)
class Answer:
    """A response, or the answer to one question of it: where it belongs."""

    key: tuple[str, ...]
    place_id: str | None
    municipality: str
    value: int | None = None


def half_away(number: Fraction | float, decimals: int) -> Fraction | float:
    scale = 10**decimals
    whole = math.floor(abs(number) * scale + Fraction(1, 2))
    return math.copysign(whole / scale, number) if whole else 0.0


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def listed(text: str | None) -> list[str]:
    return [part for part in (text or "").split("|") if part]


def union_minutes(spans: Iterable[tuple[int, int]]) -> int:
    covered: set[int] = set()
    for start, end in spans:
        covered.update(range(start, end))
    return len(covered)


def suits(age_from: int | None, age_to: int | None, band: str) -> bool:
    if age_from is None and age_to is None:
        return False
    first, last = 0 if age_from is None else age_from, 29 if age_to is None else age_to
    return any(
        sum(1 for age in range(low, high + 1) if first <= age <= last) >= YEARS_NEEDED[low, high]
        for low, high in BANDS[band]
    )


def active(place: Row, day: date) -> bool:
    opened, closed = place["opened_on"], place["closed_on"]
    running = place["status"] == "running" or (
        place["status"] == "closed" and closed is not None and closed > day
    )
    return running and (opened is None or opened <= day) and (closed is None or closed > day)


def distance_km(a: Row, b: Row) -> float:
    lat1, lon1, lat2, lon2 = (math.radians(x) for x in (a["lat"], a["lon"], b["lat"], b["lon"]))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * 6371.0088 * math.asin(math.sqrt(h)), 3)


def catchment_weight(km: float) -> Fraction:
    if km <= 3:
        return Fraction(1)
    if km <= 6:
        return Fraction(68, 100)
    if km <= 10:
        return Fraction(22, 100)
    return Fraction(0)


def tiling(rows: Sequence[tuple[int, int, int | None]], first: int, last: int) -> list[int] | None:
    """People of the fewest rows that lie end to end from `first` to `last`; None when no rows do."""
    if first > last:
        return []
    found = []
    for age_from, age_to, people in rows:
        if age_from == first and first <= age_to <= last and people is not None:
            rest = tiling(rows, age_to + 1, last)
            if rest is not None:
                found.append([people, *rest])
    return min(found, key=len) if found else None


def wilson(x: int, n: int) -> tuple[float, float]:
    p = x / n
    middle = p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)


class Reference:
    """Every indicator of the given tables."""

    def __init__(self, tables: Tables, threshold: int = 5, hide_visits: bool = False) -> None:
        self.tables = tables
        self.threshold = threshold
        self.hide_visits = hide_visits
        self.places = {row["place_id"]: row for row in tables["meeting_places"]}
        self.centres = {row["centre_id"]: row for row in tables["family_centres"]}
        self.municipalities = {
            row["area_id"]: row
            for row in tables["areas"]
            if row["area_type"] == "municipality" and row["valid_to"] is None
        }
        self.slots: dict[str, list[Row]] = defaultdict(list)
        for slot in tables["opening_hours"]:
            self.slots[slot["place_id"]].append(slot)
        self.visits = [self._visit(row) for row in tables["visits"]]
        self.people = self._people(lambda row: None if row["postal_code"] else row["municipality"])
        self.postal_people = self._people(lambda row: row["postal_code"])
        self.visits_of: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.visits:
            self.visits_of[visit.place_id].append(visit)
        self.points: dict[str, list[str]] = defaultdict(list)
        for point in tables["postal_areas"]:
            # Where a postal area lies must be known to say whether anything is near.
            if point["lat"] is not None and point["lon"] is not None:
                self.points[point["municipality"]].append(point["postal_code"])
        # What one day and period need is the same at every level.
        self.parts: dict[tuple[date, Period], tuple[_AtDay, _Visits, list[_Survey]]] = {}

    # ------------------------------------------------------------------ areas

    def areas(self, level: str) -> list[Area]:
        return [self.area(level, area_id) for area_id in self.area_ids(level)]

    def area_ids(self, level: str) -> list[str]:
        if level == "country":
            return ["FI"]
        if level == "municipality":
            return sorted(self.municipalities)
        if level in ("county", "region"):
            return sorted(
                row["area_id"]
                for row in self.tables["areas"]
                if row["area_type"] == level and row["valid_to"] is None
            )
        if level == "centre":
            return sorted(self.centres)
        if level == "place":
            return sorted(self.places)
        return sorted({row["group_id"] for row in self.tables["groups"]})

    def area(self, level: str, area_id: str) -> Area:
        every = self.places.values()
        members: frozenset[tuple[str, str]] = frozenset()
        if level == "place":
            places, municipalities = [self.places[area_id]], set()
        elif level == "centre":
            places = [place for place in every if place["centre_id"] == area_id]
            municipalities = self.served(area_id)
        elif level == "group":
            members = frozenset(
                (row["area_type"], row["area_id"])
                for row in self.tables["groups"]
                if row["group_id"] == area_id
            )
            places = [
                place
                for place in every
                if ("municipality", place["municipality"]) in members
                or ("centre", place["centre_id"]) in members
                or ("place", place["place_id"]) in members
            ]
            municipalities = {code for kind, code in members if kind == "municipality"}
            for kind, code in members:
                if kind == "centre":
                    municipalities |= self.served(code)
        else:
            municipalities = {
                code
                for code, row in self.municipalities.items()
                if level == "country"
                or (level == "municipality" and code == area_id)
                or (level in ("county", "region") and row[level] == area_id)
            }
            places = [place for place in every if place["municipality"] in municipalities]
        return Area(level, area_id, tuple(places), frozenset(municipalities), members)

    def served(self, centre_id: str) -> set[str]:
        centre = self.centres[centre_id]
        return set(listed(centre["serves"])) or {centre["municipality"]}

    # ------------------------------------------------------------------ facts

    def _people(self, key: Callable[[Row], str | None]) -> dict[str, dict[int, list[Any]]]:
        result: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for row in self.tables["population"]:
            area_id = key(row)
            if area_id is not None:
                result[area_id][row["year"]].append((row["age_from"], row["age_to"], row["people"]))
        return result

    @staticmethod
    def _heads(years: Mapping[int, list[Any]], first: int, last: int, day: date) -> int | None:
        if not years:
            return None
        past = [year for year in years if year <= day.year]
        rows = tiling(years[max(past) if past else min(years)], first, last)
        return None if rows is None else sum(rows)

    def children_of(self, municipality: str, first: int, last: int, day: date) -> int | None:
        return self._heads(self.people.get(municipality, {}), first, last, day)

    def children_in(self, municipalities: Iterable[str], first: int, last: int, day: date) -> int | None:
        total = 0
        for municipality in municipalities:
            heads = self.children_of(municipality, first, last, day)
            if heads is None:
                return None
            total += heads
        return total

    def children(self, area: Area, first: int, last: int, day: date) -> int | None:
        if not area.municipalities:
            return None
        return self.children_in(area.municipalities, first, last, day)

    def mapped(self, municipality: str, day: date) -> bool:
        rows = [
            row
            for row in self.tables["mapping_status"]
            if row["municipality"] == municipality and row["as_of"] <= day
        ]
        return bool(rows) and max(rows, key=lambda row: row["as_of"])["status"] in ("done", "updated")

    def valid(self, slot: Row, day: date) -> bool:
        return (slot["valid_from"] is None or slot["valid_from"] <= day) and (
            slot["valid_to"] is None or day <= slot["valid_to"]
        )

    def slot_suits(self, slot: Row, place: Row, band: str) -> bool:
        if slot["age_from"] is not None or slot["age_to"] is not None:
            return suits(slot["age_from"], slot["age_to"], band)
        return suits(place["age_from"], place["age_to"], band)

    def suitable(self, place: Row, band: str, day: date) -> bool:
        if place["place_type"] == "online":
            return False
        if suits(place["age_from"], place["age_to"], band):
            return True
        return any(
            self.valid(slot, day) and suits(slot["age_from"], slot["age_to"], band)
            for slot in self.slots[place["place_id"]]
        )

    def weekly_hours(
        self, place: Row, day: date, band: str | None = None, free_time: bool = False
    ) -> Fraction | None:
        """Weekly hours of one place; None when it has no slots at all."""
        slots = self.slots[place["place_id"]]
        if not slots:
            return None
        spans: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for slot in slots:
            if not self.valid(slot, day) or (band and not self.slot_suits(slot, place, band)):
                continue
            start, end = minutes(slot["opens"]), minutes(slot["closes"])
            if free_time and slot["weekday"] <= 5:
                start = max(start, 14 * 60)
            spans[slot["weekday"], slot["week_interval"]].append((start, end))
        return sum(
            (Fraction(union_minutes(s), 60 * interval) for (_, interval), s in spans.items()), Fraction(0)
        )

    def sum_of_hours(
        self, places: Iterable[Row], day: date, band: str | None = None, free_time: bool = False
    ) -> Fraction | None:
        known = [
            hours for place in places if (hours := self.weekly_hours(place, day, band, free_time)) is not None
        ]
        return sum(known, Fraction(0)) if known else None

    # ------------------------------------------------------------------ all indicators

    def rows(self, level: str, as_of: date, period: Period | None = None) -> dict[tuple[str, str], Figure]:
        """The figures of a level, keyed by (indicator, area_id)."""
        period = period or Period.default(as_of)
        result: dict[tuple[str, str], Figure] = {}
        if (as_of, period) not in self.parts:
            self.parts[as_of, period] = (
                _AtDay(self, as_of),
                _Visits(self, as_of, period),
                [_Survey(self, instrument, as_of, period) for instrument in INSTRUMENTS],
            )
        at, visits, surveys = self.parts[as_of, period]
        for area in self.areas(level):
            figures: dict[str, Figure] = {}
            if level != "place":
                figures |= at.registry(area)
                figures |= at.school_age(area)
                figures |= at.integration(area)
                figures |= at.cycle(area)
            figures |= at.assessments(area)
            figures |= visits.figures(area)
            for survey in surveys:
                figures |= survey.figures(area)
            if level == "place":
                for indicator in list(figures):
                    if indicator.startswith(("response_rate_", "survey_coverage_")) or indicator in (
                        "visits_per_1000",
                        "assessed_share",
                    ):
                        del figures[indicator]
            for indicator, figure in figures.items():
                result[indicator, area.area_id] = figure
        return result

    def _visit(self, row: Row) -> Visit:
        month = Month.of(row["date"]) if row["date"] is not None else Month.parse(row["month"])
        exact = low = high = None
        if row["adults"] is not None and row["children"] is not None:
            exact = row["adults"] + row["children"]
        elif row["visits"] is not None:
            exact = row["visits"]
        elif row["visits_min"] is not None and row["visits_max"] is not None:
            low, high = row["visits_min"], row["visits_max"]
        small = bool(row["adults_hidden"] or row["children_hidden"] or row["visits_hidden"])
        return Visit(
            row["place_id"],
            month,
            exact,
            low,
            high,
            small,
            row["adults"],
            row["children"],
            row["sessions"],
            row["first_timers"],
            row["multicultural"],
        )


class _AtDay:
    """What is of the as-of date only."""

    def __init__(self, data: Reference, day: date) -> None:
        self.data = data
        self.day = day
        every = list(data.places.values())
        self.active_ids = {place["place_id"] for place in every if active(place, day)}
        self.suitable_ids = {
            band: {p["place_id"] for p in every if data.suitable(p, band, day)} for band in BANDS
        }
        self.mapped = {code for code in data.municipalities if data.mapped(code, day)}
        self.with_place = {p["municipality"] for p in every if p["place_id"] in self.active_ids}
        self.near = self._near()
        self.catchments = {band: self._catchment(band) for band in BANDS}
        self.in_force = {code: self._criteria_in_force(code) for code in data.municipalities}

    # -- registry and school age

    def ratio(
        self,
        area: Area,
        numerator: Fraction | int | None,
        denominator: Fraction | int | None,
        scale: int,
        *,
        band: str | None = None,
        municipal: bool = False,
        needs_municipalities: bool = False,
        count: bool = False,
    ) -> Figure:
        """A registry figure with its state; a count has no denominator."""
        if needs_municipalities and not area.municipalities:
            return empty("unknown")
        state = self.supply_state(area, band, municipal) or "ok"
        if state == "not_mapped":
            return empty("not_mapped")
        if count:
            computable = numerator is not None
        else:
            computable = numerator is not None and bool(denominator)
        if not computable:
            return empty("unknown" if state == "ok" else state)
        value = numerator if count else Fraction(numerator) / denominator * scale
        return Figure(value, numerator, None if count else denominator, state=state)

    def supply_state(self, area: Area, band: str | None, municipal: bool) -> str | None:
        """planned, frozen, not_mapped or none where no place serves; None where one does."""
        pool: Iterable[Row] = area.places
        if municipal:
            pool = [p for p in self.data.places.values() if p["municipality"] in area.municipalities]
        if band:
            pool = [place for place in pool if place["place_id"] in self.suitable_ids[band]]
        if any(place["place_id"] in self.active_ids for place in pool):
            return None
        for status in ("planned", "frozen"):
            if any(place["status"] == status for place in pool):
                return status
        if not any(code in self.mapped or code in self.with_place for code in area.municipalities):
            return "not_mapped"
        return "none"

    def registry(self, area: Area) -> dict[str, Figure]:
        day, data = self.day, self.data
        places = [place for place in area.places if place["place_id"] in self.active_ids]
        total = len(places)
        children = data.children(area, 0, 17, day)
        # Where no place is active, no hours are open: a counted zero, not an unknown.
        hours = data.sum_of_hours(places, day) if places else Fraction(0)
        recorded = self.mapped | self.with_place
        result = {
            "places": self.ratio(area, total, None, 1, count=True),
            "places_per_1000": self.ratio(area, total, children, 1000, needs_municipalities=True),
            "weekly_hours_per_1000": self.ratio(area, hours, children, 1000, needs_municipalities=True),
            "municipalities_with_place": self.ratio(
                area,
                len(area.municipalities & self.with_place),
                len(area.municipalities & recorded),
                100,
                municipal=True,
                needs_municipalities=True,
            ),
            "mapped_share": self.share(len(area.municipalities & self.mapped), len(area.municipalities)),
        }
        by_operator = {o: sum(1 for p in places if p["operator_type"] == o) for o in OPERATORS}
        for operator, number in by_operator.items():
            result[f"operator_share_{operator}"] = self.ratio(area, number, total, 100)
        result["largest_operator_share"] = self.ratio(area, max(by_operator.values()), total, 100)
        for field in ("step_free", "free_of_charge", "visiting_professionals"):
            yes = sum(1 for place in places if place[field] == "yes")
            no = sum(1 for place in places if place[field] == "no")
            result[f"{field}_share"] = self.ratio(area, yes, yes + no, 100)
        forms = [set(listed(p["support_forms"])) - {"none"} for p in places if p["support_forms"]]
        result["support_forms_mean"] = self.ratio(area, sum(len(f) for f in forms), len(forms), 1)
        for indicator, holds in (
            ("tied_share", lambda p: bool(p["centre_id"])),
            ("ptv_share", lambda p: bool(p["ptv_id"])),
            ("fresh_share", lambda p: p["checked_on"] and 0 <= (day - p["checked_on"]).days <= 365),
        ):
            result[indicator] = self.ratio(area, sum(1 for p in places if holds(p)), total, 100)
        return result

    @staticmethod
    def share(numerator: Fraction | int, denominator: Fraction | int, scale: int = 100) -> Figure:
        """A ratio that is unknown by its denominator only."""
        if not denominator:
            return empty("unknown")
        return Figure(Fraction(numerator) / denominator * scale, numerator, denominator)

    def school_age(self, area: Area) -> dict[str, Figure]:
        day, data = self.day, self.data
        result = {}
        recorded = self.mapped | self.with_place
        for band, (first, last) in BAND_AGES.items():
            suitable = self.suitable_ids[band] & self.active_ids
            served = {p["municipality"] for p in data.places.values() if p["place_id"] in suitable}
            places = [place for place in area.places if place["place_id"] in suitable]
            children = data.children(area, first, last, day)
            reached = data.children_in(area.municipalities & served, first, last, day)
            left_out = data.children_in(area.municipalities - served, first, last, day)
            hours = data.sum_of_hours(places, day, band, free_time=True) if places else Fraction(0)

            def facts(
                numerator: Any, denominator: Any, scale: int, *, band: str = band, **kind: bool
            ) -> Figure:
                return self.ratio(
                    area, numerator, denominator, scale, band=band, needs_municipalities=True, **kind
                )

            result[f"coverage_{band}"] = facts(reached, children, 100, municipal=True)
            result[f"children_without_{band}"] = facts(left_out, None, 1, municipal=True, count=True)
            result[f"municipalities_with_{band}"] = facts(
                len(area.municipalities & served), len(area.municipalities & recorded), 100, municipal=True
            )
            result[f"places_{band}_per_1000"] = facts(len(places), children, 1000)
            result[f"free_time_hours_{band}_per_1000"] = facts(hours, children, 1000)

            points = [code for municipality in area.municipalities for code in data.points[municipality]]
            heads = {code: self.postal_children(code, band) for code in points}
            known = {code: number for code, number in heads.items() if number is not None}
            total = sum(known.values())
            for km in (3, 5, 10):
                within = sum(
                    number
                    for code, number in known.items()
                    if any(near <= km and place_id in suitable for place_id, near in self.near[code].items())
                )
                result[f"within_{km}_km_{band}"] = self.share(within, total)
            reach = sum((number * self.catchments[band][code] for code, number in known.items()), Fraction(0))
            result[f"access_{band}"] = self.share(reach, total, 1)
        return result

    def postal_children(self, postal_code: str, band: str) -> int | None:
        first, last = BAND_AGES[band]
        return self.data._heads(self.data.postal_people.get(postal_code, {}), first, last, self.day)

    def _near(self) -> dict[str, dict[str, float]]:
        """Distances of at most 10 km from each postal area to each active place."""
        located = sorted(
            (
                place
                for place in self.data.places.values()
                if place["place_id"] in self.active_ids
                and place["lat"] is not None
                and place["lon"] is not None
            ),
            key=lambda place: place["lat"],
        )
        latitudes = [place["lat"] for place in located]
        result: dict[str, dict[str, float]] = {}
        for point in self.data.tables["postal_areas"]:
            near = result.setdefault(point["postal_code"], {})
            if point["lat"] is None or point["lon"] is None:
                continue
            # A tenth of a degree of latitude is more than 11 km: farther places cannot count.
            start = bisect_right(latitudes, point["lat"] - 0.1)
            for place in located[start:]:
                if place["lat"] > point["lat"] + 0.1:
                    break
                km = distance_km(point, place)
                if km <= 10:
                    near[place["place_id"]] = km
        return result

    def _catchment(self, band: str) -> dict[str, Fraction]:
        """Hours per child that reach each postal area."""
        suitable = self.suitable_ids[band] & self.active_ids
        demand: dict[str, Fraction] = defaultdict(Fraction)
        for code, places in self.near.items():
            heads = self.postal_children(code, band)
            for place_id, km in places.items():
                if heads is not None:
                    demand[place_id] += heads * catchment_weight(km)
        ratio: dict[str, Fraction] = {}
        for place_id in suitable:
            hours = self.data.weekly_hours(self.data.places[place_id], self.day, band)
            if hours is not None and demand[place_id] > 0:
                ratio[place_id] = hours / demand[place_id]
        return {
            code: sum(
                (ratio.get(place_id, Fraction(0)) * catchment_weight(km) for place_id, km in places.items()),
                Fraction(0),
            )
            for code, places in self.near.items()
        }

    # -- integration, criteria, annual cycle

    def _criteria_in_force(self, municipality: str) -> set[str] | None:
        """Criteria done and in force; None without any row."""
        rows = [
            row
            for row in self.data.tables["integration"]
            if row["area_type"] == "municipality"
            and row["area_id"] == municipality
            and row["as_of"] <= self.day
        ]
        if not rows:
            return None
        months = {
            row["criterion_id"]: row["valid_months"] for row in self.data.tables["integration_criteria"]
        }
        done = set()
        for criterion in {row["criterion_id"] for row in rows}:
            latest = max((r for r in rows if r["criterion_id"] == criterion), key=lambda r: r["as_of"])
            if latest["status"] != "done" or not (latest["evidence"] or latest["evidence_on"]):
                continue
            ends = latest["expires_on"]
            if ends is None and months.get(criterion) is not None:
                ends = add_months(latest["evidence_on"] or latest["as_of"], months[criterion])
            if ends is None or self.day <= ends:
                done.add(criterion)
        return done

    def step(self, municipality: str) -> int:
        done = self.in_force[municipality] or set()
        step = 0
        while step < 5 and all(criterion in done for criterion in STEPS[step + 1]):
            step += 1
        return step

    def integration(self, area: Area) -> dict[str, Figure]:
        codes = area.municipalities
        recorded = any(self.in_force[code] is not None for code in codes)
        done = {code: self.in_force[code] or set() for code in codes}
        twelve = {criterion for criteria in STEPS.values() for criterion in criteria}

        def share(numerator: int, denominator: int) -> Figure:
            return self.share(numerator, denominator) if recorded else empty("unknown")

        result = {
            "integration_done_share": share(sum(len(twelve & done[code]) for code in codes), 12 * len(codes))
        }
        for step in STEPS:
            result[f"municipalities_step_{step}"] = share(
                sum(1 for code in codes if self.step(code) >= step), len(codes)
            )
        for row in self.data.tables["integration_criteria"]:
            criterion = row["criterion_id"]
            result[f"criterion_{criterion}"] = share(
                sum(1 for code in codes if criterion in done[code]), len(codes)
            )
        for indicator, kind in (("boards_visited", "board_visit"), ("groups_visited", "group_visit")):
            visited = {
                event["area_id"]
                for event in self.data.tables["events"]
                if event["area_type"] == "municipality"
                and event["kind"] == kind
                and event["held_on"] is not None
                and event["held_on"] <= self.day
            }
            result[indicator] = self.share(len(codes & visited), len(codes))
        return result

    def assessments(self, area: Area) -> dict[str, Figure]:
        places = {p["place_id"] for p in area.places if p["place_id"] in self.active_ids}
        latest: dict[tuple[str, str, str], Row] = {}
        for row in self.data.tables["assessments"]:
            if row["place_id"] not in places or row["assessed_on"] > self.day:
                continue
            key = (row["place_id"], row["framework"], row["criterion_id"])
            best = latest.get(key)
            if best is None or (row["assessed_on"], row["kind"] == "peer") > (
                best["assessed_on"],
                best["kind"] == "peer",
            ):
                latest[key] = row

        def met(framework: str, criteria: set[str]) -> Figure:
            results = [
                row["result"]
                for (_, of, criterion), row in latest.items()
                if of == framework and criterion in criteria and row["result"] != "not_assessed"
            ]
            return self.share(results.count("met"), len(results))

        result = {
            f"criteria_met_{group}": met("minimum_criteria", {f"{group}_{k + 1}" for k in range(size)})
            for group, size in CRITERIA.items()
        }
        result["mapping_questions_met"] = met("mapping_questions", {f"question_{k + 1}" for k in range(8)})
        assessed = {
            row["place_id"]
            for row in self.data.tables["assessments"]
            if row["result"] != "not_assessed" and add_months(self.day, -24) < row["assessed_on"] <= self.day
        }
        result["assessed_share"] = self.share(len(places & assessed), len(places))
        return result

    def cycle(self, area: Area) -> dict[str, Figure]:
        kept = counted = 0
        for event in self.data.tables["events"]:
            planned = event["planned_on"]
            if planned is None or not add_months(self.day, -12) < planned <= self.day:
                continue
            if not self.counts_for(event, area):
                continue
            last = planned + timedelta(days=30)
            held = event["held_on"] is not None and event["held_on"] <= self.day
            if not held and self.day <= last:
                continue
            counted += 1
            kept += held and event["held_on"] <= last
        return {"cycle_kept": self.share(kept, counted)}

    def counts_for(self, event: Row, area: Area) -> bool:
        kind, where = event["area_type"], event["area_id"]
        if kind == "county":
            return area.level == "country" or (area.level, area.area_id) == ("county", where)
        if kind == "place":
            return any(place["place_id"] == where for place in area.places)
        if kind == "municipality":
            return area.level != "centre" and where in area.municipalities
        if area.level == "centre":
            return area.area_id == where
        return bool(self.data.served(where) & area.municipalities) or ("centre", where) in area.members


class _Visits:
    """What is counted over the months of P, or of a half-year."""

    def __init__(self, data: Reference, day: date, period: Period) -> None:
        self.data = data
        self.day = day
        self.period = period

    def figures(self, area: Area) -> dict[str, Figure]:
        result = {
            indicator: replace(figure, months=str(self.period))
            for indicator, figure in self.of_period(area).items()
        }
        for indicator, count in (
            ("first_timer_share", "first_timers"),
            ("multicultural_share", "multicultural"),
        ):
            result[indicator] = self.of_half_year(area, count)
        return result

    def rows(self, area: Area, period: Period) -> list[Visit]:
        return [
            visit
            for place in area.places
            for visit in self.data.visits_of[place["place_id"]]
            if period.first <= visit.month <= period.last
        ]

    def late(self, area: Area, period: Period) -> bool:
        return any(
            active(place, month.last_day) and (self.day - month.last_day).days > 31
            for month in period.months
            for place in area.places
        )

    def small(self, *counts: int) -> bool:
        return self.data.hide_visits and any(1 <= count < self.data.threshold for count in counts)

    def of_period(self, area: Area) -> dict[str, Figure]:
        rows = self.rows(area, self.period)
        result = {"reporting_share": self.reporting(area, rows)}
        family = ("visits", "visits_per_1000", "visits_per_session", "visits_per_open_hour")
        if not rows:
            state = "late" if self.late(area, self.period) else "unknown"
            return result | {indicator: empty(state) for indicator in (*family, "child_share")}

        both = [row for row in rows if row.adults is not None and row.children is not None]
        adults, children = sum(r.adults for r in both), sum(r.children for r in both)
        if adults + children == 0:
            result["child_share"] = empty("unknown")
        elif self.small(adults, children, adults + children):
            result["child_share"] = empty("hidden")
        else:
            result["child_share"] = Figure(
                Fraction(children, adults + children) * 100, children, adults + children
            )

        known = [row for row in rows if row.known]
        if not known:
            state = "hidden" if any(row.small for row in rows) else "unknown"
            return result | {indicator: empty(state) for indicator in family}
        result["visits"] = self.amount(known, None, 1)
        heads = self.data.children(area, 0, 17, self.day)
        result["visits_per_1000"] = self.amount(known, heads or 0, 1000)
        with_sessions = [row for row in known if row.sessions is not None and row.sessions > 0]
        result["visits_per_session"] = self.amount(with_sessions, sum(r.sessions for r in with_sessions), 1)
        with_slots = [row for row in known if self.data.slots[row.place_id]]
        months = {(row.place_id, row.month) for row in with_slots}
        hours = sum((self.open_hours(place_id, month) for place_id, month in months), Fraction(0))
        result["visits_per_open_hour"] = self.amount(with_slots, hours, 1)
        return result

    def amount(self, rows: list[Visit], denominator: Fraction | int | None, scale: int) -> Figure:
        """Visits, or visits over a denominator (0 or unknown: 0); a range as soon as a row is one."""
        least, most = sum(row.least for row in rows), sum(row.most for row in rows)
        if self.small(least, most):
            return empty("hidden")
        if denominator is not None and not denominator:
            return empty("unknown")
        factor = Fraction(scale) / (denominator or 1)
        if any(row.exact is None for row in rows):
            return Figure(None, None, denominator, low=least * factor, high=most * factor, state="range")
        return Figure(least * factor, least, denominator)

    def open_hours(self, place_id: str, month: Month) -> Fraction:
        total = Fraction(0)
        day = month.first_day
        while day <= month.last_day:
            spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for slot in self.data.slots[place_id]:
                if slot["weekday"] == day.isoweekday() and self.data.valid(slot, day):
                    spans[slot["week_interval"]].append((minutes(slot["opens"]), minutes(slot["closes"])))
            for interval, ends in spans.items():
                total += Fraction(union_minutes(ends), 60 * interval)
            day += timedelta(days=1)
        return total

    def reporting(self, area: Area, rows: list[Visit]) -> Figure:
        due = {
            (place["place_id"], month)
            for place in area.places
            for month in self.period.months
            if active(place, month.last_day)
        }
        return _AtDay.share(len(due & {(row.place_id, row.month) for row in rows}), len(due))

    def of_half_year(self, area: Area, count: str) -> Figure:
        half = self.half_year(count)
        if half is None:
            return empty("unknown")
        months = str(half.period)
        rows = self.rows(area, half.period)
        if not rows:
            return empty("late" if self.late(area, half.period) else "unknown", months)
        counted = [row for row in rows if getattr(row, count) is not None and row.exact is not None]
        number = sum(getattr(row, count) for row in counted)
        visits = sum(row.exact for row in counted)
        if visits == 0:
            return empty("unknown", months)
        if 1 <= number < self.data.threshold or self.small(visits):
            return empty("hidden", months)
        shown = min((number + 2) // 5 * 5, visits)
        return Figure(Fraction(100 * shown, visits), shown, visits, months=months)

    @cache  # noqa: B019
    def half_year(self, count: str) -> HalfYear | None:
        end = min(self.period.last.last_day, self.day)
        halves = {
            HalfYear.of(row.month.first_day)
            for row in self.data.visits
            if getattr(row, count) is not None and row.exact is not None
        }
        past = [half for half in halves if half.period.last.last_day <= end]
        return max(past) if past else None


class _Survey:
    """The wave of one instrument."""

    def __init__(self, data: Reference, instrument: str, day: date, period: Period) -> None:
        self.data = data
        self.instrument = instrument
        self.day = day
        tables = data.tables
        ended = [r for r in tables["survey_rounds"] if r["instrument"] == instrument and r["ends_on"] <= day]
        inside = [r for r in ended if period.first.first_day <= r["ends_on"] <= period.last.last_day]
        self.wave = max(HalfYear.of(r["ends_on"]) for r in inside) if inside else None
        self.rounds = {r["round_id"]: r for r in ended if HalfYear.of(r["ends_on"]) == self.wave}
        self.responses = [
            Answer(
                (row["round_id"], row["response_id"]),
                row["place_id"],
                data.places[row["place_id"]]["municipality"] if row["place_id"] else row["municipality"],
            )
            for row in tables["survey_responses"]
            if row["round_id"] in self.rounds
        ]
        self.common_keys: dict[str, set[str]] = defaultdict(set)
        for question in tables["survey_questions"]:
            if (
                question["instrument"] == instrument
                and question["scale"] == "likert5"
                and question["common_key"]
            ):
                self.common_keys[question["common_key"]].add(question["question_id"])
        self.answers = {key: self._answers(ids) for key, ids in self.common_keys.items()}
        self.hidden = {
            key: hidden_areas(data, answers, data.threshold) for key, answers in self.answers.items()
        }

    def _answers(self, question_ids: set[str]) -> list[Answer]:
        responses = {response.key: response for response in self.responses}
        return [
            replace(
                responses[row["round_id"], row["response_id"]],
                key=(row["round_id"], row["response_id"], row["question_id"]),
                value=row["answer"],
            )
            for row in self.data.tables["survey_answers"]
            if (row["round_id"], row["response_id"]) in responses and row["question_id"] in question_ids
        ]

    def figures(self, area: Area) -> dict[str, Figure]:
        i = self.instrument
        months = str(self.wave.period) if self.wave else ""
        result = {
            f"responses_{i}": self.number(area),
            f"response_rate_{i}": self.response_rate(area),
            f"survey_coverage_{i}": self.coverage(area),
        }
        for key in self.common_keys:
            for kind, figure in self.results(area, key).items():
                result[f"{kind}_{i}_{key}"] = figure
        if not self.wave:
            return {indicator: empty("unknown") for indicator in result}
        return {indicator: replace(figure, months=months) for indicator, figure in result.items()}

    def number(self, area: Area) -> Figure:
        count = len(belonging(area, self.responses))
        return Figure(count, count, None)

    def response_rate(self, area: Area) -> Figure:
        rounds = []
        covered: set[str] = set()
        for row in self.rounds.values():
            if area.level == "centre":
                if (row["area_type"], row["area_id"]) == ("centre", area.area_id):
                    rounds.append(row)
                    covered |= area.municipalities
                continue
            where = self.round_municipalities(row)
            if where and where <= area.municipalities:
                rounds.append(row)
                covered |= where
        if not rounds or covered != area.municipalities or any(r["invited"] is None for r in rounds):
            return empty("unknown")
        invited = sum(r["invited"] for r in rounds)
        if not invited:
            return empty("unknown")
        ids = {r["round_id"] for r in rounds}
        count = sum(1 for response in self.responses if response.key[0] in ids)
        lower, upper = wilson(count, invited)
        return Figure(Fraction(100 * count, invited), count, invited, invited, 100 * lower, 100 * upper)

    def round_municipalities(self, row: Row) -> set[str]:
        kind, where = row["area_type"], row["area_id"]
        if not kind or kind == "country":
            return set(self.data.municipalities)
        if kind == "municipality":
            return {where}
        if kind in ("county", "region"):
            return {code for code, m in self.data.municipalities.items() if m[kind] == where}
        return set()

    def coverage(self, area: Area) -> Figure:
        places = {p["place_id"] for p in area.places if active(p, self.day)}
        if not places:
            return empty("unknown")
        answered = places & {response.place_id for response in self.responses}
        figure = _AtDay.share(len(answered), len(places))
        return replace(figure, n=len(places))

    def results(self, area: Area, key: str) -> dict[str, Figure]:
        threshold = self.data.threshold
        values = [answer.value for answer in belonging(area, self.answers[key])]
        n = len(values)
        if (area.level, area.area_id) in self.hidden[key]:
            return {kind: empty("hidden") for kind in ("mean", "top2", "net")}
        if n == 0:
            return {kind: empty("unknown") for kind in ("mean", "top2", "net")}
        mean = Fraction(sum(values), n)
        if n < 2 * threshold:
            return {
                "mean": Figure(half_away(mean, 1), None, n, n),
                "top2": empty("hidden"),
                "net": empty("hidden"),
            }
        spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
        half = student.ppf(0.975, n - 1) * spread / math.sqrt(n)
        low, high = max(float(mean) - half, 1.0), min(float(mean) + half, 5.0)
        top = sum(1 for value in values if value >= 4)
        bottom = sum(1 for value in values if value <= 2)
        share_low, share_high = wilson(top, n)
        p_top, p_bottom = (top + 0.75) / (n + 3), (bottom + 0.75) / (n + 3)
        net = p_top - p_bottom
        net_half = Z * math.sqrt((p_top + p_bottom - net * net) / (n + 3))
        net_low, net_high = max(net - net_half, -1.0), min(net + net_half, 1.0)
        return {
            "mean": Figure(half_away(mean, 1), None, n, n, half_away(low, 1), half_away(high, 1)),
            "top2": Figure(
                half_away(Fraction(100 * top, n), 0),
                None,
                n,
                n,
                half_away(100 * share_low, 0),
                half_away(100 * share_high, 0),
            ),
            "net": Figure(
                half_away(Fraction(100 * (top - bottom), n), 0),
                None,
                n,
                n,
                half_away(100 * net_low, 0),
                half_away(100 * net_high, 0),
            ),
        }


def belonging(area: Area, answers: Iterable[Answer]) -> list[Answer]:
    """The answers of an area; those tied to a municipality only count there and above."""
    places = {place["place_id"] for place in area.places}
    if area.level == "group":
        own = {code for kind, code in area.members if kind == "municipality"}
    else:
        own = set() if area.level in ("centre", "place") else set(area.municipalities)
    return [
        answer
        for answer in answers
        if (answer.place_id in places if answer.place_id else answer.municipality in own)
    ]


def hidden_areas(data: Reference, answers: list[Answer], threshold: int) -> set[tuple[str, str]]:
    """The areas whose results of one question are hidden, after the complementary step."""
    got: dict[tuple[str, str], frozenset[tuple[str, ...]]] = {}
    for level in LEVELS:
        for area in data.areas(level):
            got[level, area.area_id] = frozenset(a.key for a in belonging(area, answers))
    only = {
        code: sum(1 for a in answers if a.place_id is None and a.municipality == code)
        for code in data.municipalities
    }
    below: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for place_id, place in data.places.items():
        below["municipality", place["municipality"]].append(("place", place_id))
        if place["centre_id"]:
            below["centre", place["centre_id"]].append(("place", place_id))
    for code, row in data.municipalities.items():
        below["county", row["county"]].append(("municipality", code))
        below["region", row["region"]].append(("municipality", code))
    families = [
        (parent, below[parent])
        for level in ("municipality", "centre", "county", "region")
        for parent in sorted(key for key in got if key[0] == level)
    ]
    # A region of several whole counties (Uusimaa) is their parent too: else region − counties tells.
    for region in data.area_ids("region"):
        inside = set(below["region", region])
        counties = [key for key in got if key[0] == "county" and set(below[key]) < inside and below[key]]
        families.append((("region", region), counties))
    for level in ("county", "region"):
        children = [key for key in got if key[0] == level]
        families.append((("country", "FI"), children))
        below["country", "FI"] += children

    hidden = {key for key, keys in got.items() if 1 <= len(keys) < threshold}
    while True:
        before = len(hidden)
        for parent, children in families:
            if parent in hidden:
                continue
            always = only[parent[1]] if parent[0] == "municipality" else 0
            while 0 < always + sum(len(got[child]) for child in children if child in hidden) < threshold:
                shown = [child for child in children if child not in hidden and got[child]]
                hidden.add(min(shown, key=lambda child: (len(got[child]), child[1])))
        for county in data.area_ids("county"):
            for region in data.area_ids("region"):
                one, other = ("county", county), ("region", region)
                if {one, other} & hidden and sorted(below[one]) == sorted(below[other]):
                    hidden |= {one, other}
        exactly = {got[key] for key in hidden if got[key] and key[0] != "group"}
        hidden |= {key for key, keys in got.items() if key[0] in ("group", "centre") and keys in exactly}
        for level in ("country", "county", "region", "municipality", "centre"):
            for parent in [key for key in hidden if key[0] == level]:
                hidden |= set(below[parent])
        if len(hidden) == before:
            return hidden
