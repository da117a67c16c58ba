"""What a suite of a user's takes: tests that add a lead and read it back, beside empty ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from results import Goal, Table
from servers import environment

_EMPTY: Final = """
import pytest
@pytest.mark.parametrize("number", range({count}))
def test_it(number):
    pass
"""

_LMAPI: Final = """
import pytest
@pytest.mark.parametrize("number", range({count}))
def test_it(lmapi, number):
    lmapi.add_lead(phone_number=f"727555{{number:04}}")
    (lead,) = lmapi.leads()
    assert lead["phone_number"] == f"727555{{number:04}}"
"""

_HTTPSERVER: Final = """
import json, urllib.request
import pytest
from werkzeug import Response
@pytest.mark.parametrize("number", range({count}))
def test_it(httpserver, number):
    leads = []
    def add(request):
        leads.append(dict(request.args))
        return Response("SUCCESS")
    httpserver.expect_request("/add").respond_with_handler(add)
    httpserver.expect_request("/leads").respond_with_handler(lambda _: Response(json.dumps(leads)))
    ask = lambda path: urllib.request.urlopen(httpserver.url_for(path)).read()
    assert ask(f"/add?phone_number=727555{{number:04}}") == b"SUCCESS"
    assert json.loads(ask("/leads"))[0]["phone_number"] == f"727555{{number:04}}"
"""

_RESPONSES: Final = """
import json
import pytest, requests, responses
@pytest.mark.parametrize("number", range({count}))
@responses.activate
def test_it(number):
    leads = []
    def add(request):
        leads.append(request.params)
        return 200, {{}}, "SUCCESS"
    responses.add_callback("GET", "http://dialer/add", add)
    responses.add_callback("GET", "http://dialer/leads", lambda _: (200, {{}}, json.dumps(leads)))
    number = f"727555{{number:04}}"
    assert requests.get("http://dialer/add", {{"phone_number": number}}).text == "SUCCESS"
    assert requests.get("http://dialer/leads").json()[0]["phone_number"] == number
"""

_PEERS: Final = ("pytest-httpserver", "responses")


@dataclass(frozen=True, slots=True)
class _Suite:
    """One suite.

    Attributes:
        name: for the table.
        text: its file; `{count}` is how many tests it has.
        plugins: the pytest plugins that it needs; no others are loaded, whatever is installed.
        count: how many tests.
        options: of pytest.
        beside: the name of the empty suite that it is compared with.
    """

    name: str
    text: str
    plugins: tuple[str, ...] = ()
    count: int = 200
    options: tuple[str, ...] = ()
    beside: str = ""


def _suites(folder: Path | None, count: int, workers: int) -> list[_Suite]:
    double = ("lmapi_mock.testing.plugin",)
    spread, many = ("xdist.plugin",), (f"-n{workers}",)
    one, all_of, each = "one empty test", f"{count} empty tests", f"{workers} workers, empty tests"
    suites = [
        _Suite(one, _EMPTY, count=1),
        _Suite("one test with lmapi", _LMAPI, double, 1, beside=one),
        _Suite(all_of, _EMPTY, count=count),
        _Suite(f"{count} tests with lmapi", _LMAPI, double, count, beside=all_of),
        _Suite(each, _EMPTY, spread, 4 * workers, many),
        _Suite(
            f"{workers} workers, a server each",
            *(_LMAPI, (*double, *spread), 4 * workers, many, each),
        ),
        _Suite(
            f"{workers} workers, --lmapi-shared",
            *(_LMAPI, (*double, *spread), 4 * workers, (*many, "--lmapi-shared"), each),
        ),
    ]
    if folder is not None:
        httpserver = ("pytest_httpserver.pytest_plugin",)
        suites += [
            _Suite(f"{count} with pytest-httpserver", _HTTPSERVER, httpserver, count, (), all_of),
            _Suite(f"{count} with responses", _RESPONSES, (), count, (), all_of),
        ]
    return suites


def peers(folder: Path) -> Path | None:
    """Where the peers are: installed beside this project for once, never in it."""
    target = folder / "peers"
    told = [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), *_PEERS]
    installed = subprocess.run(told, capture_output=True, text=True, check=False)
    return None if installed.returncode else target


def run(suite: _Suite, folder: Path, peers_at: Path | None) -> tuple[float, float]:
    """Seconds of a processor and seconds that one run takes, its workers included."""
    file = folder / "test_suite.py"
    file.write_text(suite.text.format(count=suite.count))
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugins = [part for name in suite.plugins for part in ("-p", name)]
    path = {"PYTHONPATH": str(peers_at)} if peers_at else {}
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugins)
    before = os.times()
    ended = subprocess.run(
        [*command, *suite.options, file.name],
        cwd=folder,
        env=environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", **path),
        capture_output=True,
        text=True,
        check=False,
    )
    after = os.times()
    if f"{suite.count} passed" not in ended.stdout:
        raise RuntimeError(f"{suite.name}: {ended.stdout}{ended.stderr}")
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return spent, after.elapsed - before.elapsed


def suite_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """Each suite several times, in turn."""
    at = None if quick else peers(folder)
    count, workers = (3, 1) if quick else (200, 8)
    suites = _suites(at, count, workers)
    taken: dict[str, list[tuple[float, float]]] = {}
    for _ in range(1 if quick else 4):
        for suite in suites:
            taken.setdefault(suite.name, []).append(run(suite, folder, at))
    # What else the machine does takes half as much again of a processor, but not at the best.
    best = {name: min(spent for spent, _ in runs) for name, runs in taken.items()}
    rows = []
    for suite in suites:
        runs = taken[suite.name]
        more = f"{best[suite.name] - best[suite.beside]:.2f}" if suite.beside else ""
        middle = median(spent for spent, _ in runs)
        waited = median(waited for _, waited in runs)
        rows.append((suite.name, f"{best[suite.name]:.2f}", f"{middle:.2f}", f"{waited:.2f}", more))
        say(", ".join(rows[-1]))

    def more_of(name: str) -> float:
        (suite,) = [one for one in suites if one.name == name]
        return best[name] - best[suite.beside]

    notes = [] if at or quick else [f"{' and '.join(_PEERS)} could not be installed."]
    own, shared = f"{workers} workers, a server each", f"{workers} workers, --lmapi-shared"
    return Table(
        "A user's suite",
        "Seconds of a processor, workers included: best and median; seconds that passed; and how "
        "much more the best is than that of as many empty tests. Each test adds a lead and reads "
        "it back; pytest loads no other plugins.",
        ("suite", "best", "median", "passed", "more than empty"),
        rows,
        [
            Goal(f"{count} tests with a lead, processor s more than empty ones", "<", 1.5,
                 more_of(f"{count} tests with lmapi")),
            Goal("the first test with lmapi, processor s more than an empty one", "<", 1,
                 more_of("one test with lmapi")),
            Goal(f"{workers} workers that share a server, to one each, beside empty tests", "<",
                 0.5, more_of(shared) / more_of(own)),
        ],
        notes,
    )  # fmt: skip
