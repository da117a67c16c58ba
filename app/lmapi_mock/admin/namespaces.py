"""The namespaces beside the server's own world (`/__admin/namespaces`)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from lmapi_mock.admin.answers import Namespaces, answers, fails
from lmapi_mock.errors import UnknownError
from lmapi_mock.world import World, Worlds

routes = APIRouter(tags=["namespaces"])


@routes.get("/namespaces", responses=answers(Namespaces))
def list_namespaces(request: Request) -> dict[str, Any]:
    """The namespaces that have been used, by name, each with what is in it in brief."""
    worlds = _worlds(request)
    found = (worlds.peek(name) for name in worlds.names())
    return {"namespaces": [_shown(world) for world in found if world is not None]}


@routes.delete("/namespaces/{name}", status_code=204, responses=fails(404))
def drop_namespace(request: Request, name: str) -> None:
    """Drop a namespace with its database, journal and faults; its next use makes it anew."""
    if not _worlds(request).drop(name):
        raise UnknownError(
            "unknown_namespace",
            f"There is no namespace {name!r}.",
            "GET /__admin/namespaces lists those that are in use.",
        )


def _shown(world: World) -> dict[str, Any]:
    # Nothing of its database: that may be at work for others, or be closed just now.
    return {
        "name": world.name,
        "requests": len(world.journal),
        "faults": sum(1 for rule in world.faults.list() if rule["remaining"] != 0),
        "frozen": world.clock.is_frozen,
        "idle_s": round(world.idle, 3),
    }


def _worlds(request: Request) -> Worlds:
    worlds: Worlds = request.app.state.worlds
    return worlds
