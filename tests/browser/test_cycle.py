"""The annual cycle in a real browser: every level in every language, and the calendar downloaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.browser.checks import Look, errors, fits
from tests.browser.conftest import DAY, settle

pytestmark = pytest.mark.browser
CARDS = ("year", "coming", "overdue", "expected", "evaluations", "areas", "kinds")


def url(address: str, language: str, query: str = "area=county:08") -> str:
    return f"{address}/vuosikello?lang={language.upper()}&{DAY}&{query}"


def test_every_card_is_there(look: Look, address: str) -> None:
    page = look(url(address, "fi"))
    for key in CARDS:
        assert page.locator(f".st-key-card-{key}").count() == 1, key


@pytest.mark.parametrize("area", ["country:FI", "municipality:143", "centre:pk004", "place:kp0067"])
def test_every_level_fits_a_narrow_screen(look: Look, address: str, area: str) -> None:
    page = look(url(address, "fi", f"area={area}"), width=375, height=812)
    assert page.locator(".st-key-card-year").count() == 1
    fits(page)
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
