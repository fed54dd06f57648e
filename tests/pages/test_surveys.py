import pytest

from tests.pages.areas import areas_of
from tests.pages.conftest import Run
from tests.pages.reading import headings, headline, shown

PAGE = "pages/themes/surveys.py"


@pytest.mark.parametrize("area", areas_of("kyselyt"))
def test_who_answered_is_told_at_every_level(run: Run, area: str) -> None:
    assert "Who answered" in headings(run(PAGE, area=area, lang="EN"))


@pytest.mark.parametrize("instrument", ["partner", "self_evaluation", "peer_evaluation", "child"])
def test_every_instrument_of_several_areas(run: Run, instrument: str) -> None:
    areas = ["municipality:837", "municipality:536"]
    app = run(PAGE, area=areas, instrument=instrument, value="mean", lang="EN")
    assert not app.exception
    assert app.session_state["pick-instrument"] == instrument
    assert app.session_state["pick-value"] == "mean"
    assert "Only questions with the same common key" in shown(app)


def test_another_wave_is_chosen_and_stays_in_the_address(run: Run) -> None:
    app = run(PAGE, area="county:08", wave="2026-1", lang="EN")
    assert not app.exception
    assert "spring 2026" in headline(app)
    assert app.session_state["pick-wave"] == "2026-1"
    app.selectbox(key="pick-wave").select("2026-2").run()
    assert app.query_params["wave"] == "2026-2"
    assert "autumn 2026" in headline(app)


def test_a_question_is_chosen_for_the_course(run: Run) -> None:
    app = run(PAGE, area="county:08", question="welcome", lang="EN")
    assert not app.exception
    assert any("“I felt welcome”" in header.value and "trend" in header.value for header in app.header)


def test_an_area_without_answers_says_so_and_still_tells_whom_the_wave_reached(run: Run) -> None:
    app = run(PAGE, area="municipality:005", lang="EN")
    assert "no answers" in headline(app)
    assert any("Nobody has answered here" in info.value for info in app.info)


def test_a_period_without_a_wave_says_what_to_do(run: Run) -> None:
    app = run(PAGE, area="county:08", period="2019-01:2019-06", lang="EN")
    assert not app.exception
    assert headline(app) == "Pirkanmaa: no wave of the period, visitor survey"
    assert len(app.info) == 1
    assert app.info[0].value.startswith("Choose another wave or period above, or import answers")


def test_forged_values_give_the_default_and_a_notice(run: Run) -> None:
    app = run(PAGE, area="county:08", instrument="x", wave="<b>", lang="EN")
    assert not app.exception
    notices = [c.value for c in app.caption if "not known here" in c.value]
    assert len(notices) == 2


def test_an_empty_choice_says_what_to_do(run: Run) -> None:
    app = run(PAGE, level="county", area="", lang="EN")
    assert not app.exception
    assert headline(app) == "Choose at least one area"
    assert len(app.info) == 1
