"""What a function answered, line by line; what some tell beyond that is in `replies`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeVar

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.testing.told import JournalFinding, Result

_RESULTS: Final[dict[str, Result]] = {"SUCCESS": "SUCCESS", "NOTICE": "NOTICE", "ERROR": "ERROR"}
# VICIdial prints a number before some results, on the same line.
_LINE: Final = re.compile(r"\S*?(SUCCESS|NOTICE|ERROR): (.*?)(?:(?: - |: )(.*))?")

Value = str | bytes | int | float | Decimal | dt.date | None
"""What a parameter may be; None leaves it out, and a datetime is a date too."""

_Rows = Callable[..., list[dict[str, Any]]]
_Find = Callable[[int], list[JournalFinding]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer.

    Attributes:
        result: SUCCESS, NOTICE or ERROR.
        reason: what follows it, as `add_lead LEAD HAS BEEN ADDED`.
        data: what follows that, as `["7275551212", "6666", "999", "1", "-5"]`.
        text: the whole line.
    """

    result: Result
    reason: str
    data: list[str]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Reply:
    """An answer.

    Attributes:
        text: all of it, as it came.
        status: HTTP's.
        id: the request's in the journal; None if a fault took the place of the answer.
        lead_id: the stored lead's; None if none was stored.
        sent: the parameters that were sent.
    """

    text: str
    status: int
    id: int | None
    lead_id: int | None
    _find: _Find = field(repr=False, compare=False)
    sent: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _rows: _Rows | None = field(default=None, repr=False, compare=False)

    @property
    def lines(self) -> list[Line]:
        """Its lines; none where something else than the endpoint answered."""
        found = []
        for text in self.text.splitlines():
            match = _LINE.fullmatch(text)
            if match:
                result, reason, data = match.groups()
                found.append(Line(_RESULTS[result], reason, data.split("|") if data else [], text))
        return found

    @property
    def ok(self) -> bool:
        """Whether it was done: of add_lead, whether the lead was added."""
        return any(line.result == "SUCCESS" for line in self.lines)

    @property
    def error(self) -> str | None:
        """Why it was refused, as `add_lead PHONE NUMBER IN DNC`; None if it was not."""
        return next((line.reason for line in self.lines if line.result == "ERROR"), None)

    @property
    def findings(self) -> list[JournalFinding]:
        """What the dialer swallowed of this request."""
        return [] if self.id is None else self._find(self.id)

    def __str__(self) -> str:
        return self.text


R = TypeVar("R", bound=Reply)


def read_reply(
    kind: type[R],
    text: str,
    status: int,
    request: str | None,
    lead: str | None,
    find: _Find,
    sent: Mapping[str, Any],
    rows: _Rows,
) -> R:
    """The reply that an answer is.

    Args:
        kind: what it is read as.
        text: the answer's.
        status: HTTP's.
        request: the header that says which entry of the journal explains it.
        lead: the one that says which lead it stored.
        find: gives the findings of an entry.
        sent: the parameters.
        rows: gives the rows of a table.

    Raises:
        LmapiMockError: the server keeps no journal, and so does not say which lead it stored.
    """
    reply = kind(
        text,
        status,
        int(request) if request else None,
        int(lead) if lead else None,
        find,
        sent,
        rows,
    )
    if sent.get("function") == "add_lead" and reply.ok and reply.id is None:
        raise LmapiMockError(
            "The server keeps no journal, without which nobody can say what it stored. "
            "Start it with --journal 10000, say."
        )
    return reply
