"""The places of an area, and one place or family centre as the register tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.values import missing
from kpdata.criteria import MAPPING_QUESTIONS, MINIMUM_CRITERIA
from kpdata.domain import (
    AreaKey,
    AreaLevel,
    AssessmentKind,
    AssessmentResult,
    CentreKind,
    CentreStatus,
    PlaceStatus,
    PlaceType,
    State,
    SupportForm,
)
from kpdata.i18n import N_, Texts, texts
from kpdata.indicators import place, supply
from kpdata.indicators.place import Place, Slot
from kpdata.views import data, plain, ranked, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

_ANSWERS = {
    "step_free": N_("Step-free"),
    "free_of_charge": N_("Free of charge"),
    "visiting_professionals": N_("Professionals visit"),
}


def list_card(source: Source, selection: Selection) -> Card:
    """The places of an area that are not closed: who runs them, of what type, for whom, how long open."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    ids = [figures.facts.places.ids[i] for i in supply.places_of(figures, key)]
    found = {id_: place.place(figures, id_, selection.as_of) for id_ in ids}
    active = figures.day(selection.as_of).active
    runs = {id_: bool(active[figures.facts.places.index[id_]]) for id_ in ids}
    shown = [id_ for id_ in ids if runs[id_] or found[id_].status in {"planned", "frozen"}]
    names = {id_: figures.name(AreaKey(AreaLevel.PLACE, id_), language) for id_ in shown}
    shown.sort(key=lambda id_: (not runs[id_], data.collation(names[id_])))
    counts = [
        t.plural("{n} active place", "{n} active places", sum(runs.values())),
        *(
            f"{t(words.PLACE_STATUS[status])} {n}"
            for status in (PlaceStatus.PLANNED, PlaceStatus.FROZEN)
            if (n := sum(found[id_].status == status.value for id_ in shown))
        ),
    ]
    chart = plain.table(
        source,
        selection,
        sources=("registry",),
        title=formats.capital(", ".join(counts)),
        slug="places",
        heading=t("Meeting place"),
        rows=[Category(f"place:{id_}", names[id_]) for id_ in shown],
        columns=(
            Series(
                "operator",
                t("Operator"),
                tuple(Value(State.OK, t(words.OPERATORS[found[id_].operator])) for id_ in shown),
            ),
            Series("type", t("Type"), tuple(_type(found[id_].place_type, language) for id_ in shown)),
            Series("ages", t("For ages"), tuple(_ages(found[id_], language) for id_ in shown)),
            Series(
                "hours",
                t("Open hours a week"),
                tuple(plain.said(words.hours(found[id_].weekly_hours, language), language) for id_ in shown),
            ),
            Series("status", t("Status"), tuple(_status(found[id_], runs[id_], language) for id_ in shown)),
        ),
        sentence=_types_told([found[id_] for id_ in shown if runs[id_]], t),
    )
    return Card(chart, 860, data.area_name(source, key, language), plain=True)


def _types_told(active: Sequence[Place], t: Texts) -> str:
    counts = Counter(found.place_type for found in active)
    ordered = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    told = words.counted(ordered, words.PLACE_TYPES, t.language)
    return f"{formats.capital(told)}." if told else ""


def _type(place_type: str, language: str) -> Value:
    return plain.said(
        texts(language)(words.PLACE_TYPES[PlaceType(place_type)]) if place_type else "", language
    )


def _ages(found: Place, language: str) -> Value:
    return plain.said(words.ages(found.ages) if found.ages else "", language)


def _status(found: Place, runs: bool, language: str) -> Value:
    status = PlaceStatus.RUNNING if runs else PlaceStatus(found.status)
    if status is PlaceStatus.PLANNED:
        return Value(State.PLANNED, texts(language)(words.PLACE_STATUS[status]))
    if status is PlaceStatus.FROZEN:
        return Value(State.FROZEN, texts(language)(words.PLACE_STATUS[status]))
    return Value(State.OK, texts(language)(words.PLACE_STATUS[status]))


