"""Namespaces that somebody names, drops and forgets: the server holds what it was told to."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

from client import LOGIN, Mock
from command import serving

WATCH = b"GET /ns/a/__admin/requests/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
VERSION = "/API/lmapi.php?function=version"


def names(mock: Mock) -> list[str]:
    return [one["name"] for one in mock.admin("GET", "/namespaces").json["namespaces"]]


def test_naming_one_makes_none(demo: Mock) -> None:
    for path in ("/nowhere", "/__admin/health", "/__admin/requests", "/__admin/clock"):
        demo.request("GET", f"/ns/named{path}")
    assert "named" not in names(demo)


def test_one_that_was_only_looked_at_looks_like_a_new_one(demo: Mock) -> None:
    looked = demo.request("GET", "/ns/named/__admin/state").json["tables"]
    assert demo.request("GET", "/ns/named/__admin/requests").json["requests"] == []
    demo.request("POST", "/ns/made/__admin/reset")
    assert looked == demo.request("GET", "/ns/made/__admin/state").json["tables"]
    demo.admin("DELETE", "/namespaces/made")


def test_a_wrong_token_makes_none() -> None:
    with serving("--admin-token", "a-long-token-for-tests") as server, closing(server.mock()) as it:
        for number in range(3):
            refused = it.request("PUT", f"/ns/guess-{number}/__admin/clock", '{"now": null}')
            assert refused.status == 401
        right = {"Authorization": "Bearer a-long-token-for-tests"}
        listed = it.request("GET", "/__admin/namespaces", headers=right)
    assert listed.json["namespaces"] == []


def test_there_are_as_many_as_the_server_was_told() -> None:
    with serving("--namespaces", "2") as server, closing(server.mock()) as mock:
        for name in ("a", "b"):
            assert mock.request("GET", f"/ns/{name}{VERSION}").status == 200
        refused = mock.request("GET", f"/ns/c{VERSION}")
        assert refused.status == 409
        assert "There are 2 namespaces, and there can be no more." in refused.text
        put = mock.request("PUT", "/ns/c/__admin/clock", '{"now": "2030-01-01T00:00:00Z"}')
        assert put.json["error"]["code"] == "too_many_namespaces"
        mock.admin("DELETE", "/namespaces/a")
        assert mock.request("GET", f"/ns/c{VERSION}").status == 200


def test_one_that_nobody_uses_goes_and_makes_room() -> None:
    told = ("--namespaces", "2", "--namespace-ttl", "2")
    with serving(*told) as server, closing(server.mock()) as mock:
        for name in ("used", "idle"):
            mock.request("GET", f"/ns/{name}{VERSION}")
        deadline = time.monotonic() + 60
        # None is made meanwhile.
        while names(mock) != ["used"]:
            assert time.monotonic() < deadline, names(mock)
            mock.request("GET", "/ns/used/__admin/requests?limit=1")
            time.sleep(0.05)
        assert mock.request("GET", f"/ns/idle{VERSION}").status == 200
        assert mock.request("GET", "/ns/idle/__admin/requests").json["meta"]["last_id"] == 1


def test_who_only_watches_one_does_not_keep_it() -> None:
    told = ("--namespaces", "1", "--namespace-ttl", "1")
    with serving(*told) as server, closing(server.mock()) as mock, closing(server.mock()) as other:
        mock.request("GET", f"/ns/a{VERSION}")
        with socket.create_connection((server.host, server.port), timeout=40) as watching:
            watching.sendall(
                b"GET /ns/a/__admin/requests/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            )
            assert watching.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
            threading.Event().wait(1.2)
            assert other.request("GET", f"/ns/b{VERSION}").status == 200
            assert names(mock) == ["b"]
            read = b""
            while not read.endswith(b"0\r\n\r\n"):
                read += watching.recv(1 << 16)
        assert names(mock) == ["b"]


def test_one_that_is_dropped_under_way_answers_in_words(demo: Mock) -> None:
    query = urlencode({**LOGIN, "phone_number": "7275551212", "list_id": "999"})
    said = set[tuple[int, str]]()
    is_over = threading.Event()

    def hammer() -> None:
        with closing(Mock(demo.server)) as mine:
            while not is_over.is_set():
                answer = mine.request("GET", f"/ns/brief/API/lmapi.php?{query}")
                said.add((answer.status, answer.text.partition(":")[0]))

    listed = set[int]()

    def look() -> None:
        with closing(Mock(demo.server)) as mine:
            while not is_over.is_set():
                listed.add(mine.admin("GET", "/namespaces").status)

    threads = [threading.Thread(target=work) for work in (*[hammer] * 4, look)]
    for thread in threads:
        thread.start()
    for _ in range(40):
        demo.admin("DELETE", "/namespaces/brief")
    is_over.set()
    for thread in threads:
        thread.join()
    demo.admin("DELETE", "/namespaces/brief")
    assert said <= {(200, "SUCCESS"), (410, "lmapi-mock")}
    assert listed == {200}
