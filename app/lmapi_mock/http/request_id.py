"""What a request is called in answers, log, journal and spans: as its client says, or as we say."""

from __future__ import annotations

import itertools
import os
import re
from typing import Final

from starlette.types import Scope

HEADER: Final = b"x-request-id"
"""Where a client says it, and an answer does."""

ID: Final = "lmapi.request_id"
"""Where the scope of a request holds it."""

_ASKING: Final = frozenset((HEADER, b"x-lmapi-explain"))

_ACCEPTED: Final = re.compile(rb"[!-~]{1,100}")
_NUMBERS: Final = itertools.count(1)
_PROCESS = os.urandom(6).hex()


def _begin_anew() -> None:
    """A worker is a copy of the process that started it, and would give the same names."""
    global _PROCESS  # noqa: PLW0603  one name for each process
    _PROCESS = os.urandom(6).hex()


os.register_at_fork(after_in_child=_begin_anew)


def request_id(scope: Scope) -> str:
    """The client's name for the request, from X-Request-Id, or one of our own."""
    known: str | None = scope.get(ID)
    if known is None:
        sent = sent_id(scope)
        known = sent or f"{_PROCESS}-{next(_NUMBERS):x}"
        scope[ID] = known
    return known


def sent_id(scope: Scope) -> str:
    """The client's own name for the request, nothing where it has none that can be repeated."""
    for name, value in scope["headers"]:
        if name == HEADER:
            return value.decode("ascii") if _ACCEPTED.fullmatch(value) else ""
    return ""


def is_asked_for(scope: Scope) -> bool:
    """Whether the client wants the name in the answer's header: it says it, or asks for all."""
    # Each request asks: a generator would take longer than the search.
    for name, _ in scope["headers"]:  # noqa: SIM110  see above
        if name in _ASKING:
            return True
    return False
