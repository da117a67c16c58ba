"""Statements of the hot path: written in SQLAlchemy Core, compiled once for each engine.

Compiling and coercing what never changes costs more than SQLite's own work on a lead, so a
`Statement` or `Insert` is a module constant, and a transaction runs its compiled form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.columns import is_fold, is_unsigned64, signed64, stored_type


class Comparison:
    """How an engine compares text as utf8_unicode_ci does: by itself, or by folds."""

    def __init__(self, *, folds: bool) -> None:
        self.folds = folds

    def matches(self, column: sa.Column[Any], name: str) -> sa.ColumnElement[bool]:
        """`column` equals the text bound as `name`."""
        if not self.folds:
            return column == sa.bindparam(name, type_=sa.String())
        companion = column.table.c[f"{column.name}_fold"]
        return companion == sa.bindparam(name, type_=_Folded())

    def starts_with(self, column: sa.Column[Any], first: str, after: str) -> sa.ColumnElement[bool]:
        """`column` may begin with a text: its fold lies between the two that are bound."""
        companion = column.table.c[f"{column.name}_fold"]
        return sa.and_(companion >= sa.bindparam(first), companion < sa.bindparam(after))

    def table_order(self) -> sa.ColumnElement[Any]:
        """The order of a table that has no key: that in which its rows were put there."""
        return sa.literal_column("rowid")


class _Folded(sa.Text):
    """Marks a bound text that is folded before it goes to the engine."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A SELECT, UPDATE or DELETE; `build` writes it for an engine's way to compare text."""

    build: Callable[[Comparison], sa.sql.expression.ClauseElement]


@dataclass(frozen=True, slots=True, eq=False)
class Insert:
    """An INSERT of the named columns; values are stored as their columns store them."""

    table: sa.Table
    columns: tuple[str, ...]


Encode = Callable[[str], str]


class Prepared:
    """A `Statement` compiled for one engine."""

    def __init__(self, statement: Statement, comparison: Comparison, dialect: sa.Dialect) -> None:
        compiled = statement.build(comparison).compile(dialect=dialect)
        self.sql = str(compiled)
        self._positions: list[str] | None = getattr(compiled, "positiontup", None)
        binds = compiled.binds  # type: ignore[attr-defined]
        self._folded = frozenset(
            name for name, bind in binds.items() if isinstance(bind.type, _Folded)
        )
        self._constants = {
            name: bind.value for name, bind in binds.items() if bind.value is not None
        }

    def parameters(self, values: Mapping[str, Any], encode: Encode) -> Any:
        """The bound values in the driver's form."""
        bound = {
            name: _bound(value, encode, folded=name in self._folded)
            for name, value in values.items()
        }
        if self._constants:
            bound = self._constants | bound
        if self._positions is None:
            return bound
        return tuple([bound[name] for name in self._positions])


def _bound(value: Any, encode: Encode, *, folded: bool) -> Any:
    if isinstance(value, str):
        if not value.isascii() or "\0" in value:
            value = encode(value)
        if folded:
            return fold(value)
    return value


Store = Callable[[str | int], str | int]


def _store_of(column: sa.Column[Any]) -> Store:
    """What an engine is handed for a value of this column."""
    stored = stored_type(column)
    if not is_unsigned64(stored):
        return stored.store
    return lambda value: signed64(int(stored.store(value)))


class PreparedInsert:
    """An `Insert` compiled for one engine."""

    def __init__(self, insert: Insert, comparison: Comparison, dialect: sa.Dialect) -> None:
        table = insert.table
        self._stores = [(name, _store_of(table.c[name])) for name in insert.columns]
        self._folds = [
            insert.columns.index(column.info["fold_of"])
            for column in table.columns
            if comparison.folds and is_fold(column) and column.info["fold_of"] in insert.columns
        ]
        names = [*insert.columns, *(f"{insert.columns[place]}_fold" for place in self._folds)]
        statement = sa.insert(table).values({name: sa.bindparam(f"p_{name}") for name in names})
        self.returns_id = dialect.name == "postgresql" and table.autoincrement_column is not None
        if self.returns_id:
            statement = statement.returning(*table.primary_key.columns)
        else:
            statement = statement.inline()
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        # The compiler lists columns in the table's order, not in ours.
        self._positions: list[str] | None = getattr(compiled, "positiontup", None)
        self._names = [f"p_{name}" for name in names]
        order = self._positions or []
        self._order = [self._names.index(name) for name in order]

    def parameters(self, values: Mapping[str, Any], encode: Encode) -> Any:
        """The row as its columns store it, in the driver's form."""
        row: list[Any] = []
        for name, store in self._stores:
            value = values[name]
            if isinstance(value, str):
                if not value.isascii() or "\0" in value:
                    value = encode(value)
                value = store(value)
            elif value is not None:
                value = store(value)
            row.append(value)
        for place in self._folds:
            row.append(None if row[place] is None else fold(row[place]))
        if self._positions is None:
            return dict(zip(self._names, row, strict=True))
        return tuple([row[place] for place in self._order])
