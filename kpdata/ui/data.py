"""What the pages read: figures of the present revision, kept until the next import.

Every cache is keyed by `Source` (address of the database, revision, display rules) and the selection, never
by an engine; the revision is read anew at each run, so an import is seen at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kpdata.areas import area_index
from kpdata.charts.values import AreaWords, View
from kpdata.domain import FINLAND, HELSINKI, AreaKey, AreaLevel, Month, Period
from kpdata.i18n import N_, texts
from kpdata.indicators.frames import Figures
from kpdata.settings import read_settings
from kpdata.store import db

if TYPE_CHECKING:
    from kpdata.ui.state import Selection

_FINNISH_ORDER = str.maketrans({"Å": "Z\u0001", "Ä": "Z\u0002", "Ö": "Z\u0003"})


@dataclass(frozen=True, slots=True)
class Source:
    """Which data, at which revision, under which display rules."""

    url: str
    revision: int
    threshold: int
    hide_visits: bool
    home: AreaKey | None


def today() -> date:
    """Today in Finland."""
    return datetime.now(HELSINKI).date()


def source() -> Source:
    """The data as it is now; DatabaseError when it cannot be read."""
    settings = read_settings()
    engine = db.open_database(settings.reader_url)
    return Source(
        settings.reader_url,
        db.revision(engine),
        settings.suppression_threshold,
        settings.hide_visits,
        settings.home_area,
    )


@lru_cache(maxsize=4)
def figures(source: Source) -> Figures:
    """All figures of a source; shared by all sessions."""
    engine = db.open_database(source.url)
    return Figures(engine, threshold=source.threshold, hide_visits=source.hide_visits)


@lru_cache(maxsize=64)
def area_names(source: Source, level: AreaLevel, language: str) -> Mapping[str, str]:
    """Names by key (`county:08`), in the order of the Finnish alphabet; everyday names of counties."""
    rows = figures(source).areas(level, language)
    names: dict[str, str] = {}
    for row in rows.to_dict("records"):
        key = AreaKey(level, str(row["area_id"]))
        names[str(key)] = area_name(source, key, language)
    doubled = {name for name in names.values() if list(names.values()).count(name) > 1}
    if doubled:
        where = dict(zip(rows["area_id"].astype(str), rows["municipality"], strict=True))
        for text, name in names.items():
            if name in doubled:
                place = where[AreaKey.parse(text).area_id]
                town = area_name(source, AreaKey(AreaLevel.MUNICIPALITY, str(place)), language)
                names[text] = f"{name} ({town})"
    return dict(sorted(names.items(), key=lambda item: (collation(item[1]), item[0])))


def area_name(source: Source, key: AreaKey, language: str) -> str:
    """The everyday name of an area."""
    if area_index().exists(key):
        return area_index().short_name(key, language)
    return figures(source).name(key, language)


def collation(name: str) -> str:
    """A key that sorts å, ä and ö last, as Finnish and Swedish do."""
    return name.upper().translate(_FINNISH_ORDER)


@lru_cache(maxsize=8)
def home(source: Source) -> AreaKey:
    """The area shown first: the user's own (`KPDATA_HOME_AREA`), else the county with the most places."""
    if source.home and str(source.home) in area_names(source, source.home.level, "fi"):
        return source.home
    return _largest(source, AreaLevel.COUNTY)


@lru_cache(maxsize=256)
def default_area(source: Source, level: AreaLevel, near: AreaKey) -> AreaKey:
    """The area of a level that is shown before one is chosen: the one nearest to `near`."""
    if level is AreaLevel.COUNTRY:
        return FINLAND
    if near.level is level:
        return near
    index = area_index()
    if near.level is AreaLevel.MUNICIPALITY and level in {AreaLevel.COUNTY, AreaLevel.REGION}:
        return next(key for key in index.lineage(near) if key.level is level)
    inside = None
    if near.level in {AreaLevel.COUNTY, AreaLevel.REGION}:
        inside = set(figures(source).members(near, AreaLevel.MUNICIPALITY))
    if level is AreaLevel.REGION and inside:
        town = AreaKey(AreaLevel.MUNICIPALITY, max(inside, key=lambda code: _people(code)))
        return default_area(source, level, town)
    if level is AreaLevel.MUNICIPALITY:
        codes = inside or set(figures(source).members(FINLAND, AreaLevel.MUNICIPALITY))
        return AreaKey(level, max(codes, key=lambda code: (_people(code), code)))
    if level is AreaLevel.CENTRE and near.level is not AreaLevel.COUNTRY:
        rows = figures(source).areas(level)
        parent = {AreaLevel.MUNICIPALITY: "municipality"}.get(near.level, near.level.value)
        rows = rows[rows[parent] == near.area_id] if parent in rows else rows
        if len(rows):
            return AreaKey(level, min(rows["area_id"]))
    return _largest(source, level)


