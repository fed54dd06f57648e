"""Comparing areas: benchmarks, quintiles, ranks within one definition, similar areas.

Everything here starts from figures as they are shown, after hiding and rounding, so that nothing
hidden can be solved from a comparison or a rank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpdata.areas import area_index
from kpdata.domain import COUNTRY_ID, AgeBand, AreaKey, AreaLevel, Definition, Period, State, add_months
from kpdata.indicators import queries, stats
from kpdata.indicators.frames import Figures
from kpdata.indicators.indicator import Source
from kpdata.indicators.rollup import level_of

# A benchmark: one area; each area's own area of a level; or a value of each indicator (target, pool).
Benchmark = AreaKey | AreaLevel | Mapping[str, float]

HIDDEN = State.HIDDEN.value
MIXED = "mixed"
# Places decide these figures, so rows whose places were listed by differing definitions are not ranked.
LISTED_SOURCES = (Source.REGISTRY, Source.VISITS)
RANKED_STATES = (State.OK.value, State.NONE.value, State.PLANNED.value, State.FROZEN.value)


def compare(
    figures: Figures, frame: pd.DataFrame, benchmark: Benchmark, *, as_of: date, period: Period
) -> pd.DataFrame:
    """The frame (of one level) with columns benchmark, comparison and strong.

    benchmark: the point value, NaN where there is none or it is hidden. comparison: surveys lower,
    similar or higher – the shown 95 % interval against it; everything else the quintile of the whole
    level, `1` (highest values) … `5`; `hidden` where the figure or its benchmark is; None where
    nothing can be told. strong: the 99.8 % interval says the same.
    """
    frame = frame.copy()
    values, hidden = _benchmarks(figures, frame, benchmark, as_of, period)
    comparison = np.full(len(frame), None, dtype=object)
    strong = np.zeros(len(frame), dtype=bool)
    for id_, rows in frame.groupby("indicator", sort=False).indices.items():
        part = frame.iloc[rows]
        if figures.registry[str(id_)].source is Source.SURVEYS:
            comparison[rows] = _against(part["lower"], part["upper"], values[rows])
            strongly = _against(part["lower_strong"], part["upper_strong"], values[rows])
            strong[rows] = [text in ("lower", "higher") for text in strongly]
        else:
            comparison[rows] = _quintiles(figures, str(id_), part, as_of, period)
    comparison[frame["state"].eq(HIDDEN).to_numpy() | hidden] = HIDDEN
    strong[comparison == HIDDEN] = False
    frame["benchmark"], frame["comparison"], frame["strong"] = values, comparison, strong
    return frame


def _against(lower: Any, upper: Any, values: npt.NDArray[np.float64]) -> list[str | None]:
    told = np.atleast_1d(stats.compare_with(lower, upper, values))
    return [text if isinstance(text, str) else None for text in told]


def _quintiles(
    figures: Figures, id_: str, part: pd.DataFrame, as_of: date, period: Period
) -> list[str | None]:
    """Quintile of each row among all areas of its level."""
    level = AreaLevel(part["level"].iloc[0])
    whole = figures.table([id_], level, as_of=as_of, period=period)
    groups = dict(zip(whole["area_id"], stats.quantile_group(whole["value"].to_numpy()), strict=True))
    quintiles = [groups.get(area, np.nan) for area in part["area_id"]]
    return [None if np.isnan(group) else str(int(group)) for group in quintiles]


def _benchmarks(
    figures: Figures, frame: pd.DataFrame, benchmark: Benchmark, as_of: date, period: Period
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The point value of each row, and whether it is hidden."""
    if isinstance(benchmark, Mapping):
        values = np.array([benchmark.get(id_, np.nan) for id_ in frame["indicator"]], dtype=np.float64)
        return values, np.zeros(len(frame), dtype=bool)
    keys = _benchmark_areas(figures, frame, benchmark)
    level = benchmark if isinstance(benchmark, AreaLevel) else benchmark.level
    ids = list(dict.fromkeys(frame["indicator"]))
    table = figures.table(ids, level, areas={key for key in keys if key}, as_of=as_of, period=period)
    shown = {
        (indicator, area): (value, state)
        for indicator, area, value, state in zip(
            table["indicator"], table["area_id"], table["value"], table["state"], strict=True
        )
    }
    found = [shown.get((id_, key), (np.nan, "")) for id_, key in zip(frame["indicator"], keys, strict=True)]
    return (
        np.array([value for value, _ in found], dtype=np.float64),
        np.array([state == HIDDEN for _, state in found], dtype=bool),
    )


