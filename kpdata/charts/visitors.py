"""Figures of visitors: months side by side, a year and the one before, seasons, half-years, unusual months.

Frames are those of `kpdata.indicators.visitors`. Titles and sentences are made from the shown values, so
they say what is drawn. Visits carry no significance: what is marked is for a human to judge.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from kpdata.charts import build, findings, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.rows import point_of, rows_of
from kpdata.charts.values import Measure, Row, View, bound_note, measure_text, missing, said, value_of
from kpdata.domain import AreaKey, Month, Period, State
from kpdata.i18n import N_, texts

# Below this share of the active places a month's sum is not comparable with others as it stands.
COMPLETE = 80.0
_MONTHS_OF_YEAR = 12
# The column of `side_by_side` that its finding is told of.
COMPARABLE = "comparable"
_MOST_TOLD = 4
_COUNTS = frozenset({"visits", "adults", "children"})


class Change(Protocol):
    """A change by both its ends, equal between exact numbers."""

    @property
    def state(self) -> State:
        """Ok, range, or why there is no number."""

    @property
    def low(self) -> float | None:
        """Its lower end."""

    @property
    def high(self) -> float | None:
        """Its upper end."""

    @property
    def points(self) -> bool:
        """Whether it is of a share, in percentage points."""


def percent(change: Change, language: str) -> Value:
    """A change as it is shown: `+4 %`, a range `−2 … +4 %`; without numbers its state."""
    if change.low is None or change.high is None:
        return missing(change.state, language)
    low, high = (formats.number(number, 0, language, signed=True) for number in (change.low, change.high))
    shown = low if low == high else f"{low} … {high}"
    if change.points:
        t = texts(language)
        shown = t("{change} pp", change=shown)
    else:
        shown += formats.percent_sign(language)
    if change.state is State.RANGE:
        return Value(State.RANGE, shown, None, 0, change.low, change.high)
    return Value(State.OK, shown, change.low)


@dataclass(frozen=True, slots=True)
class Told:
    """How much of some months was reported: share in per cent (None: no active place), late place-months.

    pending: unreported ones whose time still runs.
    """

    share: float | None
    late: int
    pending: int = 0


def shown_value(row: Row, measure: Measure, language: str) -> Value:
    """The value of a row; a month short of reports is marked."""
    value = value_of(row, measure, language)
    if value.is_known and is_incomplete(row):
        value = replace(value, note=texts(language)(INCOMPLETE))
    return value


INCOMPLETE = N_("fewer than 80% of the places reported")


def is_incomplete(row: Row) -> bool:
    """Whether too few of the active places reported the months of a row."""
    reported = row.get("reported")
    return reported is not None and float(reported) < COMPLETE


def reporting_note(told: Told, language: str) -> str:
    """What has been reported, beside a figure of visits."""
    t = texts(language)
    if told.share is None:
        return t("No active places in these months.")
    parts = [t("Reported: {share} of the places' months.", share=formats.percent(told.share, language))]
    if told.late:
        parts.append(
            t.plural(
                "{count} month of a place is late (◷).",
                "{count} months of places are late (◷).",
                told.late,
                count=formats.number(told.late, 0, language),
            )
        )
    if told.pending:
        parts.append(
            t.plural(
                "{count} month of a place may still come in time.",
                "{count} months of places may still come in time.",
                told.pending,
                count=formats.number(told.pending, 0, language),
            )
        )
    parts.append(t("A fall in reporting is not a fall in visits."))
    return " ".join(parts)


def reporting_share(told: Told, language: str) -> str:
    """The reporting share in a few words; empty without active places."""
    if told.share is None:
        return ""
    t = texts(language)
    return t("{share} of months reported", share=formats.percent(told.share, language))


def reporting(
    frame: pd.DataFrame, measure: Measure, view: View, *, told: Told, benchmark_key: AreaKey | None = None
) -> Chart:
    """The share of active places that reported each month; the finding is what is late."""
    t, language = texts(view.language), view.language
    chart = build.trend_lines(frame, measure, view, benchmark_key=benchmark_key)
    title = chart.title
    if chart.series and told.share is not None:
        title = t(
            "{area}: {share} of the months reported, {n} late",
            area=chart.series[0].name,
            share=formats.percent(told.share, language),
            n=formats.number(told.late, 0, language),
        )
    notes = (*chart.notes, _note_of_first(chart, told))
    subtitle = _subtitle(view, "", _measure(measure, language), view.period)
    return replace(chart, title=title, subtitle=subtitle, notes=notes, slug="reporting-by-month")


def months(
    frame: pd.DataFrame,
    measure: Measure,
    view: View,
    *,
    told: Told,
    comparable_only: bool,
    benchmark_key: AreaKey | None = None,
) -> Chart:
    """Months of up to four areas as lines; the finding is the highest month of the first one."""
    t, language = texts(view.language), view.language
    chart = _with_values(
        build.trend_lines(frame, measure, view, benchmark_key=benchmark_key), frame, measure, language
    )
    notes = [*chart.notes, _note_of_first(chart, told), *_places_note(comparable_only, language)]
    title = _unfound(chart.series[0].name if chart.series else "", measure, language)
    if chart.series and (best := _highest(chart, chart.series[0])) is not None:
        title = t(
            "{area}, {measure}: highest in {month}, {value}",
            area=chart.series[0].name,
            measure=formats.lowered(said(measure.title, language)),
            month=best[0].name,
            value=best[1].shown,
        )
    return replace(
        chart,
        title=title,
        subtitle=_subtitle(view, "", _measure(measure, language), view.period),
        notes=tuple(notes),
        slug=f"{chart.slug}-by-month",
    )


def year(
    frame: pd.DataFrame,
    measure: Measure,
    view: View,
    period: Period,
    change: Change,
    *,
    told: tuple[Told, Told],
    comparable_only: bool,
) -> Chart:
    """The months of a period beside the same months a year earlier, of one area.

    frame: one row a month of both periods. change: of the whole period. told: what was
    reported, now and a year earlier.
    """
    t, language = texts(view.language), view.language
    rows = {str(row["months"]): row for row in rows_of(frame)}
    nothing = missing(State.UNKNOWN, language)

    def values(run: Period) -> tuple[Value, ...]:
        found = (rows.get(str(Period(month, month))) for month in run.months)
        return tuple(shown_value(row, measure, language) if row else nothing for row in found)

    earlier = period.year_earlier
    name = view.area.name if view.area else ""
    series = (
        Series("now", formats.period(period, language), values(period), own=True),
        Series("earlier", formats.period(earlier, language), values(earlier)),
    )
    shown = said(measure.title, language)
    told_change = percent(change, language)
    if not told_change.is_known:
        title = t("{area}, {measure}: the change cannot be told", area=name, measure=formats.lowered(shown))
    else:
        title = t(
            "{area}, {measure}: {change} from a year earlier",
            area=name,
            measure=formats.lowered(shown),
            change=told_change.shown,
        )
    before, after = told[1].share, told[0].share
    reported = ""
    if before is not None and after is not None:
        reported = t(
            "Reported: {now} of the places' months, a year earlier {earlier}.",
            now=formats.percent(after, language),
            earlier=formats.percent(before, language),
        )
    notes = (
        reported,
        *_places_note(comparable_only, language),
        t("No significance is told: the same families return."),
    )
    chart = _plain(
        Kind.LINES,
        view,
        _measure(measure, language),
        tuple(_month_of_year(month, language) for month in period.months),
        series,
        period,
    )
    return replace(
        chart,
        title=title,
        sentence=f"{title}. {_ends(chart)}",
        notes=(*(note for note in notes if note), *bound_note(chart.values, language)),
        unit=said(measure.unit, language),
        heading=t("Month"),
        definition=said(measure.definition, language),
        slug=f"{formats.ascii_slug(measure.id)}-year-earlier",
    )


def seasons(frame: pd.DataFrame, measure: Measure, view: View, *, told: Told) -> Chart:
    """Calendar months × years of one area; colour by the value, so that the seasons are seen."""
    t, language = texts(view.language), view.language
    rows = {Month.parse(str(row["months"])[:7]): row for row in rows_of(frame)}
    years = sorted({month.year for month in rows})
    nothing = missing(State.UNKNOWN, language)
    cells = [
        shown_value(rows[month], measure, language) if (month := Month(y, m)) in rows else nothing
        for y in years
        for m in range(1, _MONTHS_OF_YEAR + 1)
    ]
    cells, classes = classed(cells, said(measure.unit, language), language)
    columns = tuple(
        Series(str(y), str(y), tuple(cells[i * _MONTHS_OF_YEAR : (i + 1) * _MONTHS_OF_YEAR]))
        for i, y in enumerate(years)
    )
    categories = tuple(_month_of_year(Month(2000, m), language) for m in range(1, _MONTHS_OF_YEAR + 1))
    names = [category.name for category in categories]
    area = view.area.name if view.area else ""
    found = _busy_and_quiet(cells, years)
    title = _unfound(area, measure, language)
    if found:
        busy, quiet = (names[month - 1] for month in found)
        title = t(
            "{area}, {measure}: highest in {busy}, lowest in {quiet}",
            area=area,
            measure=formats.lowered(said(measure.title, language)),
            busy=busy,
            quiet=quiet,
        )
    known = sum(value.is_known for value in cells)
    sentence = t("{title}. Months with a number: {n}.", title=title, n=known)
    period = Period(min(rows), max(rows)) if rows else view.period
    chart = _plain(Kind.HEAT, view, _measure(measure, language), categories, columns, period)
    return replace(
        chart,
        title=title,
        sentence=sentence,
        classes=classes,
        heading=t("Month"),
        unit=said(measure.unit, language),
        definition=said(measure.definition, language),
        notes=(
            *bound_note(cells, language),
            t("Highest and lowest: by the median of the years shown."),
            reporting_note(told, language),
        ),
        slug=f"{formats.ascii_slug(measure.id)}-seasons",
    )


def half_years(
    frame: pd.DataFrame, measure: Measure, view: View, *, told: Told, benchmark_key: AreaKey | None = None
) -> Chart:
    """A share by calendar half-year, small numbers hidden; the finding is the latest of the first area."""
    t, language = texts(view.language), view.language
    chart = build.trend_lines(frame, measure, view, benchmark_key=benchmark_key)
    title = said(measure.title, language)
    if chart.series and chart.categories:
        title = t(
            "{area}, {measure}: {value} in {months}",
            area=chart.series[0].name,
            measure=formats.lowered(title),
            value=chart.series[0].values[-1].text,
            months=chart.categories[-1].name,
        )
    notes = (
        *chart.notes,
        t(
            "By calendar half-year only. Counts below the limit are hidden (•), others rounded to the "
            "nearest 5."
        ),
        _note_of_first(chart, told),
    )
    period = view.period
    if chart.categories:
        period = Period(
            Period.parse(chart.categories[0].key).first, Period.parse(chart.categories[-1].key).last
        )
    subtitle = _subtitle(view, "", _measure(measure, language), period)
    return replace(chart, title=title, subtitle=subtitle, notes=notes, heading=t("Half-year"), period=period)


@dataclass(frozen=True, slots=True)
class Limits:
    """The usual change and the limits beyond which a month is marked, in per cent."""

    middle: float
    lower: float
    upper: float


def unusual(changes: Mapping[Month, Change], limits: Limits | None, view: View, *, told: Told) -> Chart:
    """The change of each month from a year earlier, and which months lie beyond the limits."""
    t, language = texts(view.language), view.language
    mark = t("unusual month")

    def value(change: Change) -> Value:
        found = percent(change, language)
        if found.value is None or limits is None or limits.lower <= found.value <= limits.upper:
            return found
        return replace(found, note=mark)

    area = view.area.name if view.area else ""
    categories = tuple(point_of(str(month), language) for month in changes)
    series = [Series("change", area, tuple(value(change) for change in changes.values()), "%", own=True)]
    if limits is not None:
        for key, name, number in (
            ("upper", t("upper limit"), limits.upper),
            ("lower", t("lower limit"), limits.lower),
        ):
            line = Value(State.OK, formats.percent(number, language, signed=True), number)
            series.append(Series(key, name, (line,) * len(categories), "%"))
    marked = [
        (category, change)
        for category, change in zip(categories, series[0].values, strict=True)
        if change.note
    ]
    listed = formats.listing([f"{c.name} ({v.shown})" for c, v in marked], language)
    if limits is None:
        title = t("{area}: too few comparable months to judge what is unusual", area=area)
        sentence = f"{title}."
    elif not marked:
        title = t("{area}: no unusual months", area=area)
        sentence = t(
            "{title}: every change lies between {lower} and {upper}.",
            title=title,
            lower=formats.percent(limits.lower, language, signed=True),
            upper=formats.percent(limits.upper, language, signed=True),
        )
    else:
        title = t.plural(
            "{area}: {n} unusual month to look at",
            "{area}: {n} unusual months to look at",
            len(marked),
            area=area,
        )
        sentence = t("{title}: {months}.", title=title, months=listed)
    run = _longest_run([bool(value.note) for value in series[0].values])
    if run > 1:
        sentence += " " + t("The longest run: {n} months in a row.", n=run)
    chart = _plain(
        Kind.LINES, view, t("Change of visits from a year earlier, %"), categories, tuple(series), view.period
    )
    notes = (
        t(
            "A month is marked when its change from the same month a year earlier, in the places that "
            "reported both, is more than two usual deviations (MAD × 1.48) from the median change."
        ),
        t("A mark is not a fault nor proof of a change: someone who knows the places must judge."),
        reporting_note(told, language),
    )
    return replace(
        chart,
        title=title,
        sentence=sentence,
        notes=notes,
        unit="%",
        heading=t("Month"),
        slug="unusual-months",
    )


def headline(area: str, now: Value, change: Change, told: Told, months_: str, language: str) -> str:
    """The finding of the page: visits, their change in comparable places, how much was reported."""
    t = texts(language)
    if not now.is_known:
        return t("{area}: visits {state}, {months}", area=area, state=now.word or now.shown, months=months_)
    reported = formats.percent(told.share or 0, language)
    told_change = percent(change, language)
    if not told_change.is_known:
        return t(
            "{area}: {visits} visits in {months}; {reported} of the months reported",
            area=area,
            visits=now.shown,
            months=months_,
            reported=reported,
        )
    return t(
        "{area}: {visits} visits in {months}, in comparable places {change} in a year; "
        "{reported} of the months reported",
        area=area,
        visits=now.shown,
        months=months_,
        change=told_change.shown,
        reported=reported,
    )


def side_by_side(
    rows: Sequence[Category], columns: Sequence[Series], view: View, *, heading: str, notes: Sequence[str]
) -> Chart:
    """Areas in rows: visits, rates, changes and what was reported, as one table."""
    t, language = texts(view.language), view.language
    chart = _plain(Kind.TABLE, view, t("Visits side by side"), tuple(rows), tuple(columns), view.period)
    changes = next((column.values for column in columns if column.key == COMPARABLE), ())
    told = [
        f"{row.name} {value.shown}"
        for row, value in zip(rows, changes, strict=False)
        if value.state is State.OK
    ][:_MOST_TOLD]
    title = t("No comparable places in the areas")
    if told:
        title = t("Visits in a year, comparable places: {changes}", changes=formats.listing(told, language))
    return replace(
        chart,
        title=title,
        sentence=f"{title}.",
        heading=heading,
        notes=(*notes, *bound_note(chart.values, language)),
        slug="visits-side-by-side",
    )


def _plain(
    kind: Kind,
    view: View,
    measure: str,
    categories: tuple[Category, ...],
    series: tuple[Series, ...],
    period: Period | None,
) -> Chart:
    return Chart(
        kind=kind,
        language=view.language,
        title=measure,
        categories=categories,
        series=series,
        subtitle=_subtitle(view, view.area.name if view.area else "", measure, period),
        measure=measure,
        source=view.source,
        as_of=view.as_of,
        period=period,
        sample=view.sample,
    )


def _month_of_year(month: Month, language: str) -> Category:
    """A calendar month of whatever year: `marraskuu`, in little space `marras`."""
    name = formats.month(month, language).rsplit(" ", 1)[0]
    return Category(
        f"{month.month:02d}", name, short=name.removesuffix("kuu") if language == "fi" else name[:3]
    )


def _subtitle(view: View, area: str, measure: str, period: Period | None) -> str:
    t, language = texts(view.language), view.language
    parts = [area, measure, formats.period(period, language) if period else ""]
    parts += [t("source: {source}", source=view.source)] if view.source else []
    return " · ".join(part for part in parts if part)


def _with_values(chart: Chart, frame: pd.DataFrame, measure: Measure, language: str) -> Chart:
    """The chart with "at least" and the marks of incomplete months in its values."""
    told = {
        (f"{row['level']}:{row['area_id']}", str(row["months"])[:7]): shown_value(row, measure, language)
        for row in rows_of(frame)
    }
    series = tuple(
        replace(
            line,
            values=tuple(
                told.get((line.key, category.key), value)
                for category, value in zip(chart.categories, line.values, strict=True)
            ),
        )
        for line in chart.series
    )
    return replace(chart, series=series, sentence=_ends(replace(chart, series=series)))


def _ends(chart: Chart) -> str:
    """First and last shown value of each line."""
    return findings.sentence(chart)


def _highest(chart: Chart, series: Series) -> tuple[Category, Value] | None:
    """The month of the highest value of a line; None when a range may be higher."""
    pairs = zip(chart.categories, series.values, strict=True)
    known = [(*_bounds(value), category, value) for category, value in pairs if value.is_known]
    if not known:
        return None
    low, _, category, value = max(known, key=lambda entry: entry[0])
    if any(high > low for _, high, other, _ in known if other is not category):
        return None
    return category, value


def _bounds(value: Value) -> tuple[float, float]:
    """Both ends of a known value."""
    if value.value is not None:
        return value.value, value.value
    return value.low or 0.0, value.high or 0.0


def _busy_and_quiet(cells: Sequence[Value], years: Sequence[int]) -> tuple[int, int] | None:
    """The calendar months with the highest and the lowest median; None when ranges leave it open."""
    medians = {}
    for m in range(_MONTHS_OF_YEAR):
        column = [cells[i * _MONTHS_OF_YEAR + m] for i in range(len(years))]
        known = [_bounds(value) for value in column if value.is_known]
        if known:
            medians[m + 1] = (
                statistics.median(low for low, _ in known),
                statistics.median(high for _, high in known),
            )
    if len(medians) < 2:
        return None
    busy = max(medians, key=lambda m: medians[m][0])
    quiet = min(medians, key=lambda m: medians[m][1])
    surely_busy = all(medians[busy][0] >= high for m, (_, high) in medians.items() if m != busy)
    surely_quiet = all(medians[quiet][1] <= low for m, (low, _) in medians.items() if m != quiet)
    return (busy, quiet) if surely_busy and surely_quiet and busy != quiet else None


def _longest_run(marks: Sequence[bool]) -> int:
    best = current = 0
    for mark in marks:
        current = current + 1 if mark else 0
        best = max(best, current)
    return best


def _note_of_first(chart: Chart, told: Told) -> str:
    """What has been reported of the first area, named where there are others beside it."""
    note = reporting_note(told, chart.language)
    return f"{chart.series[0].name} · {note}" if len(chart.series) > 1 else note


def _places_note(comparable_only: bool, language: str) -> tuple[str, ...]:
    t = texts(language)
    if not comparable_only:
        return ()
    return (
        t(
            "Comparable places only: those that gave an exact number both in the month and in the same "
            "month of the other year."
        ),
    )


def _measure(measure: Measure, language: str) -> str:
    """The measure with its unit, where the unit does not only say it again ("Visits, visits")."""
    return said(measure.title, language) if measure.id in _COUNTS else measure_text(measure, language)


def _unfound(area: str, measure: Measure, language: str) -> str:
    """A title without a finding: what ranges leave open is not told."""
    return " · ".join(part for part in (area, _measure(measure, language)) if part)
