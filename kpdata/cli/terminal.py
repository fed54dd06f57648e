"""What every command shares: its options, its language, progress, and how an error is told.

`Commands` is the one place where an error becomes a message and an exit code: 0 done, 1 the data has
problems, 2 wrong usage, 3 the database or another thing outside kpdata fails. Never a traceback
(`python -X dev -m kpdata …` shows it to a developer), and never an address with a password.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from kpdata.domain import HELSINKI
from kpdata.errors import KpdataError, UsageError
from kpdata.i18n import N_, Message, texts
from kpdata.settings import Settings, read_settings


class Language(StrEnum):
    """Languages of the messages."""

    FI = "fi"
    SV = "sv"
    EN = "en"


def _remember(context: typer.Context, language: Language) -> Language:
    # The language must be known before the other options are read: their errors are told in it.
    context.find_root().meta["language"] = language.value
    return language


DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="Where the data is, such as sqlite:///kpdata.sqlite or postgresql://user@host/kpdata "
        "(else KPDATA_DATABASE_URL, else a file in your data folder).",
        show_default=False,
    ),
]
LanguageOption = Annotated[
    Language,
    typer.Option("--language", help="Language of the messages.", is_eager=True, callback=_remember),
]

_ADDRESS = re.compile(r"[\w+.-]+://\S+")


def settings(database: str | None) -> Settings:
    """The settings of the environment, with the database of the command line in front.

    The pages read the environment: a database given on the command line is put there.
    """
    if database:
        os.environ["KPDATA_DATABASE_URL"] = database
        os.environ.pop("KPDATA_READER_URL", None)
    return read_settings()


def today() -> date:
    """Today in Finland."""
    return datetime.now(HELSINKI).date()


def say(message: Message, language: str) -> None:
    """Tell something beside the output of the command (standard error)."""
    typer.echo(message.text(language), err=True)


class Bar:
    """One progress bar; silent when standard error is not a terminal."""

    def __init__(self, progress: Progress, description: str) -> None:
        self._progress = progress
        self._description = description
        self._task = progress.add_task(description, total=None)

    def advance(self, done: int, total: int) -> None:
        """So much of so much is done."""
        self._progress.update(self._task, completed=done, total=total)

    def count(self, table: str, rows: int) -> None:
        """So many rows of a table are done; nobody knows how many there are."""
        self._progress.update(self._task, description=f"{self._description}: {table} {rows}")


@contextmanager
def progress_bar(msgid: str, language: str) -> Iterator[Bar]:
    """A progress bar on standard error."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield Bar(progress, texts(language)(msgid))


class Commands(TyperGroup):
    """The commands; every error ends here."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and end the process with its exit code."""
        self.language = "en"
        extra["windows_expand_args"] = windows_expand_args
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except KpdataError as error:
            code = self._tell(error.message, error.exit_code)
        except typer.TyperException as error:
            text = _ADDRESS.sub("…", error.format_message())
            code = self._tell(Message(text), 2)
        except (typer.Abort, KeyboardInterrupt):
            code = 130
        except BrokenPipeError:
            # The reader of our output (head, less) has had enough; the rest is dropped without a word.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except OSError as error:
            reason = error.strerror or type(error).__name__
            code = self._tell(Message(N_("This failed outside kpdata: {reason}."), {"reason": reason}), 3)
        except Exception as error:  # the last line of defence
            if sys.flags.dev_mode:
                raise
            message = N_("kpdata itself failed ({kind}). Nothing half-done was kept. Please report it.")
            code = self._tell(Message(message, {"kind": type(error).__name__}), 3)
        code = code if isinstance(code, int) else 0
        if standalone_mode:
            sys.exit(code)
        return code

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run the chosen command; remember its language for the errors."""
        try:
            return super().invoke(ctx)
        finally:
            self.language = ctx.meta.get("language", "en")

    def _tell(self, message: Message, code: int) -> int:
        typer.echo(f"{Message(N_('Error')).text(self.language)}: {message.text(self.language)}", err=True)
        return code


def write_text(text: str, out: Path | None) -> None:
    """Write the output of a command to a file (UTF-8, `\\n`), or to standard output."""
    if out is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        raise UsageError(N_("“{name}” cannot be written."), name=out.name) from None
