"""Indicators of surveys: answers of one wave, given by those who chose to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpdata.domain import AreaLevel, Better, Instrument, Tier
from kpdata.i18n import Message
from kpdata.indicators.indicator import (
    ABOVE_PLACES,
    ALL_LEVELS,
    Indicator,
    Interval,
    Named,
    Source,
    Timing,
    Topic,
)
from kpdata.indicators.measures import Measure, of_answers, of_places
from kpdata.indicators.registry_network import PER_CENT

INSTRUMENT_NAMES = {
    Instrument.VISITOR: Message("visitor survey"),
    Instrument.PARTNER: Message("partner survey"),
    Instrument.SELF_EVALUATION: Message("self-evaluation"),
    Instrument.PEER_EVALUATION: Message("peer evaluation"),
    Instrument.CHILD: Message("children's own answers"),
}
ANSWERS = Message("answers")
ONE_TO_FIVE = Message("1–5")
POINTS = Message("percentage points")

SELF_SELECTED = Message(
    "Those who answered chose to answer: the interval covers chance only, not who stayed silent. Read the "
    "number of answers and the response rate beside it."
)

# Texts of a question (fi, sv, en) by instrument and common key.
Questions = Mapping[tuple[Instrument, str], Sequence[tuple[str, str | None, str | None]]]


def _survey(
    id_: str,
    instrument: Instrument,
    title: Message,
    definition: Message,
    reading: Message,
    unit: Message,
    numerator: Measure,
    denominator: Measure | None,
    *,
    decimals: int = 0,
    scale: int = 1,
    better: Better | None = None,
    tier: Tier = Tier.A,
    levels: tuple[AreaLevel, ...] = ABOVE_PLACES,
    interval: Interval | None = None,
    common_key: str | None = None,
) -> Indicator:
    return Indicator(
        id=id_,
        title=title,
        definition=definition,
        reading=reading,
        unit=unit,
        topic=Topic.SURVEYS,
        source=Source.SURVEYS,
        numerator=numerator,
        denominator=denominator,
        scale=scale,
        decimals=decimals,
        better=better,
        tier=tier,
        levels=levels,
        interval=interval,
        timing=Timing.WAVE,
        instrument=instrument,
        common_key=common_key,
    )


def _of_instrument(instrument: Instrument) -> tuple[Indicator, ...]:
    name = {"instrument": INSTRUMENT_NAMES[instrument]}
    return (
        _survey(
            f"responses_{instrument.value}",
            instrument,
            Message("Answers, {instrument}", name),
            Message("Answers given in the rounds of the wave."),
            Message("A wave is all rounds of the instrument that ended in the same half-year."),
            ANSWERS,
            of_answers("responses"),
            None,
            levels=ALL_LEVELS,
        ),
        _survey(
            f"response_rate_{instrument.value}",
            instrument,
            Message("Response rate, {instrument}", name),
            Message(
                "Answers divided by invitations, of the rounds that together cover exactly this area and "
                "tell how many were invited."
            ),
            Message(
                "Unknown when the rounds do not cover exactly the area or one of them does not tell how many "
                "were invited."
            ),
            PER_CENT,
            of_answers("invited_answers"),
            of_answers("invited"),
            scale=100,
            interval=Interval.WILSON,
        ),
        _survey(
            f"survey_coverage_{instrument.value}",
            instrument,
            Message("Places with answers, {instrument}", name),
            Message("Active places with at least one answer in the wave, divided by all active places."),
            Message("The lower the share, the fewer places the answers speak for."),
            PER_CENT,
            of_answers("places_answered"),
            of_places(),
            scale=100,
        ),
    )


INDICATORS = tuple(indicator for instrument in Instrument for indicator in _of_instrument(instrument))


def of_question(
    instrument: Instrument, common_key: str, texts: Sequence[tuple[str, str | None, str | None]]
) -> tuple[Indicator, ...]:
    """Mean, top-2 share and net of the questions of an instrument that share a common key."""
    fi, sv, en = texts[0]
    names = {"question": Named.of(fi, sv, en), "instrument": INSTRUMENT_NAMES[instrument]}
    suffix = f"{instrument.value}_{common_key}"
    return (
        _survey(
            f"mean_{suffix}",
            instrument,
            Message("Mean: {question} ({instrument})", names),
            Message("Mean of the answers on the scale 1–5."),
            SELF_SELECTED,
            ONE_TO_FIVE,
            of_answers("score"),
            of_answers("answers"),
            decimals=1,
            better=Better.HIGHER,
            tier=Tier.C,
            levels=ALL_LEVELS,
            interval=Interval.STUDENT_T,
            common_key=common_key,
        ),
        _survey(
            f"top2_{suffix}",
            instrument,
            Message("Answers 4–5: {question} ({instrument})", names),
            Message("Answers 4 and 5 divided by all answers to the question."),
            SELF_SELECTED,
            PER_CENT,
            of_answers("top"),
            of_answers("answers"),
            scale=100,
            better=Better.HIGHER,
            tier=Tier.C,
            levels=ALL_LEVELS,
            interval=Interval.WILSON,
            common_key=common_key,
        ),
        _survey(
            f"net_{suffix}",
            instrument,
            Message("Net: {question} ({instrument})", names),
            Message("Share of answers 4–5 less the share of answers 1–2."),
            SELF_SELECTED,
            POINTS,
            of_answers("net"),
            of_answers("answers"),
            scale=100,
            better=Better.HIGHER,
            tier=Tier.C,
            levels=ALL_LEVELS,
            interval=Interval.ADJUSTED_WALD,
            common_key=common_key,
        ),
    )
