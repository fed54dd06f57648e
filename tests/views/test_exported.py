"""A link becomes a document, without a browser."""

from __future__ import annotations

import pytest

from kpdata.charts.chart import Kind
from kpdata.errors import UsageError
from kpdata.views import PAGES, page
from kpdata.views.data import Source
from kpdata.views.exported import DASHBOARD, View, document_of, view_of
from tests.sample_database import TODAY

LINK = "https://kp.example/vertailu?lang=SV&level=county&area=county:08&area=county:06&view=heat"


def test_a_link_gives_the_cards_of_its_page(source: Source) -> None:
    view = view_of(source, LINK, "fi")
    assert (view.slug, list(view.cards.parts), view.notices) == ("vertailu", ["heat"], ())
    document = document_of(view)
    assert document.language == "sv"
    assert document.title == view.cards.headline
    assert document.area == "Birkaland, Satakunta"
    assert document.sample
    assert document.as_of == TODAY
    assert [item.chart.kind for item in document.items if item.chart] == [Kind.HEAT]


def test_the_link_in_the_file_shows_the_same_tomorrow(source: Source) -> None:
    view = view_of(source, LINK, "fi")
    assert view.address.startswith("https://kp.example/vertailu?")
    assert f"date={TODAY.isoformat()}" in view.address
    again = view_of(source, view.address, "fi")
    assert again.request.selection.exact() == view.request.selection.exact()
    assert document_of(again) == document_of(view)
    assert {item.link for item in document_of(view).items} == {view.address}


def test_a_query_string_alone_is_the_first_page(source: Source) -> None:
    view = view_of(source, "area=county:08", "fi")
    assert view.slug == "yleiskuva"
    assert view.address.startswith(f"{DASHBOARD}/?")
    assert list(view.cards.parts)[:2] == ["key-figures", "map"]
    assert document_of(view).items[0].figures == view.cards.figures()


def test_language_and_dashboard_given_beside_the_link_win(source: Source) -> None:
    view = view_of(source, LINK, "fi", language="en", dashboard="https://own.example/kp/")
    assert document_of(view).language == "en"
    assert view.address.startswith("https://own.example/kp/vertailu?")
    assert "lang=EN" in view.address


def test_cards_are_chosen_by_key_in_the_link_or_beside_it(source: Source) -> None:
    view = view_of(source, "yleiskuva?area=county:08&card=ranked", "fi")
    assert [item.chart.kind for item in document_of(view).items if item.chart] == [Kind.BARS]
    assert document_of(view).slug == view.cards.card("ranked").chart.slug
    assert "card=" not in view.address
    two = document_of(view, ["map", "key-figures"])
    assert [item.chart is None for item in two.items] == [False, True]
    with pytest.raises(UsageError, match=r"“nothing”.*map"):
        document_of(view, ["nothing"])


def test_an_unknown_page_is_told(source: Source) -> None:
    with pytest.raises(UsageError, match="“nowhere”"):
        view_of(source, "https://kp.example/nowhere?lang=FI", "fi")


def test_what_a_link_asks_for_in_vain_is_told(source: Source) -> None:
    view = view_of(source, "vertailu?view=moon", "fi")
    assert [message.values["name"] for message in view.notices] == ["view"]


@pytest.mark.parametrize("slug", list(PAGES))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_is_a_document_at_each_of_its_levels(source: Source, slug: str, language: str) -> None:
    for level in page(slug).LEVELS:
        view: View = view_of(source, f"{slug}?level={level.value}", language)
        document = document_of(view)
        assert document.title
        assert [item for item in document.items if item.chart is None and not item.figures] == []


def test_a_key_names_one_kind_of_part(source: Source) -> None:
    cards = view_of(source, "area=county:08", "fi").cards
    with pytest.raises(KeyError):
        cards.card("key-figures")
    with pytest.raises(KeyError):
        cards.figures("map")
    with pytest.raises(KeyError):
        cards.card("nothing")
