"""Waves of one season after each other: the change from a year earlier, the course of a question, all waves.

Spring is compared with spring and autumn with autumn, always in shares of answers 4–5: they have Newcombe's
interval and a test of trend.
"""

from __future__ import annotations

from datetime import date

from kpdata.charts import build, formats, survey_words
from kpdata.charts import survey_changes as charts
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.survey_changes import Difference
from kpdata.charts.values import missing, value_of
from kpdata.domain import HalfYear, Period, State
from kpdata.i18n import texts
from kpdata.indicators import trends
from kpdata.indicators.indicator import Indicator
from kpdata.views import data, plain, survey_waves
from kpdata.views.cards import Card
from kpdata.views.survey_results import about, area, of_wave, view
from kpdata.views.survey_waves import Wave

MOST_LINES = 4
_MOST_WAVES = 8
_WHOLE = 1000
Point = tuple[date, Period]


def season(wave: Wave) -> list[HalfYear]:
    """The waves of the same season up to this one, the oldest first."""
    found = survey_waves.halves(wave.source, wave.instrument, wave.selection.as_of)
    same = [half for half in found if half.half == wave.half_year.half and half <= wave.half_year]
    return sorted(same)[-_MOST_WAVES:]


def _points(wave: Wave, halves: list[HalfYear]) -> list[Point]:
    day = wave.selection.as_of
    return [(min(day, half.period.last.last_day), half.period) for half in halves]


def changes(wave: Wave) -> Card | None:
    """The change of each share of the first area from the wave a year earlier; None without questions."""
    figures = data.figures(wave.source)
    rows = survey_waves.rows_of(wave)
    if not rows:
        return None
    names = survey_waves.indicators(wave, "top2")
    earlier = wave.half_year.plus(-2)
    shares = _shares(wave, [(wave.selection.as_of, wave.half_year.period), *_points(wave, [earlier])])
    found = [(row, _difference(wave, figures.registry[names[row.key]], *shares[row.key])) for row in rows]
    chart = charts.changes(found, about(wave), view(wave), earlier=earlier, area=area(wave))
    return Card(chart, _WHOLE, area(wave))


def _shares(wave: Wave, points: list[Point]) -> dict[str, list[Value]]:
    """The shown shares of the first area by common key, one a point."""
    figures, language = data.figures(wave.source), wave.language
    names = survey_waves.indicators(wave, "top2")
    frame = figures.series(list(names.values()), [wave.selection.area], points, language)
    found: dict[str, list[Value]] = {name: [] for name in names.values()}
    for row in frame.to_dict("records"):
        name = str(row["indicator"])
        told = {str(column): cell for column, cell in row.items()}
        found[name].append(value_of(told, figures.registry[name], language))
    return {key: found[name] for key, name in names.items()}


def _difference(wave: Wave, indicator: Indicator, now: Value, before: Value) -> Difference:
    figures, selection, language = data.figures(wave.source), wave.selection, wave.language
    t = texts(language)
    period = wave.half_year.period
    found = trends.wave_change(figures, indicator, selection.area, selection.as_of, period)
    if found.state != State.OK or found.differs is None:
        return Difference(now, before, missing(State(found.state), language), None)
    shown = t("{change} pp", change=formats.number(found.difference, 0, language, signed=True))
    value = Value(State.OK, shown, found.difference, lower=found.lower, upper=found.upper, n=now.n)
    return Difference(now, before, value, found.differs)


def course(wave: Wave, question: str) -> Card | None:
    """One question over the waves of the season: the areas as lines, the benchmark grey."""
    names = survey_waves.indicators(wave, "top2")
    if question not in names:
        return None
    figures, selection = data.figures(wave.source), wave.selection
    indicator = figures.registry[names[question]]
    halves = season(wave)
    points = _points(wave, halves)
    keys = list(selection.areas[:MOST_LINES])
    benchmark = data.benchmark_key(wave.source, selection)
    if benchmark in keys or benchmark is None or benchmark.level not in indicator.levels:
        benchmark = None
    lines = [*keys, benchmark] if benchmark else keys
    frame = data.everyday(figures.series([indicator.id], lines, points, wave.language), wave.language)
    found = {str(key): trends.trend(figures, indicator, key, points) for key in lines}
    text = next(row.name for row in survey_waves.rows_of(wave) if row.key == question)
    chart = charts.course(
        build.trend_lines(frame, indicator, view(wave), benchmark_key=benchmark),
        halves,
        found,
        about(wave),
        text,
        view(wave),
    )
    return Card(chart, _WHOLE, area(wave))


def waves(wave: Wave) -> Card | None:
    """Every question of the first area in every wave of the season, with its trend."""
    rows = survey_waves.rows_of(wave)
    if not rows:
        return None
    figures, selection, language = data.figures(wave.source), wave.selection, wave.language
    t = texts(language)
    halves = season(wave)
    points = _points(wave, halves)
    names = survey_waves.indicators(wave, "top2")
    shares = _shares(wave, points)
    cells = {key: [_in_cell(value, language) for value in values] for key, values in shares.items()}
    told = {
        row.key: trends.trend(figures, figures.registry[names[row.key]], selection.area, points)
        for row in rows
    }
    columns = [
        Series(
            str(half.period), survey_words.season(half, language), tuple(cells[row.key][i] for row in rows)
        )
        for i, half in enumerate(halves)
    ]
    words = tuple(Value(State.OK, t(charts.TREND_WORDS[told[row.key]])) for row in rows)
    columns.append(Series("trend", t("Trend"), words))
    chart = plain.table(
        wave.source,
        selection,
        sources=("surveys",),
        title=_title(list(told.values()), len(halves), area(wave), language),
        slug="survey-waves",
        heading=t("Question"),
        rows=[Category(row.key, row.name) for row in rows],
        columns=columns,
        sentence=_sentence([(row.name, told[row.key]) for row in rows], language),
        notes=(
            t(
                "A trend is tested of shares of at least 5 waves that are shown (Cochran–Armitage, p < .05); "
                "of fewer it cannot be assessed."
            ),
            t(survey_words.SELF_SELECTED),
        ),
    )
    return Card(of_wave(chart, wave), _WHOLE, area(wave), plain=True)


def _in_cell(value: Value, language: str) -> Value:
    if value.n is None:
        return plain.as_text(value)
    t = texts(language)
    n = t("n = {n}", n=formats.number(value.n, 0, language))
    return Value(State.OK, f"{value.shown} ({n})")


def _title(found: list[str], waves: int, name: str, language: str) -> str:
    t = texts(language)
    tested = [word for word in found if word != "not_tested"]
    if not tested:
        return t.plural(
            "{area}: {n} wave of the season, a trend cannot be assessed",
            "{area}: {n} waves of the season, a trend cannot be assessed",
            waves,
            area=name,
        )
    return t(
        "{area}: rising in {up}, falling in {down} of {n} questions",
        area=name,
        up=tested.count("up"),
        down=tested.count("down"),
        n=len(tested),
    )


def _sentence(found: list[tuple[str, str]], language: str) -> str:
    t = texts(language)
    if all(word == "not_tested" for _, word in found):
        return t("No question has 5 waves of the season that are shown.")
    parts = []
    for kind in charts.TREND_WORDS:
        names = [name for name, word in found if word == kind]
        if names:
            parts.append(f"{t(charts.TREND_WORDS[kind])}: {formats.listing(names, language)}")
    text = "; ".join(parts)
    return f"{formats.capital(text)}." if text else ""
