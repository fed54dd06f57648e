"""Waves of a survey after each other: changes from a year earlier, and the course of a question.

Titles and sentences are made from what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import findings, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.survey_words import MOST_NAMED, SELF_SELECTED, Survey, measure_of, season, subtitle
from kpdata.charts.values import View
from kpdata.domain import HalfYear
from kpdata.i18n import N_, texts

TREND_WORDS = {
    "up": N_("rising"),
    "down": N_("falling"),
    "no_trend": N_("no clear trend"),
    "not_tested": N_("cannot be assessed"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A share now and a year earlier with the interval of their difference, in percentage points.

    difference: what is shown, its state where it cannot be told. differs: whether the interval leaves out
    zero; None where there is none.
    """

    now: Value
    before: Value
    difference: Value
    differs: bool | None


def changes(
    answers: Sequence[tuple[Category, Difference]],
    survey: Survey,
    view: View,
    *,
    earlier: HalfYear,
    area: str,
) -> Chart:
    """The change of each share from the same season a year earlier, with its interval and what it shows."""
    t, language = texts(view.language), view.language
    pairs = sorted(
        answers,
        key=lambda pair: (
            pair[1].difference.value is None,
            -(pair[1].difference.value or 0.0),
            pair[0].name,
        ),
    )
    values = tuple(_difference(found, language) for _, found in pairs)
    before = season(earlier, language)
    title, sentence = _finding(pairs, area, before, language)
    measure = t("Change of answers 4–5, percentage points, {instrument}", instrument=survey.instrument)
    return Chart(
        kind=Kind.BARS,
        language=language,
        title=title,
        subtitle=subtitle(measure, f"{before} → {season(survey.wave, language)}", view=view),
        categories=tuple(replace(category, own=bool(found.differs)) for category, found in pairs),
        series=(Series("change", measure, values),),
        sentence=sentence,
        measure=measure,
        heading=t("Question"),
        notes=(
            t(
                "Spring is compared with spring, autumn with autumn. The interval of the difference of two "
                "shares is Newcombe's (95%); a difference is shown when it leaves out zero."
            ),
            t(SELF_SELECTED),
        ),
        source=view.source,
        as_of=view.as_of,
        period=survey.wave.period,
        sample=view.sample,
        slug="survey-changes",
    )


def _finding(
    pairs: Sequence[tuple[Category, Difference]], area: str, earlier: str, language: str
) -> tuple[str, str]:
    """The title and the sentence of changes: of how many questions a difference is shown, of which ones."""
    t = texts(language)
    told = [(category, found) for category, found in pairs if found.differs is not None]
    shown = [(category, found) for category, found in told if found.differs]
    if not told:
        title = t("{area}: the change from {wave} cannot be told", area=area, wave=earlier)
        sentence = f"{title}."
    elif not shown:
        title = (
            t("{area}: no difference from {wave} is shown in any question", area=area, wave=earlier)
            if len(told) == len(pairs)
            else t.plural(
                "{area}: no difference from {wave} is shown in the {n} question that can be told",
                "{area}: no difference from {wave} is shown in the {n} questions that can be told",
                len(told),
                area=area,
                wave=earlier,
            )
        )
        sentence = t("{title}: the interval of every change holds zero.", title=title)
    else:
        title = t.plural(
            "{area}: {n} question of {total} differs from {wave}",
            "{area}: {n} questions of {total} differ from {wave}",
            len(shown),
            area=area,
            total=len(told),
            wave=earlier,
        )
        names = formats.listing(
            [f"{category.name} {found.difference.shown}" for category, found in shown[:MOST_NAMED]], language
        )
        # "%-yks." ends the sentence by itself.
        sentence = t("Difference shown: {names}.", names=names.rstrip("."))
        if rest := len(told) - len(shown):
            sentence += " " + t.plural(
                "In {n} question no difference is shown.", "In {n} questions no difference is shown.", rest
            )
    if untold := len(pairs) - len(told):
        sentence += " " + t.plural(
            "Of {n} question the change cannot be told.",
            "Of {n} questions the change cannot be told.",
            untold,
        )
    return title, sentence


def _difference(found: Difference, language: str) -> Value:
    """A difference with its words, and both shares beside it."""
    t = texts(language)
    if found.differs is None or not found.difference.is_known:
        return found.difference
    word = t("difference shown") if found.differs else t("no difference shown")
    return replace(found.difference, word=word, note=f"{found.before.shown} → {found.now.shown}")


def course(
    chart: Chart,
    waves: Sequence[HalfYear],
    trends: Mapping[str, str],
    survey: Survey,
    question: str,
    view: View,
) -> Chart:
    """Lines of one question over the waves of one season, with what the test of trend says of each line.

    chart: as `build.trend_lines` makes it. trends: by key of the area (`county:08`): up, down, no_trend or
    not_tested.
    """
    t, language = texts(view.language), view.language
    names = {str(wave.period): season(wave, language) for wave in waves}
    categories = tuple(
        replace(category, name=names.get(category.key, category.name), short=names.get(category.key, ""))
        for category in chart.categories
    )
    benchmark = survey.benchmark
    series_ = tuple(
        line if line.own or not benchmark else replace(line, name=benchmark) for line in chart.series
    )
    chart = replace(chart, series=series_)
    told = {word: t(TREND_WORDS[word]) for word in TREND_WORDS}
    drawn = [series for series in chart.series if series.key in trends]
    if len({trends[series.key] for series in drawn}) == 1:
        trend = told[trends[drawn[0].key]]
    else:
        trend = "; ".join(f"{series.name} – {told[trends[series.key]]}" for series in drawn)
    title = question
    if drawn:
        first = told[trends[drawn[0].key]]
        title = t("“{question}”: {ends}, trend {trend}", question=question, ends=_ends(drawn[0]), trend=first)
    only = (
        t("Spring waves only: spring is compared with spring.")
        if survey.wave.half == 1
        else t("Autumn waves only: autumn is compared with autumn.")
    )
    chart = replace(chart, categories=categories)
    sentence = findings.sentence(chart) + (" " + t("Trend: {trend}.", trend=trend) if trend else "")
    return replace(
        chart,
        title=title,
        subtitle=subtitle(measure_of(survey.instrument, language, is_share=chart.unit == "%"), view=view),
        sentence=sentence,
        heading=t("Wave"),
        notes=(
            *chart.notes,
            only,
            t(
                "A trend is tested of shares of at least 5 waves that are shown (Cochran–Armitage, p < .05); "
                "of fewer it cannot be assessed."
            ),
        ),
        slug="survey-course",
    )


def _ends(series: Series) -> str:
    """The first and the last shown value of a line."""
    known = [value for value in series.values if value.is_known]
    if not known:
        return f"{series.name} {series.values[-1].text}" if series.values else series.name
    ends = [known[0].shown] if len(known) == 1 else [known[0].shown, known[-1].shown]
    return f"{series.name} {' → '.join(ends)}"
