import json

import pytest

from tests.pages.conftest import Run
from tests.pages.reading import headline, shown
from tests.pages.test_frame import AREAS

VIEWS = ("table", "profile", "heat", "ranked", "trend", "scatter")
THREE = ["municipality:837", "municipality:536", "municipality:604"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view(run: Run, view: str) -> None:
    app = run(AREAS, view=view, area=THREE, lang="EN")
    assert not app.exception
    assert not app.error
    assert len(app.get("plotly_chart")) == (0 if view == "table" else 1)
    for figure in app.get("plotly_chart"):
        assert figure.proto.alt.endswith(".")
        assert json.loads(figure.proto.spec)["data"]
    if view == "table":
        table = next(element.value for element in app.html if "<table" in element.value)
        assert all(f">{name}</th>" in table for name in ("Tampere", "Nokia", "Pirkkala"))
        assert "position:relative;height:6px" in table


def test_one_or_two_areas_are_a_profile_and_more_a_heat_table(run: Run) -> None:
    def view(area: list[str]) -> str:
        app = run(AREAS, area=area)
        return str(app.session_state["pick-view"])

    assert view(THREE[:1]) == "profile"
    assert view(THREE[:2]) == "profile"
    assert view(THREE) == "heat"


def test_areas_stand_in_the_order_they_were_chosen_in(run: Run) -> None:
    app = run(AREAS, view="table", area=["municipality:604", "municipality:837"], lang="EN")
    table = next(element.value for element in app.html if "<table" in element.value)
    assert table.index("Pirkkala") < table.index("Tampere")
    assert headline(app).startswith("Pirkkala: ")


def test_similar_areas_by_need(run: Run) -> None:
    app = run(AREAS, area=THREE[:1], with_="similar", lang="EN")
    assert "Municipalities most like Tampere by need" in shown(app)
    assert "Similar municipalities" in headline(app)
    app.button(key="like").click().run()
    assert not app.exception
    assert app.query_params["area"][0] == "municipality:837"
    assert len(app.query_params["area"]) == 6


def test_the_comparison_is_apart_from_what_is_shown(run: Run) -> None:
    with_country = headline(run(AREAS, area=THREE, lang="EN"))
    with_county = headline(run(AREAS, area=THREE, with_="county", lang="EN"))
    assert "Whole country" in with_country
    assert "Pirkanmaa" in with_county


def test_an_empty_choice_says_what_to_do(run: Run) -> None:
    for params in ({"area": "", "level": "county"}, {"show": "", "area": "county:08"}):
        app = run(AREAS, lang="EN", **params)
        assert not app.exception
        assert headline(app) == "Choose at least one area and indicator"
        assert len(app.info) == 1


def test_choices_of_indicators_survive(run: Run) -> None:
    app = run(AREAS, area="county:08", show=["places", "mapped_share"], view="table", lang="EN")
    app.multiselect(key="pick-show").unselect("places").run()
    assert app.query_params["show"] == "mapped_share"
    table = next(element.value for element in app.html if "<table" in element.value)
    assert table.count('scope="col"') == 2
