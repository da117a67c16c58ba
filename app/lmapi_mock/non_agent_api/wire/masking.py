"""Hiding passwords in what is kept of a request: logs, journal and pages never hold one.

What is hidden:

- in a query or a form, the values that the parser finds (`urlencoded.py`, `multipart.py`) under a
  name that means a password, however it is written, and the values that are a password;
- in any other text, what follows a name that means a password and a `:`, `=` or `>`;
- with `secrets`, the passwords of the users that there are: a value that is one is hidden whatever
  its name is, and so is a word of a longer text that is one, if it has MANY letters or more, or
  SOME with both letters and digits among them. Of others, such as `1234` or `smith`, which are
  words of addresses too, only whole values are hidden.

Nothing here takes longer than in proportion to the size of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from lmapi_mock.non_agent_api.wire import multipart, urlencoded
from lmapi_mock.non_agent_api.wire.parse import (
    is_multipart,
    is_urlencoded,
    multipart_boundary,
)

MASKED: Final = "pass"
"""The parameter whose value is the password."""

MASK: Final = "XXXX"
"""What stands in a password's place."""

MANY: Final = 8
"""From this length on a password is looked for within longer texts too, in bytes."""

SOME: Final = 5
"""The same for one of letters and digits, which is no word of any language and no number."""

Secrets = frozenset[bytes]

_LONGEST_NAME: Final = 1000
_LONGEST_REMEMBERED: Final = 64

NO_SECRETS: Final[Secrets] = frozenset()
"""No password is known. Those that are stand in lower case: a login does not tell cases apart."""

_MASK: Final = MASK.encode()
_MEANS: Final = re.compile(rb"pass|pwd|secret|token|api[_.-]?key|authori[sz]ation", re.IGNORECASE)
_TAIL: Final = rb"[\w.\[\]-]{0,40}"
_ANYWHERE: Final = re.compile(
    rb"((?:pass|pwd|secret|token|api[_.-]?key)" + _TAIL + rb"(?:[\"']|&quot;|%22)?"
    rb"\s{0,20}(?::|=|>|%3a|%3d)[\s_+]{0,20}(?:<!\[CDATA\[)?)"
    rb"(\"[^\"\\\r\n]*(?:\\.[^\"\\\r\n]*)*\"?"
    rb"|'[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*'?"
    rb"|(?:%(?!26)[0-9a-f]{2}|[^\s,;&<>}\"'%])+)",
    re.IGNORECASE | re.DOTALL,
)
_IN_A_PART: Final = re.compile(
    rb"(name[ \t]{0,20}=[^\r\n]{0,60}(?:pass|pwd|secret|token)[^\r\n]{0,200}"
    rb"(?:\r?\n[^\r\n]{1,200}){0,5}\r?\n\r?\n)([^\r\n]+)",
    re.IGNORECASE,
)
"""A password in a part that nothing reads, as behind a boundary that is none."""

_IN_XML: Final = re.compile(
    rb"(<[\w:.-]{0,40}(?:pass|pwd|secret|token)[\w:.-]{0,40}\s[^<>]{0,200}>\s{0,20}"
    rb"(?:<!\[CDATA\[)?)([^<\]]+)",
    re.IGNORECASE,
)
"""A password in an element that has attributes."""

_WORD: Final = re.compile(rb"[\w-]{%d,100}" % SOME)
_MIXED: Final = re.compile(rb"(?=.*[a-z])(?=.*\d)", re.DOTALL)


@lru_cache(maxsize=1024)
def means_password(name: str) -> bool:
    """Whether a parameter or a header of this name may hold a password."""
    sent = name[:_LONGEST_NAME].encode("utf-8", "surrogateescape")
    return _MEANS.search(urlencoded.decoded(sent) if b"%" in sent else sent) is not None


