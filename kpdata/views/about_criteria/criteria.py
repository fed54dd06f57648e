"""What is met and what is not: by group, by criterion, and of the framework that stands apart."""

from __future__ import annotations

from functools import lru_cache

from kpdata.charts import criteria as charts
from kpdata.charts import formats
from kpdata.charts.chart import Value
from kpdata.charts.criteria import Rated
from kpdata.charts.values import value_of
from kpdata.domain import AreaLevel
from kpdata.i18n import texts
from kpdata.indicators import assessed
from kpdata.indicators.assessed import CRITERIA, GROUPS, group_of
from kpdata.views import data
from kpdata.views.about_criteria import drawn
from kpdata.views.about_criteria.drawn import BARS, WHOLE
from kpdata.views.about_criteria.groups import ALL, INDICATORS, group_names
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source


def rated(source: Source, selection: Selection, group: str = ALL) -> list[Rated]:
    """Criteria and questions of a group, or all of them, with the results that count."""
    names = group_names(selection.language)
    counts = assessed.by_criterion(data.figures(source), selection.area, selection.as_of)
    return [
        Rated(c.criterion_id, c.name(selection.language), counts[c.criterion_id], names[group_of(c)])
        for c in CRITERIA
        if group in (ALL, group_of(c))
    ]


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
def groups_card(source: Source, selection: Selection) -> Card:
    """Results by group in numbers, with the share met that the indicators tell."""
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
        drawn.view(source, selection),
        reach,
        notes=notes,
    )
    return drawn.card(source, selection, chart, BARS)


@lru_cache(maxsize=128)
def unmet_card(source: Source, selection: Selection, group: str) -> Card:
    """The criteria of a group, or of all, that are not met in the most places."""
    chart = charts.unmet(rated(source, selection, group), drawn.view(source, selection))
    return drawn.card(source, selection, chart, BARS)


@lru_cache(maxsize=64)
def every_card(source: Source, selection: Selection, group: str) -> Card:
    """All criteria of a group, or of all, with their results."""
    chart = charts.every_criterion(rated(source, selection, group), drawn.view(source, selection))
    return drawn.card(source, selection, chart, WHOLE, plain=True)


@lru_cache(maxsize=64)
def lskl_card(source: Source, selection: Selection) -> Card | None:
    """The framework of the Central Union for Child Welfare; None without any result in it."""
    counts = assessed.of_lskl(data.figures(source), selection.area, selection.as_of)
    if not counts:
        return None
    chart = charts.lskl(
        [Rated(key, key, count) for key, count in counts.items()], drawn.view(source, selection)
    )
    return drawn.card(source, selection, chart, WHOLE, plain=True)
