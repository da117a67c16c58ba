"""Searching and sorting a table of any size, piece by piece from its newest rows.

The engine looks through each piece, in a transaction of its own: requests of the endpoint come in
between, and however large the table is, none waits for more than a piece. Text that the engine
cannot compare as MariaDB does, nor fold, is compared here, row by row.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.browse import pages
from lmapi_mock.store.browse.pages import Page, Query
from lmapi_mock.store.browse.shapes import (
    BrowsedTable,
    Row,
    compared,
    compares_in_sql,
    equals,
    is_ordered_by_sql,
    is_text,
)
from lmapi_mock.store.schema.columns import is_unsigned64
from lmapi_mock.store.schema.secret_columns import API_LOG
from lmapi_mock.store.schema.tables import WHERE
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction

PIECE: Final = 20_000
"""How many rows the engine looks through at a time."""

_OF_NUMBERS: Final = frozenset("-0123456789")

LONGEST_S: Final = 5.0
"""After so many seconds the search ends, and says how far it came."""


def browse_whole(database: Database, shape: BrowsedTable, query: Query, newest: Page) -> Page:
    """A page of what is in the whole table.

    Args:
        database: whose table it is.
        shape: the table's.
        query: which rows, in which order.
        newest: what `browse` has found in the newest rows, given where the engine cannot look
            through the others: the table has no single key that it can order by.

    Returns:
        A page whose `searched` is how many rows were looked through, None if all were.
    """
    with database.transaction() as tx, tx.of(shape.name) as there:
        if not _can_be_looked_through(there, shape, query):
            return newest
        conditions = _conditions(there, shape, query)
        is_indexed = not conditions and _is_ordered_by_index(there, shape, query)
    wanted = pages.place_of(query.after) + query.limit + 1
    if is_indexed:
        return _in_index_order(database, shape, query, wanted)
    ends = time.monotonic() + LONGEST_S
    found: list[Row] = []
    total = searched = 0
    last: Any = None
    is_over = False
    while not is_over and (not searched or time.monotonic() < ends):
        with database.transaction() as tx, tx.of(shape.name) as there:
            piece, size, last = _piece(there, shape, last)
            is_over = last is None
            rows, count = _best(
                there,
                shape,
                query,
                [*piece, *conditions],
                wanted,
                size=None if conditions else size,
            )
        searched += size
        total += count
        found = pages.in_order(shape, query, [*found, *rows])[:wanted]
    if not total and is_over:
        return replace(newest, more=False, searched=None)
    if not is_over and newest.total >= total:
        return replace(newest, searched=searched)  # An index has found more of it.
    place = wanted - query.limit - 1
    with database.transaction() as tx, tx.of(shape.name) as there:
        shown = pages.whole_rows(there, shape, found[place : wanted - 1])
    following = pages.after_place(wanted - 1) if len(found) == wanted else None
    return Page(shown, total, not is_over, following, None if is_over else searched)


def _can_be_looked_through(tx: Transaction, shape: BrowsedTable, query: Query) -> bool:
    return (
        # A search of the log in which passwords may stand would tell what is not shown.
        not (query.hides and shape.name == API_LOG)
        and shape.unique
        and len(shape.key) == 1
        and is_ordered_by_sql(shape, tx)
    )


def _conditions(tx: Transaction, shape: BrowsedTable, query: Query) -> list[sa.ColumnElement[bool]]:
    conditions = [
        equals(shape, name, value, tx)
        if compares_in_sql(shape, name, tx)
        else _folded(shape, name, tx) == compared(shape.layout.columns[name], value)
        for name, value in query.where.items()
        if _compares(shape, name, tx)
    ]
    if query.q:
        names = [one for one in pages.searched_columns(shape) if _may_hold(shape, one, query.q)]
        found = (_contains(tx, shape, name, query.q) for name in names)
        conditions.append(sa.or_(sa.false(), *found))
    return conditions


def _may_hold(shape: BrowsedTable, name: str, q: str) -> bool:
    """Whether such a column can have the text in it at all."""
    is_number = isinstance(shape.layout.columns[name], mariadb.Int)
    return not is_number or set(q) <= _OF_NUMBERS


def _contains(tx: Transaction, shape: BrowsedTable, name: str, q: str) -> sa.ColumnElement[bool]:
    column = shape.source.c[name]
    if not is_text(shape.layout.columns[name]):
        return tx.engine.contains(sa.cast(column, sa.String(64)), q)
    if tx.engine.folds and f"{name}_fold" in shape.source.c:
        return tx.engine.contains(shape.source.c[f"{name}_fold"], fold(q))
    if q.isascii():
        return tx.engine.contains(sa.func.lower(column), q.lower())
    return column.icontains(q, autoescape=True)


def _piece(
    tx: Transaction, shape: BrowsedTable, last: Any
) -> tuple[list[sa.ColumnElement[bool]], int, Any]:
    """The rows below the last key, or the newest: a condition, how many, and their lowest key."""
    (key,) = shape.columns(shape.key)
    below = [] if last is None else [key < last]
    keys = sa.select(key).where(*below).order_by(key.desc())
    lowest = tx.connection.execute(keys.offset(PIECE - 1).limit(1)).scalar_one_or_none()
    if lowest is not None:
        return [*below, key >= lowest], PIECE, lowest
    rest = sa.select(sa.func.count()).select_from(keys.order_by(None).subquery())
    return below, int(tx.connection.execute(rest).scalar_one()), None


def _best(
    tx: Transaction,
    shape: BrowsedTable,
    query: Query,
    conditions: list[sa.ColumnElement[bool]],
    wanted: int,
    *,
    size: int | None,
) -> tuple[list[Row], int]:
    """The first rows of a piece in the query's order, and how many fit in all.

    Where the piece's `size` is given, all rows fit. They are not counted then: counting has the
    engine keep every row of the piece, not only the first ones.
    """
    rest = {name: value for name, value in query.where.items() if not _compares(shape, name, tx)}
    if rest or (query.sort and not _compares(shape, query.sort, tx)):
        return _best_by_hand(tx, shape, query, conditions, rest, wanted)
    names = list(dict.fromkeys([*shape.key, *([query.sort] if query.sort else [])]))
    directed = _directed(tx, shape, query)
    columns: list[sa.ColumnElement[Any]] = [*shape.columns(names)]
    if size is None:
        columns.append(sa.func.count().over().label("fitting"))
    rows = sa.select(*columns).where(*conditions).order_by(*directed)
    found = list(tx.connection.execute(rows.limit(wanted)).mappings())
    show = shape.shower(tx, names)
    if size is None:
        size = int(found[0]["fitting"]) if found else 0
    return [show(tuple(row[name] for name in names)) for row in found], size


def _directed(tx: Transaction, shape: BrowsedTable, query: Query) -> list[sa.ColumnElement[Any]]:
    """What the rows are ordered by: the query's column, then the key."""
    order = [_ordered(shape, query.sort, tx)] if query.sort else []
    if query.sort and is_unsigned64(shape.layout.columns[query.sort]) and not tx.engine.unsigned:
        order = [order[0] < 0, *order]  # The highest are kept as negative numbers.
    order += shape.columns(shape.key)
    directed: list[sa.ColumnElement[Any]]
    directed = [one.desc().nulls_last() if query.desc else one.nulls_first() for one in order]
    if not tx.engine.folds:
        # MariaDB's NULLs are where they are wanted, and it has no words for it.
        directed = [one.desc() if query.desc else one for one in order]
    return directed


