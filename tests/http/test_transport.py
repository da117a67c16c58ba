"""Faults on the wire, seen by a raw socket: a tiny application under uvicorn, on both loops."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from lmapi_mock.faults.kinds import Break, Effect, Fired, Phase, Response, Said
from lmapi_mock.http.connection import Connection
from lmapi_mock.http.transport import EXTENSION, strike

TEAPOT = Response(503, b"<p>busy</p>", ((b"content-type", b"text/html"), (b"retry-after", b"9")))
GET = b"GET /%s HTTP/1.1\r\nhost: test\r\n\r\n"


class Site:
    """An application whose requests meet the fault set, after reading their body."""

    def __init__(self) -> None:
        self.port = 0
        self.begin_anew()

    def begin_anew(self) -> None:
        self.effect: Effect | None = None
        self.delay = 0.0
        self.phase = Phase.BEFORE
        self.reached = threading.Event()
        self.processed = 0
        self.bare = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            while (await receive()).get("more_body"):
                pass
        fired = None
        if scope["path"] != "/good":
            fired = Fired("f", self.phase, self.delay, self.effect)
        if self.bare:
            scope = {name: value for name, value in scope.items() if name != "extensions"}
        self.reached.set()
        if await strike(fired, Phase.BEFORE, scope, receive, send):
            return
        self.processed += 1
        if await strike(fired, Phase.AFTER_COMMIT, scope, receive, send):
            return
        headers = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok"})


@contextlib.contextmanager
def serving(app: Site, loop: Literal["asyncio", "uvloop"]) -> Iterator[uvicorn.Server]:
    """The application under uvicorn; the server has ended when this ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    app.port = listening.getsockname()[1]
    config = uvicorn.Config(
        app,
        http=Connection,
        loop=loop,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join(timeout=60)
    assert not thread.is_alive()


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Site, uvicorn.Server]]:
    app = Site()
    with serving(app, request.param) as server:
        yield app, server


@pytest.fixture
def site(served: tuple[Site, uvicorn.Server], caplog: pytest.LogCaptureFixture) -> Iterator[Site]:
    """The application as new; afterwards uvicorn has logged nothing bad and kept nothing."""
    caplog.set_level(logging.WARNING)
    app, server = served
    app.begin_anew()
    yield app
    state = server.server_state
    assert within_seconds(20, lambda: not state.tasks and not state.connections)
    assert [record.getMessage() for record in caplog.records] == []


def within_seconds(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.005)
    return holds()


def connect(site: Site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site.port), timeout=60)


