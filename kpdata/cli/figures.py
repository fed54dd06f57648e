"""The command that computes figures: indicators."""

from __future__ import annotations

from kpdata.cli.terminal import DatabaseOption, Language, LanguageOption


def indicators(database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
    """Print the same values as the pages, after hiding."""
    raise NotImplementedError
