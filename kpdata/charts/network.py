"""Figures of the network: who runs it, of what kind it is, what it offers, how it changes.

The numbers come from `kpdata.indicators.network` with codes already put into words. Each figure gets its
finding as title and its sentence here, from the same shown values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from kpdata.charts import build, formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.classes import classed
from kpdata.charts.counted import count, figure
from kpdata.charts.values import Measure, View, missing
from kpdata.domain import OperatorType, State
from kpdata.i18n import N_, Texts, texts

OPERATORS = {
    OperatorType.MUNICIPALITY: N_("Municipalities"),
    OperatorType.COUNTY: N_("Wellbeing services counties"),
    OperatorType.NGO: N_("NGOs"),
    OperatorType.PARISH: N_("Parishes"),
    OperatorType.OTHER: N_("Other operators"),
}
_MOST_COUNTED = 5
_MOST_OWN = 2


def operators_in_words(operators: Sequence[OperatorType], language: str) -> str:
    """Operator types inside a sentence: `kunnat ja seurakunnat`."""
    t = texts(language)
    return formats.listing([formats.lowered(t(OPERATORS[operator])) for operator in operators], language)


def headline(area: str, operators: Sequence[OperatorType], places: int, total: int, language: str) -> str:
    """Who runs how much of the network: the finding of the page.

    operators: the type with most active places, several in a tie; places: of each; total: all active ones.
    """
    t = texts(language)
    if not total:
        return t("{area}: no active meeting places", area=area)
    values = {
        "area": area,
        "operators": operators_in_words(operators, language),
        "n": formats.number(places, 0, language),
        "total": formats.number(total, 0, language),
        "share": formats.percent(100 * places / total, language),
    }
    if len(operators) > 1:
        return t("{area}: {operators} run most meeting places, {n} of {total} each", **values)
    if places == total:
        return t("{area}: all active meeting places ({total}) are run by {operators}", **values)
    share = places / total
    if places * 2 == total:
        return t("{area}: {operators} run half of the meeting places ({n} of {total})", **values)
    if 0.45 <= share <= 0.55:
        return t("{area}: {operators} run about half of the meeting places ({n} of {total})", **values)
    if share > 0.5:
        return t("{area}: {operators} run {share} of the meeting places ({n} of {total})", **values)
    return t("{area}: {operators} run the most meeting places, {n} of {total} ({share})", **values)


def operators(
    frame: pd.DataFrame, parts: Sequence[Measure], view: View, counts: Mapping[str, tuple[str, ...]]
) -> Chart:
    """Shares of the operator types by area, the areas with most places first.

    frame, parts: the shares of the operators. counts: by key of an area, the operator type of each place.
    """
    t = texts(view.language)
    chart = build.stacked_bars(frame, parts, view, title=t("Operators of active meeting places"))
    named = tuple(
        replace(series, name=t(name)) for series, name in zip(chart.series, OPERATORS.values(), strict=True)
    )
    chart = replace(chart, series=named)
    totals = {key: len(types) for key, types in counts.items()}
    order = sorted(
        range(len(chart.categories)),
        key=lambda i: (-totals.get(chart.categories[i].key, 0), chart.categories[i].name),
    )
    known = [types for category in chart.categories if (types := counts.get(category.key))]
    leads: Counter[OperatorType] = Counter()
    for types in known:
        numbers = Counter(types)
        most = max(numbers.values())
        leads.update(OperatorType(name) for name, n in numbers.items() if n == most)
    ranked = sorted(leads.items(), key=lambda item: (-item[1], list(OperatorType).index(item[0])))
    title, told = t("No active meeting places"), []
    if ranked:
        operator, count = ranked[0]
        title = t(
            "{operator}: the largest operator in {n} of {total} areas",
            operator=t(OPERATORS[operator]),
            n=count,
            total=len(known),
        )
        counted = ", ".join(f"{operators_in_words([name], view.language)} {n}" for name, n in ranked)
        told.append(t("The largest operator, alone or with another as large – {counts}.", counts=counted))
    told += _own_parts(chart)
    told += _unknown_areas(
        [values[0].state for values in zip(*(s.values for s in chart.series), strict=True)], t
    )
    return replace(
        chart,
        title=title,
        sentence=" ".join(told),
        categories=tuple(
            replace(category, name=f"{category.name} ({totals.get(category.key, 0)})")
            for category in (chart.categories[i] for i in order)
        ),
        series=tuple(
            replace(series, values=tuple(series.values[i] for i in order)) for series in chart.series
        ),
        notes=(t("In brackets: active places. With few places one place moves the share a lot."),),
        slug="operators",
    )


def _own_parts(chart: Chart) -> list[str]:
    """The parts of the own areas, largest first: `Nokia: järjestöt 44 %, seurakunnat 25 %.`"""
    told = []
    for i, category in enumerate(chart.categories):
        parts = [(series, value) for series in chart.series if (value := series.values[i]).value]
        if category.own and parts:
            parts.sort(key=lambda part: -(part[1].value or 0))
            words = ", ".join(f"{formats.lowered(series.name)} {value.shown}" for series, value in parts)
            told.append(f"{category.name}: {words}.")
    return told[:_MOST_OWN]


def _unknown_areas(states: Sequence[State], t: Texts) -> list[str]:
    """How many areas have no place, and how many are not mapped: areas, not cells."""
    told = []
    without = sum(state in {State.NONE, State.PLANNED, State.FROZEN} for state in states)
    if without:
        told.append(t("No active place: {n}.", n=without))
    unmapped = sum(state is State.NOT_MAPPED for state in states)
    if unmapped:
        told.append(t("Not mapped: {n}.", n=unmapped))
    return told


def types(
    areas: Sequence[tuple[Category, State]],
    columns: Mapping[str, str],
    counts: Mapping[tuple[str, str], int],
    own: Mapping[str, int],
    view: View,
    heading: str,
) -> Chart:
    """Active places by area and type on one colour scale, the areas and types with most places first.

    areas: with the state of their number of places. columns: names of types by code. counts: by key of the
    area and code of the type. own: by code, of the area that the finding is about.
    """
    t, language = texts(view.language), view.language
    totals = {code: sum(counts.get((c.key, code), 0) for c, _ in areas) for code in columns}
    order = sorted((code for code in columns if totals[code]), key=lambda code: -totals[code])
    of_area = {c.key: sum(counts.get((c.key, code), 0) for code in columns) for c, _ in areas}
    rows = sorted(areas, key=lambda row: (row[1] is State.NOT_MAPPED, -of_area[row[0].key], row[0].name))
    cells = [
        count(counts.get((category.key, code), 0), language)
        if state is State.OK
        else missing(state, language)
        for code in order
        for category, state in rows
    ]
    # A zero stays white: the eye finds what there is.
    coloured, classes = classed([cell for cell in cells if cell.value], "", language)
    left = iter(coloured)
    cells = [next(left) if cell.value else cell for cell in cells]
    series = tuple(
        Series(code, formats.capital(columns[code]), tuple(cells[i * len(rows) : (i + 1) * len(rows)]))
        for i, code in enumerate(order)
    )
    title, sentence = t("No active meeting places"), t("There are no active meeting places.")
    if own:
        ranked = sorted(own, key=lambda code: (-own[code], columns[code]))
        title = t(
            "The most common type: {type}, {n} of {total} places",
            type=columns[ranked[0]],
            n=formats.number(own[ranked[0]], 0, language),
            total=formats.number(sum(own.values()), 0, language),
        )
        sentence = t("Active places by type – {counts}.", counts=_counted(columns, own, ranked, language))
    sentence = " ".join([sentence, *_unknown_areas([state for _, state in areas], t)])
    return figure(
        view,
        Kind.HEAT,
        title=title,
        sentence=sentence,
        measure=t("Active meeting places by type"),
        heading=heading,
        categories=tuple(category for category, _ in rows) if order else (),
        series=series,
        classes=classes,
        definition=t("Active places on the day, by the type that the register tells of them."),
        slug="place-types",
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every place: its name as in a sentence; in how many it is so, not so, not known."""

    key: str
    name: str
    yes: int
    no: int
    unknown: int


