"""The integration page in a real browser: what only a browser shows, beside what every page is asked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DAY, settle
from tests.browser.test_pages import errors, outside

pytestmark = pytest.mark.browser
Look = Callable[..., Page]


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/integraatio?lang={language.upper()}&area=county:08&{DAY}{query}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_is_whole_and_accessible(look: Look, address: str, language: str) -> None:
    page = look(url(address, language))
    assert page.locator(".st-key-card-next tbody tr").count() == 23
    assert page.locator(".st-key-card-visit-days tbody tr").count() == 23
    assert page.locator(".st-key-card-round-2018 tbody tr").count() == 11
    assert page.locator(".st-key-card-criteria .main-svg").count() > 0
    assert page.locator("[data-testid=stException], [data-testid=stAlert]").count() == 0
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert errors(page) == []
    assert outside(page, address) == []


def test_the_list_is_narrowed_and_survives_a_reload(look: Look, address: str) -> None:
    page = look(url(address, "en"))
    rows = page.locator(".st-key-card-next tbody tr")
    page.get_by_role("radio", name="Evidence expires within 90 days").click()
    page.wait_for_url(re.compile("todo=expiring"))
    settle(page)
    found = rows.count()
    assert 0 < found < 23
    page.reload()
    settle(page)
    assert rows.count() == found


def test_the_matrix_is_read_as_a_table_too(look: Look, address: str) -> None:
    page = look(url(address, "en"))
    card = page.locator(".st-key-card-criteria")
    card.get_by_role("button", name="As a table").click()
    settle(page)
    assert card.locator("tbody tr").count() == 23
    told = card.locator("table").inner_text()
    for words in ("done and in force", "not started", "not recorded", "done, expires soon", "done, but"):
        assert words in told


def test_a_wide_matrix_scrolls_inside_its_card_on_a_telephone(look: Look, address: str) -> None:
    page = look(url(address, "fi"), width=375, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    figure = page.locator("[class*='st-key-figure-wide-'][class*='criteria']").first
    assert figure.evaluate("e => e.scrollWidth > e.clientWidth")
