"""Meeting packs on both engines: kept in order, frozen exactly, remembered at the next meeting."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from kpdata import meeting
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.frozen import digest
from kpdata.domain import AreaKey, State
from kpdata.errors import DatabaseError, DataError, UsageError
from kpdata.export.files import rendered
from kpdata.store import db, schema
from kpdata.store.packs import Decision, Pack
from kpdata.views import data
from tests.store.bundles import PLACES, load

DAY = date(2026, 11, 15)
PIRKANMAA = AreaKey.parse("county:08")
QUERY = "lang=EN&level=county&area=county:08&with=country&period=2025-11:2026-10&date=2026-11-15"
LINK = f"yleiskuva?{QUERY}"
MAPPED = "municipality,as_of,status\n837,2026-01-01,done\n604,2026-01-01,done\n"


@pytest.fixture
def url(built_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database of three places in two municipalities, told to the settings."""
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_database_url)
    monkeypatch.setattr(data, "today", lambda: DAY)
    report = load(
        db.open_database(built_database_url), tmp_path, {"meeting_places": PLACES, "mapping_status": MAPPED}
    )
    assert report.run == 1, report.problems
    return built_database_url


def a_fourth_place(url: str, tmp_path: Path) -> None:
    header, *lines = [line.strip() for line in PLACES.strip().splitlines()]
    more = [f"{header},opened_on", *(f"{line}," for line in lines), "p4,Uusi,604,ngo,2026-11-10"]
    assert load(db.open_database(url), tmp_path, {"meeting_places": "\n".join(more)}).run == 2


def a_pack(*cards: str, day: date = DAY, title: str = "November meeting") -> Pack:
    pack_id = meeting.new_pack(title, PIRKANMAA, day, "en")
    for card in cards:
        meeting.add_item(pack_id, LINK, card)
    return meeting.pack(pack_id)


def test_items_are_kept_in_order_moved_and_removed(url: str) -> None:
    pack = a_pack("map", "ranked", "key-figures")
    first, second, third = (item.item_id for item in pack.items)
    meeting.move_item(pack.pack_id, third, -2)
    meeting.move_item(pack.pack_id, first, 9)
    assert [i.item_id for i in meeting.pack(pack.pack_id).items] == [third, second, first]
    meeting.change_item(pack.pack_id, second, " Own heading ", "A note")
    meeting.remove_item(pack.pack_id, third)
    kept = meeting.pack(pack.pack_id).items
    assert [(i.card, i.heading, i.note) for i in kept] == [
        ("ranked", "Own heading", "A note"),
        ("map", "", ""),
    ]


def test_packs_are_listed_the_newest_meeting_first(url: str) -> None:
    a_pack(title="Old", day=date(2026, 1, 2))
    a_pack(title="New", day=date(2026, 10, 2))
    listed = meeting.list_packs()
    assert [(pack.title, pack.area, pack.language) for pack in listed] == [
        ("New", "county:08", "en"),
        ("Old", "county:08", "en"),
    ]
    meeting.delete_pack(listed[0].pack_id)
    assert [pack.title for pack in meeting.list_packs()] == ["Old"]


def test_writing_packs_leaves_the_revision_of_the_data(url: str) -> None:
    before = data.source().revision
    pack = a_pack("map")
    meeting.add_decision(pack.pack_id, Decision("", "Do it"))
    meeting.freeze(data.source(), meeting.pack(pack.pack_id))
    assert data.source().revision == before


def test_what_is_frozen_stays_and_tells_what_differs(url: str, tmp_path: Path) -> None:
    pack = a_pack("map", "key-figures")
    source = data.source()
    shown = [meeting.content(source, pack, item) for item in pack.items]
    meeting.freeze(source, pack)
    a_fourth_place(url, tmp_path)
    frozen, now = meeting.pack(pack.pack_id), data.source()
    assert now.revision > source.revision
    assert [meeting.content(now, frozen, item) for item in frozen.items] == shown
    for item in frozen.items:
        assert item.frozen is not None
        assert item.frozen.sha256 == digest(item.frozen.figures)
        assert (item.frozen.as_of, item.frozen.data_revision) == (DAY, source.revision)
        assert item.frozen.definition_version.startswith("0.")
    figures = frozen.items[1]
    then = meeting.content(now, frozen, figures)
    today = meeting.present(now, figures.link, figures.card, "en")
    assert then is not None
    assert today is not None
    found = meeting.differences(then, today)
    assert ("Meeting places", "3", "4") in [(d.where, d.then, d.now) for d in found]
    assert meeting.differences(then, then) == ()