def features(rows: Sequence[Asked], view: View) -> Chart:
    """Yes, no and not known of each thing asked, in places."""
    t, language = texts(view.language), view.language
    total = max((row.yes + row.no + row.unknown for row in rows), default=0)
    parts = (("yes", t("yes")), ("no", t("no")), (State.UNKNOWN.value, t("not known")))
    series = tuple(
        Series(key, name, tuple(count(getattr(row, key), language) for row in rows)) for key, name in parts
    )
    known = [row for row in rows if row.yes + row.no]
    title, sentence = t("No active meeting places"), t("There are no active meeting places.")
    if total and known:
        least = min(known, key=lambda row: (row.yes / (row.yes + row.no), row.name))
        title = t(
            "Least often: {what}, {yes} of the {known} places for which it is known",
            what=least.name,
            yes=formats.number(least.yes, 0, language),
            known=formats.number(least.yes + least.no, 0, language),
        )
        told = []
        for row in rows:
            yes, of, unknown = (
                formats.number(n, 0, language) for n in (row.yes, row.yes + row.no, row.unknown)
            )
            text = (
                N_("{what} {yes}/{known}, not known {unknown}") if row.unknown else N_("{what} {yes}/{known}")
            )
            told.append(t(text, what=row.name, yes=yes, known=of, unknown=unknown))
        sentence = t("Yes of the known: {counts}.", counts="; ".join(told))
    elif total:
        title, sentence = t("None of this is known"), t("None of this is known of any place.")
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=sentence,
        measure=t("Active meeting places"),
        heading=t("Feature"),
        categories=tuple(Category(row.key, formats.capital(row.name)) for row in rows) if total else (),
        series=series if total else (),
        notes=(t("Not known is not a no: the register does not tell it of these places."),),
        definition=t(
            "Active places on the day for which the register tells yes, no or nothing. Shares of these "
            "(yes of the known) are indicators of their own."
        ),
        slug="features",
    )


