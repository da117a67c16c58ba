"""Colours, where somebody looks at a terminal."""

from __future__ import annotations

import os
from typing import Final, TextIO

_CODES: Final = {"red": "31", "green": "32", "yellow": "33", "grey": "90"}


def has_colours(stream: TextIO) -> bool:
    """Whether it is a terminal that shows colours, and nobody has asked for none (NO_COLOR)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def coloured(text: str, colour: str, stream: TextIO) -> str:
    """The text in a colour, if the stream shows it.

    Args:
        text: one line or a part of it.
        colour: `red`, `green`, `yellow` or `grey`.
        stream: where it will be written.
    """
    return f"\033[{_CODES[colour]}m{text}\033[0m" if has_colours(stream) else text