def all_of(connection: socket.socket) -> bytes:
    """What comes until the other side closes; a reset raises."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def ask(site: Site, request: bytes = GET % b"") -> bytes:
    with connect(site) as connection:
        connection.sendall(request)
        return all_of(connection)


def good(connection: socket.socket) -> bytes:
    """The body of a request that meets no fault."""
    connection.sendall(GET % b"good")
    answer = b""
    while not answer.endswith(b"\r\n\r\nok"):
        part = connection.recv(65536)
        assert part, answer
        answer += part
    return answer


def test_an_empty_response_is_a_close_without_a_byte(site: Site) -> None:
    site.effect = Break.EMPTY_RESPONSE
    assert ask(site) == b""


def test_a_malformed_chunk_follows_a_good_head(site: Site) -> None:
    site.effect = Break.MALFORMED_RESPONSE_CHUNK
    head, _, rest = ask(site).partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"HTTP/1.1 200 OK"
    assert b"transfer-encoding: chunked" in head
    with pytest.raises(ValueError, match="invalid literal"):
        int(rest.splitlines()[0], 16)


def test_random_data_is_no_http(site: Site) -> None:
    site.effect = Break.RANDOM_DATA_THEN_CLOSE
    answer = ask(site)
    assert len(answer) > 10
    assert b"HTTP/1" not in answer
    with pytest.raises(UnicodeDecodeError):
        answer.decode()


def test_a_reset_is_one(site: Site) -> None:
    site.effect = Break.CONNECTION_RESET_BY_PEER
    with pytest.raises(ConnectionResetError):
        ask(site)


@pytest.mark.parametrize("kind", Break)
def test_other_connections_go_on(site: Site, kind: Break) -> None:
    site.effect = kind
    with connect(site) as other:
        good(other)
        with contextlib.suppress(ConnectionResetError):
            ask(site)
        good(other)


@pytest.mark.parametrize("kind", Break)
def test_a_connection_that_was_used_before_breaks_alike(site: Site, kind: Break) -> None:
    site.effect = kind
    with connect(site) as connection:
        good(connection)
        connection.sendall(GET % b"")
        if kind is Break.CONNECTION_RESET_BY_PEER:
            with pytest.raises(ConnectionResetError):
                all_of(connection)
        else:
            assert b"ok" not in all_of(connection)


@pytest.mark.parametrize("kind", Break)
def test_a_form_that_was_posted_is_read_first(site: Site, kind: Break) -> None:
    site.effect = kind
    site.phase = Phase.AFTER_COMMIT
    form = b"POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 400000\r\n\r\n" + b"a" * 400_000
    if kind is Break.CONNECTION_RESET_BY_PEER:
        with pytest.raises(ConnectionResetError):
            ask(site, form)
    else:
        ask(site, form)
    assert site.processed == 1


def test_requests_sent_behind_the_broken_one_are_not_answered(site: Site) -> None:
    site.effect = Break.EMPTY_RESPONSE
    try:
        answer = ask(site, GET % b"" + GET % b"good" * 3)
    except ConnectionResetError:
        # The kernel says so where bytes that nobody reads any more have come.
        answer = b""
    assert answer == b""
    assert site.processed == 0


def test_before_means_that_nothing_is_done(site: Site) -> None:
    site.effect = Break.EMPTY_RESPONSE
    ask(site)
    assert site.processed == 0


def test_another_answer_keeps_the_connection(site: Site) -> None:
    site.effect = TEAPOT
    with connect(site) as connection:
        connection.sendall(GET % b"")
        answer = connection.recv(65536)
        while not answer.endswith(b"busy</p>"):
            answer += connection.recv(65536)
        good(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.splitlines()
    assert lines[0] == b"HTTP/1.1 503 Service Unavailable"
    assert {b"content-type: text/html", b"retry-after: 9", b"content-length: 11"} <= set(lines)
    assert body == b"<p>busy</p>"


def test_head_gets_no_body(site: Site) -> None:
    site.effect = TEAPOT
    answer = ask(site, b"HEAD / HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n")
    assert b"content-length: 11" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_an_answer_that_can_have_no_body_has_no_length(site: Site) -> None:
    site.effect = Response(204, b"", ())
    answer = ask(site, b"GET / HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert b"content-length" not in answer.lower()
    assert b"transfer-encoding" not in answer.lower()


@pytest.mark.parametrize("effect", [None, Said("duplicate")], ids=["delay", "said"])
@pytest.mark.parametrize("phase", Phase)
def test_what_is_no_matter_of_the_wire_only_waits(
    site: Site, effect: Effect | None, phase: Phase
) -> None:
    site.effect, site.delay, site.phase = effect, 0.2, phase
    begun = time.monotonic()
    with connect(site) as connection:
        connection.sendall(GET % b"")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
    assert time.monotonic() - begun >= 0.19


def test_a_delay_comes_before_a_break(site: Site) -> None:
    site.effect, site.delay = Break.EMPTY_RESPONSE, 0.2
    begun = time.monotonic()
    assert ask(site) == b""
    assert time.monotonic() - begun >= 0.19


def test_a_client_that_leaves_while_it_waits_is_served_all_the_same(site: Site) -> None:
    site.delay = 0.3
    with connect(site) as connection:
        connection.sendall(GET % b"")
        assert site.reached.wait(20)
    assert within_seconds(20, lambda: site.processed == 1)


@pytest.mark.parametrize("kind", Break)
def test_a_connection_that_is_gone_already_cannot_break(site: Site, kind: Break) -> None:
    site.effect, site.delay = kind, 0.2
    with connect(site) as connection:
        connection.sendall(GET % b"")
        assert site.reached.wait(20)
    time.sleep(0.4)
    with connect(site) as other:
        good(other)


@pytest.mark.parametrize("leaves", [True, False], ids=["client left", "client waits"])
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_server_that_ends_waits_for_no_delay(
    loop: Literal["asyncio", "uvloop"], leaves: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    app = Site()
    app.delay = 300
    begun = time.monotonic()
    with connecting(app, loop) as connection:
        connection.sendall(GET % b"")
        assert app.reached.wait(20)
        if leaves:
            connection.close()
    assert time.monotonic() - begun < 9
    assert app.processed == 1
    assert [record.getMessage() for record in caplog.records] == []


@contextlib.contextmanager
def connecting(app: Site, loop: Literal["asyncio", "uvloop"]) -> Iterator[socket.socket]:
    """A connection that is open until the server has ended."""
    with serving(app, loop):
        connection = connect(app)
        yield connection
    connection.close()


@pytest.mark.parametrize("kind", Break)
def test_a_server_that_hands_out_no_transport_says_so(site: Site, kind: Break) -> None:
    site.effect = kind
    site.bare = True
    answer = ask(site, b"GET / HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n").decode()
    assert answer.startswith("HTTP/1.1 501 Not Implemented")
    assert answer.endswith(
        f"lmapi-mock: the fault {kind} needs the connection itself, which this ASGI server does "
        "not hand out. Start the server with `lmapi-mock serve` or `MockServer`.\n"
    )


def test_a_client_that_does_not_read_is_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Closing waits for what is left to be written; here that never ends."""
    monkeypatch.setattr("lmapi_mock.http.transport._CLOSING_SECONDS", 0.05)
    aborted = asyncio.Event()

    class Stuck:
        def is_closing(self) -> bool:
            return False

        def close(self) -> None:
            pass

        def abort(self) -> None:
            aborted.set()

    async def receive() -> dict[str, Any]:
        await aborted.wait()
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        raise AssertionError("nothing is sent")

    scope = {"extensions": {EXTENSION: {"transport": Stuck()}}}
    fired = Fired("f", Phase.BEFORE, 0.0, Break.EMPTY_RESPONSE)
    assert asyncio.run(strike(fired, Phase.BEFORE, scope, receive, send))
    assert aborted.is_set()
