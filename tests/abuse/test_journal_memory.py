"""Requests as large as may be: the journal takes no more memory than it was told it may."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing

import pytest

from client import FORM, Mock
from command import Serving, serving
from lmapi_mock.settings import VICIDIAL_DOOR

MIB = 1024 * 1024
LARGE = b"function=add_lead&comments=" + b"x" * 100_000


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with serving("--database", ":memory:", "--journal-memory", "4") as running:
        yield running
        assert running.end(signal.SIGTERM)[0] == 0


@pytest.fixture
def small(served: Serving) -> Iterator[Mock]:
    with closing(served.mock()) as mock:
        yield mock


def metric(mock: Mock, name: str) -> int:
    lines = mock.admin("GET", "/metrics").text.splitlines()
    (value,) = [line.split()[1] for line in lines if line.startswith(f"lmapi_{name} ")]
    return int(float(value))


def test_large_requests_push_out_older_ones(served: Serving, small: Mock) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            small.request("POST", VICIDIAL_DOOR, LARGE, {"content-type": FORM})

    fill(60)
    # The first call loads the admin API.
    small.admin("GET", "/metrics")
    before = served.memory()
    fill(300)

    journal = small.admin("GET", "/world").json["journal"]
    assert journal["dropped"] + journal["held"] == journal["last_id"] == 360
    assert 3 * MIB < journal["bytes"] <= journal["most_bytes"] == 4 * MIB
    assert metric(small, "journal_bytes") == journal["bytes"]
    assert metric(small, "journal_dropped") == journal["dropped"]
    assert small.admin("GET", "/requests").json["meta"]["dropped"] == journal["dropped"]
    counted = small.admin("POST", "/requests/count", {})
    assert counted.json["error"]["code"] == "journal_overflow"
    # Kept, they would be 20 MiB.
    assert served.memory() - before < 10


def test_namespaces_share_it(small: Mock) -> None:
    for number in range(3):
        for _ in range(40):
            path = f"/ns/n{number}{VICIDIAL_DOOR}"
            small.request("POST", path, LARGE, {"content-type": FORM})
    assert metric(small, "journal_bytes") <= 4 * MIB
    for number in range(3):
        assert small.admin("DELETE", f"/namespaces/n{number}").status in (200, 204)
    assert metric(small, "journal_bytes") < 4 * MIB / 2


def test_to_look_at_it_leaves_nothing_behind() -> None:
    with serving("--database", ":memory:") as server, closing(server.mock()) as mock:
        lead = f"{VICIDIAL_DOOR}?function=version&comments={'x' * 4_000}"
        for _ in range(700):
            mock.request("GET", lead)
        mock.admin("GET", "/requests?limit=10")
        before = server.memory()
        assert len(mock.admin("GET", "/requests?limit=10000&q=x").json["requests"]) == 700
        assert mock.admin("GET", "/requests?limit=10000&q=nowhere").json["requests"] == []
        assert mock.admin("POST", "/requests/count", {"params": {"x": "y"}}).json["count"] == 0
        # Decoded, they would take 6 MiB and more.
        assert server.memory() - before < 4
