"""Meeting packs where nothing can be written: told in words, shown all the same, and nothing lost.

The rights are real: a file that the account may only read, and a PostgreSQL role with SELECT alone.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from kpdata import meeting
from kpdata.domain import AreaKey
from kpdata.errors import DatabaseError
from kpdata.store.db import close_all
from kpdata.store.packs import Decision
from kpdata.views import data
from tests import sample_database
from tests.pages.conftest import Run
from tests.pages.reading import headline, shown
from tests.pages.test_meeting import PAGE, a_pack

# linux/capability.h
CAPABILITY_VERSION_3 = 0x20080522
DAC_OVERRIDE = 1 << 1
READ_ONLY = {
    "fi": "Tietokantaa voi vain lukea: siihen ei voi tallentaa.",
    "sv": "Databasen kan bara läsas: det går inte att spara i den.",
    "en": "The database is read-only: nothing can be written into it.",
}
NO_RIGHT = "The account of the database does not have the right to do this."
PIRKANMAA = AreaKey.parse("county:08")


@contextmanager
def as_reader() -> Iterator[None]:
    """As an account whom the rights of a file bind; root's power over them is laid down for a while."""
    is_root = os.geteuid() == 0
    if is_root:
        overrule_rights(False)
    try:
        yield
    finally:
        close_all()
        if is_root:
            overrule_rights(True)


def overrule_rights(may: bool) -> None:
    """Take up or lay down CAP_DAC_OVERRIDE in this thread and those it starts (capset(2), Linux alone).

    The account stays the same, so a checkout in a closed folder of its own can still be read.
    """
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, sets) == 0, os.strerror(ctypes.get_errno())
    sets[0] = sets[0] | DAC_OVERRIDE if may else sets[0] & ~DAC_OVERRIDE
    assert libc.capset(header, sets) == 0, os.strerror(ctypes.get_errno())


