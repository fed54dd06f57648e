"""Additive measures: sums over one fact, rolled up to any area before anything is divided.

A measure only names what is summed: the fact, its column, and which rows of it. How the column is
made of the data stands in the modules of the facts (`days`, `months`, `waves`); how its rows are
tied to areas in `rollup`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpdata.domain import AgeBand


class Fact(StrEnum):
    """What the rows of a measure are."""

    PLACES = "places"
    HOURS = "hours"
    CHILDREN = "children"
    MUNICIPALITIES = "municipalities"
    POSTAL_AREAS = "postal_areas"
    VISITS = "visits"
    ANSWERS = "answers"
    INTEGRATION = "integration"
    ASSESSMENTS = "assessments"
    EVENTS = "events"


# Facts that are known for municipalities: an area without municipalities has none of them.
MUNICIPAL_FACTS = frozenset({Fact.CHILDREN, Fact.MUNICIPALITIES, Fact.POSTAL_AREAS, Fact.INTEGRATION})


@dataclass(frozen=True, slots=True)
class Measure:
    """A sum over the rows of one fact.

    column: which column of the fact. band: only what suits this age band. of: which kind of row
    (an operator type, a field, a criterion …). km: reach. times: a constant factor.
    """

    fact: Fact
    column: str
    band: AgeBand | None = None
    of: str = ""
    km: int = 0
    times: int = 1


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest of several measures, each rolled up first."""

    of: tuple[Measure, ...]


def of_places(column: str = "active", *, band: AgeBand | None = None, of: str = "") -> Measure:
    """Active places: `active`, `suitable` (for the band), `operator`, `tied`, `yes`, `answered` …"""
    return Measure(Fact.PLACES, "suitable" if band else column, band, of)


def of_hours(column: str, band: AgeBand | None = None) -> Measure:
    """Hours a week of active places (of the slots that suit the band): `weekly`, `free_time`."""
    return Measure(Fact.HOURS, column, band)


def of_children(column: str = "all", band: AgeBand | None = None) -> Measure:
    """Children of the band (0–17 without one): `all`, `with_place`, `without_place` in their municipality."""
    return Measure(Fact.CHILDREN, column, band)


def of_municipalities(
    column: str = "all", band: AgeBand | None = None, of: str = "", times: int = 1
) -> Measure:
    """Municipalities: `all`, `mapped`, `with_place`, `known` (mapped or with a place), `visited`."""
    return Measure(Fact.MUNICIPALITIES, column, band, of, times=times)


def of_postal_children(column: str, band: AgeBand | None, km: int = 0) -> Measure:
    """Children of the band in postal areas: `all`, `within` km of a place, `hours` that reach them."""
    return Measure(Fact.POSTAL_AREAS, column, band, km=km)


def of_visits(column: str) -> Measure:
    """Sums over the rows of visits (see `months.COLUMNS`)."""
    return Measure(Fact.VISITS, column)


def of_answers(column: str) -> Measure:
    """Sums over answers of one wave: `responses`, `invited`, `score`, `top`, `net`, `answers`."""
    return Measure(Fact.ANSWERS, column)


def of_integration(column: str, of: str = "") -> Measure:
    """Municipalities' integration criteria: `done` (of the 12), `step`, `criterion`."""
    return Measure(Fact.INTEGRATION, column, of=of)


def of_assessments(column: str, of: str) -> Measure:
    """Latest assessments of active places in a group of criteria: `met`, `judged`."""
    return Measure(Fact.ASSESSMENTS, column, of=of)


def of_events(column: str) -> Measure:
    """Planned events of the last 12 months: `kept`, `due`."""
    return Measure(Fact.EVENTS, column)
