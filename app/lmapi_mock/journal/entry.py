"""One request as the journal keeps it: small, without a password, everything else worked out later.

Keeping it costs every request, reading it only those who look: so parameters, cleaned values,
verdicts and findings are made of it when it is asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from lmapi_mock.faults.kinds import Fired
from lmapi_mock.journal.dialer_answer import DialerAnswer
from lmapi_mock.journal.remembered import remembered
from lmapi_mock.journal.subject import decoded, subject_of
from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.core.call import read_campaing
from lmapi_mock.non_agent_api.core.failing import Broke
from lmapi_mock.non_agent_api.core.finding import Watched
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.wire.masking import (
    MASK,
    NO_SECRETS,
    Secrets,
    masked_header,
    masked_text,
    masked_value,
    masked_words,
    means_password,
)
from lmapi_mock.non_agent_api.wire.parse import Parameters, read_parameters
from lmapi_mock.patterns.subject import Subject
from lmapi_mock.remembering import RememberingShort
from lmapi_mock.store.sql.written import NO_ROWS, Rows

BODY_KEPT: Final = 64 * 1024
"""How much of a body is kept, in bytes."""

MARGIN: Final = 1024
"""What is looked at of a body behind what is kept, in bytes: a password may stand on the edge."""

SECRET_HEADERS: Final = frozenset(
    {b"authorization", b"cookie", b"proxy-authorization", b"x-api-key", b"x-auth-token"}
)
"""Headers whose values are hidden, beside those whose names mean a password."""

_MASK: Final = MASK.encode()
_LONGEST_REMEMBERED: Final = 256
"""Longer values of headers are masked anew each time, in bytes."""

_LONGEST_HEADERS: Final = 2048
"""The same of all headers of a request together."""


class Withheld(NamedTuple):
    """What is known of the passwords of a request that was stored without them.

    Attributes:
        is_users: whether it was the user's own, as it stands in the table of users.
        is_demo: whether it was that of the demo data's user, and he called.
        is_more: whether anything is hidden besides, which nobody can put in its place.
    """

    is_users: bool
    is_demo: bool
    is_more: bool


@dataclass(kw_only=True, slots=True, eq=False, weakref_slot=True)
class Entry:
    """A request, its answer, and what happened between.

    Attributes:
        id: its number in the journal, from 1, which the journal gives it.
        weight: how much memory it takes in the journal, about, in bytes; the journal says it.
        at: the world's clock when it came, aware, in UTC.
        method: HTTP's.
        path: as sent, without a namespace before it.
        query: as sent, the password hidden.
        headers: as sent, those that are secret hidden.
        body: as sent, the password hidden, cut after BODY_KEPT bytes.
        body_size: of the whole body, in bytes.
        remote_ip: whence it came.
        request_id: what its client called it in X-Request-Id, or the server's name for it.
        dialect: whose words the answer is in; None for a path that is none of the endpoint's.
        campaing_spelling: whether `campaing` was read as campaign_id.
        is_left_out: whether the function called is none that --functions lets its path know.
        status: HTTP's.
        said: the answer's text where it was not said in lines.
        unmasked_lines: the answer, line by line, for nobody but `lines`, which hides passwords.
        function: what was called, cleaned.
        user: who called, cleaned.
        stages: those that began; the last one refused if it has no place in `said_after`.
        said_after: how many lines had been said after each stage.
        because: which of the refusal's causes it was, where its message has several.
        rows: what was stored, with what log and journal of VICIdial were written.
        lead_id: the lead's, 0 if none was stored.
        lead: what makes the stored lead the same as another; None if none was stored.
        repeats: the id of an earlier request that stored the same lead, 0 if there is none; the
            journal finds it.
        watched: what was noticed while the request's transaction stood.
        noted: what the function's stages noted for its findings.
        broke: the first statement of the engine's that its values break.
        ended: whether that ended it.
        non_latin: use_non_latin = 1.
        secrets: the passwords of the users that there were, which are not shown.
        fault: what the request met, if it met a fault.
        unreadable: why it could not be read, where it could not.
        seconds: from the request's last byte to the answer's first, faults' delays left out.
        dialer: what the dialer has answered to the same; None without a dialer beside.
        hidden_query: what is hidden in the query, in its order, for nobody but a replay.
        hidden_body: the same of the body.
        withheld: in their place, of an entry that was read from a database; else None.
    """

    at: dt.datetime
    method: str
    path: str
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    body_size: int
    remote_ip: str
    dialect: Dialect | None
    campaing_spelling: bool
    status: int
    request_id: str = ""
    is_left_out: bool = False
    said: str
    unmasked_lines: tuple[Line, ...] = field(repr=False)
    function: str
    user: str
    stages: tuple[Stage, ...] = ()
    said_after: tuple[int, ...] = ()
    because: str = ""
    rows: Rows = NO_ROWS
    lead_id: int = 0
    lead: tuple[str, ...] | None = None
    repeats: int = 0
    watched: Watched | None = None
    noted: Mapping[str, Any] = field(default_factory=dict)
    broke: Broke | None = None
    ended: bool = False
    non_latin: bool = False
    secrets: Secrets = NO_SECRETS
    fault: Fired | None = None
    unreadable: str = ""
    seconds: float = 0.0
    dialer: DialerAnswer | None = None
    hidden_query: tuple[bytes, ...] = field(default=(), repr=False)
    hidden_body: tuple[bytes, ...] = field(default=(), repr=False)
    withheld: Withheld | None = None
    id: int = 0
    weight: int = 0

    @property
    def called(self) -> Function:
        """The function that answered, with what it reads."""
        return functions.NO_FUNCTION if self.is_left_out else functions.named(self.function)

    @property
    def content_type(self) -> str:
        """The header's value."""
        return self.header("content-type")

    def header(self, name: str) -> str:
        """A header's value, nothing where it was not sent."""
        wanted = name.encode()
        return next((v.decode("latin-1") for n, v in self.headers if n == wanted), "")

    @property
    def parameters(self) -> Parameters:
        """What PHP made of query and body."""
        made: Parameters = _PARAMETERS[self]
        return made

    @property
    def sent(self) -> dict[str, str]:
        """The decoded parameters by name; of a name in query and body the query's."""
        made: dict[str, str] = _SENT[self]
        return made

    @property
    def subject(self) -> Subject:
        """What patterns are held against: as faults were, and the answer besides."""
        asked = subject_of(
            self.method,
            self.path,
            self.parameters,
            self.remote_ip,
            function=self.function,
            user=self.user,
            secrets=self.secrets,
        )
        return replace(asked, status=self.status, result=self.result, response=self.text)

    @property
    def cleaned(self) -> Mapping[str, str]:
        """Every parameter that the function reads, as cleaning left it."""
        made: Mapping[str, str] = _CLEANED[self]
        return made

    @property
    def lines(self) -> tuple[Line, ...]:
        """The answer, line by line, the password hidden: a refused login echoes it."""
        made: tuple[Line, ...] = _LINES[self]
        return made

    @property
    def is_cut(self) -> bool:
        """Whether the journal holds the beginning of the body only."""
        return len(self.body) >= BODY_KEPT or self.body_size > BODY_KEPT + MARGIN

    @property
    def text(self) -> str:
        """The answer's text, in its own dialect."""
        return self.text_in(self.dialect) if self.dialect else self.said

    def text_in(self, dialect: Dialect) -> str:
        """The answer's text in a dialect."""
        return self.said or "".join([line.text(dialect) for line in self.lines])

    @property
    def refused(self) -> bool:
        """Whether nothing was done: an ERROR, or no answer of the endpoint's at all."""
        return self.status != 200 or any(line.message.result == "ERROR" for line in self.lines)

    @property
    def result(self) -> str:
        """ERROR or SUCCESS if the answer says either, else NOTICE; nothing without lines."""
        said = {line.message.result for line in self.lines}
        return next((result for result in ("ERROR", "SUCCESS", "NOTICE") if result in said), "")

    @property
    def refused_by(self) -> Stage | None:
        """The stage that ended the request; none where a statement broke it off."""
        if self.ended:
            return None
        return self.stages[-1] if len(self.said_after) < len(self.stages) else None

    def lines_of(self, place: int) -> tuple[Line, ...]:
        """What the stage at this place said."""
        first = self.said_after[place - 1] if place else 0
        last = self.said_after[place] if place < len(self.said_after) else len(self.lines)
        return self.lines[first:last]


