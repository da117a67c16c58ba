"""What a table looks like to those who browse it: its columns, and what names one of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote

import sqlalchemy as sa

from lmapi_mock.errors import UnknownError
from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.schema.columns import is_fold, is_unsigned64
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import RowLayout, Scalar, State, checked, nearest_table, shown_as

NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "system_settings": (),
    "servers": ("server_id",),
    "vicidial_user_groups": ("user_group",),
    "vicidial_ip_list_entries": ("ip_list_id", "ip_address"),
    "vicidial_phone_codes": ("country_code", "country", "areacode", "state"),
    "vicidial_postal_codes": ("postal_code", "country_code"),
    "vicidial_nanpa_prefix_codes": ("areacode", "prefix"),
    "vicidial_dnc_log": ("phone_number", "campaign_id", "action", "action_date"),
    "vicidial_filter_phone_groups": ("filter_phone_group_id",),
}
"""What tells rows apart where the table has no unique key; the settings are one row."""

ONLY: Final = "-"
"""The name of a row that is the only one."""

_NULL: Final = "%00"
_SAFE: Final = "".join(map(chr, range(0x21, 0x7F))).replace("%", "").replace("|", "") + " "

Row = dict[str, Scalar]


@dataclass(frozen=True, slots=True)
class BrowsedTable:
    """A table as it is browsed.

    Attributes:
        name: its name.
        layout: what its columns make of values.
        key: the columns that name a row.
        unique: whether the database lets no two rows have that name.
        source: the table for SQL, folds included; its columns have no type, so that the driver's
            own values come and go.
        indexed: the columns that begin an index.
        table: VICIdial's; None for a custom one.
    """

    name: str
    layout: RowLayout
    key: tuple[str, ...]
    unique: bool
    source: sa.Table
    indexed: frozenset[str]
    table: sa.Table | None

    def name_of(self, row: Mapping[str, Scalar]) -> str:
        """The name of a row: its key's values, joined by `|`.

        An empty value is a space, which compares as equal to it and leaves no empty path.
        """
        parts = [_NULL if row[one] is None else _part(str(row[one])) for one in self.key]
        return "|".join(parts) or ONLY

    def read_name(self, name: str) -> dict[str, str | None] | None:
        """The values of the key's columns; None where the name has another number of parts."""
        parts = name.split("|") if self.key else []
        if len(parts) != len(self.key) or (not self.key and name != ONLY):
            return None
        return {
            column: None if part == _NULL else unquote(part)
            for column, part in zip(self.key, parts, strict=True)
        }

    def shower(self, tx: Transaction, names: Iterable[str]) -> Callable[[Sequence[Any]], Row]:
        """Makes of what the engine gives for these columns what GET /__admin/state shows."""
        names = list(names)
        shows = [
            (name, show)
            for name in names
            if (show := shown_as(self.layout.columns[name], tx.engine)) is not None
        ]

        def shown(values: Sequence[Any]) -> Row:
            row = dict(zip(names, values, strict=True))
            for name, show in shows:
                if row[name] is not None:
                    row[name] = show(row[name])
            return row

        return shown

    def columns(self, names: Iterable[str]) -> list[sa.Column[Any]]:
        """Columns for SQL."""
        return [self.source.c[name] for name in names]

    def read(self, tx: Transaction, names: Iterable[str], rows: sa.Select[Any]) -> list[Row]:
        """The rows that a query of these columns finds, as they are shown."""
        return list(map(self.shower(tx, names), tx.connection.execute(rows)))


def _part(value: str) -> str:
    return quote(value, safe=_SAFE, encoding="utf-8") or " "


def is_text(column_type: mariadb.ColumnType) -> bool:
    """Whether a column of this type compares as utf8_unicode_ci does."""
    return isinstance(column_type, mariadb.Varchar | mariadb.Char | mariadb.Text)


def compared(column_type: mariadb.ColumnType, value: Any) -> Scalar:
    """What values that a column compares as equal have in common; None for NULL."""
    if value is None:
        return None
    stored = column_type.store(value if isinstance(value, str | int) else str(value))
    return fold(str(stored)) if is_text(column_type) else stored


