"""What the views read: figures of the present revision, kept until the next import.

Every cache is keyed by `Source` (address of the database, revision, display rules) and the selection, never
by an engine; the revision is read anew at each run, so an import is seen at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from kpdata.areas import area_index
from kpdata.charts import formats
from kpdata.charts.values import AreaWords, View
from kpdata.domain import FINLAND, HELSINKI, AreaKey, AreaLevel, HalfYear, Month, Period, PlaceStatus, State
from kpdata.errors import DatabaseError
from kpdata.i18n import N_, texts
from kpdata.indicators import compare, trends
from kpdata.indicators.frames import Figures
from kpdata.indicators.indicator import Indicator, Timing
from kpdata.settings import Settings, read_settings
from kpdata.store import db

if TYPE_CHECKING:
    from kpdata.views.address import Selection

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
    return Source(
        settings.reader_url,
        _revision(settings),
        settings.suppression_threshold,
        settings.hide_visits,
        settings.home_area,
    )


def _revision(settings: Settings) -> int:
    """The present revision; when another system wrote, the account that may write mends the summaries."""
    try:
        return db.revision(db.open_database(settings.reader_url))
    except DatabaseError:
        if settings.reader_url == settings.database_url:
            raise
        return db.revision(db.open_database(settings.database_url))


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
    doubled = {name for name, count in Counter(names.values()).items() if count > 1}
    if doubled:
        where = dict(zip(rows["area_id"].astype(str), rows["municipality"], strict=True))
        for text, name in names.items():
            place = where[AreaKey.parse(text).area_id]
            if name in doubled and place:
                town = area_name(source, AreaKey(AreaLevel.MUNICIPALITY, str(place)), language)
                names[text] = f"{name} ({town})"
    return dict(sorted(names.items(), key=lambda item: (collation(item[1]), item[0])))


def levels(source: Source, levels: Collection[AreaLevel]) -> tuple[AreaLevel, ...]:
    """Those of the levels that have any area: without centres or own groups there is nothing to choose."""
    return tuple(level for level in levels if area_names(source, level, "fi"))


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
    if near.level in {AreaLevel.CENTRE, AreaLevel.PLACE} and (above := parent(source, near, level)):
        return above
    index = area_index()
    if near.level is AreaLevel.MUNICIPALITY and level in {AreaLevel.COUNTY, AreaLevel.REGION}:
        return next(key for key in index.lineage(near) if key.level is level)
    inside = None
    if near.level in {AreaLevel.COUNTY, AreaLevel.REGION}:
        inside = set(figures(source).members(near, AreaLevel.MUNICIPALITY))
    if level is AreaLevel.REGION and inside:
        town = AreaKey(AreaLevel.MUNICIPALITY, max(inside, key=_people))
        return default_area(source, level, town)
    if level is AreaLevel.MUNICIPALITY:
        codes = inside or set(figures(source).members(FINLAND, AreaLevel.MUNICIPALITY))
        return AreaKey(level, max(codes, key=lambda code: (_people(code), code)))
    if level is AreaLevel.CENTRE and near.level is not AreaLevel.COUNTRY:
        rows = figures(source).areas(level)
        column = near.level.value
        rows = rows[rows[column] == near.area_id] if column in rows else rows
        if len(rows):
            return AreaKey(level, min(rows["area_id"]))
    if level in {AreaLevel.PLACE, AreaLevel.GROUP}:
        return _first(source, level, near)
    return _largest(source, level)


def _first(source: Source, level: AreaLevel, near: AreaKey) -> AreaKey:
    """The first area of a level by name: of places one that runs inside the area before, if there is any."""
    names = area_names(source, level, "fi")
    if level is AreaLevel.PLACE:
        rows = figures(source).areas(level)
        running = set(rows.loc[rows["status"] == PlaceStatus.RUNNING.value, "area_id"])
        inside = set(figures(source).members(near, level))
        for kept in (inside & running, inside, running):
            if found := [key for key in names if AreaKey.parse(key).area_id in kept]:
                return AreaKey.parse(found[0])
    return AreaKey.parse(next(iter(names))) if names else FINLAND


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


def is_empty(source: Source) -> bool:
    """Whether there is neither a meeting place nor a family centre: nothing has been imported yet."""
    return not any(area_names(source, level, "fi") for level in (AreaLevel.PLACE, AreaLevel.CENTRE))


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
    rows: list[dict[str, Any]] = [
        {str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")
    ]
    return {str(row["indicator"]): row for row in rows}


@lru_cache(maxsize=256)
def targets(source: Source, area: AreaKey, as_of: date) -> Mapping[str, float]:
    """Targets of an area for the year of a day, by indicator."""
    return compare.targets(figures(source), area, as_of.year)


def benchmark_key(source: Source, selection: Selection) -> AreaKey | None:
    """The area whose own figure is the benchmark; None where it is not an area, or without an area."""
    if selection.compare in {"earlier", "similar", "target"} or not selection.areas:
        return None
    if selection.compare == "country":
        return FINLAND
    if selection.compare in {"county", "region"}:
        return parent(source, selection.area, AreaLevel(selection.compare))
    return AreaKey.parse(selection.compare)


def parent(source: Source, key: AreaKey, level: AreaLevel) -> AreaKey | None:
    """The county, region or municipality that an area lies in; None where it has none."""
    rows = figures(source).areas(key.level)
    if level.value not in rows:
        return None
    found = rows.loc[rows["area_id"] == key.area_id, level.value].dropna()
    return AreaKey(level, str(found.iloc[0])) if len(found) else None


def similar(source: Source, selection: Selection) -> pd.DataFrame:
    """The municipalities most like the first area by need, with the index and its variables."""
    return compare.similar(figures(source), selection.area.area_id, selection.as_of)


def benchmark_rows(
    source: Source, selection: Selection, indicators: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The benchmark of each indicator as a row of a figure frame; empty when there is none."""
    if not selection.areas:
        return {}
    figures_, language = figures(source), selection.language
    as_of, period = selection.as_of, selection.period
    if selection.compare == "target":
        frame = _targets(source, selection, indicators)
    elif selection.compare == "similar":
        codes = tuple(similar(source, selection)["code"])
        frame = figures_.pooled(list(indicators), codes, as_of=as_of, period=period, language=language)
    elif selection.compare == "earlier":
        return year_earlier(source, selection, indicators)
    else:
        key = benchmark_key(source, selection)
        if key is None:
            return {}
        frame = figures_.table(
            list(indicators), key.level, areas=[key.area_id], as_of=as_of, period=period, language=language
        )
    return rows_by_indicator(frame.assign(area_name=benchmark_label(source, selection)))


