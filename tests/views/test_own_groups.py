"""Own groups of areas, targets and an empty database on the first two pages."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from kpdata import views
from kpdata.domain import AreaKey, AreaLevel
from kpdata.store import schema, summaries
from kpdata.store.db import open_database, writing
from kpdata.views import address, data
from kpdata.views.address import Address
from kpdata.views.cards import Cards
from kpdata.views.request import Request

TODAY = date(2026, 11, 21)
TARGETS = (("ptv_share", 2026, 80), ("ptv_share", 2025, 10), ("fresh_share", 2025, 5))
NEIGHBOURS = AreaKey(AreaLevel.GROUP, "neighbours")


@pytest.fixture
def url(built_database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Nokia (536) has one place, Tampere (837) two; the group holds both, with a target for Nokia."""
    monkeypatch.setattr(data, "today", lambda: TODAY)
    rows = [
        ("meeting_places", {"place_id": "p1", "name": "Koti", "municipality": "536", "operator_type": "ngo"}),
        ("meeting_places", {"place_id": "p2", "name": "Tupa", "municipality": "837", "operator_type": "ngo"}),
        ("meeting_places", {"place_id": "p3", "name": "Tori", "municipality": "837", "operator_type": "ngo"}),
        *(
            (
                "groups",
                {
                    "group_id": "neighbours",
                    "area_type": "municipality",
                    "area_id": town,
                    "name_fi": "Naapurit",
                    "name_sv": "Grannar",
                },
            )
            for town in ("536", "837")
        ),
        *(
            (
                "targets",
                {"indicator": name, "level": "municipality", "area_id": "536", "year": year, "value": value},
            )
            for name, year, value in (
                ("ptv_share", 2026, 80),
                ("ptv_share", 2025, 10),
                ("fresh_share", 2025, 5),
            )
        ),
    ]
    with writing(open_database(built_database_url)) as connection:
        for table, row in rows:
            connection.execute(insert(schema.metadata.tables[table]).values(**row))
        summaries.rebuild(connection)
    return built_database_url


def read(url: str, link: str, language: str = "fi") -> tuple[Request, Cards]:
    slug, asked = Address.of_link(link)
    source = data.Source(url, 1, 5, False, None)
    request = Request.read(source, asked, language, views.page(slug).LEVELS)
    return request, views.shown(slug, request)


def test_a_group_has_an_overview_of_its_own(url: str) -> None:
    request, cards = read(url, "yleiskuva?area=group:neighbours")
    assert request.selection.areas == (NEIGHBOURS,)
    assert request.address.notices == []
    assert "Naapurit" in cards.headline
    assert {category.name for category in cards.card("map").chart.categories} == {"Nokia", "Tampere"}
    assert cards.figures()[0].value.shown == "3"


def test_groups_stand_side_by_side(url: str) -> None:
    request, cards = read(url, "vertailu?level=group&area=group:neighbours&view=table&show=places", "sv")
    assert request.selection.level is AreaLevel.GROUP
    (category,) = cards.card("table").chart.categories
    assert category.name == "Grannar"
    assert [value.shown for value in cards.card("table").chart.values] == ["3"]


def test_an_area_is_compared_with_a_group(url: str) -> None:
    request, cards = read(
        url, "vertailu?area=municipality:536&with=group:neighbours&view=table&show=places_per_1000"
    )
    assert request.selection.compare == "group:neighbours"
    (line,) = [series.benchmark for series in cards.card("table").chart.series]
    assert line is not None
    assert line.name == "Naapurit"
    options = address.options(request.source, request.selection)
    assert options["group:neighbours"] == "Naapurit"


def test_an_area_is_compared_with_its_targets_of_the_year(url: str) -> None:
    link = "vertailu?area=municipality:536&with=target&view=table&show=ptv_share&show=fresh_share"
    request, cards = read(url, link, "en")
    assert "target" in address.options(request.source, request.selection)
    ptv, fresh = (series.benchmark for series in cards.card("table").chart.series)
    assert ptv is not None
    assert (ptv.name, ptv.shown, ptv.value) == ("Target", "80%", 80)
    assert fresh is None


def test_targets_are_offered_where_there_are_any(url: str) -> None:
    request, cards = read(url, "vertailu?area=municipality:837&with=target&view=table&show=ptv_share")
    assert "target" not in address.options(request.source, request.selection)
    assert request.selection.compare == "country"
    assert cards.card("table").chart.categories[0].name == "Tampere"


def test_whether_there_are_places(url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.sqlite'}"
    open_database(empty, create=True)
    assert not data.is_empty(data.Source(url, 1, 5, False, None))
    assert data.is_empty(data.Source(empty, 1, 5, False, None))


def test_a_group_stands_on_the_map_with_its_places(url: str) -> None:
    request, cards = read(url, "kartta?area=group:neighbours&measure=places", "en")
    assert request.selection.areas == (NEIGHBOURS,)
    assert request.address.notices == []
    assert cards.headline == "Naapurit: all 2 municipalities have a meeting place"
    for name in ("map", "tiles"):
        chart = cards.card(name).chart
        shown = dict(zip((c.name for c in chart.categories), chart.series[0].values, strict=True))
        assert {area: value.shown for area, value in shown.items()} == {"Nokia": "1", "Tampere": "2"}
    assert [c.name for c in cards.card("places").chart.categories] == ["Koti", "Tori", "Tupa"]


def test_a_group_of_places_stands_in_their_municipalities(url: str) -> None:
    with writing(open_database(url)) as connection:
        row = {"group_id": "homes", "area_type": "place", "area_id": "p2", "name_fi": "Kodit"}
        connection.execute(insert(schema.metadata.tables["groups"]).values(**row))
        summaries.rebuild(connection)
    _, cards = read(url, "kartta?area=group:homes", "en")
    assert cards.headline == "Kodit: 1 meeting place"
    assert [c.name for c in cards.card("map").chart.categories] == ["Tampere"]
    assert [c.name for c in cards.card("places").chart.categories] == ["Tupa"]


def test_an_unknown_group_is_told_and_the_home_area_shown(url: str) -> None:
    request, _ = read(url, "kartta?area=group:nobody")
    assert request.selection.level is AreaLevel.COUNTY
    assert [notice.values for notice in request.address.notices] == [{"name": "area"}]
