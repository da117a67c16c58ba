"""What a stage is given: the request, who sent it, when, and the database to work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lmapi_mock.clock import Moment
from lmapi_mock.non_agent_api.outcome import Dialect, Message, Refusal, Reply, refuse
from lmapi_mock.non_agent_api.parse import Parameters
from lmapi_mock.store.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, as far as the endpoint looks at it.

    Attributes:
        path: the path, for vicidial_api_urls.
        query: the query string as sent.
        parameters: what PHP makes of query and body.
        remote_ip: the peer's address.
        campaing_spelling: whether `campaing`, as the page spells it, is read as campaign_id.
    """

    path: str
    query: bytes
    parameters: Parameters
    remote_ip: str
    campaing_spelling: bool = False


@dataclass(slots=True)
class Call:
    """A request on its way through the stages.

    Attributes:
        given: the request as received.
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
        reply: the lines said so far.
    """

    given: Request
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
    reply: Reply = field(default_factory=Reply)

    @property
    def user(self) -> str:
        """The API user as sent, cleaned."""
        return self.value["user"]

    def say(self, message: Message, **fields: Any) -> None:
        """Add a line to the answer; the request's own values fill what `fields` leaves out."""
        self.reply.add(message, **(self.value | fields))

    def refusal(self, message: Message, **fields: Any) -> Refusal:
        """The refusal that ends the request with this line, for the caller to raise."""
        return refuse(message, **(self.value | fields))
