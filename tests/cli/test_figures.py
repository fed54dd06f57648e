"""`kpdata indicators`: the exact columns, areas, states and numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import insert
from sqlalchemy.engine import make_url
from typer.testing import CliRunner, Result

from kpdata.cli import app
from kpdata.store import schema
from kpdata.store.db import close_all, open_database, writing

Run = Callable[..., Result]
COLUMNS = (
    "indicator,level,area_id,area_name,as_of,months,value,numerator,denominator,n,lower,upper,state,unit"
)
DAY = ("--as-of", "2026-10-15")


@pytest.fixture
def filled(kpdata: Run, bundle: Path) -> Run:
    assert kpdata("import", bundle).exit_code == 0
    return kpdata


def table(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def one(result: Result) -> dict[str, str]:
    (row,) = table(result)
    return row


def test_the_columns_are_as_promised(filled: Run) -> None:
    result = filled("indicators", "--indicator", "places", "--level", "county", *DAY)
    assert result.stdout_bytes.startswith(COLUMNS.encode() + b"\n")
    assert b"\r" not in result.stdout_bytes
    assert len(table(result)) == 23


def test_a_count_of_places(filled: Run) -> None:
    row = one(filled("indicators", "--indicator", "places", "--level", "municipality", "--area", "837", *DAY))
    assert row == {
        **dict.fromkeys(COLUMNS.split(","), ""),
        "indicator": "places",
        "level": "municipality",
        "area_id": "837",
        "area_name": "Tampere",
        "as_of": "2026-10-15",
        "value": "2",
        "numerator": "2",
        "state": "ok",
        "unit": row["unit"],
    }


def test_visits_are_of_the_months_asked(filled: Run) -> None:
    ask = ("indicators", "--indicator", "visits", "--level", "county", "--area", "06", *DAY)
    assert one(filled(*ask))["months"] == "2025-10:2026-09"
    # 150 + 180 of one place in August; the later months of all three are left out.
    county = one(
        filled(
            "indicators", "--indicator", "visits", "--area", "county:06", "--months", "2026-08:2026-08", *DAY
        )
    )
    assert (county["months"], county["state"]) == ("2026-08:2026-08", one(filled(*ask))["state"])


def test_an_area_by_its_code_is_found_at_every_level_asked(filled: Run) -> None:
    rows = table(filled("indicators", "--indicator", "places", "--area", "06", *DAY))
    assert {(row["level"], row["area_id"]) for row in rows} == {("county", "06"), ("region", "06")}
    rows = table(filled("indicators", "--indicator", "places", "--area", "county:06", "--area", "837", *DAY))
    assert {(row["level"], row["area_id"]) for row in rows} == {("county", "06"), ("municipality", "837")}


def test_every_indicator_at_every_level_when_nothing_is_chosen(filled: Run) -> None:
    rows = table(filled("indicators", *DAY))
    assert {row["level"] for row in rows} == {"country", "county", "region", "municipality", "place"}
    counted = {
        row["area_id"] for row in rows if row["level"] == "municipality" and row["indicator"] == "places"
    }
    assert len(counted) == 308
    assert len({row["indicator"] for row in rows}) > 80


def test_json_has_the_same_fields_with_null_for_empty(filled: Run) -> None:
    ask = ("indicators", "--indicator", "places_per_1000", "--level", "municipality", *DAY)
    result = filled(*ask, "--format", "json")
    records = json.loads(result.stdout)
    assert list(records[0]) == COLUMNS.split(",")
    plain = table(filled(*ask))
    for record, row in zip(records, plain, strict=True):
        assert {name: "" if value is None else str(value) for name, value in record.items()} == row
    tampere = next(record for record in records if record["area_id"] == "837")
    assert tampere["value"] == pytest.approx(tampere["numerator"] / tampere["denominator"] * 1000)
    assert isinstance(tampere["numerator"], int)


def test_a_range_stays_a_range(filled: Run, bundle: Path, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("place_id,month,visits\np2,2026-08,800-1500\n", encoding="utf-8")
    assert filled("import", file).exit_code == 0
    row = one(
        filled(
            "indicators",
            "--indicator",
            "visits",
            "--level",
            "place",
            "--area",
            "p2",
            "--months",
            "2026-08:2026-08",
            *DAY,
        )
    )
    assert (row["value"], row["numerator"], row["state"]) == ("800-1500", "", "range")


def test_the_benchmark_is_beside_each_area(filled: Run) -> None:
    ask = ("indicators", "--indicator", "places_per_1000", "--level", "municipality", *DAY)
    finland = one(filled("indicators", "--indicator", "places_per_1000", "--level", "country", *DAY))
    rows = table(filled(*ask, "--benchmark", "country"))
    assert list(rows[0]) == [*COLUMNS.split(","), "benchmark", "comparison"]
    assert {row["benchmark"] for row in rows} == {finland["value"]}
    own = {row["area_id"]: row for row in table(filled(*ask, "--benchmark", "county"))}
    pirkanmaa = one(
        filled(
            "indicators",
            "--indicator",
            "places_per_1000",
            "--area",
            "county:" + county_of_tampere(filled),
            *DAY,
        )
    )
    assert own["837"]["benchmark"] == own["536"]["benchmark"] == pirkanmaa["value"]
    against = table(filled(*ask, "--benchmark", "536"))
    assert {row["benchmark"] for row in against} == {own["536"]["value"]}


def county_of_tampere(kpdata: Run) -> str:
    rows = table(kpdata("indicators", "--indicator", "places", "--level", "county", *DAY))
    return next(row["area_id"] for row in rows if row["value"] == "3")


def test_names_follow_the_language(filled: Run) -> None:
    ask = ("indicators", "--indicator", "places", "--level", "municipality", "--area", "837", *DAY)
    assert one(filled(*ask, "--language", "sv"))["area_name"] == "Tammerfors"


def test_output_may_go_to_a_file(filled: Run, tmp_path: Path) -> None:
    out = tmp_path / "figures.csv"
    ask = ("indicators", "--indicator", "places", "--level", "country", *DAY)
    result = filled(*ask, "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8") == filled(*ask).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--indicator", "no_such"),
        ("--level", "village"),
        ("--area", "county:99"),
        ("--area", "nowhere"),
        ("--level", "county", "--area", "municipality:837"),
        ("--as-of", "31.2.2026"),
        ("--as-of", "2026-02-30"),
        ("--months", "2026-10"),
        ("--months", "2026-10:2026-09"),
        ("--months", "2026-1:2026-9"),
        ("--benchmark", "nowhere"),
        ("--format", "xml"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(filled: Run, arguments: tuple[str, ...]) -> None:
    result = filled("indicators", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")


def test_what_another_system_wrote_is_in_the_figures_at_once(filled: Run, built_database_url: str) -> None:
    ask = ("indicators", "--indicator", "visits", "--level", "place", "--area", "p1", *DAY)
    assert one(filled(*ask))["value"] == "800"
    with writing(open_database(built_database_url)) as connection:
        row = {"place_id": "p1", "month": "2026-07", "adults": 5, "children": 6}
        connection.execute(insert(schema.visits).values(row))
    assert one(filled(*ask))["value"] == "811"


@pytest.fixture
def reader_url(postgresql_server: psycopg.Connection, built_postgresql_url: str) -> Iterator[str]:
    """The database, with an account that may only read."""
    url = make_url(built_postgresql_url)
    name = f"kpdata_test_{uuid4().hex}"
    role = sql.Identifier(name)
    postgresql_server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(name)))
    owner = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(owner) as connection:
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role))
    yield url.set(username=name, password=name).render_as_string(hide_password=False)
    close_all()
    with psycopg.connect(owner) as connection:
        connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
    postgresql_server.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.mark.postgresql
def test_an_account_that_may_only_read_is_enough(
    built_postgresql_url: str, reader_url: str, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(app, ["import", str(bundle), "--database", built_postgresql_url]).exit_code == 0
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_postgresql_url)
    monkeypatch.setenv("KPDATA_READER_URL", reader_url)
    ask = ["indicators", "--indicator", "visits", "--level", "place", "--area", "p1", *DAY]
    assert one(CliRunner().invoke(app, ask))["value"] == "800"
    with writing(open_database(built_postgresql_url)) as connection:
        row = {"place_id": "p1", "month": "2026-07", "adults": 5, "children": 6}
        connection.execute(insert(schema.visits).values(row))
    assert one(CliRunner().invoke(app, ask))["value"] == "811"
    for command in (["withdraw", "1"], ["import", str(bundle)], ["sample", "--places", "30", "--years", "1"]):
        assert CliRunner().invoke(app, [*command, "--database", reader_url]).exit_code == 3
