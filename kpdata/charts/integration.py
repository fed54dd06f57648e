"""Figures of the criteria of integration: by municipality and county, and what the next step lacks.

The facts come from `kpdata.indicators` (standings) with codes already put into words; each figure gets its
finding as title and its sentence here, from the same shown values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import build
from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.counted import figure, some
from kpdata.charts.steps import unrecorded
from kpdata.charts.values import View, missing
from kpdata.criteria import STEPS
from kpdata.domain import State
from kpdata.i18n import texts


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion as a column: its step, its short name, whether it is one of the 12."""

    key: str
    step: int
    name: str
    is_shipped: bool

    @property
    def heading(self) -> str:
        """The step before the name."""
        return f"{self.step} {self.name}"


def criteria_matrix(
    towns: Sequence[tuple[Category, int | None]],
    columns: Sequence[Asked],
    cells: Mapping[tuple[str, str], Value],
    classes: Sequence[ColourClass],
    view: View,
    *,
    in_force: frozenset[int],
    fallen: int,
    expiring: int,
) -> Chart:
    """Municipalities × criteria: the highest step first, those without records last.

    towns: with their step, None when nothing is recorded. in_force, fallen, expiring: classes of the cells.
    """
    t, language = texts(view.language), view.language
    area = view.area.name if view.area else ""
    # Sorting keeps the order by name among those of one step.
    rows = [town for town, _ in sorted(towns, key=lambda row: (row[1] is None, -(row[1] or 0)))]
    measure = t("Integration criteria by municipality")
    chart = build.matrix(
        rows,
        [(column.key, column.heading) for column in columns],
        cells,
        classes,
        view,
        measure=measure,
        heading=t("Municipality"),
    )
    steps = {category.key: step for category, step in towns}
    first = Series("step", t("Step"), tuple(_step(steps[row.key], language) for row in rows))
    shipped = {column.key for column in columns if column.is_shipped}
    done = {
        column.name: sum(value.group in in_force for value in series.values)
        for column, series in zip(columns, chart.series, strict=True)
        if column.is_shipped
    }
    silent = [category.name for category, step in towns if step is None]
    is_silent = bool(rows) and len(silent) == len(rows)
    title = measure
    if is_silent:
        title = unrecorded(rows[0].name if len(rows) == 1 else area, language)
    elif len(rows) == 1:
        title = t(
            "{n} of {total} integration criteria done and in force", n=sum(done.values()), total=len(done)
        )
    elif rows:
        least = min(done.values())
        names = [name for name, count in done.items() if count == least]
        title = t(
            "Least often in force: {criteria} ({n} of {total} municipalities)",
            criteria=some(names, language),
            n=least,
            total=len(rows),
        )
    told = []
    if not is_silent:
        stale, soon = _with_class(chart, fallen, shipped), _with_class(chart, expiring, shipped)
        told.append(
            t("Evidence stale or missing: {what}.", what=_in_towns(*stale, language))
            if stale[0]
            else t("No evidence is stale or missing.")
        )
        told.append(
            t("Expires within 90 days: {what}.", what=_in_towns(*soon, language))
            if soon[0]
            else t("No evidence expires within {days} days.", days=90)
        )
    if silent:
        told.append(t("Nothing recorded: {names}.", names=some(silent, language)))
    notes = (
        t("Number: age of the evidence in months. Rows: highest step first."),
        t("Not recorded (..) is not the same as not started (○). Stale evidence (!) has fallen by itself."),
    )
    return replace(
        chart,
        title=title,
        subtitle=f"{area} · {chart.subtitle}" if area else chart.subtitle,
        sentence=" ".join(told) if rows else t("There is nothing to show with these choices."),
        series=(first, *chart.series),
        notes=notes,
        slug="integration-matrix",
    )


def _in_towns(cells: int, towns: int, language: str) -> str:
    """So many criteria in so many municipalities."""
    t = texts(language)
    return " ".join(
        (
            t.plural("{n} criterion", "{n} criteria", cells),
            t.plural("in {n} municipality", "in {n} municipalities", towns),
        )
    )


def _with_class(chart: Chart, group: int, columns: Collection[str]) -> tuple[int, int]:
    """Cells of a class in some columns, and rows that have any."""
    kept = [series for series in chart.series if series.key in columns]
    rows = [sum(series.values[i].group == group for series in kept) for i in range(len(chart.categories))]
    return sum(rows), sum(n > 0 for n in rows)