def _is_ordered_by_index(tx: Transaction, shape: BrowsedTable, query: Query) -> bool:
    """Whether an index has all rows in the query's order."""
    if query.sort is None or shape.table is None or not tx.engine.nulls_first:
        return False
    if len(_directed(tx, shape, query)) > 1 + len(shape.key):
        return False
    if isinstance(shape.layout.columns[query.sort], mariadb.Enum | mariadb.Decimal):
        return False
    for index in shape.table.indexes:
        first, *others = (one.name for one in index.columns)
        is_whole = index.info.get(WHERE) is None
        if (
            is_whole
            and first in {query.sort, f"{query.sort}_fold"}
            and others in ([], [*shape.key])
        ):
            return True
    return False


def _in_index_order(database: Database, shape: BrowsedTable, query: Query, wanted: int) -> Page:
    """The same where an index has the order: nothing is looked through."""
    with database.transaction() as tx, tx.of(shape.name) as there:
        total = pages.count(there, shape)
        found, _ = _best(there, shape, query, [], wanted, size=total)
        shown = pages.whole_rows(there, shape, found[wanted - query.limit - 1 : wanted - 1])
    following = pages.after_place(wanted - 1) if len(found) == wanted else None
    return Page(shown, total, False, following)


def _compares(shape: BrowsedTable, name: str, tx: Transaction) -> bool:
    return compares_in_sql(shape, name, tx) or tx.engine.folded(shape.source.c[name]) is not None


def _folded(shape: BrowsedTable, name: str, tx: Transaction) -> sa.ColumnElement[Any]:
    """A text as it compares: by the column that is kept for that, or folded as it is read."""
    if f"{name}_fold" in shape.source.c:
        return shape.source.c[f"{name}_fold"]
    folded = tx.engine.folded(shape.source.c[name])
    assert folded is not None, "else it is compared by hand"
    return folded


def _best_by_hand(
    tx: Transaction,
    shape: BrowsedTable,
    query: Query,
    conditions: list[sa.ColumnElement[bool]],
    rest: Mapping[str, str],
    wanted: int,
) -> tuple[list[Row], int]:
    """The same for text that the engine cannot compare; `rest` are values of such columns."""
    sort = [query.sort] if query.sort else []
    names = list(dict.fromkeys([*shape.key, *sort, *rest]))
    tells = pages.tells(shape, rest)
    rows = shape.read(tx, names, sa.select(*shape.columns(names)).where(*conditions))
    fitting = [row for row in rows if tells(row)] if rest else rows
    return pages.in_order(shape, query, fitting)[:wanted], len(fitting)


def _ordered(shape: BrowsedTable, name: str, tx: Transaction) -> sa.ColumnElement[Any]:
    column = shape.source.c[name]
    column_type = shape.layout.columns[name]
    if isinstance(column_type, mariadb.Enum):
        return sa.cast(column, sa.String(64))  # By its word, not by its number.
    if isinstance(column_type, mariadb.Decimal):
        return sa.cast(column, sa.Numeric(38, 10))
    if is_text(column_type) and tx.engine.folds:
        return _folded(shape, name, tx)
    return column
