"""Bundles as files: the same bytes again, other sizes, the committed bundles."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from kpdata.domain import CentreStatus, Month, Period
from kpdata.errors import UsageError
from kpdata.sample import default_until, tables, write_bundle
from kpdata.sample.bundle import make_plan
from kpdata.sample.network import Network
from kpdata.sample.plan import Plan, shares
from kpdata.sample.visits import visit_frames
from kpdata.store.schema import DATA_TABLES

UNTIL = Month(2026, 10)
SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_plan_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_bundle(tmp_path / name, places=120, years=1, seed=seed, until=UNTIL)
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    assert _bytes(tmp_path / "a")["meeting_places.csv"] != _bytes(tmp_path / "c")["meeting_places.csv"]


def test_files_tell_what_was_written_and_that_it_is_made_up(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    written = write_bundle(
        tmp_path / "new" / "folder",
        places=200,
        years=1,
        until=UNTIL,
        progress=lambda done, total: steps.append((done, total)),
    )
    for table in written:
        assert len(pd.read_csv(table.path, dtype=str)) == table.rows
        assert table.path.name == f"{table.table}.csv"
    note = json.loads((tmp_path / "new" / "folder" / "bundle.json").read_text(encoding="utf-8"))
    assert note["synthetic"] is True
    assert note["plan"]["until"] == "2026-10"
    assert steps == sorted(steps)
    assert steps[-1] == (200, 200)


@pytest.mark.parametrize(
    ("places", "years", "county"),
    [(20, 1, None), (90, 2, None), (300, 1, None), (60, 1, "91"), (80, 1, "05")],
)
def test_other_sizes_have_as_many_places_as_asked(places: int, years: int, county: str | None) -> None:
    made = tables(places=places, years=years, until=UNTIL, county=county)
    assert len(made["meeting_places"]) == places
    assert not made["visits"].duplicated(["place_id", "date", "month"]).any()
    months = made["visits"]["month"].dropna()
    assert months.min() >= str(UNTIL.plus(1 - 12 * years))


def test_days_are_told_for_every_place_when_asked() -> None:
    visits = tables(places=60, years=1, until=UNTIL, daily_visits=True)["visits"]
    by_month = visits[visits["month"].notna()]
    assert set(by_month["visits_min"]) <= {800}
    assert visits["date"].notna().sum() > 1500


def test_long_bundles_are_made_a_batch_of_places_at_a_time() -> None:
    network = Network.of(Plan(UNTIL, places=400, years=2, daily_visits=True))
    sizes = [frame["place_id"].nunique() for frame in visit_frames(network)]
    assert len(sizes) >= 3
    assert max(sizes) <= 150


@pytest.mark.parametrize(
    ("years", "ends"),
    [
        (1, ["2026-04-20", "2026-10-20"]),
        (2, ["2025-04-20", "2025-10-20", "2026-04-20", "2026-10-20"]),
        (3, ["2025-04-20", "2025-10-20", "2026-04-20", "2026-10-20"]),
    ],
)
def test_waves_are_springs_and_autumns(years: int, ends: list[str]) -> None:
    waves = Plan(UNTIL, years=years).waves
    assert [str(wave.ends_on) for wave in waves] == ends
    assert [wave.code for wave in waves][-2:] == ["2026k", "2026s"]


@pytest.mark.parametrize("until", [Month(2026, 3), Month(2026, 4), Month(2027, 1)])
def test_no_wave_ends_after_the_last_month(until: Month) -> None:
    plan = Plan(until)
    assert len(plan.waves) == 4
    assert plan.waves[-1].ends_on <= plan.end


def test_the_default_month_is_the_last_complete_one() -> None:
    assert default_until() == make_plan().until
    assert default_until() == Period.default(default_until().last_day).last


@pytest.mark.parametrize("wrong", [{"places": 3}, {"years": 0}, {"years": 99}, {"seed": -1}])
def test_numbers_that_cannot_be_used_are_refused(wrong: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be"):
        write_bundle(tmp_path, until=UNTIL, **wrong)
    assert list(tmp_path.iterdir()) == []


def test_shares_add_up() -> None:
    weights = pd.Series([5.0, 1.0, 1.0, 0.5]).to_numpy()
    assert list(shares(10, weights)) == [7, 1, 1, 1]
    assert list(shares(5, weights, least=1)) == [2, 1, 1, 1]
    assert list(shares(2, weights, least=1)) == [2, 0, 0, 0]


def test_the_committed_bundle_is_what_its_readme_writes(tmp_path: Path) -> None:
    write_bundle(tmp_path, places=72, years=1, until=UNTIL, county="08")
    assert _bytes(SAMPLE_DATA / "pirkanmaa") == _bytes(tmp_path)


def test_the_committed_bundle_has_every_table() -> None:
    tables_of_contract = set(DATA_TABLES) - {"survey_answers", "boundaries"}
    assert {path.stem for path in (SAMPLE_DATA / "pirkanmaa").glob("*.csv")} == tables_of_contract
    centres = pd.read_csv(SAMPLE_DATA / "pirkanmaa" / "family_centres.csv", dtype=str)
    assert set(centres["status"]) == set(CentreStatus)
    places = pd.read_csv(SAMPLE_DATA / "pirkanmaa" / "meeting_places.csv", dtype=str)
    assert len(places) <= 80


def test_the_small_bundle_has_assessments_in_every_state() -> None:
    rows = pd.read_csv(SAMPLE_DATA / "pirkanmaa" / "assessments.csv", dtype=str)
    rows["kind"] = rows["kind"].fillna("self")
    shipped, lskl = rows[rows["framework"] != "lskl"], rows[rows["framework"] == "lskl"]
    results = {"met", "partly", "not_met", "not_assessed"}
    assert set(shipped["result"]) == results
    assert {"met", "partly", "not_met"} <= set(lskl["result"])
    days = shipped.groupby("place_id")["assessed_on"]
    assert (days.max() <= "2024-10-31").any(), "assessed over two years ago, and never again"
    only_open = shipped.groupby("place_id")["result"].agg(set) == {"not_assessed"}
    assert only_open.any(), "begun, and everything left open"
    kinds = shipped.groupby("place_id")["kind"].agg(set)
    assert (kinds == {"self"}).any()
    assert (kinds == {"self", "peer"}).any()
    by_day = shipped.groupby(["place_id", "assessed_on"])["kind"].nunique()
    assert (by_day == 2).any(), "self and peer on one day"
    places = pd.read_csv(SAMPLE_DATA / "pirkanmaa" / "meeting_places.csv", dtype=str)
    assert set(places["place_id"]) - set(rows["place_id"]), "never assessed"
    forms = places["support_forms"]
    assert forms.isna().any()
    assert (forms == "none").any()
    assert forms.str.contains("|", regex=False, na=False).any()


def test_the_rows_of_2018_are_not_marked_as_made_up() -> None:
    note = json.loads((SAMPLE_DATA / "lape2018" / "bundle.json").read_text(encoding="utf-8"))
    assert note["synthetic"] is False
    mapping = pd.read_csv(SAMPLE_DATA / "lape2018" / "mapping_status.csv", dtype=str)
    assert mapping["status"].value_counts().to_dict() == {
        "done": 8 + 27 + 18 + 4,
        "planned": 9 + 21,
        "under_way": 13 + 17 + 3 + 4,
    }
    assert set(mapping["as_of"]) == {"2018-01-31"}
    visits = pd.read_csv(SAMPLE_DATA / "lape2018" / "visits.csv", dtype=str)
    assert list(visits["visits"]) == ["800-1500"]
