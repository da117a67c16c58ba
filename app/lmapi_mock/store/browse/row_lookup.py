"""Finding rows by their name, or by values as their columns compare them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from lmapi_mock.errors import UnknownError
from lmapi_mock.store.browse.shapes import (
    BrowsedTable,
    Row,
    compared,
    compares_in_sql,
    equals,
    handed,
)
from lmapi_mock.store.sql.transaction import Transaction


def is_row(shape: BrowsedTable, row: Row, tx: Transaction) -> sa.ColumnElement[bool]:
    """The condition that finds a row, by its key as it was shown."""
    return sa.and_(sa.true(), *(_exactly(shape, name, row[name], tx) for name in shape.key))


def one_row(tx: Transaction, shape: BrowsedTable, name: str) -> Row:
    """The row of this name.

    Raises:
        UnknownError: there is none.
    """
    found = rows_named(tx, shape, name)
    if not found:
        raise UnknownError(
            "unknown_row",
            f"{shape.name} has no row {name!r}.",
            f"A row is named by {' and '.join(shape.key)}, joined by `|`."
            if shape.key
            else "It has one row, `-`, if any.",
        )
    return found[0]


def rows_named(tx: Transaction, shape: BrowsedTable, name: str) -> list[Row]:
    """The rows of this name, as the key's columns compare."""
    values = shape.read_name(name)
    return [] if values is None else rows_with(tx, shape, values)


def rows_with(tx: Transaction, shape: BrowsedTable, values: Mapping[str, Any]) -> list[Row]:
    """The rows whose columns compare as equal to these values.

    Where the engine cannot compare a column as MariaDB does, what is exactly equal comes first.
    """
    with tx.of(shape.name) as there:
        return _rows_with(there, shape, values)


def _rows_with(tx: Transaction, shape: BrowsedTable, values: Mapping[str, Any]) -> list[Row]:
    exactly = [
        equals(shape, name, value, tx)
        if compares_in_sql(shape, name, tx)
        else _exactly(shape, name, value, tx)
        for name, value in values.items()
    ]
    kinds = shape.layout.columns
    everything = sa.select(*shape.columns(kinds))
    found = shape.read(tx, kinds, everything.where(*exactly))
    loosely = [name for name in values if not compares_in_sql(shape, name, tx)]
    if not found and loosely:
        wanted = [compared(kinds[name], values[name]) for name in loosely]
        rest = [equals(shape, name, values[name], tx) for name in values.keys() - loosely]
        found = [
            row
            for row in shape.read(tx, kinds, everything.where(*rest))
            if [compared(kinds[name], row[name]) for name in loosely] == wanted
        ]
    return found


def _exactly(shape: BrowsedTable, name: str, value: Any, tx: Transaction) -> sa.ColumnElement[bool]:
    stored = handed(shape.layout.columns[name], value, tx)
    return shape.source.c[name].is_(None) if stored is None else shape.source.c[name] == stored
