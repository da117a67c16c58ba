"""What PHP makes of a text that it takes for a number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from lmapi_mock.remembering import RememberingShort

_LEADING_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def _read(text: str) -> float:
    found = _LEADING_NUMBER.match(text[:400])
    return float(found[0]) if found else 0.0


php_float: Final[Callable[[str], float]] = RememberingShort(_read, most=256, longest=32).__getitem__
"""The number that a text begins with, 0 where there is none."""


def php_number(value: float) -> str:
    """A number as PHP prints it, with 14 digits at the most: `-4`, `5.75`."""
    return str(int(value)) if value == int(value) else f"{value:.14G}"


def php_strlen(text: str) -> int:
    """The length of a text as PHP's strlen has it: in bytes, not in characters."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


_NUMERIC: Final = re.compile(
    r"[ \t\n\r\v\f]*([+-]?(?:\d+(\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)[ \t\n\r\v\f]*"
)
_WHOLE: Final = re.compile(r"[+-]?\d+")
_LEAST_INT: Final = -(1 << 63)
_GREATEST_INT: Final = (1 << 63) - 1


def php_equals(one: str, other: str) -> bool:
    """Whether PHP's `==` takes two texts for equal: numbers by their value, others as they are.

    Whole numbers compare exactly while both fit into 64 bits; one that fits equals none that does
    not. Two that both do not fit, or that a float cannot tell apart, compare as texts too.
    """
    first, second = _NUMERIC.fullmatch(one[:_LONGEST]), _NUMERIC.fullmatch(other[:_LONGEST])
    if first is None or second is None or max(len(one), len(other)) > _LONGEST:
        return one == other
    numbers = [_number_of(first[1]), _number_of(second[1])]
    overflow = [
        isinstance(number, float) and _WHOLE.fullmatch(text) is not None
        for number, text in zip(numbers, (first[1], second[1]), strict=True)
    ]
    if (
        any(overflow)
        and not all(overflow)
        and all(_WHOLE.fullmatch(text) for text in (first[1], second[1]))
    ):
        return False
    floats = [float(number) for number in numbers]
    if all(overflow) or all(map(math.isinf, floats)):
        return floats[0] == floats[1] and one == other
    if all(isinstance(number, int) for number in numbers):
        return numbers[0] == numbers[1]
    return floats[0] == floats[1]


_LONGEST: Final = 4000


def _number_of(text: str) -> int | float:
    if _WHOLE.fullmatch(text):
        number = int(text)
        if _LEAST_INT <= number <= _GREATEST_INT:
            return number
    return float(text)


def php_between(text: str, least: int, most: int) -> bool:
    """Whether PHP's `<` and `>` find a text between two numbers.

    What is no number compares as text with the numbers' digits.
    """
    if _NUMERIC.fullmatch(text[:_LONGEST]) and len(text) <= _LONGEST:
        return least <= float(text) <= most
    return str(least) <= text <= str(most)
