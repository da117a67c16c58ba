"""The namespaces beside the server's own world (`/__admin/namespaces`)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from lmapi_mock.admin.answers import Namespaces, answers, fails
from lmapi_mock.errors import UnknownError
from lmapi_mock.world import Worlds

routes = APIRouter(tags=["namespaces"])


@routes.get("/namespaces", responses=answers(Namespaces))
def list_namespaces(request: Request) -> dict[str, Any]:
    """The namespaces that have been used, by name."""
    return {"namespaces": [{"name": name} for name in _worlds(request).names()]}


@routes.delete("/namespaces/{name}", status_code=204, responses=fails(404))
def drop_namespace(request: Request, name: str) -> None:
    """Drop a namespace with its database, journal and faults; its next use makes it anew."""
    if not _worlds(request).drop(name):
        raise UnknownError(
            "unknown_namespace",
            f"There is no namespace {name!r}.",
            "GET /__admin/namespaces lists those that are in use.",
        )


def _worlds(request: Request) -> Worlds:
    worlds: Worlds = request.app.state.worlds
    return worlds