def _step(step: int | None, language: str) -> Value:
    t = texts(language)
    if step is None:
        return replace(missing(State.UNKNOWN, language), word=t("not recorded"))
    return Value(State.OK, str(step))


def shares_by_area(
    rows: Sequence[Category],
    columns: Sequence[Asked],
    cells: Mapping[tuple[str, str], Value],
    view: View,
    *,
    heading: str,
    definition: str,
) -> Chart:
    """Areas × criteria: in what share of the municipalities each is done and in force; one fixed scale.

    rows: the area that the finding is about first. cells: by key of the area and of the column.
    """
    t, language = texts(view.language), view.language
    flat = [cells[row.key, column.key] for column in columns for row in rows]
    coloured, classes = classed(flat, "%", language)
    size = len(rows)
    series = tuple(
        Series(column.key, column.heading, tuple(coloured[i * size : (i + 1) * size]), "%")
        for i, column in enumerate(columns)
    )
    measure = t("Municipalities in which the criterion is done and in force")
    title = measure
    first = [(c.name, s.values[0]) for c, s in zip(columns, series, strict=True) if s.values]
    own = [(name, value) for name, value in first if value.value is not None]
    sentence = t("There is no number to show.")
    if own:
        least = min(value.value or 0.0 for _, value in own)
        most = max(value.value or 0.0 for _, value in own)
        lowest = [(name, value.shown) for name, value in own if value.value == least]
        highest = [(name, value.shown) for name, value in own if value.value == most]
        title = t(
            "{area}, least often in force: {criteria}, in {value} of municipalities",
            area=rows[0].name,
            criteria=some([name for name, _ in lowest], language),
            value=lowest[0][1],
        )
        sentence = t(
            "{area}: from {low} ({lowest}) to {high} ({highest}) of municipalities.",
            area=rows[0].name,
            low=lowest[0][1],
            lowest=some([name for name, _ in lowest], language),
            high=highest[0][1],
            highest=some([name for name, _ in highest], language),
        )
    return figure(
        view,
        Kind.HEAT,
        title=title,
        sentence=sentence,
        measure=measure,
        heading=heading,
        categories=tuple(rows),
        series=series,
        classes=classes,
        unit="%",
        definition=definition,
        notes=(t("A municipality of which nothing is recorded counts as not done in a larger area."),),
        slug="integration-by-county",
    )


@dataclass(frozen=True, slots=True)
class Next:
    """What one municipality lacks for its next step; step None: nothing is recorded, so it is not known.

    lacking: names of the criteria. is_top: it stands at the highest step already.
    """

    name: str
    step: int | None
    lacking: tuple[str, ...]

    @property
    def is_top(self) -> bool:
        """Whether there is no higher step."""
        return self.step == max(STEPS)


def next_steps(rows: Sequence[Next], language: str) -> tuple[str, str]:
    """Title and sentence of the list of what is missing for the next step."""
    t = texts(language)
    if rows and all(row.step is None for row in rows):
        title = t.plural(
            "Nothing is recorded of integration: {n} municipality",
            "Nothing is recorded of integration: {n} municipalities",
            len(rows),
        )
        if len(rows) == 1:
            title = unrecorded(rows[0].name, language)
        return title, f"{title}."
    if len(rows) == 1:
        (row,) = rows
        if row.is_top:
            title = t("{area}: the highest step is reached", area=row.name)
            return title, f"{title}."
        title = t.plural(
            "{area}: {n} criterion missing for step {step}",
            "{area}: {n} criteria missing for step {step}",
            len(row.lacking),
            area=row.name,
            step=(row.step or 0) + 1,
        )
        return title, t("Missing: {criteria}.", criteria="; ".join(row.lacking))
    near = [row for row in rows if row.step is not None and len(row.lacking) == 1]
    title = t.plural(
        "One criterion away from the next step: {n} municipality",
        "One criterion away from the next step: {n} municipalities",
        len(near),
    )
    told = []
    lacking = Counter(name for row in rows if row.step is not None for name in row.lacking)
    if lacking:
        most = max(lacking.values())
        names = [name for name, count in lacking.items() if count == most]
        told.append(
            t(
                "Most often missing for the next step: {criteria} ({n}).",
                criteria=some(names, language),
                n=most,
            )
        )
    if top := sum(row.is_top for row in rows):
        told.append(t("At the highest step already: {n}.", n=top))
    if silent := sum(row.step is None for row in rows):
        told.append(t("Nothing recorded: {n}.", n=silent))
    return title, " ".join(told) or f"{title}."
