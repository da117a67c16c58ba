"""Reading the tables page by page, quick also with a million leads (`/__admin/tables`).

What an index answers is asked of the whole table. For the rest the newest rows are looked through,
as many as can be in a blink, and the answer says so.
"""

from __future__ import annotations

import decimal
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.errors import StateError
from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.collation import fold, starts_with
from lmapi_mock.store.browse.row_lookup import is_row
from lmapi_mock.store.browse.shapes import (
    BrowsedTable,
    Row,
    compared,
    compares_in_sql,
    equals,
    handed,
    is_ordered_by_sql,
    is_text,
)
from lmapi_mock.store.schema.secret_columns import (
    API_LOG,
    LOGGED,
    SECRET_COLUMNS,
    TELLING,
    logged_without_passwords,
)
from lmapi_mock.store.sql.transaction import Transaction

COUNTED: Final = 100_000
"""Rows are counted up to here."""

LOOKED_THROUGH: Final = 10_000
"""So many of the newest rows are looked through where no index helps."""

FOUND_BY_INDEX: Final = 1_000
"""So many rows at most are found by the beginning of a text."""

SEARCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "vicidial_list": (
        "lead_id",
        "phone_number",
        "alt_phone",
        "first_name",
        "last_name",
        "vendor_lead_code",
        "email",
    ),
}
"""Where a search looks; in tables that are not named, everywhere but in passwords."""

_BY_PLACE: Final = "rows:"
_BY_KEY: Final = "key:"


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows, in which order, and which of them.

    Attributes:
        q: a text that occurs in a row; nothing for all rows.
        where: values by column, compared as the column compares.
        sort: the column to sort by; None for the key.
        desc: the last first.
        limit: how many rows.
        after: where the page before ended, as its `next` said; nothing for the first.
        hides: rows are looked for as they are shown without passwords: what is not shown is not to
            be found either, or a search would tell it.
    """

    q: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    sort: str | None = None
    desc: bool = False
    limit: int = 50
    after: str = ""
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and what else there is.

    Attributes:
        rows: as GET /__admin/state shows them.
        total: how many rows there are in all, as far as they were counted.
        more: whether there are more than that.
        next: where the next page begins; None after the last.
        searched: how many of the newest rows were looked through; None if all were.
    """

    rows: list[Row]
    total: int
    more: bool
    next: str | None
    searched: int | None = None


def count(tx: Transaction, shape: BrowsedTable) -> int:
    """How many rows a table has."""
    counted = sa.select(sa.func.count()).select_from(shape.source)
    with tx.of(shape.name) as there:
        return int(there.connection.execute(counted).scalar_one())


def browse(tx: Transaction, shape: BrowsedTable, query: Query) -> Page:
    """A page of a table.

    Raises:
        StateError: a column is not there, or `after` is none of ours.
    """
    for name in [*query.where, *([query.sort] if query.sort else [])]:
        _check_column(shape, name)
    with tx.of(shape.name) as there:
        return _page(there, shape, query)


def _page(tx: Transaction, shape: BrowsedTable, query: Query) -> Page:
    by_index = [
        name for name in query.where if name in shape.indexed and compares_in_sql(shape, name, tx)
    ]
    conditions = [equals(shape, name, query.where[name], tx) for name in by_index]
    by_key = query.sort is None or (shape.unique and (query.sort,) == shape.key)
    if query.q or len(by_index) < len(query.where) or not by_key:
        rest = {name: value for name, value in query.where.items() if name not in by_index}
        return _gathered(tx, shape, query, conditions, rest)
    if shape.unique and not is_ordered_by_sql(shape, tx):
        return _gathered(tx, shape, query, conditions, {})
    return _in_order(tx, shape, query, conditions)


def _check_column(shape: BrowsedTable, name: str) -> None:
    if name in shape.layout.columns:
        return
    near = difflib.get_close_matches(name, shape.layout.columns, n=1)
    raise StateError(
        "unknown_column",
        f"{shape.name}: there is no column {name!r}.",
        f"Did you mean {near[0]}?" if near else "",
    )


