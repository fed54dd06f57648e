"""Self- beside peer assessment: how often they agree, what either says, where they differ."""

from __future__ import annotations

from functools import lru_cache

from kpdata.charts import peers as charts
from kpdata.charts.peers import Beside
from kpdata.domain import AreaLevel, AssessmentKind
from kpdata.indicators import assessed
from kpdata.indicators.assessed import CRITERIA, group_of
from kpdata.views import data
from kpdata.views.about_criteria import drawn
from kpdata.views.about_criteria.drawn import BARS, WHOLE
from kpdata.views.about_criteria.groups import ALL, group_names
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source


def _beside(source: Source, selection: Selection, group: str = ALL) -> list[Beside]:
    """Criteria and questions of a group, or all of them, with what places and peers said."""
    names, figures = group_names(selection.language), data.figures(source)
    area, day = selection.area, selection.as_of
    own = assessed.by_criterion(figures, area, day, AssessmentKind.SELF)
    peer = assessed.by_criterion(figures, area, day, AssessmentKind.PEER)
    pairs = assessed.pairs(figures, area, day)
    return [
        Beside(
            c.criterion_id,
            c.name(selection.language),
            own[c.criterion_id],
            peer[c.criterion_id],
            pairs[c.criterion_id],
            names[group_of(c)],
        )
        for c in CRITERIA
        if group in (ALL, group_of(c))
    ]


def _beside_groups(source: Source, selection: Selection) -> list[Beside]:
    figures, area, day = data.figures(source), selection.area, selection.as_of
    own = assessed.by_group(figures, area, day, AssessmentKind.SELF)
    peer = assessed.by_group(figures, area, day, AssessmentKind.PEER)
    pairs = assessed.pairs_by_group(figures, area, day)
    return [
        Beside(group, name, own[group], peer[group], pairs[group])
        for group, name in group_names(selection.language).items()
    ]


def has_both(source: Source, selection: Selection) -> bool:
    """Whether any place was assessed both by itself and by a peer."""
    return assessed.places_with_both(data.figures(source), selection.area, selection.as_of) > 0


@lru_cache(maxsize=64)
def agreement_card(source: Source, selection: Selection) -> Card:
    """Where peers gave a lower, the same or a higher result, by group."""
    places = assessed.places_with_both(data.figures(source), selection.area, selection.as_of)
    chart = charts.agreement(_beside_groups(source, selection), drawn.view(source, selection), places)
    return drawn.card(source, selection, chart, BARS, plain=chart.is_empty)


@lru_cache(maxsize=64)
def self_and_peer_card(source: Source, selection: Selection) -> Card:
    """What places and what peers said, group by group."""
    figures = data.figures(source)
    own, peer = (
        frozenset(assessed.places_assessed(figures, selection.area, selection.as_of, kind))
        for kind in (AssessmentKind.SELF, AssessmentKind.PEER)
    )
    chart = charts.self_and_peer(
        _beside_groups(source, selection),
        drawn.view(source, selection),
        len(own),
        len(peer),
        both_places=len(own & peer),
        one=selection.level is AreaLevel.PLACE,
    )
    return drawn.card(source, selection, chart, WHOLE, plain=True)


@lru_cache(maxsize=64)
def differences_card(source: Source, selection: Selection, group: str) -> Card | None:
    """The criteria where self and peer differ; None where they never judged the same."""
    rows = _beside(source, selection, group)
    if not any(row.pair.judged for row in rows):
        return None
    chart = charts.differences(rows, drawn.view(source, selection))
    return drawn.card(source, selection, chart, WHOLE, plain=True)
