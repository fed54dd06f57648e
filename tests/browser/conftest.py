"""A dashboard as users get it, on the small sample, and a headless Chromium to look at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import sample_database
from tests.services import find_chromium

SERVE = ("-m", "kpdata", "serve", "--port", "{port}")
STREAMLIT = ("-m", "streamlit", "run", "dashboard.py", "--server.port", "{port}")
DAY = f"date={sample_database.TODAY}"


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a database of the small synthetic bundle, not to be written to."""
    return sample_database.build(tmp_path_factory.mktemp("sample") / "kpdata.sqlite")


@contextmanager
def started(command: tuple[str, ...], url: str, log: Path) -> Iterator[str]:
    """Address of a freshly started server; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [part.format(port=port) for part in command]
    environment = {**os.environ, "KPDATA_DATABASE_URL": url}
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=sample_database.ROOT,
            env=environment,
            stdout=stream,
            stderr=stream,
        )
    try:
        for _ in range(240):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.25)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def address(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the dashboard as `kpdata serve` gives it."""
    with started(SERVE, sample_url, tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium without any background traffic of its own."""
    program = find_chromium()
    if program is None:
        pytest.fail(
            "No Chromium: run `make test`, which installs one, or set KPDATA_TEST_CHROMIUM.", pytrace=False
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(program),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def look(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page and wait for its figures; `page.told` collects console errors, `page.asked` requests."""
    contexts = []

    def open_page(url: str, *, width: int = 1366, height: int = 768) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.told = [], []  # type: ignore[attr-defined]
        page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
        page.on(
            "console",
            lambda message: page.told.append(message.text) if message.type == "error" else None,  # type: ignore[attr-defined]
        )
        page.on("pageerror", lambda error: page.told.append(str(error)))  # type: ignore[attr-defined]
        page.goto(url)
        page.locator("h1").first.wait_for(timeout=60_000)
        settle(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


# What tells that a page still changes: the state of its script, how much stands on it, figures not yet drawn.
_STANDING = """JSON.stringify([
    [...document.querySelectorAll('[data-test-script-state]')].map(app => app.dataset.testScriptState),
    document.querySelectorAll('*').length,
    [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(
        chart => chart.querySelector('.main-svg')),
])"""
_QUIET_LOOKS = 12  # one after the other, 100 ms apart: a rerun that was just asked for has begun by then


def settle(page: Page) -> None:
    """Wait until the script has run to its end, every figure is drawn, and nothing changes any more."""
    quiet, before = 0, ""
    for _ in range(900):
        now = page.evaluate(_STANDING)
        is_done = now == before and '"notRunning"' in now and now.endswith("true]")
        quiet, before = (quiet + 1 if is_done else 0), now
        if quiet == _QUIET_LOOKS:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"the page does not come to rest: {before}")


def until(page: Page, expression: str, seconds: int = 60) -> None:
    """Wait until an expression is true; Playwright's own waiting needs `eval`, which our policy forbids."""
    for _ in range(seconds * 10):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"still not true after {seconds} s: {expression}")
