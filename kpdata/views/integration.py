"""What the page of integration shows; its cards stand in `kpdata.views.about_integration`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from kpdata import criteria
from kpdata.charts import findings, formats
from kpdata.charts import steps as charts
from kpdata.charts.chart import KeyFigure, Value
from kpdata.charts.values import missing
from kpdata.domain import AreaLevel, EventKind, State
from kpdata.i18n import LANGUAGES, N_, texts
from kpdata.indicators.standing import SOON_DAYS
from kpdata.indicators.visited import NOTHING
from kpdata.views import address, data
from kpdata.views.about_area import integration as of_area
from kpdata.views.about_integration import criteria as by_criterion
from kpdata.views.about_integration import roles, round_2018, steps, towns, visits
from kpdata.views.address import Selection
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.key_figures import key_figures
from kpdata.views.request import Request

LEVELS = (*address.LEVELS, AreaLevel.GROUP)
KEY_FIGURES = {
    "integration_done_share": N_("Criteria done and in force"),
    f"municipalities_step_{charts.SPOKEN_OF}": N_("At step 3 or above"),
    "boards_visited": N_("Boards visited"),
    "groups_visited": N_("Groups visited"),
}


@dataclass(frozen=True, slots=True)
class Choices:
    """The page's own parameters: parts of steps as shares or numbers; what the list of next steps holds."""

    parts: str
    listed: str


def choices(request: Request) -> Choices:
    """Read parts and listed."""
    asked = request.address
    return Choices(
        asked.choice("parts", steps.PARTS, "share"), asked.choice("todo", by_criterion.LISTED, "all")
    )


@lru_cache(maxsize=128)
def cards(request: Request, choices: Choices) -> Cards:
    """The finding, key figures, criteria, what is next, steps, visits, roles, the round of 2018."""
    source, selection = request.source, request.selection
    parts: dict[str, Card | KeyFigures | None] = {
        "key-figures": KeyFigures(_key_figures(source, selection)),
    }
    if selection.level is AreaLevel.COUNTRY:
        parts["criteria"] = by_criterion.by_county_card(source, selection)
    else:
        parts["criteria"] = by_criterion.matrix_card(source, selection)
    if of_area.has_own_criteria(selection.area):
        parts["own"] = of_area.criteria_card(source, selection)
        parts["evidence"] = of_area.evidence_card(source, selection)
    parts |= {
        "next": by_criterion.next_card(source, selection, choices.listed),
        "steps": steps.by_area_card(source, selection, choices.parts),
        "progress": steps.progress_card(source, selection),
        "share": steps.share_card(source, selection),
        "visits": visits.tally_card(source, selection),
        "visit-days": visits.list_card(source, selection),
        "roles": roles.matrix_card(source, selection),
        "organisations": roles.counts_card(source, selection),
        "round-2018": round_2018.card(source, selection),
    }
    return Cards(headline(source, selection), {k: part for k, part in parts.items() if part is not None})


@lru_cache(maxsize=128)
def headline(source: Source, selection: Selection) -> str:
    """How many municipalities have come to the step that is spoken of, and whose evidence expires soon."""
    language = selection.language
    name = data.area_name(source, selection.area, language)
    soon, where = towns.expiring(source, selection)
    if selection.level is AreaLevel.MUNICIPALITY:
        step = towns.all_standings(source, selection.as_of)[selection.area.area_id].step
        return charts.headline_of_one(name, step, _step_name(step, language), soon, language)
    return charts.headline(name, towns.whole(source, selection), where, language)


def _step_name(step: int | None, language: str) -> str:
    t = texts(language)
    if not step:
        return t("not yet begun")
    return criteria.STEP_NAMES[step][LANGUAGES.index(language)]


def _key_figures(source: Source, selection: Selection) -> tuple[KeyFigure, ...]:
    t = texts(selection.language)
    found = key_figures(source, selection, tuple(KEY_FIGURES))
    whole = towns.whole(source, selection)
    counts = [(whole.reached, whole.total)]
    counts += [(tally.visited, tally.total) for _, tally in visits.tallies(source, selection)]
    names = list(KEY_FIGURES)
    for name, (n, total) in zip(names[1:], counts, strict=True):
        if found[name].value.is_known:
            note = t("{n} of {total} municipalities", n=n, total=total)
            found[name] = replace(found[name], note=note)
    figures = {name: replace(figure, title=t(KEY_FIGURES[name])) for name, figure in found.items()}
    if selection.level is AreaLevel.MUNICIPALITY:
        figures |= _of_municipality(source, selection, figures)
    figures["expiring"] = _expiring(source, selection)
    return tuple(replace(figure, sentence=findings.of_key_figure(figure)) for figure in figures.values())


def _of_municipality(
    source: Source, selection: Selection, figures: dict[str, KeyFigure]
) -> dict[str, KeyFigure]:
    """Of one municipality its step and the days of visits: a share of one would say nothing."""
    t, language = texts(selection.language), selection.language
    code = selection.area.area_id
    step = towns.all_standings(source, selection.as_of)[code].step
    first = list(KEY_FIGURES)[1]
    of_step = (
        Value(State.OK, str(step), float(step)) if step is not None else missing(State.UNKNOWN, language)
    )
    unit = t("of 5: {name}", name=_step_name(step, language)) if step is not None else ""

    def figure(title: str, value: Value, unit: str = "", note: str = "") -> KeyFigure:
        return KeyFigure(title, value, language, unit=unit, note=note, sample=figures[first].sample)

    found = {first: figure(t("Step"), of_step, unit)}
    for kind, name, title in (
        (EventKind.BOARD_VISIT, "boards_visited", t("Board visited")),
        (EventKind.GROUP_VISIT, "groups_visited", t("Group visited")),
    ):
        seen = visits.all_visits(source, selection).get((code, kind), NOTHING)
        untold = t("not recorded") if seen == NOTHING else t("not yet")
        day = formats.day(seen.last, language) if seen.last else untold
        note = ""
        if seen.planned:
            note = t("next planned {day}", day=formats.day(seen.planned, language))
        elif seen.running:
            note = t("planned {day}, may still be held in time", day=formats.day(seen.running, language))
        found[name] = figure(title, Value(State.OK, day), note=note)
    return found


def _expiring(source: Source, selection: Selection) -> KeyFigure:
    """How many criteria expire within 90 days, and in how many municipalities."""
    t, language = texts(selection.language), selection.language
    soon, where = towns.expiring(source, selection)
    whole = towns.whole(source, selection)
    value = Value(State.OK, formats.number(soon, 0, language), float(soon))
    note = ""
    if whole.unrecorded == whole.total:
        value = missing(State.UNKNOWN, language)
    elif where and selection.level is not AreaLevel.MUNICIPALITY:
        note = t.plural("in {n} municipality", "in {n} municipalities", where)
    return KeyFigure(
        t("Expires within {days} days", days=SOON_DAYS),
        value,
        language,
        unit=t.plural("criterion", "criteria", soon) if value.is_known else "",
        note=note,
        sample=data.is_sample(source),
    )
