"""Commands that show and make up: serve, sample."""

from __future__ import annotations

import socket
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from kpdata.cli.data import import_opened, open_files
from kpdata.cli.terminal import (
    DatabaseOption,
    Language,
    LanguageOption,
    progress_bar,
    say,
    settings,
)
from kpdata.errors import DatabaseError, UsageError
from kpdata.i18n import N_, Message
from kpdata.settings import Settings
from kpdata.store.db import open_database
from kpdata.store.ingest import ImportOptions
from kpdata.store.runs import list_runs


def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8501,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Show the dashboard in the browser; with synthetic sample data when there is no database yet.

    Example: kpdata serve --database sqlite:///ours.sqlite --port 8080
    """
    chosen = settings(database)
    with _listening(host, port) as listener:
        _make_ready(chosen, language.value)
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        say(
            Message(N_("The dashboard is at {address} (Ctrl+C ends it)."), {"address": address}),
            language.value,
        )
        _run(listener)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens already: a port in use is told before anything is built."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError:
        raise UsageError(
            N_("Cannot listen on {host}, port {port}: choose another with --host or --port."),
            host=host,
            port=port,
        ) from None


def _make_ready(chosen: Settings, language: str) -> None:
    """A database to show: the one configured, or the sample when there is nothing."""
    try:
        engine = open_database(chosen.database_url)
    except DatabaseError:
        engine = open_database(chosen.database_url, create=True)
    if not chosen.database_configured and not list_runs(engine):
        say(Message(N_("There is no data yet: making synthetic sample data.")), language)
        _build_sample(chosen.database_url, language)


def _run(listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        # By name: the command line never imports the dashboard itself.
        "kpdata.ui.server:app",
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        # As Streamlit's own server: browsers behind a proxy stay connected, large messages pass.
        ws_ping_interval=30,
        ws_ping_timeout=30,
        ws_max_size=200 * 1024 * 1024,
        ws_per_message_deflate=False,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return


def sample(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write a bundle into this folder instead of the database."),
    ] = None,
    places: Annotated[int, typer.Option("--places", help="Number of meeting places.")] = 2300,
    years: Annotated[int, typer.Option("--years", help="Years of visits.")] = 3,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same data.")] = 1,
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Make the synthetic national data: into the database, or as a folder of files.

    Example: kpdata sample --out bundle --places 200 --years 1
    """
    if out is None:
        _build_sample(settings(database).database_url, language.value, places, years, seed)
    else:
        _write_sample(out, language.value, places, years, seed)
        say(Message(N_("The sample data is in the folder {folder}."), {"folder": str(out)}), language.value)


def _build_sample(url: str, language: str, places: int = 2300, years: int = 3, seed: int = 1) -> None:
    """Write the bundle into a folder of its own and import it as any other: one way into the database."""
    engine = open_database(url, create=True)
    with tempfile.TemporaryDirectory(prefix="kpdata-sample-") as folder:
        bundle = Path(folder) / "sample"
        _write_sample(bundle, language, places, years, seed)
        source = open_files([bundle])
        with closing(source):
            import_opened(engine, source, ImportOptions(source="sample"), language)
    say(Message(N_("The sample data is in the database.")), language)


def _write_sample(folder: Path, language: str, places: int, years: int, seed: int) -> None:
    from kpdata.sample import write_bundle

    try:
        with progress_bar(N_("Making sample data"), language) as progress:
            write_bundle(folder, places=places, years=years, seed=seed, progress=progress.advance)
    except OSError:
        raise UsageError(N_("“{name}” cannot be written."), name=folder.name) from None
