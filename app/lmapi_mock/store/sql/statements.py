"""Statements of the hot path: written in SQLAlchemy Core, compiled once for each engine.

Compiling and coercing what never changes costs more than SQLite's own work on a lead, so a
`Statement` or `Insert` is a module constant, and a transaction runs its compiled form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import getitem, itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.compiler import SQLCompiler

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.encoding import CHARSETS, Charset, connection_text
from lmapi_mock.remembering import Remembering
from lmapi_mock.store.schema.columns import (
    default_of,
    is_fold,
    is_growing,
    is_unsigned64,
    stored_type,
    unsigned64,
)
from lmapi_mock.store.schema.stored_order import ORDERED
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
        self.reads = frozenset(
            one.name for one in visitors.iterate(selected) if isinstance(one, sa.TableClause)
        )
        """The tables that it names."""
        table = selected.table if isinstance(selected, sa.Update | sa.Delete) else None
        self.changes = table if isinstance(table, sa.Table) else None
        """Of an UPDATE or DELETE: its table."""
        binds = compiled.binds
        names = self._positions if self._positions is not None else list(binds)
        self._order = [(name, engine.is_folded(binds[name])) for name in names]
        self._constants = {
            name: bind.value for name, bind in binds.items() if bind.value is not None
        }
        self.equal_texts = tuple(
            [one for one in _equal_texts(selected) if one[1] not in self._constants]
        )
        """Of a SELECT: columns that have to equal what is asked for, each with its parameter."""

    @cached_property
    def _sql_of(self) -> Remembering:
        rest = self.sql.removeprefix("SELECT ")
        return Remembering(
            lambda times: " UNION ALL ".join(
                [f"(SELECT {number} AS asked, {rest})" for number in range(times)]
            ),
            most=REMEMBERED,
        )

    def sql_of(self, times: int) -> str:
        """Of a SELECT: one that asks so many times, each row with the number of who asked before.

        The parameters of each follow those of the one before.
        """
        sql: str = self._sql_of[times]
        return sql

    def parameters(self, values: Mapping[str, Any], *, charset: Charset) -> Any:
        """The bound values in the driver's form.

        Args:
            values: by the names of the statement's parameters.
            charset: the connection's.
        """
        bound = []
        for name, is_folded in self._order:
            value = values[name] if name in values else self._constants[name]
            if isinstance(value, str) and not value.isascii():
                value = connection_text(value, charset=charset)
            bound.append(fold(value) if is_folded else value)
        if self._positions is None:
            return {name: value for (name, _), value in zip(self._order, bound, strict=True)}
        return tuple(bound)


def _equal_texts(selected: Any) -> Iterator[tuple[str, str]]:
    """Columns of the one table of a SELECT that have to equal parameters, whatever else has to."""
    if not isinstance(selected, sa.Select) or len(selected.get_final_froms()) != 1:
        return
    (table,) = selected.get_final_froms()
    parts = [selected.whereclause]
    while parts:
        part = parts.pop()
        if isinstance(part, sa.BooleanClauseList) and part.operator is operators.and_:
            parts += part.clauses
        elif isinstance(part, sa.BinaryExpression) and part.operator is operators.eq:
            column, bind = part.left, part.right
            is_ours = isinstance(column, sa.Column) and column.table is table
            if is_ours and isinstance(bind, sa.BindParameter):
                yield column.info.get("fold_of", column.name), bind.key


REMEMBERED: Final = 64
"""How many values a column of an INSERT remembers: the moment, the list, most of what a log row
says are the same from one request to the next, and most values of a lead are empty."""


LONGEST_REMEMBERED: Final = 256
"""A text that is longer, in characters, is stored anew each time: a caller may send megabytes."""


class _Column(dict[Any, Any]):
    """What a column holds of each value that is sent; with its fold, where it has one.

    Args:
        store: what the engine is handed of a value that came through the connection.
        is_folded: whether the fold is given beside it.
        charset: the connection's.
    """

    __slots__ = ("_charset", "_is_folded", "_store")

    def __init__(
        self, store: Callable[[str | int], str | int], *, is_folded: bool, charset: Charset
    ) -> None:
        super().__init__()
        self._store = store
        self._is_folded = is_folded
        self._charset: Charset = charset

    def __missing__(self, value: Any) -> Any:
        held: Any = value
        is_text = isinstance(value, str)
        if is_text and not value.isascii():
            held = connection_text(value, charset=self._charset)
        if held is not None:
            held = self._store(held)
        if self._is_folded:
            folded = None if held is None else fold(str(held))
            # Mostly they are the same, and the journal then keeps one text, not two.
            held = held, held if folded == held else folded
        if not is_text or len(value) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED:
                self.clear()
            self[value] = held
        return held


def _taking(keys: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Takes what stands under these keys."""
    if len(keys) == 1:
        return lambda values: (values[keys[0]],)
    return itemgetter(*keys)


def _defaults(table: sa.Table, names: list[str]) -> dict[str, sa.ColumnElement[Any]]:
    """What the columns hold, by name, of a row that gives a value to others only."""
    return {
        column.name: sa.literal_column("'" + default.replace("'", "''") + "'")
        for column in table.columns
        if column.name not in names and (default := default_of(column)) is not None
    }


