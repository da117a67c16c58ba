"""create_app(settings): the server as an application of FastAPI's."""

from __future__ import annotations

import threading
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from lmapi_mock.admin.application import admin_api, connect
from lmapi_mock.findings.strict import Strict
from lmapi_mock.http.doors import Doors
from lmapi_mock.http.metrics import Metrics
from lmapi_mock.http.server_metrics import ServerMetrics, Traffic
from lmapi_mock.http.way_in import MOUNT, WayIn
from lmapi_mock.serving.opening import open_worlds
from lmapi_mock.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The endpoint and the admin API as one application, to be served, tested or mounted.

    Nothing is opened yet. Its lifespan opens the database, migrates and seeds it, and closes it in
    the end. Where nobody runs its lifespan, as in an application that it is mounted in, the first
    request opens it, and it is closed with the process.

    Args:
        settings: what it is told; None is every default. Those of listening (`host`, `workers`,
            `header_timeout` and their like) are for `lmapi-mock serve`, which starts faster too.

    Raises:
        DatabaseError: when it is opened: the database cannot be opened or migrated.
        SeedError: likewise: the seed cannot be read or does not fit.
    """
    opening = _Opening(settings or Settings())
    opening.app.add_middleware(_Opened, opening=opening)
    return opening.app


class _Open:
    """What there is between opening and closing."""

    def __init__(self, settings: Settings, traffic: Traffic, strict: Strict) -> None:
        self.worlds = worlds = open_worlds(settings)
        self.metrics = Metrics(
            worlds.own.database, ServerMetrics(worlds, traffic, settings.workers)
        )
        self.metrics.tell(worlds.own.heartbeat)
        self.doors = Doors(
            worlds, settings.all_doors(), self.metrics.observe, strict, settings.conduct()
        )
        # No more of the way in than this, which would keep the application from being forgotten.
        self.end_spans: Callable[[], None] = lambda: None

    def close(self) -> None:
        """Close every database."""
        self.end_spans()
        self.worlds.end()


class _Opening:
    """Opens an application at its start, or at its first request, and closes it.

    Args:
        settings: what it is told.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.traffic = Traffic()
        self._strict = Strict(settings.strict)
        self._lock = threading.Lock()
        self._open: _Open | None = None
        self._at_exit: weakref.finalize[[], FastAPI] | None = None
        self.app = admin_api(settings, self.traffic, self._strict, self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(self.opened)
        try:
            yield
        finally:
            await to_thread.run_sync(self.close)

    @property
    def open_now(self) -> _Open | None:
        """What is open."""
        return self._open

    def opened(self) -> _Open:
        """What is open, opened now if it is not."""
        with self._lock:
            if self._open is None:
                self._open = found = _Open(self.settings, self.traffic, self._strict)
                connect(self.app, found.worlds, found.metrics, self.app, found.doors)
                self._at_exit = weakref.finalize(self.app, found.close)
            return self._open

    def close(self) -> None:
        """Close what is open; a request that comes later opens it anew."""
        with self._lock:
            self._open = None
            if self._at_exit is not None:
                # Calls it now, and only once.
                self._at_exit()


class _Opened:
    """The outermost middleware: what is mounted somewhere sees paths as if it were not.

    Args:
        app: the router, behind its guard.
        opening: opens what is not open yet.
    """

    def __init__(self, app: ASGIApp, opening: _Opening) -> None:
        self._app = app
        self._opening = opening
        self._ways_in: weakref.WeakKeyDictionary[_Open, WayIn] = weakref.WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on by the way that all requests go."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = self._opening.open_now
        if found is None:
            found = await to_thread.run_sync(self._opening.opened)
        way_in = self._ways_in.get(found)
        if way_in is None:
            opening = self._opening
            way_in = WayIn(self._app, opening.settings, found.worlds, opening.traffic)
            self._ways_in[found], found.end_spans = way_in, way_in.end_spans
        mount = scope.get("root_path", "").rstrip("/")
        scope = {
            **scope,
            "path": _below(mount, scope["path"]),
            "root_path": "",
            "app_root_path": "",
            MOUNT: mount,
        }
        await way_in(scope, receive, send)


def _below(mount: str, path: str) -> str:
    """A path without the place where the application is mounted."""
    return (path.removeprefix(mount) or "/") if f"{path}/".startswith(f"{mount}/") else path
