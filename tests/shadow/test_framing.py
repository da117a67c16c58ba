"""Requests and answers told apart in bytes that come in any pieces."""

from __future__ import annotations

from collections import deque

import pytest

from lmapi_mock.shadow.framing import Answers, Exchange, Requests

GET = b"GET /a?b=c HTTP/1.1\r\nHost: client\r\nX: y\r\n\r\n"
POST = b"POST /p HTTP/1.1\r\nhost:client\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST /q HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;x=y\r\nhello\r\n3\r\n\r\n\r\r\n0\r\nTrailer: t\r\n\r\n"
)
HEAD = b"HEAD /h HTTP/1.1\r\n\r\n"
ALL = (GET, POST, CHUNKED, HEAD, GET)

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"
IN_CHUNKS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
NO_BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
TO_THE_END = b"HTTP/1.0 418 I'm a teapot\r\n\r\nabc"


def named(request: bytes) -> bytes:
    """A request as the dialer gets it."""
    return request.replace(b"client", b"dialer:81")


@pytest.mark.parametrize("piece", [1, 2, 7, 1000])
def test_requests_and_answers_are_paired_however_they_come(piece: int) -> None:
    pending: deque[Exchange] = deque()
    whole: list[Exchange] = []
    requests, answers = Requests(b"dialer:81", pending, whole.append), Answers(pending)
    sent = b"\r\n".join(ALL)
    passed = b"".join(requests.take(sent[at : at + piece]) for at in range(0, len(sent), piece))
    assert passed == b"".join(map(named, ALL))
    assert [bytes(one.sent) for one in whole] == list(map(named, ALL))

    came = OK + INTERIM + OK + IN_CHUNKS + NO_BODY + TO_THE_END
    for at in range(0, len(came), piece):
        answers.take(came[at : at + piece])
    assert [one.done.is_set() for one in whole] == [True, True, True, True, False]
    answers.end()
    assert whole[-1].done.is_set()
    assert [bytes(one.answer) for one in whole] == [OK, OK, IN_CHUNKS, NO_BODY, TO_THE_END]


@pytest.mark.parametrize(
    "sent",
    [
        b"POST / HTTP/1.1\r\nContent-Length: five\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nhello",
        b"GET / HTTP/1.1\r\n" + b"x" * 300_000,
    ],
)
def test_what_cannot_be_told_apart_passes_all_the_same(sent: bytes) -> None:
    pending: deque[Exchange] = deque()
    whole: list[Exchange] = []
    requests = Requests(b"dialer", pending, whole.append)
    assert requests.take(sent[:20]) + requests.take(sent[20:]) + requests.take(b"more") == (
        sent + b"more"
    )
    assert whole == []
    assert len(pending) == 1


def test_an_answer_that_is_none_ends_the_wait_for_it() -> None:
    pending: deque[Exchange] = deque()
    whole: list[Exchange] = []
    requests, answers = Requests(b"dialer", pending, whole.append), Answers(pending)
    requests.take(GET + GET)
    answers.take(b"SSH-2.0-x\r\n\r\n")
    assert [one.done.is_set() for one in whole] == [True, True]
    requests.take(GET)
    answers.take(OK)
    assert whole[-1].done.is_set()
    assert not whole[-1].answer
