"""Indicators of the register of meeting places: full counts, so no interval and no significance."""

from __future__ import annotations

from kpdata.domain import Better, OperatorType
from kpdata.i18n import Message
from kpdata.indicators.indicator import Empty, Indicator, Source, Topic
from kpdata.indicators.measures import Largest, Measure, of_children, of_hours, of_municipalities, of_places

NUMBER = Message("number")
PER_CENT = Message("%")
PER_1000 = Message("per 1,000 children")
HOURS_PER_1000 = Message("h per 1,000 children")
OF_SIX = Message("of 6")

FULL_COUNT = Message(
    "A full count of the register, so there is no margin of error; gaps of the register are gaps of the "
    "figure."
)
SHARE_OF_PLACES = Message(
    "In an area with few places one place moves the share by many percentage points: read the count beside "
    "it."
)
PER_CHILDREN = Message(
    "Tells areas of different size apart. In a small municipality a single place makes a high figure."
)
KNOWN_ONLY = Message(
    "Only places for which the matter is known are counted; the more are unknown, the less the share tells."
)


def _registry(
    id_: str,
    title: Message,
    definition: Message,
    reading: Message,
    unit: Message,
    numerator: Measure | Largest,
    denominator: Measure | None = None,
    *,
    scale: int = 1,
    decimals: int = 0,
    better: Better | None = None,
    empty: Empty | None = Empty.PLACES,
) -> Indicator:
    return Indicator(
        id=id_,
        title=title,
        definition=definition,
        reading=reading,
        unit=unit,
        topic=Topic.NETWORK,
        source=Source.REGISTRY,
        numerator=numerator,
        denominator=denominator,
        scale=scale,
        decimals=decimals,
        better=better,
        empty=empty,
    )


_OPERATORS = {
    OperatorType.MUNICIPALITY: Message("Places run by municipalities"),
    OperatorType.COUNTY: Message("Places run by the wellbeing services county"),
    OperatorType.NGO: Message("Places run by NGOs"),
    OperatorType.PARISH: Message("Places run by parishes"),
    OperatorType.OTHER: Message("Places run by others"),
}


def _of_operator(operator: OperatorType) -> Measure:
    return of_places("operator", of=operator.value)


def _yes_share(field: str, title: Message, definition: Message) -> Indicator:
    return _registry(
        f"{field}_share",
        title,
        definition,
        KNOWN_ONLY,
        PER_CENT,
        of_places("yes", of=field),
        of_places("answered", of=field),
        scale=100,
        better=Better.HIGHER,
    )


INDICATORS = (
    _registry(
        "places",
        Message("Meeting places"),
        Message("Meeting places that are active on the day."),
        FULL_COUNT,
        NUMBER,
        of_places(),
    ),
    _registry(
        "places_per_1000",
        Message("Meeting places per 1,000 children"),
        Message("Active meeting places divided by children aged 0–17, per 1,000."),
        PER_CHILDREN,
        PER_1000,
        of_places(),
        of_children(),
        scale=1000,
        decimals=1,
        better=Better.HIGHER,
    ),
    _registry(
        "weekly_hours_per_1000",
        Message("Open hours a week per 1,000 children"),
        Message(
            "Weekly open hours of active places divided by children aged 0–17, per 1,000. Overlapping slots "
            "of a place count once, and a slot of every second week counts half."
        ),
        Message("Hours tell more of supply than places do: a place may be open two hours a week or forty."),
        HOURS_PER_1000,
        of_hours("weekly"),
        of_children(),
        scale=1000,
        decimals=1,
        better=Better.HIGHER,
    ),
    *(
        _registry(
            f"operator_share_{operator.value}",
            title,
            Message("Active places of this operator type divided by all active places."),
            SHARE_OF_PLACES,
            PER_CENT,
            _of_operator(operator),
            of_places(),
            scale=100,
        )
        for operator, title in _OPERATORS.items()
    ),
    _registry(
        "largest_operator_share",
        Message("Share of the largest operator type"),
        Message("Active places of the operator type that has most of them, divided by all active places."),
        Message(
            "Shows dependence: when the largest operator withdraws, this share of the places is at stake."
        ),
        PER_CENT,
        Largest(tuple(_of_operator(operator) for operator in OperatorType)),
        of_places(),
        scale=100,
    ),
    _registry(
        "municipalities_with_place",
        Message("Municipalities with a meeting place"),
        Message(
            "Municipalities with at least one active place, divided by municipalities that are mapped or "
            "have an active place."
        ),
        Message("Municipalities that are not mapped are left out: nothing is known of them, good or bad."),
        PER_CENT,
        of_municipalities("with_place"),
        of_municipalities("known"),
        scale=100,
        better=Better.HIGHER,
        empty=Empty.MUNICIPALITIES,
    ),
    _registry(
        "mapped_share",
        Message("Municipalities mapped"),
        Message("Municipalities whose latest mapping of meeting places is done or updated, divided by all."),
        Message("The lower the share, the more the other figures of the area leave untold."),
        PER_CENT,
        of_municipalities("mapped"),
        of_municipalities(),
        scale=100,
        better=Better.HIGHER,
        empty=None,
    ),
    _yes_share(
        "step_free",
        Message("Step-free places"),
        Message("Active places that are step-free, divided by active places for which this is known."),
    ),
    _yes_share(
        "free_of_charge",
        Message("Places free of charge"),
        Message("Active places that are free of charge, divided by active places for which this is known."),
    ),
    _yes_share(
        "visiting_professionals",
        Message("Places visited by professionals"),
        Message("Active places that professionals visit, divided by active places for which this is known."),
    ),
    _registry(
        "tied_share",
        Message("Places tied to a family centre"),
        Message("Active places that belong to a family centre, divided by all active places."),
        SHARE_OF_PLACES,
        PER_CENT,
        of_places("tied"),
        of_places(),
        scale=100,
        better=Better.HIGHER,
    ),
    _registry(
        "support_forms_mean",
        Message("Forms of support per place"),
        Message(
            "Forms of support that active places give – peer, emotional, informational, spiritual, "
            "functional, material – divided by active places for which they are known."
        ),
        KNOWN_ONLY,
        OF_SIX,
        of_places("support_forms"),
        of_places("support_known"),
        decimals=1,
        better=Better.HIGHER,
    ),
    _registry(
        "ptv_share",
        Message("Places in Suomi.fi"),
        Message(
            "Active places that are in the Finnish Service Catalogue (PTV), divided by all active places."
        ),
        Message("A family that looks on Suomi.fi does not find the rest."),
        PER_CENT,
        of_places("ptv"),
        of_places(),
        scale=100,
        better=Better.HIGHER,
    ),
    _registry(
        "fresh_share",
        Message("Places with fresh information"),
        Message(
            "Active places whose information was checked in the last 365 days, divided by all active places."
        ),
        Message("What has not been checked for a year may have changed or closed without being noticed."),
        PER_CENT,
        of_places("fresh"),
        of_places(),
        scale=100,
        better=Better.HIGHER,
    ),
)
