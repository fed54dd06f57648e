"""Tidy frames of figures: value, parts, interval, n and state of any indicator at any level."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Engine

from kpdata.domain import AreaKey, AreaLevel, Month, Period
from kpdata.indicators.registry import Indicator

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


class Figures:
    """All figures of one revision of a database; thread-safe; facts are read once and kept.

    threshold: t of the hiding rules. hide_visits: hide visit counts 1 … t − 1 too.
    Make one per (database url, revision) and keep it as long as the revision lasts.
    """

    def __init__(self, engine: Engine, *, threshold: int = 5, hide_visits: bool = False) -> None:
        raise NotImplementedError

    @property
    def registry(self) -> Mapping[str, Indicator]:
        """Every indicator by id: the declared ones, `criterion_<id>` and survey themes found in the data."""
        raise NotImplementedError

    @property
    def sample(self) -> bool:
        """Whether any of the data is synthetic (the page must say so)."""
        raise NotImplementedError

    @property
    def data_months(self) -> Period | None:
        """First and last month that has any visit row; None without visits."""
        raise NotImplementedError

    def areas(self, level: AreaLevel, language: str = "fi") -> pd.DataFrame:
        """Every area of a level: area_id, name, municipality, county, region, status (None where meaningless).

        One row an area, in the order of the code; `county`/`region` of a municipality, place or centre.
        """
        raise NotImplementedError

    def name(self, key: AreaKey, language: str = "fi") -> str:
        """The name of an area; KeyError when there is none."""
        raise NotImplementedError

    def members(self, key: AreaKey, level: AreaLevel) -> list[str]:
        """Ids of the areas of a lower level that belong to an area (municipalities of county:08, its places …)."""
        raise NotImplementedError

    def population_year(self, as_of: date) -> Period | int | None:
        """The newest year of population figures used at a day."""
        raise NotImplementedError

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

        Columns: COLUMNS + EXTRA_COLUMNS; numbers are floats with NaN for empty, `state` a plain string.
        indicators: ids, None for all that the level has; ids the level does not have give no rows.
        areas: keep only these area ids (after hiding). KeyError for an unknown indicator.
        """
        raise NotImplementedError

    def series(
        self,
        indicators: Sequence[str],
        keys: Sequence[AreaKey],
        points: Sequence[tuple[date, Period]],
        language: str = "fi",
    ) -> pd.DataFrame:
        """The same columns, one row an indicator × area × point, points in the order given."""
        raise NotImplementedError
