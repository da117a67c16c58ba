"""Where requests and answers begin and end in the bytes that pass, without holding any up.

Nothing is changed but the Host of a request. What cannot be told apart is passed on all the same:
from there on the connection is opaque, and nobody says what its requests were.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

MOST_KEPT: Final = 16 * 1024 * 1024
"""Of a longer request or answer the rest is passed on, and it is not compared, in bytes."""

_LONGEST_HEAD: Final = 256 * 1024
_LONGEST_LINE: Final = 64 * 1024
_END: Final = re.compile(rb"\r?\n\r?\n")
_HOST: Final = re.compile(rb"(?im)^(host[ \t]*:[ \t]*)[^\r\n]*")
_FIELD: Final = rb"(?im)^%s[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$"
_LENGTH: Final = re.compile(_FIELD % rb"content-length")
_ENCODING: Final = re.compile(_FIELD % rb"transfer-encoding")
_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([0-9]{3})")


class Passed(NamedTuple):
    """A request and its answer, once no more comes of either.

    Attributes:
        sent: the request as the dialer was sent it.
        answer: what it has said, head and body; empty where it closed the connection.
        came: when it began, by the machine's clock.
        seconds: from its end to the first byte of the answer.
        is_whole: whether the request has come to its end.
        is_cut: whether more of either came than is kept.
    """

    sent: bytes
    answer: bytes
    came: dt.datetime
    seconds: float
    is_whole: bool
    is_cut: bool


@dataclass(slots=True, eq=False)
class Exchange:
    """A request and what became of it.

    Attributes:
        sent: the request as the dialer was sent it.
        answer: what it has said, head and body; empty where it closed the connection.
        begun: when the request had been passed on whole, by time.perf_counter().
        came: when it began, by the machine's clock.
        seconds: from then to the first byte of the answer.
        is_whole: whether the request has come to its end.
        is_cut: whether more of either came than is kept.
        done: set once no more comes of either.
    """

    sent: bytearray
    answer: bytearray = field(default_factory=bytearray)
    begun: float = 0.0
    came: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    seconds: float = 0.0
    is_whole: bool = False
    is_cut: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def is_head(self) -> bool:
        """Whether its answer has no body."""
        return self.sent.startswith(b"HEAD ")

    def passed(self) -> Passed:
        """What has passed by now."""
        return Passed(
            bytes(self.sent),
            bytes(self.answer),
            self.came,
            self.seconds,
            self.is_whole,
            self.is_cut,
        )

    def keep(self, into: bytearray, data: bytes) -> None:
        """Add to what is kept of the request or of the answer."""
        room = MOST_KEPT - len(into)
        into += data[:room]
        if len(data) > room:
            self.is_cut = True


class UnframedError(Exception):
    """Nobody can say where this ends."""


class _Length:
    """A body of so many bytes; of None as many as come."""

    def __init__(self, left: int | None) -> None:
        self._left = left

    def take(self, data: bytes) -> tuple[int, bool]:
        """How many of the bytes are the body's, and whether it is whole then."""
        if self._left is None:
            return len(data), False
        taken = min(self._left, len(data))
        self._left -= taken
        return taken, self._left == 0


