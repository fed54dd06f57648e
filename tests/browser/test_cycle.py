"""The annual cycle in a real browser: every level in every language, and the calendar downloaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from playwright.sync_api import Page

from tests.browser.conftest import DAY, settle
from tests.browser.test_pages import FOREIGN, NO_FOREIGN_WORDS, errors, outside

pytestmark = pytest.mark.browser
Look = Callable[..., Page]
CARDS = ("year", "coming", "overdue", "expected", "evaluations", "areas", "kinds")


def url(address: str, language: str, query: str = "area=county:08") -> str:
    return f"{address}/vuosikello?lang={language.upper()}&{DAY}&{query}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_it_is_whole_and_accessible(look: Look, address: str, language: str) -> None:
    page = look(url(address, language))
    assert page.locator("h1").count() == 1
    for key in CARDS:
        assert page.locator(f".st-key-card-{key}").count() == 1, key
    assert page.locator("[data-testid=stException], [data-testid=stAlert]").count() == 0
    assert language == "en" or page.evaluate(NO_FOREIGN_WORDS, list(FOREIGN))
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert errors(page) == []
    assert outside(page, address) == []


@pytest.mark.parametrize("area", ["country:FI", "municipality:143", "centre:pk004", "place:kp0067"])
def test_every_level_fits_a_narrow_screen(look: Look, address: str, area: str) -> None:
    page = look(url(address, "fi", f"area={area}"), width=375, height=812)
    assert page.locator(".st-key-card-year").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert errors(page) == []


def test_the_planned_events_are_downloaded_as_a_calendar(look: Look, address: str, tmp_path: Path) -> None:
    page = look(url(address, "fi"))
    with page.expect_download() as whole:
        page.locator(".st-key-ics-page button").click()
    assert whole.value.suggested_filename == f"kohtaamispaikat_pirkanmaa_vuosikello_{DAY[5:]}.ics"
    whole.value.save_as(tmp_path / "page.ics")
    calendar = Calendar.from_ical((tmp_path / "page.ics").read_bytes())
    events = calendar.walk("VEVENT")
    assert len(events) > 10
    day = date.fromisoformat(DAY[5:])
    assert all(event["dtstart"].dt > day for event in events)
    assert str(events[0]["url"]).startswith(f"{address}/vuosikello?")
    assert str(events[0]["summary"]).endswith("(esimerkkiaineisto)")
    # The same from the menu of the card.
    page.locator(".st-key-export-coming button").click()
    button = page.locator(".st-key-ics-coming button")
    button.wait_for()
    with page.expect_download() as card:
        button.click()
    card.value.save_as(tmp_path / "card.ics")
    assert (tmp_path / "card.ics").read_bytes() == (tmp_path / "page.ics").read_bytes()
    # The link in an event opens the same page.
    again = look(str(events[0]["url"]))
    assert again.locator("h1").inner_text() == page.locator("h1").inner_text()


def test_another_year_survives_a_reload(look: Look, address: str) -> None:
    page = look(url(address, "en", "area=county:08&year=2025"))
    title = page.locator(".st-key-card-year h2").inner_text()
    assert "2025" in title
    page.reload()
    settle(page)
    assert page.locator(".st-key-card-year h2").inner_text() == title
