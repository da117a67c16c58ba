"""The pytest plugin: the fixtures `lmapi_server` and `lmapi`.

pytest loads it for every suite in whose environment lmapi-mock is installed, so that it imports
nothing until a fixture is used.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any, Final

import pytest

from lmapi_mock.imports import imported_once

if TYPE_CHECKING:
    from lmapi_mock.testing.client import LmapiMock
    from lmapi_mock.testing.served import Served

SEVERITIES: Final = ("info", "warning", "error")

_STRICT: Final = "warning"
"""From which severity on findings fail a test that is strict without saying how."""

_MOCK: Final = pytest.StashKey["LmapiMock"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, the `lmapi_strict` setting among them."""
    group = parser.getgroup("lmapi", "lmapi-mock: the lead API as a test double")
    group.addoption(
        "--lmapi-url",
        metavar="URL",
        help="use the server that runs there, as http://127.0.0.1:8080, and start none "
        "(default: LMAPI_URL)",
    )
    group.addoption(
        "--lmapi-strict",
        nargs="?",
        const=_STRICT,
        choices=SEVERITIES,
        metavar="SEVERITY",
        help=f"fail tests in which the dialer swallowed something: {', '.join(SEVERITIES)} or "
        f"above (without one: {_STRICT})",
    )
    parser.addini("lmapi_strict", "what --lmapi-strict is when it is not given", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and look whether the setting is one."""
    config.addinivalue_line(
        "markers",
        f"lmapi(strict): from which severity of findings on the test fails "
        f"({', '.join(SEVERITIES)}; True is {_STRICT}, False none).",
    )
    _severity(config.getini("lmapi_strict"), "lmapi_strict")


@pytest.fixture(scope="session")
def lmapi_server(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server in a thread of the test process, its database in memory, for all tests.

    With --lmapi-url or LMAPI_URL it is the one that runs there. To start another one, as with
    settings of your own, define a fixture of this name that yields a MockServer.
    """
    url = request.config.getoption("--lmapi-url") or os.environ.get("LMAPI_URL")
    if not url:
        with imported_once():
            from lmapi_mock.testing.server import MockServer  # noqa: PLC0415  see above

            own = MockServer()
        with own as server:
            yield server
        return
    with imported_once():
        from lmapi_mock.testing.served import RunningServer  # noqa: PLC0415  see above

    with RunningServer(url, os.environ.get("LMAPI_ADMIN_TOKEN", "")) as running:
        if not running.has_namespaces and os.environ.get("PYTEST_XDIST_WORKER"):
            pytest.fail(
                f"The server at {url} has one world, which tests of several workers would take "
                "from each other: run them with -n0, or without --lmapi-url.",
                pytrace=False,
            )
        if not running.has_namespaces:
            _tell_of_resets(request.config, running)
        yield running


@pytest.fixture
def lmapi(lmapi_server: Served, request: pytest.FixtureRequest) -> Iterator[LmapiMock]:
    """A fresh world for the test: `lmapi.url`, `lmapi.add_lead(...)`, `lmapi.leads()` and more."""
    with imported_once():
        from lmapi_mock.testing.client import LmapiMock  # noqa: PLC0415  see above

    with LmapiMock(lmapi_server) as mock:
        mock.strict = _strict(request.node)
        request.node.stash[_MOCK] = mock
        yield mock
        # Looked at already, when the test's body was through: a teardown cannot fail a test.
        mock.strict = False


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a strict test, once it has passed, for what the dialer swallowed."""
    outcome = yield
    mock = item.stash.get(_MOCK, None)
    if mock is not None:
        try:
            mock.check_strict()
        except AssertionError as error:
            pytest.fail(str(error), pytrace=False)
    return outcome


def _tell_of_resets(config: pytest.Config, server: Served) -> None:
    """Say, before the first test begins, that tests empty a database that others may use."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    world = server.call("GET", "/__admin/world")
    if world["existing"]:
        # It lets nobody empty it, and says so itself.
        return
    reporter.ensure_newline()
    reporter.write_line(
        f"lmapi: the server at {server.base_url.rpartition('@')[2]} has one world, on "
        f"{world['database']}: each test that uses lmapi begins by resetting it to its seed. "
        f"Leads that it holds now: {world['leads']}.",
        yellow=True,
    )


def _strict(item: pytest.Item) -> str | bool:
    """From which severity on findings fail a test: its marker says, else option, else setting."""
    marker = item.get_closest_marker("lmapi")
    if marker is not None and "strict" in marker.kwargs:
        return _severity(marker.kwargs["strict"], "@pytest.mark.lmapi(strict=...)")
    option = item.config.getoption("--lmapi-strict")
    return _severity(option or item.config.getini("lmapi_strict"), "lmapi_strict")


def _severity(given: object, name: str) -> str | bool:
    if given is None or given in ("", "no", "false", False):
        return False
    if given in ("yes", "true", True):
        return _STRICT
    if given in SEVERITIES:
        return str(given)
    raise pytest.UsageError(f"{name} is {given!r}. Accepted: {', '.join(SEVERITIES)}, or False.")
