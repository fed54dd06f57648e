import pytest
from streamlit.testing.v1 import AppTest

from kpdata.domain import AreaKey, AreaLevel
from kpdata.indicators import cycle
from kpdata.views import data
from tests import sample_database
from tests.pages.areas import areas_of
from tests.pages.conftest import Run
from tests.pages.reading import headings, headline, shown

PAGE = "pages/meeting/cycle.py"
WITH_EVENTS = {
    "country:FI",
    "county:08",
    "region:06",
    "municipality:837",
    "place:kp0067",
    "group:itaiset_kunnat",
}


def tables(app: AppTest) -> list[str]:
    return [element.value for element in app.html if "<table" in element.value]


@pytest.mark.parametrize("area", areas_of("vuosikello"))
def test_what_is_expected_is_told_and_areas_stand_side_by_side(run: Run, area: str) -> None:
    app = run(PAGE, area=area, lang="EN")
    assert ("What is expected in a year" in headings(app)) == (area in WITH_EVENTS)
    assert ("Areas side by side" in headings(app)) == (area in WITH_EVENTS and not area.startswith("place"))


def test_another_year_is_one_choice(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN")
    assert app.session_state["pick-year"] == "2026"
    assert "events of 2026 have been held" in shown(app)
    app.selectbox(key="pick-year").select("2025").run()
    assert not app.exception
    assert app.query_params["year"] == "2025"
    assert "events of 2025 have been held" in shown(app)


def test_family_centres_stand_side_by_side_too(run: Run) -> None:
    app = run(PAGE, area="county:08", by="centre", lang="EN")
    assert app.session_state["pick-by"] == "centre"
    towns = run(PAGE, area="county:08", lang="EN")
    assert tables(app)[-1] != tables(towns)[-1]


def test_a_forged_year_is_told_quietly(run: Run) -> None:
    app = run(PAGE, area="county:08", year="1066", lang="EN")
    assert not app.exception
    assert app.session_state["pick-year"] == "2026"
    assert "The link's “year” is not known here" in shown(app)


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("FI", "Vie {n} tapahtumaa kalenteriin (ICS)"),
        ("SV", "{n} händelser till kalendern (ICS)"),
        ("EN", "{n} events to a calendar"),
    ],
)
def test_the_planned_events_go_to_a_calendar(run: Run, language: str, label: str) -> None:
    app = run(PAGE, area="county:08", lang=language)
    button = app.get("download_button")[0]
    events = cycle.of_area(data.figures(data.source()), AreaKey.parse("county:08"))
    day = sample_database.TODAY
    ahead = [event for event in events if event.planned and event.planned > day and not event.held]
    assert button.label == label.format(n=len(ahead))
    assert not button.proto.disabled


def test_an_area_without_events_says_what_to_do(run: Run) -> None:
    figures = data.figures(data.source())
    with_events = cycle.by_area(figures, AreaLevel.MUNICIPALITY)
    empty = next(
        code
        for code in figures.members(AreaKey.parse("county:08"), AreaLevel.MUNICIPALITY)
        if code not in with_events
    )
    app = run(PAGE, area=f"municipality:{empty}", lang="EN")
    assert not app.exception
    assert headline(app).endswith("no events of the annual cycle are recorded")
    assert len(app.info) == 1
    assert app.info[0].value.startswith("Import the planned and held events of the area")
