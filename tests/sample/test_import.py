"""The sample in a database: it comes in without a problem, and every state of a value occurs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from kpdata.areas import area_index
from kpdata.domain import AreaLevel, HalfYear, Month, Period, State
from kpdata.indicators.frames import Figures
from kpdata.sample import write_bundle
from kpdata.sources.bundle import open_source
from kpdata.store.db import close_all, is_sample, open_database
from kpdata.store.ingest import ImportOptions, ImportReport, import_source

DAY = date(2026, 11, 21)
PERIOD = Period.default(DAY)
SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


def _import(engine: Engine, folder: Path, source: str = "local") -> ImportReport:
    opened = open_source([folder], kind=None, source_date=DAY, areas=area_index())
    return import_source(engine, opened, ImportOptions(source=source))


@pytest.fixture(scope="module")
def national_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, ImportReport]]:
    """A database of the default bundle, and what its import told."""
    folder = tmp_path_factory.mktemp("national")
    write_bundle(folder / "bundle", until=Month(2026, 10))
    engine = open_database(f"sqlite:///{folder / 'kpdata.sqlite'}", create=True)
    yield engine, _import(engine, folder / "bundle")
    close_all()


@pytest.fixture(scope="module")
def figures(national_database: tuple[Engine, ImportReport]) -> Figures:
    return Figures(national_database[0])


def test_the_national_bundle_comes_in_without_a_problem(
    national_database: tuple[Engine, ImportReport],
) -> None:
    engine, report = national_database
    assert report.problems == []
    counts = {name: table for file in report.files for name, table in file.tables.items()}
    assert all(table.new == table.read and table.rejected == 0 for table in counts.values())
    assert counts["meeting_places"].new == 2300
    assert is_sample(engine)


@pytest.mark.parametrize(("folder", "synthetic"), [("pirkanmaa", True), ("lape2018", False)])
def test_the_committed_bundles_come_in_without_a_problem(
    folder: str, synthetic: bool, database_url: str
) -> None:
    engine = open_database(database_url, create=True)
    report = _import(engine, SAMPLE_DATA / folder, source=folder)
    assert report.problems == []
    assert is_sample(engine) is synthetic
    again = _import(engine, SAMPLE_DATA / folder, source=folder)
    assert (again.run, again.problems) == (None, [])


def test_the_rows_of_2018_stand_beside_the_sample(national_database: tuple[Engine, ImportReport]) -> None:
    assert _import(national_database[0], SAMPLE_DATA / "lape2018", source="lape2018").problems == []


def test_every_state_of_a_value_occurs_among_municipalities(figures: Figures) -> None:
    table = figures.table(None, AreaLevel.MUNICIPALITY, as_of=DAY, period=PERIOD)
    assert set(table["state"]) == set(State)


@pytest.mark.parametrize(
    ("indicator", "states"),
    [
        ("places", {"ok", "none", "not_mapped", "planned", "frozen"}),
        ("coverage_adolescent", {"ok", "none", "not_mapped", "planned"}),
        ("visits", {"ok", "late", "range", "unknown"}),
        ("first_timer_share", {"ok", "hidden", "late", "unknown"}),
        ("mean_visitor_welcome", {"ok", "hidden", "unknown"}),
        ("integration_done_share", {"ok", "unknown"}),
    ],
)
def test_states_of_an_indicator(figures: Figures, indicator: str, states: set[str]) -> None:
    table = figures.table([indicator], AreaLevel.MUNICIPALITY, as_of=DAY, period=PERIOD)
    assert states <= set(table["state"])


def _value(figures: Figures, indicator: str, level: AreaLevel, area_id: str) -> pd.Series:
    table = figures.table([indicator], level, areas=[area_id], as_of=DAY, period=PERIOD)
    return table.set_index("indicator").loc[indicator]


def test_varsinais_suomi_counts_its_places(figures: Figures) -> None:
    assert _value(figures, "places", AreaLevel.COUNTY, "05")["value"] == 228
    assert _value(figures, "operator_share_parish", AreaLevel.COUNTY, "05")["numerator"] == 119


def test_hyvinkaa_is_shown_as_a_range(figures: Figures) -> None:
    visits = _value(figures, "visits", AreaLevel.MUNICIPALITY, "106")
    assert visits["state"] == "range"
    assert (visits["value_min"], visits["value_max"]) == (12 * 800, 12 * 1500)


def test_every_step_of_integration_occurs_and_the_country_moves_on(figures: Figures) -> None:
    table = figures.table(
        [f"municipalities_step_{step}" for step in range(1, 6)],
        AreaLevel.COUNTRY,
        as_of=DAY,
        period=PERIOD,
    )
    shares = list(table["value"])
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 5
    assert shares[-1] > 0
    ends = [date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31)]
    done = [
        figures.table(
            ["integration_done_share"], AreaLevel.COUNTRY, as_of=end, period=HalfYear.of(end).period
        )["value"].iloc[0]
        for end in ends
    ]
    assert done == sorted(done)


def test_coverage_falls_with_age(figures: Figures) -> None:
    table = figures.table(
        [f"coverage_{band}" for band in ("under_school", "lower_school", "adolescent")],
        AreaLevel.COUNTRY,
        as_of=DAY,
        period=PERIOD,
    ).set_index("indicator")["value"]
    assert table["coverage_under_school"] > 95
    assert 30 < table["coverage_adolescent"] < table["coverage_lower_school"] < 75
