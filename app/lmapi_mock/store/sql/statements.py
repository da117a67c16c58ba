"""Statements of the hot path: written in SQLAlchemy Core, compiled once for each engine.

Compiling and coercing what never changes costs more than SQLite's own work on a lead, so a
`Statement` or `Insert` is a module constant, and a transaction runs its compiled form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress, repeat
from operator import itemgetter, ne
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.encoding import Charset, connection_text
from lmapi_mock.store.schema.columns import (
    default_of,
    is_fold,
    is_unsigned64,
    stored_type,
    unsigned64,
)
from lmapi_mock.store.sql.engines import Engine


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A SELECT, UPDATE or DELETE; `build` writes it for an engine's way to compare text."""

    build: Callable[[Engine], sa.sql.expression.ClauseElement]


@dataclass(frozen=True, slots=True, eq=False)
class Insert:
    """An INSERT of the named columns; values are stored as their columns store them."""

    table: sa.Table
    columns: tuple[str, ...]


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
        table = selected.table if isinstance(selected, sa.Update | sa.Delete) else None
        self.changes = table if isinstance(table, sa.Table) else None
        """Of an UPDATE or DELETE: its table."""
        binds = compiled.binds
        self._folded = frozenset(name for name, bind in binds.items() if engine.is_folded(bind))
        self._constants = {
            name: bind.value for name, bind in binds.items() if bind.value is not None
        }

    def parameters(self, values: Mapping[str, Any], *, charset: Charset) -> Any:
        """The bound values in the driver's form.

        Args:
            values: by the names of the statement's parameters.
            charset: the connection's.
        """
        bound = {name: connection_text(value, charset=charset) for name, value in values.items()}
        for name in self._folded:
            bound[name] = fold(bound[name])
        if self._constants:
            bound = self._constants | bound
        if self._positions is None:
            return bound
        return tuple([bound[name] for name in self._positions])


class _Column(NamedTuple):
    """Where a row has a column and its fold, and what it holds of a value that is sent.

    The latter takes a value and the connection's charset, and remembers a few: the moment, the
    list, most of what a log row says are the same from one request to the next. Where there is a
    fold, it gives both.
    """

    place: int
    fold_place: int | None
    store: Callable[[Any, Charset], Any]


REMEMBERED: Final = 64
"""How many values a column of an INSERT remembers; most of those that come again come at once."""


def _remembering(
    store: Callable[[str | int], str | int], *, is_folded: bool
) -> Callable[[Any, Charset], Any]:
    @lru_cache(maxsize=REMEMBERED)
    def stored(value: Any, charset: Charset) -> str | int | None:
        if value is None:
            return None
        return store(connection_text(value, charset=charset))

    @lru_cache(maxsize=REMEMBERED)
    def with_fold(value: Any, charset: Charset) -> tuple[Any, str | None]:
        if value is None:
            return None, None
        held = store(connection_text(value, charset=charset))
        return held, fold(str(held))

    return with_fold if is_folded else stored


def _defaults(table: sa.Table, names: list[str]) -> dict[str, sa.ColumnElement[Any]]:
    """What the columns hold, by name, of a row that gives a value to others only."""
    return {
        column.name: sa.literal_column("'" + default.replace("'", "''") + "'")
        for column in table.columns
        if column.name not in names and (default := default_of(column)) is not None
    }


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
        said = _defaults(table, names) if engine.says_defaults else {}
        bound: dict[str, Any] = {name: sa.bindparam(f"p_{name}") for name in names}
        statement = sa.insert(table).values({**bound, **said})
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
                place_of[folds[name]] if name in folds else None,
                _remembering(engine.store_of(stored_type(table.c[name])), is_folded=name in folds),
            )
            for name in insert.columns
        }
        # Most values of a lead are empty: a row begins as one that is all empty.
        self._empty: list[Any] = [None] * len(names)
        self._put(self._empty, ((name, "") for name in self._columns), charset="utf8mb4")
        identity = table.autoincrement_column
        self._identity = None if identity is None else identity.name
        self.brings_identity = self._identity in insert.columns
        """Whether rows have an identifier that the database did not give them."""
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

    def parameters(self, values: Mapping[str, Any], *, charset: Charset) -> Any:
        """The row as its columns store it, in the driver's form.

        Args:
            values: one for every column.
            charset: the connection's.
        """
        assert len(values) == len(self._columns), "a value for every column"
        row = self._empty.copy()
        # Most values of a lead are empty: what is not is found without a step of ours for each.
        is_given = map(ne, values.values(), repeat(""))
        self._put(row, compress(values.items(), is_given), charset=charset)
        if self._positions is None:
            return dict(zip(self._order, row, strict=True))
        return tuple(row)

    def _put(self, row: list[Any], values: Iterable[tuple[str, Any]], *, charset: Charset) -> None:
        """Put values into a row, as their columns store them."""
        columns = self._columns
        for name, value in values:
            place, fold_place, store = columns[name]
            if fold_place is None:
                row[place] = store(value, charset)
            else:
                row[place], row[fold_place] = store(value, charset)

    def row(self, parameters: Any, key: int) -> dict[str, Any]:
        """The stored row by column, from the driver's form, with the identifier it was given."""
        return dict(zip(self.names, self.values(parameters, key), strict=True))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns of a stored row: its identifier first, where it was given one."""
        given = (name for name in self._columns if name != self._identity)
        first = () if self._identity is None else (self._identity,)
        return (*first, *given)

    @cached_property
    def _sent(self) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[int, ...]]:
        """What takes the values of the names from the driver's form, and which have no sign."""
        places = {name.removeprefix("p_"): place for place, name in enumerate(self._order)}
        names = [name for name in self.names if name in self._columns]
        keys: list[Any] = (
            [f"p_{name}" for name in names]
            if self._positions is None
            else [places[name] for name in names]
        )
        take = itemgetter(*keys) if len(keys) > 1 else lambda sent: (sent[keys[0]],)
        return take, tuple(at for at, name in enumerate(names) if name in self._unsigned)

    def values(self, parameters: Any, key: int) -> Sequence[Any]:
        """What a stored row holds, in the order of `names`."""
        take, unsigned = self._sent
        values: Sequence[Any] = take(parameters)
        if unsigned:
            values = list(values)
            for at in unsigned:
                values[at] = unsigned64(values[at])
        return values if len(values) == len(self.names) else (key, *values)
