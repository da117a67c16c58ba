"""The server's log, on standard error: for people, or as one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Final

from lmapi_mock.settings import Settings

EXTRA: Final = ("request_id", "traceparent", "function", "user", "result", "status", "duration_ms")
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


def configure(settings: Settings) -> None:
    """Send everything from the settings' level on to standard error, in the settings' form."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handler.setFormatter(JSONFormatter() if settings.log_format == "json" else text)
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
