"""The whole state of the database, put in one go (`PUT /__admin/state`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import REQUESTS, STATE, Transaction
from lmapi_mock.store.state.large import clear, put_large
from lmapi_mock.store.state.rows import (
    MANY,
    State,
    check_keys,
    check_rows,
    custom_columns,
    layouts_of,
    put_rows,
    telling_duplicates,
)
from lmapi_mock.store.state.standing import Standing


def put_state(
    database: Database,
    state: State,
    then: Callable[[Transaction], None] = lambda _: None,
    *,
    alone: bool = False,
    kept: Iterable[str] = (),
) -> None:
    """Make the database hold exactly this, or change nothing.

    Args:
        database: which.
        state: what it is to hold.
        then: what else belongs to the transaction, once the rows are there.
        alone: nobody else works on it, so that many rows are put as few are, which is quicker.
        kept: tables that keep the rows that they have, where nobody else works on it.

    Raises:
        StateError: a table, column, type or value is not what the schema knows; named in it.
    """
    custom = custom_columns(state.custom_tables)
    layouts = layouts_of(state, custom)
    if not alone and any(len(rows) > MANY for rows in state.tables.values()):
        put_large(database, state, custom, layouts, then)
        return
    standing = Standing(database, state.tables, state.fit)
    for name, rows in state.tables.items():
        if not standing.is_known(name):
            check_rows(name, layouts[name], rows, state.fit)
            check_keys(name, layouts[name], rows)
    with telling_duplicates(database), database.transaction() as tx:
        # Requests go on before or after: each finds the whole of one state or the other.
        # The one that may be held for long first, so that no request waits for it too.
        tx.hold([STATE])
        tx.hold([REQUESTS])
        stood = standing.found(tx)
        others = {name: rows for name, rows in state.tables.items() if name not in stood}
        are_left = put_rows(tx, State(others), custom, layouts, kept=stood.union(kept))
        then(tx)
        standing.note(tx, stood)
        database.forget()
    if are_left:
        # No request waits for that, nor is it done to what another state is being put into.
        with database.transaction() as tx:
            tx.hold([STATE])
            clear(database)
