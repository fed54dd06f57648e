"""What the page of the annual cycle shows; its cards stand in `kpdata.views.about_cycle`.

An event counts for its own area and upwards, as in the indicator `cycle_kept`, whose numbers the page shares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kpdata.charts import cycle as charts
from kpdata.charts import findings, formats
from kpdata.charts.chart import KeyFigure, Value
from kpdata.charts.counted import count
from kpdata.charts.cycle import Coming, Totals
from kpdata.cycle import Outcome
from kpdata.domain import AreaLevel, State
from kpdata.i18n import N_, texts
from kpdata.indicators import cycle
from kpdata.indicators.cycle import Span
from kpdata.views import address, data, words
from kpdata.views.about_cycle import areas, evaluations, events, expected, lists, months
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.PLACE, AreaLevel.GROUP)
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
    if not events.of_area(source, selection):
        return Cards(headline(source, selection))
    parts: dict[str, Card | KeyFigures] = {
        "key-figures": KeyFigures(_key_figures(source, selection)),
        "year": months.card(source, selection, choices.year),
        "coming": lists.coming_card(source, selection),
        "overdue": lists.overdue_card(source, selection),
        "expected": expected.card(source, selection, choices.year),
        "evaluations": evaluations.card(source, selection, choices.year),
    }
    if choices.by:
        by = AreaLevel(choices.by)
        parts["kinds"] = areas.kinds_card(source, selection, by, choices.year)
        parts["areas"] = areas.outcomes_card(source, selection, by)
        if by is not AreaLevel.PLACE:
            parts["kept"] = areas.kept_card(source, selection, by)
    return Cards(headline(source, selection), parts)


@lru_cache(maxsize=128)
def headline(source: Source, selection: Selection) -> str:
    """The share held in time in the last 12 months, what was not held, what comes next."""
    coming = next(iter(events.planned(source, selection)), None)
    t = texts(selection.language)
    return charts.headline(
        events.area(source, selection),
        totals(source, selection),
        Coming(t(words.EVENTS[coming.kind]), coming.day) if coming else None,
        selection.language,
        is_empty=not events.of_area(source, selection),
    )


@lru_cache(maxsize=256)
def totals(source: Source, selection: Selection) -> Totals:
    """What was due in the last 12 months in the first area, as `cycle_kept` counts it."""
    found = cycle.known(events.of_area(source, selection), Span.months_to(selection.as_of), selection.as_of)
    counts = Counter(outcome for _, outcome in found)
    return Totals(counts[Outcome.IN_TIME], counts[Outcome.LATE], counts[Outcome.MISSED])


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
        found.append(figure(title, count(number, language), f"{of} · {last}"))
    ahead = events.planned(source, selection)
    value, note = Value(State.OK, formats.EN_DASH), t("Nothing is planned.")
    if ahead:
        first = ahead[0]
        value = Value(State.OK, formats.day(first.day, language))
        note = f"{events.kind_in_words(first.kind, language)}, {data.area_name(source, first.area, language)}"
    found.append(figure(t("Next"), value, note))
    return tuple(found)
