"""Criteria × municipalities, criteria × counties, and what is missing for the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from kpdata import criteria
from kpdata.charts import formats
from kpdata.charts import integration as charts
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.integration import Asked, Next
from kpdata.charts.rows import rows_of
from kpdata.charts.values import LEVEL_HEADINGS, said, value_of
from kpdata.domain import FINLAND, AreaKey, AreaLevel, State
from kpdata.i18n import LANGUAGES, N_, texts
from kpdata.indicators import standing
from kpdata.indicators.standing import SHIPPED, Evidence, Standing
from kpdata.indicators.standings import Municipal
from kpdata.views import data, evidence, plain
from kpdata.views.about_integration import lists, towns
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

# What the list of what is missing can be narrowed to.
LISTED = {
    "all": N_("All"),
    "near": N_("One criterion away"),
    "expiring": N_("Evidence expires within 90 days"),
    "stale": N_("Evidence stale or missing"),
    "silent": N_("Nothing recorded"),
}
_WHOLE = 1000


@lru_cache(maxsize=64)
def matrix_card(source: Source, selection: Selection) -> Card:
    """How each criterion stands in each municipality, with the age of its evidence."""
    language, day = selection.language, selection.as_of
    every = towns.all_standings(source, day)
    shown = towns.beside(source, selection)
    around = towns.around(source, selection)
    standings = {town.key: every[towns.code(town)] for town in shown}
    asked = next(iter(every.values())).evidence if every else ()
    cells = {
        (key, e.criterion_id): evidence.status(e, day, language)
        for key, municipal in standings.items()
        for e in municipal.evidence
    }
    chart = charts.criteria_matrix(
        [(town, standings[town.key].step) for town in shown],
        [
            Asked(e.criterion_id, e.step, evidence.in_short(e, language), e.criterion_id in SHIPPED)
            for e in asked
        ],
        cells,
        evidence.classes(language),
        data.chart_view(source, around, ("integration_done_share",)),
        in_force=evidence.IN_FORCE,
        fallen=evidence.FALLEN,
        expiring=evidence.EXPIRING,
    )
    reading = said(data.figures(source).registry["integration_done_share"].reading, language)
    named = [f"{e.step} {evidence.in_short(e, language)}: {evidence.name(e, language)}." for e in asked]
    return Card(
        replace(chart, definition="\n".join([reading, *named])),
        _WHOLE,
        data.area_name(source, selection.area, language),
    )


@lru_cache(maxsize=64)
def by_county_card(source: Source, selection: Selection) -> Card:
    """In what share of the municipalities of each county each criterion is done and in force."""
    t, language, figures = texts(selection.language), selection.language, data.figures(source)
    shipped = criteria.INTEGRATION_CRITERIA
    names = [f"criterion_{c.criterion_id}" for c in shipped]
    whole = data.table(source, selection, names, AreaLevel.COUNTRY, [FINLAND.area_id])
    counties = figures.members(FINLAND, AreaLevel.COUNTY)
    frame = data.table(source, selection, names, AreaLevel.COUNTY, counties)
    rows = [Category(str(FINLAND), data.area_name(source, FINLAND, language), own=True)]
    keys = [AreaKey(AreaLevel.COUNTY, code) for code in counties]
    named = [Category(str(key), data.area_name(source, key, language)) for key in keys]
    rows += sorted(named, key=lambda row: data.collation(row.name))
    cells = {
        (f"{row['level']}:{row['area_id']}", str(row["indicator"])): value_of(
            row, figures.registry[str(row["indicator"])], language
        )
        for part in (whole, frame)
        for row in rows_of(part)
    }
    chart = charts.shares_by_area(
        rows,
        [
            Asked(
                name, c.step, criteria.INTEGRATION_IN_SHORT[c.criterion_id][LANGUAGES.index(language)], True
            )
            for name, c in zip(names, shipped, strict=True)
        ],
        cells,
        data.chart_view(source, selection, names),
        heading=t(LEVEL_HEADINGS[AreaLevel.COUNTY]),
        definition=figures.registry[names[0]].definition.text(language),
    )
    return Card(chart, _WHOLE, data.area_name(source, selection.area, language))


def _is_listed(municipal: Municipal, listed: str, day: date) -> bool:
    match listed:
        case "near":
            return len(_lacking(municipal)) == 1
        case "expiring":
            return bool(municipal.expiring(day))
        case "stale":
            return any(
                e.standing is Standing.NOT_IN_FORCE for e in municipal.evidence if e.criterion_id in SHIPPED
            )
        case "silent":
            return not municipal.is_recorded
    return True


def _lacking(municipal: Municipal) -> list[Evidence]:
    """The criteria of the next step that are not done and in force; none when there is no such step."""
    if municipal.step is None:
        return []
    return standing.missing(municipal.evidence, municipal.step + 1)


@lru_cache(maxsize=128)
def next_card(source: Source, selection: Selection, listed: str) -> Card:
    """What each municipality lacks for its next step, and which evidence expires first."""
    t, language, day = texts(selection.language), selection.language, selection.as_of
    every = towns.all_standings(source, day)
    shown = [
        town
        for town in towns.own_first(towns.beside(source, selection))
        if _is_listed(every[towns.code(town)], listed, day)
    ]
    found = [every[towns.code(town)] for town in shown]
    own = [i for i, town in enumerate(shown) if town.own]
    told = [
        Next(town.name, m.step, tuple(evidence.in_short(e, language) for e in _lacking(m)))
        for town, m in zip(shown, found, strict=True)
    ]
    # Of one municipality the finding is its own; the others stand beside it.
    about = [told[own[0]]] if len(own) == 1 else told
    title, sentence = charts.next_steps(about, language)
    return lists.card(
        source,
        selection,
        shown,
        _columns(source, selection, shown, found),
        sources=("integration",),
        title=title,
        sentence=sentence if shown else t("No municipality is in this list."),
        note=t("Criteria with their standing: {signs}.", signs=_signs(language)),
        slug="next-steps",
    )


def _signs(language: str) -> str:
    t = texts(language)
    told = [
        f"{symbol} {t(word)}" for key, (word, symbol) in evidence.STANDINGS.items() if key != Standing.DONE
    ]
    return ", ".join([*told, f".. {t('not recorded')}"])


def _columns(
    source: Source, selection: Selection, shown: Sequence[Category], found: Sequence[Municipal]
) -> list[Series]:
    t, language = texts(selection.language), selection.language
    columns = []
    if selection.level in {AreaLevel.COUNTRY, AreaLevel.REGION, AreaLevel.GROUP}:
        keys = [data.parent(source, AreaKey.parse(town.key), AreaLevel.COUNTY) for town in shown]
        names = [data.area_name(source, key, language) if key else "" for key in keys]
        heading = t(LEVEL_HEADINGS[AreaLevel.COUNTY])
        columns.append(Series("county", heading, tuple(plain.said(name, language) for name in names)))
    columns += [
        Series("step", t("Step now"), tuple(_step(m, language) for m in found)),
        Series("next", t("Next step"), tuple(_next(m, language) for m in found)),
        Series("missing", t("Missing for it"), tuple(_missing(m, language) for m in found)),
        Series("expires", t("Expires first"), tuple(_expires(m, language) for m in found)),
        Series("until", t("In force until"), tuple(_until(m, selection) for m in found)),
        Series("then", t("Step then, if not renewed"), tuple(_then(m) for m in found)),
    ]
    return columns


def _step(municipal: Municipal, language: str) -> Value:
    t = texts(language)
    if municipal.step is None:
        return evidence.unrecorded(language)
    if not municipal.step:
        return Value(State.OK, f"0 {t('not yet begun')}")
    return Value(State.OK, _named(municipal.step, language))


def _named(step: int, language: str) -> str:
    """A step with its name: `3 edustettuna`."""
    return f"{step} {criteria.STEP_NAMES[step][LANGUAGES.index(language)]}"


def _next(municipal: Municipal, language: str) -> Value:
    t = texts(language)
    if municipal.step is None:
        return evidence.unrecorded(language)
    if municipal.step == max(criteria.STEPS):
        return Value(State.OK, t("the highest reached"))
    return Value(State.OK, _named(municipal.step + 1, language))


def _missing(municipal: Municipal, language: str) -> Value:
    if municipal.step is None:
        return evidence.unrecorded(language)
    told = []
    for e in _lacking(municipal):
        sign = evidence.STANDINGS[e.standing][1] if e.standing else ".."
        told.append(f"{sign}{formats.NBSP}{evidence.in_short(e, language)}")
    return Value(State.OK, "; ".join(told) or formats.EN_DASH)


def _expires(municipal: Municipal, language: str) -> Value:
    first = municipal.next_expiry()
    return Value(State.OK, evidence.in_short(first, language) if first else formats.EN_DASH)


def _until(municipal: Municipal, selection: Selection) -> Value:
    """The day of the first expiry, marked when it is near."""
    first = municipal.next_expiry()
    if first is None or first.until is None:
        return Value(State.OK, formats.EN_DASH)
    text = formats.day(first.until, selection.language)
    soon = standing.expires_soon(first, selection.as_of)
    return Value(State.OK, f"●!{formats.NBSP}{text}" if soon else text)


def _then(municipal: Municipal) -> Value:
    """The step after that evidence has fallen; a dash where it does not change."""
    first = municipal.next_expiry()
    if first is None or municipal.step is None:
        return Value(State.OK, formats.EN_DASH)
    # Others that end on the same day fall with it.
    falling = [e.criterion_id for e in municipal.evidence if e.until == first.until]
    step = standing.step(municipal.evidence, without=falling)
    return Value(State.OK, str(step) if step != municipal.step else formats.EN_DASH)
