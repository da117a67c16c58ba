"""Columns of custom_<list_id> tables added, changed and dropped, while leads are being added.

Each function is done wholly or not at all. On SQLite and PostgreSQL it is part of its transaction.
On MariaDB a change of a table is committed by itself, and with it all that its transaction has done
before: so it is never done together with other requests, and it is best done first; that it cannot
be done is found out before anything is changed. Other processes' next requests know of it, as of
any change of the configuration (`store/sql/generation.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.custom.custom_tables import LEAD_ID
from lmapi_mock.store.custom.under_way import TABLE, note
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.schema.columns import sql_type
from lmapi_mock.store.sql.transaction import Transaction

LONGEST_NAME: Final = 64
"""The most characters of a column's name."""

_LONGEST_ROW: Final = 65_532
"""The most bytes of a row in MariaDB, without what texts hold: measured, beside lead_id."""

_NUMBER: Final = re.compile(r"\d+(?:e\d+)?|0x[0-9a-f]+|0b[01]+", re.IGNORECASE)

Spell = Callable[[Transaction, "CustomColumn"], str]


class ColumnRefusedError(Exception):
    """MariaDB would refuse the change; nothing has been changed."""


@dataclass(frozen=True, slots=True)
class CustomColumn:
    """A column as it is to be.

    Attributes:
        name: the field's label.
        column_type: its type.
        default: what rows get that leave it out; None for NULL.
    """

    name: str
    column_type: mariadb.ColumnType
    default: str | None = None


def create_table(tx: Transaction, table: str, columns: Sequence[CustomColumn] = ()) -> None:
    """Create a custom table: lead_id, then these columns.

    Raises:
        ColumnRefusedError: the table is there, or a column cannot be.
    """
    if table in custom_tables(tx):
        raise ColumnRefusedError(f"There is a table {table}.")
    present = {"lead_id": LEAD_ID}
    for column in columns:
        _check(column, present)
        present[column.name] = column.column_type
    tx.changes_tables()
    note(tx, table, TABLE, *(column.name for column in columns))
    tx.engine.create_custom_table(tx.connection, table, {"lead_id": LEAD_ID})
    for column in columns:
        _add(tx, table, column)


def add_column(tx: Transaction, table: str, column: CustomColumn) -> None:
    """Add a column behind the others; rows that are there get its default.

    Raises:
        ColumnRefusedError: the table has one of that name, or MariaDB would take no such column.
    """
    _check(column, _columns(tx, table))
    tx.changes_tables()
    note(tx, table, column.name)
    _add(tx, table, column)


def change_column(tx: Transaction, table: str, name: str, column: CustomColumn) -> None:
    """Give a column another type, default or name; what it holds becomes what that type holds.

    Text is cut to the new length, and empty where an enum does not know it. The column keeps its
    place among the others.

    Args:
        tx: the transaction.
        table: which.
        name: the column's present name, in any case.
        column: what it is to be.

    Raises:
        ColumnRefusedError: the table has no such column, has another of the new name, or MariaDB
            would take no such column.
    """
    present = dict(_columns(tx, table))
    own = _own_name(present, name)
    del present[own]
    _check(column, present)
    tx.changes_tables()
    note(tx, table, own)
    if not tx.engine.transactional_ddl:
        _execute(
            tx,
            f"ALTER TABLE {tx.quoted(table)} CHANGE COLUMN {tx.quoted(own)} "
            f"{_SPELT[tx.connection.dialect.name](tx, column)}",
        )
        return
    _convert(tx, table, own, column.column_type)
    if tx.engine.single:
        _rebuild(tx, table, own, column)
    else:
        _alter(tx, table, own, column)


def drop_column(tx: Transaction, table: str, name: str) -> None:
    """Drop a column, with what it holds.

    Raises:
        ColumnRefusedError: the table has no such column.
    """
    own = _own_name(_columns(tx, table), name)
    tx.changes_tables()
    note(tx, table, own)
    _execute(tx, f"ALTER TABLE {tx.quoted(table)} DROP COLUMN {tx.quoted(own)}")


