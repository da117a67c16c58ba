"""What PHP makes of a text that it takes for a number."""

from __future__ import annotations

import re
from typing import Final

_LEADING_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def php_float(text: str) -> float:
    """The number that a text begins with, 0 where there is none."""
    found = _LEADING_NUMBER.match(text[:400])
    return float(found[0]) if found else 0.0


def php_number(value: float) -> str:
    """A number as PHP prints it, with 14 digits at the most: `-4`, `5.75`."""
    return str(int(value)) if value == int(value) else f"{value:.14G}"


def php_strlen(text: str) -> int:
    """The length of a text as PHP's strlen has it: in bytes, not in characters."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))
