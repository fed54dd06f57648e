"""What similar municipalities have for an age group, above all where this one has nothing."""

from __future__ import annotations

from collections import Counter

from kpdata.areas import area_index
from kpdata.charts import counted, formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.values import missing
from kpdata.domain import AgeBand, AreaKey, AreaLevel, State
from kpdata.i18n import texts
from kpdata.indicators import supply
from kpdata.indicators.supply import Suited
from kpdata.views import data, plain, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source


def default_band(source: Source, selection: Selection) -> AgeBand:
    """The first age group without a suitable place; school age where there is none."""
    found = supply.gaps(data.figures(source), selection.area, selection.as_of)
    return found[0] if found else AgeBand.SCHOOL_AGE


def card(source: Source, selection: Selection, band: AgeBand) -> Card:
    """The ten most similar municipalities: how many places suit the band, of what type, by whom, how open."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    codes = [str(code) for code in data.similar(source, selection)["code"]]
    found = supply.suited(figures, [key.area_id, *codes], band, selection.as_of)
    own, others = found[0], found[1:]
    # Those that have something come first, the most alike of them before the others.
    others.sort(key=lambda one: one.places == 0)
    title, sentence = told(own, others, band, language)
    shown = [own, *others]
    names = [
        area_index().short_name(AreaKey(AreaLevel.MUNICIPALITY, one.municipality), language) for one in shown
    ]
    nothing = missing(State.NONE, language)
    dash = Value(State.OK, formats.EN_DASH)

    def column(key: str, heading: str, values: list[str], unit: str = "") -> Series:
        cells = [
            (dash if one.places == 0 else plain.said(text, language))
            for one, text in zip(shown, values, strict=True)
        ]
        return Series(key, heading, tuple(cells), unit)

    chart = plain.table(
        source,
        selection,
        sources=("registry",),
        title=title,
        slug=f"similar-{band.value}",
        heading=t("Municipality"),
        rows=[
            Category(f"municipality:{one.municipality}", name, own=one is own)
            for one, name in zip(shown, names, strict=True)
        ],
        columns=(
            Series(
                "places",
                t("Suitable places"),
                tuple(counted.count(one.places, language) if one.places else nothing for one in shown),
            ),
            column(
                "types", t("Types"), [words.counted(one.types, words.PLACE_TYPES, language) for one in shown]
            ),
            column(
                "operators",
                t("Operators"),
                [words.counted(one.operators, words.OPERATORS, language) for one in shown],
            ),
            column("hours", t("Open hours a week"), [words.hours(one.hours, language) for one in shown]),
            column(
                "free", t("of them in free time"), [words.hours(one.free_time, language) for one in shown]
            ),
            column("since", t("First opened"), [str(one.since.year) if one.since else "" for one in shown]),
        ),
        sentence=sentence,
        notes=(
            t(
                "Similar by need: population, share of children, type of municipality, languages; see "
                "“Areas side by side”."
            ),
        ),
    )
    return Card(chart, 860, data.area_name(source, key, language), plain=True)


def told(own: Suited, others: list[Suited], band: AgeBand, language: str) -> tuple[str, str]:
    """How many of the similar municipalities have places for the band, and of what kind they mostly are."""
    t = texts(language)
    having = [one for one in others if one.places]
    values = {"n": len(having), "total": len(others), "group": t(words.FOR_BANDS[band])}
    title = (
        t("{n} of {total} similar municipalities have a place {group}; here {own}", own=own.places, **values)
        if own.places
        else t("{n} of {total} similar municipalities have a place {group}; here there is none", **values)
    )
    if not having:
        return title, t("None of them has closed the gap either.")
    types: Counter[str] = Counter()
    operators: Counter[str] = Counter()
    for one in having:
        types.update({kind: count for kind, count in one.types.items() if kind})
        operators.update(one.operators)
    parts = []
    if types:
        parts.append(t("Most often: {type}.", type=t(words.PLACE_TYPES[_commonest(types)])))
    parts.append(t("Run most often by: {operator}.", operator=t(words.OPERATORS[_commonest(operators)])))
    free = [one.free_time for one in having if one.free_time is not None]
    if free:
        low, high = min(free), max(free)
        span = words.hours(low, language)
        if high > low:
            span = f"{span}{formats.EN_DASH}{words.hours(high, language)}"
        parts.append(t("Open in free time {hours} h a week.", hours=span))
    return title, " ".join(parts)


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda kind: (-counts[kind], kind))
