"""What a request is called in answers, log, journal and spans: as its client says, or as we say."""

from __future__ import annotations

import itertools
import os
from typing import Final

from starlette.types import Scope

from lmapi_mock.http.fields import fields_of

ID: Final = "lmapi.request_id"
"""Where the scope of a request holds it."""

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
        known = fields_of(scope).request_id or f"{_PROCESS}-{next(_NUMBERS):x}"
        scope[ID] = known
    return known