def copying(sql: str) -> str:
    """The COPY that stores rows as an INSERT does."""
    return f"COPY {sql.partition(' VALUES ')[0].removeprefix('INSERT INTO ')} FROM STDIN"


def _for_rows(sql: str, rows: int) -> str:
    into, values, row = sql.partition(" VALUES ")
    row, returning, key = row.partition(" RETURNING ")
    return f"{into}{values}{', '.join([row] * rows)}{returning}{key}"


class PreparedInsert:
    """An `Insert` compiled for one engine."""

    def __init__(self, insert: Insert, engine: Engine, dialect: sa.Dialect) -> None:
        table = insert.table
        folds = {
            column.info["fold_of"]: column.name
            for column in table.columns
            if engine.folds and is_fold(column) and column.info["fold_of"] in insert.columns
        }
        folded = [name for name in insert.columns if name in folds]
        names = [*insert.columns, *(folds[name] for name in folded)]
        said = _defaults(table, names) if engine.says_defaults else {}
        bound: dict[str, Any] = {name: sa.bindparam(f"p_{name}") for name in names}
        statement = sa.insert(table).values({**bound, **said})
        self.table = table.name
        self.is_growing = is_growing(table)
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
        self._in_order = _taking([names.index(name.removeprefix("p_")) for name in self._order])
        self._columns = insert.columns
        self._given = _taking(insert.columns)
        self._folded = [insert.columns.index(name) for name in folded]
        self._sql_of = Remembering(lambda rows: _for_rows(self.sql, rows), most=REMEMBERED)
        self._stores = {
            charset: [
                _Column(
                    engine.store_of(stored_type(table.c[name])),
                    is_folded=name in folds,
                    charset=charset,
                )
                for name in insert.columns
            ]
            for charset in CHARSETS
        }
        identity = table.autoincrement_column
        self._identity = None if identity is None else identity.name
        self.brings_identity = self._identity in insert.columns
        """Whether rows have an identifier that the database did not give them."""
        self.brings_lead_id = self.brings_identity and table is ORDERED
        """Likewise, where the rows are leads."""
        self._unsigned = frozenset(
            name
            for name in insert.columns
            if not engine.unsigned and is_unsigned64(stored_type(table.c[name]))
        )

    @cached_property
    def sql_with_key(self) -> str:
        """The statement for a row that has its identifier, which comes before its parameters."""
        sql = self.sql.partition(" RETURNING ")[0]
        into, columns, rest = sql.partition("(")
        names, values, marks = rest.partition(" VALUES (")
        return f"{into}{columns}{self.identity}, {names}{values}%s, {marks}"

    @property
    def identity(self) -> str:
        """The column that the database gives a value."""
        assert self._identity is not None, "a table that gives identifiers"
        return self._identity

    def brought(self, parameters: Any) -> int:
        """The identifier that a row brings along, from the driver's form."""
        name = f"p_{self.identity}"
        return int(parameters[name if self._positions is None else self._order.index(name)])

    def place_of(self, column: str) -> int | None:
        """Where the driver's form has what a column holds; None where the row leaves it out."""
        name = f"p_{column}"
        return self._order.index(name) if name in self._order else None

    def sql_of(self, rows: int) -> str:
        """The statement for so many rows at once; each row's parameters follow the one before's."""
        sql: str = self._sql_of[rows]
        return sql

    def sql_with_keys(self, rows: int) -> str:
        """Likewise, for rows that have their identifiers."""
        return _for_rows(self.sql_with_key, rows)

    def parameters(self, values: Mapping[str, Any], *, charset: Charset) -> Any:
        """The row as its columns store it, in the driver's form.

        Args:
            values: one for every column; any others are passed over.
            charset: the connection's.
        """
        # A lead has many columns: `map` goes through them without a step of ours for each.
        row = list(map(getitem, self._stores[charset], self._given(values)))
        for place in self._folded:
            row[place], its_fold = row[place]
            row.append(its_fold)
        parameters = self._in_order(row)
        if self._positions is None:
            return dict(zip(self._order, parameters, strict=True))
        return parameters

    def row(self, parameters: Any, key: int) -> dict[str, Any]:
        """The stored row by column, from the driver's form, with the identifier it was given."""
        return dict(zip(self.names, self.values(parameters, key), strict=True))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns of a stored row: its identifier first, where it was given one."""
        values = (name for name in self._columns if name != self._identity)
        first = () if self._identity is None else (self._identity,)
        return (*first, *values)

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
        return _taking(keys), tuple(at for at, name in enumerate(names) if name in self._unsigned)

    def values(self, parameters: Any, key: int) -> Sequence[Any]:
        """What a stored row holds, in the order of `names`."""
        take, unsigned = self._sent
        values: Sequence[Any] = take(parameters)
        if unsigned:
            values = list(values)
            for at in unsigned:
                values[at] = unsigned64(values[at])
        return values if len(values) == len(self.names) else (key, *values)
