from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.checks import Look, errors, whole
from tests.browser.conftest import DAY, settle, until

pytestmark = pytest.mark.browser


def url(address: str, language: str, query: str = "") -> str:
    return f"{address}/kyselyt?lang={language.upper()}&area=county:08&{DAY}{query}"


def test_means_are_drawn_as_whole_as_shares(look: Look, address: str) -> None:
    page = look(url(address, "sv", "&value=mean"))
    whole(page, address)
    assert page.locator("[data-testid=stPlotlyChart]").count() == 14


def test_an_instrument_and_a_wave_are_chosen_shared_and_exported(
    look: Look, address: str, tmp_path: Path
) -> None:
    page = look(url(address, "en"))
    page.get_by_role("radio", name="Self-evaluation").or_(
        page.get_by_text("Self-evaluation", exact=True)
    ).first.click()
    page.wait_for_url(re.compile("instrument=self_evaluation"))
    settle(page)
    subtitle = "document.querySelector('.st-key-card-answers').innerText"
    until(page, f"{subtitle}.includes('self-evaluation · autumn 2026')")
    again = look(page.url)
    assert again.locator("h1").inner_text() == page.locator("h1").inner_text()
    page.locator(".st-key-export-side-by-side button").click()
    page.locator(".st-key-csv-side-by-side button").wait_for()
    with page.expect_download() as csv:
        page.locator(".st-key-csv-side-by-side button").click()
    csv.value.save_as(tmp_path / "areas.csv")
    text = (tmp_path / "areas.csv").read_text(encoding="utf-8-sig")
    assert "Everyone is made welcome" in text
    assert "n = " in text
    assert errors(page) == []


def test_answers_part_in_the_middle_and_their_sentence_is_the_alt_text(look: Look, address: str) -> None:
    page = look(url(address, "fi"))
    until(page, "!!document.querySelector('.st-key-card-answers .js-plotly-plot .main-svg')")
    drawn = "document.querySelector('.st-key-card-answers .js-plotly-plot').data"
    assert page.evaluate(f"{drawn}.map(trace => trace.name)")[0] == "1 – täysin eri mieltä"
    middles = page.evaluate(f"{drawn}[2].x.map((x, i) => {drawn}[2].base[i] + x / 2)")
    assert all(abs(middle) < 1e-6 for middle in middles)
    assert page.locator(".st-key-card-answers").get_by_text("Vastauksia 4–5 eniten").count() == 1
