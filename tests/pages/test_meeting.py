"""The page of meeting packs and its presentation, run through the frame."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from streamlit.testing.v1 import AppTest

from kpdata import meeting
from kpdata.domain import AreaKey
from kpdata.errors import DatabaseError
from kpdata.store import packs
from kpdata.store.db import close_all
from kpdata.store.packs import Decision
from tests import sample_database
from tests.pages.conftest import Run
from tests.pages.reading import headline, shown

PAGE = "pages/meeting/pack.py"
PIRKANMAA = AreaKey.parse("county:08")
QUERY = "level=county&area=county:08&with=country&period=2025-11:2026-10&date=2026-11-15"


@pytest.fixture
def own(run: Run, sample_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pages on a copy of the sample, which may be written to."""
    file = tmp_path / "own.sqlite"
    shutil.copy(make_url(sample_url).database or "", file)
    monkeypatch.setenv("KPDATA_DATABASE_URL", f"sqlite:///{file}")
    yield run
    close_all()


def a_pack(*cards: str, language: str = "en", day: date = sample_database.TODAY) -> str:
    pack_id = meeting.new_pack("Working group", PIRKANMAA, day, language)
    for card in cards:
        slug, key = card.split(":")
        meeting.add_item(pack_id, f"{slug}?{QUERY}", key)
    return pack_id


@pytest.mark.parametrize(
    ("language", "title", "none"),
    [
        ("FI", "Kokouspaketit", "ei vielä ole"),
        ("SV", "Mötespaket", "ännu"),
        ("EN", "Meeting packs", "no meeting"),
    ],
)
def test_an_empty_list_says_what_to_do(own: Run, language: str, title: str, none: str) -> None:
    app = own(PAGE, lang=language, area="county:08")
    assert not app.exception
    assert headline(app) == title
    assert none in shown(app)


def test_a_pack_is_made_and_opened(own: Run) -> None:
    app = own(PAGE, lang="EN", area="county:08")
    app.text_input(key="new-title").input("Spring *meeting*")
    app.button(key="new-make").click().run()
    assert not app.exception
    assert headline(app) == "Spring *meeting*"
    assert "The pack is empty" in shown(app)
    assert app.query_params["pack"] in ([pack_id := meeting.list_packs()[0].pack_id], pack_id)


def test_a_pack_without_a_title_is_refused_in_words(own: Run) -> None:
    app = own(PAGE, lang="EN", area="county:08")
    app.button(key="new-make").click().run()
    assert len(app.error) == 1
    assert "Give the meeting pack a title." in shown(app)


def test_cards_and_key_figures_are_added_from_their_pages(own: Run) -> None:
    a_pack()
    app = own(lang="EN", area="county:08", date="2026-11-15")
    for key in ("map", "key-figures"):
        app.session_state[f"pack-{key}"] = True
        app.run()
        app.button(key=f"pack-add-{key}").click().run()
        assert not app.exception
    pack = meeting.pack(meeting.list_packs()[0].pack_id)
    assert [item.card for item in pack.items] == ["map", "key-figures"]
    assert pack.items[0].link.startswith("yleiskuva?")
    assert "date=2026-11-15" in pack.items[0].link
    assert "period=2025-11:2026-10" in pack.items[0].link


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_items_are_shown_as_their_cards(own: Run, language: str) -> None:
    cards = ("yleiskuva:key-figures", "yleiskuva:map", "yleiskuva:attention", "kouluikaiset:clock")
    app = own(PAGE, lang=language.upper(), pack=a_pack(*cards, language=language))
    assert not app.exception
    assert not app.error
    assert len(app.get("plotly_chart")) == 2
    assert len(app.header) == 5


