"""A request as data, so that it can be made at random, made smaller, and sent byte for byte."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import quote_from_bytes

BOUNDARY: Final = b"differential"


class Pair(NamedTuple):
    """A variable.

    Attributes:
        name: as sent.
        value: as meant.
        is_raw: it is sent as it is, nothing encoded.
    """

    name: bytes
    value: bytes
    is_raw: bool = False

    def encoded(self) -> bytes:
        """As it stands in a query or a form."""
        value = self.value if self.is_raw else quote_from_bytes(self.value, safe="").encode()
        return self.name + b"=" + value


class Sent(NamedTuple):
    """One request.

    Attributes:
        query: the variables of its query.
        body: those of its body.
        method: HTTP's.
        path: how the endpoint's path is written; `{}` stands for it.
        kind: the body's: `form`, `parts` for multipart, `text` for none that is a form.
        headers: lines besides the necessary ones.
        version: HTTP's.
    """

    query: tuple[Pair, ...] = ()
    body: tuple[Pair, ...] = ()
    method: bytes = b"GET"
    path: str = "{}"
    kind: str = "form"
    headers: tuple[bytes, ...] = ()
    version: bytes = b"HTTP/1.1"

    def raw(self, path: str, host: str) -> bytes:
        """The bytes on the wire.

        Args:
            path: the endpoint's.
            host: the value of the Host header.
        """
        target = self.path.format(path).encode()
        if self.query:
            target += b"?" + b"&".join(pair.encoded() for pair in self.query)
        lines = [b" ".join((self.method, target, self.version)), b"Host: " + host.encode()]
        lines += [b"Connection: close", *self.headers]
        body = self._body()
        if body or self.method == b"POST":
            lines += [b"Content-Type: " + _TYPES[self.kind], b"Content-Length: %d" % len(body)]
        return b"\r\n".join([*lines, b"", body])

    def _body(self) -> bytes:
        if self.kind == "parts" and self.body:
            parts = [
                b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
                % (BOUNDARY, pair.name, pair.value)
                for pair in self.body
            ]
            return b"".join([*parts, b"--", BOUNDARY, b"--\r\n"])
        return b"&".join(pair.encoded() for pair in self.body)


_TYPES: Final = {
    "form": b"application/x-www-form-urlencoded",
    "parts": b"multipart/form-data; boundary=" + BOUNDARY,
    "text": b"text/plain",
}

Case = tuple[Sent, ...]
"""Requests that are sent one after the other."""
