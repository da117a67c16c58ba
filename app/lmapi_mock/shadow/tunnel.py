"""The proxy: each connection of a client's is one to the dialer, and what passes is not touched.

A request that fails, fails as it would without the proxy: nothing is sent a second time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lmapi_mock.errors import SettingError
from lmapi_mock.shadow.framing import Answers, Exchange, Requests

log = logging.getLogger("lmapi_mock.shadow")

_AT_ONCE: Final = 64 * 1024
_CONNECT_S: Final = 10
_LINGER_S: Final = 2
_BACKLOG: Final = 2048
_AWAY: Final = (
    "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "X-Lmapi-Mock: shadow\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
)


class Upstream(NamedTuple):
    """The dialer.

    Attributes:
        host: its name or address.
        port: where it listens.
        tls: how its certificate is checked; None for http.
        named: what requests call it by.
    """

    host: str
    port: int
    tls: ssl.SSLContext | None
    named: str

    @property
    def url(self) -> str:
        """Its address, for people."""
        return f"{'http' if self.tls is None else 'https'}://{self.named}"


def upstream_of(url: str) -> Upstream:
    """The dialer at an address.

    Raises:
        SettingError: it is none, or has a path: each request goes to the path that it came to.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_whole = parts.scheme in {"http", "https"} and parts.hostname
    if not is_whole or parts.path not in {"", "/"} or parts.query or "@" in parts.netloc:
        raise SettingError(
            f"--upstream is {url.rpartition('@')[2]!r}. Accepted: the dialer's address without a "
            "path, as https://dialer.example.",
            "Each request goes to the path that it came to.",
        )
    is_tls = parts.scheme == "https"
    context = ssl.create_default_context() if is_tls else None
    assert parts.hostname is not None, "looked at above"
    return Upstream(parts.hostname, port or (443 if is_tls else 80), context, parts.netloc)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        SettingError: it cannot.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise SettingError(
            f"--listen {host}:{port}: {error.strerror or error}.", "Choose another port."
        ) from error


class Tunnel:
    """Passes on what clients send, and what the dialer answers.

    Args:
        upstream: the dialer.
        came: told of each request that has been sent to the dialer, in that order; its answer is
            whole once `done` is set.

    Attributes:
        unreached: how many connections found no dialer.
    """

    def __init__(self, upstream: Upstream, came: Callable[[Exchange], None]) -> None:
        self._upstream = upstream
        self._came = came
        self._open: dict[asyncio.Task[None], _Passing | None] = {}
        self._server: asyncio.Server | None = None
        self.unreached = 0

    async def start(self, listening: socket.socket) -> None:
        """Take connections of a socket that listens."""
        self._server = await asyncio.start_server(
            self._connected, sock=listening, limit=_AT_ONCE, backlog=_BACKLOG
        )

    async def stop(self, grace: float) -> None:
        """Take no more connections, and let what is under way be answered for so many seconds."""
        if self._server is not None:
            self._server.close()
        for one, passing in self._open.items():
            if passing is None or passing.is_idle:
                one.cancel()
        if self._open:
            await asyncio.wait(self._open, timeout=grace)
        left = list(self._open)
        for one in left:
            one.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "asyncio runs it as one"
        self._open[task] = None
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await self._served(task, reader, writer)
        finally:
            del self._open[task]
            writer.close()

    async def _served(
        self,
        task: asyncio.Task[None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        upstream = self._upstream
        try:
            async with asyncio.timeout(_CONNECT_S):
                theirs, to = await asyncio.open_connection(
                    upstream.host, upstream.port, ssl=upstream.tls, limit=_AT_ONCE
                )
        except (OSError, TimeoutError) as error:
            self.unreached += 1
            log.warning("%s does not answer: %s", upstream.url, error or "no answer in time")
            await _say_away(reader, writer, upstream.url, error)
            return
        self._open[task] = passing = _Passing(
            reader, writer, theirs, to, upstream.named, self._came
        )
        try:
            await passing.run()
        finally:
            passing.end()
            to.close()


class _Passing:
    """One connection of a client's, and the one to the dialer that goes with it."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        theirs: asyncio.StreamReader,
        to: asyncio.StreamWriter,
        named: str,
        came: Callable[[Exchange], None],
    ) -> None:
        self._reader, self._writer = reader, writer
        self._theirs, self._to = theirs, to
        self._pending: deque[Exchange] = deque()
        self._came = came
        self._requests = Requests(named.encode("ascii", "replace"), self._pending, came)
        self._answers = Answers(self._pending)
        self._has_left = False

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way."""
        return not self._pending

    async def run(self) -> None:
        """Pass on what comes until the dialer, or both, have closed."""
        up = asyncio.create_task(self._up())
        try:
            await self._down()
        finally:
            up.cancel()
            await asyncio.gather(up, return_exceptions=True)

    def end(self) -> None:
        """Nothing more comes on either."""
        last = self._requests.current
        if last is not None and last.answer:
            # Refused before its body was there.
            self._came(last)
        self._answers.end()

    async def _up(self) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await self._reader.read(_AT_ONCE):
                self._to.write(self._requests.take(data))
                await self._to.drain()
        self._has_left = True
        if not self._pending:
            self._to.close()
        elif self._to.can_write_eof():
            with contextlib.suppress(OSError):
                self._to.write_eof()

    async def _down(self) -> None:
        has_gone = False
        try:
            while data := await self._theirs.read(_AT_ONCE):
                if not has_gone:
                    self._writer.write(data)
                self._answers.take(data)
                if self._has_left and not self._pending:
                    break
                try:
                    await self._writer.drain()
                except ConnectionError:
                    # The dialer goes on with what it was sent, and its answer still counts.
                    has_gone = True
        except ConnectionError as error:
            log.info("The dialer has broken a connection off: %s", error)


async def _say_away(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: str, error: Exception
) -> None:
    """Tell a client that there is no dialer, once it has asked for something."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(_LINGER_S):
            await reader.read(_AT_ONCE)
            text = f"lmapi-mock shadow: {url} does not answer: {error or 'not in time'}\n"
            writer.write(_AWAY.format(length=len(text.encode()), text=text).encode())
            await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
            # A client that still sends would lose the answer if its bytes found nobody.
            while await reader.read(_AT_ONCE):
                pass
