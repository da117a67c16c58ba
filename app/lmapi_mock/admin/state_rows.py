"""Rows beside those that are there (`POST /__admin/state`)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from lmapi_mock.admin.answers import Identifiers, answers
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.state import StateBody
from lmapi_mock.errors import StateError
from lmapi_mock.store.state.addition import add_state
from lmapi_mock.store.state.whole_state import State

routes = APIRouter(tags=["state"])


@routes.post("/state", responses=answers(Identifiers))
def add_to_state(world: Stored, body: StateBody) -> dict[str, Any]:
    """Add rows to what is there, all or none; the answer says their identifiers by table.

    Columns that are left out get their defaults; custom tables that are not there yet are made.
    """
    if world.is_kept:
        raise StateError(
            "existing_database",
            "This server works on a dialer's own database, to which nothing is added but leads.",
            "Use the dialer's own tools, or start a server without --existing.",
        )
    return {"identifiers": add_state(world.database, State(body.tables, body.custom_tables))}
