"""Several servers and workers on one database behave as one.

Each test asks all processes, which are started once for each engine: that takes seconds.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from typing import Any, NamedTuple

import pytest

from client import Mock, Response
from command import Serving, seed_file, serving
from databases import ENGINES, scratch
from lmapi_mock.version import __version__

PROCESSES = {"sqlite": (2,), "mariadb": (1, 1), "postgresql": (2, 2)}
"""How many workers each server has. On a file, a second server is no further machine."""


class Cluster(NamedTuple):
    servers: list[Serving]
    processes: int


@pytest.fixture(scope="module", params=ENGINES)
def cluster(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    workers = PROCESSES[request.param]
    with scratch(request.param, folder) as url, ExitStack() as stack:
        common = ("--database", url, "--seed", seed_file(folder))
        servers = [
            stack.enter_context(serving("--workers", str(count), *common)) for count in workers
        ]
        yield Cluster(servers, sum(workers))


def ask(cluster: Cluster, number: int, question: Callable[[Mock], Any]) -> Any:
    """Ask over a new connection, which any of the processes takes."""
    with closing(cluster.servers[number % len(cluster.servers)].mock()) as mock:
        return question(mock)


def at_once(cluster: Cluster, count: int, question: Callable[[Mock], Any]) -> list[Any]:
    with ThreadPoolExecutor(count) as many:
        return list(many.map(lambda number: ask(cluster, number, question), range(count)))


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
def without_faults(cluster: Cluster) -> None:
    assert ask(cluster, 0, lambda mock: mock.admin("DELETE", "/faults").status) == 204


def test_a_fault_of_one_time_strikes_once_whichever_process_is_asked(
    cluster: Cluster,
) -> None:
    once = {"times": 1, "status": 503, "body": "Down."}

    def break_once(mock: Mock) -> Response:
        return mock.admin("POST", "/faults", once)

    for number in range(4):
        added = ask(cluster, number, break_once)
        assert added.status == 201, added.text
        assert at_once(cluster, 4, add).count("Down.") == 1
    rules = ask(cluster, 0, lambda mock: mock.admin("GET", "/faults").json["faults"])
    assert [rule["fired"] for rule in rules] == [1] * 4


def test_every_process_names_all_of_them(cluster: Cluster) -> None:
    for number in range(4):
        world = ask(cluster, number, lambda mock: mock.admin("GET", "/world").json)
        named = world["processes"]
        assert len({one["pid"] for one in named}) == cluster.processes
        assert {(one["host"], one["version"]) for one in named} == {
            (socket.gethostname(), __version__)
        }


def test_any_process_tells_what_all_have_counted(cluster: Cluster) -> None:
    def counted(number: int) -> dict[str, float]:
        text = ask(cluster, number, lambda mock: mock.admin("GET", "/metrics?workers=all").text)
        found = {}
        for line in text.splitlines():
            if line.startswith("lmapi_leads_stored_total{"):
                name, _, value = line.rpartition(" ")
                found[name] = float(value)
        return found

    def told(number: int) -> tuple[int, float]:
        found = counted(number)
        return len(found), sum(found.values())

    stored = len(ask(cluster, 0, lambda mock: mock.rows("vicidial_list")))
    at_once(cluster, 16, add)
    # Beats are seconds apart, and each process tells of the others what they said with their last.
    whole = (cluster.processes, stored + 16)
    assert within(40, lambda: {told(number) for number in range(4)} == {whole})


def test_a_clock_that_is_set_is_that_of_each_next_request(cluster: Cluster) -> None:
    for number in range(8):
        now = f"2026-03-08T14:59:{number:02}Z"
        ask(cluster, number, partial(Mock.freeze, now=now))
        ask(cluster, number + 1, add)
        rows = ask(cluster, number, lambda mock: mock.rows("vicidial_list"))
        assert rows[-1]["entry_date"] == f"2026-03-08 14:59:{number:02}"
