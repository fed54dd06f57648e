"""The catalogue of indicators as a document: `python -m kpdata.indicators.catalogue > docs/indicators.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from kpdata.domain import AreaLevel, Instrument
from kpdata.indicators.indicator import ALL_LEVELS, Indicator, Timing, Topic
from kpdata.indicators.measures import Largest, Measure
from kpdata.indicators.registry import DECLARED, SHIPPED_CRITERIA
from kpdata.indicators.registry_surveys import of_question

TOPICS = {
    Topic.NETWORK: "Network",
    Topic.COVERAGE: "Coverage by age band",
    Topic.VISITS: "Visits",
    Topic.SURVEYS: "Surveys",
    Topic.INTEGRATION: "Integration",
    Topic.CRITERIA: "Criteria",
    Topic.CYCLE: "Annual cycle",
}
TIMINGS = {
    Timing.DAY: "as-of date",
    Timing.MONTHS: "months asked for",
    Timing.HALF_YEAR: "latest half-year with the count",
    Timing.WAVE: "latest wave",
}
INTRODUCTION = """# Indicators

Written by `python -m kpdata.indicators.catalogue`; a test fails when it is stale. Do not edit.

Every indicator is a ratio of two additive measures: both are summed over the area first and divided last.
Tier A is never hidden, tier B is exact counts of visits, tier C is hidden and rounded (see the guide).
Levels: all = country, county, region, municipality, centre, place, group; no place = all but the place.
"""


def catalogue() -> str:
    """The document as Markdown, in English with the Finnish titles."""
    return "\n".join([INTRODUCTION, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    # One instrument stands for all: every pair of an instrument and a common key of the data has the three.
    asked = of_question(Instrument.VISITOR, "<common_key>", [("<kysymys>", "<fråga>", "<question>")])
    for topic, heading in TOPICS.items():
        yield f"## {heading}"
        yield ""
        for indicator in [i for i in DECLARED if i.topic is topic]:
            yield from _entry(indicator)
        if topic is Topic.SURVEYS:
            yield "Of every pair of an instrument and a `common_key` of a Likert question in the data:"
            yield ""
            for indicator in asked:
                yield from _entry(indicator)
        if topic is Topic.INTEGRATION:
            ids = ", ".join(f"`{indicator.id}`" for indicator in SHIPPED_CRITERIA)
            yield f"A criterion added by the table `integration_criteria` gets its own, beside {ids}."
            yield ""


def _entry(indicator: Indicator) -> Iterator[str]:
    yield f"### `{indicator.id}`"
    yield ""
    yield f"**{indicator.title.text('en')}** · {indicator.title.text('fi')}"
    yield ""
    yield f"{indicator.definition.text('en')} {indicator.reading.text('en')}"
    yield ""
    yield f"- numerator: {_measure(indicator.numerator)}"
    if indicator.denominator is not None:
        yield f"- denominator: {_measure(indicator.denominator)}"
    scale = f" (× {indicator.scale})" if indicator.scale != 1 else ""
    yield f"- unit: {indicator.unit.text('en')}{scale}; decimals shown: {indicator.decimals}"
    yield f"- better: {indicator.better.value if indicator.better else '–'}"
    yield f"- time: {TIMINGS[indicator.timing]}"
    interval = indicator.interval.value if indicator.interval else "none"
    yield f"- tier: {indicator.tier.value}; interval: {interval}"
    yield f"- source: {indicator.source.value}; levels: {_levels(indicator.levels)}"
    yield ""


def _levels(levels: tuple[AreaLevel, ...]) -> str:
    return "all" if set(levels) == set(ALL_LEVELS) else "no place"


def _measure(measure: Measure | Largest) -> str:
    if isinstance(measure, Largest):
        return "the largest of " + ", ".join(_measure(part) for part in measure.of)
    parts = [f"`{measure.fact.value}.{measure.column}`"]
    if measure.of:
        parts.append(f"of `{measure.of}`")
    if measure.band:
        first, last = measure.band.ages
        parts.append(f"for ages {first}–{last}")
    if measure.km:
        parts.append(f"within {measure.km} km")
    if measure.times != 1:
        parts.append(f"× {measure.times}")
    return " ".join(parts)


if __name__ == "__main__":
    sys.stdout.write(catalogue())
