"""A journal entry as a request once more, with a password where the journal hides one."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from lmapi_mock.errors import JournalError
from lmapi_mock.journal.entry import BODY_KEPT, Entry
from lmapi_mock.non_agent_api.wire import multipart, urlencoded
from lmapi_mock.non_agent_api.wire.masking import MASK, MASKED, replaced
from lmapi_mock.non_agent_api.wire.parse import is_multipart, is_urlencoded, multipart_boundary

_HIDDEN: Final = MASK.encode()


def query_with(entry: Entry, password: str) -> bytes:
    """The query as sent, the password in its place."""
    return _pairs(entry.query, password)


def body_with(entry: Entry, password: str) -> bytes:
    """The body as sent, the password in its place.

    Raises:
        JournalError: the journal holds only the beginning of it.
    """
    if entry.body_size > len(entry.body) and len(entry.body) >= BODY_KEPT:
        raise JournalError(
            "body_cut",
            f"Of the {entry.body_size} bytes of this request's body the journal holds the first "
            f"{len(entry.body)}.",
            "Send it from where it came.",
        )
    if is_multipart(entry.content_type):
        return _parts(entry, password.encode())
    return _pairs(entry.body, password) if is_urlencoded(entry.content_type) else entry.body


def hides_password(entry: Entry) -> bool:
    """Whether the request had a password, which the journal hides."""
    return entry.sent.get(MASKED) == MASK


def _pairs(pairs: bytes, password: str) -> bytes:
    shown = quote(password, safe="").encode()
    spans = [
        (start, end)
        for name, start, end, _ in urlencoded.pairs(pairs)
        if pairs[start:end] == _HIDDEN and urlencoded.variable_name(name) == MASKED
    ]
    return replaced(pairs, spans, shown)


def _parts(entry: Entry, password: bytes) -> bytes:
    boundary = multipart_boundary(entry.content_type).encode("latin-1", "replace")
    spans = [
        (start, end)
        for name, start, end in (multipart.fields(entry.body, boundary) if boundary else ())
        if entry.body[start:end] == _HIDDEN and urlencoded.php_name(name)[0] == MASKED
    ]
    return replaced(entry.body, spans, password)
