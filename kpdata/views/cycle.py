"""What the page of the annual cycle shows: a year by month, what is next, expected numbers, areas.

An event counts for its own area and upwards, as in the indicator `cycle_kept`, whose numbers the page shares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache

from kpdata.charts import build, findings, formats
from kpdata.charts import cycle as charts
from kpdata.charts.chart import Category, Chart, KeyFigure, Series, Value
from kpdata.charts.cycle import Coming, Totals
from kpdata.charts.values import LEVEL_HEADINGS, View
from kpdata.cycle import Alternation, Outcome, Standing
from kpdata.domain import AreaKey, AreaLevel, EventKind, State
from kpdata.export.document import CalendarEvent, EventCalendar
from kpdata.i18n import N_, texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import EVALUATIONS, YEARLY, Event, Held, Span
from kpdata.views import address, data, plain, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.PLACE, AreaLevel.GROUP)
NEXT_DAYS = 60
# What can stand side by side in an area, the usual one first.
_BELOW: Mapping[AreaLevel, tuple[AreaLevel, ...]] = {
    AreaLevel.COUNTRY: (AreaLevel.COUNTY, AreaLevel.REGION),
    AreaLevel.COUNTY: (AreaLevel.MUNICIPALITY, AreaLevel.CENTRE),
    AreaLevel.REGION: (AreaLevel.MUNICIPALITY, AreaLevel.CENTRE),
    AreaLevel.GROUP: (AreaLevel.MUNICIPALITY, AreaLevel.CENTRE, AreaLevel.PLACE),
    AreaLevel.MUNICIPALITY: (AreaLevel.CENTRE, AreaLevel.PLACE),
    AreaLevel.CENTRE: (AreaLevel.PLACE,),
}
BY = {
    AreaLevel.COUNTY: N_("By wellbeing services county"),
    AreaLevel.REGION: N_("By region"),
    AreaLevel.MUNICIPALITY: N_("By municipality"),
    AreaLevel.CENTRE: N_("By family centre"),
    AreaLevel.PLACE: N_("By meeting place"),
}
MOST_ROWS = 60
_WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters: the calendar year, and which areas stand side by side (empty: none).

    years: what can be chosen. below: the levels that have areas inside the chosen one.
    """

    year: int
    by: str
    years: tuple[int, ...] = field(compare=False)
    below: tuple[AreaLevel, ...] = field(compare=False)


def choices(request: Request) -> Choices:
    """Read year and by."""
    source, selection, asked = request.source, request.selection, request.address
    figures = data.figures(source)
    years = cycle.years(figures, selection.as_of)
    year = int(asked.choice("year", [str(one) for one in years], str(selection.as_of.year)))
    below = tuple(
        level for level in _BELOW.get(selection.level, ()) if figures.members(selection.area, level)
    )
    by = asked.choice("by", [level.value for level in BY], "")
    # A level that only other areas have inside is no forgery: the area was changed under it.
    if by not in {level.value for level in below}:
        by = below[0].value if below else ""
    return Choices(year, by, years, below)


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """Key figures, the year, what comes and is overdue, expected numbers, evaluations, areas side by side."""
    source, selection = request.source, request.selection
    if not _events(source, selection):
        return Cards(headline(source, selection))
    parts: dict[str, Card | KeyFigures] = {
        "key-figures": KeyFigures(_key_figures(source, selection)),
        "year": _year(source, selection, choices.year),
        "coming": _coming(source, selection),
        "overdue": _overdue(source, selection),
        "expected": _expected(source, selection, choices.year),
        "evaluations": _evaluations(source, selection, choices.year),
    }
    if choices.by:
        by = AreaLevel(choices.by)
        parts["kinds"] = _kinds(source, selection, by, choices.year)
        parts["areas"] = _areas(source, selection, by)
        if by is not AreaLevel.PLACE:
            parts["kept"] = _kept(source, selection, by)
    return Cards(headline(source, selection), parts)


