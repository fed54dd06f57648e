import pytest

from tests.pages.areas import areas_of
from tests.pages.conftest import Run
from tests.pages.reading import figures, headings, headline, shown

PAGE = "pages/themes/visitors.py"


@pytest.mark.parametrize("area", areas_of("kavijat"))
def test_unusual_months_are_told_at_every_level(run: Run, area: str) -> None:
    assert "Unusual months" in headings(run(PAGE, area=area, lang="EN"))


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
