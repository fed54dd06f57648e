"""What each page shows, built without a browser: the same cards on screen, in a file, in a meeting pack.

A page is a module here, registered in `PAGES` under its slug, with three names:

    LEVELS                       the levels of area it has
    choices(request) -> Choices  its own parameters out of `request.address`, checked; a frozen dataclass
    cards(request, choices)      -> Cards: the finding, then cards and key figures by key, in order;
                                 cached: `@lru_cache(maxsize=…)` over both arguments

A key names the card everywhere: on the page (`cards.chart_card(shown.card("map"), "map")`), in a link
(`…?card=map`), in a pack. So a page script reads its choices, draws the filters, then the cards:

    request = state.request(overview.LEVELS)
    chosen = overview.choices(request)
    shown = overview.cards(request, chosen)

`data` reads figures (never the store), `kpdata.charts.build` makes charts of them. Nothing here imports
Streamlit or Plotly; own parameters are written and read as plain texts (`address.choice`, `address.choices`).
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Any, Protocol, cast

from kpdata.domain import AreaLevel
from kpdata.views.cards import Cards
from kpdata.views.request import Request

# Slug of the address → module. Imported when needed: one page does not load the others.
PAGES = {
    "yleiskuva": "overview",
    "vertailu": "comparison",
    "kartta": "map",
    "alueprofiili": "profile",
    "kouluikaiset": "school_age",
    "verkosto": "network",
    "kavijat": "visitors",
    "kriteerit": "criteria",
    "integraatio": "integration",
    "kyselyt": "surveys",
    "vuosikello": "cycle",
}
FIRST_PAGE = "yleiskuva"


class Page(Protocol):
    """What a module of a page offers."""

    LEVELS: Collection[AreaLevel]

    def choices(self, request: Request) -> Any:
        """The page's own parameters."""

    def cards(self, request: Request, choices: Any) -> Cards:
        """What the page shows."""


def page(slug: str) -> Page:
    """The module of a page; KeyError when there is none under the slug."""
    return cast(Page, import_module(f"kpdata.views.{PAGES[slug]}"))


def shown(slug: str, request: Request) -> Cards:
    """What the page under a slug shows for a request, its own parameters read from the address."""
    module = page(slug)
    return module.cards(request, module.choices(request))
