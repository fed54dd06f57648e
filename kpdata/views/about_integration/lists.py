"""Lists of municipalities: the first rows of them stand on screen, files have them all."""

from __future__ import annotations

from collections.abc import Sequence

from kpdata.charts.chart import Category, Series
from kpdata.i18n import texts
from kpdata.views import data, plain
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

MOST_ROWS = 60
_WHOLE = 1000


def card(
    source: Source,
    selection: Selection,
    shown: Sequence[Category],
    columns: Sequence[Series],
    *,
    sources: Sequence[str],
    title: str,
    sentence: str,
    note: str,
    slug: str,
) -> Card:
    """The list of the municipalities shown under its finding; sources: keys of `data.SOURCES`."""
    t = texts(selection.language)
    area = data.area_name(source, selection.area, selection.language)
    chart = plain.table(
        source,
        selection,
        sources=sources,
        title=title if shown else t("No municipality is in this list"),
        slug=slug,
        heading=t("Municipality"),
        rows=shown,
        columns=columns,
        sentence=sentence,
        notes=(note, plain.cut(len(shown), MOST_ROWS, selection.language)),
        area=area,
    )
    return Card(chart, _WHOLE, area, plain=True, rows=MOST_ROWS)
