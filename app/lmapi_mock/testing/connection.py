"""Speaking HTTP to a server: connections that stay open, and the admin API's JSON."""

from __future__ import annotations

import http.client
import json
import re
import select
import threading
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from lmapi_mock.errors import LmapiMockError

__tracebackhide__ = True  # pytest shows the test's own line, not ours


class CallError(LmapiMockError):
    """The admin API refused a call, or something else answered.

    Attributes:
        status: HTTP's.
        code: the admin API's, empty where it was not the admin API that answered.
    """

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".rstrip(), hint)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, its header names in whatever case."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


_HEAD: Final = re.compile(
    rb"HTTP/1\.1 ([2-5][0-9][0-9]) ([^\r\n]*)((?:\r\n[!-9;-~]+:[^\r\n]*)*)\r\n\r\n"
)
"""The head of most answers: a line for each header, and nothing that wants to be thought about."""


class QuickResponse(http.client.HTTPResponse):
    """An answer whose head is read in a third of the time, if it is like most.

    Python's own reads headers as those of a mail, which takes longer than a request takes the
    server.
    """

    def begin(self) -> None:
        """Read the head."""
        # As much as has come, which of most answers is all.
        began = self.fp.peek()
        head = _HEAD.match(began)
        if head is None or self.headers is not None:
            super().begin()
            return
        headers = http.client.HTTPMessage()
        for line in head[3].decode("latin-1").split("\r\n")[1:]:
            name, _, value = line.partition(":")
            headers.set_raw(name, value.lstrip(" \t"))
        status = int(head[1])
        length = headers.get("content-length", "0" if status in {204, 304} else "")
        if not (length.isascii() and length.isdigit()) or "transfer-encoding" in headers:
            super().begin()
            return
        self.fp.read(head.end())
        self.headers = self.msg = headers
        self.code = self.status = status
        self.reason = head[2].decode("latin-1").strip()
        self.version = 11
        self.chunked = False
        self.length = 0 if status in {204, 304} or self._method == "HEAD" else int(length)
        self.will_close = self._check_close()


class Connections:
    """Connections to one server, each used by one thread at a time and kept for the next.

    Args:
        base_url: `http://127.0.0.1:8080`; https too.
        timeout: how long an answer may take, in seconds.

    Raises:
        LmapiMockError: that is no address.
    """

    def __init__(self, base_url: str, timeout: float) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise LmapiMockError(
                f"{base_url.rpartition('@')[2]!r} is no address of a server. "
                "An address is like http://127.0.0.1:8080."
            )
        self._kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._netloc = parts.netloc.rpartition("@")[2]
        self._timeout = timeout
        self._lock = threading.Lock()
        self._idle: list[http.client.HTTPConnection] = []
        self._keeps = True

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Send one request, once: what a fault breaks off is not tried again.

        Raises:
            OSError, http.client.HTTPException: as from http.client, where no answer comes.
        """
        connection = self._taken()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            read = Answer(answer.status, answer.headers, answer.read())
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if self._keeps:
                self._idle.append(connection)
                return read
        connection.close()
        return read

    def close(self) -> None:
        """Close those that nobody uses, and keep none any more: who still sends, opens one."""
        with self._lock:
            self._keeps = False
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _taken(self) -> http.client.HTTPConnection:
        while True:
            with self._lock:
                if not self._idle:
                    made = self._kind(self._netloc, timeout=self._timeout)
                    made.response_class = QuickResponse
                    return made
                connection = self._idle.pop()
            if _is_open(connection):
                return connection
            connection.close()


def _is_open(connection: http.client.HTTPConnection) -> bool:
    """Whether an idle connection is as it was left: one that the server has closed is readable."""
    if connection.sock is None:
        return False
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return not poll.poll(0)


def read_json(answer: Answer, where: str) -> Any:
    """What the admin API says; None where it says nothing.

    Args:
        answer: its answer.
        where: what was called, for messages.

    Raises:
        CallError: it refuses, or it is not the admin API that answers.
    """
    try:
        said: Any = json.loads(answer.body) if answer.body else None
        if answer.status < 400:
            return said
        error = said["error"]
        raise CallError(answer.status, error["code"], error["message"], error["hint"])
    except (ValueError, KeyError, TypeError):
        raise CallError(
            answer.status,
            "",
            f"{where} answers {answer.status}, and not as lmapi-mock does.",
            "Is that its address?",
        ) from None
