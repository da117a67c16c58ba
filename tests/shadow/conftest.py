"""A dialer, which is a second double, and what stands before it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from client import Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import Settings, read_settings
from lmapi_mock.shadow.beside import Beside
from lmapi_mock.shadow.recording import Recording
from lmapi_mock.shadow.tunnel import Tunnel, listen, upstream_of
from lmapi_mock.shadow.waiting import Counts, Waiting


@dataclass
class Shadow:
    """What runs, and how a test speaks to it."""

    address: tuple[str, int]
    beside: Beside
    waiting: Waiting
    tunnel: Tunnel
    double: Mock

    def settled(self) -> None:
        """Wait until the double is done with what has passed."""
        wait(lambda: compared(self.waiting.counts) == self.waiting.counts.passed)


def compared(counts: Counts) -> int:
    told = counts.alike + counts.different + counts.known
    return told + counts.unanswered + counts.behind + counts.failed


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline, "It does not come."
        time.sleep(0.002)


def settings(**flags: str) -> Settings:
    return read_settings({"database": ":memory:", "port": "0", **flags}, {})


@contextmanager
def shadow(upstream: str, own: Settings, recording: Recording | None = None) -> Iterator[Shadow]:
    """A shadow before a dialer, for a `with` statement."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    with Server(own) as server:
        beside = Beside(server, own, recording)
        waiting = Waiting(beside.compare)
        tunnel = Tunnel(upstream_of(upstream), waiting.put)
        listening = listen("127.0.0.1", 0)
        asyncio.run_coroutine_threadsafe(tunnel.start(listening), loop).result(60)
        address = listening.getsockname()
        double = Mock(server)
        try:
            yield Shadow(address, beside, waiting, tunnel, double)
        finally:
            asyncio.run_coroutine_threadsafe(tunnel.stop(1), loop).result(60)
            waiting.stop(9)
            double.close()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