def masked_pairs(pairs: bytes, secrets: Secrets = NO_SECRETS) -> bytes:
    """A query or a form as sent, but for passwords, however their names are written.

    Args:
        pairs: the text as sent.
        secrets: the passwords that there are.
    """
    kept: list[bytes] = []
    others: list[bytes] = []
    known = _NAMES
    for name, equals, value in urlencoded.pairs(pairs):
        hides = known.get(name)
        if hides is None:
            hides = _is_secret_name(name)
        if equals and (hides or _is_secret(value, secrets)):
            kept.append(name + b"=" + _MASK)
        else:
            kept.append(name + equals + value)
            others += (name, value)
    masked = b"&".join(kept)
    # Names of passwords stand in most queries: it is the values that hint at more of them.
    rest = b"\n".join(others)
    return masked_text(masked, secrets) if _hints(rest) or _holds_word(rest, secrets) else masked


def _is_secret(encoded: bytes, secrets: Secrets) -> bool:
    if b"%" in encoded or b"+" in encoded:
        encoded = urlencoded.decoded(encoded)
    return encoded.lower() in secrets


def _hints(text: bytes) -> bool:
    """Whether a text may hold the name of a password.

    One of these is in every text in which a pattern above finds any; looking is much quicker.
    """
    low = text.lower()
    # Each request asks this several times: a loop would take longer than the search.
    return (
        b"pass" in low
        or b"pwd" in low
        or b"secret" in low
        or b"token" in low
        or b"key" in low
        or b"authori" in low
    )


@lru_cache(maxsize=16)
def _words(secrets: Secrets) -> Secrets:
    """The passwords that are looked for within texts.

    Who has `password` for one hides nothing: it is a name as well.
    """
    return frozenset(
        one
        for one in secrets
        if (len(one) >= MANY or (len(one) >= SOME and _MIXED.match(one))) and not _MEANS.match(one)
    )


@lru_cache(maxsize=16)
def _long_words(secrets: Secrets) -> Secrets:
    """Those of MANY letters or more."""
    return frozenset(one for one in _words(secrets) if len(one) >= MANY)


def _holds_word(text: bytes, secrets: Secrets) -> bool:
    words = _words(secrets)
    return bool(words) and any(one[0].lower() in words for one in _WORD.finditer(text))


def masked_body(body: bytes, content_type: str, secrets: Secrets = NO_SECRETS) -> bytes:
    """A body as sent, but for what is, or looks like, a password.

    Args:
        body: the bytes.
        content_type: the header's value.
        secrets: the passwords that there are.
    """
    if is_multipart(content_type):
        boundary = multipart_boundary(content_type).encode("latin-1", "replace")
        if boundary:
            body = _masked_parts(body, boundary, secrets)
        return masked_text(_IN_A_PART.sub(rb"\1" + _MASK, body), secrets)
    if is_urlencoded(content_type):
        return masked_pairs(body, secrets)
    # The engine reads no parameter of it, but a person may look at it.
    return masked_text(body, secrets)


def masked_path(path: str, secrets: Secrets) -> str:
    """A path as it is kept: an address may have a password in it, though none belongs there."""
    if not _holds_any(path, secrets):
        return path
    return masked_text(path.encode("utf-8", "surrogateescape"), secrets).decode("utf-8", "replace")


@lru_cache(maxsize=256)
def _holds_any(path: str, secrets: Secrets) -> bool:
    text = path.encode("utf-8", "surrogateescape")
    return masked_text(text, secrets) != text


def masked_text(text: bytes, secrets: Secrets = NO_SECRETS) -> bytes:
    """Any text as sent, but for what looks like a password, or is one."""
    if _hints(text):
        text = _IN_XML.sub(rb"\1" + _MASK, _ANYWHERE.sub(rb"\1" + _MASK, text))
    if not secrets:
        return text
    if text.lower() in secrets:
        return _MASK
    words = _words(secrets)
    if not words:
        return text
    return _WORD.sub(lambda word: _MASK if word[0].lower() in words else word[0], text)


def masked_value(name: str, value: str, secrets: Secrets = NO_SECRETS) -> str:
    """A parameter's decoded value, hidden where its name means a password or it is one."""
    if means_password(name):
        return MASK
    if len(value) > _LONGEST_REMEMBERED:
        return _masked_text(value, secrets)
    return _remembered_value(value, secrets)


