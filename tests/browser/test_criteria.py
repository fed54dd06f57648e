"""The criteria page in a real browser: languages, accessibility, whole labels, choices in the address."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DAY, settle
from tests.browser.test_pages import FOREIGN, NO_FOREIGN_WORDS, errors, outside

pytestmark = pytest.mark.browser
Look = Callable[..., Page]
TITLES = {
    "fi": "Kriteerit · Kohtaamispaikat",
    "sv": "Kriterier · Mötesplatser",
    "en": "Criteria · Meeting places",
}
# Every label of rows lies inside its figure: none is cut at the left edge, none ends in an ellipsis.
CUT = """key => {
    const figure = document.querySelector(`.st-key-card-${key} .js-plotly-plot`);
    const left = figure.getBoundingClientRect().left;
    const labels = [...figure.querySelectorAll('.ytick text')];
    if (!labels.length) return ['no labels'];
    return labels
        .filter(text => text.getBoundingClientRect().left < left - 1 || text.textContent.includes('…'))
        .map(text => text.textContent);
}"""


def url(address: str, language: str, area: str = "county:08", query: str = "") -> str:
    return f"{address}/kriteerit?lang={language.upper()}&area={area}&{DAY}{query}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_is_whole_and_accessible(look: Look, address: str, language: str) -> None:
    page = look(url(address, language))
    assert page.title() == TITLES[language]
    assert page.locator("h1").count() == 1
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator(".js-plotly-plot").count() == 7
    for key in ("groups", "unmet", "agreement", "support"):
        assert page.evaluate(CUT, key) == []
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert errors(page) == []
    assert outside(page, address) == []
    if language != "en":
        page.wait_for_function(NO_FOREIGN_WORDS, arg=list(FOREIGN))


def test_the_choices_live_in_the_address_and_survive_a_reload(look: Look, address: str) -> None:
    page = look(url(address, "en"))
    rows = page.locator(".st-key-card-every tbody tr")
    assert rows.count() == 43
    page.get_by_role("radio", name="Network", exact=True).click()
    page.wait_for_url(re.compile("criteria=network"))
    settle(page)
    assert rows.count() == 2
    page.get_by_role("radio", name="Family centres").click()
    page.wait_for_url(re.compile("parts=centre"))
    settle(page)
    page.reload()
    settle(page)
    assert rows.count() == 2
    assert page.get_by_role("radio", name="Family centres").is_checked()


@pytest.mark.parametrize("area", ["county:08", "place:kp0003"])
def test_a_telephone_does_not_scroll_sideways(look: Look, address: str, area: str) -> None:
    page = look(url(address, "fi", area), width=375, height=812)
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollWidth") <= 375
    assert errors(page) == []


def test_the_key_figures_stand_on_one_row(look: Look, address: str) -> None:
    page = look(url(address, "fi"))
    tops = {
        round(box["y"])
        for place in range(6)
        if (box := page.locator(f".st-key-key-figure-{place}").bounding_box())
    }
    assert len(tops) == 1


def test_one_place_shows_all_its_criteria(look: Look, address: str) -> None:
    page = look(url(address, "sv", "place:kp0003"))
    assert page.locator(".st-key-card-place tbody tr").count() == 43
    assert page.locator(".st-key-card-unmet, .st-key-card-every").count() == 0
    assert errors(page) == []