@lru_cache(maxsize=128)
def headline(source: Source, selection: Selection) -> str:
    """The share held in time in the last 12 months, what was not held, what comes next."""
    events = _events(source, selection)
    coming = next(iter(planned(source, selection)), None)
    t = texts(selection.language)
    return charts.headline(
        _name(source, selection),
        totals(source, selection),
        Coming(t(words.EVENTS[coming.kind]), coming.day) if coming else None,
        selection.language,
        is_empty=not events,
    )


@lru_cache(maxsize=256)
def totals(source: Source, selection: Selection) -> Totals:
    """What was due in the last 12 months in the first area, as `cycle_kept` counts it."""
    found = cycle.known(_events(source, selection), Span.months_to(selection.as_of), selection.as_of)
    counts = Counter(outcome for _, outcome in found)
    return Totals(counts[Outcome.IN_TIME], counts[Outcome.LATE], counts[Outcome.MISSED])


@lru_cache(maxsize=256)
def planned(source: Source, selection: Selection) -> tuple[Event, ...]:
    """The events planned ahead and not yet held, the next one first."""
    events = _events(source, selection)
    found = [event for event in events if event.outcome(selection.as_of) is Outcome.AHEAD]
    order = list(EventKind)
    return tuple(sorted(found, key=lambda event: (event.day, order.index(event.kind), str(event.area))))


@lru_cache(maxsize=128)
def calendar(source: Source, selection: Selection) -> EventCalendar:
    """All events planned ahead, for one's own calendar."""
    t, language = texts(selection.language), selection.language
    return EventCalendar(
        t("Annual cycle: {area}", area=_name(source, selection)),
        language,
        selection.as_of,
        tuple(
            CalendarEvent(
                event.event_id,
                event.day,
                f"{_kind(event.kind, language)}: {data.area_name(source, event.area, language)}",
                _kind(event.kind, language),
                event.title,
            )
            for event in planned(source, selection)
        ),
        data.is_sample(source),
    )


def _events(source: Source, selection: Selection) -> Sequence[Event]:
    return cycle.of_area(data.figures(source), selection.area)


def _name(source: Source, selection: Selection) -> str:
    return data.area_name(source, selection.area, selection.language)


def _kind(kind: EventKind, language: str) -> str:
    return formats.capital(texts(language)(words.EVENTS[kind]))


def _key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    t, language = texts(selection.language), selection.language
    found: list[KeyFigure] = []
    if selection.level in data.figures(source).registry["cycle_kept"].levels:
        found += key_figures(source, selection, ["cycle_kept"]).values()
    due = totals(source, selection)
    sample = data.is_sample(source)

    def figure(title: str, value: Value, note: str) -> KeyFigure:
        made = KeyFigure(title, value, language, note=note, sample=sample)
        return replace(made, sentence=findings.of_key_figure(made))

    last = t("Last 12 months")
    for title, number in (
        (t("Held in time"), due.in_time),
        (t("Held late"), due.late),
        (t("Not held"), due.missed),
    ):
        of = t("of {n} due", n=formats.number(due.due, 0, language))
        found.append(figure(title, plain.count(number, language), f"{of} · {last}"))
    ahead = planned(source, selection)
    value, note = Value(State.OK, formats.EN_DASH), t("Nothing is planned.")
    if ahead:
        first = ahead[0]
        value = Value(State.OK, formats.day(first.day, language))
        note = f"{_kind(first.kind, language)}, {data.area_name(source, first.area, language)}"
    found.append(figure(t("Next"), value, note))
    return tuple(found)


def _chart_view(source: Source, selection: Selection) -> View:
    return data.chart_view(source, replace(selection, areas=selection.areas[:1]), ("cycle_kept",))


def _card(source: Source, selection: Selection, chart: Chart, width: int, *, rows: int = 0) -> Card:
    """A card of the first area; a table, and a figure without rows, are told in words."""
    return Card(chart, width, _name(source, selection), plain=True, rows=rows)


