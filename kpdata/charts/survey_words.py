"""What figures of surveys share: a wave with its answers, and the words, subtitles and notes that tell of it.

Values are made by the views (`value_of`), so a hidden one holds no number here. Answers are given by those
who chose to: the interval covers chance only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import formats
from kpdata.charts.asked import source_part
from kpdata.charts.chart import Mark, Value
from kpdata.charts.values import View
from kpdata.domain import HalfYear, State
from kpdata.i18n import N_, texts

# So many questions or areas are named in a sentence; more of them are counted.
MOST_NAMED = 3
SELF_SELECTED = N_(
    "Those who answered chose to answer: the interval covers chance only, not who stayed silent."
)
_FEW = "*"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question: its id, its words, the shown value; few: a mean of few answers."""

    id: str
    text: str
    value: Value
    few: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """What all figures of one wave of an instrument tell: its name, half-year, response rate.

    benchmark: what the marks are against; empty without. rate: as it is shown, its state where not known.
    responses: all who answered in the area; None where not told.
    """

    instrument: str
    wave: HalfYear
    rate: Value | None = None
    benchmark: str = ""
    responses: int | None = None


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
    return replace(value, shown=f"{value.shown}{_FEW}", note=t("few answers"))


def n_of(numbers: Iterable[int | None], language: str) -> str:
    """The numbers of answers behind some values: `120`, `118–124`; empty without any."""
    found = [number for number in numbers if number is not None]
    return formats.between(min(found), max(found), 0, "", language) if found else ""


def named(questions: Sequence[str], language: str, form: str = N_("“{name}”")) -> str:
    """Questions that share a value, each in the form (in quotes); how many, when they are many."""
    t = texts(language)
    if len(questions) > MOST_NAMED:
        return t.plural("{n} question", "{n} questions", len(questions))
    names = [t(form, name=question) if form else question for question in questions]
    return formats.listing(names, language)


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


def measure_of(instrument: str, language: str, *, is_share: bool) -> str:
    """What the values are: the share of answers 4–5, or the mean."""
    t = texts(language)
    if is_share:
        return t("Answers 4–5 of 1–5, {instrument}", instrument=instrument)
    return t("Mean of answers 1–5, {instrument}", instrument=instrument)


def subtitle(*parts: str, view: View) -> str:
    """The parts that are not empty and the source, if there is one, on one line."""
    return " · ".join(part for part in (*parts, *source_part(view)) if part)


def wave_subtitle(measure: str, survey: Survey, numbers: Iterable[int | None], view: View) -> str:
    """Measure, wave, n, response rate and source on one line; numbers: of answers behind each value."""
    t, language = texts(view.language), view.language
    n = n_of(numbers, language)
    return subtitle(
        measure,
        season(survey.wave, language),
        t("n = {n}", n=n) if n else "",
        t("response rate {rate}", rate=survey.rate.text) if survey.rate is not None else "",
        view=view,
    )


def notes_of(values: Sequence[Value], survey: Survey, language: str) -> tuple[str, ...]:
    """What must be told beside answers: who chose to answer, what marks and signs mean, what is hidden."""
    t = texts(language)
    notes = [t(SELF_SELECTED)]
    if any(value.mark for value in values) and survey.benchmark:
        notes.append(t("Signs: against “{benchmark}”, by the 95% interval.", benchmark=survey.benchmark))
    if any(value.shown.endswith(_FEW) for value in values):
        notes.append(t("* Few answers: the mean is shown without an interval and is not compared."))
    if any(value.state is State.HIDDEN for value in values):
        notes.append(t("Too few answers are hidden so that nobody can be recognised."))
    return tuple(notes)