def by_area(frame: pd.DataFrame, measures: Sequence[Measure], view: View, names: Sequence[str]) -> Chart:
    """Shares of what places offer by area; the finding: in how many areas no place does.

    names: of the measures in a sentence; a measure without a name is in the figure only.
    """
    t = texts(view.language)
    chart = build.heat_table(frame, measures, view)
    cells = {measure.id: _of_measure(chart, i) for i, measure in enumerate(measures)}
    counted = []
    for measure, name in zip(measures, names, strict=False):
        known = [value.value for value in cells[measure.id] if value.value is not None]
        counted.append((sum(value == 0 for value in known), len(known), name))
    counted = [row for row in counted if row[1]]
    if not counted:
        return replace(chart, title=t("No active meeting places"), slug="offers-by-area")
    none, known_areas, name = max(counted, key=lambda row: row[0] / row[1])
    title = t(
        "{what}: no place in {n} of the {total} areas where it is known",
        what=formats.capital(name),
        n=none,
        total=known_areas,
    )
    told = t(
        "Areas without a single place of the kind, of those where it is known – {counts}.",
        counts=", ".join(f"{name} {none}/{known_areas}" for none, known_areas, name in counted),
    )
    states = [value.state for value in cells[measures[-1].id]]
    return replace(
        chart,
        title=title if none else t("What places offer differs by area"),
        sentence=" ".join([told, *_unknown_areas(states, t)]),
        slug="offers-by-area",
    )


def _of_measure(chart: Chart, number: int) -> list[Value]:
    """The values of a measure of a heat table, which has its areas in columns or in rows."""
    if chart.series and ":" in chart.series[0].key:
        return [series.values[number] for series in chart.series]
    return list(chart.series[number].values) if chart.series else []


def running(chart: Chart, name: str) -> Chart:
    """The line of active places under its finding: how many there were and are."""
    values = [value for value in chart.values if value.value is not None]
    if len(values) < 2 or values[0].value is None or values[-1].value is None:
        return chart
    t = texts(chart.language)
    net = formats.number(values[-1].value - values[0].value, 0, chart.language, signed=True)
    title = t(
        "{area}: meeting places {then} → {now} ({net})",
        area=name,
        then=values[0].shown,
        now=values[-1].shown,
        net=net,
    )
    return replace(chart, title=title, slug="running-places")


