"""Statements of the hot path: written in SQLAlchemy Core, compiled once for each engine.

Compiling and coercing what never changes costs more than SQLite's own work on a lead, so a
`Statement` or `Insert` is a module constant, and a transaction runs its compiled form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

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


class _Column(NamedTuple):
    """Where a row has a column, what the column stores, and where its fold is, if it has one."""

    place: int
    store: Callable[[str | int], str | int]
    fold_place: int | None

    def put(self, row: list[Any], value: Any) -> None:
        """Put a value into a row, as the column stores it."""
        row[self.place] = stored = None if value is None else self.store(value)
        if self.fold_place is not None:
            row[self.fold_place] = None if stored is None else fold(str(stored))


class PreparedInsert:
    """An `Insert` compiled for one engine."""

    def __init__(self, insert: Insert, engine: Engine, dialect: sa.Dialect) -> None:
        table = insert.table
        folds = {
            column.info["fold_of"]: column.name
            for column in table.columns
            if engine.folds and is_fold(column) and column.info["fold_of"] in insert.columns
        }
        names = [*insert.columns, *folds.values()]
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
        self._order = tuple(self._positions or [f"p_{name}" for name in names])
        place_of = {name.removeprefix("p_"): place for place, name in enumerate(self._order)}
        self._columns = {
            name: _Column(
                place_of[name],
                engine.store_of(stored_type(table.c[name])),
                place_of[folds[name]] if name in folds else None,
            )
            for name in insert.columns
        }
        # Most values of a lead are empty: a row begins as one that is all empty.
        self._empty: list[Any] = [None] * len(names)
        for column in self._columns.values():
            column.put(self._empty, "")
        identity = table.autoincrement_column
        self._identity = None if identity is None else identity.name
        self._unsigned = frozenset(
            name
            for name in insert.columns
            if not engine.unsigned and is_unsigned64(stored_type(table.c[name]))
        )

    def sql_of(self, rows: int) -> str:
        """The statement for so many rows at once; each row's parameters follow the one before's."""
        into, values, row = self.sql.partition(" VALUES ")
        row, returning, key = row.partition(" RETURNING ")
        return f"{into}{values}{', '.join([row] * rows)}{returning}{key}"

    def parameters(self, values: Mapping[str, Any], text: Text) -> Any:
        """The row as its columns store it, in the driver's form."""
        assert len(values) == len(self._columns), "a value for every column"
        row = self._empty.copy()
        for name, value in values.items():
            if value != "":
                self._columns[name].put(row, text(value))
        if self._positions is None:
            return dict(zip(self._order, row, strict=True))
        return tuple(row)

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
