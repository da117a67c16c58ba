"""What becomes of an exception in the admin API: an answer in the one form of its errors."""

from __future__ import annotations

import difflib
import logging
import re
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException

from lmapi_mock.admin.body import UNKNOWN_KEY
from lmapi_mock.errors import AdminError, DatabaseError, StateError
from lmapi_mock.http.namespaces import WORLD
from lmapi_mock.http.refusals import OWN_HEADER, PREFIX, error_response, is_admin
from lmapi_mock.http.request_id import request_id
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR
from lmapi_mock.world import World

_CHOICES: Final = frozenset({"enum", "literal_error"})
"""How pydantic names what is none of a few texts."""

log = logging.getLogger("lmapi_mock.admin")


def install_error_handlers(app: FastAPI) -> None:
    """Give every error of the admin API its form, and other paths their plain 404."""
    app.add_exception_handler(AdminError, _admin_error)
    app.add_exception_handler(DatabaseError, _database_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _defect)


async def _admin_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, AdminError)
    place = error.place if isinstance(error, StateError) else ()
    return error_response(error.status, error.code, str(error), error.hint, place)


async def _database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DatabaseError)
    world: World | None = request.scope.get(WORLD)
    if world is not None and world.is_dropped:
        return error_response(
            410,
            "namespace_dropped",
            f"The namespace {world.name} was dropped while this call was under way.",
            "Call again: its next use makes it anew.",
        )
    name = request_id(request.scope)
    log.error("Request %s: %s %s", name, error, error.hint, extra={"request_id": name})
    return error_response(503, "database_error", error.told, error.hint)


async def _defect(request: Request, error: Exception) -> Response:
    """Whatever nobody has foreseen; the server that runs this logs it with its traceback."""
    name = request_id(request.scope)
    response = error_response(
        500,
        "defect",
        "lmapi-mock met a defect of its own.",
        f"The server's log has the details, under request {name}.",
    )
    response.raw_headers.append(OWN_HEADER)
    log.error("Request %s: a defect.", name, exc_info=error, extra={"request_id": name})
    return response


async def _bad_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part != "body"]
    if first["type"] == "json_invalid":
        place = [f"the body, character {place[0]}"]
    where = ".".join(place) or "the body"
    hint = f"{PREFIX}/docs shows what is accepted."
    if first["type"] == UNKNOWN_KEY:
        hint = first["ctx"]["hint"]
    elif first["type"] in _CHOICES:
        accepted = re.findall("'([^']*)'", first["ctx"]["expected"])
        near = difflib.get_close_matches(str(first["input"]).lower(), map(str.lower, accepted), 1)
        meant = next((one for one in accepted if near and one.lower() == near[0]), None)
        hint = f"Did you mean {meant}? {hint}" if meant else hint
    return error_response(422, "bad_request", f"{where}: {first['msg']}.", hint)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = request.url.path
    if not is_admin(path):
        return PlainTextResponse(
            f"{path} is not here. The endpoint answers at {DOCUMENTED_DOOR} and {VICIDIAL_DOOR},"
            f" the admin API under {PREFIX}.\n",
            error.status_code,
            error.headers,
        )
    if error.status_code == 404:
        return error_response(
            404, "not_found", f"{path} is not here.", f"{PREFIX}/docs lists what is."
        )
    return error_response(
        error.status_code,
        "http_error",
        f"{request.method} {path}: {str(error.detail).rstrip('.')}.",
    )
