"""What the port answers before the server is ready: that it lives, and what it is doing.

A start that waits for its database, or migrates it, takes as long as that takes. Whoever connects
meanwhile is answered, not left hanging.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from lmapi_mock.http.refusals import PREFIX
from lmapi_mock.settings import Settings
from lmapi_mock.version import __version__

if TYPE_CHECKING:
    import ssl

_HEAD_BYTES: Final = 16 * 1024
_HEAD_SECONDS: Final = 2.0
"""How large a request's head may be, and how long it may take to come."""

_LAST_SECONDS: Final = 0.5
"""How long who is being answered at the end has for the rest."""


class WaitingRoom:
    """Answers on a socket for as long as its block lasts.

    Args:
        listening: a socket that listens; the server goes on with it.
        settings: whether it is spoken to by https, as the server will be.

    Attributes:
        doing: what the start is doing, after "it is".
    """

    def __init__(self, listening: socket.socket, settings: Settings | None = None) -> None:
        self._listening = listening
        self._tls = _tls(settings) if settings is not None and settings.tls_cert else None
        self.doing = "starting"
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="waiting-room", daemon=True)

    def tell(self, doing: str) -> None:
        """Say from now on that it is doing this."""
        self.doing = doing

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        # A copy, for closing it is to leave the socket listening.
        server = await asyncio.start_server(
            self._answer, sock=self._listening.dup(), backlog=2048, limit=_HEAD_BYTES, ssl=self._tls
        )
        await self._ended.wait()
        # It takes nobody further, and answers whom it has taken. Only then is it closed: closing
        # breaks the connections that it accepted in the turn before, and they are left hanging.
        for taken in server.sockets:
            self._loop.remove_reader(taken.fileno())
        late: set[asyncio.Task[Any]] = set()
        while begun := asyncio.all_tasks() - late - {asyncio.current_task()}:
            _, late = await asyncio.wait(begun, timeout=_LAST_SECONDS)
            for task in late:
                task.cancel()
        server.close()
        await asyncio.gather(*late, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._text(head))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            # No request, or not all of one in time: nobody is left to be answered.
            return
        finally:
            writer.close()

    def _text(self, head: bytes) -> bytes:
        method, _, rest = head.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0].decode("latin-1")
        status, kind, body = self._said(path)
        lines = (
            f"HTTP/1.1 {status}",
            f"content-type: {kind}",
            f"content-length: {len(body)}",
            "retry-after: 1",
            f"x-lmapi-mock: {__version__}",
            "connection: close",
        )
        text = "".join([f"{line}\r\n" for line in lines]).encode() + b"\r\n"
        return text if method == b"HEAD" else text + body

    def _said(self, path: str) -> tuple[str, str, bytes]:
        away, reason = "503 Service Unavailable", f"The server is not ready: it is {self.doing}."
        if path == f"{PREFIX}/live":
            live = {"status": "ok", "version": __version__}
            return "200 OK", "application/json", json.dumps(live).encode()
        if path in (f"{PREFIX}/ready", f"{PREFIX}/health"):
            probed = {"status": "error", "reason": reason}
            return away, "application/json", json.dumps(probed).encode()
        if path.startswith(f"{PREFIX}/"):
            error = {"code": "not_ready", "message": reason, "hint": "Try again in a second."}
            return away, "application/json", json.dumps({"error": error}).encode()
        return away, "text/plain; charset=utf-8", f"lmapi-mock: {reason}\n".encode()


def _tls(settings: Settings) -> ssl.SSLContext:
    import ssl  # noqa: PLC0415  http has no use for it

    assert settings.tls_cert is not None, "checked before the socket listened"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.tls_cert, settings.tls_key)
    return context
