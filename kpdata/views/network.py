"""What the page of the network shows; its list of places is in `kpdata.views.network_places`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from kpdata.charts import build, formats
from kpdata.charts import network as figures_of_network
from kpdata.charts.asked import COMPUTATION, marked, share
from kpdata.charts.chart import Category, Series
from kpdata.charts.counted import count
from kpdata.charts.network import OPERATORS, Asked, Change
from kpdata.charts.values import LEVEL_HEADINGS
from kpdata.domain import AgeBand, AreaKey, AreaLevel, Month, OperatorType, Period, State, SupportForm
from kpdata.i18n import N_, texts
from kpdata.indicators import network, planning
from kpdata.indicators.network import Feature, Step
from kpdata.views import address, data, network_places, plain, ranked, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.reach import town_names
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.GROUP)
KEY_FIGURES = {
    "places": N_("Meeting places"),
    "largest_operator_share": N_("Run by the largest operator"),
    "free_of_charge_share": N_("Free of charge"),
    "step_free_share": N_("Step-free"),
    "tied_share": N_("Tied to a family centre"),
}
FEATURES = {
    Feature.STEP_FREE: N_("step-free"),
    Feature.FREE_OF_CHARGE: N_("free of charge"),
    Feature.VISITING_PROFESSIONALS: N_("visited by professionals"),
    Feature.TIED: N_("tied to a family centre"),
}
SHARES = tuple(f"operator_share_{operator.value}" for operator in OperatorType)
OFFERS = (
    "step_free_share",
    "free_of_charge_share",
    "visiting_professionals_share",
    "tied_share",
    "support_forms_mean",
)
STEPS = {Step.QUARTER: N_("By quarter"), Step.MONTH: N_("By month")}
SPANS = {Step.QUARTER: 12, Step.MONTH: 24}
DISTANCES = {"3": 3, "5": 5, "10": 10}
DEFAULT_DISTANCE = "5"
BANDS = {
    AgeBand.UNDER_SCHOOL: N_("0–6 y"),
    AgeBand.LOWER_SCHOOL: N_("7–12 y"),
    AgeBand.ADOLESCENT: N_("13–17 y"),
    AgeBand.SCHOOL_AGE: N_("7–17 y"),
}
_MOST_LEAVING = 60
# The heat of types is drawn for a narrow page: its many headings then stand on narrow columns too.
_HALF, _HEAT, _WHOLE = 520, 780, 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters with what they were chosen from.

    definition: which ranking; rankings: how many areas stand in each. leaves: the operator that leaves in
    thought, empty without any place; leaving: who could. listed: the list of places and the one looked at.
    """

    definition: str
    leaves: str
    km: int
    step: Step
    listed: network_places.Choices
    rankings: Mapping[str, int] = field(compare=False)
    leaving: Mapping[str, str] = field(compare=False)


def choices(request: Request) -> Choices:
    """Read definition, leaves, km, step and the choices of the list."""
    source, selection, asked = request.source, request.selection, request.address
    level, codes = beside(source, selection)
    rankings = ranked.definitions(source, selection, "largest_operator_share", level, frozenset(codes))
    definition = asked.choice("definition", rankings, next(iter(rankings), "")) if rankings else ""
    leaving = leavers(source, selection)
    leaves = asked.one("leaves") or ""
    if leaves not in leaving:
        # An operator of another area is no forgery: the area was changed under it.
        if leaves and leaves.partition(":")[0] not in {operator.value for operator in OperatorType}:
            asked.miss("leaves")
        leaves = next(iter(leaving), "")
    return Choices(
        definition,
        leaves,
        DISTANCES[asked.choice("km", DISTANCES, DEFAULT_DISTANCE)],
        Step(asked.choice("step", [step.value for step in STEPS], Step.QUARTER.value)),
        network_places.choices(request),
        rankings,
        leaving,
    )


def beside(source: Source, selection: Selection) -> tuple[AreaLevel, tuple[str, ...]]:
    """The areas that stand side by side: of the country its counties, else municipalities."""
    if selection.level is AreaLevel.COUNTRY:
        figures = data.figures(source)
        return AreaLevel.COUNTY, tuple(figures.members(selection.area, AreaLevel.COUNTY))
    return AreaLevel.MUNICIPALITY, data.municipalities(source, selection.area)