def _largest(source: Source, level: AreaLevel) -> AreaKey:
    day = today()  # the default does not follow the period of the page
    rows = figures(source).table(["places"], level, as_of=day, period=Period.default(day))
    if rows.empty:
        return FINLAND
    ordered = rows.fillna({"value": 0}).sort_values(["value", "area_id"], ascending=[False, True])
    return AreaKey(level, str(ordered["area_id"].iloc[0]))


@lru_cache(maxsize=512)
def _people(code: str) -> float:
    frame = area_index().municipalities
    return float(frame.loc[frame["code"] == code, "pop_total"].iloc[0])


@lru_cache(maxsize=16)
def periods(source: Source, last: Month) -> tuple[Period, ...]:
    """Periods to choose from, newest first: half-years and calendar years that the data touch."""
    known = figures(source).data_months
    if known is None:
        return ()
    found = [
        Period(Month(year, first), Month(year, final))
        for year in range(known.first.year, min(known.last.year, last.year) + 1)
        for first, final in ((1, 12), (1, 6), (7, 12))
    ]
    kept = [p for p in found if p.last >= known.first and p.first <= known.last and p.first <= last]
    return tuple(sorted(kept, key=lambda p: (p.last, -len(p.months)), reverse=True))


def is_sample(source: Source) -> bool:
    """Whether any of the data is synthetic."""
    return figures(source).sample


def area_words(source: Source, key: AreaKey, language: str) -> AreaWords:
    """An area as sentences need it."""
    name = area_name(source, key, language)
    inside = area_index().locative(key, language) if area_index().exists(key) else name
    return AreaWords(str(key), name, inside)


SOURCES = {
    "registry": N_("register of meeting places"),
    "visits": N_("visit statistics"),
    "surveys": N_("surveys"),
    "integration": N_("follow-up of integration"),
    "assessments": N_("self- and peer assessments"),
    "events": N_("annual cycle"),
}


def chart_view(source: Source, selection: Selection, indicators: Sequence[str]) -> View:
    """What is the same for all charts of a page; the source line names where the indicators come from."""
    registry = figures(source).registry
    t = texts(selection.language)
    told = dict.fromkeys(t(SOURCES[registry[name].source.value]) for name in indicators)
    return View(
        language=selection.language,
        as_of=selection.as_of,
        period=selection.period,
        area=area_words(source, selection.areas[0], selection.language) if selection.areas else None,
        own=frozenset(key.area_id for key in selection.areas),
        source=", ".join(told),
        sample=is_sample(source),
    )


def rows_by_indicator(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """The rows of a frame with one area, by indicator."""
    return {row["indicator"]: row for row in frame.to_dict("records")}


def benchmark_key(selection: Selection) -> AreaKey | None:
    """The area whose own figure is the benchmark; None for `earlier` and `similar`."""
    if selection.compare in {"earlier", "similar"} or not selection.areas:
        return None
    if selection.compare == "country":
        return FINLAND
    if selection.compare in {"county", "region"}:
        level = AreaLevel(selection.compare)
        return parent(selection.area, level)
    return AreaKey.parse(selection.compare)


def parent(key: AreaKey, level: AreaLevel) -> AreaKey | None:
    """The county or region that a municipality or centre lies in."""
    raise NotImplementedError


def benchmark_rows(
    source: Source, selection: Selection, indicators: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The benchmark of each indicator as a row of a figure frame."""
    key = benchmark_key(selection)
    if key is None:
        return {}
    frame = figures(source).table(
        list(indicators),
        key.level,
        areas=[key.area_id],
        as_of=selection.as_of,
        period=selection.period,
        language=selection.language,
    )
    return rows_by_indicator(frame)


def with_definitions(source: Source, frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    return frame


def benchmark_name(source: Source, selection: Selection) -> str:
    """What the benchmark is called in labels."""
    key = benchmark_key(selection)
    return area_name(source, key, selection.language) if key else ""
