"""Reading a multipart form as PHP does, in time proportional to its size (section 2, W2).

PHP is lenient where libraries refuse, and strict where they are not: lines may end without a
carriage return, text may stand around the parts, parts behind the closing boundary are read; but
a boundary counts only as a line of its own, and a part that names no field ends the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

_DISPOSITION: Final = b"content-disposition:"
_LONGEST_LINE: Final = 5 * 1024
"""PHP reads a part's headers in pieces of this many bytes."""

_ESCAPED: Final = re.compile(rb"\\([\"'\\])")


class Field(NamedTuple):
    """A field of a form.

    Attributes:
        name: as sent.
        start: where its value begins in the body.
        end: where it ends.
    """

    name: bytes
    start: int
    end: int


class Part(NamedTuple):
    """A part that has a Content-Disposition.

    Attributes:
        options: the disposition's, by their names in lower case.
        start: where its content begins in the body.
        end: where it ends.
    """

    options: Mapping[bytes, bytes]
    start: int
    end: int


def fields(body: bytes, boundary: bytes) -> Iterator[Field]:
    """The fields of a body as PHP reads them, in their order; uploaded files are none.

    Args:
        body: the whole body.
        boundary: what its Content-Type names, which may not be empty.
    """
    for options, start, end in parts(body, boundary):
        if b"filename" in options:
            continue
        if b"name" not in options:
            return
        yield Field(options[b"name"], start, end)


def parts(body: bytes, boundary: bytes) -> Iterator[Part]:
    """Every part of a body that has a Content-Disposition, read by PHP or not.

    Args:
        body: the whole body.
        boundary: what its Content-Type names, which may not be empty.
    """
    delimiter = b"--" + boundary
    lowered = body.lower()
    blank = _BlankLines(body)
    at = 0
    while (head := _after_boundary(body, delimiter, at)) is not None:
        found = blank.after(head)
        if found is None:
            return
        end_of_head, at = found
        disposition = _disposition(body, lowered, head, end_of_head)
        if disposition is not None:
            end = _end_of_value(body, delimiter, at)
            yield Part(_options(disposition), at, end)
            at = end


class _BlankLines:
    """Finds the blank lines of a body; each place is looked at once, however often it is asked."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._next = dict.fromkeys((b"\n\n", b"\n\r\n"), -1)

    def after(self, at: int) -> tuple[int, int] | None:
        """Where the next blank line begins, at or after the beginning of a line, and ends."""
        found = []
        for ending in self._next:
            if self._next[ending] < at - 1:
                place = self._body.find(ending, at - 1)
                self._next[ending] = len(self._body) if place < 0 else place
            if self._next[ending] < len(self._body):
                found.append((self._next[ending] + 1, self._next[ending] + len(ending)))
        return min(found, default=None)


def _after_boundary(body: bytes, delimiter: bytes, at: int) -> int | None:
    """Where the line behind the next boundary begins; None if there is no boundary any more."""
    while (found := body.find(delimiter, at)) >= 0:
        at = found + len(delimiter)
        if found and body[found - 1] != 0x0A:
            continue
        if body.startswith(b"\n", at):
            return at + 1
        if body.startswith(b"\r\n", at):
            return at + 2
    return None


def _end_of_value(body: bytes, delimiter: bytes, start: int) -> int:
    """Where a value ends: before the line feed of what begins as a boundary does.

    PHP takes the body's last bytes for a boundary that is still to come if they begin as one: a
    line feed alone does, so that a value that nothing follows loses its last line's end.
    """
    limit = b"\n" + delimiter
    found = body.find(limit, start)
    if found < 0:
        found = body.rfind(b"\n", max(start, len(body) - len(limit)))
    if found < 0 or body[found : found + len(limit)] != limit[: len(body) - found]:
        return len(body)
    return found - 1 if found > start and body[found - 1] == 0x0D else found


def _disposition(body: bytes, lowered: bytes, start: int, end: int) -> bytes | None:
    """A part's first Content-Disposition, with the lines that it is continued on."""
    at = start
    while True:
        found = lowered.find(_DISPOSITION, at, end)
        if found < 0:
            return None
        at = found + len(_DISPOSITION)
        if found == start or body[found - 1] == 0x0A:
            break
    begin = at
    lines = []
    while True:
        line_end = body.find(b"\n", at, end)
        stop = end if line_end < 0 else line_end
        lines.append(body[at:stop].removesuffix(b"\r"))
        at = stop + 1
        is_continued = at < end and body[at : at + 1] in (b" ", b"\t")
        if line_end < 0 or not is_continued or at - begin > _LONGEST_LINE:
            return b"".join(lines)[:_LONGEST_LINE]


_OPTION: Final = re.compile(
    rb"[ \t]*([^=;]*)"  # the name
    rb"(?:=[ \t]*("
    rb"\"[^\"\\]*(?:\\.[^\"\\]*)*\"?"  # a quote that never closes is read to the end
    rb"|'[^'\\]*(?:\\.[^'\\]*)*'?"
    rb"|[^; \t]*))?[^;]*(?:;|\Z)",
    re.DOTALL,
)


def _options(header: bytes) -> dict[bytes, bytes]:
    """The options of a Content-Disposition, as `name="user"`, by their names in lower case."""
    options: dict[bytes, bytes] = {}
    at = 0
    while at < len(header):
        found = _OPTION.match(header, at)
        assert found is not None, "every text has options, if only empty ones"
        name, value = found.groups()
        if value is not None:
            options.setdefault(name.lower(), _unquoted(value))
        at = max(found.end(), at + 1)
    return options


def _unquoted(value: bytes) -> bytes:
    quote = value[:1]
    if quote not in (b'"', b"'"):
        return value
    inner = value[1:]
    if inner.endswith(quote) and not inner.endswith(b"\\" + quote):
        inner = inner[:-1]
    return _ESCAPED.sub(rb"\1", inner)
