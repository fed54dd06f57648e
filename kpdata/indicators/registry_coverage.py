"""Indicators of coverage by age band: who has a suitable place, how far, and when it is open."""

from __future__ import annotations

from kpdata.domain import AgeBand, Better
from kpdata.i18n import Message
from kpdata.indicators.indicator import Empty, Indicator, Source, Topic
from kpdata.indicators.measures import (
    Measure,
    of_children,
    of_hours,
    of_municipalities,
    of_places,
    of_postal_children,
)
from kpdata.indicators.registry_network import HOURS_PER_1000, PER_1000, PER_CENT, PER_CHILDREN

HEADS = Message("heads")
HOURS_PER_CHILD = Message("h per child")
REACHES_KM = (3, 5, 10)

BAND_NAMES = {
    AgeBand.UNDER_SCHOOL: Message("0–6 years"),
    AgeBand.LOWER_SCHOOL: Message("7–12 years"),
    AgeBand.ADOLESCENT: Message("13–17 years"),
    AgeBand.SCHOOL_AGE: Message("7–17 years"),
}

SUITABLE = Message(
    "A place is suitable when its ages, or those of one of its slots, cover at least half of the band's "
    "years. A place whose ages are unknown is not counted as suitable."
)
DISTANCES = Message(
    "Distances are as the crow flies, from the point of the postal area; postal areas without published ages "
    "are left out."
)


def _coverage(
    id_: str,
    band: AgeBand,
    title: Message,
    definition: Message,
    reading: Message,
    unit: Message,
    numerator: Measure,
    denominator: Measure | None,
    *,
    scale: int = 1,
    decimals: int = 0,
    better: Better = Better.HIGHER,
    empty: Empty | None = None,
) -> Indicator:
    return Indicator(
        id=id_,
        title=title,
        definition=definition,
        reading=reading,
        unit=unit,
        topic=Topic.COVERAGE,
        source=Source.REGISTRY,
        numerator=numerator,
        denominator=denominator,
        scale=scale,
        decimals=decimals,
        better=better,
        band=band,
        empty=empty,
    )


def _of_band(band: AgeBand) -> tuple[Indicator, ...]:
    ages = {"ages": BAND_NAMES[band]}
    return (
        _coverage(
            f"coverage_{band.value}",
            band,
            Message("Children with a suitable place in their municipality, {ages}", ages),
            Message(
                "Children of the band in municipalities with at least one suitable active place, divided by "
                "all children of the band."
            ),
            SUITABLE,
            PER_CENT,
            of_children("with_place", band),
            of_children("all", band),
            scale=100,
            empty=Empty.MUNICIPALITIES,
        ),
        _coverage(
            f"children_without_{band.value}",
            band,
            Message("Children without a suitable place in their municipality, {ages}", ages),
            Message("Children of the band in municipalities with no suitable active place."),
            Message(
                "Children of municipalities that are not mapped are in the figure, because no place is "
                "known to serve them; the sentence tells how many they are."
            ),
            HEADS,
            of_children("without_place", band),
            None,
            better=Better.LOWER,
            empty=Empty.MUNICIPALITIES,
        ),
        _coverage(
            f"municipalities_with_{band.value}",
            band,
            Message("Municipalities with a suitable place, {ages}", ages),
            Message(
                "Municipalities with at least one suitable active place, divided by municipalities that are "
                "mapped or have an active place."
            ),
            SUITABLE,
            PER_CENT,
            of_municipalities("with_place", band),
            of_municipalities("known"),
            scale=100,
            empty=Empty.MUNICIPALITIES,
        ),
        _coverage(
            f"places_{band.value}_per_1000",
            band,
            Message("Suitable places per 1,000 children, {ages}", ages),
            Message("Suitable active places divided by children of the band, per 1,000."),
            PER_CHILDREN,
            PER_1000,
            of_places(band=band),
            of_children("all", band),
            scale=1000,
            decimals=1,
            empty=Empty.PLACES,
        ),
        _coverage(
            f"free_time_hours_{band.value}_per_1000",
            band,
            Message("Open hours in free time per 1,000 children, {ages}", ages),
            Message(
                "Weekly open hours that suit the band, on weekdays from 14:00 and at weekends, divided by "
                "children of the band, per 1,000."
            ),
            Message("Shows whether places are open when families and school children are free."),
            HOURS_PER_1000,
            of_hours("free_time", band),
            of_children("all", band),
            scale=1000,
            decimals=1,
            empty=Empty.PLACES,
        ),
        *(
            _coverage(
                f"within_{km}_km_{band.value}",
                band,
                Message("Children within {km} km of a suitable place, {ages}", {**ages, "km": km}),
                Message(
                    "Children of the band in postal areas whose point lies at most {km} km from a suitable "
                    "active place of any municipality, divided by children of the band in postal areas.",
                    {"km": km},
                ),
                DISTANCES,
                PER_CENT,
                of_postal_children("within", band, km),
                of_postal_children("all", band),
                scale=100,
            )
            for km in REACHES_KM
        ),
        _coverage(
            f"access_{band.value}",
            band,
            Message("Open hours within reach per child, {ages}", ages),
            Message(
                "Weekly open hours within reach of a child, when the hours of each place are shared by the "
                "children around it: weight 1 to 3 km, 0.68 to 6 km, 0.22 to 10 km (enhanced two-step "
                "floating catchment area)."
            ),
            Message(
                "Takes distance, hours and competition together, so it compares areas; as a number of hours "
                "it says little by itself."
            ),
            HOURS_PER_CHILD,
            of_postal_children("hours", band),
            of_postal_children("all", band),
            # A network gives a child minutes a week, not hours: two decimals would all be 0.00.
            decimals=3,
        ),
    )


INDICATORS = tuple(indicator for band in AgeBand for indicator in _of_band(band))
