"""The stream of what happens: requests, changes of the world, and its end."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from client import Mock
from lmapi_mock.admin import events
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

Event = tuple[str, str, Any]


class Stream:
    """An open stream of a server."""

    def __init__(self, mock: Mock, query: str = "", prefix: str = "") -> None:
        self._connection = http.client.HTTPConnection(
            mock.server.host, mock.server.port, timeout=10
        )
        self._connection.request("GET", f"{prefix}/__admin/requests/events{query}")
        self.answer = self._connection.getresponse()

    def next(self) -> Event:
        """The next event's kind, id and data; nothing of any at the stream's end."""
        told = {"event": "", "id": "", "data": "null"}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            told[name] = value
        return told["event"], told["id"], json.loads(told["data"])

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


@contextmanager
def listening(mock: Mock, query: str = "", prefix: str = "") -> Iterator[Stream]:
    with closing(Stream(mock, query, prefix)) as stream:
        kind, _, world = stream.next()
        assert (kind, world["namespace"]) == ("world", prefix.removeprefix("/ns/"))
        yield stream


def last_id(mock: Mock) -> int:
    number: int = mock.admin("GET", "/requests?limit=0").json["meta"]["last_id"]
    return number


def test_each_request_is_told(demo: Mock) -> None:
    with listening(demo) as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        demo.documented(phone_number="7275551212", **{"pass": "wr0ng"})
        demo.documented(phone_number="7275551213")
        told = [stream.next(), stream.next()]
    listed = demo.admin("GET", "/requests").json["requests"]

    assert [kind for kind, _, _ in told] == ["request", "request"]
    assert [data for _, _, data in reversed(told)] == listed
    assert [number for _, number, _ in reversed(told)] == [str(one["id"]) for one in listed]
    assert "wr0ng" not in str(told)


def test_what_came_since_is_told_first(demo: Mock) -> None:
    for number in range(3):
        demo.documented(phone_number=f"727555121{number}")
    first = last_id(demo) - 2
    with closing(Stream(demo, f"?since={first}")) as stream:
        assert [stream.next()[1] for _ in range(2)] == [str(first + 1), str(first + 2)]


def test_what_is_not_held_any_more_is_a_gap(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    first = last_id(demo)
    demo.admin("DELETE", "/requests")
    demo.documented(phone_number="7275551213")
    with closing(Stream(demo, f"?since={first - 1}")) as stream:
        assert stream.next() == ("gap", "", {"after": first - 1, "before": first + 1})
        assert stream.next()[:2] == ("request", str(first + 1))


def test_of_very_many_the_newest_are_told(demo: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_AT_ONCE", 2)
    first = last_id(demo)
    for number in range(5):
        demo.documented(phone_number=f"727555121{number}")
    with closing(Stream(demo, f"?since={first}")) as stream:
        assert stream.next() == ("gap", "", {"after": first, "before": first + 4})
        assert [stream.next()[1] for _ in range(2)] == [str(first + 4), str(first + 5)]


def test_a_change_of_the_world_is_told(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    with listening(demo) as stream:
        demo.admin("PUT", "/clock", {"now": "2026-07-15T14:00:00Z"})
        assert stream.next()[2]["clock"]["frozen"] is True
        demo.admin("POST", "/faults", {"status": 500})
        assert stream.next()[2]["faults"] == 1
        demo.admin("POST", "/reset")
        kind, _, world = stream.next()
        assert (kind, world["faults"], world["journal"]["held"]) == ("world", 0, 0)
        assert world["clock"]["frozen"] is False


def test_numbers_go_on_after_the_journal_was_emptied(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    first = last_id(demo)
    with listening(demo) as stream:
        demo.admin("DELETE", "/requests")
        assert stream.next()[0] == "world"
        demo.documented(phone_number="7275551213")
        assert stream.next()[:2] == ("request", str(first + 1))


def test_silence_is_broken_by_a_beat(demo: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BEATS_EVERY_S", 0.0)
    with listening(demo) as stream:
        assert stream.answer.readline() == b": beat\n"


def test_a_namespace_has_its_own_stream_which_ends_with_it(demo: Mock) -> None:
    demo.request("GET", "/ns/live/__admin/health")
    with listening(demo, prefix="/ns/live") as stream:
        demo.documented(phone_number="7275551212")
        demo.request("GET", "/ns/live/API/lmapi.php?function=version")
        kind, number, told = stream.next()
        assert (kind, number, told["function"]) == ("request", "1", "version")
        demo.admin("DELETE", "/namespaces/live")
        assert stream.next() == ("", "", None)


def test_an_open_stream_does_not_hold_the_server_up() -> None:
    flags = {"database": ":memory:", "port": "0"}
    with (
        Server(read_settings(flags, {})) as server,
        closing(Mock(server)) as mock,
        listening(mock) as stream,
        listening(mock),
    ):
        # A client that has gone away is forgotten.
        Stream(mock).close()
        begun = time.perf_counter()
        server.stop()
        seconds = time.perf_counter() - begun
        assert stream.next() == ("", "", None)
    # Without its end told to it, a stream would take the whole second of grace.
    assert seconds < 0.9