@cache
def _reserved_words() -> frozenset[str]:
    """Words that are no name of a column, in lower case."""
    listed = Path(mariadb.__file__).with_name("reserved_words.txt").read_text("ascii").split("\n")
    return frozenset(word for word in listed if word and not word.startswith("#"))


def is_column_name(name: str) -> bool:
    """Whether MariaDB takes a text for a column's name where it stands without quotes."""
    return (
        0 < len(name) <= LONGEST_NAME
        and not _NUMBER.fullmatch(name)
        and name.lower() not in _reserved_words()
    )


def _row_size(column_type: mariadb.ColumnType) -> int:
    """How many bytes of a row a column takes."""
    if isinstance(column_type, mariadb.Varchar):
        size = 3 * column_type.length
        return size + (2 if size > 255 else 1)
    if isinstance(column_type, mariadb.Text):
        return 10
    if isinstance(column_type, mariadb.Int):
        return column_type.bits // 8
    return 3


def _columns(tx: Transaction, table: str) -> Mapping[str, mariadb.ColumnType]:
    columns = custom_tables(tx).get(table)
    if columns is None:
        raise ColumnRefusedError(f"There is no table {table}.")
    return columns


def _own_name(present: Mapping[str, mariadb.ColumnType], name: str) -> str:
    """A column's name as it is spelt; the key is nobody's to change."""
    for own in present:
        if fold(own) == fold(name) and own != "lead_id":
            return own
    raise ColumnRefusedError(f"There is no column {name}.")


def _check(column: CustomColumn, present: Mapping[str, mariadb.ColumnType]) -> None:
    """Refuse what MariaDB refuses, on every engine alike."""
    if not is_column_name(column.name):
        raise ColumnRefusedError(f"{column.name!r} is no name of a column.")
    if sum(map(_row_size, [*present.values(), column.column_type])) > _LONGEST_ROW:
        raise ColumnRefusedError(f"With {column.name!r} a row would be too long.")
    if any(fold(name) == fold(column.name) for name in present):
        raise ColumnRefusedError(f"There is a column {column.name}.")
    if column.default is None:
        return
    column_type, default = column.column_type, column.default
    is_fitting = True
    if isinstance(column_type, mariadb.Enum):
        is_fitting = fold(default) in map(fold, column_type.members)
    elif isinstance(column_type, mariadb.Varchar | mariadb.Char):
        is_fitting = len(default) <= column_type.length
    if not is_fitting:
        raise ColumnRefusedError(f"{default!r} is no default of a column {column_type.sql}.")


def _execute(tx: Transaction, sql: str) -> None:
    # Drivers of servers take a lone % for a placeholder.
    tx.connection.exec_driver_sql(sql if tx.engine.single else sql.replace("%", "%%"))


def _literal(tx: Transaction, column: CustomColumn) -> str:
    """The column's default in SQL, as the column stores it."""
    assert column.default is not None, "a column with a default"
    stored = str(tx.engine.store_of(column.column_type)(tx.text(column.default))).replace("'", "''")
    if not tx.engine.folds:
        stored = stored.replace("\\", "\\\\")
    return f"'{stored}'"


def _with_default(tx: Transaction, column: CustomColumn, spelt: str) -> str:
    return spelt if column.default is None else f"{spelt} DEFAULT {_literal(tx, column)}"


def _for_sqlite(tx: Transaction, column: CustomColumn) -> str:
    """MariaDB's spelling, quoted, is what SQLite keeps of a type."""
    return _with_default(
        tx, column, f"{tx.quoted(column.name)} {tx.quoted(column.column_type.sql)}"
    )


def _for_mariadb(tx: Transaction, column: CustomColumn) -> str:
    spelling = column.column_type.sql.replace("\\", "\\\\")
    return _with_default(tx, column, f"{tx.quoted(column.name)} {spelling}")


