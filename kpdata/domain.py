"""Codes and small value objects of the field, shared by every wing."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
COUNTRY_ID = "FI"
OLDEST_FACT = date(1990, 1, 1)


class AreaLevel(StrEnum):
    """Levels of area, from the widest to the narrowest; `GROUP` is a user's own set."""

    COUNTRY = "country"
    COUNTY = "county"
    REGION = "region"
    MUNICIPALITY = "municipality"
    CENTRE = "centre"
    PLACE = "place"
    GROUP = "group"


class OperatorType(StrEnum):
    """Who runs a meeting place."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"
    NGO = "ngo"
    PARISH = "parish"
    OTHER = "other"


class PlaceType(StrEnum):
    """What kind of meeting place it is."""

    OPEN_DAY_CARE = "open_day_care"
    FAMILY_CAFE = "family_cafe"
    FAMILY_CLUB = "family_club"
    FAMILY_HOUSE = "family_house"
    YOUTH_SPACE = "youth_space"
    MOBILE = "mobile"
    HOME = "home"
    ONLINE = "online"
    OTHER = "other"


class CentreKind(StrEnum):
    """Kinds of family centre."""

    CENTRE = "centre"
    STATION = "station"
    NETWORK = "network"
    DIGITAL = "digital"


class CentreStatus(StrEnum):
    """Where a family centre stands."""

    RUNNING = "running"
    PREPARING = "preparing"
    PLANNED = "planned"
    FROZEN = "frozen"
    CLOSED = "closed"


class PlaceStatus(StrEnum):
    """Where a meeting place stands."""

    RUNNING = "running"
    PLANNED = "planned"
    FROZEN = "frozen"
    CLOSED = "closed"


class Definition(StrEnum):
    """By which definition a place was listed; rows of different ones are never ranked together."""

    THL = "thl"
    LOCAL = "local"
    UNKNOWN = "unknown"


class YesNo(StrEnum):
    """A yes or a no; unknown is NULL."""

    YES = "yes"
    NO = "no"


class SupportForm(StrEnum):
    """Forms of support a place gives (six)."""

    PEER = "peer"
    EMOTIONAL = "emotional"
    INFORMATIONAL = "informational"
    SPIRITUAL = "spiritual"
    FUNCTIONAL = "functional"
    MATERIAL = "material"


class SourceKind(StrEnum):
    """How the row of a place was found."""

    SURVEY = "survey"
    MAP = "map"
    WEB = "web"
    NETWORK = "network"
    PTV = "ptv"
    LIST = "list"


class Instrument(StrEnum):
    """Survey instruments."""

    VISITOR = "visitor"
    PARTNER = "partner"
    SELF_EVALUATION = "self_evaluation"
    PEER_EVALUATION = "peer_evaluation"
    CHILD = "child"


class Scale(StrEnum):
    """Answer scales of survey questions."""

    LIKERT5 = "likert5"
    YES_NO = "yes_no"
    NPS10 = "nps10"


class Channel(StrEnum):
    """How an answer was given."""

    WEB = "web"
    PAPER = "paper"


class ThemeKind(StrEnum):
    """Kinds of coded open answers."""

    WISH = "wish"
    BENEFIT = "benefit"
    DISAPPOINTMENT = "disappointment"
    HARM = "harm"
    FEELING = "feeling"


class IntegrationStatus(StrEnum):
    """How far one integration criterion is."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class Framework(StrEnum):
    """Frameworks of assessment."""

    MINIMUM_CRITERIA = "minimum_criteria"
    MAPPING_QUESTIONS = "mapping_questions"
    LSKL = "lskl"


class AssessmentResult(StrEnum):
    """Result of one criterion in an assessment."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_ASSESSED = "not_assessed"


class AssessmentKind(StrEnum):
    """Who assessed."""

    SELF = "self"
    PEER = "peer"


class MappingStatus(StrEnum):
    """How far the mapping of a municipality's meeting places is."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    UPDATED = "updated"


class MappingMethod(StrEnum):
    """How the mapping was done."""

    LIST = "list"
    MAP = "map"
    PLATFORM = "platform"
    WORKSHOP = "workshop"
    VISIT = "visit"
    NETWORK = "network"
    WEB = "web"


class EventKind(StrEnum):
    """Kinds of event of the annual cycle."""

    VISITOR_SURVEY = "visitor_survey"
    PARTNER_SURVEY = "partner_survey"
    SELF_EVALUATION = "self_evaluation"
    PEER_EVALUATION = "peer_evaluation"
    CHILD_PARTICIPATION = "child_participation"
    NETWORK_MEETING = "network_meeting"
    OPERATORS_MEETING = "operators_meeting"
    HOUSE_MEETING = "house_meeting"
    CO_DEVELOPMENT_DAY = "co_development_day"
    COMMUNITY_MEETING = "community_meeting"
    BOARD_VISIT = "board_visit"
    GROUP_VISIT = "group_visit"
    TRAINING = "training"
    WORKING_GROUP = "working_group"
    OUTREACH = "outreach"


