"""Sending a case to a server, and whether two servers have answered the same."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit

from .sent import Case

COMPARED: Final = ("content-type", "cache-control", "pragma")
_TIMEOUT_S: Final = 20


class Reply(NamedTuple):
    """An answer; status 0 where there was none."""

    status: int
    headers: tuple[str, ...]
    body: bytes


@dataclass(frozen=True)
class Endpoint:
    """A server that is asked.

    Attributes:
        url: the endpoint's address, path and all.
        reset: brings the server's data back to the start; None where nothing does.
    """

    url: str
    reset: Callable[[], object] | None = None

    def play(self, case: Case) -> list[Reply]:
        """The answers to a case, the server's data brought back before."""
        if self.reset is not None:
            self.reset()
        return [self._ask(sent.raw(self._path, self._host)) for sent in case]

    @property
    def _path(self) -> str:
        return urlsplit(self.url).path

    @property
    def _host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def _ask(self, request: bytes) -> Reply:
        address = urlsplit(self.url)
        is_tls = address.scheme == "https"
        port = address.port or (443 if is_tls else 80)
        answer = b""
        try:
            with socket.create_connection((self._host, port), _TIMEOUT_S) as plain:
                context = ssl.create_default_context() if is_tls else None
                connection = (
                    context.wrap_socket(plain, server_hostname=self._host) if context else plain
                )
                connection.sendall(request)
                while part := connection.recv(65536):
                    answer += part
        except ConnectionError:
            # What came before counts all the same.
            pass
        return _read(answer)


def _read(answer: bytes) -> Reply:
    if answer.startswith(b"HTTP/1.1 100 "):
        answer = answer.partition(b"\r\n\r\n")[2]
    head, _, body = answer.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    status = re.match(r"HTTP/1\.[01] (\d{3})", line)
    headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in fields)}
    if headers.get("transfer-encoding") == "chunked":
        body = _unchunked(body)
    return Reply(
        int(status[1]) if status else 0, tuple(headers.get(name, "") for name in COMPARED), body
    )


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.partition(b";")[0] or b"0", 16)
        whole, body = whole + body[:length], body[length + 2 :]
    return whole


_TIMES: Final = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|EPOCH: \d+")
"""What no two servers say alike."""


class Difference(NamedTuple):
    """A case on which two servers part."""

    case: Case
    ours: list[Reply]
    theirs: list[Reply]


def difference(case: Case, ours: Endpoint, theirs: Endpoint) -> Difference | None:
    """Play a case to both; None where they answer the same.

    Times are not compared, and other numbers that were not sent (identifiers, offsets) only where
    both begin with the same data.
    """
    played = Difference(case, ours.play(case), theirs.play(case))
    is_exact = ours.reset is not None and theirs.reset is not None
    for sent, mine, other in zip(case, played.ours, played.theirs, strict=True):
        request = sent.raw("", "")
        if _comparable(mine, request, is_exact) != _comparable(other, request, is_exact):
            return played
    return None


def _comparable(reply: Reply, request: bytes, is_exact: bool) -> Reply:
    if reply.status >= 300 and reply.status not in (418, 500):
        # The page is the web server's own.
        return Reply(reply.status, (), b"")
    reply = reply._replace(body=_TIMES.sub(b"#", reply.body))
    if is_exact:
        return reply
    known = set(re.findall(rb"\d+", unquote_to_bytes(request)))
    body = re.sub(
        rb"-?\d+(?:\.\d+)?", lambda number: number[0] if number[0] in known else b"#", reply.body
    )
    return reply._replace(body=body)