def _for_postgresql(tx: Transaction, column: CustomColumn) -> str:
    native = sql_type(column.column_type).compile(tx.connection.dialect)
    return _with_default(tx, column, f"{tx.quoted(column.name)} {native}")


_SPELT: Final[Mapping[str, Spell]] = {
    "sqlite": _for_sqlite,
    "mysql": _for_mariadb,
    "mariadb": _for_mariadb,
    "postgresql": _for_postgresql,
}


def _add(tx: Transaction, table: str, column: CustomColumn) -> None:
    dialect = tx.connection.dialect.name
    spelt = _SPELT[dialect](tx, column)
    _execute(tx, f"ALTER TABLE {tx.quoted(table)} ADD COLUMN {spelt}")
    if dialect == "postgresql":
        _comment(tx, table, column)


def _comment(tx: Transaction, table: str, column: CustomColumn) -> None:
    """MariaDB's spelling of a type stands in the column's comment on PostgreSQL."""
    spelling = column.column_type.sql.replace("'", "''")
    _execute(tx, f"COMMENT ON COLUMN {tx.quoted(table)}.{tx.quoted(column.name)} IS '{spelling}'")


def _convert(tx: Transaction, table: str, name: str, column_type: mariadb.ColumnType) -> None:
    """Let the rows hold what the new type makes of their values, before the type changes."""
    quoted, own = tx.quoted(table), tx.quoted(name)
    if not tx.engine.single:
        _execute(tx, f"ALTER TABLE {quoted} ALTER COLUMN {own} DROP DEFAULT")
        _execute(tx, f"ALTER TABLE {quoted} ALTER COLUMN {own} TYPE text USING {own}::text")
    store = tx.engine.store_of(column_type)
    found = tx.connection.exec_driver_sql(
        f"SELECT lead_id, {own} FROM {quoted} WHERE {own} IS NOT NULL"
    )
    changed = [
        (stored, lead_id)
        for lead_id, value in found
        if (stored := str(store(str(value)))) != str(value)
    ]
    if changed:
        mark = tx.marks(1)
        tx.connection.exec_driver_sql(
            f"UPDATE {quoted} SET {own} = {mark} WHERE lead_id = {mark}", changed
        )


def _alter(tx: Transaction, table: str, name: str, column: CustomColumn) -> None:
    """Change a column in its place, whose values fit already; PostgreSQL."""
    quoted, own = tx.quoted(table), tx.quoted(name)
    native = sql_type(column.column_type).compile(tx.connection.dialect)
    _execute(tx, f"ALTER TABLE {quoted} ALTER COLUMN {own} TYPE {native} USING {own}::{native}")
    if column.default is not None:
        default = _literal(tx, column)
        _execute(tx, f"ALTER TABLE {quoted} ALTER COLUMN {own} SET DEFAULT {default}")
    if column.name != name:
        _execute(tx, f"ALTER TABLE {quoted} RENAME COLUMN {own} TO {tx.quoted(column.name)}")
    _comment(tx, table, column)


def _rebuild(tx: Transaction, table: str, name: str, column: CustomColumn) -> None:
    """Make the table anew, for SQLite changes no column; it keeps the place of each."""
    parts = []
    for _, own, spelling, _, default, is_key in tx.connection.exec_driver_sql(
        f"PRAGMA table_info({tx.quoted(table)})"
    ).fetchall():
        if own == name:
            parts.append(_for_sqlite(tx, column))
            continue
        part = f"{tx.quoted(own)} {tx.quoted(spelling)}"
        if is_key:
            part += " PRIMARY KEY NOT NULL"
        parts.append(part if default is None else f"{part} DEFAULT {default}")
    made = tx.quoted(f"lmapi_mock_new_{table}")
    for statement in (
        f"CREATE TABLE {made} ({', '.join(parts)})",
        f"INSERT INTO {made} SELECT * FROM {tx.quoted(table)}",
        f"DROP TABLE {tx.quoted(table)}",
        f"ALTER TABLE {made} RENAME TO {tx.quoted(table)}",
    ):
        _execute(tx, statement)