def register_card(source: Source, selection: Selection) -> Card:
    """One place as the register tells it, with what is not known."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    found = place.place(figures, key.area_id, selection.as_of)
    kind = t(words.PLACE_TYPES[PlaceType(found.place_type)]) if found.place_type else t("meeting place")
    facts: list[tuple[str, str]] = [
        (
            t("Operator"),
            ", ".join(part for part in (t(words.OPERATORS[found.operator]), found.operator_name) if part),
        ),
        (t("Type"), kind if found.place_type else ""),
        (t("Status"), t(words.PLACE_STATUS[PlaceStatus(found.status)])),
        (t("Listed by"), t(ranked.WORDS[found.definition])),
        (t("For ages"), words.ages(found.ages) if found.ages else ""),
        (t("Languages"), words.language_names(found.languages, language)),
        *((t(label), _yes_no(found.answers[name], t)) for name, label in _ANSWERS.items()),
        (t("Forms of support"), _support(found, t)),
        (
            t("Family centre"),
            data.area_name(source, AreaKey(AreaLevel.CENTRE, found.centre), language)
            if found.centre
            else t("not tied to a centre"),
        ),
        (
            t("Municipality"),
            data.area_name(source, AreaKey(AreaLevel.MUNICIPALITY, found.municipality), language)
            if found.municipality
            else "",
        ),
        (t("Address"), found.address),
        (t("Coordinates (WGS84)"), f"{found.point[0]:.5f}, {found.point[1]:.5f}" if found.point else ""),
        (t("Opened"), formats.day(found.opened, language) if found.opened else ""),
        *([(t("Closed"), formats.day(found.closed, language))] if found.closed else []),
        (t("Checked"), formats.day(found.checked, language) if found.checked else ""),
        (t("In Suomi.fi"), t("yes") if found.in_ptv else t("no")),
    ]
    known = sum(bool(text) for _, text in facts)
    operator = t(words.OPERATORS[found.operator])
    chart = plain.table(
        source,
        selection,
        sources=("registry",),
        title=t("{type}, run by: {operator}", type=formats.capital(kind), operator=operator),
        slug="register",
        heading=t("In the register"),
        rows=[Category(str(number), label) for number, (label, _) in enumerate(facts)],
        columns=(Series("told", t("Content"), tuple(plain.said(text, language) for _, text in facts)),),
        sentence=t("{n} of {total} facts are known.", n=known, total=len(facts)),
    )
    return Card(chart, 400, data.area_name(source, key, language), plain=True)


def _yes_no(answer: bool | None, t: Texts) -> str:
    return "" if answer is None else t("yes") if answer else t("no")


def _support(found: Place, t: Texts) -> str:
    if found.support is None:
        return ""
    told = [t(words.SUPPORT[SupportForm(form)]) for form in found.support]
    return ", ".join(told) or t("none")


def hours_card(source: Source, selection: Selection) -> Card:
    """The opening hours of a place by weekday, as valid on the day."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    slots = place.slots_of(figures, key.area_id, selection.as_of)
    found = place.place(figures, key.area_id, selection.as_of)
    days = formats.weekdays(language)
    if found.weekly_hours is None:
        title = t("Opening hours are not known")
    elif not slots:
        title = t("No opening hours are valid on the day")
    else:
        title = t("Open {hours} hours a week", hours=words.hours(found.weekly_hours, language))
    free = [slot for slot in slots if slot.weekday > 5 or slot.closes > 14 * 60]
    unknown = missing(State.UNKNOWN, language)

    def of_day(weekday: int) -> Value:
        told = [_slot(slot, t) for slot in slots if slot.weekday == weekday]
        if not told:
            return unknown if found.weekly_hours is None else Value(State.OK, t("closed"))
        return Value(State.OK, "; ".join(told))

    chart = plain.table(
        source,
        selection,
        sources=("registry",),
        title=title,
        slug="opening-hours",
        heading=t("Weekday"),
        rows=[Category(str(number), name) for number, name in enumerate(days, 1)],
        columns=(Series("open", t("Open"), tuple(of_day(number) for number in range(1, 8))),),
        sentence=t.plural(
            "{n} slot reaches into the free time of school-age children.",
            "{n} slots reach into the free time of school-age children.",
            len(free),
        )
        if slots
        else "",
    )
    return Card(chart, 400, data.area_name(source, key, language), plain=True)


