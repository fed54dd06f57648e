"""Figures of school-age coverage: the finding, age bands side by side, the week clock.

Each figure gets its finding as title and its sentence here, from the same shown values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from kpdata.charts import build, formats
from kpdata.charts.asked import Asked, marked, share, source_part
from kpdata.charts.chart import Chart, Kind, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.rows import area_of, cells_of, heading_of
from kpdata.charts.values import Measure, View, said
from kpdata.domain import State
from kpdata.i18n import texts

FREE_FROM = 14
FIRST_HOUR = 8

Numbers = Sequence[Sequence[float]]


def headline(asked: Asked, within: float, children: float) -> str:
    """How many children of the band live farther than the distance from every suitable place.

    within, children: of the postal areas of the area, as in the indicator `within_X_km`.
    """
    t = texts(asked.language)
    values = {"area": asked.area.name, "ages": asked.ages, "km": asked.km}
    if math.isnan(within) or not children:
        return t("{area}: where children aged {ages} live is not known", **values)
    without = children - within
    if not without:
        return t("{area}: every child aged {ages} lives within {km} km of a suitable meeting place", **values)
    if not within:
        return t("{area}: no child aged {ages} lives within {km} km of a suitable meeting place", **values)
    return t.plural(
        "{area}: {shown} child aged {ages} ({share}) lives more than {km} km from a suitable meeting place",
        "{area}: {shown} children aged {ages} ({share}) live more than {km} km from a suitable meeting place",
        int(without),
        shown=asked.number(without),
        share=share(without, children, asked.language),
        **values,
    )


def bands_table(frame: pd.DataFrame, measures: Sequence[Measure], names: Sequence[str], view: View) -> Chart:
    """Areas × age bands on one colour scale, the areas with most for the last band first.

    measures: one a band, in order; names: of the bands. What has no place is told by its state.
    """
    t = texts(view.language)
    cells, areas = cells_of(frame, measures, view.language)
    keys = [area_of(row, view) for row in areas]
    last = measures[-1].id
    keys.sort(key=lambda key: _from_highest(cells[last, key.key], key.name))
    pooled, classes = classed(
        [cells[measure.id, key.key] for measure in measures for key in keys],
        said(measures[0].unit, view.language),
        view.language,
    )
    columns = [tuple(pooled[i * len(keys) : (i + 1) * len(keys)]) for i in range(len(measures))]
    series = tuple(
        Series(measure.id, name, column)
        for measure, name, column in zip(measures, names, columns, strict=True)
    )
    without = [sum(_has_none(value) for value in column) for column in columns]
    counted = [
        t("{band}: {n}", band=name, n=count) for name, count in zip(names, without, strict=True) if count
    ]
    if not keys:
        title, sentence = t("Suitable places"), ""
    elif counted:
        worst = max(range(len(names)), key=lambda i: without[i])
        title = t(
            "{band}: no suitable place in {n} of {total} areas",
            band=names[worst],
            n=without[worst],
            total=formats.elative(len(keys)) if view.language == "fi" else len(keys),
        )
        sentence = t("Areas without any suitable place – {counts}.", counts=", ".join(counted))
    else:
        title = t("All age bands have a place everywhere")
        sentence = t("Every area that is mapped has a suitable place for every age band.")
    unmapped = sum(value.state is State.NOT_MAPPED for value in columns[0])
    if unmapped:
        sentence += " " + t("Not mapped: {n}.", n=unmapped)
    unit = said(measures[0].unit, view.language)
    measure = formats.with_unit(t("Suitable places"), unit)
    return Chart(
        kind=Kind.HEAT,
        language=view.language,
        title=title,
        categories=tuple(keys),
        series=series,
        subtitle=" · ".join(
            (measure, t("as of {day}", day=formats.day(view.as_of, view.language)), *source_part(view))
        ),
        sentence=sentence,
        measure=measure,
        unit=unit,
        heading=heading_of(areas, view.language),
        classes=classes,
        notes=(t("Colour: the same scale for all age bands; the darker, the more places a child."),),
        source=view.source,
        definition=said(measures[-1].definition, view.language),
        as_of=view.as_of,
        period=view.period,
        sample=view.sample,
        slug="age-bands",
    )


def map_title(chart: Chart) -> str:
    """Finding of a map of shares within reach: in how many areas less than half (else the chart's own)."""
    t = texts(chart.language)
    known = [value.value for value in chart.series[0].values if value.value is not None]
    low = sum(value < 50 for value in known)
    if len(known) < 2 or not low:
        return chart.title
    return t.plural(
        "In {n} municipality of {total} less than half of the children have a place within reach",
        "In {n} municipalities of {total} less than half of the children have a place within reach",
        low,
        total=formats.elative(len(known)) if chart.language == "fi" else len(known),
    )


def _has_none(value: Value) -> bool:
    return value.state in {State.NONE, State.PLANNED, State.FROZEN}


def _from_highest(value: Value, name: str) -> tuple[bool, bool, float, str]:
    # Areas that are not mapped come after those that have none, as everywhere.
    return value.value is None, value.state is State.HIDDEN, -(value.value or 0.0), name


def week_clock(
    asked: Asked,
    children: float,
    reached: Numbers,
    is_free: Sequence[Sequence[bool]],
    *,
    told: str = "",
    mark: str = "",
    gained: Numbers | None = None,
) -> Chart:
    """The week clock of one area: colour = share with an open place, number = children without.

    reached, is_free: hours × weekdays. told: what differs from the present week, as a school holiday. mark:
    of a what-if. gained: children gained by it in each hour, told in the sentence.
    """
    t = texts(asked.language)
    shares = [[number / children if children else None for number in row] for row in reached]
    without = [[round(children - number) if children else None for number in row] for row in reached]
    all_free = all(all(row) for row in is_free)
    chart = build.week_clock(
        shares,
        without,
        asked.view,
        measure=t("Children with an open place, ages {ages}", ages=asked.ages),
        first_hour=FIRST_HOUR,
        free_from=FIRST_HOUR if all_free else FREE_FROM,
    )
    free = [
        n
        for row, free_row in zip(reached, is_free, strict=True)
        for n, f in zip(row, free_row, strict=True)
        if f
    ]
    title = t("{area}: the children's ages are not known by postal area", area=asked.area.name)
    sentence = [chart.sentence]
    if children:
        title = t(
            "{area}: in free time {share} of children aged {ages} have an open place, on average",
            area=asked.area.name,
            ages=asked.ages,
            share=share(sum(free), children * len(free), asked.language),
        )
        best = max(number for row in reached for number in row)
        if best:
            hour, day = next((h, d) for h, row in enumerate(reached) for d, n in enumerate(row) if n == best)
            sentence.append(
                t(
                    "Most children are reached {hour}: {share}.",
                    hour=_hour(hour, day, asked.language),
                    share=share(best, children, asked.language),
                )
            )
    if gained is not None:
        title, gains = _gain(asked, gained)
        sentence = [*gains, *sentence]
    return replace(
        chart,
        title=title,
        sentence=" ".join(sentence),
        subtitle=asked.subtitle(asked.distance, told, mark and t(mark)),
        notes=(*marked(mark, asked.language), *chart.notes),
        slug="week-clock",
    )


def _gain(asked: Asked, gained: Numbers) -> tuple[str, list[str]]:
    t = texts(asked.language)
    cells = [(h, d, n) for h, row in enumerate(gained) for d, n in enumerate(row) if n > 0]
    if not cells:
        title = t("The new slot reaches nobody who is not reached already")
        return title, [t("Nobody is gained in any hour.")]
    most = max(n for _, _, n in cells)
    title = t("The new slot reaches at most {n} children more in an hour", n=asked.number(most))
    hours = [
        f"{_hour(h, d, asked.language)} +{asked.number(n)}"
        for h, d, n in sorted(cells, key=lambda c: (c[1], c[0]))
    ]
    return title, [t("Gained: {hours}.", hours=", ".join(hours))]


def _hour(hour: int, day: int, language: str) -> str:
    begins = FIRST_HOUR + hour
    return f"{formats.weekdays(language)[day]} {begins}{formats.EN_DASH}{begins + 1}"
