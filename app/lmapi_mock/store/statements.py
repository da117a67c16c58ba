"""Statements of the hot path: written in SQLAlchemy Core, compiled once for each engine.

Compiling and coercing what never changes costs more than SQLite's own work on a lead, so a
`Statement` or `Insert` is a module constant, and a transaction runs its compiled form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.columns import is_fold, is_unsigned64, stored_type, unsigned64
from lmapi_mock.store.engines import Engine


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A SELECT, UPDATE or DELETE; `build` writes it for an engine's way to compare text."""

    build: Callable[[Engine], sa.sql.expression.ClauseElement]


@dataclass(frozen=True, slots=True, eq=False)
class Insert:
    """An INSERT of the named columns; values are stored as their columns store them."""

    table: sa.Table
    columns: tuple[str, ...]


Text = Callable[[Any], Any]
"""What the connection makes of a value: `Transaction.text`."""


def _compiled(statement: sa.sql.expression.ClauseElement, dialect: sa.Dialect) -> SQLCompiler:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler), "a statement, not the making of a table"
    return compiled


class Prepared:
    """A `Statement` compiled for one engine."""

    def __init__(self, statement: Statement, engine: Engine, dialect: sa.Dialect) -> None:
        compiled = _compiled(statement.build(engine), dialect)
        self.sql = str(compiled)
        self._positions = compiled.positiontup
        selected = compiled.statement
        self.names = (
            tuple(selected.selected_columns.keys()) if isinstance(selected, sa.Select) else ()
        )
        """Of a SELECT: what its columns are called."""
        binds = compiled.binds
        self._folded = frozenset(name for name, bind in binds.items() if engine.is_folded(bind))
        self._constants = {
            name: bind.value for name, bind in binds.items() if bind.value is not None
        }

    def parameters(self, values: Mapping[str, Any], text: Text) -> Any:
        """The bound values in the driver's form."""
        bound = {
            name: fold(text(value)) if name in self._folded else text(value)
            for name, value in values.items()
        }
        if self._constants:
            bound = self._constants | bound
        if self._positions is None:
            return bound
        return tuple([bound[name] for name in self._positions])


class PreparedInsert:
    """An `Insert` compiled for one engine."""

    def __init__(self, insert: Insert, engine: Engine, dialect: sa.Dialect) -> None:
        table = insert.table
        stores = [(name, engine.store_of(stored_type(table.c[name]))) for name in insert.columns]
        # Most values of a lead are empty.
        self._stores = [(name, store, store("")) for name, store in stores]
        self._folds = [
            insert.columns.index(column.info["fold_of"])
            for column in table.columns
            if engine.folds and is_fold(column) and column.info["fold_of"] in insert.columns
        ]
        names = [*insert.columns, *(f"{insert.columns[place]}_fold" for place in self._folds)]
        statement = sa.insert(table).values({name: sa.bindparam(f"p_{name}") for name in names})
        self.has_identity = table.autoincrement_column is not None
        self.returns_id = engine.returns_id and self.has_identity
        if self.returns_id:
            statement = statement.returning(*table.primary_key.columns)
        else:
            statement = statement.inline()
        compiled = _compiled(statement, dialect)
        self.sql = str(compiled)
        # The compiler lists columns in the table's order, not in ours.
        self._positions = compiled.positiontup
        self._names = [f"p_{name}" for name in names]
        order = self._positions or []
        self._order = [self._names.index(name) for name in order]
        self._columns = insert.columns
        identity = table.autoincrement_column
        self._identity = None if identity is None else identity.name
        self._unsigned = frozenset(
            name
            for name in insert.columns
            if not engine.unsigned and is_unsigned64(stored_type(table.c[name]))
        )

    def parameters(self, values: Mapping[str, Any], text: Text) -> Any:
        """The row as its columns store it, in the driver's form."""
        row: list[Any] = []
        for name, store, empty in self._stores:
            value = values[name]
            if value == "":
                row.append(empty)
            elif value is None:
                row.append(None)
            else:
                row.append(store(text(value)))
        for place in self._folds:
            row.append(None if row[place] is None else fold(row[place]))
        if self._positions is None:
            return dict(zip(self._names, row, strict=True))
        return tuple([row[place] for place in self._order])

    def row(self, parameters: Any, key: int) -> dict[str, Any]:
        """The stored row by column, from the driver's form, with the identifier it was given."""
        if self._positions is None:
            named = parameters
        else:
            named = dict(zip(self._positions, parameters, strict=True))
        row = {} if self._identity is None else {self._identity: key}
        for name in self._columns:
            value = named[f"p_{name}"]
            row[name] = unsigned64(value) if name in self._unsigned else value
        return row
