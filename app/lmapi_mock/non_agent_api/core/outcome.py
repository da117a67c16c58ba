"""What a request comes to: lines to print and to log, or a refusal that ends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any


class Dialect(StrEnum):
    """Whose words the answers are in (section 1)."""

    DOCUMENTED = "documented"
    VICIDIAL = "vicidial"


# Each is one of its kind, so that it is told from others by what it is: they are looked up often.
@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One thing that the endpoint can say, in both dialects side by side.

    A line is printed as `ERROR: add_lead PHONE NUMBER IN DNC - 7275551212|6666`: the result, the
    name of the function that was called, the reason, and what VICIdial or the page has after it.
    Functions that share a message therefore share its text.

    Attributes:
        result: SUCCESS, NOTICE or ERROR.
        reason: the text after the result and the function's name, as `PHONE NUMBER IN DNC`; may
            hold `{fields}`.
        vicidial: what VICIdial 2.14-202 prints after the reason, with `{fields}`.
        documented: what the Load Leads page prints there; None where it is the same.
        logged: the `data` of vicidial_api_log; None for a line that leaves no log row.
        vicidial_prefix: what VICIdial prints before the result, on the same line.
        stage: the name of the stage that says it.
        cause: a sentence for people: when it is said.
        remedy: what would let the request pass, or where to see what was done; may hold the
            line's own `{fields}`.
        names_function: whether the function's name stands before the reason, in print and log.
        prints_result: False for a line of data, of which only what stands after the reason is
            printed; result and reason then go to the log alone.
        status: HTTP's.
        ends_line: False where no line feed follows.
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
    names_function: bool = True
    prints_result: bool = True
    status: int = 200
    ends_line: bool = True


# Several are made for each request, in half the time that a tuple with names would take.
@dataclass(slots=True)
class Line:
    """A message with its fields filled in.

    Attributes:
        message: what is said.
        fields: the values of the message's `{fields}`.
        function: the name of the function that says it.
        is_documented: whether the Load Leads page documents the function; the words of any other
            are VICIdial's at every door.
    """

    message: Message
    fields: Mapping[str, Any]
    function: str
    is_documented: bool = True

    @property
    def reason(self) -> str:
        """What was said between the result and the values; the log's `result_reason`."""
        message = self.message
        if "{" not in message.reason:
            return _kind(message, self.function)
        reason = message.reason.format_map(self.fields)
        return f"{self.function} {reason}" if message.names_function else reason

    @property
    def kind(self) -> str:
        """The reason with the names of what it fills in, as `RESULTS FOUND: {rows}`.

        For logs and counters, which are to hold nobody's number and no end of texts.
        """
        return _kind(self.message, self.function)

    def text(self, dialect: Dialect) -> str:
        """The line as printed, with its newline."""
        is_documented = self.is_documented and dialect is not Dialect.VICIDIAL
        text = _text(self.message, self.function, is_documented=is_documented)
        return text.format_map(self.fields)

    @property
    def logged(self) -> str | None:
        """The log's `data`, None for a line that is not logged."""
        if self.message.logged is None:
            return None
        return self.message.logged.format_map(self.fields)


@lru_cache(maxsize=1024)
def _kind(message: Message, function: str) -> str:
    return f"{function} {message.reason}" if message.names_function else message.reason


@lru_cache(maxsize=256)
def _text(message: Message, function: str, *, is_documented: bool) -> str:
    """A line as printed, with its `{fields}`."""
    prefix, tail = message.vicidial_prefix, message.vicidial
    if is_documented:
        prefix, tail = "", message.documented or message.vicidial
    head = ""
    if message.prints_result:
        called = f"{_literal(function)} " if message.names_function else ""
        head = f"{_literal(message.result)}: {called}{message.reason}"
    end = "\n" if message.ends_line else ""
    return f"{prefix}{head}{tail}{end}"


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


class Refusal(Exception):
    """The request ends here, with these lines; what was stored before stays stored.

    Args:
        lines: what is said.
        because: which of the message's causes it was, for the journal; the endpoint never says.
    """

    def __init__(self, *lines: Line, because: str = "") -> None:
        super().__init__(lines[0].reason)
        self.lines = lines
        self.because = because
