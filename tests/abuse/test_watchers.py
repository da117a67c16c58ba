"""Many who watch what happens, most of whom never read: nobody beside them waits for it."""

from __future__ import annotations

import json
import re
import selectors
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from command import Serving, serving
from lmapi_mock.settings import VICIDIAL_DOOR
from pace import slowness

WATCH = b"GET /__admin/requests/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
FAILED = f"{VICIDIAL_DOOR}?function=add_lead&user=nobody&pass=wrong&comments={'x' * 300}"
READING = 20
NEVER = 50


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    """A server in a process of its own, which ends when it is told to, whoever watches."""
    with serving("--database", ":memory:") as running:
        yield running


class Watchers:
    """Those who read what they are told, in one thread, and those who only opened a stream."""

    def __init__(self, served: Serving, reading: int = READING, never: int = NEVER) -> None:
        self._selector = selectors.DefaultSelector()
        self._open: list[socket.socket] = []
        self._ended = threading.Event()
        self.read = 0
        for number in range(reading + never):
            connection = socket.socket()
            if number >= reading:
                # Little is kept for them on the way, so that the server itself has to.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(10)
            connection.connect((served.host, served.port))
            connection.sendall(WATCH)
            if number < reading:
                connection.setblocking(False)
                self._selector.register(connection, selectors.EVENT_READ)
            self._open.append(connection)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 60
        while metric(served, "lmapi_event_streams") < reading + never or not self.read:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _read(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select(0.1):
                assert isinstance(key.fileobj, socket.socket)
                part = key.fileobj.recv(1 << 18)
                self.read += len(part)
                if not part:
                    self._selector.unregister(key.fileobj)

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        for connection in self._open:
            connection.close()
        self._selector.close()


def ask(served: Serving, seconds: float) -> tuple[int, float]:
    """How many answers a neighbour gets in this time, and how long it waits for one at the most."""
    answers, longest = 0, 0.0
    with closing(served.mock()) as mock:
        end = time.monotonic() + seconds
        while (begun := time.monotonic()) < end:
            assert mock.request("GET", FAILED).status == 200
            longest = max(longest, time.monotonic() - begun)
            answers += 1
    return answers, longest


def metric(served: Serving, name: str) -> float:
    with closing(served.mock()) as mock:
        lines = mock.admin("GET", "/metrics").text.splitlines()
    found = [float(line.split()[1]) for line in lines if line.startswith(f"{name} ")]
    if not found:
        pytest.skip(f"no /proc for {name}")
    return found[0]


def cost(served: Serving, seconds: float) -> tuple[float, float]:
    """The processor's time for an answer, in seconds, and the longest wait for one.

    How many there are in a second says more of what else the machine does.
    """
    before = metric(served, "process_cpu_seconds_total")
    answers, longest = ask(served, seconds)
    return (metric(served, "process_cpu_seconds_total") - before) / answers, longest


def test_a_neighbour_hardly_notices_them(served: Serving) -> None:
    with closing(Watchers(served, 1, 0)):
        cost(served, 0.3)
        one, _ = cost(served, 1.0)
    with closing(Watchers(served)):
        windows = [cost(served, 0.6) for _ in range(3)]
    # What is done for them comes again in each window; what else the machine does, perhaps not.
    assert min(longest for _, longest in windows) < 0.25 * slowness()
    # It was twenty times as much.
    assert sum(seconds for seconds, _ in windows) / 3 < 3 * one


def read_till(connected: socket.socket, end: bytes) -> bytes:
    """What is sent until this has come."""
    told = bytearray()
    looked = 0
    while told.find(end, looked) < 0:
        looked = max(len(told) - len(end), 0)
        told += connected.recv(1 << 16)
    return bytes(told)


def test_one_that_did_not_read_is_told_of_a_gap() -> None:
    with (
        serving("--database", ":memory:", "--event-queue", "256") as served,
        socket.socket() as slow,
        socket.create_connection((served.host, served.port), timeout=60) as quick,
        closing(served.mock()) as mock,
    ):
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(60)
        slow.connect((served.host, served.port))
        slow.sendall(WATCH)
        told = slow.recv(1)
        quick.sendall(WATCH)
        quick.recv(1)
        # More than its queue and the sockets hold, which is four megabytes at the most.
        for _ in range(400):
            mock.request("GET", FAILED + "x" * 5000)
        last = f"\nid: {mock.admin('GET', '/requests?limit=0').json['meta']['last_id']}\n".encode()
        read_till(quick, last)
        told += read_till(slow, last)
    kinds = re.findall(rb"event: request\nid: ([0-9]+)\n|event: gap\ndata: (.*)\n", told)
    seen = 0
    gaps = 0
    for number, data in kinds:
        if data:
            found = json.loads(data)
            assert found["after"] == seen
            seen = found["before"] - 1
            gaps += 1
        else:
            assert int(number) == seen + 1
            seen = int(number)
    assert gaps
    assert b"\nid: %d\n" % seen == last


def test_they_do_not_hold_up_the_end(served: Serving) -> None:
    with closing(Watchers(served)):
        ask(served, 1.0)
        begun = time.monotonic()
        status, _, errors = served.end(signal.SIGTERM)
        assert time.monotonic() - begun < 2 * slowness()
    assert (status, errors) == (0, "")
