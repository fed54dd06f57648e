"""Facts of one as-of date: the columns of every measure that is tied to a day.

Each column is an array over places or over municipalities; areas sum them (`DayFacts.total`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from kpdata import criteria
from kpdata.domain import (
    AgeBand,
    AreaLevel,
    EventKind,
    MappingStatus,
    OperatorType,
    PlaceStatus,
)
from kpdata.indicators import access, queries
from kpdata.indicators.children import children
from kpdata.indicators.events import event_ties
from kpdata.indicators.evidence import in_force
from kpdata.indicators.facts import Facts, Shelf, ordinals
from kpdata.indicators.measures import Fact, Measure
from kpdata.indicators.rollup import Level, Ties, level_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

ALL_CHILDREN = (0, 17)
FRESH_DAYS = 365
EVENT_GRACE_DAYS = 30
VISIT_EVENTS = {"boards": EventKind.BOARD_VISIT, "groups": EventKind.GROUP_VISIT}


class DayFacts:
    """Facts at a day `D`, each computed when it is first asked for."""

    def __init__(self, facts: Facts, day: date) -> None:
        self.facts = facts
        self._shelf = Shelf()
        self.day = day
        self.ordinal = day.toordinal()
        self._columns: Mapping[Fact, Callable[[Measure], npt.NDArray[Any]]] = {
            Fact.PLACES: self._of_places,
            Fact.HOURS: self._of_hours,
            Fact.CHILDREN: self._of_children,
            Fact.MUNICIPALITIES: self._of_municipalities,
            Fact.POSTAL_AREAS: self._of_postal_areas,
            Fact.INTEGRATION: self._of_integration,
            Fact.ASSESSMENTS: self._of_assessments,
        }

    def _keep(self, key: Hashable, make: Callable[[], Any]) -> Any:
        return self._shelf.keep(key, make)

    def column(self, measure: Measure) -> npt.NDArray[Any]:
        """The measure's rows: one number a place, or a municipality for municipal facts."""
        column: npt.NDArray[Any] = self._keep(measure, lambda: self._columns[measure.fact](measure))
        return column

    def total(self, measure: Measure, level: Level) -> Floats:
        """The measure summed over each area of a level; NaN where it is unknown."""
        total: Floats = self._keep((measure, level.key), lambda: self._total(measure, level))
        return total

    def _total(self, measure: Measure, level: Level) -> Floats:
        if measure.fact is Fact.EVENTS:
            return self._event_ties(level).sum(self._events[measure.column])
        if measure.fact is Fact.HOURS:
            return self._total_hours(measure, level)
        ties = level.places if measure.fact in (Fact.PLACES, Fact.ASSESSMENTS) else level.municipalities
        return ties.sum(self.column(measure)) * measure.times

    def _total_hours(self, measure: Measure, level: Level) -> Floats:
        """The known hours; unknown where there are places but none of them has a slot."""
        open_places = self.places_for(measure.band)
        total = level.places.sum(self.column(measure))
        known = level.places.sum(open_places & self.facts.has_slots)
        total[(known == 0) & (level.places.sum(open_places) > 0)] = np.nan
        return total

    # Places

    @property
    def active(self) -> Bools:
        """Places active at the day."""
        active: Bools = self._keep("active", lambda: self.facts.places.active(self.ordinal))
        return active

    def suits(self, band: AgeBand) -> Bools:
        """Places of any status whose ages suit a band, or one of whose slots valid at the day does."""

        def make() -> Bools:
            slots = self.facts.slots
            valid = (slots.first_day <= self.ordinal) & (self.ordinal <= slots.last_day)
            by_slot = slots.place[self.facts.slot_suits(band) & valid]
            suits = self.facts.places.suits[band].copy()
            suits[by_slot] = True
            return suits

        suits: Bools = self._keep(("suits", band), make)
        return suits

    def places_for(self, band: AgeBand | None) -> Bools:
        """Active places, for a band those that suit it."""
        return self.active if band is None else self.active & self.suits(band)

    def places_with_status(self, status: PlaceStatus, band: AgeBand | None) -> Bools:
        """Places of a status (planned, frozen), for a band those that would suit it."""
        chosen: Bools = self.facts.places.status == status.value
        return chosen if band is None else chosen & self.suits(band)

    def _of_places(self, measure: Measure) -> npt.NDArray[Any]:
        places, active = self.facts.places, self.active
        match measure.column:
            case "active":
                return active
            case "suitable":
                return self.places_for(measure.band)
            case "operator":
                return active & places.run_by[OperatorType(measure.of)]
            case "tied":
                return active & places.tied
            case "yes":
                return active & places.yes[measure.of]
            case "answered":
                return active & (places.yes[measure.of] | places.no[measure.of])
            case "support_forms":
                return np.where(active, np.nan_to_num(places.support_forms), 0)
            case "support_known":
                return active & ~np.isnan(places.support_forms)
            case "ptv":
                return active & places.ptv
            case "fresh":
                age = self.ordinal - places.checked
                return active & (age >= 0) & (age <= FRESH_DAYS)
            case "assessed":
                rows = self.facts.read(queries.assessed_places(self.day))
                assessed = np.zeros(active.size, dtype=bool)
                assessed[[places.index[row[0]] for row in rows if row[0] in places.index]] = True
                return active & assessed
        raise KeyError(measure.column)

    def _of_hours(self, measure: Measure) -> Floats:
        pieces = self.facts.pieces(measure.band)
        weekly = pieces.free_time if measure.column == "free_time" else pieces.weekly
        return np.where(self.places_for(measure.band), weekly(self.ordinal), 0)

    # Children and municipalities

    @property
    def _population(self) -> tuple[Floats, ...]:
        """Rows of population: municipality index or −1, postal index or −1, year, ages, people."""
        rows = self.facts.keep(
            ("population", self.day.year), lambda: self.facts.read(queries.population_of_year(self.day.year))
        )

        def make() -> tuple[Floats, ...]:
            municipalities, postal = self.facts.areas.municipality_index, self.facts.postal_areas.index
            table = np.array(
                [
                    (
                        -1 if code else municipalities.get(municipality, -1),
                        postal.get(code, -1) if code else -1,
                        year,
                        age_from,
                        age_to,
                        np.nan if people is None else people,
                    )
                    for municipality, code, year, age_from, age_to, people in rows
                ],
                dtype=np.float64,
            ).reshape(-1, 6)
            return tuple(table.T)

        population: tuple[Floats, ...] = self.facts.keep(("population rows", self.day.year), make)
        return population

    @property
    def population_year(self) -> int | None:
        """The newest year of municipal population that is used; None without any."""
        municipality, _, year, *_ = self._population
        own = year[municipality >= 0]
        return int(own.max()) if own.size else None

    def children(self, band: AgeBand | None) -> Floats:
        """Children of a band (0–17 without one) in each municipality; NaN = unknown."""
        return self._children(0, len(self.facts.areas.municipalities), band)

    def postal_children(self, band: AgeBand | None) -> Floats:
        """Children of a band (0–17 without one) in each postal area; NaN = unknown."""
        return self._children(1, len(self.facts.postal_areas.ids), band)

    def _children(self, which: int, areas: int, band: AgeBand | None) -> Floats:
        def make() -> Floats:
            rows = self._population
            own = rows[which] >= 0
            area, age_from, age_to = (rows[i][own].astype(np.int64) for i in (which, 3, 4))
            ages = ALL_CHILDREN if band is None else band.ages
            return children(area, age_from, age_to, rows[5][own], areas=areas, ages=ages)

        result: Floats = self.facts.keep(("children", self.day.year, which, band), make)
        return result

    @property
    def mapped(self) -> Bools:
        """Municipalities whose latest mapping is done or updated."""

        def make() -> Bools:
            index = self.facts.areas.municipality_index
            done = (MappingStatus.DONE.value, MappingStatus.UPDATED.value)
            mapped = np.zeros(len(index), dtype=bool)
            rows = self.facts.read(queries.latest_mapping(self.day))
            mapped[[index[code] for code, status in rows if code in index and status in done]] = True
            return mapped

        mapped: Bools = self._keep("mapped", make)
        return mapped

    def with_place(self, band: AgeBand | None) -> Bools:
        """Municipalities with at least one active place (that suits the band)."""

        def make() -> Bools:
            level = level_of(self.facts, AreaLevel.MUNICIPALITY)
            return level.places.sum(self.places_for(band)) > 0

        with_place: Bools = self._keep(("with_place", band), make)
        return with_place

    def _of_children(self, measure: Measure) -> Floats:
        people = self.children(measure.band)
        if measure.column == "all":
            return people
        counted = self.with_place(measure.band)
        return np.where(counted if measure.column == "with_place" else ~counted, people, 0)

    def _of_municipalities(self, measure: Measure) -> Bools:
        match measure.column:
            case "all":
                return np.ones(len(self.facts.areas.municipalities), dtype=bool)
            case "mapped":
                return self.mapped
            case "with_place":
                return self.with_place(measure.band)
            case "known":
                return self.mapped | self.with_place(None)
            case "visited":
                return self._visited(VISIT_EVENTS[measure.of])
        raise KeyError(measure.column)

    def _visited(self, kind: EventKind) -> Bools:
        index = self.facts.areas.municipality_index
        rows = self._keep("visited rows", lambda: self.facts.read(queries.visited_municipalities(self.day)))
        visited = np.zeros(len(index), dtype=bool)
        visited[[index[code] for code, held in rows if code in index and held == kind.value]] = True
        return visited

    def _of_postal_areas(self, measure: Measure) -> Floats:
        """Children of postal areas that have bands and a point, summed to their municipality."""
        postal, band = self.facts.postal_areas, measure.band
        people = np.where(np.isnan(postal.lat + postal.lon), np.nan, self.postal_children(band))
        people = np.nan_to_num(people)
        if measure.column == "within":
            people = np.where(self._nearest(band) <= measure.km, people, 0)
        elif measure.column == "hours":
            people = people * self._reaching(band, people)
        sums = np.bincount(postal.municipality, people, minlength=len(self.facts.areas.municipalities))
        return sums.astype(np.float64)

    def _nearest(self, band: AgeBand | None) -> Floats:
        """Distance of each postal area to the nearest active suitable place; infinite beyond 10 km."""
        nearest: Floats = self._keep(
            ("nearest", band), lambda: self.facts.near.of_supplies(self.places_for(band)).nearest()
        )
        return nearest

    def _reaching(self, band: AgeBand | None, people: Floats) -> Floats:
        open_hours = self.column(Measure(Fact.HOURS, "weekly", band))
        return access.catchment_of_pairs(self.facts.near, people, open_hours)

    # Integration

    @property
    def integration_rows(self) -> Any:
        """The latest row of integration of each municipality and criterion."""
        return self._keep("integration rows", lambda: self.facts.read(queries.latest_integration(self.day)))

    @property
    def criteria_done(self) -> Mapping[str, Bools]:
        """Municipalities that have each criterion done and in force at the day."""

        def make() -> Mapping[str, Bools]:
            index = self.facts.areas.municipality_index
            valid = {row.criterion_id: row.valid_months for row in self.facts.integration_criteria}
            for shipped in criteria.INTEGRATION_CRITERIA:
                valid.setdefault(shipped.criterion_id, shipped.valid_months)
            done = {criterion: np.zeros(len(index), dtype=bool) for criterion in valid}
            for row in self.integration_rows:
                if row.area_id in index and row.criterion_id in done:
                    holds = in_force(row, valid[row.criterion_id], self.day)
                    done[row.criterion_id][index[row.area_id]] = holds
            return done

        done: Mapping[str, Bools] = self._keep("criteria", make)
        return done

    @property
    def steps(self) -> Ints:
        """The step 0–5 of each municipality."""

        def make() -> Ints:
            step = np.zeros(len(self.facts.areas.municipalities), dtype=np.int64)
            standing = np.ones(step.size, dtype=bool)
            for number in criteria.STEPS:
                for criterion in criteria.INTEGRATION_CRITERIA:
                    if criterion.step == number:
                        standing &= self.criteria_done[criterion.criterion_id]
                step[standing] = number
            return step

        steps: Ints = self._keep("steps", make)
        return steps

    def _of_integration(self, measure: Measure) -> npt.NDArray[Any]:
        match measure.column:
            case "done":
                done = np.zeros(self.steps.size)
                for criterion in criteria.INTEGRATION_CRITERIA:
                    done += self.criteria_done[criterion.criterion_id]
                return done
            case "step":
                return np.asarray(self.steps >= int(measure.of), dtype=bool)
            case "criterion":
                return self.criteria_done[measure.of]
            case "recorded":
                index = self.facts.areas.municipality_index
                recorded = np.zeros(len(index), dtype=bool)
                recorded[[index[r.area_id] for r in self.integration_rows if r.area_id in index]] = True
                return recorded
        raise KeyError(measure.column)

    # Assessments and events

    def _of_assessments(self, measure: Measure) -> Floats:
        def make() -> dict[tuple[str, str], Floats]:
            places = self.facts.places
            columns: dict[tuple[str, str], Floats] = {}
            for place, group, met, judged in self.facts.read(queries.assessment_counts(self.day)):
                if place in places.index:
                    for column, count in (("met", met), ("judged", judged)):
                        array = columns.setdefault((column, group), np.zeros(len(places.ids)))
                        array[places.index[place]] = float(count)
            return columns

        columns: dict[tuple[str, str], Floats] = self._keep("assessments", make)
        none = np.zeros(self.active.size)
        return np.where(self.active, columns.get((measure.column, measure.of), none), 0)

    @property
    def _events(self) -> Mapping[str, Any]:
        """Events planned in the last 12 months: type and id of their area; whether `kept` and `due`."""

        def make() -> Mapping[str, Any]:
            rows = self.facts.read(queries.planned_events(self.day))
            planned = ordinals([row.planned_on for row in rows], 0)
            held = ordinals([row.held_on for row in rows], self.ordinal + 1)
            held_by_now = held <= self.ordinal
            running = (self.ordinal <= planned + EVENT_GRACE_DAYS) & ~held_by_now
            return {
                "areas": [(row.area_type, row.area_id) for row in rows],
                "kept": held_by_now & (held <= planned + EVENT_GRACE_DAYS),
                "due": ~running,
            }

        events: Mapping[str, Any] = self._keep("events", make)
        return events

    def _event_ties(self, level: Level) -> Ties:
        ties: Ties = self._keep(
            ("event ties", level.key), lambda: event_ties(self.facts, self._events["areas"], level)
        )
        return ties
