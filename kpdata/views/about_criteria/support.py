"""Forms of support: how many places give each, in the area and side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from kpdata.charts import formats
from kpdata.charts import support as charts
from kpdata.charts.chart import Category
from kpdata.charts.rows import rows_of
from kpdata.charts.support import Form
from kpdata.charts.values import LEVEL_HEADINGS, value_of
from kpdata.criteria import INSTRUMENTAL_SUPPORT, PSYCHOSOCIAL_SUPPORT
from kpdata.domain import AreaKey, SupportForm
from kpdata.i18n import texts
from kpdata.indicators import network
from kpdata.views import data, words
from kpdata.views.about_criteria import drawn, parts
from kpdata.views.about_criteria.drawn import BARS, WHOLE
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

MEAN = "support_forms_mean"


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
def support_card(source: Source, selection: Selection) -> Card:
    """In how many places of the area each form of support is given."""
    forms, none = _forms(source, selection, selection.area)
    chart = charts.support(forms, none, drawn.view(source, selection, MEAN))
    return drawn.card(source, selection, chart, BARS)


@lru_cache(maxsize=64)
def by_area_card(source: Source, selection: Selection) -> Card:
    """The forms of support and how many of them a place gives, area beside area."""
    t, language = texts(selection.language), selection.language
    level, codes = parts.wide(source, selection)
    keys = parts.in_order(source, level, codes, language)
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
    chart = charts.support_by_area(
        areas, drawn.view(source, selection, MEAN), t(LEVEL_HEADINGS[level]), t("Forms per place")
    )
    return drawn.card(source, selection, chart, WHOLE)