def _parameters(entry: Entry) -> Parameters:
    return read_parameters(entry.query, entry.body, entry.content_type)


def _sent(entry: Entry) -> dict[str, str]:
    return decoded(entry.parameters)


def _cleaned(entry: Entry) -> Mapping[str, str]:
    cleaner = entry.called.cleaner
    cleaned = cleaner.clean(entry.parameters, non_latin=entry.non_latin)
    if entry.campaing_spelling:
        read_campaing(cleaned, entry.parameters)
    return cleaned


def _lines(entry: Entry) -> tuple[Line, ...]:
    return tuple([_without_passwords(line, entry.secrets) for line in entry.unmasked_lines])


_LOOKED_AT: Final = 16
"""Of so many entries, looked at one after another, what is made is remembered for a moment: kept
with each, it would take as much again as the journal."""

_LONG: Final = 64 * 1024
"""An entry of more bytes than these is not kept from being dropped by what was made of it."""


def _length(entry: Entry) -> int:
    return len(entry.path) + len(entry.query) + entry.body_size


def _looking(make: Callable[[Entry], Any]) -> RememberingShort:
    return RememberingShort(
        remembered(_LOOKED_AT)(make), most=_LOOKED_AT, longest=_LONG, length=_length
    )


_PARAMETERS: Final = _looking(_parameters)
_SENT: Final = _looking(_sent)
_CLEANED: Final = _looking(_cleaned)
_LINES: Final = _looking(_lines)


def _without_passwords(line: Line, secrets: Secrets) -> Line:
    fields = {
        name: masked_value(name, value, secrets) if isinstance(value, str) else value
        for name, value in line.fields.items()
    }
    return replace(line, fields=fields)


def without_secrets(
    headers: list[tuple[bytes, bytes]], secrets: Secrets = NO_SECRETS
) -> tuple[tuple[bytes, bytes], ...]:
    """Headers as the journal keeps them."""
    kept: tuple[tuple[bytes, bytes], ...] = _headers_with(secrets)[tuple(headers)]
    return kept


@lru_cache(maxsize=16)
def _headers_with(secrets: Secrets) -> RememberingShort:
    """What `without_secrets` makes of headers: a client sends the same with each request."""
    return RememberingShort(
        lambda headers: tuple(
            [(_kept_name(name, secrets), _kept(name, value, secrets)) for name, value in headers]
        ),
        most=64,
        longest=_LONGEST_HEADERS,
        length=lambda headers: sum([len(name) + len(value) for name, value in headers]),
    )


def _kept_name(name: bytes, secrets: Secrets) -> bytes:
    return masked_words(name.decode("latin-1"), secrets).encode("latin-1")


def _kept(name: bytes, value: bytes, secrets: Secrets) -> bytes:
    if name in SECRET_HEADERS or means_password(name.decode("latin-1")):
        return _MASK
    if len(value) > _LONGEST_REMEMBERED:
        return masked_text(value, secrets)
    return masked_header(value, secrets)
