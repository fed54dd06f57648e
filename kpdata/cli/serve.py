"""Commands that show and make up: serve, sample."""

from __future__ import annotations

from kpdata.cli.terminal import DatabaseOption, Language, LanguageOption


def serve(database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
    """Show the dashboard."""
    raise NotImplementedError


def sample(database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
    """Make the synthetic national data."""
    raise NotImplementedError
