"""Before the server is ready its port answers: that it lives, and what it waits for."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from command import COMMAND, environment, seed_file
from lmapi_mock.errors import DatabaseError
from lmapi_mock.serving import opening
from lmapi_mock.serving.waiting_room import WaitingRoom
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql.database import Database


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_it_answers_until_its_block_ends_and_leaves_the_socket_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with WaitingRoom(listening) as waiting:
            assert ask(port, "/__admin/live")[0] == 200
            waiting.tell("migrating its database")
            why = "The server is not ready: it is migrating its database."
            for path in ("/__admin/ready", "/__admin/health?x=1"):
                status, text = ask(port, path)
                assert (status, json.loads(text)) == (503, {"status": "error", "reason": why})
            assert json.loads(ask(port, "/__admin/state")[1])["error"]["message"] == why
            assert ask(port, "/API/lmapi.php?user=6666") == (503, f"lmapi-mock: {why}\n")
            assert ask(port, "/__admin/ready", "HEAD") == (503, "")
        with socket.create_connection(("127.0.0.1", port)):
            listening.accept()[0].close()


def test_who_sends_nothing_does_not_keep_the_server_from_starting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
        with WaitingRoom(listening), socket.create_connection(address) as idle:
            assert ask(address[1], "/__admin/live")[0] == 200
            ending = time.monotonic()
        assert time.monotonic() - ending < 5
        assert idle.fileno() == -1


def test_who_comes_at_its_very_end_is_answered_or_left_to_the_server() -> None:
    """Fifty times somebody connects while the waiting room ends; nobody is left hanging."""
    request = b"GET /__admin/live HTTP/1.1\r\nHost: x\r\n\r\n"
    for _ in range(50):
        with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as clients:
            listening.setblocking(False)
            with WaitingRoom(listening):
                came = [
                    clients.enter_context(socket.create_connection(listening.getsockname()))
                    for _ in range(8)
                ]
                for client in came:
                    client.sendall(request)
            left = set()
            with suppress(BlockingIOError):
                while True:
                    taken, whose = listening.accept()
                    taken.close()
                    left.add(whose)
            for client in came:
                if client.getsockname() not in left:
                    client.settimeout(60)
                    assert client.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_a_start_that_waits_for_its_database_says_so_and_ends_when_told(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as free,
        socket.create_server(("127.0.0.1", 0)) as away,
    ):
        port, nobody = free.getsockname()[1], away.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--wait-for-database", "60", "--database",
         f"mysql://root:unspoken@127.0.0.1:{nobody}/leads", "--seed", seed_file(tmp_path)],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        said = ""
        while "waiting for its database" not in said:
            assert time.monotonic() < deadline, said
            try:
                said = ask(port, "/__admin/ready")[1]
            except OSError:
                time.sleep(0.02)
        assert ask(port, "/__admin/live")[0] == 200
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, output) == (0, "")
    assert "cannot be opened: " in errors
    assert errors.endswith(" It is waited for.\n")
    assert "unspoken" not in errors
    assert "Traceback" not in errors


def test_a_database_that_comes_in_time_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def opened(*given: Any, **named: Any) -> Database:
        tries.append(given)
        if len(tries) < 3:
            cause = sa.exc.OperationalError("", None, Exception("refused"))
            raise DatabaseError("The database cannot be opened.") from cause
        return Database(*given, **named)

    monkeypatch.setattr(opening, "Database", opened)
    flags = {"database": str(tmp_path / "leads.db"), "wait_for_database": "30"}
    told: list[str] = []
    opening.open_database(read_settings(flags, {}), told.append).close()
    assert (len(tries), told[0]) == (3, "waiting for its database")
    tries.clear()
    with pytest.raises(DatabaseError):
        opening.open_database(read_settings({**flags, "wait_for_database": "0"}, {}))
    assert len(tries) == 1
