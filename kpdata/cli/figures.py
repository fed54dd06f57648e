"""The command that computes figures: indicators."""

from __future__ import annotations

import json
import math
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from kpdata.cli.terminal import DatabaseOption, Language, LanguageOption, settings, today, write_text
from kpdata.domain import FINLAND, AreaKey, AreaLevel, Period, State
from kpdata.errors import UsageError
from kpdata.i18n import N_
from kpdata.indicators.compare import Benchmark, compare
from kpdata.indicators.frames import COLUMNS, Figures
from kpdata.views import data


class Format(StrEnum):
    """Formats of the output."""

    CSV = "csv"
    JSON = "json"


def indicators(
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", metavar="ID", help="Repeatable; all when not given.")
    ] = None,
    level: Annotated[
        AreaLevel | None, typer.Option("--level", help="Level of area; every level when not given.")
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            "--area", metavar="ID", help="Area such as 08 or county:08. Repeatable; all when not given."
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Day such as 2026-10-31; today when not given."),
    ] = None,
    months: Annotated[
        str | None,
        typer.Option(
            "--months",
            metavar="FIRST:LAST",
            help="Such as 2025-11:2026-10; the last 12 complete months when not given.",
        ),
    ] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(
            "--benchmark", metavar="AREA", help="country, county, region or an area: adds the comparison."
        ),
    ] = None,
    output_format: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write here instead of the screen.")
    ] = None,
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Compute the same figures as the pages show, after hiding small numbers.

    Example: kpdata indicators --indicator places_per_1000 --level county --as-of 2026-10-31
    """
    settings(database)
    day = _day(as_of)
    period = _period(months) if months else Period.default(day)
    figures = data.figures(data.source())
    _known_indicators(figures, indicator)
    against = _benchmark(figures, benchmark) if benchmark else None
    levels = (level,) if level else tuple(AreaLevel)
    areas = _areas(figures, area, levels)
    frames = []
    for each in levels:
        if area and not areas[each]:
            continue
        frame = figures.table(
            indicator, each, areas=areas.get(each), as_of=day, period=period, language=language.value
        )
        if against is not None:
            frame = compare(figures, frame, against, as_of=day, period=period)
        frames.append(frame)
    write_text(_rendered(pd.concat(frames, ignore_index=True), output_format), out)


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(N_("“{text}” is not a day: give it as 2026-10-31."), text=text) from None


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        raise UsageError(
            N_("“{text}” is not a run of months: give it as 2025-11:2026-10."), text=text
        ) from None


def _known_indicators(figures: Figures, wanted: list[str] | None) -> None:
    for name in wanted or ():
        if name not in figures.registry:
            raise UsageError(N_("There is no indicator “{name}”."), name=name)


def _areas(
    figures: Figures, wanted: list[str] | None, levels: tuple[AreaLevel, ...]
) -> dict[AreaLevel, set[str]]:
    """Wanted area ids by level; `08` is looked for at every level asked, `county:08` at its own."""
    if not wanted:
        return {}
    found: dict[AreaLevel, set[str]] = {level: set() for level in levels}
    known = {level: set(figures.areas(level)["area_id"]) for level in levels}
    for text in wanted:
        own_level, area_id = _level_and_id(text)
        matching = [level for level in levels if own_level in (None, level) and area_id in known[level]]
        if not matching:
            raise UsageError(N_("There is no area “{area}” at the level asked."), area=text)
        for level in matching:
            found[level].add(area_id)
    return found


def _benchmark(figures: Figures, text: str) -> Benchmark:
    """The country, each area's own county or region, or one area."""
    if text == AreaLevel.COUNTRY:
        return FINLAND
    if text in (AreaLevel.COUNTY, AreaLevel.REGION):
        return AreaLevel(text)
    own_level, area_id = _level_and_id(text)
    for level in (own_level,) if own_level else tuple(AreaLevel):
        if area_id in set(figures.areas(level)["area_id"]):
            return AreaKey(level, area_id)
    raise UsageError(N_("There is no area “{area}” to compare with."), area=text)


def _level_and_id(text: str) -> tuple[AreaLevel | None, str]:
    try:
        key = AreaKey.parse(text)
    except ValueError:
        return None, text
    return key.level, key.area_id


def _rendered(table: pd.DataFrame, output_format: Format) -> str:
    columns = [*COLUMNS, *(column for column in ("benchmark", "comparison") if column in table)]
    rows = [_row(row, columns) for row in table.to_dict("records")]
    if output_format is Format.JSON:
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    text = [{name: "" if value is None else value for name, value in row.items()} for row in rows]
    return pd.DataFrame(text, columns=columns, dtype=object).to_csv(index=False, lineterminator="\n")


def _row(row: dict[Any, Any], columns: list[str]) -> dict[str, Any]:
    shown = {name: _plain(row[name]) for name in columns}
    if row["state"] == State.RANGE:
        shown["value"] = f"{_plain(row['value_min'])}-{_plain(row['value_max'])}"
    if shown.get("comparison") == State.HIDDEN:
        shown["comparison"] = None
    return shown


def _plain(value: Any) -> Any:
    """A cell as JSON knows it: None for empty, whole numbers without a decimal point."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value
