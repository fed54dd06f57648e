"""Figures of the steps of integration: the finding of the page, steps by area and over time.

The facts come from `kpdata.indicators` (standings); each figure gets its finding as title and its sentence
here, from the same shown values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.counted import count, figure
from kpdata.charts.values import View, missing
from kpdata.criteria import STEPS
from kpdata.domain import State
from kpdata.i18n import texts

# The step that the findings speak of: meeting places are represented in the groups that decide.
SPOKEN_OF = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """Municipalities of an area, or on a day, at each step 0–5, and those of which nothing is recorded."""

    category: Category
    counts: tuple[int, ...]
    unrecorded: int

    @property
    def total(self) -> int:
        """All municipalities."""
        return sum(self.counts) + self.unrecorded

    @property
    def is_recorded(self) -> bool:
        """Whether anything is recorded of any of them; without it their steps are unknown, not 0."""
        return self.unrecorded < self.total

    @property
    def reached(self) -> int:
        """Municipalities at the step that is spoken of, or above."""
        return sum(self.counts[SPOKEN_OF:])


def headline(area: str, whole: Spread, expiring: int, language: str) -> str:
    """The finding of the page. expiring: municipalities with evidence that expires within 90 days."""
    t = texts(language)
    if not whole.total:
        return t("{area}: no municipalities, so no integration to follow", area=area)
    if not whole.is_recorded:
        return unrecorded(area, language)
    return f"{_reached(area, whole, language)}; {_soon_in(expiring, language)}"


def _reached(area: str, row: Spread, language: str) -> str:
    t = texts(language)
    return t(
        "{area}: {n} of {total} municipalities at step {step} or above",
        area=area,
        n=row.reached,
        total=row.total,
        step=SPOKEN_OF,
    )


def unrecorded(area: str, language: str) -> str:
    """The finding where nothing is recorded; area: its name, empty when it has none."""
    t = texts(language)
    if not area:
        return t("Integration: nothing recorded")
    return t("{area}: nothing is recorded of integration", area=area)


def _soon_in(municipalities: int, language: str) -> str:
    t = texts(language)
    if not municipalities:
        return t("no evidence expires within 90 days")
    return t.plural(
        "evidence expires within 90 days in {n} municipality",
        "evidence expires within 90 days in {n} municipalities",
        municipalities,
    )


def headline_of_one(area: str, step: int | None, name: str, expiring: int, language: str) -> str:
    """The finding of one municipality. name: of its step; expiring: its criteria that fall within 90 days."""
    t = texts(language)
    if step is None:
        return unrecorded(area, language)
    first = t("{area}: integration at step {step} of 5 ({name})", area=area, step=step, name=name)
    if not expiring:
        return f"{first}; {t('no evidence expires within 90 days')}"
    soon = t.plural(
        "evidence of {n} criterion expires within 90 days",
        "evidence of {n} criteria expires within 90 days",
        expiring,
    )
    return f"{first}; {soon}"


def by_area(rows: Sequence[Spread], view: View, *, of: str, as_share: bool, heading: str) -> Chart:
    """Municipalities by step in several areas. of: key of the area that the finding is about.

    as_share: parts of 100 %, else numbers of municipalities.
    """
    t, language = texts(view.language), view.language
    own = next((row for row in rows if row.category.key == of), None)
    title, told = t("Steps of integration by area"), []
    if own is not None:
        title = unrecorded(own.category.name, language)
        if own.is_recorded:
            title = _reached(own.category.name, own, language)
        told.append(f"{own.category.name}: {_counted(own, language)}.")
    if silent := sum(not row.is_recorded for row in rows):
        told.append(t.plural("Nothing recorded in {n} area.", "Nothing recorded in {n} areas.", silent))
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=" ".join(told) or f"{title}.",
        measure=t("Municipalities by step of integration"),
        heading=heading,
        categories=tuple(replace(row.category, name=f"{row.category.name} ({row.total})") for row in rows),
        series=_parts(rows, language, as_share=as_share),
        unit="%" if as_share else "",
        definition=_definition(language),
        notes=(t("In brackets: municipalities. Nothing recorded is not step 0: its step is not known."),),
        slug="steps-by-area",
    )


def progress(rows: Sequence[Spread], view: View) -> Chart:
    """Municipalities by step at the end of each quarter and on the day, the oldest first."""
    t, language = texts(view.language), view.language
    title, told = t("Steps over time"), ""
    # A day of which nothing is known is no beginning of a change.
    recorded = [row for row in rows if row.is_recorded]
    if len(recorded) > 1:
        first, last = recorded[0], recorded[-1]
        title = t(
            "At step {step} or above: {then} → {now} of {total} municipalities",
            step=SPOKEN_OF,
            then=first.reached,
            now=last.reached,
            total=last.total,
        )
        told = t(
            "{then_day}: {then}. {now_day}: {now}.",
            then_day=first.category.name,
            then=_counted(first, language),
            now_day=last.category.name,
            now=_counted(last, language),
        )
    elif recorded:
        (only,) = recorded
        title = _reached(only.category.name, only, language)
        told = f"{only.category.name}: {_counted(only, language)}."
    elif rows:
        title = unrecorded(view.area.name if view.area else "", language)
        told = f"{title}."
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=told or t("There is nothing to show with these choices."),
        measure=t("Municipalities by step of integration"),
        heading=t("Day"),
        categories=tuple(row.category for row in rows),
        series=_parts(rows, language, as_share=False),
        definition=_definition(language),
        notes=(t("Each bar as it was seen on that day: evidence that went stale later still counts there."),),
        slug="steps-over-time",
    )


def share_over_time(chart: Chart) -> Chart:
    """The line of the share of criteria under its finding: how much it was and is."""
    known = [value for value in chart.series[0].values if value.is_known] if chart.series else []
    if len(known) < 2:
        return chart
    t = texts(chart.language)
    title = t(
        "{area}: criteria done {then} → {now}",
        area=chart.series[0].name,
        then=known[0].shown,
        now=known[-1].shown,
    )
    return replace(chart, title=title, slug="integration-over-time")


def _counted(row: Spread, language: str) -> str:
    """Municipalities by step in words: `porras 0 5, porras 3 2, ei kirjauksia 1`; empty steps left out."""
    t = texts(language)
    parts = [t("step {step}: {n}", step=step, n=n) for step, n in enumerate(row.counts) if n]
    if row.unrecorded:
        parts.append(t("nothing recorded: {n}", n=row.unrecorded))
    return ", ".join(parts)


def _parts(rows: Sequence[Spread], language: str, *, as_share: bool) -> tuple[Series, ...]:
    t = texts(language)

    def value(row: Spread, n: int) -> Value:
        if not row.total:
            return missing(State.UNKNOWN, language)
        if as_share:
            share = 100 * n / row.total
            return Value(State.OK, formats.percent(share, language), share)
        return count(n, language)

    unit = "%" if as_share else ""
    steps = [
        Series(
            str(step), t("Step {step}", step=step), tuple(value(row, row.counts[step]) for row in rows), unit
        )
        for step in (0, *STEPS)
    ]
    untold = Series(
        State.UNKNOWN.value, t("Nothing recorded"), tuple(value(row, row.unrecorded) for row in rows), unit
    )
    return (*steps, untold)


def _definition(language: str) -> str:
    t = texts(language)
    return t(
        "The step of a municipality: the highest whose every criterion, and those of all lower steps, are "
        "done with evidence in force on the day."
    )
