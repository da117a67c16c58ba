"""Rows added, changed and removed one by one, as their columns store them (`/__admin/tables`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.browse.row_lookup import is_row, one_row, rows_named, rows_with
from lmapi_mock.store.browse.shapes import BrowsedTable, Row, handed
from lmapi_mock.store.custom.custom_tables import insert_custom_row
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.schema.stored_order import ORDERED
from lmapi_mock.store.sql.statements import Insert
from lmapi_mock.store.sql.stored_order import note_renamed
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import State, checked, duplicate_row


class KeyTakenError(StateError):
    """Another row has the key, or the name, that one is to have; a 409."""

    status = 409


def add_row(
    tx: Transaction, shape: BrowsedTable, wanted: Mapping[str, Any], fit: Fit = Fit.EXACT
) -> Row:
    """Add a row; returns it as it was stored.

    Raises:
        StateError: a column or value is not what the table knows.
        KeyTakenError: another row has its key.
    """
    check_row(tx, shape, wanted, fit)
    layout = shape.layout
    if shape.key == () and rows_with(tx, shape, {}):
        raise KeyTakenError(
            "duplicate_row", f"{shape.name} has its one row already.", "Change that: PATCH `-`."
        )
    # A column that may not be NULL gets its default in place of one, as PUT state has it.
    values: dict[str, Any] = dict(layout.defaults) | {
        name: repr(value) if isinstance(value, float) else value
        for name, value in wanted.items()
        if value is not None or name not in layout.required
    }
    identity = layout.identity
    if identity is not None and values[identity] is None:
        del values[identity]
    _refuse_taken(tx, shape, values)
    if shape.table is None:
        insert_custom_row(tx, shape.name, layout.columns, values)
        return rows_with(tx, shape, {name: values[name] for name in shape.key})[0]
    number = tx.insert(_insert_of(shape.table, tuple(values)), values)
    if identity is not None:
        if identity in values:
            _count_on(tx, shape, identity)
            number = int(handed(layout.columns[identity], values[identity], tx) or 0)
        return rows_with(tx, shape, {identity: number})[0]
    # Of rows that have one name the last is the newest.
    return rows_with(tx, shape, {name: values[name] for name in shape.key})[-1]


@lru_cache(maxsize=256)
def _insert_of(table: sa.Table, columns: tuple[str, ...]) -> Insert:
    """The insert into these columns, made once: a database keeps what it has compiled for it."""
    return Insert(table, columns)


def change_row(
    tx: Transaction,
    shape: BrowsedTable,
    name: str,
    wanted: Mapping[str, Any],
    fit: Fit = Fit.EXACT,
) -> Row:
    """Change columns of a row; returns it as it is stored then.

    Raises:
        UnknownError: there is no row of this name.
        StateError: a column or value is not what the table knows.
        KeyTakenError: another row has the key that it would have, or the name that it has.
    """
    before = _the_row(tx, shape, name)
    check_row(tx, shape, wanted, fit)
    layout = shape.layout
    changed = {
        column: layout.defaults[column] if value is None and column in layout.required else value
        for column, value in wanted.items()
    }
    if layout.identity in changed and changed[layout.identity] is None:
        del changed[layout.identity]
    after = before | changed
    _refuse_taken(tx, shape, after, before, changed)
    stored = {
        column: handed(layout.columns[column], value, tx) for column, value in changed.items()
    }
    if tx.engine.folds:
        for companion, column in layout.folds.items():
            if column in stored:
                text = stored[column]
                stored[companion] = None if text is None else fold(str(text))
    if stored:
        tx.connection.execute(
            sa.update(shape.source).where(is_row(shape, before, tx)).values(stored)
        )
    if layout.identity in stored:
        if shape.table is ORDERED:
            note_renamed(tx, int(before[layout.identity] or 0), int(after[layout.identity] or 0))
        _count_on(tx, shape, str(layout.identity))
    return rows_with(tx, shape, {column: after[column] for column in shape.key})[0]


def remove_row(tx: Transaction, shape: BrowsedTable, name: str) -> None:
    """Remove a row.

    Raises:
        UnknownError: there is no row of this name.
        KeyTakenError: there are several.
    """
    row = _the_row(tx, shape, name)
    tx.connection.execute(sa.delete(shape.source).where(is_row(shape, row, tx)))


def _the_row(tx: Transaction, shape: BrowsedTable, name: str) -> Row:
    row = one_row(tx, shape, name)
    several = len(rows_named(tx, shape, name))
    if several > 1:
        raise KeyTakenError(
            "several_rows",
            f"{several} rows of {shape.name} are named {name}.",
            "The table has no unique key: put it whole with PUT /__admin/state.",
        )
    return row


def check_row(tx: Transaction, shape: BrowsedTable, wanted: Mapping[str, Any], fit: Fit) -> None:
    """Raise a StateError where a row has a column or value that the table does not know."""
    checked(State({shape.name: [wanted]}, fit=fit), custom_tables(tx))


def _refuse_taken(
    tx: Transaction,
    shape: BrowsedTable,
    row: Mapping[str, Any],
    itself: Row | None = None,
    changed: Sequence[str] | Mapping[str, Any] | None = None,
) -> None:
    """Raise a KeyTakenError where another row has a unique key of this one.

    Outside MariaDB most keys have no fold, so that the engine would not notice.
    """
    for key in shape.layout.keys:
        if not all(name in row for name in key):
            continue
        if changed is not None and not set(key) & set(changed):
            continue
        values = {name: "" if row[name] is None else row[name] for name in key}
        for other in rows_with(tx, shape, values):
            if itself is None or shape.name_of(other) != shape.name_of(itself):
                error = duplicate_row(
                    f"{shape.name}.{', '.join(f'{n} {v!r}' for n, v in values.items())}"
                )
                raise KeyTakenError(error.code, str(error), error.hint)


def _count_on(tx: Transaction, shape: BrowsedTable, identity: str) -> None:
    """Let the table's numbers go on after the highest, which a row has brought along."""
    assert shape.table is not None, "only VICIdial's tables give numbers"
    highest = sa.select(sa.func.max(shape.source.c[identity]))
    wanted = int(tx.connection.execute(highest).scalar() or 0) + 1
    following = tx.engine.next_identifiers(tx.connection, [shape.table]).get(shape.name, 1)
    if following < wanted:
        tx.engine.go_on_with(tx.connection, {shape.name: wanted})
