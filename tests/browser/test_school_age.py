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
    "fi": "Kouluikäiset · Kohtaamispaikat",
    "sv": "Barn i skolåldern · Mötesplatser",
    "en": "School-age children · Meeting places",
}
KINDS = {"fi": "next", "sv": "slot", "en": "stop"}


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/kouluikaiset?lang={language.upper()}&area=county:08&{DAY}{query}"


@pytest.mark.parametrize("language", TITLES)
def test_the_page_is_whole_its_own_and_accessible(look: Look, address: str, language: str) -> None:
    page = look(url(address, language, f"&whatif={KINDS[language]}&beside=county:07"))
    assert page.title() == TITLES[language]
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("[data-testid=stException], [data-testid=stAlert]").count() == 0
    charts = {"next": 7, "slot": 8, "stop": 7}[KINDS[language]]
    until(page, f"document.querySelectorAll('[data-testid=stPlotlyChart]').length === {charts}")
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
        for key in ("level", "area", "with", "date", "band", "km")
        if (box := page.locator(f".st-key-pick-{key}").bounding_box())
    }
    assert len(tops) == 1
    narrow = look(url(address, "fi"), width=375, height=812)
    assert narrow.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth") <= 375
    assert errors(narrow) == []


def test_a_what_if_is_asked_shared_and_exported(look: Look, address: str, tmp_path: Path) -> None:
    page = look(url(address, "en"))
    page.get_by_role("radio", name="New opening hours").or_(
        page.get_by_text("New opening hours", exact=True)
    ).first.click()
    page.wait_for_url(re.compile("whatif=slot"))
    settle(page)
    page.locator(".st-key-pick-weekday").get_by_role("combobox").click()
    page.get_by_role("option", name="Sun", exact=True).click()
    page.wait_for_url(re.compile("weekday=7"))
    settle(page)
    card = page.locator(".st-key-card-slot-after")
    until(page, "document.querySelector('.st-key-card-slot-after').innerText.includes('Gained: Sun 12')")
    title = card.locator("h2").inner_text()
    assert re.fullmatch(r"The new slot reaches at most [\d,]+ children more in an hour", title)
    again = look(page.url)
    assert again.locator(".st-key-card-slot-after h2").inner_text() == title
    page.locator(".st-key-export-slot-after button").click()
    page.locator(".st-key-csv-slot-after button").wait_for()
    with page.expect_download() as csv:
        page.locator(".st-key-csv-slot-after button").click()
    csv.value.save_as(tmp_path / "clock.csv")
    text = (tmp_path / "clock.csv").read_text(encoding="utf-8-sig")
    assert "Computation, not a decision" in text
    assert "Sun" in text
    assert errors(page) == []


def test_points_of_blind_spots_tell_their_names(look: Look, address: str) -> None:
    page = look(url(address, "fi"))
    until(page, "!!document.querySelector('.st-key-card-blind-spots .js-plotly-plot .main-svg')")
    assert "lasta" in page.locator(".st-key-card-blind-spots h2").inner_text()
    names = "document.querySelector('.st-key-card-blind-spots .js-plotly-plot').data.map(trace => trace.name)"
    assert page.evaluate(names) == [
        "Postinumeroalue",
        "Sopiva paikka",
        "Katvealue, koko lasten määrän mukaan",
    ]
    shown = "document.querySelector('.st-key-card-blind-spots .js-plotly-plot').data[2].hovertext[0]"
    assert "Lapsia, 7–17 v: " in page.evaluate(shown)
    assert outside(page, address) == []