def _in_order(
    tx: Transaction, shape: BrowsedTable, query: Query, conditions: list[sa.ColumnElement[bool]]
) -> Page:
    """What the engine's own order gives: from the last key on, or from a place on."""
    one: sa.Select[Any] = sa.select(sa.literal_column("1"))
    limited = one.select_from(shape.source).where(*conditions)
    counted = sa.select(sa.func.count()).select_from(limited.limit(COUNTED + 1).subquery())
    total = int(tx.connection.execute(counted).scalar_one())
    names = shape.layout.columns
    rows = sa.select(*shape.columns(names)).where(*conditions).limit(query.limit + 1)
    place = 0
    if shape.unique:
        key = shape.columns(shape.key)
        rows = rows.order_by(*(one.desc() if query.desc else one for one in key))
        if query.after:
            rows = rows.where(_beyond(tx, shape, query))
    else:
        place = place_of(query.after)
        rows = rows.offset(place)
        if tx.engine.table_order:
            order: sa.ColumnElement[Any] = sa.literal_column(tx.engine.table_order)
            rows = rows.order_by(order.desc() if query.desc else order)
    found = shape.read(tx, names, rows)
    shown = found[: query.limit]
    following = None
    if len(found) > len(shown):
        following = (
            _BY_KEY + shape.name_of(shown[-1])
            if shape.unique
            else f"{_BY_PLACE}{place + len(shown)}"
        )
    return Page(shown, min(total, COUNTED), total > COUNTED, following)


def _beyond(tx: Transaction, shape: BrowsedTable, query: Query) -> sa.ColumnElement[bool]:
    name = query.after.removeprefix(_BY_KEY)
    values = shape.read_name(name) if name != query.after else None
    if values is None:
        raise _bad_cursor(query.after)
    last = [handed(shape.layout.columns[one], value, tx) for one, value in values.items()]
    key = shape.columns(shape.key)
    # A single column is no tuple: SQLite would look at every row for one.
    if len(key) == 1:
        return key[0] < last[0] if query.desc else key[0] > last[0]
    ours, theirs = sa.tuple_(*key), sa.tuple_(*map(sa.literal, last))
    return ours < theirs if query.desc else ours > theirs


def after_place(place: int) -> str:
    """Where the page begins that follows this many rows, as `next` says it."""
    return f"{_BY_PLACE}{place}"


def place_of(after: str) -> int:
    """How many rows come before the page that begins here."""
    number = after.removeprefix(_BY_PLACE)
    if after and (number == after or not (number.isascii() and number.isdigit())):
        raise _bad_cursor(after)
    return int(number[:9] or 0)


def _bad_cursor(after: str) -> StateError:
    return StateError(
        "bad_cursor", f"after is {after!r:.80}.", "Give what the page before says as `next`."
    )


Told = Callable[[Row], bool]


def _gathered(
    tx: Transaction,
    shape: BrowsedTable,
    query: Query,
    conditions: list[sa.ColumnElement[bool]],
    rest: Mapping[str, str],
) -> Page:
    """What has to be looked at row by row: the newest, and what an index finds of the others."""
    place = place_of(query.after)
    names = searched_columns(shape) if query.q else ()
    told = tells(shape, rest)
    holds = _holds(names, query.q)
    # Of a table without a key whole rows are gathered, else what is looked at.
    looked_at = (
        list(dict.fromkeys([*shape.key, *rest, *([query.sort] if query.sort else []), *names]))
        if shape.unique
        else list(shape.layout.columns)
    )
    hides = query.hides and shape.name == API_LOG and any(name in looked_at for name in LOGGED)
    if hides:
        looked_at = list(dict.fromkeys([*looked_at, *TELLING]))
    newest = sa.select(*shape.columns(looked_at)).where(*conditions).limit(LOOKED_THROUGH + 1)
    newest = newest.order_by(*_newest_first(tx, shape))
    rows = shape.read(tx, looked_at, newest)
    if hides:
        rows = [logged_without_passwords(row) for row in rows]
    searched = LOOKED_THROUGH if len(rows) > LOOKED_THROUGH else None
    found = [row for row in rows[:LOOKED_THROUGH] if told(row) and holds(row)]
    if query.q and searched is not None and shape.unique:
        known = {shape.name_of(row) for row in found}
        for row in _found_by_index(tx, shape, query.q, names, looked_at, conditions):
            name = shape.name_of(row)
            if name not in known and told(row):
                known.add(name)
                found.append(row)
    found = in_order(shape, query, found)
    shown = found[place : place + query.limit]
    if shape.unique:
        shown = whole_rows(tx, shape, shown)
    end = place + query.limit
    following = after_place(end) if len(found) > end else None
    return Page(shown, len(found), searched is not None, following, searched)


