"""Adding many rows, all or none, beside the requests that go on meanwhile.

All rows are looked at first, and the numbers of those that bring none are set aside, so that
nobody else is given them. Then the rows are added in parts. A server does all parts in one
transaction, which keeps nobody waiting; on SQLite, where it would, each part is a transaction, and
those that are there are taken back if a later one fails, or the process is killed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from itertools import islice
from typing import NamedTuple

from lmapi_mock.mariadb.types import ColumnType
from lmapi_mock.pace import Pace
from lmapi_mock.store.custom.custom_tables import create_custom_table, drop_custom_table
from lmapi_mock.store.own_tables.unfinished import is_whole, note, take_back
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.stored_order import last_place
from lmapi_mock.store.sql.transaction import REQUESTS, STATE, Transaction
from lmapi_mock.store.state.large import PUT_AT_ONCE, SENT_AT_ONCE, SETTLED_AFTER
from lmapi_mock.store.state.rows import (
    READ_AT_ONCE,
    Key,
    RowLayout,
    Rows,
    Scalar,
    State,
    check_row,
    held_key,
    insert_rows,
    shown_as,
)

Layouts = Mapping[str, RowLayout]
Custom = Mapping[str, Mapping[str, ColumnType]]


def add_large(
    database: Database, state: State, made: Custom, layouts: Layouts
) -> dict[str, list[Scalar]]:
    """Add rows, or change nothing: see `add_state`.

    Args:
        database: which.
        state: the rows.
        made: the columns of custom tables that are not there yet.
        layouts: of each table that has rows.

    Returns:
        The identifiers of the rows, by table.
    """
    pace = Pace()
    with database.reading() as tx:
        firsts = tx.engine.next_identifiers(tx.connection, METADATA.tables.values())
        for name, rows in state.tables.items():
            held = None if name in made else tx
            keys = _keys(held, name, rows, layouts[name], firsts.get(name, 1), pace)
            for number, row in enumerate(rows):
                check_row(name, layouts[name], number, row, state.fit)
                for key in keys:
                    key.see(number, row)
                pace()
    if database.kind.single:
        return _in_parts(database, state, made, layouts, pace)
    with ExitStack() as stack:
        tx = stack.enter_context(database.transaction())
        tx.hold([STATE])
        tx.take_over(state.tables)
        room = _set_aside(database, state, layouts)
        with _custom_tables(database, made):
            return _put(lambda: nullcontext(tx), database, state, layouts, room, pace)


def _in_parts(
    database: Database, state: State, made: Custom, layouts: Layouts, pace: Pace
) -> dict[str, list[Scalar]]:
    # Of two that add to a file, the second waits for the first.
    with nullcontext() if database.is_memory else database.alone():
        take_back(database)
        try:
            with database.transaction() as tx:
                tx.take_over(state.tables)
                for name, columns in made.items():
                    create_custom_table(tx, name, columns)
                    note(tx, name, None)
            room = _set_aside(database, state, layouts)
            keys = _put(database.transaction, database, state, layouts, room, pace)
            with database.transaction() as tx:
                is_whole(tx)
        except BaseException:
            take_back(database)
            raise
    return keys


@contextmanager
def _custom_tables(database: Database, made: Custom) -> Iterator[None]:
    """Make custom tables, by themselves; what fails then drops them."""
    there = []
    try:
        for name, columns in made.items():
            with database.transaction() as tx:
                create_custom_table(tx, name, columns)
            there.append(name)
        yield
    except BaseException:
        for name in there:
            with database.transaction() as tx:
                drop_custom_table(tx, name)
        raise


def _keys(
    held: Transaction | None, name: str, rows: Rows, layout: RowLayout, first: int, pace: Pace
) -> list[Key]:
    """The keys of a table, which find rows whose key another row has.

    Args:
        held: sees the rows that are there; None where the table is yet to be made.
        name: the table's.
        rows: what is to be added to it.
        layout: its layout.
        first: the number that a row without one gets.
        pace: rests now and then.
    """
    return [
        Key(name, layout, key, _held(held, name, layout, key, rows, pace) if held else (), first)
        for key in layout.keys
    ]


def _held(
    tx: Transaction, name: str, layout: RowLayout, columns: tuple[str, ...], rows: Rows, pace: Pace
) -> Iterator[tuple[Scalar, ...]]:
    """One of the keys, of all rows that are there; none where rows to be added bring none."""
    if columns == (layout.identity,) and not _bring(columns[0], rows, pace):
        return
    with tx.of(name) as there:
        kinds = [layout.columns[one] for one in columns]
        show = [shown_as(kind, there.engine) or (lambda value: value) for kind in kinds]
        found = there.connection.exec_driver_sql(
            f"SELECT {there.listed(columns)} FROM {there.quoted(name)}",
            execution_options={"yield_per": READ_AT_ONCE},
        )
        for row in found:
            yield held_key(one(value) for one, value in zip(show, row, strict=True))
            pace()


def _bring(column: str, rows: Rows, pace: Pace) -> bool:
    for row in rows:
        pace()
        if isinstance(row, Mapping) and row.get(column) is not None:
            return True
    return False


class _Room(NamedTuple):
    """Where the rows go.

    Attributes:
        firsts: the first identifier that a row may be given, by table.
        behind: `last_place` of the leads.
    """

    firsts: Mapping[str, int]
    behind: int


def _set_aside(database: Database, state: State, layouts: Layouts) -> _Room:
    """Let others' identifiers go on behind those of the rows."""
    with database.transaction() as tx:
        # No request takes an identifier between the two.
        tx.hold([REQUESTS])
        first = tx.engine.next_identifiers(tx.connection, METADATA.tables.values())
        behind = {
            name: first[name] + len(rows)
            for name, rows in state.tables.items()
            if layouts[name].identity is not None and rows
        }
        room = _Room(first, last_place(tx))
        # Last, for on MariaDB it ends the transaction.
        tx.engine.go_on_with(tx.connection, behind)
    return room


def _put(
    begin: Callable[[], AbstractContextManager[Transaction]],
    database: Database,
    state: State,
    layouts: Layouts,
    room: _Room,
    pace: Pace,
) -> dict[str, list[Scalar]]:
    """Put the rows of all tables, and return their identifiers."""
    in_parts = database.kind.single
    keys: dict[str, list[Scalar]] = {}
    parts = 0
    for name, rows in state.tables.items():
        keys[name] = []
        first = room.firsts.get(name, 1)
        left = iter(rows)
        while part := list(islice(left, PUT_AT_ONCE if in_parts else SENT_AT_ONCE)):
            with begin() as tx:
                tx.configures()
                before = _last_row_id(tx, name) if in_parts else 0
                numbers = insert_rows(tx, name, layouts[name], part, first, behind=room.behind)
                if in_parts:
                    after = _last_row_id(tx, name)
                    ids = [int(one or 0) for one in numbers] or range(before + 1, after + 1)
                    note(tx, name, ids)
            database.forget()
            keys[name] += numbers
            first = max([first - 1, *(int(number or 0) for number in numbers)]) + 1
            parts += 1
            if in_parts and parts % SETTLED_AFTER == 0:
                database.settle()
            pace()
        if not in_parts and first > room.firsts.get(name, 1) + len(rows):
            # They brought numbers of their own, which a sequence does not see.
            with begin() as tx:
                tx.engine.go_on_with(tx.connection, {name: first})
    return keys


def _last_row_id(tx: Transaction, name: str) -> int:
    found = tx.connection.exec_driver_sql(f"SELECT max(rowid) FROM {tx.quoted(name)}")
    return int(found.scalar() or 0)