def _year(source: Source, selection: Selection, year: int) -> Card:
    counts: dict[tuple[str, int], Counter[Outcome]] = {}
    for event, outcome in cycle.known(_events(source, selection), Span.year(year), selection.as_of):
        counts.setdefault((event.kind.value, event.day.month), Counter())[outcome] += 1
    present = {kind for kind, _ in counts}
    kinds = [
        Category(kind.value, _kind(kind, selection.language)) for kind in EventKind if kind.value in present
    ]
    chart = charts.year(kinds, counts, _chart_view(source, selection), year)
    return replace(_card(source, selection, chart, _WHOLE), plain=chart.is_empty)


def _table(
    source: Source,
    selection: Selection,
    *,
    title: str,
    slug: str,
    heading: str,
    rows: Sequence[Category],
    columns: Sequence[Series],
    sentence: str = "",
    notes: Sequence[str] = (),
) -> Chart:
    chart = plain.table(
        source,
        selection,
        sources=("events",),
        title=title,
        slug=slug,
        heading=heading,
        rows=rows,
        columns=columns,
        sentence=sentence or f"{title}.",
        notes=notes,
    )
    return replace(chart, subtitle=f"{_name(source, selection)} · {chart.subtitle}")


def _list(
    source: Source,
    selection: Selection,
    events: Sequence[Event],
    *,
    title: str,
    slug: str,
    columns: Sequence[Series] = (),
    sentence: str = "",
    notes: Sequence[str] = (),
) -> Chart:
    """Events in rows: day, kind, area, title."""
    t, language = texts(selection.language), selection.language

    def column(key: str, heading: str, values: Sequence[str]) -> Series:
        return Series(key, heading, tuple(Value(State.OK, text or formats.EN_DASH) for text in values))

    chart = _table(
        source,
        selection,
        title=title,
        slug=slug,
        heading=t("Planned for"),
        rows=[Category(event.event_id, formats.day(event.day, language)) for event in events],
        columns=(
            *columns,
            column("kind", t("Event"), [_kind(event.kind, language) for event in events]),
            column("area", t("Area"), [data.area_name(source, event.area, language) for event in events]),
            column("title", t("Title"), [event.title for event in events]),
        ),
        sentence=sentence,
        notes=[*notes, *_cut(len(events), language)],
    )
    return chart if events else replace(chart, series=())


def _cut(count: int, language: str) -> list[str]:
    if count <= MOST_ROWS:
        return []
    t = texts(language)
    total = formats.number(count, 0, language)
    return [t("The first {n} of {total} are shown here; files have all of them.", n=MOST_ROWS, total=total)]


def _coming(source: Source, selection: Selection) -> Card:
    t, language = texts(selection.language), selection.language
    ahead = planned(source, selection)
    last = selection.as_of + timedelta(days=NEXT_DAYS)
    events = [event for event in ahead if event.day <= last]
    title = charts.coming_title(len(events), NEXT_DAYS, _name(source, selection), language)
    later = len(ahead) - len(events)
    sentence = f"{title}."
    if events:
        sentence += " " + t(
            "Next: {event} {day}.",
            event=t(words.EVENTS[events[0].kind]),
            day=formats.day(events[0].day, language),
        )
    if later:
        sentence += " " + t.plural("Planned after that: {n}.", "Planned after that: {n}.", later)
    chart = _list(source, selection, events, title=title, slug="coming-events", sentence=sentence)
    card = _card(source, selection, chart, _WHOLE, rows=MOST_ROWS)
    return replace(card, calendar=calendar(source, selection))


def _overdue(source: Source, selection: Selection) -> Card:
    t, language, day = texts(selection.language), selection.language, selection.as_of
    found = cycle.known(_events(source, selection), Span.months_to(day), day)
    open_ = [pair for pair in found if pair[1] in {Outcome.MISSED, Outcome.RUNNING}]
    events = [event for event, _ in open_]
    missed = sum(outcome is Outcome.MISSED for _, outcome in open_)
    title = charts.overdue_title(missed, len(open_) - missed, _name(source, selection), language)
    columns = (
        Series(
            "standing",
            t("Standing"),
            tuple(Value(State.OK, charts.told(outcome, language)) for _, outcome in open_),
        ),
        Series(
            "days",
            t("Days since the planned day"),
            tuple(plain.count((day - e.day).days, language) for e in events),
        ),
    )
    notes = (
        t(
            "Planned in the last 12 months and not held. For 30 days after the planned day an event is still "
            "running."
        ),
    )
    chart = _list(source, selection, events, title=title, slug="overdue-events", columns=columns, notes=notes)
    return _card(source, selection, chart, _WHOLE, rows=MOST_ROWS)


