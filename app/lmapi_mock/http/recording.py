"""Making a journal entry of a request and its answer."""

from __future__ import annotations

from typing import Any

from lmapi_mock.faults.kinds import Fired
from lmapi_mock.http.connection import Unread
from lmapi_mock.http.request_id import request_id
from lmapi_mock.journal.entry import BODY_KEPT, MARGIN, Entry, without_passwords, without_secrets
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
from lmapi_mock.world import World

SAME_LEAD = ("user", "list_id", "phone_number", "first_name", "last_name", "vendor_lead_code")
"""Parameters by which a lead is the same as another."""


def record(
    world: World,
    scope: Any,
    request: Request,
    body: bytes,
    dialect: Dialect | None,
    given: Answer,
    seconds: float,
    fault: Fired | None = None,
) -> Entry:
    """Keep a request in its world's journal, and return what is kept.

    Args:
        world: whose journal.
        scope: the ASGI scope.
        request: what the endpoint was given.
        body: the body as sent.
        dialect: whose words the answer is in; None for a path that is none of the endpoint's.
        given: the answer.
        seconds: how long it took.
        fault: what the request has met.
    """
    if given.secrets:
        world.secrets = given.secrets
    if given.call is not None:
        world.non_latin = given.call.tx.non_latin
    secrets = world.secrets
    entry = Entry(
        at=(given.call.now if given.call is not None else world.clock.now()).utc,
        method=scope["method"],
        path=masked_path(request.path, secrets),
        query=given.call.given.query if given.call else masked_pairs(request.query, secrets),
        headers=without_secrets(scope["headers"], secrets),
        body=_kept(body, request.content_type, secrets) if body else b"",
        body_size=len(body),
        remote_ip=request.remote_ip,
        request_id=masked_words(request_id(scope), world.secrets),
        dialect=dialect,
        campaing_spelling=request.campaing_spelling,
        is_left_out=request.functions is not None and given.function not in request.functions,
        status=given.status,
        said="" if given.lines else masked_words(given.text, secrets),
        lines=tuple([without_passwords(line, secrets) for line in given.lines]),
        function=masked_words(given.function, secrets),
        user=masked_value("user", given.user, secrets),
        fault=fault,
        seconds=seconds,
        secrets=secrets,
    )
    if entry.query != request.query:
        entry.hidden_query = hidden_in(request.query, entry.query)
    if entry.body != body and not entry.is_cut:
        entry.hidden_body = hidden_in(body, entry.body)
    if given.call is not None:
        _add_call(entry, given.call, given.watched)
    _add(world, entry, scope)
    return entry


_RAW_KEPT = 1024
"""How much is kept of what is no HTTP at all."""


def record_unread(world: World, scope: Any, unread: Unread, said: str) -> Entry:
    """Keep a request that did not come to the endpoint, as far as it can be told.

    Args:
        world: whose journal.
        scope: the ASGI scope, with what could be read.
        unread: why it went no further, and its first bytes.
        said: the answer's text.
    """
    client = scope.get("client")
    is_http = bool(scope["method"])
    raw = b"" if is_http else masked_body(unread.head[:_RAW_KEPT], "", world.secrets)
    entry = Entry(
        at=world.clock.now().utc,
        method=scope["method"],
        path=masked_path(scope["path"], world.secrets),
        query=masked_pairs(scope["query_string"], world.secrets),
        headers=without_secrets(scope["headers"], world.secrets),
        body=raw,
        body_size=len(raw),
        remote_ip=client[0] if client else "",
        request_id=masked_words(request_id(scope), world.secrets),
        dialect=None,
        campaing_spelling=False,
        status=unread.status,
        said=said,
        lines=(),
        function="",
        user="",
        unreadable=unread.why,
    )
    _add(world, entry, scope)
    return entry


def _add(world: World, entry: Entry, scope: Any) -> None:
    if not world.dialer_answers:
        world.journal.add(entry)
        return
    entry.dialer = answer = world.dialer_answers.pop(tuple(scope["client"] or ()), None)
    world.journal.add(entry)
    if answer is not None:
        answer.entry_id = entry.id


def _kept(body: bytes, content_type: str, secrets: Secrets) -> bytes:
    """The beginning of a body, without passwords."""
    return masked_body(body[: BODY_KEPT + MARGIN], content_type, secrets)[:BODY_KEPT]


def _add_call(entry: Entry, call: Call, watched: Watched | None) -> None:
    entry.stages = tuple(call.stages)
    entry.said_after = tuple(call.said_after)
    entry.because = call.because
    entry.rows = tuple(call.tx.written)
    entry.non_latin = call.tx.non_latin
    entry.watched = watched
    entry.noted = call.noted
    entry.broke = call.broke
    entry.ended = call.broke is not None and call.sql_failures is SqlFailures.PHP8
    entry.lead_id = call.lead_id
    if call.lead_id and call.function.stores_lead:
        value = call.value
        entry.lead = tuple([value[name] for name in SAME_LEAD])
