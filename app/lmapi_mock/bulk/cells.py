"""Cells: what each column makes of one, and which are refused.

A cell is stored as its column stores it; an empty one is the column's empty value, an identifier's
the next number, and `\\N` is NULL, as MariaDB's own files have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.encoding import stored_text
from lmapi_mock.store.state.rows import Scalar

NULL: Final = "\\N"

INTEGER: Final = re.compile(r" *[+-]?[0-9]{1,30} *")
STRAY_BYTE: Final = re.compile("[\udc80-\udcff]")
_DECIMAL: Final = re.compile(r" *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+) *")
_NO_DATE: Final = re.compile(r"[0 :T.-]*")

Convert = Callable[[str], Scalar]


class Unfit(Exception):
    """A line is to be rejected; the text says why."""


def convert_of(
    name: str, column_type: mariadb.ColumnType, store: Callable[[str | int], str | int]
) -> Convert:
    """The function that turns a cell into its column's value; it raises `Unfit` if it cannot."""
    match column_type:
        case mariadb.Int():
            return lambda cell: store(_integer(name, column_type, cell)) if cell else store("")
        case mariadb.Decimal():
            return _checked(name, store, _DECIMAL.fullmatch, "no number")
        case mariadb.Date() | mariadb.DateTime():
            return _checked(
                name,
                store,
                lambda cell: (
                    not str(column_type.store(cell)).startswith("0000-00-00")
                    or _NO_DATE.fullmatch(cell)
                ),
                "no date",
            )
        case mariadb.Enum():
            accepted = f"none of {', '.join(filter(None, column_type.members))}"
            return _checked(
                name, store, lambda cell: column_type.store(cell) or not cell.strip(), accepted
            )
    return _text_of(name, store)


def _text_of(name: str, store: Callable[[str | int], str | int]) -> Convert:
    def convert(cell: str) -> Scalar:
        if not cell.isascii():
            if STRAY_BYTE.search(cell):
                raise Unfit(f"{name} is not UTF-8")
            return store(stored_text(cell.encode(), charset="utf8mb4"))
        return store(cell)

    return convert


def _checked(
    name: str,
    store: Callable[[str | int], str | int],
    fits: Callable[[str], object],
    otherwise: str,
) -> Convert:
    def convert(cell: str) -> Scalar:
        if cell and not fits(cell):
            raise Unfit(f"{name} is {cell!r:.60}, {otherwise}")
        return store(cell)

    return convert


def _integer(name: str, column_type: mariadb.Int, cell: str) -> int:
    if not INTEGER.fullmatch(cell):
        raise Unfit(f"{name} is {cell!r:.60}, not a whole number")
    number = int(cell)
    if column_type.store(number) != number:
        raise Unfit(f"{name} is {number}, more or less than the column holds")
    return number


def identity_of(name: str, column_type: mariadb.ColumnType) -> Convert:
    """An identifier, or nothing for the next one."""
    assert isinstance(column_type, mariadb.Int)

    def convert(cell: str) -> Scalar:
        if not cell.strip():
            return None
        number = _integer(name, column_type, cell)
        if number == 0:
            raise Unfit(f"{name} is 0, which no row can have")
        return number

    return convert