def _masked_text(text: str, secrets: Secrets) -> str:
    masked = masked_text(text.encode("utf-8", "surrogateescape"), secrets)
    return masked.decode("utf-8", "surrogateescape")


# Users, lists and campaigns are the same few from request to request.
_remembered_value = lru_cache(maxsize=4096)(_masked_text)


@lru_cache(maxsize=512)
def masked_header(value: bytes, secrets: Secrets) -> bytes:
    """A header's value as it is kept; an address may stand in it, with a login.

    Args:
        value: as sent, no longer than some hundred bytes, for it is remembered.
        secrets: the passwords that there are.
    """
    return masked_text(value, secrets)


def masked_words(text: str, secrets: Secrets) -> str:
    """A text without the passwords that are looked for within texts: no short word is one.

    For what has a meaning of its own, as a function's name or the user whom a call is about.
    """
    words = _long_words(secrets)
    if not words or len(text) < MANY:
        return text
    return _masked_text(text, words)


def hides_nothing(texts: Iterable[str], secrets: Secrets) -> bool:
    """Whether `masked_text` would leave each of these texts as it is; quicker than to ask it."""
    joined = "\n".join(texts).encode("utf-8", "surrogateescape")
    return (
        not _hints(joined)
        and secrets.isdisjoint(joined.lower().split(b"\n"))
        and not _holds_word(joined, secrets)
    )


def masked_row(row: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """A stored row by column, without passwords."""
    return {
        name: masked_value(name, value, secrets) if isinstance(value, str) else value
        for name, value in row.items()
    }


_NAMES: Final[dict[bytes, bool]] = {}
"""Whether a parameter's name, as sent, means a password: a client sends the same few."""

_MOST_NAMES: Final = 1024


def _is_secret_name(name: bytes) -> bool:
    hides = _MEANS.search(urlencoded.decoded(name)) is not None
    if len(name) <= urlencoded.MOST_REMEMBERED and len(_NAMES) < _MOST_NAMES:
        _NAMES[name] = hides
    return hides


def _means(option: bytes) -> bool:
    """Whether an option of a part names a password, be it encoded as nobody reads it there."""
    return _MEANS.search(urlencoded.decoded(option) if b"%" in option else option) is not None


def _masked_parts(body: bytes, boundary: bytes, secrets: Secrets) -> bytes:
    # Also in the parts that PHP does not come to.
    spans = [
        (start, end)
        for options, start, end in multipart.parts(body, boundary)
        if any(map(_means, options.values())) or body[start:end].lower() in secrets
    ]
    return replaced(body, spans)


def hidden_in(text: bytes, masked: bytes) -> tuple[bytes, ...]:
    """What stands in a text where its masked form has MASK, in its order.

    Args:
        text: as sent.
        masked: what was made of it by putting MASK in place of any of its parts.
    """
    first, *between = masked.split(_MASK)
    assert text.startswith(first), "masked is made of the text"
    at = len(first)
    hidden = []
    for number, piece in enumerate(between):
        is_last = number == len(between) - 1
        found = len(text) - len(piece) if is_last else text.index(piece, at)
        hidden.append(text[at:found])
        at = found + len(piece)
    return tuple(hidden)


def revealed(masked: bytes, hidden: Sequence[bytes]) -> bytes:
    """The text that `hidden_in` was given, from its masked form and what it returned."""
    if not hidden:
        return masked
    first, *between = masked.split(_MASK)
    return first + b"".join([one + piece for one, piece in zip(hidden, between, strict=True)])


def replaced(text: bytes, spans: Iterable[tuple[int, int]], by: bytes = _MASK) -> bytes:
    """A text with something else in place of what stands between each pair of places.

    Args:
        text: the text.
        spans: where what is replaced begins and ends, in order, none over another.
        by: what stands there instead.
    """
    parts: list[bytes] = []
    at = 0
    for start, end in spans:
        parts += (text[at:start], by)
        at = end
    parts.append(text[at:])
    return b"".join(parts)
