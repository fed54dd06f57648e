"""Who coordinates what: roles by area with their kind of organisation; never who holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from kpdata.charts import formats
from kpdata.charts import roles as charts
from kpdata.charts.chart import Category, Value
from kpdata.domain import FINLAND, AreaKey, AreaLevel, CentreStatus, OperatorType, Role, State
from kpdata.i18n import texts
from kpdata.indicators import roles
from kpdata.indicators.roles import RoleHeld
from kpdata.views import data, words
from kpdata.views.about_integration import towns
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source
from kpdata.views.evidence import unrecorded

_WHOLE = 1000
_NOT_NAMED, _NAMED = 1, 2
_UNTOLD, _LACKING, _SILENT = "untold", "not-named", "not-recorded"
Held = Mapping[AreaKey, Mapping[Role, RoleHeld]]


@lru_cache(maxsize=16)
def all_roles(source: Source, day: date) -> Held:
    """Roles of every area on a day."""
    return roles.all_roles(data.figures(source), day)


@lru_cache(maxsize=128)
def matrix_card(source: Source, selection: Selection) -> Card:
    """Roles of the county, its centres and municipalities; of the country those of the counties."""
    t, language = texts(selection.language), selection.language
    held = all_roles(source, selection.as_of)
    rows = _areas(source, selection)
    keys = [AreaKey.parse(row.key) for row in rows]
    present = [role for role in Role if any(role in held.get(key, {}) for key in keys)]
    cells = {
        (row.key, role.value): _cell(found, language)
        for row, key in zip(rows, keys, strict=True)
        for role in present
        for found in [held.get(key, {}).get(role)]
    }
    named = Counter(role for key in keys for role, found in held.get(key, {}).items() if found.named)
    asked = Counter(role for key in keys for role in held.get(key, {}))
    silent = [row.name for row, key in zip(rows, keys, strict=True) if key not in held]
    title = t("Roles by area: nothing recorded")
    told = []
    if present:
        first = present[0]
        title = t("{role}: named in {n} of {total} areas that tell it", role=_role(first, language),
                  n=named[first], total=asked[first])  # fmt: skip
        told.append(
            t(
                "Named of those told – {counts}.",
                counts=", ".join(f"{t(words.ROLES[role])} {named[role]}/{asked[role]}" for role in present),
            )
        )
    if silent:
        told.append(t.plural("Nothing recorded of {n} area.", "Nothing recorded of {n} areas.", len(silent)))
    chart = charts.by_area(
        rows if present else [],
        [(role.value, _role(role, language)) for role in present],
        cells,
        data.chart_view(source, towns.around(source, selection), ("integration_done_share",)),
        heading=t("Area"),
        title=title,
        sentence=" ".join(told) or f"{title}.",
    )
    return Card(chart, _WHOLE, data.area_name(source, selection.area, language))


def _areas(source: Source, selection: Selection) -> list[Category]:
    """The county itself, then municipalities and running centres by name; of the country its counties."""
    language, figures = selection.language, data.figures(source)
    if selection.level is AreaLevel.COUNTRY:
        keys = [AreaKey(AreaLevel.COUNTY, code) for code in figures.members(FINLAND, AreaLevel.COUNTY)]
        named = [Category(str(key), data.area_name(source, key, language)) for key in keys]
        return sorted(named, key=lambda row: data.collation(row.name))
    shown = towns.beside(source, selection)
    codes = {towns.code(town) for town in shown}
    above = {data.parent(source, AreaKey.parse(town.key), AreaLevel.COUNTY) for town in shown}
    kind = texts(language)(words.OPERATORS[OperatorType.COUNTY])
    counties = [
        Category(
            str(key),
            f"{data.area_name(source, key, language)} ({kind})",
            own=key == selection.area,
        )
        for key in sorted(key for key in above if key)
    ]
    frame = figures.areas(AreaLevel.CENTRE)
    running = frame[(frame["status"] == CentreStatus.RUNNING.value) & frame["municipality"].isin(codes)]
    names = data.area_names(source, AreaLevel.CENTRE, language)
    wanted = {f"centre:{centre}" for centre in running["area_id"]}
    if selection.level is AreaLevel.CENTRE:
        wanted.add(str(selection.area))
    centres = [
        Category(key, name, own=key == str(selection.area)) for key, name in names.items() if key in wanted
    ]
    return [*counties, *shown, *centres]


def _role(role: Role, language: str) -> str:
    return formats.capital(texts(language)(words.ROLES[role]))


def _cell(held: RoleHeld | None, language: str) -> Value:
    t = texts(language)
    if held is None:
        return unrecorded(language)
    if not held.named:
        return Value(State.OK, t("not named"), group=_NOT_NAMED)
    kind = t(words.OPERATORS[held.organisation]) if held.organisation else t("organisation not told")
    note = kind
    if held.since:
        note += ", " + t("since {day}", day=formats.day(held.since, language))
    return Value(State.OK, t("named"), group=_NAMED, note=note, beside=kind)


@lru_cache(maxsize=128)
def counts_card(source: Source, selection: Selection) -> Card:
    """In how many of the area's own municipalities each role is named, and of what kind of organisation."""
    t, language = texts(selection.language), selection.language
    held = all_roles(source, selection.as_of)
    selection = towns.around(source, selection)
    keys = [AreaKey(AreaLevel.MUNICIPALITY, code) for code in towns.own(source, selection.area)]
    columns = [(kind.value, formats.capital(t(words.OPERATORS[kind]))) for kind in OperatorType]
    columns += [
        (_UNTOLD, t("Organisation not told")),
        (_LACKING, t("Not named")),
        (_SILENT, t("Not recorded")),
    ]
    counts = {role: Counter(_kind(held.get(key, {}).get(role)) for key in keys) for role in Role}
    # A role that no municipality tells of is not asked of municipalities.
    present = [role for role in Role if sum(counts[role].values()) > counts[role][_SILENT]]
    title, sentence = t("Roles of municipalities: nothing recorded"), ""
    if present:
        role = present[0]
        named = sum(counts[role][kind.value] for kind in OperatorType) + counts[role][_UNTOLD]
        title = t("{role}: named in {n} of {total} municipalities", role=_role(role, language), n=named,
                  total=len(keys))  # fmt: skip
        sentence = " ".join(
            t("{role}: {counts}.", role=_role(role, language), counts=_told(counts[role], columns, language))
            for role in present
        )
    chart = charts.by_organisation(
        [
            (Category(role.value, _role(role, language)), tuple(counts[role][key] for key, _ in columns))
            for role in present
        ],
        columns,
        data.chart_view(source, selection, ("integration_done_share",)),
        title=title,
        sentence=sentence or f"{title}.",
    )
    return Card(chart, _WHOLE, data.area_name(source, selection.area, language))


def _kind(held: RoleHeld | None) -> str:
    if held is None:
        return _SILENT
    if not held.named:
        return _LACKING
    return held.organisation.value if held.organisation else _UNTOLD


def _told(counts: Mapping[str, int], columns: list[tuple[str, str]], language: str) -> str:
    """Kinds with their numbers, the largest first, as in a sentence."""
    t = texts(language)
    named = dict(columns) | {kind.value: t(words.OPERATORS[kind]) for kind in OperatorType}
    kinds = sorted((k for k in OperatorType if counts[k.value]), key=lambda k: -counts[k.value])
    rest = [key for key in (_UNTOLD, _LACKING, _SILENT) if counts[key]]
    told = [f"{named[k.value]} {counts[k.value]}" for k in kinds]
    return ", ".join(told + [f"{formats.lowered(named[key])} {counts[key]}" for key in rest])