def _expected(source: Source, selection: Selection, year: int) -> Card:
    t, language, day = texts(selection.language), selection.language, selection.as_of
    events = _events(source, selection)
    spans = {"year": Span.year(year), "last": Span.months_to(day)}
    found = {name: cycle.held_by_runner(events, span, day) for name, span in spans.items()}
    heads = {"year": str(year), "last": t("Last 12 months")}
    kinds = list(YEARLY)
    own = {
        name: {kind: [held for held in every if held.kind is kind] for kind in kinds}
        for name, every in found.items()
    }
    columns = [
        Series("expected", t("Expected a year"), tuple(_span(kind, language) for kind in kinds)),
        Series(
            "runners",
            t("Areas that run it"),
            tuple(Value(State.OK, _runners(source, own["year"][kind], language)) for kind in kinds),
        ),
    ]
    for name, head in heads.items():
        # Nothing is missing yet of a year that has not begun.
        has_begun = spans[name].first <= day
        columns += [
            Series(
                f"held-{name}",
                t("{span}: held of expected", span=head),
                tuple(_reached(own[name][kind] if has_begun else (), language) for kind in kinds),
                "%",
            ),
            Series(
                f"standing-{name}",
                head,
                tuple(_standing(own[name][kind], language) for kind in kinds),
            ),
        ]
    counts = Counter(held.standing for held in found["year"])
    title = charts.expected_title(counts, _name(source, selection), year, day, language)
    chart = _table(
        source,
        selection,
        title=title,
        slug=f"annual-cycle-expected-{year}",
        heading=t("Event"),
        rows=[Category(kind.value, _kind(kind, language)) for kind in kinds],
        columns=columns,
        sentence=f"{title}. {_told_standings(counts, language)}".strip(),
        notes=(
            t(
                "The expected number is per area that runs the event itself: one that has it planned or held "
                "in the span or the 12 months before. An area that never had it is not expected to."
            ),
            t("A case: one area that runs events and one kind of them."),
            t("The bar: what was held, in each area at most the expected number, of what all are to hold."),
        ),
    )
    if not any(found.values()):
        chart = replace(chart, series=())
    return _card(source, selection, chart, _WHOLE)


def _span(kind: EventKind, language: str) -> Value:
    lowest, highest = (formats.number(number, 0, language) for number in YEARLY[kind])
    return Value(State.OK, lowest if lowest == highest else f"{lowest}{formats.EN_DASH}{highest}")


def _runners(source: Source, held: Sequence[Held], language: str) -> str:
    """Who runs a kind: the one by name, several by their number and level; a dash for nobody."""
    if len(held) == 1:
        return data.area_name(source, held[0].area, language)
    counts = Counter(one.area.level for one in held)
    told = [_counted(level, counts[level], language) for level in AreaLevel if counts[level]]
    return ", ".join(told) or formats.EN_DASH


def _counted(level: AreaLevel, n: int, language: str) -> str:
    t = texts(language)
    match level:
        case AreaLevel.COUNTY:
            return t.plural("{n} wellbeing services county", "{n} wellbeing services counties", n)
        case AreaLevel.MUNICIPALITY:
            return t.plural("{n} municipality", "{n} municipalities", n)
        case AreaLevel.CENTRE:
            return t.plural("{n} family centre", "{n} family centres", n)
    return t.plural("{n} meeting place", "{n} meeting places", n)


def _reached(held: Sequence[Held], language: str) -> Value:
    """The share of the expected number that was held, of all who run a kind; nothing makes up for another."""
    if not held:
        return Value(State.OK, formats.EN_DASH)
    share = 100 * sum(one.of_expected for one in held) / sum(one.expected[0] for one in held)
    return Value(State.OK, formats.percent(share, language), share, note=_of_expected(held, language))


