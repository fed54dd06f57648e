"""The network page in a real browser: what only a browser shows, beside what every page is asked."""

from __future__ import annotations

import re

import pytest

from tests.browser.checks import Look, errors, whole
from tests.browser.conftest import DAY, settle

pytestmark = pytest.mark.browser
PLACE = "kp0002"


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/verkosto?lang={language.upper()}&area=county:08&{DAY}{query}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_one_place_is_whole(look: Look, address: str, language: str) -> None:
    page = look(url(address, language, f"&place={PLACE}"))
    assert page.locator(".st-key-card-place table").count() == 1
    assert page.locator(".st-key-card-place-hours table tbody tr").count() == 7
    whole(page, address)


def test_a_search_lives_in_the_address_and_survives_a_reload(look: Look, address: str) -> None:
    page = look(url(address, "en"))
    rows = page.locator(".st-key-card-places tbody tr")
    rows.first.wait_for()
    every = rows.count()
    page.get_by_label("Search").fill("perhekahvila")
    page.get_by_label("Search").press("Enter")
    page.wait_for_url(re.compile("find=perhekahvila"))
    settle(page)
    found = rows.count()
    assert 0 < found < every
    page.reload()
    settle(page)
    assert page.locator(".st-key-card-places tbody tr").count() == found
    assert page.get_by_label("Search").input_value() == "perhekahvila"


def test_a_place_leads_to_its_profile(look: Look, address: str) -> None:
    page = look(url(address, "en", f"&place={PLACE}"))
    page.get_by_role("link", name="Profile of the place").click()
    page.wait_for_url(re.compile(rf"/alueprofiili\?.*area=place%3A{PLACE}"))
    settle(page)
    assert page.locator("h1").count() == 1
    assert errors(page) == []
