"""What happens, as it happens: requests and changes of the world (`/__admin/requests/events`).

Nothing tells the stream: it looks at the journal's last number, so that the endpoint has no more to
do for those who listen than for nobody.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from lmapi_mock.admin.answers import answers_text
from lmapi_mock.admin.entry_json import summary
from lmapi_mock.admin.scoped import Made
from lmapi_mock.admin.world import brief
from lmapi_mock.errors import DatabaseError
from lmapi_mock.http.transport import EXTENSION
from lmapi_mock.journal.journal import Journal
from lmapi_mock.world import World

routes = APIRouter(tags=["requests"])

LOOKS_EVERY_S: Final = 0.2
BEATS_EVERY_S: Final = 15.0
"""How often something is sent at least: who listens, and what lies between, sees it is alive."""

MOST_AT_ONCE: Final = 200
"""Of more requests at once only the newest are told, and that there was a gap."""


@routes.get(
    "/requests/events",
    response_class=StreamingResponse,
    responses=answers_text("text/event-stream"),
)
async def stream_events(
    world: Made,
    request: Request,
    since: Annotated[int | None, Query(ge=0, description="Only ids above this one.")] = None,
) -> StreamingResponse:
    """A text/event-stream of `request`, `world` and `gap` events, from now or from an id on."""
    return StreamingResponse(
        _events(world, request, since),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(world: World, request: Request, since: int | None) -> AsyncIterator[str]:
    ending: asyncio.Event = (
        request.scope.get("extensions", {}).get(EXTENSION, {}).get("ending", asyncio.Event())
    )
    journal = world.journal
    last = journal.last_id if since is None else min(since, journal.last_id)
    seen: Any = None
    was_empty = True
    beat = asyncio.get_running_loop().time()
    while not ending.is_set() and request.app.state.worlds.known(world.name) is world:
        told = ""
        if journal.last_id > last:
            newest = journal.last_id
            told = await to_thread.run_sync(_requests, journal, last, newest)
            last = newest
        is_empty = journal.get(journal.last_id) is None
        if seen != (seen := _look(world)) or (is_empty and not was_empty):
            told += await to_thread.run_sync(_world, world, request)
        was_empty = is_empty
        now = asyncio.get_running_loop().time()
        if not told and now >= beat + BEATS_EVERY_S:
            told = ": beat\n\n"
        if told:
            beat = now
            yield told
        try:
            async with asyncio.timeout(LOOKS_EVERY_S):
                await ending.wait()
        except TimeoutError:
            continue


def _look(world: World) -> Any:
    """What is different once the clock or the faults have changed."""
    rules = tuple([rule["id"] for rule in world.faults.list()]) if world.faults else ()
    return world.clock.state, rules


def _requests(journal: Journal, last: int, newest: int) -> str:
    """The events of the requests after `last` up to `newest`."""
    return "".join(_each(journal, last, newest))


def _each(journal: Journal, last: int, newest: int) -> Iterator[str]:
    first = max(last + 1, newest - MOST_AT_ONCE + 1)
    entries = [journal.get(number) for number in range(first, newest + 1)]
    held = [entry for entry in entries if entry is not None]
    oldest = held[0].id if held else newest + 1
    if oldest > last + 1:
        yield _event("gap", {"after": last, "before": oldest})
    for entry in held:
        yield _event("request", summary(entry), entry.id)


def _world(world: World, request: Request) -> str:
    try:
        return _event("world", brief(world, request.app.state.settings))
    except DatabaseError as error:
        return _event("world", {"error": error.told})


def _event(kind: str, data: Any, number: int | None = None) -> str:
    named = f"id: {number}\n" if number is not None else ""
    return f"event: {kind}\n{named}data: {json.dumps(data)}\n\n"
