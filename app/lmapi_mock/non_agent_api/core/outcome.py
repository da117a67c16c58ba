"""What a request comes to: lines to print and to log, or a refusal that ends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Dialect(StrEnum):
    """Whose words the answers are in (section 1)."""

    DOCUMENTED = "documented"
    VICIDIAL = "vicidial"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that the endpoint can say, in both dialects side by side.

    Attributes:
        result: SUCCESS, NOTICE or ERROR.
        reason: the text after the result; the log's `result_reason`.
        vicidial: what VICIdial 2.14-202 prints after the reason, with `{fields}`.
        documented: what the Load Leads page prints there; None where it is the same.
        logged: the log's `data`; None for a line that leaves no log row.
        vicidial_prefix: what VICIdial prints before the result, on the same line.
        stage: the name of the stage that says it.
        cause: a sentence for people: when it is said.
        remedy: what would let the request pass, or where to see what was done; may hold the
            line's own `{fields}`.
    """

    result: str
    reason: str
    vicidial: str
    documented: str | None = None
    logged: str | None = None
    vicidial_prefix: str = ""
    stage: str = ""
    cause: str = ""
    remedy: str = ""


class Line(NamedTuple):
    """A message with its fields filled in."""

    message: Message
    fields: Mapping[str, Any]

    def text(self, dialect: Dialect) -> str:
        """The line as printed, with its newline."""
        message = self.message
        if dialect is Dialect.VICIDIAL:
            prefix, tail = message.vicidial_prefix, message.vicidial
        else:
            prefix, tail = "", message.documented or message.vicidial
        head = f"{message.result}: {message.reason}"
        return f"{prefix.format_map(self.fields)}{head}{tail.format_map(self.fields)}\n"

    @property
    def logged(self) -> str | None:
        """The log's `data`, None for a line that is not logged."""
        if self.message.logged is None:
            return None
        return self.message.logged.format_map(self.fields)


class Refusal(Exception):
    """The request ends here, with these lines; what was stored before stays stored.

    Args:
        lines: what is said.
        because: which of the message's causes it was, for the journal; the endpoint never says.
    """

    def __init__(self, *lines: Line, because: str = "") -> None:
        super().__init__(lines[0].message.reason)
        self.lines = lines
        self.because = because
