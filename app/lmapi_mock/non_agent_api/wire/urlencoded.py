"""Reading an urlencoded form as PHP does, in time proportional to its size (section 2, W2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_AT_ONCE: Final = 64 * 1024
"""How much is decoded in one go, in bytes."""

_BYTES: Final = {b"%02x" % code: bytes([code]) for code in range(256)}


Pair = tuple[bytes, int, int, bool]
"""A name as sent, where its value begins and ends in the text, and whether there is a `=`."""


def pairs(text: bytes) -> Iterator[Pair]:
    """What stands between the `&`, empty pairs too."""
    find, at, size = text.find, 0, len(text)
    while at <= size:
        end = find(b"&", at)
        if end < 0:
            end = size
        equals = find(b"=", at, end)
        if equals < 0:
            yield text[at:end], end, end, False
        else:
            yield text[at:equals], equals + 1, end, True
        at = end + 1


def decoded(text: bytes) -> bytes:
    """A name or a value as it was before it was encoded; a broken escape stays as it is."""
    if b"+" in text:
        text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text
    if len(text) <= _AT_ONCE:
        return _ESCAPE.sub(_byte, text)
    return b"".join([_ESCAPE.sub(_byte, part) for part in _in_parts(text)])


def _in_parts(text: bytes) -> Iterator[bytes]:
    """A long text in parts, no escape in two of them: between two other threads may go on."""
    at = 0
    while at < len(text):
        end = at + _AT_ONCE
        cut = text.rfind(b"%", end - 2, end)
        end = cut if cut > at and end < len(text) else end
        yield text[at:end]
        at = end


def _byte(escape: re.Match[bytes]) -> bytes:
    return _BYTES[escape[1].lower()]


MOST_REMEMBERED: Final = 64
"""Longer names are nobody's, and would only fill the memory, in bytes."""


def encoded_name(sent: bytes) -> tuple[str, bool]:
    """`php_name` of an encoded name."""
    return _remembered(sent) if len(sent) <= MOST_REMEMBERED else php_name(decoded(sent))


# A client sends the same few names with every request.
@lru_cache(maxsize=1024)
def _remembered(sent: bytes) -> tuple[str, bool]:
    return php_name(decoded(sent))


def php_name(raw_name: bytes) -> tuple[str, bool]:
    """The name that PHP gives a variable, empty for none, and whether it makes an array of it."""
    # PHP handles names as C strings: a NUL ends them.
    name = raw_name.partition(b"\0")[0].lstrip(b" ")
    plain, bracket, index = name.partition(b"[")
    if not plain:
        return "", False
    plain = plain.replace(b" ", b"_").replace(b".", b"_")
    is_array = bool(bracket) and b"]" in index
    if bracket and not is_array:
        # A bracket that is never closed is one more character that no name may hold.
        rest = index.replace(b" ", b"_").replace(b".", b"_").replace(b"[", b"_")
        plain += b"_" + rest
    return plain.decode("latin-1"), is_array


def variable_name(sent: bytes) -> str:
    """The name under which PHP keeps a variable of a query, empty where it keeps none."""
    return encoded_name(sent)[0]
