"""How much of an area is known, and the list of what to find out."""

from __future__ import annotations

from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.values import value_of
from kpdata.domain import AreaKey, AreaLevel, MappingStatus, State
from kpdata.i18n import N_, texts
from kpdata.indicators import completeness
from kpdata.indicators.completeness import Field, Missing
from kpdata.views import data, plain, words
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

FIELDS = {
    Field.CHECKED: N_("Check the information (older than a year)"),
    Field.AGES: N_("Ages that the place is meant for"),
    Field.HOURS: N_("Opening hours"),
    Field.POINT: N_("Place on the map (address or coordinates)"),
    Field.PTV: N_("Service description in Suomi.fi"),
    Field.TYPE: N_("Type of place"),
    Field.LANGUAGES: N_("Languages"),
    Field.STEP_FREE: N_("Whether it is step-free"),
    Field.FREE_OF_CHARGE: N_("Whether it is free of charge"),
    Field.PROFESSIONALS: N_("Whether professionals visit"),
    Field.SUPPORT: N_("Forms of support"),
}
_MOST_NAMES = 5


def card(source: Source, selection: Selection) -> Card:
    """What is not known of the area's places as a list of tasks; how much of it is known in the sentence."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    lacking = completeness.missing_fields(figures, key, selection.as_of)
    chart = plain.table(
        source,
        selection,
        sources=("registry", "visits"),
        title=told(lacking, language),
        slug="data-quality",
        heading=t("To find out"),
        rows=[Category(missing.field.value, t(FIELDS[missing.field])) for missing in lacking],
        columns=(
            Series(
                "places",
                t("Places"),
                tuple(Value(State.OK, f"{len(missing.places)}/{missing.of}") for missing in lacking),
            ),
            Series("which", t("Which"), tuple(_names(source, missing, language) for missing in lacking)),
        ),
        sentence=_known(source, selection),
    )
    return Card(chart, 440, data.area_name(source, key, language), plain=True)


def told(lacking: list[Missing], language: str) -> str:
    """In how many places something is to be found out."""
    t = texts(language)
    places = {place for missing in lacking for place in missing.places}
    if not places:
        return t("Data: nothing to complete")
    return t.plural(
        "Data: {count} place to complete",
        "Data: {count} places to complete",
        len(places),
        count=formats.number(len(places), 0, language),
    )


def _names(source: Source, missing: Missing, language: str) -> Value:
    t = texts(language)
    if len(missing.places) == missing.of and missing.of > 1:
        return Value(State.OK, t("all"))
    figures = data.figures(source)
    names = sorted(
        (figures.name(AreaKey(AreaLevel.PLACE, place), language) for place in missing.places),
        key=data.collation,
    )
    text = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        text = t("{names} and {n} more", names=text, n=len(names) - _MOST_NAMES)
    return Value(State.OK, text)


def _known(source: Source, selection: Selection) -> str:
    """How much of the area is mapped, fresh and reported."""
    t, language = texts(selection.language), selection.language
    figures, key = data.figures(source), selection.area
    registry = figures.registry
    parts = []
    names = ["mapped_share", "fresh_share", "reporting_share"]
    if key.level is AreaLevel.MUNICIPALITY:
        names.remove("mapped_share")
        mapping = completeness.mapping(figures, key.area_id, selection.as_of)
        if mapping is None:
            parts.append(formats.capital(t("not mapped")))
        else:
            status, day = mapping
            parts.append(
                formats.capital(f"{t(words.MAPPING[MappingStatus(status)])} {formats.day(day, language)}")
            )
    frame = data.table(source, selection, names, key.level, [key.area_id])
    rows = data.rows_by_indicator(frame)
    parts += [
        f"{registry[name].title.text(language)}: {value_of(rows[name], registry[name], language).text}"
        for name in names
        if name in rows
    ]
    return ". ".join(parts) + "."
