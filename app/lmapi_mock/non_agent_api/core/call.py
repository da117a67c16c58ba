"""What a stage is given: the request, who sent it, when, and the database to work on."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple

from lmapi_mock.clock import Moment
from lmapi_mock.non_agent_api.core.failing import (
    LOG_ROW,
    LOG_URL,
    MOST_IN_A_STATEMENT,
    Broke,
    Culprit,
    EndedError,
    Fragile,
    SqlFailures,
    is_sql_text,
    sql_text,
)
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message, Refusal
from lmapi_mock.non_agent_api.core.outgoing import BUILD, VERSION, CallUrls, Outgoing
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
        functions: those that its path knows; None for all.
    """

    path: str
    query: bytes
    parameters: Parameters
    content_type: str
    remote_ip: str
    campaing_spelling: bool = False
    origin: str = ""
    functions: frozenset[str] | None = None

    def hidden(self, query: bytes, origin: str) -> Request:
        """The same with the query and the origin as they are kept, in a third of `_replace`."""
        return Request(
            self.path,
            query,
            self.parameters,
            self.content_type,
            self.remote_ip,
            self.campaing_spelling,
            origin,
            self.functions,
        )


@dataclass(slots=True)
class Call:
    """A request on its way through the stages.

    Attributes:
        request: the request as received.
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
        stages: those that it goes through, in turn.
        begun: how many of them have begun.
        said_after: how many lines were said after each stage that has ended.
        because: why the last stage refused, where its message has several causes.
        noted: what stages note for the function's findings, by a name of their own.
        sql_failures: what comes of a statement that a value breaks.
        call_urls: what becomes of the address that is called for a new lead.
        release: the version and the build that the dialer tells.
        outgoing: the call that it leads to.
        broke: the first one that broke, or would on a dialer.
        arrays: the parameters that were sent as arrays.
    """

    request: Request
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
    stages: tuple[Stage, ...] = ()
    begun: int = 0
    said_after: list[int] = field(default_factory=list)
    because: str = ""
    noted: dict[str, Any] = field(default_factory=dict)
    sql_failures: SqlFailures = SqlFailures.NONE
    call_urls: CallUrls = CallUrls.RECORD
    release: tuple[str, str] = (VERSION, BUILD)
    outgoing: Outgoing | None = None
    broke: Broke | None = None
    arrays: frozenset[str] = frozenset()
    _of_request: tuple[Culprit | None, Culprit | None] | None = None

    @property
    def user(self) -> str:
        """The API user as sent, cleaned."""
        return self.value["user"]

    def count(self, name: str, number: int = 1) -> None:
        """Add to a number that the function's findings tell."""
        self.noted[name] = self.noted.get(name, 0) + number

    def say(self, message: Message, **fields: Any) -> None:
        """Add a line to the answer; the request's own values fill what `fields` leaves out."""
        self.add(self.line(message, **fields))

    def add(self, line: Line) -> None:
        """Add a line to the answer; the engine logs it at once, and may fail there."""
        self.lines.append(line)
        if line.message.logged is None:
            return
        row, address = self.breaks_log(line)
        if row is not None:
            self.runs(LOG_ROW, row)
        if address is not None:
            self.runs(LOG_URL, address)

    def runs(self, fragile: Fragile, culprit: Culprit | None = None) -> bool:
        """Whether a statement of the engine's is run: not where it is broken, and passed over.

        Args:
            fragile: the statement.
            culprit: what breaks it; None leaves that to the parameters that it takes.

        Raises:
            EndedError: it is broken, and ends the request.
        """
        culprit = culprit or fragile.culprit(self.value)
        if culprit is None:
            return True
        if self.broke is None:
            self.broke = Broke(fragile, culprit, self.begun, len(self.lines), len(self.tx.written))
        if self.sql_failures is SqlFailures.PHP8:
            raise EndedError
        return self.sql_failures is SqlFailures.NONE

    def as_read(self, fragile: Fragile) -> dict[str, str]:
        """The parameters that a statement takes as MariaDB reads them there, if they break any.

        A backslash begins an escape then. Where values are data, there is nothing to be read.
        """
        if self.sql_failures is SqlFailures.NONE:
            return {}
        return {name: sql_text(self.value[name], fragile.quote) for name in fragile.takes}

    def breaks_log(self, line: Line) -> tuple[Culprit | None, Culprit | None]:
        """What of a line, or of the request, breaks its row of vicidial_api_log, and its address.

        The answer's text stands between `'` there, what is logged of it between `"`, which it does
        not hold; form and query as they came.
        """
        if self._of_request is None:
            self._of_request = _breaks_any_log(self.request)
        row, address = self._of_request
        if row is None:
            filled_in = "".join(map(str, line.fields.values()))
            if "'" in filled_in or "\\" in filled_in:
                row = _in_line(line)
        return row, address

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


_QUOTE: Final = ord("'")
_BACKSLASH: Final = ord("\\")


def _breaks_any_log(request: Request) -> tuple[Culprit | None, Culprit | None]:
    """What of a request breaks the log of each line, and that of its address."""
    row = address = None
    query = request.query
    if not request.parameters.body and _QUOTE not in query and _BACKSLASH not in query:
        return row, address
    name, last = request.parameters.last_of_body
    if not is_sql_text(last.decode("latin-1"), "'"):
        row = Culprit(name)
    # The variables of a body follow, without what could break it.
    text = query.decode("latin-1") + ("&" if request.parameters.body else "")
    if not is_sql_text(text, "'"):
        # A query that ends in a backslash breaks it as well.
        sent = request.parameters.query.items()
        holding = [name for name, value in sent if b"'" in value or value.endswith(b"\\")]
        address = Culprit(holding[0]) if holding else Culprit("", "the query")
    elif _address_size(request) > MOST_IN_A_STATEMENT:
        address = Culprit("", "a body of this size")
    return row, address


_AROUND: Final = 200
"""How long the rest of such a statement is, in bytes: scheme, host and path, and its SQL."""


def _address_size(request: Request) -> int:
    """How long the address makes its statement, about.

    A body stands behind the query, and in its place as well where there is none. The few marks
    that are left out of it do not matter here.
    """
    body = sum(len(name) + len(value) + 2 for name, value in request.parameters.body.items())
    return _AROUND + (len(request.query) or body) + body


def _in_line(line: Line) -> Culprit | None:
    if is_sql_text(line.reason, "'") and is_sql_text((line.logged or "").replace('"', "'"), '"'):
        return None
    return Culprit("", "a value in the answer")


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
