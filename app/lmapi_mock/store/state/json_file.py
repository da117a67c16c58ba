"""JSON as a state file: read at once, and read again only to find where an error lies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

_SPACE: Final = re.compile(r"[ \t\n\r]*")


class Misread(ValueError):
    """A file is not of its format; the text says why.

    Attributes:
        line: where, from 1.
        column: likewise, in characters.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class _Twice(ValueError):
    """An object has a key twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise _Twice
    return read


_DECODER: Final = json.JSONDecoder()
_STRICT: Final = json.JSONDecoder(object_pairs_hook=_once)


def read(text: str) -> Any:
    """The content of a JSON file.

    Raises:
        Misread: it is none, or an object in it has a key twice.
    """
    try:
        return _STRICT.decode(text)
    except json.JSONDecodeError as error:
        raise Misread(error.msg, error.lineno, error.colno) from error
    except _Twice as error:
        key, at = _second(text)
        raise Misread(f"{key!r} is there twice", *line_and_column(text, at)) from error
    except RecursionError as error:
        raise Misread("Things are nested too deep") from error


def position(text: str, place: tuple[str | int, ...], *, of_key: bool) -> tuple[int, int]:
    """Line and column, from 1, of a value in a JSON file that has been read.

    Args:
        text: the file's content.
        place: keys and positions that lead to the value.
        of_key: find the last key instead of its value.
    """
    at = key_at = _after_space(text, 0)
    for part in place:
        key_at, at = next(
            (key_at, value_at) for key, key_at, value_at in _members(text, at) if key == part
        )
    return line_and_column(text, key_at if of_key else at)


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Where a character stands, from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None, "it matches nothing too"
    return found.end()


def _members(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """Key, its place and the value's, of each member of the object or list that begins there.

    What lies between is skipped by the decoder, which is quick; the text is known to be JSON.
    """
    is_object = text[at] == "{"
    at = _after_space(text, at + 1)
    number = 0
    while text[at] not in "]}":
        key: str | int = number
        key_at = at
        if is_object:
            key, at = _DECODER.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        yield key, key_at, at
        at = _after_space(text, _DECODER.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _after_space(text, at + 1)
        number += 1


def _second(text: str) -> tuple[str | int, int]:
    """The first key that its object has twice, and where it stands the second time."""
    at: int | None = _after_space(text, 0)
    while at is not None:
        seen: set[str | int] = set()
        inner = None
        for key, key_at, value_at in _members(text, at):
            if key in seen:
                return key, key_at
            seen.add(key)
            try:
                _STRICT.raw_decode(text, value_at)
            except _Twice:
                inner = value_at
                break
        at = inner
    raise AssertionError("The decoder has found a key twice.")
