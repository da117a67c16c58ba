"""The way of every request before it comes to the endpoint or the admin API, outside in."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from lmapi_mock.http.forwarded import Forwarded
from lmapi_mock.http.limits import Limits
from lmapi_mock.http.namespaces import Namespaces
from lmapi_mock.http.server_metrics import Traffic
from lmapi_mock.http.spans import traced
from lmapi_mock.non_agent_api.wire.masking import masked_path
from lmapi_mock.settings import Settings
from lmapi_mock.world import Worlds

MOUNT: Final = "lmapi.mount"
"""Where the scope holds what stands before every path, where the application is mounted."""


class WayIn:
    """Counts a request, traces it, learns who sent it, bounds its body, and finds its world.

    Args:
        app: what is handed the request.
        settings: what the server was told.
        worlds: the worlds that there are.
        traffic: counts what is under way.

    Attributes:
        end_spans: sends the last spans, once nothing comes any more.
    """

    def __init__(self, app: ASGIApp, settings: Settings, worlds: Worlds, traffic: Traffic) -> None:
        self._traffic = traffic
        way: ASGIApp = Limits(
            Namespaces(app, worlds), mib=settings.max_body, seconds=settings.body_timeout
        )
        if settings.trusted_proxies:
            way = Forwarded(way, settings.trusted_proxies)
        self._way, self.end_spans = traced(
            way, hidden=lambda text: masked_path(text, worlds.own.secrets)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        self._traffic.in_flight += 1
        try:
            await self._way(scope, receive, send)
        finally:
            self._traffic.in_flight -= 1
