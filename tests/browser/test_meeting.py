"""A meeting from beginning to end: charts taken along, frozen, shown again beside changed data, presented."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pptx import Presentation

from tests import sample_database
from tests.browser.checks import Look, errors, whole
from tests.browser.conftest import DAY, SERVE, settle, started, until

pytestmark = pytest.mark.browser
TOWN = "837"

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


def import_changed(url: str, folder: Path) -> int:
    """Close the places of a town through `kpdata import`, as an administrator would; how many were open."""
    with (sample_database.ROOT / "sample_data/pirkanmaa/meeting_places.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    closed = [row for row in rows if row["municipality"] == TOWN and row["status"] == "running"]
    for row in closed:
        row |= {"status": "closed", "closed_on": "2026-11-10"}
    file = folder / "meeting_places.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    command = [sys.executable, "-m", "kpdata", "import", str(file), "--source", "sample", "--database", url]
    done = subprocess.run(command, cwd=sample_database.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return len(closed)


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

    imported = import_changed(url, tmp_path)
    assert imported > 0
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
    deck = Presentation(tmp_path / "pack.pptx")
    assert len(deck.slides) >= 3
    written = [
        " ".join(shape.text_frame.text for shape in one.shapes if shape.has_text_frame) for one in deck.slides
    ]
    # The file holds what was frozen, not what was imported since.
    assert any(re.search(rf"(?<!\d){number}(?!\d)", text) for text in written)
    assert any(one.has_notes_slide for one in deck.slides)
    assert errors(page) == []

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
        ("Space", 3),
        ("PageUp", 2),
        ("Home", 1),
        ("End", 3),
    ):
        page.keyboard.press(key)
        until(page, f"document.querySelector('.st-key-slide-foot').innerText.startsWith('{place}/3')")
        settle(page)
    page.keyboard.press("Escape")
    page.locator("[data-testid=stSidebar]").wait_for()
    assert "present" not in page.url
    assert errors(page) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_list_of_packs(look: Look, own: tuple[str, str], language: str) -> None:
    address, _ = own
    page = look(f"{address}/kokous?lang={language.upper()}&area=county:08")
    assert page.evaluate("document.documentElement.lang") == language
    whole(page, address)
