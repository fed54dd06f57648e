"""The slow second implementation of what surveys tell beside indicators: distributions and themes.

Like `tests.reference`: raw rows, loops and exact fractions, nothing shared with `kpdata.indicators`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpdata.domain import HalfYear, Period
from tests.reference import LEVELS, Answer, Area, Reference, Row, _Survey, belonging, half_away, hidden_areas

ANSWERS = {
    "likert5": ([1], [2], [3], [4], [5]),
    "yes_no": ([1], [0]),
    "nps10": (list(range(7)), [7, 8], [9, 10]),
}
KINDS = ("wish", "benefit", "disappointment", "harm", "feeling")


@dataclass(frozen=True)
class Spread:
    """A distribution as it may be shown."""

    state: str
    n: int | None = None
    few: bool = False
    shares: tuple[int, ...] | None = None
    nps: int | None = None


@dataclass(frozen=True)
class Coded:
    """A count of coded answers as it may be shown."""

    state: str
    count: int | None = None
    at_least: bool = False


def spreads(
    data: Reference, instrument: str, as_of: date, period: Period
) -> dict[tuple[str, str, str], Spread]:
    """Every question in every area, by (level, area, key of the question)."""
    survey = _Survey(data, instrument, as_of, period)
    asked = [row for row in data.tables["survey_questions"] if row["instrument"] == instrument]
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in asked:
        if row["scale"] == "likert5" and row["common_key"]:
            groups[row["common_key"]].append(row)
    shared = set(groups)
    for row in asked:
        if row["scale"] != "likert5" or not row["common_key"]:
            own = row["question_id"]
            groups[f"question:{own}" if own in shared else own].append(row)
    result = {}
    for key, rows in groups.items():
        answers = survey._answers({row["question_id"] for row in rows})
        hidden = hidden_areas(data, answers, data.threshold)
        for level in LEVELS:
            for area in data.areas(level):
                values = [answer.value for answer in belonging(area, answers)]
                secret = (level, area.area_id) in hidden and survey.wave is not None
                result[level, area.area_id, key] = spread(values, rows[0]["scale"], secret, data.threshold)
    return result


def spread(values: Sequence[int | None], scale: str, secret: bool, threshold: int) -> Spread:
    n = len(values)
    if secret:
        return Spread("hidden")
    if n == 0:
        return Spread("unknown")
    if n < 2 * threshold:
        return Spread("hidden", n, few=True)
    counts = [sum(1 for value in values if value in part) for part in ANSWERS[scale]]
    shares = tuple(int(half_away(Fraction(100 * count, n), 0)) for count in counts)
    nps = int(half_away(Fraction(100 * (counts[2] - counts[0]), n), 0)) if scale == "nps10" else None
    return Spread("ok", n, False, shares, nps)


def coded_half_years(data: Reference, instrument: str, as_of: date) -> list[HalfYear]:
    """Half-years with coded answers whose rounds have all ended, newest first."""
    with_rows = {row["round_id"] for row in data.tables["survey_themes"]}
    rounds = [row for row in data.tables["survey_rounds"] if row["instrument"] == instrument]
    halves = {HalfYear.of(row["ends_on"]) for row in rounds if row["round_id"] in with_rows}
    growing = {HalfYear.of(row["ends_on"]) for row in rounds if row["ends_on"] > as_of}
    return sorted(halves - growing, reverse=True)


def coded(
    data: Reference, instrument: str, half_year: HalfYear, as_of: date
) -> dict[tuple[str, str], dict[tuple[str, str], Coded]]:
    """Themes of every area, by (level, area) and (kind, theme), in the order shown."""
    rounds = {
        row["round_id"]: row
        for row in data.tables["survey_rounds"]
        if row["instrument"] == instrument and HalfYear.of(row["ends_on"]) == half_year
    }
    if any(row["ends_on"] > as_of for row in rounds.values()):
        rounds = {}
    rows = [row for row in data.tables["survey_themes"] if row["round_id"] in rounds]
    result = {}
    for level in LEVELS:
        for area in data.areas(level):
            own = [row for row in rows if holds(data, area, row)]
            told = {
                (kind, theme): of_theme(
                    [row for row in rows if (row["kind"], row["theme"]) == (kind, theme)],
                    own,
                    (kind, theme),
                    data.threshold,
                )
                for kind, theme in {(row["kind"], row["theme"]) for row in rows}
            }
            result[level, area.area_id] = dict(sorted(told.items(), key=lambda item: shown_order(*item)))
    return result


def holds(data: Reference, area: Area, row: Row) -> bool:
    place_id = row["place_id"]
    municipality = data.places[place_id]["municipality"] if place_id else row["municipality"]
    return bool(belonging(area, [Answer(("",), place_id, municipality)]))


def of_theme(everywhere: Sequence[Row], own: Sequence[Row], theme: tuple[str, str], threshold: int) -> Coded:
    mine = [row for row in own if (row["kind"], row["theme"]) == theme]
    using = {row["round_id"] for row in everywhere}
    if not any(row["round_id"] in using for row in own):
        return Coded("unknown")
    counts = [row["count"] for row in mine if row["count"] is not None]
    small = [row for row in mine if row["count"] is None and row["count_hidden"]]
    nothing = [row for row in mine if row["count"] is None and not row["count_hidden"]]
    total = sum(counts)
    if 1 <= total < threshold:
        return Coded("hidden")
    if total == 0 and small:
        return Coded("hidden")
    if total == 0 and nothing:
        return Coded("unknown")
    if not small and not nothing:
        return Coded("ok", (total + 2) // 5 * 5)
    full = total // 5 * 5
    return Coded("ok", full, at_least=True) if full else Coded("hidden")


def shown_order(theme: tuple[str, str], told: Coded) -> tuple[int, int, int, str]:
    kind, name = theme
    place = {"ok": 0, "hidden": 1, "unknown": 2}[told.state]
    return KINDS.index(kind), place, -(told.count or 0), name