class _Chunks:
    """A chunked body."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._left = 0
        self._reads = "size"

    def take(self, data: bytes) -> tuple[int, bool]:
        """How many of the bytes are the body's, and whether it is whole then.

        Raises:
            UnframedError: a chunk has no size.
        """
        at = 0
        while at < len(data):
            if self._left:
                taken = min(self._left, len(data) - at)
                self._left -= taken
                at += taken
                continue
            end = data.find(b"\n", at) + 1
            self._line += data[at : end or len(data)]
            if len(self._line) > _LONGEST_LINE:
                raise UnframedError
            if not end:
                break
            at = end
            if self._is_last(bytes(self._line).strip()):
                return at, True
            self._line.clear()
        return len(data), False

    def _is_last(self, line: bytes) -> bool:
        if self._reads == "trailer":
            return not line
        if self._reads == "end of chunk":
            self._reads = "size"
            return False
        size = re.match(rb"[0-9A-Fa-f]{1,15}", line)
        if size is None:
            raise UnframedError
        self._left = int(size[0], 16)
        self._reads = "end of chunk" if self._left else "trailer"
        return False


def _body(head: bytes, otherwise: int | None) -> _Length | _Chunks:
    """What follows a head: so many bytes where it does not say."""
    encoding = _ENCODING.search(head)
    if encoding is not None:
        if encoding[1].lower().endswith(b"chunked"):
            return _Chunks()
        return _Length(None)
    length = _LENGTH.search(head)
    if length is None:
        return _Length(otherwise)
    if not length[1].isdigit() or len(length[1]) > 15:
        raise UnframedError
    return _Length(int(length[1]))


class Requests:
    """What a client sends on one connection.

    Args:
        host: what the dialer is called by in place of the client's own Host.
        pending: where each request is put as it begins, for its answer to be found.
        whole: told of each request that has come to its end, before that goes to the dialer.
    """

    def __init__(
        self, host: bytes, pending: deque[Exchange], whole: Callable[[Exchange], None]
    ) -> None:
        self._host = host
        self._pending = pending
        self._whole = whole
        self._head = bytearray()
        self._body: _Length | _Chunks | None = None
        self.current: Exchange | None = None

    def take(self, data: bytes) -> bytes:
        """What goes on to the dialer of all that has come."""
        out = []
        try:
            while data:
                if self.current is None:
                    head, data = self._gathered(data)
                    if not head:
                        break
                    out.append(self._begun(head))
                else:
                    taken, is_whole = self._of_body(data)
                    self.current.keep(self.current.sent, data[:taken])
                    out.append(data[:taken])
                    data = data[taken:]
                    if is_whole:
                        self._ended()
        except UnframedError:
            assert self.current is not None, "it is known where a head ends"
            self._body = _Length(None)
            self.current.keep(self.current.sent, data)
            out.append(data)
        return b"".join(out)

    def _gathered(self, data: bytes) -> tuple[bytes, bytes]:
        """A head, once it is whole, and what stands behind it."""
        # Empty lines before a request are nothing.
        if not self._head:
            data = data.lstrip(b"\r\n")
        self._head += data
        end = _END.search(self._head, max(0, len(self._head) - len(data) - 3))
        if end is None and len(self._head) <= _LONGEST_HEAD:
            return b"", b""
        place = len(self._head) if end is None else end.end()
        head, rest = bytes(self._head[:place]), bytes(self._head[place:])
        self._head.clear()
        return head, rest

    def _begun(self, head: bytes) -> bytes:
        line, mark, fields = head.partition(b"\n")
        head = line + mark + _HOST.sub(lambda name: name[1] + self._host, fields, 1)
        self.current = Exchange(bytearray(head))
        self._pending.append(self.current)
        try:
            self._body = _body(fields, 0) if _END.search(head) else _Length(None)
        except UnframedError:
            self._body = _Length(None)
        if self._of_body(b"")[1]:
            self._ended()
        return head

    def _of_body(self, data: bytes) -> tuple[int, bool]:
        assert self._body is not None, "a request has begun"
        return self._body.take(data)

    def _ended(self) -> None:
        exchange = self.current
        assert exchange is not None, "a request has begun"
        exchange.is_whole = True
        exchange.begun = time.perf_counter()
        self.current = None
        self._whole(exchange)


class Answers:
    """What the dialer sends back on that connection.

    Args:
        pending: the requests that wait for an answer, the oldest first.
    """

    def __init__(self, pending: deque[Exchange]) -> None:
        self._pending = pending
        self._head = bytearray()
        self._body: _Length | _Chunks | None = None
        self._is_opaque = False

    def take(self, data: bytes) -> None:
        """Find out whose answer this is; it has been passed on already."""
        if self._is_opaque:
            self.end()
        try:
            while data and self._pending:
                exchange = self._pending[0]
                if not exchange.answer and not self._head:
                    exchange.seconds = time.perf_counter() - exchange.begun
                if self._body is None:
                    data = self._read_head(exchange, data)
                else:
                    taken, is_whole = self._body.take(data)
                    exchange.keep(exchange.answer, data[:taken])
                    data = data[taken:]
                    if is_whole:
                        self._ended()
        except UnframedError:
            self._is_opaque = True
            self.end()

    def _read_head(self, exchange: Exchange, data: bytes) -> bytes:
        self._head += data
        end = _END.search(self._head, max(0, len(self._head) - len(data) - 3))
        if end is None:
            if len(self._head) > _LONGEST_HEAD:
                raise UnframedError
            return b""
        head, rest = bytes(self._head[: end.end()]), bytes(self._head[end.end() :])
        self._head.clear()
        status = _STATUS.match(head)
        if status is None:
            raise UnframedError
        if status[1].startswith(b"1"):
            # Another follows, as after 100 Continue.
            return rest
        exchange.answer += head
        bare = exchange.is_head or status[1] in {b"204", b"304"}
        self._body = _Length(0) if bare else _body(head, None)
        if self._body.take(b"")[1]:
            self._ended()
        return rest

    def _ended(self) -> None:
        self._pending.popleft().done.set()
        self._body = None

    def end(self) -> None:
        """The dialer has closed the connection: nothing more comes of any answer."""
        while self._pending:
            self._pending.popleft().done.set()
