from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Final, cast

import pytest

import databases
from balanced import ENGINE as BALANCED
from balanced import balanced
from client import Mock
from command import seed_file
from databases import need, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from quick_servers import quick_servers

SLOW = {
    *("abuse", "bulk", "cli", "docs", "page", "serving", "testing", "upkeep"),
    *("test_bench", "test_container", "test_database_away", "test_durability", "test_file_away"),
    *("test_migration_waits", "test_migrations", "test_quick_servers", "test_service_stopped"),
    "test_wheel",
}
"""Where tests start processes, browsers or servers; tests on a database server are slow too."""

EVEN = {"test_contract", "test_corpora", "test_golden", "test_integrators", "test_wire"}
"""Of many tests that take about as long as each other."""

SERVERS = pytest.StashKey[ExitStack]()
"""The database servers that are started for a run, and ended with it."""

SAID_OTHERWISE = (
    *("CI", "BUILD_NUMBER", "GITHUB_ACTIONS", "GITLAB_CI"),
    *("COLUMNS", "NO_COLOR", "FORCE_COLOR", "PY_COLORS"),
)
"""Variables by which the programs that tests start print something else.

Pytest tells a failure twice where CI is set.
"""

UNLIMITED = {"port": "0", "url_limit": "0"}
"""The golden corpus was recorded behind a web server that takes addresses of any length."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers more than there are processors: a third of the time goes into waiting.

    With one more, two processors have been seen to be at work for 78 % of a run. Each worker takes
    some eight seconds of a processor to find all tests, and to start what it keeps for them.
    """
    del config
    return (os.cpu_count() or 1) + 2


def pytest_configure(config: pytest.Config) -> None:
    """Start database servers for a run that is shared out, before its workers are started."""
    # Tests start hundreds of processes: without compiled files each would compile the package.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # A shell's `&` and nohup let them be ignored, by all that the run starts too. A handler that
    # does nothing does that here alone.
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    for variable in SAID_OTHERWISE:
        os.environ.pop(variable, None)
    if getattr(config.option, "numprocesses", None):
        config.stash[SERVERS] = ExitStack()
        os.environ.update(config.stash[SERVERS].enter_context(quick_servers()))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Look for no garbage among what stays until the end: thousands of tests, and the corpora.

    Afterwards it is looked for seldom: some hundredths of a run went into that, and what was
    forgotten unclosed is still found.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that are left out where quick ones are asked for, with `-m "not slow"`.

    Last come many that take about as long as each other: whatever a worker has left at the end,
    the others wait for. Those of the page stay together, for they share a browser.
    """
    for item in items:
        parts = _parts(item.path)
        if SLOW.intersection(parts) or any(engine in item.name for engine in databases.SERVERS):
            item.add_marker("slow")
    items.sort(key=lambda item: _parts(item.path)[-1] in EVEN and _parts(item.path)[0] != "page")


@cache
def _parts(file: Path) -> tuple[str, ...]:
    return file.relative_to(Path(__file__).parent).with_suffix("").parts


def pytest_unconfigure(config: pytest.Config) -> None:
    """End them."""
    if SERVERS in config.stash:
        config.stash[SERVERS].close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests, its database in memory; or two, if a variable says so."""
    if engine := os.environ.get(BALANCED):
        folder = tmp_path_factory.mktemp(engine)
        with scratch(engine, folder) as url:
            shares = {"workers": "2"} if engine == "sqlite" else {}
            with balanced({**UNLIMITED, "database": url, **shares}) as pair:
                # As far as tests look at a server, it is one.
                yield cast("Server", pair)
        return
    with Server(read_settings({"database": ":memory:", **UNLIMITED}, {})) as running:
        yield running


LASTING: Final[list[Mock]] = []
"""The servers that tests have one after the other."""


@pytest.fixture(scope="session")
def running(server: Server) -> Iterator[Mock]:
    mock = Mock(server)
    LASTING.append(mock)
    yield mock
    LASTING.remove(mock)
    mock.close()


@pytest.fixture(autouse=True)
def leaves_no_fault() -> Iterator[None]:
    """What a test sets strikes nobody's requests but its own."""
    yield
    for mock in LASTING:
        mock.drop_faults()


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
    """A server on each engine, started when first asked for.

    SQLite's is the one for all tests, or that of the engine which is to be a pair.
    """
    started: dict[str, Mock] = {}
    with ExitStack() as stack:

        def on(engine: str) -> Mock:
            need(engine)
            if engine == (os.environ.get(BALANCED) or "sqlite"):
                started[engine] = request.getfixturevalue("running")
            elif engine not in started:
                folder = tmp_path_factory.mktemp(engine)
                flags = {**UNLIMITED, "seed": seed_file(folder)}
                flags["database"] = stack.enter_context(scratch(engine, folder))
                server = stack.enter_context(Server(read_settings(flags, {})))
                started[engine] = Mock(server)
                LASTING.append(started[engine])
                stack.callback(started[engine].close)
                stack.callback(LASTING.remove, started[engine])
            return started[engine].fresh()

        yield on


def staged(mock: Mock) -> Mock:
    """The server with the base state, its clock stopped."""
    mock.fresh().put_state()
    mock.freeze("2026-07-15T14:00:00Z")
    return mock
