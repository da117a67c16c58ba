"""The custom_<list_id> tables, which no migration knows: made, dropped and filled as they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lmapi_mock.mariadb.types import ColumnType, parse_type
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.sql.written import Written

LEAD_ID: Final = parse_type("int(9) unsigned")
"""The type of a custom table's key."""


def create_custom_table(tx: Transaction, table: str, columns: Mapping[str, ColumnType]) -> None:
    """Create a custom table: the lead's identifier, then the columns given."""
    tx.engine.create_custom_table(tx.connection, table, {"lead_id": LEAD_ID, **columns})


def drop_custom_table(tx: Transaction, table: str) -> None:
    """Drop a custom table."""
    tx.connection.exec_driver_sql(f"DROP TABLE {tx.quoted(table)}")


def insert_custom_row(
    tx: Transaction, table: str, columns: Mapping[str, ColumnType], values: Mapping[str, Any]
) -> None:
    """Store a row as its columns store it."""
    stored = tuple(
        None if value is None else tx.engine.store_of(columns[name])(tx.text(value))
        for name, value in values.items()
    )
    tx.connection.exec_driver_sql(
        f"INSERT INTO {tx.quoted(table)} ({tx.listed(values)}) VALUES ({tx.marks(len(values))})",
        stored,
    )
    tx.written.append(Written(table, 0, stored, tuple(values)))
