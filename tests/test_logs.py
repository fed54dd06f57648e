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
    names = ["", "kpdata", "kpdata.store", *SERVER_LOGGERS]
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.level, logger.propagate = handlers, level, propagate


SERVER_LOGGERS = ["streamlit.runtime.test", "uvicorn.error", "uvicorn.access"]


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
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler.formatter, logs.JsonFormatter)
    assert isinstance(handler, logging.StreamHandler)
    assert handler.stream is sys.stderr


def test_the_server_logs_as_we_do_and_no_requests(capsys: pytest.CaptureFixture[str]) -> None:
    for name in SERVER_LOGGERS:
        logging.getLogger(name).addHandler(logging.StreamHandler())
    logs.set_up("json")
    logging.getLogger("streamlit.runtime.test").error("broken")
    logging.getLogger("uvicorn.error").info("Application startup complete.")
    logging.getLogger("uvicorn.error").warning("closing")
    logging.getLogger("uvicorn.access").warning("GET /?area=county%3A08")
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(e["logger"], e["message"]) for e in told] == [
        ("streamlit.runtime.test", "broken"),
        ("uvicorn.error", "closing"),
    ]
