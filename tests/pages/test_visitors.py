import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Run
from tests.pages.test_frame import headline, shown

PAGE = "pages/themes/visitors.py"
AREAS = (
    "country:FI",
    "county:08",
    "region:06",
    "municipality:837",
    "municipality:005",
    "centre:pk001",
    "place:kp0001",
    "group:itaiset_kunnat",
    "group:liikkuvat",
)
MONTHS = {"FI": "Poikkeavat kuukaudet", "SV": "Avvikande månader", "EN": "Unusual months"}


def figures(app: AppTest) -> list[AppTest]:
    return list(app.get("plotly_chart"))


@pytest.mark.parametrize("language", ["FI", "SV", "EN"])
@pytest.mark.parametrize("area", AREAS)
def test_every_level_in_every_language(run: Run, area: str, language: str) -> None:
    app = run(PAGE, area=area, lang=language)
    assert not app.exception
    assert not app.error
    assert MONTHS[language] in [header.value for header in app.header]
    assert not [c.value for c in app.caption if "not known here" in c.value]
    for figure in figures(app):
        assert figure.proto.alt.endswith(".")
        assert json.loads(figure.proto.spec)["data"]


@pytest.mark.parametrize(
    "measure",
    ["adults", "children", "child_share", "visits_per_1000", "visits_per_session", "visits_per_open_hour"],
)
def test_every_measure_of_several_areas(run: Run, measure: str) -> None:
    areas = ["municipality:837", "municipality:536"]
    app = run(PAGE, area=areas, counted=measure, places="comparable", lang="EN")
    assert not app.exception
    assert app.session_state["pick-counted"] == measure
    assert "Comparable places only: those that gave an exact number" in shown(app)
    assert any("Nokia" in element.value for element in app.html if "<table" in element.value)


def test_comparable_places_are_one_click(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN")
    before = figures(app)[0].proto.alt
    app.query_params["places"] = "comparable"
    app.run()
    assert not app.exception
    assert figures(app)[0].proto.alt != before


def test_a_place_has_no_rate_per_children(run: Run) -> None:
    app = run(PAGE, area="place:kp0001", counted="visits_per_1000", lang="EN")
    assert app.session_state["pick-counted"] == "visits"


def test_an_empty_choice_says_what_to_do(run: Run) -> None:
    app = run(PAGE, level="county", area="", lang="EN")
    assert not app.exception
    assert headline(app) == "Choose at least one area"
    assert len(app.info) == 1
