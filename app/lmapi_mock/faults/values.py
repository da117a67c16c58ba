"""Readers of the values in a fault rule's JSON: each says what it accepts when it refuses."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lmapi_mock.patterns.matchers import misunderstood, shown, unknown_name

Reader = Callable[[Any, str], Any]
"""Takes what was given and its place, and returns what it means."""


def read_object(
    content: Any, place: str, readers: Mapping[str, Reader], elsewhere: Mapping[str, str]
) -> dict[str, Any]:
    """Read an object by the readers of its keys.

    Args:
        content: what came as JSON.
        place: where it stands; empty for the rule itself.
        readers: by the keys there are.
        elsewhere: keys of ours by those that people may know from WireMock.
    """
    if not isinstance(content, Mapping):
        raise misunderstood(
            place or "the rule",
            f"is {shown(content)}",
            f"An object with keys of these is accepted: {', '.join(readers)}.",
        )
    prefix = f"{place}." if place else ""
    read = {}
    for name, value in content.items():
        if name not in readers:
            raise unknown_name(place or "the rule", "key", str(name), readers, elsewhere)
        read[name] = readers[name](value, f"{prefix}{name}")
    return read


def number(low: float, high: float = math.inf, *, above: bool = False) -> Reader:
    """Numbers from `low`, or above it, to `high`."""
    least = f"above {low:g}" if above else f"from {low:g}"
    accepted = f"A number {least}{'' if high == math.inf else f' to {high:g}'} is accepted."

    def read(content: Any, place: str) -> float:
        if (
            isinstance(content, bool)
            or not isinstance(content, int | float)
            or not low <= content <= high
            or (above and content == low)
        ):
            raise misunderstood(place, f"is {shown(content)}", accepted)
        return float(content)

    return read


def whole(low: int, high: int) -> Reader:
    """Whole numbers from `low` to `high`."""
    accepted = f"A whole number from {low} to {high} is accepted."

    def read(content: Any, place: str) -> int:
        if isinstance(content, bool) or not isinstance(content, int) or not low <= content <= high:
            raise misunderstood(place, f"is {shown(content)}", accepted)
        return content

    return read


def one_of(values: Mapping[str, Any]) -> Reader:
    """What a name stands for."""

    def read(content: Any, place: str) -> Any:
        if isinstance(content, str) and content in values:
            return values[content]
        if not isinstance(content, str):
            raise misunderstood(
                place, f"is {shown(content)}", f"One of these is accepted: {', '.join(values)}."
            )
        raise unknown_name(place, "name", content, values)

    return read


def text(content: Any, place: str) -> str:
    """Any text."""
    if not isinstance(content, str):
        raise misunderstood(place, f"is {shown(content)}", "A text is accepted.")
    return content


_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def identifier(content: Any, place: str) -> str:
    """What can stand in a path as it is."""
    if not isinstance(content, str) or not _ID.fullmatch(content):
        raise misunderstood(
            place,
            f"is {shown(content)}",
            "1 to 100 letters, digits, `.`, `_` and `-` are accepted, a letter or digit first.",
        )
    return content


_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE: Final = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_FRAMING: Final = {"content-length", "transfer-encoding"}


def headers(content: Any, place: str) -> tuple[tuple[bytes, bytes], ...]:
    """Headers as they go out, but for those that tell where the body ends."""
    if not isinstance(content, Mapping):
        raise misunderstood(
            place,
            f"is {shown(content)}",
            'Texts by header are accepted, as {"retry-after": "120"}.',
        )
    return tuple(_header(name, value, f"{place}.{name}") for name, value in content.items())


def _header(name: str, value: Any, place: str) -> tuple[bytes, bytes]:
    if not _HEADER_NAME.fullmatch(name):
        raise misunderstood(place, "is no header's name", "Letters, digits and `-` are accepted.")
    if name.lower() in _FRAMING:
        raise misunderstood(
            place, "is the server's own", "For an answer that breaks off, use fault."
        )
    if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
        raise misunderstood(place, f"is {shown(value)}", "One line of text in Latin-1 is accepted.")
    return name.lower().encode(), value.encode("latin-1")
