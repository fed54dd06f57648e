"""What was held of the number that is expected in a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kpdata.charts import cycle as charts
from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.domain import AreaLevel, EventKind, State
from kpdata.i18n import texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import YEARLY, Held, Span
from kpdata.views import data, plain
from kpdata.views.about_cycle import events
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

_WHOLE = 1000


def card(source: Source, selection: Selection, year: int) -> Card:
    """Each kind with its expected number and how those who run it stand: the year and the last 12 months."""
    t, language, day = texts(selection.language), selection.language, selection.as_of
    area, every = events.area(source, selection), events.of_area(source, selection)
    spans = {"year": Span.year(year), "last": Span.months_to(day)}
    found = {name: cycle.held_by_runner(every, span, day) for name, span in spans.items()}
    heads = {"year": str(year), "last": t("Last 12 months")}
    kinds = list(YEARLY)
    own = {
        name: {kind: [held for held in runners if held.kind is kind] for kind in kinds}
        for name, runners in found.items()
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
    title = charts.expected_title(counts, area, year, day, language)
    chart = plain.table(
        source,
        selection,
        sources=("events",),
        title=title,
        slug=f"annual-cycle-expected-{year}",
        area=area,
        heading=t("Event"),
        rows=[Category(kind.value, events.kind_in_words(kind, language)) for kind in kinds],
        columns=columns if any(found.values()) else (),
        sentence=f"{title}. {charts.told_numbers(counts, charts.STANDINGS, language)}".strip(),
        notes=(
            t(
                "The expected number is per area that runs the event itself: one that has it planned or held "
                "in the span or the 12 months before. An area that never had it is not expected to."
            ),
            t("A case: one area that runs events and one kind of them."),
            t("The bar: what was held, in each area at most the expected number, of what all are to hold."),
        ),
    )
    return Card(chart, _WHOLE, area, plain=True)


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
    return Value(State.OK, formats.percent(share, language), share, note=of_expected(held, language))


def of_expected(held: Sequence[Held], language: str) -> str:
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
