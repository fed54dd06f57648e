"""Whom a wave reached: areas below with answers or without, its rounds, questions that are not comparable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kpdata.charts import counted, formats, survey_words
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.values import LEVEL_HEADINGS, missing, value_of
from kpdata.domain import AreaKey, AreaLevel, Scale, State
from kpdata.i18n import LANGUAGES, N_, Texts, texts
from kpdata.indicators import questions
from kpdata.indicators.questions import Distribution, Question, Round
from kpdata.indicators.registry_surveys import INSTRUMENT_NAMES
from kpdata.views import data, plain
from kpdata.views.cards import Card
from kpdata.views.survey_results import area, of_wave
from kpdata.views.survey_waves import Wave

_WHOLE, _ROWS = 1000, 40
_MOST_NAMED = 6
SCALES = {
    Scale.LIKERT5: N_("1–5"),
    Scale.YES_NO: N_("yes or no"),
    Scale.NPS10: N_("0–10"),
}
_COUNTED = {
    AreaLevel.COUNTY: N_("{area}: answers from {n}/{total} wellbeing services counties"),
    AreaLevel.MUNICIPALITY: N_("{area}: answers from {n}/{total} municipalities"),
    AreaLevel.PLACE: N_("{area}: answers from {n}/{total} meeting places"),
}


def below(wave: Wave) -> tuple[AreaLevel, list[str]]:
    """The level below the first area and its areas there; of a place the place itself.

    Of a group of municipalities alone they are its municipalities, of any other group its places: the
    municipalities of a place or a centre have answers that are not the group's. Places that are not active
    at the day are left out, unless they have answers.
    """
    key, figures = wave.selection.area, data.figures(wave.source)
    level = {
        AreaLevel.COUNTRY: AreaLevel.COUNTY,
        AreaLevel.COUNTY: AreaLevel.MUNICIPALITY,
        AreaLevel.REGION: AreaLevel.MUNICIPALITY,
    }.get(key.level, AreaLevel.PLACE)
    if key.level is AreaLevel.PLACE:
        return level, [key.area_id]
    if key.level is AreaLevel.GROUP and _is_of_municipalities(wave, key):
        return AreaLevel.MUNICIPALITY, figures.members(key, AreaLevel.MUNICIPALITY)
    ids = figures.members(key, level)
    if level is AreaLevel.PLACE:
        active = figures.day(wave.selection.as_of).active
        running = {place for place, i in figures.facts.places.index.items() if active[i]}
        answered = {place for place, row in _rows(wave, level, ids).items() if row["responses"]["value"] > 0}
        ids = [place for place in ids if place in running | answered]
    return level, ids


def _members(wave: Wave, group: AreaKey) -> tuple[set[str], set[str], set[str]]:
    """The municipalities, centres and places that a group names itself."""
    facts = data.figures(wave.source).facts
    groups, at = facts.groups, facts.groups.ids.index(group.area_id)
    return (
        {facts.areas.municipalities[i] for i in groups.municipalities[at]},
        {facts.centres.ids[i] for i in groups.centres[at]},
        {facts.places.ids[i] for i in groups.places[at]},
    )


def _is_of_municipalities(wave: Wave, group: AreaKey) -> bool:
    towns, centres, places = _members(wave, group)
    return bool(towns) and not centres and not places


def coverage(wave: Wave) -> Card:
    """Areas of the level below: answers, places with answers, response rate, which results may be shown."""
    t, language = texts(wave.language), wave.language
    level, ids = below(wave)
    figures = data.figures(wave.source)
    found = _rows(wave, level, ids)
    areas = tuple(AreaKey(level, id_) for id_ in ids)
    asked = questions.questions(figures, wave.instrument)
    spread = questions.distributions(
        figures, wave.instrument, areas, wave.selection.as_of, wave.half_year.period
    )
    names = data.area_names(wave.source, level, language)
    order = {key: place for place, key in enumerate(names)}
    # By what is never hidden: the number of answers, then the name.
    keys = sorted(
        areas,
        key=lambda key: (-float(found[key.area_id]["responses"]["value"]), order.get(str(key), 0)),
    )
    registry = figures.registry
    columns = []
    for prefix in ("responses", "survey_coverage", "response_rate"):
        indicator = registry[f"{prefix}_{wave.instrument.value}"]
        if level in indicator.levels:
            values = tuple(value_of(found[key.area_id][prefix], indicator, language) for key in keys)
            title = {
                "responses": t("Answers"),
                "survey_coverage": t("Places with answers"),
                "response_rate": t("Response rate"),
            }[prefix]
            columns.append(Series(prefix, title, values, "" if prefix == "responses" else "%"))
    results = tuple(
        _results(
            float(found[key.area_id]["responses"]["value"]),
            [spread[question.key, key] for question in asked],
            language,
        )
        for key in keys
    )
    columns.append(Series("results", t("Results of the questions"), results))
    without = [names[str(key)] for key in keys if not found[key.area_id]["responses"]["value"]]
    total = len(keys)
    title = (
        t(_COUNTED[level], area=area(wave), n=total - len(without), total=total)
        if total
        else t("{area}: no meeting places", area=area(wave))
    )
    chart = plain.table(
        wave.source,
        wave.selection,
        sources=("surveys",),
        title=title,
        slug="survey-coverage",
        heading=t(LEVEL_HEADINGS[level]),
        rows=[Category(str(key), names[str(key)]) for key in keys],
        columns=columns,
        sentence=_without(without, t) if total else t("There is no meeting place to count."),
        notes=(
            t(
                "No answers, too few answers to show (•) and not known (..) are three different things: a "
                "response rate is not known where the rounds do not cover exactly the area or do not tell "
                "how many were invited."
            ),
        ),
    )
    return Card(of_wave(chart, wave), _WHOLE, area(wave), plain=True, rows=_ROWS)


def _without(names: list[str], t: Texts) -> str:
    if not names:
        return t("Every one of them has answers.")
    told = formats.listing(names[:_MOST_NAMED], t.language)
    if len(names) > _MOST_NAMED:
        return t("Without any answer: {n}, among them {names}.", n=len(names), names=told)
    return t("Without any answer: {names}.", names=told)


def _rows(wave: Wave, level: AreaLevel, ids: list[str]) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    registry = data.figures(wave.source).registry
    prefixes = [
        prefix
        for prefix in ("responses", "survey_coverage", "response_rate")
        if level in registry[f"{prefix}_{wave.instrument.value}"].levels
    ]
    names = {f"{prefix}_{wave.instrument.value}": prefix for prefix in prefixes}
    frame = data.table(wave.source, wave.selection, list(names), level, ids)
    rows: dict[str, dict[str, Mapping[str, Any]]] = {id_: {} for id_ in ids}
    for row in frame.to_dict("records"):
        rows[str(row["area_id"])][names[str(row["indicator"])]] = {str(k): v for k, v in row.items()}
    return rows


def _results(count: float, told: list[Distribution], language: str) -> Value:
    """How much of the results may be shown: no answers, hidden, few, or so many questions of all."""
    t = texts(language)
    if not count:
        return Value(State.OK, t("no answers"))
    total = len(told)
    known = sum(one.shares is not None for one in told)
    means = sum(one.few and one.question.pooled for one in told)
    if known and means:
        return Value(
            State.OK,
            t("{n} of {total} questions shown, of {few} the mean only", n=known, total=total, few=means),
        )
    if known:
        return Value(State.OK, t("{n} of {total} questions shown", n=known, total=total))
    if means:
        return Value(State.OK, t("few answers: means only"))
    if any(one.state is State.HIDDEN for one in told):
        return missing(State.HIDDEN, language)
    return missing(State.UNKNOWN, language)


def rounds(wave: Wave) -> Card:
    """The rounds that make up the wave and concern the area: when, whose, invited, answers."""
    t, language = texts(wave.language), wave.language
    figures = data.figures(wave.source)
    every = questions.rounds(figures, wave.instrument, wave.half_year, wave.selection.as_of)
    found = [one for one in every if _concerns(wave, one)]
    found.sort(key=lambda one: (-one.answers, one.id))

    def whose(one: Round) -> str:
        return data.area_name(wave.source, one.area, language) if one.area else t("Whole country")

    columns = [
        Series("whose", t("Area"), tuple(Value(State.OK, whose(one)) for one in found)),
        Series("starts", t("Starts"), tuple(plain.on(one.starts_on, language) for one in found)),
        Series("ends", t("Ends"), tuple(plain.on(one.ends_on, language) for one in found)),
        Series(
            "invited",
            t("Invited"),
            tuple(
                missing(State.UNKNOWN, language)
                if one.invited is None
                else counted.count(one.invited, language)
                for one in found
            ),
        ),
        Series("answers", t("Answers"), tuple(counted.count(one.answers, language) for one in found)),
    ]
    chart = plain.table(
        wave.source,
        wave.selection,
        sources=("surveys",),
        title=t.plural(
            "{area}, {wave}: {n} round concerns the area",
            "{area}, {wave}: {n} rounds concern the area",
            len(found),
            area=area(wave),
            wave=survey_words.season(wave.half_year, language),
        ),
        slug="survey-rounds",
        heading=t("Round"),
        rows=[Category(one.id, one.names[LANGUAGES.index(language)]) for one in found],
        columns=columns,
        sentence=t(
            "Answers in all of these rounds: {n}.",
            n=formats.number(sum(one.answers for one in found), 0, language),
        ),
        notes=(
            t(
                "A wave is all rounds of the instrument that ended in the same half-year. Results are told "
                "of the wave, not of single rounds."
            ),
        ),
    )
    return Card(of_wave(chart, wave), _WHOLE, area(wave), plain=True, rows=_ROWS)


def _concerns(wave: Wave, one: Round) -> bool:
    """Whether a round is of an area that is the first area, lies in it or holds it."""
    first = wave.selection.area
    if one.area is None or first.level is AreaLevel.COUNTRY or one.area == first:
        return True
    figures = data.figures(wave.source)
    if one.area.level is AreaLevel.CENTRE:
        return one.area.area_id in _centres(wave, first)
    towns = _towns(wave, first)
    return bool(towns & set(figures.members(one.area, AreaLevel.MUNICIPALITY)))


def _centres(wave: Wave, key: AreaKey) -> set[str]:
    """The centres whose rounds are of an area: those that stand in it; of a place the one it belongs to."""
    figures = data.figures(wave.source)
    if key.level is AreaLevel.CENTRE:
        return {key.area_id}
    if key.level is AreaLevel.PLACE:
        return _of_places(wave, [key.area_id], AreaLevel.CENTRE)
    if key.level is not AreaLevel.GROUP:
        return set(figures.members(key, AreaLevel.CENTRE))
    towns, centres, _ = _members(wave, key)
    standing = {
        centre
        for town in towns
        for centre in figures.members(AreaKey(AreaLevel.MUNICIPALITY, town), AreaLevel.CENTRE)
    }
    return centres | standing | _of_places(wave, figures.members(key, AreaLevel.PLACE), AreaLevel.CENTRE)


def _of_places(wave: Wave, ids: list[str], level: AreaLevel) -> set[str]:
    """The municipalities or centres that some places lie in."""
    places = data.figures(wave.source).areas(AreaLevel.PLACE)
    return set(places.loc[places["area_id"].isin(ids), level.value].dropna().astype(str))


def _towns(wave: Wave, key: AreaKey) -> set[str]:
    """Municipalities of an area; of a place the one it lies in, of a group those of its places too."""
    figures = data.figures(wave.source)
    if key.level is AreaLevel.MUNICIPALITY:
        return {key.area_id}
    if key.level is AreaLevel.PLACE:
        return _of_places(wave, [key.area_id], AreaLevel.MUNICIPALITY)
    towns = set(figures.members(key, AreaLevel.MUNICIPALITY))
    if key.level is AreaLevel.GROUP:
        towns |= _of_places(wave, figures.members(key, AreaLevel.PLACE), AreaLevel.MUNICIPALITY)
    return towns


def not_comparable(wave: Wave) -> Card | None:
    """Questions that are not put beside others, and why; None where every one is comparable."""
    t, language = texts(wave.language), wave.language
    figures = data.figures(wave.source)
    found = questions.not_comparable(figures, wave.instrument)
    if not found:
        return None
    total = len(questions.questions(figures, wave.instrument))
    chart = plain.table(
        wave.source,
        wave.selection,
        sources=("surveys",),
        title=t.plural(
            "{n} question of {total} is not compared with other instruments",
            "{n} questions of {total} are not compared with other instruments",
            len(found),
            total=total,
        ),
        slug="survey-not-comparable",
        heading=t("Question"),
        rows=[Category(question.key, question.text(language)) for question in found],
        columns=[
            Series(
                "scale", t("Scale"), tuple(Value(State.OK, t(SCALES[question.scale])) for question in found)
            ),
            Series("areas", t("Between areas"), tuple(_areas(question, t) for question in found)),
            Series("why", t("Why"), tuple(Value(State.OK, _why(question, t)) for question in found)),
        ],
        sentence=t("These questions are listed, not mixed with others."),
    )
    return Card(of_wave(chart, wave), _WHOLE, area(wave), plain=True)


def _areas(question: Question, t: Texts) -> Value:
    return Value(State.OK, t("compared") if question.pooled else t("not compared"))


def _why(question: Question, t: Texts) -> str:
    if question.scale is not Scale.LIKERT5:
        return t("Another scale than 1–5: told in parts only")
    if question.common_key is None:
        return t("No common key: it may not mean the same elsewhere")
    return t(
        "Only {instrument} asks it on the scale 1–5",
        instrument=INSTRUMENT_NAMES[question.instrument].text(t.language),
    )
