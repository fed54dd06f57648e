"""Pictures and PDF by the Chromium of this machine: real ones."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import pytest

from kpdata.errors import UsageError
from kpdata.export import images
from kpdata.export.files import rendered
from tests.export.documents import a_document, alone, bars, tiles

pytestmark = pytest.mark.browser


def test_png_and_svg() -> None:
    both, of_map = images.pictures([bars(), tiles()], ["png", "svg"])
    png, map_png = both["png"], of_map["png"]
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width == 2 * images.WIDTH
    assert height > 400
    assert len(map_png) > 20_000
    svg = both["svg"].decode()
    texts = "".join(ElementTree.fromstring(svg).itertext())
    for shown in ("Akaa", "82,4", "Esimerkkiaineisto", "peitetty"):
        assert shown in texts
    assert "font/woff2;base64" in svg  # the same on every machine
    assert "http://" not in svg.replace("http://www.w3.org", "")


def test_pdf_of_a_document() -> None:
    pdf = rendered(a_document(), "pdf")
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf  # tagged
    assert b"/Lang (fi)" in pdf


def test_a_browser_that_fails_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("crashed")

    monkeypatch.setattr(images, "_drawn", broken)
    with pytest.raises(UsageError, match="Chromium"):
        rendered(alone(bars()), "png")


def test_a_machine_without_a_browser_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert images.are_available()
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert not images.are_available()
