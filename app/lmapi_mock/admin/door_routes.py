"""The doors as routes: paths and all else that is not the admin API's lead to the endpoint."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from lmapi_mock.http.refusals import is_admin


class DoorRoute(Route):
    """A door, which takes any method: whatever is not POST, the engine reads as GET."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request's path is the door's."""
        match, child = super().matches(scope)
        return (Match.FULL if match is Match.PARTIAL else match), child

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the endpoint answer."""
        await _answered_by_doors(scope, receive, send)


def add_door_routes(app: FastAPI, doors: Iterable[str]) -> None:
    """Lead these paths to the endpoint, and all that no other route takes.

    A path that is nobody's is answered, and kept in the journal, by the endpoint too.
    """
    for door in doors:
        methods = ["GET", "POST"]
        app.router.routes.append(DoorRoute(door, _answered_by_doors, methods=methods, name=door))
        if door.endswith(".php"):
            # PHP is given what stands behind the script's name.
            behind = f"{door}/{{behind:path}}"
            app.router.routes.append(
                DoorRoute(behind, _answered_by_doors, methods=methods, include_in_schema=False)
            )
    not_found = app.router.default

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        is_the_endpoints = scope["type"] == "http" and not is_admin(scope["path"])
        await (_answered_by_doors if is_the_endpoints else not_found)(scope, receive, send)

    app.router.default = default


async def _answered_by_doors(scope: Scope, receive: Receive, send: Send) -> None:
    await scope["app"].state.doors(scope, receive, send)
