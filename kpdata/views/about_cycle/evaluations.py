"""Self- and peer evaluation, which take turns from year to year."""

from __future__ import annotations

from collections import Counter

from kpdata.charts import cycle as charts
from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.cycle import Alternation, Outcome
from kpdata.domain import EventKind, State
from kpdata.i18n import texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import EVALUATIONS
from kpdata.views import data, plain, words
from kpdata.views.about_cycle import events, lists
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

_WHOLE = 1000


def card(source: Source, selection: Selection, year: int) -> Card:
    """What each area that evaluates held and planned in the year and the one before."""
    t, language, area = texts(selection.language), selection.language, events.area(source, selection)
    order = list(Alternation)
    found = sorted(
        cycle.evaluations(events.of_area(source, selection), year, selection.as_of),
        key=lambda one: (
            order.index(one.alternation),
            data.collation(data.area_name(source, one.area, language)),
        ),
    )
    counts = Counter(one.alternation for one in found)
    title = charts.evaluation_title(counts, area, year, language)

    def held(kinds: frozenset[EventKind], open_: frozenset[EventKind]) -> Value:
        parts = [f"✓{formats.NBSP}{t(words.EVENTS[kind])}" for kind in EVALUATIONS if kind in kinds]
        parts += [
            f"{charts.OUTCOMES[Outcome.AHEAD][0]}{formats.NBSP}{t(words.EVENTS[kind])}"
            for kind in EVALUATIONS
            if kind in open_ - kinds
        ]
        return Value(State.OK, ", ".join(parts) or formats.EN_DASH)

    taking_turns = [charts.told(charts.ALTERNATIONS[one.alternation], language) for one in found]
    columns = (
        Series("before", str(year - 1), tuple(held(one.before, one.open_before) for one in found)),
        Series("now", str(year), tuple(held(one.now, one.open) for one in found)),
        Series("alternation", t("Alternation"), tuple(Value(State.OK, told) for told in taking_turns)),
    )
    chart = plain.table(
        source,
        selection,
        sources=("events",),
        title=title,
        slug=f"evaluations-{year}",
        area=area,
        heading=t("Area that evaluates"),
        rows=[Category(str(one.area), data.area_name(source, one.area, language)) for one in found],
        columns=columns if found else (),
        sentence=f"{title}. {charts.told_numbers(counts, charts.ALTERNATIONS, language)}".strip(),
        notes=(
            t("Expected: self-evaluation in one year, peer evaluation in the next. ✓ held, ○ planned."),
            plain.cut(len(found), lists.MOST_ROWS, language),
        ),
    )
    return Card(chart, _WHOLE, area, plain=True, rows=lists.MOST_ROWS)
