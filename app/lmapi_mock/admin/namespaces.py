"""The namespaces beside the server's own world (`/__admin/namespaces`)."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from lmapi_mock.admin.answers import Namespaces, answers, fails
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.errors import DatabaseError, UnknownError
from lmapi_mock.store.own_tables.namespaces import Namespace
from lmapi_mock.world import Worlds

routes = Routes(tags=["namespaces"])


@routes.get("/namespaces", responses=answers(Namespaces))
def list_namespaces(request: Request) -> dict[str, Any]:
    """The namespaces that there are, by name, each with what is in it in brief.

    With several processes on one database it lists those of all, and where each has its tables.
    """
    worlds = _worlds(request)
    shown = (_shown(one, worlds) for one in worlds.listed())
    return {"namespaces": [one for one in shown if one is not None]}


@routes.delete("/namespaces/{name}", status_code=204, responses=fails(404))
def drop_namespace(request: Request, name: str) -> None:
    """Drop a namespace with its database, journal and faults; its next use makes it anew.

    With several processes on one database it is dropped for all of them.
    """
    if not _worlds(request).drop(name):
        raise UnknownError(
            "unknown_namespace",
            f"There is no namespace {name!r}.",
            "GET /__admin/namespaces lists those that are in use.",
        )


def _shown(one: Namespace, worlds: Worlds) -> dict[str, Any] | None:
    """What is shown of a namespace; nothing of one that is gone meanwhile."""
    world = worlds.watched(one.name)
    if world is None:
        return None
    try:
        # Of the world's own only what is not in its tables: they may be at work for others.
        if world.database.shared:
            world.follow_clock()
        faults = sum(1 for rule in world.faults.list() if rule["remaining"] != 0)
        requests = len(world.journal)
    except DatabaseError:
        if worlds.is_gone(world):
            return None
        raise
    return {
        "name": one.name,
        "requests": requests,
        "faults": faults,
        "frozen": world.clock.is_frozen,
        "idle_s": round(one.idle, 3),
        "age_s": round(one.age, 3),
        "space": one.space or None,
    }


def _worlds(request: Request) -> Worlds:
    worlds: Worlds = request.app.state.worlds
    return worlds
