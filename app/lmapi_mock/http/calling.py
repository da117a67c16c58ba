"""Calling the address that a dialer calls for a new lead, as PHP's `file()` does (W5).

A GET with `Host` and `Connection: close` and nothing else, redirects followed, without a time-out
but that of silence. It goes wherever the table says, private addresses too: so it is made only
where `--call-urls yes` asks for it.
"""

from __future__ import annotations

import base64
import http.client
import os
import re
import socket
import ssl
import time
from contextlib import closing
from typing import Final, NamedTuple
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from lmapi_mock.non_agent_api.core.outgoing import (
    NO_BODY,
    NO_SUCH_FILE,
    is_http,
    php_error,
    php_failure,
)

SILENCE_S: Final = 60.0
"""PHP's default_socket_timeout: so long it waits for the next bytes."""

MOST_REDIRECTS: Final = 20
MOST_KEPT: Final = 65535
"""What the log row holds of an answer, in bytes."""

_MOST_READ: Final = 16 * 1024 * 1024
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NO_REQUEST: Final = re.compile(r"[\r\n]")


class Answered(NamedTuple):
    """What became of a call.

    Attributes:
        response: what the log row keeps.
        failed: whether that is a complaint of PHP's.
        seconds: how long it took, whole ones.
    """

    response: str
    failed: bool
    seconds: int


class _FailedError(Exception):
    """The call failed; the text says why, in PHP's words."""


def call_address(address: str, silence: float = SILENCE_S) -> Answered:
    """Call an address and wait for all of its answer.

    Args:
        address: what is called.
        silence: how long to wait for the next bytes, in seconds.
    """
    begun = time.monotonic()
    try:
        body = _get(address, silence)
    except _FailedError as failed:
        return Answered(php_failure(address, str(failed)), True, _since(begun))
    if not body:
        return Answered(php_error(NO_BODY), True, _since(begun))
    kept = body.replace(b";", b"")[:MOST_KEPT]
    return Answered(kept.decode("utf-8", "surrogateescape"), False, _since(begun))


def _since(begun: float) -> int:
    return int(time.monotonic() - begun)


def _get(address: str, silence: float) -> bytes:
    for _ in range(MOST_REDIRECTS + 1):
        if not is_http(address):
            raise _FailedError(NO_SUCH_FILE)
        status, location, body = _ask(address, silence)
        if status not in _REDIRECTS or not location:
            return body
        address = urljoin(address, location)
    raise _FailedError("Redirection limit reached, aborting")


def _ask(address: str, silence: float) -> tuple[int, str, bytes]:
    """One request: its status, where it sends on to, and the body."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _FailedError("operation failed") from None
    head = _head(parts, address)
    with closing(_connected(parts, port, silence)) as connection:
        try:
            connection.sendall(head)
            response = http.client.HTTPResponse(connection, method="GET")
            response.begin()
        except (http.client.HTTPException, OSError):
            raise _FailedError("HTTP request failed! ") from None
        with closing(response):
            if response.status >= http.client.BAD_REQUEST:
                version = "1.1" if response.version >= 11 else "1.0"
                raise _FailedError(
                    f"HTTP request failed! HTTP/{version} {response.status} {response.reason}\r\n"
                )
            return response.status, response.getheader("location", ""), _body(response)


def _body(response: http.client.HTTPResponse) -> bytes:
    """All of it that comes."""
    read = bytearray()
    try:
        while part := response.read1(65536):
            read += part
            if len(read) > _MOST_READ:
                break
    except (http.client.HTTPException, OSError):
        # What came until then is what PHP has.
        return bytes(read)
    return bytes(read)


def _head(parts: SplitResult, address: str) -> bytes:
    if _NO_REQUEST.search(address):
        raise _FailedError("HTTP request failed! ")
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    host = parts.netloc.rpartition("@")[2]
    lines = [f"GET {target} HTTP/1.1"]
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        lines.append(f"Authorization: Basic {base64.b64encode(login.encode()).decode()}")
    lines += [f"Host: {host}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def _connected(parts: SplitResult, port: int | None, silence: float) -> socket.socket:
    host = parts.hostname or ""
    is_tls = parts.scheme.lower() == "https"
    try:
        plain = socket.create_connection((host, port or (443 if is_tls else 80)), timeout=silence)
    except socket.gaierror:
        raise _FailedError(
            f"php_network_getaddresses: getaddrinfo for {host} failed: Name or service not known"
        ) from None
    except TimeoutError:
        raise _FailedError("Connection timed out") from None
    except (OSError, UnicodeError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "failed"
        raise _FailedError(why) from None
    if not is_tls:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except (OSError, ValueError):
        plain.close()
        raise _FailedError("operation failed") from None
