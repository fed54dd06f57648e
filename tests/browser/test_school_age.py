from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.checks import Look, errors, outside, whole
from tests.browser.conftest import DAY, settle, until

pytestmark = pytest.mark.browser


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/kouluikaiset?lang={language.upper()}&area=county:08&{DAY}{query}"


@pytest.mark.parametrize(
    ("kind", "language", "charts"), [("next", "fi", 7), ("slot", "sv", 8), ("stop", "en", 7)]
)
def test_every_what_if_is_whole(look: Look, address: str, kind: str, language: str, charts: int) -> None:
    page = look(url(address, language, f"&whatif={kind}&beside=county:07"))
    whole(page, address)
    assert page.locator("[data-testid=stPlotlyChart]").count() == charts


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
