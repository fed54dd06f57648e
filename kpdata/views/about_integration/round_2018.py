"""The mapping round of January 2018 as history: never mixed with what is followed today."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import lru_cache

from kpdata import mapping_2018
from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.domain import MappingStatus, State
from kpdata.i18n import LANGUAGES, N_, texts
from kpdata.indicators import queries
from kpdata.views import data, plain, words
from kpdata.views.about_integration import towns
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

_YEAR = (date(2018, 1, 1), date(2018, 12, 31))
_WHOLE = 1000
SOURCE = N_("THL's slides on meeting places, January 2018")


@lru_cache(maxsize=64)
def card(source: Source, selection: Selection) -> Card:
    """Each region as named then: state, methods, told numbers, and its rows of 2018 in the database."""
    t, language = texts(selection.language), selection.language
    which = LANGUAGES.index(language)
    own = set(towns.own(source, selection.area))
    is_part = len(own) < len(towns.all_standings(source, selection.as_of))
    rows = sorted(mapping_2018.told(), key=lambda row: not (is_part and own & row.municipalities))
    kept = _kept(source)
    categories = [
        Category(row.id, row.names[which], own=is_part and bool(own & row.municipalities)) for row in rows
    ]
    columns: tuple[Series, ...] = (
        Series("status", t("Mapping in January 2018"), tuple(
            plain.said(t(words.MAPPING[row.status]) if row.status else "", language) for row in rows)),
        Series("methods", t("How it was mapped"), tuple(
            plain.said(", ".join(t(words.METHODS[m]) for m in row.methods), language) for row in rows)),
        Series("told", t("What else was told"), tuple(
            Value(State.OK, row.remarks[which] or formats.EN_DASH) for row in rows)),
    )  # fmt: skip
    if kept:
        cells = tuple(plain.said(_counted(kept, row.municipalities, language), language) for row in rows)
        columns = (*columns, Series("kept", t("Municipalities in the database, 2018"), cells))
    done = sum(row.status is MappingStatus.DONE for row in rows)
    chart = plain.table(
        source,
        selection,
        sources=("integration",),
        title=t("The round of 2018: mapping done in {n} of {total} regions of then", n=done, total=len(rows)),
        slug="round-of-2018",
        heading=t("Region as named then"),
        rows=categories,
        columns=columns,
        sentence=_sentence(kept, language),
        notes=(
            t(
                "History: regions, definition and way of counting were others than today's. Not comparable, "
                "and in no figure of this page."
            ),
        ),
    )
    told = t("source: {source}", source=t(SOURCE))
    as_of = t("as of {day}", day=formats.day(mapping_2018.DAY, language))
    # What was told then is real also beside synthetic data; the column of the database is not.
    chart = replace(chart, subtitle=f"{as_of} · {told}", source=t(SOURCE), as_of=mapping_2018.DAY,
                    sample=chart.sample and bool(kept))  # fmt: skip
    return Card(chart, _WHOLE, data.area_name(source, selection.area, language), plain=True)


def _kept(source: Source) -> dict[str, MappingStatus]:
    """The latest mapping dated in 2018 of each municipality that has any."""
    facts = data.figures(source).facts
    rows = facts.keep("mapping of 2018", lambda: facts.read(queries.mapping_between(*_YEAR)))
    return {row.municipality: MappingStatus(row.status) for row in rows}


def _counted(kept: dict[str, MappingStatus], codes: frozenset[str], language: str) -> str:
    counts = Counter(kept[code] for code in codes if code in kept)
    return ", ".join(
        f"{texts(language)(words.MAPPING[status])} {counts[status]}"
        for status in MappingStatus
        if counts[status]
    )


def _sentence(kept: dict[str, MappingStatus], language: str) -> str:
    t = texts(language)
    if not kept:
        return t("The database holds no mapping rows of 2018: what was told then stands here as it was told.")
    return t(
        "Mapping rows of 2018 in the database: {n} municipalities.", n=formats.number(len(kept), 0, language)
    )
