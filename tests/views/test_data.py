from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from kpdata.domain import FINLAND, AreaKey, AreaLevel, Month, Period
from kpdata.store import schema, summaries
from kpdata.store.db import open_database, writing
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source
from tests import sample_database

TAMPERE = AreaKey.parse("municipality:837")
PIRKANMAA = AreaKey.parse("county:08")


@pytest.fixture(scope="module")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_database.build(tmp_path_factory.mktemp("sample") / "kpdata.sqlite")


@pytest.fixture
def source(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setenv("KPDATA_DATABASE_URL", sample_url)
    monkeypatch.setattr(data, "today", lambda: sample_database.TODAY)
    return data.source()


def select(*areas: AreaKey, compare: str = "country", day: date = sample_database.TODAY) -> Selection:
    return Selection("fi", areas[0].level, areas, compare, Period.default(day), day)


def test_the_county_with_most_places_comes_first_unless_a_home_is_set(source: Source) -> None:
    assert data.home(source) == PIRKANMAA
    assert data.home(dataclasses.replace(source, home=TAMPERE)) == TAMPERE
    assert data.home(dataclasses.replace(source, home=AreaKey.parse("county:99"))) == PIRKANMAA


@pytest.mark.parametrize(
    ("level", "near", "expected"),
    [
        (AreaLevel.COUNTRY, TAMPERE, FINLAND),
        (AreaLevel.COUNTY, PIRKANMAA, PIRKANMAA),
        (AreaLevel.COUNTY, TAMPERE, PIRKANMAA),
        (AreaLevel.COUNTY, FINLAND, PIRKANMAA),
        (AreaLevel.REGION, TAMPERE, AreaKey.parse("region:06")),
        (AreaLevel.REGION, PIRKANMAA, AreaKey.parse("region:06")),
        (AreaLevel.MUNICIPALITY, PIRKANMAA, TAMPERE),
        (AreaLevel.MUNICIPALITY, FINLAND, AreaKey.parse("municipality:091")),
    ],
)
def test_another_level_begins_near_the_area_looked_at(
    source: Source, level: AreaLevel, near: AreaKey, expected: AreaKey
) -> None:
    assert data.default_area(source, level, near) == expected


def test_a_centre_near_is_one_of_the_same_municipality(source: Source) -> None:
    found = data.default_area(source, AreaLevel.CENTRE, TAMPERE)
    assert data.parent(source, found, AreaLevel.MUNICIPALITY) == TAMPERE
    assert data.default_area(source, AreaLevel.CENTRE, FINLAND).level is AreaLevel.CENTRE


def test_names_stand_in_the_order_of_the_alphabet(source: Source) -> None:
    names = list(data.area_names(source, AreaLevel.MUNICIPALITY, "fi").values())
    assert names[0] == "Akaa"
    assert names[-1] in {"Övertorneå", "Öja", "Äänekoski"}
    assert names.index("Ylöjärvi") < names.index("Ähtäri") < names.index("Äänekoski")


def test_counties_have_their_everyday_names(source: Source) -> None:
    assert data.area_names(source, AreaLevel.COUNTY, "fi")["county:08"] == "Pirkanmaa"
    assert data.area_names(source, AreaLevel.COUNTY, "sv")["county:08"] == "Birkaland"


def test_periods_are_those_the_data_touch(source: Source) -> None:
    found = [str(period) for period in data.periods(source, Month(2026, 11))]
    expected = ["2026-07:2026-12", "2026-01:2026-12", "2026-01:2026-06", "2025-07:2025-12", "2025-01:2025-12"]
    assert found == expected


def test_parents(source: Source) -> None:
    assert data.parent(source, TAMPERE, AreaLevel.COUNTY) == PIRKANMAA
    assert data.parent(source, PIRKANMAA, AreaLevel.COUNTY) is None


@pytest.mark.parametrize("compare", ["earlier", "similar"])
def test_areas_side_by_side_are_judged_each_against_its_own(source: Source, compare: str) -> None:
    towns = tuple(AreaKey.parse(f"municipality:{code}") for code in ("837", "980", "604"))
    names = [name for name in data.figures(source).registry if name.startswith("top2_visitor_")]

    def judged(*areas: AreaKey) -> dict[tuple[str, str], tuple[float, str | None, bool]]:
        selection = select(*areas, compare=compare)
        frame = data.table(source, selection, names, AreaLevel.MUNICIPALITY, [key.area_id for key in areas])
        told = data.compared(source, selection, frame)
        assert list(told["area_id"]) == list(frame["area_id"])
        return {
            (row["area_id"], row["indicator"]): (row["benchmark"], row["comparison"], row["strong"])
            for row in told.to_dict("records")
        }

    alone = {key: value for town in towns for key, value in judged(town).items()}
    assert repr(judged(*towns)) == repr({key: alone[key] for key in judged(*towns)})
    assert len({benchmark for (_, name), (benchmark, *_) in alone.items() if name == names[0]}) > 1


def test_an_own_benchmark_beside_other_areas_says_whose_it_is(source: Source) -> None:
    town = AreaKey.parse("municipality:980")
    one, two = (select(*areas, compare="earlier") for areas in ((TAMPERE,), (TAMPERE, town)))
    assert data.benchmark_label(source, one) == "Vuosi sitten"
    assert data.benchmark_label(source, two) == "Tampere: vuosi sitten"
    assert data.benchmark_label(source, select(TAMPERE, town)) == "Koko maa"


def test_a_year_earlier_is_the_whole_wave(tmp_path: Path) -> None:
    """Rounds ended by the same day of last year are a part of its wave: less the whole they tell the rest."""
    url = f"sqlite:///{tmp_path / 'waves.sqlite'}"
    with writing(open_database(url, create=True)) as connection:
        for table, row in two_autumns():
            connection.execute(insert(schema.metadata.tables[table]).values(**row))
        summaries.rebuild(connection)
    source = Source(url, 1, 5, False, None)
    day = date(2026, 11, 21)
    selection = select(TAMPERE, compare="earlier", day=day)
    (row,) = data.benchmark_rows(source, selection, ["top2_visitor_heard"]).values()
    assert (row["n"], row["value"], row["months"]) == (14, 86, "2025-07:2025-12")
    (row,) = data.benchmark_rows(source, selection, ["responses_visitor"]).values()
    assert row["value"] == 12


def two_autumns() -> Iterator[tuple[str, dict[str, object]]]:
    """Tampere: in 2025 twelve content answers by 20 October and two others by 10 December; in 2026 twenty."""
    yield (
        "survey_questions",
        {
            "instrument": "visitor",
            "question_id": "q1",
            "text_fi": "Tulin kuulluksi",
            "scale": "likert5",
            "common_key": "heard",
        },
    )
    for round_id, last, count, mark in (
        ("r1", date(2025, 10, 20), 12, 5),
        ("r2", date(2025, 12, 10), 2, 1),
        ("r3", date(2026, 10, 20), 20, 4),
    ):
        yield (
            "survey_rounds",
            {"round_id": round_id, "instrument": "visitor", "starts_on": last, "ends_on": last},
        )
        for number in range(count):
            key = {"round_id": round_id, "response_id": str(number)}
            yield "survey_responses", {**key, "place_id": None, "municipality": "837"}
            yield "survey_answers", {**key, "question_id": "q1", "answer": mark}
