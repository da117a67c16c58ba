"""A state or snapshot as JSON of any size: its rows are read from a file again and again.

Only what stands around the rows is kept in memory, so that half a million of them take no more
than the file.
"""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Iterator, Sequence
from json import scanner
from json.decoder import JSONDecodeError
from typing import Any, Final, overload

from lmapi_mock.errors import StateError
from lmapi_mock.pace import Pace

AT_ONCE: Final = 64 * 1024
"""How much of the file is read at a time, in bytes."""

LARGEST: Final = 4 * 1024 * 1024
"""How long a row may be: it is read in one go, while everybody waits."""

LARGEST_REST: Final = 512 * 1024
"""How long anything else may be, which may hold more than a row's few values."""

MOST_TABLES: Final = 10_000
"""How many tables there may be, custom tables among them."""

_SCAN: Final = scanner.make_scanner(json.JSONDecoder())  # type: ignore[arg-type]  # as json does
_BLANKS: Final = " \t\n\r"


def read_document(file: int, pace: Pace | None = None) -> Any:
    """A JSON document whose `tables` are mappings of SpooledRows.

    Args:
        file: the descriptor of a file in UTF-8, which is to stay open as long as rows are read.
        pace: rests now and then.

    Raises:
        StateError: it is no JSON; `bad_json`, with the character where it ends to be.
    """
    text = _Text(file, 0)
    if text.peek() == "{":
        document: Any = {}
        for name in text.names():
            if name == "tables" and text.peek() == "{":
                document[name] = _tables(text, pace)
            else:
                document[name] = text.value()
    else:
        document = text.value()
    if text.peek():
        raise text.bad()
    return document


class SpooledRows(Sequence[Any]):
    """The rows of one table, read from the file whenever they are looked through.

    Args:
        file: the descriptor.
        offset: where the list begins, in bytes.
        count: how many there are.
    """

    def __init__(self, file: int, offset: int, count: int) -> None:
        self._file = file
        self._offset = offset
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return _Text(self._file, self._offset).things()

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return list(self)[place]


def _tables(text: _Text, pace: Pace | None) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for table in text.names():
        tables[table] = _rows(text, pace) if text.peek() == "[" else text.value()
        if len(tables) > MOST_TABLES:
            raise StateError(
                "too_large",
                f"There are more than {MOST_TABLES} tables.",
                "GET /__admin/tables lists those that there are.",
            )
    return tables


def _rows(text: _Text, pace: Pace | None) -> SpooledRows:
    offset = text.offset
    count = 0
    for _ in text.things():
        count += 1
        if pace is not None:
            pace()
    return SpooledRows(text.file, offset, count)


class _Text:
    """The file from a byte on, as text that is read as it is needed."""

    def __init__(self, file: int, offset: int) -> None:
        self.file = file
        if offset == 0 and os.pread(file, len(codecs.BOM_UTF8), 0) == codecs.BOM_UTF8:
            offset = len(codecs.BOM_UTF8)
        self._next = self._begins = offset
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._before = 0
        self._is_whole = False

    @property
    def offset(self) -> int:
        """Where the next character stands, in bytes."""
        return self._begins + len(self._text[: self._at].encode())

    def _more(self, size: int = AT_ONCE) -> bool:
        if self._is_whole:
            return False
        part = os.pread(self.file, size, self._next)
        self._next += len(part)
        self._is_whole = not part
        self._begins = self.offset
        self._before += self._at
        try:
            self._text = self._text[self._at :] + self._decode.decode(part, final=self._is_whole)
        except UnicodeDecodeError as error:
            raise _bad("It is not in UTF-8.") from error
        self._at = 0
        return True

    def peek(self) -> str:
        """The next character that is no blank; nothing at the end."""
        while True:
            while self._at < len(self._text):
                letter = self._text[self._at]
                if letter not in _BLANKS:
                    return letter
                self._at += 1
            if not self._more():
                return ""

    def _take(self, letter: str) -> None:
        if self.peek() != letter:
            raise self.bad()
        self._at += 1

    def value(self, most: int = LARGEST_REST) -> Any:
        """The next value, which is not large: of so many characters at the most."""
        self.peek()
        size = AT_ONCE
        while True:
            try:
                value, end = _SCAN(self._text, self._at)
            except RecursionError:
                raise self.bad() from None
            except (StopIteration, JSONDecodeError) as error:
                if not self._is_cut(error):
                    raise self.bad(_place(error)) from None
            else:
                # A number may go on where the text that was read ends.
                if end < len(self._text) or self._is_whole:
                    self._at = end
                    return value
            left = most - (len(self._text) - self._at)
            if left <= 0:
                raise StateError(
                    "too_large",
                    f"What begins at character {self._before + self._at} is longer than "
                    f"{most} characters.",
                    "Only the rows of `tables` may be many, and a row is not longer than "
                    f"{LARGEST}.",
                )
            size *= 2
            # No further than that: all of it is looked at once more, in one go.
            self._more(min(size, left))

    def _is_cut(self, error: StopIteration | JSONDecodeError) -> bool:
        """Whether what is wrong may be that the rest has not been read."""
        if self._is_whole:
            return False
        if isinstance(error, JSONDecodeError) and error.msg.startswith("Unterminated string"):
            return True
        return _place(error) >= len(self._text) - len("-Infinity")

    def things(self) -> Iterator[Any]:
        """The values of a list."""
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        while True:
            yield self.value(LARGEST)
            if self.peek() != ",":
                break
            self._take(",")
        self._take("]")

    def names(self) -> Iterator[str]:
        """The names of an object; who asks for the next has read the value."""
        self._take("{")
        if self.peek() == "}":
            self._take("}")
            return
        while True:
            if self.peek() != '"':
                raise self.bad()
            name: str = self.value()
            self._take(":")
            yield name
            if self.peek() != ",":
                break
            self._take(",")
        self._take("}")

    def bad(self, place: int | None = None) -> StateError:
        """The error for what is no JSON."""
        return _bad(f"Character {self._before + (self._at if place is None else place)}.")


def _place(error: StopIteration | JSONDecodeError) -> int:
    place: int = error.pos if isinstance(error, JSONDecodeError) else error.value
    return place


def _bad(where: str) -> StateError:
    return StateError("bad_request", f"The body is no JSON: {where}")
