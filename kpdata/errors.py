"""Errors that a user may meet: each has a translatable message and an exit code."""

from __future__ import annotations

from typing import Any

from kpdata.i18n import Message


class KpdataError(Exception):
    """Base of all errors told to the user; `message` never holds a URL, user name or password."""

    exit_code = 1

    def __init__(self, msgid: str, **values: Any) -> None:
        self.message = Message(msgid, values)
        super().__init__(self.message.text("en"))


class DataError(KpdataError):
    """The data has problems; nothing was written."""

    exit_code = 1


class UsageError(KpdataError):
    """The command, file type or path is wrong."""

    exit_code = 2


class DatabaseError(KpdataError):
    """The database is out of reach, locked, full, read-only, corrupt or of another version."""

    exit_code = 3
