"""Heads without end, sockets that send nothing, chunks for nothing: nobody beside them waits."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from client import Mock
from command import Serving, serving
from lmapi_mock.settings import VICIDIAL_DOOR
from pace import slowness, waits_within

MIB = 1024 * 1024
VERSION = f"{VICIDIAL_DOOR}?function=version"
GET = f"GET {VERSION} HTTP/1.1\r\nHost: x\r\n".encode()
CHUNKED = f"POST {VERSION} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()

Begun = tuple[bytes, bytes]

ENDLESS: dict[str, Begun] = {
    "an address": (b"GET /?", b"x" * MIB),
    "an address without a blank": (b"", b"x" * MIB),
    "empty lines": (b"", b"\r\n" * (MIB // 2)),
    "a header": (GET + b"X: ", b"x" * MIB),
    "blanks of a header": (GET + b"X: ", b" " * MIB),
    "folds of a header": (GET + b"X: ", b"\r\n y" * (MIB // 4)),
    "headers": (GET, b"X: y\r\n" * (MIB // 6)),
    "a chunk's size": (CHUNKED, b"0" * MIB),
    "chunks of one byte": (CHUNKED, b"1\r\nx\r\n" * (MIB // 48)),
    "a trailer": (CHUNKED + b"0\r\nX: ", b"x" * MIB),
    "trailers": (CHUNKED + b"0\r\n", b"X: y\r\n" * (MIB // 6)),
    "requests at once": (b"", (GET + b"\r\n") * (MIB // (len(GET) + 2))),
    "no http": (b"", b"\x16\x03\x01\x00\xff\n" * (MIB // 6)),
}


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    """A server in a process of its own, which afterwards still ends when it is told to."""
    with serving("--database", ":memory:", "--header-timeout", "1") as running:
        yield running
        begun = time.monotonic()
        status, _, errors = running.end(signal.SIGTERM)
        assert status == 0, errors
        assert time.monotonic() - begun < 2 * slowness()


def pour(served: Serving, begun: Begun) -> None:
    """Send it and sixteen times more, or as much as is taken."""
    head, more = begun
    with (
        contextlib.suppress(OSError),
        socket.create_connection((served.host, served.port), timeout=60) as connection,
    ):
        connection.sendall(head)
        for _ in range(16):
            connection.sendall(more)


def longest_wait(served: Serving, abuse: Callable[[], None]) -> float:
    """How long a neighbour waits at the most for its answers while this is done, in seconds."""
    mock = served.mock()
    mock.request("GET", VERSION)
    threads = [threading.Thread(target=abuse) for _ in range(3)]
    for thread in threads:
        thread.start()
    longest = 0.0
    while any(thread.is_alive() for thread in threads):
        begun = time.monotonic()
        assert mock.request("GET", VERSION).status == 200
        longest = max(longest, time.monotonic() - begun)
        time.sleep(0.005)
    mock.close()
    return longest


@pytest.mark.parametrize("shape", ENDLESS)
def test_a_neighbour_of_what_does_not_end_does_not_wait(served: Serving, shape: str) -> None:
    before = served.memory()
    assert waits_within(0.25, lambda: longest_wait(served, lambda: pour(served, ENDLESS[shape])))
    assert served.memory() - before < 24


def test_sockets_that_send_nothing_are_closed(served: Serving) -> None:
    silent = [socket.create_connection((served.host, served.port)) for _ in range(80)]
    for number, connection in enumerate(silent):
        connection.settimeout(10)
        connection.sendall((b"", GET, b"G", b"\r\n")[number % 4])
    mock = served.mock()
    assert mock.request("GET", VERSION).status == 200
    answers = {number % 4: connection.recv(100) for number, connection in enumerate(silent)}
    assert answers[0] == answers[3] == b""
    assert answers[1][:12] == answers[2][:12] == b"HTTP/1.1 408"
    for connection in silent:
        connection.close()
    mock.close()


def test_afterwards_the_journal_tells_of_it(served: Serving) -> None:
    pour(served, ENDLESS["a header"])
    mock: Mock = served.mock()
    found = mock.admin("GET", "/findings?limit=1").json["findings"]
    assert found[0]["code"] == "unreadable-request"
    mock.close()
