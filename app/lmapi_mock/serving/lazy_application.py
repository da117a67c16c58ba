"""What `lmapi-mock serve` runs: the endpoint at once, and the admin API when it is asked for."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from lmapi_mock.findings.strict import Strict
from lmapi_mock.http.connection import UNREAD
from lmapi_mock.http.doors import Doors
from lmapi_mock.http.lazy_app import LazyApp
from lmapi_mock.http.metrics import Metrics
from lmapi_mock.http.refusals import is_admin
from lmapi_mock.http.server_metrics import ServerMetrics, Traffic
from lmapi_mock.http.way_in import WayIn
from lmapi_mock.imports import imported_once
from lmapi_mock.settings import Settings
from lmapi_mock.world import Worlds

if TYPE_CHECKING:
    from fastapi import FastAPI


class LazyApplication:
    """A server's ASGI application that answers at the doors before FastAPI is loaded.

    FastAPI takes longer to load than everything else together, and the endpoint has no use for
    it. `create_app` gives an application of FastAPI's own, which does the same.

    Args:
        settings: what the server was told.
        worlds: opened; they are closed at the end of its life.

    Attributes:
        strict: which findings end the process badly.
    """

    def __init__(self, settings: Settings, worlds: Worlds) -> None:
        self._worlds = worlds
        traffic = Traffic()
        metrics = Metrics(worlds.own.database, ServerMetrics(worlds, traffic, settings.workers))
        metrics.tell(worlds.own.heartbeat)
        self.strict = strict = Strict(settings.strict)

        def admin() -> FastAPI:
            with imported_once():
                _load_fastapi()
                from lmapi_mock.admin.application import (  # noqa: PLC0415  see above
                    admin_api,
                    connect,
                )

            api = admin_api(settings, traffic, strict)
            connect(api, worlds, metrics, self)
            return api

        self._admin = LazyApp(admin)
        self._doors = Doors(
            worlds, settings.all_doors(), metrics.observe, strict, settings.conduct()
        )
        self._way_in = WayIn(self._branch, settings, worlds, traffic)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Serve one request, or the server's life from its start to its end."""
        if scope["type"] == "lifespan":
            return self._live(receive, send)
        return self._way_in(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _branch(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        can_be_read = UNREAD not in scope.get("extensions", {})
        goes_to = self._admin if can_be_read and is_admin(scope["path"]) else self._doors
        return goes_to(scope, receive, send)

    def give_up(self) -> None:
        """The server ends, and can wait no longer: answer what waits for a database."""
        self._doors.give_up()

    def close(self) -> None:
        """Close every world's database, and the seed that they are reset to."""
        self._way_in.end_spans()
        self._worlds.end()


def _load_fastapi() -> None:
    """Load it, but let pydantic make its models when they are first used.

    Forty are of OpenAPI's documents, which few ask for: a fifth of the first admin call.
    """
    from pydantic import BaseModel  # noqa: PLC0415  see above

    before = BaseModel.model_config
    BaseModel.model_config = {**before, "defer_build": True}
    try:
        import fastapi  # noqa: F401, PLC0415  see above
    finally:
        BaseModel.model_config = before
