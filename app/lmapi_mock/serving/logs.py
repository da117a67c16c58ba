"""The server's log, on standard error: for people, or as one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Final

from lmapi_mock.serving.colours import coloured, has_colours
from lmapi_mock.settings import Settings

EXTRA: Final = (
    "request_id",
    "traceparent",
    "method",
    "path",
    "door",
    "namespace",
    "function",
    "user",
    "list_id",
    "phone_number",
    "result",
    "status",
    "lead_id",
    "findings",
    "fault",
    "duration_ms",
)
"""What a line about a request carries besides its text; never a password."""


class JSONFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with what it carries."""
        line: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(
                "T", "milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """Lines for people, their level in colour where somebody looks at a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        self._has_colours = has_colours(sys.stderr)

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = super().format(record)
        if not self._has_colours:
            return line
        level = record.levelname
        colour = "red" if record.levelno >= logging.ERROR else "yellow"
        if record.levelno < logging.WARNING:
            colour = "grey"
        return line.replace(level, coloured(level, colour, sys.stderr), 1)


def configure(settings: Settings) -> None:
    """Send everything from the settings' level on to standard error, in the settings' form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONFormatter() if settings.log_format == "json" else TextFormatter())
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