def _benchmark_areas(
    figures: Figures, frame: pd.DataFrame, benchmark: AreaKey | AreaLevel
) -> list[str | None]:
    if isinstance(benchmark, AreaKey):
        return [benchmark.area_id] * len(frame)
    if benchmark is AreaLevel.COUNTRY:
        return [COUNTRY_ID] * len(frame)
    own: dict[tuple[str, str], str | None] = {}
    for name in frame["level"].unique():
        areas = figures.areas(AreaLevel(name))
        codes = areas["area_id"] if name == benchmark.value else areas.get(benchmark.value)
        if codes is not None:
            own.update({(name, area): code for area, code in zip(areas["area_id"], codes, strict=True)})
    return [own.get((name, area)) for name, area in zip(frame["level"], frame["area_id"], strict=True)]


# Ranking


@dataclass(frozen=True)
class Ranking:
    """Ranked rows of one definition, and those left out.

    rows: the frame's rows in order of rank with a column `rank` (NaN where there is no figure),
    figures first, then those without, hidden ones last by name. apart: rows of other definitions, with
    their `definition` and no rank, in the same order. definition: thl, local or unknown; None where the
    indicator does not depend on how places were listed.
    """

    definition: str | None
    rows: pd.DataFrame
    apart: pd.DataFrame

    @property
    def left_out(self) -> int:
        """How many rows were left out of the ranking."""
        return len(self.apart)


def definitions(figures: Figures, level: AreaLevel, as_of: date) -> dict[str, str | None]:
    """By which definition each area's active places were listed; `mixed`: by several; None: no places."""
    entry = level_of(figures.facts, level)
    places, active = figures.facts.places, figures.day(as_of).active
    counts = {d.value: entry.places.sum(active & (places.definition == d.value)) for d in Definition}
    result: dict[str, str | None] = {}
    for position, area_id in enumerate(entry.ids):
        used = [name for name, count in counts.items() if count[position] > 0]
        result[area_id] = used[0] if len(used) == 1 else (MIXED if used else None)
    return result


def rank(figures: Figures, frame: pd.DataFrame, *, as_of: date, definition: str | None = None) -> Ranking:
    """Rank the rows of a frame (one indicator, one level).

    Rank 1 is the highest value; ties share the lowest rank. Where places decide the figure only rows
    of one definition are ranked together: the one asked for, else the one with most rows. Areas without
    any active place belong to every definition.
    """
    if frame.empty:
        return Ranking(
            None, _ordered(frame.assign(definition=None)), frame.assign(definition=None, rank=np.nan)
        )
    level = AreaLevel(frame["level"].iloc[0])
    indicator = figures.registry[frame["indicator"].iloc[0]]
    of_area = definitions(figures, level, as_of)
    frame = frame.assign(definition=frame["area_id"].map(of_area))
    if indicator.source not in LISTED_SOURCES:
        return Ranking(None, _ordered(frame), _ordered(frame.iloc[:0]))
    if definition is None:
        counts = frame["definition"].value_counts()
        definition = max(
            Definition, key=lambda d: (int(counts.get(d.value, 0)), -list(Definition).index(d))
        ).value
    same = frame["definition"].isna() | frame["definition"].eq(definition)
    apart = _ordered(frame[~same])
    apart["rank"] = np.nan
    return Ranking(definition, _ordered(frame[same]), apart)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by value, the highest first, with their rank; then those without one; hidden ones last by name."""
    ranked = frame["state"].isin(RANKED_STATES) & frame["value"].notna()
    rank_ = frame["value"].where(ranked).rank(method="min", ascending=False)
    size = frame["value"].fillna(frame["value_min"])
    hidden = frame["state"].eq(HIDDEN)
    order = pd.DataFrame(
        {"group": np.select([hidden, size.isna()], [2, 1], 0), "size": -size, "name": frame["area_name"]}
    ).sort_values(["group", "size", "name"], kind="stable")
    return frame.assign(rank=rank_).loc[order.index].reset_index(drop=True)


# Similar areas


def similar(figures: Figures, municipality: str, as_of: date, count: int = 10) -> pd.DataFrame:
    """The municipalities most alike by need, the nearest first.

    Columns: code, distance (the index) and its variables people, share_0_17, share_7_17,
    municipality_type, language. Children are those of the database at the day.
    """
    day = figures.day(as_of)
    small, large = day.children(AgeBand.UNDER_SCHOOL), day.children(AgeBand.SCHOOL_AGE)
    codes = figures.facts.areas.municipalities
    bands = pd.DataFrame(
        {
            "municipality": codes * 2,
            "postal_code": None,
            "year": as_of.year,
            "age_from": np.repeat([0, 7], len(codes)),
            "age_to": np.repeat([6, 17], len(codes)),
            "people": np.concatenate([small, large]),
        }
    ).dropna(subset=["people"])
    return area_index().similarity(municipality, bands).head(count)


def targets(figures: Figures, key: AreaKey, year: int) -> dict[str, float]:
    """Targets of an area for a year by indicator, on the indicator's scale (a benchmark of `compare`)."""
    rows = figures.facts.read(queries.targets(key, year))
    return {indicator: float(value) for indicator, value in rows if value is not None}


def year_earlier(day: date) -> date:
    """The same day a year earlier; of 29 February the 28th."""
    return add_months(day, -12)