def handed(column_type: mariadb.ColumnType, value: Any, tx: Transaction) -> Scalar:
    """A value as its column stores it, which is what the engine compares with."""
    if value is None:
        return None
    if isinstance(value, float):
        value = repr(value)
    return tx.engine.store_of(column_type)(tx.text(value))


def compares_in_sql(shape: BrowsedTable, column: str, tx: Transaction) -> bool:
    """Whether the engine can compare the column as MariaDB does."""
    column_type = shape.layout.columns[column]
    return not is_text(column_type) or not tx.engine.folds or f"{column}_fold" in shape.source.c


def equals(shape: BrowsedTable, column: str, value: Any, tx: Transaction) -> sa.ColumnElement[bool]:
    """The column compares as equal to the value, for those that `compares_in_sql`."""
    column_type = shape.layout.columns[column]
    stored = handed(column_type, value, tx)
    if stored is None:
        return shape.source.c[column].is_(None)
    if is_text(column_type) and tx.engine.folds:
        return shape.source.c[f"{column}_fold"] == fold(str(stored))
    return shape.source.c[column] == stored


def shape_of(tx: Transaction, name: str) -> BrowsedTable:
    """The shape of a table.

    Raises:
        UnknownError: there is none of this name.
    """
    custom = custom_tables(tx)
    if name not in METADATA.tables and name not in custom:
        near = nearest_table(name, [*METADATA.tables, *custom])
        raise UnknownError(
            "unknown_table",
            f"There is no table {name!r}.",
            f"Did you mean {near}?" if near else "GET /__admin/tables lists those there are.",
        )
    layout = checked(State({name: []}), custom)[name]
    table = None if name in custom else METADATA.tables[name]
    if table is not None:
        layout = _present(layout, {column.name for column in tx.columns(table)})
    folds = layout.folds if tx.engine.folds else ()
    source = _source(name, (*layout.columns, *folds))
    key = next(iter(_keys(table, layout)), None)
    return BrowsedTable(
        name,
        layout,
        NAMED_BY[name] if key is None else key,
        key is not None,
        source,
        frozenset(key[:1] if key and table is None else _indexed(table)),
        table,
    )


def _present(layout: RowLayout, names: set[str]) -> RowLayout:
    """A layout without the columns that a dialer's own database lacks."""
    if names >= layout.columns.keys():
        return layout
    return replace(
        layout,
        columns={
            name: column_type for name, column_type in layout.columns.items() if name in names
        },
        defaults={name: value for name, value in layout.defaults.items() if name in names},
    )


@lru_cache(maxsize=256)
def _source(name: str, columns: tuple[str, ...]) -> sa.Table:
    return sa.Table(name, sa.MetaData(), *(sa.Column(column) for column in columns))


def shapes(tx: Transaction) -> list[BrowsedTable]:
    """The shape of every table that there is: VICIdial's, then the custom ones."""
    own = [name for name, table in METADATA.tables.items() if tx.columns(table)]
    return [shape_of(tx, name) for name in [*own, *custom_tables(tx)]]


def _keys(table: sa.Table | None, layout: RowLayout) -> Sequence[tuple[str, ...]]:
    """The primary key, if there is one, before the others."""
    if table is not None and not len(table.primary_key.columns):
        return sorted(layout.keys, key=len)
    return layout.keys


def _indexed(table: sa.Table | None) -> list[str]:
    if table is None:
        return []
    first = [next(iter(index.columns)) for index in table.indexes]
    first += list(table.primary_key.columns)[:1]
    return [one.info["fold_of"] if is_fold(one) else one.name for one in first]


def is_ordered_by_sql(shape: BrowsedTable, tx: Transaction) -> bool:
    """Whether the engine orders the key as its values go: not so where it knows no unsigned."""
    return shape.unique and not any(
        is_unsigned64(shape.layout.columns[one]) and not tx.engine.unsigned for one in shape.key
    )
