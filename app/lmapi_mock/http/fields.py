"""What a request's headers say to this server: read once, and of most requests not even that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from starlette.types import Scope

from lmapi_mock.remembering import RememberingShort

EXPLAIN: Final = b"x-lmapi-explain"
"""The request header that asks for the journal's entry and verdict, in headers of the answer."""

NAMESPACE: Final = b"x-lmapi-namespace"
"""The header that names a namespace, where the path does not."""

REQUEST_ID: Final = b"x-request-id"
"""Where a client says what it calls a request, and an answer does."""

FIELDS: Final = "lmapi.fields"
"""Where the scope of a request holds its `Fields`."""

_ACCEPTED: Final = re.compile(rb"[!-~]{1,100}")


class Fields(NamedTuple):
    """What is read of headers; of several of one name the first.

    Attributes:
        host: Host.
        content_type: Content-Type.
        content_length: Content-Length, 0 for none and for what is no length.
        range: Range.
        namespace: the namespace's name, empty for none.
        request_id: the client's own name for the request, empty for none that can be repeated.
        explains: whether the entry and the verdict are asked for.
        asks_for_id: whether the request's name is wanted in the answer.
    """

    host: bytes
    content_type: str
    content_length: int
    range: bytes
    namespace: str
    request_id: str
    explains: bool
    asks_for_id: bool


def fields_of(scope: Scope) -> Fields:
    """What the headers of a request say."""
    known: Fields | None = scope.get(FIELDS)
    if known is None:
        known = scope[FIELDS] = _READ[tuple(scope["headers"])]
    return known


def _read(headers: Sequence[tuple[bytes, bytes]]) -> Fields:
    first = dict(reversed(headers))
    length = first.get(b"content-length", b"")
    named = first.get(REQUEST_ID, b"")
    return Fields(
        host=first.get(b"host", b""),
        content_type=first.get(b"content-type", b"").decode("latin-1"),
        content_length=int(length) if length.isdigit() and len(length) < 20 else 0,
        range=first.get(b"range", b""),
        namespace=first.get(NAMESPACE, b"").decode("latin-1"),
        request_id=named.decode("ascii") if _ACCEPTED.fullmatch(named) else "",
        explains=(EXPLAIN, b"1") in headers,
        asks_for_id=REQUEST_ID in first or EXPLAIN in first,
    )


# A client sends the same with each request.
_READ: Final = RememberingShort(
    _read,
    most=64,
    longest=2048,
    length=lambda headers: sum([len(name) + len(value) for name, value in headers]),
)
