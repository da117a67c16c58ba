"""Going back to a snapshot file of many rows, beside the requests that go on meanwhile.

To copy it page by page takes hold of the whole file. Here the rows of large tables are put beside
them, part by part, and take their places at once, as those of a large state do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from lmapi_mock.pace import Pace
from lmapi_mock.store.custom.custom_tables import drop_custom_table
from lmapi_mock.store.own_tables.imports import IMPORTS
from lmapi_mock.store.own_tables.imports import forget as forget_imports
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.stored_order import ORDERED, STORED_ORDER
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import CUSTOM_STAND_IN
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.large import PUT_AT_ONCE, SETTLED_AFTER, clear
from lmapi_mock.store.state.rows import READ_AT_ONCE, holds_many

Row = tuple[Any, ...]


def restore_beside(
    database: Database, image: Database, then: Callable[[Transaction], None]
) -> None:
    """Make an SQLite file hold what another one holds, or change nothing.

    Args:
        database: which.
        image: the other, of the same revision.
        then: what else belongs to the transaction in which it is seen.
    """
    with database.alone(), image.transaction() as source:
        clear(database)
        try:
            staged = _staged(database, source)
            _fill(database, source, staged)
            with database.transaction() as tx:
                _put_in_place(tx, source, staged)
                then(tx)
        finally:
            database.forget()
            clear(database)


def _staged(database: Database, source: Transaction) -> dict[str, str]:
    """Make an empty table for each that is large, before or after."""
    custom = source.engine.custom_tables(source.connection)
    with database.transaction() as tx:
        own = [
            table
            for name, table in METADATA.tables.items()
            if holds_many(source, [name]) or holds_many(tx, [name])
        ]
        if ORDERED in own:
            own.append(STORED_ORDER)
        staged = tx.engine.make_stand_ins(tx.connection, own)
        for name in custom:
            if holds_many(source, [name]):
                staged[name] = f"{CUSTOM_STAND_IN}{name}"
                _make_custom(tx, source, name, staged[name])
    return staged


def _make_custom(tx: Transaction, source: Transaction, name: str, into: str) -> None:
    """Make a custom table by the statement that made the snapshot's, its defaults and all."""
    made = source.connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
    )
    _, parenthesis, columns = made.scalar_one().partition("(")
    tx.connection.exec_driver_sql(f"CREATE TABLE {tx.quoted(into)} {parenthesis}{columns}")


def _fill(database: Database, source: Transaction, staged: dict[str, str]) -> None:
    pace = Pace()
    parts = 0
    for name, into in staged.items():
        columns, rows = _rows(source, name)
        while part := list(islice(rows, PUT_AT_ONCE)):
            with database.transaction() as tx:
                _insert(tx, into, columns, part)
            parts += 1
            if parts % SETTLED_AFTER == 0:
                database.settle()
            pace()


def _put_in_place(tx: Transaction, source: Transaction, staged: dict[str, str]) -> None:
    tx.configures()
    custom = source.engine.custom_tables(source.connection)
    tables = [*METADATA.tables.values(), STORED_ORDER]
    stand_ins = tx.engine.empty(tx.connection, tables, staged)
    for name in {table.name for table in tables} - staged.keys():
        _insert_all(tx, source, name)
    own = {name: stand_in for name, stand_in in stand_ins.items() if name not in custom}
    tx.engine.put_in_place(tx.connection, own)
    for name in tx.engine.custom_tables(tx.connection):
        drop_custom_table(tx, name)
    for name in custom:
        if name in staged:
            tx.connection.exec_driver_sql(f"ALTER TABLE {staged[name]} RENAME TO {name}")
        else:
            _make_custom(tx, source, name, name)
            _insert_all(tx, source, name)
    forget_imports(tx)
    if sa.inspect(source.connection).has_table(IMPORTS.name):
        IMPORTS.create(tx.connection, checkfirst=True)
        _insert_all(tx, source, IMPORTS.name)
    numbers = source.engine.next_identifiers(source.connection, METADATA.tables.values())
    tx.engine.go_on_with(tx.connection, numbers)


def _insert_all(tx: Transaction, source: Transaction, name: str) -> None:
    columns, rows = _rows(source, name)
    _insert(tx, name, columns, list(rows))


def _rows(source: Transaction, name: str) -> tuple[list[str], Iterator[Row]]:
    """The columns of a table, and its rows as they were put."""
    found = source.connection.exec_driver_sql(
        f"SELECT * FROM {source.quoted(name)} ORDER BY rowid",
        execution_options={"yield_per": READ_AT_ONCE},
    )
    return list(found.keys()), (tuple(row) for row in found)


def _insert(tx: Transaction, name: str, columns: list[str], rows: list[Row]) -> None:
    if rows:
        tx.connection.exec_driver_sql(
            f"INSERT INTO {tx.quoted(name)} ({tx.listed(columns)})"
            f" VALUES ({tx.marks(len(columns))})",
            rows,
        )
