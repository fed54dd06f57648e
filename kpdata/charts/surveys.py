"""Figures of surveys: what is agreed with, areas and instruments side by side, changes and courses of waves.

Values are made by the views (`value_of`), so a hidden one holds no number here. Titles and sentences are
made from what is shown. Answers are given by those who chose to: the interval covers chance only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import findings, formats
from kpdata.charts.chart import Category, Chart, Kind, Mark, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.table import interval
from kpdata.charts.values import View, missing
from kpdata.domain import HalfYear, Period, State
from kpdata.i18n import N_, texts

FEW = "*"
# So many questions are named in a sentence; more of them are counted.
_MOST_NAMED = 3
SELF_SELECTED = N_(
    "Those who answered chose to answer: the interval covers chance only, not who stayed silent."
)
TREND_WORDS = {
    "up": N_("rising"),
    "down": N_("falling"),
    "no_trend": N_("no clear trend"),
    "not_tested": N_("cannot be assessed"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question: its id, its words, the shown value; few: a mean of few answers."""

    id: str
    text: str
    value: Value
    few: bool = False


# An area or an instrument with its answers by the key of the question.
Column = tuple[Category, Mapping[str, Answer]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What all figures of one wave of an instrument tell: its name, half-year, response rate.

    benchmark: what the marks are against; empty without. rate: as it is shown, its state where not known.
    responses: all who answered in the area; None where not told.
    """

    instrument: str
    wave: HalfYear
    rate: Value | None = None
    benchmark: str = ""
    responses: int | None = None


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


def season(wave: HalfYear, language: str) -> str:
    """A wave by its season: `kevät 2026`, `syksy 2026`."""
    t = texts(language)
    name = N_("spring {year}") if wave.half == 1 else N_("autumn {year}")
    return t(name, year=wave.year)


def marked_few(value: Value, few: bool, language: str) -> Value:
    """A mean of few answers with its sign, told in words too."""
    if not few or not value.is_known:
        return value
    t = texts(language)
    return replace(value, shown=f"{value.shown}{FEW}", note=t("few answers"))


def n_of(values: Sequence[Value], language: str) -> str:
    """The numbers of answers behind some values: `120`, `118–124`; empty without any."""
    found = [value.n for value in values if value.n is not None]
    return formats.between(min(found), max(found), 0, "", language) if found else ""


def finding(answers: Sequence[tuple[Value, str]], instrument: str, language: str) -> str:
    """The questions with the highest and the lowest shown value; that they are too few with none shown."""
    t = texts(language)
    known = ordered([Answer("", text, value) for value, text in answers if value.value is not None])
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


def named(questions: Sequence[str], language: str, form: str = N_("“{name}”")) -> str:
    """Questions that share a value, each in the form (in quotes); how many, when they are many."""
    t = texts(language)
    if len(questions) > _MOST_NAMED:
        return t.plural("{n} question", "{n} questions", len(questions))
    names = [t(form, name=question) if form else question for question in questions]
    return formats.listing(names, language)


def ordered(answers: Sequence[Answer]) -> list[Answer]:
    """From the highest shown value; those without one last, by name."""
    return sorted(
        answers,
        key=lambda answer: (answer.value.value is None, -(answer.value.value or 0.0), answer.text),
    )


def headline(area: str, answers: Sequence[Answer], asked: Asked, language: str) -> str:
    """The finding of the page: most and least agreed with, n, and whether it differs from the benchmark.

    answers: shares, or means where only they are shown; without any, why there is none.
    """
    t = texts(language)
    wave = season(asked.wave, language)
    about = {"area": area, "instrument": asked.instrument, "wave": wave}
    known = [answer for answer in answers if answer.value.value is not None]
    if not known:
        if any(answer.value.state is State.HIDDEN for answer in answers):
            return t("{area}: too few answers to show, {instrument} {wave}", **about)
        if asked.responses:
            return t.plural(
                "{area}: {n} answer, none to a question that is compared, {instrument} {wave}",
                "{area}: {n} answers, none to a question that is compared, {instrument} {wave}",
                asked.responses,
                **about,
            )
        return t("{area}: no answers, {instrument} {wave}", **about)
    told = finding([(answer.value, answer.text) for answer in known], asked.instrument, language)
    parts = [
        t(
            "{area}, {wave}: {finding} (n = {n})",
            area=area,
            wave=wave,
            finding=formats.lowered(told),
            n=n_of([answer.value for answer in known], language),
        )
    ]
    # That nothing differs stands on the cards: a headline is for what does.
    values = [answer.value for answer in known]
    if any(value.mark in (Mark.BETTER, Mark.WORSE) for value in values):
        parts.append(against(values, asked.benchmark, language))
    return "; ".join(parts)


def against(values: Sequence[Value], benchmark: str, language: str) -> str:
    """In how many of the compared values the area is better and worse than the benchmark; empty without."""
    t = texts(language)
    marks = [value.mark for value in values if value.mark is not None]
    if not marks or not benchmark:
        return ""
    better, worse = marks.count(Mark.BETTER), marks.count(Mark.WORSE)
    if not better and not worse:
        return t("no difference from “{benchmark}” is shown", benchmark=benchmark)
    return t(
        "against “{benchmark}” better in {better} and worse in {worse} of {n} questions",
        benchmark=benchmark,
        better=better,
        worse=worse,
        n=len(marks),
    )


def agreement(
    answers: Sequence[Answer], asked: Asked, view: View, *, is_share: bool, definition: str = ""
) -> Chart:
    """Each question with its share of answers 4–5 or its mean as a bar with its interval and mark."""
    t, language = texts(view.language), view.language
    sorted_ = ordered(answers)
    values = [marked_few(answer.value, answer.few, language) for answer in sorted_]
    measure = measure_of(asked.instrument, language, is_share=is_share)
    chart = Chart(
        kind=Kind.BARS,
        language=language,
        title=finding([(answer.value, answer.text) for answer in sorted_], asked.instrument, language),
        subtitle=subtitle(measure, asked, values, view),
        categories=tuple(Category(answer.id, answer.text) for answer in sorted_),
        series=(Series("share", measure, tuple(values), "%" if is_share else ""),),
        measure=measure,
        unit="%" if is_share else "",
        heading=t("Question"),
        notes=notes_of(values, asked, language),
        source=view.source,
        definition=definition,
        as_of=view.as_of,
        period=asked.wave.period,
        sample=view.sample,
    )
    return findings.told(chart)


def measure_of(instrument: str, language: str, *, is_share: bool) -> str:
    """What the values are: the share of answers 4–5, or the mean."""
    t = texts(language)
    if is_share:
        return t("Answers 4–5 of 1–5, {instrument}", instrument=instrument)
    return t("Mean of answers 1–5, {instrument}", instrument=instrument)


def subtitle(measure: str, asked: Asked, values: Sequence[Value], view: View, area: str = "") -> str:
    """Measure, wave, n, response rate and source on one line."""
    t, language = texts(view.language), view.language
    n = n_of(values, language)
    parts = [
        area,
        measure,
        season(asked.wave, language),
        t("n = {n}", n=n) if n else "",
        t("response rate {rate}", rate=asked.rate.text) if asked.rate is not None else "",
        t("source: {source}", source=view.source) if view.source else "",
    ]
    return " · ".join(part for part in parts if part)


def notes_of(values: Sequence[Value], asked: Asked, language: str) -> tuple[str, ...]:
    """What must be told beside answers: who chose to answer, what marks and signs mean, what is hidden."""
    t = texts(language)
    notes = [t(SELF_SELECTED)]
    if any(value.mark for value in values) and asked.benchmark:
        notes.append(t("Signs: against “{benchmark}”, by the 95% interval.", benchmark=asked.benchmark))
    if any(value.shown.endswith(FEW) for value in values):
        notes.append(t("* Few answers: the mean is shown without an interval and is not compared."))
    if any(value.state is State.HIDDEN for value in values):
        notes.append(t("Too few answers are hidden so that nobody can be recognised."))
    return tuple(notes)


def in_cell(answer: Answer, unit: str, language: str) -> Value:
    """A value in a cell of a table of many: n and the interval are told beside it."""
    t = texts(language)
    value = marked_few(answer.value, answer.few, language)
    if not value.is_known:
        return value
    between = interval(value, unit, language)
    told = [
        t("n = {n}", n=formats.number(value.n, 0, language)) if value.n is not None else "",
        t("95% interval {interval}", interval=between) if between else "",
        value.note,
    ]
    return replace(value, note=", ".join(part for part in told if part))


def side_by_side(
    questions: Sequence[Category],
    columns: Sequence[Column],
    view: View,
    *,
    measure: str,
    unit: str,
    title: str,
    subtitle_: str,
    heading: str,
    notes: Sequence[str],
    period: Period | None,
    slug: str,
) -> Chart:
    """Questions × areas (or instruments), coloured by the value; each cell tells n, interval and mark.

    columns: areas or instruments, each with its answers by the key of the question.
    """
    language = view.language
    # A question that is not asked is neither hidden nor unknown.
    nothing = Value(State.OK, formats.EN_DASH)
    cells = [
        in_cell(answers[question.key], unit, language) if question.key in answers else nothing
        for _, answers in columns
        for question in questions
    ]
    cells, classes = classed(cells, unit, language)
    size = len(questions)
    series = tuple(
        Series(
            category.key,
            category.name,
            tuple(cells[i * size : (i + 1) * size]),
            "",
            own=category.own,
        )
        for i, (category, _) in enumerate(columns)
    )
    chart = Chart(
        kind=Kind.HEAT,
        language=language,
        title=title,
        subtitle=subtitle_,
        categories=tuple(questions),
        series=series,
        measure=measure,
        unit=unit,
        heading=heading,
        classes=classes,
        notes=tuple(notes),
        source=view.source,
        as_of=view.as_of,
        period=period,
        sample=view.sample,
        slug=slug,
    )
    return replace(chart, sentence=_of_columns(chart))


def by_value(questions: Sequence[Category], answers: Mapping[str, Answer]) -> tuple[Category, ...]:
    """Questions from the highest shown value of a column down; those without one last, by name."""
    values = {key: answer.value.value for key, answer in answers.items()}
    return tuple(
        sorted(
            questions,
            key=lambda q: (values.get(q.key) is None, -(values.get(q.key) or 0.0), q.name),
        )
    )


def has_gaps(questions: Sequence[Category], columns: Sequence[Column]) -> bool:
    """Whether any column lacks any of the questions."""
    return any(question.key not in answers for _, answers in columns for question in questions)


def turned(chart: Chart, heading: str) -> Chart:
    """The same cells with rows and columns exchanged: many areas read better as rows."""
    rows = tuple(Category(series.key, series.name, own=series.own) for series in chart.series)
    columns = tuple(
        Series(category.key, category.name, tuple(series.values[i] for series in chart.series))
        for i, category in enumerate(chart.categories)
    )
    return replace(chart, categories=rows, series=columns, heading=heading)


def _of_columns(chart: Chart) -> str:
    """By column: the highest and the lowest question, of what is shown; how much is hidden or not known."""
    t = texts(chart.language)
    parts = []
    for series in chart.series[:_MOST_NAMED]:
        known = [
            (category.name, value)
            for category, value in zip(chart.categories, series.values, strict=True)
            if value.value is not None
        ]
        if not known:
            states = {value.state for value in series.values}
            word = missing(State.HIDDEN if State.HIDDEN in states else State.UNKNOWN, chart.language).word
            parts.append(f"{series.name}: {word}.")
            continue
        high = max(known, key=lambda pair: pair[1].value or 0.0)[1].shown
        low = min(known, key=lambda pair: pair[1].value or 0.0)[1].shown
        highest = named([name for name, value in known if value.shown == high], chart.language, "")
        if high == low:
            parts.append(f"{series.name}: {highest} {high}.")
            continue
        parts.append(
            t(
                "{name}: highest {high} {high_value}, lowest {low} {low_value}.",
                name=series.name,
                high=highest,
                high_value=high,
                low=named([name for name, value in known if value.shown == low], chart.language, ""),
                low_value=low,
            )
        )
    hidden = sum(value.state is State.HIDDEN for value in chart.values)
    unknown = sum(value.state is State.UNKNOWN for value in chart.values)
    if hidden:
        parts.append(t("Hidden (•): {n}.", n=hidden))
    if unknown:
        parts.append(t("Not known (..): {n}.", n=unknown))
    return " ".join(parts)


def changes(
    answers: Sequence[tuple[Category, Difference]], asked: Asked, view: View, *, earlier: HalfYear, area: str
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
    told = [(category, found) for category, found in pairs if found.differs is not None]
    shown = [(category, found) for category, found in told if found.differs]
    before = season(earlier, language)
    if not told:
        title = t("{area}: the change from {wave} cannot be told", area=area, wave=before)
        sentence = f"{title}."
    elif not shown:
        title = (
            t("{area}: no difference from {wave} is shown in any question", area=area, wave=before)
            if len(told) == len(pairs)
            else t.plural(
                "{area}: no difference from {wave} is shown in the {n} question that can be told",
                "{area}: no difference from {wave} is shown in the {n} questions that can be told",
                len(told),
                area=area,
                wave=before,
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
            wave=before,
        )
        names = formats.listing(
            [f"{category.name} {found.difference.shown}" for category, found in shown[:_MOST_NAMED]], language
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
    measure = t("Change of answers 4–5, percentage points, {instrument}", instrument=asked.instrument)
    return Chart(
        kind=Kind.BARS,
        language=language,
        title=title,
        subtitle=" · ".join(
            part
            for part in (
                measure,
                f"{before} → {season(asked.wave, language)}",
                t("source: {source}", source=view.source) if view.source else "",
            )
            if part
        ),
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
        period=asked.wave.period,
        sample=view.sample,
        slug="survey-changes",
    )


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
    asked: Asked,
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
    benchmark = asked.benchmark
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
        if asked.wave.half == 1
        else t("Autumn waves only: autumn is compared with autumn.")
    )
    chart = replace(chart, categories=categories)
    sentence = findings.sentence(chart) + (" " + t("Trend: {trend}.", trend=trend) if trend else "")
    return replace(
        chart,
        title=title,
        subtitle=" · ".join(
            part
            for part in (
                measure_of(asked.instrument, language, is_share=chart.unit == "%"),
                t("source: {source}", source=view.source) if view.source else "",
            )
            if part
        ),
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


def compared_title(areas: Sequence[tuple[str, Sequence[Value]]], benchmark: str, language: str) -> str:
    """By area, in how many questions it is better and worse than the benchmark; empty without marks."""
    told = [(name, against(values, benchmark, language)) for name, values in areas[:_MOST_NAMED]]
    return "; ".join(f"{name}: {text}" for name, text in told if text)


def widest(questions: Sequence[Category], columns: Sequence[Column], language: str) -> str:
    """The question whose shown values lie furthest apart, or all that do; empty where none differ."""
    t = texts(language)
    furthest, found = 0.0, list[tuple[str, list[tuple[str, Value]]]]()
    for question in questions:
        known = [
            (category.name, answers[question.key].value)
            for category, answers in columns
            if question.key in answers and answers[question.key].value.value is not None
        ]
        values = [value.value or 0.0 for _, value in known]
        # Shown means have one decimal: 4.3 − 4.1 and 3.2 − 3.0 are as far apart.
        apart = round(max(values) - min(values), 6) if values else 0.0
        if apart > furthest:
            furthest, found = apart, []
        if apart and apart == furthest:
            found.append((question.name, known))
    if not found:
        return ""
    if len(found) > 1:
        return t(
            "Furthest apart, equally: {questions}", questions=named([name for name, _ in found], language)
        )
    name, known = found[0]
    high = max(known, key=lambda pair: pair[1].value or 0.0)[1]
    low = min(known, key=lambda pair: pair[1].value or 0.0)[1]
    return t(
        "Furthest apart: “{question}”, {high} ({high_value}) and {low} ({low_value})",
        question=name,
        high=_columns([column for column, value in known if value.value == high.value], language),
        high_value=high.shown,
        low=_columns([column for column, value in known if value.value == low.value], language),
        low_value=low.shown,
    )


def _columns(names: Sequence[str], language: str) -> str:
    """Areas or instruments that share a value; how many, when they are many."""
    if len(names) > _MOST_NAMED:
        return texts(language)("{n} of them", n=len(names))
    return formats.listing(list(names), language)


def higher_of_two(questions: Sequence[Category], columns: Sequence[Column], area: str, language: str) -> str:
    """In how many questions the first of two columns is higher than the second, by the shown values."""
    t = texts(language)
    (first, own), (second, other) = columns
    pairs = [
        (own[q.key].value.value, other[q.key].value.value)
        for q in questions
        if q.key in own and q.key in other
    ]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not known:
        return t("{area}: the evaluations have no numbers to show side by side", area=area)
    return t(
        "{area}: “{first}” is higher than “{second}” in {higher} and lower in {lower} of {n} questions",
        area=area,
        first=first.name,
        second=second.name,
        higher=sum(a > b for a, b in known),
        lower=sum(a < b for a, b in known),
        n=len(known),
    )
