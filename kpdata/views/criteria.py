"""What the page of criteria shows: what is met and what is not, self beside peer, forms of support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kpdata.charts import criteria as charts
from kpdata.charts import formats, peers
from kpdata.charts import support as support_charts
from kpdata.charts.chart import Category, KeyFigure, Series, Value
from kpdata.charts.criteria import Rated
from kpdata.charts.peers import Beside
from kpdata.charts.rows import rows_of
from kpdata.charts.support import Form
from kpdata.charts.values import LEVEL_HEADINGS, View, missing, value_of
from kpdata.criteria import GROUP_NAMES, INSTRUMENTAL_SUPPORT, PSYCHOSOCIAL_SUPPORT
from kpdata.domain import (
    AreaKey,
    AreaLevel,
    AssessmentKind,
    AssessmentResult,
    Framework,
    State,
    SupportForm,
)
from kpdata.i18n import LANGUAGES, N_, Texts, texts
from kpdata.indicators import assessed, network
from kpdata.indicators.assessed import CRITERIA, GROUPS, MAPPING, OfPlace, Told, group_of
from kpdata.views import address, data, plain, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.PLACE, AreaLevel.GROUP)
INDICATORS = {
    **{group: f"criteria_met_{group}" for group in GROUPS if group != MAPPING},
    MAPPING: "mapping_questions_met",
}
ASSESSED = "assessed_share"
MEAN = "support_forms_mean"
ALL = "all"
PARTS = {
    AreaLevel.COUNTRY: (AreaLevel.COUNTY,),
    AreaLevel.COUNTY: (AreaLevel.MUNICIPALITY, AreaLevel.CENTRE),
    AreaLevel.REGION: (AreaLevel.MUNICIPALITY, AreaLevel.CENTRE),
    AreaLevel.MUNICIPALITY: (AreaLevel.PLACE, AreaLevel.CENTRE, AreaLevel.MUNICIPALITY),
    AreaLevel.CENTRE: (AreaLevel.PLACE, AreaLevel.CENTRE),
    AreaLevel.GROUP: (AreaLevel.PLACE, AreaLevel.MUNICIPALITY),
    AreaLevel.PLACE: (AreaLevel.PLACE,),
}
PART_NAMES = {
    AreaLevel.COUNTY: N_("Wellbeing services counties"),
    AreaLevel.MUNICIPALITY: N_("Municipalities"),
    AreaLevel.CENTRE: N_("Family centres"),
    AreaLevel.PLACE: N_("Meeting places"),
}
MOST_PLACES = 60
_RESULT_SIGNS = {
    AssessmentResult.MET: "●",
    AssessmentResult.PARTLY: "◑",
    AssessmentResult.NOT_MET: "○",
    AssessmentResult.NOT_ASSESSED: formats.EN_DASH,
}
# Bars of parts are drawn for a narrow page: their numbers then fit on a wide one too.
_BARS, _WHOLE = 680, 1000


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters: whose criteria are listed (all or one of the groups); what stands side by
    side (`parts`, out of `parted`)."""

    group: str
    parts: AreaLevel
    parted: Mapping[str, str] = field(compare=False)


def choices(request: Request) -> Choices:
    """Read criteria and parts."""
    level = request.selection.level
    parted = {
        part.value: request.t(PART_NAMES[part])
        for part in data.levels(request.source, PARTS[level])
        if part is not AreaLevel.CENTRE or _codes(request.source, request.selection, part)
    }
    default = PARTS[level][0]
    # What only other levels have is no forgery: the level was changed under it.
    chosen = request.address.choice("parts", [part.value for part in PART_NAMES], default.value)
    parts = AreaLevel(chosen) if chosen in parted else default
    return Choices(request.address.choice("criteria", (ALL, *GROUPS), ALL), parts, parted)


