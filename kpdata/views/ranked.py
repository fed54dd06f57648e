"""A ranking that never mixes definitions: one kind of listing at a time, the others offered beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from kpdata.charts import build
from kpdata.charts.chart import Benchmark, Chart
from kpdata.domain import AreaLevel, Definition
from kpdata.i18n import N_, texts
from kpdata.indicators import compare
from kpdata.indicators.compare import LISTED_SOURCES, MIXED
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source

WORDS = {
    Definition.THL.value: N_("THL's definition"),
    Definition.LOCAL.value: N_("local definition"),
    Definition.UNKNOWN.value: N_("definition not known"),
    MIXED: N_("several definitions"),
}


def definitions(
    source: Source,
    selection: Selection,
    indicator: str,
    level: AreaLevel,
    areas: frozenset[str] | None = None,
) -> dict[str, int]:
    """How many areas stand in each ranking, the largest first; empty where listing does not matter."""
    figures = data.figures(source)
    if figures.registry[indicator].source not in LISTED_SOURCES:
        return {}
    of_area = compare.definitions(figures, level, selection.as_of)
    known = [name for area, name in of_area.items() if name and (areas is None or area in areas)]
    order = list(WORDS)
    counts = {name: known.count(name) for name in order if name in known}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], order.index(item[0]))))


def options(counts: Mapping[str, int], language: str) -> dict[str, str]:
    """The rankings to choose from: "THL's definition (12)"."""
    t = texts(language)
    return {name: f"{t(WORDS[name])} ({count})" for name, count in counts.items()}


def ranked_bars(
    source: Source,
    selection: Selection,
    name: str,
    frame: pd.DataFrame,
    benchmark: Benchmark | None,
    definition: str | None,
) -> Chart:
    """The areas of a frame in order of an indicator's value; empty for a group of places alone.

    Areas whose places were listed by several definitions are shown in order too when they are asked for,
    but nobody's place in that order is told.
    """
    view = data.chart_view(source, selection, (name,))
    indicator = data.figures(source).registry[name]
    if frame.empty:
        return build.ranked_bars(frame, indicator, view)
    ranking = data.ranking(source, selection, frame, definition)
    if ranking.definition is None:
        return build.ranked_bars(
            ranking.rows.drop(columns="definition"), indicator, view, benchmark=benchmark
        )
    # Areas without any place belong to every definition, so to this one.
    rows = pd.concat([ranking.rows.assign(definition=ranking.definition), ranking.apart], ignore_index=True)
    chart = build.ranked_bars(rows, indicator, view, benchmark=benchmark, definition=ranking.definition)
    if ranking.definition != MIXED:
        return chart
    unranked = build.ranked_bars(
        rows, indicator, replace(view, own=frozenset()), benchmark=benchmark, definition=MIXED
    )
    t = texts(selection.language)
    note = t("These areas list places by several definitions: the order is only a rough one.")
    return replace(chart, title=unranked.title, sentence=unranked.sentence, notes=(note, *chart.notes))
