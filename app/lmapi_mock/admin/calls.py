"""Each call of the admin API: its line in the log, its place in the metrics, our own header."""

from __future__ import annotations

import logging
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lmapi_mock.admin.guard import FILES, OPEN_TO_ALL
from lmapi_mock.http.known_secrets import know_secrets
from lmapi_mock.http.namespaces import NAMESPACE
from lmapi_mock.http.refusals import OWN_HEADER, is_admin
from lmapi_mock.http.request_id import request_id
from lmapi_mock.http.server_metrics import Traffic
from lmapi_mock.non_agent_api.wire.masking import masked_path, masked_words
from lmapi_mock.world import World, Worlds

log = logging.getLogger("lmapi_mock.admin")

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Calls:
    """Stands before the guard, so that what it refuses is logged too.

    Args:
        app: the guard, and what it guards.
        traffic: counts calls.
    """

    def __init__(self, app: ASGIApp, traffic: Traffic) -> None:
        self._app = app
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a call on; log who called what, where, and how it ended."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not is_admin(path):
            await self._app(scope, receive, send)
            return
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), OWN_HEADER]
            await send(message)

        begun = time.perf_counter()
        try:
            await self._app(scope, receive, noted)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._traffic.admin_calls[method, status] += 1
            seconds = time.perf_counter() - begun
            is_told = path not in OPEN_TO_ALL and not path.startswith(FILES)
            if is_told and log.isEnabledFor(logging.INFO):
                # The caller has its answer: it does not wait for a database that is away.
                await know_secrets(*_worlds_of(scope))
                _say(scope, status, seconds)


def _worlds_of(scope: Scope) -> tuple[World, World | None]:
    """The server's own world, and that of the namespace that a call is for, if it is there."""
    worlds: Worlds = scope["app"].state.worlds
    namespace = scope.get(NAMESPACE, "")
    return worlds.own, worlds.peek(namespace) if namespace else None


def _say(scope: Scope, status: int, seconds: float) -> None:
    client = scope.get("client")
    namespace = scope.get(NAMESPACE, "")
    own, world = _worlds_of(scope)
    secrets = own.secrets
    namespace = masked_words(namespace, secrets)
    path = masked_path(scope["path"], secrets)
    if world is not None:
        path = masked_path(path, world.secrets)
    name = masked_words(request_id(scope), secrets)
    log.info(
        "Admin call %s by %s: %s %r%s: %s (%.1f ms)",
        name,
        client[0] if client else "-",
        masked_words(scope["method"], secrets),
        path,
        f" of namespace {namespace}" if namespace else "",
        status or "no answer",
        seconds * 1000,
        extra={"request_id": name, "status": status, "duration_ms": round(seconds * 1000, 2)},
    )
