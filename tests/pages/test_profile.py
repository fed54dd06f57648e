import pytest

from tests.pages.conftest import Run
from tests.pages.reading import MARK, headings, headline, shown

PAGE = "pages/compare/profile.py"
# What each level's headline says in each language: the answer to its own question.
SAID = {
    "country:FI": ("5 km", "5 km", "5 km"),
    "county:08": ("5 km", "5 km", "5 km"),
    "region:06": ("5 km", "5 km", "5 km"),
    "municipality:837": ("aukiolotuntia viikossa", "öppettimmar i veckan", "open hours a week"),
    "centre:pk001": ("kohtaamispaikka", "mötesplats", "meeting place"),
    "place:kp0001": ("perhe", "familjer", "families"),
    "group:itaiset_kunnat": ("aukiolotuntia viikossa", "öppettimmar i veckan", "open hours a week"),
}
LANGUAGES = ("FI", "SV", "EN")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", SAID)
def test_the_headline_answers_the_question_of_its_level(run: Run, area: str, language: str) -> None:
    assert SAID[area][LANGUAGES.index(language)] in headline(run(PAGE, lang=language, area=area))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", SAID)
def test_paper_holds_the_same_without_controls(run: Run, area: str, language: str) -> None:
    page = run(PAGE, lang=language, area=area)
    paper = run(PAGE, lang=language, area=area, print="1")
    assert not paper.exception
    assert not paper.error
    assert headline(paper) == headline(page)
    assert headings(paper) == headings(page)
    assert len(paper.get("plotly_chart")) == len(page.get("plotly_chart"))
    assert not paper.selectbox
    assert [button.key for button in paper.button] == ["print-now", "print-back"]
    # Every card says for itself that its data is made up: sheets part from each other.
    assert shown(paper).count(MARK[language]) == 1 + len(paper.header)


def test_the_way_to_paper_and_back(run: Run) -> None:
    app = run(PAGE, lang="EN", area="municipality:837")
    app.button(key="print-view").click().run()
    assert not app.exception
    assert app.query_params["print"] == "1"
    # Printed again it is the same: the day and the period are named.
    assert app.query_params["date"] == "2026-11-15"
    assert app.query_params["period"] == "2025-11:2026-10"
    assert not app.selectbox
    app.button(key="print-back").click().run()
    assert not app.exception
    assert "print" not in app.query_params
    assert app.query_params["area"] == "municipality:837"
    assert [box.key for box in app.selectbox][:2] == ["pick-level", "pick-area"]


def test_a_merged_municipality_is_told(run: Run) -> None:
    app = run(PAGE, lang="EN", area="municipality:413")
    assert not app.exception
    assert headline(app).startswith("Pori")
    assert "Lavia was merged into Pori at the end of 2014; Pori is shown." in shown(app)
    assert "the limits changed" in shown(app)


def test_another_age_group_is_looked_at(run: Run) -> None:
    app = run(PAGE, lang="EN", area="municipality:837")
    app.selectbox(key="pick-band").select("under_school").run()
    assert not app.exception
    assert app.query_params["band"] == "under_school"
    assert any("for children under school age" in title for title in headings(app))


def test_levels_to_choose_from_have_areas(run: Run) -> None:
    app = run(PAGE, lang="EN", area="county:08")
    assert app.selectbox(key="pick-level").options[-2:] == ["Meeting place", "Own group"]
    for level in ("place", "group", "centre", "municipality", "country"):
        app.selectbox(key="pick-level").select(level).run()
        assert not app.exception
        assert not app.error
        assert str(app.query_params["area"]).startswith(f"{level}:")


def test_forged_values_are_told_and_harmless(run: Run) -> None:
    app = run(PAGE, lang="EN", area="place:<b>x</b>", print="<script>", band="9")
    assert not app.exception
    assert not app.error
    assert "<b>x</b>" not in shown(app)
    assert headline(app).startswith("Pirkanmaa: ")
    notices = "".join(caption.value for caption in app.caption if "not known here" in caption.value)
    assert all(name in notices for name in ("area", "print"))
