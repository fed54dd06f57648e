"""Figures of the annual cycle: a year by kind and month, expected numbers, what comes and what is overdue.

Names of kinds and areas come in as categories; titles and sentences are made from the counts that are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from kpdata.charts import build, formats
from kpdata.charts.chart import Category, Chart, ColourClass, Value
from kpdata.charts.values import View, missing
from kpdata.cycle import Alternation, Outcome, Standing
from kpdata.domain import Month, Period, State
from kpdata.i18n import N_, texts

# A sign and a word for what is told, so that it is never told by colour alone.
Signed = tuple[str, str]

OUTCOMES: Mapping[Outcome, Signed] = {
    Outcome.IN_TIME: ("✓", N_("held in time")),
    Outcome.UNPLANNED: ("✓", N_("held without a plan")),
    Outcome.LATE: ("◷", N_("held late")),
    Outcome.MISSED: ("×", N_("not held")),
    Outcome.RUNNING: ("…", N_("still running")),
    Outcome.AHEAD: ("○", N_("planned ahead")),
}
STANDINGS: Mapping[Standing, Signed] = {
    Standing.BELOW: ("▽", N_("below expected")),
    Standing.UNDECIDED: ("▷", N_("the year is not over")),
    Standing.COMING: ("…", N_("reached with those planned")),
    Standing.EXPECTED: ("✓", N_("as expected")),
    Standing.ABOVE: ("▲", N_("above expected")),
}
ALTERNATIONS: Mapping[Alternation, Signed] = {
    Alternation.KEPT: ("✓", N_("take turns")),
    Alternation.COMING: ("…", N_("take turns with the one planned")),
    Alternation.UNDECIDED: ("▷", N_("the year is not over")),
    Alternation.SAME: ("▽", N_("the same one in both years")),
    Alternation.GAP: ("×", N_("a year without")),
}
# Cells of the year from the lightest; the two ways of being held look the same.
_CLASSES = (Outcome.MISSED, Outcome.AHEAD, Outcome.RUNNING, Outcome.LATE, Outcome.IN_TIME)
# What a cell is told by when it holds several.
_WORST_FIRST = (
    Outcome.MISSED,
    Outcome.LATE,
    Outcome.RUNNING,
    Outcome.AHEAD,
    Outcome.UNPLANNED,
    Outcome.IN_TIME,
)
_MONTHS = range(1, 13)
_MOST_TOLD = 3
Counts = Mapping[Outcome, int]
_Told = TypeVar("_Told", Outcome, Standing, Alternation)


@dataclass(frozen=True, slots=True)
class Totals:
    """Events due in the 12 months up to a day: in time, late, not held; running ones are not due yet."""

    in_time: int
    late: int
    missed: int

    @property
    def due(self) -> int:
        """What `cycle_kept` is a share of."""
        return self.in_time + self.late + self.missed


@dataclass(frozen=True, slots=True)
class Coming:
    """The next planned event: its kind in words, and its day."""

    kind: str
    day: date


def headline(
    area: str, totals: Totals, coming: Coming | None, language: str, *, is_empty: bool = False
) -> str:
    """The finding of the page: the share held in time, what is not held, what comes next."""
    t = texts(language)
    if is_empty:
        return t("{area}: no events of the annual cycle are recorded", area=area)
    if totals.due:
        head = _share_held(area, totals, language)
    else:
        head = t("{area}: no events of the annual cycle were due in the last 12 months", area=area)
    parts = []
    if totals.missed:
        count = formats.number(totals.missed, 0, language)
        parts.append(t.plural("{count} was not held", "{count} were not held", totals.missed, count=count))
    if coming:
        parts.append(t("next: {event} {day}", event=coming.kind, day=formats.day(coming.day, language)))
    else:
        parts.append(t("nothing is planned"))
    return f"{head}; {', '.join(parts)}"


def _share_held(area: str, totals: Totals, language: str) -> str:
    t = texts(language)
    share = formats.percent(100 * totals.in_time / totals.due, language)
    is_part = 0 < totals.in_time < totals.due
    # A rounded share would say all or none where one event says otherwise.
    if is_part and share in {formats.percent(whole, language) for whole in (0, 100)}:
        return t(
            "{area}: {n} of {total} events of the annual cycle were held in time",
            area=area,
            n=formats.number(totals.in_time, 0, language),
            total=formats.number(totals.due, 0, language),
        )
    return t("{area}: {share} of the events of the annual cycle were held in time", area=area, share=share)


def told(signed: Signed, language: str) -> str:
    """A word with its sign before it: `× pitämättä`."""
    sign, word = signed
    return f"{sign}{formats.NBSP}{texts(language)(word)}"


def told_counts(counts: Counts, language: str) -> str:
    """Outcomes with their signs, words and numbers: `✓ pidetty ajallaan 2, × pitämättä 1`."""
    return ", ".join(
        f"{told(signed, language)}{formats.NBSP}{formats.number(counts[outcome], 0, language)}"
        for outcome, signed in OUTCOMES.items()
        if counts.get(outcome)
    )


def told_numbers(counts: Mapping[_Told, int], words: Mapping[_Told, Signed], language: str) -> str:
    """A sentence of words and numbers: `Alle odotetun 1, odotetusti 3.`; empty when there are none."""
    t = texts(language)
    parts = [
        f"{t(word)} {formats.number(counts[key], 0, language)}"
        for key, (_, word) in words.items()
        if counts.get(key)
    ]
    return f"{formats.capital(', '.join(parts))}." if parts else ""


def year(kinds: Sequence[Category], counts: Mapping[tuple[str, int], Counts], view: View, year: int) -> Chart:
    """Kinds × months of a calendar year. counts: by key of the kind and month.

    A cell shows its worst outcome: the sign, how many, and of how many where there are others; the table
    tells them all.
    """
    t, language = texts(view.language), view.language
    cells = {
        (kind.key, f"{year}-{month:02d}"): _cell(counts.get((kind.key, month), {}), language)
        for kind in kinds
        for month in _MONTHS
    }
    months = [(f"{year}-{month:02d}", _month_name(month, language)) for month in _MONTHS]
    classes = [_class(outcome, language) for outcome in _CLASSES]
    measure = t("Annual cycle {year}", year=year)
    chart = build.matrix(kinds, months, cells, classes, view, measure=measure, heading=t("Event"))
    total = _sum(counts.values())
    held = sum(n for outcome, n in total.items() if outcome.is_held)
    area = view.area.name if view.area else ""
    if not total:
        title = t("{area}: no events are recorded for {year}", area=area, year=year)
        sentence = f"{title}."
    else:
        title = t(
            "{area}: {held} of the {total} events of {year} have been held",
            area=area,
            held=formats.number(held, 0, language),
            total=formats.number(sum(total.values()), 0, language),
            year=year,
        )
        sentence = f"{title}: {told_counts(total, language)}."
        worst = _most_missed(kinds, counts, language)
        if worst:
            sentence += " " + t("Most often not held: {kinds}.", kinds=worst)
    return replace(
        chart,
        title=title,
        subtitle=_subtitle(view, area, measure),
        sentence=sentence,
        period=Period(Month(year, 1), Month(year, 12)),
        notes=(
            # A table has no legend.
            " · ".join(f"{one.symbol} {one.label}" for one in reversed(classes)),
            t("An event stands in the month it was planned for; one held without a plan where it was held."),
            t("A cell tells its worst outcome and how many of its events have it; the table tells them all."),
            t("In time: at most 30 days after the planned day."),
        ),
        slug=f"annual-cycle-{year}",
    )


def _cell(counts: Counts, language: str) -> Value:
    total = sum(counts.values())
    if not total:
        return Value(State.OK, "")
    worst = next(outcome for outcome in _WORST_FIRST if counts.get(outcome))
    shown_as = Outcome.IN_TIME if worst is Outcome.UNPLANNED else worst
    number = sum(n for outcome, n in counts.items() if OUTCOMES[outcome][0] == OUTCOMES[worst][0])
    shown = formats.number(number, 0, language)
    if number < total:
        shown = f"{shown}/{formats.number(total, 0, language)}"
    return Value(
        State.OK,
        f"{OUTCOMES[worst][0]}{formats.NBSP}{shown}",
        group=_CLASSES.index(shown_as) + 1,
        word=_signed(counts, language),
        beside=shown,
    )


def _signed(counts: Counts, language: str) -> str:
    """Every outcome by its sign and number, in the little room of one of twelve months."""
    signs: dict[str, int] = {}
    for outcome, (sign, _) in OUTCOMES.items():
        signs[sign] = signs.get(sign, 0) + counts.get(outcome, 0)
    return ", ".join(
        f"{sign}{formats.NBSP}{formats.number(n, 0, language)}" for sign, n in signs.items() if n
    )


def _class(outcome: Outcome, language: str) -> ColourClass:
    t = texts(language)
    sign, word = OUTCOMES[outcome]
    return ColourClass(t("held") if outcome is Outcome.IN_TIME else t(word), sign)


def _month_name(month: int, language: str) -> str:
    name = formats.month(Month(2000, month), language).rsplit(" ", 1)[0]
    return name.removesuffix("kuu") if language == "fi" else name[:3]


def _sum(counts: Iterable[Counts]) -> Counter[Outcome]:
    total: Counter[Outcome] = Counter()
    for one in counts:
        total.update(one)
    return total


def _most_missed(kinds: Sequence[Category], counts: Mapping[tuple[str, int], Counts], language: str) -> str:
    missed = {
        kind.name: sum(counts.get((kind.key, month), {}).get(Outcome.MISSED, 0) for month in _MONTHS)
        for kind in kinds
    }
    names = sorted((name for name in missed if missed[name]), key=lambda name: -missed[name])[:_MOST_TOLD]
    return formats.listing(
        [f"{formats.lowered(name)} ({formats.number(missed[name], 0, language)})" for name in names], language
    )


def of_expected(held: int, expected: tuple[float, float], language: str) -> str:
    """What was held of what is expected of an area: `3/4`, of a range `3/2–4`."""
    lowest, highest = (formats.number(number, 0, language) for number in expected)
    span = lowest if lowest == highest else f"{lowest}{formats.EN_DASH}{highest}"
    return f"{formats.number(held, 0, language)}/{span}"


def standing(counts: Mapping[Standing, int], language: str) -> Value:
    """How areas stand against the expected number: the word for one, signs, words and numbers for several."""
    present = [(told(STANDINGS[key], language), counts[key]) for key in reversed(Standing) if counts.get(key)]
    if not present:
        return missing(State.UNKNOWN, language)
    if sum(n for _, n in present) == 1:
        return Value(State.OK, present[0][0])
    return Value(State.OK, ", ".join(f"{word} {formats.number(n, 0, language)}" for word, n in present))


def kinds(
    rows: Sequence[Category],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], tuple[Standing, str, str]],
    view: View,
    *,
    heading: str,
    year: int,
) -> Chart:
    """Areas × kinds: what was held of the expected number, by the worst standing of those who run it.

    cells: standing, what is shown (`3/4`), what else is told; none where nobody runs the kind.
    """
    t, language = texts(view.language), view.language
    # A year that is over leaves nothing undecided, one that is not over nothing below.
    never = Standing.UNDECIDED if date(year, 12, 31) <= view.as_of else Standing.BELOW
    order = [key for key in Standing if key is not never]
    values = {
        where: Value(
            State.OK,
            f"{STANDINGS[key][0]}{formats.NBSP}{shown}",
            group=order.index(key) + 1,
            word=f"{shown} · {told}",
            beside=shown,
        )
        for where, (key, shown, told) in cells.items()
    }
    empty = {
        (row.key, key): Value(State.OK, "")
        for row in rows
        for key, _ in columns
        if (row.key, key) not in values
    }
    classes = [ColourClass(t(STANDINGS[key][1]), STANDINGS[key][0]) for key in order]
    measure = t("Held of the expected number, {year}", year=year)
    chart = build.matrix(rows, columns, values | empty, classes, view, measure=measure, heading=heading)
    area = view.area.name if view.area else ""
    counted = _counted_as_reached(year, view.as_of)
    reached = sum(key in counted for key, _, _ in cells.values())
    parts = []
    if not cells:
        title = t("{area}: no kind with an expected number is held in these areas", area=area)
    else:
        template = _by_phase(
            year,
            view.as_of,
            over=N_("{area}: the expected number is reached in {n} of {total} cases"),
            now=N_("{area}: the expected number is reached so far in {n} of {total} cases"),
        )
        title = t(
            template,
            area=area,
            year=year,
            n=formats.number(reached, 0, language),
            total=formats.number(len(cells), 0, language),
        )
        for key, name in columns:
            own = [cell for (_, kind), cell in cells.items() if kind == key]
            good = sum(cell[0] in counted for cell in own)
            if own:
                parts.append(f"{formats.lowered(name)} {good}/{len(own)}")
    sentence = f"{title}."
    if parts:
        sentence = t("{title}. Areas by kind: {kinds}.", title=title, kinds=", ".join(parts))
    return replace(
        chart,
        title=title,
        subtitle=_subtitle(view, area, measure),
        sentence=sentence,
        period=Period(Month(year, 1), Month(year, 12)),
        slug=f"annual-cycle-kinds-{year}",
    )


def _counted_as_reached(year: int, day: date) -> frozenset[Standing]:
    """What counts as reached: of a year that has not begun, what the plans would reach."""
    held = frozenset({Standing.EXPECTED, Standing.ABOVE})
    return held if year <= day.year else held | {Standing.COMING}


def _by_phase(year: int, day: date, *, over: str, now: str) -> str:
    """The words for a year that is over, that goes on, or that has not begun."""
    if year > day.year:
        return N_(
            "{area}: {year} has not begun; the expected number is reached with those planned in "
            "{n} of {total} cases"
        )
    return over if date(year, 12, 31) <= day else now


def coming_title(count: int, days: int, area: str, language: str) -> str:
    """How much is planned in the next days."""
    t = texts(language)
    if not count:
        return t("{area}: nothing is planned for the next {days} days", area=area, days=days)
    return t.plural(
        "{area}: {n} event in the next {days} days",
        "{area}: {n} events in the next {days} days",
        count,
        area=area,
        days=days,
    )


def overdue_title(missed: int, running: int, area: str, language: str) -> str:
    """What should have been held and was not."""
    t = texts(language)
    if not missed and not running:
        return t("{area}: nothing is overdue", area=area)
    title = t.plural(
        "{area}: {n} event of the last 12 months was not held",
        "{area}: {n} events of the last 12 months were not held",
        missed,
        area=area,
    )
    if not running:
        return title
    return t.plural(
        "{title}, {n} may still be held in time",
        "{title}, {n} may still be held in time",
        running,
        title=title,
    )


def expected_title(counts: Mapping[Standing, int], area: str, year: int, day: date, language: str) -> str:
    """How many times the expected number of a year was reached at a day, of those who run something."""
    t = texts(language)
    total = sum(counts.values())
    if not total:
        return t("{area}: nothing with an expected number is recorded", area=area)
    counted = _counted_as_reached(year, day)
    reached = sum(n for key, n in counts.items() if key in counted)
    coming = counts.get(Standing.COMING, 0) if Standing.COMING not in counted else 0
    template = _by_phase(
        year,
        day,
        over=N_("{area}: the expected number of {year} is reached in {n} of {total} cases"),
        now=N_("{area}: the expected number of {year} is reached so far in {n} of {total} cases"),
    )
    title = t(
        template,
        area=area,
        year=year,
        n=formats.number(reached, 0, language),
        total=formats.number(total, 0, language),
    )
    if not coming:
        return title
    return t.plural(
        "{title}, in {n} more with those planned",
        "{title}, in {n} more with those planned",
        coming,
        title=title,
    )


def evaluation_title(counts: Mapping[Alternation, int], area: str, year: int, language: str) -> str:
    """In how many areas self- and peer evaluation take turns."""
    t = texts(language)
    total = sum(counts.values())
    years = f"{year - 1}{formats.EN_DASH}{year}"
    if not total:
        return t("{area}: no self- or peer evaluations in {years}", area=area, years=years)
    title = t(
        "{area}: self- and peer evaluation take turns in {n} of {total} areas that evaluate, {years}",
        area=area,
        n=formats.number(counts.get(Alternation.KEPT, 0), 0, language),
        total=formats.number(total, 0, language),
        years=years,
    )
    still = counts.get(Alternation.COMING, 0) + counts.get(Alternation.UNDECIDED, 0)
    return (
        t.plural("{title}; {n} more still can", "{title}; {n} more still can", still, title=title)
        if still
        else title
    )


def areas_title(worst: Sequence[tuple[str, int]], area: str, language: str, *, is_empty: bool = False) -> str:
    """Where most is not held. is_empty: none of the areas has any event."""
    t = texts(language)
    if is_empty:
        return t("{area}: no events of these areas are recorded", area=area)
    if not worst:
        return t("{area}: nothing of the last 12 months was left out", area=area)
    told = [f"{name} {formats.number(n, 0, language)}" for name, n in _first(worst)]
    return t("{area}: most not held – {areas}", area=area, areas=formats.listing(told, language))


def _subtitle(view: View, area: str, measure: str) -> str:
    t = texts(view.language)
    parts = [area, measure, t("as of {day}", day=formats.day(view.as_of, view.language))]
    parts += [t("source: {source}", source=view.source)] if view.source else []
    return " · ".join(part for part in parts if part)


def _first(worst: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """The first few; of those that are equal all or none, unless more are equal than are told."""
    shown, rest = worst[:_MOST_TOLD], worst[_MOST_TOLD:]
    if not rest or rest[0][1] < shown[-1][1]:
        return shown
    return [one for one in shown if one[1] > rest[0][1]] or shown
