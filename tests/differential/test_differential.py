"""The generator finds a server that parts from the double, and nothing where none does."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from client import LOGIN, Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings

from .__main__ import main
from .generating import case
from .playing import Endpoint, difference
from .sent import Case, Pair, Sent
from .shrinking import shrunk


@pytest.fixture
def other() -> Iterator[Mock]:
    """A second double, in the place of a dialer."""
    with Server(read_settings({"database": ":memory:", "port": "0"}, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def played(other: Mock, *arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    url = f"http://{other.server.host}:{other.server.port}{VICIDIAL_DOOR}"
    return main(["--against", url, *arguments], out), out.getvalue()


def test_two_doubles_are_alike(other: Mock) -> None:
    assert played(other, "--count", "60") == (0, "0 of 60 cases part (seed 0)\n")


def test_a_server_that_parts_is_found_and_the_request_is_small(other: Mock, tmp_path: Path) -> None:
    rule = {"match": {"params": {"add_to_hopper": "Y"}}, "status": 503}
    assert other.admin("POST", "/faults", rule).status in (200, 201)
    save = tmp_path / "found.jsonl"

    status, said = played(other, "--count", "300", "--most", "1", "--save", str(save))

    assert status == 1, said
    assert said.splitlines()[-1].startswith("1 of 300 cases part")
    (sent,) = [line for line in said.splitlines() if line.startswith("  sent")]
    assert sent == (
        "  sent   b'GET PATH?add_to_hopper=Y HTTP/1.1\\r\\nHost: HOST\\r\\nConnection: close"
        "\\r\\n\\r\\n'"
    )
    (step,) = json.loads(save.read_text(encoding="utf-8"))["steps"]
    assert (step["double"]["status"], step["other"]["status"]) == (200, 503)


def test_numbers_count_where_both_begin_with_the_same_data(other: Mock) -> None:
    other.add_lead(phone_number="7275551111")
    url = f"http://{other.server.host}:{other.server.port}{VICIDIAL_DOOR}"
    pairs = LOGIN | {"phone_number": "7275551111"}
    lead = (Sent(tuple(Pair(name.encode(), text.encode()) for name, text in pairs.items())),)

    # The same server twice: the second lead has another number than the first.
    assert difference(lead, Endpoint(url), Endpoint(url)) is None
    assert difference(lead, Endpoint(url, int), Endpoint(url, int)) is not None


def test_times_never_count(other: Mock) -> None:
    url = f"http://{other.server.host}:{other.server.port}{VICIDIAL_DOOR}"
    early = Endpoint(url, lambda: other.fresh().freeze("2026-11-26T21:38:00Z"))
    late = Endpoint(url, lambda: other.fresh().freeze("2026-11-26T21:38:01Z"))
    assert difference((Sent((Pair(b"function", b"version"),)),), early, late) is None


def test_a_seed_gives_the_same_cases() -> None:
    first = [case(7, number, b"u", b"p") for number in range(20)]
    assert first == [case(7, number, b"u", b"p") for number in range(20)]
    assert first != [case(8, number, b"u", b"p") for number in range(20)]


def test_what_is_not_needed_is_left_out() -> None:
    needed = Pair(b"comments", b"abc'def", is_raw=True)
    whole = Sent((Pair(b"a", b"b"),), (needed, Pair(b"c", b"d")), b"POST", "/{}", "parts")

    def holds_apostrophe(steps: Case) -> bool:
        return any(b"'" in pair.value for sent in steps for pair in (*sent.query, *sent.body))

    small = shrunk((Sent(), whole), holds_apostrophe)
    assert small == (Sent((Pair(b"comments", b"'"),)),)
