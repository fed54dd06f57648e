"""The wheel carries the whole dashboard: it runs from the wheel alone, in an empty folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder that holds what the wheel holds, as `pip install --target` leaves it."""
    folder = wheel.parent / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def environment(installed: Path, folder: Path) -> dict[str, str]:
    """An environment in which `kpdata` comes from the wheel (its dependencies from this Python)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KPDATA_")}
    return {**kept, "PYTHONPATH": str(installed), "HOME": str(folder), "XDG_DATA_HOME": str(folder)}


def test_carries_frame_pages_static_files_and_settings(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {
        path for folder in ("pages", "static") for path in (ROOT / folder).glob("**/*") if path.is_file()
    }
    wanted |= {ROOT / "dashboard.py", ROOT / ".streamlit" / "config.toml"}
    names = {path.relative_to(ROOT).as_posix() for path in wanted if "__pycache__" not in path.parts}
    assert {name for name in names if f"kpdata/app/{name}" not in held} == set()
    assert {name for name in held if name.split("/")[0] not in ("kpdata", "kpdata-0.1.0.dist-info")} == set()
    for needed in ("reference/municipalities.csv", "locale/fi/LC_MESSAGES/kpdata.po"):
        assert f"kpdata/{needed}" in held


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, dict[str, str], str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


@contextmanager
def served(installed: Path, folder: Path, *arguments: str) -> Iterator[int]:
    """Port of a dashboard that runs from the wheel."""
    port = free_port()
    command = [sys.executable, "-m", "kpdata", "serve", "--port", str(port), *arguments]
    log = folder / "serve.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(
            command, cwd=folder, env=environment(installed, folder), stdout=stream, stderr=stream
        )
        try:
            _wait(server, port, log)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text()
        try:
            if get(port, "/_stcore/health")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text())


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kpdata", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(installed, folder), capture_output=True, text=True, check=False
    )


def test_serves_the_dashboard_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    made = run(installed, tmp_path, "sample", "--places", "40", "--years", "1")
    assert (made.returncode, made.stdout) == (0, ""), made.stderr
    assert (tmp_path / "kpdata" / "kpdata.sqlite").stat().st_size > 0
    with served(installed, tmp_path) as port:
        assert get(port, "/readyz")[::2] == (200, "ready")
        status, headers, page = get(port, "/vertailu?lang=SV")
        assert (status, headers["x-content-type-options"]) == (200, "nosniff")
        assert '<html lang="sv">' in page
        assert get(port, "/app/static/world_110m.json")[0] == 200
    told = (tmp_path / "serve.log").read_text()
    assert f"http://127.0.0.1:{port}" in told
    assert "Traceback" not in told
