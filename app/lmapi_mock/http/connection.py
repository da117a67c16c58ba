"""A connection: uvicorn's and httptools' protocol, its heads read as Apache reads them.

Each head is gathered under its limits and read by `apache.py`; httptools is then given one that
it reads alike, and the body as it comes. What cannot be read is a request all the same: it goes
the way of every other to the journal, with `UNREAD` in its scope.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import httptools
from starlette.types import Message
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from lmapi_mock.http.apache import (
    REASONS,
    ChunkedBody,
    Head,
    HeadGathering,
    HeadLimits,
    Unreadable,
    check_fields,
    read_head,
    resolved,
    split_target,
)
from lmapi_mock.http.transport import EXTENSION
from lmapi_mock.remembering import RememberingShort

STATUS_LINE: Final = "lmapi.status_line"
"""Where a `http.response.start` has its status line, whose words or version uvicorn's is not; its
whole body comes in one message then, and is sent with the head."""

CLOSE: Final = (b"connection", b"close")

BROKEN: Final = "lmapi.broken"
"""Where a `http.request` says why the rest of the body cannot be read."""

UNREAD: Final = "lmapi.unread"
"""The ASGI extension of a request that goes to nobody: an `Unread`."""

_AT_ONCE: Final = 16 * 1024
"""How much of a chunked body is read before others have their turn: there may be a chunk a byte."""

_HEAD_KEPT: Final = 16 * 1024
_MOST_KNOWN: Final = 64
_LONGEST_KNOWN: Final = 2048
_LINGER_SECONDS: Final = 2
"""How long after its refusal a client may go on sending."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a request goes to nobody.

    Attributes:
        status: HTTP's.
        why: a sentence; empty for what is answered as it should be.
        head: the first bytes that came.
        echo: whether they are the answer, as TRACE asks.
    """

    status: int
    why: str
    head: bytes
    echo: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What a connection may cost.

    Attributes:
        head: how much of a head is taken.
        head_seconds: how long a head may take to come; 0 for no limit.
        requests: after how many the connection is closed; 0 for no limit.
    """

    head: HeadLimits = field(default_factory=HeadLimits)
    head_seconds: int = 20
    requests: int = 100


