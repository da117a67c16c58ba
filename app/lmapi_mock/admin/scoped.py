"""What a handler of the admin API works on: the world that its request is for."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Request

from lmapi_mock.http.namespaces import NAMESPACE, WORLD
from lmapi_mock.world import World, Worlds

_LOOKS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, and therefore make no namespace."""


def _made(request: Request) -> World:
    """Run in a thread, and only for calls that the guard has let through."""
    world: World | None = request.scope[WORLD]
    if world is None:
        worlds: Worlds = request.app.state.worlds
        request.scope[WORLD] = world = worlds.get(request.scope[NAMESPACE])
    return world


def _world(request: Request) -> World:
    if request.scope[WORLD] is None and request.method in _LOOKS:
        worlds: Worlds = request.app.state.worlds
        return worlds.blank(request.scope[NAMESPACE])
    return _made(request)


Here = Annotated[World, Depends(_world)]
"""The request's world, as a handler's parameter."""


def _stored(world: Here) -> World:
    return world


Stored = Annotated[World, Depends(_stored)]
"""The same for what uses the world's database, which may be away."""

USES_DATABASE: Final = _stored
"""The dependency by which a handler is known to."""