class Role(StrEnum):
    """Roles an area may have named; never who holds them."""

    COORDINATOR = "coordinator"
    CONTACT_PERSON = "contact_person"
    MUNICIPAL_LAPE_MEMBER = "municipal_lape_member"
    COUNTY_GROUP_MEMBER = "county_group_member"
    CHAIR = "chair"


class AgeBand(StrEnum):
    """Age bands of children."""

    UNDER_SCHOOL = "under_school"
    LOWER_SCHOOL = "lower_school"
    ADOLESCENT = "adolescent"
    SCHOOL_AGE = "school_age"

    @property
    def ages(self) -> tuple[int, int]:
        """First and last whole year of age, both inclusive."""
        return _BAND_AGES[self]

    @property
    def parts(self) -> tuple[AgeBand, ...]:
        """The basic bands it is made of (school age: lower school and adolescents)."""
        if self is AgeBand.SCHOOL_AGE:
            return (AgeBand.LOWER_SCHOOL, AgeBand.ADOLESCENT)
        return (self,)


_BAND_AGES = {
    AgeBand.UNDER_SCHOOL: (0, 6),
    AgeBand.LOWER_SCHOOL: (7, 12),
    AgeBand.ADOLESCENT: (13, 17),
    AgeBand.SCHOOL_AGE: (7, 17),
}


class State(StrEnum):
    """State of a shown value; missing is not zero, hidden is not missing."""

    OK = "ok"
    NONE = "none"
    UNKNOWN = "unknown"
    NOT_MAPPED = "not_mapped"
    PLANNED = "planned"
    FROZEN = "frozen"
    HIDDEN = "hidden"
    RANGE = "range"
    LATE = "late"


class Tier(StrEnum):
    """How small numbers are treated: A never hidden, B exact visits, C hidden and rounded."""

    A = "A"
    B = "B"
    C = "C"


class Better(StrEnum):
    """Which direction of an indicator is the better one."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, order=True)
class AreaKey:
    """An area: its level and its code in the data; written `county:08` in links."""

    level: AreaLevel
    area_id: str

    def __str__(self) -> str:
        return f"{self.level.value}:{self.area_id}"

    @classmethod
    def parse(cls, text: str) -> AreaKey:
        """Read `county:08`; ValueError when it is not of that form."""
        level, separator, area_id = text.partition(":")
        if not separator or not area_id:
            raise ValueError(text)
        return cls(AreaLevel(level), area_id)


FINLAND = AreaKey(AreaLevel.COUNTRY, COUNTRY_ID)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; written `2026-10`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-10`; ValueError when it is not a month."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValueError(text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @property
    def index(self) -> int:
        """Months since year 0, for arithmetic."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier when negative)."""
        year, month = divmod(self.index + months, 12)
        return Month(year, month + 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of whole months, both ends inclusive; written `2025-11:2026-10`."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.first}:{self.last}")

    def __str__(self) -> str:
        return f"{self.first}:{self.last}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2025-11:2026-10`; ValueError when it is not a period."""
        first, _, last = text.partition(":")
        return cls(Month.parse(first), Month.parse(last))

    @classmethod
    def default(cls, as_of: date) -> Period:
        """The 12 months that end with the last complete month (complete on its last day)."""
        last = Month.of(as_of + timedelta(days=1)).plus(-1)
        return cls(last.plus(-11), last)

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months in order."""
        return tuple(self.first.plus(i) for i in range(self.last.index - self.first.index + 1))

    @property
    def year_earlier(self) -> Period:
        """The same months a year earlier."""
        return Period(self.first.plus(-12), self.last.plus(-12))


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """A calendar half-year: `half` 1 is January–June, 2 is July–December."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> HalfYear:
        """The half-year a day lies in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def period(self) -> Period:
        """Its six months."""
        first = 1 if self.half == 1 else 7
        return Period(Month(self.year, first), Month(self.year, first + 5))

    def plus(self, halves: int) -> HalfYear:
        """The half-year so many halves later."""
        year, half = divmod(self.year * 2 + self.half - 1 + halves, 2)
        return HalfYear(year, half + 1)


def add_months(day: date, months: int) -> date:
    """The day so many months later, clipped to the month's last day."""
    month = Month.of(day).plus(months)
    return date(month.year, month.month, min(day.day, month.last_day.day))
