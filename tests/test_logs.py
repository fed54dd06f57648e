"""Lines of the log: text or JSON, and never a password."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from kpdata import logs


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger("kpdata")
    before = (root.handlers[:], root.level, root.propagate)
    yield
    root.handlers[:], root.level, root.propagate = before


def test_text_has_time_level_logger_and_message(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("text")
    logging.getLogger("kpdata.store").warning("waited %s s", 3)
    assert capsys.readouterr().err.endswith(" WARNING kpdata.store: waited 3 s\n")


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("json")
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        logging.getLogger("kpdata.store").exception("päivitys")
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["level"], entry["logger"], entry["message"]) == ("error", "kpdata.store", "päivitys")
    assert entry["exception"].endswith("ValueError: first\nsecond")
    assert entry["time"].endswith("+00:00")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_no_password_is_written(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(log_format)
    logging.getLogger("kpdata").error("at postgresql://leader:salasana@db.example/kpdata")
    told = capsys.readouterr().err
    assert "at postgresql://…@db.example/kpdata" in told
    assert "salasana" not in told


def test_only_one_handler_however_often_it_is_set_up() -> None:
    logs.set_up("text")
    logs.set_up("json")
    (handler,) = logging.getLogger("kpdata").handlers
    assert isinstance(handler.formatter, logs.JsonFormatter)
    assert isinstance(handler, logging.StreamHandler)
    assert handler.stream is sys.stderr
