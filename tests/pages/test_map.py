"""The map page: its figures, layers, what is picked, and how it does without borders."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kpdata.areas import area_index
from kpdata.domain import HELSINKI
from kpdata.sources.bundle import open_source
from kpdata.store.db import close_all, open_database
from kpdata.store.ingest import ImportOptions, import_source
from kpdata.views import map as map_view
from tests.pages.conftest import Run
from tests.pages.reading import headline, shown
from tests.sample_database import TODAY

PAGE = "pages/compare/map.py"
TOWNS = Path(__file__).parents[1] / "data" / "three_towns.geojson"


@pytest.fixture(autouse=True)
def a_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_view, "now", lambda: datetime(2026, 11, 17, 10, 40, tzinfo=HELSINKI))


@pytest.fixture(scope="module")
def with_borders(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of the sample with borders of three towns."""
    close_all()
    file = tmp_path_factory.mktemp("borders") / "kpdata.sqlite"
    copy(sample_url.removeprefix("sqlite:///"), file)
    url = f"sqlite:///{file}"
    source = open_source([TOWNS], source_date=TODAY, areas=area_index())
    assert import_source(open_database(url), source, ImportOptions()).run == 2
    return url


@pytest.fixture
def bordered(run: Run, with_borders: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("KPDATA_DATABASE_URL", with_borders)
    return run


def figures(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(figure.proto.spec) for figure in app.get("plotly_chart")]


def areas(app: AppTest) -> list[dict[str, Any]]:
    return [trace for trace in figures(app)[0]["data"] if trace["type"] == "choropleth"]


def points(app: AppTest) -> dict[str, int]:
    """Number of points by the name of their class."""
    found = {}
    for trace in figures(app)[0]["data"]:
        keys = trace.get("customdata") or [""]
        if str(keys[0]).startswith(("place:", "centre:")):
            found[str(trace["name"]).rpartition(" (")[0]] = len(keys)
    return found


EVERY = [
    (language, area)
    for language in ("FI", "SV", "EN")
    for area in ("country:FI", "county:08", "municipality:837")
]


@pytest.mark.parametrize(("language", "area"), EVERY)
def test_every_level_in_every_language(bordered: Run, language: str, area: str) -> None:
    app = bordered(PAGE, lang=language, area=area, level=area.partition(":")[0])
    assert not app.exception
    assert not app.error
    assert len(app.get("plotly_chart")) == 2
    assert all(figure.proto.alt.endswith(".") for figure in app.get("plotly_chart"))
    words = {"FI": "kohtaamispai", "SV": "mötesplats", "EN": "meeting place"}
    assert words[language] in headline(app)
    assert "Parish" not in shown(app) or language == "EN"


def test_areas_with_borders_are_shapes_and_the_others_squares(bordered: Run) -> None:
    app = bordered(PAGE, area="county:08", lang="EN")
    (shapes,) = areas(app)
    assert shapes["locations"] == ["municipality:020", "municipality:536", "municipality:837"]
    dots = [t for t in figures(app)[0]["data"] if t["type"] == "scattergeo"]
    (squares,) = [t for t in dots if "municipality:980" in (t.get("customdata") or [])]
    assert set(squares["marker"]["symbol"]) <= {"square", "square-x"}
    assert "kpdata import FILE" not in shown(app)


def test_without_borders_the_page_says_how_to_add_them(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN")
    assert not app.exception
    assert areas(app) == []
    assert "kpdata import FILE --as boundaries" in shown(app)
    assert len(figures(app)) == 2


@pytest.mark.parametrize(
    ("layer", "classes"),
    [
        ("operator", {"Municipality", "NGO", "Parish"}),
        ("type", {"Family café", "Open day care"}),
        ("age", {"Under school age", "School age (7–17)"}),
        ("open", {"Open", "Closed"}),
    ],
)
def test_layers_of_places(run: Run, layer: str, classes: set[str]) -> None:
    app = run(PAGE, area="county:08", lang="EN", points=layer, layers="")
    assert not app.exception
    assert classes <= points(app).keys()
    total = sum(points(app).values())
    if layer != "open":
        assert f"{total} points on the map" in shown(app)


def test_centres_and_planned_places_are_layers(run: Run) -> None:
    with_all = points(run(PAGE, area="county:08", lang="EN"))
    bare = points(run(PAGE, area="county:08", lang="EN", layers=""))
    assert {"Family centre", "Planned place"} <= with_all.keys() - bare.keys()
    assert bare == {name: n for name, n in with_all.items() if name in bare}
    none = run(PAGE, area="county:08", lang="EN", points="none", layers="")
    assert points(none) == {}
    assert len(none.get("plotly_chart")) == 2


def test_open_at_a_chosen_hour(run: Run) -> None:
    now = run(PAGE, area="county:08", lang="EN", points="open", layers="")
    assert "now (Tue 10:30)" in shown(now)
    night = run(PAGE, area="county:08", lang="EN", points="open", layers="", day="7", hour="7")
    assert "Sun 7:00–8:00" in shown(night)
    assert points(night).get("Open", 0) < points(now)["Open"]
    now.selectbox(key="pick-day").select("2").run()
    assert now.query_params["day"] == "2"
    now.selectbox(key="pick-hour").select("12").run()
    assert now.query_params["hour"] == "12"
    assert not now.exception


def test_the_country_by_county_and_region(bordered: Run) -> None:
    app = bordered(PAGE, area="country:FI", level="country", lang="EN")
    assert points(app) == {}
    app.selectbox(key="pick-by").select("county").run()
    assert not app.exception
    assert app.query_params["by"] == "county"
    tiles = figures(app)[1]["data"]
    keys = [key for trace in tiles for key in (trace.get("customdata") or [])]
    assert len(keys) == 23
    app.selectbox(key="pick-by").select("region").run()
    assert not app.exception


def test_an_area_is_picked_from_the_list_and_leads_on(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN")
    app.selectbox(key="pick-pick").select("municipality:837").run()
    assert not app.exception
    assert app.query_params["pick"] == "municipality:837"
    assert "Tampere" in [header.value for header in app.header]
    assert "NGO: " in shown(app)
    app.button(key="zoom").click().run()
    assert not app.exception
    assert app.query_params["area"] == "municipality:837"
    assert "pick" not in app.query_params


def test_a_place_is_picked(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN")
    options = app.selectbox(key="pick-pick").options
    assert len(options) > 50
    key = next(
        key
        for trace in figures(app)[0]["data"]
        for key in (trace.get("customdata") or [])
        if key.startswith("place:")
    )
    picked = run(PAGE, area="county:08", lang="EN", pick=key)
    assert not picked.exception
    assert len(picked.header) == len(app.header) + 1


def test_what_was_picked_elsewhere_is_forgotten_and_a_forged_one_told(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN", pick="municipality:091")
    assert not app.exception
    assert "not known here" not in shown(app)
    assert app.selectbox(key="pick-pick").value == ""
    forged: Callable[[str], AppTest] = lambda text: run(PAGE, area="county:08", lang="EN", pick=text)  # noqa: E731
    for text in ("village:1", "place:none", "x"):
        assert "The link's “pick” is not known here" in shown(forged(text))


def test_a_measure_of_another_page_is_no_forgery(run: Run) -> None:
    for measure, told in (("within", False), ("visits_per_1000", False), ("nonsense", True)):
        app = run(PAGE, area="county:08", lang="EN", measure=measure)
        assert not app.exception
        assert ("“measure” is not known" in shown(app)) is told


def test_borders_only(bordered: Run) -> None:
    app = bordered(PAGE, area="county:08", lang="EN", measure="borders")
    assert not app.exception
    assert len(figures(app)) == 1
    assert {z for trace in areas(app) for z in trace["z"]} == {0.5}


def test_places_without_coordinates_are_in_the_table(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN")
    table = next(element.value for element in app.html if "<table" in element.value)
    assert "no coordinates" in table
    assert "not on the map" in shown(app)


def test_background_tiles_only_when_the_settings_name_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "https://" not in json.dumps(figures(run(PAGE, area="county:08", lang="EN"))[0]["data"])
    monkeypatch.setenv("KPDATA_MAP_TILES", "https://tiles.example.fi/{z}/{x}/{y}.png")
    monkeypatch.setenv("KPDATA_SUPPRESSION_THRESHOLD", "6")  # another source, so nothing kept is shown
    app = run(PAGE, area="county:08", lang="EN")
    assert figures(app)[0]["layout"]["map"]["layers"][0]["source"] == [
        "https://tiles.example.fi/{z}/{x}/{y}.png"
    ]
