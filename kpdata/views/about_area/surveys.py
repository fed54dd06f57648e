"""What families and partners say: each question of an instrument with its share or mean, interval and n."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from kpdata.charts import formats
from kpdata.charts import surveys as charts
from kpdata.charts.chart import Category, Chart, Series, Value
from kpdata.charts.counted import count
from kpdata.charts.survey_words import Answer, Survey
from kpdata.charts.table import interval
from kpdata.charts.values import value_of
from kpdata.domain import HalfYear, Instrument, Period, State
from kpdata.i18n import Message, texts
from kpdata.indicators.indicator import Indicator
from kpdata.indicators.registry_surveys import INSTRUMENT_NAMES
from kpdata.views import data, plain
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of an instrument in an area: rows of top-2 shares and of means, by indicator.

    months: the half-year of the wave; None without one.
    """

    registry: Mapping[str, Indicator]
    top2: Mapping[str, dict[str, Any]]
    means: Mapping[str, dict[str, Any]]
    months: Period | None


@lru_cache(maxsize=128)
def questions(source: Source, selection: Selection, instrument: Instrument) -> Questions:
    """What is shown of the latest wave in the period, compared with what the selection compares with."""
    registry = data.figures(source).registry
    rows: list[dict[str, dict[str, Any]]] = []
    for kind in ("top2", "mean"):
        names = [name for name in registry if name.startswith(f"{kind}_{instrument.value}_")]
        if not names:
            rows.append({})
            continue
        frame = data.table(source, selection, names, selection.level, [selection.area.area_id])
        rows.append(data.rows_by_indicator(data.compared(source, selection, frame)))
    told = {str(row["months"]) for row in rows[0].values() if row["months"]}
    return Questions(registry, rows[0], rows[1], Period.parse(told.pop()) if len(told) == 1 else None)


def question(indicator: Indicator, language: str) -> str:
    """The question an indicator is about, in the words that were asked."""
    text = indicator.title.values["question"]
    return text.text(language) if isinstance(text, Message) else str(text)


def card(source: Source, selection: Selection, instrument: Instrument) -> Card | None:
    """Top-2 shares as bars with intervals; means where answers are too few; None without a wave."""
    asked = questions(source, selection, instrument)
    every = (*asked.top2.values(), *asked.means.values())
    if asked.months is None or all(row["state"] == State.UNKNOWN for row in every):
        return None
    chart = agreement(source, selection, instrument, asked, is_share=is_share(asked))
    return Card(chart, 440, data.area_name(source, selection.area, selection.language))


def is_share(asked: Questions) -> bool:
    """Whether shares are told: they are, unless answers are so few that only means may be."""
    shown = {
        kind: any(row["state"] == State.OK for row in rows.values())
        for kind, rows in (("top2", asked.top2), ("mean", asked.means))
    }
    return shown["top2"] or not shown["mean"]


def answers(asked: Questions, language: str, *, is_share: bool) -> list[Answer]:
    """Each question with its shown share or mean."""
    rows = asked.top2 if is_share else asked.means
    return [
        Answer(
            name,
            question(asked.registry[name], language),
            value_of(row, asked.registry[name], language),
            few=bool(row["few"]),
        )
        for name, row in rows.items()
    ]


@lru_cache(maxsize=128)
def about(source: Source, selection: Selection, instrument: Instrument, wave: HalfYear) -> Survey:
    """What every figure of a wave tells: the instrument, the response rate, what it is compared with."""
    registry = data.figures(source).registry
    names = [f"{prefix}_{instrument.value}" for prefix in ("responses", "response_rate")]
    frame = data.table(source, selection, names, selection.level, [selection.area.area_id])
    told = {
        name: value_of(row, registry[name], selection.language)
        for name, row in data.rows_by_indicator(frame).items()
    }
    responses = told[names[0]].value
    return Survey(
        INSTRUMENT_NAMES[instrument].text(selection.language),
        wave,
        told.get(names[1]),
        data.benchmark_name(source, selection),
        int(responses) if responses is not None else None,
    )


def agreement(
    source: Source, selection: Selection, instrument: Instrument, asked: Questions, *, is_share: bool
) -> Chart:
    """Each question as a bar with its interval and mark."""
    language = selection.language
    told = answers(asked, language, is_share=is_share)
    indicators = [asked.registry[answer.id] for answer in told]
    if asked.months is None:
        raise ValueError(instrument)
    wave = HalfYear.of(asked.months.first.first_day)
    chart = charts.agreement(
        told,
        about(source, selection, instrument, wave),
        data.chart_view(source, selection, [indicator.id for indicator in indicators]),
        is_share=is_share,
        definition="\n".join((indicators[0].definition.text(language), indicators[0].reading.text(language)))
        if indicators
        else "",
    )
    return replace(chart, slug=f"survey-{instrument.value}")


def others(source: Source, selection: Selection) -> Card | None:
    """The instruments beside the visitor survey: every question with its mean, top-2 share and n."""
    t, language = texts(selection.language), selection.language
    rows: list[Category] = []
    cells: list[tuple[Value, Value, Value, Value]] = []
    told = []
    for instrument in Instrument:
        asked = questions(source, selection, instrument)
        if instrument is Instrument.VISITOR or asked.months is None:
            continue
        name = formats.capital(INSTRUMENT_NAMES[instrument].text(language))
        shown = 0
        for id_, mean_row in asked.means.items():
            indicator = asked.registry[id_]
            mean = value_of(mean_row, indicator, language)
            top_id = id_.replace("mean_", "top2_", 1)
            top2 = value_of(asked.top2[top_id], asked.registry[top_id], language)
            n = plain.as_text(count(mean.n, language)) if mean.n is not None else mean
            if mean.state is State.UNKNOWN:
                continue
            shown += mean.value is not None
            text = f"{name}: {question(indicator, language)}"
            rows.append(Category(id_, text))
            between = interval(mean, "", language)
            told_interval = Value(State.OK, between) if between else Value(State.OK, formats.EN_DASH)
            cells.append((n, plain.as_text(mean), told_interval, plain.as_text(top2)))
        if shown:
            told.append(t("{instrument}: {n} questions", instrument=name, n=shown))
    if not rows:
        return None
    headings = (
        ("n", "n"),
        ("mean", t("Mean 1–5")),
        ("interval", t("95% interval")),
        ("top2", t("Answers 4–5")),
    )
    chart = plain.table(
        source,
        selection,
        sources=("surveys",),
        title=t("What partners, staff and children say"),
        slug="other-surveys",
        heading=t("Question"),
        rows=rows,
        columns=[
            Series(key, name, tuple(row[place] for row in cells))
            for place, (key, name) in enumerate(headings)
        ],
        sentence=t("Numbers are shown of: {list}.", list=", ".join(told))
        if told
        else t("Too few answers to show."),
    )
    return Card(chart, 440, data.area_name(source, selection.area, language), plain=True)