class Exchange(RequestResponseCycle):
    """A request and its answer, whose status line may be another than uvicorn's."""

    broken = ""
    linger: Callable[[], None]
    forget: Callable[[], None]
    _head: tuple[bytes, ...] = ()

    async def run_asgi(self, app: Any) -> None:
        """Have the application answer."""
        try:
            await super().run_asgi(app)
        finally:
            # A callback of the task's would take a step of the loop's.
            self.forget()

    async def send(self, message: Message) -> None:  # type: ignore[override]  # uvicorn's are narrower
        """Send a part of the answer."""
        if self._head:
            self._end(message["body"])
        elif STATUS_LINE in message and not self.disconnected:
            self._start(message[STATUS_LINE], message["headers"])
        else:
            await super().send(message)  # type: ignore[arg-type]  # uvicorn's are narrower

    async def receive(self) -> Message:  # type: ignore[override]  # uvicorn's are narrower
        """The next part of the body."""
        if self.broken and not self.response_complete and not self.disconnected:
            return {"type": "http.request", "body": b"", "more_body": False, BROKEN: self.broken}
        message: Any = await super().receive()
        if self.broken and message["type"] == "http.request":
            message[BROKEN] = self.broken
        return message  # type: ignore[no-any-return]  # uvicorn's are narrower

    def _start(self, line: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.response_started = True
        self.waiting_for_100_continue = False
        if CLOSE in headers:
            self.keep_alive = False
        elif not self.keep_alive:
            headers = [*headers, CLOSE]
        own = _header_lines(tuple(self.default_headers))
        self._head = (line, b"\r\n", own, _header_lines(tuple(headers)), b"\r\n")

    def _end(self, body: bytes) -> None:
        if self.disconnected or self.response_complete:
            return
        # One write is one system call and one packet.
        self.transport.write(b"".join([*self._head, body]))
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.linger()
        self.on_response()


# Those of one answer are mostly those of others too, but for the second and the length.
@lru_cache(maxsize=64)
def _header_lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"".join([b"%s: %s\r\n" % one for one in headers])


class _Known(NamedTuple):
    """What httptools has read of headers, behind which came no body.

    Attributes:
        headers: names, in lower case, and values.
        keep_alive: whether the connection may go on.
    """

    headers: tuple[tuple[bytes, bytes], ...]
    keep_alive: bool


_KNOWN: Final[dict[tuple[bytes, bytes], _Known]] = {}
"""By HTTP version and header lines: a client sends the same with each request."""


class _Flow(FlowControl):
    """uvicorn's flow control, which reads on only once what was read has been looked at."""

    is_held = False

    def resume_reading(self) -> None:
        """Go on reading, unless there is something to be looked at first."""
        if not self.is_held:
            super().resume_reading()


class Connection(HttpToolsProtocol):
    """uvicorn's protocol, for `uvicorn.Config(http=...)`.

    Args:
        arguments: as uvicorn gives it.
        limits: what a connection may cost.
        named: as uvicorn gives it.
    """

    def __init__(
        self, *arguments: Any, limits: ConnectionLimits = ConnectionLimits(), **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self._limits = limits
        self._ending = asyncio.Event()
        self._extensions: dict[str, dict[object, object]] = {}
        self._waiting = False
        self._lost = False
        self._cycles: list[RequestResponseCycle] = []
        self._requests = 0
        self._timer: asyncio.TimerHandle | None = None
        self._may_stay = False
        self._idle_since: float | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._gathering: HeadGathering | None = None
        self._raw = b""
        self._head: Head = _NONE
        self._is_whole = True
        self._chunked: ChunkedBody | None = None
        self._left = 0
        self._later = b""
        self._deaf = False
        self._is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's are narrower
        """A client has connected."""
        super().connection_made(transport)
        self.flow = self._flow = _Flow(transport)
        self._extensions = {
            EXTENSION: {"transport": transport, "wait": self.wait, "ending": self._ending}
        }
        self._start_timer()

    def data_received(self, data: bytes) -> None:
        """Read what came; of a connection that is about to be closed, nothing any more."""
        if self._deaf:
            return
        if self._later:
            self._later += data
            return
        self._idle_since = None
        rest: bytes | None = data
        try:
            while rest and not self._deaf:
                if self._is_whole:
                    rest = self._read_head(rest)
                elif self._chunked is not None and len(rest) > _AT_ONCE:
                    behind = self._read_body(rest[:_AT_ONCE])
                    self._put_off((behind or b"") + rest[_AT_ONCE:])
                    return
                else:
                    rest = self._read_body(rest)
        except Unreadable as error:
            self._refuse(error)
        except httptools.HttpParserError as error:
            self._refuse(Unreadable(400, f"httptools cannot read it: {error}."))

    def _put_off(self, data: bytes) -> None:
        """Let others have their turn before this is read, and take no more until then."""
        self._later = data
        self.flow.pause_reading()
        self._flow.is_held = True
        self.loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        data, self._later = self._later, b""
        self._flow.is_held = False
        self.data_received(data)
        if not self._later and not self.pipeline and len(self.cycle.body) <= HIGH_WATER_LIMIT:
            self.flow.resume_reading()

    def _read_head(self, data: bytes) -> bytes | None:
        """Read the next request's head, once it is whole; what stands behind it."""
        end = data.find(b"\r\n\r\n") + 4
        if self._gathering is not None or end < 4 or data[0] in b"\r\n":
            gathering = self._gathering or HeadGathering(self._limits.head)
            self._gathering = gathering
            self._raw = b""
            whole = gathering.add(data)
            if whole is None:
                if self._timer is None:
                    self._start_timer()
                return None
            data = whole
            end = data.find(b"\r\n\r\n") + 4
            if end < 4:
                raise Unreadable(400, "The head's lines end without a carriage return.")
        self._gathering = None
        self._stop_timer()
        self._raw = data[:end]
        self._head = head = read_head(self._raw, self._limits.head)
        self._is_whole = False
        self._chunked = ChunkedBody() if head.is_chunked else None
        self._left = 0
        lines = head.version, head.fields
        known = _KNOWN.get(lines)
        if known is None:
            # The request line is read already; httptools would not take every one.
            self.parser.feed_data(_LINES[head.version] + head.fields)
            self._know(lines)
        else:
            self.on_message_begin()
            self.headers += known.headers
            self._go_on_to(head, keep_alive=known.keep_alive)
            self.on_message_complete()
        return data[end:]

    def _know(self, lines: tuple[bytes, bytes]) -> None:
        """Remember the headers of a request that came whole and was handed on."""
        is_usual = self._is_whole and not self._is_refused and not self.expect_100_continue
        if is_usual and len(lines[1]) <= _LONGEST_KNOWN:
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            _KNOWN[lines] = _Known(tuple(self.headers), self._may_stay)

    def _may_go_on(self) -> bool:
        """Whether the client wants the connection to go on after the request that was read."""
        return self._head.version == b"1.1" and bool(self.parser.should_keep_alive())

    def _read_body(self, data: bytes) -> bytes | None:
        if self._chunked is not None:
            read, rest = self._chunked.take(data)
            self.parser.feed_data(read)
            return rest
        if not self._left:
            raise Unreadable(400, "The body has no length.")
        read, rest = data[: self._left], data[self._left :]
        self._left -= len(read)
        self.parser.feed_data(read)
        return rest

    def on_message_begin(self) -> None:
        """Begin a request's scope."""
        super().on_message_begin()
        self.scope["extensions"] = self._extensions

    def on_url(self, url: bytes) -> None:
        """The target is read already."""

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        head = self._head
        try:
            check_fields(head, self.headers)
        except Unreadable as error:
            self._refuse(error)
            return
        for name, value in self.headers:
            if name == b"content-length":
                self._left = int(value)
        # Once the message is complete, the parser has forgotten what the headers said of it.
        self._may_stay = self._may_go_on()
        self._go_on_to(head, keep_alive=self._may_stay)

    def _go_on_to(self, head: Head, *, keep_alive: bool) -> None:
        """Have a request answered whose headers are good."""
        try:
            raw_path, query = split_target(head.target)
            path = resolved(raw_path)
        except Unreadable as error:
            self._refuse(error)
            return
        if head.method == b"TRACE":
            if self._left or head.is_chunked:
                self._refuse(Unreadable(413, "TRACE has a body."))
                return
            self._go_nowhere(Unread(200, "", self._raw, echo=True))
            return
        scope = self.scope
        scope["method"] = _METHODS[head.method]
        scope["path"] = path
        scope["raw_path"] = raw_path
        scope["query_string"] = query
        if head.version != b"1.1":
            scope["http_version"] = "1.0"
            self.expect_100_continue = False
        self._begin(keep_alive=keep_alive)

    def _begin(self, *, keep_alive: bool) -> Exchange:
        """Let the application answer, once it has answered what came before."""
        self._requests += 1
        if self._requests == self._limits.requests:
            keep_alive = False
        before: RequestResponseCycle | None = self.cycle
        self.cycle = exchange = Exchange(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )
        exchange.linger = self._linger
        if before is None or before.response_complete:
            self._start_asgi_task(exchange, self.app)
            self._cycles = [exchange]
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((exchange, self.app))
            self._cycles.append(exchange)
        return exchange

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        task = self.loop.create_task(cycle.run_asgi(app))
        self.tasks.add(task)
        cycle.forget = partial(self.tasks.discard, task)  # type: ignore[attr-defined]  # an Exchange

    def on_message_complete(self) -> None:
        """The body has come."""
        exchange = self.cycle
        if not exchange.response_complete:
            exchange.more_body = False
            exchange.message_event.set()
        self._is_whole = True
        # Nothing that comes now is answered any more.
        self._deaf = self._deaf or not self.cycle.keep_alive

    def _refuse(self, error: Unreadable) -> None:
        """Answer what Apache does not hand on, and read nothing any more."""
        if self._deaf:
            return
        exchange = self.cycle
        if isinstance(exchange, Exchange) and exchange.scope is self.scope and not self._is_whole:
            self._break(exchange, error.why)
            return
        raw = bytes(self._gathering.gathered[:_HEAD_KEPT]) if self._gathering else self._raw
        self._go_nowhere(Unread(error.status, error.why, raw[:_HEAD_KEPT]))

    def _break(self, exchange: Exchange, why: str) -> None:
        """Tell whoever reads this body that the rest of it cannot be read."""
        self._deaf = True
        if exchange.response_complete:
            self.transport.close()
            return
        exchange.keep_alive = False
        exchange.broken = why
        exchange.message_event.set()

    def _go_nowhere(self, unread: Unread) -> None:
        self._deaf = self._is_refused = True
        self._gathering = None
        self._stop_timer()
        HttpToolsProtocol.on_message_begin(self)
        method, target = _guessed(unread.head)
        path, _, query = target.partition(b"?")
        self.scope["method"] = method.decode("ascii", "replace")
        self.scope["path"] = path.decode("utf-8", "replace")
        self.scope["raw_path"] = path
        self.scope["query_string"] = query
        self.scope["headers"] = _fields(unread.head)
        self.scope["extensions"] = {UNREAD: unread}  # type: ignore[dict-item]  # uvicorn's are narrower
        self.expect_100_continue = False
        exchange = self._begin(keep_alive=False)
        exchange.more_body = False

    def on_response_complete(self) -> None:
        """Begin to answer what came meanwhile, or see how long the client has no more to ask."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        # One timer for many requests: it looks how long the connection has been idle by then.
        self._idle_since = self.loop.time()
        if self._idle_timer is None:
            self._idle_timer = self.loop.call_later(self.timeout_keep_alive, self._end_if_idle)

    def _end_if_idle(self) -> None:
        self._idle_timer = None
        if self._idle_since is None:
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._idle_timer = self.loop.call_later(left, self._end_if_idle)
        else:
            self.timeout_keep_alive_handler()

    def _linger(self) -> None:
        """Close for writing, and for reading when the client does or time is up.

        A client that still sends would lose the answer if its bytes found nobody.
        """
        self._deaf = True
        if not self.cycle.more_body and not self._is_refused:
            self.transport.close()
            return
        if not self.transport.can_write_eof() or self.transport.is_closing():
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.resume_reading()
        self._timer = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _start_timer(self) -> None:
        if self._limits.head_seconds:
            self._timer = self.loop.call_later(self._limits.head_seconds, self._give_up)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if self._gathering is None or not self._gathering.gathered:
            self.transport.close()
            return
        seconds = self._limits.head_seconds
        self._refuse(Unreadable(408, f"The head did not come within {seconds} seconds."))

    def shutdown(self) -> None:
        """The server is told to end: what waits on purpose need not wait any longer."""
        super().shutdown()
        self._ending.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has left."""
        super().connection_lost(exc)
        self._stop_timer()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
        self._deaf = self._lost = True
        # Of requests sent without waiting for answers, uvicorn tells only the last one.
        for cycle in self._cycles:
            cycle.disconnected = not cycle.response_complete
            cycle.message_event.set()
        if self._waiting:
            # uvicorn tells only the connections it knows that it ends.
            self.connections.add(self)

    async def wait(self, seconds: float) -> None:
        """Be slow, until the server ends; whether the client is still there makes no difference."""
        self._waiting = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        self._waiting = False
        if self._lost:
            self.connections.discard(self)


_METHODS: Final = RememberingShort(lambda method: method.decode("ascii"), most=64, longest=32)
_NONE: Final = Head(b"", b"", b"1.1", b"", is_chunked=False)
_LINES: Final = {version: b"GET / HTTP/%s\r\n" % version for version in (b"1.0", b"1.1")}


@cache
def status_line(status: int, version: str = "1.1") -> bytes:
    """A status line in Apache's words."""
    reason = REASONS.get(status) or HTTPStatus(status).phrase
    return f"HTTP/{version} {status} {reason}".encode()


def _guessed(head: bytes) -> tuple[bytes, bytes]:
    """Method and target of a head that cannot be read, as far as they can be told."""
    line = head.partition(b"\n")[0].rstrip(b"\r")
    method, blank, rest = line.partition(b" ")
    if not blank or not method.isalpha():
        return b"", b""
    target, _, version = rest.rpartition(b" ")
    return method[:32], (target if version.startswith(b"HTTP/") else rest).strip()


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of such a head that have a name."""
    pairs = [line.partition(b":") for line in head.split(b"\n")[1:]]
    return [
        (name.strip().lower(), value.strip())
        for name, colon, value in pairs
        if colon and name.strip() and b" " not in name.strip()
    ]
