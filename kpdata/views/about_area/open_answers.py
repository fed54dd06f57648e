"""What families wish for, gain and miss in an area: coded open answers of the visitor survey by theme."""

from __future__ import annotations

from dataclasses import replace

from kpdata.charts import survey_answers
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.survey_answers import KINDS, Theme
from kpdata.domain import HalfYear, Instrument, State, ThemeKind
from kpdata.i18n import texts
from kpdata.indicators import questions, themes
from kpdata.views import data
from kpdata.views.about_area import surveys
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source


def card(source: Source, selection: Selection) -> Card | None:
    """Every theme named in the area with its kind and count; None where nothing was coded.

    Themes that nobody named are left out; hidden ones stand last in their kind.
    """
    figures, area = data.figures(source), selection.area
    half_year = _half_year(source, selection)
    if half_year is None:
        return None
    told = themes.themes(figures, Instrument.VISITOR, [area], half_year, selection.as_of)[area]
    named = [theme for theme in told if theme.state is State.HIDDEN or theme.count]
    if not named:
        return None
    charts = {
        kind: _of_kind(source, selection, half_year, kind, [t for t in named if t.kind is kind])
        for kind in dict.fromkeys(theme.kind for theme in named)
    }
    name = data.area_name(source, area, selection.language)
    return Card(_together(charts, selection.language), 440, name, plain=True)


def _half_year(source: Source, selection: Selection) -> HalfYear | None:
    """The latest half-year with coded answers and a round that ended in the period, as of other answers."""
    figures, day = data.figures(source), selection.as_of
    first, last = selection.period.first.first_day, selection.period.last.last_day
    for half_year in themes.theme_half_years(figures, Instrument.VISITOR, day):
        rounds = questions.rounds(figures, Instrument.VISITOR, half_year, day)
        if any(first <= one.ends_on <= last for one in rounds):
            return half_year
    return None


def _of_kind(
    source: Source,
    selection: Selection,
    half_year: HalfYear,
    kind: ThemeKind,
    counts: list[themes.ThemeCount],
) -> Chart:
    return survey_answers.themes(
        kind,
        [Theme(one.theme, one.state, one.count, one.open_ended) for one in counts],
        surveys.about(source, selection, Instrument.VISITOR, half_year),
        data.chart_view(source, selection, [f"responses_{Instrument.VISITOR.value}"]),
        area=data.area_name(source, selection.area, selection.language),
    )


def _together(charts: dict[ThemeKind, Chart], language: str) -> Chart:
    """The kinds in one table; its title is of the first kind with a count that is shown."""
    t = texts(language)
    shown = [chart for chart in charts.values() if any(value.is_known for value in chart.series[0].values)]
    first = [*shown, *charts.values()][0]
    rows: list[tuple[Category, Value, Value]] = []
    told = []
    for kind, chart in charts.items():
        name = t(KINDS[kind])
        cells = list(zip(chart.categories, chart.series[0].values, strict=True))
        rows += [
            (Category(f"{kind.value}:{category.key}", category.name), Value(State.OK, name), value)
            for category, value in cells
        ]
        known = [f"{category.name} {value.shown}" for category, value in cells if value.is_known]
        told += [f"{name}: {', '.join(known)}."] if known else []
    hidden = sum(value.state is State.HIDDEN for *_, value in rows)
    told += [t("Hidden (•): {n}.", n=hidden)] if hidden else []
    return replace(
        first,
        kind=Kind.TABLE,
        categories=tuple(category for category, *_ in rows),
        series=(
            Series("kind", t("Kind of answer"), tuple(kind for _, kind, _ in rows)),
            Series("count", t("Open answers"), tuple(value for *_, value in rows)),
        ),
        sentence=" ".join(told),
        measure="",
        notes=tuple(dict.fromkeys(note for chart in charts.values() for note in chart.notes)),
        slug="open-answers",
    )
