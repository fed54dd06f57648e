"""Office files of a card, downloaded in a real browser, and the link inside them opened."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest
from pptx import Presentation

from tests.browser.checks import Look, errors
from tests.browser.conftest import DAY, settle
from tests.browser.test_pages import OVERVIEW, url

pytestmark = pytest.mark.browser


def test_a_downloaded_slide_opens_its_view_again(look: Look, address: str, tmp_path: Path) -> None:
    page = look(url(address, OVERVIEW, "sv"))
    page.locator(".st-key-export-map button").click()
    for kind in ("pptx", "docx", "xlsx"):
        button = page.locator(f".st-key-{kind}-map button")
        button.wait_for()
        with page.expect_download() as download:
            button.click()
        assert download.value.suggested_filename.startswith("kohtaamispaikat_birkaland_")
        assert download.value.suggested_filename.endswith(f"_{DAY[5:]}.{kind}")
        download.value.save_as(tmp_path / f"map.{kind}")
    slide = next(iter(Presentation(str(tmp_path / "map.pptx")).slides))
    title = slide.shapes.title.text_frame.text
    assert docx.Document(str(tmp_path / "map.docx")).paragraphs[0].text == title
    assert openpyxl.load_workbook(tmp_path / "map.xlsx").worksheets[0].cell(1, 1).value == title
    notes = slide.notes_slide.notes_text_frame.text
    link = notes.rsplit(" ", 1)[-1]
    assert link.startswith(address)
    again = look(link)
    settle(again)
    assert again.locator(".st-key-card-map h2").inner_text() == title
    assert errors(again) == []