def _of_expected(held: Sequence[Held], language: str) -> str:
    """What was held of what is expected; of several, the parts of their share: no surplus is in it."""
    if len(held) == 1:
        return charts.of_expected(held[0].held, held[0].expected, language)
    counted, expected = sum(one.of_expected for one in held), sum(one.expected[0] for one in held)
    return f"{formats.number(counted, 0, language)}/{formats.number(expected, 0, language)}"


def _standing(held: Sequence[Held], language: str) -> Value:
    if not held:
        t = texts(language)
        return Value(State.OK, t("nobody runs it"))
    return charts.standing(Counter(one.standing for one in held), language)


def _told_standings(counts: Mapping[Standing, int], language: str) -> str:
    if not counts:
        return ""
    t = texts(language)
    told = [
        f"{t(word)} {formats.number(counts[key], 0, language)}"
        for key, (_, word) in charts.STANDINGS.items()
        if counts.get(key)
    ]
    return f"{formats.capital(', '.join(told))}."


def _evaluations(source: Source, selection: Selection, year: int) -> Card:
    t, language = texts(selection.language), selection.language
    found = cycle.evaluations(_events(source, selection), year, selection.as_of)
    order = list(Alternation)
    found.sort(
        key=lambda one: (
            order.index(one.alternation),
            data.collation(data.area_name(source, one.area, language)),
        )
    )
    counts = Counter(one.alternation for one in found)
    title = charts.evaluation_title(counts, _name(source, selection), year, language)
    told = [
        f"{t(word)} {formats.number(counts[key], 0, language)}"
        for key, (_, word) in charts.ALTERNATIONS.items()
        if counts[key]
    ]
    sentence = f"{title}." + (f" {formats.capital(', '.join(told))}." if told else "")

    def held(kinds: frozenset[EventKind], open_: frozenset[EventKind] = frozenset()) -> Value:
        parts = [f"✓{formats.NBSP}{t(words.EVENTS[kind])}" for kind in EVALUATIONS if kind in kinds]
        parts += [
            f"{charts.OUTCOMES[Outcome.AHEAD][0]}{formats.NBSP}{t(words.EVENTS[kind])}"
            for kind in EVALUATIONS
            if kind in open_ - kinds
        ]
        return Value(State.OK, ", ".join(parts) or formats.EN_DASH)

    chart = _table(
        source,
        selection,
        title=title,
        slug=f"evaluations-{year}",
        heading=t("Area that evaluates"),
        rows=[Category(str(one.area), data.area_name(source, one.area, language)) for one in found],
        columns=(
            Series("before", str(year - 1), tuple(held(one.before, one.open_before) for one in found)),
            Series("now", str(year), tuple(held(one.now, one.open) for one in found)),
            Series(
                "alternation",
                t("Alternation"),
                tuple(Value(State.OK, _alternation(one.alternation, language)) for one in found),
            ),
        ),
        sentence=sentence,
        notes=(
            t("Expected: self-evaluation in one year, peer evaluation in the next. ✓ held, ○ planned."),
            *_cut(len(found), language),
        ),
    )
    return _card(source, selection, chart if found else replace(chart, series=()), _WHOLE, rows=MOST_ROWS)


def _alternation(key: Alternation, language: str) -> str:
    sign, word = charts.ALTERNATIONS[key]
    return f"{sign}{formats.NBSP}{texts(language)(word)}"


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


