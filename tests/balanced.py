"""Two servers on one database behind a balancer that hands connections to each in turn.

With LMAPI_TEST_BALANCED=sqlite (or postgresql, mariadb) the server that most tests share is such a
pair, which ends each connection after one request. So tests that know of one server only find out
whether two are as one. With LMAPI_TEST_WORKERS=4 besides it is the real command with so many
workers.
"""

from __future__ import annotations

import itertools
import os
import re
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

import pytest

from command import COMMAND, environment
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

ENGINE: Final = "LMAPI_TEST_BALANCED"
"""The variable that names the engine."""

WORKERS: Final = int(os.environ.get("LMAPI_TEST_WORKERS", "0"))
"""Of how many processes the server is, in place of two servers in this one."""

IS_A_PAIR: Final = bool(os.environ.get(ENGINE))
"""Whether it does."""

_ENGINE: Final = os.environ.get(ENGINE) or "sqlite"
DRIVER: Final = "mysql" if _ENGINE == "mariadb" else _ENGINE
"""What the server calls its database."""

NEEDS_ONE: Final = pytest.mark.skipif(
    IS_A_PAIR, reason="it is about one server alone, or about one in memory"
)
"""Marks what a pair does otherwise by its nature."""

NEEDS_THIS_PROCESS: Final = pytest.mark.skipif(
    IS_A_PAIR and WORKERS > 0,
    reason="it changes a constant of the server's, whose processes are others",
)
"""Marks what has a server in this process do otherwise than any command would."""

PAIR: Final = {"port": "0", "keep_alive_requests": "1"}
"""What each of the servers is told besides."""

_READY: Final = re.compile(r"Ready: http://(?P<host>[^:\s]+):(?P<port>[0-9]+) ")


class _Place(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


class Balancer:
    """Stands before servers, as far as tests look at one.

    Attributes:
        host: where it listens.
        port: likewise.
    """

    def __init__(self, servers: Sequence[Server | _Place]) -> None:
        self._servers = servers
        self._turns = itertools.cycle(servers)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listening.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def base_url(self) -> str:
        """As a server's."""
        return f"http://{self.host}:{self.port}"

    def stop(self) -> None:
        """Listen no more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._listening.accept()
                threading.Thread(target=self._join, args=(connected,), daemon=True).start()

    def _join(self, connected: socket.socket) -> None:
        with connected, self._reached() as behind:
            asking = threading.Thread(target=_pass_on, args=(connected, behind), daemon=True)
            asking.start()
            _pass_on(behind, connected)
            asking.join()

    def _reached(self) -> socket.socket:
        """A connection to the next server that takes one."""
        for _ in self._servers:
            server = next(self._turns)
            with suppress(ConnectionRefusedError):
                return socket.create_connection((server.host, server.port))
        raise ConnectionRefusedError("No server takes a connection.")


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Hand on what comes until its end, and the end: one that was reset is reset."""
    try:
        while some := source.recv(65536):
            target.sendall(some)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (source, target):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                # Who reads from it in the other thread is woken; the other side is told nothing.
                end.shutdown(socket.SHUT_RD)


_RESET: Final = struct.pack("ii", 1, 0)
"""Closed with this SO_LINGER, a connection is reset."""


@contextmanager
def balanced(flags: dict[str, str]) -> Iterator[Balancer]:
    """Two servers that are told the same, or workers, and what stands before them."""
    if WORKERS:
        with _working(flags | PAIR | {"workers": str(WORKERS)}) as place:
            balancer = Balancer([place])
            try:
                yield balancer
            finally:
                balancer.stop()
        return
    settings = read_settings(flags | PAIR, {})
    with Server(settings) as one, Server(settings) as other:
        balancer = Balancer([one, other])
        try:
            yield balancer
        finally:
            balancer.stop()


@contextmanager
def _working(flags: dict[str, str]) -> Iterator[_Place]:
    """The real command, as an operator starts it."""
    told = [f"--{name.replace('_', '-')}={value}" for name, value in flags.items()]
    # What it logs in thousands of tests would fill a pipe.
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            [*COMMAND, "serve", *told],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            ready = _READY.match(line)
            log.seek(0)
            assert ready is not None, line + log.read()
            yield _Place(ready["host"], int(ready["port"]))
        finally:
            process.terminate()
