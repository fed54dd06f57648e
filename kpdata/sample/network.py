"""The synthetic network: family centres, meeting places and opening hours of a country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kpdata.domain import PlaceStatus
from kpdata.sample.centres import family_centres
from kpdata.sample.country import Country
from kpdata.sample.hours import opening_hours
from kpdata.sample.places import meeting_places
from kpdata.sample.plan import Plan, Row


@dataclass(frozen=True)
class Network:
    """A country with its centres, places and hours, as rows of the contract."""

    country: Country
    centres: list[Row]
    places: list[Row]
    hours: list[Row]

    @classmethod
    def of(cls, plan: Plan) -> Network:
        """The network of a plan."""
        country = Country.of(plan)
        centres = family_centres(country)
        places = meeting_places(country, centres)
        return cls(country, centres, places, opening_hours(plan, places))

    @property
    def plan(self) -> Plan:
        """The plan it was made by."""
        return self.country.plan

    @cached_property
    def running(self) -> list[Row]:
        """Places that run at the plan's end."""
        return [place for place in self.places if place["status"] == PlaceStatus.RUNNING]
