"""Figures of roles: where each is named, and of what kind of organisation; never who holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpdata.charts import build
from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.counted import count, figure
from kpdata.charts.values import View
from kpdata.i18n import texts


def by_area(
    rows: Sequence[Category],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Value],
    view: View,
    *,
    heading: str,
    title: str,
    sentence: str,
) -> Chart:
    """Areas × roles: named with its kind of organisation, not named, not recorded; never who holds it."""
    t = texts(view.language)
    classes = (ColourClass(t("not named"), "○"), ColourClass(t("named"), "●"))
    chart = build.matrix(rows, columns, cells, classes, view, measure=t("Roles by area"), heading=heading)
    notes = (
        t("Roles only: who holds them is not kept here."),
        t("Not recorded (..): the area tells nothing of the role, or does not have it."),
    )
    area = view.area.name if view.area else ""
    return replace(
        chart,
        title=title,
        subtitle=f"{area} · {chart.subtitle}" if area else chart.subtitle,
        sentence=sentence,
        notes=notes,
        slug="roles-by-area",
    )


def by_organisation(
    rows: Sequence[tuple[Category, tuple[int, ...]]],
    columns: Sequence[tuple[str, str]],
    view: View,
    *,
    title: str,
    sentence: str,
) -> Chart:
    """Roles × kinds of organisation: in how many municipalities; zero stays white."""
    t, language = texts(view.language), view.language
    values = [[count(n, language) for n in counts] for _, counts in rows]
    coloured, classes = classed([value for row in values for value in row if value.value], "", language)
    left = iter(coloured)
    values = [[next(left) if value.value else value for value in row] for row in values]
    series = tuple(
        Series(key, name, tuple(row[i] for row in values)) for i, (key, name) in enumerate(columns)
    )
    return figure(
        view,
        Kind.HEAT,
        title=title,
        sentence=sentence,
        measure=t("Municipalities by role and kind of organisation"),
        heading=t("Role"),
        categories=tuple(category for category, _ in rows),
        series=series,
        classes=classes,
        definition=t(
            "In how many municipalities of the area a role is named, and of what kind of organisation."
        ),
        notes=(t("Roles only: who holds them is not kept here."),),
        slug="roles-by-organisation",
    )
