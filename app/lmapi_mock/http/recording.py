"""Making a journal entry of a request and its answer; who keeps it is another's affair."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from lmapi_mock.faults.kinds import Fired
from lmapi_mock.http.connection import Unread
from lmapi_mock.http.request_id import request_id
from lmapi_mock.journal.entry import BODY_KEPT, MARGIN, Entry, without_secrets
from lmapi_mock.journal.journal import Journal
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.non_agent_api.core.call import Call, Request
from lmapi_mock.non_agent_api.core.failing import SqlFailures
from lmapi_mock.non_agent_api.core.finding import Watched
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.endpoint import Answer
from lmapi_mock.non_agent_api.wire.masking import (
    Secrets,
    hidden_in,
    masked_body,
    masked_pairs,
    masked_path,
    masked_value,
    masked_words,
)
from lmapi_mock.remembering import RememberingShort
from lmapi_mock.store.own_tables.shared_clock import kept_clock
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.world import World

SAME_LEAD = ("user", "list_id", "phone_number", "first_name", "last_name", "vendor_lead_code")
"""Parameters by which a lead is the same as another."""

_WHAT_IS_SAME: Final = itemgetter(*SAME_LEAD)


def entry_of(
    world: World,
    scope: Any,
    request: Request,
    body: bytes,
    dialect: Dialect | None,
    answered: Answer,
    seconds: float,
    fault: Fired | None = None,
) -> Entry:
    """What the journal is to keep of a request.

    Args:
        world: whose journal.
        scope: the ASGI scope.
        request: what the endpoint was given.
        body: the body as sent.
        dialect: whose words the answer is in; None for a path that is none of the endpoint's.
        answered: the answer.
        seconds: how long it took.
        fault: what the request has met.
    """
    if answered.secrets:
        world.secrets = answered.secrets
    if answered.call is not None:
        world.non_latin = answered.call.tx.non_latin
    secrets = world.secrets
    entry = Entry(
        at=(answered.call.now if answered.call is not None else world.clock.now()).utc,
        method=masked_words(scope["method"], secrets),
        path=masked_path(request.path, secrets),
        query=answered.call.request.query
        if answered.call
        else masked_pairs(request.query, secrets),
        headers=without_secrets(scope["headers"], secrets),
        body=_kept(body, request.content_type, secrets) if body else b"",
        body_size=len(body),
        remote_ip=request.remote_ip,
        request_id=masked_words(request_id(scope), secrets),
        dialect=dialect,
        campaing_spelling=request.campaing_spelling,
        is_left_out=request.functions is not None and answered.function not in request.functions,
        status=answered.status,
        said="" if answered.lines else masked_words(answered.text, secrets),
        unmasked_lines=answered.lines,
        function=masked_words(answered.function, secrets),
        user=masked_value("user", answered.user, secrets),
        fault=fault,
        seconds=seconds,
        secrets=secrets,
    )
    if entry.query != request.query:
        entry.hidden_query = hidden_in(request.query, entry.query)
    if entry.body != body and not entry.is_cut:
        entry.hidden_body = hidden_in(body, entry.body)
    if answered.call is not None:
        _add_call(entry, answered.call, answered.watched)
    return entry


@dataclass(slots=True)
class Noting:
    """Has a request's entry stored in the transaction of what it tells of.

    Attributes:
        journal: one that several processes share.
        make: `entry_of` with all that is known when the request comes.
        begun: when that was, by `time.perf_counter`.
        is_looked_at: whether somebody looks at the entry with the answer.
        fired: what the request has met.
        entry: what was stored; None before that, and where the transaction came to nothing.
        is_away: whether the database could not be used.
        tried: each that was made for a transaction, whatever became of that.
    """

    journal: SharedJournal
    make: Callable[[Answer, float, Fired | None], Entry]
    begun: float
    is_looked_at: bool
    fired: Fired | None = None
    entry: Entry | None = None
    is_away: bool = False
    tried: list[Entry] = field(default_factory=list)

    def store(self, tx: Transaction, answered: Answer) -> None:
        """Have it stored at the end of the transaction that the answer is made in."""
        self.entry = None

        def made() -> Entry:
            self.entry = self.make(answered, time.perf_counter() - self.begun, self.fired)
            self.tried.append(self.entry)
            return self.entry

        journal = self.journal
        tx.store_at_last(journal.store_looking if self.is_looked_at else journal.store, made)


def store_alone(world: World, journal: SharedJournal, entry: Entry, tx: Transaction) -> None:
    """Store an entry that nothing else is stored with.

    Nothing may have told this process yet that another has set the clock.

    Args:
        world: whose journal it is.
        journal: one that several processes share.
        entry: of what came to no function, or came to nothing.
        tx: of requests.
    """
    if tx.keeps_clock:
        stood = world.clock.state
        world.clock.take(tx.cached(kept_clock))
        if world.clock.state != stood:
            entry.at = world.clock.now().utc
    tx.store_at_last(journal.store, lambda: entry)


_RAW_KEPT = 1024
"""How much is kept of what is no HTTP at all."""


def entry_of_unread(world: World, scope: Any, unread: Unread, said: str) -> Entry:
    """What it is to keep of a request that did not come to the endpoint, as far as it is told.

    Args:
        world: whose journal.
        scope: the ASGI scope, with what could be read.
        unread: why it went no further, and its first bytes.
        said: the answer's text.
    """
    client = scope.get("client")
    is_http = bool(scope["method"])
    secrets = world.secrets
    raw = b"" if is_http else masked_body(unread.head[:_RAW_KEPT], "", secrets)
    return Entry(
        at=world.clock.now().utc,
        method=masked_words(scope["method"], secrets),
        path=masked_path(scope["path"], secrets),
        query=masked_pairs(scope["query_string"], secrets),
        headers=without_secrets(scope["headers"], secrets),
        body=raw,
        body_size=len(raw),
        remote_ip=client[0] if client else "",
        request_id=masked_words(request_id(scope), secrets),
        dialect=None,
        campaing_spelling=False,
        status=unread.status,
        said=said,
        unmasked_lines=(),
        function="",
        user="",
        unreadable=unread.why,
    )


def keep(world: World, journal: Journal, entry: Entry, scope: Any) -> None:
    """Put an entry into its world's journal, with what a dialer beside has answered."""
    if not world.dialer_answers:
        journal.add(entry)
        return
    entry.dialer = answer = world.dialer_answers.pop(tuple(scope["client"] or ()), None)
    journal.add(entry)
    if answer is not None:
        answer.entry_id = entry.id


_NOTHING: Final[Mapping[str, Any]] = {}
_SAID_AFTER: Final = RememberingShort(lambda said_after: said_after, most=256, longest=64)


def _kept(body: bytes, content_type: str, secrets: Secrets) -> bytes:
    """The beginning of a body, without passwords."""
    return masked_body(body[: BODY_KEPT + MARGIN], content_type, secrets)[:BODY_KEPT]


def _add_call(entry: Entry, call: Call, watched: Watched | None) -> None:
    # What many have in common is one object for all of them: the journal keeps thousands.
    entry.stages = call.stages[: call.begun]
    entry.said_after = _SAID_AFTER[tuple(call.said_after)]
    entry.because = call.because
    entry.rows = call.tx.written.keep()
    entry.non_latin = call.tx.non_latin
    entry.watched = watched
    entry.noted = call.noted or _NOTHING
    entry.broke = call.broke
    entry.ended = call.broke is not None and call.sql_failures is SqlFailures.PHP8
    entry.lead_id = call.lead_id
    if call.lead_id and call.function.stores_lead:
        entry.lead = _WHAT_IS_SAME(call.value)
