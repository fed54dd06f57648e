"""The question that each level of area asks, answered in one sentence: the headline of a profile.

County, region, country: is access equal between municipalities? Municipality: who operates here, for which
families, with what supply? Family centre: are its places and its services one whole, without delay? Meeting
place: what do families experience?
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from kpdata.charts import findings, formats
from kpdata.charts.values import AreaWords, value_of
from kpdata.domain import AgeBand, AreaLevel, Instrument, State
from kpdata.i18n import N_, Texts, texts
from kpdata.indicators import cycle, supply
from kpdata.indicators.supply import Supply
from kpdata.views import data, words
from kpdata.views.about_area import surveys
from kpdata.views.address import Selection
from kpdata.views.data import Source

# Equal access is looked at where most is lacking: school-age children and a place of theirs at hand.
NEAR = "within_5_km_school_age"
HALF = 50

QUESTIONS = {
    AreaLevel.COUNTRY: N_("Is access to the network equal between municipalities?"),
    AreaLevel.COUNTY: N_("Is access to the network equal between municipalities?"),
    AreaLevel.REGION: N_("Is access to the network equal between municipalities?"),
    AreaLevel.MUNICIPALITY: N_("Who operates here, for which families, with what supply?"),
    AreaLevel.CENTRE: N_("Are its places and its other services one whole, without delay?"),
    AreaLevel.PLACE: N_("What do children, parents and families experience here?"),
    AreaLevel.GROUP: N_("Who operates here, for which families, with what supply?"),
}


@lru_cache(maxsize=256)
def answer(source: Source, selection: Selection) -> str:
    """The answer to the question of the selection's level."""
    area = data.area_words(source, selection.area, selection.language)
    match selection.level:
        case AreaLevel.COUNTRY | AreaLevel.COUNTY | AreaLevel.REGION:
            codes = data.figures(source).members(selection.area, AreaLevel.MUNICIPALITY)
            rows = data.table(source, selection, [NEAR], AreaLevel.MUNICIPALITY, codes)
            return of_access(rows, area, selection.language)
        case AreaLevel.CENTRE:
            return _of_centre(source, selection, area)
        case AreaLevel.PLACE:
            return of_experience(
                surveys.questions(source, selection, Instrument.VISITOR), area, selection.language
            )
    rows = data.table(source, selection, ["places"], selection.level, [selection.area.area_id])
    has = supply.supply(data.figures(source), selection.area, selection.as_of)
    return of_supply(rows, has, area, selection.language)


def of_access(frame: pd.DataFrame, area: AreaWords, language: str) -> str:
    """In how many municipalities fewer than half of the school-age children have a place at hand.

    frame: `within_5_km_school_age` of the municipalities; the shown (rounded) shares are compared.
    """
    t = texts(language)
    known = [float(v) for v, state in zip(frame["value"], frame["state"], strict=True) if state == State.OK]
    total = len(known)
    if not total:
        return t("{area}: how far school-age children live from their places is not known", area=area.name)
    below = sum(formats.rounded(value, 0) < HALF for value in known)
    if below:
        of_total = formats.elative(total) if language == "fi" else str(total)
        text = t.plural(
            "{area}: in {n} municipality of {total} fewer than half of school-age children live within 5 km "
            "of a place of theirs",
            "{area}: in {n} municipalities of {total} fewer than half of school-age children live within "
            "5 km of a place of theirs",
            below,
            area=area.name,
            total=of_total,
        )
    else:
        text = t(
            "{area}: in all {total} municipalities at least half of school-age children live within 5 km of "
            "a place of theirs",
            area=area.name,
            total=total,
        )
    unknown = len(frame) - total
    return t("{finding}; not known in {n}", finding=text, n=unknown) if unknown else text


def of_supply(frame: pd.DataFrame, has: Supply, area: AreaWords, language: str) -> str:
    """Who operates in an area, with how many places and hours, and how many of them suit school age.

    frame: `places` of the area, whose state tells why there is none.
    """
    t = texts(language)
    if not has.places:
        return findings.missing_places(frame, area, None, language)
    parts = [
        t.plural("{area}: {n} meeting place", "{area}: {n} meeting places", has.places, area=area.name),
        t("{hours} open hours a week", hours=words.hours(has.hours, language))
        if has.hours is not None
        else t("open hours not known"),
    ]
    most = max(has.operators.values())
    largest = [t(words.OPERATORS[kind]) for kind, n in has.operators.items() if n == most]
    names = formats.listing(largest, language)
    operators = (
        t("largest operator: {operator} ({n})", operator=names, n=most)
        if len(largest) == 1
        else t("largest operators: {operators} ({n} each)", operators=names, n=most)
    )
    return "; ".join((", ".join(parts), operators, _for_school_age(has, t)))


def _for_school_age(has: Supply, t: Texts) -> str:
    n = has.suitable[AgeBand.SCHOOL_AGE]
    if not n:
        return t("none for school-age children")
    return t.plural("{n} for school-age children", "{n} for school-age children", n)


def _of_centre(source: Source, selection: Selection, area: AreaWords) -> str:
    figures = data.figures(source)
    has = supply.supply(figures, selection.area, selection.as_of)
    events = cycle.annual_cycle(figures, selection.area, selection.as_of)
    kept = sum(kind.in_time for kind in events)
    due = kept + sum(kind.late + kind.missed for kind in events)
    return of_centre(has, kept, due, area, selection.language)


def of_centre(has: Supply, kept: int, due: int, area: AreaWords, language: str) -> str:
    """How many places belong to a centre, in how many of them professionals visit, what is held in time."""
    t = texts(language)
    if not has.places:
        parts = [t("{area}: no active meeting place belongs to the centre", area=area.name)]
    else:
        parts = [
            t.plural("{area}: {n} meeting place", "{area}: {n} meeting places", has.places, area=area.name)
        ]
        parts.append(
            t("professionals visit {n} of {total} places", n=has.visited, total=has.asked)
            if has.asked
            else t("it is not known whether professionals visit")
        )
    if due:
        parts.append(t("{n} of {total} events of the annual cycle held in time", n=kept, total=due))
    return "; ".join(parts)


def of_experience(asked: surveys.Questions, area: AreaWords, language: str) -> str:
    """What visitors agree with most and least; why nothing can be told when nothing can."""
    t = texts(language)
    shares = [
        (value_of(row, asked.registry[name], language), surveys.question(asked.registry[name], language))
        for name, row in asked.top2.items()
    ]
    known = sorted(
        ((value, text) for value, text in shares if value.value is not None),
        key=lambda pair: -(pair[0].value or 0.0),
    )
    if known:
        (high, most), (low, least) = known[0], known[-1]
        parts = [t("{area}: families agree most: “{question}” {value}", area=area.name, question=most,
                   value=high.shown)]  # fmt: skip
        if low.shown != high.shown:
            parts.append(t("least: “{question}” {value}", question=least, value=low.shown))
        return ", ".join(parts)
    means = [
        (value_of(row, asked.registry[name], language), surveys.question(asked.registry[name], language))
        for name, row in asked.means.items()
    ]
    few = sorted(
        ((value, text) for value, text in means if value.value is not None),
        key=lambda pair: -(pair[0].value or 0.0),
    )
    if few:
        value, text = few[0]
        return t(
            "{area}: few answers of families; highest mean “{question}” {value} of 5",
            area=area.name,
            question=text,
            value=value.shown,
        )
    if any(value.state is State.HIDDEN for value, _ in (*shares, *means)):
        return t("{area}: families have answered, but too few to show", area=area.name)
    return t("{area}: no answers of families", area=area.name)
