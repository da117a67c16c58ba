"""Rows beside those that are there (`POST /__admin/state`)."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from lmapi_mock.admin.answers import Identifiers, answers
from lmapi_mock.admin.large_bodies import LargeBodies, rows_of
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.leniency import Fitting
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.spooled import SpooledJson, json_list, json_object
from lmapi_mock.admin.state import StateBody
from lmapi_mock.errors import StateError
from lmapi_mock.store.state.addition import add_state
from lmapi_mock.store.state.rows import State

routes = Routes(tags=["state"], route_class=LargeBodies)


@routes.post("/state", responses=answers(Identifiers))
def add_to_state(world: Stored, request: Request, body: StateBody, fit: Fitting) -> Response:
    """Add rows to what is there, all or none; the answer says their identifiers by table.

    Columns that are left out get their defaults; custom tables that are not there yet are made.
    On SQLite more than 2000 rows of a table are seen as they come, part by part; where one cannot
    be added, those before it go again.
    """
    if world.is_kept:
        raise StateError(
            "existing_database",
            "This server works on a dialer's own database, to which nothing is added but leads.",
            "Use the dialer's own tools, or start a server without --existing.",
        )
    state = State(rows_of(request, body.tables), body.custom_tables, fit)
    added = add_state(world.database, state).items()
    listed = json_object((table, json_list(identifiers)) for table, identifiers in added)
    return SpooledJson(json_object([("identifiers", listed)]))
