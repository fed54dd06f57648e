"""The tables as they stand in files agree with the tables of the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdata.areas import area_index
from kpdata.sources.cells import Context, RefusedError
from kpdata.sources.headings import columns_by_heading, fold, table_named
from kpdata.sources.tables import TABLES
from kpdata.store.schema import DATA_TABLES
from tests.sources.reading import TODAY

FOUND_LATER = {"place", "x", "y"}
OF_POSTAL_AREAS = {"name", "lat", "lon"}


def test_every_table_of_the_contract_can_be_read() -> None:
    assert set(TABLES) == set(DATA_TABLES) - {"survey_answers", "boundaries"}


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_those_of_the_database(name: str) -> None:
    own = {column.name for column in DATA_TABLES[name].columns} - {"source", "import_run"}
    of_rules = {c for c in own if c.endswith(("_hidden", "_min", "_max"))}
    in_files = {column.name for column in TABLES[name].columns} - FOUND_LATER
    if name == "population":
        in_files -= OF_POSTAL_AREAS
    if name == "visits":
        in_files.remove("municipality")
    assert in_files - of_rules == own - of_rules


@pytest.mark.parametrize("name", TABLES)
def test_what_the_database_requires_is_required(name: str) -> None:
    required = {column.name for column in TABLES[name].columns if column.required}
    defaults = {column.name for column in TABLES[name].columns if column.default is not None}
    of_database = {
        column.name
        for column in DATA_TABLES[name].columns
        if not column.nullable and column.server_default is None and column.name not in ("source",)
    }
    found_by_name = {"place_id"} if name == "visits" else set()
    assert of_database - found_by_name <= required | defaults


@pytest.mark.parametrize("name", TABLES)
def test_labels_mean_one_column_each(name: str) -> None:
    words = columns_by_heading(name)
    for column in TABLES[name].columns:
        assert words[fold(column.name)] == column.name


@given(st.sampled_from(list(TABLES)), st.text(max_size=40))
def test_every_column_reads_or_refuses_any_text(name: str, text: str) -> None:
    context = Context(TODAY, area_index())
    for column in TABLES[name].columns:
        try:
            column.reader(context)(text)
        except RefusedError:
            continue


@pytest.mark.parametrize(
    ("word", "table"),
    [
        ("visits", "visits"),
        ("Meeting places", "meeting_places"),
        ("Kohtaamispaikat", "meeting_places"),
        ("mötesplatser", "meeting_places"),
        ("Käynnit", "visits"),
        ("visits_2026", "visits"),
        ("Kävijätilasto 2026", "visits"),
        ("aukioloajat", "opening_hours"),
        ("Taul1", None),
        ("2026", None),
        ("visits_old", None),
    ],
)
def test_names_of_files_and_sheets(word: str, table: str | None) -> None:
    assert table_named(word) == table
