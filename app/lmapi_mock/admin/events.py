"""What happens, as it happens: requests and changes of the world (`/__admin/requests/events`)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final

from fastapi import Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from lmapi_mock.admin.answers import answers_text
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.telling import Tellers, queue_of
from lmapi_mock.admin.watcher import Watcher
from lmapi_mock.http.namespaces import NAMESPACE
from lmapi_mock.http.server_metrics import Traffic
from lmapi_mock.http.transport import EXTENSION
from lmapi_mock.settings import Settings

routes = Routes(tags=["requests"])

UNREAD_S: Final = 20.0
"""How long a client may take to read what it is sent at a time, before it is cut off."""

_HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
}


@routes.get(
    "/requests/events",
    response_class=StreamingResponse,
    responses=answers_text("text/event-stream", "event: world\ndata: {}\n\n"),
)
async def stream_events(
    request: Request,
    since: Annotated[int | None, Query(ge=0, description="Only ids above this one.")] = None,
    last_event_id: Annotated[
        str | None, Header(description="The same, as a browser says it; it goes before `since`.")
    ] = None,
) -> Response:
    """A text/event-stream of `request`, `world` and `gap` events, from now or from an id on."""
    if last_event_id is not None and last_event_id.isdecimal() and len(last_event_id) < 20:
        since = int(last_event_id)
    state = request.app.state
    return EventStream(state.tellers, state.traffic, state.settings, since)


class EventStream(Response):
    """A stream that ends with its client, its world or the server.

    Args:
        tellers: of whom there is one for the request's world.
        traffic: counts those who watch.
        settings: what the server was told.
        since: after which request to begin; None for from now on.
    """

    def __init__(
        self, tellers: Tellers, traffic: Traffic, settings: Settings, since: int | None
    ) -> None:
        super().__init__(headers=_HEADERS)
        # There is none.
        del self.headers["content-length"]
        self._tellers = tellers
        self._traffic = traffic
        self._watcher = Watcher(since, queue_of(settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is told, until there is no more to tell or nobody to read it."""
        name: str = scope[NAMESPACE]
        watcher = self._watcher
        extension: dict[str, Any] = scope.get("extensions", {}).get(EXTENSION, {})
        transport: asyncio.WriteTransport | None = extension.get("transport")
        ending: asyncio.Event = extension.get("ending", asyncio.Event())

        def end(_: asyncio.Task[Any]) -> None:
            watcher.end()
            # Nobody waits for one who does not read: neither this, nor the server's end.
            if transport is not None and transport.get_write_buffer_size():
                transport.abort()

        ends = (asyncio.create_task(ending.wait()), asyncio.create_task(_gone(receive)))
        for one in ends:
            one.add_done_callback(end)
        self._traffic.watchers += 1
        try:
            await self._tellers.join(name, watcher)
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            is_more = True
            while is_more:
                text = await watcher.next()
                is_more = text is not None
                async with asyncio.timeout(UNREAD_S):
                    await send(
                        {"type": "http.response.body", "body": text or b"", "more_body": is_more}
                    )
        except TimeoutError:
            if transport is not None:
                transport.abort()
        finally:
            self._traffic.watchers -= 1
            self._tellers.leave(name, watcher)
            for one in ends:
                one.remove_done_callback(end)
                one.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
