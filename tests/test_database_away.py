"""The database goes away under load and comes back: honest 503s meanwhile, nothing lost."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from client import Mock
from command import seed_file
from databases import SERVERS, scratch, server_of, through
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from loaders import LOADERS, health, nothing_was_lost, under_load
from pace import slowness

RESET = struct.pack("ii", 1, 0)
"""Closed with this SO_LINGER, a connection ends at once, as when its process is gone."""


class Proxy:
    """Hands connections on to a database server, until it is told to go away."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start()

    def _start(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                with self._lock:
                    if listener is not self._listener or listener.fileno() < 0:
                        _cut(near)
                        _cut(far)
                        return
                    self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    def _hand_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while part := one.recv(65536):
                other.sendall(part)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def go_away(self) -> None:
        """Cut all connections and refuse new ones."""
        with self._lock:
            # Shut down first: a thread that waits in accept() would keep it open.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            for end in self._open:
                _cut(end)
            self._open.clear()

    def come_back(self) -> None:
        """Accept connections again, at the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._start()


def _cut(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@pytest.fixture(params=SERVERS)
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, Proxy]]:
    """A server whose database is reached through a proxy."""
    with ExitStack() as stack:
        url = stack.enter_context(scratch(request.param, tmp_path))
        proxy = Proxy(*server_of(url))
        database = through(url, proxy.port)
        flags = {"database": database, "port": "0", "seed": seed_file(tmp_path)}
        server = stack.enter_context(Server(read_settings(flags, {})))
        yield server, proxy
        proxy.go_away()


def test_while_the_database_is_away_there_are_503s_and_afterwards_no_lead_is_missing(
    away: tuple[Server, Proxy],
) -> None:
    server, proxy = away
    gone: list[tuple[float, float]] = []
    with under_load(server) as load:
        for _ in range(3):
            load.more(30, 200)
            left = time.monotonic()
            proxy.go_away()
            cut = time.monotonic()
            load.more(30, 503)
            assert health(server) == 503
            gone.append((cut, time.monotonic()))
            proxy.come_back()
            back = time.monotonic()
            load.more(LOADERS, 200)
            assert time.monotonic() - back < 2 * slowness()
            assert health(server) == 200
            assert back > left
    nothing_was_lost(load, gone)


def test_a_restart_that_nobody_asked_during_is_not_noticed(away: tuple[Server, Proxy]) -> None:
    server, proxy = away
    mock = Mock(server)
    assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")
    proxy.go_away()
    proxy.come_back()
    assert mock.add_lead(phone_number="7275551213").startswith("SUCCESS")
    assert len(mock.rows("vicidial_list")) == 2
    mock.close()


def test_the_admin_api_says_503_while_the_database_is_away(away: tuple[Server, Proxy]) -> None:
    server, proxy = away
    mock = Mock(server)
    proxy.go_away()
    for method, path, content in (
        ("GET", "/state", None),
        ("PUT", "/state", {"tables": {}}),
        ("POST", "/reset", None),
    ):
        answer = mock.admin(method, path, content)
        assert answer.status == 503
        assert answer.json["error"]["code"] == "database_error"
    answer = mock.admin("GET", "/health")
    assert (answer.status, answer.json["status"]) == (503, "error")
    proxy.come_back()
    assert mock.admin("GET", "/health").status == 200
    assert mock.rows("vicidial_users") != []
    mock.close()
