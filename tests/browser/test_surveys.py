from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DAY, settle, until
from tests.browser.test_pages import errors, outside

pytestmark = pytest.mark.browser
Look = Callable[..., Page]

TITLES = {
    "fi": "Kyselyt · Kohtaamispaikat",
    "sv": "Enkäter · Mötesplatser",
    "en": "Surveys · Meeting places",
}
VALUES = {"fi": "top2", "sv": "mean", "en": "top2"}


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/kyselyt?lang={language.upper()}&area=county:08&{DAY}{query}"


@pytest.mark.parametrize("language", TITLES)
def test_the_page_is_whole_its_own_and_accessible(look: Look, address: str, language: str) -> None:
    page = look(url(address, language, f"&value={VALUES[language]}"))
    assert page.title() == TITLES[language]
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("[data-testid=stException], [data-testid=stAlert]").count() == 0
    until(page, "document.querySelectorAll('[data-testid=stPlotlyChart]').length === 14")
    assert errors(page) == []
    assert outside(page, address) == []
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_the_filters_stand_in_one_row_and_narrow_pages_do_not_scroll_sideways(
    look: Look, address: str
) -> None:
    page = look(url(address, "fi"))
    tops = {
        round(box["y"])
        for key in ("level", "with", "period", "wave")
        if (box := page.locator(f".st-key-pick-{key}").bounding_box())
    }
    assert len(tops) == 1
    narrow = look(url(address, "fi"), width=375, height=812)
    assert narrow.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth") <= 375
    assert errors(narrow) == []


def test_an_instrument_and_a_wave_are_chosen_shared_and_exported(
    look: Look, address: str, tmp_path: Path
) -> None:
    page = look(url(address, "en"))
    page.get_by_role("radio", name="Self-evaluation").or_(
        page.get_by_text("Self-evaluation", exact=True)
    ).first.click()
    page.wait_for_url(re.compile("instrument=self_evaluation"))
    settle(page)
    subtitle = "document.querySelector('.st-key-card-answers').innerText"
    until(page, f"{subtitle}.includes('self-evaluation · autumn 2026')")
    again = look(page.url)
    assert again.locator("h1").inner_text() == page.locator("h1").inner_text()
    page.locator(".st-key-export-side-by-side button").click()
    page.locator(".st-key-csv-side-by-side button").wait_for()
    with page.expect_download() as csv:
        page.locator(".st-key-csv-side-by-side button").click()
    csv.value.save_as(tmp_path / "areas.csv")
    text = (tmp_path / "areas.csv").read_text(encoding="utf-8-sig")
    assert "Everyone is made welcome" in text
    assert "n = " in text
    assert errors(page) == []


def test_answers_part_in_the_middle_and_their_sentence_is_the_alt_text(look: Look, address: str) -> None:
    page = look(url(address, "fi"))
    until(page, "!!document.querySelector('.st-key-card-answers .js-plotly-plot .main-svg')")
    drawn = "document.querySelector('.st-key-card-answers .js-plotly-plot').data"
    assert page.evaluate(f"{drawn}.map(trace => trace.name)")[0] == "1 – täysin eri mieltä"
    middles = page.evaluate(f"{drawn}[2].x.map((x, i) => {drawn}[2].base[i] + x / 2)")
    assert all(abs(middle) < 1e-6 for middle in middles)
    assert page.locator(".st-key-card-answers").get_by_text("Vastauksia 4–5 eniten").count() == 1
