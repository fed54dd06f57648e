"""Tidy frames of figures: value, parts, interval, n and state of any indicator at any level."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine

from kpdata.domain import AreaKey, AreaLevel, Month, Period
from kpdata.i18n import LANGUAGES
from kpdata.indicators import queries
from kpdata.indicators.days import DayFacts
from kpdata.indicators.facts import Facts, Shelf
from kpdata.indicators.indicator import Indicator, Timing
from kpdata.indicators.months import MonthFacts, half_year_with
from kpdata.indicators.registry import registry_of
from kpdata.indicators.registry_visits import HALF_YEAR_COUNTS
from kpdata.indicators.rollup import Level, level_of, pool_of
from kpdata.indicators.values import Values, day_values, half_year_values, visit_values, wave_values
from kpdata.indicators.waves import WaveFacts, wave_at

COLUMNS = [
    "indicator",
    "level",
    "area_id",
    "area_name",
    "as_of",
    "months",
    "value",
    "numerator",
    "denominator",
    "n",
    "lower",
    "upper",
    "state",
    "unit",
]
# For charts and sentences; never written to files of figures.
#   value_min, value_max   ends of a range (state `range`, where value is empty)
#   at_least               a `<5` row was left out of the sum: say "vähintään"
#   few                    a mean of few answers (t ≤ n < 2t): say so
#   lower_strong, upper_strong   the 99.8 % interval, on the shown scale
EXTRA_COLUMNS = ["value_min", "value_max", "at_least", "few", "lower_strong", "upper_strong"]
_VALUES = [
    column
    for column in [*COLUMNS, *EXTRA_COLUMNS]
    if column not in ("indicator", "level", "area_id", "area_name", "as_of", "months", "unit")
]
# Days whose facts are kept at one time: a page shows a dozen points of a trend, not a hundred.
KEPT_DAYS = 64


class Figures:
    """All figures of one revision of a database; thread-safe; facts are read once and kept.

    threshold: t of the hiding rules. hide_visits: hide visit counts 1 … t − 1 too.
    Make one per (database url, revision) and keep it as long as the revision lasts.
    """

    def __init__(self, engine: Engine, *, threshold: int = 5, hide_visits: bool = False) -> None:
        self.facts = Facts(engine)
        self.threshold = threshold
        self.hide_visits = hide_visits
        self._days = Shelf(KEPT_DAYS)

    @property
    def registry(self) -> Mapping[str, Indicator]:
        """Every indicator by id: the declared ones, `criterion_<id>` and survey themes found in the data."""
        return self.facts.keep(
            "registry",
            lambda: registry_of(self.facts.survey_questions, self.facts.integration_criteria),
        )

    @property
    def sample(self) -> bool:
        """Whether any of the data is synthetic (the page must say so)."""
        return self.facts.sample

    @property
    def data_months(self) -> Period | None:
        """First and last month that has any visit row; None without visits."""

        def read() -> Period | None:
            ((first, last),) = self.facts.read(queries.visit_months())
            return Period(Month.parse(first), Month.parse(last)) if first else None

        return self.facts.keep("data_months", read)

    def day(self, as_of: date) -> DayFacts:
        """The facts of a day (for the modules beside this one)."""
        return self._days.keep(as_of, lambda: DayFacts(self.facts, as_of))

    def population_year(self, as_of: date) -> int | None:
        """The newest year of municipal population that is used at a day; None without any."""
        return self.day(as_of).population_year

    # Areas

    def areas(self, level: AreaLevel, language: str = "fi") -> pd.DataFrame:
        """Every area of a level: area_id, name, municipality, county, region, centre, status, definition.

        One row an area, in the order of the code; what a level does not have is None. `definition` of a
        place: thl, local or unknown.
        """
        frame = pd.DataFrame(
            {"area_id": level_of(self.facts, level).ids, "name": self._names(level, language)}
        )
        codes = np.array([*self.facts.areas.municipalities, None], dtype=object)
        own: npt.NDArray[np.int64] = np.full(len(frame), -1)
        extra: dict[str, Sequence[str | None]] = {}
        match level:
            case AreaLevel.MUNICIPALITY:
                own = np.arange(len(frame))
            case AreaLevel.CENTRE:
                own = self.facts.centres.municipality
                extra = {"status": self.facts.centres.status}
            case AreaLevel.PLACE:
                places = self.facts.places
                own = places.municipality
                centres = [*self.facts.centres.ids, None]
                extra = {
                    "centre": [centres[i] for i in places.centre],
                    "status": places.status.tolist(),
                    "definition": places.definition.tolist(),
                }
        counties = np.array([*self.facts.areas.counties, None], dtype=object)
        regions = np.array([*self.facts.areas.regions, None], dtype=object)
        for column, codes_of in (
            ("municipality", codes[own]),
            ("county", counties[np.append(self.facts.areas.county_of, -1)[own]]),
            ("region", regions[np.append(self.facts.areas.region_of, -1)[own]]),
        ):
            # Objects, so that None stays None and is not turned into NaN.
            frame[column] = pd.Series(codes_of, dtype=object)
        for column in ("centre", "status", "definition"):
            values: list[Any] = list(extra.get(column, [None] * len(frame)))
            frame[column] = pd.Series(values, dtype=object)
        return frame

    def name(self, key: AreaKey, language: str = "fi") -> str:
        """The name of an area; KeyError when there is none."""
        names = self.facts.keep(
            ("name", key.level, language),
            lambda: dict(
                zip(level_of(self.facts, key.level).ids, self._names(key.level, language), strict=True)
            ),
        )
        return names[key.area_id]

    def _names(self, level: AreaLevel, language: str) -> list[str]:
        which = LANGUAGES.index(language)
        match level:
            case AreaLevel.CENTRE:
                return self.facts.centres.names
            case AreaLevel.PLACE:
                return self.facts.places.names
            case AreaLevel.GROUP:
                return [names[which] for names in self.facts.groups.names]
        names = self.facts.areas.names
        return [names[AreaKey(level, area_id)][which] for area_id in level_of(self.facts, level).ids]

    def members(self, key: AreaKey, level: AreaLevel) -> list[str]:
        """Ids of the areas of a lower level that belong to an area (municipalities of county:08 …).

        Of centres: those that stand in the area. KeyError for an unknown area.
        """
        whole = level_of(self.facts, key.level)
        position = whole.ids.index(key.area_id) if key.area_id in whole.ids else None
        if position is None:
            raise KeyError(str(key))
        ids = level_of(self.facts, level).ids
        municipalities = whole.municipalities.item[whole.municipalities.area == position]
        match level:
            case AreaLevel.PLACE:
                return [ids[i] for i in sorted(whole.places.item[whole.places.area == position].tolist())]
            case AreaLevel.MUNICIPALITY:
                return [ids[i] for i in sorted(municipalities.tolist())]
            case AreaLevel.CENTRE:
                inside = np.isin(self.facts.centres.municipality, municipalities)
                return [ids[i] for i in np.flatnonzero(inside)]
            case AreaLevel.COUNTY | AreaLevel.REGION:
                areas = self.facts.areas
                of = areas.county_of if level is AreaLevel.COUNTY else areas.region_of
                return [ids[i] for i in np.unique(of[municipalities]) if i >= 0]
        return []

    # Figures

    def table(
        self,
        indicators: Sequence[str] | None,
        level: AreaLevel,
        *,
        areas: Collection[str] | None = None,
        as_of: date,
        period: Period,
        language: str = "fi",
    ) -> pd.DataFrame:
        """One row for every indicator and area of the level, hiding done on the whole data first.

        Columns: COLUMNS + EXTRA_COLUMNS; numbers are floats with NaN for empty, `as_of` and `months`
        text, `state` a plain string. indicators: ids, None for all that the level has; ids that the
        level does not have give no rows. areas: keep only these area ids (after hiding). KeyError for
        an unknown indicator.
        """
        entry = level_of(self.facts, level)
        kept = None
        if areas is not None:
            wanted = set(areas)
            kept = np.array([i for i, area_id in enumerate(entry.ids) if area_id in wanted], dtype=np.int64)
        return self._frame(self._chosen(indicators, level), entry, [(as_of, period)], kept, language)

    def series(
        self,
        indicators: Sequence[str],
        keys: Sequence[AreaKey],
        points: Sequence[tuple[date, Period]],
        language: str = "fi",
    ) -> pd.DataFrame:
        """The same columns, one row an indicator × area × point, points in the order given.

        Points share what they have in common: a month is read once, however many periods hold it.
        KeyError for an unknown indicator or area.
        """
        frames = []
        for level in dict.fromkeys(key.level for key in keys):
            entry = level_of(self.facts, level)
            index = {area_id: i for i, area_id in enumerate(entry.ids)}
            kept = np.array([index[key.area_id] for key in keys if key.level is level], dtype=np.int64)
            frames.append(self._frame(self._chosen(indicators, level), entry, points, kept, language))
        return pd.concat(frames, ignore_index=True) if frames else _empty_frame()

    def pooled(
        self,
        indicators: Sequence[str] | None,
        municipalities: Collection[str],
        *,
        as_of: date,
        period: Period,
        language: str = "fi",
    ) -> pd.DataFrame:
        """Several municipalities taken as one area, rolled up first: level `group`, area_id `pool`."""
        chosen = self._chosen(indicators, AreaLevel.GROUP)
        return self._frame(chosen, pool_of(self.facts, municipalities), [(as_of, period)], None, language)

    def values(self, indicator: Indicator, entry: Level, as_of: date, period: Period) -> Values:
        """Numbers and states of one indicator for every area of a level, after hiding."""
        day = self.day(as_of)
        hide_below = self.threshold if self.hide_visits else 0
        match indicator.timing:
            case Timing.DAY:
                return day_values(indicator, day, entry)
            case Timing.MONTHS:
                return visit_values(indicator, day, MonthFacts(self.facts, period), entry, hide_below)
            case Timing.HALF_YEAR:
                half_year = half_year_with(
                    self.facts, HALF_YEAR_COUNTS[indicator.id], last_month_ended(period, as_of)
                )
                months = MonthFacts(self.facts, half_year.period) if half_year else None
                return half_year_values(indicator, day, months, entry, self.threshold, hide_below)
        return wave_values(indicator, day, self.wave(indicator, as_of, period), entry, self.threshold)

    def wave(self, indicator: Indicator, as_of: date, period: Period) -> WaveFacts | None:
        """The wave that a survey indicator is of; None when no round ends in the period."""
        if indicator.instrument is None:
            raise KeyError(indicator.id)
        return wave_at(self.facts, indicator.instrument, as_of, period)

    def _chosen(self, indicators: Sequence[str] | None, level: AreaLevel) -> list[Indicator]:
        registry = self.registry
        ids = registry if indicators is None else indicators
        return [registry[id_] for id_ in ids if level in registry[id_].levels]

    def _frame(
        self,
        indicators: Sequence[Indicator],
        level: Level,
        points: Sequence[tuple[date, Period]],
        kept: npt.NDArray[np.int64] | None,
        language: str,
    ) -> pd.DataFrame:
        parts: list[Values] = []
        labels: list[tuple[str, str, str, str]] = []
        for indicator in indicators:
            for as_of, period in points:
                values = self.values(indicator, level, as_of, period)
                parts.append(values)
                months = str(values.months) if values.months else ""
                labels.append((indicator.id, as_of.isoformat(), months, indicator.unit.text(language)))
        if not parts:
            return _empty_frame()
        rows = np.arange(len(level.ids)) if kept is None else kept
        own = self._names(level.level, language) if level.key is level.level else level.ids
        names = np.array(own, dtype=object)[rows]
        ids = np.array(level.ids, dtype=object)[rows]
        repeat = [np.array(column, dtype=object).repeat(rows.size) for column in zip(*labels, strict=True)]
        columns: dict[str, object] = {
            "indicator": repeat[0],
            "level": np.full(rows.size * len(parts), level.level.value, dtype=object),
            "area_id": np.tile(ids, len(parts)),
            "area_name": np.tile(names, len(parts)),
            "as_of": repeat[1],
            "months": repeat[2],
            "unit": repeat[3],
        }
        for column in _VALUES:
            columns[column] = np.concatenate([getattr(values, column)[rows] for values in parts])
        return pd.DataFrame(columns)[[*COLUMNS, *EXTRA_COLUMNS]]


def last_month_ended(period: Period, as_of: date) -> Month:
    """The last month that ends on or before both the last day of a period and a day."""
    by_day = Period.default(as_of).last
    return min(period.last, by_day)


def _empty_frame() -> pd.DataFrame:
    frame = pd.DataFrame(columns=[*COLUMNS, *EXTRA_COLUMNS], dtype=object)
    numbers = [column for column in _VALUES if column not in ("state", "at_least", "few")]
    return frame.astype({**dict.fromkeys(numbers, float), "at_least": bool, "few": bool})
