"""Errors become one message in the user's language and an exit code; nothing secret is told."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from kpdata.cli import app
from kpdata.cli.terminal import (
    Commands,
    DatabaseOption,
    Language,
    LanguageOption,
    progress_bar,
    settings,
    write_text,
)
from kpdata.errors import DatabaseError, DataError, KpdataError, UsageError

COMMANDS = ["serve", "sample", "import", "runs", "withdraw", "indicators", "check"]


def failing(error: BaseException) -> typer.Typer:
    """A command line whose one command fails."""
    program = typer.Typer(cls=Commands, rich_markup_mode=None)

    def fail(database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
        raise error

    program.command("fail")(fail)
    program.command("other")(lambda: None)
    return program


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (DataError("{n} rows", n=3), 1, "3 rows"),
        (UsageError("wrong"), 2, "wrong"),
        (DatabaseError("away"), 3, "away"),
        (PermissionError(13, "Permission denied", "/secret/place"), 3, "Permission denied"),
        (KeyError("postgresql://leader:salasana@db/kpdata"), 3, "KeyError"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_every_error_has_its_code_and_no_traceback(error: BaseException, code: int, told: str) -> None:
    result = CliRunner().invoke(failing(error), ["fail"])
    assert result.exit_code == code
    assert told in result.stderr
    assert "Traceback" not in result.output
    assert "salasana" not in result.output
    assert "/secret/place" not in result.output


@pytest.mark.parametrize(
    ("language", "told"), [("fi", "Virhe: "), ("sv", "Fel: "), ("en", "Error: "), (None, "Error: ")]
)
def test_errors_are_told_in_the_language_asked(language: str | None, told: str) -> None:
    arguments = ["fail", *(["--language", language] if language else [])]
    assert CliRunner().invoke(failing(KpdataError("x")), arguments).stderr.startswith(told)


def test_the_language_is_known_before_other_options_fail(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["indicators", "--as-of", "31.2.2026", "--language", "fi"])
    assert (result.exit_code, result.stderr[:7]) == (2, "Virhe: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["runs", "postgresql://leader:salasana@db.example/kpdata"],
        ["runs", "--databse=postgresql://leader:salasana@db.example/kpdata"],
        ["withdraw", "postgresql://leader:salasana@db.example/kpdata"],
        ["runs", "--database", "mysql://leader:salasana@db.example/kpdata"],
        ["runs", "--database", "postgresql://leader:salasana@db.example:port/kpdata"],
        ["runs", "--language", "se"],
        ["no-such-command"],
        ["withdraw"],
        ["import"],
        ["serve", "--port", "99999"],
    ],
)
def test_wrong_usage_ends_with_two_and_tells_no_address(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "salasana" not in result.output
    assert "db.example" not in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "command", [["runs"], ["withdraw", "1"], ["indicators"], ["check"]], ids=lambda command: command[0]
)
def test_a_database_that_is_not_there_is_three_and_makes_no_file(command: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*command, "--database", f"sqlite:///{tmp_path / 'none.sqlite'}"])
    assert result.exit_code == 3
    assert list(tmp_path.glob("none*")) == []


def test_an_unreachable_server_is_three_without_its_address() -> None:
    url = "postgresql://leader:salasana@127.0.0.1:1/kpdata"
    result = CliRunner().invoke(app, ["runs", "--database", url])
    assert result.exit_code == 3
    assert "salasana" not in result.output
    assert "127.0.0.1" not in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: kpdata {command}" in result.stdout
    assert "--database" in result.stdout
    assert "--language" in result.stdout


def test_help_names_every_command() -> None:
    told = CliRunner().invoke(app, ["--help"]).stdout
    assert [command for command in COMMANDS if f"\n  {command} " not in told] == []


def test_developers_may_see_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdata.cli.terminal.sys.flags", type("Flags", (), {"dev_mode": True})())
    result = CliRunner().invoke(failing(ZeroDivisionError()), ["fail"])
    assert isinstance(result.exception, ZeroDivisionError)


def test_the_database_of_the_command_line_goes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", "sqlite:///environment.sqlite")
    monkeypatch.setenv("KPDATA_READER_URL", "sqlite:///reader.sqlite")
    assert settings(None).database_url == "sqlite:///environment.sqlite"
    chosen = settings("sqlite:///given.sqlite")
    assert (chosen.database_url, chosen.reader_url) == ("sqlite:///given.sqlite", "sqlite:///given.sqlite")
    assert chosen.database_configured
    assert os.environ["KPDATA_DATABASE_URL"] == "sqlite:///given.sqlite"


def test_text_is_written_as_it_is(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_text("ä\nö\n", None)
    assert capfdbinary.readouterr().out == "ä\nö\n".encode()
    write_text("ä\nö\n", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == "ä\nö\n".encode()
    with pytest.raises(UsageError, match=r"“none\.csv” cannot be written"):
        write_text("", tmp_path / "missing" / "none.csv")


def test_progress_is_silent_when_not_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Importing", "fi") as progress:
        progress.advance(1, 2)
        progress.count("visits", 50_000)
    assert capfd.readouterr() == ("", "")


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    program = (
        "import typer; from kpdata.cli.terminal import Commands, write_text\n"
        "app = typer.Typer(cls=Commands)\n"
        "app.command('much')(lambda: write_text('x' * 10_000_000, None)); app.command('other')(print)\n"
        "app(['much'])"
    )
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stderr is not None
    assert writer.stdout.read(10) == b"x" * 10
    writer.stdout.close()
    assert (writer.wait(30), writer.stderr.read()) == (0, b"")
    writer.stderr.close()


def test_python_m_kpdata_is_the_same_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["python -m kpdata", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("kpdata", run_name="__main__")
    assert ended.value.code == 0
