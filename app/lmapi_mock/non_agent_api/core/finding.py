"""A finding: what a dialer swallows silently, said out loud; and what is looked at to find it.

The general findings are in `lmapi_mock.findings`; a function's own stand in its folder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, Protocol

from lmapi_mock.non_agent_api.core.outcome import Dialect, Line
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.wire.masking import MASK, means_password
from lmapi_mock.non_agent_api.wire.parse import Parameters
from lmapi_mock.store.sql.written import Rows


class Severity(StrEnum):
    """How bad it is, from a hint to a lead or a request that is lost."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Greater is worse."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding.

    Attributes:
        severity: how bad.
        title: a few words for people.
        bites: what comes of it in production.
        remedy: what to do.
    """

    severity: Severity
    title: str
    bites: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was swallowed silently.

    Attributes:
        code: which kind it is of.
        message: a sentence for people.
        parameter: which one; nothing where it is about the request as a whole.
        sent: the value as sent, decoded.
        kept: what was made of it.
        severity: how bad this one is, where it is not as bad as its kind.
    """

    code: str
    message: str
    parameter: str = ""
    sent: str = ""
    kept: str = ""
    severity: Severity | None = None


def counted(number: int, one: str, many: str) -> str:
    """A number and what it counts, as `1 lead has` or `2 leads have`.

    Args:
        number: how many.
        one: what follows it where it is 1.
        many: what follows it else.
    """
    return f"{number} {one if number == 1 else many}"


class Outlook(NamedTuple):
    """What a list holds in store for its leads.

    Attributes:
        exists: whether there is such a list.
        is_active: whether it is switched on.
        campaign: the identifier of the campaign that it names.
        campaign_exists: whether there is such a campaign.
        campaign_is_active: whether that is switched on.
        labels: the custom fields that hold values.
        encrypted: those of them that a dialer encrypts.
    """

    exists: bool = False
    is_active: bool = False
    campaign: str = ""
    campaign_exists: bool = False
    campaign_is_active: bool = False
    labels: frozenset[str] = frozenset()
    encrypted: frozenset[str] = frozenset()


class Watched(NamedTuple):
    """What was noted of a request.

    Attributes:
        outlook: of the list that it is for.
        offset_guessed: whether the offset is the country's first, for want of the area code's.
        password_cleaned: whether cleaning dropped something of the password.
        zone_missed: whether what tz_method asked for found nothing, so that the number decided.
        shows_sql: whether a dialer would print its SQL, as DB=1 asks for (W3, A21).
    """

    outlook: Outlook
    offset_guessed: bool
    password_cleaned: bool
    zone_missed: bool = False
    shows_sql: bool = False


NO_LIST: Final = Outlook()


class Seen(Protocol):
    """What is looked at of a request: the journal's entry, as far as findings go.

    Attributes:
        at: the world's clock when it came, aware, in UTC.
        function: what was called, cleaned.
        user: who called, cleaned.
        dialect: whose words the answer is in; None for a path that is none of the endpoint's.
        query: the query as sent, without passwords.
        parameters: what PHP made of query and body.
        cleaned: what the function reads, as cleaning left it.
        stages: those that began.
        rows: what was stored, changed or removed.
        lead_id: of the lead that was stored, 0 if none was.
        repeats: the id of an earlier request that stored the same lead, 0 if there is none.
        watched: what only the database knew; None where nobody looked.
        noted: what the function's own stages noted for its findings (`Call.noted`).
        non_latin: use_non_latin = 1.
        campaing_spelling: whether `campaing` was read as campaign_id.
    """

    at: dt.datetime
    function: str
    user: str
    dialect: Dialect | None
    query: bytes
    stages: tuple[Stage, ...]
    rows: Rows
    lead_id: int
    repeats: int
    watched: Watched | None
    noted: Mapping[str, Any]
    non_latin: bool
    campaing_spelling: bool

    @property
    def lines(self) -> tuple[Line, ...]:
        """The answer, line by line."""

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the body is known, and so not all that was sent."""

    @property
    def parameters(self) -> Parameters:
        """What PHP made of query and body."""

    @property
    def cleaned(self) -> Mapping[str, str]:
        """What the function reads, as cleaning left it."""


def said(seen: Seen, *messages: object) -> Sequence[Line]:
    """The lines of the answer that are any of these messages."""
    return [line for line in seen.lines if line.message in messages]


def text_of(seen: Seen, name: str) -> str:
    """A parameter's value as text, bytes that are no UTF-8 as lone surrogates."""
    if means_password(name):
        return MASK
    return seen.parameters.get(name).decode("utf-8", "surrogateescape")


def outlook_of(seen: Seen) -> Outlook:
    """What was noted of the request's list."""
    return NO_LIST if seen.watched is None else seen.watched.outlook


def has_country_code(seen: Seen) -> bool:
    """Whether the phone number begins with a country's code, as far as that can be told."""
    code = (seen.cleaned.get("phone_code") or "1").lstrip("0")
    kept = seen.cleaned["phone_number"]
    is_american = code == "1" and len(kept) == 11 and kept[0] == "1"
    return is_american or text_of(seen, "phone_number").lstrip().startswith("+")
