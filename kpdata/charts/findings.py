"""The sentence of a figure, made from the finished chart: it says what is shown and nothing else.

Templates avoid inflecting names: a name stands alone or before a colon. Hidden values take no part in
extremes, ranks or sums; they are told by their number only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, KeyFigure, Kind, PointClass, Value
from kpdata.charts.values import STATE_WORDS, AreaWords
from kpdata.domain import AgeBand, State
from kpdata.i18n import N_, Texts, texts

# So many names are told in a tie; more of them are counted.
_MOST_NAMES = 3


def told(chart: Chart) -> Chart:
    """The chart with its title (the finding, unless it has one) and its sentence."""
    return replace(chart, title=chart.title or title(chart), sentence=sentence(chart))


def title(chart: Chart) -> str:
    """The finding of a chart in one line; its measure when there is nothing to find."""
    if chart.kind is Kind.BARS:
        return _title_of_bars(chart) or _title_of_spread(chart)
    if chart.kind is Kind.TILES:
        return _title_of_spread(chart)
    if chart.kind is Kind.MAP:
        return _title_of_map(chart)
    t = texts(chart.language)
    if chart.kind in {Kind.SPINE, Kind.HEAT} and (about := _about_areas(chart, t)):
        return about[0].rstrip(".")
    if chart.kind is Kind.LINES:
        return _title_of_lines(chart)
    return chart.measure


def _title_of_lines(chart: Chart) -> str:
    """First and last value of the one line beside its benchmark; of several lines where each stands now."""
    own = tuple(series for series in chart.series if series.own) or chart.series
    lines = _of_lines(replace(chart, series=own), texts(chart.language))
    if len(lines) == 1:
        return f"{chart.measure}: {lines[0].rstrip('.')}"
    last = max((i for series in own for i, value in enumerate(series.values) if value.is_known), default=-1)
    if last < 0:
        return chart.measure
    ends = [f"{series.name} {series.values[last].shown}" for series in own if series.values[last].is_known]
    listed = formats.listing(ends, chart.language)
    return f"{chart.measure}: {listed} ({chart.categories[last].name})"


def _title_of_bars(chart: Chart) -> str:
    """The rank of the one own area, or the one number there is; empty otherwise."""
    t = texts(chart.language)
    ranked = _exact(chart)
    own = _own_rank(ranked)
    name = chart.series[0].name if chart.series else chart.measure
    if own and len(ranked) > 1:
        category, value, rank = own
        return t(
            "{measure}: {name} is {rank} of {n} ({value})",
            measure=name,
            name=category.name,
            rank=formats.ordinal(rank, chart.language),
            n=len(ranked),
            value=value.shown,
        )
    if len(ranked) == 1:
        return t("{measure}: {name} {value}", measure=name, name=ranked[0][0].name, value=ranked[0][1].shown)
    return ""


def _title_of_spread(chart: Chart) -> str:
    """From the lowest to the highest shown value."""
    t = texts(chart.language)
    ranked = _exact(chart)
    name = chart.series[0].name if chart.series else chart.measure
    if len(ranked) < 2:
        return name
    low, high = ranked[-1][1].shown, ranked[0][1].shown
    if low == high:
        return t("{measure}: {value} everywhere", measure=name, value=low)
    return t("{measure}: from {low} to {high}", measure=name, low=low, high=high)


def _about_areas(chart: Chart, t: Texts) -> list[str]:
    """What a spine chart or heat table says of its own areas."""
    return _of_spine(chart, t) if chart.kind is Kind.SPINE else _of_fifths(chart, t)[1:]


def sentence(chart: Chart) -> str:
    """What the figure shows, in one to four short sentences."""
    t = texts(chart.language)
    if chart.is_empty:
        return t("There is nothing to show with these choices.")
    if not any(value.is_known or value.group is not None for value in chart.values):
        return _joined([t("There is no number to show."), _states(chart, t)])
    parts = {
        Kind.BARS: _of_bars,
        Kind.TILES: _of_tiles,
        Kind.MAP: _of_map,
        Kind.HEAT: _of_fifths,
        Kind.TABLE: _of_fifths,
        Kind.SPINE: _of_spine,
        Kind.LINES: _of_lines,
        Kind.SCATTER: _of_scatter,
        Kind.STACKED: _of_parts,
        Kind.DIVERGING: _of_sides,
        Kind.WEEK: _of_week,
        Kind.MATRIX: _of_matrix,
    }[chart.kind](chart, t)
    return _joined([*parts, _states(chart, t), *_left_out(chart)])


def of_key_figure(figure: KeyFigure) -> str:
    """A key figure said: "Käynnit: 148 320, +9 % vuodessa; koko maa …"."""
    unit = f" {figure.unit}" if figure.unit and figure.value.is_known else ""
    head = f"{figure.title}: {figure.value.text}{unit}"
    return "; ".join([", ".join(part for part in (head, figure.change) if part), *_present(figure.benchmark)])


_BAND_MISSING = {
    None: (
        N_("{area}: {n} of {total} municipalities has no meeting place"),
        N_("{area}: {n} of {total} municipalities have no meeting place"),
        N_("{area}: all {total} municipalities have a meeting place"),
        N_("{area}: all {total} mapped municipalities have a meeting place"),
        N_("{area} has no meeting place"),
        N_("{area} has a meeting place"),
    ),
    AgeBand.UNDER_SCHOOL: (
        N_("{area}: {n} of {total} municipalities has no meeting place for children under school age"),
        N_("{area}: {n} of {total} municipalities have no meeting place for children under school age"),
        N_("{area}: all {total} municipalities have a meeting place for children under school age"),
        N_("{area}: all {total} mapped municipalities have a meeting place for children under school age"),
        N_("{area} has no meeting place for children under school age"),
        N_("{area} has a meeting place for children under school age"),
    ),
    AgeBand.LOWER_SCHOOL: (
        N_("{area}: {n} of {total} municipalities has no meeting place for 7–12-year-olds"),
        N_("{area}: {n} of {total} municipalities have no meeting place for 7–12-year-olds"),
        N_("{area}: all {total} municipalities have a meeting place for 7–12-year-olds"),
        N_("{area}: all {total} mapped municipalities have a meeting place for 7–12-year-olds"),
        N_("{area} has no meeting place for 7–12-year-olds"),
        N_("{area} has a meeting place for 7–12-year-olds"),
    ),
    AgeBand.ADOLESCENT: (
        N_("{area}: {n} of {total} municipalities has no meeting place for adolescents"),
        N_("{area}: {n} of {total} municipalities have no meeting place for adolescents"),
        N_("{area}: all {total} municipalities have a meeting place for adolescents"),
        N_("{area}: all {total} mapped municipalities have a meeting place for adolescents"),
        N_("{area} has no meeting place for adolescents"),
        N_("{area} has a meeting place for adolescents"),
    ),
    AgeBand.SCHOOL_AGE: (
        N_("{area}: {n} of {total} municipalities has no meeting place for school-age children"),
        N_("{area}: {n} of {total} municipalities have no meeting place for school-age children"),
        N_("{area}: all {total} municipalities have a meeting place for school-age children"),
        N_("{area}: all {total} mapped municipalities have a meeting place for school-age children"),
        N_("{area} has no meeting place for school-age children"),
        N_("{area} has a meeting place for school-age children"),
    ),
}

_WITHOUT_PLACE = frozenset({State.NONE, State.PLANNED, State.FROZEN})


def missing_places(frame: pd.DataFrame, area: AreaWords, band: AgeBand | None, language: str) -> str:
    """Headline: in how many municipalities of an area children have no place of their own.

    frame: one row a municipality of the area of a registry or school-age indicator; its `state` is what is
    read. Municipalities that are not mapped are told apart, never counted as having none.
    """
    t = texts(language)
    states = [State(state) for state in frame["state"]]
    total = len(states)
    without = sum(state in _WITHOUT_PLACE for state in states)
    unmapped = sum(state is State.NOT_MAPPED for state in states)
    one, many, all_have, mapped_have, alone_none, alone_some = _BAND_MISSING[band]
    if total == 0:
        return t("{area}: no municipalities", area=area.name)
    if total == 1:
        if unmapped:
            return t("{area} is not mapped", area=area.name)
        return t(alone_none if without else alone_some, area=area.name)
    if unmapped == total:
        return t("{area}: none of the {total} municipalities is mapped", area=area.name, total=total)
    if not without:
        text = t(mapped_have if unmapped else all_have, area=area.name, total=total - unmapped)
        return t("{finding}; not mapped {n}", finding=text, n=unmapped) if unmapped else text
    # Finnish inflects the total: "8 kunnassa 23:sta".
    of_total = formats.elative(total) if language == "fi" else str(total)
    values = {"area": area.name, "n": without, "total": of_total}
    text = t(one if without == 1 else many, **values)
    if not unmapped:
        return text
    return t("{finding}; not mapped {n}", finding=text, n=unmapped)


def change(name: str, then: Value, now: Value, language: str) -> str:
    """What changed in one value between two dates; empty when nothing that is shown did."""
    if then.text == now.text:
        return ""
    t = texts(language)
    return t("{name}: {then} → {now}", name=name, then=then.text, now=now.text)


def _of_bars(chart: Chart, t: Texts) -> list[str]:
    ranked = _exact(chart)
    parts = _extremes(ranked, chart, t)
    own = _own_rank(ranked)
    if own and len(ranked) > 1:
        category, value, rank = own
        tied = sum(other.value == value.value for _, other in ranked) > 1
        text = N_("{name} is {rank} of {n}, tied.") if tied else N_("{name} is {rank} of {n}.")
        parts.append(t(text, name=category.name, rank=formats.ordinal(rank, chart.language), n=len(ranked)))
    parts += [f"{benchmark.name} {benchmark.shown}." for benchmark in chart.benchmarks]
    return parts


def _of_tiles(chart: Chart, t: Texts) -> list[str]:
    parts = _extremes(_exact(chart), chart, t)
    parts += [f"{benchmark.name} {benchmark.shown}." for benchmark in chart.benchmarks]
    return parts


def _of_map(chart: Chart, t: Texts) -> list[str]:
    """The fill as on a tile map, then how many points of each class there are."""
    parts = []
    if chart.layers is not None and chart.layers.is_filled:
        parts = _of_tiles(replace(chart, series=chart.series[:1]), t)
    points = [(one.label, len(one.points)) for one in _points(chart) if one.points]
    if points:
        told_points = ", ".join(f"{label} {n}" for label, n in points)
        parts.append(t("On the map – {points}.", points=told_points))
    return parts


def _title_of_map(chart: Chart) -> str:
    """The commonest class of points; without points the spread of the fill."""
    t = texts(chart.language)
    counted = [(len(one.points), one.label) for one in _points(chart) if one.points]
    total = sum(n for n, _ in counted)
    if not total:
        return _title_of_spread(replace(chart, series=chart.series[:1]))
    most = max(n for n, _ in counted)
    labels = [label for n, label in counted if n == most]
    return t.plural(
        "{n} point on the map; most: {kind} ({most})",
        "{n} points on the map; most: {kind} ({most})",
        total,
        kind=labels[0],
        most=most,
    )


def _points(chart: Chart) -> tuple[PointClass, ...]:
    return chart.layers.points if chart.layers is not None else ()


def _of_fifths(chart: Chart, t: Texts) -> list[str]:
    """By area: in how many indicators it is in the highest and lowest fifth; without fifths, the size."""
    by_area: dict[str, list[Value]] = {}
    own: set[str] = set()
    in_columns = any(":" in series.key for series in chart.series)
    if in_columns:
        for series in chart.series:
            by_area[series.name] = list(series.values)
            own |= {series.name} if series.own else set()
    else:
        for i, category in enumerate(chart.categories):
            by_area[category.name] = [series.values[i] for series in chart.series]
            own |= {category.name} if category.own else set()
    measures = len(chart.categories) if in_columns else len(chart.series)
    parts = [t("{areas} areas side by side in {measures} indicators.", areas=len(by_area), measures=measures)]
    top = max(len(chart.classes), 1)
    told_areas = [name for name in by_area if name in own][:2] or list(by_area)[
        : 1 if len(by_area) == 1 else 0
    ]
    for name in told_areas:
        groups = [value.group for value in by_area[name] if value.group is not None]
        if groups:
            parts.append(
                t(
                    "{name}: in the highest fifth in {high}, in the lowest in {low} of {n} indicators.",
                    name=name,
                    high=groups.count(top),
                    low=groups.count(1),
                    n=len(groups),
                )
            )
    return parts


def _of_spine(chart: Chart, t: Texts) -> list[str]:
    parts = []
    for series in chart.series:
        above = below = 0
        for category, value in zip(chart.categories, series.values, strict=True):
            if value.value is None or category.spread is None:
                continue
            # As they are shown: what reads the same is neither above nor below.
            own, other = (
                formats.rounded(number, value.decimals) for number in (value.value, category.spread.benchmark)
            )
            above += own > other
            below += own < other
        known = sum(value.value is not None for value in series.values)
        parts.append(
            t(
                "{name}: above the benchmark in {above}, below it in {below} of {n} indicators.",
                name=series.name,
                above=above,
                below=below,
                n=known,
            )
        )
    return parts


def _of_lines(chart: Chart, t: Texts) -> list[str]:
    parts = []
    for series in chart.series:
        known = [
            (category, value)
            for category, value in zip(chart.categories, series.values, strict=True)
            if value.is_known
        ]
        if not known:
            parts.append(t("{name}: no number to show.", name=series.name))
            continue
        (first, first_value), (last, last_value) = known[0], known[-1]
        if first is last:
            parts.append(f"{series.name}: {first_value.shown} ({first.name}).")
        else:
            parts.append(
                f"{series.name}: {first_value.shown} ({first.name}) → {last_value.shown} ({last.name})."
            )
    return parts


def _of_scatter(chart: Chart, t: Texts) -> list[str]:
    across, up = chart.series
    both = [
        (category, x, y)
        for category, x, y in zip(chart.categories, across.values, up.values, strict=True)
        if x.value is not None and y.value is not None
    ]
    parts = [t.plural("{n} area in the figure.", "{n} areas in the figure.", len(both))]
    for category, x, y in [pair for pair in both if pair[0].own][:_MOST_NAMES]:
        parts.append(f"{category.name}: {across.name} {x.shown}, {up.name} {y.shown}.")
    if absent := len(chart.categories) - len(both):
        parts.append(
            t.plural(
                "{n} area without both numbers is in the table only.",
                "{n} areas without both numbers are in the table only.",
                absent,
            )
        )
    return parts


def _of_parts(chart: Chart, t: Texts) -> list[str]:
    """The largest part of the own areas, else of the first three."""
    indexes = [i for i, category in enumerate(chart.categories) if category.own] or list(
        range(len(chart.categories))
    )
    parts = []
    for i in indexes[:_MOST_NAMES]:
        known = [(series, series.values[i]) for series in chart.series if series.values[i].value is not None]
        if not known:
            continue
        largest = max(value.value or 0.0 for _, value in known)
        names = [series.name for series, value in known if value.value == largest]
        shown = next(value.shown for _, value in known if value.value == largest)
        parts.append(
            t(
                "{name}: the largest part is {part} ({value}).",
                name=chart.categories[i].name,
                part=_names(names, t),
                value=shown,
            )
        )
    return parts


def _of_sides(chart: Chart, t: Texts) -> list[str]:
    """The rows with the largest and the smallest positive side, of those with every part shown."""
    sums: list[tuple[Category, float]] = []
    for i, category in enumerate(chart.categories):
        values = [series.values[i].value for series in chart.series]
        if all(value is not None for value in values):
            sums.append(
                (
                    category,
                    sum(series.values[i].value or 0.0 for series in chart.series if series.side > 0),
                )
            )
    if not sums:
        return []
    names = formats.listing([series.name for series in chart.series if series.side > 0], chart.language)

    def text(total: float) -> str:
        return formats.quantity(total, 0, chart.unit, chart.language)

    highest, lowest = max(sums, key=lambda pair: pair[1]), min(sums, key=lambda pair: pair[1])
    parts = [
        t("{answers}: highest {name} {value}.", answers=names, name=highest[0].name, value=text(highest[1]))
    ]
    if lowest[1] != highest[1]:
        parts.append(t("Lowest {name} {value}.", name=lowest[0].name, value=text(lowest[1])))
    return parts


def _of_week(chart: Chart, t: Texts) -> list[str]:
    framed = {
        (c, s)
        for frame in chart.frames
        for c in range(frame.first_category, frame.last_category + 1)
        for s in range(frame.first_series, frame.last_series + 1)
    }
    cells = [
        ((c, s), value) for s, series in enumerate(chart.series) for c, value in enumerate(series.values)
    ]
    known = [(place, value) for place, value in cells if value.is_known]
    opened = [place for place, value in known if value.state is not State.NONE]
    free_known = [place for place, _ in known if place in framed]
    free_open = [place for place in opened if place in framed]
    parts = [t("Something is open in {n} of {total} hours of the week.", n=len(opened), total=len(known))]
    if free_known:
        parts.append(t("In free time: in {n} of {total} hours.", n=len(free_open), total=len(free_known)))
    return parts


def _of_matrix(chart: Chart, t: Texts) -> list[str]:
    """How often each status is there, and the column where the last status is least often."""
    counts = Counter(value.group for value in chart.values if value.group is not None)
    total = sum(counts.values())
    parts = [
        f"{colour.label}: {counts[k]}/{total}."
        for k, colour in enumerate(chart.classes, 1)
        if counts[k] and colour.label
    ]
    best = len(chart.classes)
    reached = [
        (series, sum(value.group == best for value in series.values))
        for series in chart.series
        if any(value.group is not None for value in series.values)
    ]
    if len(reached) > 1 and (least := min(count for _, count in reached)) < max(
        count for _, count in reached
    ):
        names = [series.name for series, count in reached if count == least]
        parts.append(
            t("Least often “{status}”: {names}.", status=chart.classes[-1].label, names=_names(names, t))
        )
    return parts


def _exact(chart: Chart) -> list[tuple[Category, Value]]:
    """Categories with an exact shown number in the one series, highest first."""
    if len(chart.series) != 1:
        return []
    pairs = [
        (category, value)
        for category, value in zip(chart.categories, chart.series[0].values, strict=True)
        if value.value is not None
    ]
    return sorted(pairs, key=lambda pair: -(pair[1].value or 0.0))


def _own_rank(ranked: Sequence[tuple[Category, Value]]) -> tuple[Category, Value, int] | None:
    """The only own area with its rank (equal values share the best); None when none or several are own."""
    own = [(category, value) for category, value in ranked if category.own]
    if len(own) != 1:
        return None
    category, value = own[0]
    rank = 1 + sum((other.value or 0.0) > (value.value or 0.0) for _, other in ranked)
    return category, value, rank


def _extremes(ranked: Sequence[tuple[Category, Value]], chart: Chart, t: Texts) -> list[str]:
    if not ranked:
        return _ranges(chart)
    high, low = ranked[0][1], ranked[-1][1]
    if len(ranked) == 1:
        return [f"{ranked[0][0].name}: {high.text}.", *_ranges(chart)]
    if high.shown == low.shown:
        return [t("All {n} areas: {value}.", n=len(ranked), value=high.shown), *_ranges(chart)]
    highest = [category.name for category, value in ranked if value.shown == high.shown]
    lowest = [category.name for category, value in ranked if value.shown == low.shown]
    return [
        t(
            "Highest {highest} {high}, lowest {lowest} {low}.",
            highest=_names(highest, t),
            high=high.shown,
            lowest=_names(lowest, t),
            low=low.shown,
        ),
        *_ranges(chart),
    ]


def _ranges(chart: Chart) -> list[str]:
    """Up to three ranges by name; more of them are counted among the states."""
    ranges = [
        f"{category.name}: {value.text}."
        for series in chart.series
        for category, value in zip(chart.categories, series.values, strict=True)
        if value.low is not None
    ]
    return ranges if len(ranges) <= _MOST_NAMES else []


def _names(names: Sequence[str], t: Texts) -> str:
    """Up to three names, else how many there are."""
    if len(names) <= _MOST_NAMES:
        return formats.listing(list(names), t.language)
    return t("{n} areas", n=len(names))


def _states(chart: Chart, t: Texts) -> str:
    """How many values are of each state that is not an ordinary one; "no places" counts too."""
    counts = Counter(value.state for value in chart.values)
    told_states = [
        f"{t(STATE_WORDS[state])} {counts[state]}"
        for state in State
        if counts[state] > (_MOST_NAMES if state is State.RANGE else 0) and state is not State.OK
    ]
    if chart.kind is Kind.WEEK or not told_states:
        return ""
    text = ", ".join(told_states)
    return f"{text[0].upper()}{text[1:]}."


def _left_out(chart: Chart) -> Iterable[str]:
    return chart.notes[:1] if chart.left_out else ()


def _present(text: str) -> list[str]:
    return [text] if text else []


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)
