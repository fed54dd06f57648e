"""A view as a document: what a link shows, for files made without a browser and from the export menu."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kpdata.errors import UsageError
from kpdata.export.document import Document, Item
from kpdata.i18n import N_, Message
from kpdata.views import FIRST_PAGE, PAGES, data, page
from kpdata.views.address import Address, link
from kpdata.views.cards import Card, Cards, KeyFigures
from kpdata.views.data import Source
from kpdata.views.request import Request

# Where `kpdata serve` stands unless it is told otherwise.
DASHBOARD = "http://127.0.0.1:8501"


@dataclass(frozen=True, slots=True)
class View:
    """What a link shows. notices: what it asked for in vain; address: a link that shows the same tomorrow."""

    slug: str
    request: Request
    cards: Cards
    address: str
    notices: tuple[Message, ...]


def view_of(
    source: Source, text: str, default_language: str, *, language: str | None = None, dashboard: str = ""
) -> View:
    """The view of a link, or of its query string with the slug before it; the first page without a slug.

    language: instead of that of the link, else that, else the default one. dashboard: where the links in
    files lead to, else where the link itself points. UsageError when the page is not known.
    """
    slug, address = Address.of_link(text)
    slug = slug or FIRST_PAGE
    if slug not in PAGES:
        raise UsageError(
            N_("There is no page “{name}”: the pages are {pages}."), name=slug, pages=", ".join(PAGES)
        )
    module = page(slug)
    told = address.language(default_language)
    request = Request.read(source, address, language or told, module.LEVELS)
    shown = module.cards(request, module.choices(request))
    base = dashboard or (text[: text.index(slug)] if "://" in text and slug in text else "") or DASHBOARD
    # The first page stands at the root: its slug is for commands only.
    where = link(base, "" if slug == FIRST_PAGE else slug, address, request.selection)
    return View(slug, request, shown, where, tuple(address.notices))


def document_of(view: View, only: Collection[str] = ()) -> Document:
    """The view as a document with an item a card. only: keys of the cards to take, else those of the link.

    UsageError when a card is not among those of the page.
    """
    asked = list(only) or [key for key in view.request.address.many("card") if key]
    for key in asked:
        if key not in view.cards.parts:
            raise UsageError(
                N_("The view has no card “{name}”: its cards are {cards}."),
                name=key,
                cards=", ".join(view.cards.parts) or "–",
            )
    parts = {key: view.cards.parts[key] for key in (dict.fromkeys(asked) or view.cards.parts)}
    selection, source = view.request.selection, view.request.source
    return Document(
        title=view.cards.headline,
        language=selection.language,
        items=tuple(item_of(part, view.address) for part in parts.values()),
        area=area_text(source, view.request),
        as_of=selection.as_of,
        sample=data.is_sample(source),
        link=view.address,
        slug=_slug(view.slug, list(parts.values())),
        calendar=next((p.calendar for p in parts.values() if isinstance(p, Card) and p.calendar), None),
    )


def item_of(part: Card | KeyFigures, address: str) -> Item:
    """A card or a row of key figures as an item of a document."""
    if isinstance(part, Card):
        return Item(chart=part.chart, link=address)
    return Item(figures=part.figures, heading=part.title, link=address)


def area_text(source: Source, request: Request) -> str:
    """The names of the first areas of a request."""
    names = [data.area_name(source, key, request.language) for key in request.selection.areas]
    return ", ".join(names[:3]) + ("…" if len(names) > 3 else "")


def _slug(page_slug: str, parts: Sequence[Card | KeyFigures]) -> str:
    """What a file is about: the only chart, else the page."""
    if len(parts) == 1 and isinstance(parts[0], Card):
        return parts[0].chart.slug
    return page_slug
