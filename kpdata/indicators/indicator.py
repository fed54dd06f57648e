"""What an indicator is: a ratio of two additive measures, with its texts and its rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpdata.domain import AgeBand, AreaLevel, Better, Instrument, Tier
from kpdata.i18n import Message
from kpdata.indicators.measures import Largest, Measure


class Named(Message):
    """A name that comes from the data in up to three languages, used where a Message is."""

    @classmethod
    def of(cls, fi: str, sv: str | None = None, en: str | None = None) -> Named:
        """The name; a missing language shows the Finnish one."""
        return cls(fi, {"fi": fi, "sv": sv or fi, "en": en or fi})

    def text(self, language: str) -> str:
        """The name in a language."""
        return str(self.values.get(language, self.msgid))


class Topic(StrEnum):
    """Where an indicator belongs in the pickers."""

    NETWORK = "network"
    COVERAGE = "coverage"
    VISITS = "visits"
    SURVEYS = "surveys"
    INTEGRATION = "integration"
    CRITERIA = "criteria"
    CYCLE = "cycle"


class Source(StrEnum):
    """Which data an indicator is made of."""

    REGISTRY = "registry"
    VISITS = "visits"
    SURVEYS = "surveys"
    INTEGRATION = "integration"
    ASSESSMENTS = "assessments"
    EVENTS = "events"


class Timing(StrEnum):
    """What ties an indicator to time: a day, the months asked for, a half-year or a wave."""

    DAY = "day"
    MONTHS = "months"
    HALF_YEAR = "half_year"
    WAVE = "wave"


class Interval(StrEnum):
    """How a 95 % interval is computed; full counts have none."""

    WILSON = "wilson"
    STUDENT_T = "student_t"
    ADJUSTED_WALD = "adjusted_wald"


class Empty(StrEnum):
    """Whose places decide `planned`, `frozen`, `not_mapped` and `none`."""

    PLACES = "places"
    MUNICIPALITIES = "municipalities"


ABOVE_PLACES = (
    AreaLevel.COUNTRY,
    AreaLevel.COUNTY,
    AreaLevel.REGION,
    AreaLevel.MUNICIPALITY,
    AreaLevel.CENTRE,
    AreaLevel.GROUP,
)
ALL_LEVELS = (*ABOVE_PLACES[:-1], AreaLevel.PLACE, AreaLevel.GROUP)


@dataclass(frozen=True)
class Indicator:
    """A ratio of two additive measures, rolled up first and divided last.

    value = numerator / denominator × scale; a pure count has no denominator. `title`, `definition`,
    `reading` and `unit` are shown with `.text(language)`. `band`: the age band it is about.
    `empty`: whose places decide the states of rule 2; None where the rule does not apply.
    `instrument`, `common_key`: of survey indicators.
    """

    id: str
    title: Message
    definition: Message
    reading: Message
    unit: Message
    topic: Topic
    source: Source
    numerator: Measure | Largest
    denominator: Measure | None = None
    scale: int = 1
    decimals: int = 0
    better: Better | None = None
    tier: Tier = Tier.A
    levels: tuple[AreaLevel, ...] = ABOVE_PLACES
    interval: Interval | None = None
    timing: Timing = Timing.DAY
    band: AgeBand | None = None
    empty: Empty | None = None
    instrument: Instrument | None = None
    common_key: str | None = None
