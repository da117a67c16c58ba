"""The parameters of an admin call's query: one that is not known is told, not left unread."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from lmapi_mock.errors import AdminError
from lmapi_mock.http.refusals import PREFIX

_FAMILIES: Final = {f"{PREFIX}/tables/{{table}}": "where."}
"""What the names of further parameters begin with, by the route's path."""


class QueryError(AdminError):
    """A parameter of the query is not known; a 422."""

    status = 422


async def refuse_unknown_query(request: Request) -> None:
    """Raise a QueryError for a parameter that the call does not read.

    A filter that is misspelt would be no filter, and everything would fit.
    """
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = list(_known(route.dependant))
    family = _FAMILIES.get(route.path_format)
    for name in request.query_params:
        if name in known or (family and name.startswith(family)):
            continue
        near = difflib.get_close_matches(name.lower(), known, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        accepted = [*known, *([f"{family}COLUMN"] if family else ())]
        listed = f"Accepted: {', '.join(accepted)}." if accepted else "This call takes none."
        raise QueryError("bad_request", f"The query: unknown parameter {name!r}.", meant + listed)


def _known(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        yield field.alias
    for other in dependant.dependencies:
        yield from _known(other)
