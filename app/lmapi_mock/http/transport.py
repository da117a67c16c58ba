"""Faults on the wire: another answer in place of the endpoint's, or a connection that breaks.

ASGI has no way to break a connection, so the server puts asyncio's transport into the scope.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Final

from starlette.types import Receive, Scope, Send

from lmapi_mock.faults.kinds import WITHOUT_BODY, Break, Failing, Fired, Phase, Response, Said

EXTENSION: Final = "lmapi.transport"
"""The ASGI extension that holds the connection's `transport`, `wait`, its way to be slow, and
`ending`, the event that is set when the server is told to end."""

_GARBAGE: Final = b"\x16\x03\x9d\xf1)}]'~ lmapi-mock: no HTTP \x00\xff\xfe\x7f;{([\r\n\x80\x81"
"""Neither a status line nor a chunk's length, and no UTF-8."""

_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\n"
    b"content-type: text/html; charset=utf-8\r\n"
    b"transfer-encoding: chunked\r\n"
    b"\r\n"
)

_NO_LINGER: Final = struct.pack("ii", 1, 0)
"""SO_LINGER of no seconds: closing sends a reset."""

_CLOSING_SECONDS: Final = 5
"""How long a client may take to read what is left before the connection is cut off."""


async def strike(
    fired: Fired | None, phase: Phase, scope: Scope, receive: Receive, send: Send
) -> bool:
    """Do what a fault does to the wire in this phase.

    Args:
        fired: the fault that the request has met, if any.
        phase: the phase that has come; in another one nothing happens.
        scope: the request's.
        receive: likewise; its body has been read.
        send: likewise.

    Returns:
        Whether the request is answered, or its connection broken, so that nothing is left to do.
    """
    if fired is None or fired.phase is not phase:
        return False
    if fired.delay:
        await _wait(fired.delay, scope)
    match fired.effect:
        case None | Said() | Failing():
            return False
        case Response() as response:
            await _answer(response, scope, send)
        case Break() as kind:
            await _break(kind, scope, receive, send)
    return True


async def _wait(seconds: float, scope: Scope) -> None:
    extension = scope.get("extensions", {}).get(EXTENSION)
    await (extension["wait"] if extension else asyncio.sleep)(seconds)


async def _answer(response: Response, scope: Scope, send: Send) -> None:
    headers = list(response.headers)
    if response.status not in WITHOUT_BODY:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if scope["method"] == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body})


async def _break(kind: Break, scope: Scope, receive: Receive, send: Send) -> None:
    extension = scope.get("extensions", {}).get(EXTENSION)
    if extension is None:
        text = (
            f"lmapi-mock: the fault {kind} needs the connection itself, which this ASGI server "
            "does not hand out. Start the server with `lmapi-mock serve` or `MockServer`.\n"
        )
        plain = ((b"content-type", b"text/plain; charset=utf-8"),)
        await _answer(Response(501, text.encode(), plain), scope, send)
        return
    transport: asyncio.Transport = extension["transport"]
    if not transport.is_closing():
        _BREAKS[kind](transport)
    try:
        async with asyncio.timeout(_CLOSING_SECONDS):
            await _gone(receive)
    except TimeoutError:
        transport.abort()
        await _gone(receive)


async def _gone(receive: Receive) -> None:
    """Wait until uvicorn knows that the connection is lost; it then misses no answer."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _close(transport: asyncio.Transport) -> None:
    transport.close()


def _malformed_chunk(transport: asyncio.Transport) -> None:
    transport.write(_HEAD + _GARBAGE)
    transport.close()


def _random_data(transport: asyncio.Transport) -> None:
    transport.write(_GARBAGE)
    transport.close()


def _reset(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


_BREAKS: Final[Mapping[Break, Callable[[asyncio.Transport], None]]] = {
    Break.EMPTY_RESPONSE: _close,
    Break.MALFORMED_RESPONSE_CHUNK: _malformed_chunk,
    Break.RANDOM_DATA_THEN_CLOSE: _random_data,
    Break.CONNECTION_RESET_BY_PEER: _reset,
}
