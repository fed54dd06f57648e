"""Commands that change or check the data: import, runs, withdraw, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kpdata.cli.terminal import DatabaseOption, Language, LanguageOption


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Folder, ZIP, XLSX or CSV.")],
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Import files."""
    raise NotImplementedError


def runs(database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
    """List the import runs."""
    raise NotImplementedError


def withdraw(run: int, database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
    """Restore the state before an import run."""
    raise NotImplementedError


def check(database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
    """Check the database."""
    raise NotImplementedError
