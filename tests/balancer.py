"""A small balancer before several servers: each connection goes to the next that answers."""

from __future__ import annotations

import itertools
import select
import socket
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from lmapi_mock.serving.server import Server


class Balancer:
    """Hands connections on, round robin.

    Attributes:
        host: where it listens.
        port: likewise.
        taken: how many connections each of the servers has got.
    """

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self._next = itertools.count()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()[:2]
        self.taken: Counter[int] = Counter()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # Shut down first: a thread that waits in accept() would keep it open.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = self._reached()
                threading.Thread(target=_hand_on, args=(near, far), daemon=True).start()

    def _reached(self) -> socket.socket:
        for _ in self._servers:
            number = next(self._next) % len(self._servers)
            server = self._servers[number]
            with suppress(ConnectionRefusedError):
                reached = socket.create_connection((server.host, server.port))
                self.taken[number] += 1
                return reached
        raise ConnectionRefusedError("No server answers.")


def _hand_on(near: socket.socket, far: socket.socket) -> None:
    others = {near: far, far: near}
    with near, far, suppress(OSError):
        for one in others:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            for one in select.select(list(others), [], [])[0]:
                part = one.recv(65536)
                if not part:
                    return
                others[one].sendall(part)
