import json
import re

import pytest

from kpdata.criteria import MINIMUM_CRITERIA
from tests.pages.conftest import Run
from tests.pages.reading import headings, headline, ok, rows, shown

PAGE = "pages/themes/criteria.py"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("FI", "Pirkanmaa: useimmin täyttymättä on "),
        ("SV", "Birkaland: oftast ouppfyll"),
        ("EN", "Pirkanmaa: "),
    ],
)
def test_the_headline_names_a_criterion(run: Run, language: str, words: str) -> None:
    told = headline(run(PAGE, area="county:08", lang=language))
    assert told.startswith(words)
    assert any(criterion.name(language.lower()) in told for criterion in MINIMUM_CRITERIA)
    assert re.search(r"\(\d+/\d+ (paikassa|platser|places)\)$", told)


def test_what_the_page_holds(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN"))
    told = "\n".join(headings(app))
    for part in (
        "Fewest met: ",
        "by area",
        "Assessed in the last 24 months: ",
        "Most often unmet: ",
        "criteria and questions",
        "Self and peer differ most on ",
        "Self and peer agree least in: ",
        "In the same places: self above peer in ",
        "Rarest form of support: ",
        "areas where it is known",
        "The lskl framework: 3 criteria",
    ):
        assert part in told
    assert len(app.get("plotly_chart")) == 7
    text = shown(app)
    assert "Left open in the assessments – " in text
    assert "Places without any assessment are not in the figure: " in text


def test_a_group_is_chosen_and_kept_in_the_address(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN"))
    assert len(rows(app, "Criterion")) == 43
    app.segmented_control(key="pick-criteria").set_value("network").run()
    assert app.query_params["criteria"] == "network"
    assert len(rows(app, "Criterion")) == 2
    again = ok(run(PAGE, area="county:08", lang="EN", criteria="mapping_questions"))
    assert len(rows(again, "Criterion")) == 8
    assert again.segmented_control(key="pick-criteria").value == "mapping_questions"


def test_what_stands_side_by_side_is_chosen(run: Run) -> None:
    app = ok(run(PAGE, area="municipality:837", lang="EN"))
    assert app.segmented_control(key="pick-parts").value == "place"
    app.segmented_control(key="pick-parts").set_value("municipality").run()
    assert app.query_params["parts"] == "municipality"
    specs = [json.loads(figure.proto.spec) for figure in app.get("plotly_chart")]
    ticks = [tick for spec in specs for tick in spec["layout"].get("yaxis", {}).get("ticktext", [])]
    assert "<b>Tampere</b>" in ticks
    # The country has one kind of part: nothing to choose.
    country = run(PAGE, area="country:FI", lang="EN", parts="municipality")
    assert "pick-parts" not in {control.key for control in country.segmented_control}
    assert not [c.value for c in country.caption if "not known here" in c.value]


def test_forged_choices_fall_back_with_a_quiet_notice(run: Run) -> None:
    app = ok(run(PAGE, area="county:08", lang="EN", criteria="<b>", parts="moon"))
    notices = "\n".join(c.value for c in app.caption if "not known here" in c.value)
    assert all(f"“{name}”" in notices for name in ("criteria", "parts"))
    assert "<b>" not in shown(app)
    assert len(rows(app, "Criterion")) == 43


def test_an_area_without_assessments_says_what_to_do(run: Run) -> None:
    app = ok(run(PAGE, area="municipality:005", lang="EN"))
    assert [info.value for info in app.info if "have" in info.value or "assessed" in info.value]
    assert not [title for title in headings(app) if title.startswith("Most often unmet")]
    assert "assessments" in shown(app)


def test_one_place_that_was_never_assessed(run: Run) -> None:
    app = ok(run(PAGE, area="place:kp0002", lang="EN"))
    assert "no minimum criterion has been assessed" in headline(app)
    assert "The place has not been assessed" in headings(app)
