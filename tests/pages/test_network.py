import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.areas import areas_of
from tests.pages.conftest import Run
from tests.pages.reading import headings, headline, ok, rows, shown

PAGE = "pages/themes/network.py"
PLACE = "kp0002"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("FI", "Pirkanmaa: järjestöt ylläpitävät eniten"),
        ("SV", "Birkaland: organisationer driver flest"),
        ("EN", "Pirkanmaa: NGOs run the most"),
    ],
)
def test_the_headline_tells_who_runs_the_network(run: Run, language: str, words: str) -> None:
    assert headline(run(PAGE, area="county:08", lang=language)).startswith(words)


@pytest.mark.parametrize("area", areas_of("verkosto"))
def test_one_place_may_be_open_at_every_level(run: Run, area: str) -> None:
    app = ok(run(PAGE, area=area, level=area.split(":", maxsplit=1)[0], place=PLACE, lang="EN"))
    assert "{" not in shown(app)


def test_what_the_page_holds(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN"))
    told = "\n".join(headings(app))
    for part in (
        "the largest operator in",
        "Share of the largest operator type: from",
        "Without “NGOs”",
        "Pirkanmaa: meeting places",
        "net +",
        "The most common type: ",
        "places for which it is known",
        "areas where it is known",
        "Forms of support: most often peer support",
        "Languages of service: most often Finnish",
    ):
        assert part in told
    assert len(app.get("plotly_chart")) == 9


def test_the_operator_that_leaves_is_chosen(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN", leaves="parish", km="3"))
    title = next(title for title in headings(app) if title.startswith("Without “"))
    assert title.startswith("Without “Parishes”")
    assert "within 3 km" in title
    assert "Computation, not a decision" in shown(app)
    options = app.selectbox(key="pick-leaves").options
    assert options[0].startswith("NGOs: all places (")
    # An operator that another area does not have falls back quietly; a forged one is told.
    other = ok(run(PAGE, area="municipality:837", lang="EN", leaves="ngo:Somebody else"))
    assert not [c.value for c in other.caption if "not known here" in c.value]
    forged = ok(run(PAGE, area="county:08", lang="EN", leaves="<b>", km="7", step="day", sort="x", place="?"))
    notices = "\n".join(c.value for c in forged.caption if "not known here" in c.value)
    assert all(f"“{name}”" in notices for name in ("leaves", "km", "step", "sort", "place"))
    assert "<b>" not in shown(forged)


def test_steps_of_quarters_and_months(run: Run) -> None:
    app = run(PAGE, area="county:08", lang="EN")
    specs = [json.loads(figure.proto.spec) for figure in app.get("plotly_chart")]
    ticks = [name for spec in specs for name in spec["layout"].get("yaxis", {}).get("ticktext", [])]
    assert sum("Q" in name and "20" in name for name in ticks) == 12
    app = ok(run(PAGE, area="county:08", lang="EN", step="month"))
    specs = [json.loads(figure.proto.spec) for figure in app.get("plotly_chart")]
    ticks = [name for spec in specs for name in spec["layout"].get("yaxis", {}).get("ticktext", [])]
    assert sum("2025" in name for name in ticks) == 12


def the_list(app: AppTest) -> str:
    return next(element.value for element in app.html if ">Organisation</th>" in element.value)


def listed(app: AppTest) -> list[str]:
    return rows(app, "Organisation")


def test_the_list_is_filtered_searched_and_sorted(run: Run) -> None:
    every = listed(run(PAGE, area="municipality:837", lang="EN", status="all"))
    running = listed(run(PAGE, area="municipality:837", lang="EN"))
    assert set(running) < set(every)
    assert running == sorted(running, key=str.casefold)
    parish = run(PAGE, area="municipality:837", lang="EN", operator="parish", type="family_club")
    table = the_list(parish)
    assert set(re.findall(r">(parish|NGO|municipality)</td>", table)) == {"parish"}
    assert 0 < len(listed(parish)) < len(running)
    assert f"{len(listed(parish))} of {len(every)} places" in headings(parish)
    found = run(PAGE, area="municipality:837", lang="EN", find=running[3])
    assert running[3] in listed(found)
    assert found.text_input(key="pick-find").value == running[3]
    nothing = ok(run(PAGE, area="municipality:837", lang="EN", find="nobody's place"))
    assert "No place passes the filters" in headings(nothing)
    assert "shorten the search" in shown(nothing)


def test_a_search_is_written_into_the_address(run: Run) -> None:
    app = run(PAGE, area="municipality:837", lang="EN")
    app.text_input(key="pick-find").input("perhe").run()
    assert app.query_params["find"] == "perhe"
    app.selectbox(key="pick-status").select("all").run()
    assert (app.query_params["find"], app.query_params["status"]) == ("perhe", "all")
    assert not app.exception


def test_one_place_with_its_hours_visits_and_criteria(run: Run) -> None:
    without = headings(run(PAGE, area="county:08", lang="EN"))
    app = ok(run(PAGE, area="county:08", lang="EN", place=PLACE))
    added = [title for title in headings(app) if title not in without]
    assert any(title.startswith("Family café, run by: NGO") for title in added)
    assert len(added) >= 3
    assert str(app.session_state["pick-place"]) == PLACE
    links = {link.label: link.proto for link in app.page_link}
    assert "area=place%3Akp0002" in links["Profile of the place"].query_string
