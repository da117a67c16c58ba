"""The whole of what the database holds (`/__admin/state`, `/__admin/reset`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field, WithJsonSchema

from lmapi_mock.admin.answers import StateAnswer, StateSchema, answers, fails
from lmapi_mock.admin.at_once import at_once
from lmapi_mock.admin.body import Body
from lmapi_mock.admin.large_bodies import LargeBodies, rows_of
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.leniency import Fitting
from lmapi_mock.admin.passwords import Secrets
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.spooled import SpooledJson, json_object, json_tables
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.schema.secret_columns import hidden
from lmapi_mock.store.state.rows import State, get_state, holds_many, read_tables
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.world import World

routes = Routes(tags=["state"], route_class=LargeBodies)

_FEW: Final = 100
"""So many rows are read while everybody waits."""

# What a value may be is checked with the rest of a row, where its place can be named.
Value = Annotated[Any, WithJsonSchema({"type": ["string", "number", "null"]})]
Rows = list[dict[str, Value]]


class StateBody(Body):
    """The whole of what the database is to hold."""

    editors_schema: str | None = Field(
        None, alias="$schema", description="For editors: see /__admin/state.schema.json."
    )
    tables: dict[str, Rows] = Field(
        {},
        description="Rows by table, under VICIdial's column names; what is left out is empty.",
        examples=[{"vicidial_dnc": [{"phone_number": "7275559999"}]}],
    )
    custom_tables: dict[str, list[tuple[str, str]]] = Field(
        {}, description="Columns of each custom table, as pairs of name and MariaDB type."
    )


@routes.get("/state", responses=answers(StateAnswer) | fails(422))
async def read_state(
    world: Stored, secrets: Secrets, tables: Annotated[str | None, Query()] = None
) -> Response:
    """The rows of some tables (`?tables=a,b`), or of all, in primary-key order.

    Passwords are hidden unless they are asked for (`?secrets=yes`).
    """
    names = None if tables is None else [name for name in tables.split(",") if name]
    few = at_once(world.database, partial(_few_rows, world, names, secrets))
    if few is not None:
        return few
    return await to_thread.run_sync(_rows, world, names, secrets)


def _few_rows(world: World, names: list[str] | None, secrets: bool) -> Response | None:
    """The answer, where it is made in a millisecond or two."""
    with world.database.transaction() as tx:
        if holds_many(tx, names, most=_FEW):
            return None
        rows = get_state(tx, names)
    return Response("".join(_state(rows.items(), secrets)), media_type="application/json")


def _rows(world: World, names: list[str] | None, secrets: bool) -> Response:
    with world.database.transaction() as tx:
        is_large = holds_many(tx, names)
        rows = {} if is_large else get_state(tx, names)
    if not is_large:
        return SpooledJson(_state(rows.items(), secrets))
    with world.database.reading() as tx:
        return SpooledJson(_state(read_tables(tx, names), secrets))


def _state(
    tables: Iterable[tuple[str, Iterable[Mapping[str, Any]]]], secrets: bool
) -> Iterator[str]:
    shown = tables if secrets else ((name, hidden(name, rows)) for name, rows in tables)
    return json_object([("tables", json_tables(shown))])


@routes.put("/state", status_code=204)
def write_state(world: Stored, request: Request, body: StateBody, fit: Fitting) -> None:
    """Make the database hold exactly this; tables not named are emptied.

    Texts that are too long are cut, as MariaDB cuts them; other values that a column would change
    are refused.
    """
    world.refuse_to_empty()
    fit = Fit.CUT if fit is Fit.EXACT else fit
    put_state(world.database, State(rows_of(request, body.tables), body.custom_tables, fit))


@routes.get("/state.schema.json", responses=answers(StateSchema))
def read_state_schema() -> dict[str, Any]:
    """The JSON Schema of a state, with every table and column, for editors and validators."""
    from lmapi_mock.store.state.json_schema import state_schema  # noqa: PLC0415  read by few

    return state_schema()


@routes.post("/reset", status_code=204, responses=fails(422))
async def reset(world: Stored) -> None:
    """Back to the seed that the server was started with, and to the clock's start.

    Journal and faults are emptied; in a namespace it touches that one alone.
    """
    if not at_once(world.database, partial(_reset_soon, world)):
        await to_thread.run_sync(world.reset)


def _reset_soon(world: World) -> bool:
    """Whether it was reset, as it is where that takes a millisecond or two."""
    if not world.database.is_refilled_soon:
        return False
    world.reset()
    return True
