from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from client import Mock
from command import seed_file
from databases import need, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

UNLIMITED = {"port": "0", "url_limit": "0"}
"""The golden corpus was recorded behind a web server that takes addresses of any length."""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests, its database in memory."""
    with Server(read_settings({"database": ":memory:", **UNLIMITED}, {})) as running:
        yield running


@pytest.fixture(scope="session")
def running(server: Server) -> Iterator[Mock]:
    mock = Mock(server)
    yield mock
    mock.close()


@pytest.fixture
def mock(running: Mock) -> Mock:
    """The server with the golden corpus's base state, at Wednesday 2026-07-15 14:00 UTC."""
    return staged(running)


@pytest.fixture
def demo(running: Mock) -> Mock:
    """The server as it starts: with the demo data."""
    assert running.fresh().admin("POST", "/reset").status == 204
    return running


@pytest.fixture(scope="session")
def running_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Mock]]:
    """A server on each engine, started when first asked for; SQLite's is the one for all tests."""
    started: dict[str, Mock] = {}
    with ExitStack() as stack:

        def on(engine: str) -> Mock:
            need(engine)
            if engine == "sqlite":
                started[engine] = request.getfixturevalue("running")
            elif engine not in started:
                folder = tmp_path_factory.mktemp(engine)
                flags = {**UNLIMITED, "seed": seed_file(folder)}
                flags["database"] = stack.enter_context(scratch(engine, folder))
                server = stack.enter_context(Server(read_settings(flags, {})))
                started[engine] = Mock(server)
                stack.callback(started[engine].close)
            return started[engine].fresh()

        yield on


def staged(mock: Mock) -> Mock:
    """The server with the base state, its clock stopped."""
    mock.fresh().put_state()
    mock.freeze("2026-07-15T14:00:00Z")
    return mock
