"""A request read back from its bytes."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lmapi_mock.conform.asking import unchunked
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.functions import NO_FUNCTION, named
from lmapi_mock.non_agent_api.wire.parse import Parameters, read_parameters

_LINE: Final = re.compile(rb"([^ \r\n]+) +([^\r\n]*?)(?: +HTTP/[0-9.]+)?\r?\n")


class Sent(NamedTuple):
    """A request as PHP has it.

    Attributes:
        method: HTTP's.
        path: as sent.
        query: likewise, without the `?`.
        body: of a POST, without chunks.
        content_type: the header's value.
    """

    method: str
    path: str
    query: bytes
    body: bytes
    content_type: str

    @property
    def parameters(self) -> Parameters:
        """What PHP makes of query and body."""
        return read_parameters(self.query, self.body, self.content_type)

    @property
    def cleaned(self) -> dict[str, str]:
        """What the login reads: `user`, `pass`, `function`."""
        return NO_FUNCTION.cleaner.clean(self.parameters, non_latin=False)

    @property
    def function(self) -> Function:
        """What is called."""
        return named(self.cleaned["function"])


def read_sent(raw: bytes) -> Sent | None:
    """A request of its bytes; None for what is none."""
    line = _LINE.match(raw)
    if line is None:
        return None
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (one.partition(b":") for one in head.split(b"\r\n")[1:])
    }
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        body = unchunked(body)
    path, _, query = line[2].partition(b"?")
    return Sent(
        line[1].decode("ascii", "replace"),
        path.decode("utf-8", "replace"),
        query,
        body if line[1] == b"POST" else b"",
        fields.get(b"content-type", b"").decode("latin-1"),
    )