def test_a_frozen_pack_is_not_changed_but_its_decisions_go_on(url: str) -> None:
    pack = a_pack("map")
    made = meeting.add_decision(pack.pack_id, Decision("", "Open a place", "Sivistyslautakunta"))
    meeting.freeze(data.source(), meeting.pack(pack.pack_id))
    item = pack.items[0].item_id
    for change in (
        lambda: meeting.add_item(pack.pack_id, LINK, "ranked"),
        lambda: meeting.remove_item(pack.pack_id, item),
        lambda: meeting.move_item(pack.pack_id, item, 1),
        lambda: meeting.change_item(pack.pack_id, item, "x", ""),
        lambda: meeting.change_pack(pack.pack_id, "x", DAY),
        lambda: meeting.freeze(data.source(), pack),
    ):
        with pytest.raises(UsageError, match="is frozen"):
            change()
    meeting.set_status(made, "done")
    assert [d.status for d in meeting.pack(pack.pack_id).decisions] == ["done"]


def test_freezing_something_changed_meanwhile_is_refused(url: str) -> None:
    pack = a_pack("map")
    meeting.add_item(pack.pack_id, LINK, "ranked")
    with pytest.raises(UsageError, match="changed by somebody else"):
        meeting.freeze(data.source(), pack)
    assert meeting.pack(pack.pack_id).frozen_at is None


def test_figures_changed_by_hand_are_not_shown(url: str) -> None:
    pack = a_pack("key-figures")
    meeting.freeze(data.source(), pack)
    with db.writing(db.open_database(url)) as connection:
        text = connection.execute(select(schema.pack_item.c.figures)).scalar_one()
        forged = text.replace('"shown":"3"', '"shown":"300"')
        assert forged != text
        connection.execute(update(schema.pack_item).values(figures=forged))
    frozen = meeting.pack(pack.pack_id)
    with pytest.raises(DataError, match="changed afterwards"):
        meeting.content(data.source(), frozen, frozen.items[0])


@pytest.mark.parametrize("text", ["Soita 040 123 4567", "matti@example.fi", "010190-123A"])
def test_personal_data_is_refused_everywhere(url: str, text: str) -> None:
    pack = a_pack("map")
    for write in (
        lambda: meeting.add_decision(pack.pack_id, Decision("", text)),
        lambda: meeting.add_decision(pack.pack_id, Decision("", "Tee", body=text)),
        lambda: meeting.change_item(pack.pack_id, pack.items[0].item_id, "", text),
        lambda: meeting.change_item(pack.pack_id, pack.items[0].item_id, text, ""),
        lambda: meeting.new_pack(text, PIRKANMAA, DAY, "fi"),
    ):
        with pytest.raises(UsageError, match="seems to hold"):
            write()
    assert meeting.pack(pack.pack_id).decisions == ()


def test_the_next_meeting_remembers_the_last(url: str, tmp_path: Path) -> None:
    last = a_pack("key-figures", "map", day=date(2026, 11, 1), title="Last")
    key_figures = last.items[0].item_id
    meeting.add_decision(last.pack_id, Decision("", "A place to Nokia", "Board", item_id=key_figures))
    meeting.add_decision(last.pack_id, Decision("", "Nothing to follow"))
    meeting.freeze(data.source(), meeting.pack(last.pack_id))
    a_fourth_place(url, tmp_path)
    pack = a_pack(title="Next")
    found = meeting.memory(data.source(), pack)
    assert found is not None
    assert found.last.title == "Last"
    assert next((c.title, c.then, c.now) for c in found.items) == (
        "Key figures",
        "Meeting places 3",
        "Meeting places 4",
    )
    assert found.items[0].count >= 1
    assert "Places opened 1" in found.happened.chart.sentence
    assert [(f.decision.text, f.figure and f.figure.now) for f in found.decisions] == [
        ("A place to Nokia", "Meeting places 4"),
        ("Nothing to follow", None),
    ]
    assert meeting.memory(data.source(), last) is None
    meeting.take_over(pack.pack_id, meeting.pack(last.pack_id))
    assert [item.card for item in meeting.pack(pack.pack_id).items] == ["key-figures", "map"]