def group_names(language: str) -> dict[str, str]:
    """Names of the groups, the mapping questions last."""
    place = LANGUAGES.index(language)
    names = {group.value: names[place] for group, names in GROUP_NAMES.items()}
    return names | {MAPPING: texts(language)("Mapping questions")}


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The finding, key figures, groups, areas side by side, criteria, self beside peer, support, lskl."""
    source, selection = request.source, request.selection
    parts: dict[str, Card | KeyFigures | None] = {
        "key-figures": KeyFigures(_key_figures(source, selection)),
        "groups": _groups(source, selection),
    }
    one, is_assessed = selection.level is AreaLevel.PLACE, _is_assessed(source, selection)
    parts["areas"] = _by_area(source, selection, choices.parts)
    if one:
        parts["place"] = _place(source, selection, choices.group)
    else:
        parts["assessed"] = _assessed(source, selection)
    if is_assessed and not one:
        parts["unmet"] = _unmet(source, selection, choices.group)
        parts["every"] = _every(source, selection, choices.group)
        parts["differences"] = _differences(source, selection, choices.group)
    if is_assessed and not (one and not _has_both(source, selection)):
        parts["agreement"] = _agreement(source, selection)
        parts["self-peer"] = _self_and_peer(source, selection)
    parts["support"] = _support(source, selection)
    if not one:
        parts["support-areas"] = _support_by_area(source, selection)
    parts["lskl"] = _lskl(source, selection)
    return Cards(headline(source, selection), {key: card for key, card in parts.items() if card is not None})


def _name(source: Source, selection: Selection) -> str:
    return data.area_name(source, selection.area, selection.language)


def _view(source: Source, selection: Selection, *indicators: str) -> View:
    return data.chart_view(source, selection, indicators or (INDICATORS[GROUPS[0]],))


def _rated(source: Source, selection: Selection, group: str = ALL) -> list[Rated]:
    """Criteria and questions of a group, or all of them, with the results that count."""
    names = group_names(selection.language)
    counts = assessed.by_criterion(data.figures(source), selection.area, selection.as_of)
    return [
        Rated(c.criterion_id, c.name(selection.language), counts[c.criterion_id], names[group_of(c)])
        for c in CRITERIA
        if group in (ALL, group_of(c))
    ]


def _beside(source: Source, selection: Selection, group: str = ALL) -> list[Beside]:
    """The same with what places and peers said."""
    names, figures = group_names(selection.language), data.figures(source)
    area, day = selection.area, selection.as_of
    own = assessed.by_criterion(figures, area, day, AssessmentKind.SELF)
    peer = assessed.by_criterion(figures, area, day, AssessmentKind.PEER)
    pairs = assessed.pairs(figures, area, day)
    return [
        Beside(
            c.criterion_id,
            c.name(selection.language),
            own[c.criterion_id],
            peer[c.criterion_id],
            pairs[c.criterion_id],
            names[group_of(c)],
        )
        for c in CRITERIA
        if group in (ALL, group_of(c))
    ]


def _beside_groups(source: Source, selection: Selection) -> list[Beside]:
    figures, area, day = data.figures(source), selection.area, selection.as_of
    own = assessed.by_group(figures, area, day, AssessmentKind.SELF)
    peer = assessed.by_group(figures, area, day, AssessmentKind.PEER)
    pairs = assessed.pairs_by_group(figures, area, day)
    return [
        Beside(group, name, own[group], peer[group], pairs[group])
        for group, name in group_names(selection.language).items()
    ]


def _is_assessed(source: Source, selection: Selection) -> bool:
    groups = assessed.by_group(data.figures(source), selection.area, selection.as_of)
    return any(count.told for count in groups.values())


@lru_cache(maxsize=128)
def headline(source: Source, selection: Selection) -> str:
    """The minimum criterion that is not met in the most places."""
    rows = [row for row in _rated(source, selection) if row.key not in _QUESTIONS]
    name, language = _name(source, selection), selection.language
    places = assessed.reach(data.figures(source), selection.area, selection.as_of).total
    if selection.level is AreaLevel.PLACE:
        return charts.headline_of_place(name, rows, language, is_active=places > 0)
    return charts.headline(name, rows, places, language)


_QUESTIONS = frozenset(c.criterion_id for c in CRITERIA if group_of(c) == MAPPING)


def _key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    t, registry = texts(selection.language), data.figures(source).registry
    titles = {ASSESSED: t("Places assessed")} | {
        INDICATORS[group]: name for group, name in group_names(selection.language).items() if group != MAPPING
    }
    kept = [name for name in titles if selection.level in registry[name].levels]
    return tuple(
        replace(figure, title=titles[name]) for name, figure in key_figures(source, selection, kept).items()
    )


def _shares(source: Source, selection: Selection) -> dict[str, Value]:
    """The indicator of each group as it is shown."""
    registry = data.figures(source).registry
    names = list(INDICATORS.values())
    frame = data.table(source, selection, names, selection.level, [selection.area.area_id])
    rows = data.rows_by_indicator(frame)
    return {
        group: value_of(rows[name], registry[name], selection.language) for group, name in INDICATORS.items()
    }


@lru_cache(maxsize=128)
def _groups(source: Source, selection: Selection) -> Card:
    t, figures, language = texts(selection.language), data.figures(source), selection.language
    names = group_names(language)
    counts = assessed.by_group(figures, selection.area, selection.as_of)
    reach = assessed.reach(figures, selection.area, selection.as_of)
    notes = []
    if reach.never and selection.level is not AreaLevel.PLACE:
        notes.append(
            t(
                "Places without any assessment are not in the figure: {n} of {total} active places.",
                n=formats.number(reach.never, 0, language),
                total=formats.number(reach.total, 0, language),
            )
        )
    chart = charts.groups(
        [Rated(group, names[group], counts[group]) for group in GROUPS],
        _shares(source, selection),
        _view(source, selection),
        reach,
        notes=notes,
    )
    return Card(chart, _BARS, _name(source, selection))


# Side by side


def _codes(source: Source, selection: Selection, parts: AreaLevel) -> list[str]:
    """The areas of a level that stand side by side: those inside, or those beside the area itself."""
    figures, area = data.figures(source), selection.area
    if parts is AreaLevel.PLACE:
        if area.level is AreaLevel.PLACE:
            area = data.parent(source, area, AreaLevel.CENTRE) or (
                data.parent(source, area, AreaLevel.MUNICIPALITY) or area
            )
        return assessed.places_assessed(figures, area, selection.as_of)
    if parts is area.level and parts in {AreaLevel.MUNICIPALITY, AreaLevel.CENTRE}:
        area = data.parent(source, area, AreaLevel.COUNTY) or area
    return figures.members(area, parts)


def _wide(source: Source, selection: Selection) -> tuple[AreaLevel, list[str]]:
    """Areas beside each other that have several places each; of an own group the group itself."""
    level = {
        AreaLevel.COUNTRY: AreaLevel.COUNTY,
        AreaLevel.CENTRE: AreaLevel.CENTRE,
        AreaLevel.GROUP: AreaLevel.GROUP,
    }.get(selection.level, AreaLevel.MUNICIPALITY)
    if level is AreaLevel.GROUP:
        return level, [selection.area.area_id]
    return level, _codes(source, selection, level)


def _in_order(source: Source, level: AreaLevel, codes: Sequence[str], language: str) -> list[AreaKey]:
    names = data.area_names(source, level, language)
    wanted = {str(AreaKey(level, code)) for code in codes}
    return [AreaKey.parse(key) for key in names if key in wanted]


@lru_cache(maxsize=64)
def _by_area(source: Source, selection: Selection, parts: AreaLevel) -> Card | None:
    t, language = texts(selection.language), selection.language
    figures = data.figures(source)
    keys = _in_order(source, parts, _codes(source, selection, parts), language)
    if len(keys) < 2:
        return None
    kept = keys[:MOST_PLACES]
    names = {INDICATORS[group]: name for group, name in group_names(language).items()}
    names[INDICATORS[MAPPING]] = t("Questions")  # of mapping: the heading of a narrow column
    if parts in figures.registry[ASSESSED].levels:
        names = {ASSESSED: t("Places assessed")} | names
    frame = data.table(source, selection, list(names), parts, [key.area_id for key in kept])
    frame = data.compared(source, selection, frame)
    titles = data.area_names(source, parts, language)
    keys_of_rows = [str(AreaKey(parts, str(code))) for code in frame["area_id"]]
    frame = frame.assign(area_name=[titles[key] for key in keys_of_rows])
    order = {key.area_id: number for number, key in enumerate(kept)}
    frame = frame.sort_values("area_id", key=lambda ids: ids.map(order), kind="stable")
    view = _view(source, selection, *names)
    one = figures.registry[INDICATORS[GROUPS[0]]]
    definition = "\n".join((one.definition.text(language), one.reading.text(language)))
    chart = charts.by_area(
        frame, [figures.registry[name] for name in names], names, view, definition, beside=ASSESSED
    )
    if len(keys) > len(kept):
        note = t("The first {n} of {total} places are shown.", n=len(kept), total=len(keys))
        chart = replace(chart, notes=(*chart.notes, note))
    return Card(chart, _WHOLE, _name(source, selection))


@lru_cache(maxsize=64)
def _assessed(source: Source, selection: Selection) -> Card:
    figures, language = data.figures(source), selection.language
    level, codes = _wide(source, selection)
    areas = [
        (
            Category(str(key), data.area_names(source, level, language)[str(key)], own=key == selection.area),
            assessed.reach(figures, key, selection.as_of),
        )
        for key in _in_order(source, level, codes, language)
    ]
    chart = charts.reached(
        areas,
        assessed.reach(figures, selection.area, selection.as_of),
        _view(source, selection),
        texts(language)(LEVEL_HEADINGS[level]),
    )
    return Card(chart, _BARS, _name(source, selection))


# By criterion


@lru_cache(maxsize=128)
def _unmet(source: Source, selection: Selection, group: str) -> Card:
    chart = charts.unmet(_rated(source, selection, group), _view(source, selection))
    return Card(chart, _BARS, _name(source, selection))


@lru_cache(maxsize=64)
def _every(source: Source, selection: Selection, group: str) -> Card:
    chart = charts.every_criterion(_rated(source, selection, group), _view(source, selection))
    return Card(chart, _WHOLE, _name(source, selection), plain=True)


# Self beside peer


def _has_both(source: Source, selection: Selection) -> bool:
    return assessed.places_with_both(data.figures(source), selection.area, selection.as_of) > 0


@lru_cache(maxsize=64)
def _agreement(source: Source, selection: Selection) -> Card:
    places = assessed.places_with_both(data.figures(source), selection.area, selection.as_of)
    chart = peers.agreement(_beside_groups(source, selection), _view(source, selection), places)
    return Card(chart, _BARS, _name(source, selection), plain=chart.is_empty)


@lru_cache(maxsize=64)
def _self_and_peer(source: Source, selection: Selection) -> Card:
    figures = data.figures(source)
    own, peer = (
        frozenset(assessed.places_assessed(figures, selection.area, selection.as_of, kind))
        for kind in (AssessmentKind.SELF, AssessmentKind.PEER)
    )
    chart = peers.self_and_peer(
        _beside_groups(source, selection),
        _view(source, selection),
        len(own),
        len(peer),
        both_places=len(own & peer),
        one=selection.level is AreaLevel.PLACE,
    )
    return Card(chart, _WHOLE, _name(source, selection), plain=True)


@lru_cache(maxsize=64)
def _differences(source: Source, selection: Selection, group: str) -> Card | None:
    rows = _beside(source, selection, group)
    if not any(row.pair.judged for row in rows):
        return None
    chart = peers.differences(rows, _view(source, selection))
    return Card(chart, _WHOLE, _name(source, selection), plain=True)


# Forms of support


def _forms(source: Source, selection: Selection, key: AreaKey) -> tuple[list[Form], int]:
    """The six forms of an area, and how many places are known to give none."""
    t = texts(selection.language)
    found = network.support(data.figures(source), key, selection.as_of)
    families = {SupportForm.PEER: t("social")}
    families |= dict.fromkeys(PSYCHOSOCIAL_SUPPORT, t("psychosocial"))
    families |= dict.fromkeys(INSTRUMENTAL_SUPPORT, t("instrumental"))
    forms = []
    for form in (SupportForm.PEER, *PSYCHOSOCIAL_SUPPORT, *INSTRUMENTAL_SUPPORT):
        yes = found.counts.get(form.value, 0)
        forms.append(
            Form(
                form.value,
                t(words.SUPPORT[form]),
                formats.capital(families[form]),
                yes,
                found.known - yes,
                found.total - found.known,
            )
        )
    return forms, found.none


@lru_cache(maxsize=64)
def _support(source: Source, selection: Selection) -> Card:
    forms, none = _forms(source, selection, selection.area)
    chart = support_charts.support(forms, none, _view(source, selection, MEAN))
    return Card(chart, _BARS, _name(source, selection))


@lru_cache(maxsize=64)
def _support_by_area(source: Source, selection: Selection) -> Card:
    t, language = texts(selection.language), selection.language
    level, codes = _wide(source, selection)
    keys = _in_order(source, level, codes, language)
    indicator = data.figures(source).registry[MEAN]
    frame = data.table(source, selection, [MEAN], level, codes)
    means = {str(row["area_id"]): value_of(row, indicator, language) for row in rows_of(frame)}
    names = data.area_names(source, level, language)
    areas = [
        (
            Category(str(key), names[str(key)], own=key == selection.area),
            _forms(source, selection, key)[0],
            replace(means[key.area_id], group=None, mark=None),
        )
        for key in keys
    ]
    chart = support_charts.support_by_area(
        areas, _view(source, selection, MEAN), t(LEVEL_HEADINGS[level]), t("Forms per place")
    )
    return Card(chart, _WHOLE, _name(source, selection))


# Other frameworks, one place


@lru_cache(maxsize=64)
def _lskl(source: Source, selection: Selection) -> Card | None:
    counts = assessed.of_lskl(data.figures(source), selection.area, selection.as_of)
    if not counts:
        return None
    chart = charts.lskl([Rated(key, key, count) for key, count in counts.items()], _view(source, selection))
    return Card(chart, _WHOLE, _name(source, selection), plain=True)


@lru_cache(maxsize=64)
def _place(source: Source, selection: Selection, group: str) -> Card:
    """Every criterion of one place: its result, the day, who assessed, and what either said last."""
    t, language = texts(selection.language), selection.language
    titles = {c.criterion_id: (c.name(language), group_of(c)) for c in CRITERIA}
    names = group_names(language)
    rows = [
        row
        for row in assessed.of_place(data.figures(source), selection.area.area_id, selection.as_of)
        if row.framework is not Framework.LSKL and group in (ALL, titles[row.criterion_id][1])
    ]
    known = [row.latest for row in rows if row.latest]
    unmet = sum(told.result is AssessmentResult.NOT_MET for told in known)
    partly = sum(told.result is AssessmentResult.PARTLY for told in known)
    title = t("The place has not been assessed")
    sentence = t("Self- and peer assessments are imported in the table “assessments”.")
    if known:
        title = t(
            "Criteria and questions to work on: {unmet} not met, {partly} partly met",
            unmet=unmet,
            partly=partly,
        )
        newest = max(told.day for told in known)
        sentence = t("Last assessed {day}.", day=formats.day(newest, language))
    chart = plain.table(
        source,
        selection,
        sources=("assessments",),
        title=title,
        slug="criteria-place",
        heading=t("Criterion"),
        rows=[Category(row.criterion_id, titles[row.criterion_id][0]) for row in rows] if known else [],
        columns=_place_columns(rows, [names[titles[row.criterion_id][1]] for row in rows], t)
        if known
        else (),
        sentence=sentence,
    )
    return Card(chart, _WHOLE, _name(source, selection), plain=True)


def _place_columns(rows: Sequence[OfPlace], groups: Sequence[str], t: Texts) -> tuple[Series, ...]:
    def of(told: Told | None) -> Value:
        if told is None:
            return missing(State.UNKNOWN, t.language)
        return Value(State.OK, f"{_RESULT_SIGNS[told.result]}{formats.NBSP}{_result(told, t)}")

    def dated(told: Told | None) -> Value:
        if told is None:
            return missing(State.UNKNOWN, t.language)
        return Value(State.OK, f"{of(told).shown} · {formats.day(told.day, t.language)}")

    return (
        Series("group", t("Group"), tuple(Value(State.OK, name) for name in groups)),
        Series("result", t("Result"), tuple(of(row.latest) for row in rows)),
        Series(
            "day",
            t("Assessed"),
            tuple(plain.on(row.latest.day if row.latest else None, t.language) for row in rows),
        ),
        Series(
            "by",
            t("Assessed by"),
            tuple(
                plain.said(t(words.ASSESSED_BY[row.latest.kind]) if row.latest else "", t.language)
                for row in rows
            ),
        ),
        Series("self", t("Latest self-assessment"), tuple(dated(row.own) for row in rows)),
        Series("peer", t("Latest peer assessment"), tuple(dated(row.peer) for row in rows)),
    )


def _result(told: Told, t: Texts) -> str:
    if told.result is AssessmentResult.NOT_ASSESSED:
        return t("left open")
    return t(words.RESULTS[told.result])
