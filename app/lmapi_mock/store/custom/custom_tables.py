"""The custom_<list_id> tables, which no migration knows: made, dropped and filled as they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lmapi_mock.mariadb.types import ColumnType, parse_type
from lmapi_mock.store.schema.columns import is_unsigned64, unsigned64
from lmapi_mock.store.sql.changes import Changed, held
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


def custom_row(
    tx: Transaction, table: str, columns: Mapping[str, ColumnType], lead_id: int
) -> dict[str, Any] | None:
    """A lead's row, its text as it comes through the connection; None where there is none.

    On a server it is held against other sessions till the end.
    """
    row = _stored_row(tx, table, columns, lead_id)
    return None if row is None else {name: tx.read(value) for name, value in row.items()}


def _stored_row(
    tx: Transaction, table: str, columns: Mapping[str, ColumnType], lead_id: int
) -> dict[str, Any] | None:
    """The same, as its columns store it."""
    names = tuple(columns)
    row = tx.execute(
        f"SELECT {tx.listed(names)} FROM {tx.quoted(table)} WHERE lead_id = {tx.marks(1)}"
        f"{'' if tx.engine.single else ' FOR UPDATE'}",
        (lead_id,),
    ).fetchone()
    if row is None:
        return None
    return {
        name: None if value is None else _read(columns[name], value, tx)
        for name, value in zip(names, row, strict=True)
    }


def _read(column_type: ColumnType, value: Any, tx: Transaction) -> Any:
    stored = held(column_type)(value)
    return unsigned64(stored) if is_unsigned64(column_type) and not tx.engine.unsigned else stored


def update_custom_row(
    tx: Transaction,
    table: str,
    columns: Mapping[str, ColumnType],
    values: Mapping[str, Any],
    lead_id: int,
) -> Changed:
    """Set columns of a lead's row, which store the values as ever; what changes is in `written`.

    Returns:
        Whether there is such a row, and whether anything in it is another now, each 0 or 1.
    """
    before = _stored_row(tx, table, {name: columns[name] for name in values}, lead_id)
    if before is None:
        return Changed(0, 0)
    stored = {
        name: None if value is None else columns[name].store(tx.text(value))
        for name, value in values.items()
    }
    if stored == before:
        return Changed(1, 0)
    sets = ", ".join(f"{tx.quoted(name)} = {tx.marks(1)}" for name in stored)
    handed = tuple(
        None if value is None else tx.engine.store_of(columns[name])(value)
        for name, value in stored.items()
    )
    tx.execute(
        f"UPDATE {tx.quoted(table)} SET {sets} WHERE lead_id = {tx.marks(1)}", (*handed, lead_id)
    )
    names = ("lead_id", *stored)
    row = (lead_id, *stored.values())
    tx.written.append(Written(table, 0, row, names, "updated", {"lead_id": lead_id, **before}))
    return Changed(1, 1)


def delete_custom_row(
    tx: Transaction, table: str, columns: Mapping[str, ColumnType], lead_id: int
) -> int:
    """Delete a lead's row, which is in `written` as it was; returns how many there were."""
    row = _stored_row(tx, table, columns, lead_id)
    if row is None:
        return 0
    tx.execute(f"DELETE FROM {tx.quoted(table)} WHERE lead_id = {tx.marks(1)}", (lead_id,))
    tx.written.append(Written(table, 0, (), (), "deleted", row))
    return 1
