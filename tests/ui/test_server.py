"""The ASGI app: where its script is, whether it is ready, what it does before the first visitor."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.requests import Request

import kpdata
from kpdata.store.db import open_database
from kpdata.ui import server
from kpdata.views import data, overview
from kpdata.views.address import Address
from kpdata.views.request import Request as ViewRequest

ROOT = Path(__file__).parents[2]


def ready() -> tuple[int, bytes]:
    answer = server.ready(Request({"type": "http"}))
    return answer.status_code, bytes(answer.body)


def test_the_script_is_at_the_root_of_a_checkout() -> None:
    assert server.dashboard_script() == ROOT / "dashboard.py"


def test_the_script_is_in_the_package_when_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "dashboard.py").touch()
    monkeypatch.setattr(kpdata, "__file__", str(tmp_path / "__init__.py"))
    assert server.dashboard_script() == tmp_path / "app" / "dashboard.py"


def test_ready_when_the_database_answers(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", database_url)
    assert ready() == (503, b"not ready")
    open_database(database_url, create=True)
    assert ready() == (200, b"ready")


def test_the_first_views_are_built_beforehand(
    built_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_sqlite_url)
    overview.cards.cache_clear()
    server.warm()
    assert overview.cards.cache_info().misses == 1
    asked = ViewRequest.read(data.source(), Address({}), "fi", overview.LEVELS)
    overview.cards(asked, overview.choices(asked))
    assert overview.cards.cache_info().misses == 1
    assert caplog.messages == []


def test_a_missing_database_does_not_stop_the_server(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", sqlite_url)
    server.warm()
    assert caplog.messages == [
        "the first view was not built beforehand: There is no database file “kpdata.sqlite”."
    ]


def test_a_mistake_in_a_view_is_logged_and_does_not_stop_the_server(
    built_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_sqlite_url)
    monkeypatch.setattr(overview, "choices", lambda _request: 1 // 0)
    server.warm()
    (record,) = caplog.records
    assert (record.levelname, record.message) == ("ERROR", "the first view was not built beforehand")


def test_everything_is_loaded_and_frozen_before_the_first_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    formats: list[str] = []
    warmed: list[bool] = []
    monkeypatch.setattr("kpdata.logs.set_up", formats.append)
    monkeypatch.setattr(server, "warm", lambda: warmed.append(True))

    async def start() -> int:
        async with server.lifespan(server.app):
            return gc.get_freeze_count()

    try:
        # In a thread of its own: beside the browser tests a loop may be running in this one.
        with ThreadPoolExecutor() as threads:
            assert threads.submit(lambda: asyncio.run(start())).result() > 100_000
    finally:
        gc.unfreeze()
    assert formats == ["text"]
    assert warmed == [True]
