"""An ASGI application that is made when the first request for it comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

App = TypeVar("App", bound=ASGIApp)


class LazyApp(Generic[App]):
    """Hands requests on to an application that takes long to make.

    Args:
        make: makes it, once, in a thread, so that other requests go on being answered.
    """

    def __init__(self, make: Callable[[], App]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: App | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on; the first ones wait until there is somebody to hand it to."""
        app = self._made
        if app is None:
            app = await to_thread.run_sync(self.made)
        await app(scope, receive, send)

    def made(self) -> App:
        """The application, made if it is not yet."""
        with self._making:
            if self._made is None:
                self._made = self._make()
            return self._made
