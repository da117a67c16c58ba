"""`lmapi-mock ready`: waits no longer than that makes sense."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from command import COMMAND, environment, run, seed_file, serving
from lmapi_mock.version import __version__


@contextmanager
def saying(*answers: bytes) -> Iterator[int]:
    """A program that says this to those who come, one after another, then listens no more."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(answer)
            listener.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]


def test_a_server_that_answers_is_ready(tmp_path: Path) -> None:
    with serving("--seed", seed_file(tmp_path)) as served:
        ended = run("ready", "--url", f"http://127.0.0.1:{served.port}/")
        by_port = run("ready", "--port", str(served.port))
        assert (ended.returncode, ended.stderr) == (by_port.returncode, by_port.stderr) == (0, "")
        assert '"status"' in ended.stdout


def test_nothing_is_waited_for_once_the_server_has_died() -> None:
    dead = subprocess.Popen(["/bin/sh", "-c", "exit 2"])
    # Not waited for: its parent, a shell, has not looked at it either.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    begun = time.monotonic()
    ended = run("ready", "--port", port, "--wait", "25", "--pid", str(dead.pid))
    assert time.monotonic() - begun < 15
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"The server (process {dead.pid}) has ended. Nothing answers at")
    dead.wait(timeout=60)


def test_a_server_that_was_starting_and_is_gone_is_not_waited_for() -> None:
    starting = (
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n"
        f"x-lmapi-mock: {__version__}\r\n\r\n{{}}"
    )
    with saying(starting.encode()) as port:
        begun = time.monotonic()
        ended = run("ready", "--port", str(port), "--wait", "25")
    assert time.monotonic() - begun < 15
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        f"The server has ended. Nothing answers at 127.0.0.1, port {port}"
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            b"HTTP/1.1 200 OK\r\nserver: nginx\r\ncontent-length: 2\r\n\r\nhi",
            "status 200, server nginx",
        ),
        (b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "status 404"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "what it speaks is not HTTP"),
    ],
    ids=["nginx", "another", "ssh"],
)
def test_another_programs_answer_is_refused_in_a_sentence(answer: bytes, told: str) -> None:
    with saying(answer) as port:
        ended = run("ready", "--port", str(port), "--wait", "25")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"Another program answers at 127.0.0.1, port {port} ({told}), not lmapi-mock: end it, or "
        "choose another port for both commands with --port.\n"
    )


def test_what_is_no_address_is_refused() -> None:
    ended = run("ready", "--url", "ftp://x")
    assert (ended.returncode, ended.stderr) == (
        2,
        "lmapi-mock: --url is 'ftp://x'. Accepted: an address as http://127.0.0.1:8080.\n",
    )


def test_its_help_shows_how_a_script_waits() -> None:
    shown = subprocess.run(
        [*COMMAND, "ready", "--help"], capture_output=True, text=True, env=environment()
    ).stdout
    assert "lmapi-mock serve & lmapi-mock ready --wait 30 --pid $!" in shown