def _slot(slot: Slot, t: Texts) -> str:
    opens, closes = words.clock(slot.opens, t.language), words.clock(slot.closes, t.language)
    told = [f"{opens}{formats.EN_DASH}{closes}"]
    if slot.weeks > 1:
        told.append(t.plural("every week", "every {n} weeks", slot.weeks))
    if slot.ages:
        told.append(t("ages {ages}", ages=words.ages(slot.ages)))
    return " · ".join(told)


def assessed_card(source: Source, selection: Selection) -> Card | None:
    """What of the criteria is not met in a place, with the day and who assessed; None without assessment."""
    t, language = texts(selection.language), selection.language
    rows = place.assessments(data.figures(source), selection.area.area_id, selection.as_of)
    if not rows:
        return None
    names = {c.criterion_id: c.name(language) for c in (*MINIMUM_CRITERIA, *MAPPING_QUESTIONS)}
    open_ = [
        row for row in rows if row.result in {AssessmentResult.NOT_MET.value, AssessmentResult.PARTLY.value}
    ]
    met = sum(row.result == AssessmentResult.MET.value for row in rows)
    newest = max(row.assessed_on for row in rows)
    order = {criterion_id: number for number, criterion_id in enumerate(names)}
    open_.sort(
        key=lambda row: (
            row.result != AssessmentResult.NOT_MET.value,
            order.get(row.criterion_id, len(order)),
            row.criterion_id,
        )
    )
    chart = plain.table(
        source,
        selection,
        sources=("assessments",),
        title=t("Criteria: {met} met, {open} to work on", met=met, open=len(open_)),
        slug="criteria-open",
        heading=t("Criterion"),
        rows=[
            Category(f"{row.framework}:{row.criterion_id}", names.get(row.criterion_id, row.criterion_id))
            for row in open_
        ],
        columns=(
            Series("result", t("Result"), tuple(_result(row.result, t) for row in open_)),
            Series("day", t("Assessed"), tuple(plain.on(row.assessed_on, language) for row in open_)),
            Series(
                "by",
                t("Assessed by"),
                tuple(Value(State.OK, t(words.ASSESSED_BY[AssessmentKind(row.kind)])) for row in open_),
            ),
        ),
        sentence=t("Last assessed {day}.", day=formats.day(newest, language)),
    )
    return Card(chart, 860, data.area_name(source, selection.area, language), plain=True)


def _result(result: str, t: Texts) -> Value:
    sign = "○" if result == AssessmentResult.NOT_MET.value else "◑"
    return Value(State.OK, f"{sign} {t(words.RESULTS[AssessmentResult(result)])}")


def centre_card(source: Source, selection: Selection) -> Card:
    """One family centre as the register tells it."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    row = place.centre(figures, key.area_id)
    served = figures.members(key, AreaLevel.MUNICIPALITY)
    kind = t(words.CENTRE_KINDS[CentreKind(row.kind)]) if row.kind else ""
    facts = [
        (t("Kind"), kind),
        (t("Status"), t(words.CENTRE_STATUS[CentreStatus(row.status)])),
        (t("Coordinating body"), row.coordinating_body or ""),
        (
            t("Serves"),
            ", ".join(
                data.area_name(source, AreaKey(AreaLevel.MUNICIPALITY, code), language) for code in served
            ),
        ),
        (
            t("Coordinates (WGS84)"),
            f"{row.lat:.5f}, {row.lon:.5f}" if row.lat is not None and row.lon is not None else "",
        ),
        (t("Opened"), formats.day(row.opened_on, language) if row.opened_on else ""),
        *([(t("Closed"), formats.day(row.closed_on, language))] if row.closed_on else []),
        (t("Checked"), formats.day(row.checked_on, language) if row.checked_on else ""),
    ]
    status = t(words.CENTRE_STATUS[CentreStatus(row.status)])
    chart = plain.table(
        source,
        selection,
        sources=("registry",),
        title=formats.capital(", ".join(part for part in (kind or t("family centre"), status) if part)),
        slug="register",
        heading=t("In the register"),
        rows=[Category(str(number), label) for number, (label, _) in enumerate(facts)],
        columns=(Series("told", t("Content"), tuple(plain.said(text, language) for _, text in facts)),),
    )
    return Card(chart, 400, data.area_name(source, key, language), plain=True)
