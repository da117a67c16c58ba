"""The tables, page by page and row by row (`/__admin/tables`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final

import sqlalchemy as sa
from fastapi import Body, Query, Request
from pydantic import WithJsonSchema

from lmapi_mock.admin.answers import AddedRows, PageAnswer, RowAnswer, Tables, answers, fails
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.leniency import Fitting
from lmapi_mock.admin.passwords import (
    Secrets,
    refuse_to_disclose,
    refuse_to_find_by_secrets,
)
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.types import Enum
from lmapi_mock.store.browse import pages as browsing
from lmapi_mock.store.browse.editing import KeyTakenError, add_row, change_row, remove_row
from lmapi_mock.store.browse.row_lookup import one_row
from lmapi_mock.store.browse.shapes import BrowsedTable, Row, shape_of, shapes
from lmapi_mock.store.browse.whole_table import browse_whole
from lmapi_mock.store.schema.secret_columns import without_secrets
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.world import World

routes = Routes(tags=["tables"], route_class=SmallBodies)

# What a value may be is checked with the rest of a row, where its place can be named.
Value = Annotated[Any, WithJsonSchema({"type": ["string", "number", "null"]})]
Values = dict[str, Value]
Added = Annotated[Values | list[Values], Body(examples=[{"phone_number": "7275559999"}])]
Changed = Annotated[Values, Body(examples=[{"status": "NEW", "comments": None}])]

_WHERE: Final = "where."
"""What a parameter begins with that names a column: `where.phone_number=7275551212`."""

MOST_ROWS: Final = 1000
"""How many rows a page may have."""

MOST_ADDED: Final = 100
"""How many rows may be added in one call: each is looked up and shown, while others wait."""


@routes.get("/tables", responses=answers(Tables))
def list_tables(world: Stored) -> dict[str, Any]:
    """Every table with its columns, how many rows it has, and what names one of them."""
    with world.database.transaction() as tx:
        return {"tables": [_shown(shape, browsing.count(tx, shape), world) for shape in shapes(tx)]}


@routes.get("/tables/{table}", responses=answers(PageAnswer) | fails(404))
def read_table(
    world: Stored,
    request: Request,
    table: str,
    secrets: Secrets,
    q: Annotated[str, Query(description="A text that occurs in a row.")] = "",
    sort: Annotated[str | None, Query(description="The column to sort by; else the key.")] = None,
    desc: Annotated[bool, Query(description="The last first.")] = False,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    after: Annotated[str, Query(description="`next` of the page before.")] = "",
) -> dict[str, Any]:
    """A page of rows; `where.COLUMN=value`, any number of times, keeps those that have it.

    What no index answers is looked for row by row, the newest first; where that ends before the
    table does, `searched` says after how many rows.
    """
    where = {
        name.removeprefix(_WHERE): value
        for name, value in request.query_params.items()
        if name.startswith(_WHERE)
    }
    if not secrets:
        refuse_to_find_by_secrets(table, [*where, sort or ""])
    query = browsing.Query(q, where, sort, desc, limit, after, hides=not secrets)
    with world.database.transaction() as tx:
        shape = shape_of(tx, table)
        page = browsing.browse(tx, shape, query)
        of = browsing.count(tx, shape) if page.searched is not None else 0
    if page.searched is not None:
        page = browse_whole(world.database, shape, query, page)
    return {
        "table": table,
        "rows": [_named(shape, row, secrets) for row in page.rows],
        "total": page.total,
        "more": page.more,
        "next": page.next,
        "searched": page.searched,
        "note": "" if page.searched is None else f"searched {page.searched:,} of {of:,}",
    }


@routes.get("/tables/{table}/{key:path}", responses=answers(RowAnswer) | fails(404))
def read_row(world: Stored, table: str, key: str, secrets: Secrets) -> dict[str, Any]:
    """One row."""
    with world.database.transaction() as tx:
        shape = shape_of(tx, table)
        return _named(shape, one_row(tx, shape, key), secrets)


@routes.post("/tables/{table}", status_code=201, responses=answers(AddedRows, 201) | fails(404))
def add_rows(
    world: Stored, table: str, body: Added, secrets: Secrets, fit: Fitting
) -> dict[str, Any]:
    """Add a row, or several, up to 100: all or none. What is left out gets its default."""
    several = body if isinstance(body, list) else [body]
    if len(several) > MOST_ADDED:
        raise StateError(
            "too_many_rows",
            f"{len(several)} rows are to be added to {table}; one call adds {MOST_ADDED} at most.",
            "POST /__admin/state adds any number.",
        )
    with editing(world, table) as (tx, shape):
        return {"rows": [_named(shape, add_row(tx, shape, row, fit), secrets) for row in several]}


@routes.patch("/tables/{table}/{key:path}", responses=answers(RowAnswer) | fails(404))
def write_row(
    world: Stored, table: str, key: str, body: Changed, secrets: Secrets, fit: Fitting
) -> dict[str, Any]:
    """Change columns of a row; its key too."""
    with editing(world, table) as (tx, shape):
        if not secrets:
            refuse_to_disclose(table, body, lambda: one_row(tx, shape, key))
        return _named(shape, change_row(tx, shape, key, body, fit), secrets)


@routes.delete("/tables/{table}/{key:path}", status_code=204, responses=fails(404, 422))
def delete_row(world: Stored, table: str, key: str) -> None:
    """Remove a row."""
    with editing(world, table) as (tx, shape):
        remove_row(tx, shape, key)


@contextmanager
def editing(world: World, table: str) -> Iterator[tuple[Transaction, BrowsedTable]]:
    """A transaction that changes a table.

    Raises:
        StateError: the database is a dialer's own.
        KeyTakenError: the engine knows of a row with the same key.
    """
    refuse_to_change(world)
    try:
        with world.database.transaction() as tx:
            shape = shape_of(tx, table)
            tx.configures()
            tx.take_over([table])
            yield tx, shape
    except sa.exc.IntegrityError as error:
        # Another transaction was quicker.
        raise KeyTakenError(
            "duplicate_row", f"Two rows have the same key: {error.orig}.", "Try again."
        ) from error
    finally:
        world.database.forget()


def refuse_to_change(world: World) -> None:
    """Raise a StateError where the database is a dialer's own."""
    if world.is_kept:
        raise StateError(
            "existing_database",
            "This server works on a dialer's own database, whose rows it lets nobody edit.",
            "Edit them in the dialer, or start a server without --existing.",
        )


def _named(shape: BrowsedTable, row: Row, secrets: bool) -> dict[str, Any]:
    shown = row if secrets else without_secrets(shape.name, row)
    return {"key": shape.name_of(row), "row": shown}


def _shown(shape: BrowsedTable, rows: int, world: World) -> dict[str, Any]:
    layout = shape.layout
    return {
        "name": shape.name,
        "rows": rows,
        "custom": shape.table is None,
        "editable": not world.is_kept,
        "key": list(shape.key),
        "unique": shape.unique,
        "generated": layout.identity,
        "columns": [
            {
                "name": name,
                "type": kind.sql,
                "nullable": name not in layout.required,
                "default": layout.defaults[name],
                "choices": list(kind.members) if isinstance(kind, Enum) else None,
            }
            for name, kind in layout.columns.items()
        ],
    }
