"""Figures of criteria: met, partly met and not met by group, by area and by criterion; who was assessed.

The numbers come from `kpdata.results` with their titles already in the language. A criterion left
open in an assessment and a place without any assessment are told apart everywhere; groups are never added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from kpdata.charts import build, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.counted import count, figure, ratio, some
from kpdata.charts.values import Measure, View, missing
from kpdata.domain import State
from kpdata.i18n import N_, Texts, texts
from kpdata.results import Count, Reach

# The parts of every row, in order; what was left open stands grey.
PARTS = (
    ("met", N_("met")),
    ("partly", N_("partly met")),
    ("not_met", N_("not met")),
    (State.UNKNOWN.value, N_("left open")),
)
MOST_RANKED = 10
_RANKED = N_(
    "Each place counts once for a criterion, with its latest result; of one day the peer's. Ranked "
    "by the number of places where the criterion is not met, then by those where it is partly met."
)


@dataclass(frozen=True, slots=True)
class Rated:
    """A criterion or a group of them with its results: key, title in the language, name of its group."""

    key: str
    name: str
    count: Count
    group: str = ""


def ranked(rows: Sequence[Rated]) -> list[Rated]:
    """The judged ones: not met in the most places first, then partly met in the most; else in their order."""
    judged = [row for row in rows if row.count.judged]
    return sorted(judged, key=lambda row: (-row.count.not_met, -row.count.partly))


def headline(area: str, rows: Sequence[Rated], places: int, language: str) -> str:
    """The criterion that is not met in the most places: the finding of the page.

    rows: minimum criteria. places: active ones. A tie of many is counted, not listed.
    """
    t = texts(language)
    if not places:
        return t("{area}: no active meeting places", area=area)
    judged = ranked(rows)
    if not judged:
        return t("{area}: no minimum criterion has been assessed", area=area)
    most = judged[0].count.not_met
    if not most:
        return t("{area}: every criterion assessed is met at least partly", area=area)
    first = [row for row in judged if row.count.not_met == most]
    counts = _unmet(first[0].count, language)
    if len(first) > 1:
        return t(
            "{area}: {n} criteria are unmet most often, among them “{criterion}” ({counts} places)",
            area=area,
            n=formats.number(len(first), 0, language),
            criterion=first[0].name,
            counts=counts,
        )
    return t(
        "{area}: most often unmet is “{criterion}” ({counts} places)",
        area=area,
        criterion=first[0].name,
        counts=counts,
    )


def headline_of_place(area: str, rows: Sequence[Rated], language: str, *, is_active: bool = True) -> str:
    """What one place has not met; one place has no "most often"."""
    t = texts(language)
    if not is_active:
        return t("{area}: the place is not active on this day", area=area)
    judged = [row for row in rows if row.count.judged]
    if not judged:
        return t("{area}: no minimum criterion has been assessed", area=area)
    unmet = [row.name for row in judged if row.count.not_met]
    if not unmet:
        return t("{area}: every criterion assessed is met at least partly", area=area)
    if len(unmet) > 1:
        return t(
            "{area}: {n} criteria are not met, among them “{criterion}”",
            area=area,
            n=formats.number(len(unmet), 0, language),
            criterion=unmet[0],
        )
    return t("{area}: not met is “{criterion}”", area=area, criterion=unmet[0])


def groups(
    rows: Sequence[Rated], shares: Mapping[str, Value], view: View, reach: Reach, *, notes: Sequence[str] = ()
) -> Chart:
    """Results by group in numbers of criteria; in brackets the share met of those judged, the indicator's.

    shares: by key of the row, as the indicator shows it. reach: which places the results are of.
    """
    t, language = texts(view.language), view.language
    judged = [row for row in rows if row.count.judged]
    title, sentence = _nothing(reach, t)
    if judged:
        least = min(row.count.met / row.count.judged for row in judged)
        lowest = [row for row in judged if row.count.met / row.count.judged == least]
        title = t(
            "Fewest met: {groups} ({value})",
            groups=formats.listing([row.name for row in lowest], language),
            value=shares[lowest[0].key].shown,
        )
        told = "; ".join(
            f"{row.name} {shares[row.key].shown} ({ratio(row.count.met, row.count.judged, language)})"
            for row in judged
        )
        sentence = t("Met of the results that were judged – {groups}.", groups=told)
        left = "; ".join(
            f"{row.name} {formats.number(row.count.not_assessed, 0, language)}"
            for row in rows
            if row.count.not_assessed
        )
        if left:
            sentence += " " + t("Left open in the assessments – {groups}.", groups=left)
    any_told = any(row.count.told for row in rows)
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=sentence,
        measure=t("Results of the criteria by group"),
        heading=t("Group"),
        categories=tuple(Category(row.key, f"{row.name} ({shares[row.key].shown})") for row in rows)
        if any_told
        else (),
        series=_parts([row.count for row in rows], t) if any_told else (),
        notes=(
            t("In brackets: met of those judged. The groups differ in size, so they are not added up."),
            *notes,
        ),
        definition=t(
            "The latest result of each criterion in each active place; of one day the peer's. A criterion "
            "that an assessment left open is counted apart, and so is a place without any assessment: it is "
            "not in the figure."
        ),
        slug="criteria-groups",
    )


def reached(areas: Sequence[tuple[Category, Reach]], own: Reach, view: View, heading: str) -> Chart:
    """Active places by when they were assessed; those never assessed stand grey. own: of the area."""
    t, language = texts(view.language), view.language
    parts: tuple[tuple[str, str, Callable[[Reach], int]], ...] = (
        ("recent", t("in the last 24 months"), lambda r: r.recent),
        ("earlier", t("earlier only"), lambda r: r.earlier),
        ("open", t("begun, everything left open"), lambda r: r.open),
        (State.UNKNOWN.value, t("never assessed"), lambda r: r.never),
    )
    title, sentence = t("No active meeting places"), t("There are no active meeting places.")
    if own.total:
        title = t(
            "Assessed in the last 24 months: {counts} active places",
            counts=ratio(own.recent, own.total, language),
        )
        told = ", ".join(f"{name} {formats.number(of(own), 0, language)}" for _, name, of in parts)
        sentence = t("Active places by their assessment – {counts}.", counts=told)
    rows = [row for row in areas if row[1].total]
    left = len(areas) - len(rows)
    if left and rows:
        sentence += " " + t("Areas without an active place, not in the figure: {n}.", n=left)
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=sentence,
        measure=t("Active places by their latest assessment"),
        heading=heading,
        categories=tuple(
            replace(category, name=f"{category.name} ({ratio(reach.recent, reach.total, language)})")
            for category, reach in rows
        ),
        series=tuple(
            Series(key, name, tuple(count(of(reach), language) for _, reach in rows))
            for key, name, of in parts
        )
        if rows
        else (),
        notes=(t("In brackets: assessed in the last 24 months of all active places."),),
        definition=t(
            "An active place is assessed when any criterion of any framework was judged by itself or by a "
            "peer. Begun: rows exist, but every criterion was left open."
        ),
        slug="places-assessed",
    )


def by_area(
    frame: pd.DataFrame,
    measures: Sequence[Measure],
    names: Mapping[str, str],
    view: View,
    definition: str,
    *,
    beside: str = "",
) -> Chart:
    """Shares met by area and group, side by side.

    names: short titles of the measures. beside: the measure that only stands beside them, in no finding.
    """
    t, language = texts(view.language), view.language
    chart = build.heat_table(frame, measures, view)
    measure = t("Criteria met of those judged")
    chart = replace(
        chart,
        subtitle=chart.subtitle.replace(chart.measure, measure, 1),
        categories=tuple(replace(c, name=names.get(c.key, c.name)) for c in chart.categories),
        series=tuple(replace(s, name=names.get(s.key, s.name)) for s in chart.series),
        measure=measure,
        definition=definition,
        slug="criteria-by-area",
    )
    in_columns = bool(chart.series) and ":" in chart.series[0].key
    spreads = []
    for number, of in enumerate(measures):
        if in_columns:
            cells = [(series.name, series.values[number]) for series in chart.series]
        else:
            values = chart.series[number].values if chart.series else ()
            cells = [(c.name, value) for c, value in zip(chart.categories, values, strict=True)]
        known = [(value.value, name, value.shown) for name, value in cells if value.value is not None]
        if len(known) > 1 and of.id != beside:
            spreads.append(_Spread(names[of.id], known, len(cells)))
    if not spreads:
        title = t("Too few areas have been assessed to be compared")
        return replace(chart, title=title, sentence=f"{title}.")
    title, sentence = _told(spreads, language)
    return replace(chart, title=title, sentence=sentence)


@dataclass(frozen=True, slots=True)
class _Spread:
    """What areas have of one group; known: value, area and the value as shown, of those with a value."""

    group: str
    known: Sequence[tuple[float, str, str]]
    areas: int

    @property
    def width(self) -> float:
        """From the lowest to the highest, rounded so that equal ones are equal."""
        return round(max(self.known)[0] - min(self.known)[0], 6)

    @property
    def ends(self) -> tuple[str, str]:
        """The lowest and the highest value as they are shown."""
        return min(self.known)[2], max(self.known)[2]

    def at(self, end: str) -> list[str]:
        """The areas that are shown with a value."""
        return [name for _, name, shown in self.known if shown == end]


def _told(spreads: Sequence[_Spread], language: str) -> tuple[str, str]:
    """The title and the sentence of where areas differ most; groups that differ as much are all named."""
    t = texts(language)
    most = max(spread.width for spread in spreads)
    widest = [spread for spread in spreads if spread.width == most]
    if all(low == high for low, high in (spread.ends for spread in widest)):
        widest = [spread for spread in spreads if spread.ends[0] == spread.ends[1]]
        shown = {spread.ends[0] for spread in widest}
        title = t("All areas alike in every group")
        if len(shown) == 1:
            groups = formats.listing([spread.group for spread in widest], language)
            title = t("{group}: all areas alike, {value}", group=groups, value=shown.pop())
        told = [
            t(
                "{group}: {value}, judged in {n} of {total}.",
                group=spread.group,
                value=spread.ends[0],
                n=formats.number(len(spread.known), 0, language),
                total=formats.number(spread.areas, 0, language),
            )
            for spread in widest
        ]
        return title, " ".join(told)
    widest = [spread for spread in widest if spread.ends[0] != spread.ends[1]]
    low, high = widest[0].ends
    title = t("{group}: from {low} to {high} by area", group=widest[0].group, low=low, high=high)
    if len(widest) > 1:
        title = t(
            "{groups}: areas differ most, by {n} percentage points",
            groups=formats.listing([spread.group for spread in widest], language),
            n=formats.number(most, 0, language),
        )
    told = [
        t(
            "{group}: lowest {lowest} {low}, highest {highest} {high}; judged in {n} of {total}.",
            group=spread.group,
            lowest=some(spread.at(spread.ends[0]), language),
            low=spread.ends[0],
            highest=some(spread.at(spread.ends[1]), language),
            high=spread.ends[1],
            n=formats.number(len(spread.known), 0, language),
            total=formats.number(spread.areas, 0, language),
        )
        for spread in widest
    ]
    return title, " ".join(told)


def unmet(rows: Sequence[Rated], view: View) -> Chart:
    """The criteria not met in the most places, at most ten; in brackets in how many of the judged."""
    t, language = texts(view.language), view.language
    order = [row for row in ranked(rows) if row.count.not_met]
    kept = order[:MOST_RANKED]
    title, sentence = t("Nothing has been assessed"), t("No criterion has been judged in any active place.")
    if any(row.count.judged for row in rows):
        title = t("No criterion is unmet in any place")
        sentence = t("Every result that was judged is met or partly met.")
    if kept:
        first = kept[0]
        title = t(
            "Most often unmet: “{criterion}”, {counts} places",
            criterion=first.name,
            counts=ratio(first.count.not_met, first.count.judged, language),
        )
        if tied := sum(row.count.not_met == first.count.not_met for row in order) - 1:
            title = t(
                "Most often unmet: {n} criteria, among them “{criterion}”, {counts} places",
                n=formats.number(tied + 1, 0, language),
                criterion=first.name,
                counts=_unmet(first.count, language),
            )
        told = "; ".join(f"{_quoted(row.name, t)} {_unmet(row.count, language)}" for row in kept[:3])
        sentence = t("Not met of the places where it was judged – {criteria}.", criteria=told)
    notes = [t("In brackets: places where it is not met, of those where it was judged.")]
    if len(order) > len(kept):
        notes.append(
            t(
                "The first {n} of {total} are drawn; the list below has all of them.",
                n=len(kept),
                total=len(order),
            )
        )
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=sentence,
        measure=t("Places by result of the criterion"),
        heading=t("Criterion"),
        categories=tuple(Category(row.key, f"{row.name} ({_unmet(row.count, language)})") for row in kept),
        series=_parts([row.count for row in kept], t) if kept else (),
        notes=tuple(notes),
        definition=t(_RANKED),
        slug="criteria-unmet",
    )


def every_criterion(rows: Sequence[Rated], view: View) -> Chart:
    """All criteria in rows, the one not met in the most places first; what was never judged last."""
    t = texts(view.language)
    order = ranked(rows)
    order += [row for row in rows if not row.count.judged]
    told = sum(row.count.not_met > 0 for row in rows)
    return figure(
        view,
        Kind.TABLE,
        title=t("Unmet in some place: {n} of {total} criteria and questions", n=told, total=len(rows)),
        sentence=t(
            "Judged in some place: {n} of {total}.",
            n=sum(row.count.judged > 0 for row in rows),
            total=len(rows),
        ),
        measure=t("Places by result of the criterion"),
        heading=t("Criterion"),
        categories=tuple(Category(row.key, row.name) for row in order),
        series=(
            Series("group", t("Group"), tuple(Value(State.OK, row.group) for row in order)),
            *_columns([row.count for row in order], t),
        ),
        definition=t(_RANKED),
        slug="criteria-all",
    )


def lskl(rows: Sequence[Rated], view: View) -> Chart:
    """The framework of the Central Union for Child Welfare: its ids as they are, apart from the rest."""
    t = texts(view.language)
    return figure(
        view,
        Kind.TABLE,
        title=t.plural("The lskl framework: {n} criterion", "The lskl framework: {n} criteria", len(rows)),
        sentence=t("The framework ships no titles: its ids are shown as they were imported."),
        measure=t("Places by result of the criterion"),
        heading=t("Id"),
        categories=tuple(Category(f"lskl:{row.key}", row.name) for row in rows),
        series=_columns([row.count for row in rows], t) if rows else (),
        definition=t(
            "Self- and peer evaluation of the Central Union for Child Welfare. Its results are in no "
            "indicator of criteria; that a place was assessed counts."
        ),
        slug="criteria-lskl",
    )


def _parts(counts: Sequence[Count], t: Texts) -> tuple[Series, ...]:
    """Met, partly met, not met and left open as the parts of rows."""
    numbers: dict[str, Callable[[Count], int]] = {
        "met": lambda c: c.met,
        "partly": lambda c: c.partly,
        "not_met": lambda c: c.not_met,
        State.UNKNOWN.value: lambda c: c.not_assessed,
    }
    return tuple(
        Series(key, t(name), tuple(count(numbers[key](c), t.language) for c in counts)) for key, name in PARTS
    )


def _columns(counts: Sequence[Count], t: Texts) -> tuple[Series, ...]:
    """The same in columns, the unmet first; empty where there is no result at all."""
    columns: tuple[tuple[str, str, Callable[[Count], int]], ...] = (
        ("not_met", t("not met"), lambda c: c.not_met),
        ("partly", t("partly met"), lambda c: c.partly),
        ("met", t("met"), lambda c: c.met),
        ("not_assessed", t("left open"), lambda c: c.not_assessed),
        ("places", t("places, n"), lambda c: c.told),
    )
    nothing = missing(State.UNKNOWN, t.language)
    return tuple(
        Series(key, name, tuple(count(of(c), t.language) if c.told else nothing for c in counts))
        for key, name, of in columns
    )


def _nothing(reach: Reach, t: Texts) -> tuple[str, str]:
    if not reach.total:
        return t("No active meeting places"), t("There are no active meeting places.")
    return t("Nothing has been assessed"), t("No criterion has been judged in any active place.")


def _unmet(of: Count, language: str) -> str:
    return ratio(of.not_met, of.judged, language)


def _quoted(name: str, t: Texts) -> str:
    return t("“{name}”", name=name)
