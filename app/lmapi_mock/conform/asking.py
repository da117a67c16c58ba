"""Sending a probe, byte for byte, and reading what comes."""

from __future__ import annotations

import re
import socket
import ssl
import time
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from lmapi_mock.conform.probes import PASSWORD, USER, Probe
from lmapi_mock.errors import LmapiMockError, SettingError
from lmapi_mock.settings import VICIDIAL_DOOR

HEADERS: Final = ("content-type", "cache-control", "pragma")
"""Those that an integrator's code could look at."""

_TIMEOUT_S: Final = 30
_MOST_BYTES: Final = 1 << 20
"""No answer to a probe is near as long."""


class Reply(NamedTuple):
    """An answer.

    Attributes:
        status: HTTP's; 0 where the connection was closed without one.
        headers: the values of HEADERS.
        body: its bytes.
    """

    status: int
    headers: tuple[str, ...]
    body: bytes


class Endpoint:
    """A server that is asked.

    Args:
        url: the endpoint's address; without a path, VICIdial's.
        user: who logs in.
        password: likewise.
        rate: how many requests a second it gets at most; 0 for no limit.

    Raises:
        SettingError: the address is none.
    """

    def __init__(self, url: str, user: str, password: str, rate: float = 0) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise SettingError(
                f"--upstream is {url.rpartition('@')[2]!r}. Accepted: the address of the API, as "
                "https://dialer.example/vicidial/non_agent_api.php."
            )
        self.path = parts.path if len(parts.path) > 1 else VICIDIAL_DOOR
        self._host = parts.hostname
        self._is_tls = parts.scheme == "https"
        self._port = port or (443 if self._is_tls else 80)
        self._named = parts.netloc.rpartition("@")[2]
        self.url = f"{parts.scheme}://{self._named}{self.path}"
        self._login = {
            USER.encode(): quote(user, safe="").encode(),
            PASSWORD.encode(): quote(password, safe="").encode(),
        }
        self._pause = 1 / rate if rate else 0.0
        self._next = 0.0

    def target(self, probe: Probe) -> bytes:
        """The request's target, its login not yet filled in."""
        path = self.path
        if probe.elsewhere:
            path = path.rpartition("/")[0] + "/lmapi-mock-conform"
        query = probe.query
        if probe.elsewhere and query:
            # A probe of the limit says how long the line is, method and version included.
            around = len(f"{probe.method} {path}? HTTP/1.1")
            query = query[: max(1, len(query) - around)]
        return path.encode() + (b"?" + query if query else b"")

    def ask(self, probe: Probe) -> Reply:
        """The answer to a probe, asked when its turn has come.

        Raises:
            LmapiMockError: the server cannot be reached, or does not answer in time.
        """
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._pause
        answer = b""
        try:
            with self._connected() as connection:
                try:
                    connection.sendall(self._raw(probe))
                    while len(answer) < _MOST_BYTES and (part := connection.recv(65536)):
                        answer += part
                except ConnectionError:
                    # Closed on a request that is too long; what was said before counts.
                    pass
        except OSError as error:
            raise LmapiMockError(
                f"{self.url} does not answer: {error}.",
                "Is that its address, and does it answer `curl` from here?",
            ) from error
        return read_reply(answer)

    def _connected(self) -> socket.socket:
        plain = socket.create_connection((self._host, self._port), _TIMEOUT_S)
        if not self._is_tls:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise

    def _raw(self, probe: Probe) -> bytes:
        target, body = self.target(probe), probe.body
        for name, value in self._login.items():
            target, body = target.replace(name, value), body.replace(name, value)
        lines = [b" ".join((probe.method.encode(), target, b"HTTP/1.1"))]
        lines += [b"Host: " + self._named.encode(), b"Connection: close", *probe.headers]
        if body:
            if probe.content_type:
                lines.append(b"Content-Type: " + probe.content_type)
            lines.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join([*lines, b"", body])


def read_reply(answer: bytes) -> Reply:
    """An answer as it came, its body without chunks."""
    head, _, body = answer.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    status = re.match(r"HTTP/1\.[01] (\d{3})", line)
    pairs = (one.partition(":") for one in fields)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = unchunked(body)
    told = tuple(headers.get(name, "") for name in HEADERS)
    return Reply(int(status[1]) if status else 0, told, body)


def unchunked(body: bytes) -> bytes:
    """A chunked body without its chunks; as far as it came."""
    pieces = []
    at = 0
    while (end := body.find(b"\r\n", at)) >= 0:
        size = re.match(rb"[0-9A-Fa-f]+", body[at:end])
        length = int(size[0], 16) if size else 0
        if not length:
            break
        pieces.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
    return b"".join(pieces)