def _kinds(source: Source, selection: Selection, by: AreaLevel, year: int) -> Card:
    t, language, day = texts(selection.language), selection.language, selection.as_of
    inside = _side_by_side(source, selection, by)
    cells: dict[tuple[str, str], tuple[Standing, str, str]] = {}
    for key, events in inside.items():
        found = cycle.held_by_runner(events, Span.year(year), day)
        for kind in YEARLY:
            own = [held for held in found if held.kind is kind]
            if own:
                counts = Counter(held.standing for held in own)
                worst = min(counts, key=list(Standing).index)
                shown = _of_expected(own, language)
                cells[str(key), kind.value] = (worst, shown, charts.standing(counts, language).shown)
    present = {row for row, _ in cells}
    rows = [
        Category(str(key), data.area_name(source, key, language)) for key in inside if str(key) in present
    ]
    columns = [
        (kind.value, _kind(kind, language))
        for kind in YEARLY
        if any(column == kind.value for _, column in cells)
    ]
    view = _chart_view(source, selection)
    chart = charts.kinds(rows, columns, cells, view, heading=t(LEVEL_HEADINGS[by]), year=year)
    notes = (
        t("Held / expected a year. Empty: nobody there runs it. Several who run it: the worst of them."),
        t("Of several who run it, each counts with at most its expected number."),
        t("A case: one area here and one kind of event."),
        _upwards(by, language),
        _without(len(inside), len(inside) - len(rows), language),
    )
    chart = replace(chart, notes=tuple(note for note in notes if note))
    return replace(_card(source, selection, chart, _WHOLE), plain=chart.is_empty)


def _areas(source: Source, selection: Selection, by: AreaLevel) -> Card:
    t, language, day = texts(selection.language), selection.language, selection.as_of
    inside = _side_by_side(source, selection, by)
    span = Span.months_to(day)
    counts = {
        key: Counter(outcome for _, outcome in cycle.known(events, span, day))
        for key, events in inside.items()
    }
    ahead = {
        key: [event for event in events if event.outcome(day) is Outcome.AHEAD]
        for key, events in inside.items()
    }
    keys = [key for key in inside if counts[key] or ahead[key]]
    keys.sort(key=lambda key: (-counts[key][Outcome.MISSED], -counts[key][Outcome.LATE]))
    names = {key: data.area_name(source, key, language) for key in keys}
    columns = [
        Series(
            outcome.value,
            _outcome_heading(outcome, language),
            tuple(plain.count(counts[key][outcome], language) for key in keys),
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
            tuple(plain.count(len(ahead[key]), language) for key in keys),
        ),
        Series("next", t("Next"), tuple(Value(State.OK, _next(ahead[key], language)) for key in keys)),
    ]
    worst = [(names[key], counts[key][Outcome.MISSED]) for key in keys if counts[key][Outcome.MISSED]]
    title = charts.areas_title(worst, _name(source, selection), language, is_empty=not keys)
    chart = _table(
        source,
        selection,
        title=title,
        slug="annual-cycle-areas",
        heading=t(LEVEL_HEADINGS[by]),
        rows=[Category(str(key), names[key]) for key in keys],
        columns=columns,
        notes=(
            t("The last 12 months; planned ahead: all that is planned."),
            _upwards(by, language),
            _without(len(inside), len(inside) - len(keys), language),
        ),
    )
    return _card(source, selection, chart if keys else replace(chart, series=()), _WHOLE)


def _outcome_heading(outcome: Outcome, language: str) -> str:
    sign, word = charts.OUTCOMES[outcome]
    return f"{sign}{formats.NBSP}{formats.capital(texts(language)(word))}"


def _next(ahead: Sequence[Event], language: str) -> str:
    if not ahead:
        return formats.EN_DASH
    first = min(ahead, key=lambda event: (event.day, list(EventKind).index(event.kind)))
    return f"{formats.day(first.day, language)} {texts(language)(words.EVENTS[first.kind])}"


def _kept(source: Source, selection: Selection, by: AreaLevel) -> Card:
    view = _chart_view(source, selection)
    indicator = data.figures(source).registry["cycle_kept"]
    inside = frozenset(data.figures(source).members(selection.area, by))
    frame = data.table(source, selection, ["cycle_kept"], by, inside)
    row = data.benchmark_rows(source, selection, ("cycle_kept",)).get("cycle_kept")
    line = build.benchmark_of(row, indicator, view) if row is not None else None
    chart = build.ranked_bars(frame, indicator, view, benchmark=line)
    return Card(chart, _WHOLE, _name(source, selection))
