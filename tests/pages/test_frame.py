import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpdata.views import data
from tests.pages.conftest import Run
from tests.pages.reading import MARK, headline, shown
from tests.sample_database import ROOT

OVERVIEW = "pages/overview/overview.py"
AREAS = "pages/compare/areas.py"
PAGES = (OVERVIEW, AREAS)
# One word of each page's headline in each language: the sentence was generated, in that language.
HEADLINES = {
    (OVERVIEW, "FI"): "kouluikäisillä",
    (OVERVIEW, "SV"): "skolåldern",
    (OVERVIEW, "EN"): "school-age",
    (AREAS, "FI"): "vertailukohdan",
    (AREAS, "SV"): "jämförelsetalet",
    (AREAS, "EN"): "indicators",
}


@pytest.mark.parametrize("language", ["FI", "SV", "EN"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_in_every_language(run: Run, page: str, language: str) -> None:
    app = run(page, lang=language, area="county:08")
    assert not app.exception
    assert not app.error
    assert HEADLINES[page, language] in headline(app)
    assert "Birkaland" in headline(app) if language == "SV" else "Pirkanmaa" in headline(app)
    assert MARK[language] in shown(app)
    assert {mark for mark in MARK.values() if mark in shown(app)} == {MARK[language]}


def test_pages_lie_one_level_down() -> None:
    # Streamlit's old discovery runs pages/*.py without the frame.
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == []
    declared = re.findall(r'"(pages/[^"]+\.py)"', Path(ROOT / "dashboard.py").read_text(encoding="utf-8"))
    assert sorted(declared) == sorted(str(p.relative_to(ROOT)) for p in (ROOT / "pages").glob("*/*.py"))


def test_the_only_script_is_a_constant() -> None:
    uses = []
    for folder in ("kpdata", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "unsafe_allow_html" not in text, path
            uses += re.findall(r"st\.html\((.*?), unsafe_allow_javascript=True\)", text)
    assert uses == ["_SCRIPTS[language]"]


def test_links_between_pages_carry_the_whole_address(run: Run) -> None:
    app = run(lang="SV", area=["county:08", "county:07"], level="county", period="2026-01:2026-06")
    links = {link.value: link.proto for link in app.page_link}
    assert set(links) >= {"Översikt", "Områden sida vid sida"}
    query = links["Områden sida vid sida"].query_string
    assert "lang=SV" in query
    assert "area=county%3A08&area=county%3A07" in query
    assert "period=2026-01%3A2026-06" in query


def test_sections_without_pages_are_not_listed(run: Run) -> None:
    told = [caption.value for caption in run(lang="EN").sidebar.caption]
    assert told == ["Compare", "Themes", "To the meeting"]


def test_the_language_is_a_choice_of_three(run: Run) -> None:
    app = run()
    assert headline(app).startswith("Pirkanmaa: ")
    control = app.get("button_group")[0]
    assert [option.content for option in control.proto.options] == ["FI", "SV", "EN"]
    app.session_state["pick-lang"] = "sv"
    app.query_params["lang"] = "SV"
    app.run()
    assert headline(app).startswith("Birkaland: ")


def test_a_choice_is_written_into_the_address(run: Run) -> None:
    app = run()
    assert dict(app.query_params) == {}
    app.selectbox(key="pick-area").select("county:07").run()
    assert not app.exception
    assert app.query_params["area"] == "county:07"
    assert app.query_params["level"] == "county"
    assert app.query_params["with"] == "country"
    assert headline(app).startswith("Kanta-Häme: ")
    app.button(key="defaults").click().run()
    assert app.query_params == {"lang": "FI"}
    assert headline(app).startswith("Pirkanmaa: ")


def test_a_level_brings_an_area_of_its_own(run: Run) -> None:
    app = run(area="county:08")
    app.selectbox(key="pick-level").select("municipality").run()
    assert app.query_params["area"] == "municipality:837"
    assert headline(app).startswith("Tampere")


@pytest.mark.parametrize("page", PAGES)
def test_forged_values_fall_back_with_a_quiet_notice(run: Run, page: str) -> None:
    forged = "<img src=https://evil.example/x>"
    app = run(page, area=forged, level="x", with_="y", period="z", measure="w", view="v", show="u", lang="EN")
    assert not app.exception
    assert not app.error
    notices = [c.value for c in app.caption if "not known here" in c.value]
    names = ["area", "level", "with", "period", "measure"]
    assert all(any(name in notice for notice in notices) for name in names)
    assert "evil" not in shown(app)


def test_an_error_is_told_with_an_id_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("kpdata.views.overview.cards", fail)
    app = run(lang="EN")
    assert not app.exception
    assert app.title[0].value == "Something went wrong"
    assert re.search(r"the id [0-9a-f]{8}\\\.", app.error[0].value)
    assert "secret" not in app.error[0].value


def test_a_missing_database_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'nothing.sqlite'}")
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "Jokin meni vikaan"
    assert str(tmp_path) not in app.error[0].value


def test_real_data_carries_no_mark(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "is_sample", lambda _: False)
    assert MARK["FI"] not in shown(run())