def offered(
    counts: Mapping[str, int],
    names: Mapping[str, str],
    known: int,
    total: int,
    view: View,
    *,
    measure: str,
    heading: str,
    definition: str,
    slug: str,
    none: int | None = None,
) -> Chart:
    """How many active places offer each of some things, the most first; a place may offer several.

    names: as in a sentence. none: places that are known to offer none of them, where that can be told.
    """
    t, language = texts(view.language), view.language
    order = sorted(names, key=lambda code: (-counts.get(code, 0), names[code]))
    title, parts = t("{measure}: not known of any place", measure=measure), []
    if known:
        first = order[0]
        title = t(
            "{measure}: most often {what} ({n} of {known} places)",
            measure=measure,
            what=names[first],
            n=formats.number(counts.get(first, 0), 0, language),
            known=formats.number(known, 0, language),
        )
        parts.append(t("Places – {counts}.", counts=_counted(names, counts, order, language)))
        if none:
            parts.append(t("None of them: {n}.", n=formats.number(none, 0, language)))
    if total - known:
        parts.append(
            t(
                "Not known: {n} of {total} places.",
                n=formats.number(total - known, 0, language),
                total=formats.number(total, 0, language),
            )
        )
    values = tuple(count(counts.get(code, 0), language) for code in order)
    return figure(
        view,
        Kind.BARS,
        title=title if total else t("No active meeting places"),
        sentence=" ".join(parts) or t("There are no active meeting places."),
        measure=measure,
        heading=heading,
        categories=tuple(Category(code, formats.capital(names[code])) for code in order) if known else (),
        series=(Series("places", t("places"), values),) if known else (),
        definition=definition,
        slug=slug,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """Places that opened and closed in one step of time, told by its name."""

    first: date
    name: str
    opened: int
    closed: int


def turnover(rows: Sequence[Change], view: View, *, heading: str, notes: Sequence[str]) -> Chart:
    """Closed places to the left, opened ones to the right, the net change beside the name of each step."""
    t, language = texts(view.language), view.language
    opened, closed = sum(row.opened for row in rows), sum(row.closed for row in rows)
    values = {
        "opened": formats.number(opened, 0, language),
        "closed": formats.number(closed, 0, language),
        "net": formats.number(opened - closed, 0, language, signed=True),
    }
    title, sentence = t("No meeting place opened or closed"), t("Nothing opened or closed in this time.")
    if opened + closed:
        title = t("Opened {opened}, closed {closed}: net {net}", **values)
        busiest = max(rows, key=lambda row: (row.opened + row.closed, row.first))
        sentence = t(
            "Opened {opened}, closed {closed}, net {net}. "
            "Most changes: {when} (opened {some}, closed {others}).",
            when=busiest.name,
            some=busiest.opened,
            others=busiest.closed,
            **values,
        )
    return figure(
        view,
        Kind.DIVERGING,
        title=title,
        sentence=sentence,
        measure=t("Meeting places opened and closed"),
        heading=heading,
        categories=tuple(
            Category(
                row.first.isoformat(),
                f"{row.name} ({formats.number(row.opened - row.closed, 0, language, signed=True)})",
                short=row.name,
            )
            for row in rows
        ),
        series=(
            Series("closed", t("Closed"), tuple(count(row.closed, language) for row in rows), side=-1),
            Series("opened", t("Opened"), tuple(count(row.opened, language) for row in rows), side=1),
        ),
        notes=tuple(notes),
        definition=t(
            "Places by the days they opened and closed; on the day it closes, a place no longer runs. "
            "Planned and frozen places, and closed ones whose day is not known, are not in the figure."
        ),
        slug="opened-and-closed",
    )


def _counted(names: Mapping[str, str], counts: Mapping[str, int], order: Sequence[str], language: str) -> str:
    told = [code for code in order if counts.get(code, 0)][:_MOST_COUNTED]
    return ", ".join(f"{names[c]} {formats.number(counts[c], 0, language)}" for c in told)
