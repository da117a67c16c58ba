"""A journal entry as a request once more, with a password where the journal hides one."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from lmapi_mock.errors import JournalError
from lmapi_mock.journal.entry import BODY_KEPT, Entry
from lmapi_mock.non_agent_api.wire.masking import MASK, MASKED
from lmapi_mock.non_agent_api.wire.parse import is_multipart, is_urlencoded, variable_name

_PART: Final = re.compile(
    rb"(\bname[ \t]*=[ \t]*[\"']?pass\b[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)" + MASK.encode(),
    re.IGNORECASE,
)
"""The hidden password of a multipart form, and what stands before it."""


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
        return _PART.sub(lambda found: found[1] + password.encode(), entry.body)
    return _pairs(entry.body, password) if is_urlencoded(entry.content_type) else entry.body


def hides_password(entry: Entry) -> bool:
    """Whether the request had a password, which the journal hides."""
    return entry.sent.get(MASKED) == MASK


def _pairs(pairs: bytes, password: str) -> bytes:
    shown = quote(password, safe="").encode()
    return b"&".join([_pair(pair, shown) for pair in pairs.split(b"&")])


def _pair(pair: bytes, password: bytes) -> bytes:
    name, equals, value = pair.partition(b"=")
    hidden = value == MASK.encode() and variable_name(name) == MASKED
    return name + equals + password if equals and hidden else pair
