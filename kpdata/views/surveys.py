"""What the page of surveys shows: one wave of one instrument, its results, changes and whom it reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kpdata.charts import formats, survey_words
from kpdata.charts import surveys as charts
from kpdata.charts.chart import KeyFigure
from kpdata.domain import AreaLevel, HalfYear, Instrument
from kpdata.i18n import N_, texts
from kpdata.indicators.registry_surveys import INSTRUMENT_NAMES
from kpdata.views import address, data, survey_changes, survey_reach, survey_results, survey_waves
from kpdata.views.about_area import surveys as about_area
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request
from kpdata.views.survey_waves import Wave

LEVELS = (*address.LEVELS, AreaLevel.PLACE, AreaLevel.GROUP)
KINDS = {"top2": N_("Share of 4–5"), "mean": N_("Mean 1–5")}
KEY_FIGURES = ("responses", "response_rate", "survey_coverage")
_WAVE = re.compile(r"(\d{4})-([12])")


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters: instrument, wave (None: there is none in the period), value, question.

    kind: shares of 4–5 or means. question: common key of the one whose course is drawn, empty without any.
    waves: those to choose from, with their names, newest first; questions: likewise.
    """

    instrument: Instrument
    wave: HalfYear | None
    kind: str
    question: str
    waves: Mapping[str, str] = field(compare=False)
    questions: Mapping[str, str] = field(compare=False)


def instruments(language: str) -> dict[str, str]:
    """The instruments by the word in the address."""
    t = texts(language)
    names = {one.value: formats.capital(INSTRUMENT_NAMES[one].text(language)) for one in Instrument}
    # By the name of the tool, which is what those who use it look for.
    return names | {Instrument.CHILD.value: t("Child participation (Huomaa minut)")}


def key_of(wave: HalfYear) -> str:
    """A wave as it is written in the address: `2026-1`."""
    return f"{wave.year}-{wave.half}"


def choices(request: Request) -> Choices:
    """Read instrument, wave, value and question."""
    source, selection, asked = request.source, request.selection, request.address
    names = [instrument.value for instrument in Instrument]
    instrument = Instrument(asked.choice("instrument", names, Instrument.VISITOR.value))
    halves = survey_waves.halves(source, instrument, selection.as_of)
    waves = {key_of(half): survey_words.season(half, request.language) for half in halves}
    wave = survey_waves.latest(source, selection, instrument)
    if (text := asked.one("wave")) is not None:
        match = _WAVE.fullmatch(text)
        if match and text in waves:
            wave = HalfYear(int(match[1]), int(match[2]))
        elif not match:
            # A wave that only another instrument has is no forgery: the instrument was changed under it.
            asked.miss("wave")
    questions = {q.key: q.text(request.language) for q in survey_waves.asked(source, instrument)}
    question = asked.one("question") or ""
    if question not in questions:
        every = {q.key for other in Instrument for q in survey_waves.asked(source, other)}
        if question and question not in every:
            asked.miss("question")
        question = next(iter(questions), "")
    return Choices(instrument, wave, asked.choice("value", KINDS, "top2"), question, waves, questions)


def shown_wave(source: Source, selection: Selection, choices: Choices) -> Wave | None:
    """The wave that is shown; None without one, or without an area."""
    if choices.wave is None or not selection.areas:
        return None
    return survey_waves.wave_of(source, selection, choices.instrument, choices.wave)


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The finding, key figures, results, areas, changes, themes, instruments, and whom the wave reached."""
    source, selection = request.source, request.selection
    if not selection.areas:
        return Cards(request.t("Choose at least one area"))
    wave = shown_wave(source, selection, choices)
    if wave is None:
        return Cards(nothing(source, selection, choices.instrument))
    kind = choices.kind
    parts: dict[str, Card | KeyFigures | None] = {
        "key-figures": KeyFigures(_key_figures(wave)),
        **survey_results.distributions(wave),
        "agreement": survey_results.agreement(wave, kind),
        "side-by-side": survey_results.side_by_side(wave, kind),
        "changes": survey_changes.changes(wave),
        "course": survey_changes.course(wave, choices.question),
        "waves": survey_changes.waves(wave),
        **survey_results.coded(wave),
        "evaluations": survey_results.evaluations(wave, kind),
        "instruments": survey_results.instruments(wave, kind),
        "coverage": survey_reach.coverage(wave),
        "rounds": survey_reach.rounds(wave),
        "not-comparable": survey_reach.not_comparable(wave),
    }
    return Cards(headline(wave), {key: part for key, part in parts.items() if part is not None})


@lru_cache(maxsize=128)
def headline(wave: Wave) -> str:
    """What is agreed with most and least in the first area, n, whether it differs from the benchmark."""
    asked = about_area.questions(wave.source, wave.selection, wave.instrument)
    is_share = about_area.is_share(asked)
    return charts.headline(
        survey_results.area(wave),
        about_area.answers(asked, wave.language, is_share=is_share),
        survey_results.about(wave),
        wave.language,
    )


def nothing(source: Source, selection: Selection, instrument: Instrument) -> str:
    """That no wave of the instrument ended in the period."""
    t = texts(selection.language)
    return t(
        "{area}: no wave of the period, {instrument}",
        area=data.area_name(source, selection.area, selection.language),
        instrument=INSTRUMENT_NAMES[instrument].text(selection.language),
    )


def _key_figures(wave: Wave) -> tuple[KeyFigure, ...]:
    registry = data.figures(wave.source).registry
    names = [f"{prefix}_{wave.instrument.value}" for prefix in KEY_FIGURES]
    names = [name for name in names if wave.selection.level in registry[name].levels]
    found = key_figures(wave.source, wave.selection, names)
    # Waves of spring and autumn make no common course.
    return tuple(replace(figure, points=(), labels=()) for figure in found.values())
