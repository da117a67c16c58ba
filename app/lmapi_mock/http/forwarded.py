"""Behind a proxy: who the client is, and by which name and scheme it called."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from starlette.types import ASGIApp, Receive, Scope, Send

from lmapi_mock.http.apache import is_host
from lmapi_mock.http.fields import FIELDS

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Forwarded:
    """Takes X-Forwarded-For, -Proto and -Host for true where a trusted proxy sends them.

    Everything behind it is told of the client as if that had called itself: the endpoint's list of
    blocked addresses, the journal, the admin API's look at Host and Origin.

    Args:
        app: what is handed the request.
        proxies: whom to trust.
    """

    def __init__(self, app: ASGIApp, proxies: Iterable[Network]) -> None:
        self._app = app
        self._proxies = tuple(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        client = scope.get("client")
        if scope["type"] == "http" and client and self._is_trusted(client[0]):
            scope = self._told(scope, client)
        await self._app(scope, receive, send)

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._proxies)

    def _told(self, scope: Scope, client: tuple[str, int]) -> Scope:
        headers = scope["headers"]
        # What stands last, the proxy itself has written; what stands before, its client may have.
        for address in reversed(list(_values(headers, b"x-forwarded-for"))):
            bare = _bare(address)
            if bare is None:
                break
            client = (bare, 0)
            if not self._is_trusted(bare):
                break
        scheme = next(reversed([*_values(headers, b"x-forwarded-proto")]), scope["scheme"])
        host = next(reversed([*_values(headers, b"x-forwarded-host")]), "").encode("latin-1")
        if is_host(host):
            headers = [pair for pair in headers if pair[0] != b"host"] + [(b"host", host)]
        if scheme not in ("http", "https"):
            scheme = scope["scheme"]
        told = {**scope, "client": client, "scheme": scheme, "headers": headers}
        # What was read of the headers before.
        told.pop(FIELDS, None)
        return told


def _values(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> Iterator[str]:
    for name, value in headers:
        if name == wanted:
            yield from (part.strip() for part in value.decode("latin-1").split(",") if part.strip())


def _bare(address: str) -> str | None:
    """An address without the port that some proxies add; None for what is none."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None
