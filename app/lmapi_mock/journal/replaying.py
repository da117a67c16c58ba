"""A journal entry as a request once more: as it was sent, or with a password in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from lmapi_mock.errors import JournalError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.wire import multipart, urlencoded
from lmapi_mock.non_agent_api.wire.masking import MASK, MASKED, replaced, revealed
from lmapi_mock.non_agent_api.wire.parse import is_multipart, is_urlencoded, multipart_boundary

_HIDDEN = MASK.encode()
_Span = tuple[int, int]


def query_as_sent(entry: Entry, password: str | None = None) -> bytes:
    """The query as sent, all that the journal hides in its place, for nobody to see.

    Args:
        entry: the request.
        password: what stands in place of the password; None for what was sent.
    """
    if entry.withheld is not None:
        return entry.query if password is None else query_with(entry, password)
    sent = revealed(entry.query, entry.hidden_query)
    return sent if password is None else replaced(sent, _in_pairs(sent), _quoted(password))


def body_as_sent(entry: Entry, password: str | None = None) -> bytes:
    """The body as sent, likewise.

    Raises:
        JournalError: the journal holds only the beginning of it.
    """
    _refuse_cut(entry)
    if entry.withheld is not None:
        return entry.body if password is None else body_with(entry, password)
    sent = revealed(entry.body, entry.hidden_body)
    return sent if password is None else _with(entry, sent, password, lambda _: True)


def hides_logins_only(entry: Entry) -> bool:
    """Whether nothing but passwords of the login is hidden in a request, so far as it is kept."""
    if entry.is_cut:
        return True
    query = revealed(entry.query, entry.hidden_query)
    body = revealed(entry.body, entry.hidden_body)
    return replaced(query, _in_pairs(query), b"") == replaced(
        entry.query, _in_pairs(entry.query), b""
    ) and _with(entry, body, "", lambda _: True) == _with(entry, entry.body, "", lambda _: True)


def query_with(entry: Entry, password: str) -> bytes:
    """The query as the journal holds it, a word in the place of the password."""
    query = entry.query
    hidden = [(start, end) for start, end in _in_pairs(query) if query[start:end] == _HIDDEN]
    return replaced(query, hidden, _quoted(password))


def body_with(entry: Entry, password: str) -> bytes:
    """The body, likewise.

    Raises:
        JournalError: the journal holds only the beginning of it.
    """
    _refuse_cut(entry)
    return _with(entry, entry.body, password, lambda value: value == _HIDDEN)


def _with(entry: Entry, body: bytes, password: str, which: Callable[[bytes], bool]) -> bytes:
    if is_multipart(entry.content_type):
        boundary = multipart_boundary(entry.content_type).encode("latin-1", "replace")
        spans, word = _in_parts(body, boundary), password.encode()
    elif is_urlencoded(entry.content_type):
        spans, word = _in_pairs(body), _quoted(password)
    else:
        return body
    return replaced(body, [(start, end) for start, end in spans if which(body[start:end])], word)


def _refuse_cut(entry: Entry) -> None:
    if entry.is_cut:
        raise JournalError(
            "body_cut",
            f"Of the {entry.body_size} bytes of this request's body the journal holds the first "
            f"{len(entry.body)}.",
            "Send it from where it came.",
        )


def _quoted(password: str) -> bytes:
    return quote(password, safe="").encode()


def _in_pairs(pairs: bytes) -> Iterator[_Span]:
    """Where passwords stand in a query or a form."""
    at = 0
    for name, equals, value in urlencoded.pairs(pairs):
        start = at + len(name) + len(equals)
        end = start + len(value)
        if urlencoded.variable_name(name) == MASKED:
            yield start, end
        at = end + 1


def _in_parts(body: bytes, boundary: bytes) -> Iterator[_Span]:
    """Where passwords stand in a form of parts."""
    for name, start, end in multipart.fields(body, boundary) if boundary else ():
        if urlencoded.php_name(name)[0] == MASKED:
            yield start, end
