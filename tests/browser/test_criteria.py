"""The criteria page in a real browser: languages, accessibility, whole labels, choices in the address."""

from __future__ import annotations

import re

import pytest

from tests.browser.checks import Look, errors, fits
from tests.browser.conftest import DAY, settle

pytestmark = pytest.mark.browser
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
def test_labels_are_whole(look: Look, address: str, language: str) -> None:
    page = look(url(address, language))
    assert page.locator(".js-plotly-plot").count() == 7
    for key in ("groups", "unmet", "agreement", "support"):
        assert page.evaluate(CUT, key) == []


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


def test_a_place_does_not_scroll_sideways_on_a_telephone(look: Look, address: str) -> None:
    page = look(url(address, "fi", "place:kp0003"), width=375, height=812)
    fits(page)
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
