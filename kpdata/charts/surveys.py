"""What is agreed with in a wave of a survey: the finding, and each question as a bar.

Titles and sentences are made from what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpdata.charts import findings, formats
from kpdata.charts.chart import Category, Chart, Kind, Mark, Series, Value
from kpdata.charts.survey_words import (
    Answer,
    Survey,
    against,
    marked_few,
    measure_of,
    n_of,
    named,
    notes_of,
    season,
    wave_subtitle,
)
from kpdata.charts.values import View
from kpdata.domain import State
from kpdata.i18n import texts


def finding(answers: Sequence[tuple[Value, str]], instrument: str, language: str) -> str:
    """The questions with the highest and the lowest shown value; that they are too few with none shown."""
    t = texts(language)
    known = _ordered([Answer("", text, value) for value, text in answers if value.value is not None])
    if not known:
        return t("Too few answers to show, {instrument}", instrument=instrument)
    high, low = known[0].value.shown, known[-1].value.shown
    if high == low and len(known) > 1:
        return t("All {n} questions alike: {value}", n=len(known), value=high)
    most = named([answer.text for answer in known if answer.value.shown == high], language)
    if high == low:
        return t("Agreed most: {questions} {value}", questions=most, value=high)
    return t(
        "Agreed most: {most} {high}, least: {least} {low}",
        most=most,
        high=high,
        least=named([answer.text for answer in known if answer.value.shown == low], language),
        low=low,
    )


def _ordered(answers: Sequence[Answer]) -> list[Answer]:
    """From the highest shown value; those without one last, by name."""
    return sorted(
        answers,
        key=lambda answer: (answer.value.value is None, -(answer.value.value or 0.0), answer.text),
    )


def headline(area: str, answers: Sequence[Answer], survey: Survey, language: str) -> str:
    """The finding of the page: most and least agreed with, n, and whether it differs from the benchmark.

    answers: shares, or means where only they are shown; without any, why there is none.
    """
    t = texts(language)
    wave = season(survey.wave, language)
    about = {"area": area, "instrument": survey.instrument, "wave": wave}
    known = [answer for answer in answers if answer.value.value is not None]
    if not known:
        if any(answer.value.state is State.HIDDEN for answer in answers):
            return t("{area}: too few answers to show, {instrument} {wave}", **about)
        if survey.responses:
            return t.plural(
                "{area}: {n} answer, none to a question that is compared, {instrument} {wave}",
                "{area}: {n} answers, none to a question that is compared, {instrument} {wave}",
                survey.responses,
                **about,
            )
        return t("{area}: no answers, {instrument} {wave}", **about)
    told = finding([(answer.value, answer.text) for answer in known], survey.instrument, language)
    parts = [
        t(
            "{area}, {wave}: {finding} (n = {n})",
            area=area,
            wave=wave,
            finding=formats.lowered(told),
            n=n_of((answer.value.n for answer in known), language),
        )
    ]
    # That nothing differs stands on the cards: a headline is for what does.
    values = [answer.value for answer in known]
    if any(value.mark in (Mark.BETTER, Mark.WORSE) for value in values):
        parts.append(against(values, survey.benchmark, language))
    return "; ".join(parts)


def agreement(
    answers: Sequence[Answer], survey: Survey, view: View, *, is_share: bool, definition: str = ""
) -> Chart:
    """Each question with its share of answers 4–5 or its mean as a bar with its interval and mark."""
    t, language = texts(view.language), view.language
    sorted_ = _ordered(answers)
    values = [marked_few(answer.value, answer.few, language) for answer in sorted_]
    measure = measure_of(survey.instrument, language, is_share=is_share)
    chart = Chart(
        kind=Kind.BARS,
        language=language,
        title=finding([(answer.value, answer.text) for answer in sorted_], survey.instrument, language),
        subtitle=wave_subtitle(measure, survey, (value.n for value in values), view),
        categories=tuple(Category(answer.id, answer.text) for answer in sorted_),
        series=(Series("share", measure, tuple(values), "%" if is_share else ""),),
        measure=measure,
        unit="%" if is_share else "",
        heading=t("Question"),
        notes=notes_of(values, survey, language),
        source=view.source,
        definition=definition,
        as_of=view.as_of,
        period=survey.wave.period,
        sample=view.sample,
    )
    return findings.told(chart)
