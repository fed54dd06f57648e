from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.checks import Look, errors, fits
from tests.browser.conftest import DAY, settle, until

pytestmark = pytest.mark.browser

AREAS = ("county:08", "municipality:837", "place:kp0001")
# What an A4 sheet holds between its margins of 12 mm, in pixels.
WIDTH, SHEET = (round((side - 2 * 12) / 25.4 * 96) for side in (210, 297))
CONTROLS = (
    "[data-testid=stSidebar]",
    "[data-testid=stHeader]",
    "[data-testid=stSelectbox]",
    "[data-testid=stButton]",
    "[data-testid=stPopover]",
    "[data-testid=stPageLink]",
)


def url(address: str, language: str, area: str, query: str = "") -> str:
    return f"{address}/alueprofiili?lang={language.upper()}&area={area}&{DAY}{query}"


@pytest.mark.parametrize("area", ["municipality:837", "place:kp0001"])
def test_other_levels_fit_a_narrow_screen(look: Look, address: str, area: str) -> None:
    page = look(url(address, "fi", area), width=375, height=812)
    fits(page)
    assert errors(page) == []


def test_from_the_page_to_paper_and_back(look: Look, address: str) -> None:
    page = look(url(address, "en", "municipality:837"))
    title = page.locator("h1").inner_text()
    page.get_by_role("button", name="Print view").click()
    until(page, "location.search.includes('print=1')")
    settle(page)
    until(page, "document.querySelector('.st-key-print-now button')")
    assert page.locator("h1").inner_text() == title
    assert page.locator("[data-testid=stSidebar]").is_hidden()
    page.evaluate("() => { window.print = () => { window.printed = (window.printed || 0) + 1 } }")
    page.locator(".st-key-print-now button").click()
    until(page, "window.printed === 1")
    page.get_by_role("button", name="Back to the page").click()
    until(page, "!location.search.includes('print=1')")
    settle(page)
    until(page, "document.querySelector('.st-key-pick-level')")


@pytest.mark.parametrize("area", AREAS)
def test_a_sheet_holds_no_controls_and_no_cut_figure(look: Look, address: str, area: str) -> None:
    page = look(url(address, "fi", area, "&print=1"))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH, "height": SHEET})
    page.wait_for_timeout(500)
    for control in CONTROLS:
        assert all(not found.is_visible() for found in page.locator(control).all()), control
    width = page.evaluate("document.documentElement.clientWidth")
    edges = page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot .main-svg')].map(e => {"
        "const box = e.getBoundingClientRect(); return [box.left, box.right]})"
    )
    assert len(edges) >= 2
    assert all(left >= 0 and right <= width for left, right in edges)
    # A card that holds a figure is never parted between sheets: it fits one.
    tallest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[class*=st-key-card-]')]"
        ".filter(e => e.querySelector('.js-plotly-plot')).map(e => e.getBoundingClientRect().height))"
    )
    assert tallest <= SHEET
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert errors(page) == []


@pytest.mark.parametrize("area", AREAS)
def test_the_pdf_is_of_whole_sheets(look: Look, address: str, tmp_path: Path, area: str) -> None:
    page = look(url(address, "sv", area, "&print=1"))
    cards = page.locator("h2").all_inner_texts()
    assert len(cards) >= 7
    file = tmp_path / "profile.pdf"
    page.pdf(path=file, format="A4", print_background=True, prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))
    assert 4 <= sheets <= 20
    assert re.search(rb"/MediaBox \[0 0 59[456][.0-9]* 84[12]", file.read_bytes())
