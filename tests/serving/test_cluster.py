"""Two servers with two workers each on one database behave as one.

Each test asks all four processes, which are started once for each engine: that takes seconds.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from typing import Any

import pytest

from client import Mock, Response
from command import Serving, seed_file, serving
from databases import ENGINES, scratch
from lmapi_mock.version import __version__


@pytest.fixture(scope="module", params=ENGINES)
def servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Serving]]:
    folder = tmp_path_factory.mktemp("cluster")
    with scratch(request.param, folder) as url, ExitStack() as stack:
        # On a file, a second server is no further machine: its processes are all of one server.
        counts = ["4"] if request.param == "sqlite" else ["2", "2"]
        common = ("--database", url, "--seed", seed_file(folder))
        yield [stack.enter_context(serving("--workers", count, *common)) for count in counts]


def ask(servers: list[Serving], number: int, question: Callable[[Mock], Any]) -> Any:
    """Ask over a new connection, which any of the processes takes."""
    with closing(servers[number % len(servers)].mock()) as mock:
        return question(mock)


def at_once(servers: list[Serving], count: int, question: Callable[[Mock], Any]) -> list[Any]:
    with ThreadPoolExecutor(count) as many:
        return list(many.map(lambda number: ask(servers, number, question), range(count)))


def within(seconds: float, claim: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def add(mock: Mock) -> str:
    return mock.add_lead(phone_number="7275551212")


@pytest.fixture(autouse=True)
def without_faults(servers: list[Serving]) -> None:
    assert ask(servers, 0, lambda mock: mock.admin("DELETE", "/faults").status) == 204


def test_a_fault_of_one_time_strikes_once_whichever_process_is_asked(
    servers: list[Serving],
) -> None:
    once = {"times": 1, "status": 503, "body": "Down."}

    def break_once(mock: Mock) -> Response:
        return mock.admin("POST", "/faults", once)

    for number in range(10):
        added = ask(servers, number, break_once)
        assert added.status == 201, added.text
        assert at_once(servers, 4, add).count("Down.") == 1
    rules = ask(servers, 0, lambda mock: mock.admin("GET", "/faults").json["faults"])
    assert [rule["fired"] for rule in rules] == [1] * 10


def test_every_process_names_all_of_them(servers: list[Serving]) -> None:
    for number in range(4):
        world = ask(servers, number, lambda mock: mock.admin("GET", "/world").json)
        named = world["processes"]
        assert len({one["pid"] for one in named}) == 4
        assert {(one["host"], one["version"]) for one in named} == {
            (socket.gethostname(), __version__)
        }


def test_any_process_tells_what_all_have_counted(servers: list[Serving]) -> None:
    def counted(number: int) -> dict[str, float]:
        text = ask(servers, number, lambda mock: mock.admin("GET", "/metrics?workers=all").text)
        found = {}
        for line in text.splitlines():
            if line.startswith("lmapi_leads_stored_total{"):
                name, _, value = line.rpartition(" ")
                found[name] = float(value)
        return found

    def total(number: int) -> float:
        found = counted(number)
        assert len(found) == 4, found
        return sum(found.values())

    assert within(20, lambda: len(counted(0)) == 4)
    stored = len(ask(servers, 0, lambda mock: mock.rows("vicidial_list")))
    at_once(servers, 40, add)
    # Beats are seconds apart.
    assert within(20, lambda: {total(number) for number in range(4)} == {stored + 40})


def test_a_clock_that_is_set_is_that_of_each_next_request(servers: list[Serving]) -> None:
    for number in range(20):
        now = f"2026-03-08T14:59:{number:02}Z"
        ask(servers, number, partial(Mock.freeze, now=now))
        ask(servers, number + 1, add)
        rows = ask(servers, number, lambda mock: mock.rows("vicidial_list"))
        assert rows[-1]["entry_date"] == f"2026-03-08 14:59:{number:02}"
