"""Putting a state of many rows, beside the requests that go on meanwhile.

The rows are put where nobody sees them, part by part; then they take the others' places at once.
A database in memory is made beside the other and takes its place as a whole. In a file and on a
server each table of many rows gets a stand-in beside it: those of few are replaced as ever, in the
one transaction in which the stand-ins are put in place. What fails before that changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.pace import Pace
from lmapi_mock.store.schema.columns import METADATA
from lmapi_mock.store.schema.stored_order import ORDERED, STORED_ORDER
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import CUSTOM_STAND_IN
from lmapi_mock.store.sql.place import MEMORY
from lmapi_mock.store.sql.transaction import REQUESTS, STATE, Transaction
from lmapi_mock.store.state.rows import (
    MANY,
    Custom,
    Key,
    RowLayout,
    Rows,
    State,
    check_row,
    insert_rows,
    put_rows,
    telling_duplicates,
)
from lmapi_mock.store.upkeep.migrate import create_schema, schema

PUT_AT_ONCE: Final = 200
"""How many rows are put before others have their turn."""

SETTLED_AFTER: Final = 8
"""After so many parts an SQLite file is given time to take them in."""

SENT_AT_ONCE: Final = 1_000
"""The same on a server, where others have theirs meanwhile."""

MANY_ON_A_SERVER: Final = 100
"""Tables of more rows than these get a stand-in there: each row is a good part of a millisecond."""

Begin = Callable[[], AbstractContextManager[Transaction]]


def put_large(
    database: Database,
    state: State,
    custom: Custom,
    layouts: Mapping[str, RowLayout],
    then: Callable[[Transaction], None],
) -> None:
    """Make the database hold exactly this, or change nothing: see `put_state`.

    Args:
        database: which.
        state: what it is to hold.
        custom: the columns of its custom tables.
        layouts: of each table that has rows.
        then: what else belongs to the transaction in which it is seen.
    """
    if database.is_memory:
        made = Database(MEMORY, like=database, is_lean=database.is_lean)
        try:
            create_schema(made)
            with telling_duplicates(made), made.transaction() as tx:
                _Putting(lambda: nullcontext(tx), Pace(), PUT_AT_ONCE, made.settle).fill(
                    state, custom, layouts
                )
                then(tx)
        except BaseException:
            made.close()
            raise
        database.become(made)
        return
    with ExitStack() as stack:
        # Of two that put a state, the second waits for the first, or is told that it cannot.
        if database.kind.single:
            stack.enter_context(database.alone())
        else:
            stack.enter_context(database.transaction()).hold([STATE])
        clear(database)
        try:
            with telling_duplicates(database):
                _beside(database, state, custom, layouts, then)
        finally:
            clear(database)


def _beside(
    database: Database,
    state: State,
    custom: Custom,
    layouts: Mapping[str, RowLayout],
    then: Callable[[Transaction], None],
) -> None:
    # All that is put in the one transaction at the end is waited for.
    most = MANY if database.kind.single else MANY_ON_A_SERVER
    large = {name: rows for name, rows in state.tables.items() if len(rows) > most}
    own = [schema(database.kind).tables[name] for name in large if name not in custom]
    if ORDERED.name in large:
        own.append(STORED_ORDER)
    with database.transaction() as tx:
        staged = tx.engine.make_stand_ins(tx.connection, own)
        for name in large.keys() & custom.keys():
            staged[name] = f"{CUSTOM_STAND_IN}{name}"
            columns = layouts[name].columns
            tx.engine.create_custom_table(tx.connection, staged[name], columns)
    at_once = PUT_AT_ONCE if database.kind.single else SENT_AT_ONCE
    putting = _Putting(database.transaction, Pace(), at_once, database.settle)
    for name in [name for name in large if name in staged]:
        putting.put(name, layouts[name], large[name], state.fit, staged)
    few = {name: rows for name, rows in state.tables.items() if name not in staged}
    for name, rows in few.items():
        for _ in putting.checked(name, layouts[name], rows, state.fit):
            pass
    with database.transaction() as tx:
        tx.hold([REQUESTS])
        put_rows(tx, State(few), custom, layouts, staged)
        then(tx)
        database.forget()


def clear(database: Database) -> None:
    """Drop what was left beside the tables, one by one."""
    with database.transaction() as tx:
        drops = tx.engine.leftovers(tx.connection)
    pace = Pace()
    for drop in drops:
        with database.transaction() as tx:
            tx.connection.exec_driver_sql(drop)
        pace()


class _Putting:
    """Puts rows part by part, and rests between them.

    Args:
        begin: begins the transaction of a part.
        pace: when it rests.
        at_once: how many rows a part has.
        settle: called after some parts.
    """

    def __init__(self, begin: Begin, pace: Pace, at_once: int, settle: Callable[[], None]) -> None:
        self._begin = begin
        self._pace = pace
        self._at_once = at_once
        self._settle = settle
        self._parts = 0

    def fill(self, state: State, custom: Custom, layouts: Mapping[str, RowLayout]) -> None:
        """Put all rows into a database that holds none."""
        with self._begin() as tx:
            put_rows(tx, State(), custom, layouts)
        for name, rows in state.tables.items():
            self.put(name, layouts[name], rows, state.fit)
        with self._begin() as tx:
            tx.engine.restart_identities(tx.connection, METADATA.tables.values())

    def put(
        self,
        name: str,
        layout: RowLayout,
        rows: Rows,
        fit: Fit,
        into: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Put a table's rows where they are to stand: for `into`, see `insert_rows`."""
        first = 1
        left = self.checked(name, layout, rows, fit)
        while part := list(islice(left, self._at_once)):
            with self._begin() as tx:
                numbers = insert_rows(tx, name, layout, part, first, into)
            first = max([first - 1, *(int(number or 0) for number in numbers)]) + 1
            self._parts += 1
            if self._parts % SETTLED_AFTER == 0:
                self._settle()
            self._pace()

    def checked(
        self, name: str, layout: RowLayout, rows: Rows, fit: Fit
    ) -> Iterator[Mapping[str, Any]]:
        """The rows, each found to fit and to have keys of its own."""
        keys = [Key(name, layout, columns) for columns in layout.keys]
        for number, row in enumerate(rows):
            check_row(name, layout, number, row, fit)
            for key in keys:
                key.see(number, row)
            self._pace()
            yield row