def searched_columns(shape: BrowsedTable) -> tuple[str, ...]:
    """The columns in which a search looks for its text."""
    secret = SECRET_COLUMNS.get(shape.name, frozenset())
    everywhere = tuple(name for name in shape.layout.columns if name not in secret)
    return SEARCHED.get(shape.name, everywhere)


def _newest_first(tx: Transaction, shape: BrowsedTable) -> list[sa.ColumnElement[Any]]:
    if shape.unique:
        return [one.desc() for one in shape.columns(shape.key)]
    order = tx.engine.table_order
    return [sa.literal_column(order).desc()] if order else []


def tells(shape: BrowsedTable, where: Mapping[str, str]) -> Told:
    """Whether a row has these values, as its columns compare them."""
    wanted = {
        name: (shape.layout.columns[name], compared(shape.layout.columns[name], value))
        for name, value in where.items()
    }
    return lambda row: all(
        row[name] is not None and compared(column_type, row[name]) == value
        for name, (column_type, value) in wanted.items()
    )


def _holds(names: Sequence[str], q: str) -> Told:
    """Whether a text occurs anywhere in a row, as utf8_unicode_ci compares."""
    if not q:
        return lambda _: True
    text = fold(q)
    return lambda row: any(text in fold(str(row[one])) for one in names if row[one] is not None)


def _found_by_index(
    tx: Transaction,
    shape: BrowsedTable,
    q: str,
    names: Iterable[str],
    looked_at: Sequence[str],
    conditions: list[sa.ColumnElement[bool]],
) -> list[Row]:
    """Rows of the whole table with a text that begins so, or with that very number."""
    found = []
    for name in names:
        if name not in shape.indexed:
            continue
        column_type = shape.layout.columns[name]
        if is_text(column_type):
            if not compares_in_sql(shape, name, tx):
                continue
            begins = tx.engine.starts_with(shape.source.c[name], "begins")
        elif isinstance(column_type, mariadb.Int) and q.isascii() and q.isdigit():
            begins = equals(shape, name, q[:20], tx)
        else:
            continue
        rows = sa.select(*shape.columns(looked_at)).where(begins, *conditions)
        rows = rows.params(begins=fold(q) if tx.engine.folds else q)
        found += [
            row
            for row in shape.read(tx, looked_at, rows.limit(FOUND_BY_INDEX))
            if not is_text(column_type) or starts_with(str(row[name]), q)
        ]
    return found


def in_order(shape: BrowsedTable, query: Query, rows: Iterable[Row]) -> list[Row]:
    """Rows in the order that a query wants; those that are equal by key."""
    by = [query.sort] if query.sort else []
    return sorted(rows, key=_order(shape, [*by, *shape.key]), reverse=query.desc)


def _order(shape: BrowsedTable, names: Sequence[str]) -> Callable[[Row], Any]:
    """Sorts rows by columns: NULL first, numbers as numbers, text as it compares."""

    def one(name: str, value: Any) -> tuple[bool, Any]:
        if value is None:
            return False, 0
        column_type = shape.layout.columns[name]
        if isinstance(column_type, mariadb.Decimal):
            return True, decimal.Decimal(value)
        return True, fold(value) if is_text(column_type) else value

    return lambda row: [one(name, row[name]) for name in names]


def whole_rows(tx: Transaction, shape: BrowsedTable, rows: Sequence[Row]) -> list[Row]:
    """The whole rows, in the same order, of which these are parts."""
    if len(shape.key) == 1:
        (key,) = shape.key
        column_type = shape.layout.columns[key]
        wanted: sa.ColumnElement[bool] = shape.source.c[key].in_(
            [handed(column_type, row[key], tx) for row in rows]
        )
    else:
        wanted = sa.or_(sa.false(), *(is_row(shape, row, tx) for row in rows))
    names = shape.layout.columns
    found = shape.read(tx, names, sa.select(*shape.columns(names)).where(wanted))
    whole = {shape.name_of(row): row for row in found}
    # Some may have gone since they were found.
    return [whole[name] for row in rows if (name := shape.name_of(row)) in whole]
