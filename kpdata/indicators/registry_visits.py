"""Indicators of visits: the same family returns, so there is no interval and no significance."""

from __future__ import annotations

from kpdata.domain import AreaLevel, Tier
from kpdata.i18n import Message
from kpdata.indicators.indicator import ABOVE_PLACES, ALL_LEVELS, Indicator, Source, Timing, Topic
from kpdata.indicators.measures import Measure, of_children, of_visits
from kpdata.indicators.registry_network import PER_1000, PER_CENT

VISITS = Message("visits")

ATTENDANCES = Message(
    "Visits are attendances, not persons: the same family returns. The figure covers the places that "
    "reported, so read the reporting share beside it."
)
HALF_YEAR = Message(
    "Published by calendar half-year only. Small counts are hidden and others rounded to the nearest 5, so "
    "that nobody can be recognised."
)


def _visits(
    id_: str,
    title: Message,
    definition: Message,
    reading: Message,
    unit: Message,
    numerator: Measure,
    denominator: Measure | None,
    *,
    scale: int = 1,
    decimals: int = 0,
    tier: Tier = Tier.B,
    timing: Timing = Timing.MONTHS,
    levels: tuple[AreaLevel, ...] = ALL_LEVELS,
) -> Indicator:
    return Indicator(
        id=id_,
        title=title,
        definition=definition,
        reading=reading,
        unit=unit,
        topic=Topic.VISITS,
        source=Source.VISITS,
        numerator=numerator,
        denominator=denominator,
        scale=scale,
        decimals=decimals,
        tier=tier,
        timing=timing,
        levels=levels,
    )


INDICATORS = (
    _visits(
        "visits",
        Message("Visits"),
        Message(
            "Visits of the months: adults and children together, or the total where they were not counted "
            "apart. Where a place reported a range, the sum is a range."
        ),
        ATTENDANCES,
        VISITS,
        of_visits("visits"),
        None,
    ),
    _visits(
        "child_share",
        Message("Children among visitors"),
        Message("Visits of children divided by visits of adults and children, where both were counted."),
        ATTENDANCES,
        PER_CENT,
        of_visits("pair_children"),
        of_visits("pair_visits"),
        scale=100,
    ),
    _visits(
        "visits_per_1000",
        Message("Visits per 1,000 children"),
        Message("Visits of the months divided by children aged 0–17, per 1,000."),
        ATTENDANCES,
        PER_1000,
        of_visits("visits"),
        of_children(),
        scale=1000,
        decimals=1,
        levels=ABOVE_PLACES,
    ),
    _visits(
        "visits_per_session",
        Message("Visits per session"),
        Message("Visits divided by sessions, where both were counted."),
        ATTENDANCES,
        Message("per session"),
        of_visits("session_visits"),
        of_visits("sessions"),
        decimals=1,
    ),
    _visits(
        "visits_per_open_hour",
        Message("Visits per open hour"),
        Message(
            "Visits divided by the open hours of the same months, at places whose opening hours are known."
        ),
        ATTENDANCES,
        Message("per open hour"),
        of_visits("open_visits"),
        of_visits("open_hours"),
        decimals=1,
    ),
    _visits(
        "reporting_share",
        Message("Months reported"),
        Message(
            "Months with any report of visits, divided by months in which a place was active on the last "
            "day, over all places."
        ),
        Message("The lower the share, the more visits are missing from the other figures."),
        PER_CENT,
        of_visits("reported"),
        of_visits("place_months"),
        scale=100,
    ),
    _visits(
        "first_timer_share",
        Message("First-timers among visitors"),
        Message("First-timers divided by visits, where both were counted, in a calendar half-year."),
        HALF_YEAR,
        PER_CENT,
        of_visits("first_timers"),
        of_visits("first_timer_visits"),
        scale=100,
        tier=Tier.C,
        timing=Timing.HALF_YEAR,
    ),
    _visits(
        "multicultural_share",
        Message("Multicultural visitors"),
        Message(
            "Multicultural visitors divided by visits, where both were counted, in a calendar half-year."
        ),
        HALF_YEAR,
        PER_CENT,
        of_visits("multicultural"),
        of_visits("multicultural_visits"),
        scale=100,
        tier=Tier.C,
        timing=Timing.HALF_YEAR,
    ),
)

# Which count of the summary a half-year indicator needs.
HALF_YEAR_COUNTS = {"first_timer_share": "first_timer", "multicultural_share": "multicultural"}
