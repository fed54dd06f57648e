"""Every card of every page can be taken to a meeting: its slides have large type and room enough."""

from __future__ import annotations

import pytest

from kpdata.charts import slide
from kpdata.charts.chart import Kind
from kpdata.charts.plotly.canvas import SMALL
from kpdata.ui import slide_body
from kpdata.views import PAGES, page
from kpdata.views.address import Address
from kpdata.views.cards import Card
from kpdata.views.data import Source
from kpdata.views.request import Request
from tests.charts.test_slide import sizes

# What a slide has below a title of one line, in pixels of the figure; a heading of two lines takes a line.
MOST = 720 / slide.ZOOM - 50


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("area", ["county:08", "municipality:837"])
def test_every_card_becomes_slides(source: Source, slug: str, area: str) -> None:
    module = page(slug)
    address = Address({"lang": "FI", "area": area, "level": area.partition(":")[0], "date": "2026-11-15"})
    request = Request.read(source, address, "fi", module.LEVELS)
    parts = module.cards(request, module.choices(request)).parts
    assert parts
    for key, part in parts.items():
        figures = part.chart if isinstance(part, Card) else part.figures
        title = part.chart.title if isinstance(part, Card) else "Avainluvut"
        bodies = slide_body.bodies(title, "", figures, "fi")
        assert 1 <= len(bodies) <= 12, key
        for body in bodies:
            if body.html or body.chart is None:
                assert body.html, key
                continue
            figure = slide_body.drawn(body)
            written = figure.to_dict()
            assert min(sizes({**written, "layout": {**written["layout"], "template": None}})) >= SMALL, key
            if len(body.chart.categories) > 1 and body.chart.kind is not Kind.LINES:
                assert figure.layout.height <= body.room + 1, key
            assert figure.layout.height <= MOST, key
