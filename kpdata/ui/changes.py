"""What changed in the municipalities of an area since a chosen day, as a table of then and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.values import missing, value_of
from kpdata.domain import AreaLevel, Month, Period, State
from kpdata.i18n import N_, Texts, texts
from kpdata.ui import data
from kpdata.ui.data import Source
from kpdata.ui.drawn import Drawn
from kpdata.ui.state import Selection

STEPS = tuple(f"municipalities_step_{step}" for step in range(1, 6))
_PLACES, _SCHOOL_AGE = "places", "places_school_age_per_1000"
_KINDS = (
    (_PLACES, N_("meeting places")),
    (_SCHOOL_AGE, N_("places for school-age children")),
    ("step", N_("step of integration")),
)
_WITHOUT_NUMBER = {State.UNKNOWN.value, State.NOT_MAPPED.value, State.HIDDEN.value, State.LATE.value}


def days(selection: Selection) -> dict[str, str]:
    """Days to look back to: the ends of the last 24 months, newest first."""
    month = Month.of(selection.as_of)
    found = [month.plus(-back).last_day for back in range(1, 25)]
    return {day.isoformat(): formats.day(day, selection.language) for day in found}


def default_day(selection: Selection) -> str:
    """Half a year back."""
    return Month.of(selection.as_of).plus(-6).last_day.isoformat()


@lru_cache(maxsize=128)
def changes(source: Source, selection: Selection, since: date) -> Drawn:
    """Municipalities of the area where the number of places, those for school-age children or the step differ."""
    t = texts(selection.language)
    codes = data.municipalities(source, selection.area)
    then = _figures(source, selection, codes, since)
    now = _figures(source, selection, codes, selection.as_of)
    items: list[tuple[str, str, Value, Value]] = []
    for code in codes:
        for kind, words in _KINDS:
            before, after = then.get((kind, code)), now.get((kind, code))
            if before and after and before.shown != after.shown:
                name = str(now[code].shown)
                items.append((f"{code}:{kind}", f"{name}: {t(words)}", before, after))
    items.sort(key=lambda item: data.collation(item[1]))
    day = formats.day(since, selection.language)
    view = data.chart_view(source, selection, (_PLACES, STEPS[0]))
    chart = Chart(
        kind=Kind.TABLE,
        language=selection.language,
        title=_title(t, len(items), day),
        subtitle=t("source: {source}", source=view.source),
        categories=tuple(Category(key, name) for key, name, _, _ in items),
        series=(
            Series("then", day, tuple(before for _, _, before, _ in items)),
            Series("now", formats.day(selection.as_of, selection.language), tuple(now for *_, now in items)),
        ),
        heading=t("Municipality"),
        source=view.source,
        as_of=selection.as_of,
        sample=view.sample,
        slug="changes",
    )
    name = data.area_name(source, selection.area, selection.language)
    return Drawn(replace(chart, sentence=_sentence(t, items)), 900, name, plain=True)


def _title(t: Texts, count: int, day: str) -> str:
    if not count:
        return t("No changes in places or steps since {day}", day=day)
    return t.plural("{n} change since {day}", "{n} changes since {day}", count, day=day)


def _sentence(t: Texts, items: Sequence[tuple[str, str, Value, Value]]) -> str:
    numbers = [
        (before.value, after.value)
        for key, _, before, after in items
        if key.endswith(":" + _PLACES) and before.value is not None and after.value is not None
    ]
    if not numbers:
        return ""
    more = sum(after > before for before, after in numbers)
    return t("More places in {more} municipalities, fewer in {fewer}.", more=more, fewer=len(numbers) - more)


def _figures(source: Source, selection: Selection, codes: Sequence[str], day: date) -> dict[Any, Value]:
    """Values by (kind, code), and under the code alone the municipality's name."""
    figures = data.figures(source)
    frame = figures.table(
        [_PLACES, _SCHOOL_AGE, *STEPS],
        AreaLevel.MUNICIPALITY,
        areas=codes,
        as_of=day,
        period=Period.default(day),
        language=selection.language,
    )
    found: dict[Any, Value] = {}
    steps: dict[str, int | None] = {}
    for row in frame.to_dict("records"):
        code, indicator = row["area_id"], row["indicator"]
        if indicator == _PLACES:
            found[code] = Value(State.OK, row["area_name"])
            found[_PLACES, code] = value_of(row, figures.registry[_PLACES], selection.language)
        elif indicator == _SCHOOL_AGE:
            found[_SCHOOL_AGE, code] = _count(row, selection.language)
        else:
            reached = row["value"] == 100
            known = row["state"] not in _WITHOUT_NUMBER and pd.notna(row["value"])
            before = steps.get(code, 0)
            steps[code] = None if not known or before is None else before + reached
    for code, step in steps.items():
        if step is not None:
            found["step", code] = Value(State.OK, str(step), float(step))
    return found


def _count(row: dict[str, Any], language: str) -> Value:
    """The number of suitable places behind the rate."""
    if row["state"] in _WITHOUT_NUMBER or pd.isna(row["numerator"]):
        return missing(State(row["state"]), language)
    count = float(row["numerator"])
    return Value(State.OK, formats.number(count, 0, language), count)
