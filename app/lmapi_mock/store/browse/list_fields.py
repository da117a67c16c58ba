"""A list's custom fields: the row in vicidial_lists_fields and the column in custom_<list_id>."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lmapi_mock.errors import StateError, UnknownError
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.mariadb.types import ColumnType
from lmapi_mock.store.browse.editing import KeyTakenError, add_row, check_row, remove_row
from lmapi_mock.store.browse.row_lookup import rows_with
from lmapi_mock.store.browse.shapes import BrowsedTable, Row, shape_of
from lmapi_mock.store.custom.custom_tables import create_custom_table
from lmapi_mock.store.custom.field_types import NO_VALUES
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.schema.columns import sql_type
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import custom_columns

FIELDS: Final = "vicidial_lists_fields"

TYPES: Final[Mapping[str, str]] = {"AREA": "text", "DATE": "date", "TIME": "varchar(8)"}
"""The column's type by the field's, where none is given; of others varchar."""

_LONGEST: Final = 255


def fields_of(tx: Transaction, list_id: int) -> list[tuple[Row, str | None]]:
    """A list's fields, each with its column's type, None where it has no column."""
    columns = {fold(name): column_type.sql for name, column_type in _columns(tx, list_id).items()}
    rows = rows_with(tx, shape_of(tx, FIELDS), {"list_id": list_id})
    rows.sort(key=lambda row: (row["field_rank"] or 0, row["field_order"] or 0, row["field_id"]))
    return [(row, columns.get(fold(str(row["field_label"])))) for row in rows]


def add_field(
    tx: Transaction, list_id: int, values: Mapping[str, Any], spelling: str | None
) -> tuple[Row, str | None]:
    """Add a field, and its column where it holds a value; rows that are there keep theirs.

    Args:
        tx: the transaction.
        list_id: the list's.
        values: columns of vicidial_lists_fields.
        spelling: the column's type as MariaDB spells it; None for what suits the field's type.

    Returns:
        The field's row, and the type of its column, None where it has none.

    Raises:
        UnknownError: there is no such list.
        StateError: a column, type or value is not what is known.
        KeyTakenError: the list has a field, or its table a column of another type, of this label.
    """
    if not rows_with(tx, shape_of(tx, "vicidial_lists"), {"list_id": list_id}):
        raise UnknownError(
            "unknown_list", f"There is no list {list_id}.", "Add it first: vicidial_lists."
        )
    fields = shape_of(tx, FIELDS)
    row = {**values, "list_id": list_id}
    check_row(tx, fields, row, Fit.EXACT)
    label = values.get("field_label")
    if not isinstance(label, str):
        raise StateError(
            "bad_column", "A field needs a field_label.", "It names the custom table's column."
        )
    table = _table(list_id)
    wanted = spelling or _suiting(fields, values)
    column_type = custom_columns({table: [[label, wanted]]})[table][label]
    if rows_with(tx, fields, {"list_id": list_id, "field_label": label}):
        raise KeyTakenError(
            "duplicate_row", f"List {list_id} has a field {label!r} already.", "Change that one."
        )
    held = None
    if _has_column(fields, values, label):
        held = _make_column(tx, list_id, label, column_type, is_asked=spelling is not None).sql
    return add_row(tx, fields, row), held


def remove_field(tx: Transaction, list_id: int, label: str) -> None:
    """Remove a field and its column, with what that holds.

    Raises:
        UnknownError: the list has no such field.
    """
    fields = shape_of(tx, FIELDS)
    rows = rows_with(tx, fields, {"list_id": list_id, "field_label": label})
    if not rows:
        raise UnknownError(
            "unknown_field",
            f"List {list_id} has no field {label!r}.",
            f"GET /__admin/lists/{list_id}/fields lists those it has.",
        )
    for row in rows:
        remove_row(tx, fields, fields.name_of(row))
    # Last, for on MariaDB a change of the schema ends the transaction.
    for name in _columns(tx, list_id):
        if fold(name) == fold(label) and name != "lead_id":
            table = tx.quoted(_table(list_id))
            tx.connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {tx.quoted(name)}")


def _table(list_id: int) -> str:
    return f"custom_{list_id}"


def _columns(tx: Transaction, list_id: int) -> Mapping[str, ColumnType]:
    return custom_tables(tx).get(_table(list_id), {})


def _suiting(fields: BrowsedTable, values: Mapping[str, Any]) -> str:
    """The type of a field's column by the field's own type and length."""
    column_type = str(fields.layout.columns["field_type"].store(str(values.get("field_type", ""))))
    longest = values.get("field_max")
    length = longest if isinstance(longest, int) and 0 < longest <= _LONGEST else _LONGEST
    return TYPES.get(column_type, f"varchar({length})")


def _has_column(fields: BrowsedTable, values: Mapping[str, Any], label: str) -> bool:
    """Whether the field's value is kept in the custom table, not in vicidial_list or nowhere."""
    stored = {
        name: str(fields.layout.columns[name].store(str(values.get(name) or "")))
        for name in ("field_type", "field_duplicate")
    }
    return (
        stored["field_type"] not in NO_VALUES
        and stored["field_duplicate"] != "Y"
        and label.lower() not in METADATA.tables["vicidial_list"].columns
    )


def _make_column(
    tx: Transaction, list_id: int, label: str, column_type: ColumnType, *, is_asked: bool
) -> ColumnType:
    """The column's type, once it is there."""
    name = _table(list_id)
    if name not in custom_tables(tx):
        create_custom_table(tx, name, {label: column_type})
        return column_type
    for column, present in _columns(tx, list_id).items():
        if fold(column) != fold(label):
            continue
        if is_asked and present.sql.partition("(")[0] != column_type.sql.partition("(")[0]:
            raise KeyTakenError(
                "column_there",
                f"{name} has a column {column} {present.sql} already.",
                "Leave `type` out to use it as it is.",
            )
        return present
    table, quoted = tx.quoted(name), tx.quoted(label)
    dialect = tx.connection.dialect.name
    for statement in _ADD[dialect](tx, table, quoted, column_type):
        tx.connection.exec_driver_sql(statement)
    return column_type


def _for_sqlite(tx: Transaction, table: str, column: str, column_type: ColumnType) -> list[str]:
    """MariaDB's spelling, quoted, is what SQLite keeps of a type."""
    return [f"ALTER TABLE {table} ADD COLUMN {column} {tx.quoted(column_type.sql)}"]


def _for_mariadb(_: Transaction, table: str, column: str, column_type: ColumnType) -> list[str]:
    # The driver takes a lone % for a placeholder.
    return [f"ALTER TABLE {table} ADD COLUMN {column} {column_type.sql.replace('%', '%%')}"]


def _for_postgresql(tx: Transaction, table: str, column: str, column_type: ColumnType) -> list[str]:
    """MariaDB's spelling stands in the column's comment."""
    spelling = column_type.sql.replace("'", "''").replace("%", "%%")
    native = sql_type(column_type).compile(tx.connection.dialect)
    return [
        f"ALTER TABLE {table} ADD COLUMN {column} {native}",
        f"COMMENT ON COLUMN {table}.{column} IS '{spelling}'",
    ]


_ADD: Final[Mapping[str, Callable[[Transaction, str, str, ColumnType], list[str]]]] = {
    "sqlite": _for_sqlite,
    "mysql": _for_mariadb,
    "mariadb": _for_mariadb,
    "postgresql": _for_postgresql,
}
