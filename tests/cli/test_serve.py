"""Serve and sample: what is built when, and where the dashboard listens."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpdata.cli import app
from kpdata.store.db import is_sample, open_database
from kpdata.store.runs import list_runs

SMALL = ["--places", "30", "--years", "1"]


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Addresses on which a server was started (it ends at once)."""
    addresses: list[tuple[str, int]] = []

    def run(_self: object, sockets: list[socket.socket]) -> None:
        addresses.append(sockets[0].getsockname()[:2])

    monkeypatch.setattr("uvicorn.Server.run", run)
    return addresses


def default_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'kpdata' / 'kpdata.sqlite'}"


def test_the_sample_is_written_as_a_bundle(tmp_path: Path) -> None:
    out = tmp_path / "bundle"
    result = CliRunner().invoke(app, ["sample", "--out", str(out), *SMALL])
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert json.loads((out / "bundle.json").read_text(encoding="utf-8"))["synthetic"] is True
    assert len((out / "meeting_places.csv").read_text(encoding="utf-8").splitlines()) > 30
    assert not (tmp_path / "data").exists()


def test_the_sample_goes_into_the_database_and_is_known_as_such(database_url: str) -> None:
    result = CliRunner().invoke(app, ["sample", *SMALL, "--database", database_url])
    assert result.exit_code == 0, result.output
    engine = open_database(database_url)
    assert is_sample(engine)
    (run,) = list_runs(engine)
    assert (run.source, run.synthetic) == ("sample", True)


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        CliRunner().invoke(app, ["sample", "--out", str(tmp_path / name), *SMALL, "--seed", seed])
    first, same, other = ((tmp_path / name / "visits.csv").read_bytes() for name in "abc")
    assert first == same
    assert first != other


@pytest.mark.parametrize(
    "arguments", [["--places", "0"], ["--years", "0"], ["--seed", "-1"], ["--places", "many"]]
)
def test_impossible_samples_are_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["sample", "--out", str(tmp_path / "bundle"), *arguments])
    assert result.exit_code == 2


def test_a_folder_that_cannot_be_written_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = CliRunner().invoke(app, ["sample", "--out", str(tmp_path / "file" / "bundle"), *SMALL])
    assert result.exit_code == 2


def test_without_any_database_the_sample_is_built_first(
    tmp_path: Path, port: int, started: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    monkeypatch.setattr("kpdata.cli.serve._build_sample", lambda url, _language: built.append(url))
    result = CliRunner().invoke(app, ["serve", "--port", str(port), "--language", "fi"])
    assert result.exit_code == 0, result.output
    assert built == [default_url(tmp_path)]
    assert started == [("127.0.0.1", port)]
    assert f"http://127.0.0.1:{port}" in result.stderr
    assert result.stderr.startswith("Tietoja ei vielä ole")


def test_a_built_database_is_shown_as_it_is(
    tmp_path: Path, port: int, started: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(app, ["sample", *SMALL]).exit_code == 0
    monkeypatch.setattr("kpdata.cli.serve._build_sample", lambda *_: pytest.fail("built again"))
    assert CliRunner().invoke(app, ["serve", "--port", str(port)]).exit_code == 0
    assert len(list_runs(open_database(default_url(tmp_path)))) == 1
    assert started == [("127.0.0.1", port)]


def test_a_database_that_was_named_never_gets_made_up_data(
    database_url: str, port: int, started: list[tuple[str, int]]
) -> None:
    result = CliRunner().invoke(app, ["serve", "--port", str(port), "--database", database_url])
    assert result.exit_code == 0, result.output
    assert list_runs(open_database(database_url)) == []
    assert started == [("127.0.0.1", port)]


def test_a_port_in_use_is_told_before_anything_is_built(tmp_path: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        result = CliRunner().invoke(app, ["serve", "--port", str(port)])
    assert result.exit_code == 2
    assert str(port) in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_host_that_is_not_ours_is_wrong_usage(port: int) -> None:
    assert CliRunner().invoke(app, ["serve", "--port", str(port), "--host", "192.0.2.1"]).exit_code == 2


def test_interrupting_ends_well(port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(_self: object, sockets: list[socket.socket]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("uvicorn.Server.run", interrupted)
    url = f"sqlite:///{tmp_path / 'named.sqlite'}"
    assert CliRunner().invoke(app, ["serve", "--port", str(port), "--database", url]).exit_code == 0
