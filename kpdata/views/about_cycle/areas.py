"""Areas inside the chosen one side by side: by kind of event, by outcome, by what was held in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kpdata.charts import build, formats
from kpdata.charts import cycle as charts
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.counted import count
from kpdata.charts.values import LEVEL_HEADINGS
from kpdata.cycle import Outcome, Standing
from kpdata.domain import AreaKey, AreaLevel, EventKind, State
from kpdata.i18n import texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import YEARLY, Event, Span
from kpdata.views import data, plain, words
from kpdata.views.about_cycle import events
from kpdata.views.about_cycle.expected import of_expected
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

_WHOLE = 1000


def kinds_card(source: Source, selection: Selection, by: AreaLevel, year: int) -> Card:
    """Areas by kind of event: what was held of the number that is expected in the year."""
    t, language, day = texts(selection.language), selection.language, selection.as_of
    inside = _side_by_side(source, selection, by)
    cells: dict[tuple[str, str], tuple[Standing, str, str]] = {}
    for key, own_events in inside.items():
        found = cycle.held_by_runner(own_events, Span.year(year), day)
        for kind in YEARLY:
            own = [held for held in found if held.kind is kind]
            if own:
                counts = Counter(held.standing for held in own)
                worst = min(counts, key=list(Standing).index)
                shown = of_expected(own, language)
                cells[str(key), kind.value] = (worst, shown, charts.standing(counts, language).shown)
    present = {row for row, _ in cells}
    rows = [
        Category(str(key), data.area_name(source, key, language)) for key in inside if str(key) in present
    ]
    columns = [
        (kind.value, events.kind_in_words(kind, language))
        for kind in YEARLY
        if any(column == kind.value for _, column in cells)
    ]
    view = events.view(source, selection)
    chart = charts.kinds(rows, columns, cells, view, heading=t(LEVEL_HEADINGS[by]), year=year)
    notes = (
        t("Held / expected a year. Empty: nobody there runs it. Several who run it: the worst of them."),
        t("Of several who run it, each counts with at most its expected number."),
        t("A case: one area here and one kind of event."),
        _upwards(by, language),
        _without(len(inside), len(inside) - len(rows), language),
    )
    chart = replace(chart, notes=tuple(note for note in notes if note))
    return Card(chart, _WHOLE, events.area(source, selection), plain=chart.is_empty)


def outcomes_card(source: Source, selection: Selection, by: AreaLevel) -> Card:
    """What became of the events of each area in the last 12 months, and what comes next there."""
    t, language, day = texts(selection.language), selection.language, selection.as_of
    area = events.area(source, selection)
    inside = _side_by_side(source, selection, by)
    span = Span.months_to(day)
    counts = {
        key: Counter(outcome for _, outcome in cycle.known(own, span, day)) for key, own in inside.items()
    }
    ahead = {
        key: [event for event in own if event.outcome(day) is Outcome.AHEAD] for key, own in inside.items()
    }
    keys = [key for key in inside if counts[key] or ahead[key]]
    keys.sort(key=lambda key: (-counts[key][Outcome.MISSED], -counts[key][Outcome.LATE]))
    names = {key: data.area_name(source, key, language) for key in keys}
    columns = [
        Series(
            outcome.value,
            _outcome_heading(outcome, language),
            tuple(count(counts[key][outcome], language) for key in keys),
        )
        for outcome in (
            Outcome.MISSED,
            Outcome.LATE,
            Outcome.IN_TIME,
            Outcome.UNPLANNED,
            Outcome.RUNNING,
        )
        # A column of zeros alone only takes room from the others.
        if outcome not in {Outcome.UNPLANNED, Outcome.RUNNING} or any(counts[key][outcome] for key in keys)
    ]
    columns += [
        Series(
            Outcome.AHEAD.value,
            _outcome_heading(Outcome.AHEAD, language),
            tuple(count(len(ahead[key]), language) for key in keys),
        ),
        Series("next", t("Next"), tuple(Value(State.OK, _next(ahead[key], language)) for key in keys)),
    ]
    worst = [(names[key], counts[key][Outcome.MISSED]) for key in keys if counts[key][Outcome.MISSED]]
    title = charts.areas_title(worst, area, language, is_empty=not keys)
    chart = plain.table(
        source,
        selection,
        sources=("events",),
        title=title,
        slug="annual-cycle-areas",
        area=area,
        heading=t(LEVEL_HEADINGS[by]),
        rows=[Category(str(key), names[key]) for key in keys],
        columns=columns if keys else (),
        sentence=f"{title}.",
        notes=(
            t("The last 12 months; planned ahead: all that is planned."),
            _upwards(by, language),
            _without(len(inside), len(inside) - len(keys), language),
        ),
    )
    return Card(chart, _WHOLE, area, plain=True)


def kept_card(source: Source, selection: Selection, by: AreaLevel) -> Card:
    """The share held in time in each area, ranked."""
    view = events.view(source, selection)
    indicator = data.figures(source).registry["cycle_kept"]
    inside = frozenset(data.figures(source).members(selection.area, by))
    frame = data.table(source, selection, ["cycle_kept"], by, inside)
    row = data.benchmark_rows(source, selection, ("cycle_kept",)).get("cycle_kept")
    line = build.benchmark_of(row, indicator, view) if row is not None else None
    chart = build.ranked_bars(frame, indicator, view, benchmark=line)
    return Card(chart, _WHOLE, events.area(source, selection))


def _side_by_side(source: Source, selection: Selection, by: AreaLevel) -> dict[AreaKey, Sequence[Event]]:
    """The areas inside the chosen one with the events that count for each, by name."""
    figures = data.figures(source)
    every = cycle.by_area(figures, by)
    keys = [AreaKey(by, area_id) for area_id in figures.members(selection.area, by)]
    names = {key: data.collation(data.area_name(source, key, selection.language)) for key in keys}
    return {
        key: every.get(key.area_id, ()) for key in sorted(keys, key=lambda key: (names[key], key.area_id))
    }


def _without(total: int, without: int, language: str) -> str:
    """How many of the areas have no events at all: they are not in the figure."""
    if not without:
        return ""
    t = texts(language)
    return t(
        "Of the {total} areas, {n} have no events to show.",
        total=formats.number(total, 0, language),
        n=formats.number(without, 0, language),
    )


def _upwards(by: AreaLevel, language: str) -> str:
    t = texts(language)
    if by is AreaLevel.PLACE:
        return t("A place has its own events only.")
    return t("An event counts for its own area and the larger ones around it, never downwards.")


def _outcome_heading(outcome: Outcome, language: str) -> str:
    sign, word = charts.OUTCOMES[outcome]
    return f"{sign}{formats.NBSP}{formats.capital(texts(language)(word))}"


def _next(ahead: Sequence[Event], language: str) -> str:
    if not ahead:
        return formats.EN_DASH
    first = min(ahead, key=lambda event: (event.day, list(EventKind).index(event.kind)))
    return f"{formats.day(first.day, language)} {texts(language)(words.EVENTS[first.kind])}"
