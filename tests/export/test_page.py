"""The page that becomes a PDF."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from kpdata.export.document import Document, Item
from kpdata.export.page import drawn_charts, html_page
from tests.export.documents import LINK, SECRET, a_document, alone, bars


class Reader(HTMLParser):
    """Tags in order, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.links: set[str | None] = set()
        self.labels: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        told = dict(attrs)
        if tag == "a":
            self.links.add(told.get("href"))
        if tag == "figure":
            self.labels.append(told.get("aria-label"))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(document: Document) -> Reader:
    reader = Reader()
    svgs = [f"<svg id='{i}'></svg>" for i in range(len(drawn_charts(document)))]
    reader.feed(html_page(document, svgs))
    return reader


def test_headings_figures_tables_and_links() -> None:
    document = a_document()
    page = read(document)
    assert page.tags.count("h1") == 1
    assert page.tags.count("h2") == len(document.items) + 1
    assert page.tags.count("svg") == len(drawn_charts(document)) == 9
    assert page.tags.count("table") == 10
    assert page.labels == [chart.alt for chart in drawn_charts(document)]
    assert page.links == {LINK}
    assert "71\u00a0%" in page.text
    assert "peitetty" in page.text
    assert "Esimerkkiaineisto" in page.text
    assert str(SECRET).replace(".", ",") not in page.text


def test_text_is_text() -> None:
    bad = "<script>alert(1)</script>"
    page = read(replace(alone(replace(bars(), title=bad)), title=bad, items=(Item(heading=bad, note=bad),)))
    assert "script" not in page.tags
    assert page.text.count(bad) == 4


def test_an_empty_chart_says_so() -> None:
    nothing = replace(bars(), categories=(), series=())
    page = read(alone(nothing))
    assert "Tällä valinnalla ei ole mitään näytettävää." in page.text
    assert "svg" not in page.tags
