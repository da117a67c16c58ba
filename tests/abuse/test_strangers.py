"""Pages of other sites, patterns that never end, guesses of the token: nothing is let in or out."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from client import Mock
from command import Serving, serving
from lmapi_mock.settings import VICIDIAL_DOOR
from pace import slowness, waits_within

TOKEN = "a-long-token-for-tests"


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    """A server without a token, on loopback, which afterwards still ends when it is told to."""
    with serving("--database", ":memory:") as running:
        yield running
        begun = time.monotonic()
        assert running.end(signal.SIGTERM)[0] == 0
        assert time.monotonic() - begun < 2 * slowness()


@pytest.fixture
def mock(served: Serving) -> Iterator[Mock]:
    with closing(served.mock()) as client:
        yield client


FOREIGN = [
    {"Host": "evil.example:8080"},
    {"Host": "evil.example", "Origin": "http://evil.example"},
    {"Origin": "http://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(
    "call",
    [
        "GET /state",
        "GET /state?secrets=yes",
        "GET /tables/vicidial_users",
        "POST /reset",
        "DELETE /requests",
        "GET /requests",
    ],
)
def test_a_foreign_page_reads_and_changes_nothing(
    mock: Mock, call: str, headers: dict[str, str]
) -> None:
    mock.request("GET", f"{VICIDIAL_DOOR}?function=version")
    method, path = call.split(" ")
    answer = mock.request(method, f"/__admin{path}", headers=headers)

    assert answer.status == 403
    assert "6666" not in answer.text
    assert mock.admin("GET", "/requests?limit=1").json["meta"]["total"] == 1


@pytest.mark.parametrize(
    "path", ["/requests/find", "/requests/count", "/near-misses/request-pattern"]
)
def test_a_pattern_without_end_comes_to_one(mock: Mock, path: str) -> None:
    mock.request("GET", f"{VICIDIAL_DOOR}?function=version&comments={'a' * 4000}!")
    longest = 0.0
    is_over = threading.Event()

    def neighbour() -> None:
        nonlocal longest
        with closing(Mock(mock.server)) as mine:
            while not is_over.is_set():
                begun = time.monotonic()
                assert mine.request("GET", f"{VICIDIAL_DOOR}?function=version").status == 200
                longest = max(longest, time.monotonic() - begun)
                time.sleep(0.002)

    def searched() -> float:
        nonlocal longest
        longest = 0.0
        for pattern in ("(a+)+$", "(a|a)*b", "(.*a){20}$"):
            answer = mock.admin("POST", path, {"params": {"comments": {"matches": pattern}}})
            assert answer.status == 200, answer.text
        return longest

    def struck() -> float:
        begun = time.monotonic()
        mock.request("GET", f"{VICIDIAL_DOOR}?function=version&comments={'a' * 4000}!")
        return time.monotonic() - begun

    thread = threading.Thread(target=neighbour, daemon=True)
    thread.start()
    hardly_waits = waits_within(0.25, searched)
    rule = {"match": {"params": {"comments": {"matches": "(a+)+$"}}}, "status": 500}
    made = mock.admin("POST", "/faults", rule)
    assert made.status in (200, 201), made.text
    is_struck_soon = waits_within(0.25, struck)
    mock.admin("DELETE", "/faults")
    is_over.set()
    thread.join()
    assert hardly_waits
    assert is_struck_soon


def test_guesses_of_the_token_are_slowed_down_and_logged() -> None:
    with serving("--admin-token", TOKEN, "--log-level", "warning") as server:
        with closing(server.mock()) as mock:
            times = []
            for number in range(3):
                begun = time.monotonic()
                guess = {"Authorization": f"Bearer guess-{number}"}
                assert mock.request("GET", "/__admin/state", headers=guess).status == 401
                times.append(time.monotonic() - begun)
            begun = time.monotonic()
            right = {"Authorization": f"Bearer {TOKEN}"}
            assert mock.request("GET", "/__admin/world", headers=right).status == 200
            assert mock.request("GET", f"{VICIDIAL_DOOR}?function=version").status == 200
        _, _, errors = server.end(signal.SIGTERM)
    assert times[-1] > 0.05
    assert json.dumps(errors).count("token") >= 3
    assert "guess-" not in errors
    assert TOKEN not in errors
