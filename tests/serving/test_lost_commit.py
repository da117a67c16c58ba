"""The connection is lost at a commit that the database has done: a request has one entry."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from client import Mock
from command import seed_file
from databases import SERVERS, scratch, server_of, through
from lmapi_mock.journal.shared import LOOKS_EVERY_S
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

BEGINNING = "727555000"
PHONES = [f"{BEGINNING}{number}" for number in range(8)]


class LosingProxy:
    """Hands connections on to a database server; of commits, if told so, not what it answers."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.loses = False
        self.lost = 0
        self._open = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._target)
                self._open += [near, far]
                for one in (near, far):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._ask, args=(near, far), daemon=True).start()
                threading.Thread(target=_hand_on, args=(far, near), daemon=True).start()

    def _ask(self, near: socket.socket, far: socket.socket) -> None:
        is_of_requests = False
        with suppress(OSError):
            while part := near.recv(65536):
                is_of_requests = is_of_requests or BEGINNING.encode() in part
                if self.loses and is_of_requests and b"COMMIT" in part:
                    self.loses = False
                    self.lost += 1
                    near.shutdown(socket.SHUT_RDWR)
                far.sendall(part)
        _end(near, far)

    def close(self) -> None:
        _end(*self._open)
        for one in self._open:
            one.close()


def _hand_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while part := one.recv(65536):
            other.sendall(part)
    _end(one, other)


def _end(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture(params=SERVERS)
def losing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, LosingProxy]]:
    """A server whose database is reached through a proxy, with the base state."""
    with ExitStack() as stack:
        url = stack.enter_context(scratch(request.param, tmp_path))
        proxy = LosingProxy(*server_of(url))
        stack.callback(proxy.close)
        database = through(url, proxy.port)
        flags = {"database": database, "port": "0", "seed": seed_file(tmp_path)}
        server = stack.enter_context(Server(read_settings(flags, {})))
        yield server, proxy


def entries(mock: Mock, count: int) -> list[dict[str, Any]]:
    """The requests, once there are so many."""
    deadline = time.monotonic() + 60
    while True:
        found: list[dict[str, Any]] = mock.admin("GET", "/requests?limit=100").json["requests"]
        if len(found) >= count:
            break
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found


def ask(server: Server, phone: str) -> tuple[int, str]:
    own = Mock(server)
    answer = own.request(
        "GET",
        "/vicidial/non_agent_api.php?user=6666&pass=1234&source=test&function=add_lead"
        f"&phone_number={phone}&list_id=101",
    )
    own.close()
    return answer.status, answer.text


def test_of_a_commit_that_nobody_heard_of_each_request_has_one_entry(
    losing: tuple[Server, LosingProxy],
) -> None:
    server, proxy = losing
    with closing(Mock(server)) as mock:
        mock.freeze("2026-07-15T14:00:00Z")
        assert ask(server, "7275559999")[0] == 200
        mock.admin("DELETE", "/requests")
        proxy.loses = True
        with ThreadPoolExecutor(len(PHONES)) as clients:
            answers = list(clients.map(partial(ask, server), PHONES))
        assert proxy.lost == 1
        assert {status for status, _ in answers} <= {200, 503}
        entries(mock, len(PHONES))
        # What would be stored once more is, by then.
        time.sleep(1.5 * LOOKS_EVERY_S)
        found = entries(mock, len(PHONES))
        stored = {row["phone_number"]: row["lead_id"] for row in mock.rows("vicidial_list")}
    told = {entry["params"]["phone_number"]: entry for entry in found}
    assert (len(found), sorted(told)) == (len(PHONES), PHONES)
    for phone, (status, text) in zip(PHONES, answers, strict=True):
        said = told[phone]["response"]
        assert (said["status"], said["body"]) == (status, text)
        # Whatever was answered, the entry tells what was stored.
        assert told[phone]["lead_id"] == stored.get(phone)
    unheard = [phone for phone, (status, _) in zip(PHONES, answers, strict=True) if status == 503]
    assert set(unheard) & set(stored)
