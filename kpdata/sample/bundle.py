"""The synthetic bundle as tables in memory, or written as a folder of CSV files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kpdata.areas import area_index
from kpdata.domain import HELSINKI, Month, Period
from kpdata.errors import UsageError
from kpdata.i18n import N_
from kpdata.sample import assessments, events, integration, mapping, surveys, targets, visits
from kpdata.sample.network import Network
from kpdata.sample.plan import NATIONAL_PLACES, Plan, Row

LEAST_PLACES = 20
MOST_YEARS = 30
NOTE = {
    "synthetic": True,
    "source": "esimerkkiaineisto",
    "note": "Esimerkkiaineisto – ei todellisia lukuja",
    "licence": "EUPL-1.2; alueet: Tilastokeskus, Maanmittauslaitos (CC BY 4.0)",
}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A file of the bundle and how many rows it has."""

    table: str
    path: Path
    rows: int


def default_until() -> Month:
    """The last complete month in Finland."""
    return Period.default(datetime.now(HELSINKI).date()).last


def make_plan(
    *,
    places: int = NATIONAL_PLACES,
    years: int = 3,
    seed: int = 1,
    until: Month | None = None,
    daily_visits: bool = False,
    county: str | None = None,
) -> Plan:
    """The plan of a bundle; UsageError when a number cannot be used."""
    for name, value, low, high in (
        ("places", places, LEAST_PLACES, 100_000),
        ("years", years, 1, MOST_YEARS),
        ("seed", seed, 0, 2**32 - 1),
    ):
        if not low <= value <= high:
            raise UsageError(
                N_("{name} cannot be “{value}”: give {expected}."),
                name=name,
                value=value,
                expected=f"{low}–{high}",
            )
    return Plan(until or default_until(), places, years, seed, county, daily_visits)


def tables(
    *,
    places: int = NATIONAL_PLACES,
    years: int = 3,
    seed: int = 1,
    until: Month | None = None,
    daily_visits: bool = False,
    county: str | None = None,
) -> dict[str, pd.DataFrame]:
    """The whole bundle in memory: table name → frame with the columns of the contract.

    Cells are as in a file: None where unknown, dates as datetime.date, `<5`, `..` and `-` as text.
    """
    plan = make_plan(
        places=places, years=years, seed=seed, until=until, daily_visits=daily_visits, county=county
    )
    network = Network.of(plan)
    made = dict(_small_tables(network))
    made["visits"] = pd.concat(visits.visit_frames(network), ignore_index=True)
    return made


def write_bundle(
    folder: Path,
    *,
    places: int = NATIONAL_PLACES,
    years: int = 3,
    seed: int = 1,
    until: Month | None = None,
    daily_visits: bool = False,
    county: str | None = None,
    progress: Progress | None = None,
) -> list[WrittenTable]:
    """Write the bundle into a folder (made when missing) and tell what was written.

    `progress(done, total)` is called as places' visits are written. The same arguments give the same bytes.
    """
    plan = make_plan(
        places=places, years=years, seed=seed, until=until, daily_visits=daily_visits, county=county
    )
    network = Network.of(plan)
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(folder, name, [frame]) for name, frame in _small_tables(network)]
    batches = _reporting(visits.visit_frames(network), len(network.places), progress)
    written.append(_write(folder, "visits", batches))
    (folder / "bundle.json").write_text(
        json.dumps({**NOTE, "plan": _plan_note(plan)}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return written


def _plan_note(plan: Plan) -> dict[str, Any]:
    return {**asdict(plan), "until": str(plan.until)}


def _small_tables(network: Network) -> Iterable[tuple[str, pd.DataFrame]]:
    """Every table but visits, in the order in which they refer to one another."""
    yield "family_centres", _frame(network.centres)
    yield "meeting_places", _frame(network.places)
    yield "opening_hours", _frame(network.hours)
    answered = surveys.Surveys(network)
    yield "survey_rounds", _frame(answered.rounds)
    yield "survey_questions", _frame(surveys.questions())
    yield "survey_responses", answered.responses.astype(object)
    yield "survey_themes", _frame(answered.themes)
    yield "mapping_status", _frame(mapping.mapping_status(network))
    yield "integration", _frame(integration.integration(network))
    yield "assessments", _frame(assessments.assessments(network))
    yield "events", _frame(events.events(network))
    yield "roles", _frame(mapping.roles(network))
    yield "targets", _frame(targets.targets(network))
    yield "groups", _frame(targets.groups(network))
    if network.plan.county is not None:
        yield from _county_tables(network)


def _county_tables(network: Network) -> Iterable[tuple[str, pd.DataFrame]]:
    """What only a county's small bundle carries: a criterion of its own and newer children."""
    yield "integration_criteria", _frame([integration.LOCAL_CRITERION])
    yield "population", _frame(_newer_children(network))


def _newer_children(network: Network) -> list[Row]:
    """Children a year after the shipped ones: every municipality, and the postal areas of the first."""
    rng = network.plan.random("population")
    first = network.plan.municipalities["code"].iloc[0]
    bands = area_index().population_bands
    mine = bands["municipality"].isin(network.plan.municipalities["code"])
    shown = bands[mine & (bands["postal_code"].isna() | (bands["municipality"] == first))]
    rows: list[Row] = []
    for row in shown.to_dict("records"):
        people = round(row["people"] * rng.uniform(0.96, 1.01))
        rows.append(
            {str(column): value for column, value in row.items()}
            | {"year": row["year"] + 1, "people": people}
        )
    return rows


def _frame(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, dtype=object)


def _reporting(
    frames: Iterable[pd.DataFrame], total: int, progress: Progress | None
) -> Iterable[pd.DataFrame]:
    done = 0
    for frame in frames:
        yield frame
        done += frame["place_id"].nunique()
        if progress is not None:
            progress(done, total)
    if progress is not None:
        progress(total, total)


def _write(folder: Path, name: str, frames: Iterable[pd.DataFrame]) -> WrittenTable:
    """One CSV file as the contract's examples have them: UTF-8, comma, ISO dates, empty = unknown."""
    path = folder / f"{name}.csv"
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        for frame in frames:
            frame.to_csv(stream, index=False, header=rows == 0, lineterminator="\n")
            rows += len(frame)
    return WrittenTable(name, path, rows)
