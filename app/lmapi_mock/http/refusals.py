"""How the admin API says no: `{"error": {"code", "message", "hint"}}` with a 4xx or 5xx status."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.responses import JSONResponse

from lmapi_mock.errors import PLACE
from lmapi_mock.version import __version__

PREFIX = "/__admin"

OWN_HEADER = (b"x-lmapi-mock", __version__.encode())
"""What every answer carries that no dialer gives, so that nobody takes it for a dialer's."""


def is_admin(path: str) -> bool:
    """Whether a path is the admin API's."""
    return path.startswith(PREFIX) and path[len(PREFIX) :][:1] in {"", "/"}


def error_response(
    status: int, code: str, message: str, hint: str = "", place: Sequence[str | int] = ()
) -> JSONResponse:
    """The one form of an error; `place` is where in the body it is, if known."""
    headers = {PLACE: json.dumps(place)} if place else None
    error = {"code": code, "message": message, "hint": hint}
    return JSONResponse({"error": error}, status, headers)
