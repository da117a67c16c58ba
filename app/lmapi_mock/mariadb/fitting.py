"""Whether a column holds what it is given, or something else that is stored without a word.

MariaDB without strict mode stores something of every value (`types`). Where a person writes rows,
in a seed or in a test, a value that the column would change is a slip.
"""

from __future__ import annotations

import re
from decimal import Decimal as Number
from decimal import InvalidOperation
from typing import Final

from lmapi_mock.mariadb import types
from lmapi_mock.mariadb.collation import weigh
from lmapi_mock.mariadb.dates import ZERO

_ZERO_DATE: Final = re.compile(r"[0\W]*")
_TIME: Final = re.compile(r"-?[0-9]{1,3}:[0-5][0-9]:[0-5][0-9]")


def misfit(column_type: types.ColumnType, value: str | float) -> str:
    """What a column accepts instead of a value that it would change; empty where it holds it.

    Upper and lower case of a member of an enum, spaces at the end of a char, and decimal places
    that are nothing but zeros are no change.

    Args:
        column_type: the column's type.
        value: text or number, as it is given.
    """
    match column_type:
        case types.Enum():
            return _no_member(column_type, value)
        case types.Int():
            low, high = bounds(column_type)
            number = _number(value)
            fits = number is not None and number == int(number) and low <= number <= high
            return "" if fits else f"a whole number from {low} to {high}"
        case types.Decimal():
            number = _number(value)
            fits = number is not None and number == Number(column_type.store(str(number)))
            digits, places = column_type.precision - column_type.scale, column_type.scale
            return "" if fits else f"a number of up to {digits} digits and {places} decimal places"
        case types.Date() | types.DateTime():
            return _no_date(column_type, value)
        case types.Time():
            return "" if _TIME.fullmatch(str(value)) else "a time as 14:30:00"
        case types.Varchar(length=length) | types.Char(length=length):
            text = str(value)
            has = len(text.rstrip(" ") if isinstance(column_type, types.Char) else text)
            return "" if has <= length else f"up to {length} characters; it has {has}"
        case types.Text(size=size):
            fits = len(str(value).encode("utf-8", "replace")) <= size
            return "" if fits else f"up to {size} bytes"
    return ""


def is_text(column_type: types.ColumnType) -> bool:
    """Whether all that a column may change of a value is its length."""
    return isinstance(column_type, types.Varchar | types.Char | types.Text)


def _no_member(column_type: types.Enum, value: str | float) -> str:
    accepted = f"one of {', '.join(map(repr, column_type.members))}"
    if not isinstance(value, str):
        return f"{accepted}, as text: a number is a position in that list"
    if value == "" or weigh(value.rstrip(" ")) in {weigh(member) for member in column_type.members}:
        # Empty is what MariaDB itself holds of a text that was none of them.
        return ""
    return accepted


def bounds(column_type: types.Int) -> tuple[int, int]:
    """The least and the greatest number that a column holds."""
    if column_type.unsigned:
        return 0, (1 << column_type.bits) - 1
    half = 1 << column_type.bits - 1
    return -half, half - 1


def _number(value: str | float) -> Number | None:
    """The number that this is, whole; None where it is none."""
    text = str(value)
    if len(text) > 100 or "_" in text:
        return None
    try:
        number = Number(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _no_date(column_type: types.ColumnType, value: str | float) -> str:
    if str(column_type.store(value if isinstance(value, str) else int(value))).startswith(
        ZERO[:10]
    ):
        day = "" if isinstance(column_type, types.Date) else " 14:30:00"
        return "" if _ZERO_DATE.fullmatch(str(value)) else f"a date as 2026-03-01{day}"
    return ""
