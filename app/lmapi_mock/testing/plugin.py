"""The pytest plugin: the fixtures `lmapi_server` and `lmapi`.

pytest loads it for every suite in whose environment lmapi-mock is installed, so that it imports
nothing until a fixture is used.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from lmapi_mock.imports import imported_once

if TYPE_CHECKING:
    from lmapi_mock.testing.client import LmapiMock
    from lmapi_mock.testing.served import Served
    from lmapi_mock.testing.server import MockServer
    from lmapi_mock.testing.told import Severity

SEVERITIES: Final = ("info", "warning", "error")

_STRICT: Final = "warning"
"""From which severity on findings fail a test that is strict without saying how."""

_SHOWN: Final = 5
"""Of how many requests a test that fails tells."""

_TOLD: Final = pytest.StashKey[bool]()
"""Whether a test's failure has told its findings."""

_MOCK: Final = pytest.StashKey["LmapiMock"]()
_SHARED: Final = pytest.StashKey["MockServer"]()

_SHARED_URL: Final = "lmapi_shared_url"
"""What a worker of pytest-xdist is told: where the server is that all of them share."""


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
        "--lmapi-shared",
        action="store_true",
        help="with pytest-xdist, start one server for all workers, in the process that spreads the "
        "tests, instead of one in each (or the setting lmapi_shared = true)",
    )
    group.addoption(
        "--lmapi-strict",
        action="store_const",
        const=_STRICT,
        help=f"fail tests in which the dialer swallowed something, {_STRICT} or above; "
        f"--lmapi-strict=SEVERITY names another: {', '.join(SEVERITIES)}",
    )
    for severity in SEVERITIES:
        # An option each: a value that may be left out would take the path that comes next.
        group.addoption(
            f"--lmapi-strict={severity}",
            dest="lmapi_strict",
            action="store_const",
            const=severity,
            help=f"the same, {severity} or above",
        )
    parser.addini("lmapi_strict", "what --lmapi-strict is when it is not given", default="")
    parser.addini("lmapi_shared", "whether --lmapi-shared is given", type="bool", default=False)
    parser.addini(
        "lmapi_seed",
        "the seed that each test's world begins with, a file or folder beside these settings",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and look whether the setting is one."""
    config.addinivalue_line(
        "markers",
        f"lmapi(strict, allow): from which severity of findings on the test fails "
        f"({', '.join(SEVERITIES)}; True is {_STRICT}, False none), and the codes of those that "
        "it may have.",
    )
    _severity(config.getini("lmapi_strict"), "lmapi_strict")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look whether each marker is understood: a slip in it would leave a test unstrict."""
    for item in items:
        for marker in item.iter_markers("lmapi"):
            _check(marker, item.nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Of pytest-xdist: before a worker starts. Tell it of the server that all workers share."""
    config: pytest.Config = node.config
    is_shared = config.getoption("--lmapi-shared") or config.getini("lmapi_shared")
    if not is_shared or _url(config):
        return
    if _SHARED not in config.stash:
        server = _own(config)
        config.stash[_SHARED] = server
        server.start_in_thread()
        config.add_cleanup(server.stop)
    node.workerinput[_SHARED_URL] = config.stash[_SHARED].base_url


@pytest.fixture(scope="session")
def lmapi_server(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A server in a thread of the test process, its database in memory, for all tests.

    With --lmapi-url or LMAPI_URL it is the one that runs there, and with --lmapi-shared one for
    all workers of pytest-xdist. To start another one, as with settings of your own, define a
    fixture of this name that yields a MockServer.
    """
    shared: str | None = getattr(request.config, "workerinput", {}).get(_SHARED_URL)
    url = shared or _url(request.config)
    seed = None if shared else _seed(request.config)
    if url and seed:
        pytest.fail(
            f"lmapi_seed is {seed}, but the server that runs at {url} has its own: start that "
            "with --seed, and leave lmapi_seed out.",
            pytrace=False,
        )
    if not url:
        with _own(request.config) as server:
            yield server
        return
    with imported_once():
        from lmapi_mock.testing.served import RunningServer  # noqa: PLC0415  see above

    # The one that is shared has no token, as one of the worker's own has none.
    token = "" if shared else os.environ.get("LMAPI_ADMIN_TOKEN", "")
    with RunningServer(url, token) as running:
        if not running.has_namespaces and os.environ.get("PYTEST_XDIST_WORKER"):
            pytest.fail(
                f"The server at {url} has one world, which tests of several workers would take "
                f"from each other: run them with -n0, or without --lmapi-url. {running.why_none}",
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
        mock.allow = _allowed(request.node)
        request.node.stash[_MOCK] = mock
        yield mock
        # Looked at already, when the test's body was through: a teardown cannot fail a test.
        mock.strict = False


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a strict test, once it has passed, for what the dialer swallowed."""
    outcome = yield
    mock = item.stash.get(_MOCK, None)
    if mock is None:
        return outcome
    try:
        mock.check_strict()
    except AssertionError as error:
        swallowed = str(error)
    else:
        return outcome
    item.stash[_TOLD] = True
    # Not in the handler, or pytest would tell of both.
    pytest.fail(swallowed, pytrace=False)


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
        f"Leads that it holds now: {world['leads']}. {server.why_none}",
        yellow=True,
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell of a test that fails what the double was sent, what it answered, and why."""
    report = yield
    mock = item.stash.get(_MOCK, None)
    if mock is not None and report.failed and report.when == "call":
        told = _story(mock, with_findings=not item.stash.get(_TOLD, False))
        report.sections.append(("lmapi-mock: the last requests", told))
    return report


def _story(mock: LmapiMock, *, with_findings: bool) -> str:
    from http.client import HTTPException  # noqa: PLC0415  of tests that fail only

    from lmapi_mock.errors import LmapiMockError  # noqa: PLC0415  likewise
    from lmapi_mock.testing.requested import story  # noqa: PLC0415  likewise

    try:
        return story(mock.last_requests(_SHOWN), with_findings=with_findings)
    except (OSError, HTTPException, LmapiMockError) as error:
        return f"The double cannot be asked: {error}"


def _strict(item: pytest.Item) -> Severity | bool:
    """From which severity on findings fail a test: its marker says, else option, else setting."""
    marker = item.get_closest_marker("lmapi")
    if marker is not None and "strict" in marker.kwargs:
        return _severity(marker.kwargs["strict"], "@pytest.mark.lmapi(strict=...)")
    option = item.config.getoption("--lmapi-strict")
    return _severity(option or item.config.getini("lmapi_strict"), "lmapi_strict")


def _allowed(item: pytest.Item) -> tuple[str, ...]:
    """The codes of findings that a test may have: its own marker's, its class's, its module's."""
    return tuple(
        code for marker in item.iter_markers("lmapi") for code in marker.kwargs.get("allow", ())
    )


def _check(marker: pytest.Mark, where: str) -> None:
    name = f"@pytest.mark.lmapi of {where}"
    if marker.args:
        raise pytest.UsageError(
            f"{name} is given {marker.args[0]!r} without a name. Accepted: strict=..., allow=[...]."
        )
    for key in marker.kwargs.keys() - {"strict", "allow"}:
        near = _near(key, ("strict", "allow"))
        raise pytest.UsageError(f"{name} knows no {key!r}.{near} Accepted: strict, allow.")
    _severity(marker.kwargs.get("strict"), f"strict of {name}")
    allow = marker.kwargs.get("allow", ())
    if allow == ():
        return
    from lmapi_mock.errors import LmapiMockError  # noqa: PLC0415  of those who allow some
    from lmapi_mock.testing.strictness import check_codes  # noqa: PLC0415  likewise

    try:
        check_codes(allow, f"allow of {name}")
    except LmapiMockError as error:
        raise pytest.UsageError(str(error)) from None


def _near(value: object, known: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415  of slips only

    near = difflib.get_close_matches(str(value), list(known), 1)
    return f" Did you mean {near[0]}?" if near else ""


def _url(config: pytest.Config) -> str | None:
    """The address of a server that runs already."""
    return config.getoption("--lmapi-url") or os.environ.get("LMAPI_URL")


def _own(config: pytest.Config) -> MockServer:
    """A server that has yet to begin."""
    with imported_once():
        from lmapi_mock.testing.server import MockServer  # noqa: PLC0415  see above

        seed = _seed(config)
        return MockServer(seed=str(seed)) if seed else MockServer()


def _seed(config: pytest.Config) -> Path | None:
    """Where the setting says that the seed is, from the file that says so."""
    value: str = config.getini("lmapi_seed")
    if not value:
        return None
    return (config.inipath.parent if config.inipath else config.rootpath) / value


def _severity(value: object, name: str) -> Severity | bool:
    if value is None or value in ("", "no", "false", False):
        return False
    if value in ("yes", "true", True):
        return _STRICT
    if value in SEVERITIES:
        return value
    raise pytest.UsageError(f"{name} is {value!r}. Accepted: {', '.join(SEVERITIES)}, or False.")
