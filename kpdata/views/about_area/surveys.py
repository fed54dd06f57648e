"""What families and partners say: each question of an instrument with its share or mean, interval and n."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kpdata.charts import findings, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.table import interval
from kpdata.charts.values import value_of
from kpdata.domain import Instrument, Period, State
from kpdata.i18n import Message, texts
from kpdata.indicators.indicator import Indicator
from kpdata.indicators.registry_surveys import INSTRUMENT_NAMES
from kpdata.views import data, plain, words
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
    rows = asked.top2
    if not any(row["state"] == State.OK for row in rows.values()):
        rows = asked.means if any(row["state"] == State.OK for row in asked.means.values()) else rows
    chart = _bars(source, selection, instrument, asked, rows)
    return Card(chart, 440, data.area_name(source, selection.area, selection.language))


def _bars(
    source: Source,
    selection: Selection,
    instrument: Instrument,
    asked: Questions,
    rows: Mapping[str, dict[str, Any]],
) -> Chart:
    t, language = texts(selection.language), selection.language
    indicators = [asked.registry[name] for name in rows]
    pairs = [(i, value_of(rows[i.id], i, language)) for i in indicators]
    pairs.sort(key=lambda pair: (pair[1].value is None, -(pair[1].value or 0.0)))
    is_share = indicators[0].id.startswith("top2")
    name = INSTRUMENT_NAMES[instrument].text(language)
    measure = (
        t("Answers 4–5 of 1–5, {instrument}", instrument=name)
        if is_share
        else t("Mean of answers 1–5, {instrument}", instrument=name)
    )
    view = data.chart_view(source, selection, [i.id for i in indicators])
    answers = [value.n for _, value in pairs if value.n]
    half_year = formats.period(asked.months, language) if asked.months else ""
    n = (
        formats.number(answers[0], 0, language)
        if answers and len(set(answers)) == 1
        else formats.between(min(answers), max(answers), 0, "", language)
        if answers
        else ""
    )
    subtitle = [measure, half_year, t("n = {n}", n=n) if n else "", t("source: {source}", source=view.source)]
    notes = []
    benchmark = data.benchmark_name(source, selection)
    if any(value.mark for _, value in pairs) and benchmark:
        notes.append(t("Signs: against “{benchmark}”, by the 95% interval.", benchmark=benchmark))
    if any(rows[i.id]["few"] for i in indicators):
        notes.append(t("Few answers: means are shown without an interval."))
    if any(value.state is State.HIDDEN for _, value in pairs):
        notes.append(t("Too few answers are hidden so that nobody can be recognised."))
    return findings.told(
        Chart(
            kind=Kind.BARS,
            language=language,
            title=finding([(value, question(i, language)) for i, value in pairs], instrument, language),
            subtitle=" · ".join(part for part in subtitle if part),
            categories=tuple(Category(i.id, question(i, language)) for i, _ in pairs),
            series=(Series("share", measure, tuple(value for _, value in pairs), "%" if is_share else ""),),
            measure=measure,
            unit="%" if is_share else "",
            heading=t("Question"),
            notes=tuple(notes),
            source=view.source,
            definition="\n".join(
                (indicators[0].definition.text(language), indicators[0].reading.text(language))
            ),
            as_of=selection.as_of,
            period=asked.months,
            sample=view.sample,
            slug=f"survey-{instrument.value}",
        )
    )


def finding(answers: Sequence[tuple[Value, str]], instrument: Instrument, language: str) -> str:
    """The questions with the highest and the lowest shown value; empty with fewer than two values."""
    t = texts(language)
    known = sorted(
        ((value, text) for value, text in answers if value.value is not None),
        key=lambda pair: -(pair[0].value or 0.0),
    )
    if not known:
        return t(
            "Too few answers to show, {instrument}", instrument=INSTRUMENT_NAMES[instrument].text(language)
        )
    (high, most), (low, least) = known[0], known[-1]
    if high.shown == low.shown:
        return t("Agreed most: “{question}” {value}", question=most, value=high.shown)
    return t(
        "Agreed most: “{most}” {high}, least: “{least}” {low}",
        most=most,
        high=high.shown,
        least=least,
        low=low.shown,
    )


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
        name = words.capital(INSTRUMENT_NAMES[instrument].text(language))
        shown = 0
        for id_, mean_row in asked.means.items():
            indicator = asked.registry[id_]
            mean = value_of(mean_row, indicator, language)
            top_id = id_.replace("mean_", "top2_", 1)
            top2 = value_of(asked.top2[top_id], asked.registry[top_id], language)
            n = plain.as_text(plain.count(mean.n, language)) if mean.n is not None else mean
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
