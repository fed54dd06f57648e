"""Every criterion of one place: its result, the day, who assessed, and what either said last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kpdata.charts import formats
from kpdata.charts.chart import Category, Series, Value
from kpdata.charts.values import missing
from kpdata.domain import AssessmentResult, Framework, State
from kpdata.i18n import Texts, texts
from kpdata.indicators import assessed
from kpdata.indicators.assessed import CRITERIA, OfPlace, Told, group_of
from kpdata.views import data, plain, words
from kpdata.views.about_criteria import drawn
from kpdata.views.about_criteria.drawn import WHOLE
from kpdata.views.about_criteria.groups import ALL, group_names
from kpdata.views.address import Selection
from kpdata.views.cards import Card
from kpdata.views.data import Source

_SIGNS = {
    AssessmentResult.MET: "●",
    AssessmentResult.PARTLY: "◑",
    AssessmentResult.NOT_MET: "○",
    AssessmentResult.NOT_ASSESSED: formats.EN_DASH,
}


@lru_cache(maxsize=64)
def card(source: Source, selection: Selection, group: str) -> Card:
    """Every criterion of one place: its result, the day, who assessed, and what either said last."""
    t, language = texts(selection.language), selection.language
    titles = {c.criterion_id: (c.name(language), group_of(c)) for c in CRITERIA}
    names = group_names(language)
    rows = [
        row
        for row in assessed.of_place(data.figures(source), selection.area.area_id, selection.as_of)
        if row.framework is not Framework.LSKL and group in (ALL, titles[row.criterion_id][1])
    ]
    known = [row.latest for row in rows if row.latest]
    unmet = sum(told.result is AssessmentResult.NOT_MET for told in known)
    partly = sum(told.result is AssessmentResult.PARTLY for told in known)
    title = t("The place has not been assessed")
    sentence = t("Self- and peer assessments are imported in the table “assessments”.")
    if known:
        title = t(
            "Criteria and questions to work on: {unmet} not met, {partly} partly met",
            unmet=unmet,
            partly=partly,
        )
        newest = max(told.day for told in known)
        sentence = t("Last assessed {day}.", day=formats.day(newest, language))
    chart = plain.table(
        source,
        selection,
        sources=("assessments",),
        title=title,
        slug="criteria-place",
        heading=t("Criterion"),
        rows=[Category(row.criterion_id, titles[row.criterion_id][0]) for row in rows] if known else [],
        columns=_columns(rows, [names[titles[row.criterion_id][1]] for row in rows], t) if known else (),
        sentence=sentence,
    )
    return drawn.card(source, selection, chart, WHOLE, plain=True)


def _columns(rows: Sequence[OfPlace], groups: Sequence[str], t: Texts) -> tuple[Series, ...]:
    def of(told: Told | None) -> Value:
        if told is None:
            return missing(State.UNKNOWN, t.language)
        return Value(State.OK, f"{_SIGNS[told.result]}{formats.NBSP}{_result(told, t)}")

    def dated(told: Told | None) -> Value:
        if told is None:
            return missing(State.UNKNOWN, t.language)
        return Value(State.OK, f"{of(told).shown} · {formats.day(told.day, t.language)}")

    return (
        Series("group", t("Group"), tuple(Value(State.OK, name) for name in groups)),
        Series("result", t("Result"), tuple(of(row.latest) for row in rows)),
        Series(
            "day",
            t("Assessed"),
            tuple(plain.on(row.latest.day if row.latest else None, t.language) for row in rows),
        ),
        Series(
            "by",
            t("Assessed by"),
            tuple(
                plain.said(t(words.ASSESSED_BY[row.latest.kind]) if row.latest else "", t.language)
                for row in rows
            ),
        ),
        Series("self", t("Latest self-assessment"), tuple(dated(row.own) for row in rows)),
        Series("peer", t("Latest peer assessment"), tuple(dated(row.peer) for row in rows)),
    )


def _result(told: Told, t: Texts) -> str:
    if told.result is AssessmentResult.NOT_ASSESSED:
        return t("left open")
    return t(words.RESULTS[told.result])
