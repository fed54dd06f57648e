"""Figures of how answers are spread: five-point questions to both sides, others in parts, coded themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.survey_words import SELF_SELECTED, Survey, named, season, subtitle, wave_subtitle
from kpdata.charts.values import View, at_least, bound_note, missing
from kpdata.domain import Scale, State, ThemeKind
from kpdata.i18n import N_, texts

# The parts of a scale as they are drawn: key, label, and the side of a five-point one. Of the others the
# positive part comes first, in the colour that stands for agreement everywhere.
PARTS: dict[Scale, tuple[tuple[str, str, int], ...]] = {
    Scale.LIKERT5: (
        ("1", N_("1 – disagrees fully"), -1),
        ("2", "2", -1),
        ("3", N_("3 – neither"), 0),
        ("4", "4", 1),
        ("5", N_("5 – agrees fully"), 1),
    ),
    Scale.YES_NO: (("yes", N_("Yes"), 0), ("no", N_("No"), 0)),
    Scale.NPS10: (
        ("promoters", N_("9–10, would recommend"), 0),
        ("passives", N_("7–8, neutral"), 0),
        ("detractors", N_("0–6, would not recommend"), 0),
    ),
}
KINDS = {
    ThemeKind.BENEFIT: N_("Benefits"),
    ThemeKind.WISH: N_("Wishes"),
    ThemeKind.DISAPPOINTMENT: N_("Disappointments"),
    ThemeKind.HARM: N_("Harms"),
    ThemeKind.FEELING: N_("Feelings"),
}
_MEASURES = {
    Scale.LIKERT5: N_("Answers on the scale 1–5, % of answers"),
    Scale.YES_NO: N_("Answers yes and no, % of answers"),
    Scale.NPS10: N_("Answers on the scale 0–10 in three parts, % of answers"),
}
_HALF = 50
_SLUGS = {Scale.LIKERT5: "survey-answers", Scale.YES_NO: "survey-yes-no", Scale.NPS10: "survey-0-10"}


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the answers to one question are spread, as it may be shown.

    shares: whole per cent by the key of the part; None where not shown. n: answers, None where hidden or
    none. few: too few for shares, though n is told. top2: answers 4–5 rounded once (the parts are each
    rounded on their own, so they are not added up). nps: promoters less detractors, of 0–10 only.
    has_mean: whether its mean is told on the page. is_pool: answers to several questions together, so n is
    no number of respondents.
    """

    id: str
    text: str
    state: State
    n: int | None = None
    few: bool = False
    shares: Mapping[str, int] | None = None
    top2: int | None = None
    nps: int | None = None
    has_mean: bool = True
    is_pool: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A coded theme: its words, its state, and a count rounded to 5.

    is_at_least: some of it is `<5` or not told, so it may be more; of a hidden one too.
    """

    name: str
    state: State
    count: int | None = None
    is_at_least: bool = False


def answers(
    distributions: Sequence[Distribution], scale: Scale, survey: Survey, view: View, *, area: str
) -> Chart:
    """The parts of the answers to each question of one scale, most agreed with first.

    Five-point answers part in the middle of the neutral ones; other scales are bars of parts from zero.
    """
    t, language = texts(view.language), view.language
    rows = _ordered(distributions, scale)
    series = tuple(
        Series(
            key,
            t(label),
            tuple(_share(row, key, language) for row in rows),
            "%",
            side=side,
        )
        for key, label, side in PARTS[scale]
    )
    measure = t(_MEASURES[scale])
    chart = Chart(
        kind=Kind.DIVERGING if scale is Scale.LIKERT5 else Kind.STACKED,
        language=language,
        title=_title(rows, scale, area, language),
        subtitle=wave_subtitle(f"{measure}, {survey.instrument}", survey, (row.n for row in rows), view),
        categories=tuple(Category(row.id, _name(row, survey.responses, language)) for row in rows),
        series=series,
        measure=measure,
        unit="%",
        heading=t("Question"),
        notes=_notes(rows, scale, language),
        source=view.source,
        as_of=view.as_of,
        period=survey.wave.period,
        sample=view.sample,
        slug=_SLUGS[scale],
    )
    return replace(chart, sentence=_sentence(chart, rows, scale))


def _ordered(distributions: Sequence[Distribution], scale: Scale) -> list[Distribution]:
    """The most positive first; what is not shown last, by name: its place tells nothing."""
    return sorted(
        distributions,
        key=lambda row: (row.shares is None, -_positive(row, scale), row.text),
    )


def _positive(row: Distribution, scale: Scale) -> int:
    """Answers 4–5, yes, or 9–10, in whole per cent; for the order alone."""
    if row.shares is None:
        return 0
    if row.top2 is not None:
        return row.top2
    positive = {Scale.LIKERT5: ("4", "5"), Scale.YES_NO: ("yes",), Scale.NPS10: ("promoters",)}[scale]
    return sum(row.shares[key] for key in positive)


def _share(row: Distribution, key: str, language: str) -> Value:
    if row.shares is None:
        return missing(row.state, language)
    share = row.shares[key]
    return Value(State.OK, formats.percent(share, language), float(share))


def _name(row: Distribution, responses: int | None, language: str) -> str:
    """The question with its number of answers and their part of all who answered, where they may be told."""
    if row.n is None:
        return row.text
    t = texts(language)
    told = [t("n = {n}", n=formats.number(row.n, 0, language)).replace(" ", formats.NBSP)]
    if responses and not row.is_pool:
        share = formats.percent(100 * row.n / responses, language)
        told.append(t("{share} of respondents", share=share))
    if row.few:
        told.append(t("few answers"))
    if row.nps is not None:
        told.append(f"NPS {formats.number(row.nps, 0, language, signed=True)}")
    return f"{row.text} ({', '.join(told)})"


def _title(rows: Sequence[Distribution], scale: Scale, area: str, language: str) -> str:
    t = texts(language)
    known = [row for row in rows if row.shares is not None]
    if not known:
        if any(row.state is State.HIDDEN for row in rows):
            return t("{area}: too few answers to show their spread", area=area)
        return t("{area}: no answers", area=area)
    first = known[0]
    share = formats.percent(_positive(first, scale), language)
    if scale is Scale.YES_NO:
        return t("{area}: “{question}” yes {share}", area=area, question=first.text, share=share)
    if scale is Scale.NPS10:
        return t(
            "{area}: “{question}” 9–10 {share}, 0–6 {low}",
            area=area,
            question=first.text,
            share=share,
            low=formats.percent((first.shares or {})["detractors"], language),
        )
    told = [row.top2 for row in known if row.top2 is not None]
    return t.plural(
        "{area}: at least half agree in {n} question of {total}",
        "{area}: at least half agree in {n} questions of {total}",
        sum(share >= _HALF for share in told),
        area=area,
        total=len(told),
    )


def _sentence(chart: Chart, rows: Sequence[Distribution], scale: Scale) -> str:
    """Of five-point answers the highest and lowest share of 4–5; of others every part."""
    t, language = texts(chart.language), chart.language
    hidden = sum(row.state is State.HIDDEN for row in rows)
    unknown = sum(row.state is State.UNKNOWN for row in rows)
    last = [t("Hidden (•): {n}.", n=hidden)] if hidden else []
    last += [t("Not known (..): {n}.", n=unknown)] if unknown else []
    if not any(row.shares is not None for row in rows):
        return " ".join([t("There is no number to show."), *last])
    if scale is Scale.LIKERT5:
        told = [(row.top2, row.text) for row in rows if row.top2 is not None]
        high, low = max(told)[0], min(told)[0]
        highest = named([text for share, text in told if share == high], language)
        ends = [
            t(
                "Answers 4–5: highest {questions} {share}.",
                questions=highest,
                share=formats.percent(high, language),
            )
        ]
        if low < high:
            lowest = named([text for share, text in told if share == low], language)
            ends.append(
                t("Lowest {questions} {share}.", questions=lowest, share=formats.percent(low, language))
            )
        return " ".join([*ends, *last])
    parts = []
    for row in rows:
        if row.shares is None:
            continue
        said = ", ".join(
            f"{t(label)} {formats.percent(row.shares[key], language)}" for key, label, _ in PARTS[scale]
        )
        parts.append(f"{row.text}: {said}.")
    return " ".join([*parts, *last])


def _notes(rows: Sequence[Distribution], scale: Scale, language: str) -> tuple[str, ...]:
    t = texts(language)
    notes = [t(SELF_SELECTED)]
    if any(row.shares is not None and sum(row.shares.values()) != 100 for row in rows):
        notes.append(t("Each part is rounded on its own, so the parts of a row may add up to 99 or 101%."))
    if scale is Scale.NPS10 and any(row.nps is not None for row in rows):
        notes.append(
            t(
                "NPS: share of answers 9–10 less share of answers 0–6, in percentage points, "
                "from −100 to +100."
            )
        )
    few = [row for row in rows if row.few]
    if few and all(row.has_mean for row in few):
        notes.append(t("Few answers: how they are spread is hidden; the mean is shown beside."))
    elif any(row.has_mean for row in few):
        notes.append(
            t(
                "Few answers: how they are spread is hidden; the mean is shown beside of questions that are "
                "compared."
            )
        )
    elif few:
        notes.append(t("Few answers: how they are spread is hidden."))
    elif any(row.state is State.HIDDEN for row in rows):
        notes.append(t("Too few answers are hidden so that nobody can be recognised."))
    return tuple(notes)


def themes(kind: ThemeKind, found: Sequence[Theme], survey: Survey, view: View, *, area: str) -> Chart:
    """How many open answers were coded under each theme of a kind, rounded to 5; small counts hidden."""
    t, language = texts(view.language), view.language
    name = t(KINDS[kind])
    values = tuple(_count(theme, language) for theme in found)
    known = [
        (theme, value)
        for theme, value in zip(found, values, strict=True)
        if value.value is not None and value.value > 0
    ]
    if known:
        most = [theme.name for theme, value in known if value.value == known[0][1].value]
        listed = formats.listing([t("“{name}”", name=name) for name in most], language)
        # What has `<5` rows, shown or hidden, may be more than the largest count.
        sure = not any(theme.is_at_least for theme in found if theme.name not in most)
        text = N_("{kind}: most often {themes} ({n})") if sure else N_("{kind}: often {themes} ({n})")
        title = t(text, kind=name, themes=listed, n=known[0][1].shown)
    elif any(value.state is State.HIDDEN for value in values):
        title = t("{kind}: no theme can be shown", kind=name)
    elif any(value.is_known for value in values):
        title = t("{kind}: none coded", kind=name)
    else:
        title = t("{kind}: not known", kind=name)
    told = [f"{theme.name} {value.shown}" for theme, value in known]
    hidden = sum(value.state is State.HIDDEN for value in values)
    sentence = [
        f"{area}: {', '.join(told)}." if told else f"{title}.",
        t("Hidden (•): {n}.", n=hidden) if hidden else "",
    ]
    return Chart(
        kind=Kind.BARS,
        language=language,
        title=title,
        subtitle=subtitle(
            t("Coded open answers, {instrument}", instrument=survey.instrument),
            season(survey.wave, language),
            view=view,
        ),
        categories=tuple(Category(theme.name, theme.name) for theme in found),
        series=(Series("count", name, values),),
        sentence=" ".join(part for part in sentence if part),
        measure=t("{kind}, coded open answers", kind=name),
        heading=t("Theme"),
        notes=(
            t("Counts below the limit are hidden (•), others rounded to the nearest 5; by half-year only."),
            *bound_note(values, language),
        ),
        source=view.source,
        as_of=view.as_of,
        period=survey.wave.period,
        sample=view.sample,
        slug=f"survey-themes-{kind.value}",
    )


def _count(theme: Theme, language: str) -> Value:
    if theme.count is None:
        return missing(theme.state, language)
    value = Value(State.OK, formats.number(theme.count, 0, language), float(theme.count))
    return at_least(value, language) if theme.is_at_least else value
