from __future__ import annotations

import dataclasses

import pytest

from kpdata.domain import FINLAND, AreaKey, AreaLevel, Month
from kpdata.views import data
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