def _own(source: Source, selection: Selection) -> Selection:
    """The selection with the areas drawn as own among those side by side."""
    if selection.level is AreaLevel.MUNICIPALITY:
        return selection
    codes: list[str] = []
    if selection.level is AreaLevel.CENTRE:
        codes = data.figures(source).members(selection.area, AreaLevel.MUNICIPALITY)
    return replace(selection, areas=tuple(AreaKey(AreaLevel.MUNICIPALITY, code) for code in codes))


@lru_cache(maxsize=64)
def leavers(source: Source, selection: Selection) -> dict[str, str]:
    """Who could leave, by key: operator types, then organisations, each with its number of places."""
    t = texts(selection.language)
    found = planning.operators(data.figures(source), selection.area, None, selection.as_of)
    named = {}
    for operator, ids in list(found.items())[:_MOST_LEAVING]:
        name = operator.name or t(OPERATORS[operator.type])
        named[str(operator)] = t("{operator}: all places ({n})", operator=name, n=len(ids))
    return named


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The finding, key figures, operators and what if one leaves, changes, what is offered, the list."""
    source, selection = request.source, request.selection
    parts: dict[str, Card | KeyFigures] = {
        "key-figures": _key_figures(source, selection),
        "operators": _operators(source, selection),
        "dependence": _dependence(source, selection, choices.definition),
    }
    if choices.leaves:
        parts["leaving"] = _leaving(source, selection, choices.leaves, choices.km)
    parts |= {
        "types": _types(source, selection),
        "running": _running(source, selection, choices.step),
        "turnover": _turnover(source, selection, choices.step),
        "features": _features(source, selection),
        "offers": _offers(source, selection),
        "support": _support(source, selection),
        "languages": _languages(source, selection),
    }
    parts |= network_places.cards(source, selection, choices.listed)
    return Cards(_headline(source, selection), parts)


def _name(source: Source, selection: Selection) -> str:
    return data.area_name(source, selection.area, selection.language)


def _headline(source: Source, selection: Selection) -> str:
    found = network.largest(data.figures(source), selection.area, selection.as_of)
    name = _name(source, selection)
    return figures_of_network.headline(name, found.operators, found.places, found.total, selection.language)


@lru_cache(maxsize=128)
def _key_figures(source: Source, selection: Selection) -> KeyFigures:
    t = texts(selection.language)
    figures = key_figures(source, selection, tuple(KEY_FIGURES))
    return KeyFigures(tuple(replace(figure, title=t(KEY_FIGURES[name])) for name, figure in figures.items()))


@lru_cache(maxsize=128)
def _operators(source: Source, selection: Selection) -> Card:
    level, codes = beside(source, selection)
    figures = data.figures(source)
    own = _own(source, selection)
    frame = data.table(source, selection, SHARES, level, codes)
    places = figures.facts.places
    counts = {
        str(key): tuple(places.operator[i][0] for i in network.active_places(figures, key, selection.as_of))
        for key in (AreaKey(level, code) for code in codes)
    }
    parts = [figures.registry[name] for name in SHARES]
    chart = figures_of_network.operators(frame, parts, data.chart_view(source, own, SHARES), counts)
    return Card(chart, _HALF, _name(source, selection))


@lru_cache(maxsize=128)
def _dependence(source: Source, selection: Selection, definition: str) -> Card:
    name = "largest_operator_share"
    level, codes = beside(source, selection)
    own = _own(source, selection)
    view, indicator = data.chart_view(source, own, (name,)), data.figures(source).registry[name]
    frame = data.table(source, selection, [name], level, codes)
    row = data.benchmark_rows(source, selection, (name,)).get(name)
    line = build.benchmark_of(row, indicator, view) if row is not None else None
    chart = ranked.ranked_bars(source, own, name, frame, line, definition or None)
    return Card(chart, _HALF, _name(source, selection))


@lru_cache(maxsize=64)
def _leaving(source: Source, selection: Selection, leaves: str, km: int) -> Card:
    """What stops when an operator leaves: places, hours, and children of each band who lose reach."""
    t, language, figures = texts(selection.language), selection.language, data.figures(source)
    found = planning.operators(figures, selection.area, None, selection.as_of)
    operator, ids = next((operator, ids) for operator, ids in found.items() if str(operator) == leaves)
    what = operator.name or t(OPERATORS[operator.type])
    whole = network.leaving(figures, selection.area, selection.as_of, ids)
    losses = {
        band: planning.closing(figures, selection.area, band, km, selection.as_of, ids) for band in BANDS
    }
    # School age holds two of the other bands: its children are counted in them already.
    lost = sum(loss.lost for band, loss in losses.items() if band is not AgeBand.SCHOOL_AGE)

    def shown(part: float, children: float) -> str:
        return share(part, children, language) if children else ""

    columns = (
        Series("places", t("Suitable places that stop"), tuple(
            count(loss.places, language) for loss in losses.values())),
        Series("hours", t("Hours a week"), tuple(
            plain.said(formats.number(loss.hours, 1, language), language) for loss in losses.values())),
        Series("free_hours", t("of them in free time"), tuple(
            plain.said(formats.number(loss.free_hours, 1, language), language) for loss in losses.values())),
        Series("lost", t("Children who lose the place within reach"), tuple(
            count(round(loss.lost), language) for loss in losses.values())),
        Series("before", t("Within reach now"), tuple(
            plain.said(shown(loss.covered_before, loss.children), language) for loss in losses.values())),
        Series("after", t("Then"), tuple(
            plain.said(shown(loss.covered_after, loss.children), language) for loss in losses.values())),
    )  # fmt: skip
    numbers = {
        "n": formats.number(whole.places, 0, language),
        "total": formats.number(whole.total, 0, language),
        "share": share(whole.places, whole.total, language),
    }
    sentence = [t("{n} of {total} active places stop ({share}).", **numbers)]
    if whole.hours is not None and whole.total_hours:
        sentence.append(
            t(
                "Open hours a week: {hours} of {total} go.",
                hours=formats.number(whole.hours, 0, language),
                total=formats.number(whole.total_hours, 0, language),
            )
        )
    if whole.emptied:
        names = town_names(whole.emptied, language)
        told = formats.listing(names, language) if len(names) <= 3 else ""
        sentence.append(
            t("Without any meeting place then: {names}.", names=told or t("{n} municipalities", n=len(names)))
        )
    title = t(
        "Without “{what}” {n} of {total} places stop; children who lose the place within {km} km: {children}",
        what=what,
        children=formats.number(lost, 0, language),
        km=km,
        **numbers,
    )
    chart = plain.table(
        source,
        selection,
        sources=("registry",),
        title=title,
        slug="leaving",
        heading=t("Ages"),
        rows=[Category(band.value, t(text)) for band, text in BANDS.items()],
        columns=columns,
        sentence=" ".join(sentence),
        notes=marked(COMPUTATION, language),
    )
    subtitle = " · ".join((_name(source, selection), t(COMPUTATION), chart.subtitle))
    definition = t(
        "The places of the operator in the area are left out in thought. Children lose the place within "
        "reach when no suitable active place is left within the distance, as the crow flies from their "
        "postal area."
    )
    return Card(
        replace(chart, subtitle=subtitle, definition=definition), _WHOLE, _name(source, selection), plain=True
    )


@lru_cache(maxsize=64)
def _types(source: Source, selection: Selection) -> Card:
    t, figures = texts(selection.language), data.figures(source)
    level, codes = beside(source, selection)
    own = {key.area_id for key in _own(source, selection).areas}
    keys = [AreaKey(level, code) for code in codes]
    rows = data.table(source, selection, ["places"], level, codes)
    states = {str(row["area_id"]): State(row["state"]) for row in rows.to_dict("records")}
    frame = network.types(figures, keys, selection.as_of)
    counts = {
        (str(area), str(what) or network.UNTOLD): int(places)
        for area, what, places in frame.itertuples(index=False)
    }
    own_types = network.types(figures, [selection.area], selection.as_of)
    language = selection.language
    areas = [
        (
            Category(str(key), data.area_name(source, key, language), own=key.area_id in own),
            states[key.area_id],
        )
        for key in keys
    ]
    chart = figures_of_network.types(
        areas,
        type_names(selection.language),
        counts,
        {str(what) or network.UNTOLD: int(places) for _, what, places in own_types.itertuples(index=False)},
        data.chart_view(source, selection, ("places",)),
        t(LEVEL_HEADINGS[level]),
    )
    return Card(chart, _HEAT, _name(source, selection))


def type_names(language: str) -> dict[str, str]:
    """Types of place by code as in a sentence, with the one of places whose type is not told last."""
    t = texts(language)
    named = {str(kind): t(text) for kind, text in words.PLACE_TYPES.items()}
    return {**named, network.UNTOLD: t("type not known")}


@lru_cache(maxsize=64)
def _running(source: Source, selection: Selection, step: Step) -> Card:
    figures = data.figures(source)
    spans = network.spans(step, selection.as_of, SPANS[step])
    # The day before the first step too: the line then rises by what the steps add up to.
    days = [spans[0][0] - timedelta(days=1), *(last for _, last in spans)]
    points = [(day, Period.default(day)) for day in days]
    frame = figures.series(["places"], [selection.area], points, selection.language)
    frame = data.everyday(frame, selection.language)
    view = data.chart_view(source, selection, ("places",))
    name = _name(source, selection)
    chart = build.trend_lines(frame, figures.registry["places"], view)
    return Card(figures_of_network.running(chart, name), _HALF, name)


@lru_cache(maxsize=64)
def _turnover(source: Source, selection: Selection, step: Step) -> Card:
    t, figures, language = texts(selection.language), data.figures(source), selection.language
    spans = network.spans(step, selection.as_of, SPANS[step])
    rows = [
        Change(span.first, _span_name(span.first, step, language), span.opened, span.closed)
        for span in network.turnover(figures, selection.area, spans)
    ]
    unknown = network.undated(figures, selection.area)
    notes = [t("In brackets: the net change. The newest step ends on the day shown.")]
    if unknown.opened:
        notes.append(
            t("Opening day not known: {n} places; they count as having run all the time.", n=unknown.opened)
        )
    if unknown.closed:
        notes.append(t("Closed on a day not known: {n} places.", n=unknown.closed))
    chart = figures_of_network.turnover(
        rows,
        data.chart_view(source, selection, ("places",)),
        heading=t("Quarter") if step is Step.QUARTER else t("Month"),
        notes=notes,
    )
    return Card(chart, _HALF, _name(source, selection))


def _span_name(first: date, step: Step, language: str) -> str:
    if step is Step.MONTH:
        return formats.short_month(Month.of(first), language)
    t = texts(language)
    return t("Q{n} {year}", n=(first.month + 2) // 3, year=first.year)


@lru_cache(maxsize=64)
def _features(source: Source, selection: Selection) -> Card:
    t = texts(selection.language)
    frame = network.features(data.figures(source), selection.area, selection.as_of)
    rows = [
        Asked(str(what), t(FEATURES[Feature(what)]), int(yes), int(no), int(unknown))
        for what, yes, no, unknown in frame.itertuples(index=False)
    ]
    view = data.chart_view(source, selection, ("places",))
    return Card(figures_of_network.features(rows, view), _HALF, _name(source, selection))


@lru_cache(maxsize=64)
def _offers(source: Source, selection: Selection) -> Card:
    """The same shares by area, one under the other."""
    level, codes = beside(source, selection)
    figures = data.figures(source)
    frame = data.table(source, selection, OFFERS, level, codes)
    if len(frame):
        frame = data.compared(source, selection, frame)
    view = data.chart_view(source, _own(source, selection), OFFERS)
    t = texts(selection.language)
    names = [t(text) for text in FEATURES.values()]
    chart = figures_of_network.by_area(frame, [figures.registry[name] for name in OFFERS], view, names)
    return Card(chart, _HALF, _name(source, selection))


@lru_cache(maxsize=64)
def _support(source: Source, selection: Selection) -> Card:
    t = texts(selection.language)
    found = network.support(data.figures(source), selection.area, selection.as_of)
    chart = figures_of_network.offered(
        found.counts,
        {form.value: t(words.SUPPORT[form]) for form in SupportForm},
        found.known,
        found.total,
        data.chart_view(source, selection, ("places",)),
        measure=t("Forms of support"),
        heading=t("Form of support"),
        definition=t("Active places on the day that give each form of support; a place may give several."),
        slug="support-forms",
        none=found.none,
    )
    return Card(chart, _HALF, _name(source, selection))


@lru_cache(maxsize=64)
def _languages(source: Source, selection: Selection) -> Card:
    t, language = texts(selection.language), selection.language
    found = network.languages(data.figures(source), selection.area, selection.as_of)
    chart = figures_of_network.offered(
        found.counts,
        {code: words.language_names((code,), language) for code in found.counts},
        found.known,
        found.total,
        data.chart_view(source, selection, ("places",)),
        measure=t("Languages of service"),
        heading=t("Language"),
        definition=t("Active places on the day that serve in each language; a place may serve in several."),
        slug="languages",
    )
    return Card(chart, _HALF, _name(source, selection))