def test_a_pack_of_another_area_is_not_remembered(url: str) -> None:
    meeting.new_pack("Elsewhere", AreaKey.parse("county:07"), date(2026, 1, 1), "en")
    assert meeting.memory(data.source(), a_pack()) is None


def test_the_days_of_a_link_follow_the_calendar_unless_chosen() -> None:
    chosen = LINK.replace("2025-11:2026-10", "2026-01:2026-06")
    assert "period=2026-01:2026-06" in meeting.today_of(chosen)
    assert "date=" not in meeting.today_of(chosen)
    old = LINK.replace("2025-11:2026-10", "2024-11:2025-10").replace("2026-11-15", "2025-11-15")
    assert "2025-11-15" not in meeting.today_of(old)
    assert "2024-11" not in meeting.today_of(old)


def test_a_view_that_is_gone_is_told_and_not_frozen(url: str) -> None:
    pack = a_pack("no-such-card")
    source = data.source()
    assert meeting.content(source, pack, pack.items[0]) is None
    assert meeting.present(source, "no-such-page?lang=EN", "map", "en") is None
    assert meeting.title_of(pack.items[0], None, "en") == "This figure cannot be shown any more"
    with pytest.raises(UsageError, match="cannot be shown any more"):
        meeting.freeze(source, pack)


def test_a_pack_becomes_a_file(url: str) -> None:
    pack = a_pack("key-figures", "ranked")
    meeting.change_item(pack.pack_id, pack.items[1].item_id, "Own heading", "Own note")
    meeting.add_decision(pack.pack_id, Decision("", "Do it", "Board", date(2027, 1, 31), "under_way"))
    document = meeting.document(data.source(), meeting.pack(pack.pack_id), "https://d.example/")
    assert [item.title for item in document.items] == ["Key figures", "Own heading"]
    assert document.items[1].link == f"https://d.example/{LINK}"
    assert (document.area, document.as_of, document.sample) == ("Pirkanmaa", DAY, False)
    assert [(d.text, d.body, d.status) for d in document.decisions] == [("Do it", "Board", "under way")]
    assert rendered(document, "xlsx")[:2] == b"PK"
    with pytest.raises(UsageError, match="no such meeting pack"):
        meeting.pack("0000")


def test_gone_and_new_rows_are_differences() -> None:
    def chart(*rows: tuple[str, str]) -> Chart:
        return Chart(
            Kind.BARS,
            "en",
            "t",
            tuple(Category(name, name) for name, _ in rows),
            (Series("a", "A", tuple(Value(State.OK, shown, 1.0) for _, shown in rows)),),
        )

    found = meeting.differences(chart(("Akaa", "1"), ("Nokia", "2")), chart(("Nokia", "3"), ("Virrat", "4")))
    assert [(d.where, d.then, d.now) for d in found] == [
        ("Nokia", "2", "3"),
        ("Virrat", "", "4"),
        ("Akaa", "1", ""),
    ]


def test_a_database_that_is_read_only_is_told(
    built_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_sqlite_url)
    # A trigger stands in for the rights: the tests may run as an account that may write everything.
    with closing(sqlite3.connect(make_url(built_sqlite_url).database or "")) as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE INSERT ON meeting_pack BEGIN SELECT RAISE(ABORT, ''); END"
        )
    with pytest.raises(DatabaseError):
        meeting.new_pack("x", PIRKANMAA, DAY, "fi")


def test_a_decision_needs_words_and_a_known_status(url: str) -> None:
    pack = a_pack()
    with pytest.raises(UsageError, match="what was decided"):
        meeting.add_decision(pack.pack_id, Decision("", "  "))
    with pytest.raises(UsageError, match="no such status"):
        meeting.add_decision(pack.pack_id, replace(Decision("", "x"), status="?"))
    made = meeting.add_decision(pack.pack_id, Decision("", "x"))
    meeting.remove_decision(made)
    assert meeting.pack(pack.pack_id).decisions == ()
