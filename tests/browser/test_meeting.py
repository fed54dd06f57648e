"""A meeting from beginning to end: charts taken along, frozen, shown again beside changed data, presented."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import update

from kpdata.store.db import close_all, open_database, writing
from kpdata.store.schema import meeting_places
from tests import sample_database
from tests.browser.conftest import DAY, SERVE, settle, started, until

pytestmark = pytest.mark.browser
Look = Callable[..., Page]
HARMLESS = "Failed to load resource: the server responded with a status of 404 (Not Found)"

TOASTS = "document.querySelectorAll('[data-testid=stToast]').length"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a dashboard on a database of its own that may be written to, and the URL of it."""
    folder = tmp_path_factory.mktemp("meeting")
    url = sample_database.build(folder / "kpdata.sqlite")
    with started(SERVE, url, folder / "log.txt") as running:
        yield running, url


def add(page: Page, card: str) -> None:
    """Add a card to the pack that is offered first, or to a new one."""
    page.locator(f".st-key-pack-{card} button").first.click()
    page.locator(f".st-key-pack-add-{card} button").wait_for()
    settle(page)
    until(page, f"{TOASTS} === 0")
    page.locator(f".st-key-pack-add-{card} button").click()
    until(page, f"{TOASTS} === 1")
    settle(page)
    page.keyboard.press("Escape")
    page.locator(f".st-key-pack-add-{card} button").wait_for(state="hidden")


def pixels(page: Page, selector: str) -> float:
    """The smallest size of type as it is seen, in pixels."""
    return float(
        page.evaluate(
            """selector => Math.min(...[...document.querySelectorAll(selector)].map(e => {
                const size = parseFloat(getComputedStyle(e).fontSize);
                return e.getBBox ? size * e.getBoundingClientRect().height / e.getBBox().height : size;
            }))""",
            selector,
        )
    )


def test_a_meeting(look: Look, own: tuple[str, str], tmp_path: Path) -> None:
    address, url = own
    page = look(f"{address}/yleiskuva?lang=FI&area=county:08&{DAY}")
    for card in ("ranked", "map", "key-figures"):
        add(page, card)
    page.get_by_role("link", name="Kokouspaketit").click()
    page.locator("[class*='st-key-open-'] button").first.click()
    page.wait_for_url(re.compile("pack="))
    settle(page)
    pack = re.search(r"pack=(\w+)", page.url)
    assert pack
    assert page.locator("[class*='st-key-of-item-']").count() == 3

    page.locator(".st-key-freeze button").first.click()
    page.locator(".st-key-freeze-now button").click()
    page.get_by_text("jäädytetty").first.wait_for()
    settle(page)
    before = page.locator("[class*='st-key-key-figure-item']").first.inner_text()
    assert page.get_by_text("Tiedot muuttuneet").count() == 0

    with writing(open_database(url)) as connection:
        connection.execute(
            update(meeting_places).where(meeting_places.c.municipality == "837").values(status="closed")
        )
    close_all()
    page = look(f"{address}/kokous?lang=FI&pack={pack[1]}")
    page.get_by_text(re.compile(r"Tiedot muuttuneet: \d+ lukua")).first.wait_for()
    assert page.locator("[class*='st-key-key-figure-item']").first.inner_text() == before
    page.locator("[class*='st-key-difference-']").last.locator("summary").click()
    difference = page.locator("[class*='st-key-difference-']").last.locator("table").inner_text()
    number = before.split("\n")[1]
    assert re.search(rf"Kohtaamispaikat\s+{number}\s+\d+", difference)

    with page.expect_download(timeout=60_000) as slides:
        page.locator(".st-key-pack-export button").first.click()
        page.locator(".st-key-pack-pptx button").click()
    assert slides.value.suggested_filename == f"kohtaamispaikat_pirkanmaa_kokous_{DAY[5:]}.pptx" or (
        slides.value.suggested_filename.startswith("kohtaamispaikat_pirkanmaa_kokous_")
    )
    slides.value.save_as(tmp_path / "pack.pptx")
    with zipfile.ZipFile(tmp_path / "pack.pptx") as package:
        assert sum(name.startswith("ppt/slides/slide") for name in package.namelist()) >= 3
    assert [text for text in page.told if text != HARMLESS] == []  # type: ignore[attr-defined]

    present(look, address, pack[1])


def present(look: Look, address: str, pack: str) -> None:
    page = look(f"{address}/kokous?lang=FI&pack={pack}&slide=2&present=1", width=1280, height=720)
    assert not page.locator("[data-testid=stSidebar]").is_visible()
    page.get_by_text("2/3 ·").wait_for()
    page.locator(".st-key-slide-key-last button").wait_for(state="attached")
    settle(page)
    for key, place in (
        ("ArrowRight", 3),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
        ("Space", 2),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        until(page, f"document.querySelector('.st-key-slide-foot').innerText.startsWith('{place}/3')")
        settle(page)
    # 24 points are 32 pixels.
    until(page, "document.querySelectorAll('.st-key-slide-body .ytick text').length > 0")
    assert pixels(page, ".st-key-slide h1") >= 32
    assert pixels(page, ".st-key-slide-body .ytick text, .st-key-slide-body .bartext") >= 29
    title = page.locator("h1").inner_text()
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="Kanta-Häme").click()
    until(page, f"document.querySelector('h1').innerText !== {title!r}")
    assert "slide=1" in page.url
    for width, height in ((1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        scroll = (
            "[document.querySelector('[data-testid=stMain]')].map(e => e.scrollHeight - e.clientHeight)[0]"
        )
        assert page.evaluate(scroll) <= 1
    page.keyboard.press("Escape")
    page.locator("[data-testid=stSidebar]").wait_for()
    assert "present" not in page.url
    assert [text for text in page.told if text != HARMLESS] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_list_of_packs(look: Look, own: tuple[str, str], language: str) -> None:
    address, _ = own
    page = look(f"{address}/kokous?lang={language.upper()}&area=county:08")
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").count() == 1
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert [text for text in page.told if text != HARMLESS] == []  # type: ignore[attr-defined]
