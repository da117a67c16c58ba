"""The HTTP side of the endpoint: which paths it answers at, and the bytes of its answers (1, 2).

It stands before FastAPI's router, for the endpoint has no use for routing, and reads the raw
request as PHP would. One async function reads the body; everything after it is plain `def`.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Final

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from lmapi_mock.clock import Clock
from lmapi_mock.errors import DatabaseError, LmapiMockError
from lmapi_mock.non_agent_api.call import Request
from lmapi_mock.non_agent_api.endpoint import Answer, answer
from lmapi_mock.non_agent_api.outcome import Dialect
from lmapi_mock.non_agent_api.parse import MAX_BODY_BYTES, read_parameters
from lmapi_mock.settings import DOCUMENTED_DOOR
from lmapi_mock.store.database import Database

log = logging.getLogger("lmapi_mock.endpoint")

HEADERS: Final = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-cache, must-revalidate"),
    (b"pragma", b"no-cache"),
)

OWN_HEADERS: Final = ((b"content-type", b"text/plain; charset=utf-8"),)
"""Of what VICIdial never says: that this server, or its database, cannot answer."""

BUG: Final = (
    "lmapi-mock met a defect of its own; nothing of this request was stored. "
    "The server's log has the details.\n"
)


class Doors:
    """Answers at the endpoint's paths, and hands every other request on to `app`."""

    def __init__(
        self,
        app: ASGIApp,
        doors: Mapping[str, Dialect],
        database: Database,
        clock: Clock,
        observe: Callable[[Answer, float], None],
    ) -> None:
        self._app = app
        self._doors = doors
        self._database = database
        self._clock = clock
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith("//"):
            # A widely used client sends `//vicidial/non_agent_api.php`.
            path = "/" + path.lstrip("/")
            scope = {**scope, "path": path}
        dialect = self._doors.get(path)
        if dialect is None:
            await self._app(scope, receive, send)
            return
        body = await _read_body(receive) if scope["method"] == "POST" else b""
        if body is None:
            return
        begun = time.perf_counter()
        given = await to_thread.run_sync(self._answer, scope, body, dialect)
        seconds = time.perf_counter() - begun
        self._observe(given, seconds)
        if log.isEnabledFor(logging.INFO):
            _log_request(scope, given, seconds)
        await _send_answer(send, given, with_body=scope["method"] != "HEAD")

    def _answer(self, scope: Scope, body: bytes, dialect: Dialect) -> Answer:
        try:
            return answer(_request(scope, body), dialect, self._database, self._clock)
        except DatabaseError as error:
            log.error("%s %s", error, error.hint)  # noqa: TRY400  no defect, so no traceback
            return Answer(503, f"lmapi-mock: {error} {error.hint}\n")
        except LmapiMockError as error:
            log.exception("The request could not be answered.")
            return Answer(500, f"lmapi-mock: {error} {error.hint}\n")
        except Exception:
            log.exception("A defect, not an answer.")
            return Answer(500, BUG)


def _log_request(scope: Scope, given: Answer, seconds: float) -> None:
    """One line for a request, by what was said and not by what was printed.

    The text of a refused login holds the password.
    """
    said = "; ".join(f"{line.message.result}: {line.message.reason}" for line in given.lines)
    sent_id = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    duration = round(seconds * 1000, 2)
    log.info(
        "%s %s %s: %s (%s ms)",
        given.status,
        given.function or "-",
        given.user or "-",
        said or "-",
        duration,
        extra={
            "request_id": sent_id[:100] or uuid.uuid4().hex,
            "function": given.function,
            "user": given.user,
            "result": said,
            "status": given.status,
            "duration_ms": duration,
        },
    )


def _request(scope: Scope, body: bytes) -> Request:
    content_type = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    query = scope["query_string"]
    client = scope.get("client")
    return Request(
        path=scope["path"],
        query=query,
        parameters=read_parameters(query, body, content_type.decode("latin-1")),
        remote_ip=client[0] if client else "",
        campaing_spelling=scope["path"] == DOCUMENTED_DOOR,
    )


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; nothing of one that PHP would not read; None when the client is gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size <= MAX_BODY_BYTES:
            parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts) if size <= MAX_BODY_BYTES else b""


async def _send_answer(send: Send, given: Answer, *, with_body: bool) -> None:
    body = given.text.encode("utf-8", "surrogateescape")
    length = (b"content-length", str(len(body)).encode())
    headers = HEADERS if given.status < 500 else OWN_HEADERS
    await send(
        {"type": "http.response.start", "status": given.status, "headers": [*headers, length]}
    )
    await send({"type": "http.response.body", "body": body if with_body else b""})
