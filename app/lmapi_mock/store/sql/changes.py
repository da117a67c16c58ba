"""Rows changed and deleted by a key, as MariaDB does both.

An `Update` or `Delete` is a module constant, as an `Insert` is. Which columns an UPDATE sets may
differ from one request to the next: what is compiled is kept for each set of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.encoding import connection_text
from lmapi_mock.store.schema.columns import (
    is_fold,
    is_unsigned64,
    signed64,
    stored_type,
    unsigned64,
)
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.statements import Prepared, Statement
from lmapi_mock.store.sql.written import Written

if TYPE_CHECKING:
    from lmapi_mock.store.sql.transaction import Transaction


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """An UPDATE of whatever columns are given, in the rows whose `key` columns equal values.

    Text of the key is compared as utf8_unicode_ci does, so that outside MariaDB it needs a
    companion; numbers are compared as they are, without being cut to what the column holds.
    """

    table: sa.Table
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Delete:
    """A DELETE of the rows whose `key` columns equal values, compared as those of an `Update`."""

    table: sa.Table
    key: tuple[str, ...]


class Changed(NamedTuple):
    """What an UPDATE did.

    Attributes:
        matched: how many rows have the key.
        changed: in how many of them a stored value is another now, byte for byte: MariaDB's own
            count of affected rows.
    """

    matched: int
    changed: int


def _conditions(change: Update | Delete, engine: Engine) -> Iterable[sa.ColumnElement[bool]]:
    for name in change.key:
        column = change.table.c[name]
        if isinstance(stored_type(column), mariadb.Int | mariadb.Decimal):
            yield column == sa.bindparam(f"k_{name}")
        else:
            yield engine.matches(column, f"k_{name}")


class _Rows:
    """The rows of a key: they are read, and held against other sessions till the end."""

    def __init__(
        self, change: Update | Delete, names: Iterable[str], engine: Engine, dialect: sa.Dialect
    ) -> None:
        table = change.table
        self.names = tuple(names)
        self._engine = engine
        self._wide = frozenset(
            name
            for name in (*change.key, *self.names)
            if not engine.unsigned and is_unsigned64(stored_type(table.c[name]))
        )
        self._held = {name: held(stored_type(table.c[name])) for name in self.names}

        def read(engine: Engine) -> sa.Select[Any]:
            query = sa.select(*(table.c[name] for name in self.names))
            query = query.where(*_conditions(change, engine))
            return query if engine.single else query.with_for_update()

        self._read = Prepared(Statement(read), engine, dialect)

    def keys(self, key: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters for the key's columns."""
        return {
            f"k_{name}": signed64(value) if name in self._wide else value
            for name, value in key.items()
        }

    def read(self, tx: Transaction, keys: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows, with values as the columns store them."""
        parameters = self._read.parameters(keys, charset=tx.charset)
        found = tx.execute(self._read.sql, parameters).fetchall()
        return [
            {
                name: None if value is None else self._held[name](value)
                for name, value in zip(self.names, row, strict=True)
            }
            for row in found
        ]

    def shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row for the journal."""
        return {
            name: unsigned64(value) if name in self._wide and value is not None else value
            for name, value in row.items()
        }


def held(column_type: mariadb.ColumnType) -> Callable[[Any], Any]:
    """Makes of a driver's value the one that was stored: drivers give decimals as they like."""
    if isinstance(column_type, mariadb.Int):
        return int
    if isinstance(column_type, mariadb.Decimal):
        return lambda value: column_type.store(str(value))
    return lambda value: value if isinstance(value, str) else str(value)


class PreparedUpdate:
    """An `Update` of some columns, compiled for one engine."""

    def __init__(
        self, update: Update, columns: Iterable[str], engine: Engine, dialect: sa.Dialect
    ) -> None:
        table = update.table
        self._table = table
        self._columns = tuple(columns)
        identity = table.primary_key.columns.keys()
        self._rows = _Rows(update, dict.fromkeys((*identity, *self._columns)), engine, dialect)
        self._folds = {
            column.info["fold_of"]: column.name
            for column in table.columns
            if engine.folds and is_fold(column) and column.info["fold_of"] in self._columns
        }
        self._store = {name: engine.store_of(stored_type(table.c[name])) for name in self._columns}

        def write(engine: Engine) -> sa.Update:
            change = sa.update(table).where(*_conditions(update, engine))
            names = (*self._columns, *self._folds.values())
            return change.values({name: sa.bindparam(f"p_{name}") for name in names})

        self._write = Prepared(Statement(write), engine, dialect)

    def run(self, tx: Transaction, values: Mapping[str, Any], key: Mapping[str, Any]) -> Changed:
        """Set the columns; what they hold already is not written again."""
        stored = {name: self._stored(name, values[name], tx) for name in self._columns}
        keys = self._rows.keys(key)
        before = self._rows.read(tx, keys)
        changed = [row for row in before if any(row[name] != stored[name] for name in stored)]
        if changed:
            parameters = {f"p_{name}": value for name, value in stored.items()}
            for name, companion in self._folds.items():
                text = stored[name]
                parameters[f"p_{companion}"] = None if text is None else fold(str(text))
            # What is stored has come through the connection already, and is not to once more.
            parameters |= {name: tx.text(value) for name, value in keys.items()}
            tx.execute(self._write.sql, self._write.parameters(parameters, charset="utf8mb4"))
        tx.written += [
            Written(
                self._table.name,
                0,
                tuple(self._rows.shown(row | stored).values()),
                self._rows.names,
                "updated",
                self._rows.shown(row),
            )
            for row in changed
        ]
        return Changed(len(before), len(changed))

    def _stored(self, name: str, value: Any, tx: Transaction) -> Any:
        """What the column holds of a value; in place of a NULL that it may not hold, nothing."""
        if value is None:
            if self._table.c[name].nullable:
                return None
            value = ""
        return self._store[name](connection_text(value, charset=tx.charset))


class PreparedDelete:
    """A `Delete` compiled for one engine."""

    def __init__(self, delete: Delete, engine: Engine, dialect: sa.Dialect) -> None:
        table = delete.table
        self._table = table
        names = [column.name for column in table.columns if not is_fold(column)]
        self._rows = _Rows(delete, names, engine, dialect)

        def remove(engine: Engine) -> sa.Delete:
            return sa.delete(table).where(*_conditions(delete, engine))

        self._remove = Prepared(Statement(remove), engine, dialect)

    def run(self, tx: Transaction, key: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Delete the rows; gives them as they were."""
        keys = self._rows.keys(key)
        found = [self._rows.shown(row) for row in self._rows.read(tx, keys)]
        if found:
            tx.execute(self._remove.sql, self._remove.parameters(keys, charset=tx.charset))
        tx.written += [Written(self._table.name, 0, (), (), "deleted", row) for row in found]
        return found
