"""What a stage is given: the request, who sent it, when, and the database to work on."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from lmapi_mock.clock import Moment
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message, Refusal
from lmapi_mock.non_agent_api.core.stage import Instead, Stage
from lmapi_mock.non_agent_api.wire.parse import Parameters
from lmapi_mock.store.sql.transaction import Row, Transaction


class Request(NamedTuple):
    """One HTTP request, as far as the endpoint looks at it.

    Attributes:
        path: the path.
        query: the query string as sent; as a call holds it, without passwords.
        parameters: what PHP makes of query and body.
        content_type: the header's value.
        remote_ip: the peer's address.
        campaing_spelling: whether `campaing`, as the page spells it, is read as campaign_id.
        origin: scheme, name of the Host header and the server's own port: `http://lmapi:8080`.
    """

    path: str
    query: bytes
    parameters: Parameters
    content_type: str
    remote_ip: str
    campaing_spelling: bool = False
    origin: str = ""


@dataclass(slots=True)
class Call:
    """A request on its way through the stages.

    Attributes:
        given: the request as received.
        function: what is called.
        dialect: whose answer it gets; two rules of section 5 and 1 depend on it.
        value: the cleaned parameters by name; stages put defaults and look-ups in.
        now: the moment at which everything in this request happens.
        tx: the transaction that it all is stored in.
        caller: the vicidial_users row, once the login is good.
        allowed_lists: the identifiers, as text, that a restricted user may load; None for all.
        areacode: the first three characters of the phone number.
        prefix: the three after those; only the fourth once usacan_prefix_check has looked.
        gmt_offset: the looked-up offset as the answer prints it.
        lead_id: of the lead, once it is stored.
        lines: what has been said so far.
        instead: what runs in place of stages: a fault's doing.
        stages: those that have begun.
        said_after: how many lines were said after each stage that has ended.
        because: why the last stage refused, where its message has several causes.
        noted: what stages note for the function's findings, by a name of their own.
    """

    given: Request
    function: Function
    dialect: Dialect
    value: dict[str, str]
    now: Moment
    tx: Transaction
    caller: Row | None = None
    allowed_lists: frozenset[str] | None = None
    areacode: str = ""
    prefix: str = ""
    gmt_offset: str = ""
    lead_id: int = 0
    lines: list[Line] = field(default_factory=list)
    instead: Instead = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    said_after: list[int] = field(default_factory=list)
    because: str = ""
    noted: dict[str, Any] = field(default_factory=dict)

    @property
    def user(self) -> str:
        """The API user as sent, cleaned."""
        return self.value["user"]

    def count(self, name: str, number: int = 1) -> None:
        """Add to a number that the function's findings tell."""
        self.noted[name] = self.noted.get(name, 0) + number

    def say(self, message: Message, **fields: Any) -> None:
        """Add a line to the answer; the request's own values fill what `fields` leaves out."""
        self.lines.append(self.line(message, **fields))

    def refusal(self, message: Message, *, because: str = "", **fields: Any) -> Refusal:
        """The refusal that ends the request with this line, for the caller to raise."""
        return Refusal(self.line(message, **fields), because=because)

    @staticmethod
    def names(message: Message) -> tuple[str, ...]:
        """The fields that occur in any of a message's texts."""
        return _names(message)

    def line(self, message: Message, **fields: Any) -> Line:
        """The message with what it needs of `fields` and of the request's own values."""
        value = self.value
        return Line(
            message,
            {name: fields[name] if name in fields else value[name] for name in _names(message)},
            self.function.name,
            self.function.is_documented,
        )


@cache
def _names(message: Message) -> tuple[str, ...]:
    """The fields that occur in any of a message's texts."""
    texts = (
        message.vicidial_prefix,
        message.reason,
        message.vicidial,
        message.documented,
        message.logged,
    )
    found = {
        name: None
        for text in texts
        for _, name, _, _ in string.Formatter().parse(text or "")
        if name is not None
    }
    return tuple(found)


def read_campaing(value: dict[str, str], sent: Parameters) -> None:
    """Take `campaing`, the page's spelling, for a campaign_id that was not sent (section 5)."""
    if "campaing" in value and "campaign_id" not in sent:
        value["campaign_id"] = value["campaing"]
