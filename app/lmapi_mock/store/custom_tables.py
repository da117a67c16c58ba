"""The custom_<list_id> tables, which no migration knows: made, dropped and filled as they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lmapi_mock.mariadb.types import ColumnType, parse_type
from lmapi_mock.store.columns import is_unsigned64, signed64
from lmapi_mock.store.database import Transaction

LEAD_ID: Final = parse_type("int(9) unsigned")
"""The type of a custom table's key."""


def create_custom_table(tx: Transaction, table: str, columns: Mapping[str, ColumnType]) -> None:
    """Create a custom table: the lead's identifier, then the columns given.

    SQLite keeps a quoted type as it is written, so that MariaDB's own spelling is found again.
    """
    declared = [f"{quoted(name)} {quoted(kind.sql)}" for name, kind in columns.items()]
    key = f"lead_id {quoted(LEAD_ID.sql)} PRIMARY KEY NOT NULL"
    tx.connection.exec_driver_sql(f"CREATE TABLE {quoted(table)} ({', '.join([key, *declared])})")


def drop_custom_table(tx: Transaction, table: str) -> None:
    """Drop a custom table."""
    tx.connection.exec_driver_sql(f"DROP TABLE {quoted(table)}")


def insert_custom_row(
    tx: Transaction, table: str, columns: Mapping[str, ColumnType], values: Mapping[str, Any]
) -> None:
    """Store a row as its columns store it."""
    names = ", ".join(map(quoted, values))
    marks = ", ".join("?" * len(values))
    stored = tuple(
        None if value is None else engine_value(columns[name], tx.text(value))
        for name, value in values.items()
    )
    tx.connection.exec_driver_sql(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", stored)


def engine_value(kind: ColumnType, value: str | int) -> str | int:
    """What the engine is handed for a value of a column of this type."""
    stored = kind.store(value)
    return signed64(int(stored)) if is_unsigned64(kind) else stored


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'
