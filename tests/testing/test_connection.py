"""Connections: kept while both sides keep them, and a request is never sent twice."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from typing import Self

import pytest

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.testing.connection import (
    Answer,
    CallError,
    Connections,
    QuickResponse,
    read_json,
)

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


class Scripted:
    """A server that answers so many requests on each connection in turn, and closes it then."""

    def __init__(self, *counts: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.met: list[int] = []
        self.closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=counts, daemon=True)
        self._thread.start()
        host, port = self._listening.getsockname()
        self.connections = Connections(f"http://{host}:{port}", 5)

    def _serve(self, *counts: int) -> None:
        for count in counts:
            peer, _ = self._listening.accept()
            with peer:
                self.met.append(0)
                while self.met[-1] < max(count, 1) and peer.recv(65536):
                    self.met[-1] += 1
                    peer.sendall(ANSWER if count else b"")
            self.closed.set()

    def get(self) -> bytes:
        return self.connections.send("GET", "/", None, {}).body

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connections.close()
        self._thread.join(timeout=60)
        self._listening.close()


def test_a_connection_is_used_again() -> None:
    with Scripted(3) as server:
        assert [server.get() for _ in range(3)] == [b"ok"] * 3
    assert server.met == [3]


def test_one_that_the_server_has_closed_is_not() -> None:
    with Scripted(1, 1) as server:
        server.get()
        assert server.closed.wait(60)
        assert server.get() == b"ok"
    assert server.met == [1, 1]


def test_a_request_without_answer_is_not_sent_again() -> None:
    with Scripted(0) as server, pytest.raises(http.client.RemoteDisconnected):
        server.get()
    assert server.met == [1]


def test_once_closed_none_is_kept() -> None:
    with Scripted(2, 2) as server:
        server.connections.close()
        assert [server.get(), server.get()] == [b"ok", b"ok"]
    assert server.met == [1, 1]


ANSWERS = {
    "usual": ANSWER,
    "with a header twice": b"HTTP/1.1 200 OK\r\nA: 1\r\na:\t2 \r\nContent-Length: 2\r\n\r\nok",
    "in Latin-1": b"HTTP/1.1 404 N\xe9ant\r\nx: \xe9\x85\x0b!\r\ncontent-length: 2\r\n\r\nok",
    "closing": b"HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 2\r\n\r\nok",
    "without content": b"HTTP/1.1 204 No Content\r\nx: 1\r\n\r\n",
    "not changed": b"HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\n",
    "short": b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok",
    "without length": b"HTTP/1.1 200 OK\r\nx: 1\r\n\r\nok",
    "without headers": b"HTTP/1.1 200 OK\r\n\r\nok",
    "of a length that is none": b"HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nok",
    "of two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 1\r\n\r\nok",
    "in chunks": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "in chunks, with a length": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n"
        b"2\r\nok\r\n0\r\n\r\n"
    ),
    "after another": b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER,
    "of an older version": b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "of a newer version": b"HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "folded": b"HTTP/1.1 200 OK\r\nx: 1\r\n 2\r\ncontent-length: 2\r\n\r\nok",
    "with a line that is no header": b"HTTP/1.1 200 OK\r\nno header\r\ncontent-length: 2\r\n\r\nok",
    "with plain line feeds": b"HTTP/1.1 200 OK\ncontent-length: 2\n\nok",
    "without end": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n",
    "none": b"",
    "no HTTP": b"220 mail\r\n\r\n",
}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("sent", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_is_read_as_python_reads_it(sent: bytes, method: str) -> None:
    assert said(QuickResponse, sent, method) == said(http.client.HTTPResponse, sent, method)


def said(kind: type[http.client.HTTPResponse], sent: bytes, method: str) -> object:
    """What is read of an answer, whose server closes the connection after it."""
    client, server = socket.socketpair()
    with client, server:
        server.sendall(sent)
        server.shutdown(socket.SHUT_WR)
        answer = kind(client, method=method)
        try:
            answer.begin()
            closes = answer.will_close
            status = (answer.version, answer.status, answer.reason)
            headers = answer.headers.items()
            return status, headers, answer.getheaders(), closes, answer.read(), answer.isclosed()
        except http.client.HTTPException as error:
            return repr(error)


def test_an_answer_that_comes_in_parts_is_read() -> None:
    client, server = socket.socketpair()
    with client, server:
        server.sendall(ANSWER[:20])
        later = threading.Timer(0.1, server.sendall, [ANSWER[20:]])
        later.start()
        answer = QuickResponse(client, method="GET")
        answer.begin()
        assert (answer.status, answer.getheader("content-length"), answer.read()) == (
            200,
            "2",
            b"ok",
        )
        later.join()


def test_a_usual_answer_is_read_without_the_reader_of_mails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(http.client, "parse_headers")
    with Scripted(1) as server:
        assert server.get() == b"ok"


@pytest.mark.parametrize("address", ["localhost", "ftp://localhost", "http://", "x:secret@host"])
def test_what_is_no_address_is_named_without_a_password(address: str) -> None:
    with pytest.raises(LmapiMockError, match=r"is no address of a server") as refused:
        Connections(address, 1)
    assert "secret" not in str(refused.value)


def answer(status: int, body: bytes) -> Answer:
    return Answer(status, http.client.HTTPMessage(), body)


def test_what_the_admin_api_says_is_read() -> None:
    assert read_json(answer(200, b'{"a": 1}'), "here") == {"a": 1}
    assert read_json(answer(204, b""), "here") is None
    error = {"code": "bad", "message": "It is bad.", "hint": "Mend it."}
    with pytest.raises(CallError, match=r"^It is bad\. Mend it\.$") as refused:
        read_json(answer(422, json.dumps({"error": error}).encode()), "here")
    assert (refused.value.status, refused.value.code, refused.value.hint) == (
        422,
        "bad",
        "Mend it.",
    )


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "x"}'])
def test_whoever_else_answers_is_named(body: bytes) -> None:
    with pytest.raises(CallError, match=r"^here answers 502, and not as lmapi-mock does\."):
        read_json(answer(502, body), "here")
