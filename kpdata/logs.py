"""Logging of the server: lines of text, or one JSON object a line (`KPDATA_LOG_FORMAT`)."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

SERVER = ("streamlit", "uvicorn", "websockets")
REQUESTS = "uvicorn.access"
_PASSWORD = re.compile(r"(?<=://)[^/\s@]*@")


def without_passwords(text: str) -> str:
    """The text without what stands before `@` in an address."""
    return _PASSWORD.sub("…@", text)


class TextFormatter(logging.Formatter):
    """Time, level, logger and message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One record; an exception follows on lines of its own."""
        return without_passwords(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a record: time (UTC), level, logger, message, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """One record, on one line."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return without_passwords(json.dumps(entry, ensure_ascii=False))


def set_up(log_format: str) -> None:
    """Send everything that is logged to standard error in the given format (`text` or `json`).

    Loggers of the server keep no handlers of their own. Requests are not logged: an address tells what
    somebody looked at, and a proxy keeps such a log where it is wanted.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("kpdata").setLevel(logging.INFO)
    for name in [name for name in root.manager.loggerDict if name.split(".")[0] in SERVER]:
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    requests = logging.getLogger(REQUESTS)
    requests.propagate = False
    requests.setLevel(logging.CRITICAL + 1)
