import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.areas import areas_of
from tests.pages.conftest import Run
from tests.pages.reading import headings, headline, ok, rows, shown

PAGE = "pages/themes/integration.py"


@pytest.mark.parametrize("area", areas_of("integraatio"))
def test_history_is_told_at_every_level(run: Run, area: str) -> None:
    assert "History" in headings(run(PAGE, area=area, lang="EN"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "FI",
            (
                r"Pirkanmaa: \d+/23 kunnasta vähintään portaalla 3; "
                r"\d+ kunnassa näyttöä vanhenee 90 päivän kuluessa"
            ),
        ),
        ("SV", r"Birkaland: \d+ av 23 kommuner på minst steg 3; belägg går ut inom 90 dagar i \d+ kommuner"),
        (
            "EN",
            (
                r"Pirkanmaa: \d+ of 23 municipalities at step 3 or above; "
                r"evidence expires within 90 days in \d+ municipalities"
            ),
        ),
    ],
)
def test_the_headline(run: Run, language: str, words: str) -> None:
    assert re.fullmatch(words, headline(run(PAGE, area="county:08", lang=language)))


def test_what_the_page_holds(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN"))
    told = "\n".join(headings(app))
    for part in (
        "Least often in force: ",
        "One criterion away from the next step: ",
        "integration criteria done and in force",
        "Evidence: ",
        "of 23 municipalities at step 3 or above",
        "At step 3 or above: ",
        "Pirkanmaa: criteria done ",
        "Municipalities visited: boards ",
        "Both visited in ",
        "areas that tell it",
        "of 23 municipalities",
        "The round of 2018: mapping done in 4 of 11 regions of then",
    ):
        assert part in told
    assert len(app.get("plotly_chart")) == 8
    assert "Not recorded (..) is not the same as not started (○)." in shown(app)
    assert rows(app, "What else was told")[0] == "Pirkanmaa"


def test_the_list_is_narrowed_by_a_click(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN"))
    every = rows(app, "Missing for it")
    assert len(every) == 23
    app.query_params["todo"] = "expiring"
    app = ok(app.run())
    few = rows(app, "Missing for it")
    assert 0 < len(few) < 23
    assert set(few) < set(every)
    assert app.session_state["pick-todo"] == "expiring"


def test_shares_and_numbers(run: Run) -> None:
    def labels(app: AppTest) -> str:
        specs = [json.loads(figure.proto.spec) for figure in app.get("plotly_chart")]
        (spec,) = [s for s in specs if "Pirkanmaa (23)" in json.dumps(s, ensure_ascii=False)]
        return json.dumps(spec, ensure_ascii=False)

    assert "%" in labels(run(PAGE, area="county:08", lang="EN"))
    assert "%" not in labels(ok(run(PAGE, area="county:08", lang="EN", parts="count")))


def test_forged_choices_fall_back_with_a_notice(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN", todo="<b>", parts="all"))
    notices = "\n".join(c.value for c in app.caption if "not known here" in c.value)
    assert "“todo”" in notices
    assert "“parts”" in notices
    assert "<b>" not in shown(app)
    assert len(rows(app, "Missing for it")) == 23


def test_a_municipality_sees_its_own_criteria_among_its_neighbours(run: Run) -> None:
    app = ok(run(PAGE, area="municipality:837", lang="EN"))
    assert headline(app).startswith("Tampere: integration at step 2 of 5 (named)")
    assert "The area's own criteria" in headings(app)
    assert rows(app, "Missing for it")[0] == "Tampere"


def test_a_group_without_municipalities_says_so(run: Run) -> None:
    app = ok(run(PAGE, area="group:liikkuvat", level="group", lang="EN"))
    assert headline(app).endswith("no municipalities, so no integration to follow")


def test_an_earlier_day(run: Run) -> None:
    now = headline(run(PAGE, area="county:08", lang="EN"))
    then = ok(run(PAGE, area="county:08", lang="EN", date="2026-03-31"))
    assert headline(then) != now
    assert "As of 31 March 2026" in shown(then)
