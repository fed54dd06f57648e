"""The presentation in a real browser: slides of every kind in large type, other areas in one click, paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

from kpdata.charts.chart import Kind
from kpdata.store import packs
from kpdata.store.db import close_all, open_database
from kpdata.store.packs import Decision
from tests import sample_database
from tests.browser.checks import Look, errors, outside, violations
from tests.browser.conftest import SERVE, settle, started, until

pytestmark = pytest.mark.browser
QUERY = "lang=FI&level=county&area=county:08&with=country&period=2025-11:2026-10&date=2026-11-15"
KINDS = {
    "figures": "yleiskuva:key-figures",
    Kind.BARS: "yleiskuva:ranked",
    Kind.STACKED: "verkosto:operators",
    Kind.DIVERGING: "verkosto:turnover",
    Kind.LINES: "kavijat:months",
    Kind.SCATTER: "vertailu:scatter",
    Kind.HEAT: "kouluikaiset:bands",
    Kind.WEEK: "kouluikaiset:clock",
    Kind.MATRIX: "alueprofiili:integration",
    Kind.TILES: "yleiskuva:map",
    Kind.MAP: "kartta:map",
    Kind.POINTS: "kouluikaiset:blind-spots",
    Kind.SPINE: "vertailu:profile",
    Kind.TABLE: "yleiskuva:attention",
}
LONG_NOTE = "Katsotaan ensin pienimmät kunnat, sillä yksi paikka muuttaa niiden lukua paljon. " * 4

# Every text of a slide as it is seen, but its small line of source and day: size in pixels and words.
TEXTS = """sheet => {
    const found = [];
    const walk = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode, e = node.parentElement;
        if (!node.textContent.trim() || e.closest('[class*="st-key-slide-line"], style, script')) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width === 0 || getComputedStyle(e).visibility === 'hidden') continue;
        let size = parseFloat(getComputedStyle(e).fontSize);
        const svg = e.closest('text');
        if (svg) { const m = svg.getScreenCTM(); size *= Math.hypot(m.a, m.b); }
        const top = sheet.getBoundingClientRect().top;
        found.push([size, node.textContent, box.left, box.right, box.bottom - top]);
    }
    return found;
}"""


class Deck(NamedTuple):
    """A dashboard with a pack of every kind of chart: its address, the pack, and the same one frozen."""

    address: str
    pack: str
    frozen: str


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deck]:
    folder = tmp_path_factory.mktemp("presentation")
    url = sample_database.build(folder / "kpdata.sqlite")
    engine = open_database(url)
    made = packs.new_pack(engine, "LAPE-ryhmä", "county:08", sample_database.TODAY, "fi")
    for name, card in KINDS.items():
        slug, key = card.split(":")
        view = "&view=scatter" if name is Kind.SCATTER else ""
        item = packs.add_item(engine, made, f"{slug}?{QUERY}{view}", key)
        if name is Kind.BARS:
            packs.change_item(engine, made, item, "", LONG_NOTE)
        if name is Kind.LINES:
            packs.change_item(engine, made, item, "", "Kesän luvut ovat kesken.")
    text = "Avataan kouluikäisille iltapäiväpaikka kolmeen katvealueeseen ja arvioidaan sitä keväällä. " * 6
    packs.add_decision(engine, made, Decision("", text, "Lape-ryhmä", sample_database.TODAY))
    frozen = packs.new_pack(engine, "Pöytäkirja", "county:08", sample_database.TODAY, "fi")
    packs.add_item(engine, frozen, f"yleiskuva?{QUERY}", "key-figures")
    close_all()
    with started(SERVE, url, folder / "log.txt") as running:
        yield Deck(running, made, frozen)


def slide(deck: Deck, number: int, *, pack: str = "", more: str = "") -> str:
    return f"{deck.address}/kokous?lang=FI&pack={pack or deck.pack}&present=1&slide={number}{more}"


@pytest.fixture(scope="module")
def texts(chromium: Any, deck: Deck) -> dict[str, list[list[Any]]]:
    """All texts of every slide at 1280 × 720, by the key of its sheet."""
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.goto(slide(deck, 1, more="&print=1"))
    page.locator("h1").first.wait_for(timeout=60_000)
    settle(page)
    sheets = page.locator("[class*='st-key-slide-sheet-']").all()
    found = {
        re.search(r"slide-sheet-(\S+)", sheet.get_attribute("class") or "")[1]: sheet.evaluate(TEXTS)  # type: ignore[index]
        for sheet in sheets
    }
    page.close()
    return found


@pytest.mark.parametrize("number", range(1, len(KINDS) + 2))
def test_no_type_on_a_slide_is_smaller_than_24_points(texts: dict[str, list[list[Any]]], number: int) -> None:
    of_item = {key: found for key, found in texts.items() if key.split("-")[0] == str(number)}
    assert of_item
    for key, found in of_item.items():
        assert len(found) >= 2, key
        # 24 points are 32 pixels.
        assert [(size, text) for size, text, *_ in found if size < 31.95] == [], key


@pytest.mark.parametrize("number", range(1, len(KINDS) + 2))
def test_no_text_leaves_its_slide(texts: dict[str, list[list[Any]]], number: int) -> None:
    for key, found in texts.items():
        if key.split("-")[0] == str(number):
            out = [row for row in found if row[2] < 0 or row[3] > 1280 or row[4] > 672]
            assert out == [], key


def test_the_pdf_has_a_page_for_every_slide(look: Look, deck: Deck, tmp_path: Path) -> None:
    page = look(slide(deck, 3, more="&print=1"), width=1280, height=720)
    sheets = page.locator("[class*='st-key-slide-sheet-']").count()
    assert sheets > len(KINDS) + 1
    file = tmp_path / "deck.pdf"
    page.pdf(path=file, print_background=True, prefer_css_page_size=True)
    written = file.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", written)) == sheets
    assert set(re.findall(rb"/MediaBox \[([0-9. ]+)\]", written)) == {b"0 0 960 540"}
    page.emulate_media(media="print")
    for control in ("stSidebar", "stHeader", "stButton", "stSelectbox"):
        assert all(not found.is_visible() for found in page.locator(f"[data-testid={control}]").all())
    assert errors(page) == []
    assert outside(page, deck.address) == []


def test_to_paper_and_back_to_the_same_slide(look: Look, deck: Deck) -> None:
    page = look(slide(deck, 2), width=1280, height=720)
    page.locator(".st-key-slide-print button").click()
    page.locator(".st-key-print-now button").wait_for()
    assert "print=1" in page.url
    settle(page)
    page.locator(".st-key-print-back button").click()
    page.locator(".st-key-slide-foot").wait_for()
    assert "print" not in page.url
    assert "slide=2" in page.url


def foot(page: Page) -> str:
    return page.locator(".st-key-slide-foot [data-testid=stCaptionContainer]").inner_text()


def test_another_area_and_period_take_one_click_and_keep_the_slide(look: Look, deck: Deck) -> None:
    page = look(slide(deck, 1), width=1280, height=720)
    own = page.locator(".st-key-slide-body-1").inner_text()
    areas = [found.inner_text() for found in page.locator("[class*='st-key-slide-area-']").all()]
    assert areas[:2] == ["Pirkanmaa", "Suomi"]
    assert len(areas) >= 3
    page.get_by_role("button", name="Suomi", exact=True).click()
    until(page, f"document.querySelector('.st-key-slide-body-1').innerText !== {own!r}")
    assert "show-area=country" in page.url
    assert foot(page).startswith("1/")
    settle(page)
    country = page.locator(".st-key-slide-body-1").inner_text()
    page.get_by_role("button", name="Aiempi jakso").click()
    until(page, "location.search.includes('show-period=2024-11%3A2025-10')")
    until(page, f"document.querySelector('.st-key-slide-body-1').innerText !== {country!r}")
    assert foot(page).startswith("1/")
    settle(page)
    # The keys go on with the slides, and the area stays.
    page.keyboard.press("Space")
    until(page, "document.querySelector('.st-key-slide-foot').innerText.startsWith('2/')")
    assert "show-area=country" in page.url
    settle(page)
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('.st-key-slide-foot').innerText.startsWith('1/')")
    settle(page)
    page.locator(".st-key-slide-own button").click()
    until(page, f"document.querySelector('.st-key-slide-body-1').innerText === {own!r}")
    assert "show-" not in page.url
    assert errors(page) == []


def test_today_is_told_beside_frozen_figures(look: Look, deck: Deck) -> None:
    page = look(f"{deck.address}/kokous?lang=FI&pack={deck.frozen}")
    if page.locator(".st-key-freeze button").count():
        page.locator(".st-key-freeze button").first.click()
        page.locator(".st-key-freeze-now button").click()
        page.get_by_text("jäädytetty").first.wait_for()
    page = look(slide(deck, 1, pack=deck.frozen), width=1280, height=720)
    own = page.locator(".st-key-slide-body-1").inner_text()
    assert "Tämän päivän tiedot" not in page.locator("body").inner_text()
    page.get_by_role("button", name="Suomi", exact=True).click()
    page.get_by_text("Tämän päivän tiedot, ei jäädytettyjä lukuja").first.wait_for()
    settle(page)
    page.get_by_role("button", name="Takaisin jäädytettyihin lukuihin").click()
    until(page, f"document.querySelector('.st-key-slide-body-1').innerText === {own!r}")
    assert "Tämän päivän tiedot" not in page.locator("body").inner_text()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (1366, 650)])
def test_a_slide_fills_the_screen_without_scrolling(look: Look, deck: Deck, width: int, height: int) -> None:
    page = look(slide(deck, 2), width=width, height=height)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]") == [0, 0]
    found = page.locator(".st-key-slide-sheet-1").evaluate(TEXTS)
    top = page.locator(".st-key-slide-foot").bounding_box()
    assert top
    assert min(size for size, *_ in found) >= 31.95 * min(width / 1280, height / 720) * 0.93
    sheet = page.locator(".st-key-slide-sheet-1").bounding_box()
    assert sheet
    assert all(row[4] + sheet["y"] <= top["y"] + 2 for row in found)
    controls = page.locator(".st-key-slide-tools").evaluate("e => e.scrollWidth - e.clientWidth")
    assert controls <= 0


def test_forged_places_in_the_deck_fall_back(look: Look, deck: Deck) -> None:
    page = look(slide(deck, 99, more="&part=77&show-area=<x>&show-period=2024"), width=1280, height=720)
    assert foot(page).startswith("15/15")
    page = look(slide(deck, 3, more="&part=x&show-area=county:99"), width=1280, height=720)
    assert foot(page).startswith("3/15")
    assert page.locator("[data-testid=stException], [data-testid=stAlert]").count() == 0
    assert errors(page) == []


def test_the_presentation_is_accessible(look: Look, deck: Deck) -> None:
    page = look(slide(deck, 4), width=1280, height=720)
    assert violations(page) == []


def test_a_link_is_copied_by_key_on_plain_http(look: Look, deck: Deck) -> None:
    page = look(f"{deck.address}/kokous?lang=FI&pack={deck.pack}")
    # Outside localhost a plain http address has no clipboard: the page then copies by the old way.
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.execCommand = name => {"
        " window.copied = [name, document.activeElement.value]; return true; }"
    )
    page.locator("[class*='st-key-link-item-'] button").first.focus()
    page.keyboard.press("Enter")
    until(page, "window.copied !== undefined")
    name, link = page.evaluate("window.copied")
    assert name == "copy"
    assert link.startswith(f"{deck.address}/kokous?")
    assert f"pack={deck.pack}" in link
