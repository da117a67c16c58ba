"""The stream of what happens: requests, changes of the world, and its end."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from balanced import NEEDS_ONE, NEEDS_THIS_PROCESS
from client import Mock
from lmapi_mock.admin import telling
from lmapi_mock.admin.entry_json import summary
from lmapi_mock.admin.world import brief
from lmapi_mock.errors import DatabaseError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import Settings, read_settings
from lmapi_mock.world import World

Event = tuple[str, str, Any]


class Stream:
    """An open stream of a server."""

    def __init__(
        self, mock: Mock, query: str = "", prefix: str = "", headers: dict[str, str] | None = None
    ) -> None:
        self._connection = http.client.HTTPConnection(
            mock.server.host, mock.server.port, timeout=10
        )
        path = f"{prefix}/__admin/requests/events{query}"
        self._connection.request("GET", path, headers=headers or {})
        self.answer = self._connection.getresponse()

    def next(self) -> Event:
        """The next event's kind, id and data; nothing of any at the stream's end."""
        told = {"event": "", "id": "", "data": "null"}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            told[name] = value
        return told["event"], told["id"], json.loads(told["data"])

    def next_of(self, kind: str, holds: Callable[[Any], bool] = lambda _: True) -> Event:
        """The next event of a kind of whose data this holds: the world is told once more at times.

        A slow database is asked in the midst of a change, and another process notices it later.
        """
        while (event := self.next())[0]:
            if event[0] == kind and holds(event[2]):
                return event
        raise AssertionError(f"The stream has ended without a {kind}.")

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


@contextmanager
def listening(mock: Mock, query: str = "", prefix: str = "") -> Iterator[Stream]:
    with closing(Stream(mock, query, prefix)) as stream:
        kind, _, world = stream.next()
        assert (kind, world["namespace"]) == ("world", prefix.removeprefix("/ns/"))
        yield stream


def watching(mock: Mock) -> float:
    """How many streams are open, as the metrics have it."""
    lines = mock.admin("GET", "/metrics").text.splitlines()
    return next(float(one.split()[1]) for one in lines if one.startswith("lmapi_event_streams "))


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def last_id(mock: Mock) -> int:
    number: int = mock.admin("GET", "/requests?limit=0").json["meta"]["last_id"]
    return number


def test_each_request_is_told(demo: Mock) -> None:
    with listening(demo) as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        demo.documented(phone_number="7275551212", **{"pass": "wr0ng"})
        demo.documented(phone_number="7275551213")
        told = [stream.next_of("request"), stream.next_of("request")]
    listed = demo.admin("GET", "/requests").json["requests"]

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


@NEEDS_THIS_PROCESS
def test_more_than_is_told_at_once_is_told_at_once_after(
    demo: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_AT_ONCE", 2)
    first = last_id(demo)
    for number in range(5):
        demo.documented(phone_number=f"727555121{number}")
    with closing(Stream(demo, f"?since={first}")) as stream:
        told = [stream.next_of("request")[1] for _ in range(5)]
    assert told == [str(first + n) for n in range(1, 6)]


@NEEDS_THIS_PROCESS
def test_of_very_many_the_newest_are_told(demo: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(telling, "MOST_BEHIND", 4)
    first = last_id(demo)
    for number in range(5):
        demo.documented(phone_number=f"727555121{number}")
    with closing(Stream(demo, f"?since={first}")) as stream:
        assert stream.next() == ("gap", "", {"after": first, "before": first + 4})
        assert [stream.next()[1] for _ in range(2)] == [str(first + 4), str(first + 5)]


@pytest.mark.parametrize("query", ["", "?since=0"])
def test_a_browser_that_comes_back_is_told_what_it_missed(demo: Mock, query: str) -> None:
    for number in range(3):
        demo.documented(phone_number=f"727555121{number}")
    first = last_id(demo) - 2
    with closing(Stream(demo, query, headers={"Last-Event-ID": str(first)})) as stream:
        assert [stream.next()[1] for _ in range(2)] == [str(first + 1), str(first + 2)]
        assert stream.next()[0] == "world"


@pytest.mark.parametrize("said", ["", "x", "-1", "²", "9" * 400])
def test_an_id_that_is_none_is_nothing(demo: Mock, said: str) -> None:
    with closing(Stream(demo, headers={"Last-Event-ID": said})) as stream:
        assert stream.next()[0] == "world"


def test_an_id_of_another_life_of_the_server_is_a_gap(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    last = last_id(demo)
    with closing(Stream(demo, headers={"Last-Event-ID": str(last + 7)})) as stream:
        assert stream.next() == ("gap", "", {"after": last + 7, "before": last + 1})
        assert stream.next()[0] == "world"
        demo.documented(phone_number="7275551213")
        assert stream.next()[1] == str(last + 1)


@NEEDS_ONE
def test_what_many_are_told_is_made_once(demo: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    summed, looked = Counter[int](), Counter[str]()

    def counting(entry: Entry) -> dict[str, Any]:
        summed[entry.id] += 1
        return summary(entry)

    def looking(world: World, settings: Settings, own: World) -> dict[str, Any]:
        looked[world.name] += 1
        return brief(world, settings, own)

    monkeypatch.setattr(telling, "summary", counting)
    monkeypatch.setattr(telling, "brief", looking)
    monkeypatch.setattr(telling, "WORLD_EVERY_S", 60.0)
    with ExitStack() as stack:
        streams = [stack.enter_context(listening(demo)) for _ in range(5)]
        looked.clear()
        demo.documented(phone_number="7275551212")
        told = [stream.next() for stream in streams]
        number = last_id(demo)
        late = stack.enter_context(closing(Stream(demo, f"?since={number - 1}")))
        told.append(late.next())
        assert late.next()[0] == "world"
        demo.admin("PUT", "/clock", {"now": "2026-07-15T14:00:00Z"})
        assert [stream.next()[0] for stream in streams] == ["world"] * 5
        assert late.next()[0] == "world"
    assert {(kind, id_) for kind, id_, _ in told} == {("request", str(number))}
    assert summed == {number: 1}
    # Once for who came late, once for all.
    assert looked == {"": 2}


@NEEDS_ONE
def test_nothing_is_made_for_nobody(demo: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    with listening(demo), listening(demo):
        assert watching(demo) == 2
    until(lambda: watching(demo) == 0)
    monkeypatch.setattr(telling, "summary", lambda entry: made.append(entry.id))
    monkeypatch.setattr(telling, "brief", lambda *_: made.append(0))
    demo.documented(phone_number="7275551212")
    time.sleep(2 * telling.LOOKS_EVERY_S)
    assert made == []


def test_a_lead_more_is_told_with_the_world(demo: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "WORLD_EVERY_S", 0.0)
    leads = demo.admin("GET", "/world").json["leads"]
    with listening(demo) as stream:
        demo.documented(phone_number="7275551212")
        assert stream.next()[0] == "request"
        assert stream.next()[2]["leads"] == leads + 1


def test_a_namespace_is_waited_for_not_made(demo: Mock) -> None:
    with listening(demo, prefix="/ns/later") as stream:
        there = demo.admin("GET", "/namespaces").json["namespaces"]
        assert "later" not in [one["name"] for one in there]
        demo.request("GET", "/ns/later/API/lmapi.php?function=version")
        assert stream.next()[:2] == ("request", "1")
        demo.admin("DELETE", "/namespaces/later")
        # On a slow machine the world is told once more.
        told = stream.next()
        assert (told if told[0] != "world" else stream.next()) == ("", "", None)


def test_a_change_of_the_world_is_told(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    with listening(demo) as stream:
        demo.admin("PUT", "/clock", {"now": "2026-07-15T14:00:00Z"})
        stream.next_of("world", lambda world: world["clock"]["frozen"])
        demo.admin("POST", "/faults", {"status": 500})
        stream.next_of("world", lambda world: world["faults"] == 1)
        demo.admin("POST", "/reset")
        _, _, world = stream.next_of(
            "world", lambda world: not (world["faults"] or world["clock"]["frozen"])
        )
        assert world["journal"]["held"] == 0


def test_numbers_go_on_after_the_journal_was_emptied(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    first = last_id(demo)
    with listening(demo) as stream:
        demo.admin("DELETE", "/requests")
        assert stream.next()[0] == "world"
        demo.documented(phone_number="7275551213")
        assert stream.next_of("request")[1] == str(first + 1)


@NEEDS_THIS_PROCESS
def test_silence_is_broken_by_a_beat(demo: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BEATS_EVERY_S", 0.0)
    with listening(demo) as stream:
        assert stream.answer.readline() == b": beat\n"


def test_a_namespace_has_its_own_stream_which_ends_with_it(demo: Mock) -> None:
    demo.request("POST", "/ns/live/__admin/reset")
    with listening(demo, prefix="/ns/live") as stream:
        demo.documented(phone_number="7275551212")
        demo.request("GET", "/ns/live/API/lmapi.php?function=version")
        kind, number, told = stream.next()
        assert (kind, number, told["function"]) == ("request", "1", "version")
        demo.admin("DELETE", "/namespaces/live")
        assert stream.next() == ("", "", None)


def test_a_namespace_that_is_dropped_while_it_is_looked_at_tells_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags = {"database": str(tmp_path / "leads.db"), "port": "0", "workers": "2"}
    with (
        Server(read_settings(flags, {})) as server,
        closing(Mock(server)) as mock,
        closing(Mock(server)) as other,
    ):
        mock.request("POST", "/ns/live/__admin/reset")
        with listening(mock, prefix="/ns/live") as stream:

            def dropped(*_: object) -> None:
                other.admin("DELETE", "/namespaces/live")
                raise DatabaseError("It lacks a table.", "Make it.")

            monkeypatch.setattr(telling, "brief", dropped)
            mock.request("GET", "/ns/live/API/lmapi.php?function=version")
            assert stream.next()[0] == "request"
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