def test_what_is_done_with_items_and_decisions(own: Run) -> None:
    pack_id = a_pack("yleiskuva:map", "yleiskuva:ranked")
    app = own(PAGE, lang="EN", pack=pack_id)
    first, second = (item.item_id for item in meeting.pack(pack_id).items)
    app.button(key=f"down-{first}").click().run()
    assert [item.item_id for item in meeting.pack(pack_id).items] == [second, first]
    app.text_input(key=f"heading-{first}").input("Own words")
    app.button(key=f"save-{first}").click().run()
    assert "Own words" in shown(app)
    app.text_area(key="decision-text").input("Open a place")
    app.text_input(key="decision-body").input("Board of education")
    app.button(key="decision-add").click().run()
    made = meeting.pack(pack_id).decisions[0]
    assert (made.text, made.body, made.status) == ("Open a place", "Board of education", "open")
    app.selectbox(key=f"status-{made.decision_id}").select("done").run()
    assert meeting.pack(pack_id).decisions[0].status == "done"
    app.text_area(key="decision-text").input("Call 040 123 4567")
    app.button(key="decision-add").click().run()
    assert "seems to hold a telephone number" in shown(app)
    app.button(key=f"out-{second}").click().run()
    assert [item.item_id for item in meeting.pack(pack_id).items] == [first]


def test_a_frozen_pack_has_no_tools_that_change_it(own: Run) -> None:
    pack_id = a_pack("yleiskuva:map")
    app = own(PAGE, lang="EN", pack=pack_id)
    app.button(key="freeze-now").click().run()
    assert not app.exception
    assert "frozen on" in shown(app)
    assert [
        button.key for button in app.button if (button.key or "").startswith(("up-", "out-", "freeze"))
    ] == []


def test_the_last_meeting_is_remembered(own: Run) -> None:
    last = a_pack("yleiskuva:key-figures", day=date(2026, 5, 15))
    meeting.add_decision(last, Decision("", "Count again", "Group", None, "open"))
    app = own(PAGE, lang="EN", pack=a_pack())
    text = shown(app)
    assert "Since the last meeting, 15 May 2026" in text
    assert "Count again" in text
    app.button(key="take-over").click().run()
    assert "Key figures" in shown(app)


def test_an_unknown_pack_is_told_and_the_list_shown(own: Run) -> None:
    app = own(PAGE, lang="EN", pack="<script>")
    assert headline(app) == "Meeting packs"
    assert "is not known here" in shown(app)


def slide_of(app: AppTest) -> str:
    return next(caption.value for caption in app.caption if " · " in caption.value).split(" ")[0]


def test_a_link_opens_the_presentation_at_a_slide(own: Run) -> None:
    pack_id = a_pack("yleiskuva:ranked", "yleiskuva:map", "yleiskuva:key-figures")
    app = own(PAGE, lang="EN", pack=pack_id, present="1", slide="2")
    assert not app.exception
    assert slide_of(app) == "2/3"
    app.button(key="slide-on").click().run()
    assert slide_of(app) == "3/3"
    app.button(key="slide-key-space").click().run()
    assert slide_of(app) == "3/3"
    app.button(key="slide-key-home").click().run()
    app.selectbox(key="pick-show-area").select("county:07").run()
    assert slide_of(app) == "1/3"
    assert "Hämeenkyrö" not in shown(app)
    app.button(key="slide-end").click().run()
    assert headline(app) == "Working group"


@pytest.mark.parametrize("slide", ["0", "99", "x", "²"])
def test_a_slide_that_is_not_there_is_the_nearest(own: Run, slide: str) -> None:
    app = own(PAGE, lang="EN", pack=a_pack("yleiskuva:map"), present="1", slide=slide)
    assert not app.exception
    assert slide_of(app) == "1/1"


def test_what_the_database_refuses_is_told_in_words(own: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise DatabaseError("The database is read-only: nothing can be written into it.")

    monkeypatch.setattr(packs, "new_pack", refuse)
    app = own(PAGE, lang="EN", area="county:08")
    app.text_input(key="new-title").input("x")
    app.button(key="new-make").click().run()
    assert "The database is read-only: nothing can be written into it." in shown(app)