def year_earlier(
    source: Source, selection: Selection, indicators: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The first area's own row of each indicator a year earlier."""
    figures_, key = figures(source), selection.area
    by_point: dict[tuple[date, Period], list[str]] = {}
    for name in indicators:
        point = trends.year_before(figures_, figures_.registry[name], selection.as_of, selection.period)
        by_point.setdefault(point, []).append(name)
    rows: dict[str, dict[str, Any]] = {}
    for (as_of, period), names in by_point.items():
        frame = figures_.table(
            names,
            key.level,
            areas=[key.area_id],
            as_of=as_of,
            period=period,
            language=selection.language,
        )
        rows |= rows_by_indicator(frame.assign(area_name=benchmark_label(source, selection)))
    return {name: rows[name] for name in indicators}


def benchmark_label(source: Source, selection: Selection) -> str:
    """The benchmark's name, with whose it is where it is one area's own beside others."""
    name = benchmark_name(source, selection)
    if selection.compare in _OWN_BENCHMARKS and len(selection.areas) > 1:
        return f"{area_name(source, selection.area, selection.language)}: {formats.lowered(name)}"
    return name


def _targets(source: Source, selection: Selection, indicators: Sequence[str]) -> pd.DataFrame:
    """Rows of a figure frame that hold the target of each indicator that has one."""
    key, aims = selection.area, targets(source, selection.area, selection.as_of)
    wanted = [name for name in indicators if name in aims]
    frame = figures(source).table(
        wanted,
        key.level,
        areas=[key.area_id],
        as_of=selection.as_of,
        period=selection.period,
        language=selection.language,
    )
    numbers = ["numerator", "denominator", "n", "lower", "upper", "value_min", "value_max"]
    frame[[*numbers, "lower_strong", "upper_strong"]] = float("nan")
    return frame.assign(
        value=frame["indicator"].map(aims).astype(float), state=State.OK.value, at_least=False, few=False
    )


# What each area has of its own; every other benchmark is the same for all.
_OWN_BENCHMARKS = frozenset({"earlier", "similar", "target"})


def compared(source: Source, selection: Selection, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with benchmark and comparison of each row against what the selection compares with.

    Areas that are shown side by side have each their own earlier figure, target or similar areas.
    """
    beside = {key.area_id for key in selection.areas if key.level in set(frame["level"])}
    if selection.compare in _OWN_BENCHMARKS and len(beside) > 1 and beside >= set(frame["area_id"]):
        parts = [
            compared(
                source,
                replace(selection, areas=(AreaKey(selection.level, str(area_id)),)),
                frame[frame["area_id"] == area_id],
            )
            for area_id in frame["area_id"].unique()
        ]
        return pd.concat(parts).loc[frame.index]
    rows = benchmark_rows(source, selection, list(dict.fromkeys(frame["indicator"])))
    values = {name: float(row["value"]) for name, row in rows.items() if row["state"] != State.HIDDEN}
    return compare.compare(figures(source), frame, values, as_of=selection.as_of, period=selection.period)


def ranking(
    source: Source, selection: Selection, frame: pd.DataFrame, definition: str | None
) -> compare.Ranking:
    """The rows of a frame ranked within one definition, the rest apart."""
    return compare.rank(figures(source), frame, as_of=selection.as_of, definition=definition)


def benchmark_name(source: Source, selection: Selection) -> str:
    """What the benchmark is called in labels."""
    t = texts(selection.language)
    if selection.compare == "similar":
        return t("Similar municipalities")
    if selection.compare == "earlier":
        return t("A year earlier")
    if selection.compare == "target":
        return t("Target")
    key = benchmark_key(source, selection)
    if key == FINLAND:
        return t("Whole country")
    return area_name(source, key, selection.language) if key else ""


def municipalities(source: Source, area: AreaKey) -> tuple[str, ...]:
    """Those of the area; of a municipality or centre those of its county, so that something is beside it."""
    if area.level in {AreaLevel.MUNICIPALITY, AreaLevel.CENTRE}:
        area = parent(source, area, AreaLevel.COUNTY) or area
    return tuple(figures(source).members(area, AreaLevel.MUNICIPALITY))


def table(
    source: Source,
    selection: Selection,
    indicators: Sequence[str],
    level: AreaLevel,
    areas: Collection[str] | None = None,
) -> pd.DataFrame:
    """Figures of a level at the day and months of the selection, areas under their everyday names."""
    frame = figures(source).table(
        list(indicators),
        level,
        areas=areas,
        as_of=selection.as_of,
        period=selection.period,
        language=selection.language,
    )
    return everyday(frame, selection.language)


def everyday(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """The frame with "Pirkanmaa" for "Pirkanmaan hyvinvointialue"; only counties have such long names."""
    index = area_index()
    short = [
        index.short_name(AreaKey(AreaLevel.COUNTY, code), language) if level == AreaLevel.COUNTY else name
        for level, code, name in zip(frame["level"], frame["area_id"], frame["area_name"], strict=True)
    ]
    return frame.assign(area_name=short)


def points_of(indicator: Indicator, selection: Selection, count: int) -> list[tuple[date, Period]]:
    """The points of a trend: quarters' ends, months, or half-years, by what ties the indicator to time."""
    last = selection.period.last
    if indicator.timing == Timing.MONTHS:
        months = [last.plus(-place) for place in reversed(range(max(count, 24)))]
        return [(min(month.last_day, selection.as_of), Period(month, month)) for month in months]
    if indicator.timing == Timing.DAY:
        days = [selection.as_of]
        month = Month.of(selection.as_of)
        end = month.plus(-((month.month - 1) % 3) - 1)
        days += [end.plus(-3 * place).last_day for place in range(count - 1)]
        return [(day, Period.default(day)) for day in sorted(days)]
    newest = HalfYear.of(selection.as_of)
    halves = [newest.plus(-place) for place in reversed(range(6))]
    return [(min(half.period.last.last_day, selection.as_of), half.period) for half in halves]
