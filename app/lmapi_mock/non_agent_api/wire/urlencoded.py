"""Reading an urlencoded form as PHP does, in time proportional to its size (section 2, W2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

PERCENT: Final = ord("%")
PLUS: Final = ord("+")
"""Python looks for a number in bytes in a fraction of the time that it takes for other bytes."""

ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
"""A byte that is encoded."""

_AT_ONCE: Final = 64 * 1024
"""How much is decoded in one go, in bytes."""

_PART: Final = 8 * 1024
"""How much is taken apart in one go, in bytes."""

_BYTES: Final = {b"%02x" % code: bytes([code]) for code in range(256)}


Pair = tuple[bytes, bytes, bytes]
"""A name as sent, the `=` behind it, nothing where there is none, and the value."""


def pairs(text: bytes) -> Iterable[Pair]:
    """What stands between the `&`, empty pairs too."""
    return map(_partitioned, whole_pairs(text))


def _partitioned(pair: bytes) -> Pair:
    return pair.partition(b"=")


def whole_pairs(text: bytes) -> Iterable[bytes]:
    """The same, each pair in one piece."""
    return text.split(b"&") if len(text) <= _AT_ONCE else _one_by_one(text)


def _one_by_one(text: bytes) -> Iterator[bytes]:
    for part in parts(text):
        yield from part.split(b"&")


def parts(text: bytes) -> Iterable[bytes]:
    """A long text cut at some of its `&`: between two parts other threads may go on."""
    return (text,) if len(text) <= _PART else _cut(text)


def _cut(text: bytes) -> Iterator[bytes]:
    begin = 0
    while len(text) - begin > _PART:
        end = text.rfind(b"&", begin, begin + _PART)
        if end < 0:
            end = text.find(b"&", begin + _PART)
        if end < 0:
            break
        yield text[begin:end]
        begin = end + 1
    yield text[begin:]


def decoded(text: bytes) -> bytes:
    """A name or a value as it was before it was encoded; a broken escape stays as it is."""
    if PLUS in text:
        text = text.replace(b"+", b" ")
    if PERCENT not in text:
        return text
    if len(text) <= _AT_ONCE:
        return ESCAPE.sub(_byte, text)
    return b"".join([ESCAPE.sub(_byte, part) for part in _in_parts(text)])


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
