"""Results of a wave: how answers are spread, areas and instruments side by side, coded themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kpdata.charts import formats, survey_answers, survey_columns, survey_words
from kpdata.charts.chart import Category, Chart
from kpdata.charts.survey_answers import Theme
from kpdata.charts.survey_columns import Column
from kpdata.charts.survey_words import Survey
from kpdata.charts.values import LEVEL_HEADINGS, View
from kpdata.domain import AreaKey, Instrument, Scale, State, ThemeKind
from kpdata.i18n import N_, texts
from kpdata.indicators import questions, themes
from kpdata.indicators.registry_surveys import INSTRUMENT_NAMES
from kpdata.views import data, survey_waves
from kpdata.views.about_area import surveys as about_area
from kpdata.views.cards import Card
from kpdata.views.survey_waves import Wave

# Areas in columns read well up to here; more of them go into rows.
_MOST_COLUMNS = 7
_HALF, _WHOLE = 520, 1000
_UNITS = {"top2": "%", "mean": ""}
# Whose voice an instrument is: short enough for the heading of a column.
VOICES = {
    Instrument.VISITOR: N_("Families"),
    Instrument.PARTNER: N_("Partners"),
    Instrument.SELF_EVALUATION: N_("Self-evaluation"),
    Instrument.PEER_EVALUATION: N_("Peer evaluation"),
    Instrument.CHILD: N_("Children"),
}
_SCALES = {Scale.LIKERT5: "answers", Scale.YES_NO: "yes-no", Scale.NPS10: "zero-to-ten"}


def about(wave: Wave) -> Survey:
    """What every figure of the wave tells."""
    return about_area.about(wave.source, wave.selection, wave.instrument, wave.half_year)


def view(wave: Wave) -> View:
    """What is the same for all figures of the wave."""
    return data.chart_view(wave.source, wave.selection, [f"responses_{wave.instrument.value}"])


def area(wave: Wave) -> str:
    """The name of the first area."""
    return data.area_name(wave.source, wave.selection.area, wave.language)


def kind_shown(wave: Wave, kind: str) -> str:
    """The value asked for; means where so few have answered that no share of the first area may be shown."""
    asked = about_area.questions(wave.source, wave.selection, wave.instrument)
    return kind if about_area.is_share(asked) else "mean"


def agreement(wave: Wave, kind: str) -> Card | None:
    """Each question with its share or mean, interval and mark in the first area; None without questions."""
    asked = about_area.questions(wave.source, wave.selection, wave.instrument)
    if asked.months is None or _unanswered(row["state"] for row in asked.means.values()):
        return None
    is_share = kind_shown(wave, kind) == "top2"
    chart = about_area.agreement(wave.source, wave.selection, wave.instrument, asked, is_share=is_share)
    return Card(chart, _WHOLE, area(wave))


def distributions(wave: Wave) -> dict[str, Card]:
    """How the answers of the first area are spread, one card for each scale that is asked."""
    first = wave.selection.area
    figures = data.figures(wave.source)
    told = questions.distributions(
        figures, wave.instrument, [first], wave.selection.as_of, wave.half_year.period
    )
    rows = {
        scale: [
            _distribution(told[question.key, first], wave.language)
            for question in questions.questions(figures, wave.instrument)
            if question.scale is scale
        ]
        for scale in _SCALES
    }
    found: dict[str, Card] = {}
    for scale, key in _SCALES.items():
        # Where everything is hidden one card says it: the others would only say it again.
        repeats = found and not any(row.shares for of in rows.values() for row in of)
        if not repeats and not _unanswered(row.state for row in rows[scale]):
            chart = survey_answers.answers(rows[scale], scale, about(wave), view(wave), area=area(wave))
            found[key] = Card(chart, _WHOLE, area(wave))
    return found


def _distribution(told: questions.Distribution, language: str) -> survey_answers.Distribution:
    return survey_answers.Distribution(
        told.question.key,
        told.question.text(language),
        told.state,
        told.n,
        told.few,
        None
        if told.shares is None
        else dict(zip(questions.PARTS[told.question.scale], told.shares, strict=True)),
        told.top2,
        told.nps,
        has_mean=told.question.pooled,
        is_pool=len(told.question.question_ids) > 1,
    )


def side_by_side(wave: Wave, kind: str) -> Card | None:
    """Questions × areas, the benchmark last; None without questions of a common key."""
    rows = survey_waves.rows_of(wave)
    if not rows:
        return None
    t, language = texts(wave.language), wave.language
    survey, keys = about(wave), wave.selection.areas
    if len(keys) == 1:
        kind = kind_shown(wave, kind)
    found = survey_waves.answers(wave, kind, keys)
    columns: list[Column] = [
        (Category(str(key), data.area_name(wave.source, key, language), own=True), found[key]) for key in keys
    ]
    benchmark = survey_waves.benchmark(wave, kind)
    if benchmark and data.benchmark_key(wave.source, wave.selection) not in keys:
        name = data.benchmark_label(wave.source, wave.selection)
        columns.append((Category("benchmark", name), benchmark))
    measure = survey_words.measure_of(survey.instrument, language, is_share=kind == "top2")
    told = [answer for _, of in columns for answer in of.values()]
    marked = [survey_words.marked_few(answer.value, answer.few, language) for answer in told]
    chart = survey_columns.side_by_side(
        survey_columns.by_value(rows, columns[0][1]),
        columns,
        view(wave),
        measure=measure,
        unit=_UNITS[kind],
        title=survey_columns.compared_title(
            [
                (category.name, [answer.value for answer in of.values()])
                for category, of in columns[: len(keys)]
            ],
            survey.benchmark,
            language,
        )
        or survey_columns.widest(rows, columns, language)
        or measure,
        subtitle=survey_words.wave_subtitle(
            measure,
            replace(survey, rate=None),
            [answer.value.n for _, of in columns[: len(keys)] for answer in of.values()],
            view(wave),
        ),
        heading=t("Question"),
        notes=(
            *survey_words.notes_of(marked, survey, language),
            t("Colour: the value itself, darker is higher. The table tells n and the 95% interval of each."),
        ),
        period=wave.half_year.period,
        slug="survey-side-by-side",
    )
    if len(columns) > _MOST_COLUMNS:
        chart = survey_columns.turned(chart, t(LEVEL_HEADINGS[wave.selection.level]))
    return Card(chart, _WHOLE, _names(wave, keys))


def _names(wave: Wave, keys: Sequence[AreaKey]) -> str:
    return ", ".join(data.area_name(wave.source, key, wave.language) for key in keys[:3])


def instruments(wave: Wave, kind: str) -> Card | None:
    """What several instruments ask alike, in the first area: families, partners, staff, peers, children."""
    asking = questions.comparable(data.figures(wave.source))
    return _beside(wave, kind, list(Instrument), list(asking), "instruments")


def evaluations(wave: Wave, kind: str) -> Card | None:
    """Self- beside peer evaluation of the first area on equal common keys."""
    pair = [Instrument.SELF_EVALUATION, Instrument.PEER_EVALUATION]
    asking = questions.comparable(data.figures(wave.source))
    shared = [key for key, found in asking.items() if set(pair) <= set(found)]
    return _beside(wave, kind, pair, shared, "evaluations")


def _beside(
    wave: Wave, kind: str, chosen: Sequence[Instrument], keys: Sequence[str], slug: str
) -> Card | None:
    t, language = texts(wave.language), wave.language
    first = wave.selection.area
    columns: list[Column] = []
    rows: dict[str, Category] = {}
    own_first = sorted(chosen, key=lambda instrument: instrument is not wave.instrument)
    for instrument in own_first:
        if (other := survey_waves.beside(wave, instrument)) is not None:
            for row in survey_waves.rows_of(other):
                if row.key in keys:
                    rows.setdefault(row.key, row)
    for instrument in chosen:
        if (other := survey_waves.beside(wave, instrument)) is not None:
            heading = f"{t(VOICES[instrument])}, {survey_words.season(other.half_year, language)}"
            found = survey_waves.answers(other, kind, (first,), marked=False)[first]
            columns.append((Category(instrument.value, heading), found))
    states = [answer.value.state for _, of in columns for key, answer in of.items() if key in rows]
    if len(columns) < 2 or _unanswered(states):
        return None
    is_share = kind == "top2"
    measure = t("Answers 4–5 of 1–5") if is_share else t("Mean of answers 1–5")
    n = survey_words.n_of([a.value.n for _, of in columns for key, a in of.items() if key in rows], language)
    asked = tuple(rows.values())
    title = (
        survey_columns.higher_of_two(asked, columns, area(wave), language)
        if slug == "evaluations"
        else survey_columns.widest(asked, columns, language) or measure
    )
    marked = [
        survey_words.marked_few(answer.value, answer.few, language)
        for _, of in columns
        for key, answer in of.items()
        if key in rows
    ]
    chart = survey_columns.side_by_side(
        survey_columns.by_value(asked, columns[0][1]),
        columns,
        view(wave),
        measure=measure,
        unit=_UNITS[kind],
        title=title,
        subtitle=" · ".join(
            part
            for part in (
                area(wave),
                measure,
                t("n = {n}", n=n) if n else "",
                t("source: {source}", source=view(wave).source),
            )
            if part
        ),
        heading=t("Question"),
        notes=(
            *survey_words.notes_of(marked, Survey("", wave.half_year), language),
            t(
                "Only questions with the same common key are put side by side. Those who answer differ, so "
                "no difference is tested."
            ),
            *([t("–: the question is not asked.")] if survey_columns.has_gaps(asked, columns) else []),
        ),
        period=None,
        slug=f"survey-{slug}",
    )
    return Card(chart, _WHOLE, area(wave))


def _unanswered(states: Iterable[str]) -> bool:
    """Whether nobody has answered; what is hidden is an answer."""
    return all(state == State.UNKNOWN for state in states)


def of_wave(chart: Chart, wave: Wave) -> Chart:
    """A table of the wave with the survey and its season in the subtitle."""
    t, language = texts(wave.language), wave.language
    name = formats.capital(INSTRUMENT_NAMES[wave.instrument].text(language))
    parts = (area(wave), name, survey_words.season(wave.half_year, language))
    subtitle = " · ".join((*parts, t("source: {source}", source=chart.source)))
    return replace(chart, subtitle=subtitle, period=wave.half_year.period)


def coded(wave: Wave) -> dict[str, Card]:
    """Themes of open answers in the first area, one card for each kind that was coded."""
    figures, first = data.figures(wave.source), wave.selection.area
    day = wave.selection.as_of
    if wave.half_year not in themes.theme_half_years(figures, wave.instrument, day):
        return {}
    told = themes.themes(figures, wave.instrument, [first], wave.half_year, day)[first]
    found: dict[str, Card] = {}
    for kind in survey_answers.KINDS:
        of_kind = [
            Theme(theme.theme, theme.state, theme.count, theme.open_ended)
            for theme in told
            if theme.kind is kind
        ]
        if not _unanswered(theme.state for theme in of_kind):
            chart = survey_answers.themes(kind, of_kind, about(wave), view(wave), area=area(wave))
            found[theme_key(kind)] = Card(chart, _HALF, area(wave))
    return found


def theme_key(kind: ThemeKind) -> str:
    """The key of the card of a kind of themes."""
    return f"themes-{kind.value}"
