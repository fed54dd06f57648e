"""Figures of the forms of support that places give: six forms in three families, what is not known apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Series, Value
from kpdata.charts.classes import share_class
from kpdata.charts.counted import count, figure, ratio
from kpdata.charts.values import QUINTILES, View, missing
from kpdata.domain import State
from kpdata.i18n import texts


@dataclass(frozen=True, slots=True)
class Form:
    """A form of support: in how many places it is given, is not given, is not known."""

    key: str
    name: str
    family: str
    yes: int
    no: int
    unknown: int


def support(forms: Sequence[Form], none: int, view: View) -> Chart:
    """The six forms of support in three families: given, not given and not known, in active places.

    none: places known to give none of them.
    """
    t, language = texts(view.language), view.language
    total = max((form.yes + form.no + form.unknown for form in forms), default=0)
    known = max((form.yes + form.no for form in forms), default=0)
    unknown = total - known
    title, sentence = t("No active meeting places"), t("There are no active meeting places.")
    if total:
        title = t("Forms of support: not known of any place")
        sentence = t("The register tells the forms of support of none of the {n} places.", n=total)
    if known:
        least = min(form.yes for form in forms)
        rarest = [form.name for form in forms if form.yes == least]
        title = t(
            "Rarest form of support: {forms} ({counts} places)",
            forms=formats.listing(rarest, language),
            counts=ratio(least, known, language),
        )
        told = ", ".join(f"{form.name} {formats.number(form.yes, 0, language)}" for form in forms)
        sentence = t(
            "Given, of the {known} places where it is known – {counts}. None of the six: {none}. "
            "Not known: {unknown}.",
            known=formats.number(known, 0, language),
            counts=told,
            none=formats.number(none, 0, language),
            unknown=formats.number(unknown, 0, language),
        )
    if total == 1 and known:
        given = [form.name for form in forms if form.yes]
        title = t("Forms of support: {n} of 6", n=len(given))
        sentence = (
            t("Given: {forms}.", forms=formats.listing(given, language))
            if given
            else t("The place gives none of the six forms.")
        )
    parts: tuple[tuple[str, str, Callable[[Form], int]], ...] = (
        ("yes", t("given"), lambda form: form.yes),
        ("no", t("not given"), lambda form: form.no),
        (State.UNKNOWN.value, t("not known"), lambda form: form.unknown),
    )
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=sentence,
        measure=t("Active meeting places by form of support"),
        heading=t("Form of support"),
        categories=tuple(Category(form.key, _in_family(form)) for form in forms) if total else (),
        series=tuple(
            Series(key, name, tuple(count(of(form), language) for form in forms)) for key, name, of in parts
        )
        if total
        else (),
        notes=(t("Not known: the register tells nothing of the forms of support of these places."),),
        definition=t(
            "The six forms in three families: peer (social); psychosocial: emotional, informational, "
            "spiritual; instrumental: functional, material. A place may give several; a place that gives "
            "none is known."
        ),
        slug="support-forms",
    )


def support_by_area(
    areas: Sequence[tuple[Category, Sequence[Form], Value]], view: View, heading: str, mean: str
) -> Chart:
    """Share of the places that give each form, of those where it is known, by area.

    areas: with the forms and how many of the six a place gives; mean: the heading of the latter.
    """
    t, language = texts(view.language), view.language
    forms = list(areas[0][1]) if areas else []
    columns: list[Series] = []
    rarest: list[tuple[int, int, str]] = []
    for number, form in enumerate(forms):
        cells = [of_area[number] for _, of_area, _ in areas]
        values = tuple(
            _given(cell, state.state, language) for cell, (_, _, state) in zip(cells, areas, strict=True)
        )
        columns.append(Series(form.key, formats.capital(form.name), values))
        known = [cell for cell in cells if cell.yes + cell.no]
        rarest.append((sum(not cell.yes for cell in known), len(known), form.name))
    columns.append(Series("mean", mean, tuple(value for _, _, value in areas)))
    told = [row for row in rarest if row[1]]
    title, sentence = t("Forms of support: not known of any place"), t("There is no number to show.")
    if told:
        without, total, name = max(told, key=lambda row: row[0])
        title = t("Every form of support is given in every area where it is known")
        if without:
            title = t(
                "{what}: no place in {n} of the {total} areas where it is known",
                what=formats.capital(name),
                n=without,
                total=total,
            )
        tied = [form for n, of, form in told if (n, of) == (without, total)]
        if without and len(tied) > 1:
            title = t(
                "{forms}: each without a place in {n} of the {total} areas where it is known",
                forms=formats.capital(formats.listing(tied, language)),
                n=without,
                total=total,
            )
        sentence = t(
            "Areas where no place gives the form, of those where it is known – {counts}.",
            counts=", ".join(f"{form} {ratio(n, total, language)}" for n, total, form in told),
        )
    return figure(
        view,
        Kind.HEAT,
        title=title,
        sentence=sentence,
        measure=t("Places that give the form, of those where it is known"),
        heading=heading,
        categories=tuple(category for category, _, _ in areas) if told else (),
        series=tuple(columns) if told else (),
        classes=tuple(ColourClass(share_class(k, language)) for k in range(QUINTILES)),
        notes=(t("Last column: how many of the six forms a place gives on average; without colour."),),
        definition=t(
            "Active places on the day. Places whose forms of support the register does not tell are in "
            "neither part of the share."
        ),
        slug="support-by-area",
    )


def _given(form: Form, state: State, language: str) -> Value:
    """The share that gives a form; the state of the area (no place, planned …) where there is none."""
    known = form.yes + form.no
    if not known:
        return missing(State.UNKNOWN if state is State.OK else state, language)
    value = 100 * form.yes / known
    group = min(QUINTILES, 1 + int(form.yes * QUINTILES / known))
    return Value(State.OK, formats.percent(value, language), value, n=known, group=group)


def _in_family(form: Form) -> str:
    return f"{form.family}: {form.name}" if form.family else formats.capital(form.name)
