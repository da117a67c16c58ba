"""What a handler of the admin API works on: the world that its request is for."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from anyio import to_thread
from fastapi import Depends, Request

from lmapi_mock.http.namespaces import NAMESPACE, WORLD
from lmapi_mock.store.sql.database import Database
from lmapi_mock.world import World, Worlds

_LOOKS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, and therefore make no namespace."""


def _found(request: Request) -> World:
    """Run in a thread, and only for calls that the guard has let through.

    A database may be asked for the world, or made for it.
    """
    worlds: Worlds = request.app.state.worlds
    name: str = request.scope[NAMESPACE]
    if request.method not in _LOOKS:
        request.scope[WORLD] = world = worlds.get(name)
        return world
    request.scope[WORLD] = found = worlds.find(name)
    return worlds.blank(name) if found is None else found


async def _world(request: Request) -> World:
    world: World | None = request.scope[WORLD]
    worlds: Worlds = request.app.state.worlds
    # Another process may have dropped it, and made it anew.
    if world is None or (request.scope[NAMESPACE] and worlds.are_shared):
        return await to_thread.run_sync(_found, request)
    # No thread is waited for to find what is there: a call takes a third of a millisecond less.
    return world


Here = Annotated[World, Depends(_world)]
"""The request's world, as a handler's parameter."""


async def _stored(request: Request) -> World:
    world = await _world(request)
    # What is done next may take a minute where it is much: a server that hangs is found out sooner.
    if not world.database.kind.single:
        await _must_answer(world.database)
    return world


async def _must_answer(database: Database) -> None:
    """As `Database.must_answer`, without a thread that looks at the clock."""
    late = asyncio.get_running_loop().call_later(database.patience, database.cut)
    try:
        await to_thread.run_sync(database.ask_nothing)
    finally:
        late.cancel()


Stored = Annotated[World, Depends(_stored)]
"""The same for what uses the world's database, which may be away."""

USES_DATABASE: Final = _stored
"""The dependency by which a handler is known to."""
