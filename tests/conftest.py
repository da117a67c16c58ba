from __future__ import annotations

from collections.abc import Iterator

import pytest

from client import Mock
from lmapi_mock.server import Server
from lmapi_mock.settings import read_settings


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests, its database in memory."""
    with Server(read_settings({"database": ":memory:", "port": "0"}, {})) as running:
        yield running


@pytest.fixture(scope="session")
def running(server: Server) -> Iterator[Mock]:
    mock = Mock(server)
    yield mock
    mock.close()


@pytest.fixture
def mock(running: Mock) -> Mock:
    """The server with the golden corpus's base state, at Wednesday 2026-07-15 14:00 UTC."""
    running.fresh().put_state()
    running.freeze("2026-07-15T14:00:00Z")
    return running


@pytest.fixture
def demo(running: Mock) -> Mock:
    """The server as it starts: with the demo data."""
    assert running.fresh().admin("POST", "/reset").status == 204
    return running
