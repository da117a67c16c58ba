"""How a call of the admin API may fail, operation by operation, for its OpenAPI document.

What every operation has in common is worked out of its route; what is its own, as a 404, its route
says with `fails`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from lmapi_mock.admin.guard import needs_token
from lmapi_mock.admin.scoped import USES_DATABASE

FAILURES: Final = {
    400: "The body is no text.",
    401: "The token is missing or wrong, where the server has one.",
    403: "The caller is a page of another site, calls the server by a foreign name, or may not "
    "see passwords.",
    404: "What the path names is not there.",
    408: "The body did not come in time.",
    409: "It cannot be done as things are; or the namespace cannot be had.",
    410: "The namespace was dropped while the call was under way.",
    413: "The body is too large.",
    422: "Something that was sent is not understood, or not possible on a dialer's own database.",
    500: "A defect of the server's own.",
    503: "The database is away.",
}
"""What an error's status means."""

_ALL: Final = frozenset({403, 409, 422, 500})
_WITH_DATABASE: Final = frozenset({410, 503})
_WITH_BODY: Final = frozenset({400, 408, 413, 422})


def failures_of(route: APIRoute, path: str) -> list[int]:
    """The statuses of the errors that an operation can give, but for those its route says.

    Args:
        route: the operation's.
        path: as it is called, with the admin API's prefix.
    """
    found = set(_ALL)
    dependants = list(_with_dependencies(route.dependant))
    if needs_token(path):
        found.add(401)
    if any(one.call is USES_DATABASE for one in dependants):
        found |= _WITH_DATABASE
    if route.body_field is not None:
        found |= _WITH_BODY
    return sorted(found)


def _with_dependencies(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _with_dependencies(one)
