"""One wave of one instrument: which there are, which is shown, and its answers by area and question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from kpdata.charts.chart import Category
from kpdata.charts.survey_words import Answer
from kpdata.charts.values import value_of
from kpdata.domain import AreaKey, HalfYear, Instrument, add_months
from kpdata.indicators import questions
from kpdata.indicators.questions import Question
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source

# Evaluations are made in alternate years: what is older than this is not put beside newer answers.
_MONTHS_BESIDE = 24


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave as a page shows it; selection: with the period and the day of the wave."""

    source: Source
    selection: Selection
    instrument: Instrument
    half_year: HalfYear

    @property
    def language(self) -> str:
        """The language of every text."""
        return self.selection.language


def halves(source: Source, instrument: Instrument, day: date) -> tuple[HalfYear, ...]:
    """Half-years in which rounds of an instrument have ended by a day, newest first."""
    return questions.waves(data.figures(source), instrument, day)


def latest(source: Source, selection: Selection, instrument: Instrument) -> HalfYear | None:
    """The latest wave in the period of the selection; None without one."""
    figures = data.figures(source)
    indicator = figures.registry[f"responses_{instrument.value}"]
    wave = figures.wave(indicator, selection.as_of, selection.period)
    return wave.half_year if wave else None


def wave_of(source: Source, selection: Selection, instrument: Instrument, half_year: HalfYear) -> Wave:
    """A wave as if its half-year were the period chosen: on its last day, unless it is the period's own."""
    day = selection.as_of
    if half_year != latest(source, selection, instrument):
        day = min(day, half_year.period.last.last_day)
    at = replace(selection, period=half_year.period, as_of=day, rolling=False)
    return Wave(source, at, instrument, half_year)


def beside(wave: Wave, instrument: Instrument) -> Wave | None:
    """The wave of another instrument in the half-year of a wave or before it, at most 24 months older."""
    if instrument is wave.instrument:
        return wave
    source, day = wave.source, min(wave.selection.as_of, wave.half_year.period.last.last_day)
    for half_year in halves(source, instrument, day)[:1]:
        if half_year.period.last.last_day >= add_months(day, -_MONTHS_BESIDE):
            at = replace(wave.selection, period=half_year.period)
            return Wave(source, at, instrument, half_year)
    return None


@lru_cache(maxsize=64)
def asked(source: Source, instrument: Instrument) -> tuple[Question, ...]:
    """The questions of an instrument that have means and shares, in their order."""
    found = questions.questions(data.figures(source), instrument)
    return tuple(question for question in found if question.pooled)


def rows_of(wave: Wave) -> tuple[Category, ...]:
    """Those questions as rows of a table, by common key."""
    return tuple(Category(q.key, q.text(wave.language)) for q in asked(wave.source, wave.instrument))


def indicators(wave: Wave, kind: str) -> dict[str, str]:
    """Indicators of a kind (mean, top2) by common key."""
    return {q.key: f"{kind}_{wave.instrument.value}_{q.key}" for q in asked(wave.source, wave.instrument)}


@lru_cache(maxsize=128)
def answers(
    wave: Wave, kind: str, keys: tuple[AreaKey, ...], *, marked: bool = True
) -> Mapping[AreaKey, Mapping[str, Answer]]:
    """Shown answers of areas of one level by common key; marked: compared with the benchmark."""
    names = indicators(wave, kind)
    if not names or not keys:
        return {key: {} for key in keys}
    ids = {key.area_id for key in keys}
    frame = data.table(wave.source, wave.selection, list(names.values()), keys[0].level, ids)
    if marked:
        frame = data.compared(wave.source, wave.selection, frame)
    rows = {(str(row["area_id"]), str(row["indicator"])): row for row in frame.to_dict("records")}
    return {
        key: {common: _answer(wave, common, rows[key.area_id, name]) for common, name in names.items()}
        for key in keys
    }


def benchmark(wave: Wave, kind: str) -> Mapping[str, Answer]:
    """The benchmark's own answers by common key; empty without one."""
    names = indicators(wave, kind)
    rows = data.benchmark_rows(wave.source, wave.selection, list(names.values()))
    return {common: _answer(wave, common, rows[name]) for common, name in names.items() if name in rows}


def _answer(wave: Wave, common: str, row: Mapping[Any, Any]) -> Answer:
    indicator = data.figures(wave.source).registry[str(row["indicator"])]
    text = next(q.text(wave.language) for q in asked(wave.source, wave.instrument) if q.key == common)
    return Answer(common, text, value_of(row, indicator, wave.language), few=bool(row["few"]))