@pytest.fixture
def sealed(run: Run, sample_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database with one pack, in a folder where this account may write nothing."""
    folder = Path(tempfile.mkdtemp(prefix="kpdata-sealed-"))
    file = folder / "kpdata.sqlite"
    shutil.copy(make_url(sample_url).database or "", file)
    monkeypatch.setenv("KPDATA_DATABASE_URL", f"sqlite:///{file}")
    pack_id = a_pack("yleiskuva:key-figures")
    meeting.add_decision(pack_id, Decision("", "Count again", "Group", None, "open"))
    # What this process keeps was opened with the rights of before.
    close_all()
    data.figures.cache_clear()
    file.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    folder.chmod(0o555)
    yield file
    folder.chmod(0o755)
    shutil.rmtree(folder)


def changes(pack_id: str) -> dict[str, Callable[[], object]]:
    """Everything that writes, by name."""
    pack = meeting.pack(pack_id)
    item, made = pack.items[0], pack.decisions[0]
    return {
        "new": lambda: meeting.new_pack("x", PIRKANMAA, date(2026, 11, 15), "fi"),
        "change": lambda: meeting.change_pack(pack_id, "x", date(2026, 11, 15)),
        "add": lambda: meeting.add_item(pack_id, item.link, item.card),
        "words": lambda: meeting.change_item(pack_id, item.item_id, "x", "y"),
        "move": lambda: meeting.move_item(pack_id, item.item_id, 1),
        "remove": lambda: meeting.remove_item(pack_id, item.item_id),
        "freeze": lambda: meeting.freeze(data.source(), pack),
        "decide": lambda: meeting.add_decision(pack_id, Decision("", "x")),
        "status": lambda: meeting.set_status(made.decision_id, "done"),
        "undecide": lambda: meeting.remove_decision(made.decision_id),
        "delete": lambda: meeting.delete_pack(pack_id),
    }


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_sealed_file_is_read_and_every_change_refused_in_words(sealed: Path) -> None:
    before = digest(sealed)
    with as_reader():
        (listed,) = meeting.list_packs()
        pack = meeting.pack(listed.pack_id)
        assert meeting.content(data.source(), pack, pack.items[0])
        for name, change in changes(pack.pack_id).items():
            with pytest.raises(DatabaseError) as caught:
                change()
            for language, words in READ_ONLY.items():
                assert caught.value.message.text(language) == words, name
        assert meeting.pack(listed.pack_id) == pack
    assert digest(sealed) == before
    assert [file.name for file in sealed.parent.iterdir()] == [sealed.name]


@pytest.mark.parametrize("language", READ_ONLY)
def test_the_page_tells_it_and_keeps_what_was_written(run: Run, sealed: Path, language: str) -> None:
    with as_reader():
        pack_id = meeting.list_packs()[0].pack_id
        app = run(PAGE, lang=language.upper(), pack=pack_id)
        assert not app.exception
        assert headline(app) == "Working group"
        app.text_area(key="decision-text").input("Avataan uusi paikka")
        app.text_input(key="decision-body").input("Lape-ryhmä")
        app.button(key="decision-add").click().run()
        assert READ_ONLY[language] in shown(app)
        assert app.text_area(key="decision-text").value == "Avataan uusi paikka"
        assert app.text_input(key="decision-body").value == "Lape-ryhmä"
        status = next(box for box in app.selectbox if (box.key or "").startswith("status-"))
        status.select("done").run()
        assert READ_ONLY[language] in shown(app)
        shown_again = next(box for box in app.selectbox if (box.key or "").startswith("status-"))
        assert shown_again.value == "open"


def test_a_kept_decision_empties_the_form(run: Run, sealed: Path, sample_url: str, tmp_path: Path) -> None:
    file = tmp_path / "own.sqlite"
    shutil.copy(sealed, file)
    file.chmod(0o644)
    os.environ["KPDATA_DATABASE_URL"] = f"sqlite:///{file}"
    pack_id = meeting.list_packs()[0].pack_id
    app = run(PAGE, lang="EN", pack=pack_id)
    app.text_area(key="decision-text").input("Open a place")
    app.button(key="decision-add").click().run()
    assert not app.exception
    assert app.text_area(key="decision-text").value == ""
    assert [made.text for made in meeting.pack(pack_id).decisions] == ["Count again", "Open a place"]
    close_all()


@pytest.fixture
def role(postgresql_server: psycopg.Connection, built_postgresql_url: str) -> Iterator[str]:
    """The address of a database for a role that has SELECT on its tables and nothing else."""
    name = f"kpdata_reader_{uuid4().hex[:12]}"
    password = uuid4().hex
    reader = sql.Identifier(name)
    with psycopg.connect(
        built_postgresql_url.replace("postgresql+psycopg", "postgresql"), autocommit=True
    ) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(reader, sql.Literal(password)))
        owner.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(reader))
        yield (
            make_url(built_postgresql_url)
            .set(username=name, password=password)
            .render_as_string(hide_password=False)
        )
        close_all()
        owner.execute(sql.SQL("DROP OWNED BY {}").format(reader))
        owner.execute(sql.SQL("DROP ROLE {}").format(reader))


@pytest.mark.postgresql
def test_a_role_that_may_only_read_is_told_so(
    run: Run, role: str, built_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_postgresql_url)
    pack_id = a_pack("yleiskuva:key-figures")
    meeting.add_decision(pack_id, Decision("", "Count again"))
    kept = meeting.pack(pack_id)
    monkeypatch.setenv("KPDATA_DATABASE_URL", role)
    for name, change in changes(pack_id).items():
        with pytest.raises(DatabaseError) as caught:
            change()
        assert str(caught.value) == NO_RIGHT, name
    assert meeting.pack(pack_id) == kept
    app = run(PAGE, lang="EN", pack=pack_id)
    monkeypatch.setenv("KPDATA_DATABASE_URL", role)
    app = app.run()
    assert not app.exception
    app.text_area(key="decision-text").input("Open a place")
    app.button(key="decision-add").click().run()
    assert NO_RIGHT in shown(app)
    assert app.text_area(key="decision-text").value == "Open a place"


@pytest.mark.postgresql
def test_pages_read_as_the_reader_and_packs_are_written_as_the_writer(
    role: str, built_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_postgresql_url)
    monkeypatch.setenv("KPDATA_READER_URL", role)
    monkeypatch.setattr(data, "today", lambda: sample_database.TODAY)
    pack_id = a_pack("yleiskuva:key-figures")
    pack = meeting.pack(pack_id)
    assert [item.card for item in pack.items] == ["key-figures"]
    meeting.freeze(data.source(), pack)
    assert meeting.pack(pack_id).frozen_at is not None
