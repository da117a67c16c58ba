"""Custom fields that a killed process has left half done on MariaDB: whole, or not there."""

from __future__ import annotations

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.lists.field_columns import column_of, has_column
from lmapi_mock.non_agent_api.lists.stored_fields import (
    DELETE,
    field_named,
    fields_of,
    stored_values,
)
from lmapi_mock.store.custom.custom_columns import change_column, drop_column
from lmapi_mock.store.custom.custom_tables import drop_custom_table
from lmapi_mock.store.custom.under_way import TABLE, forget, noted
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction


def lock_of(list_id: int) -> str:
    """The name that is held while the fields of a list are changed."""
    return f"custom fields {list_id}"


def finish_all(database: Database) -> None:
    """Finish or take back what is noted of any list; at the start of a server."""
    with database.transaction() as tx:
        tables = list(noted(tx))
    for table in tables:
        with database.transaction() as tx:
            tx.hold([lock_of(int(table.removeprefix("custom_")))])
            finish(tx, table)


def finish(tx: Transaction, table: str) -> None:
    """Finish or take back what is noted of a list's table; the caller holds its name.

    A column whose field was not stored goes, and so does a field whose column was dropped; a
    column that was being changed becomes again what its field says.
    """
    columns = noted(tx).get(table, [])
    if not columns:
        return
    tx.changes_tables()
    list_id = table.removeprefix("custom_")
    for name in {fold(one): one for one in columns if one != TABLE}.values():
        present = tx.engine.custom_tables(tx.connection).get(table, {})
        has = any(fold(one) == fold(name) for one in present)
        field = field_named(fields_of(tx, list_id), name)
        values = None if field is None else stored_values(field)
        if values is None or not has_column(values):
            if has:
                drop_column(tx, table, name)
        elif has:
            change_column(tx, table, name, column_of(values))
        elif field is not None:
            tx.delete(DELETE, field_id=int(field["field_id"]))
    if (
        TABLE in columns
        and not fields_of(tx, list_id)
        and table in tx.engine.custom_tables(tx.connection)
    ):
        drop_custom_table(tx, table)
    forget(tx, table)
    tx.changes_tables()
