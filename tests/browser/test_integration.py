"""The integration page in a real browser: what only a browser shows, beside what every page is asked."""

from __future__ import annotations

import re

import pytest

from tests.browser.checks import Look
from tests.browser.conftest import DAY, settle

pytestmark = pytest.mark.browser


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/integraatio?lang={language.upper()}&area=county:08&{DAY}{query}"


def test_every_municipality_and_region_of_then_has_its_row(look: Look, address: str) -> None:
    page = look(url(address, "fi"))
    assert page.locator(".st-key-card-next tbody tr").count() == 23
    assert page.locator(".st-key-card-visit-days tbody tr").count() == 23
    assert page.locator(".st-key-card-round-2018 tbody tr").count() == 11
    assert page.locator(".st-key-card-criteria .main-svg").count() > 0


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
    figure = page.locator("[class*='st-key-figure-wide-'][class*='criteria']").first
    assert figure.evaluate("e => e.scrollWidth > e.clientWidth")
