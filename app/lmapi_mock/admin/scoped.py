"""What a handler of the admin API works on: the world that its request is for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from lmapi_mock.http.namespaces import WORLD
from lmapi_mock.world import World


def _world(request: Request) -> World:
    world: World = request.scope[WORLD]
    return world


Here = Annotated[World, Depends(_world)]
"""The request's world, as a handler's parameter."""
